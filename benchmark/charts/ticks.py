"""Round axis ticks for numbers, logarithms and days; few enough to stay readable on a telephone."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta

from babel import dates

from benchmark.text.language import language

_MOST_DAYS = 7  # marks on a time axis: so many fit into the 150 pixels that a telephone may leave


def number_ticks(low: float, high: float, *, about: int = 5, whole: bool = False) -> list[float]:
    """Return round values inside [low, high], about ``about`` of them; ``whole`` keeps the step at 1 or more."""
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return [low]
    magnitude = 10 ** math.floor(math.log10(span / max(about - 1, 1)))
    steps = [magnitude * factor for factor in (1, 2, 2.5, 5, 10)]
    if whole:
        steps = [step for step in steps if step >= 1 and step == round(step)] or [1.0]
    step = min(reversed(steps), key=lambda step: abs(math.floor(high / step) - math.ceil(low / step) + 1 - about))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def log_ticks(low: float, high: float, most: int = 7) -> list[float]:
    """Return 1, 2, 5 steps of ten inside [low, high], both above 0; only powers of ten where these are more than ``most``."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for factors in ((1, 2, 5), (1, 3), (1,)):
        values = [factor * 10.0**decade for decade in decades for factor in factors]
        inside = [value for value in values if low * 0.999 <= value <= high * 1.001]
        if len(inside) <= most:
            break
    return (
        inside
        if len(inside) >= 2
        else [value for value in number_ticks(low, high, about=min(5, most - 1)) if value > 0]
    )


def day_ticks(first: date, last: date) -> tuple[list[date], list[str]]:
    """Return days and their texts in two lines: day above month, or month above year; the lower one only where it changes."""
    days = _days(first, last)
    monthly = all(day.day == 1 for day in days) and len(days) > 1
    if monthly and all(day.month == 1 for day in days):
        return days, [str(day.year) for day in days]
    texts: list[str] = []
    before: date | None = None
    for day in days:
        texts.append(_tick(day, before, monthly=monthly))
        before = day
    return days, texts


def epoch_ms(day: date) -> int:
    """Return the milliseconds plotly's date axis counts in; a local day is drawn at its midnight without a zone."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def _tick(day: date, before: date | None, *, monthly: bool) -> str:
    month = dates.format_date(day, "LLL", locale=language.get())
    new_year = before is None or before.year != day.year
    if monthly:
        return f"{month}<br>{day.year}" if new_year else month
    if before is not None and (before.year, before.month) == (day.year, day.month):
        return str(day.day)
    # The first year stands in the definition line; on the axis it would run into the next month on a telephone.
    return f"{day.day}<br>{month} {day.year}" if new_year and before is not None else f"{day.day}<br>{month}"


def _days(first: date, last: date) -> list[date]:
    span = (last - first).days
    for step in (1, 2, 7, 14):
        if span / step < _MOST_DAYS:
            start = first if step < 7 else first + timedelta(days=-first.weekday() % 7)
            return [start + timedelta(days=offset) for offset in range(0, (last - start).days + 1, step)]
    for months in (1, 2, 3, 6, 12, 24, 60, 120):
        found = _months(first, last, months)
        if len(found) <= _MOST_DAYS:
            return found
    return [first, last]


def _months(first: date, last: date, step: int) -> list[date]:
    count = first.year * 12 + first.month - 1 + (1 if first.day > 1 else 0)
    count += -count % step
    found = []
    while (day := date(count // 12, count % 12 + 1, 1)) <= last:
        found.append(day)
        count += step
    return found
