"""What must hold of every figure whatever was collected: parts add up to the whole, and nothing changes what did not change."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

import pandas as pd
import pytest
from collecting import list_accounts
from figures import Figures

from benchmark.metrics import Scope, compute
from benchmark.store import Store
from benchmark.store.record import Reading, record
from sources.base import Post, Profile

ZONES = ("Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
DAY = timedelta(days=1)
FIRST = date(2026, 3, 20)
"""A week before clocks change in Paris, after they did in New York, and before they do on Lord Howe."""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Figures]:
    """Brands on two networks, some with two accounts, drawn by lot: gaps, hidden counts, unread days, posts at midnight."""
    lot = random.Random(7)
    with Store.open(tmp_path_factory.mktemp("properties") / "drawn.duckdb") as store:
        figures = Figures(store)
        for brand in ("Anvil", "Bolt", "Cog", "Dowel"):
            for source in ("mastodon", "youtube"):
                for _ in range(lot.choice([1, 1, 2])):
                    _fill(figures, figures.account(brand, source), lot)
        yield figures


def _fill(figures: Figures, account: int, lot: random.Random) -> None:
    start, counts, level = datetime(2026, 3, 10, 6), {}, 1000
    read: dict[datetime, datetime] = {}
    for number in range(50):
        level += lot.randrange(-3, 9)
        at = start + number * DAY + timedelta(minutes=lot.randrange(1440))
        if lot.random() > 0.1:
            counts[at] = level if lot.random() > 0.05 else None
        if lot.random() > 0.2:
            read[at] = at - lot.choice([DAY, 3 * DAY])
    figures.readings(account, read)
    figures.followers(account, counts)
    posts = []
    for _ in range(60):
        at = start + timedelta(minutes=lot.randrange(50 * 1440))
        at = at.replace(hour=lot.choice([0, 4, 13, 22, 23]), minute=lot.choice([0, 0, 30, 59]))
        hidden = lot.random() < 0.1
        likes = None if hidden else lot.randrange(40)
        posts.append({"at": at, "likes": likes, "comments": 1, "hidden": ["likes"] if hidden else [],
                      "kind": lot.choice(["image", "video"])})  # fmt: skip
    figures.posts(account, posts)


def _scope(figures: Figures, zone: str, first: date, days: int) -> Scope:
    return Scope(tuple(figures.accounts), first, first + (days - 1) * DAY, zone, datetime(2026, 6, 1))


@cache
def _computed(store: Store, name: str, scope: Scope) -> pd.DataFrame:
    """A metric's frame, computed once: the store is only read."""
    return compute(store, name, scope)


def _values(figures: Figures, name: str, scope: Scope, column: str = "value") -> pd.Series:
    return _computed(figures.store, name, scope).set_index(["brand_id", "source"])[column]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("cut", [1, 9, *(pytest.param(cut, marks=pytest.mark.slow) for cut in (8, 10, 17))])
def test_adjacent_periods_add_up_to_the_whole(drawn: Figures, zone: str, cut: int) -> None:
    whole, left = _scope(drawn, zone, FIRST, 21), _scope(drawn, zone, FIRST, cut)
    right = _scope(drawn, zone, FIRST + cut * DAY, 21 - cut)
    columns = [("interactions_total", "n"), ("interactions_total", "posts"), ("interactions_total", "left_out")]
    for name, column in [*columns, ("posts", "n"), ("posts", "days_observed")]:
        total = _values(drawn, name, whole, column)
        parts = _values(drawn, name, left, column) + _values(drawn, name, right, column)
        if column == "days_observed":
            # Of several accounts the one read least counts: not always the same one in both parts.
            one = _computed(drawn.store, name, whole).set_index(["brand_id", "source"])["accounts"] == 1
            total, parts = total[one], parts[one]
        assert parts.to_numpy() == pytest.approx(total.to_numpy()), (name, column)
    sums = [_values(drawn, "interactions_total", scope).fillna(0) for scope in (whole, left, right)]
    assert (sums[1] + sums[2]).tolist() == sums[0].tolist()
    net = [_values(drawn, "net_followers", scope) for scope in (whole, left, right)]
    opening, closing = (
        _values(drawn, "net_followers", scope, end) for scope, end in ((right, "opening"), (left, "closing"))
    )
    used = [_values(drawn, "net_followers", scope, "accounts_used") for scope in (whole, left, right)]
    same = net[1].notna() & net[2].notna() & (used[0] == used[1]) & (used[0] == used[2])
    assert same.any()
    assert opening[same].tolist() == closing[same].tolist()
    assert (net[1] + net[2])[same].tolist() == net[0][same].tolist()


