"""Where values lie on a line chart, and the labels that stand beside and on its lines."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from benchmark.charts import ticks
from benchmark.charts.labels import plain, plotly_text
from benchmark.charts.layout import NAME_WIDTH, Reference, label_gap, note, spread
from benchmark.charts.measure import Measure
from benchmark.charts.series import Series
from benchmark.charts.text_width import shorten, shorten_apart, text_width
from benchmark.charts.theme import SIZE, SMALL, Theme, brand_colour, faded, ink
from benchmark.text import t
from benchmark.text.format import day


@dataclass(frozen=True)
class Scale:
    """The vertical axis: its ends (as exponents of ten when logarithmic) and its ticks."""

    low: float
    high: float
    log: bool
    ticks: list[float]

    def part(self, value: float) -> float:
        """Return where a value lies between the bottom (0) and the top (1) of the plot."""
        place = math.log10(value) if self.log else value
        return (place - self.low) / (self.high - self.low)


def scale_of(
    brands: list[Series], measure: Measure, reference: Reference | None, *, log: bool, bands: bool, zero: bool
) -> Scale:
    parts = [series.y for series in brands]
    if bands:
        parts += [edge for series in brands for edge in (series.low, series.high) if not np.isnan(edge).all()]
    low, high = float(np.nanmin(np.concatenate(parts))), float(np.nanmax(np.concatenate(parts)))
    if reference and not (log and reference.value <= 0):
        low, high = min(low, reference.value), max(high, reference.value)
    if log:
        low, high = (low, high) if high > low * 1.05 else (low / 1.5, high * 1.5)
        room = (math.log10(high) - math.log10(low)) * 0.05
        return Scale(math.log10(low) - room, math.log10(high) + room, log, ticks.log_ticks(low, high))
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        room = max(abs(high) * 0.01, 1.0 if measure.form == "count" else 0.1)
        low, high = low - room, high + room
    room = (high - low) * 0.05
    bottom = low if zero and low == 0 else low - room
    if reference and reference.label and bottom and (reference.value - bottom) < room * 2:
        bottom = reference.value - room * 2  # its label has room below, where no line runs
    top = high + room
    return Scale(bottom, top, log, ticks.number_ticks(bottom, top, whole=measure.form == "count"))


def reference_line(reference: Reference, theme: Theme) -> dict[str, Any]:
    place = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": reference.value, "y1": reference.value}
    return {"type": "line", "layer": "below", "line": {"width": 1, "color": theme.muted, "dash": "4px,3px"}, **place}


def reference_text(reference: Reference, brands: list[Series], scale: Scale, theme: Theme) -> list[dict[str, Any]]:
    """Return the reference's label where the fewest values lie: above or below its line, left, middle or right."""
    if not reference.label:
        return []
    level = scale.part(reference.value)
    xs = np.concatenate([np.linspace(0, 1, max(len(series.y), 2))[: len(series.y)] for series in brands])
    ys = np.array([scale.part(v) if not np.isnan(v) else np.nan for series in brands for v in series.y])

    def crowd(place: tuple[float, int]) -> int:
        left, side = place
        beside = (xs >= left) & (xs <= left + 0.34) & ((ys - level) * side > -0.01) & ((ys - level) * side < 0.08)
        inside = 0.08 <= level <= 0.92 or (level < 0.5) == (side > 0)
        return int(beside.sum()) if inside else 10**9

    left, side = min(((x, side) for x in (0.01, 0.34, 0.66) for side in (1, -1)), key=crowd)
    text = plotly_text(shorten(plain(reference.label), 150, SMALL))
    return [note(text, theme, x=left, y=level, yshift=3 * side, yanchor="bottom" if side > 0 else "top")]


def label_texts(brands: list[Series], measure: Measure, last: date) -> list[str]:
    """Return the texts at the lines' ends: name and last figure, or the name alone where that gets too wide.

    A line that ends before ``last`` has no present figure: its label says when it ended instead.
    """
    full = [f"{plain(series.name)} {measure.label(series.last_value)}" for series in brands]
    roomy = all(text_width(text, SIZE) <= NAME_WIDTH for text in full)
    short = shorten_apart([plain(series.name) for series in brands], NAME_WIDTH, SIZE)
    return [
        _ended(series) if ended(series, last) else text if roomy else name
        for series, text, name in zip(brands, full, short, strict=True)
    ]


def ended(series: Series, last: date) -> bool:
    """Return whether a line's last value lies before the chart's last period."""
    return series.day(series.last_index) < last


def _ended(series: Series) -> str:
    when = day(series.day(series.last_index), year=False)
    room = NAME_WIDTH - text_width(f" ({when})", SIZE)
    return t("{name} ({day})", name=shorten(plain(series.name), room, SIZE), day=when)


def end_labels(
    brands: list[Series], labels: list[tuple[str, str]], scale: Scale, plot_height: float, last: date
) -> list[dict[str, Any]]:
    """Return the labels (text, ink) beside the lines' ends, moved apart; a moved one is led to its end, if that is here."""
    targets = [scale.part(series.last_value) * plot_height for series in brands]
    places = spread(targets, label_gap(), -8, plot_height + 8)
    moved = [abs(place - target) > 3 for place, target in zip(places, targets, strict=True)]
    indent = 16 if any(moved) else 6
    marks = []
    for series, (text, colour), target, place, far in zip(brands, labels, targets, places, moved, strict=True):
        shift = place - target
        led = far and not ended(series, last)
        words = f"<b>{plotly_text(text)}</b>" if series.own else plotly_text(text)
        marks.append({
            "text": words, "xref": "paper", "x": 1, "yref": "paper", "y": target / plot_height, "xanchor": "left",
            "yanchor": "middle", "align": "left", "font": {"size": SIZE, "color": colour}, "borderpad": 0,
            "showarrow": led, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": faded(colour, 0.6), "arrowside": "none",
            "ax": indent - 1, "ay": -shift, "standoff": 2,
            **({"xshift": 1} if led else {"xshift": indent, "yshift": shift}),
        })  # fmt: skip
    return marks


def label_inks(brands: list[Series], theme: Theme, focus: str | None) -> list[str]:
    return [
        theme.muted
        if focus is not None and series.brand_id != focus
        else ink(brand_colour(theme, series.colour, own=series.own), theme)
        for series in brands
    ]
