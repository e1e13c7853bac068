"""Charts know their figures apart from their drawing: in full, unknown ones as gaps, nothing of it sent to the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from benchmark.charts import native
from benchmark.charts.bars import bars
from benchmark.charts.boxes import boxes
from benchmark.charts.cells import cells
from benchmark.charts.columns import columns_over_time
from benchmark.charts.curve import curves
from benchmark.charts.dots import dots
from benchmark.charts.factors import Factor, waterfalls
from benchmark.charts.heatmap import calendar, heatmap
from benchmark.charts.layout import Reference
from benchmark.charts.lines import lines
from benchmark.charts.measure import Measure
from benchmark.charts.scatter import Medians, bubbles
from benchmark.charts.stacked import stacked
from benchmark.charts.theme import LIGHT
from benchmark.charts.week_parts import week_parts

MONDAY = date(2026, 5, 4)
EXACT = 1234.5678901234567
"""A figure that a picture would round."""
COUNT, PERCENT, RATIO = Measure("posts"), Measure("%", "percent"), Measure("", "ratio")


def brands(values: list[Any], **more: Any) -> pd.DataFrame:
    ids = [f"b{place}" for place in range(len(values))]
    own = [place == 0 for place in range(len(values))]
    return pd.DataFrame({"brand_id": ids, "name": [f"Brand {one}" for one in ids], "colour": range(len(ids)), "own": own,
                         "value": values, **more})  # fmt: skip


def dated(values: list[Any], **more: Any) -> pd.DataFrame:
    days = [MONDAY + timedelta(days=place) for place in range(len(values))]
    return pd.DataFrame(
        {"brand_id": "b", "name": "Anvil", "colour": 1, "own": True, "day": days, "value": values, **more}
    )


def the(figure: go.Figure) -> native.Native:
    found = native.of(figure)
    assert found is not None
    return found


def test_a_line_keeps_gaps_and_tells_what_was_not_observed() -> None:
    frame = pd.concat([
        dated([EXACT, None, 3.0, 4.0, 5.0], carried=[False, False, True, False, False], forecast=[False] * 4 + [True]),
        dated([7.0], carried=[False], forecast=[False]).assign(brand_id="c", name="Bolt", own=False, day=MONDAY + timedelta(days=3)),
    ])  # fmt: skip
    chart = the(lines(frame, theme=LIGHT, measure=COUNT, reference=Reference(3.0, "median")))
    assert chart.kind == "line"
    assert chart.categories == tuple(MONDAY + timedelta(days=place) for place in range(5))
    assert [one.figures for one in chart.series] == [(EXACT, None, 3.0, 4.0, 5.0), (None, None, None, 7.0, None)]
    assert (chart.series[0].colour, chart.series[0].own) == (LIGHT.accent, True)
    assert chart.series[1].stretches == ()
    assert chart.reference == Reference(3.0, "median")
    observed, carried, forecast = native.split(chart.series[0])
    assert observed.figures == (EXACT, None, None, 4.0, None)
    assert carried is not None
    assert carried.figures == (None, None, 3.0, 4.0, None)
    assert forecast is not None
    assert forecast.figures == (None, None, None, 4.0, 5.0)


def test_rows_are_in_the_order_of_the_chart_with_their_intervals() -> None:
    frame = brands(
        [1.0, EXACT, np.nan],
        low=[0.5, 1000.0, np.nan],
        high=[2.0, 1500.0, np.nan],
        n=[5, 6, np.nan],
        note=["few", None, "hidden"],
    )
    for kind, draw in (("bar", bars), ("dot", dots)):
        chart = the(draw(frame, theme=LIGHT, measure=PERCENT))
        assert chart.kind == kind
        assert chart.categories == ("Brand b1", "Brand b0", "Brand b2")
        assert chart.series[0].figures == (EXACT, 1.0, None)
        assert (chart.series[0].low, chart.series[0].high) == ((1000.0, 0.5, None), (1500.0, 2.0, None))
        assert chart.colours == (LIGHT.brands[1], LIGHT.accent, LIGHT.brands[2])
        assert chart.own == (False, True, False)
        assert chart.notes == ("", "few", "hidden")
        assert chart.beside == (native.Beside("n", (6.0, 5.0, None)),)


def test_columns_stand_on_one_calendar() -> None:
    frame = pd.DataFrame({"brand_id": ["a", "b"], "name": ["A", "B"], "colour": [0, 1], "own": [True, False],
                          "day": [MONDAY, MONDAY + timedelta(days=14)], "value": [0.0, 2.0]})  # fmt: skip
    chart = the(columns_over_time(frame, theme=LIGHT, measure=COUNT))
    assert chart.categories == (MONDAY, MONDAY + timedelta(days=7), MONDAY + timedelta(days=14))
    assert [one.figures for one in chart.series] == [(0.0, None, None), (None, None, 2.0)]


def test_parts_are_series_of_shares() -> None:
    frame = (
        brands([0, 0])
        .drop(columns="value")
        .merge(pd.DataFrame({"part": ["x", "y"], "label": ["Images", "Videos"]}), how="cross")
    )
    chart = the(stacked(frame.assign(share=[25.0, 75.0, np.nan, np.nan]), theme=LIGHT))
    assert [(one.name, one.figures, one.colour) for one in chart.series] == [
        ("Images", (25.0, None), LIGHT.kinds[0]), ("Videos", (75.0, None), LIGHT.kinds[1])]  # fmt: skip


def test_a_box_has_an_interval_within_wider_ones() -> None:
    spread = {"p10": [0.0, np.nan], "p25": [1.0, np.nan], "p75": [4.0, np.nan], "p90": [9.0, np.nan]}
    chart = the(
        boxes(brands([2.0, np.nan], low=[1.5, np.nan], high=[2.5, np.nan], **spread), theme=LIGHT, measure=COUNT)
    )
    assert [(one.low[0], one.figures[0], one.high[0]) for one in chart.series] == [
        (1.5, 2.0, 2.5),
        (1.0, 2.0, 4.0),
        (0.0, 2.0, 9.0),
    ]
    assert chart.series[0].figures[1] is None


def test_a_curve_is_a_line_over_ages() -> None:
    frame = pd.concat([brands([value]).assign(hours=hours) for hours, value in ((6, 1.0), (24, None), (168, EXACT))])
    chart = the(curves(frame, theme=LIGHT, measure=COUNT))
    assert chart.categories == ("6 h", "7 d")
    assert chart.series[0].figures == (1.0, EXACT)


def test_factors_stand_on_equal() -> None:
    frame = pd.DataFrame({"name": ["A", "B"], "own": [False, False], "value": [3.0, np.nan], "f": [1.5, np.nan], "g": [2.0, np.nan],
                          "note": [None, "no posts"]})  # fmt: skip
    chart = the(waterfalls(frame, [Factor("f", "Reach"), Factor("g", "Pace")], theme=LIGHT))
    assert [(one.name, one.figures) for one in chart.series] == [("Reach", (1.5, None)), ("Pace", (2.0, None))]
    assert (chart.log, chart.reference) == (True, Reference(1.0))
    assert chart.notes == ("×3.00", "no posts")
    assert chart.beside[0].figures == (3.0, None)


def test_bubbles_have_two_figures_and_a_size() -> None:
    frame = brands([5.0, 6.0, np.nan], x=[EXACT, 2.0, 3.0], size=[10.0, np.nan, 1.0])
    chart = the(bubbles(frame, theme=LIGHT, x=COUNT, y=PERCENT, size=COUNT, medians=Medians(x=4.0)))
    assert [(one.x, one.figures, one.sizes) for one in chart.series] == [
        ((EXACT,), (5.0,), (10.0,)),
        ((2.0,), (6.0,), (None,)),
    ]
    assert (chart.reference, chart.reference_x and chart.reference_x.value) == (None, 4.0)


def test_grids_tell_zero_from_unknown() -> None:
    hours = the(
        heatmap(pd.DataFrame({"weekday": [0, 6], "hour": [0, 23], "value": [0.0, EXACT]}), theme=LIGHT, measure=COUNT)
    )
    assert (len(hours.rows), len(hours.categories)) == (7, 24)
    assert hours.cells[0][0] == native.Tinted(0.0, LIGHT.sequential[0], LIGHT.text)
    assert (hours.cells[6][23].value, hours.cells[6][23].fill) == (EXACT, LIGHT.sequential[-1])
    assert hours.cells[3][3] == native.Tinted(None)
    days = the(
        calendar(pd.DataFrame({"day": [MONDAY + timedelta(days=8)], "value": [2.0]}), theme=LIGHT, measure=COUNT)
    )
    assert [row[0].value for row in days.cells] == [None, 2.0, None, None, None, None, None]


def test_cells_of_a_week_and_of_parts_have_two_figures() -> None:
    frame = pd.DataFrame({"row": [0], "column": [1], "value": [2.5], "n": [9], "clear": [True]})
    week = the(
        week_parts(frame, theme=LIGHT, measure=RATIO, rows=["Weekday"], columns=["Morning", "Evening"], tell=True)
    )
    told = week.cells[0][1]
    assert (week.cells[0][0], told.value, told.second, told.strong) == (native.Tinted(None), 2.5, 9.0, True)
    quiet = the(
        week_parts(frame, theme=LIGHT, measure=RATIO, rows=["Weekday"], columns=["Morning", "Evening"], tell=False)
    )
    assert (quiet.cells[0][1].value, quiet.cells[0][1].second, quiet.cells[0][1].fill) == (None, 9.0, "")
    parts = the(
        cells(
            brands([40.0]).assign(part="p", label="Product", second=12.0),
            theme=LIGHT,
            measure=PERCENT,
            said=("a", "b"),
            legend="",
        )
    )
    assert (parts.rows, parts.categories) == (("Brand b0",), ("Product",))
    assert (parts.cells[0][0].value, parts.cells[0][0].second) == (40.0, 12.0)


def test_nothing_of_it_reaches_the_browser() -> None:
    frame = brands([EXACT])
    figure = bars(frame, theme=LIGHT, measure=COUNT)
    assert "ative" not in str(figure.to_json())
    assert native.of(go.Figure(figure)) is None
    assert native.of(None) is None


def test_names_lose_what_cannot_be_seen_and_keep_their_length() -> None:
    long = "Manufacture nationale d'enclumes et de marteaux de Thiers"
    chart = the(
        bars(brands([1.0, 2.0]).assign(name=[long, "\u202eA\x00\ufffe<b>"]), theme=LIGHT, measure=COUNT, ranked=False)
    )
    assert chart.categories == (long, "A<b>")


@pytest.mark.parametrize(
    ("measure", "values", "short", "full"),
    [
        (COUNT, [5.0], "#,##0", "#,##0"),
        (COUNT, [1.5e6, 12.0], '[>=999500]0.0,,"\u202fM";[>=9999.5]0.0,"\u202fk";#,##0', "#,##0"),
        (PERCENT, [12.0], '0.0" %"', '0.00" %"'),
        (Measure("%", "percent", signed=True), [0.2], '+0.00" %";"\u2212"0.00" %";0.00" %"', '+0.00" %";"\u2212"0.00" %";0.00" %"'),
        (RATIO, [2.0], '[<0.0995]"×"0.0###;"×"0.00', '"×"0.00'),
        (Measure("", "decimal"), [3.0, None], "0.0", "#,##0.00"),
    ],
)  # fmt: skip
def test_figures_keep_their_form(measure: Measure, values: list[float | None], short: str, full: str) -> None:
    assert (native.short_format(measure, values), native.number_format(measure)) == (short, full)


@pytest.mark.parametrize("draw", [bars, dots, lines, columns_over_time, curves])
def test_a_chart_without_any_figure_still_stands(draw: Callable[..., go.Figure]) -> None:
    frame = brands([np.nan]).assign(day=MONDAY, hours=6.0)
    chart = native.of(draw(frame, theme=LIGHT, measure=COUNT))
    assert chart is None or all(value is None for one in chart.series for value in one.figures)
