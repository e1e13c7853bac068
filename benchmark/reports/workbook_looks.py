"""How native charts of a workbook look: series, legend, intervals and axes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from xlsxwriter.chart import Chart

from benchmark.charts.labels import plain
from benchmark.charts.measure import Measure
from benchmark.charts.native import Native, Series, short_format
from benchmark.charts.theme import LIGHT
from benchmark.reports.workbook_block import Block, Figures
from benchmark.text import t

GREY: Final = LIGHT.muted
_MOST_SERIES: Final = 50
"""A chart holds 255, and a line may come with four more."""
_LEGEND_BELOW: Final = 6
"""Up to so many names stand below the chart, more beside it."""
_LEGEND_ROW: Final = 17


class Legend:
    """Which series the legend names: brands and parts once, not the ends of intervals."""

    def __init__(self) -> None:
        self._count = 0
        self._without: list[int] = []

    def shown(self) -> None:
        """Count a series that the legend names."""
        self._count += 1

    def hidden(self) -> None:
        """Count a series that it leaves out."""
        self._without.append(self._count)
        self._count += 1

    def height(self, usual: int) -> int:
        """Return the pixels that a chart needs for all names that stand beside it."""
        names = self._count - len(self._without)
        return max(usual, names * _LEGEND_ROW + 60) if names > _LEGEND_BELOW else usual

    def set(self, chart: Chart) -> None:
        """Give the chart its legend, if it has several series."""
        names = self._count - len(self._without)
        if names <= 1:
            chart.set_legend({"none": True})
        else:
            where = "bottom" if names <= _LEGEND_BELOW else "right"
            chart.set_legend({"position": where, "delete_series": self._without, "font": {"size": 9}})


def add_series(chart: Chart, names: Figures, column: Figures, **look: Any) -> None:
    if look.get("points") is None:
        look.pop("points", None)
    chart.add_series({"name": column.title, "categories": names.cells, "values": column.cells, **look})


def fewer(series: Sequence[Series]) -> Sequence[Series]:
    """Return as many series as a chart may hold with their further lines."""
    return series[:_MOST_SERIES]


def points(colours: Sequence[str], column: Figures) -> list[dict[str, Any]] | None:
    if not colours:
        return None
    fills = [{"fill": {"color": colour}, "border": {"color": colour}} for colour in colours]
    return fills[: len(column.values)]


def ends(series: Series) -> list[tuple[Sequence[float | None], str]]:
    """Return the ends of a line's interval; none where all its values are exact."""
    exact = all(
        None in {low, value, high} or low == value == high
        for low, value, high in zip(series.low, series.figures, series.high, strict=False)
    )
    if not series.low or not series.high or exact:
        return []
    return [(series.low, t("{name}, from", name=series.name)), (series.high, t("{name}, to", name=series.name))]


def whiskers(block: Block, drawn: Native, series: Series, spare: int = 0, width: float = 1.0) -> dict[str, Any] | None:
    """Write the ends of a series' intervals and how far they are from its values; return its error bars."""
    if not any(value is not None for value in (*series.low, *series.high)):
        return None
    below, above = distances(block, drawn, series.figures, series.low, series.high, spare)
    return error_bars(below, above, GREY, width)


def distances(  # noqa: PLR0917  the figures and their ends
    block: Block,
    drawn: Native,
    values: Sequence[float | None],
    low: Sequence[float | None],
    high: Sequence[float | None],
    spare: int = 0,
) -> tuple[Figures, Figures]:
    """Write intervals as their ends and, as error bars want them, as distances; an unknown end is no distance."""
    block.figures(drawn, t("From"), low)
    block.figures(drawn, t("To"), high)
    pairs = [
        [_apart(value, end) for value, end in zip(values, ends, strict=True)] + [None] * spare for ends in (low, high)
    ]
    return block.figures(drawn, t("Down to"), pairs[0]), block.figures(drawn, t("Up to"), pairs[1])


