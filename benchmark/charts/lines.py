"""Brands over time as lines: labelled at their ends, gaps left open, carried values dotted, forecasts dashed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from benchmark.charts import native
from benchmark.charts.labels import plain, plotly_text
from benchmark.charts.layout import (
    Event,
    Reference,
    base,
    event_marks,
    event_room,
    in_weeks,
    time_axis,
    unit_label,
)
from benchmark.charts.line_labels import (
    Scale,
    end_labels,
    label_inks,
    label_texts,
    reference_line,
    reference_text,
    scale_of,
)
from benchmark.charts.line_traces import band, dots, hover, solid, stretches
from benchmark.charts.measure import Measure
from benchmark.charts.series import Every, Series, series_of
from benchmark.charts.text_width import shorten_apart, text_width
from benchmark.charts.theme import HEIGHT, SIZE, SMALL, Theme, brand_colour, faded
from benchmark.text import t

DIRECT_LABELS = 8
"""Up to so many brands are named at their lines' ends, more in a legend."""
_LEGEND_NAME = 72  # pixels


def lines(
    frame: pd.DataFrame,
    *,
    theme: Theme,
    measure: Measure,
    log: bool = False,
    bands: bool = True,
    events: Sequence[Event] = (),
    reference: Reference | None = None,
    zero: bool = False,
    every: Every = "day",
    focus: str | None = None,
    height: int = HEIGHT,
) -> go.Figure:
    """Draw one line a brand.

    Args:
        frame: brand_id, name, colour, own, day, value; optionally low, high, carried, forecast. One row a brand and
            period at most; a missing row or value is a gap.
        theme: colours.
        measure: unit and form of the values.
        log: logarithmic axis; values of 0 and less cannot be drawn on it and become gaps.
        bands: draw low to high as a light band.
        events: remarks drawn as hairlines.
        reference: a level to compare with.
        zero: start the axis at 0, for counts that are read as sizes.
        every: the step of the calendar.
        focus: a brand whose peers are dimmed.
        height: pixels.
    """
    brands = [_drawable(series) for series in series_of(frame, every)] if log else series_of(frame, every)
    brands = [series for series in brands if series.last_index >= 0]
    if not brands:
        return go.Figure(layout=base(theme, height, {"l": 8, "r": 8, "t": 8, "b": 8}))
    scale = scale_of(brands, measure, reference, log=log, bands=bands, zero=zero)
    first = min(series.first for series in brands)
    last = max(series.day(len(series.y) - 1) for series in brands)
    latest = max(series.day(series.last_index) for series in brands)
    tick_texts = measure.loose_ticks(scale.ticks) if log else measure.ticks(scale.ticks)
    named = brands if len(brands) <= DIRECT_LABELS else [s for s in brands if s.own or s.brand_id == focus]
    texts = label_texts(named, measure, latest)
    events = in_weeks(events) if every == "week" else events
    margin = {
        "l": max(round(max(text_width(text, SMALL) for text in tick_texts)) + 14, 32),
        "r": round(max((text_width(text, SIZE) for text in texts), default=0)) + 24 if texts else 16,
        "t": 28 + event_room(events, first, last),
        "b": 40,
    }
    plot_height = height - margin["t"] - margin["b"]
    hairlines, marks = event_marks(events, first, last, theme, plot_height)
    marks += end_labels(
        named, list(zip(texts, label_inks(named, theme, focus), strict=True)), scale, plot_height, latest
    )
    marks += unit_label(measure.unit, margin["l"], theme)
    shapes = hairlines + _grid(scale, theme)
    if reference:
        shapes.append(reference_line(reference, theme))
        marks += reference_text(reference, brands, scale, theme)
    layout = base(
        theme, height, margin, shapes=shapes, annotations=marks,
        hovermode="x unified" if len(brands) <= DIRECT_LABELS else "closest",
        xaxis=_x_axis(first, last, theme, every),
        yaxis={"type": "log" if log else "linear", "range": [scale.low, scale.high], "tickmode": "array",
               "tickvals": scale.ticks, "ticktext": tick_texts, "ticklabelstandoff": 6},
    )  # fmt: skip
    if len(brands) > DIRECT_LABELS:
        layout |= _legend(plot_height)
        room = 20 * math.ceil(len(brands) / 4)
        layout["height"] = height + room
        layout["meta"] = {**layout["meta"], "legend": room}
    drawn = native.over_time(
        "line", brands, theme, measure, log=log, zero=zero, reference=reference, events=tuple(events)
    )
    figure = go.Figure(data=_traces(brands, theme, measure, bands=bands, focus=focus), layout=layout)
    return native.attach(figure, drawn)


