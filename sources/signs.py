"""What an answer's header says about time: when to ask again, what is left of a limit, what the server's clock shows.

Retry-After: RFC 9110 section 10.2.3. ``X-RateLimit-*`` is no standard: the reset is an ISO time on Mastodon
(https://docs.joinmastodon.org/api/rate-limits/), seconds since 1970 on X, Bluesky and Twitch, and seconds to go on
Reddit and in drafts of the IETF; all three are read. A time of the server's is taken relative to the server's own
clock (``Date``), so a wrong clock on either side does no harm. Meta tells the part of its limits that is used up, in
percent (https://developers.facebook.com/docs/graph-api/overview/rate-limiting).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

_EPOCH_FROM: Final = 1_000_000_000
"""Numbers above are seconds since 1970, below are seconds to go."""
_PREFIXES: Final = ("X-RateLimit-", "RateLimit-", "X-Rate-Limit-")
_DIGITS: Final = re.compile(r"[0-9]{1,18}\Z")
_NUMBER: Final = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,9})?\Z")
_LONGEST_USAGE: Final = 16_384
_MOST_PERCENT: Final = 10_000.0
_MOST_MINUTES: Final = 1440.0


@dataclass(frozen=True)
class Allowance:
    """What is left of a host's limit: calls, seconds until it is renewed, and the limit itself when told."""

    remaining: float
    seconds: float
    limit: float | None


@dataclass(frozen=True)
class Usage:
    """How much of a host's limit is used up; ``seconds`` until it is free again, when the host says so."""

    percent: float
    seconds: float | None = None


def server_time(headers: Mapping[str, str]) -> datetime | None:
    """The ``Date`` of an answer that comes straight from the server, in UTC without a zone."""
    age = headers.get("Age", "0").strip()
    if age != "0":
        return None  # out of a cache: its date is of another day
    return _http_date(headers.get("Date", ""))


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the server asks us to wait; None when it says nothing that can be followed."""
    value = headers.get("Retry-After", "").strip()
    if _DIGITS.match(value):
        return float(value)
    when = _http_date(value)
    if when is None:
        return None
    seconds = (when - (server_time(headers) or now)).total_seconds()
    return seconds if seconds > 0 else None


def allowance(headers: Mapping[str, str], now: datetime) -> Allowance | None:
    """What the server says is left of its limit; None when it does not say, or nothing that makes sense."""
    for prefix in _PREFIXES:
        remaining = _number(headers.get(prefix + "Remaining", ""))
        if remaining is None:
            continue
        seconds = _reset(headers.get(prefix + "Reset", "").strip(), server_time(headers) or now)
        if seconds is not None and 0 < seconds <= 86_400:
            return Allowance(remaining, seconds, _number(headers.get(prefix + "Limit", "")))
    return None


def usage(headers: Mapping[str, str]) -> Usage | None:
    """The limit of Meta's that is used up most; None when nothing is told, or nothing that makes sense.

    ``X-App-Usage`` is one object, ``X-Business-Use-Case-Usage`` a list of such objects by business; each holds percentages
    of calls, of processor time and of time, the latter also the minutes until a used up limit is free again.
    """
    told = [Usage(percent, _minutes(each)) for each in _limits(headers) if (percent := _most_used(each)) is not None]
    if not told:
        return None
    percent = max(each.percent for each in told)
    waits = [each.seconds for each in told if each.percent >= 100 and each.seconds is not None]
    return Usage(percent, max(waits, default=None))


def _limits(headers: Mapping[str, str]) -> list[dict[str, Any]]:
    business = _object(headers.get("X-Business-Use-Case-Usage", ""))
    listed = [each for value in business.values() if isinstance(value, list) for each in value]
    return [each for each in (_object(headers.get("X-App-Usage", "")), *listed) if isinstance(each, dict)]


def _object(value: str) -> dict[str, Any]:
    try:
        found = json.loads(value) if 0 < len(value) <= _LONGEST_USAGE else None
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _most_used(limit: Mapping[str, Any]) -> float | None:
    parts = (_between(limit.get(name), _MOST_PERCENT) for name in ("call_count", "total_cputime", "total_time"))
    return max((part for part in parts if part is not None), default=None)


def _minutes(limit: Mapping[str, Any]) -> float | None:
    minutes = _between(limit.get("estimated_time_to_regain_access"), _MOST_MINUTES)
    return minutes * 60 if minutes else None


def _between(value: object, most: float) -> float | None:
    """A number from 0 to ``most``; NaN, which is no number, is not between anything."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= most else None


def _reset(value: str, now: datetime) -> float | None:
    number = _number(value)
    if number is not None:
        return number if number < _EPOCH_FROM else number - now.replace(tzinfo=UTC).timestamp()
    try:
        return (_utc(datetime.fromisoformat(value)) - now).total_seconds()
    except ValueError:
        return None


def _number(value: str) -> float | None:
    value = value.strip()
    if not _NUMBER.match(value):
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def _http_date(value: str) -> datetime | None:
    if len(value) > 60:
        return None
    try:
        return _utc(parsedate_to_datetime(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _utc(when: datetime) -> datetime:
    """Without a zone, in UTC. A time near year 1 or 9999 that has no UTC counterpart raises ValueError."""
    if when.tzinfo is None:
        return when
    try:
        return (when - (when.utcoffset() or timedelta())).replace(tzinfo=None)
    except OverflowError as error:
        raise ValueError(str(error)) from error
