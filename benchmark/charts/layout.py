"""Parts that charts share: margins, axes, labels at line ends, events, references, the language of plotly itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from babel import dates, numbers

from benchmark.charts import ticks
from benchmark.charts.card import Card
from benchmark.charts.labels import file_part, plain, plotly_text
from benchmark.charts.measure import separators
from benchmark.charts.text_width import shorten, shorten_apart, text_width
from benchmark.charts.theme import SMALL, Theme, faded, figure_layout
from benchmark.text import t
from benchmark.text.format import day_range
from benchmark.text.language import language

NAME_WIDTH = 128
"""Most pixels a brand's name may take beside a chart: half of a telephone's width stays for the chart."""
LEFT_TO_RIGHT = "\u200e"
"""Stands behind a brand's name, so that a figure stays behind an Arabic or Hebrew one."""
_LABEL_GAP = 16
_EVENT_ROWS = 3
_DAY_MS = 86_400_000
EVENT_BASE = 24
"""Pixels from the plot's top to the lowest event label: the unit stands between."""
_NARROW_PLOT = 230  # the plot area on a telephone, where event labels must not overlap either


@dataclass(frozen=True)
class Event:
    """A dated remark drawn as a labelled hairline: a campaign, a change of definition; of several days as a light band."""

    day: date
    text: str
    last: date | None = None
    """The last of several days."""

    @property
    def end(self) -> date:
        """The last day it covers."""
        return self.last or self.day

    @property
    def told(self) -> str:
        """The text with its days, as it stands in a hover box."""
        return t("{text} ({days})", text=self.text, days=day_range(self.day, self.end))


@dataclass(frozen=True)
class _Place:
    event: Event
    text: str
    to_left: bool
    span: tuple[float, float]


@dataclass(frozen=True)
class Reference:
    """A level to compare with, drawn as a dashed line: the competitors' median, 100, no change."""

    value: float
    label: str = ""


def base(theme: Theme, height: int, margin: dict[str, int], **more: Any) -> dict[str, Any]:
    """Return a layout with margins that nothing widens later, and plotly's number signs set to the language."""
    layout = figure_layout(theme, height)
    layout["margin"] = {**margin, "pad": 0}
    layout["separators"] = separators()
    for axis in ("xaxis", "yaxis"):
        layout[axis] = {**layout[axis], **more.pop(axis, {})}
    return {**layout, **more}


