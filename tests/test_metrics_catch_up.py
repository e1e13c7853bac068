"""What it takes to catch up, against examples computed by hand: 12 months are 365 / 7 = 52.142857 weeks."""

from __future__ import annotations

import pandas as pd
import pytest
from figures import Figures

from benchmark.metrics import compute, note_text
from benchmark.metrics.catch_up import growth_plan
from benchmark.store import Store

WEEKS = 365 / 7
OPENING, CLOSING = "2026-04-30", "2026-05-28"  # 28 days: four weeks


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def grown(figures: Figures, brand: str, opening: int, closing: int, *, source: str = "mastodon", step: int = 1) -> None:
    figures.followers(figures.account(brand, source), {OPENING: opening, CLOSING: closing}, step=step)


def rows(figures: Figures, start: str = "2026-05-01", end: str = CLOSING) -> dict[str, pd.Series]:
    frame = compute(figures.store, "catch_up", figures.scope(start, end))
    return {str(row["brand_id"]): row for _, row in frame.iterrows()}


def plan(figures: Figures, own: str = "Anvil") -> dict[str, pd.Series]:
    frame = compute(figures.store, "catch_up", figures.scope("2026-05-01", CLOSING))
    return {str(row["brand_id"]): row for _, row in growth_plan(frame, own).iterrows()}


def test_needed_is_the_gap_to_the_next_larger_brand_over_the_weeks_of_a_year(figures: Figures) -> None:
    grown(figures, "Anvil", 9_860, 10_000)
    grown(figures, "Bolt", 11_960, 12_000)
    grown(figures, "Cog", 24_000, 24_000)
    found = rows(figures)
    # Bolt is next: (12 000 - 10 000) / 52.142857 = 38.356 a week; Anvil gained 140 in 28 days: 35 a week.
    anvil = found["Anvil"]
    assert (anvil["target"], anvil["gap"], anvil["followers"]) == ("Bolt", 2_000, 10_000)
    assert anvil["value"] == pytest.approx(38.356, abs=0.001)
    assert (anvil["low"], anvil["high"]) == (anvil["value"], anvil["value"])
    assert (anvil["pace"], anvil["pace_low"], anvil["pace_high"], anvil["note"]) == (35, 35, 35, None)
    assert (found["Bolt"]["target"], found["Bolt"]["gap"], found["Bolt"]["pace"]) == ("Cog", 12_000, 10)
    # Nobody is larger than Cog.
    assert pd.isna(found["Cog"]["value"])
    assert found["Cog"]["pace"] == 0
    assert note_text(found["Cog"]) == "No brand with a count has more followers"


def test_equal_brands_reach_for_the_one_above_both(figures: Figures) -> None:
    for brand, count in (("Anvil", 500), ("Bolt", 500), ("Cog", 865)):
        grown(figures, brand, count, count)
    found = rows(figures)
    # 365 followers in 365 days: 7 a week.
    assert [found[name]["target"] for name in ("Anvil", "Bolt")] == ["Cog", "Cog"]
    assert found["Anvil"]["value"] == pytest.approx(7)


def test_networks_are_apart(figures: Figures) -> None:
    grown(figures, "Anvil", 100, 100)
    grown(figures, "Bolt", 900, 900, source="bluesky")
    frame = compute(figures.store, "catch_up", figures.scope("2026-05-01", CLOSING))
    assert frame["value"].isna().all()
    assert frame["note"].tolist() == ["largest", "largest"]


def test_rounded_counts_carry_their_band(figures: Figures) -> None:
    grown(figures, "Anvil", 10_000, 10_200, source="youtube", step=100)
    grown(figures, "Bolt", 20_000, 20_000, source="youtube", step=1_000)
    anvil = rows(figures)["Anvil"]
    # The true gap lies between 20 000 - 10 300 = 9 700 and 21 000 - 10 200 = 10 800.
    assert (anvil["gap_low"], anvil["gap"], anvil["gap_high"]) == (9_700, 9_800, 10_800)
    assert (anvil["low"], anvil["high"]) == (pytest.approx(9_700 / WEEKS), pytest.approx(10_800 / WEEKS))
    # Net 200, between 100 and 300, in four weeks.
    assert (anvil["pace_low"], anvil["pace"], anvil["pace_high"]) == (25, 50, 75)


def test_a_pace_needs_a_week(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {"2026-05-22": 100, CLOSING: 106})
    figures.followers(figures.account("Bolt"), {"2026-05-21": 200, CLOSING: 207})
    found = rows(figures, "2026-05-23")
    assert note_text(found["Anvil"]) == "Under 7 days between the two readings: no weekly pace"
    assert pd.isna(found["Anvil"]["pace"])
    # From 21 to 28 May are seven days.
    assert found["Bolt"]["pace"] == 7


