"""A store in which figures grow old: channels that were read for two months, beside figures that nobody may touch."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from collecting import list_accounts

from benchmark.store import Store, derive
from benchmark.store.record import Reading, record
from sources.base import Day, Post, Profile

NOW = datetime(2026, 6, 30, 9)
CUTOFF = datetime(2026, 6, 1)
"""What was read before is older than 30 days on the day of `NOW`."""
DAYS = {"youtube": 30}
FIRST = datetime(2026, 5, 1, 6)

READ, GONE, OWN, OTHER, MIXED = 1, 2, 3, 4, 5
"""Keys: a channel read every day; one last read on 10 May; one whose figures were imported and entered by hand; an account of
another network, read now and then; a channel with figures of both kinds."""

TABLES = (
    "core.brand", "core.account", "core.account_state", "core.profile_snapshot", "core.profile_change", "core.post",
    "core.post_detail", "core.post_snapshot", "core.account_daily", "core.run", "core.run_account",
)  # fmt: skip


def fill(store: Store) -> Store:
    """Two months of readings, copied from a database in which they were made once."""
    with store.exclusive() as cursor:
        cursor.execute(f"ATTACH '{_made()}' AS made (READ_ONLY)")
        for table in TABLES:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM made.{table}")
        cursor.execute("DETACH made")
    store.version += 1
    return store


def made_at(path: Path) -> Path:
    """A database with those two months of readings, closed."""
    return Path(shutil.copyfile(_made(), path))


@cache
def _made() -> Path:
    path = Path(tempfile.mkdtemp(prefix="keeping-")) / "made.duckdb"
    atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
    with Store.open(path) as store:
        _fill(store)
        store.checkpoint()
    return path


def _fill(store: Store) -> Store:
    list_accounts(
        store,
        "youtube/UCread",
        "youtube/UCgone",
        "youtube/UCown",
        "bluesky/did:plc:a",
        "youtube/UCmixed",
        added_at=FIRST,
    )
    for day in range(61):
        at = FIRST + timedelta(days=day)
        read(store, READ, at, day)
        if day % 31 in (0, 10, 20):
            read(store, OTHER, at, day)
        if day < 10:
            read(store, GONE, at, day)
    for origin, day in (("import", 2), ("manual", 3)):
        read(store, OWN, FIRST + timedelta(days=day), day, origin=origin, run=None)
    read(store, MIXED, FIRST, 0, origin="import", run=None)
    read(store, MIXED, FIRST + timedelta(days=4), 4)
    return store


def read(store: Store, key: int, at: datetime, day: int, *, origin: str | None = None, run: int | None = 1) -> None:
    """One reading: a post every fourth day, each read until it is 30 days old, its counts growing with its age."""
    posts = [
        Post(
            f"v{number}", written, "video", text=f"Video {number}", url=f"https://tube.example/v{number}",
            thumbnail_url="https://tube.example/t.jpg", lang="en", hashtags=("launch",), likes=10 * (at - written).days + day % 2,
            comments=number, views=100 * (at - written).days, reactions={"like": 1},
        )
        for number in range(0, 61, 4)
        if at - timedelta(days=30) <= (written := FIRST + timedelta(days=number - 8)) < at
    ]  # fmt: skip
    profile = Profile(
        f"UC{key}", handle=f"@brand{key}", display_name=f"Brand {day // 20}", bio=f"We make {day // 20}", followers=1000 + 10 * day,
        views_total=day,
    )  # fmt: skip
    days = [Day(at.date(), "page_views", day)] if key in (READ, OTHER) else []
    record(
        store,
        run,
        Reading(key, at, at, profile, posts, at - timedelta(days=30), days, origin=origin, age_days=28),
    )


def contents(store: Store, *tables: str, where: str = "true") -> dict[str, Any]:
    """Every row of tables, to be compared."""
    return {table: store.rows(f"SELECT * FROM {table} WHERE {where} ORDER BY ALL") for table in tables or TABLES}


def of_account(store: Store, key: int) -> dict[str, Any]:
    """Every row of one account."""
    found = contents(
        store,
        *(table for table in TABLES if table not in ("core.brand", "core.run", "core.post_snapshot")),
        where=f"account_key = {key}",
    )
    found["core.post_snapshot"] = store.rows(
        f"SELECT * FROM core.post_snapshot WHERE post_key IN (SELECT post_key FROM core.post WHERE account_key = {key}) ORDER BY ALL"
    )
    return found


def announced(store: Store, at: datetime = datetime(2026, 5, 1), days: int = 30) -> None:
    """Announce long ago."""
    from benchmark.store import announcing

    announcing.announce(store, {"youtube": days}, at, actor="test")


def oldest(store: Store, key: int) -> date | None:
    """The day of an account's oldest observation."""
    at = store.value(f"SELECT min(observed_at) FROM core.profile_snapshot WHERE account_key = {key}")
    return at.date() if at else None


def derived_anew(store: Store, at: datetime = NOW) -> bool:
    """Whether working everything out anew changes nothing."""
    before = contents(store, "core.post", "core.account")
    keys = [key for (key,) in store.rows("SELECT account_key FROM core.account WHERE source = 'youtube'")]
    with store.transaction() as tx:
        derive.recompute(tx, keys, at, ages=dict.fromkeys(keys, 28))
    return before == contents(store, "core.post", "core.account")


def database(folder: Path) -> Path:
    """A filled and announced database, closed."""
    path = made_at(folder / "benchmark.duckdb")
    with Store.open(path) as store:
        announced(store)
    return path
