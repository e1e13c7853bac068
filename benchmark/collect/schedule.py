"""When to collect: a span such as ``6h`` or ``30m``, or a cron line in the settings' time zone. Pure.

A schedule is a row of instants. Spans count from an anchor (when the first account was added), so that installations do not
all ask the networks at the same minute. An account is due when it was last tried before the *middle* between the last two
instants: one that somebody collected by hand shortly before the instant is not read twice, and one that was missed while
the machine slept is read as soon as it wakes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from croniter import croniter

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1)}
RARELY = ((timedelta(days=14), timedelta(days=1)), (timedelta.max, timedelta(days=7)))
"""How long an account has been gone, and how often it is then tried."""


@dataclass(frozen=True)
class Instants:
    """The latest instant of a schedule, and the next one. UTC without a zone."""

    cutoff: datetime
    """Accounts last tried before it are due."""
    next: datetime


def instants(schedule: str, timezone: str, anchor: datetime, now: datetime) -> Instants | None:
    """Return where ``now`` stands in the schedule; None when it is ``off``.

    Args:
        schedule: ``off``, a span, or a cron line.
        timezone: the zone of the cron line.
        anchor: where spans count from.
        now: the present, UTC.
    """
    if schedule == "off":
        return None
    span = re.fullmatch(r"(\d+)([mh])", schedule)
    if span is not None:
        step = int(span[1]) * _UNITS[span[2]]
        latest = anchor + (now - anchor) // step * step
        return Instants(latest - step / 2, latest + step)
    zone = ZoneInfo(timezone)
    local = now.replace(tzinfo=UTC).astimezone(zone)
    latest = _utc(croniter(schedule, local + timedelta(seconds=1)).get_prev(datetime))
    previous = _utc(croniter(schedule, latest.replace(tzinfo=UTC).astimezone(zone)).get_prev(datetime))
    following = _utc(croniter(schedule, local).get_next(datetime))
    return Instants(latest - (latest - previous) / 2, following)


def is_due(tried_at: datetime | None, cutoff: datetime, now: datetime) -> bool:
    """Tell whether an account is to be read: never tried, or last before the cutoff.

    A try dated after ``now`` was written while the clock was wrong and does not count.
    """
    return tried_at is None or tried_at < cutoff or tried_at > now


def is_due_though_gone(status_at: datetime, tried_at: datetime | None, now: datetime) -> bool:
    """Tell whether an account that the network no longer has is to be tried again: daily for two weeks, then weekly."""
    pause = next(pause for gone_for, pause in RARELY if now - status_at <= gone_for)
    return is_due(tried_at, now - pause + timedelta(hours=1), now)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
