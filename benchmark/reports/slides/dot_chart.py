"""Native dots: a mark a category with its interval, and with wider ones around it."""

from __future__ import annotations

from typing import Final

from benchmark.charts.native import Native
from benchmark.charts.text_width import shorten_apart
from benchmark.reports.slides import marks
from benchmark.reports.slides.book import Book
from benchmark.reports.slides.fitting import Box, wrapped
from benchmark.reports.slides.marks import SMALL, Scale
from benchmark.reports.slides.parts import (
    ACROSS,
    AXES,
    GREY,
    STRAIGHT,
    UP,
    Drawn,
    beside,
    forms,
    head,
    interval,
    literal,
    reference_name,
    said_beside,
)
from benchmark.text import t

_NAME_LINES: Final = 4
_CLEAR: Final = f"<c:spPr>{marks.NO_LINE}</c:spPr>"


def dots(chart: Native, axis: Scale, size: Box) -> Drawn:
    """Draw the marks beside each other: a line chart without its lines, which has names and whiskers of its own."""
    book, first = Book(), chart.series[0]
    names, deep = _names(chart, (size.width - 60) / max(len(chart.categories), 1))
    across = book.add(t("Name"), names)
    full, short = forms(chart)
    up = book.add(first.name or t("Value"), first.figures, full)
    drawn: list[str] = []

    def add(name: str, inside: str, values: str) -> None:
        cells = f"<c:cat>{book.cells(across)}</c:cat><c:val>{values}</c:val>"
        drawn.append(f"<c:ser>{head(len(drawn), name)}{inside}{cells}{STRAIGHT}</c:ser>")

    for series in reversed(chart.series[1:]):  # the widest lies lowest
        look = marks.line(GREY, 1.25) if series is chart.series[-1] else marks.line(GREY, 11, "", 25)
        add(literal(series.name), _CLEAR + marks.NO_MARKER + interval(book, series, full, look, "y"), book.cells(up))
    points = "".join(
        f'<c:dPt><c:idx val="{place}"/>{marks.marker(colour, 9 if own else 8)}<c:bubble3D val="0"/></c:dPt>'
        for place, (colour, own) in enumerate(zip(chart.colours, chart.own, strict=True))
    )
    shown = marks.labels("", "Val", marks.words(SMALL, wrap=False), "r", short)
    bar = interval(book, first, full, marks.line(GREY, 4, "", 45), "y")
    add(book.heading(up), _CLEAR + marks.marker(first.colour, 8) + points + shown + bar, book.cells(up))
    if chart.reference:
        level = book.add(reference_name(chart.reference), [chart.reference.value] * len(names), full)
        look = marks.words(SMALL, muted=True, wrap=False)
        named = marks.labels(marks.label(len(names) - 1, "SerName", look, "t"))
        dashed = f"<c:spPr>{marks.line(GREY, 1, 'dash')}</c:spPr>"
        add(book.heading(level), dashed + marks.NO_MARKER + named, book.cells(level))
    beside(book, chart)
    below = marks.category_axis(ACROSS, UP, "b", crosses="min" if axis.base else "autoZero", size=SMALL, flat=True)
    plot = (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{"".join(drawn)}<c:marker val="1"/>{AXES}'
        f"</c:lineChart>{below}{marks.value_axis(UP, ACROSS, axis, 'l', short)}"
    )
    inner = Box(52, 8, size.width - 60, size.height - deep - 12)
    return Drawn(marks.whole_chart(plot, inner=inner, size=size), book.xlsx())


def _names(chart: Native, slot: float) -> tuple[list[str], float]:
    """Return the names as they wrap below their marks, cut to a few lines, and the points that these take."""
    said, width = said_beside(chart), slot - 6
    rooms = [width * (_NAME_LINES - (len(wrapped(one, width, SMALL)) if one else 0)) * 0.85 for one in said]
    short = shorten_apart([str(one) for one in chart.categories], max(min(rooms, default=width), width), SMALL)
    names = [f"{name} {one}".strip() for name, one in zip(short, said, strict=True)]
    return names, max((len(wrapped(name, width, SMALL)) for name in names), default=1) * SMALL * 1.25 + 6
