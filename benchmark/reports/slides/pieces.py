"""What a card takes on slides: a message, a native chart or a native table, over as many slides as it needs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from benchmark.charts import native
from benchmark.charts.card import Card
from benchmark.charts.labels import plain
from benchmark.charts.native import Native
from benchmark.reports.slides import bar_chart, dot_chart, figures, line_chart, parts, scatter_chart, tables
from benchmark.reports.slides.canvas import Canvas, Words
from benchmark.reports.slides.fitting import Box
from benchmark.reports.slides.parts import Drawn
from benchmark.text import t

_ROWS: Final = {"bar": 20, "stacked": 16, "dot": 13}
"""Categories that a slide's chart has room for."""
_FACTORS: Final = 7
_STRIPS: Final = (3, 4)
"""Charts of columns beside and below each other."""
_GAP: Final = 8.0


@dataclass(frozen=True)
class Piece:
    """What stands on one of the slides of a sheet."""

    put: Callable[[Canvas, Box], None]
    said: str = ""
    """A remark above it: the unit, what is left out."""


def pieces(card: Card, width: float, height: float) -> Iterator[Piece]:
    """Yield what a card takes: its message, its chart or its table, over as many slides as they need."""
    if card.message and (card.state != "stale" or (card.figure is None and card.table is None)):
        yield Piece(
            lambda canvas, box: canvas.text(
                Box(box.x, box.y + 12, box.width, 90), [Words(plain(card.message, 900), 16)], "Message"
            )
        )
        return
    if card.sentences or card.tiles:
        for put in figures.said(card.sentences) if card.sentences else figures.large(card.tiles):
            yield Piece(put, plain(card.message, 400))
        return
    chart = native.of(card.figure)
    stale = plain(card.message, 400)
    if chart is not None and (chart.series or chart.cells):
        for part in _charts(parts.drawable(chart), width, height):
            yield replace(part, said=" ".join(one for one in (stale, part.said) if one))
    elif card.table is not None and len(card.table):
        yield from _tables(card, width, height, stale)
    else:
        yield Piece(
            lambda canvas, box: canvas.text(
                Box(box.x, box.y + 12, box.width, 60), [Words(t("There is nothing to show."), 16)], "Message"
            )
        )


def _tables(card: Card, width: float, height: float, said: str) -> Iterator[Piece]:
    if card.table is None:
        return
    made, gone = tables.of_frame(card.table.reset_index(drop=True), width, height)
    more = t("And {n} more row, in the workbook.", "And {n} more rows, all in the workbook.", n=gone) if gone else ""
    for part in made:
        yield Piece(_table(part), " ".join(one for one in (said, more) if one))


def _table(part: tables.Table) -> Callable[[Canvas, Box], None]:
    return lambda canvas, box: canvas.table(Box(box.x, box.y, part.width, part.height), part.xml, "Table")


def _charts(chart: Native, width: float, height: float) -> Iterator[Piece]:
    unit = chart.measure.unit
    if chart.kind == "grid":
        yield from (Piece(_table(part), unit) for part in tables.of_grid(chart, width, height))
    elif chart.kind == "column":
        yield from _strips(chart)
    elif chart.kind == "line":
        chosen, gone = _foremost(chart)
        more = (
            t("And {n} more brand, in the workbook.", "And {n} more brands, all in the workbook.", n=gone)
            if gone
            else ""
        )
        yield Piece(_drawn(chosen, lambda size: line_chart.lines(chosen, size)), _said(unit, _line_words(chosen), more))
    elif chart.kind == "scatter":
        yield Piece(_drawn(chart, lambda size: scatter_chart.scatter(chart, size)), _scatter_words(chart))
    else:
        yield from _rows(chart)


def _rows(chart: Native) -> Iterator[Piece]:
    """Yield charts of a row a category, as many categories a slide as it has room for, all on one scale."""
    most = _FACTORS if len(chart.series) > 1 and chart.kind == "bar" else _ROWS[chart.kind]
    count = len(chart.categories)
    slides = max(math.ceil(count / most), 1)
    ends = [round(count * place / slides) for place in range(slides + 1)]
    axis = parts.scale(chart)
    for start, end in pairwise(ends):
        part = _slice(chart, start, end)
        draw = {
            "bar": lambda size, part=part: bar_chart.bars(part, axis, size),
            "stacked": lambda size, part=part: bar_chart.shares(part, size),
            "dot": lambda size, part=part: dot_chart.dots(part, axis, size),
        }[chart.kind]
        yield Piece(_drawn(part, draw), _said(chart.measure.unit, _row_words(chart)))


