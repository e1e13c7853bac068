"""Words and single figures in large: sentences one below the other, tiles side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from benchmark.charts.labels import plain
from benchmark.charts.theme import LIGHT
from benchmark.charts.tiles import Tile
from benchmark.reports.slides.canvas import Canvas, Words
from benchmark.reports.slides.fitting import Box, fit

Put = Callable[[Canvas, Box], None]
Group = tuple[str, tuple[Tile, ...]]

_SIZES: Final = (24.0, 20.0, 18.0, 16.0, 14.0, 12.0)
_SMALL: Final = (11.0, 10.0, 9.0, 8.0)
_ACROSS: Final = 4
_GAP: Final = 18.0
_GROUPS: Final = 2
"""Groups of tiles that stand below each other on a slide."""


def said(sentences: Sequence[str]) -> Iterator[Put]:
    """Yield the slide of a few sentences."""

    def put(canvas: Canvas, box: Box) -> None:
        room = (box.height - 12) / max(len(sentences), 1) - 14
        fitted = [fit(plain(one, 600), box.width, room, _SIZES) for one in sentences]
        size = min((one.size for one in fitted), default=_SIZES[0])
        words = [Words(fit(plain(one, 600), box.width, room, (size,)).text, size, after=14) for one in sentences]
        canvas.text(Box(box.x, box.y + 12, box.width, box.height - 12), words, "Sentences")

    yield put


def large(groups: Sequence[Group]) -> Iterator[Put]:
    """Yield slides of tiles: rows of at most four, two groups a slide, each under its heading."""
    rows = [
        (heading, tiles[start : start + _ACROSS])
        for heading, tiles in groups
        for start in range(0, len(tiles), _ACROSS)
    ]
    for start in range(0, len(rows), _GROUPS):
        yield partial(_rows, rows=rows[start : start + _GROUPS])


def _rows(canvas: Canvas, box: Box, rows: Sequence[Group]) -> None:
    height = (box.height - 8) / max(len(rows), 1)
    for place, (heading, tiles) in enumerate(rows):
        top = box.y + 8 + place * height
        if heading:
            fitted = fit(plain(heading, 200), box.width, 18, (13.0, 11.0))
            canvas.text(Box(box.x, top, box.width, 18), [Words(fitted.text, fitted.size, bold=True)], "Heading")
            top += 22
        width = (box.width - _GAP * (_ACROSS - 1)) / _ACROSS
        for across, tile in enumerate(tiles):
            _tile(canvas, Box(box.x + across * (width + _GAP), top, width, height - (22 if heading else 0) - 8), tile)


def _tile(canvas: Canvas, box: Box, tile: Tile) -> None:
    tone = {"better": LIGHT.better, "worse": LIGHT.worse}.get(tile.tone, "")
    label = fit(plain(tile.label, 200), box.width, 30, (12.0, 11.0, 10.0))
    value = fit(plain(f"{tile.value} {tile.unit}".strip(), 60), box.width, 44, (32.0, 28.0, 24.0, 20.0, 16.0))
    words = [Words(label.text, label.size, muted=True), Words(value.text, value.size, bold=True)]
    left = box.height - label.height - value.height
    if tile.change:
        change = fit(plain(tile.change, 300), box.width, min(44.0, left / 2), (12.0, 11.0, 10.0, 9.0))
        words.append(Words(change.text, change.size, bold=True, colour=tone, after=2))
        left -= change.height + 2
    for line in tile.lines:
        fitted = fit(plain(line, 300), box.width, max(left, _SMALL[-1] * 1.2), _SMALL)
        left -= fitted.height
        if left < 0:
            break
        words.append(Words(fitted.text, fitted.size, muted=True))
    canvas.text(box, words, "Figure")
