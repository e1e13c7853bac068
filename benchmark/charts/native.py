"""A chart as figures and their look, apart from the browser's drawing: slides and workbooks draw it as charts of their own.

The chart builders attach it to the figure they return. It stays on the server: nothing of it is part of the figure's data.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from benchmark.charts.labels import plain
from benchmark.charts.layout import Event, Reference
from benchmark.charts.measure import Measure
from benchmark.charts.series import Series as Course
from benchmark.charts.series import day_at
from benchmark.charts.theme import Theme, brand_colour

Kind = Literal["line", "bar", "column", "stacked", "dot", "scatter", "grid"]
"""What is drawn.

- line: one line a series over days or ordered categories.
- bar: a horizontal bar a category and series; an interval is a whisker.
- column: columns over time, a small chart a series, all on one scale.
- stacked: each category's bar of 100 %, a part a series.
- dot: a mark a category for the first series with its interval; further series are wider intervals around the same marks.
- scatter: a mark a series between two figures, its area a third.
- grid: rows and columns of tinted cells.
"""
Stretch = Literal["observed", "carried", "forecast"]
Values = tuple[float | None, ...]

_NAME: Final = "_native_chart"


@dataclass(frozen=True)
class Series:
    """One brand's values, or one part's or factor's. None is unknown: a gap, never 0."""

    name: str
    """Plain text, uncut but for its cap."""
    figures: Values
    colour: str
    """``#rrggbb``."""
    own: bool = False
    low: Values = ()
    """Lower ends of the intervals, as many as there are values; empty without any."""
    high: Values = ()
    x: Values = ()
    """Of a scatter: the horizontal figures."""
    sizes: Values = ()
    """Of a scatter: the areas; empty where none are shown."""
    stretches: tuple[Stretch, ...] = ()
    """Whether each value was observed; empty when all were."""


@dataclass(frozen=True)
class Beside:
    """Further figures of the categories that stand beside the marks: posts counted."""

    name: str
    figures: Values


@dataclass(frozen=True)
class Tinted:
    """A cell of a grid."""

    value: float | None
    fill: str = ""
    """``#rrggbb``, empty for an open cell."""
    ink: str = ""
    second: float | None = None
    strong: bool = False
    """Framed: it stands out."""


@dataclass(frozen=True)
class Native:
    """A chart; see `Kind`."""

    kind: Kind
    measure: Measure
    """Unit and form of the values."""
    categories: tuple[str, ...] | tuple[date, ...] = ()
    """The names of bars, the days of lines, the columns of a grid; a scatter has none."""
    series: tuple[Series, ...] = ()
    colours: tuple[str, ...] = ()
    """The categories' own colours where each is a brand; empty where the series have theirs."""
    own: tuple[bool, ...] = ()
    """Which categories are the own brand's, where each is a brand."""
    notes: tuple[str, ...] = ()
    """A short text beside each category's figure."""
    beside: tuple[Beside, ...] = ()
    log: bool = False
    """The axis of the values is logarithmic."""
    log_x: bool = False
    zero: bool = False
    """The axis of the values starts at 0."""
    reference: Reference | None = None
    """A level to compare with; a bar or a dot on a logarithmic axis is read from it."""
    reference_x: Reference | None = None
    """Of a scatter: the level on its horizontal axis."""
    measure_x: Measure | None = None
    measure_size: Measure | None = None
    events: tuple[Event, ...] = ()
    rows: tuple[str, ...] = ()
    """Of a grid: the names of its rows."""
    cells: tuple[tuple[Tinted, ...], ...] = ()
    """Of a grid: row by row."""
    measure_second: Measure | None = None
    """Of a grid: unit and form of the cells' second figures."""


def attach(figure: go.Figure, native: Native) -> go.Figure:
    """Return the figure, which now knows its native form. A copy of the figure does not."""
    setattr(figure, _NAME, native)
    return figure


def of(figure: go.Figure | None) -> Native | None:
    """Return a figure's native form, None without one."""
    found = getattr(figure, _NAME, None)
    return found if isinstance(found, Native) else None


def known(values: Iterable[Any]) -> Values:
    """Return numbers as Python's own in full precision, None for every kind of unknown."""
    return tuple(number(value) for value in values)


