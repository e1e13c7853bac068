"""The one formatter of numbers, dates and times, for the reader's language.

Times in the store are UTC without a zone; `moment` shows them in a zone. An unknown value is shown as an en dash.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel import dates, numbers

from benchmark.text.language import language

UNKNOWN = "–"
_NARROW_SPACE = "\u202f"
_MINUS = "\u2212"
_UNITS = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))


def _is_unknown(value: float | None) -> bool:
    return value is None or not math.isfinite(value)


def number(value: float | None, decimals: int | None = None, *, signed: bool = False) -> str:
    """Return a grouped number: 12,400 in English. ``decimals`` defaults to 0 for integers and up to 2 for others."""
    if value is None or _is_unknown(value):
        return UNKNOWN
    if decimals is None:
        decimals = 0 if float(value).is_integer() else (1 if abs(value) >= 100 else 2)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = numbers.format_decimal(abs(value), format=pattern, locale=language.get())
    return _sign(round(value, decimals), signed=signed) + text


def compact(value: float | None, *, signed: bool = False) -> str:
    """Return a number short enough for an axis or a card: 12.4 k, 3.1 M."""
    if value is None or _is_unknown(value):
        return UNKNOWN
    size = abs(value)
    for unit, name in _UNITS:
        if size >= unit * 0.9995:
            scaled = value / unit
            decimals = 0 if abs(scaled) >= 99.95 else 1
            return f"{number(scaled, decimals, signed=signed)}{_NARROW_SPACE}{name}"
    return number(value, 0 if float(value).is_integer() else (1 if size >= 10 else 2), signed=signed)


def percent(value: float | None, decimals: int | None = None, *, signed: bool = False) -> str:
    """Return a percentage that is already in percent: 4.2 %. Small values keep two significant figures."""
    if value is None or _is_unknown(value):
        return UNKNOWN
    if decimals is None:
        size = abs(value)
        decimals = 1 if size >= 1 or size == 0 else min(4, 1 - math.floor(math.log10(size)))
    return f"{number(value, decimals, signed=signed)}{_NARROW_SPACE}%"


def ratio(value: float | None) -> str:
    """Return a ratio: ×1.6. A small one keeps two figures, for it is not 0: ×0.0013."""
    if value is None or _is_unknown(value):
        return UNKNOWN
    digits = 0 if value >= 10 else 2 if value >= 0.01 or value <= 0 else 1 - math.floor(math.log10(value))
    return f"×{number(value, digits)}"


def day(value: date | None, *, year: bool = True) -> str:
    """Return a day: 20 May 2026."""
    if value is None:
        return UNKNOWN
    return dates.format_date(value, "d MMM y" if year else "d MMM", locale=language.get())


def day_range(first: date, last: date) -> str:
    """Return two days joined by an en dash, the year once when it is the same."""
    if first == last:
        return day(first)
    same_month = (first.year, first.month) == (last.year, last.month)
    start = str(first.day) if same_month else day(first, year=first.year != last.year)
    return f"{start}\u2013{day(last)}" if same_month else f"{start} \u2013 {day(last)}"


def moment(value: datetime | None, timezone: str = "UTC", *, seconds: bool = False) -> str:
    """Return a UTC time in a zone: 20 May 2026, 18:00."""
    if value is None:
        return UNKNOWN
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value
    local = aware.astimezone(ZoneInfo(timezone))
    return dates.format_datetime(local, "d MMM y, HH:mm:ss" if seconds else "d MMM y, HH:mm", locale=language.get())


def clock(value: datetime, timezone: str = "UTC") -> str:
    """Return the time of day of a UTC time in a zone: 18:00."""
    return value.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)).strftime("%H:%M")


def duration(seconds: float) -> str:
    """Return a rough duration: 8 sec, 3 min, 2 hr, 5 days."""
    span = timedelta(seconds=max(seconds, 1))
    unit: Literal["day", "hour", "minute", "second"] = "second"
    if seconds >= 1.5 * 86400:
        unit = "day"
    elif seconds >= 1.5 * 3600:
        unit = "hour"
    elif seconds >= 90:
        unit = "minute"
    return dates.format_timedelta(span, granularity=unit, threshold=100, format="short", locale=language.get())


def _sign(value: float, *, signed: bool) -> str:
    if value < 0:
        return _MINUS
    return "+" if signed and value > 0 else ""


def ordinal(value: float) -> str:
    """Return a place in an order: 1st, 2nd, 3rd; 1er, 2e in French."""
    whole = round(value)
    if language.get().startswith("fr"):
        return "1er" if whole == 1 else f"{whole}e"
    ending = "th" if whole % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
    return f"{whole}{ending}"


def rank_range(low: float, high: float) -> str:
    """Return the places that a rank may take: 2nd, or 2nd–4th when the data cannot tell."""
    return ordinal(low) if round(low) == round(high) else f"{ordinal(low)}–{ordinal(high)}"
