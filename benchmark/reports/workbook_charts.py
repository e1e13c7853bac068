"""The charts of a workbook: native ones over cells of their own sheet, in the brands' colours; grids are tinted cells."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from xlsxwriter.chart import Chart

from benchmark.charts.labels import plain
from benchmark.charts.native import Kind, Native, Values, short_format, split
from benchmark.charts.theme import LIGHT
from benchmark.reports.workbook_block import Block, Place
from benchmark.reports.workbook_looks import GREY, Legend, add_series, axes, ends, fewer, points, whiskers
from benchmark.reports.workbook_scatter import scatter
from benchmark.text import t

COLUMNS: Final = 13
"""Columns of usual width that a chart takes, with a free one after it."""
_WIDTH, _HEIGHT, _BAR = 800, 400, 24
_ROW: Final = 20
_CLUSTERED: Final = 3
"""Up to so many series stand as columns side by side; more are lines."""
_NAMES: Final = 24
_FROM_ABOVE: Final = {"reverse": True, "crossing": "max"}
"""The first name on top, the figures' axis below the last."""
_LABEL_FONT: Final = {"size": 9, "color": LIGHT.muted}


@dataclass(frozen=True)
class Drawn:
    """What was put beside a table."""

    below: int
    """The first row that it leaves free."""
    columns: tuple[str, str] | None
    """The letters of the columns that hold the chart's figures; None where they are what is shown."""
    left_out: int = 0
    """Series that the chart has no room for."""


def draw(place: Place, drawn: Native, row: int, column: int, title: str) -> Drawn | None:
    """Put a chart at a cell and its figures beside it; return None when there is nothing to draw.

    Args:
        place: the sheet.
        drawn: the chart.
        row: the row of the heading above the figures; the chart begins below it.
        column: where the chart begins.
        title: what readers of the screen are told.
    """
    if drawn.kind == "grid":
        return _grid(place, drawn, row, column)
    if not any(value is not None for series in drawn.series for value in series.figures):
        return None
    block = Block(place, row, column + COLUMNS)
    chart, height = _DRAWERS[drawn.kind](block, drawn)
    chart.set_size({"width": _WIDTH, "height": height})
    chart.set_chartarea({"border": {"none": True}})
    chart.show_hidden_data()  # readers may filter the table, and the figures stand in the same rows
    chart.set_title({"none": True})
    place.sheet.insert_chart(row + 1, column, chart, {"description": plain(title, 250), "object_position": 2})
    left_out = len(drawn.series) - len(fewer(drawn.series))
    return Drawn(row + 2 + math.ceil(height / _ROW), block.columns, left_out)


def _line(block: Block, drawn: Native) -> tuple[Chart, int]:
    """Draw a line a series: carried figures dotted, forecasts dashed, intervals between two fine lines."""
    chart, parts = block.place.book.add_chart({"type": "line"}), Legend()
    names = block.categories(drawn, _first_title(drawn))
    for series in fewer(drawn.series):
        observed, carried, forecast = split(series)
        line = {"color": series.colour, "width": 2.75 if series.own else 1.5}
        column = block.figures(drawn, series.name, observed.figures)
        add_series(chart, names, column, line=line, **_alone(observed.figures, series.colour))
        parts.shown()
        for part, title, dash in (
            (carried, t("{name}, carried", name=series.name), "round_dot"),
            (forecast, t("{name}, forecast", name=series.name), "dash"),
        ):
            if part is not None:
                column = block.figures(drawn, title, part.figures)
                look = {"line": {**line, "dash_type": dash}, **_alone(part.figures, series.colour)}
                add_series(chart, names, column, **look)
                parts.hidden()
        for end, title in ends(series):
            fine = {"color": series.colour, "width": 0.5, "transparency": 40}
            add_series(chart, names, block.figures(drawn, title, end), line=fine)
            parts.hidden()
    if drawn.reference is not None:
        level = block.figures(drawn, _reference_title(drawn), [drawn.reference.value] * len(drawn.categories))
        add_series(chart, names, level, line={"color": GREY, "width": 1, "dash_type": "dash"})
        parts.shown()
    axes(chart, drawn, time=True)
    parts.set(chart)
    return chart, parts.height(_HEIGHT)


def _alone(figures: Values, colour: str) -> dict[str, Any]:
    """Return marks for a line with a value between two gaps, which would not be seen without."""
    around = (None, *figures, None)
    seen = any(
        value is not None and before is None and after is None
        for before, value, after in zip(around, around[1:], around[2:], strict=False)
    )
    look = {"color": colour}
    return {"marker": {"type": "circle", "size": 4, "fill": look, "border": look}} if seen else {}


