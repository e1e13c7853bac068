"""Metrics of engagement, each against an example computed by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from figures import Figures, days
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmark.metrics import compute, note_text
from benchmark.store import Store, derive

MAY = ("2026-05-01", "2026-05-28")


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def row(frame: pd.DataFrame, brand: str = "Anvil", source: str = "mastodon") -> pd.Series:
    found = frame[(frame["brand_id"] == brand) & (frame["source"] == source)]
    assert len(found) == 1
    return found.iloc[0]


def covered(figures: Figures, brand: str = "Anvil", source: str = "mastodon", **fields: int) -> int:
    account = figures.account(brand, source, **fields)  # type: ignore[arg-type]  # followers only
    figures.read(account, "2026-06-01 00:00", "2026-04-01 00:00")
    return account


def liked(figures: Figures, account: int, likes: list[int], **fields: object) -> None:
    """Add a post a day from 1 May on."""
    figures.posts(
        account, [{"at": day, "likes": count, **fields} for day, count in zip(days(*MAY), likes, strict=False)]
    )


# interactions_total, views_total, interactions_by_week


def test_interactions_are_the_parts_the_network_shows(figures: Figures) -> None:
    anvil = covered(figures)
    figures.post(anvil, "2026-05-02", likes=10, comments=2, shares=3)
    figures.post(anvil, "2026-05-03", likes=5, comments=0, shares=0, quotes=1)
    total = row(compute(figures.store, "interactions_total", figures.scope(*MAY)))
    # 15 + 6; mean 21 / 2
    assert (total["value"], total["mean"], total["n"], total["parts"]) == (
        21,
        10.5,
        2,
        "likes, comments, shares, quotes",
    )


def test_hidden_likes_are_left_out_not_zero(figures: Figures) -> None:
    anvil = covered(figures)
    figures.post(anvil, "2026-05-02", likes=10, comments=2)
    figures.post(anvil, "2026-05-03", comments=50, hidden=("likes",))
    total = row(compute(figures.store, "interactions_total", figures.scope(*MAY)))
    assert (total["value"], total["n"], total["posts"], total["left_out"]) == (12, 1, 2, 1)


def test_no_interactions_for_four_different_reasons(figures: Figures) -> None:
    covered(figures, "Silent")
    figures.account("Unread")
    figures.post(covered(figures, "Hidden"), "2026-05-02", hidden=("likes",))
    figures.post(covered(figures, "Feed"), "2026-05-02")
    figures.post(covered(figures, "Unloved"), "2026-05-02", likes=0)
    frame = compute(figures.store, "interactions_total", figures.scope(*MAY))
    found = {brand: (row(frame, brand)["value"], row(frame, brand)["note"]) for brand in frame["brand_id"]}
    assert found["Silent"] == (0, None)
    assert found["Unloved"] == (0, None)
    assert {brand: note for brand, (value, note) in found.items() if pd.isna(value)} == {
        "Unread": "not_covered", "Hidden": "hidden", "Feed": "no_counts",
    }  # fmt: skip


def test_views_are_summed_apart(figures: Figures) -> None:
    anvil = covered(figures, source="youtube")
    figures.post(anvil, "2026-05-02", likes=1, views=100)
    figures.post(anvil, "2026-05-03", likes=1, views=50)
    figures.post(anvil, "2026-05-04", likes=1, hidden=("views",))
    views = row(compute(figures.store, "views_total", figures.scope(*MAY)), source="youtube")
    assert (views["value"], views["mean"], views["n"], views["left_out"]) == (150, 75, 2, 1)


def test_weekly_interactions_follow_local_weeks(figures: Figures) -> None:
    anvil = covered(figures)
    # Monday 4 May starts in Paris on Sunday at 22:00 UTC.
    figures.post(anvil, "2026-05-03 21:59", likes=10)
    figures.post(anvil, "2026-05-03 22:00", likes=20)
    figures.post(anvil, "2026-05-05", likes=7, comments=1)
    frame = compute(figures.store, "interactions_by_week", figures.scope(*MAY, timezone="Europe/Paris"))
    assert [(f"{week:%m-%d}", value) for week, value in zip(frame["week"], frame["value"], strict=True)] == [
        ("04-27", 10), ("05-04", 28),
    ]  # fmt: skip


# interactions_per_post


def test_per_post_is_the_median_at_equal_age(figures: Figures) -> None:
    anvil = covered(figures)
    liked(figures, anvil, [1, 2, 3, 4, 5, 6, 100])
    figures.post(anvil, "2026-05-20", likes=500, at_age=7)
    figures.post(anvil, "2026-05-27", likes=900, age="young")
    per_post = row(compute(figures.store, "interactions_per_post", figures.scope(*MAY)))
    # 1 2 3 4 5 6 7 100: median 4.5, mean 128 / 8 = 16; the young post is out.
    assert (per_post["value"], per_post["mean"], per_post["n"], per_post["too_young"]) == (4.5, 16, 8, 1)


def test_interval_of_a_median_interpolates_order_statistics(figures: Figures) -> None:
    liked(figures, covered(figures), [10, 20, 30, 40, 50, 60])
    per_post = row(compute(figures.store, "interactions_per_post", figures.scope(*MAY)))
    # n = 6: the extremes hold the median with 1 - 2 / 64 = 0.96875, the second ones with 1 - 14 / 64 = 0.78125.
    # Share (0.96875 - 0.95) / (0.96875 - 0.78125) = 0.1; weight 5 * 0.1 / (1 + 4 * 0.1) = 0.35714.
    # Logs: 0.64286 * ln 10.5 + 0.35714 * ln 20.5 = 2.59032, 0.64286 * ln 60.5 + 0.35714 * ln 50.5 = 4.03812.
    # A series of 6 is too short to tell how its posts resemble each other: not widened.
    assert per_post["low"] == pytest.approx(math.exp(2.59032), abs=1e-3)
    assert per_post["high"] == pytest.approx(math.exp(4.03812), abs=1e-3)


def test_five_posts_have_no_interval(figures: Figures) -> None:
    liked(figures, covered(figures), [10, 20, 30, 40, 50])
    per_post = row(compute(figures.store, "interactions_per_post", figures.scope(*MAY)))
    assert per_post["value"] == 30
    assert pd.isna(per_post["low"])
    assert note_text(per_post) == "Under 6 posts: no interval"


# engagement_rate_followers_pct


def test_rate_is_over_followers_at_publication(figures: Figures) -> None:
    anvil = covered(figures, followers=99_999)
    figures.post(anvil, "2026-05-02", likes=10, followers=1000)
    figures.post(anvil, "2026-05-03", likes=40, followers=2000, basis="interpolated")
    figures.post(anvil, "2026-05-04", likes=6, followers=2000)
    rate = row(compute(figures.store, "engagement_rate_followers_pct", figures.scope(*MAY)))
    # 1 %, 2 %, 0.3 %: median 1 %, mean 1.1 %
    assert (rate["value"], rate["mean"], rate["n"], rate["basis"]) == (
        pytest.approx(1),
        pytest.approx(1.1),
        3,
        "publication",
    )


def test_rate_counts_what_it_leaves_out(figures: Figures) -> None:
    anvil = covered(figures)
    liked(figures, anvil, [10] * 6)
    liked(figures, anvil, [20, 20], age="late")
    figures.post(anvil, "2026-05-26", likes=1, age="young")
    figures.post(anvil, "2026-05-25", likes=None, comments=3, hidden=("likes",))
    rate = row(compute(figures.store, "engagement_rate_followers_pct", figures.scope(*MAY)))
    assert (rate["n"], rate["too_young"], rate["left_out"], rate["late_pct"]) == (8, 1, 1, 25)


def test_rate_over_todays_followers_is_named(figures: Figures) -> None:
    liked(figures, covered(figures, followers=5000), [10, 50, 100], basis="current")
    rate = row(compute(figures.store, "engagement_rate_followers_pct", figures.scope(*MAY)))
    # 50 / 5000
    assert (rate["value"], rate["basis"]) == (pytest.approx(1.0), "current")
    assert note_text(rate).startswith("Over today's followers")


def test_posts_without_known_followers_step_back_once_others_suffice(figures: Figures) -> None:
    anvil = covered(figures, followers=5000)
    liked(figures, anvil, [500] * 9, basis="current")
    liked(figures, anvil, [10] * 6)
    rate = row(compute(figures.store, "engagement_rate_followers_pct", figures.scope(*MAY)))
    assert (rate["value"], rate["n"], rate["basis"], rate["current_left_out"]) == (
        pytest.approx(1.0),
        6,
        "publication",
        9,
    )


def test_rate_pools_the_posts_of_several_accounts(figures: Figures) -> None:
    first, second = covered(figures), covered(figures)
    liked(figures, first, [10, 20])
    liked(figures, second, [300], followers=10_000)
    rate = row(compute(figures.store, "engagement_rate_followers_pct", figures.scope(*MAY)))
    # 1 %, 2 % and 3 %
    assert (rate["value"], rate["n"]) == (pytest.approx(2.0), 3)


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"likes": 5, "age": "young"}, "too_young"),
        ({"hidden": ("likes",)}, "hidden"),
        ({}, "no_counts"),
        ({"likes": 5, "followers": 0}, "no_observation"),
        ({"likes": 5, "basis": "current"}, "no_observation"),
        (None, "no_posts"),
    ],
)
def test_a_rate_that_cannot_be_told_says_why(figures: Figures, fields: dict[str, object] | None, note: str) -> None:
    anvil = covered(figures)
    if fields is not None:
        figures.post(anvil, "2026-05-02", **fields)
    rate = row(compute(figures.store, "engagement_rate_followers_pct", figures.scope(*MAY)))
    assert pd.isna(rate["value"])
    assert rate["note"] == note


@pytest.mark.parametrize(
    "name",
    [
        "interactions_per_post",
        "engagement_rate_followers_pct",
        "engagement_rate_views_pct",
        "share_of_engagement_pct",
        "interactions_total",
        "views_total",
    ],
)
def test_a_brand_that_was_not_read_is_not_said_to_have_no_posts(figures: Figures, name: str) -> None:
    figures.account("Unread")
    figures.post(covered(figures, "Anvil"), "2026-05-02", likes=3)
    assert row(compute(figures.store, name, figures.scope(*MAY)), "Unread")["note"] == "not_covered"


def test_rate_rests_on_what_the_store_derives(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    figures.followers(anvil, {"2026-05-01": 1000, "2026-05-11": 2000})
    figures.post(anvil, "2026-05-10", likes=30)
    figures.read(anvil, "2026-05-17 10:00", "2026-05-01")
    with figures.store.transaction() as tx:
        tx.execute("INSERT INTO core.post_snapshot SELECT 1, TIMESTAMP '2026-05-12', 12, 0, 0, 0, NULL, 0, 1, NULL")
        tx.execute(
            "INSERT INTO core.post_snapshot SELECT 1, TIMESTAMP '2026-05-17 10:00', 19, 0, 0, 0, NULL, 0, 1, NULL"
        )
        derive.recompute(tx, [anvil], figures.scope(*MAY).now)
    rate = row(compute(figures.store, "engagement_rate_followers_pct", figures.scope(*MAY)))
    # Read exactly 7 days after publication: 19. Followers on 10 May, between 1000 and 2000 over 10 days: 1900. 19 / 1900.
    assert rate["value"] == pytest.approx(1.0)


def test_weekly_rate_leaves_out_todays_followers(figures: Figures) -> None:
    anvil = covered(figures, followers=10)
    liked(figures, anvil, [10, 20, 30, 40])
    figures.post(anvil, "2026-05-05", likes=10, basis="current")
    frame = compute(figures.store, "engagement_by_week", figures.scope(*MAY))
    # 1 to 3 May: 1, 2 and 3 %; 4 May: 4 %
    assert frame["value"].tolist() == [pytest.approx(2), pytest.approx(4)]
    assert frame["n"].tolist() == [3, 1]


# engagement_rate_views_pct


def test_rate_by_views_is_at_the_latest_counts(figures: Figures) -> None:
    anvil = covered(figures, source="youtube")
    figures.post(anvil, "2026-05-02", likes=10, views=1000, at_age=3)
    figures.post(anvil, "2026-05-03", likes=30, views=1000)
    figures.post(anvil, "2026-05-04", likes=50, views=1000)
    figures.post(anvil, "2026-05-05", likes=1, views=0)
    figures.post(anvil, "2026-05-06", likes=1, hidden=("views",))
    figures.post(anvil, "2026-05-27", likes=1, views=2, age="young")
    rate = row(compute(figures.store, "engagement_rate_views_pct", figures.scope(*MAY)), source="youtube")
    # 1, 3 and 5 %; nothing over no views
    assert (rate["value"], rate["n"], rate["left_out"], rate["too_young"]) == (pytest.approx(3), 3, 1, 1)


def test_a_network_without_views_says_so(figures: Figures) -> None:
    liked(figures, covered(figures), [1, 2, 3])
    rate = row(compute(figures.store, "engagement_rate_views_pct", figures.scope(*MAY)))
    assert rate["note"] == "no_counts"


# share_of_engagement_pct


def test_share_leaves_brands_out_by_name_that_hide_too_much(figures: Figures) -> None:
    for brand, likes, hidden in (("Anvil", 30, 1), ("Bolt", 10, 0), ("Clamp", 1000, 2)):
        account = covered(figures, brand)
        liked(figures, account, [likes] + [0] * 3)
        for _ in range(hidden):
            figures.post(account, "2026-05-20", hidden=("likes",))
    frame = compute(figures.store, "share_of_engagement_pct", figures.scope(*MAY))
    # Anvil hides 1 of 5, exactly 20 %: kept. Clamp hides 2 of 6. 30 / 40 and 10 / 40.
    assert (row(frame, "Anvil")["value"], row(frame, "Bolt")["value"]) == (75, 25)
    clamp = row(frame, "Clamp")
    assert pd.isna(clamp["value"])
    assert (clamp["note"], clamp["hidden_pct"]) == ("hidden", pytest.approx(100 / 3))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=st.lists(st.integers(0, 10**6), min_size=1, max_size=5))
def test_shares_of_interactions_sum_to_one(figures: Figures, counts: list[int]) -> None:
    accounts = [covered(figures, f"Brand {len(figures.accounts)}") for _ in counts]
    for account, count in zip(accounts, counts, strict=True):
        figures.post(account, "2026-05-02", likes=count)
    shares = compute(figures.store, "share_of_engagement_pct", figures.scope(*MAY, accounts=accounts))["value"]
    assert shares.isna().all() if sum(counts) == 0 else shares.sum() == pytest.approx(100)
