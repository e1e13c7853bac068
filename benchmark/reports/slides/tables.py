"""Native tables: figures of a card without a chart, and grids of tinted cells; wide and long ones go on over more tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from benchmark.charts.labels import plain
from benchmark.charts.native import Native, Tinted
from benchmark.reports.slides.book import xml
from benchmark.reports.slides.canvas import MUTED, Words, run_properties
from benchmark.reports.slides.fitting import LINE, width_of, wrapped
from benchmark.reports.slides.template import POINT
from benchmark.text import format as formatted
from benchmark.text import t

MOST_ROWS: Final = 48
"""Rows of a table that are shown; the workbook has all."""
_PAD: Final = 3.0
_SIZES: Final = (11.0, 10.0, 9.0, 8.0)
_LONGEST: Final = 300
_NARROWEST, _WIDEST = 34.0, 220.0
_LINES: Final = 4
"""Lines that a cell's text takes at most."""


@dataclass(frozen=True)
class Cell:
    """One cell: its lines are shown as they are, cut already."""

    text: str
    figures: bool = False
    bold: bool = False
    fill: str = ""
    ink: str = ""
    small: bool = False


@dataclass(frozen=True)
class Table:
    """A part of a table that fits its place."""

    xml: str
    width: float
    height: float
    first: int
    """Its first row and the one after its last; of how many rows stands with the caller."""
    last: int


def of_frame(frame: pd.DataFrame, width: float, height: float) -> tuple[list[Table], int]:
    """Return a card's figures as tables that fit, and how many rows are left out."""
    shown = frame.head(MOST_ROWS)
    heads = [
        Cell(plain(name, 80), figures=_figures(shown.iloc[:, place]), bold=True)
        for place, name in enumerate(frame.columns)
    ]
    columns = [[_cell(value) for value in shown.iloc[:, place]] for place in range(len(heads))]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return list(_parts(heads, rows, width, height)), len(frame) - len(shown)


def of_grid(chart: Native, width: float, height: float) -> list[Table]:
    """Return a grid's tables: a tinted cell with its figures, an open one where nothing is known."""
    heads = [Cell(""), *(Cell(plain(str(name), 60), figures=True) for name in chart.categories)]
    rows = [[Cell(plain(name, 80), bold=True), *(_tinted(cell, chart) for cell in row)]
            for name, row in zip(chart.rows, chart.cells, strict=True)]  # fmt: skip
    return list(_parts(heads, rows, width, height, even=True))


def _tinted(cell: Tinted, chart: Native) -> Cell:
    text = chart.measure.label(cell.value) if cell.value is not None else ""
    if cell.second is not None:
        second = chart.measure_second.label(cell.second) if chart.measure_second else ""
        named = f"n {second}" if chart.measure_second and chart.measure_second.unit == "n" else second
        text = f"{text}\n{named}" if text else named
    return Cell(text, figures=True, bold=cell.strong, fill=cell.fill, ink=cell.ink, small=True)


def _cell(value: Any) -> Cell:
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return Cell(formatted.UNKNOWN, figures=True)
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return Cell(t("yes") if value else t("no"))
    if isinstance(value, int | float):
        return Cell(formatted.number(value), figures=True)
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return Cell(formatted.day(value.date()) if midnight else formatted.moment(value), figures=True)
    if isinstance(value, date):
        return Cell(formatted.day(value), figures=True)
    return Cell(plain(value, _LONGEST))


