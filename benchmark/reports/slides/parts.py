"""What all native charts share: their axes' scales, the names of their rows, their whiskers and the workbook behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from benchmark.charts import native
from benchmark.charts.layout import Reference
from benchmark.charts.native import Native, Series
from benchmark.charts.theme import LIGHT
from benchmark.reports.slides import marks
from benchmark.reports.slides.book import Book, number, xml
from benchmark.reports.slides.marks import Scale
from benchmark.text import t

ACROSS, UP = 111_111_111, 222_222_222
"""Ids of the two axes."""
AXES: Final = f'<c:axId val="{ACROSS}"/><c:axId val="{UP}"/>'
GREY: Final = LIGHT.muted
STRAIGHT: Final = '<c:smooth val="0"/>'
UPRIGHT: Final = '<c:invertIfNegative val="0"/>'
NAME_ROOM: Final = 230.0
"""Most points that a name takes beside a chart."""


@dataclass(frozen=True)
class Drawn:
    """A chart and its workbook."""

    chart: bytes
    workbook: bytes


def known(chart: Native) -> list[float]:
    """Return every figure that a chart shows along the axis of its values."""
    found = [value for one in chart.series for values in (one.figures, one.low, one.high) for value in values]
    return [value for value in [*found, chart.reference.value if chart.reference else None] if value is not None]


def scale(chart: Native) -> Scale:
    """Return the axis of a chart's values, one for all the slides that it takes."""
    values, ratio = known(chart), chart.measure.form == "ratio"
    if chart.log and chart.reference and ratio:  # as far below as above
        values = [*values, *(chart.reference.value**2 / value for value in values if value > 0)]
    return marks.scale_of(values, log=chart.log, zero=chart.zero, whole=chart.measure.form == "count", ratio=ratio)


def drawable(chart: Native) -> Native:
    """Return the chart without a logarithmic axis where a figure is 0 or less: such an axis has no place for it."""
    return replace(chart, log=False) if chart.log and min(known(chart), default=1.0) <= 0 else chart


def reference_name(reference: Reference) -> str:
    """Return what a level is called."""
    return native.name(reference.label) or t("Reference")


def head(place: int, name: str) -> str:
    """Return how a series begins."""
    return f'<c:idx val="{place}"/><c:order val="{place}"/><c:tx>{name}</c:tx>'


def literal(text: str) -> str:
    """Return a series' name that stands in the chart itself."""
    return f"<c:v>{xml(text)}</c:v>"


def forms(chart: Native) -> tuple[str, str]:
    """Return the form of a chart's figures in full, for its workbook, and in short, for its labels."""
    return native.number_format(chart.measure), native.short_format(chart.measure, known(chart))


def said_beside(chart: Native) -> list[str]:
    """Return what stands behind each name: its note, or how many were counted; for an unknown figure that it is."""
    count = len(chart.categories)
    counts = chart.beside[0].figures if chart.beside and chart.beside[0].name == "n" else (None,) * count
    unknown = [all(series.figures[place] is None for series in chart.series) for place in range(count)]
    said = [
        note or (f"n {number(counted)}" if counted is not None else "") or (t("not available") if gone else "")
        for note, counted, gone in zip(chart.notes or ("",) * count, counts, unknown, strict=True)
    ]
    return [f"({one})" if one else "" for one in said]


def interval(book: Book, series: Series, form: str, look: str, direction: str = "") -> str:
    """Return a series' intervals as whiskers; the workbook has their ends, and the lengths that the chart refers to."""
    if not (series.low and series.high):
        return ""
    rows = list(zip(series.figures, series.low, series.high, strict=True))
    book.add(t("{name}: from", name=series.name) if series.name else t("From"), series.low, form)
    book.add(t("{name}: to", name=series.name) if series.name else t("To"), series.high, form)
    plus = book.add("+", [less(high, value) for value, _, high in rows], form)
    minus = book.add("\u2212", [less(value, low) for value, low, _ in rows], form)
    return marks.whisker(book.cells(plus), book.cells(minus), look, direction)


def less(one: float | None, other: float | None) -> float | None:
    """Return a whisker's length, None where an end is not known."""
    return None if one is None or other is None else max(one - other, 0.0)


def beside(book: Book, chart: Native) -> None:
    """Add the further figures of the categories."""
    for one in chart.beside:
        book.add(one.name, one.figures)
