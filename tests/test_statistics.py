"""The quick form of ``make statistics``: the same rows with fewer trials, the limits widened by what chance then does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from statistics_lane import BEGIN, END, README, table, written
from statistics_rows import ROWS, Measured, Row, measure

from benchmark.metrics import intervals

SLACK = 3.0
"""Standard errors of the limit: a row that is right misses once in some hundreds of seeds, and the seeds are fixed."""


LONG = (
    *("8 posts, autocorrelation 0.0", "20 posts, autocorrelation 0.0", "50 posts, autocorrelation 0.0"),
    *(
        "50 posts, autocorrelation 0.3",
        "100 posts, autocorrelation 0.0",
        "12 posts, median of 4.5",
        "20 posts, median of",
    ),
    *("100 posts, median of 4.5", "3 accounts, autocorrelation 0.3", "8 accounts, autocorrelation 0.0"),
)
"""Rows between others of the same kind that are looked at here: the long lane looks at them, and `make statistics` in full."""


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, marks=pytest.mark.slow if row.name.startswith(LONG) else (), id=f"{row.group}: {row.name}")
        for row in ROWS
    ],
)
def test_what_is_promised_holds(row: Row) -> None:
    found = measure(row, quick=True)
    assert found.holds(SLACK), f"{found.share:.3f} ± {found.error:.3f}, promised {row.expected}"


def row_of(group: str, name: str) -> Row:
    return next(row for row in ROWS if row.group.startswith(group) and row.name.startswith(name))


def test_an_interval_that_is_too_narrow_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = intervals.widened

    def narrow(middle: float, bounds: tuple[float, float], rho: float) -> tuple[float, float]:
        low, high = whole(middle, bounds, rho)
        return middle - 0.7 * (middle - low), middle + 0.7 * (high - middle)

    monkeypatch.setattr(intervals, "widened", narrow)
    for group in ("Interval of a median", "Equal brands called"):
        assert not measure(row_of(group, "20 posts, autocorrelation 0.3"), quick=True).holds(SLACK)


def test_comparisons_that_are_not_corrected_for_their_number_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("benchmark.metrics.verdicts.holm", "benchmark.cards.claims.benjamini_hochberg"):
        monkeypatch.setattr(place, lambda p: p)
    assert not measure(row_of("A page", "40 brands"), quick=True).holds(SLACK)


def test_a_row_alone_says_what_it_says_among_others() -> None:
    row = row_of("A forecast's interval", "40 accounts")
    assert measure(row, quick=True) == measure(row, quick=True)
    assert len({tuple(row.seed) for row in ROWS}) == len(ROWS)


def test_limits_are_met_exactly_by_the_whole_lane_and_widened_in_the_quick_form() -> None:
    row = Row("group", "name", "at most 6 %", lambda rng, trials: rng.random(trials), 1, 1, 0.0, 0.06)
    just_over = Measured(row, 0.065, 0.01, 400)
    assert not just_over.holds()
    assert just_over.holds(SLACK)  # 6 % ± 3 × 1.2 points


def test_the_readme_holds_every_row_and_none_missed() -> None:
    readme = Path(README).read_text(encoding="utf-8")
    block = readme.partition(BEGIN)[2].partition(END)[0]
    shown = re.findall(
        r"^\| [^|]*\| ([^|]+) \| ([^|]+) \| ([\d.]+) % ± ([\d.]+) \| (\d+) \|$", block, flags=re.MULTILINE
    )
    assert [(name, expected, int(trials)) for name, expected, *_, trials in shown] == [
        (row.name, row.expected, row.trials) for row in ROWS
    ]
    # A test that keeps its level exactly is measured a little above it half of the time: two standard errors are allowed.
    for (_, _, share, error, _), row in zip(shown, ROWS, strict=True):
        slack = 0.0005 + 2 * float(error) / 100
        assert row.least - slack <= float(share) / 100 <= row.most + slack


def test_the_table_is_written_between_its_marks() -> None:
    row = ROWS[0]
    block = table([Measured(row, 0.951, 0.002, 6000)])
    assert f"| {row.name} | {row.expected} | 95.1 % ± 0.2 | 6000 |" in block
    assert written(f"a\n{BEGIN}\nold\n{END}\nb", block) == f"a\n{BEGIN}\n{block}\n{END}\nb"
