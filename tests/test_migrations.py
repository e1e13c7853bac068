"""The schema moves forward in whole steps, with a verified backup first, and never backward."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb
import pytest
from collecting import list_accounts

from benchmark.store import NewerSchemaError, Store, backups, schema
from benchmark.store.schema import Migration

NOW = schema.migrations()[-1].version
NEXT = Migration(NOW + 1, "next", "CREATE TABLE core.next (a INTEGER); INSERT INTO core.next VALUES (1);")
BROKEN = Migration(
    NOW + 2,
    "broken",
    "CREATE TABLE core.half (a INTEGER); DELETE FROM core.account; INSERT INTO core.nowhere VALUES (1);",
)


def backups_of(store: Store) -> list[Path]:
    return sorted((store.path.parent / backups.FOLDER).glob("*.duckdb"))


def test_a_new_database_gets_every_step_and_no_backup(store: Store) -> None:
    applied = store.rows("SELECT version, name FROM schema_migrations ORDER BY 1")
    assert applied == [(step.version, step.name) for step in schema.migrations()]
    assert backups_of(store) == []


def test_numbers_are_without_gaps_and_never_used_twice() -> None:
    assert [step.version for step in schema.migrations()] == list(range(1, NOW + 1))


def test_opening_again_changes_nothing(store: Store) -> None:
    assert schema.migrate(store) == []
    store.close()
    with Store.open(store.path) as again:
        assert schema.version(again) == NOW
        assert backups_of(again) == []


def test_a_step_is_taken_after_a_backup_that_holds_the_state_before(store: Store) -> None:
    list_accounts(store, "alpha/id1")
    assert schema.migrate(store, (*schema.migrations(), NEXT)) == [NEXT]
    assert schema.version(store) == NEXT.version
    assert store.rows("SELECT a FROM core.next") == [(1,)]
    (made,) = backups_of(store)
    assert made.stem.endswith(f"before-{NEXT.version:03d}")
    backups.check(made)
    with duckdb.connect(str(made), read_only=True) as copy:
        assert copy.execute("SELECT max(version) FROM schema_migrations").fetchall() == [(NOW,)]
        assert copy.execute("SELECT count(*) FROM core.account").fetchall() == [(1,)]


def test_a_step_that_fails_leaves_nothing_of_itself_and_those_before_it_stand(store: Store) -> None:
    list_accounts(store, "alpha/id1")
    with pytest.raises(duckdb.Error):
        schema.migrate(store, (*schema.migrations(), NEXT, BROKEN))
    assert schema.version(store) == NEXT.version
    assert store.value("SELECT count(*) FROM core.account") == 1
    assert store.value("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'half'") == 0
    assert len(backups_of(store)) == 1


def migrate_slowly(path: str, say: Connection) -> None:
    """Be in the middle of a step for longer than anybody waits."""
    long = (
        "CREATE TABLE core.long AS SELECT sum(a.range * b.range) AS x FROM range(100000000) AS a, range(1000000) AS b;"
    )
    store = Store.open(Path(path))
    say.send("open")
    schema.migrate(store, (*schema.migrations(), Migration(NOW + 1, "long", NEXT.sql + long)))


def test_killed_in_mid_step_the_database_is_as_before(tmp_path: Path) -> None:
    path = tmp_path / "benchmark.duckdb"
    with Store.open(path) as store:
        list_accounts(store, "alpha/id1")
    context = multiprocessing.get_context("forkserver")
    hear, say = context.Pipe(duplex=False)
    process = context.Process(target=migrate_slowly, args=(str(path), say))
    process.start()
    assert hear.recv() == "open"
    folder = tmp_path / backups.FOLDER
    while not list(folder.glob("*.duckdb")):  # the backup is made, then the step begins
        process.join(0.01)
        assert process.is_alive()
    process.join(0.2)
    process.kill()
    process.join()
    with Store.open(path) as store:
        assert schema.version(store) == NOW
        assert store.value("SELECT count(*) FROM core.account") == 1
        assert store.value("SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('next', 'long')") == 0


def test_a_newer_database_is_refused_and_left_alone(store: Store) -> None:
    with store.transaction() as tx:
        tx.execute("INSERT INTO schema_migrations VALUES ($next, 'next', now()::TIMESTAMP)", {"next": NOW + 1})
    store.close()
    before = store.path.read_bytes()
    with pytest.raises(NewerSchemaError) as caught:
        Store.open(store.path)
    assert caught.value.code == "newer_schema"
    assert store.path.read_bytes() == before
    assert backups_of(store) == []
