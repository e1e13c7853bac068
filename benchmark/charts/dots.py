"""Medians with their intervals: a dot and a whisker a brand, the figure and n beside them."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from benchmark.charts import native, ticks
from benchmark.charts.bars import whiskers
from benchmark.charts.layout import Reference, base, unit_label
from benchmark.charts.measure import Measure
from benchmark.charts.rows import ROW, Rows, figures_beside, row_hover, rows_of, vertical_reference
from benchmark.charts.theme import Theme, faded

_FEW_TICKS = 4
"""Ratios' ticks: between names and figures there is little room on a telephone."""


def dots(
    frame: pd.DataFrame,
    *,
    theme: Theme,
    measure: Measure,
    reference: Reference | None = None,
    focus: str | None = None,
    ranked: bool = True,
    log: bool = False,
) -> go.Figure:
    """Draw one dot a brand with its interval; a brand without a value gets words instead.

    Args:
        frame: brand_id, name, colour, own, value; optionally low, high, n and note (shown instead of n).
        theme: colours.
        measure: unit and form of the values.
        reference: a level to compare with: a median, or 1 for ratios.
        focus: a brand whose peers are dimmed.
        ranked: largest first; otherwise the frame's order.
        log: logarithmic axis, for ratios.
    """
    rows = rows_of(frame, theme, ranked=ranked, focus=focus)
    axis, left = rows.axis()
    low, high, marks = _range(rows, reference, measure, log=log)
    texts, room = figures_beside(rows, measure)
    lines, labels = vertical_reference(_on_axis(reference, log=log), theme)
    if reference and lines:  # shapes take the value itself, annotations its exponent
        lines[0] |= {"x0": reference.value, "x1": reference.value}
    top = 28 + (16 if labels else 0)
    layout = base(
        theme, top + 28 + ROW * max(len(rows), 1), {"l": left, "r": room + 12, "t": top, "b": 28},
        shapes=[*_grid(marks, theme), *lines],
        annotations=[*labels, *unit_label(measure.unit, left, theme, 24 if labels else 8), *rows.missing(), *texts],
        xaxis={"type": "log" if log else "linear", "range": [low, high], "tickmode": "array", "tickvals": marks,
               "tickangle": 0, "ticktext": measure.loose_ticks(marks) if log else measure.ticks(marks)},
        yaxis=axis,
    )  # fmt: skip
    figure = go.Figure(
        data=[*whiskers(rows, [_lighter(colour, theme) for colour in rows.colours], 5), _dots(rows, measure)],
        layout=layout,
    )
    return native.attach(figure, rows.native("dot", measure, log=log, zero=low == 0, reference=reference))


def _lighter(colour: str, theme: Theme) -> str:
    return faded(colour, 0.38) if colour.startswith("#") else faded(theme.muted, 0.25)


def _dots(rows: Rows, measure: Measure) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers", "x": rows.column("value"), "y": list(range(len(rows))), "cliponaxis": False,
        "hovertemplate": row_hover(rows, measure),
        "marker": {"size": 11, "color": rows.colours, "opacity": 1, "line": {"width": 1.5, "color": rows.theme.surface}},
    }  # fmt: skip


def _range(rows: Rows, reference: Reference | None, measure: Measure, *, log: bool) -> tuple[float, float, list[float]]:
    known = [
        row
        for row, there in zip(zip(*map(rows.column, ("value", "low", "high")), strict=True), rows.known, strict=True)
        if there
    ]
    values = [number for row in known for number in row if number is not None and (number > 0 or not log)]
    values += [reference.value] if reference else []
    low, high = min(values, default=1.0), max(values, default=1.0)
    if log:
        low, high = (low, high) if high > low * 1.05 else (low / 1.5, high * 1.5)
        room = math.log10(high / low) * 0.06
        return math.log10(low) - room, math.log10(high) + room, ticks.log_ticks(low, high, most=_FEW_TICKS)
    if low > 0 and low < high * 0.6:
        low = 0.0
    if high == low:
        low, high = low - 1, high + 1
    room = (high - low) * 0.05
    low, high = (low if low == 0 else low - room), high + room
    return low, high, ticks.number_ticks(low, high, about=4, whole=measure.form == "count")


def _on_axis(reference: Reference | None, *, log: bool) -> Reference | None:
    return Reference(math.log10(reference.value), reference.label) if reference and log else reference


def _grid(marks: list[float], theme: Theme) -> list[dict[str, Any]]:
    line = {"color": theme.grid, "width": 1}
    return [
        {"type": "line", "x0": mark, "x1": mark, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "below"}
        for mark in marks
    ]
