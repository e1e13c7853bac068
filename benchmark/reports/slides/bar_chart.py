"""Native bars: ranked brands, parts of a whole, columns over time."""

from __future__ import annotations

import math
from dataclasses import replace

from benchmark.charts import native
from benchmark.charts.native import Native, Series
from benchmark.charts.text_width import shorten_apart
from benchmark.charts.theme import LIGHT, ink
from benchmark.reports.slides import marks
from benchmark.reports.slides.book import DAY_FORMAT, Book
from benchmark.reports.slides.fitting import Box, width_of
from benchmark.reports.slides.marks import SIZE, SMALL, Scale
from benchmark.reports.slides.parts import (
    ACROSS,
    AXES,
    GREY,
    NAME_ROOM,
    UP,
    UPRIGHT,
    Drawn,
    beside,
    forms,
    head,
    interval,
    reference_name,
    said_beside,
)
from benchmark.text import t


def bars(chart: Native, axis: Scale, size: Box) -> Drawn:
    """Draw horizontal bars: one a category in its own colour, or one a series."""
    chart = _with_reference(chart)
    book, single = Book(), len(chart.series) == 1
    names, room = _names(chart)
    across = book.add(t("Name"), names)
    drawn = [_bar(chart, book, across, place) for place in range(len(chart.series))]
    beside(book, chart)
    at = chart.reference.value if chart.reference and axis.base else None
    left = marks.category_axis(ACROSS, UP, "l", down=True, at=at, crosses="min" if axis.base else "autoZero")
    wide = axis if axis.base else replace(axis, high=axis.high + (axis.high - axis.low) * 0.12)
    below = marks.value_axis(UP, ACROSS, wide, "b", forms(chart)[1], hidden=single, grid=not single, crosses="max")
    plot = (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>{"".join(drawn)}'
        f'<c:gapWidth val="{45 if single else 60}"/>{AXES}</c:barChart>{left}{below}'
    )
    top = 4 if single else 26
    inner = Box(room, top, size.width - room - 20, size.height - top - (4 if single else 20))
    key = "" if single else marks.legend("t")
    return Drawn(marks.whole_chart(plot, inner=inner, size=size, legend_xml=key), book.xlsx())


def _bar(chart: Native, book: Book, across: int, place: int) -> str:
    series, single = chart.series[place], len(chart.series) == 1
    full, short = forms(chart)
    ranged = bool(series.low and series.high)
    up = book.add(series.name or t("Value"), series.figures, full)
    points = "".join(
        f'<c:dPt><c:idx val="{index}"/>{UPRIGHT}<c:bubble3D val="0"/>'
        f"<c:spPr>{marks.solid(colour, 50 if ranged else 100)}</c:spPr></c:dPt>"
        for index, colour in enumerate(chart.colours if single else ())
    )
    # A whisker stands where a figure would: then the figure stands at the bar's foot, on its paler colour.
    shown = marks.labels("", "Val", marks.words(SIZE if single else 8), "inBase" if ranged else "outEnd", short)
    whiskers = interval(book, series, full, marks.line(LIGHT.text, 1.25))
    return (
        f"<c:ser>{head(place, book.heading(up))}<c:spPr>{marks.solid(series.colour)}</c:spPr>{UPRIGHT}{points}{shown}"
        f"{whiskers}<c:cat>{book.cells(across)}</c:cat><c:val>{book.cells(up)}</c:val></c:ser>"
    )


