"""A comparison table as HTML: right-aligned figures, the own brand's row marked, a sticky first column, sparklines.

Every text is escaped here, so a brand's name cannot become markup. The style sheet of the dashboard gives it its look.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from benchmark.charts.labels import plain

Tone = Literal["", "better", "worse", "muted"]


@dataclass(frozen=True)
class Cell:
    """One cell. ``drawing`` is SVG of our own making; all other fields are texts."""

    text: str = ""
    sub: str = ""
    """A second, quieter line."""
    tone: Tone = ""
    strong: bool = False
    drawing: str = ""
    dot: str = ""
    """A colour ``#rrggbb`` shown as a mark before the text."""
    hint: str = ""


@dataclass(frozen=True)
class Column:
    """One column; the first column holds names and stays in view."""

    label: str
    figures: bool = True
    """Right-aligned with tabular figures."""
    hint: str = ""
    wraps: bool = False
    """For sentences: several lines in place of one long one."""


@dataclass(frozen=True)
class Row:
    """One row; ``own`` marks the own brand."""

    cells: Sequence[Cell]
    own: bool = False


def html_table(columns: Sequence[Column], rows: Sequence[Row], caption: str) -> str:
    """Return the table; ``caption`` is read by screen readers."""
    head = "".join(
        f'<th scope="col" class="{_side(column)}"{_title(column.hint)}>{_text(column.label)}</th>' for column in columns
    )
    body = "".join(_row(columns, row) for row in rows)
    return (
        f'<div class="cb-scroll" tabindex="0"><table class="cb-table"><caption>{_text(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(columns: Sequence[Column], row: Row) -> str:
    own = ' class="own"' if row.own else ""
    cells = "".join(
        _cell(column, cell, first=place == 0)
        for place, (column, cell) in enumerate(zip(columns, row.cells, strict=True))
    )
    return f"<tr{own}>{cells}</tr>"


def _cell(column: Column, cell: Cell, *, first: bool) -> str:
    dot = f'<span class="dot" style="background:{html.escape(cell.dot, quote=True)}"></span>' if cell.dot else ""
    text = f"<strong>{_text(cell.text)}</strong>" if cell.strong else _text(cell.text)
    sub = f'<span class="sub">{_text(cell.sub)}</span>' if cell.sub else ""
    tag, scope = ("th", ' scope="row"') if first else ("td", "")
    classes = " ".join(part for part in (_side(column), cell.tone) if part)
    title = _title(cell.hint or (cell.text if first else ""))
    return f'<{tag}{scope} class="{classes}"{title}>{dot}{text}{cell.drawing}{sub}</{tag}>'


def _side(column: Column) -> str:
    return "figures" if column.figures else "words wraps" if column.wraps else "words"


def _title(hint: str) -> str:
    return f' title="{html.escape(plain(hint, 400), quote=True)}"' if hint else ""


def _text(text: str) -> str:
    return html.escape(plain(text, 400))