@pytest.mark.parametrize("zone", ZONES)
def test_weeks_kinds_and_hours_add_up_to_the_period(drawn: Figures, zone: str) -> None:
    scope = _scope(drawn, zone, FIRST, 31)
    posts = _values(drawn, "posts", scope, "n")
    for name in ("posts_weekly", "posts_by_week", "post_mix_pct", "publishing_timing"):
        frame = _computed(drawn.store, name, scope)
        assert frame.groupby(["brand_id", "source"])["n"].sum().tolist() == posts.tolist(), name
    weekly = _computed(drawn.store, "interactions_by_week", scope).groupby(["brand_id", "source"])["value"].sum()
    assert weekly.tolist() == _values(drawn, "interactions_total", scope).tolist()


@pytest.mark.parametrize("zone", ZONES)
def test_shares_sum_to_one(drawn: Figures, zone: str) -> None:
    scope = _scope(drawn, zone, FIRST, 31)
    for name in ("share_of_posts_pct", "share_of_engagement_pct"):
        assert _computed(drawn.store, name, scope).groupby("source")["value"].sum().tolist() == pytest.approx(
            [100, 100]
        )
    audience = _computed(drawn.store, "audience_share_pct", scope).dropna(subset="value")
    assert len(audience)
    assert audience.groupby(["source", "day"])["value"].sum().tolist() == pytest.approx(
        [100] * audience.groupby(["source", "day"]).ngroups
    )
    for name, column in (("post_mix_pct", "value"), ("publishing_timing", "share_pct")):
        sums = _computed(drawn.store, name, scope).groupby(["brand_id", "source"])[column].sum()
        assert sums.tolist() == pytest.approx([100] * len(sums))


def test_a_constant_brand_loses_nothing_in_its_last_weeks(store: Store) -> None:
    """Three posts a day that all gather 100 likes in the same way, read once a day until today."""
    list_accounts(store, "alpha/id1")
    begin, last = datetime(2026, 1, 1, 6), 70
    posts = [begin + timedelta(hours=8 * number) for number in range(3 * last)]
    for day in range(last + 1):
        at = begin + day * DAY
        seen = [
            Post(f"p{number}", when, "image", likes=round(100 * (1 - 2 ** -((at - when) / DAY))))
            for number, when in enumerate(posts)
            if at - 30 * DAY <= when <= at
        ]
        record(store, day + 1, Reading(1, at, at, Profile("x", followers=1000), seen, at - 30 * DAY))
    now = begin + last * DAY
    (account,) = (key for (key,) in store.rows("SELECT account_key FROM core.account"))
    scope = Scope((account,), now.date() - 27 * DAY, now.date(), "Europe/Paris", now)
    for name in ("interactions_per_post", "engagement_rate_followers_pct"):
        present, before = (compute(store, name, each).iloc[0] for each in (scope, scope.previous()))
        assert present["too_young"] > 0
        assert present["value"] == pytest.approx(before["value"], rel=0.01)
    weeks = compute(store, "engagement_by_week", scope)["value"]
    assert weeks.min() == pytest.approx(weeks.max(), rel=0.01)
    total = compute(store, "interactions_total", scope).iloc[0]
    assert total["value"] < compute(store, "interactions_total", scope.previous()).iloc[0]["value"], "sums do"


@pytest.mark.parametrize("zone", ZONES)
def test_catching_up_is_made_of_the_levels_and_the_net_change_it_stands_beside(drawn: Figures, zone: str) -> None:
    scope = _scope(drawn, zone, FIRST, 28)
    plan = _computed(drawn.store, "catch_up", scope)
    levels = _computed(drawn.store, "followers", scope)
    last = levels[levels["day"] == pd.Timestamp(scope.end)].set_index(["brand_id", "source"])["value"].dropna()
    known = plan.dropna(subset="value")
    assert len(known)
    for row in known.to_dict("records"):
        others = last[last.index.get_level_values("source") == row["source"]]
        assert row["value"] * 365 / 7 == pytest.approx(others[row["target"], row["source"]] - row["followers"])
        # Nobody lies between a brand and its target.
        assert not ((others > row["followers"]) & (others < row["followers"] + row["gap"])).any()
    net = _computed(drawn.store, "net_followers", scope)
    weeks = (net["last_day"] - net["first_day"]).dt.days / 7
    both = plan["pace"].notna()
    assert both.any()
    assert (plan["pace"] * weeks)[both].tolist() == pytest.approx(net["value"][both].tolist())


@pytest.mark.parametrize("zone", ZONES)
def test_weekly_net_changes_add_up_to_the_period_where_all_are_known(drawn: Figures, zone: str) -> None:
    scope = _scope(drawn, zone, date(2026, 3, 23), 28)  # four whole weeks
    weekly, whole = (
        _computed(drawn.store, "net_followers_weekly", scope),
        _computed(drawn.store, "net_followers", scope),
    )
    keys = ["brand_id", "source"]
    sums = weekly.groupby(keys).agg(
        value=("value", lambda values: values.sum(skipna=False)), used=("accounts_used", "min")
    )
    both = sums.join(whole.set_index(keys)[["value", "accounts_used"]], rsuffix="_whole").dropna()
    both = both[both["used"] == both["accounts_used"]]
    assert len(both)
    assert both["value"].tolist() == both["value_whole"].tolist()
