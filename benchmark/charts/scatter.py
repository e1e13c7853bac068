"""Brands between two figures: a bubble each, its area a third, its interval a whisker, its name beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from benchmark.charts import native, ticks
from benchmark.charts.labels import plain, plotly_text
from benchmark.charts.layout import NAME_WIDTH, Reference, base, note, unit_label
from benchmark.charts.line_labels import Scale
from benchmark.charts.measure import Measure
from benchmark.charts.placing import LINE, NARROWEST, Box, Place, Point, place_names
from benchmark.charts.text_width import shorten_apart, text_width
from benchmark.charts.theme import SIZE, SMALL, Theme, brand_colour, faded, ink
from benchmark.text import t

_HEIGHT: Final = 440
_TOP: Final = 28
_BOTTOM: Final = 44
_LARGEST, _SMALLEST, _UNKNOWN = 22.0, 5.0, 7.0
"""Radii in pixels of the largest bubble, of the least that can be seen, and of a ring whose size is not known."""
_LOG_FROM: Final = 16
"""Times by which the largest exceeds the least from which an axis is logarithmic."""


@dataclass(frozen=True)
class Medians:
    """The levels at which the dashed lines stand; NaN where there is none."""

    x: float = math.nan
    y: float = math.nan


@dataclass(frozen=True)
class _Plane:
    """The two axes with their measures, and the plot's height in pixels."""

    across: Scale
    up: Scale
    x: Measure
    y: Measure
    theme: Theme

    height: float = _HEIGHT - _TOP - _BOTTOM

    def spot(self, x: float, y: float) -> tuple[float, float]:
        """Return a point's place in pixels of the narrowest plot."""
        return self.across.part(x) * NARROWEST, self.up.part(y) * self.height

    def paper(self, x: float, y: float) -> dict[str, float]:
        """Return a point as annotations take it: exponents on a logarithmic axis."""
        return {"x": math.log10(x) if self.across.log else x, "y": math.log10(y) if self.up.log else y}


def bubbles(
    frame: pd.DataFrame,
    *,
    theme: Theme,
    x: Measure,
    y: Measure,
    size: Measure | None = None,
    medians: Medians | None = None,
) -> go.Figure:
    """Draw one bubble a brand that has both figures; names that would overlap are left to the hover box.

    Args:
        frame: brand_id, name, colour, own, x, value; optionally low and high of the value, and size (its area).
        theme: colours.
        x: unit and form of the horizontal figures.
        y: unit and form of the values.
        size: unit and form of the sizes.
        medians: where the dashed lines stand.
    """
    medians = medians or Medians()
    known = frame[frame["x"].notna() & frame["value"].notna()].reset_index(drop=True)
    if known.empty:
        return go.Figure(layout=base(theme, _HEIGHT, {"l": 8, "r": 8, "t": 8, "b": 8}))
    ends = [known[end] for end in ("low", "high") if end in known]
    across = _scale([*known["x"], medians.x], x, NARROWEST)
    up = _scale([*known["value"], *(value for end in ends for value in end), medians.y], y, _Plane.height)
    plane = _Plane(across, up, x, y, theme)
    texts = y.loose_ticks(up.ticks) if up.log else y.ticks(up.ticks)
    left = max(round(max(text_width(text, SMALL) for text in texts)) + 14, 32)
    radii = _radii(known)
    lines, marks, taken = _median_marks(medians, plane)
    layout = base(
        theme, _HEIGHT, {"l": left, "r": 16, "t": _TOP, "b": _BOTTOM},
        shapes=[*_grid(plane), *lines],
        annotations=[*marks, *unit_label(y.unit, left, theme), *_names(known, radii, plane, taken),
                     note(plotly_text(x.unit), theme, x=1, y=0, xanchor="right", yshift=-34)],
        xaxis={**_axis(across, x.loose_ticks(across.ticks) if across.log else x.ticks(across.ticks)), "tickangle": 0},
        yaxis={**_axis(up, texts), "ticklabelstandoff": 6},
    )  # fmt: skip
    figure = go.Figure(data=_traces(known, radii, theme, (x, y, size)), layout=layout)
    return native.attach(figure, _native(known, plane, medians, size))


