"""The periods that can be chosen, and what each is compared with."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from benchmark import clock
from benchmark.metrics import Scope
from benchmark.text import words

PERIODS = {
    "last-week": words("Last week"),
    "28d": words("Last 28 days"),
    "13w": words("Last 13 weeks"),
    "26w": words("Last 26 weeks"),
    "52w": words("Last 52 weeks"),
    "last-13-weeks": words("Last 13 whole weeks"),
    "month": words("This month"),
    "last-month": words("Last month"),
    "year": words("This year"),
    "custom": words("Own dates"),
}
DEFAULT_PERIOD = "13w"
DAYS = {"28d": 28, "13w": 91, "26w": 182, "52w": 364}
_WHOLE_WEEKS = {"last-week": 1, "last-13-weeks": 13}
"""From Monday to Sunday."""
COMPARED = {
    "previous": words("Previous period"),
    "year": words("Same period last year"),
    "none": words("No comparison"),
}
DEFAULT_COMPARED = "previous"


def today(timezone: str) -> date:
    """Return the present day in a zone."""
    return pd.Timestamp(clock.utcnow(), tz="UTC").tz_convert(ZoneInfo(timezone)).date()


def period(name: str, now: date, own_dates: tuple[date, date] | None = None) -> tuple[date, date]:
    """Return the first and last day of a named period: one that ends today, or the last whole weeks or month before."""
    if name == "custom" and own_dates:
        return own_dates
    if name in _WHOLE_WEEKS:
        monday = now - timedelta(days=now.weekday())
        return monday - timedelta(weeks=_WHOLE_WEEKS[name]), monday - timedelta(days=1)
    if name == "month":
        return now.replace(day=1), now
    if name == "last-month":
        last = now.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    if name == "year":
        return now.replace(month=1, day=1), now
    return now - timedelta(days=DAYS.get(name, DAYS[DEFAULT_PERIOD]) - 1), now


def compared_with(name: str, scope: Scope, compared: str) -> Scope | None:
    """Return the period that a view is compared with; None for none.

    The one before a calendar month is the calendar month before, and before the days of this month so far the same days of that.
    """
    if compared == "year":
        return scope.year_before()
    if compared != "previous":
        return None
    whole = scope.is_month and name != "month"
    return scope.month_before(whole=whole) if whole or name == "month" else scope.previous()


def now_in_steps() -> datetime:
    """Return the next five minutes: figures are kept between clicks and nothing just observed is left out."""
    moment: datetime = pd.Timestamp(clock.utcnow()).ceil("5min").to_pydatetime()
    return moment
