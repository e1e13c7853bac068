"""Before, during and after an event, against the competitors: windows, ratios of ratios and their intervals by hand."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from samples import sample

from benchmark.metrics.event_window import (
    Banded,
    Change,
    corrected,
    count_change,
    growth_a_day,
    point_change,
    rate_change,
    windows,
)
from benchmark.metrics.samples import SampleSet
from benchmark.metrics.verdicts import verdict

TODAY = date(2026, 6, 30)


def spans(first: str, last: str, today: date = TODAY) -> list[tuple[str, str, str, bool]]:
    found = windows(date.fromisoformat(first), date.fromisoformat(last), today)
    return [(each.name, each.start.isoformat(), each.end.isoformat(), each.whole) for each in found]


def test_before_and_after_are_as_long_as_the_event_and_touch_it() -> None:
    assert spans("2026-05-11", "2026-05-20") == [
        ("before", "2026-05-01", "2026-05-10", True),
        ("during", "2026-05-11", "2026-05-20", True),
        ("after", "2026-05-21", "2026-05-30", True),
    ]


def test_before_and_after_last_a_week_at_least() -> None:
    assert spans("2026-05-11", "2026-05-11") == [
        ("before", "2026-05-04", "2026-05-10", True),
        ("during", "2026-05-11", "2026-05-11", True),
        ("after", "2026-05-12", "2026-05-18", True),
    ]


def test_windows_are_cut_at_today_and_say_so() -> None:
    assert spans("2026-05-11", "2026-05-20", date(2026, 5, 23))[-1] == ("after", "2026-05-21", "2026-05-23", False)
    assert spans("2026-05-11", "2026-05-20", date(2026, 5, 20))[-1] == ("during", "2026-05-11", "2026-05-20", True)
    assert spans("2026-05-11", "2026-05-20", date(2026, 5, 12))[-1] == ("during", "2026-05-11", "2026-05-12", False)


def test_windows_never_overlap_and_leave_no_day_out() -> None:
    chance = np.random.default_rng(3)
    for _ in range(200):
        first = TODAY + timedelta(days=int(chance.integers(-400, 1)))
        last = first + timedelta(days=int(chance.integers(0, 60)))
        found = windows(first, last, TODAY)
        for one, two in pairwise(found):
            assert two.start == one.end + timedelta(days=1)
        assert all(each.end <= TODAY for each in found)
        assert found[0].days == max((last - first).days + 1, 7)


LOW = [40.0, 50, 60, 70, 80, 90, 100, 110]
HIGH = [2 * value + 0.5 for value in LOW]
"""(2x + 0.5) + 0.5 = 2 (x + 0.5): every log is ln 2 higher, so the medians are too."""


def test_a_doubled_rate_beside_peers_that_stayed_is_a_ratio_of_two() -> None:
    same = (sample(LOW, brand="A"), sample(LOW, brand="A"))
    found = rate_change((sample(HIGH), sample(LOW)), [same])
    assert found.own == pytest.approx(2)
    assert found.peers == pytest.approx(1)
    assert found.value == pytest.approx(2)
    assert found.used == ("A",)


def test_what_the_peers_did_too_is_no_change_beside_them() -> None:
    pair = (sample(HIGH, brand="A"), sample(LOW, brand="A"))
    found = rate_change((sample(HIGH), sample(LOW)), [pair])
    assert (found.own, found.peers) == pytest.approx((2, 2))
    assert found.value == pytest.approx(1)
    assert found.grade == "cannot_tell"


def test_peers_count_once_each_as_their_geometric_mean() -> None:
    """One doubled, one stayed: √(2 · 1) = 1.414; own ×2 ÷ 1.414 = 1.414."""
    doubled = (sample(HIGH, brand="A"), sample(LOW, brand="A"))
    stayed = (sample(LOW, brand="B"), sample(LOW, brand="B"))
    found = rate_change((sample(HIGH), sample(LOW)), [doubled, stayed])
    assert found.peers == pytest.approx(math.sqrt(2))
    assert found.value == pytest.approx(math.sqrt(2))


def test_the_interval_adds_the_squared_half_widths_of_all_medians() -> None:
    """On logs: own change d with half widths (d − l, u − d); two like peers each enter over 2.

    lower = d − √((d − l)² + 2 · ((u_p − d_p) ÷ 2)²), upper likewise with the other ends.
    """
    own = sample(HIGH), sample(LOW)
    peer = sample(LOW, brand="A"), sample(LOW, brand="A")
    again = sample(LOW, brand="B"), sample(LOW, brand="B")
    mine, theirs = verdict(*own), verdict(*peer)
    d, down, up = math.log(2), math.log(2) - math.log(mine.low), math.log(mine.high) - math.log(2)
    lower = d - math.sqrt(down**2 + 2 * (math.log(theirs.high) / 2) ** 2)
    upper = d + math.sqrt(up**2 + 2 * (math.log(theirs.low) / 2) ** 2)
    found = rate_change(own, [peer, again])
    assert found.low == pytest.approx(math.exp(lower))
    assert found.high == pytest.approx(math.exp(upper))
    assert found.low < mine.low < mine.high < found.high, "peers add their own doubt"


def test_a_peer_that_cannot_be_compared_is_left_out_by_name() -> None:
    few = (sample(LOW[:5], brand="A"), sample(LOW, brand="A"))
    late = (sample(LOW, brand="B", late=8), sample(LOW, brand="B"))
    today = (sample(LOW, brand="C", current=True), sample(LOW, brand="C"))
    good = (sample(LOW, brand="D"), sample(LOW, brand="D"))
    found = rate_change((sample(HIGH), sample(LOW)), [few, late, today, good])
    assert found.used == ("D",)
    assert found.left_out == {"A": "few_posts", "B": "late_shares", "C": "current_followers"}


def test_without_peers_or_own_posts_there_is_no_verdict() -> None:
    alone = rate_change((sample(HIGH), sample(LOW)), [])
    assert (alone.reason, alone.grade) == ("no_peers", "cannot_tell")
    assert alone.own == pytest.approx(2), "the own change is still told"
    assert math.isnan(alone.value)
    few = rate_change((sample(HIGH[:4]), sample(LOW)), [(sample(LOW, brand="A"), sample(LOW, brand="A"))])
    assert (few.reason, few.grade) == ("few_posts", "cannot_tell")
    assert math.isnan(few.value)


def test_two_windows_are_judged_together() -> None:
    """Holm: of 0.03 and 0.04 the smaller doubles to 0.06, and the other is no smaller: neither is clear."""
    changes = [Change(2, 1, 2, 1.1, 4, "clear", 0.03), Change(2, 1, 2, 1.05, 4, "clear", 0.04), Change(1, 1, math.nan)]
    found = corrected(changes)
    assert [each.grade for each in found] == ["leans", "leans", None]
    assert [each.p for each in found[:2]] == pytest.approx([0.06, 0.06])
    assert corrected([Change(2, 1, 2, 1.1, 4, "clear", 0.03)])[0].grade == "clear"


def test_equal_brands_are_rarely_called_changed() -> None:
    """400 brands with three like peers, 24 posts a window, nothing changed: at most 5 % (and chance) are called clear."""
    chance = np.random.default_rng(11)

    def pair(brand: str) -> tuple[SampleSet, SampleSet]:
        draws = np.round(np.exp(math.log(100) + 0.9 * chance.normal(size=(2, 24))))
        return sample(draws[0], brand=brand), sample(draws[1], brand=brand)

    clear = sum(rate_change(pair("Own"), [pair(name) for name in "ABC"]).grade == "clear" for _ in range(400))
    assert clear <= 0.05 * 400 + 2 * math.sqrt(400 * 0.05 * 0.95)


def test_a_true_doubling_is_mostly_seen_with_fifty_posts() -> None:
    chance = np.random.default_rng(12)

    def posts(brand: str, times: float) -> SampleSet:
        return sample(np.round(times * np.exp(math.log(100) + 0.9 * chance.normal(size=50))), brand=brand)

    clear = sum(
        rate_change(
            (posts("Own", 2), posts("Own", 1)),
            [(posts(name, 1), posts(name, 1)) for name in "ABCD"],
        ).grade
        == "clear"
        for _ in range(100)
    )
    assert clear >= 60


def test_a_counted_pace_has_a_ratio_and_no_verdict() -> None:
    """Own 6 after 4: ×1.5. Peers ×2 and ×0.5: √(2 · 0.5) = 1. A peer that grew from 0, or fell to it, has no ratio."""
    peers = {"A": (8.0, 4.0), "B": (2.0, 4.0), "C": (3.0, 0.0), "D": (0.0, 3.0), "E": (math.nan, 3.0)}
    found = count_change((6.0, 4.0), peers)
    assert (found.own, found.peers, found.value) == pytest.approx((1.5, 1.0, 1.5))
    assert found.grade is None
    assert found.used == ("A", "B")
    assert found.left_out == dict.fromkeys("CDE", "no_ratio")
    assert count_change((6.0, 0.0), peers).reason == "no_ratio"
    assert count_change((6.0, 4.0), {}).reason == "no_peers"
    assert count_change((0.0, 4.0), {"A": (4.0, 4.0)}).value == 0, "a brand that fell silent did change"


def exact(value: float) -> Banded:
    return Banded(value, value, value)


def test_growth_is_compared_in_points_a_day() -> None:
    """Own 0.5 − 0.2 = +0.3; peers +0.1 and −0.1, in the mean 0: +0.3 beside them."""
    peers = {"A": (exact(0.2), exact(0.1)), "B": (exact(0.1), exact(0.2)), "C": (exact(math.nan), exact(1.0))}
    found = point_change((exact(0.5), exact(0.2)), peers)
    assert (found.own, found.peers, found.value) == pytest.approx((0.3, 0.0, 0.3))
    assert found.grade is None
    assert found.left_out == {"C": "no_observation"}


def test_rounding_can_hide_a_change_of_growth() -> None:
    """Own [0.4, 0.6] − [0.1, 0.3] lies in [0.1, 0.5], peers exactly +0.2: [−0.1, 0.3] holds 0."""
    own = Banded(0.5, 0.4, 0.6), Banded(0.2, 0.1, 0.3)
    hidden = point_change(own, {"A": (exact(0.3), exact(0.1))})
    assert (hidden.value, hidden.low, hidden.high) == pytest.approx((0.1, -0.1, 0.3))
    assert hidden.grade == "cannot_tell"
    assert point_change(own, {"A": (exact(0.1), exact(0.1))}).grade is None, "[0.1, 0.5] does not"


def test_growth_a_day_is_over_the_days_between_the_readings() -> None:
    """7 % over 14 days are 0.5 % a day; a growth that is not known stays unknown."""
    rows = pd.DataFrame(
        {
            "brand_id": ["A", "B"],
            "value": [7.0, math.nan],
            "low": [7.0, math.nan],
            "high": [14.0, math.nan],
            "first_day": pd.Series([datetime(2026, 5, 1), pd.NaT]),
            "last_day": pd.Series([datetime(2026, 5, 15), pd.NaT]),
        }
    )
    found = growth_a_day(rows)
    assert found["A"] == Banded(0.5, 0.5, 1.0)
    assert math.isnan(found["B"].value)