def _bar(block: Block, drawn: Native) -> tuple[Chart, int]:
    """Draw a bar a category and series from the left, the first on top; a labelled level to compare with is a bar more."""
    chart, parts = block.place.book.add_chart({"type": "bar"}), Legend()
    level = drawn.reference if drawn.reference is not None and drawn.reference.label else None
    names = block.categories(drawn, _first_title(drawn), [level.label] if level else [])
    single = len(drawn.series) == 1
    for series in fewer(drawn.series):
        column = block.figures(drawn, series.name or t("Value"), [*series.figures, *([level.value] if level else [])])
        bars = whiskers(block, drawn, series, 1 if level else 0)
        labels = {"data_labels": {"value": True, "num_format": _short(drawn), "font": _LABEL_FONT}}
        colours = [*drawn.colours, *([GREY] if level else [])] if single else []
        add_series(
            chart, names, column, fill={"color": series.colour}, gap=40, points=points(colours, column),
            **({"y_error_bars": bars} if bars else labels if single else {}),
        )  # fmt: skip
        parts.shown()
    value = {"crossing": drawn.reference.value} if drawn.log and drawn.reference is not None else {}
    axes(chart, drawn, lying=True, names={**_FROM_ABOVE, "label_position": "low"}, value=value)
    parts.set(chart)
    return chart, max(_HEIGHT // 2, 90 + _BAR * len(names.values) * (1 if single else len(drawn.series) // 2 + 1))


def _stacked(block: Block, drawn: Native) -> tuple[Chart, int]:
    chart, parts = block.place.book.add_chart({"type": "bar", "subtype": "stacked"}), Legend()
    names = block.categories(drawn, _first_title(drawn))
    for series in fewer(drawn.series):
        column = block.figures(drawn, series.name, series.figures)
        labels = {"value": True, "num_format": '[<6]"";0" %"', "position": "center", "font": {"size": 9}}
        add_series(chart, names, column, fill={"color": series.colour}, gap=40, data_labels=labels)
        parts.shown()
    axes(chart, drawn, lying=True, names=_FROM_ABOVE, value={"min": 0, "max": 100})
    parts.set(chart)
    return chart, max(_HEIGHT // 2, 110 + _BAR * len(drawn.categories))


def _column(block: Block, drawn: Native) -> tuple[Chart, int]:
    """Draw columns over time; lines where there are too many series to stand side by side."""
    few = len(drawn.series) <= _CLUSTERED
    chart, parts = block.place.book.add_chart({"type": "column" if few else "line"}), Legend()
    names = block.categories(drawn, _first_title(drawn))
    for series in fewer(drawn.series):
        look: dict[str, Any] = {"fill": {"color": series.colour}, "gap": 60}
        if not few:
            look = {"line": {"color": series.colour, "width": 2.75 if series.own else 1.5}}
            look |= _alone(series.figures, series.colour)
        add_series(chart, names, block.figures(drawn, series.name, series.figures), **look)
        parts.shown()
    axes(chart, drawn, names={"text_axis": True, "interval_unit": len(drawn.categories) // 10 + 1}, time=True)
    parts.set(chart)
    return chart, parts.height(_HEIGHT)


def _dot(block: Block, drawn: Native) -> tuple[Chart, int]:
    """Draw a mark a category with its interval upright; further series are wider intervals around the same marks."""
    chart, parts = block.place.book.add_chart({"type": "line"}), Legend()
    names = block.categories(drawn, _first_title(drawn))
    for number, series in enumerate(fewer(drawn.series)):
        column = block.figures(drawn, series.name or t("Value"), series.figures)
        marker = {"type": "circle", "size": 8, "fill": {"color": series.colour}, "border": {"color": series.colour}}
        look = {"marker": marker if number == 0 else {"type": "none"}}
        marks = points(drawn.colours, column) if number == 0 else None
        bars = whiskers(block, drawn, series, width=2.0 if number == 0 else 0.75)
        add_series(
            chart, names, column, line={"none": True}, points=marks, **look,
            **({"y_error_bars": bars} if bars else {}),
        )  # fmt: skip
        parts.shown()
    if drawn.reference is not None:
        level = block.figures(drawn, _reference_title(drawn), [drawn.reference.value] * len(drawn.categories))
        add_series(chart, names, level, line={"color": GREY, "width": 1, "dash_type": "dash"}, marker={"type": "none"})
        parts.shown()
    turned = {"num_font": {"size": 9, "rotation": -45}} if len(drawn.categories) > 6 else {}
    axes(chart, drawn, names={**turned, "label_position": "low"})
    parts.set(chart)
    return chart, _HEIGHT + (80 if turned else 0)


def _grid(place: Place, drawn: Native, row: int, column: int) -> Drawn | None:
    """Write a grid as tinted cells: its rows' names, then a column each; unknown ones stay open."""
    if not drawn.cells:
        return None
    sheet, forms, form = place.sheet, place.forms, _short(drawn)
    sheet.set_column(column, column, _NAMES)
    sheet.write_string(row, column, plain(drawn.measure.unit, 120), forms.header)
    for at, name in enumerate(drawn.categories, start=column + 1):
        sheet.write_string(row, at, plain(name, 120), forms.header)
    for down, (name, cells) in enumerate(zip(drawn.rows, drawn.cells, strict=True), start=row + 1):
        sheet.write_string(down, column, plain(name, 120))
        for at, cell in enumerate(cells, start=column + 1):
            look: dict[str, Any] = {"num_format": form, "align": "center"}
            look |= {"bg_color": cell.fill, "font_color": cell.ink or LIGHT.text} if cell.fill else {}
            look |= {"bold": True, "border": 1} if cell.strong else {}
            if cell.value is not None:
                sheet.write_number(down, at, cell.value, forms.of(**look))
    return Drawn(row + len(drawn.rows) + 2, None)


def _short(drawn: Native) -> str:
    cells = [cell.value for row in drawn.cells for cell in row]
    return short_format(drawn.measure, cells or [value for series in drawn.series for value in series.figures])


def _first_title(drawn: Native) -> str:
    return t("Day") if drawn.categories and isinstance(drawn.categories[0], date) else t("Name")


def _reference_title(drawn: Native) -> str:
    return (drawn.reference.label if drawn.reference else "") or t("Reference")


_DRAWERS: Final[dict[Kind, Callable[[Block, Native], tuple[Chart, int]]]] = {
    "line": _line, "bar": _bar, "column": _column, "stacked": _stacked, "dot": _dot, "scatter": scatter,
}  # fmt: skip