def number(value: Any) -> float | None:
    """Return a number as Python's own, None for every kind of unknown."""
    return None if pd.isna(value) or not math.isfinite(value) else float(value)


def name(text: object) -> str:
    """Return a name as plain text, long enough for everything but an attack."""
    return plain(text, 120)


def number_format(measure: Measure) -> str:
    """Return the figures' form in full for cells of a workbook, in the signs that all spreadsheets store."""
    if measure.form == "percent":
        return _signed('0.00" %"', measure)
    if measure.form == "ratio":
        return '"×"0.00'
    return _signed("#,##0.00" if measure.form == "decimal" else "#,##0", measure)


def short_format(measure: Measure, values: Iterable[float | None] = ()) -> str:
    """Return the figures' form for axes and labels: as short as the largest of them allows."""
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    if measure.form == "ratio":
        return '[<0.0995]"×"0.0###;"×"0.00'
    if measure.form == "percent":
        decimals = measure.decimals if measure.decimals is not None else 2 if largest < 1 else 1
        return _signed("0" + ("." + "0" * decimals if decimals else "") + '" %"', measure)
    if largest >= 1e4 and not measure.signed:  # large and small ones stand on one axis
        millions = '[>=999500]0.0,,"\u202fM";' if largest >= 1e6 else ""
        return f'{millions}[>=9999.5]0.0,"\u202fk";#,##0'
    return _signed("#,##0" if measure.form == "count" else "0.0" if largest >= 1 else "0.00", measure)


def split(series: Series) -> tuple[Series, Series | None, Series | None]:
    """Return a line's observed part, and its carried and its forecast one, each joined to its neighbours; None without any."""
    if not series.stretches:
        return series, None, None
    told = list(zip(series.figures, series.stretches, strict=True))
    observed = replace(
        series, figures=tuple(value if kind == "observed" else None for value, kind in told), stretches=()
    )
    return observed, _part(series, "carried"), _part(series, "forecast")


def _part(series: Series, kind: Stretch) -> Series | None:
    chosen = [one == kind and value is not None for value, one in zip(series.figures, series.stretches, strict=True)]
    if not any(chosen):
        return None
    beside = [any(chosen[max(place - 1, 0) : place + 2]) for place in range(len(chosen))]
    figures = tuple(value if near else None for value, near in zip(series.figures, beside, strict=True))
    return replace(series, figures=figures, low=(), high=(), stretches=())


def _signed(digits: str, measure: Measure) -> str:
    return f'+{digits};"\u2212"{digits};{digits}' if measure.signed else digits


def whole(values: Sequence[float | None]) -> bool:
    """Return whether all known values are whole numbers."""
    return all(value is None or value.is_integer() for value in values)


def over_time(kind: Kind, brands: Sequence[Course], theme: Theme, measure: Measure, **more: Any) -> Native:
    """Return brands over one calendar: every period from the first to the last, None where a brand has no row."""
    first = min(course.first for course in brands)
    last = max(course.day(len(course.y) - 1) for course in brands)
    days = [first]
    while days[-1] < last:
        days.append(day_at(first, len(days), brands[0].every))
    places = {day: place for place, day in enumerate(days)}
    return Native(kind, measure, tuple(days), tuple(_on(course, places, theme) for course in brands), **more)


def _on(course: Course, places: dict[date, int], theme: Theme) -> Series:
    begin, size = places[course.first], len(course.y)

    def spread(values: Iterable[Any], empty: Any) -> tuple[Any, ...]:
        return (*[empty] * begin, *values, *[empty] * (len(places) - begin - size))

    told: list[Stretch] = [
        "carried" if carried else "forecast" if forecast else "observed"
        for carried, forecast in zip(course.carried, course.forecast, strict=True)
    ]
    ends = {
        end: spread(known(values), None)
        for end, values in (("low", course.low), ("high", course.high))
        if np.isfinite(values).any()
    }
    return Series(
        name(course.name), spread(known(course.y), None), brand_colour(theme, course.colour, own=course.own), own=course.own,
        stretches=spread(told, "observed") if set(told) != {"observed"} else (), **ends,
    )  # fmt: skip
