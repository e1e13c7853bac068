"""Like for like: the same accounts in both periods, for growth and for what rests on posts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from card_views import CARDS, view
from figures import Figures, days

from benchmark.cards import overview, places, standing
from benchmark.cards.context import Context
from benchmark.metrics import METRICS
from benchmark.metrics.alike import _GROWTH, _POSTS, alike, subject_of
from benchmark.store import Store

MAY = ("2026-05-01", "2026-05-28")
"""Compared with 3 to 30 April."""


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def account(
    figures: Figures, brand: str, *, since: str = "2026-03-01", read_since: str = "2026-03-01", likes: int = 10
) -> int:
    """1000 followers and one more a day, a post every other day, observed and read from a day on."""
    key = figures.account(brand)
    figures.followers(key, {day: 1000 + number for number, day in enumerate(days(since, "2026-05-28"))})
    figures.read(key, "2026-06-14 08:00", read_since)
    figures.posts(
        key, [{"at": day, "likes": likes, "followers": 1000} for day in days("2026-04-03", "2026-05-28")[::2]]
    )
    return key


def shown(figures: Figures, *, like: bool, own: str = "Anvil") -> Context:
    scope = figures.scope(*MAY, now="2026-06-15 08:00")
    return replace(view(figures.store, scope, "mastodon", own=own), like=like)


def test_an_account_added_in_between_is_left_out_of_growth(figures: Figures) -> None:
    whole, late = account(figures, "Anvil"), account(figures, "Anvil", since="2026-04-20")
    scope = figures.scope(*MAY)
    found = alike(figures.store, scope, scope.previous()).accounts.set_index("account_key")
    assert found["followers"].to_dict() == {whole: True, late: False}
    # Its posts were read back to before: they are alike.
    assert found["posts"].to_dict() == {whole: True, late: True}


def test_posts_are_alike_when_both_periods_were_read(figures: Figures) -> None:
    early, late = account(figures, "Anvil"), account(figures, "Bolt", read_since="2026-04-07")
    scope = figures.scope(*MAY)
    found = alike(figures.store, scope, scope.previous()).accounts.set_index("account_key")
    # 7 to 30 April: about 23.6 of 28 days, under 90 %
    assert found["posts"].to_dict() == {early: True, late: False}


def test_both_periods_rest_on_the_same_accounts(figures: Figures) -> None:
    account(figures, "Anvil")
    account(figures, "Anvil", since="2026-04-20")
    unlike, like = shown(figures, like=False), shown(figures, like=True)
    for metric in ("net_followers", "follower_growth_pct"):
        used = [unlike.of_network(metric, scope).iloc[0]["accounts_used"] for scope in (unlike.scope, unlike.before)]
        assert used == [2, 1], "without it, the two periods rest on different accounts"
        used = [like.of_network(metric, scope).iloc[0]["accounts_used"] for scope in (like.scope, like.before)]
        assert used == [1, 1]
    # One follower a day: 28 in both periods.
    assert [like.of_network("net_followers", scope).iloc[0]["value"] for scope in (like.scope, like.before)] == [28, 28]


def test_sums_posts_and_shares_use_the_same_accounts(figures: Figures) -> None:
    account(figures, "Anvil")
    account(figures, "Anvil", read_since="2026-04-25", likes=1000)
    account(figures, "Bolt")
    like = shown(figures, like=True)
    # 14 posts of 10 likes in each period, the same of Bolt: half.
    for scope in (like.scope, like.before):
        values = {
            metric: like.of_network(metric, scope).set_index("brand_id").loc["Anvil", "value"]
            for metric in ("posts", "interactions_total", "share_of_posts_pct", "share_of_engagement_pct")
        }
        assert values == {
            "posts": 14,
            "interactions_total": 140,
            "share_of_posts_pct": 50,
            "share_of_engagement_pct": 50,
        }
    assert standing.tile(like, standing.TOTAL).change == "0.0\u202f% against 140"


def test_without_it_the_change_says_how_many_accounts_can_be_compared(figures: Figures) -> None:
    account(figures, "Anvil")
    account(figures, "Anvil")
    account(figures, "Anvil", read_since="2026-04-25")
    change = standing.tile(shown(figures, like=False), standing.TOTAL).change
    assert change.startswith("not compared: 2 of 3 accounts were read throughout")
    assert "like for like" in change


def test_a_brand_without_such_an_account_keeps_its_row_and_its_reason(figures: Figures) -> None:
    account(figures, "Anvil")
    account(figures, "Bolt", since="2026-05-10", read_since="2026-05-09")
    like = shown(figures, like=True)
    for metric in ("follower_growth_pct", "interactions_total", "engagement_rate_followers_pct", "posts_per_week"):
        frame = like.of_network(metric)
        bolt = frame[frame["brand_id"] == "Bolt"]
        assert bolt["value"].isna().tolist() == [True]
        assert bolt["note"].tolist() == ["not_alike"]
    assert like.samples("engagement_rate_followers_pct")["Bolt"].note == "not_alike"
    # A level is no comparison: it is shown as it is.
    assert standing.levels(like).set_index("brand_id").loc["Bolt", "value"] == 1018


def test_cards_say_so_and_name_who_is_left_out(figures: Figures) -> None:
    account(figures, "Anvil")
    account(figures, "Bolt", since="2026-05-10", read_since="2026-05-09")
    like, unlike = shown(figures, like=True), shown(figures, like=False)
    for builder in (
        CARDS["interactions-total"],
        CARDS["posts-per-week"],
        CARDS["engagement-rate"],
        overview.scoreboard,
    ):
        card = builder(like)
        assert "like for like with 3–30 Apr 2026: 1 of 2 accounts" in card.definition, card.key
        assert "Bolt (1 of 1 account)" in card.footer
        assert "like for like" not in builder(unlike).definition
    assert "like for like" not in CARDS["followers-over-time"](like).definition


def test_a_network_without_followers_leaves_nobody_out_of_growth(figures: Figures) -> None:
    key = figures.account("Anvil", "wordpress")
    figures.read(key, "2026-06-14 08:00", "2026-03-01")
    scope = figures.scope(*MAY, now="2026-06-15 08:00")
    context = replace(view(figures.store, scope, "wordpress", own="Anvil"), like=True)
    assert places.like_for_like(context) == "like for like with 3–30 Apr 2026: 1 of 1 account"
    assert places.not_alike(context) == ""


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_of_a_subject_is_one_and_levels_are_none(metric: str) -> None:
    assert subject_of(metric) in {"followers", "posts", None}
    # A level, a reading's age or a profile is what it is, whichever period it is held against.
    assert metric not in {"followers", "presence", "coverage", "freshness"} or subject_of(metric) is None


def test_like_for_like_names_metrics_that_are_there() -> None:
    assert set(METRICS) >= _GROWTH | _POSTS


def test_a_view_without_comparison_knows_no_like_for_like(figures: Figures) -> None:
    account(figures, "Anvil")
    context = replace(shown(figures, like=True), before=None)
    assert context.alike() is None
    assert context.of_network("posts")["value"].tolist() == [14]
