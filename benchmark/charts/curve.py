"""How a figure grows with age: a line a brand over a logarithmic axis of hours, labelled at its end."""

from __future__ import annotations

import math
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from benchmark.charts import native, ticks
from benchmark.charts.labels import plain, plotly_text
from benchmark.charts.layout import NAME_WIDTH, base, label_gap, note, spread, unit_label
from benchmark.charts.measure import Measure
from benchmark.charts.text_width import shorten_apart, text_width
from benchmark.charts.theme import HEIGHT, SIZE, SMALL, Theme, brand_colour, faded, ink
from benchmark.text import t

_LABELLED: Final = 8
"""Up to so many lines are named at their ends; beyond, those that are marked."""
_TICK_GAP: Final = 8
_PHONE: Final = 326
"""Pixels of a chart's width on a telephone, margins included."""
_PLAIN: Final = (168, 24, 336, 48, 72, 12)
"""Hours that are told first between the ends."""


def curves(frame: pd.DataFrame, *, theme: Theme, measure: Measure) -> go.Figure:
    """Draw one line a brand over its ages; an age without a value is a gap.

    Args:
        frame: brand_id, name, colour, own, hours, value; optionally low and high (drawn as a band for marked lines), n, and
            marked (bool, default own): lines that matter, named and in front.
        theme: colours.
        measure: unit and form of the values.
    """
    known = frame.dropna(subset="value")
    if known.empty:
        return go.Figure(layout=base(theme, HEIGHT, {"l": 8, "r": 8, "t": 8, "b": 8}))
    marked = (known["marked"] if "marked" in known else known["own"]).astype(bool)
    banded = known[marked & known["high"].notna()] if "high" in known else known.iloc[:0]
    top = float(max(known["value"].max(), banded["high"].max() if len(banded) else 0.0)) or 1.0
    levels = ticks.number_ticks(0.0, top * 1.05, whole=measure.form == "count")
    texts = measure.ticks(levels)
    lines = [
        rows.sort_values("hours") for _, rows in frame.groupby("brand_id", sort=False) if rows["value"].notna().any()
    ]
    named = lines if len(lines) <= _LABELLED else [rows for rows in lines if _marked(rows)]
    words = shorten_apart([plain(rows["name"].iloc[0]) for rows in named], NAME_WIDTH, SIZE)
    margin = {
        "l": max(round(max(text_width(text, SMALL) for text in texts)) + 14, 32),
        "r": round(max((text_width(word, SIZE) for word in words), default=0)) + 26,
        "t": 28,
        "b": 52,
    }
    height = HEIGHT - margin["t"] - margin["b"]
    ages = sorted(set(known["hours"]))
    layout = base(
        theme, HEIGHT, margin,
        shapes=[{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": level, "y1": level, "layer": "below",
                 "line": {"width": 1, "color": theme.grid}} for level in levels],
        annotations=[*_ends(named, words, top * 1.05, height, theme), *unit_label(measure.unit, margin["l"], theme),
                     note(plotly_text(t("age of the post")), theme, x=1, y=0, xanchor="right", yshift=-40)],
        xaxis=_ages(ages, _PHONE - margin["l"] - margin["r"], theme),
        yaxis={"range": [0, top * 1.05], "tickmode": "array", "tickvals": levels, "ticktext": texts, "ticklabelstandoff": 6},
    )  # fmt: skip
    figure = go.Figure(data=[trace for rows in lines for trace in _traces(rows, theme, measure)], layout=layout)
    return native.attach(figure, _native(lines, ages, theme, measure))


def _native(lines: list[pd.DataFrame], ages: list[float], theme: Theme, measure: Measure) -> native.Native:
    """Return the lines over their ages as words: these lie about evenly on the logarithmic axis."""
    series = []
    for rows in lines:
        row = rows.iloc[0]
        by_age, own = rows.set_index("hours").reindex(ages), bool(row["own"])
        value, low, high = (native.known(by_age[name]) if name in rows else () for name in ("value", "low", "high"))
        colour = brand_colour(theme, row["colour"], own=own)
        series.append(native.Series(native.name(row["name"]), value, colour, own=own, low=low, high=high))
    return native.Native("line", measure, tuple(age_text(hours) for hours in ages), tuple(series), zero=True)


def age_text(hours: float) -> str:
    """Return an age as it stands on an axis: 6 h, 7 d."""
    if hours < 48:
        return t("{n} h", "{n} h", n=int(hours))
    return t("{n} d", "{n} d", n=round(hours / 24))


