"""Bring up to date what an account's posts are compared by, where a reading can have changed it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmark.store import comparable
from benchmark.store.comparable import AT_AGE, LATE, OBSERVED, Followers
from benchmark.store.vocabulary import interactions_of, interactions_sql

if TYPE_CHECKING:
    from benchmark.store.database import Transaction
    from benchmark.store.record import Reading

Row = dict[str, Any]
REACH = timedelta(days=31)
"""So far back a new observation of followers can change what posts are compared by."""

RECENT = timedelta(days=45)
"""So far back readings are looked for first: further than any post's age is still open."""


@dataclass
class Merge:
    """The rows of an account as they were, and as they will be."""

    known: dict[int, Row]
    rows: dict[int, Row]
    snapshots: list[Row] = field(default_factory=list)
    details: list[Row] = field(default_factory=list)
    to_tag: list[Row] = field(default_factory=list)
    """Of the details those that are new or of which text or hashtags changed."""

    def set(self, row: Row, **values: Any) -> None:
        """Give a row other values; what was known stays as it was."""
        if any(row[name] != value for name, value in values.items()):
            self.rows[row["post_key"]] = self.rows[row["post_key"]] | values

    def changed(self) -> list[Row]:
        """The rows to write, in the order of publication."""
        rows = (row for key, row in self.rows.items() if row is not self.known.get(key) and row != self.known.get(key))
        return sorted(rows, key=lambda row: (row["published_at"], row["post_key"]))


@dataclass
class Readings:
    """The account's readings as far back as they are needed, this one included."""

    tx: Transaction
    account: int
    rows: list[tuple[Any, ...]]
    start: datetime
    """So far back ``rows`` reach."""

    @classmethod
    def of_late(cls, tx: Transaction, account: int, now: datetime) -> Readings:
        """Those of the last `RECENT` days."""
        return cls(tx, account, _readings(tx, account, now - RECENT), now - RECENT)

    def last_before(self, now: datetime) -> datetime | None:
        """Start of the last reading before, whole or in part; None when there was none of late."""
        return max((row[0] for row in self.rows if row[0] < now), default=None)

    def full_since(self, start: datetime) -> list[tuple[datetime, datetime]]:
        """Start and ``window_from`` of the successful readings since."""
        if start < self.start:
            self.rows, self.start = _readings(self.tx, self.account, start), start
        return [(at, back_to) for at, back_to, ok in self.rows if ok and back_to is not None]


def _readings(tx: Transaction, account: int, start: datetime) -> list[tuple[Any, ...]]:
    return tx.rows(
        "SELECT started_at, window_from, status = 'ok' FROM core.run_account "
        "WHERE account_key = $account AND started_at >= $start AND status IN ('ok', 'partial')",
        {"account": account, "start": start},
    )


def compare(tx: Transaction, reading: Reading, earlier: Readings, merge: Merge) -> None:
    """Bring followers at publication and interactions at age up to date where they can have changed."""
    # what is observed stays so, but for today's posts: an import of today counts no more once the network has told
    today = reading.observed_at.replace(hour=0, minute=0, second=0, microsecond=0)
    open_ = [row for row in merge.rows.values() if row["followers_basis"] != OBSERVED or row["published_at"] >= today]
    if open_:
        followers = Followers(_observations(tx, reading.account_key, min(row["published_at"] for row in open_)))
        for row in open_:
            basis, count = followers.at(row["published_at"])
            merge.set(row, followers_basis=basis, followers_at_publication=count)
    now, age = reading.observed_at, timedelta(days=reading.age_days)
    open_until = now - age * 3 / 2
    ripe = []
    for row in list(merge.rows.values()):
        if row["interactions"] is None:
            merge.set(row, age_basis=None, interactions_at_age=None)
        elif row["age_basis"] == LATE:
            merge.set(row, interactions_at_age=float(row["interactions"]))
        elif row["age_basis"] != AT_AGE or row["published_at"] >= open_until:
            ripe.append(row)
    _ripen(tx, now, earlier, merge, ripe, age)


def _ripen(  # noqa: PLR0917  one step of `compare`
    tx: Transaction, now: datetime, earlier: Readings, merge: Merge, ripe: Sequence[Row], age: timedelta
) -> None:
    due = [row for row in ripe if now >= row["published_at"] + age]
    snapshots = _snapshots(tx, [row for row in due if row["post_key"] in merge.known])
    for new in merge.snapshots:
        snapshots.setdefault(new["post_key"], []).append((now, interactions_of(new)))
    full = earlier.full_since(min((row["published_at"] for row in due), default=now))
    for row in ripe:
        seen = snapshots.get(row["post_key"], [])
        basis, count = comparable.at_age(
            row["published_at"], row["interactions"], seen, full, now, age, row["metrics_at"]
        )
        merge.set(row, age_basis=basis, interactions_at_age=count)


def _observations(tx: Transaction, account: int, earliest: datetime) -> list[tuple[datetime, int | None, int]]:
    rows = tx.rows(
        "SELECT observed_at, followers, origin FROM core.profile_snapshot WHERE account_key = $account AND observed_at >= $start",
        {
            "account": account,
            "start": (earliest - REACH).replace(hour=0, minute=0, second=0, microsecond=0),
        },  # whole days
    )
    return [(at, followers, origin) for at, followers, origin in rows]


def _snapshots(tx: Transaction, rows: Sequence[Row]) -> dict[int, list[tuple[datetime, int | None]]]:
    """Time and interactions of these posts' snapshots, also of those before a time of publication that was moved."""
    found: dict[int, list[tuple[datetime, int | None]]] = {}
    if rows:
        counted = tx.rows(
            f"SELECT post_key, observed_at, {interactions_sql()} FROM core.post_snapshot "
            f"WHERE post_key IN ({key_list(row['post_key'] for row in rows)}) ORDER BY observed_at"
        )
        for key, at, interactions in counted:
            found.setdefault(key, []).append((at, interactions))
    return found


def key_list(keys: Iterable[int]) -> str:
    """Keys of ours as SQL: a list of constants lets the zone maps skip what holds none of them, a parameter does not."""
    return ", ".join(str(int(key)) for key in keys) or "NULL"
