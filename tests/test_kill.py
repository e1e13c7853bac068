"""Killed at any instant, a run leaves whole accounts or none, and the next one goes on to the same end."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from collecting import World, brand_with_posts, list_accounts
from kill_target import collect, settings_for
from loopback import Loopback

from benchmark.collect import Collector
from benchmark.store import Store
from sources import SOURCES

POSTS = 4
UNIQUE = {
    "core.run_account": "run_key, account_key",
    "core.profile_snapshot": "account_key, observed_at, origin",
    "core.post_snapshot": "post_key, observed_at",
    "core.post": "post_key",
    "core.post_detail": "account_key, native_id",
    "core.account_state": "account_key, name",
}
SAME = (
    "SELECT account_id, native_id, published_at, likes, followers_at_publication, interactions_at_age, age_basis FROM posts",
    "SELECT account_id, native_id, likes FROM post_snapshots",
    "SELECT account_id, followers FROM profile_snapshots",
    "SELECT account_id, field, before, after FROM profile_changes",
    "SELECT account_id, handle, status FROM accounts",
    "SELECT account_id, status, error, posts_seen FROM run_accounts",
    "SELECT status FROM runs",
)


@dataclass
class Ground:
    """A database that lists accounts, the server that knows them, and what an uninterrupted run makes of it."""

    seed: Path
    world: World
    accounts: int
    expected: list[Any]
    seconds: float


def contents(store: Store) -> list[Any]:
    return [store.rows(f"{query} ORDER BY ALL") for query in SAME]


def ground(server: Loopback, folder: Path, accounts: int) -> Ground:
    world = World(server)
    for number in range(1, accounts + 1):
        world.brands[f"alpha/id{number}"] = brand_with_posts(number, POSTS)
    seed = folder / "seed.duckdb"
    with Store.open(seed) as store:
        list_accounts(store, *(f"alpha/{'@brand' if n % 3 else 'id'}{n}" for n in range(1, accounts + 1)))
    path = folder / "whole.duckdb"
    shutil.copy(seed, path)
    with Store.open(path) as store:
        began = time.monotonic()
        assert Collector(store, settings_for(str(path), server.url)).run().status == "done"
        return Ground(seed, world, accounts, contents(store), time.monotonic() - began)


def killed_after(ground: Ground, path: Path, seconds: float) -> tuple[str, str] | None:
    """Collect in a process that is killed so long after it has the database open; returns what it said at its end."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["kill_target"])
    hear, say = context.Pipe(duplex=False)
    process = context.Process(target=collect, args=(str(path), ground.world.server.url, say))
    process.start()
    say.close()
    assert hear.recv() == "open"
    said: tuple[str, str] | None = None
    try:
        if hear.poll(seconds):
            said = hear.recv()
    except EOFError:
        raise AssertionError("the collecting process failed by itself") from None
    process.kill()
    process.join()
    hear.close()
    return said


def check(store: Store, ground: Ground, said: tuple[str, str] | None) -> None:
    """Whole or not at all; nothing twice; what was reported is there."""
    for table, key in UNIQUE.items():
        assert store.value(f"SELECT count(*) - count(DISTINCT ({key})) FROM {table}") == 0, table
    rows = store.rows(
        """
        SELECT a.account_key, x.status, x.posts_seen,
               (SELECT count(*) FROM core.post AS p WHERE p.account_key = a.account_key),
               (SELECT count(*) FROM core.post_detail AS d WHERE d.account_key = a.account_key),
               (SELECT count(*) FROM core.post_snapshot AS s JOIN core.post AS p USING (post_key)
                WHERE p.account_key = a.account_key),
               (SELECT count(*) FROM core.profile_snapshot AS s WHERE s.account_key = a.account_key
                AND s.observed_at = coalesce(x.started_at, s.observed_at)),
               (SELECT count(*) FROM core.account_state AS t WHERE t.account_key = a.account_key)
        FROM core.account AS a LEFT JOIN core.run_account AS x USING (account_key) ORDER BY 1
        """
    )
    assert len(rows) == ground.accounts
    for _, status, seen, posts, details, snapshots, profiles, states in rows:
        found = (seen, posts, details, snapshots, profiles, states)
        assert found == ((POSTS, POSTS, POSTS, POSTS, 1, 1) if status == "ok" else (None, 0, 0, 0, 0, 0))
    if said is not None:
        assert said[1] == "done"
        assert contents(store) == ground.expected


def kill_and_resume(ground: Ground, folder: Path, kills: int, seed: int) -> dict[str, int]:
    """Kill runs at random instants, now and then twice in a row; each must end like the uninterrupted one."""
    chance = random.Random(seed)
    seen = {"before": 0, "within": 0, "after": 0}
    done = 0
    while done < kills:
        path = folder / f"kill{done}.duckdb"
        shutil.copy(ground.seed, path)
        run_ids = set()
        for _ in range(1 + (chance.random() < 0.3)):
            said = killed_after(ground, path, chance.uniform(0, 1.1 * ground.seconds))
            done += 1
            with Store.open(path) as store:
                check(store, ground, said)
                outcomes = int(store.value("SELECT count(*) FROM core.run_account"))
                run_ids |= {row for (row,) in store.rows("SELECT run_id FROM runs")}
            seen["before" if outcomes == 0 else "within" if outcomes < ground.accounts else "after"] += 1
            if outcomes == ground.accounts:
                break
        with Store.open(path) as store:
            mine = Collector(store, settings_for(str(path), ground.world.server.url))
            assert store.value("SELECT count(*) FROM runs WHERE status = 'running'") == 0
            if outcomes < ground.accounts:
                result = mine.run()
                assert result.status == "done"
                assert run_ids <= {result.run_id}, "the same run goes on"
                check(store, ground, (result.run_id, result.status))
        path.unlink()
        shutil.rmtree(folder / "backups", ignore_errors=True)
    return seen


@pytest.fixture
def _network() -> Iterator[None]:
    yield
    SOURCES.pop("alpha", None)


@pytest.mark.usefixtures("_network")
def test_killed_at_any_instant_a_run_is_whole_and_goes_on(loopback: Loopback, tmp_path: Path) -> None:
    seen = kill_and_resume(ground(loopback, tmp_path, 10), tmp_path, 3, seed=1)
    assert seen["within"] > 0


@pytest.mark.slow
@pytest.mark.usefixtures("_network")
def test_a_hundred_kills(loopback: Loopback, tmp_path: Path) -> None:
    seen = kill_and_resume(ground(loopback, tmp_path, 30), tmp_path, 100, seed=2)
    assert seen["within"] > 50