def _native(frame: pd.DataFrame, plane: _Plane, medians: Medians, size: Measure | None) -> native.Native:
    def column(row: dict[Any, Any], name: str) -> native.Values:
        return native.known([row[name]]) if name in row else ()

    series = tuple(
        native.Series(
            native.name(row["name"]), column(row, "value"), brand_colour(plane.theme, row["colour"], own=bool(row["own"])),
            own=bool(row["own"]), low=column(row, "low"), high=column(row, "high"), x=column(row, "x"),
            sizes=column(row, "size") if size is not None else (),
        )
        for row in frame.to_dict("records")
    )  # fmt: skip
    levels = [None if math.isnan(value) else Reference(value, t("median")) for value in (medians.y, medians.x)]
    return native.Native(
        "scatter", plane.y, series=series, log=plane.up.log, log_x=plane.across.log, reference=levels[0], reference_x=levels[1],
        measure_x=plane.x, measure_size=size,
    )  # fmt: skip


def _scale(values: list[float], measure: Measure, pixels: float) -> Scale:
    """Return an axis with room for the largest bubble at both ends, logarithmic when the figures are far apart."""
    known = [float(value) for value in values if not pd.isna(value)]
    low, high = min(known), max(known)
    log = low > 0 and high / low >= _LOG_FROM
    room = (_LARGEST + 4) / (pixels - 2 * _LARGEST - 8)
    if log:
        ends = math.log10(low), math.log10(high)
        spare = (ends[1] - ends[0]) * room
        return Scale(
            ends[0] - spare, ends[1] + spare, log, ticks.log_ticks(10 ** (ends[0] - spare), 10 ** (ends[1] + spare))
        )
    low = 0.0 if 0 <= low < high * 0.6 else low
    if high == low:
        low, high = (low * 0.5, high * 1.5) if low else (0.0, 1.0)
    spare = (high - low) * room
    first, last = low - spare, high + spare
    marks = ticks.number_ticks(max(first, 0.0) if low >= 0 else first, last, about=5, whole=measure.form == "count")
    return Scale(first, last, log, marks)


def _radii(known: pd.DataFrame) -> list[float | None]:
    """Return each bubble's radius: areas stand to each other as the sizes do; None where the size is not known."""
    if "size" not in known or known["size"].isna().all():
        return [None] * len(known)
    largest = float(known["size"].max())
    return [
        None
        if pd.isna(value)
        else max(_LARGEST * math.sqrt(max(value, 0.0) / largest), _SMALLEST)
        if largest
        else _SMALLEST
        for value in known["size"]
    ]


def _traces(
    known: pd.DataFrame, radii: list[float | None], theme: Theme, measures: tuple[Measure, Measure, Measure | None]
) -> list[dict[str, Any]]:
    traces = []
    # Small bubbles lie on large ones, the own brand on all.
    order = sorted(range(len(known)), key=lambda place: (bool(known["own"].iloc[place]), -(radii[place] or 0)))
    for place in order:
        row, radius = known.iloc[place], radii[place]
        colour = brand_colour(theme, row["colour"], own=bool(row["own"]))
        if "low" in known and "high" in known and not pd.isna(row["low"]):
            traces.append({
                "type": "scatter", "mode": "lines", "x": [row["x"]] * 2, "y": [row["low"], row["high"]], "hoverinfo": "skip",
                "line": {"color": faded(colour, 0.45), "width": 2.5 if row["own"] else 1.5}, "cliponaxis": False,
            })  # fmt: skip
        fill = {"color": faded(colour, 0.75 if row["own"] else 0.45), "line": {"width": 1.5, "color": colour}}
        ring = {"color": theme.surface, "line": {"width": 1.5, "color": colour}}
        traces.append({
            "type": "scatter", "mode": "markers", "x": [row["x"]], "y": [row["value"]], "cliponaxis": False,
            "marker": {"size": 2 * (radius or _UNKNOWN), "opacity": 1, **(ring if radius is None else fill)},
            "hovertemplate": _hover(row, measures),
        })  # fmt: skip
    return traces


def _hover(row: pd.Series, measures: tuple[Measure, Measure, Measure | None]) -> str:
    x, y, size = measures
    value = y.text(row["value"])
    if "low" in row and not pd.isna(row["low"]):
        value = t("{value} ({low} to {high})", value=value, low=y.text(row["low"]), high=y.text(row["high"]))
    lines = [f"{x.text(row['x'])} {x.unit}", value]
    if size is not None and "size" in row and not pd.isna(row["size"]):
        lines.append(f"{size.text(row['size'])} {size.unit}")
    safe = [f"<b>{plotly_text(row['name'], 60)}</b>", *(plotly_text(line) for line in lines)]
    return "<br>".join(safe) + "<extra></extra>"


