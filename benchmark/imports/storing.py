"""Store a plan: the whole file in one transaction, or nothing of it.

What the same file has stored before is compared first, so that importing it twice changes nothing; a corrected file changes what it
corrects. A cell that tells nothing leaves what is known. Figures that a network told or somebody typed in are never replaced.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from benchmark.brands import importing
from benchmark.imports import post_storing
from benchmark.imports.planning import Plan
from benchmark.imports.posts import usual_kind
from benchmark.imports.sql import text
from benchmark.store import Store, Transaction, derive, directory
from benchmark.store.directory import By
from benchmark.store.vocabulary import ORIGINS, code
from benchmark.text import t
from sources import SOURCES
from sources.base import Identity

IMPORT = code(ORIGINS, "import")
REACH = timedelta(days=31)
"""So far before an observation lie the posts whose followers at publication it can change."""


@dataclass(frozen=True)
class Counts:
    """What became of the rows. ``kept``: the network itself has told these figures."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0

    @property
    def told(self) -> str:
        """The counts in words."""
        parts = [
            t("{n} new row", "{n} new rows", n=self.new),
            t("{n} changed", "{n} changed", n=self.changed),
            t("{n} unchanged", "{n} unchanged", n=self.unchanged),
        ]
        if self.kept:
            parts.append(t("{n} left as the network told it", "{n} left as the network told them", n=self.kept))
        return ", ".join(parts)

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged, self.kept + other.kept
        )


_WRITE: Sequence[tuple[str, tuple[str, ...]]] = (
    (
        """
        DELETE FROM core.profile_snapshot AS s USING (SELECT * FROM coming_totals WHERE state = 'changed') AS c
        WHERE s.account_key = c.account_key AND s.observed_at = c.observed_at AND s.origin = $origin
        """,
        ("origin",),
    ),
    (
        """
        INSERT INTO core.profile_snapshot
        SELECT account_key, observed_at, followers, followers_step, 0, following, posts_total, views_total, $origin, NULL
        FROM coming_totals WHERE state IN ('new', 'changed') ORDER BY account_key, observed_at
        """,
        ("origin",),
    ),
    (
        """
        DELETE FROM core.account_daily AS s USING (SELECT * FROM coming_daily WHERE state = 'changed') AS c
        WHERE s.account_key = c.account_key AND s.day = c.day AND s.measure = c.measure
        """,
        (),
    ),
    (
        """
        INSERT INTO core.account_daily
        SELECT account_key, day, measure, value, $now, $origin, NULL
        FROM coming_daily WHERE state IN ('new', 'changed') ORDER BY account_key, day, measure
        """,
        ("now", "origin"),
    ),
)
"""Statements with the values that they bind."""


class _Enough(Exception):
    """Ends a transaction that must leave nothing."""


def look(store: Store, plan: Plan) -> Counts:
    """Return what storing the plan would do, and leave everything as it is."""
    with store.trial() as tx:
        keys = [who.key if who.key is not None else -place - 1 for place, who in enumerate(plan.accounts)]
        return _prepare(tx, plan, keys, datetime(1970, 1, 1))


def store_plan(store: Store, plan: Plan, *, actor: str, now: datetime) -> Counts:
    """Store the plan and return what it did.

    Raises:
        ValueError: the plan has errors; nothing was stored.
        Refusal: an account cannot be made; nothing was stored.
        StoreError: the database cannot be written; nothing was stored.
    """
    if plan.error_count:
        raise ValueError(f"{plan.error_count} errors")
    counts = Counts()
    with _changing(store) as tx:
        by = By(actor, now)
        keys = [
            who.key if who.key is not None
            else importing.add_in(tx, who.brand, Identity(who.source, who.native_id or "", who.url or ""), by)
            for who in plan.accounts
        ]  # fmt: skip
        counts = _prepare(tx, plan, keys, now)
        if not counts.new and not counts.changed:
            raise _Enough
        for statement, bound in _WRITE:
            tx.execute(statement, {name: value for name, value in (("origin", IMPORT), ("now", now)) if name in bound})
        if plan.figures.posts.num_rows:
            post_storing.write(tx)
        _derive(tx, plan, keys, now)
        directory.audit(tx, by, "import", plan.file[:200], json.dumps(_record(plan, counts), ensure_ascii=False))
    return counts


