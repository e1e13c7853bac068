"""One figure over time as columns, one strip a brand: the same scale in each, unobserved periods shaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from benchmark.charts import native, ticks
from benchmark.charts.labels import plain, plotly_text
from benchmark.charts.layout import LEFT_TO_RIGHT, Event, base, event_marks, event_room, note, time_axis
from benchmark.charts.measure import Measure
from benchmark.charts.series import DAY_MS, Every, Floats, Series, day_at, exact, series_of
from benchmark.charts.text_width import shorten_apart, text_width
from benchmark.charts.theme import SIZE, SMALL, Theme, brand_colour, faded, ink
from benchmark.text import format as formatted
from benchmark.text import t

_STRIP, _GAP = 48, 32
_LOW_STRIP, _LOW_GAP = 28, 26
_FEW = 12
"""More brands get lower strips, so that forty are still looked through."""
_EVENT_RISE = 2
"""Pixels from the plot's top to the lowest event label: no unit stands between."""


def columns_over_time(
    frame: pd.DataFrame,
    *,
    theme: Theme,
    measure: Measure,
    every: Every = "week",
    focus: str | None = None,
    events: Sequence[Event] = (),
) -> go.Figure:
    """Draw one strip of columns a brand, in the frame's order.

    Args:
        frame: brand_id, name, colour, own, day (the period's first day), value: NaN or a missing row is a period that was
            not observed, 0 one without anything.
        theme: colours.
        measure: unit and form of the values.
        every: length of a period.
        focus: a brand whose peers are dimmed.
        events: remarks drawn as hairlines through all strips, several days as a band.
    """
    brands = series_of(frame, every)
    if not brands:
        return go.Figure(layout=base(theme, _STRIP, {"l": 8, "r": 8, "t": 8, "b": 8}))
    first = min(series.first for series in brands)
    last = max(series.day(len(series.y) - 1) for series in brands)
    known = np.concatenate([series.y for series in brands])
    strip, gap = (_STRIP, _GAP) if len(brands) <= _FEW else (_LOW_STRIP, _LOW_GAP)
    low, top = _reach(known)
    marks = ticks.number_ticks(low, top, about=3 if strip == _STRIP else 2, whole=measure.form == "count") or [0.0]
    span = [min(low, marks[0]), max(top, marks[-1])]
    texts = measure.ticks(marks)
    left = max(round(max(text_width(text, SMALL) for text in texts)) + 14, 32)
    until = day_at(last, 1, every) - timedelta(days=1)
    margin = {"l": left, "r": 16, "t": 8 + event_room(events, first, until), "b": 40}
    height = margin["t"] + margin["b"] + (strip + gap) * len(brands)
    plot = height - margin["t"] - margin["b"]
    half = {"day": 0.5, "week": 3.5, "month": 15}[every]
    layout = base(theme, height, margin, bargap=0.18, xaxis=time_axis(first, last, theme, before=half, after=half))
    layout["xaxis"] |= {"anchor": "free", "position": 0, "showline": False}
    # A bar stands around the date of its period's first day, so that each day lies half a period before its date.
    layout["shapes"], layout["annotations"] = event_marks(
        events, first, until, theme, plot, rise=_EVENT_RISE, shift=-half
    )
    traces = []
    short = shorten_apart([plain(series.name) for series in brands], 190, SIZE)
    for number, series in enumerate(brands):
        dimmed = focus is not None and series.brand_id != focus
        colour = brand_colour(theme, series.colour, own=series.own)
        axis = f"y{number + 1 if number else ''}"
        bottom = 1 - ((number + 1) * (strip + gap)) / plot
        layout[f"yaxis{number + 1 if number else ''}"] = {
            **layout["yaxis"], "domain": [max(bottom, 0), bottom + strip / plot], "range": span,
            "tickmode": "array", "tickvals": marks, "ticktext": texts, "ticklabelstandoff": 6,
        }  # fmt: skip
        layout["annotations"].append(_head(series, short[number], bottom + strip / plot, theme, ink(colour, theme)))
        layout["shapes"] += [_rule(mark, axis, theme) for mark in marks] + _unseen(
            series, axis, half, (first, last), theme
        )
        traces.append({
            "type": "bar", **_x(series), "y": exact(series.y), "yaxis": axis, "name": plotly_text(series.name, 22),
            "marker": {"color": faded(colour, 0.3) if dimmed else colour, "line": {"width": 0}},
            "hovertemplate": f"%{{x|%-d %b %Y}}  <b>{measure.template}</b><extra></extra>",
        })  # fmt: skip
    if any(np.isnan(series.y).any() for series in brands):
        words = plotly_text(t("Shaded: not observed"))
        layout["annotations"].append(note(words, theme, x=1, xanchor="right", y=1, yshift=-2, yanchor="top"))
    drawn = native.over_time("column", brands, theme, measure, zero=True, events=tuple(events))
    return native.attach(go.Figure(data=traces, layout=layout), drawn)


