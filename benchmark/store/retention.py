"""Remove what a source's terms, or a setting, let nobody keep any longer.

A source kept N days keeps what was read on its last N days in UTC, today included: nothing read is ever N days old.

**What goes.** Statistics, at that age: observations of profiles and posts, daily values, the reactions and current counts of
posts that were not read again since (reading them again is what the terms call refreshing), and the latest followers on the
account. The texts that the network gave (post text, hashtags, language, picture; an account's name, bio and link; both sides
of a change of these) when they were not read again either, and the tags that rules found in them. What
rests on these figures, followers at publication and interactions at equal age, is worked out anew in the same transaction and is
gone where nothing is left to rest on.

**What stays.** That a post exists: its id, address, time and kind, by which pace and timing are told; its ``metrics_at``, which
beside counts that are all unknown tells that they were known once. That an account exists, its id, handle and address, which
are what the user entered; its status. When and how far readings went. Figures that the user brought (origins import and
manual), which also come back as a post's current counts where the network's are gone; the demo.

YouTube's Developer Policies (III.E.4) let statistics of channels that have not authorised the reader be kept for 30 calendar
days, and other data of theirs be kept when it is refreshed within that time; who was accepted for derived metrics may keep
more, and says so by the setting. DuckDB writes new rows into the place of removed ones; it does not blank the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from benchmark.store import announcing, derive, tagging
from benchmark.store.database import Store, Transaction
from benchmark.store.directory import By, Reader, audit
from benchmark.store.vocabulary import POST_COUNTS, interactions_sql
from sources import SOURCES

REMOVED = "retention.removed"
"""The action in the audit; its detail is what went, as JSON."""

_READ = "origin IN (1, 2)"
"""Read from the network: by api or feed."""
_MINE = "SELECT account_key FROM core.account WHERE source = $source"
_OLD = f"observed_at < $cutoff AND {_READ}"
_GOES = {
    "profile_snapshots": ("core.profile_snapshot", f"account_key IN ({_MINE}) AND {_OLD}"),
    "post_snapshots": (
        "core.post_snapshot",
        f"{_OLD} AND post_key IN (SELECT post_key FROM core.post WHERE account_key IN ({_MINE}))",
    ),
    "daily": ("core.account_daily", f"account_key IN ({_MINE}) AND {_OLD}"),
}
"""By kind: the rows that go as a whole."""

_CHANGES = (
    f"core.profile_change WHERE account_key IN ({_MINE}) AND observed_at < $cutoff AND field <> 'status' "
    "AND (before IS NOT NULL OR after IS NOT NULL)"
)
_ACCOUNTS = f"""
core.account AS a WHERE source = $source AND status <> 'import_only' AND added_at < $cutoff
AND coalesce(display_name, bio, link) IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM core.profile_snapshot AS s WHERE s.account_key = a.account_key
    HAVING max(observed_at) FILTER ({_READ}) >= $cutoff OR arg_max(origin, observed_at) >= 3)