def test_a_brand_without_a_present_count_is_named_and_no_target(figures: Figures) -> None:
    grown(figures, "Anvil", 100, 100)
    figures.followers(figures.account("Bolt"), {OPENING: 900, "2026-05-20": 950})
    grown(figures, "Cog", 200, 200)
    figures.account("Dowel")
    found = rows(figures)
    # Bolt's count is 8 days old on 28 May: it may be the largest, but nobody knows by how much.
    assert found["Anvil"]["target"] == "Cog"
    assert (found["Bolt"]["note"], found["Dowel"]["note"]) == ("no_observation", "no_observation")
    assert pd.isna(found["Bolt"]["followers"])


def test_a_brand_with_two_accounts_needs_both_for_its_level_and_paces_with_those_at_both_ends(figures: Figures) -> None:
    grown(figures, "Anvil", 100, 120)
    figures.followers(figures.account("Anvil"), {CLOSING: 80})
    grown(figures, "Bolt", 565, 565)
    anvil = rows(figures)["Anvil"]
    # 120 + 80 = 200, 365 below Bolt: 7 a week. The second account came later: the pace is the first one's, 20 / 4.
    assert (anvil["followers"], anvil["value"], anvil["pace"]) == (200, pytest.approx(7), 5)
    assert note_text(anvil) == "1 of 2 accounts"


def test_plan_tells_who_is_ahead_who_behind_and_what_the_pace_leads_to(figures: Figures) -> None:
    grown(figures, "Anvil", 9_860, 10_000)  # + 35 a week
    grown(figures, "Bolt", 10_980, 11_000)  # + 5: behind it by 1 000, 19.2 a week: the pace is enough, the gap closes
    grown(figures, "Cog", 29_600, 30_000)  # + 100: 383.6 a week needed, and it gets away
    grown(figures, "Dowel", 4_000, 3_960)  # - 10: behind us, and falling back
    grown(figures, "Easel", 5_000, 5_400)  # + 100: behind us, and coming nearer
    grown(figures, "Fret", 11_860, 12_000)  # + 35 like us
    figures.account("Gauge")
    found = plan(figures)
    assert list(found) == ["Cog", "Fret", "Bolt", "Easel", "Dowel", "Gauge"]
    told = {name: (row["state"], row["course"], row["trend"]) for name, row in found.items()}
    assert told == {
        "Cog": ("behind", "too_slow", "away"),
        "Fret": ("behind", "too_slow", "same"),
        "Bolt": ("behind", "on_course", "towards"),
        "Easel": ("ahead", "", "away"),
        "Dowel": ("ahead", "", "towards"),
        "Gauge": ("", "", "cannot_tell"),
    }
    assert found["Bolt"]["needed"] == pytest.approx(1_000 / WEEKS)
    assert (found["Dowel"]["gap"], pd.isna(found["Dowel"]["needed"])) == (-6_040, True)


def test_plan_cannot_tell_what_rounding_hides(figures: Figures) -> None:
    grown(figures, "Anvil", 10_000, 10_000, source="youtube", step=100)  # - 25 to + 25 a week
    grown(figures, "Bolt", 10_000, 10_000, source="youtube", step=100)  # the same 10 000 to 10 100
    grown(figures, "Cog", 11_000, 11_000, source="youtube", step=100)  # 900 to 1 100 more: 17.3 to 21.1 a week
    found = plan(figures)
    assert (found["Bolt"]["state"], found["Bolt"]["trend"]) == ("level", "cannot_tell")
    assert (found["Cog"]["state"], found["Cog"]["course"], found["Cog"]["trend"]) == (
        "behind",
        "cannot_tell",
        "cannot_tell",
    )
    assert found["Cog"]["needed_low"] == pytest.approx(900 / WEEKS)
    assert found["Cog"]["needed_high"] == pytest.approx(1_100 / WEEKS)


def test_plan_of_a_brand_that_is_not_there_or_not_counted_names_nobody_ahead_or_behind(figures: Figures) -> None:
    figures.account("Anvil")
    grown(figures, "Bolt", 100, 120)
    assert plan(figures)["Bolt"]["state"] == ""
    assert plan(figures, "Nobody")["Bolt"]["state"] == ""


def test_growth_plan_of_equal_exact_counts_is_level(figures: Figures) -> None:
    grown(figures, "Anvil", 100, 120)
    grown(figures, "Bolt", 110, 120)
    bolt = plan(figures)["Bolt"]
    assert (bolt["state"], bolt["trend"], pd.isna(bolt["needed"])) == ("level", "towards", True)
