"""Interactions by age: only where posts were read on both sides, linked so that who joins or leaves bends nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from card_views import view
from figures import Figures, days

from benchmark.cards.curves import engagement_curve
from benchmark.charts.curve import age_text, curves
from benchmark.charts.measure import Measure
from benchmark.charts.theme import LIGHT
from benchmark.metrics import Scope, compute, queries
from benchmark.metrics.curve import AGES, linked
from benchmark.store import Store

DAY = 24
FIRST = date(2026, 5, 1)


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def may(figures: Figures, now: str = "2026-07-20") -> Scope:
    return figures.scope("2026-05-01", "2026-05-28", now=now)


def curve(figures: Figures, brand: str = "Anvil", now: str = "2026-07-20") -> pd.DataFrame:
    frame = compute(figures.store, "engagement_curve", may(figures, now))
    return frame[frame["brand_id"] == brand].set_index("age_hours")


def each(likes: list[int]) -> Callable[[int], dict[float, int | None]]:
    """The likes of posts one by one."""
    return lambda number: {0.5: likes[number]}


def steady(level: int) -> Callable[[int], dict[float, int | None]]:
    """The likes of posts that have them all from their first reading on."""
    return lambda _: {0.5: level}


def read_daily(figures: Figures, account: int, last: str = "2026-07-10") -> None:
    """Readings at 10:00 each day, each back 40 days."""
    for day in days("2026-04-30", last):
        figures.read(account, day, day - timedelta(days=40))


def posts(figures: Figures, account: int, count: int, likes: Callable[[int], dict[float, int | None]]) -> None:
    """Posts at 22:00, one a day from the 1st on: readings see them at ages of 12 hours, 36 hours and so on."""
    for number in range(count):
        figures.aged_post(account, f"{FIRST + timedelta(days=number)} 22:00", likes(number))


def test_a_value_is_interpolated_on_logarithms_between_the_readings_around_an_age(figures: Figures) -> None:
    account = figures.account("Anvil")
    read_daily(figures, account)
    # Read at 1.5, 2.5 and 3.5 days. At 2 days: 9 -> 39 is ln 10 -> ln 40, half way sqrt(10 x 40) = 20, less 1 is 19.
    posts(figures, account, 6, lambda _: {0.5: 4, 1.5: 9, 2.5: 39, 3.5: 59})
    frame = curve(figures)
    assert frame.loc[2 * DAY, "value"] == pytest.approx(19.0)
    # At 3 days: sqrt(40 x 60) - 1; at 7 days the readings at 6.5 and 7.5 found nothing new since 3.5: 59.
    assert frame.loc[3 * DAY, "value"] == pytest.approx(np.sqrt(40 * 60) - 1)
    assert frame.loc[7 * DAY, "value"] == pytest.approx(59.0)
    assert frame["n"].tolist() == [0, 0, 0, 6, 6, 6, 6, 6, 6, 6, 6]


def test_ages_without_readings_on_both_sides_near_them_are_unknown(figures: Figures) -> None:
    account = figures.account("Anvil")
    read_daily(figures, account)
    posts(figures, account, 6, lambda _: {0.5: 4, 1.5: 9, 2.5: 39})
    frame = curve(figures)
    # At 24 hours the readings at 12 and 36 hours: 12 lies under two thirds of 24. At 12 hours none came before.
    assert frame.loc[[6, 12, 24], "value"].isna().all()
    assert set(frame.loc[[6, 12, 24], "note"]) == {"few_reads"}


def test_unread_is_not_unchanged(figures: Figures) -> None:
    account = figures.account("Anvil")
    for day in days("2026-04-30", "2026-05-09"):
        figures.read(account, day, day - timedelta(days=40))
    # The last count is of 9 May and stands for ever after, but nobody looked again.
    posts(figures, account, 6, lambda _: {0.5: 4, 1.5: 9, 2.5: 39})
    frame = curve(figures)
    # On 6 May the sixth post was new: at 2 days 6 posts are known (8 and 9 May are around), at 3 days 5, at 5 days 3.
    assert frame["n"].tolist()[3:6] == [6, 5, 3]
    assert frame.loc[72:, "value"].isna().all()


def test_readings_that_did_not_reach_back_to_a_post_tell_nothing_of_it(figures: Figures) -> None:
    account = figures.account("Anvil")
    for day in days("2026-04-30", "2026-07-10"):
        figures.read(account, day, day - timedelta(days=4))
    posts(figures, account, 6, lambda _: {0.5: 4, 1.5: 9, 2.5: 39})
    frame = curve(figures)
    # At 3 days the readings at 2.5 and 3.5 days reach back; at 5 days none does.
    assert frame.loc[3 * DAY, "value"] == pytest.approx(39.0)
    assert frame.loc[5 * DAY :, "n"].eq(0).all()


def test_failed_readings_tell_nothing(figures: Figures) -> None:
    account = figures.account("Anvil")
    for day in days("2026-04-30", "2026-07-10"):
        figures.read(account, day, day - timedelta(days=40), status="failed", error="unreachable")
    posts(figures, account, 6, lambda _: {0.5: 4, 1.5: 9, 2.5: 39})
    frame = curve(figures)
    assert frame.loc[2 * DAY, "n"] == 6  # between two counts that were read
    assert frame.loc[3 * DAY :, "n"].eq(0).all()


def test_young_posts_and_withheld_counts_are_not_in_it(figures: Figures) -> None:
    account = figures.account("Anvil")
    read_daily(figures, account)
    posts(figures, account, 8, lambda number: {0.5: 4, 1.5: 9, 2.5: 39} if number < 7 else {0.5: 4, 1.5: None})
    frame = curve(figures, now="2026-05-09 12:00")
    # At noon on 9 May the post of the 1st is 7.6 days old, that of the 2nd 6.6: one is known at 7 days, at 5 days those of the
    # 1st to the 3rd (read at 5.5 on the 9th); at 2 days those of the 1st to the 6th. That of the 8th withholds its likes.
    assert frame["n"].tolist()[3:7] == [6, 5, 3, 1]


def test_a_post_that_withheld_its_count_at_an_age_is_unknown_there_only(figures: Figures) -> None:
    account = figures.account("Anvil")
    read_daily(figures, account)
    posts(figures, account, 6, lambda _: {0.5: 4, 1.5: None, 2.5: 39, 3.5: 49})
    frame = curve(figures)
    assert frame.loc[2 * DAY, "n"] == 0
    assert frame.loc[3 * DAY, "value"] == pytest.approx(np.sqrt(40 * 50) - 1)


def test_posts_without_any_interaction_count_as_zero(figures: Figures) -> None:
    account = figures.account("Anvil")
    read_daily(figures, account)
    posts(figures, account, 7, lambda _: {0.5: 0})
    frame = curve(figures)
    assert frame.loc[48:, "value"].eq(0).all()
    assert frame.loc[48:, "low"].eq(0).all()


def test_peers_are_all_other_brands_posts_together(figures: Figures) -> None:
    for brand, level in (("Anvil", 10), ("Bolt", 20), ("Clamp", 40)):
        account = figures.account(brand)
        read_daily(figures, account)
        posts(figures, account, 6 if brand == "Bolt" else 9, steady(level))
    frame = curve(figures)
    # Of Bolt's 6 posts at 20 and Clamp's 9 at 40 the median is 40.
    assert frame.loc[168, "peers"] == pytest.approx(40.0)
    assert frame.loc[168, "peers_n"] == 15
    assert frame.loc[168, "value"] == pytest.approx(10.0)


def test_a_brand_alone_has_no_peers(figures: Figures) -> None:
    account = figures.account("Anvil")
    read_daily(figures, account)
    posts(figures, account, 6, lambda _: {0.5: 4, 1.5: 9})
    assert curve(figures)["peers"].isna().all()
    card = engagement_curve(view(figures.store, may(figures), "mastodon", own="Anvil"))
    assert card.finding == "How posts gather interactions"


def test_linked_medians_are_the_plain_ones_when_all_posts_are_known_throughout() -> None:
    rng = np.random.default_rng(3)
    steps = rng.poisson(5, (31, len(AGES))).cumsum(axis=1).astype(float)
    np.testing.assert_allclose(linked(steps).value, np.median(steps, axis=0))


@pytest.mark.parametrize("seed", range(40))
def test_the_curve_of_posts_that_only_gain_never_falls_whoever_is_known_where(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = (rng.lognormal(3, 1.2, (60, 1)) * np.sort(rng.uniform(0, 1, (60, len(AGES))), axis=1)).round()
    # The best posts are known while young, the weakest when old: plain medians fall.
    order = counts[:, -1].argsort()[::-1]
    for rank, row in enumerate(order):
        counts[row, : rank // 8], counts[row, rank // 8 + 5 :] = np.nan, np.nan
    plain = np.array([np.median(column[~np.isnan(column)]) for column in counts.T if (~np.isnan(column)).any()])
    value = linked(counts).value
    known = value[~np.isnan(value)]
    assert (np.diff(plain) < 0).any()
    assert known.size > 3
    assert (np.diff(known) >= -1e-9).all()


def test_under_six_posts_nothing_is_drawn_and_a_gap_ends_the_curve() -> None:
    counts = np.tile(np.arange(1.0, len(AGES) + 1), (9, 1))
    counts[4:, 5] = np.nan  # 4 posts at the sixth age
    counts[:, :5][6:] = np.nan  # 6 at the first five, 9 at the last five
    drawn = linked(counts)
    assert np.isnan(drawn.value[:6]).all()
    assert drawn.value[6:].tolist() == pytest.approx([7, 8, 9, 10, 11])
    assert linked(counts[:5]).value.tolist() == pytest.approx([np.nan] * len(AGES), nan_ok=True)


def test_the_interval_is_that_of_the_median_of_the_posts_known() -> None:
    counts = np.tile(np.arange(1.0, 7.0)[:, None] * 10, (1, len(AGES)))
    drawn = linked(counts)
    # Of 6 posts the 95 % interval reaches nearly from the lowest to the highest: 1 - 2 / 2**6 = 96.9 %.
    assert drawn.value[0] == pytest.approx(35.0)
    assert 10 <= drawn.low[0] < 15
    assert 55 < drawn.high[0] < 65


def test_the_title_claims_only_what_the_data_can_tell(figures: Figures) -> None:
    rng = np.random.default_rng(1)
    for brand, level in (("Anvil", 400), ("Bolt", 100), ("Clamp", 100)):
        account = figures.account(brand)
        read_daily(figures, account)
        likes = [int(level * chance) for chance in rng.lognormal(0, 0.4, 24)]
        posts(figures, account, 24, each(likes))
    card = engagement_curve(view(figures.store, may(figures), "mastodon", own="Anvil"))
    assert card.finding.startswith("After 7 days, Anvil's posts have ×")
    card = engagement_curve(view(figures.store, may(figures), "mastodon", own="Bolt"))
    assert card.finding.startswith("After 7 days, Bolt's posts have ×0.")
    narrow = figures.scope("2026-05-01", "2026-05-28", now="2026-07-20", accounts=figures.accounts[1:])
    card = engagement_curve(view(figures.store, narrow, "mastodon", own="Bolt"))
    assert card.finding == "Interactions after 7 days: no clear difference between Bolt and its competitors"
    # Without an own brand every brand has its line and none is said to lead.
    card = engagement_curve(view(figures.store, may(figures), "mastodon"))
    assert card.finding == "How posts gather interactions"


def test_nothing_read_says_what_to_do(figures: Figures) -> None:
    figures.account("Anvil")
    card = engagement_curve(view(figures.store, may(figures), "mastodon", own="Anvil"))
    assert card.state == "empty"
    account = figures.account("Bolt")
    figures.read(account, "2026-05-29", "2026-04-01")
    figures.posts(account, [{"at": day, "likes": 5} for day in days("2026-05-01", "2026-05-10")])
    card = engagement_curve(view(figures.store, may(figures), "mastodon", own="Bolt"))
    assert card.state == "empty"
    assert "Daily collections" in card.message


def test_the_query_and_the_code_name_the_same_ages() -> None:
    assert str(list(AGES)) in queries.text("engagement_curve")


def drawn(*, own: bool = True, values: tuple[float | None, ...] = (5, 9, None, 12)) -> go.Figure:
    hours = (48, 72, 120, 168)
    frame = pd.DataFrame(
        {
            "brand_id": "a",
            "name": "<i>A</i>",
            "colour": 1,
            "own": own,
            "hours": hours,
            "value": values,
            "low": 4.0,
            "high": 20.0,
            "n": 7,
        }
    )
    return curves(frame, theme=LIGHT, measure=Measure("interactions"))


def test_an_age_without_a_value_is_a_gap_and_names_are_text() -> None:
    figure = drawn()
    line = figure.data[-1]
    assert [None if value is None or np.isnan(value) else value for value in line.y] == [5, 9, None, 12]
    assert line.connectgaps is False
    assert any("&lt;i&gt;" in note.text for note in figure.layout.annotations)
    assert figure.layout.xaxis.type == "log"


def test_ages_are_told_in_hours_then_days() -> None:
    assert [age_text(hours) for hours in (6, 24, 48, 168)] == ["6 h", "24 h", "2 d", "7 d"]