def _slice(chart: Native, start: int, end: int) -> Native:
    def cut(values: tuple[object, ...]) -> tuple[object, ...]:
        return values[start:end]

    series = tuple(
        replace(one, figures=one.figures[start:end], low=one.low[start:end], high=one.high[start:end])
        for one in chart.series
    )
    return replace(
        chart, series=series, categories=chart.categories[start:end], colours=chart.colours[start:end], own=chart.own[start:end],
        notes=chart.notes[start:end], beside=tuple(replace(one, figures=one.figures[start:end]) for one in chart.beside),
    )  # fmt: skip


def _strips(chart: Native) -> Iterator[Piece]:
    """Yield columns over time: a small chart a brand on one scale."""
    axis = parts.scale(chart)
    across, down = _STRIPS
    most = across * down
    slides = math.ceil(len(chart.series) / most)
    ends = [round(len(chart.series) * place / slides) for place in range(slides + 1)]
    for start, end in pairwise(ends):
        shown = chart.series[start:end]
        beside = 1 if len(shown) == 1 else 2 if len(shown) <= 4 else across
        below = math.ceil(len(shown) / beside)

        def put(
            canvas: Canvas, box: Box, shown: Sequence[native.Series] = shown, beside: int = beside, below: int = below
        ) -> None:
            width, height = (box.width - _GAP * (beside - 1)) / beside, (box.height - _GAP * (below - 1)) / below
            for place, series in enumerate(shown):
                size = Box(
                    box.x + place % beside * (width + _GAP), box.y + place // beside * (height + _GAP), width, height
                )
                drawn = bar_chart.columns(chart, series, axis, size)
                canvas.chart(size, drawn.chart, drawn.workbook, "Chart", series.name)

        yield Piece(
            put, _said(chart.measure.unit, t("One scale for all. Where a column is missing, nothing was observed."))
        )


def _drawn(chart: Native, draw: Callable[[Box], Drawn]) -> Callable[[Canvas, Box], None]:
    def put(canvas: Canvas, box: Box) -> None:
        drawn = draw(box)
        canvas.chart(box, drawn.chart, drawn.workbook, "Chart", chart.measure.unit)

    return put


def _foremost(chart: Native) -> tuple[Native, int]:
    """Return the lines that have room: the own ones and those that end highest; and how many are left out."""
    known = [one for one in chart.series if any(value is not None for value in one.figures)]
    if len(known) <= line_chart.MOST:
        return replace(chart, series=tuple(known)), 0
    last = {id(one): next(value for value in reversed(one.figures) if value is not None) for one in known}
    order = sorted(known, key=lambda one: (not one.own, -(last[id(one)] or 0.0)))
    kept = {id(one) for one in order[: line_chart.MOST]}
    return replace(chart, series=tuple(one for one in known if id(one) in kept)), len(known) - len(kept)


def _said(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _line_words(chart: Native) -> str:
    kinds = {kind for one in chart.series for kind in one.stretches}
    words = [t("dotted: carried on from the last observation")] if "carried" in kinds else []
    words += [t("dashed: forecast")] if "forecast" in kinds else []
    return _said(*words)


def _row_words(chart: Native) -> str:
    if chart.kind == "dot" and len(chart.series) > 1:
        return t("mark: median; inner bar: its 95 % interval; broad bar: half of the posts; thin line: 8 of 10 posts")
    if chart.log and chart.reference and chart.kind == "bar":
        return t("bars begin at ×1, which is equal")
    return ""


def _scatter_words(chart: Native) -> str:
    across = chart.measure_x.unit if chart.measure_x else ""
    words = [
        t("across: {unit}", unit=across) if across else "",
        t("upwards: {unit}", unit=chart.measure.unit) if chart.measure.unit else "",
    ]
    if chart.measure_size and chart.measure_size.unit:
        words.append(t("area: {unit}", unit=chart.measure_size.unit))
    medians = [
        measure.text(level.value)
        for measure, level in ((chart.measure_x, chart.reference_x), (chart.measure, chart.reference))
        if measure is not None and level is not None
    ]
    if medians:
        words.append(t("dashed: the medians, {values}", values=" / ".join(medians)))
    return _said(*words, t("names that have no room stand in the chart's data"))