def _traces(
    brands: list[Series], theme: Theme, measure: Measure, *, bands: bool, focus: str | None
) -> list[dict[str, Any]]:
    many = len(brands) > DIRECT_LABELS
    traces: list[dict[str, Any]] = []
    used: set[str] = set()
    short = dict(
        zip(
            [series.brand_id for series in brands],
            shorten_apart([plain(series.name) for series in brands], _LEGEND_NAME, SMALL),
            strict=True,
        )
    )
    remarks = {"carried": f" {plotly_text(t('(carried)'))}", "forecast": f" {plotly_text(t('(forecast)'))}"}
    for series in sorted(brands, key=lambda item: -item.last_value):
        colour = brand_colour(theme, series.colour, own=series.own)
        dimmed = focus is not None and series.brand_id != focus
        stroke: dict[str, Any] = {
            "color": faded(colour, 0.25) if dimmed else colour,
            "width": 3 if series.own or series.brand_id == focus else (1.5 if many else 2),
        }
        if colour in used:  # an eleventh brand shares a colour; dots and plain dashes already mean carried and forecast
            stroke["dash"] = "9px,3px,2px,3px"
        used.add(colour)
        order = 20 if series.own or series.brand_id == focus else 10
        name = plotly_text(series.name, 60)
        traces.append({
            **solid(series, stroke, hover(name, measure, dated=many), remarks), "zorder": order, "showlegend": many,
            "name": plotly_text(short[series.brand_id]),
        })  # fmt: skip
        extras = (
            stretches(series, series.carried, {**stroke, "dash": "2px,3px"}),
            stretches(series, series.forecast, {**stroke, "dash": "6px,4px"}),
            dots(series, stroke),
            None if dimmed or not bands else band(series, faded(colour, 0.14)),
        )
        traces += [{**extra, "zorder": order - 5 * ("fill" in extra)} for extra in extras if extra is not None]
    return traces


def _drawable(series: Series) -> Series:
    values = {name: np.where(getattr(series, name) > 0, getattr(series, name), np.nan) for name in ("y", "low", "high")}
    return Series(**{**series.__dict__, **values})


def _x_axis(first: date, last: date, theme: Theme, every: Every) -> dict[str, Any]:
    alone = first == last
    axis = time_axis(first, last, theme, before=1 if alone else 0, after=1 if alone else 0)
    if every == "month":
        axis["hoverformat"] = "%b %Y"
    if every == "week":
        axis["unifiedhovertitle"] = {
            "text": plotly_text(t("Week of {day}", day="DAY")).replace("DAY", "%{x|%-d %b %Y}")
        }
    return axis


def _grid(scale: Scale, theme: Theme) -> list[dict[str, Any]]:
    """Return one thin line a tick, the one at zero darker. Shapes, so that they end with the plot in every renderer."""
    zero = not scale.log and scale.low < 0 < scale.high
    return [
        {
            "type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": tick, "y1": tick, "layer": "below",
            "line": {"width": 1, "color": theme.muted if zero and tick == 0 else theme.grid},
        }
        for tick in scale.ticks
    ]  # fmt: skip


def _legend(plot_height: float) -> dict[str, Any]:
    # a little left of the plot plotly lets a legend grow into the margin too
    place = {"orientation": "h", "x": -0.001, "xanchor": "left", "y": -52 / plot_height, "yanchor": "top"}
    look = {"font": {"size": SMALL}, "entrywidth": _LEGEND_NAME + 4, "itemclick": False, "itemdoubleclick": False}
    return {"showlegend": True, "legend": {**place, **look, "itemwidth": 30}}
