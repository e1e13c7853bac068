"""Figures as tiles: one large number each, with its change, its place among the brands and a small line."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from benchmark.charts.labels import plain

Change = Literal["", "better", "worse"]


@dataclass(frozen=True)
class Tile:
    """One figure. Texts are ready to show; ``drawing`` is SVG of our own making."""

    label: str
    value: str
    exact: float | None = None
    """The figure in full, for tables."""
    unit: str = ""
    change: str = ""
    tone: Change = ""
    lines: Sequence[str] = ()
    """Quiet lines below: rank, the competitors' median, what is missing."""
    drawing: str = ""
    hint: str = ""
    """The definition."""


def tiles_html(tiles: Sequence[Tile]) -> str:
    """Return the tiles in a row that wraps on narrow screens."""
    return f'<div class="cb-tiles">{"".join(_tile(tile) for tile in tiles)}</div>'


def _tile(tile: Tile) -> str:
    unit = f'<span class="unit">{_text(tile.unit)}</span>' if tile.unit else ""
    change = f'<div class="change {tile.tone}">{_text(tile.change)}</div>' if tile.change else ""
    lines = "".join(f'<div class="line">{_text(line)}</div>' for line in tile.lines)
    hint = f' title="{html.escape(plain(tile.hint, 400), quote=True)}"' if tile.hint else ""
    return (
        f'<section class="cb-tile"{hint}><h3>{_text(tile.label)}</h3>'
        f'<div class="row"><div class="value">{_text(tile.value)}{unit}</div>{tile.drawing}</div>{change}{lines}</section>'
    )


def _text(text: str) -> str:
    return html.escape(plain(text, 400))
