"""How the figures of single posts spread: a box a brand on a logarithmic axis, its median with the interval in it.

A logarithm knows no zero. Where posts have none of what is counted, a shelf at the left end of the axis holds them, marked 0 and
set apart by a line, so that they are seen and not dropped.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from benchmark.charts import native, ticks
from benchmark.charts.labels import plotly_text
from benchmark.charts.layout import base, unit_label
from benchmark.charts.measure import Measure
from benchmark.charts.rows import ROW, Rows, figures_beside, rows_of
from benchmark.charts.text_width import text_width
from benchmark.charts.theme import SMALL, Theme, faded
from benchmark.text import t

_PLACES: Final = ("p10", "p25", "low", "value", "high", "p75", "p90")
_PHONE: Final = 326
"""Pixels of a chart's width on a telephone, margins included."""
_SHELF: Final = 0.09
"""Part of the axis that the shelf for zeros takes."""


@dataclass(frozen=True)
class _Axis:
    """A logarithmic axis: its ends as exponents, and where 0 stands; None without zeros."""

    low: float
    high: float
    zero: float | None

    def at(self, value: float) -> float:
        """Return where a value is drawn."""
        return value if value > 0 else 10 ** (self.zero if self.zero is not None else self.low)


def boxes(frame: pd.DataFrame, *, theme: Theme, measure: Measure, focus: str | None = None) -> go.Figure:
    """Draw one box a brand: the middle half of its posts, a line for the middle 80 %, the median with its interval.

    Args:
        frame: brand_id, name, colour, own, value (the median), p10, p25, p75, p90; optionally low and high (of the median), n
            and note (shown instead of n).
        theme: colours.
        measure: unit and form of the values.
        focus: a brand whose peers are dimmed.
    """
    rows = rows_of(frame, theme, ranked=True, focus=focus)
    names, left = rows.axis()
    axis = _axis(rows)
    texts, room = figures_beside(rows, measure)
    marks = ticks.log_ticks(10 ** (axis.low if axis.zero is None else _start(axis)), 10**axis.high)
    places, words = list(marks), measure.loose_ticks(marks)
    if axis.zero is not None:
        places, words = [10**axis.zero, *places], [measure.ticks([0.0])[0], *words]
    places, words = _spaced(places, words, axis, _PHONE - left - room - 12)
    layout = base(
        theme, 28 + 28 + ROW * max(len(rows), 1), {"l": left, "r": room + 12, "t": 28, "b": 28},
        shapes=[*(_upright(mark, theme.grid, None) for mark in marks),
                *([] if axis.zero is None else [_upright(10 ** _start(axis), theme.border, "2px,2px")])],
        annotations=[*unit_label(measure.unit, left, theme), *rows.missing(), *texts],
        xaxis={"type": "log", "range": [axis.low, axis.high], "tickmode": "array", "tickvals": places, "ticktext": words,
               "tickangle": 0},
        yaxis=names,
    )  # fmt: skip
    return native.attach(go.Figure(data=_traces(rows, axis, measure), layout=layout), _native(rows, measure))


def _native(rows: Rows, measure: Measure) -> native.Native:
    made = rows.native("dot", measure, log=True)
    wider = ((t("Half of the posts"), "p25", "p75"), (t("8 of 10 posts"), "p10", "p90"))
    series = [replace(made.series[0], name=t("Median"))]
    for name, low, high in wider:
        ends = (native.known(rows.column(low)), native.known(rows.column(high)))
        series.append(replace(series[0], name=name, low=ends[0], high=ends[1]))
    return replace(made, series=tuple(series))


def _spaced(places: list[float], words: list[str], axis: _Axis, pixels: float) -> tuple[list[float], list[str]]:
    """Return the ticks that have room on a telephone, from the left."""
    kept: list[tuple[float, str]] = []
    free = -math.inf
    for place, word in zip(places, words, strict=True):
        at = (math.log10(place) - axis.low) / (axis.high - axis.low) * pixels
        half = text_width(word, SMALL) / 2
        if at - half >= free:
            kept.append((place, word))
            free = at + half + 6
    return [place for place, _ in kept], [word for _, word in kept]


def _axis(rows: Rows) -> _Axis:
    values = [
        value
        for name in _PLACES
        for value, there in zip(rows.column(name), rows.known, strict=True)
        if there and value is not None
    ]
    above = [value for value in values if value > 0]
    low, high = min(above, default=1.0), max(above, default=10.0)
    low, high = (low, high) if high > low * 1.5 else (low / 2, high * 2)
    ends = math.log10(low), math.log10(high)
    room = (ends[1] - ends[0]) * 0.04
    if not any(value <= 0 for value in values):
        return _Axis(ends[0] - room, ends[1] + room, None)
    span = (ends[1] - ends[0] + 2 * room) / (1 - _SHELF)
    bottom = ends[1] + room - span
    return _Axis(bottom, ends[1] + room, bottom + span * _SHELF * 0.4)


def _start(axis: _Axis) -> float:
    """Return the exponent at which the shelf ends."""
    return axis.low + (axis.high - axis.low) * _SHELF * 0.9


def _traces(rows: Rows, axis: _Axis, measure: Measure) -> list[dict[str, Any]]:
    traces = []
    columns = {name: rows.column(name) for name in _PLACES}
    for place, colour in enumerate(rows.colours):
        values = {name: column[place] for name, column in columns.items()}
        if not rows.known[place]:
            continue
        pale = faded(colour, 0.3) if colour.startswith("#") else colour
        for one, other, width, tone in (
            ("p10", "p90", 1.5, colour),
            ("p25", "p75", 14, pale),
            ("low", "high", 6, colour),
        ):
            start, end = values[one], values[other]
            if start is not None and end is not None:
                traces.append(_line(axis.at(start), axis.at(end), place, tone, width))
        traces.append({
            "type": "scatter", "mode": "markers", "x": [axis.at(values["value"] or 0.0)], "y": [place], "cliponaxis": False,
            "marker": {"size": 10, "color": rows.theme.surface, "opacity": 1, "line": {"width": 2.5, "color": colour}},
            "hovertemplate": _hover(rows, place, values, measure),
        })  # fmt: skip
    return traces


def _line(start: float, end: float, place: int, colour: str, width: float) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "x": [start, end], "y": [place, place], "hoverinfo": "skip", "cliponaxis": False,
        "line": {"color": colour, "width": width},
    }  # fmt: skip


def _hover(rows: Rows, place: int, values: dict[str, float | None], measure: Measure) -> str:
    row = rows.frame.iloc[place]
    text = {name: measure.text(value) for name, value in values.items()}
    lines = [t("Median {value}", value=text["value"])]
    if values["low"] is not None:
        lines.append(t("95 % interval: {low} to {high}", low=text["low"], high=text["high"]))
    lines += [
        t("Half of the posts: {low} to {high}", low=text["p25"], high=text["p75"]),
        t("8 of 10 posts: {low} to {high}", low=text["p10"], high=text["p90"]),
    ]
    if "n" in row:
        lines.append(f"n = {row['n']:.0f}")
    safe = [f"<b>{plotly_text(row['name'], 60)}</b>", *(plotly_text(line) for line in lines)]
    return "<br>".join(safe) + "<extra></extra>"


def _upright(value: float, colour: str, dash: str | None) -> dict[str, Any]:
    line: dict[str, Any] = {"color": colour, "width": 1} | ({"dash": dash} if dash else {})
    return {"type": "line", "x0": value, "x1": value, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "below"}
