"""Texts that fit: the largest type size at which a text stays in its box, and what is cut, visibly, where none is small enough."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from benchmark.charts.text_width import shorten, text_width, wrap

LINE: Final = 1.2
"""Height of a line in type sizes."""
_WIDER: Final = 1.06
"""A company's typeface may be wider than the one that was measured."""
_MOST_LINES: Final = 400


@dataclass(frozen=True)
class Fitted:
    """A text at a size."""

    text: str
    size: float
    lines: int

    @property
    def height(self) -> float:
        """Points that it takes."""
        return self.lines * self.size * LINE


@dataclass(frozen=True)
class Box:
    """A place on a slide in points."""

    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.y + self.height


def width_of(text: str, size: float) -> float:
    """Return a line's width in points, with room for a wider typeface."""
    return _unit(text) * size


def wrapped(text: str, width: float, size: float, most: int = 0) -> list[str]:
    """Return a text in lines that fit; with ``most`` the last of so many ends with an ellipsis where it is cut."""
    room, space = width / size, _unit(" ")
    lines: list[str] = []
    kept: list[str] = []
    used = 0.0
    for word in text.split():
        wide = _unit(word)
        if kept and used + space + wide > room:
            lines.append(" ".join(kept))
            kept, used = [], 0.0
        if wide > room:  # broken inside
            *full, word = wrap(word, width / _WIDER, size, lines=_MOST_LINES)  # noqa: PLW2901 - its last piece goes on
            lines += full
            wide = _unit(word)
        used += wide + (space if kept else 0)
        kept.append(word)
    lines.append(" ".join(kept))
    if not most or len(lines) <= most:
        return lines
    return [*lines[: most - 1], shorten(" ".join(lines[most - 1 :])[:400], width / _WIDER, size)]


@lru_cache(maxsize=2_000)
def fit(text: str, width: float, height: float, sizes: tuple[float, ...]) -> Fitted:
    """Return the text at the first size at which it stays in the box; at the last one cut with an ellipsis."""
    for size in sizes:
        lines = len(wrapped(text, width, size))
        if lines * size * LINE <= height + 0.01:
            return Fitted(text, size, lines)
    room = max(int(height / (sizes[-1] * LINE)), 1)
    cut = wrapped(text, width, sizes[-1], room)
    return Fitted(" ".join(cut), sizes[-1], len(cut))


def lines_of(text: str, width: float, size: float) -> int:
    """Return how many lines a text takes."""
    return len(wrapped(text, width, size))


@lru_cache(maxsize=20_000)
def _unit(text: str) -> float:
    return text_width(text, 1) * _WIDER