def shares(chart: Native, size: Box) -> Drawn:
    """Draw each category's parts as one bar of 100 %."""
    book = Book()
    names, room = _names(chart)
    across = book.add(t("Name"), names)
    drawn = []
    for place, series in enumerate(chart.series):
        up = book.add(series.name, series.figures, native.number_format(chart.measure))
        thin = (index for index, value in enumerate(series.figures) if value is None or value < 4)
        look = marks.words(SMALL, colour=LIGHT.text)
        shown = marks.labels("".join(marks.no_label(index) for index in thin), "Val", look, "ctr", '0" %"')
        drawn.append(
            f"<c:ser>{head(place, book.heading(up))}<c:spPr>{marks.solid(series.colour)}</c:spPr>{UPRIGHT}{shown}"
            f"<c:cat>{book.cells(across)}</c:cat><c:val>{book.cells(up)}</c:val></c:ser>"
        )
    beside(book, chart)
    plot = (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="percentStacked"/><c:varyColors val="0"/>{"".join(drawn)}'
        f'<c:gapWidth val="40"/><c:overlap val="100"/>{AXES}</c:barChart>'
        f"{marks.category_axis(ACROSS, UP, 'l', down=True)}"
        f"{marks.value_axis(UP, ACROSS, Scale(0, 1), 'b', '0%', hidden=True, grid=False, crosses='max')}"
    )
    inner = Box(room, 28, size.width - room - 12, size.height - 32)
    return Drawn(marks.whole_chart(plot, inner=inner, size=size, legend_xml=marks.legend("t")), book.xlsx())


def columns(chart: Native, series: Series, axis: Scale, size: Box) -> Drawn:
    """Draw one series as columns over time, its name above."""
    book, width = Book(), size.width - 20
    across = book.add(t("From"), chart.categories, DAY_FORMAT)
    up = book.add(series.name, series.figures, native.number_format(chart.measure))
    name = shorten_apart([series.name], width, SIZE)[0]
    if all(value is None for value in series.figures):
        name = f"{shorten_apart([series.name], width - 90, SIZE)[0]} ({t('not available')})"
    drawn = (
        f"<c:ser>{head(0, book.heading(up))}<c:spPr>{marks.solid(series.colour)}</c:spPr>{UPRIGHT}"
        f"<c:cat>{book.cells(across)}</c:cat><c:val>{book.cells(up)}</c:val></c:ser>"
    )
    form = native.short_format(chart.measure, [axis.low, axis.high])
    skip = max(math.ceil(len(chart.categories) / max(size.width / 48, 1)), 1)
    below = marks.category_axis(ACROSS, UP, "b", size=8, form="d\\ mmm", skip=skip)
    plot = (
        f'<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>{drawn}'
        f'<c:gapWidth val="30"/>{AXES}</c:barChart>{below}{marks.value_axis(UP, ACROSS, axis, "l", form)}'
    )
    inner, colour = Box(40, 22, size.width - 46, size.height - 42), ink(series.colour, LIGHT)
    return Drawn(marks.whole_chart(plot, inner=inner, size=size, title=name, colour=colour), book.xlsx())


def _with_reference(chart: Native) -> Native:
    """Return the chart with a level to compare with as a last, grey bar; on a logarithmic axis bars stand on it anyway."""
    if chart.reference is None or chart.log or len(chart.series) != 1:
        return chart
    series, level = chart.series[0], chart.reference
    low, high = ((*ends, None) if ends else () for ends in (series.low, series.high))
    return replace(
        chart,
        categories=(*(str(one) for one in chart.categories), reference_name(level)),
        colours=(*chart.colours, GREY),
        series=(replace(series, figures=(*series.figures, level.value), low=low, high=high),),
        notes=(*chart.notes, "") if chart.notes else (),
        beside=tuple(replace(one, figures=(*one.figures, None)) for one in chart.beside),
        reference=None,
    )


def _names(chart: Native) -> tuple[list[str], float]:
    """Return the categories' names with what is said beside them, and the points that they need."""
    texts, said = [str(one) for one in chart.categories], said_beside(chart)
    narrow = min((NAME_ROOM - width_of(f" {one}", SIZE) for one in said if one), default=NAME_ROOM)
    cut, whole = shorten_apart(texts, max(narrow, 90), SIZE), shorten_apart(texts, NAME_ROOM, SIZE)
    names = [f"{short} {one}" if one else name for short, name, one in zip(cut, whole, said, strict=True)]
    return names, max((width_of(name, SIZE) for name in names), default=0) + 12
