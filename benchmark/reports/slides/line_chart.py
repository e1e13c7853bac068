"""Native lines: named at their ends, gaps left open, carried values dotted, forecasts dashed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from benchmark.charts import native
from benchmark.charts.layout import spread
from benchmark.charts.native import Native, Series, Values
from benchmark.charts.text_width import shorten_apart
from benchmark.charts.theme import LIGHT, ink
from benchmark.reports.slides import marks
from benchmark.reports.slides.book import DAY_FORMAT, Book
from benchmark.reports.slides.fitting import Box, width_of
from benchmark.reports.slides.marks import SIZE, Scale
from benchmark.reports.slides.parts import (
    ACROSS,
    AXES,
    GREY,
    NAME_ROOM,
    STRAIGHT,
    UP,
    Drawn,
    forms,
    head,
    known,
    reference_name,
    scale,
)
from benchmark.text import t

DIRECT: Final = 8
"""Up to so many lines are named at their ends, more in a legend."""
MOST: Final = 20
"""Lines that a slide shows."""
_LEGEND: Final = 190.0
_FEW: Final = 31
"""Observations up to which each is marked."""
_BELOW: Final = 34.0
_TICKS: Final = (
    (13, "days", 1), (27, "days", 2), (100, "days", 7), (200, "days", 14), (500, "months", 1), (1100, "months", 3),
)  # fmt: skip
"""Up to how many days, the unit of the axis' marks and how many of it lie between two."""


class _Lines:
    """The lines of a chart in the making."""

    def __init__(self, chart: Native) -> None:
        self.chart, self.book = chart, Book()
        self.dated = isinstance(chart.categories[0], date)
        self.across = self.book.add(
            t("Day") if self.dated else t("Age"), chart.categories, DAY_FORMAT if self.dated else "General"
        )
        self.full, self.short = forms(chart)
        self.drawn: list[str] = []
        self.hidden: list[int] = []
        """Places of the lines that a legend does not name."""

    def add(self, name: str, figures: Values, look: str, mark: str, *, end: str = "", named: bool = True) -> None:
        """Add a line."""
        place = self.book.add(name, figures, self.full)
        if not named:
            self.hidden.append(len(self.drawn))
        self.drawn.append(
            f"<c:ser>{head(len(self.drawn), self.book.heading(place))}<c:spPr>{look}</c:spPr>{mark}{end}"
            f"<c:cat>{self.book.cells(self.across)}</c:cat><c:val>{self.book.cells(place)}</c:val>{STRAIGHT}</c:ser>"
        )

    def brand(self, series: Series, name: str, dash: str, ends: dict[str, str]) -> None:
        """Add a brand: what was observed, carried on and forecast, and its interval."""
        few = len(self.chart.series) <= DIRECT
        width = 3 if series.own else 2 if few else 1.25
        observed, *others = native.split(series)
        every = sum(value is not None for value in observed.figures) <= _FEW
        mark = marks.marker(series.colour, 5) if every else marks.NO_MARKER + _alone(observed, series.colour)
        self.add(name, observed.figures, marks.line(series.colour, width, dash), mark, end=ends.get("observed", ""))
        kinds = (("carried", t("carried"), "sysDot"), ("forecast", t("forecast"), "sysDash"))
        for part, (kind, words, pattern) in zip(others, kinds, strict=True):
            if part is not None:
                look = marks.line(series.colour, width, pattern)
                end = ends.get(kind, "")
                self.add(f"{name} ({words})", part.figures, look, marks.NO_MARKER, end=end, named=False)
        self._bounds(series, name, drawn=len(self.chart.series) <= 2 or series.own)

    def _bounds(self, series: Series, name: str, *, drawn: bool) -> None:
        bounds = ((t("{name}: from", name=name), series.low), (t("{name}: to", name=name), series.high))
        for words, figures in bounds if series.low and series.high else ():
            if drawn:
                self.add(words, figures, marks.line(series.colour, 0.75, "", 55), marks.NO_MARKER, named=False)
            else:
                self.book.add(words, figures, self.full)