def age_words(hours: float) -> str:
    """Return an age as it stands in a sentence: 6 hours, 7 days."""
    if hours < 48:
        return t("{n} hour", "{n} hours", n=int(hours))
    return t("{n} day", "{n} days", n=round(hours / 24))


def _marked(rows: pd.DataFrame) -> bool:
    return bool(rows["marked"].iloc[0] if "marked" in rows else rows["own"].iloc[0])


def _traces(rows: pd.DataFrame, theme: Theme, measure: Measure) -> list[dict[str, Any]]:
    row, strong = rows.iloc[0], _marked(rows)
    colour = brand_colour(theme, row["colour"], own=bool(row["own"]))
    x, y = rows["hours"].to_numpy(float), rows["value"].to_numpy(float)
    traces: list[dict[str, Any]] = []
    whole = (
        rows[rows["low"].notna() & rows["high"].notna()] if {"low", "high"} <= set(rows) and strong else rows.iloc[:0]
    )
    if len(whole) > 1:
        around = [*whole["hours"], *whole["hours"][::-1]], [*whole["low"], *whole["high"][::-1]]
        traces.append({
            "type": "scatter", "mode": "lines", "x": around[0], "y": around[1], "fill": "toself", "fillcolor": faded(colour, 0.13),
            "line": {"width": 0, "color": faded(colour, 0.13)}, "hoverinfo": "skip", "showlegend": False,
        })  # fmt: skip
    traces.append({
        "type": "scatter", "mode": "lines+markers", "x": x, "y": [None if math.isnan(value) else value for value in y],
        "line": {"color": colour, "width": 3 if row["own"] else 2}, "marker": {"size": 6 if strong else 4, "color": colour},
        "hovertemplate": [_hover(each, measure) for each in rows.to_dict("records")], "cliponaxis": False,
        "connectgaps": False, "zorder": 20 if row["own"] else 10,
    })  # fmt: skip
    return traces


def _hover(row: dict[Any, Any], measure: Measure) -> str:
    lines = [
        f"{plotly_text(row['name'], 60)}  {plotly_text(age_text(row['hours']))}  <b>{plotly_text(measure.text(row['value']))}</b>"
    ]
    if "low" in row and not pd.isna(row["low"]):
        lines.append(plotly_text(f"{measure.text(row['low'])} – {measure.text(row['high'])}"))
    if "n" in row and not pd.isna(row["n"]):
        lines.append(f"n = {row['n']:.0f}")
    return "<br>".join(lines) + "<extra></extra>"


def _ends(named: list[pd.DataFrame], words: list[str], top: float, height: float, theme: Theme) -> list[dict[str, Any]]:
    """Return the names beside the lines' ends, moved apart."""
    lasts = [float(rows["value"].dropna().iloc[-1]) for rows in named]
    targets = [value / top * height for value in lasts]
    marks = []
    for rows, word, target, place in zip(
        named, words, targets, spread(targets, label_gap(), -8, height + 8), strict=True
    ):
        row = rows.iloc[0]
        colour = ink(brand_colour(theme, row["colour"], own=bool(row["own"])), theme)
        text = f"<b>{plotly_text(word)}</b>" if row["own"] else plotly_text(word)
        marks.append({
            **note(text, theme, x=1, y=target / height, xshift=12, yshift=place - target), "font": {"size": SIZE, "color": colour},
        })  # fmt: skip
    return marks


def _ages(ages: list[float], pixels: float, theme: Theme) -> dict[str, Any]:
    """Return the axis of ages, with as many ticks as a telephone has room for: the ends first, then weeks and days."""
    low, high = math.log10(ages[0]), math.log10(ages[-1])
    room = (high - low) * 0.03 or 0.1
    order = sorted(
        ages,
        key=lambda hours: (hours not in {ages[0], ages[-1]}, _PLAIN.index(hours) if hours in _PLAIN else len(_PLAIN)),
    )
    kept: list[float] = []
    taken: list[tuple[float, float]] = []
    for hours in order:
        at = (math.log10(hours) - low) / ((high - low) or 1) * pixels
        half = (text_width(age_text(hours), SMALL) + _TICK_GAP) / 2
        if all(at + half <= start or end <= at - half for start, end in taken):
            kept.append(hours)
            taken.append((at - half, at + half))
    kept.sort()
    return {
        "type": "log", "range": [low - room, high + room], "tickmode": "array", "tickvals": kept,
        "ticktext": [plotly_text(age_text(hours)) for hours in kept], "tickangle": 0, "ticks": "outside", "ticklen": 4,
        "tickcolor": theme.border, "showline": True, "linecolor": theme.border,
    }  # fmt: skip
