"""What is told of the statistics that may not be kept for ever: when they go, how many, why, and which setting changes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from benchmark.store import Store, announcing, retention
from benchmark.store.retention import Due
from benchmark.text import t, words
from benchmark.text.format import duration
from sources import SOURCES

_KINDS = {
    "profile_snapshots": words("Observations of followers"),
    "post_snapshots": words("Observations of a post's counts"),
    "daily": words("Daily values"),
    "posts_blanked": words("Posts whose counts and texts go; that they were published stays"),
    "changes": words("Former names and texts of profiles"),
    "accounts": words("Names and texts of profiles that are no longer read"),
}


@dataclass(frozen=True)
class Notice:
    """What is told of one source: its announcement, and what comes next as things stand."""

    source: str
    days: int
    announced_at: datetime
    starts_at: datetime
    """When the first removal may begin."""
    day: date
    """The day (UTC) of the next removal."""
    coming: Due
    """What goes on that day, of what is stored now and is not read again before."""
    removed_at: datetime | None
    removed_until: datetime | None

    @property
    def setting(self) -> str:
        """The setting that changes it."""
        return setting_of(self.source)

    def sentence(self) -> str:
        """Return what will be removed when, why, and the setting that changes it."""
        shown: dict[str, Any] = {
            "day": self.day,
            "n": self.coming.total,
            "age": duration(self.days * 86400),
            "setting": self.setting,
        }
        if self.days == _terms(self.source):
            return t(
                "On {day}, {n} statistic of {network} older than {age} will be removed, because its terms let those "
                "of accounts that have not authorised you be kept no longer; the setting {setting} changes it.",
                "On {day}, {n} statistics of {network} older than {age} will be removed, because its terms let those "
                "of accounts that have not authorised you be kept no longer; the setting {setting} changes it.",
                network=label(self.source),
                **shown,
            )
        return t(
            "On {day}, {n} statistic of {network} older than {age} will be removed, because the setting {setting} says so.",
            "On {day}, {n} statistics of {network} older than {age} will be removed, because the setting {setting} says so.",
            network=label(self.source),
            **shown,
        )

    def record(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "source": self.source,
            "days": self.days,
            "setting": self.setting,
            "announced_at": self.announced_at,
            "starts_at": self.starts_at,
            "next_on": self.day.isoformat(),
            "next": self.coming.record(),
            "removed_at": self.removed_at,
            "removed_until": self.removed_until,
            "sentence": self.sentence(),
        }


@dataclass(frozen=True)
class Removal:
    """One removal that took place."""

    at: datetime
    actor: str
    source: str
    days: int
    total: int


def notices(store: Store, kept: Mapping[str, int], now: datetime) -> list[Notice]:
    """Return what is told of each source that was announced and of which something is stored.

    Args:
        store: the database.
        kept: days by source.
        now: the present, UTC.
    """
    found = []
    for each in announcing.announcements(store).values():
        oldest = retention.oldest(store, each.source)
        days = kept.get(each.source)
        if days is None or oldest is None:
            continue
        due_on = datetime.combine(oldest.date() + timedelta(days=days), time())
        at = max(now, each.starts_at, due_on)
        coming = retention.what_goes(store, each.source, days, at)
        found.append(
            Notice(
                each.source,
                days,
                each.announced_at,
                each.starts_at,
                at.date(),
                coming,
                each.removed_at,
                each.removed_until,
            )
        )
    return found


def removals(store: Store, latest: int = 10) -> list[Removal]:
    """Return the latest removals, newest first."""
    rows = store.rows(
        "SELECT happened_at, actor, subject, detail FROM core.audit WHERE action = $action ORDER BY happened_at DESC LIMIT $latest",
        {"action": retention.REMOVED, "latest": latest},
    )
    told = [(at, actor, source, json.loads(detail or "{}")) for at, actor, source, detail in rows]
    return [
        Removal(at, actor, source, int(what.get("days", 0)), int(what.get("total", 0)))
        for at, actor, source, what in told
    ]


def parts(due: Due) -> list[tuple[str, int]]:
    """Return what goes, by kind, as people call it; kinds of which nothing goes are left out."""
    return [(t(_KINDS[kind]), n) for kind, n in due.counts.items() if n]


def setting_of(source: str) -> str:
    """Return the name of the setting that says how long a source's statistics are kept."""
    return f"BENCHMARK_RETENTION_DAYS_{source.upper()}"


def label(source: str) -> str:
    """Return a source's name for people."""
    return SOURCES[source].label if source in SOURCES else source


def _terms(source: str) -> int | None:
    return SOURCES[source].retention_days if source in SOURCES else None
