"""What was told of removals to come: nothing is removed before somebody could read that it will be, and when.

A row of ``core.retention`` is one source's announcement. It is made as soon as anything of a source is stored whose statistics
may not be kept for ever, which is long before the first of them is due. Who upgrades with older figures gets `GRACE` from
then on, or removes them at once by confirming. Keeping longer needs no new announcement; keeping shorter than was announced
does, and nothing of the source is removed until its time has come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from benchmark.store.directory import By, Reader, audit, has_table

if TYPE_CHECKING:
    from benchmark.store.database import Store, Transaction

GRACE = timedelta(days=7)
"""So long after its announcement the first removal takes place at the earliest, unless somebody confirms it."""

_COLUMNS = "source, days, announced_at, starts_at, removed_at, removed_until, removed_days"
_STORED = """
SELECT DISTINCT a.source FROM core.account AS a WHERE EXISTS (
    SELECT 1 FROM core.profile_snapshot AS s WHERE s.account_key = a.account_key AND s.origin IN (1, 2)
) OR EXISTS (SELECT 1 FROM core.post AS p WHERE p.account_key = a.account_key AND p.origin IN (1, 2))
"""


@dataclass(frozen=True)
class Announcement:
    """What was announced of one source, and what was removed since. Times in UTC."""

    source: str
    days: int
    announced_at: datetime
    starts_at: datetime
    removed_at: datetime | None
    """When something was last removed."""
    removed_until: datetime | None
    """What was read before then is gone."""
    removed_days: int | None
    """How many days were kept when something was last removed."""


def announcements(reader: Reader) -> dict[str, Announcement]:
    """Return every announcement by source; none for a database of a schema without them."""
    if not has_table(reader, "retention"):
        return {}
    found = (Announcement(*row) for row in reader.rows(f"SELECT {_COLUMNS} FROM core.retention ORDER BY source"))
    return {each.source: each for each in found}


def announce(store: Store, days_by_source: Mapping[str, int], now: datetime, *, actor: str) -> list[str]:
    """Announce what has to be: sources with figures stored that were not announced, or as kept longer. Returns these.

    What is kept longer than was announced is written down as well, so that a later return to less is announced anew.
    """
    known = announcements(store)
    if all(source in known and known[source].days == days for source, days in days_by_source.items()):
        return []
    stored = {source for (source,) in store.rows(_STORED)} | set(known)
    changed = {
        source: days
        for source, days in days_by_source.items()
        if source in stored and (source not in known or known[source].days != days)
    }
    news = [source for source, days in changed.items() if source not in known or days < known[source].days]
    if changed:
        with store.transaction() as tx:
            for source, days in sorted(changed.items()):
                _write(tx, source, days, known.get(source), By(actor, now), anew=source in news)
    return sorted(news)


def confirm(store: Store, sources: Mapping[str, int], by: By) -> list[str]:
    """Let the removals of these sources begin at once, if they are announced as kept so long. Returns which changed."""
    waiting = [
        each.source
        for each in announcements(store).values()
        if sources.get(each.source, 0) >= each.days and each.starts_at > by.at
    ]
    if waiting:
        with store.transaction() as tx:
            for source in waiting:
                tx.execute(
                    "UPDATE core.retention SET starts_at = $at WHERE source = $source", {"at": by.at, "source": source}
                )
                audit(tx, by, "retention.confirmed", source)
    return waiting


def in_force(reader: Reader, days_by_source: Mapping[str, int], now: datetime) -> dict[str, int]:
    """Return the sources of which may be removed now, with the days that they are kept."""
    return allowed(announcements(reader), days_by_source, now)


def allowed(announced: Mapping[str, Announcement], days_by_source: Mapping[str, int], now: datetime) -> dict[str, int]:
    """As `in_force`, by announcements that were read before."""
    return {
        each.source: days_by_source[each.source]
        for each in announced.values()
        if days_by_source.get(each.source, 0) >= each.days and each.starts_at <= now
    }


def carry_over(tx: Transaction, announced: Mapping[str, Announcement]) -> None:
    """Keep what was announced in a database that is replaced by one that knows nothing of it, if that has room for it."""
    if not has_table(tx, "retention"):
        return
    known = announcements(tx)
    for source in announced.keys() - known.keys():
        row = vars(announced[source])
        tx.execute(f"INSERT INTO core.retention ({_COLUMNS}) VALUES ({', '.join(f'${name}' for name in row)})", row)


def note_removal(tx: Transaction, source: str, days: int, cutoff: datetime, now: datetime) -> None:
    """Write down that everything read of a source before ``cutoff`` is gone."""
    tx.execute(
        "UPDATE core.retention SET removed_at = $now, removed_until = greatest(removed_until, $cutoff), removed_days = $days "
        "WHERE source = $source",
        {"now": now, "cutoff": cutoff, "days": days, "source": source},
    )


def _write(tx: Transaction, source: str, days: int, known: Announcement | None, by: By, *, anew: bool) -> None:
    bound = {"source": source, "days": days}
    if known is None:
        tx.execute("INSERT INTO core.retention (source, days, announced_at, starts_at) VALUES ($source, $days, $at, $at)",
                   bound | {"at": by.at})  # fmt: skip
    tx.execute("UPDATE core.retention SET days = $days WHERE source = $source", bound)
    if anew:
        tx.execute(
            "UPDATE core.retention SET announced_at = $at, starts_at = $starts WHERE source = $source",
            {"source": source, "at": by.at, "starts": by.at + GRACE},
        )
        audit(tx, by, "retention.announced", source, f'{{"days": {days}}}')
