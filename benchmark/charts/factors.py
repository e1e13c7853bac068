"""A ratio taken apart into its factors: a small waterfall a row on a logarithmic axis, from equal to the whole ratio."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from benchmark.charts import native, ticks
from benchmark.charts.labels import plain, plotly_text
from benchmark.charts.layout import LEFT_TO_RIGHT, Reference, base, note
from benchmark.charts.measure import Measure
from benchmark.charts.text_width import shorten_apart
from benchmark.charts.theme import SIZE, SMALL, Theme, ink
from benchmark.text import t
from benchmark.text.format import ratio

_ROW: Final = 72
_LANE: Final = 0.15
"""Height of a factor's bar, in rows."""
_FIRST: Final = -0.06
"""Where the first bar's middle lies below the row's, which holds the words above it."""
_RATIO: Final = Measure("", "ratio")


@dataclass(frozen=True)
class Factor:
    """A column of ratios and what it is called."""

    column: str
    label: str


def waterfalls(frame: pd.DataFrame, parts: Sequence[Factor], *, theme: Theme) -> go.Figure:
    """Draw one row a comparison: a bar a factor, each from where the one before ended; a row without a ratio gets words.

    Args:
        frame: name, own (bool), value (the whole ratio), one column of ratios a factor, note (why there is no ratio).
        parts: the factors in order; their product is the value.
        theme: colours; factors take `Theme.kinds`, never a brand's colour.
    """
    rows = frame.to_dict("records")
    reach = [end for row in rows for start, stop in _steps(row, parts) for end in (start, stop)]
    low, high = min([*reach, 1 / 1.3]), max([*reach, 1.3])
    room = math.log10(high / low) * 0.05
    marks = ticks.log_ticks(low, high)
    top = 40
    fills = _fills(theme, len(parts))
    names = shorten_apart([plain(row["name"]) for row in rows], 150, SIZE)
    layout = base(
        theme, top + 32 + _ROW * max(len(rows), 1), {"l": 12, "r": 12, "t": top, "b": 32},
        shapes=[*(_upright(mark, theme.grid, 1) for mark in marks), _upright(1.0, theme.muted, 1.5),
                *(_total(row, place, theme) for place, row in enumerate(rows) if _steps(row, parts))],
        annotations=[text for place, row in enumerate(rows) for text in _words(row, names[place], place, parts, theme)],
        barmode="overlay", showlegend=True,
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "traceorder": "normal",
                "font": {"size": SMALL}, "itemclick": False, "itemdoubleclick": False, "itemwidth": 30},
        xaxis={"type": "log", "range": [math.log10(low) - room, math.log10(high) + room], "tickmode": "array",
               "tickvals": marks, "ticktext": _RATIO.loose_ticks(marks), "tickangle": 0},
        yaxis={"range": [len(rows) - 0.5, -0.5], "showticklabels": False},
    )  # fmt: skip
    figure = go.Figure(data=[_trace(rows, parts, place, fill) for place, fill in enumerate(fills)], layout=layout)
    return native.attach(figure, _native(rows, parts, fills))


def _native(rows: list[dict[Any, Any]], parts: Sequence[Factor], fills: list[str]) -> native.Native:
    """Return each comparison's factors as bars from equal; the whole ratio stands beside them."""
    known = [not pd.isna(row["value"]) for row in rows]

    def factors(part: Factor) -> native.Values:
        return native.known(row[part.column] if there else None for row, there in zip(rows, known, strict=True))

    notes = (
        ratio(float(row["value"])) if there else plain(row["note"] or "", 90)
        for row, there in zip(rows, known, strict=True)
    )
    return native.Native(
        "bar",
        _RATIO,
        tuple(native.name(row["name"]) for row in rows),
        tuple(
            native.Series(native.name(part.label), factors(part), fill) for part, fill in zip(parts, fills, strict=True)
        ),
        log=True,
        reference=Reference(1.0),
        notes=tuple(notes),
        beside=(native.Beside(t("Ratio"), native.known(row["value"] for row in rows)),),
    )


def _steps(row: dict[Any, Any], parts: Sequence[Factor]) -> list[tuple[float, float]]:
    """Return start and end of each factor's bar; nothing when the ratio is not known."""
    if pd.isna(row["value"]):
        return []
    steps, at = [], 1.0
    for part in parts:
        steps.append((at, at * float(row[part.column])))
        at = steps[-1][1]
    return steps


def _fills(theme: Theme, count: int) -> list[str]:
    """Return a fill a factor: every second one, as kinds come in pairs of one hue."""
    return [theme.kinds[2 * number % len(theme.kinds)] for number in range(count)]


def _trace(rows: list[dict[Any, Any]], parts: Sequence[Factor], number: int, fill: str) -> dict[str, Any]:
    bars = [(place, row, steps[number]) for place, row in enumerate(rows) if (steps := _steps(row, parts))]
    label = plotly_text(parts[number].label, 32)
    return {
        "type": "bar", "orientation": "h", "name": label, "width": _LANE,
        "y": [place + _FIRST + number * (_LANE + 0.02) for place, _, _ in bars],
        "base": [min(step) for _, _, step in bars],
        # A factor of just 1 is still seen.
        "x": [max(abs(step[1] - step[0]), min(step) * 0.004) for _, _, step in bars],
        "marker": {"color": fill, "line": {"width": 0}},
        "hovertemplate": [_hover(row["name"], label, float(row[parts[number].column])) for _, row, _ in bars],
    }  # fmt: skip


def _hover(name: object, label: str, value: float) -> str:
    return f"{plotly_text(name, 60)}<br>{label}  <b>{plotly_text(ratio(value))}</b><extra></extra>"


def _words(row: dict[Any, Any], short: str, place: int, parts: Sequence[Factor], theme: Theme) -> list[dict[str, Any]]:
    """Return the name over the bars, and beside it the ratio with its factors, or why there is none."""
    name = plotly_text(short) + LEFT_TO_RIGHT
    if pd.isna(row["value"]):
        after = (
            f'<span style="color:{theme.muted}">  <i>{plotly_text(row["note"] or t("not available"), 90)}</i></span>'
        )
    else:
        product = " · ".join(
            f'<span style="color:{ink(fill, theme)}">{plotly_text(ratio(float(row[part.column])))}</span>'
            for part, fill in zip(parts, _fills(theme, len(parts)), strict=True)
        )
        after = f"  <b>{plotly_text(ratio(float(row['value'])))}</b> = {product}"
    mark = note(name + after, theme, x=0, y=place - 0.28, yref="y")
    # On the card's own colour: the line at 1 stops behind the words.
    return [{**mark, "font": {"size": SIZE, "color": theme.text}, "bgcolor": theme.surface}]


def _total(row: dict[Any, Any], place: int, theme: Theme) -> dict[str, Any]:
    value = float(row["value"])
    line = {"color": theme.text, "width": 2}
    start, end = place + _FIRST - _LANE / 2 - 0.03, place + _FIRST + 2.5 * _LANE + 0.07
    return {"type": "line", "x0": value, "x1": value, "yref": "y", "y0": start, "y1": end, "line": line}


def _upright(value: float, colour: str, width: float) -> dict[str, Any]:
    line = {"color": colour, "width": width}
    return {"type": "line", "x0": value, "x1": value, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "below"}
