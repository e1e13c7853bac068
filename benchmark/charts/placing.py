"""Names beside the points of a chart without meeting each other, at any width from a telephone's on.

Pixels along x are only known when the chart is drawn. Places are looked for in the narrowest plot: as a plot grows wider, points
move apart and their names keep their distance, so that two names whose order is that of their points stay apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

NARROWEST: Final = 250
"""Pixels of a plot's width on a telephone."""
LINE: Final = 15
"""Pixels of a name's height."""
_GAP: Final = 3
_RINGS: Final = (0, 12, 26, 42, 60)
_LED: Final = 10
"""Pixels from which a name is led to its point."""


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, from the plot's lower left, and the x of the point that it goes with."""

    left: float
    right: float
    low: float
    high: float
    anchor: float

    def meets(self, other: Box) -> bool:
        """Return whether two boxes touch, or would in a wider plot."""
        if self.low >= other.high or other.low >= self.high:
            return False
        first, second = (self, other) if self.anchor <= other.anchor else (other, self)
        return first.right > second.left


@dataclass(frozen=True)
class Point:
    """What is named: its place in pixels of the narrowest plot, its radius, the width of its name."""

    x: float
    y: float
    radius: float
    width: float

    @property
    def box(self) -> Box:
        """The mark itself."""
        x, y, r = self.x, self.y, self.radius
        return Box(x - r, x + r, y - r, y + r, x)


@dataclass(frozen=True)
class Place:
    """Where a name goes: the middle of its near edge in pixels from its point, y upwards."""

    dx: float
    dy: float
    side: str
    """``left``, ``center`` or ``right``: the edge of the name that is anchored there."""
    led: bool
    """Whether a thin line leads from the name to its point."""


def place_names(points: Sequence[Point], height: float, taken: Sequence[Box] = ()) -> list[Place | None]:
    """Return a place for each name, the first points first; None where none is free.

    Args:
        points: the points in order of importance.
        height: pixels of the plot's height.
        taken: what else no name may cover.
    """
    marks = [point.box for point in points]
    names: list[Box] = list(taken)
    found: list[Place | None] = []
    for number, point in enumerate(points):
        others = [*marks[:number], *marks[number + 1 :], *names]
        choice = next(
            (
                (place, box)
                for place, box in _candidates(point)
                if _inside(box, height) and not any(box.meets(other) for other in others)
            ),
            None,
        )
        found.append(choice[0] if choice else None)
        if choice:
            names.append(choice[1])
    return found


def _candidates(point: Point) -> Iterator[tuple[Place, Box]]:
    """Places around a point, the nearest first: beside it, above and below, then aslant and further out."""
    reach = point.radius + _GAP
    for ring in _RINGS:
        far = reach + ring
        led = ring > _LED
        yield from (
            _named(point, dx, dy, side, led=led)
            for dx, dy, side in (
                (far, 0.0, "left"),
                (-far, 0.0, "right"),
                (0.0, far + LINE / 2, "center"),
                (0.0, -far - LINE / 2, "center"),
                (far * 0.7, far * 0.7 + LINE / 2, "left"),
                (far * 0.7, -far * 0.7 - LINE / 2, "left"),
                (-far * 0.7, far * 0.7 + LINE / 2, "right"),
                (-far * 0.7, -far * 0.7 - LINE / 2, "right"),
            )
        )


def _named(point: Point, dx: float, dy: float, side: str, *, led: bool) -> tuple[Place, Box]:
    x, y = point.x + dx, point.y + dy
    left = x if side == "left" else x - point.width if side == "right" else x - point.width / 2
    return Place(dx, dy, side, led), Box(left, left + point.width, y - LINE / 2, y + LINE / 2, point.x)


def _inside(box: Box, height: float) -> bool:
    return box.left >= 0 and box.right <= NARROWEST and box.low >= 0 and box.high <= height
