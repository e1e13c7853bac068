"""Interactions taken apart: the three factors multiply to the ratio, and nothing is taken apart that is not known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from card_views import view
from figures import Figures, days
from hypothesis import given
from hypothesis import strategies as st

from benchmark.cards.factors import taken_apart, why_ahead
from benchmark.charts.factors import Factor, waterfalls
from benchmark.charts.theme import LIGHT
from benchmark.metrics import compute
from benchmark.metrics.decomposition import factors
from benchmark.store import Store

MAY = days("2026-05-01", "2026-05-28")
PARTS = (Factor("audience", "audience"), Factor("pace", "pace"), Factor("engagement", "engagement"))


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def brand(figures: Figures, name: str, followers: int | None, likes: Sequence[int], **more: Any) -> int:
    """A brand read throughout May, with so many followers each day and posts with these likes, one a day from the 1st on."""
    account = figures.account(name, more.pop("source", "mastodon"))
    figures.read(account, "2026-05-29 12:00", "2026-03-01")
    if followers is not None:
        figures.followers(account, dict.fromkeys(MAY, followers))
    figures.posts(account, [{"at": MAY[place % 28], "likes": count, **more} for place, count in enumerate(likes)])
    return account


def measured(figures: Figures) -> dict[str, dict[Any, Any]]:
    frame = compute(figures.store, "decomposition", figures.scope("2026-05-01", "2026-05-28"))
    return {row["brand_id"]: row for row in frame.to_dict("records")}


def test_four_times_the_interactions_are_twice_the_audience_more_posts_and_more_engagement(figures: Figures) -> None:
    brand(figures, "Anvil", 2000, [50] * 16)
    brand(figures, "Bolt", 1000, [20] * 10)
    rows = measured(figures)
    # Anvil: 16 x 50 = 800 of 2000 followers; 800 / (16 x 2000) = 2.5 %. Bolt: 200 of 1000; 200 / (10 x 1000) = 2 %.
    assert (rows["Anvil"]["value"], rows["Anvil"]["engagement_pct"]) == (800, pytest.approx(2.5))
    assert (rows["Bolt"]["value"], rows["Bolt"]["engagement_pct"]) == (200, pytest.approx(2.0))
    found = factors(rows["Anvil"], rows["Bolt"])
    # x4 = x2 audience, x1.6 pace, x1.25 engagement
    assert (found.ratio, found.audience, found.pace) == (4, 2, 1.6)
    assert found.engagement == pytest.approx(1.25)


@given(st.lists(st.tuples(st.floats(1, 1e9), st.floats(1, 1e6), st.floats(1, 1e10)), min_size=2, max_size=2))
def test_the_factors_multiply_to_the_ratio(sides: list[tuple[float, float, float]]) -> None:
    one, other = ({"value": x, "followers_mean": f, "n": n, "engagement_pct": x / (n * f) * 100} for f, n, x in sides)
    found = factors(one, other)
    assert found.audience * found.pace * found.engagement == pytest.approx(found.ratio, rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_measured_factors_multiply_to_the_measured_ratio(figures: Figures, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for name in ("Anvil", "Bolt", "Clamp"):
        brand(figures, name, int(rng.integers(10, 10**6)), rng.integers(0, 5000, int(rng.integers(1, 60))).tolist())
    rows = measured(figures)
    totals = compute(figures.store, "interactions_total", figures.scope("2026-05-01", "2026-05-28"))
    sums = dict(zip(totals["brand_id"], totals["value"], strict=True))
    for a in rows:
        for b in rows:
            found = factors(rows[a], rows[b])
            if found.known:
                assert found.ratio == pytest.approx(sums[a] / sums[b], rel=1e-12)
                assert found.audience * found.pace * found.engagement == pytest.approx(found.ratio, rel=1e-9)
            else:
                assert min(sums[a], sums[b]) == 0


def test_hidden_counts_lower_neither_pace_nor_engagement_and_over_a_fifth_of_them_tell_nothing(
    figures: Figures,
) -> None:
    anvil = brand(figures, "Anvil", 1000, [20] * 8)
    figures.posts(anvil, [{"at": day, "hidden": ["likes"]} for day in MAY[:2]])
    bolt = brand(figures, "Bolt", 1000, [20] * 8)
    figures.posts(bolt, [{"at": day, "hidden": ["likes"]} for day in MAY[:3]])
    rows = measured(figures)
    # 2 of 10 are a fifth: 160 interactions of 8 posts; 3 of 11 are 27 %
    assert (rows["Anvil"]["value"], rows["Anvil"]["n"], rows["Anvil"]["left_out"]) == (160, 8, 2)
    assert rows["Anvil"]["engagement_pct"] == pytest.approx(2.0)
    assert math.isnan(rows["Bolt"]["value"])
    assert rows["Bolt"]["note"] == "hidden"


@pytest.mark.parametrize(
    ("followers", "likes", "note"),
    [(None, [5], "no_observation"), (0, [5], "zero_base"), (100, [], "no_posts"), (100, [0, 0], "no_interactions")],
)
def test_a_factor_that_is_unknown_or_zero_is_a_reason(
    figures: Figures, followers: int | None, likes: list[int], note: str
) -> None:
    brand(figures, "Anvil", followers, likes)
    row = measured(figures)["Anvil"]
    assert math.isnan(row["value"])
    assert row["note"] == note
    assert not factors(row, row).known


def test_posts_that_were_not_read_throughout_are_not_taken_apart(figures: Figures) -> None:
    account = figures.account("Anvil")
    figures.followers(account, dict.fromkeys(MAY, 100))
    figures.read(account, "2026-05-20", "2026-05-01")
    figures.post(account, "2026-05-05", likes=5)
    assert measured(figures)["Anvil"]["note"] == "partly_covered"
    second = figures.account("Anvil")
    figures.followers(second, dict.fromkeys(MAY, 100))
    assert measured(figures)["Anvil"]["note"] == "some_accounts"


def test_mean_followers_are_over_the_days_on_which_they_are_known(figures: Figures) -> None:
    account = brand(figures, "Anvil", None, [10] * 7)
    figures.followers(account, {"2026-05-27": 1000, "2026-05-28": 3000})
    row = measured(figures)["Anvil"]
    # (1000 + 3000) / 2; the days before the first reading are not made up
    assert (row["followers_mean"], row["follower_days"]) == (2000, 2)
    card = why_ahead(_view(figures, own="Anvil"))
    assert card.state == "empty"
    brand(figures, "Bolt", 1000, [10] * 7)
    card = why_ahead(_view(figures, own="Anvil"))
    assert "Followers known for part of the period: Anvil (2 of 28 days)." in card.footer


def _view(figures: Figures, own: str | None = None) -> Any:
    return view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "mastodon", own=own)


def test_the_card_states_ratio_and_factors_against_the_strongest_competitor(figures: Figures) -> None:
    brand(figures, "Anvil", 2000, [50] * 16)
    brand(figures, "Bolt", 1000, [20] * 10)
    brand(figures, "Clamp", 1000, [1] * 10)
    figures.account("Drill")
    card = why_ahead(_view(figures, own="Anvil"))
    assert card.finding == "Anvil draws ×4.00 the interactions of Bolt: ×2.00 audience, ×1.60 pace, ×1.25 engagement"
    assert card.table is not None
    assert card.table["Against"].tolist()[:3] == ["Bolt", "Clamp", "Drill"]
    assert card.table["Remark"].tolist()[2] == "Posts were not read for this period"
    assert "Without a figure: Drill" in card.footer


def test_without_an_own_brand_the_strongest_stands_against_the_others(figures: Figures) -> None:
    brand(figures, "Anvil", 1000, [20] * 10)
    brand(figures, "Bolt", 2000, [50] * 16)
    assert why_ahead(_view(figures)).finding.startswith("Bolt draws ×4.00 the interactions of Anvil")


def test_a_brand_stands_against_its_own_period_before_without_days_that_still_gather(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    figures.read(anvil, "2026-05-28 22:00", "2026-03-01")
    april = [day - timedelta(days=28) for day in MAY]
    figures.followers(anvil, dict.fromkeys(april, 1000) | dict.fromkeys(MAY, 2000))
    figures.posts(anvil, [{"at": day, "likes": 10} for day in april])
    # The last week's posts have nothing yet: held against a whole month they would look like a loss.
    figures.posts(anvil, [{"at": day, "likes": 20 if place < 20 else 0} for place, day in enumerate(MAY)])
    scope = figures.scope("2026-05-01", "2026-05-28", now="2026-05-28 23:00")
    context = view(figures.store, scope, "mastodon", own="Anvil")
    card = taken_apart(context, "Anvil")
    assert card.table is not None
    # To 20 May, the last day that is over 7 days ago: 20 x 20 over 20 x 10 is x2, all of it audience.
    row = card.table.iloc[0]
    assert row["Against"] == "Itself, period before"
    assert [row["Interactions, ratio"], row["Audience, ratio"], row["Pace, ratio"]] == [2, 2, 1]
    assert row["Engagement, ratio"] == pytest.approx(1.0)
    assert "1–20 May 2026 over 3–22 Apr 2026" in card.footer


def test_a_network_without_followers_says_what_to_compare_instead(figures: Figures) -> None:
    brand(figures, "Anvil", None, [5] * 7, source="wordpress")
    card = why_ahead(view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "wordpress", own="Anvil"))
    assert card.state == "empty"
    assert "shows no follower counts" in card.message


def test_an_own_brand_that_cannot_be_taken_apart_is_told_why(figures: Figures) -> None:
    brand(figures, "Anvil", 1000, [])
    brand(figures, "Bolt", 1000, [20] * 10)
    card = why_ahead(_view(figures, own="Anvil"))
    assert card.state == "empty"
    assert "No post in the period" in card.message


def row(name: str, audience: float, pace: float, engagement: float) -> dict[str, Any]:
    return {"name": name, "own": False, "value": audience * pace * engagement, "audience": audience, "pace": pace,
            "engagement": engagement, "note": ""}  # fmt: skip


def test_each_bar_starts_where_the_one_before_ended() -> None:
    frame = pd.DataFrame(
        [row("<b>B</b>", 2.0, 1.6, 0.5), row("C", math.nan, math.nan, math.nan) | {"note": "No <posts>"}]
    )
    figure = waterfalls(frame, PARTS, theme=LIGHT)
    ends = [(trace.base[0], trace.base[0] + trace.x[0]) for trace in figure.data]
    # 1 to 2, 2 to 3.2, and back to 1.6
    assert ends == [pytest.approx((1, 2)), pytest.approx((2, 3.2)), pytest.approx((1.6, 3.2))]
    texts = " ".join(note.text for note in figure.layout.annotations)
    assert "&lt;b&gt;B&lt;/b&gt;" in texts
    assert "No &lt;posts&gt;" in texts
    assert all(len(trace.x) == 1 for trace in figure.data)