"""
"""Accounts whose profile was not read lately, nor told by others than the network last."""
_COUNTED = f"(coalesce({', '.join(f'p.{name}' for name in POST_COUNTS)}) IS NOT NULL OR p.hidden <> 0)"
_TOLD = f"p.post_key IN (SELECT post_key FROM core.post_snapshot WHERE {_READ})"
"""Whether the network told a post's counts: such counts have an observation of their own. Others were imported."""
_OF_COUNTS = ("interactions", "interactions_at_age", "age_basis")
# A reading that reached back to a post and did not find it deleted has read its text again, also where it told no counts.
_POSTS = f"""
SELECT p.post_key, p.account_key, p.published_at, p.metrics_at < $cutoff AND {_COUNTED} AS counts
FROM core.post AS p JOIN core.post_detail AS d USING (post_key)
LEFT JOIN (SELECT account_key, min(window_from) AS back_to FROM core.run_account
           WHERE account_key IN ({_MINE}) AND started_at >= $cutoff AND status IN ('ok', 'partial') GROUP BY ALL) AS r
    ON r.account_key = p.account_key
WHERE p.account_key IN ({_MINE}) AND p.{_READ} AND coalesce(p.metrics_at, d.first_seen_at) < $cutoff AND d.first_seen_at < $cutoff
  AND (NOT {_COUNTED} OR {_TOLD})
  AND (counts OR reactions IS NOT NULL
       OR (coalesce(text, thumbnail_url, lang, hashtags::VARCHAR) IS NOT NULL
           AND (p.deleted_at IS NOT NULL OR r.back_to IS NULL OR p.published_at < r.back_to)))
"""
_TOUCHED = f"""
SELECT account_key, min(followers_since) AS followers_since, min(counts_since) AS counts_since FROM (
    SELECT account_key, min(observed_at) - INTERVAL 31 DAY AS followers_since, NULL AS counts_since
    FROM core.profile_snapshot WHERE {_GOES["profile_snapshots"][1]} GROUP BY ALL
    UNION ALL
    SELECT account_key, NULL, min(published_at) FROM core.post
    WHERE account_key IN ({_MINE}) AND interactions IS NOT NULL
      AND post_key IN (SELECT post_key FROM core.post_snapshot WHERE {_OLD}) GROUP BY ALL
) GROUP BY ALL ORDER BY ALL
"""
"""The accounts of which something goes that posts are compared by, and how far back those lie that still have counts."""
# What an observation told and a later reading found unchanged was observed by that reading too.
_STILL_SO = f"""
INSERT INTO core.post_snapshot
SELECT p.post_key, p.metrics_at, {", ".join(f"p.{name} AS {name}" for name in (*POST_COUNTS, "hidden", "origin"))}, r.run_key
FROM core.post AS p JOIN losing USING (post_key)
LEFT JOIN core.run_account AS r ON r.account_key = p.account_key AND r.started_at = p.metrics_at
WHERE p.metrics_at >= $cutoff AND p.{_READ} AND {_COUNTED} AND NOT {_TOLD}
ORDER BY 1
"""
_OWN_COUNTS = f"""
UPDATE core.post AS p SET {", ".join(f"{name} = s.{name}" for name in (*POST_COUNTS, "hidden", "origin"))},
    interactions = {interactions_sql("s.")}, metrics_at = s.observed_at
FROM (FROM core.post_snapshot WHERE origin IN (3, 4) AND post_key IN (SELECT post_key FROM expired WHERE counts)
      QUALIFY row_number() OVER (PARTITION BY post_key ORDER BY observed_at DESC, origin DESC) = 1) AS s
WHERE p.post_key = s.post_key
"""
_NO_COUNTS = f"""
UPDATE core.post SET {", ".join(f"{name} = NULL" for name in (*POST_COUNTS, *_OF_COUNTS))}, hidden = 0
WHERE post_key IN (SELECT post_key FROM expired WHERE counts)
"""
_NO_TEXTS = """
UPDATE core.post_detail SET text = NULL, thumbnail_url = NULL, lang = NULL, hashtags = NULL, reactions = NULL
WHERE post_key IN (SELECT post_key FROM expired)
"""
_NO_LATEST = """
UPDATE core.account AS a SET followers = NULL, followers_at = NULL
WHERE source = $source AND followers_at < $cutoff AND NOT EXISTS (
    SELECT 1 FROM core.profile_snapshot AS s WHERE s.account_key = a.account_key AND s.followers IS NOT NULL)
"""


@dataclass(frozen=True)
class Due:
    """What goes of one source. ``cutoff``: what was read before it goes (UTC midnight)."""

    source: str
    days: int
    cutoff: datetime
    counts: Mapping[str, int]
    """How many entries, by kind: ``profile_snapshots``, ``post_snapshots``, ``daily`` values; ``posts_blanked``, whose counts
    or texts go; ``changes`` of a profile of which only the fact stays; ``accounts`` whose name, bio and link go."""
    oldest: datetime | None = field(default=None, compare=False)
    """When the oldest of the observations was read, where it is asked for."""

    @property
    def total(self) -> int:
        """How many entries go."""
        return sum(self.counts.values())

    def record(self) -> dict[str, int | str]:
        """What went, for the audit and for programs."""
        return {
            "source": self.source,
            "days": self.days,
            "cutoff": self.cutoff.isoformat(),
            **self.counts,
            "total": self.total,
        }


def cutoff(days: int, now: datetime) -> datetime:
    """Return the instant before which nothing is kept: the start of the first of the last ``days`` days, in UTC."""
    return datetime.combine(now.date() - timedelta(days=days - 1), time())


def due(store: Reader, days_by_source: Mapping[str, int], now: datetime) -> list[Due]:
    """Return what would be removed at this time, source by source; those with nothing to remove are left out."""
    found = [what_goes(store, source, days, now) for source, days in sorted(days_by_source.items())]
    return [each for each in found if each.total]