def lines(chart: Native, size: Box) -> Drawn:
    """Draw lines over days or ordered categories."""
    made, axis, direct = _Lines(chart), scale(chart), len(chart.series) <= DIRECT
    names = shorten_apart([series.name for series in chart.series], (NAME_ROOM if direct else _LEGEND) - 50, SIZE)
    ends = _ends(chart, axis, size) if direct else {}
    widest = "+888.88 %" if "%" in made.short else "888.8 M"
    room = max((width_of(f"{name}  {widest}", SIZE) for name in names), default=0) + 12 if direct else _LEGEND
    used: set[str] = set()
    for place, (series, name) in enumerate(zip(chart.series, names, strict=True)):
        dash = "lgDashDot" if series.colour in used else ""  # an eleventh brand shares a colour
        used.add(series.colour)
        made.brand(series, name, dash, ends.get(place, {}))
    if chart.reference:
        figures, look = (chart.reference.value,) * len(chart.categories), marks.line(GREY, 1, "dash")
        end = ends.get(-1, {}).get("observed", "")
        made.add(reference_name(chart.reference), figures, look, marks.NO_MARKER, end=end, named=not direct)
    crosses = "min" if axis.base else "autoZero"
    below = (
        _day_axis(chart.categories, crosses) if made.dated else marks.category_axis(ACROSS, UP, "b", crosses=crosses)
    )
    plot = (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{"".join(made.drawn)}<c:marker val="1"/>'
        f"{AXES}</c:lineChart>{below}{marks.value_axis(UP, ACROSS, axis, 'l', made.short, between=not made.dated)}"
    )
    inner = Box(52, 8, max(size.width - 52 - room, 200), size.height - _BELOW)
    key = "" if direct else marks.legend("r", made.hidden, 1 - (_LEGEND - 8) / size.width)
    return Drawn(marks.whole_chart(plot, inner=inner, size=size, legend_xml=key), made.book.xlsx())


def _ends(chart: Native, axis: Scale, size: Box) -> dict[int, dict[str, str]]:
    """Return each line's label, by the part of the line that ends last; moved apart where they would overlap."""
    height = size.height - _BELOW
    found: list[tuple[int, str, int, float, str, bool]] = []
    for place, series in enumerate(chart.series):
        last = max((place for place, value in enumerate(series.figures) if value is not None), default=-1)
        if last >= 0:
            kind: str = series.stretches[last] if series.stretches else "observed"
            found.append((place, kind, last, series.figures[last] or 0.0, series.colour, series.own))
    if chart.reference:
        found.append((-1, "observed", len(chart.categories) - 1, chart.reference.value, GREY, False))
    targets = [axis.part(value) * height for *_, value, _, _ in found]
    ends: dict[int, dict[str, str]] = {}
    placed = spread(targets, 13, 0, height)
    for (key, part, last, _, colour, own), target, at in zip(found, targets, placed, strict=True):
        look = marks.words(SIZE, colour=ink(colour, LIGHT), bold=own, wrap=False)
        shown = "SerName" if key == -1 else "Val SerName"
        form = native.short_format(chart.measure, known(chart))
        single = marks.label(last, shown, look, "r", form=form, moved=(target - at) / size.height)
        ends[key] = {part: marks.labels(single)}
    return ends


def _alone(series: Series, colour: str) -> str:
    """Return a mark for each observation without neighbours, which a line alone would not show."""
    there = [False, *(value is not None for value in series.figures), False]
    alone = [place - 1 for place in range(1, len(there) - 1) if there[place - 1 : place + 2] == [False, True, False]]
    mark = f'{marks.marker(colour, 5)}<c:bubble3D val="0"/>'
    return "".join(f'<c:dPt><c:idx val="{place}"/>{mark}</c:dPt>' for place in alone)


def _day_axis(days: Sequence[str | date], crosses: str) -> str:
    dates = [day for day in days if isinstance(day, date)]
    span = (dates[-1] - dates[0]).days
    unit, step = next(((unit, step) for reach, unit, step in _TICKS if span <= reach), ("years", 1))
    return marks.day_axis(ACROSS, UP, "d\\ mmm" if unit == "days" else "mmm\\ yyyy", (unit, step), crosses)
