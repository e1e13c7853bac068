"""The top quartile as a target, and whether a figure reaches it: computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from benchmark.metrics import METRICS
from benchmark.metrics import objectives as targets
from benchmark.metrics.objectives import Target, judged, own, top_quartile


def frame(**values: float) -> pd.DataFrame:
    """Rows of one network by brand."""
    return pd.DataFrame({"brand_id": list(values), "value": list(values.values())})


def test_the_quartile_is_taken_without_the_brand_itself() -> None:
    """Peers 1, 2, 4, 8: place 1 + 3 · 3 / 4 = 3.25, so 4 + 0.25 · (8 − 4) = 5; with the brand's 100 it would be 8."""
    found = top_quartile(frame(own=100, a=4, b=1, c=8, d=2), "own")
    assert found == Target(5.0, 5.0, 5.0, 4, 4)


def test_five_peers_have_their_quartile_at_the_fourth() -> None:
    """Place 1 + 3 · 4 / 4 = 4."""
    assert top_quartile(frame(own=0, a=10, b=20, c=30, d=40, e=50), "own").value == 40


def test_of_two_known_competitors_there_is_no_quartile() -> None:
    found = top_quartile(frame(own=1, a=4, b=1, c=math.nan), "own")
    assert (found.known, found.used, found.total) == (False, 2, 3)


def test_three_peers_suffice() -> None:
    """1, 2, 4: place 1 + 3 · 2 / 4 = 2.5, so 3."""
    assert top_quartile(frame(own=1, a=4, b=1, c=2), "own").value == 3


def test_rates_over_today_s_followers_are_no_target() -> None:
    rates = frame(own=1, a=4, b=1, c=2, d=50).assign(basis=["publication"] * 4 + ["current"])
    found = top_quartile(rates, "own")
    assert (found.value, found.used, found.total) == (3, 3, 4)


def test_rounded_counts_leave_the_quartile_a_band() -> None:
    """Values 100, 200, 300 in bands of 10: place 2.5, so 250 between 250 and 260."""
    rows = frame(own=1, a=100, b=200, c=300)
    rows = rows.assign(low=rows["value"], high=rows["value"] + 10)
    found = top_quartile(rows, "own", rounded=True)
    assert (found.value, found.low, found.high) == (250, 250, 260)


@pytest.mark.parametrize(
    ("value", "low", "high", "kind", "outcome"),
    [
        (5.0, math.nan, math.nan, "counted", "met"),
        (4.9, math.nan, math.nan, "counted", "missed"),
        (6.0, 5.1, 7.0, "sampled", "met"),
        (6.0, 5.0, 7.0, "sampled", "cannot_tell"),
        (6.0, 4.0, 7.0, "sampled", "cannot_tell"),
        (4.0, 3.0, 5.0, "sampled", "cannot_tell"),
        (4.0, 3.0, 4.9, "sampled", "missed"),
        (9.0, math.nan, math.nan, "sampled", "cannot_tell"),
        (5.0, 5.0, 5.0, "rounded", "met"),
        (5.0, 5.0, 6.0, "rounded", "met"),
        (4.5, 4.5, 5.5, "rounded", "cannot_tell"),
        (4.0, 4.0, 5.0, "rounded", "missed"),
        (math.nan, 4.0, 5.0, "rounded", "no_figure"),
    ],
)
def test_a_target_of_five_is_met_missed_or_cannot_be_told(
    value: float, low: float, high: float, kind: targets.Kind, outcome: str
) -> None:
    """A band [4, 5) holds figures under 5 only, so that 5 is missed; an interval's ends belong to it."""
    assert judged(value, low, high, own(5.0), kind) == outcome


def test_a_target_with_a_band_is_met_above_it_and_missed_below() -> None:
    target = Target(250, 250, 260, 3, 3)
    assert judged(260, 260, 270, target, "rounded") == "met"
    assert judged(255, 255, 265, target, "rounded") == "cannot_tell"
    assert judged(240, 240, 250, target, "rounded") == "missed"
    assert judged(255, 255, 255, target, "rounded") == "cannot_tell"


def test_without_a_target_nothing_is_judged() -> None:
    assert judged(5.0, 5.0, 5.0, own(math.nan), "counted") == "no_figure"


def test_a_quarter_of_the_peers_reach_the_quartile() -> None:
    """Of n distinct figures at least a quarter are at or above it, and fewer than one more."""
    chance = np.random.default_rng(7)
    for n in range(3, 40):
        values = dict(zip((f"b{place}" for place in range(n)), chance.normal(size=n).tolist(), strict=True))
        target = top_quartile(frame(own=0.0, **values), "own")
        above = sum(value >= target.value for value in values.values())
        assert n / 4 <= above < n / 4 + 1


def test_every_metric_with_a_target_is_declared() -> None:
    assert set(targets.METRICS) <= set(METRICS)