def _apart(value: float | None, end: float | None) -> float | None:
    return None if value is None or end is None else abs(end - value)


def error_bars(
    below: Figures, above: Figures, colour: str, width: float, rows: tuple[int, int] | None = None
) -> dict[str, Any]:
    first, last = rows or (0, len(below.values) - 1)
    ends = [Figures(each.title, each.part(first, last), each.values[first : last + 1]) for each in (below, above)]
    return {
        "type": "custom", "minus_values": ends[0].formula, "plus_values": ends[1].formula, "minus_data": ends[0].known,
        "plus_data": ends[1].known, "end_style": 0, "line": {"color": colour, "width": width},
    }  # fmt: skip


def axes(
    chart: Chart,
    drawn: Native,
    *,
    names: Mapping[str, Any] | None = None,
    value: Mapping[str, Any] | None = None,
    time: bool = False,
    lying: bool = False,
) -> None:
    """Set the axes: that of the names or days, and that of the values, which lies below bars from the left.

    Args:
        chart: the chart.
        drawn: what it shows.
        names: further properties of the axis of names.
        value: further properties of the axis of values.
        time: the categories are days.
        lying: the bars run from the left.
    """
    days = drawn.categories if time and drawn.categories and isinstance(drawn.categories[0], date) else ()
    across: dict[str, Any] = {"num_font": {"size": 9}, "line": {"color": LIGHT.border}}
    if days:
        across["num_format"] = "d mmm yy"
        if not names:
            step = max((days[-1] - days[0]).days // 8, 1)
            across |= {"date_axis": True, "major_unit": step, "major_unit_type": "days"}
    figures = [value for series in drawn.series for value in series.figures if value is not None]
    up = value_axis(drawn.measure, figures, log=drawn.log)
    from_zero: dict[str, float] = {"min": 0} if drawn.zero and not drawn.log and min(figures) >= 0 else {}
    from_zero |= _reach(drawn)
    both = [{"major_gridlines": {"visible": False}, **across, **(names or {})}, {**up, **from_zero, **(value or {})}]
    horizontal, vertical = reversed(both) if lying else both
    chart.set_x_axis(horizontal)
    chart.set_y_axis(vertical)


def _reach(drawn: Native) -> dict[str, float]:
    """Return the ends of a linear axis with room for the intervals, which spreadsheets leave out of their own choice of ends."""
    if drawn.log or drawn.kind not in {"bar", "dot", "scatter"}:
        return {}
    highs, lows = (
        [value for series in drawn.series for value in end(series) if value is not None] for end in (_high, _low)
    )
    if highs and drawn.reference is not None:
        highs.append(drawn.reference.value)
    found = {"max": _beyond(max(highs))} if max(highs, default=0) > 0 else {}
    return found | ({"min": -_beyond(-min(lows))} if min(lows, default=0) < 0 else {})


def _high(series: Series) -> Sequence[float | None]:
    return (*series.high, *series.figures) if series.high else ()


def _low(series: Series) -> Sequence[float | None]:
    return (*series.low, *series.figures) if series.low else ()


def _beyond(value: float) -> float:
    """Return a round figure a little above a positive one."""
    unit = 10.0 ** math.floor(math.log10(value))
    return float(
        next(f"{step * unit:.6g}" for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12) if step * unit >= value * 1.02)
    )


def value_axis(measure: Measure, figures: Sequence[float], *, log: bool) -> dict[str, Any]:
    return {
        "name": plain(measure.unit, 80),
        "name_font": {"size": 9, "bold": False, "color": LIGHT.muted},
        "num_font": {"size": 9, "color": LIGHT.muted},
        "num_format": short_format(measure, figures),
        "major_gridlines": {"visible": True, "line": {"color": LIGHT.grid, "width": 0.75}},
        "line": {"none": True},
        **({"log_base": 10} if log and figures and min(figures) > 0 else {}),
    }