@contextmanager
def _changing(store: Store) -> Iterator[Transaction]:
    """A transaction that is rolled back, and said by nobody, when there was nothing to change."""
    try:
        with store.transaction() as tx:
            yield tx
    except _Enough:
        return


def _prepare(tx: Transaction, plan: Plan, keys: Sequence[int], now: datetime) -> Counts:
    """Compare what comes with what is there; ``coming_…`` then say what is to be written."""
    kinds = [usual_kind(who.source) for who in plan.accounts]
    whom = {"place": list(range(len(keys))), "account_key": list(keys), "usual_kind": kinds}
    schema = pa.schema([("place", pa.int32()), ("account_key", pa.int32()), ("usual_kind", pa.uint8())])
    tx.frame("import_accounts", pa.table(whom, schema))
    tx.frame("import_totals", plan.figures.totals)
    tx.frame("import_daily", plan.figures.daily)
    tx.execute(text("compare_totals"), {"origin": IMPORT})
    tx.execute(text("compare_daily"), {"origin": IMPORT})
    states: list[tuple[str, int]] = []
    for table in ("coming_totals", "coming_daily"):
        states += tx.rows(f"SELECT state, count(*) FROM {table} GROUP BY state")
    states += post_storing.compare(tx, plan.figures.posts, now)
    total = Counts()
    for state, count in states:
        total += Counts(**{state: count})
    return total


def _derive(tx: Transaction, plan: Plan, keys: Sequence[int], now: datetime) -> None:
    """Bring up to date what rests on the imported figures, for the accounts that have posts in their reach."""
    reaches = _reaches(plan, keys)
    bounds = {
        "account_key": list(reaches),
        "first": [reach.first for reach in reaches.values()],
        "last": [reach.last for reach in reaches.values()],
    }
    at = pa.timestamp("us")
    tx.frame("import_reaches", pa.table(bounds, pa.schema([("account_key", pa.int32()), ("first", at), ("last", at)])))
    touched = tx.rows(
        "SELECT account_key FROM core.post AS p JOIN import_reaches AS r USING (account_key) "
        "WHERE p.published_at BETWEEN r.first AND r.last GROUP BY account_key"
    )
    sources = dict(zip(keys, (who.source for who in plan.accounts), strict=True))
    for key in reaches.keys() - {int(key) for (key,) in touched}:
        derive.latest(tx, key)
    for (key,) in touched:
        age = SOURCES[sources[key]].age_days if sources[key] in SOURCES else derive.DEFAULT_AGE_DAYS
        reach = reaches[key]
        derive.recompute(tx, [key], now, ages={key: age}, since=reach.first, counted_since=reach.counted or now)


class _Reach(NamedTuple):
    """From when to when an account's posts can have changed; ``counted``: from when their counts can have."""

    first: datetime
    last: datetime
    counted: datetime | None = None


def _reaches(plan: Plan, keys: Sequence[int]) -> dict[int, _Reach]:
    found: dict[int, _Reach] = {}
    for place, first, last in _ends(plan.figures.totals, "observed_at"):
        found[keys[place]] = _Reach(first - REACH, last + REACH)
    for place, first, last in _ends(plan.figures.posts, "published_at"):
        before = found.get(keys[place], _Reach(first, last))
        found[keys[place]] = _Reach(min(before.first, first), max(before.last, last), first)
    return found


def _ends(table: pa.Table, column: str) -> Iterator[tuple[int, datetime, datetime]]:
    """The first and last time of each account."""
    ends = table.group_by("place").aggregate([(column, "min"), (column, "max")])
    yield from zip(*(ends[name].to_pylist() for name in ("place", f"{column}_min", f"{column}_max")), strict=True)


def _record(plan: Plan, counts: Counts) -> dict[str, object]:
    accounts = sorted({who.account for who in plan.accounts})
    return {
        "layout": plan.layout,
        "rows": plan.rows,
        "new": counts.new,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "kept": counts.kept,
        "accounts": accounts[:100],
        "accounts_total": len(accounts),
        "posts": int(pc.count_distinct(plan.figures.posts["native_id"]).as_py()),
    }
