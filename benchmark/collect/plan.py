"""Which accounts a run reads, from which host, and how far back."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from benchmark.collect import schedule
from benchmark.settings import Settings
from benchmark.store import Store, runs
from benchmark.store.runs import Known
from sources import SOURCES
from sources.base import Account, Source
from sources.errors import RetryLater

AWAY = frozenset({"gone", "suspended"})
"""What the network says of accounts that are tried rarely, so that they can come back."""
OVERLAP = timedelta(days=1)
REFRESH_BEFORE = 5
"""So many days before counts would have to be removed, posts are read again in full."""
DAYS_AGAIN = timedelta(days=3)
"""So many daily values are read again: networks mend those of the last days."""


@dataclass(frozen=True)
class Target:
    """One account to be read in a run."""

    known: Known
    source: Source
    host: str
    """The host that most of its calls go to: accounts of one host are read by one lane."""
    since: datetime
    """How far back its posts are to be read."""
    wait: RetryLater | None = None
    """The host asked, in an earlier run, to be left alone until later than now."""

    @property
    def account(self) -> Account:
        """What the source is told about it."""
        return Account(self.known.native_id, self.known.handle, self.known.url)

    @property
    def days_since(self) -> date:
        """How far back its daily values are read: all of them once, then those after the last one that is stored.

        They come oldest first and are stored as far as they came, so a reading that broke off goes on there.
        """
        if self.known.days_to is None:
            return self.source.history_from or self.since.date()
        return self.known.days_to - DAYS_AGAIN

    @property
    def label(self) -> str:
        """A name for people: brand and network."""
        return f"{self.known.brand} · {self.source.label}"


def targets(settings: Settings, accounts: Iterable[Known], now: datetime) -> list[Target]:
    """Return what to read of these accounts, and where."""
    found = []
    for known in accounts:
        source = SOURCES[known.source]
        host = host_of(source, known.native_id, settings)
        found.append(Target(known, source, host, since(known, settings, now), _asked_to_wait(known, now)))
    return found


def active(store: Store, settings: Settings) -> list[Known]:
    """Return the accounts that may be collected at all, with what earlier runs tell about them.

    Those of networks that this version does not know, or that have no route, are left alone. One that was added for import
    is read as soon as its network's keys are set.
    """
    known = runs.known_accounts(store, timedelta(days=settings.backfill_days - 1))
    return [account for account in known if account.source in SOURCES and _is_read(account, settings)]


def _is_read(known: Known, settings: Settings) -> bool:
    source = SOURCES[known.source]
    return not source.import_only and (known.status != "import_only" or settings.is_ready(source))


def wanted(
    accounts: Iterable[Known], keys: Collection[int] | None, cutoff: datetime | None, now: datetime
) -> list[Known]:
    """Return the accounts to read: the named ones; else those due at ``cutoff``; else all.

    What the network calls gone or suspended joins rarely, unless it is named.
    """
    if keys is not None:
        return [known for known in accounts if known.key in keys]
    return [
        known
        for known in accounts
        if (
            schedule.is_due_though_gone(known.status_at, known.tried_at, now)
            if known.status in AWAY
            else cutoff is None or schedule.is_due(known.tried_at, cutoff, now)
        )
    ]


def since(known: Known, settings: Settings, now: datetime) -> datetime:
    """Return how far back an account's posts are read.

    All of the history until it was once read in full; afterwards the window in which counts still grow, stretched back over
    a pause in collecting. Where counts may be kept for some days only unless they are read again, all of the history again
    shortly before.
    """
    kept = settings.retention_days(known.source)
    fresh_for = timedelta(days=kept - REFRESH_BEFORE if kept and kept > 2 * REFRESH_BEFORE else 36_500)
    if known.full_at is None or known.read_at is None or not now - fresh_for < known.full_at <= now:
        return now - timedelta(days=settings.backfill_days)
    return min(now - timedelta(days=settings.window_days), known.read_at - OVERLAP)


def host_of(source: Source, native_id: str, settings: Settings) -> str:
    """Return the host that answers for an account: the network's, or the account's own where each has one."""
    role = "api" if "api" in source.roots else next(iter(source.roots), "api")
    root = settings.roots.get(f"{source.name}.{role}") or source.roots.get(role, "{host}")
    if "{host}" not in root:
        return urlsplit(root).netloc
    if "://" in native_id:
        return urlsplit(native_id).netloc
    place = native_id.removeprefix("@")
    return place.rpartition("@")[2] if native_id.startswith("@") else place.partition("/")[0]


def _asked_to_wait(known: Known, now: datetime) -> RetryLater | None:
    """A pause that the host asked for in an earlier run, while it lasts."""
    if known.error != "rate_limited" or not known.params:
        return None
    params = json.loads(known.params)
    text = params.pop("retry_at", None)
    if not isinstance(text, str) or not now < (retry_at := datetime.fromisoformat(text)) <= now + timedelta(days=1):
        return None
    return RetryLater("rate_limited", retry_at=retry_at, **params)
