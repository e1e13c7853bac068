"""Brands ranked by one figure: a bar each, its figure at the end, an interval as a whisker."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from benchmark.charts import native
from benchmark.charts.layout import Reference, base, note, unit_label
from benchmark.charts.measure import Measure
from benchmark.charts.rows import ROW, Rows, row_hover, rows_of, value_texts, vertical_reference
from benchmark.charts.theme import SIZE, Theme


def bars(
    frame: pd.DataFrame,
    *,
    theme: Theme,
    measure: Measure,
    reference: Reference | None = None,
    focus: str | None = None,
    ranked: bool = True,
) -> go.Figure:
    """Draw one horizontal bar a brand; a brand without a value gets words instead of a bar.

    Args:
        frame: brand_id, name, colour, own, value; optionally low, high, n and note (a short text after the figure).
        theme: colours.
        measure: unit and form of the values.
        reference: a level to compare with, such as the competitors' median.
        focus: a brand whose peers are dimmed.
        ranked: largest first; otherwise the frame's order.
    """
    rows = rows_of(frame, theme, ranked=ranked, focus=focus)
    texts, room = value_texts(rows, measure)
    axis, left = rows.axis()
    ends = [_reach(value, low, high) for value, low, high in _triples(rows)]
    low = min([0.0, *(end[0] for end in ends)])
    high = max([0.0, *(end[1] for end in ends), *([reference.value] if reference else [])])
    lines, marks = vertical_reference(reference, theme)
    top = 8 + (20 if measure.unit else 0) + (16 if marks else 0)
    unit = unit_label(measure.unit, left, theme, 24 if marks else 8)
    zero = {
        "type": "line",
        "x0": 0,
        "x1": 0,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": theme.muted, "width": 1},
    }
    layout = base(
        theme, top + 8 + ROW * max(len(rows), 1), {"l": left, "r": room + 8, "t": top, "b": 8},
        shapes=[zero, *lines], annotations=[*marks, *unit, *rows.missing(), *_figures(rows, texts)],
        bargap=0.36, xaxis={"range": [low, high if high > low else low + 1], "showticklabels": False}, yaxis=axis,
    )  # fmt: skip
    figure = go.Figure(data=_traces(rows, measure), layout=layout)
    return native.attach(figure, rows.native("bar", measure, zero=True, reference=reference))


def _figures(rows: Rows, texts: list[str]) -> list[dict[str, Any]]:
    """Return each figure at the end of its bar, on the card's own colour: the line of a reference stops behind it."""
    place = {"xref": "x", "yref": "y", "xanchor": "left", "font": {"size": SIZE, "color": rows.theme.text}}
    ends = [max(0.0, _reach(*triple)[1]) for triple in _triples(rows)]
    return [
        note(text, rows.theme, **{**place, "x": end, "y": row, "xshift": 1, "bgcolor": rows.theme.surface})
        for row, (text, end, known) in enumerate(zip(texts, ends, rows.known, strict=True))
        if known
    ]


def _traces(rows: Rows, measure: Measure) -> list[dict[str, Any]]:
    places = list(range(len(rows)))
    bar = {
        "type": "bar", "orientation": "h", "x": rows.column("value"), "y": places, "hovertemplate": row_hover(rows, measure),
        "marker": {"color": rows.colours, "line": {"width": 0}, "cornerradius": 2},
    }  # fmt: skip
    return [bar, *whiskers(rows, [rows.theme.text] * len(rows), 1.5)]


def whiskers(rows: Rows, colours: list[str], width: float) -> list[dict[str, Any]]:
    """Return the intervals as lines, none for a row without one."""
    return [
        {
            "type": "scatter", "mode": "lines", "x": [low, high], "y": [place, place], "hoverinfo": "skip", "cliponaxis": False,
            "line": {"color": colour, "width": width},
        }
        for place, ((value, low, high), colour) in enumerate(zip(_triples(rows), colours, strict=True))
        if value is not None and low is not None and high is not None
    ]  # fmt: skip


def _triples(rows: Rows) -> list[tuple[float | None, float | None, float | None]]:
    return list(zip(rows.column("value"), rows.column("low"), rows.column("high"), strict=True))


def _reach(value: float | None, low: float | None, high: float | None) -> tuple[float, float]:
    known = [number for number in (value, low, high) if number is not None] if value is not None else [0.0]
    return min(known), max(known)
