"""Make the demo database: the scenario played out day by day, as one reading a day would have seen it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from benchmark import clock
from benchmark.demo import acting, planning, storing
from benchmark.demo.cast import DAYS, READ_AT, Player, cast, read_days
from benchmark.store import Store, StoreError, derive
from sources import SOURCES

EDITION: Final = "3"
"""Grows with each change of the scenario, so that a demo made before is made anew."""


def is_stale(store: Store, now: datetime | None = None) -> bool:
    """Return whether the demo is of an older edition, or ends more than a day ago, so that "the last 28 days" would look empty."""
    made = store.value("SELECT max(subject) FROM core.audit WHERE action = 'demo'")
    last = store.value("SELECT max(observed_at) FROM core.profile_snapshot")
    return made != EDITION or last is None or (now or clock.utcnow()) - last > timedelta(days=2)


def build(
    path: Path, *, seed: int = 1, last_day: date | None = None, progress: Callable[[int, int], None] | None = None
) -> Path:
    """Make the demo at ``path``, replacing an older one once it is whole. Takes a few seconds.

    Args:
        path: where the database goes.
        seed: seeds everything random.
        last_day: the day of the last reading, default today (UTC).
        progress: called with accounts done and accounts in all.
    """
    # Before today's reading, the demo ends yesterday: it never knows the future.
    read = timedelta(hours=READ_AT.hour, minutes=READ_AT.minute)
    last_day = last_day or (clock.utcnow() - read).date()
    first = datetime.combine(last_day - timedelta(days=DAYS - 1), READ_AT)
    part = path.with_suffix(".building")
    for old in (part, part.with_name(part.name + ".wal")):
        old.unlink(missing_ok=True)
    players = cast()
    with Store.open(part) as store:
        storing.directory(store, players, first)
        storing.runs(store, players, first)
        for number, player in enumerate(players, 1):
            _play(store, player, first, np.random.default_rng([seed, player.key]))
            if progress is not None:
                progress(number, len(players))
        planning.plan(store, players, first)
        with store.transaction() as tx:
            tx.execute(
                "INSERT INTO core.audit VALUES ($at, 'demo', 'demo', $edition, NULL)", {"at": first, "edition": EDITION}
            )
        with store.exclusive() as cursor:
            cursor.execute("CHECKPOINT")
    path.with_name(path.name + ".wal").unlink(missing_ok=True)
    return part.replace(path)


def open_fresh(path: Path) -> Store:
    """Open the demo at ``path``, making it first when it is missing, unreadable or stale."""
    if path.exists():
        try:
            store = Store.open(path)
        except StoreError:
            path.unlink()
        else:
            if not is_stale(store):
                return store
            store.close()
    return Store.open(build(path))


def _play(store: Store, player: Player, first: datetime, chance: np.random.Generator) -> None:
    source = SOURCES.get(player.place.network)
    read = read_days(player)
    if player.place.followers:
        player.levels = acting.levels(player, chance)
    posts = acting.published(player, first, chance)
    counts = acting.counted(player, posts, chance)
    snapshots = acting.seen_posts(player, posts, counts, first, read)
    with store.transaction() as tx:
        if player.place.followers:
            storing.followers(tx, player, first, read)
        storing.posts(tx, player, posts, snapshots, first)
        derive.recompute(
            tx,
            [player.key],
            first + timedelta(days=DAYS - 1),
            ages={player.key: source.age_days if source else derive.DEFAULT_AGE_DAYS},
        )
