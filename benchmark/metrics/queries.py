"""The SQL of the metrics: text from ``sql/``, parameters from the scope.

A query names the parts it shares with others in braces; they stand in ``sql/parts``. Values are bound, never pasted in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

import pandas as pd

from benchmark.metrics.scope import Scope
from benchmark.store import Store

T = TypeVar("T")

_SQL = Path(__file__).parent / "sql"
_PART = re.compile(r"\{(\w+)\}")
_LEFT_OUT = "left_out"
"""The part that leaves posts out by their tags; most queries are asked without it, and shall not pay for it."""
_PARAMETER = re.compile(r"\$([a-z_]+)")


class Reads(Protocol):
    """What answers queries: a store, or one reading of it that several metrics share."""

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Return the whole result as a frame."""


class Shared:
    """Answers each query over one scope once, for metrics that are computed together."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._answers: dict[tuple[str, str, tuple[int, ...]], pd.DataFrame] = {}
        self._made: dict[str, Any] = {}

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Return the whole result as a frame of its own."""
        # Of all that is bound only the periods differ within a scope, and the accounts where a metric looks beyond it.
        known = params or {}
        key = sql, str(known.get("period_starts")), tuple(known.get("accounts", ()))
        if key not in self._answers:
            self._answers[key] = self._store.query(sql, params)
        return self._answers[key].copy(deep=False)

    def once(self, key: str, make: Callable[[], T]) -> T:
        """Return what ``make`` makes of these queries, made once."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made


REACH_DAYS = 4
"""How far before the period an observation may lie that still tells its eve: the eve itself and the 3 days before it."""


@cache
def text(name: str, *, without: bool = False) -> str:
    """Return the SQL of a query with its parts put in. ``without``: posts that carry the tags ``$without`` are left out."""
    return _with_parts((_SQL / f"{name}.sql").read_text(encoding="utf-8"), without=without)


def _with_parts(sql: str, *, without: bool) -> str:
    def part(found: re.Match[str]) -> str:
        if found[1] == _LEFT_OUT and not without:
            return ""
        return _with_parts((_SQL / "parts" / f"{found[1]}.sql").read_text(encoding="utf-8").strip(), without=without)

    return _PART.sub(part, sql)


@cache
def _parameters(sql: str) -> frozenset[str]:
    return frozenset(_PARAMETER.findall(sql))


def run(store: Reads, name: str, scope: Scope, more: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Return the result of a query over a scope. Where its rows carry units, brand_id and source are put to them."""
    places = store.query(text("places"), {"accounts": list(scope.accounts)})
    names = places[["brand_id", "source"]].drop_duplicates(ignore_index=True)
    changed = (places["brand_id"] != places["brand_id"].shift()) | (places["source"] != places["source"].shift())
    units = (changed.cumsum() - 1).tolist()
    known = bound(scope) | dict(more or {}) | {"accounts": places["account_key"].tolist(), "units": units}
    sql = text(name, without=bool(scope.without))
    frame = store.query(sql, {parameter: known[parameter] for parameter in _parameters(sql)})
    return _named(frame, names) if "unit" in frame else frame


def _named(frame: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """Put brand and network to the units of a result; the frame keeps its order."""
    unit = frame["unit"].to_numpy()
    for column in ("brand_id", "source"):
        frame[column] = pd.Series(names[column].to_numpy(object)[unit], index=frame.index, dtype=object)
    return frame


@lru_cache(maxsize=64)
def bound(scope: Scope) -> dict[str, Any]:
    """Return the values that queries over a scope may bind."""
    start, end = scope.instants
    last_day = min(scope.end, scope.today)
    days = _days(scope.start - timedelta(days=REACH_DAYS), last_day + timedelta(days=1))
    midnights = [scope.midnight(day) for day in days]
    weeks = _weeks(scope.start, last_day)
    return {
        "accounts": list(scope.accounts),
        "without": list(scope.without),
        "timezone": scope.timezone,
        "now": scope.now,
        "start": start,
        "end": end,
        "first_day": scope.start,
        "last_day": last_day,
        "ends": scope.midnight(last_day + timedelta(days=1)),
        "units": [],
        "days": days,
        "midnights": midnights,
        "shift": _shift(midnights),
        "elapsed_days": max((last_day - scope.start).days + 1, 0),
        "elapsed": _elapsed(scope, min(end, scope.now)),
        "period_starts": [scope.start],
        "period_ends": [last_day],
        "weeks": [monday(first) for first, _ in weeks],
        "week_opens": [scope.midnight(first) for first, _ in weeks],
        "week_closes": [min(scope.midnight(last + timedelta(days=1)), scope.now) for _, last in weeks],
        "week_starts": [first for first, _ in weeks],
        "week_ends": [last for _, last in weeks],
    }


def _shift(midnights: list[datetime]) -> timedelta:
    """Return what brings local midnights near 12:00 UTC, whatever hour summer time moves them by."""
    if not midnights:
        return timedelta()
    first = midnights[0]
    return timedelta(hours=12) - timedelta(hours=first.hour, minutes=first.minute)


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _weeks(first: date, last: date) -> list[tuple[date, date]]:
    """Return the weeks from Monday to Sunday, the outer ones cut to the period."""
    weeks = []
    while first <= last:
        sunday = monday(first) + timedelta(days=6)
        weeks.append((first, min(sunday, last)))
        first = sunday + timedelta(days=1)
    return weeks


def _elapsed(scope: Scope, until: datetime) -> float:
    """Return the local days, parts of days included, from the start of the period to a UTC instant."""
    local = pd.Timestamp(until, tz="UTC").tz_convert(ZoneInfo(scope.timezone)).tz_localize(None)
    return max((local - pd.Timestamp(scope.start)).total_seconds() / 86400, 0.0)
