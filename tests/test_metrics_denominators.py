"""Engagement rates over the followers of the period: its mean, its end; and week by week. Each example is computed by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from figures import Figures, days

from benchmark.metrics import comparison, compute, note_text
from benchmark.store import Store

MAY = ("2026-05-01", "2026-05-28")
MEAN, END = "engagement_rate_mean_followers_pct", "engagement_rate_end_followers_pct"


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def account(figures: Figures, brand: str = "Anvil") -> int:
    key = figures.account(brand, followers=77_777)
    figures.read(key, "2026-06-01", "2026-04-01")
    return key


def liked(figures: Figures, key: int, likes: list[int], first: str = MAY[0], **fields: object) -> None:
    """A post a day from a day on; the followers at publication are not those that these rates are over."""
    rows = zip(days(first, "2026-12-31"), likes, strict=False)
    figures.posts(key, [{"at": day, "likes": count, "followers": 5, **fields} for day, count in rows])


def rate(figures: Figures, name: str, brand: str = "Anvil", **scope: object) -> pd.Series:
    frame = compute(figures.store, name, figures.scope(*MAY, **scope))  # type: ignore[arg-type]
    return frame[frame["brand_id"] == brand].iloc[0]


def test_mean_is_that_of_the_days_levels(figures: Figures) -> None:
    anvil = account(figures)
    # Levels: 1 to 14 May 1000, 15 to 28 May 3000. Mean 2000.
    figures.followers(anvil, dict.fromkeys(days("2026-05-01", "2026-05-14"), 1000))
    figures.followers(anvil, dict.fromkeys(days("2026-05-15", "2026-05-28"), 3000))
    liked(figures, anvil, [10, 20, 60])
    found = rate(figures, MEAN)
    # 10, 20 and 60 over 2000: 0.5, 1 and 3 %; median 1, mean 1.5
    assert found["value"] == pytest.approx(1.0)
    assert found["mean"] == pytest.approx(1.5)
    assert (found["followers"], found["followers_days"], found["days"], found["n"]) == (2000, 28, 28, 3)
    # Under 6 posts there is no interval, as everywhere.
    assert found["note"] == "few_posts"


def test_end_is_the_last_level_of_the_period(figures: Figures) -> None:
    anvil = account(figures)
    # Closing: 26 May, carried two days. What is read after the period does not count.
    figures.followers(anvil, {"2026-05-01": 1000, "2026-05-26": 4000, "2026-05-29": 9000})
    liked(figures, anvil, [10, 20, 60])
    found = rate(figures, END)
    # 20 over 4000: 0.5 %
    assert (found["value"], found["followers"]) == (pytest.approx(0.5), 4000)


def test_an_end_that_was_not_observed_is_no_rate(figures: Figures) -> None:
    anvil = account(figures)
    figures.followers(anvil, {"2026-05-01": 1000, "2026-05-24": 4000})
    liked(figures, anvil, [10, 20, 60])
    found = rate(figures, END)
    assert pd.isna(found["value"])
    assert note_text(found) == "No follower count within 3 days of the period's end"
    # Days with a level: 1 to 4 and 24 to 27 May. Mean 2500; 20 over 2500 is 0.8 %.
    mean = rate(figures, MEAN)
    assert (mean["value"], mean["followers"], mean["followers_days"]) == (pytest.approx(0.8), 2500, 8)


def test_a_period_without_followers_says_so(figures: Figures) -> None:
    anvil = account(figures)
    figures.followers(anvil, {"2026-06-01": 1000})
    liked(figures, anvil, [10] * 8)
    found = rate(figures, MEAN)
    assert pd.isna(found["value"])
    assert note_text(found) == "No follower count was observed in the period"
    assert rate(figures, END)["note"] == "no_end_followers"


def test_days_without_a_count_are_named(figures: Figures) -> None:
    anvil = account(figures)
    figures.followers(anvil, dict.fromkeys(days("2026-05-19", "2026-05-28"), 1000))
    liked(figures, anvil, [10] * 8)
    found = rate(figures, MEAN)
    assert found["value"] == pytest.approx(1.0)
    assert note_text(found) == "Followers known on 10 of 28 days"


def test_hidden_likes_and_young_and_late_posts_follow_the_same_rules(figures: Figures) -> None:
    anvil = account(figures)
    figures.followers(anvil, dict.fromkeys(days(*MAY), 1000))
    liked(figures, anvil, [10] * 6)
    liked(figures, anvil, [20, 20], age="late")
    figures.post(anvil, "2026-05-26", likes=1, age="young")
    figures.post(anvil, "2026-05-25", comments=3, hidden=("likes",))
    for name in (MEAN, END):
        found = rate(figures, name)
        counted = (found["n"], found["too_young"], found["left_out"], found["late_pct"])
        assert counted == (8, 1, 1, 25)


def test_accounts_of_a_brand_are_each_over_their_own(figures: Figures) -> None:
    first, second, unseen = (account(figures) for _ in range(3))
    figures.followers(first, dict.fromkeys(days(*MAY), 1000))
    figures.followers(second, dict.fromkeys(days(*MAY), 10_000))
    liked(figures, first, [10, 20])
    liked(figures, second, [300])
    liked(figures, unseen, [9, 9, 9, 9])
    found = rate(figures, MEAN)
    # 1, 2 and 3 %; the four posts of the third cannot be told.
    assert (found["value"], found["n"], found["unknown_left_out"]) == (pytest.approx(2.0), 3, 4)
    assert found["followers"] == 11_000


def test_levels_follow_the_panel_s_days(figures: Figures) -> None:
    anvil = account(figures)
    # 23:30 UTC on 28 May is the 29th in Paris, beyond the period, and still the 28th in UTC.
    figures.followers(anvil, {"2026-05-28 10:00": 1000, "2026-05-28 23:30": 3000})
    liked(figures, anvil, [30] * 6)
    assert rate(figures, END)["value"] == pytest.approx(1.0)
    assert rate(figures, END, timezone="Europe/Paris")["value"] == pytest.approx(3.0)


def test_constant_denominators_are_ranked_and_judged(figures: Figures) -> None:
    for brand, likes in (("Anvil", 40), ("Bolt", 10)):
        key = account(figures, brand)
        figures.followers(key, dict.fromkeys(days(*MAY), 1000))
        liked(figures, key, [likes + place % 5 for place in range(20)], basis="current")
    scope = figures.scope(*MAY)
    sets = comparison.sample_sets(figures.store, MEAN, scope)["mastodon"]
    assert {item.basis for item in sets.values()} == {"mean"}
    verdict = comparison.difference(sets["Anvil"], sets["Bolt"])
    # Medians 42 and 12: the same denominators cancel.
    assert verdict.ratio == pytest.approx(42.5 / 12.5)
    assert verdict.grade == "clear"
    assert comparison.ranking(sets)["rank"].tolist() == [1, 2]
    # Over today's followers, as the publication basis has to take here, there is no verdict.
    today = comparison.sample_sets(figures.store, "engagement_rate_followers_pct", scope)["mastodon"]
    assert comparison.difference(today["Anvil"], today["Bolt"]).reason == "current_followers"


def test_two_periods_are_each_over_their_own_mean(figures: Figures) -> None:
    anvil = account(figures)
    figures.followers(anvil, dict.fromkeys(days("2026-04-03", "2026-04-30"), 1000))
    figures.followers(anvil, dict.fromkeys(days(*MAY), 2000))
    liked(figures, anvil, [10 + place % 3 for place in range(28)], first="2026-04-03")
    liked(figures, anvil, [20 + 2 * (place % 3) for place in range(28)])
    now = comparison.sample_sets(figures.store, MEAN, figures.scope(*MAY))
    before = comparison.sample_sets(figures.store, MEAN, figures.scope(*MAY).previous())
    (change,) = comparison.changes(now, before).to_dict("records")
    # Twice the interactions over twice the followers: 22.5 / 2000 ÷ (11.5 / 1000) = 0.978, no change.
    assert change["ratio"] == pytest.approx(22.5 / 2000 / (11.5 / 1000))
    assert change["grade"] != "clear"


def test_weeks_are_over_the_followers_of_the_week(figures: Figures) -> None:
    anvil = account(figures)
    # Monday 4 to Sunday 10 May: 1000; the week after: 2000, on its Sunday 4000: mean (6 * 2000 + 4000) / 7 = 16000 / 7.
    figures.followers(anvil, dict.fromkeys(days("2026-05-04", "2026-05-10"), 1000))
    figures.followers(anvil, dict.fromkeys(days("2026-05-11", "2026-05-16"), 2000) | {"2026-05-17": 4000})
    liked(figures, anvil, [10, 20, 30], first="2026-05-04")
    liked(figures, anvil, [40, 80, 120], first="2026-05-11")
    weeks = {
        name: compute(figures.store, f"engagement_by_week_{name}", figures.scope(*MAY))
        for name in ("mean_followers", "end_followers")
    }
    assert weeks["mean_followers"]["value"].tolist() == pytest.approx([2.0, 80 * 7 / 16000 * 100])
    assert weeks["end_followers"]["value"].tolist() == pytest.approx([2.0, 2.0])
    assert weeks["end_followers"]["n"].tolist() == [3, 3]


def test_a_week_without_followers_has_no_rate(figures: Figures) -> None:
    anvil = account(figures)
    figures.followers(anvil, {"2026-05-04": 1000})
    liked(figures, anvil, [10], first="2026-05-05")
    liked(figures, anvil, [10], first="2026-05-12")
    frame = compute(figures.store, "engagement_by_week_mean_followers", figures.scope(*MAY))
    assert frame["value"].tolist() == pytest.approx([1.0])
    # Sunday the 10th is more than 3 days after the only count.
    assert compute(figures.store, "engagement_by_week_end_followers", figures.scope(*MAY)).empty


def test_weeks_by_views_leave_young_and_viewless_posts_out(figures: Figures) -> None:
    anvil = account(figures)
    figures.post(anvil, "2026-05-04", likes=10, views=1000)
    figures.post(anvil, "2026-05-05", likes=30, views=1000)
    figures.post(anvil, "2026-05-06", likes=30, views=0)
    figures.post(anvil, "2026-05-07", likes=900, views=1000, age="young")
    figures.post(anvil, "2026-05-08", likes=900, hidden=("views",))
    (week,) = compute(figures.store, "engagement_by_week_views", figures.scope(*MAY)).to_dict("records")
    # 1 and 3 %
    assert (week["value"], week["mean"], week["n"]) == (pytest.approx(2.0), pytest.approx(2.0), 2)
