"""When something happens: weekday by hour, and a calendar of days. Zero is the lightest tone, unknown is left open."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from babel import dates

from benchmark.charts import native, ticks
from benchmark.charts.labels import plotly_text
from benchmark.charts.layout import base, not_available, unit_label
from benchmark.charts.measure import Measure
from benchmark.charts.text_width import text_width
from benchmark.charts.theme import SMALL, Theme, on_fill
from benchmark.text import format as formatted
from benchmark.text.language import language

_CELL = 24


def heatmap(frame: pd.DataFrame, *, theme: Theme, measure: Measure) -> go.Figure:
    """Draw weekday by hour.

    Args:
        frame: weekday (0 is Monday), hour (0 to 23), value; optionally n. A missing or unknown cell stays open.
        theme: colours.
        measure: unit and form of the values.
    """
    grid = np.full((7, 24), np.nan)
    counts = np.full((7, 24), np.nan)
    for row in frame.itertuples(index=False):
        grid[int(row.weekday), int(row.hour)] = row.value  # type: ignore[arg-type]
        counts[int(row.weekday), int(row.hour)] = getattr(row, "n", np.nan)  # type: ignore[arg-type]
    names = weekdays()
    hours = [dates.format_time(time(hour), "HH:mm", locale=language.get()) for hour in range(24)]
    texts = [
        [_hover(f"{names[day]} {hours[hour]}", grid[day, hour], measure, counts[day, hour]) for hour in range(24)]
        for day in range(7)
    ]
    shown = [0, 6, 12, 18]
    figure = _figure(
        grid, texts, theme, measure,
        {"tickmode": "array", "tickvals": shown, "ticktext": [hours[hour] for hour in shown], "range": [-0.5, 23.5]},
        gap=2,
    )  # fmt: skip
    return native.attach(figure, _native(grid, [f"{hour:02}" for hour in range(24)], theme, measure))


def calendar(frame: pd.DataFrame, *, theme: Theme, measure: Measure) -> go.Figure:
    """Draw one cell a day, a column a week, Monday on top.

    Args:
        frame: day, value. A missing or unknown day stays open.
        theme: colours.
        measure: unit and form of the values.
    """
    if frame.empty:
        return _figure(np.full((7, 1), np.nan), [[""]] * 7, theme, measure, {"showticklabels": False}, gap=2)
    days = [stamp.date() for stamp in pd.to_datetime(frame["day"])]
    monday = min(days) - timedelta(days=min(days).weekday())
    weeks = (max(days) - monday).days // 7 + 1
    grid = np.full((7, weeks), np.nan)
    for day, value in zip(days, pd.to_numeric(frame["value"]), strict=True):
        offset = (day - monday).days
        grid[offset % 7, offset // 7] = value
    texts = [
        [
            _hover(formatted.day(monday + timedelta(days=7 * week + row)), grid[row, week], measure)
            for week in range(weeks)
        ]
        for row in range(7)
    ]
    marks, words = ticks.day_ticks(min(days), max(days))
    axis = {"tickmode": "array", "tickvals": [_week(mark, monday) for mark in marks], "ticktext": words, "tickangle": 0,
            "range": [-0.5, max(weeks, 13) - 0.5]}  # fmt: skip
    figure = _figure(grid, texts, theme, measure, axis, gap=2 if weeks <= 30 else 1)
    mondays = [formatted.day(monday + timedelta(days=7 * week), year=False) for week in range(weeks)]
    return native.attach(figure, _native(grid, mondays, theme, measure))


def weekdays() -> list[str]:
    """Return the short names of the weekdays from Monday in the reader's language."""
    names = dates.get_day_names("abbreviated", "stand-alone", language.get())
    return [names[day] for day in range(7)]


def _native(grid: Any, columns: list[str], theme: Theme, measure: Measure) -> native.Native:
    low, high = _reach(grid)
    tones = theme.sequential

    def cell(value: float) -> native.Tinted:
        if np.isnan(value):
            return native.Tinted(None)
        fill = tones[round((float(value) - low) / (high - low) * (len(tones) - 1))]
        return native.Tinted(float(value), fill, on_fill(fill, theme))

    rows = tuple(tuple(cell(value) for value in row) for row in grid)
    return native.Native("grid", measure, tuple(columns), rows=tuple(weekdays()), cells=rows)


def _reach(grid: Any) -> tuple[float, float]:
    """Return the ends of the scale of tones."""
    known = grid[~np.isnan(grid)]
    low, high = (min(0.0, float(known.min())), float(known.max())) if len(known) else (0.0, 1.0)
    return low, high if high > low else low + 1


def _week(day: date, monday: date) -> float:
    return (day - monday).days // 7


def _hover(head: str, value: float, measure: Measure, n: float = float("nan")) -> str:
    figure = not_available() if np.isnan(value) else f"{measure.text(float(value))} {measure.unit}"
    size = "" if np.isnan(n) else f"<br>n = {n:.0f}"
    return f"{plotly_text(head)}  <b>{plotly_text(figure)}</b>{size}"


def _figure(
    grid: Any, texts: list[list[str]], theme: Theme, measure: Measure, axis: dict[str, Any], *, gap: int
) -> go.Figure:
    names = weekdays()
    left = max(round(max(text_width(name, SMALL) for name in names)) + 14, 40)
    low, high = _reach(grid)
    marks = ticks.number_ticks(low, high, about=3, whole=measure.form == "count")
    trace = {
        "type": "heatmap", "z": grid, "x": list(range(grid.shape[1])), "y": list(range(7)), "xgap": gap, "ygap": gap, "zmin": low,
        "zmax": high, "hoverongaps": True, "text": texts, "hovertemplate": "%{text}<extra></extra>",
        "colorscale": [[index / 9, colour] for index, colour in enumerate(theme.sequential)],
        "colorbar": {
            "orientation": "h",
            "thickness": 8, "len": 160, "lenmode": "pixels", "x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom",
            "ypad": 6, "xpad": 0, "outlinewidth": 0, "tickmode": "array", "tickvals": marks, "ticktext": measure.ticks(marks),
            "tickfont": {"size": SMALL, "color": theme.muted}, "ticklabelposition": "outside top",
        },
    }  # fmt: skip
    rows = {
        "range": [6.5, -0.5],
        "tickmode": "array",
        "tickvals": list(range(7)),
        "ticktext": names,
        "ticklabelstandoff": 6,
    }
    layout = base(
        theme, 48 + 40 + 7 * (_CELL + gap), {"l": left, "r": 16, "t": 48, "b": 40},
        xaxis={"tickangle": 0, **axis}, yaxis=rows, annotations=unit_label(measure.unit, left, theme, 16),
    )  # fmt: skip
    return go.Figure(data=[trace], layout=layout)