def _figures(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _parts(
    heads: list[Cell], rows: list[list[Cell]], width: float, height: float, *, even: bool = False
) -> Iterator[Table]:
    """Yield tables: as many columns as fit beside the first, and as many rows as fit below the heads."""
    for size in _SIZES:
        wanted = _widths(heads, rows, size, even=even)
        if sum(wanted) <= width:
            break
    for chosen in _columns(wanted, width):
        widths = [wanted[place] for place in chosen]
        spare = width - sum(widths)
        widths = [one + spare * one / sum(widths) * (0.35 if len(widths) < 4 else 1) for one in widths]
        head = _lines([heads[place] for place in chosen], widths, size)
        top = _height(head, size)
        lined = [_lines([row[place] for place in chosen], widths, size) for row in rows]
        heights = [_height(one, size) for one in lined]
        for start, end in _split(heights, height - top):
            cells = [[heads[place] for place in chosen], *([row[place] for place in chosen] for row in rows[start:end])]
            used = top + sum(heights[start:end])
            yield Table(_xml(cells, [head, *lined[start:end]], widths, size), sum(widths), used, start, end)


def _split(heights: Sequence[float], room: float) -> list[tuple[int, int]]:
    """Return the first and the last row of each table, as even as as many tables as are needed allow."""
    needed = len(_filled(heights, room))
    for limit in (sum(heights) / needed * (1 + step / 20) for step in range(20)):
        if limit < room and len(even := _filled(heights, limit)) == needed:
            return even
    return _filled(heights, room)


def _filled(heights: Sequence[float], room: float) -> list[tuple[int, int]]:
    found, start, used = [], 0, 0.0
    for place, height in enumerate(heights):
        if place > start and used + height > room:
            found.append((start, place))
            start, used = place, 0.0
        used += height
    return [*found, (start, len(heights))]


def _columns(wanted: list[float], width: float) -> list[list[int]]:
    """Return which columns stand together; the first, which names the rows, stands in each."""
    found, chosen, used = [], [0], wanted[0]
    for place in range(1, len(wanted)):
        if used + wanted[place] > width and len(chosen) > 1:
            found.append(chosen)
            chosen, used = [0], wanted[0]
        chosen.append(place)
        used += wanted[place]
    return [*found, chosen]


def _widths(heads: list[Cell], rows: list[list[Cell]], size: float, *, even: bool) -> list[float]:
    """Return the points that each column wants: figures whole, words in a few lines."""
    widths = []
    for place, head in enumerate(heads):
        texts = [row[place].text for row in rows]
        longest = max((width_of(line, size) for text in texts for line in text.split("\n")), default=0)
        whole = max((width_of(word, size) for text in [head.text, *texts] for word in text.split()), default=0)
        figures = all(row[place].figures for row in rows)
        wanted = max(longest if figures else min(longest, _WIDEST), min(whole, 90.0), width_of(head.text, size) / 3)
        widths.append(min(max(wanted + 2 * _PAD + 2, _NARROWEST if not even else 24.0), _WIDEST))
    if even and len(widths) > 1:
        widths[1:] = [max(widths[1:])] * (len(widths) - 1)
    return widths


def _lines(cells: Sequence[Cell], widths: Sequence[float], size: float) -> list[list[str]]:
    return [
        [line for part in cell.text.split("\n") for line in wrapped(part, width - 2 * _PAD, size, _LINES)]
        for cell, width in zip(cells, widths, strict=True)
    ]


def _height(lines: Sequence[list[str]], size: float) -> float:
    return max(len(one) for one in lines) * size * LINE + 2 * _PAD


def _xml(cells: list[list[Cell]], lines: list[list[list[str]]], widths: list[float], size: float) -> str:
    grid = "".join(f'<a:gridCol w="{round(width * POINT)}"/>' for width in widths)
    rows = "".join(
        f'<a:tr h="{round(_height(texts, size) * POINT)}">'
        + "".join(_tc(cell, text, size, head=place == 0) for cell, text in zip(row, texts, strict=True))
        + "</a:tr>"
        for place, (row, texts) in enumerate(zip(cells, lines, strict=True))
    )
    return f'<a:tbl><a:tblPr firstRow="1"/><a:tblGrid>{grid}</a:tblGrid>{rows}</a:tbl>'


def _tc(cell: Cell, lines: list[str], size: float, *, head: bool) -> str:
    look = run_properties(Words("", size, bold=cell.bold, muted=head, colour=cell.ink))
    align = f'<a:pPr algn="{"ctr" if cell.small else "r" if cell.figures else "l"}"/>'
    text = "<a:br>{look}</a:br>".replace("{look}", look).join(
        f"<a:r>{look}<a:t>{xml(line)}</a:t></a:r>" for line in lines if line
    )
    text = text or look.replace("<a:rPr", "<a:endParaRPr").replace("</a:rPr>", "</a:endParaRPr>")
    pad = round(_PAD * POINT)
    below = (
        f'<a:lnB w="6350"><a:solidFill>{MUTED if head else _FAINT}</a:solidFill></a:lnB>' if not cell.small else _APART
    )
    fill = f'<a:solidFill><a:srgbClr val="{cell.fill[1:].upper()}"/></a:solidFill>' if cell.fill else "<a:noFill/>"
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p>{align}{text}</a:p></a:txBody>"
        f'<a:tcPr marL="{pad}" marR="{pad}" marT="{pad}" '
        f'marB="{pad}" anchor="ctr">{below}{fill}</a:tcPr></a:tc>'
    )


_FAINT: Final = '<a:schemeClr val="tx1"><a:alpha val="18000"/></a:schemeClr>'
_APART: Final = "".join(
    f'<a:ln{side} w="12700"><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></a:ln{side}>' for side in "LRTB"
)
