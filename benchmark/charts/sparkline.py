"""A line the size of a word, as SVG: for tables and cards."""

from __future__ import annotations

import base64
import html
import math
import re
from collections.abc import Sequence

from benchmark.charts.labels import plain

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def sparkline(
    values: Sequence[float | None], *, colour: str, width: int = 96, height: int = 24, label: str = ""
) -> str:
    """Return an SVG image; None and NaN are gaps, a value alone is a dot, the last value is marked.

    Args:
        values: evenly spaced.
        colour: ``#rrggbb``.
        width: pixels.
        height: pixels.
        label: what a screen reader says.
    """
    if not _COLOUR.fullmatch(colour):
        raise ValueError("a sparkline's colour is #rrggbb")
    name = html.escape(plain(label), quote=True)
    open_tag = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:d}" height="{height:d}" '
        f'viewBox="0 0 {width:d} {height:d}" role="img" aria-label="{name}">'
    )
    points = _points(values, width, height)
    parts = []
    for run in _runs(points):
        if len(run) == 1:
            parts.append(f'<circle cx="{run[0][0]:.1f}" cy="{run[0][1]:.1f}" r="1.5" fill="{colour}"/>')
            continue
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
        line = f'stroke="{colour}" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"'
        parts.append(f'<polyline points="{path}" fill="none" {line}/>')
    if last := next((point for point in reversed(points) if point is not None), None):
        parts.append(f'<circle cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="2.2" fill="{colour}"/>')
    return open_tag + "".join(parts) + "</svg>"


def sparkline_image(
    values: Sequence[float | None], *, colour: str, width: int = 96, height: int = 24, label: str = ""
) -> str:
    """Return the same line as an HTML image that carries its data: pages strip drawings that stand in their markup."""
    drawn = sparkline(values, colour=colour, width=width, height=height, label=label)
    data = base64.b64encode(drawn.encode()).decode()
    alt = html.escape(plain(label), quote=True)
    return f'<img src="data:image/svg+xml;base64,{data}" width="{width:d}" height="{height:d}" alt="{alt}">'


Point = tuple[float, float]


def _points(values: Sequence[float | None], width: int, height: int) -> list[Point | None]:
    known = [value for value in values if value is not None and math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    step = (width - 6) / max(len(values) - 1, 1)
    room = height - 6

    def y(value: float) -> float:
        return 3 + (room * (1 - (value - low) / (high - low)) if high > low else room / 2)

    return [
        (3 + index * step, y(value)) if value is not None and math.isfinite(value) else None
        for index, value in enumerate(values)
    ]


def _runs(points: Sequence[Point | None]) -> list[list[Point]]:
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]