def oldest(store: Reader, source: str) -> datetime | None:
    """Return when the oldest observation of a source that is still there was read; None when there is none."""
    bound = {"source": source, "cutoff": datetime(9999, 1, 1)}
    moments = [
        store.rows(f"SELECT min(observed_at) FROM {table} WHERE {where}", bound)[0][0]
        for table, where in _GOES.values()
    ]
    return min((moment for moment in moments if moment is not None), default=None)


def enforce(store: Store, days_by_source: Mapping[str, int], now: datetime, *, actor: str) -> list[Due]:
    """Remove what is due of the sources whose removal was announced and may begin; one transaction a source, audited.

    What nothing is due of is not written to. Returns what went.
    """
    gone = []
    for source, days in sorted(announcing.in_force(store, days_by_source, now).items()):
        with suppress(_NothingDue), store.transaction() as tx:
            if source not in announcing.in_force(tx, {source: days}, now):  # taken back meanwhile
                raise _NothingDue
            went = remove(tx, source, days, now)
            if not went.total:
                raise _NothingDue
            announcing.note_removal(tx, source, days, went.cutoff, now)
            audit(tx, By(actor, now), REMOVED, source, json.dumps(went.record()))
            gone.append(went)
    return gone


def remove(tx: Transaction, source: str, days: int, now: datetime) -> Due:
    """Remove what is due of one source, announced or not, in a database of any schema, and return what went."""
    bound = {"source": source, "cutoff": cutoff(days, now)}
    tx.execute(f"CREATE OR REPLACE TEMP TABLE expired AS {_POSTS}", bound)
    accounts = _done(tx, _update(_ACCOUNTS, "display_name = NULL, bio = NULL, link = NULL"), bound)
    changes = _done(tx, _update(_CHANGES, "before = NULL, after = NULL"), bound)
    posts = int(tx.value("SELECT count(*) FROM expired"))
    for statement in (_NO_COUNTS, _OWN_COUNTS, _NO_TEXTS) if posts else ():
        tx.execute(statement)
    if posts:
        tagging.forget_blanked(tx, "SELECT post_key FROM expired")
    touched = tx.rows(_TOUCHED, bound)
    table, where = _GOES["post_snapshots"]
    tx.execute(f"CREATE OR REPLACE TEMP TABLE losing AS SELECT DISTINCT post_key FROM {table} WHERE {where}", bound)
    rows = {name: _done(tx, f"DELETE FROM {table} WHERE {where}", bound) for name, (table, where) in _GOES.items()}
    tx.execute(_STILL_SO, {"cutoff": bound["cutoff"]})
    tx.execute(_NO_LATEST, bound)
    age = SOURCES[source].age_days if source in SOURCES else derive.DEFAULT_AGE_DAYS
    for account, of_followers, of_counts in touched:
        derive.recompute(
            tx, [account], now, ages={account: age}, since=of_followers or now, counted_since=of_counts or now
        )
    for name in ("expired", "losing"):
        tx.execute(f"DROP TABLE {name}")
    rows |= {"posts_blanked": posts, "changes": changes, "accounts": accounts}
    return Due(source, days, cutoff(days, now), rows)


def what_goes(reader: Reader, source: str, days: int, now: datetime) -> Due:
    """Return what would be removed of one source at this time; a total of 0 when nothing would."""
    bound = {"source": source, "cutoff": cutoff(days, now)}
    found = {
        name: reader.rows(f"SELECT count(*), min(observed_at) FROM {table} WHERE {where}", bound)[0]
        for name, (table, where) in _GOES.items()
    }
    counts = {name: int(count) for name, (count, _) in found.items()}
    for name, what in (("posts_blanked", f"({_POSTS})"), ("changes", _CHANGES), ("accounts", _ACCOUNTS)):
        counts[name] = int(reader.rows(f"SELECT count(*) FROM {what}", bound)[0][0])
    moments = [at for _, at in found.values() if at is not None]
    return Due(source, days, cutoff(days, now), counts, min(moments, default=None))


class _NothingDue(Exception):
    """Ends a transaction in which there was nothing to do."""


def _done(tx: Transaction, statement: str, bound: Mapping[str, object]) -> int:
    """Run a statement and return how many rows it changed."""
    return int(tx.rows(statement, bound)[0][0])


def _update(what: str, sets: str) -> str:
    table, _, where = what.strip().partition(" WHERE ")
    return f"UPDATE {table} SET {sets} WHERE {where}"