def _reach(known: Floats) -> tuple[float, float]:
    """Return the ends of the scale: zero and the furthest values on either side of it, for losses go below."""
    values = known[~np.isnan(known)]
    low, top = float(min([0.0, *values])), float(max([0.0, *values]))
    return (low, top) if low < top else (0.0, 1.0)


def _x(series: Series) -> dict[str, Any]:
    return {"x": series.x_at(np.arange(len(series.y)))}


def _head(series: Series, short: str, y: float, theme: Theme, colour: str) -> dict[str, Any]:
    """Return a strip's heading: the name, and the mean when every period was observed.

    What is missing may be missing for a reason, such as withheld counts: a mean of the rest would mislead.
    """
    name = plotly_text(short)
    missing = int(np.isnan(series.y).sum())
    if missing == len(series.y):
        figure = plotly_text(t("not available"))
    elif missing:
        figure = plotly_text(t("{n} of {total} not observed", n=missing, total=len(series.y)))
    else:
        figure = plotly_text(t("{mean} on average", mean=_mean(float(series.y.mean()))))
    text = f'<span style="color:{colour}">{f"<b>{name}</b>" if series.own else name}</span>{LEFT_TO_RIGHT}  {figure}'
    head = note(text, theme, x=0, y=y, yshift=3, yanchor="bottom")
    return {**head, "font": {"size": SIZE, "color": theme.muted}}


def _rule(mark: float, axis: str, theme: Theme) -> dict[str, Any]:
    colour = theme.border if mark == 0 else theme.grid
    place = {"xref": "paper", "x0": 0, "x1": 1, "yref": axis, "y0": mark, "y1": mark}
    return {"type": "line", "line": {"color": colour, "width": 1}, "layer": "below", **place}


def _unseen(series: Series, axis: str, half: float, whole: tuple[date, date], theme: Theme) -> list[dict[str, Any]]:
    """Return a light area over each run of periods without an observation, those outside the brand's rows included."""
    first, last = whole
    gaps: list[tuple[float, float]] = []
    for run in _runs(np.isnan(series.y)):
        x = series.x_at(run)
        gaps.append((x[0] - half * DAY_MS, x[-1] + half * DAY_MS))
    begin, end = ticks.epoch_ms(series.first), ticks.epoch_ms(series.day(len(series.y) - 1))
    if series.first > first:
        gaps.append((ticks.epoch_ms(first) - half * DAY_MS, begin - half * DAY_MS))
    if end < ticks.epoch_ms(last):
        gaps.append((end + half * DAY_MS, ticks.epoch_ms(last) + half * DAY_MS))
    area = {"type": "rect", "yref": f"{axis} domain", "y0": 0, "y1": 1, "layer": "below", "line": {"width": 0}}
    return [{**area, "x0": left, "x1": right, "fillcolor": faded(theme.muted, 0.12)} for left, right in gaps]


def _runs(mask: Any) -> list[Any]:
    places = np.flatnonzero(mask)
    return [run for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1) if len(run)]


def _mean(value: float) -> str:
    return formatted.number(value, 0 if abs(value) >= 100 else 1)
