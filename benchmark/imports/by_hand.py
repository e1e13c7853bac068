"""Figures that somebody types in: one account, one day. They count before all others of that day.

Entering a day again replaces what was entered, and entering nothing takes it back; the audit keeps what stood there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from benchmark.brands import lookup
from benchmark.imports import counts
from benchmark.imports.cells import at_noon
from benchmark.imports.counts import Count
from benchmark.imports.dates import FIRST_YEAR
from benchmark.imports.layouts import TOTALS
from benchmark.refusals import Refusal
from benchmark.store import Store, Transaction, derive, directory
from benchmark.store.directory import By
from benchmark.store.vocabulary import ORIGINS, code
from sources import SOURCES

MANUAL = code(ORIGINS, "manual")
REACH = timedelta(days=31)


@dataclass(frozen=True)
class Entered:
    """What an entry did. ``before`` and ``after`` hold the figures by name, empty when there were or are none."""

    account: str
    day: date
    before: Mapping[str, int]
    after: Mapping[str, int]


def read(typed: Mapping[str, str]) -> dict[str, Count]:
    """Return the figures that were typed, without the empty ones.

    Raises:
        Wrong: see `counts.read`.
    """
    found = {name: counts.read(text, counts.style([text])) for name, text in typed.items()}
    return {name: count for name, count in found.items() if count is not None}


def entered(store: Store, account_key: int, day: date) -> dict[str, int]:
    """Return what is entered for a day."""
    return _there(store, account_key, day)


def enter(
    store: Store, account: str, day: date, figures: Mapping[str, Count], *, actor: str, now: datetime, timezone: str
) -> Entered:
    """Store what was typed in for a day; no figures take the day's entry back.

    Args:
        store: where.
        account: its id, link or handle.
        day: a day in ``timezone``, today at the latest.
        figures: by name of `layouts.TOTALS`.
        actor: who, for the audit.
        now: UTC.
        timezone: of the days.

    Raises:
        Refusal: ``unknown_account``, ``removed_account``, ``future``, ``too_early``, ``entry_nothing_there``.
    """
    row = lookup.account(store, account)
    if row.removed_at is not None:
        raise Refusal("removed_account", value=row.id)
    if day > now.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)).date():
        raise Refusal("future", value=day.isoformat())
    if day.year < FIRST_YEAR:
        raise Refusal("too_early", value=day.isoformat())
    with store.transaction() as tx:
        before = _there(tx, row.key, day)
        after = {name: count.value for name, count in figures.items()}
        if not before and not after:
            raise Refusal("entry_nothing_there")
        _put(tx, row.key, day, figures, now)
        age = SOURCES[row.source].age_days if row.source in SOURCES else derive.DEFAULT_AGE_DAYS
        derive.recompute(tx, [row.key], now, ages={row.key: age}, since=at_noon(day) - REACH)
        said = json.dumps({"day": day.isoformat(), "before": before, "after": after})
        directory.audit(tx, By(actor, now), "enter", row.id, said)
    return Entered(row.id, day, before, after)


def _there(reader: directory.Reader, account_key: int, day: date) -> dict[str, int]:
    rows = reader.rows(
        f"SELECT {', '.join(TOTALS)} FROM core.profile_snapshot WHERE account_key = $key AND origin = $origin "
        "AND observed_at >= $start AND observed_at < $end ORDER BY observed_at DESC LIMIT 1",
        _bound(account_key, day),
    )
    return {name: value for row in rows for name, value in zip(TOTALS, row, strict=True) if value is not None}


def _put(tx: Transaction, account_key: int, day: date, figures: Mapping[str, Count], now: datetime) -> None:
    tx.execute(
        "DELETE FROM core.profile_snapshot WHERE account_key = $key AND origin = $origin "
        "AND observed_at >= $start AND observed_at < $end",
        _bound(account_key, day),
    )
    if not figures:
        return
    followers = figures.get("followers")
    at = at_noon(day)
    values = {name: figures[name].value if name in figures else None for name in TOTALS}
    tx.execute(
        "INSERT INTO core.profile_snapshot VALUES "
        "($key, $at, $followers, $step, 0, $following, $posts_total, $views_total, $origin, NULL)",
        {
            **values,
            "key": account_key,
            "at": min(at, now) if at.date() == now.date() else at,  # what is typed in the morning shows at once
            "step": followers.step if followers else 1,
            "origin": MANUAL,
        },
    )


def _bound(account_key: int, day: date) -> dict[str, object]:
    start = datetime(day.year, day.month, day.day)
    return {"key": account_key, "origin": MANUAL, "start": start, "end": start + timedelta(days=1)}