def _names(known: pd.DataFrame, radii: list[float | None], plane: _Plane, taken: list[Box]) -> list[dict[str, Any]]:
    """Return the names that have room, the own brand's and those of large bubbles first."""
    order = sorted(range(len(known)), key=lambda place: (not known["own"].iloc[place], -(radii[place] or 0)))
    rows = [known.iloc[place] for place in order]
    texts = shorten_apart([plain(row["name"]) for row in rows], NAME_WIDTH, SIZE)
    points = [
        Point(*plane.spot(row["x"], row["value"]), radii[place] or _UNKNOWN, text_width(text, SIZE) + 2)
        for row, place, text in zip(rows, order, texts, strict=True)
    ]
    return [
        _name(row, text, place, point.radius, plane)
        for row, text, place, point in zip(rows, texts, place_names(points, plane.height, taken), points, strict=True)
        if place is not None
    ]


def _name(row: pd.Series, text: str, place: Place, radius: float, plane: _Plane) -> dict[str, Any]:
    colour = ink(brand_colour(plane.theme, row["colour"], own=bool(row["own"])), plane.theme)
    words = f"<b>{plotly_text(text)}</b>" if row["own"] else plotly_text(text)
    at = plane.paper(row["x"], row["value"])
    mark = note(words, plane.theme, **at, xref="x", yref="y", xanchor=place.side, font={"size": SIZE, "color": colour})
    if not place.led:
        return {**mark, "xshift": place.dx, "yshift": place.dy}
    return {**mark, "showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": faded(colour, 0.6), "arrowside": "none",
            "ax": place.dx, "ay": -place.dy, "standoff": radius}  # fmt: skip


def _median_marks(medians: Medians, plane: _Plane) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[Box]]:
    """Return the dashed lines, their labels, and the room these take."""
    line = {"type": "line", "layer": "below", "line": {"color": plane.theme.muted, "width": 1, "dash": "4px,3px"}}
    lines: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    taken: list[Box] = []
    if not math.isnan(medians.x):
        lines.append({**line, "x0": medians.x, "x1": medians.x, "yref": "paper", "y0": 0, "y1": 1})
        text = t("median {value}", value=plane.x.label(medians.x))
        part, width = plane.across.part(medians.x), text_width(text, SMALL) + 6
        leftward = part > 0.5
        at = {"x": plane.paper(medians.x, 1)["x"], "xref": "x", "xanchor": "right" if leftward else "left"}
        shift = -4 if leftward else 4
        marks.append(note(plotly_text(text), plane.theme, **at, y=0, yanchor="bottom", yshift=2, xshift=shift))
        start = part * NARROWEST - (width if leftward else 0)
        taken.append(Box(start, start + width, 0, LINE, part * NARROWEST))
    if not math.isnan(medians.y):
        lines.append({**line, "xref": "paper", "x0": 0, "x1": 1, "y0": medians.y, "y1": medians.y})
        text = t("median {value}", value=plane.y.label(medians.y))
        at = {"y": plane.paper(1, medians.y)["y"], "yref": "y", "xanchor": "right"}
        marks.append(note(plotly_text(text), plane.theme, **at, x=1, yanchor="bottom", yshift=1))
        level = plane.up.part(medians.y) * plane.height
        taken.append(Box(NARROWEST - text_width(text, SMALL) - 4, NARROWEST, level, level + LINE, NARROWEST))
    return lines, marks, taken


def _axis(scale: Scale, texts: list[str]) -> dict[str, Any]:
    kind = "log" if scale.log else "linear"
    return {
        "type": kind,
        "range": [scale.low, scale.high],
        "tickmode": "array",
        "tickvals": scale.ticks,
        "ticktext": texts,
    }


def _grid(plane: _Plane) -> list[dict[str, Any]]:
    line = {"type": "line", "layer": "below", "line": {"width": 1, "color": plane.theme.grid}}
    return [
        *({**line, "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": tick, "y1": tick} for tick in plane.up.ticks),
        *(
            {**line, "yref": "paper", "y0": 0, "y1": 1, "xref": "x", "x0": tick, "x1": tick}
            for tick in plane.across.ticks
        ),
    ]
