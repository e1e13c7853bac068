"""When a scheduled report is due: an hour of each day, of a weekday or of a day of the month, in a time zone. Pure.

Due instants are UTC without a zone. An hour that a zone leaves out on a day is due at the first one that exists, an hour that
it has twice is due the first time only, and a month with fewer days is due on its last.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

Every = Literal["day", "week", "month"]

RETRIES: Final = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""How long after each failed attempt the next one follows; after the last the sending has failed."""
_STEP: Final = timedelta(minutes=15)
"""Every change of a zone's clock falls on a quarter hour of UTC."""
_PASSED: Final = 800
"""The most instants that are told of a time when nothing was sent: two years of days."""


@dataclass(frozen=True)
class Rhythm:
    """When a report is due."""

    every: Every
    hour: int
    timezone: str
    weekday: int = 1
    """1 Monday to 7 Sunday; counts for ``week``."""
    month_day: int = 1
    """1 to 31; counts for ``month``."""


def next_due(rhythm: Rhythm, after: datetime) -> datetime:
    """Return the first due instant later than a UTC time."""
    day = _local_day(rhythm, after) - timedelta(days=1)  # a left-out hour may fall on the day after its own
    while not (_falls_on(rhythm, day) and _instant(rhythm, day) > after):
        day += timedelta(days=1)
    return _instant(rhythm, day)


def latest_due(rhythm: Rhythm, now: datetime) -> datetime:
    """Return the last due instant that is not later than a UTC time."""
    day = _local_day(rhythm, now) + timedelta(days=1)
    while not (_falls_on(rhythm, day) and _instant(rhythm, day) <= now):
        day -= timedelta(days=1)
    return _instant(rhythm, day)


def dues_between(rhythm: Rhythm, after: datetime, before: datetime) -> list[datetime]:
    """Return the due instants later than one time and earlier than another, in order; of very many the latest."""
    found: list[datetime] = []
    at = before - timedelta(microseconds=1)
    while len(found) < _PASSED and (at := latest_due(rhythm, at)) > after:
        found.append(at)
        at -= timedelta(microseconds=1)
    return found[::-1]


def retry_at(attempts: int, failed_at: datetime) -> datetime | None:
    """Return when the next attempt follows after this many failed ones; None when there is no further one."""
    return failed_at + RETRIES[attempts - 1] if attempts <= len(RETRIES) else None


def _local_day(rhythm: Rhythm, moment: datetime) -> date:
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(rhythm.timezone)).date()


def _falls_on(rhythm: Rhythm, day: date) -> bool:
    if rhythm.every == "week":
        return day.isoweekday() == rhythm.weekday
    if rhythm.every == "month":
        return day.day == min(rhythm.month_day, monthrange(day.year, day.month)[1])
    return True


def _instant(rhythm: Rhythm, day: date) -> datetime:
    """Return the rhythm's hour of a day as UTC."""
    zone = ZoneInfo(rhythm.timezone)
    # Of an hour that comes twice fold 0 is the first. One that is left out, fold 0 reads with the offset before the gap, which
    # lands as far behind the gap as the hour stood in it; the first moment behind the gap is looked for from there.
    wanted = datetime.combine(day, time(rhythm.hour), zone)
    at = wanted.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != wanted.replace(tzinfo=None):
        while (at - _STEP).astimezone(zone).utcoffset() != wanted.utcoffset():
            at -= _STEP
    return at.replace(tzinfo=None)