def spread(targets: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions near their targets, in the same order, at least ``gap`` apart and inside [low, high].

    Least squares by pooling neighbours that collide; the gap shrinks when there are too many for the space.
    """
    if not targets:
        return []
    gap = min(gap, (high - low) / max(len(targets) - 1, 1))
    order = sorted(range(len(targets)), key=lambda index: targets[index])
    pools: list[tuple[float, int]] = []
    for place, index in enumerate(order):
        mean, count = targets[index] - place * gap, 1
        while pools and pools[-1][0] > mean:
            before, members = pools.pop()
            mean, count = (before * members + mean * count) / (members + count), members + count
        pools.append((mean, count))
    room = high - gap * (len(targets) - 1)
    flat = [min(max(mean, low), room) for mean, count in pools for _ in range(count)]
    placed = [0.0] * len(targets)
    for place, index in enumerate(order):
        placed[index] = flat[place] + place * gap
    return placed


def unit_label(unit: str, left: int, theme: Theme, rise: int = 8) -> list[dict[str, Any]]:
    """Return the unit as a small text above the vertical axis, ``rise`` pixels above the plot."""
    return [note(plotly_text(unit), theme, x=0, y=1, xshift=-left, yshift=rise, yanchor="bottom")] if unit else []


def note(text: str, theme: Theme, **place: Any) -> dict[str, Any]:
    """Return a small quiet text; its place is in parts of the plot area unless told otherwise."""
    style = {"showarrow": False, "xref": "paper", "yref": "paper", "xanchor": "left", "align": "left", "borderpad": 0}
    font = {"size": SMALL, "color": theme.muted}
    return {**style, "text": text, "font": font, "yanchor": "middle", **place}


def time_axis(first: date, last: date, theme: Theme, *, before: float = 0, after: float = 0) -> dict[str, Any]:
    """Return a time axis for whole days; ``before`` and ``after`` widen it by that many days."""
    days, texts = ticks.day_ticks(first, last)
    day = 86_400_000
    return {
        "type": "date",
        "range": [ticks.epoch_ms(first) - before * day, ticks.epoch_ms(last) + after * day],
        "tickmode": "array",
        "tickvals": [ticks.epoch_ms(tick) for tick in days],
        "ticktext": texts,
        "ticks": "outside",
        "ticklen": 4,
        "tickangle": 0,
        "tickcolor": theme.border,
        "showline": True,
        "linecolor": theme.border,
        "hoverformat": "%-d %b %Y",
    }


def event_marks(
    events: Sequence[Event],
    first: date,
    last: date,
    theme: Theme,
    plot_height: float,
    *,
    rise: int = EVENT_BASE,
    shift: float = 0,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return hairlines and bands, and their labels in up to three rows above the plot; see `event_room` for their pixels.

    A label without room keeps its hairline and shows its text on hover.

    Args:
        events: the remarks; those outside the days shown are left out, one that began before is drawn from the first day on.
        first: the first day shown.
        last: the last day shown.
        theme: colours.
        plot_height: pixels.
        rise: pixels from the plot's top to the lowest label.
        shift: days by which a day's beginning is drawn off its date, where bars stand around theirs.
    """
    span = max((last - first).days, 1)
    places = []
    shown = [event for event in events if event.day <= last and event.end >= first]
    for event in sorted(shown, key=lambda event: event.day):
        text = shorten(plain(event.text, 60), 120, SMALL)
        at, width = (max(event.day, first) - first).days / span * _NARROW_PLOT, text_width(text, SMALL) + 10
        to_left = at + width > _NARROW_PLOT + 40
        places.append(_Place(event, text, to_left, (at - width, at) if to_left else (at, at + width)))
    lines, texts = [], []
    for place, row in _rows(places):
        start = max(place.event.day, first)
        x, up = ticks.epoch_ms(start) + shift * _DAY_MS, 0 if row is None else rise + 15 * row
        lines.append({
            "type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1 + (up + 12 * (row is not None)) / plot_height, "yref": "paper",
            "line": {"color": theme.muted, "width": 1, "dash": "2px,2px"}, "layer": "below",
        })  # fmt: skip
        if place.event.end > place.event.day:
            end = ticks.epoch_ms(min(place.event.end, last)) + (shift + (1 if shift else 0)) * _DAY_MS
            lines.append({
                "type": "rect", "x0": x, "x1": end, "y0": 0, "y1": 1, "yref": "paper", "layer": "below",
                "fillcolor": faded(theme.muted, 0.1), "line": {"width": 0},
            })  # fmt: skip
        texts.append(note(
            "•" if row is None else plotly_text(place.text), theme, x=x, xref="x", y=1, yshift=up, yanchor="bottom",
            xanchor="center" if row is None else "right" if place.to_left else "left",
            xshift=0 if row is None else -4 if place.to_left else 4,
            hovertext=plotly_text(place.event.told, 200), captureevents=True,
        ))  # fmt: skip
    return lines, texts


def _rows(places: list[_Place]) -> list[tuple[_Place, int | None]]:
    """Return each event's row. The longer a hairline the further out it stands, so that none crosses another's label."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(_EVENT_ROWS)]
    rightward = [place for place in reversed(places) if not place.to_left]
    found: list[tuple[_Place, int | None]] = []
    for place in [*rightward, *(place for place in places if place.to_left)]:
        start, end = place.span
        row = next((row for row in range(_EVENT_ROWS) if all(end <= a or b <= start for a, b in taken[row])), None)
        if row is not None:
            taken[row].append(place.span)
        found.append((place, row))
    return found


def event_room(events: Sequence[Event], first: date, last: date) -> int:
    """Return the pixels above the plot that events may need."""
    shown = sum(event.day <= last and event.end >= first for event in events)
    return 15 * min(shown, _EVENT_ROWS) + 4 if events else 0


def in_weeks(events: Sequence[Event]) -> list[Event]:
    """Return events on the Mondays of their weeks, where one point stands for a whole week."""
    mondays = [
        (event.day - timedelta(event.day.weekday()), event.end - timedelta(event.end.weekday())) for event in events
    ]
    return [
        replace(event, day=first, last=last if last > first else None)
        for event, (first, last) in zip(events, mondays, strict=True)
    ]


def name_ticks(names: Sequence[str], inks: Sequence[str], bold: Sequence[bool]) -> tuple[list[str], int]:
    """Return row names as tick texts in their colours, cut to `NAME_WIDTH`, and the pixels they need."""
    short = shorten_apart([plain(name) for name in names], NAME_WIDTH, 13)
    width = max((text_width(name, 13) for name in short), default=0)
    texts = []
    for name, colour, strong in zip(short, inks, bold, strict=True):
        text = plotly_text(name)
        texts.append(f'<span style="color:{colour}">{f"<b>{text}</b>" if strong else text}</span>')
    return texts, round(width) + 14


def not_available() -> str:
    """Return what stands where a value is missing."""
    return t("not available")


def plotly_config(card: Card | None = None) -> dict[str, Any]:
    """Return plotly's settings for a page: the reader's language, no cloud button, no logo, quiet buttons."""
    locale = language.get()
    image = {"format": "png", "scale": 2, "filename": file_part(f"{card.subject} {card.key}", 80) if card else "chart"}
    return {
        "locale": locale,
        "locales": {locale: _locale(locale)},
        "displaylogo": False,
        "displayModeBar": False,
        "showSendToCloud": False,
        "scrollZoom": False,
        "doubleClick": False,
        "responsive": True,
        "toImageButtonOptions": image,
    }


def label_gap() -> int:
    """Return the pixels between two labels at line ends."""
    return _LABEL_GAP


def _locale(locale: str) -> dict[str, Any]:
    """Return plotly's own words for dates in a language; without them months stay English."""

    def days(width: Literal["wide", "abbreviated"]) -> list[str]:
        named = dates.get_day_names(width, "stand-alone", locale)
        return [named[day] for day in (6, 0, 1, 2, 3, 4, 5)]

    def months(width: Literal["wide", "abbreviated"]) -> list[str]:
        named = dates.get_month_names(width, "format", locale)
        return [named[month] for month in range(1, 13)]

    return {
        "dictionary": {},
        "format": {
            "days": days("wide"),
            "shortDays": days("abbreviated"),
            "months": months("wide"),
            "shortMonths": months("abbreviated"),
            "date": "%d/%m/%Y",
            "decimal": numbers.get_decimal_symbol(locale),
            "thousands": numbers.get_group_symbol(locale),
        },
    }
