"""A table of shares as tinted cells: one row a brand, one column a part, two figures a cell. Unknown is left open."""

from __future__ import annotations

import math
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from benchmark.charts import native
from benchmark.charts.labels import plain, plotly_text
from benchmark.charts.layout import base, note
from benchmark.charts.measure import Measure
from benchmark.charts.rows import Rows, rows_of
from benchmark.charts.text_width import shorten, shorten_apart, wrap
from benchmark.charts.theme import SIZE, SMALL, Theme

_ROW: Final = 72
"""Pixels of a row: the brand's name, then its cells."""
_CELL: Final = 0.6
"""The part of a row that its cells take."""
_TONES: Final = 6
"""Of the theme's sequential colours: on these its text can be read."""
_NARROW: Final = 320
"""The plot's width on a telephone, which the heads of the columns have to share."""


def cells(frame: pd.DataFrame, *, theme: Theme, measure: Measure, said: tuple[str, str], legend: str) -> go.Figure:
    """Draw shares by brand and part, tinted by the first figure.

    Args:
        frame: brand_id, name, colour, own, part, label, value (the first figure), second; brands and parts in order of
            appearance. A brand whose values are all unknown gets words instead of cells.
        theme: colours.
        measure: unit and form of both figures.
        said: what the two figures are, for hover boxes.
        legend: the same as a sentence above the cells.
    """
    parts = frame.drop_duplicates("part")
    brands = frame.groupby("brand_id", sort=False, as_index=False).first()
    brands["value"] = brands["brand_id"].map(
        frame.groupby("brand_id")[["value", "second"]].sum(min_count=1).max(axis=1)
    )
    rows = rows_of(brands, theme, ranked=False, focus=None)
    heads = [_head(label, len(parts)) for label in parts["label"]]
    top = 24 + 15 * max((head.count("<br>") + 1 for head in heads), default=1) + 12
    layout = base(
        theme, top + 8 + _ROW * max(len(rows), 1), {"l": 8, "r": 8, "t": top, "b": 8},
        barmode="overlay",
        annotations=[*_missing(rows), *_names(rows), note(plotly_text(legend), theme, x=0, y=1, yshift=top - 2, yanchor="top")],
        xaxis={"range": [-0.5, len(parts) - 0.5], "side": "top", "tickmode": "array", "tickvals": list(range(len(parts))),
               "ticktext": heads, "tickangle": 0, "showgrid": False, "tickfont": {"size": SMALL}},
        yaxis={"range": [len(rows) - 0.5, -0.5], "showticklabels": False, "showgrid": False},
    )  # fmt: skip
    figure = go.Figure(data=_traces(frame, rows, parts["part"].tolist(), theme, measure, said), layout=layout)
    return native.attach(figure, _native(frame, rows, parts, theme, measure))


def _native(frame: pd.DataFrame, rows: Rows, parts: pd.DataFrame, theme: Theme, measure: Measure) -> native.Native:
    largest = float(frame["value"].max())
    placed = {
        (row["brand_id"], row["part"]): native.Tinted(
            native.number(row["value"]), _tone(row["value"], largest, theme), theme.text, native.number(row["second"])
        )
        for row in frame.to_dict("records")
        if not (pd.isna(row["value"]) and pd.isna(row["second"]))
    }
    grid = tuple(
        tuple(placed.get((brand, part), native.Tinted(None)) for part in parts["part"])
        for brand in rows.frame["brand_id"]
    )
    columns = tuple(plain(label, 60) for label in parts["label"])
    return rows.native("grid", measure, categories=columns, series=(), colours=(), own=(), notes=(), beside=(),
                       rows=tuple(native.name(one) for one in rows.frame["name"]), cells=grid, measure_second=measure)  # fmt: skip


def _head(label: str, columns: int) -> str:
    """A part's name in up to two lines that fit beside the others on a telephone."""
    room = max(_NARROW / max(columns, 1) - 6, 44)
    return "<br>".join(plotly_text(shorten(line, room, SMALL)) for line in wrap(plain(label, 60), room, SMALL, lines=2))


def _names(rows: Rows) -> list[dict[str, Any]]:
    marks = []
    short = shorten_apart([plain(name) for name in rows.frame["name"]], 260, SIZE)
    for place, name in enumerate(short):
        row, text = rows.frame.iloc[place], plotly_text(name)
        mark = note(f"<b>{text}</b>" if row["own"] else text, rows.theme, x=0, y=place - 0.5, yref="y", yanchor="top")
        marks.append({**mark, "font": {"size": SIZE, "color": rows.inks[place]}})
    return marks


def _missing(rows: Rows) -> list[dict[str, Any]]:
    return [{**mark, "y": mark["y"] + (1 - _CELL) / 2} for mark in rows.missing()]


def _traces(  # noqa: PLR0917  one drawing
    frame: pd.DataFrame, rows: Rows, parts: list[str], theme: Theme, measure: Measure, said: tuple[str, str]
) -> list[dict[str, Any]]:
    """Tinted bars as cells, one trace a column: their texts keep inside, and each is told in full on hover."""
    places = {brand_id: place for place, brand_id in enumerate(rows.frame["brand_id"])}
    largest = float(frame["value"].max())
    traces = []
    for column, part in enumerate(parts):
        own = frame[(frame["part"] == part) & (frame["value"].notna() | frame["second"].notna())]
        label = plotly_text(own["label"].iloc[0] if len(own) else "", 60)
        told = [
            (
                plotly_text(name, 60),
                plotly_text(measure.label(_known(value))),
                plotly_text(measure.label(_known(second))),
            )
            for name, value, second in zip(own["name"], own["value"], own["second"], strict=True)
        ]
        traces.append({
            "type": "bar", "x": [column] * len(own), "width": 0.96, "showlegend": False,
            "base": [places[brand] + 0.5 - _CELL for brand in own["brand_id"]], "y": [_CELL - 0.04] * len(own),
            "marker": {"color": [_tone(value, largest, theme) for value in own["value"]], "line": {"width": 0}},
            "text": [f"<b>{first}</b><br>{second}" for _, first, second in told], "textposition": "inside",
            "insidetextanchor": "middle", "textangle": 0, "constraintext": "none",
            "textfont": {"size": SIZE, "color": theme.text},
            "hovertemplate": [
                f"{name}<br>{label}<br>{plotly_text(said[0])}  <b>{first}</b><br>{plotly_text(said[1])}  <b>{second}</b>"
                "<extra></extra>"
                for name, first, second in told
            ],
        })  # fmt: skip
    return traces


def _tone(value: float, largest: float, theme: Theme) -> str:
    if pd.isna(value) or largest <= 0:
        return theme.sequential[0]
    return theme.sequential[min(math.floor(value / largest * _TONES), _TONES - 1)]


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
