"""What may not be kept goes from backups too, and a restored backup does not bring it back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import duckdb
import keeping
import pytest
from keeping import CUTOFF, DAYS, FIRST, NOW, OTHER, OWN, READ

from benchmark.store import (
    Store,
    StoreError,
    announcing,
    backups,
    expired_backups,
    restoring,
    retention,
    schema,
    tagging,
)

OLD = "SELECT count(*) FROM profile_snapshots WHERE account_id LIKE 'youtube:%' AND origin = 'api' AND observed_at < TIMESTAMP '2026-06-01'"
AWARE = NOW.replace(tzinfo=UTC)


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Store]:
    with Store.open(keeping.database(tmp_path)) as store:
        yield store


def asked(path: Path, question: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as opened:
        return opened.execute(question).fetchall()


def test_a_backup_is_written_anew_without_what_went_and_reads_back_as_it_says(filled: Store) -> None:
    path = backups.rotate_in(filled, now=AWARE)
    with Store.open(shutil.copy(path, filled.path.with_name("x.duckdb"))) as before:
        others = [keeping.of_account(before, key) for key in (OTHER, OWN)]
    stamp = path.stat().st_mtime
    (due,) = retention.due(filled, DAYS, NOW)
    assert expired_backups.rewrite(path, DAYS, NOW) == due.total
    backups.check(path)
    assert asked(path, OLD) == [(0,)]
    assert path.stat().st_mtime == stamp, "it is still the backup of that time"
    assert [each.name for each in path.parent.iterdir()] == [path.name], "and nothing is left beside it"
    retention.enforce(filled, DAYS, NOW, actor="test")
    with Store.open(shutil.copy(path, filled.path.with_name("y.duckdb"))) as after:
        assert keeping.contents(after) == keeping.contents(filled), "just what the database holds"
        assert [keeping.of_account(after, key) for key in (OTHER, OWN)] == others
    assert expired_backups.rewrite(path, DAYS, NOW) == 0, "nothing is left to do"


def test_every_backup_and_every_replaced_database_is_cleaned(filled: Store) -> None:
    for hour in range(3):
        backups.rotate_in(filled, now=AWARE - timedelta(hours=hour))
    filled.checkpoint()
    aside = filled.path.with_name(f"{filled.path.name}.replaced-20260620T000000Z")
    shutil.copy(filled.path, aside)
    other = filled.path.parent / "backups" / "notes.txt"
    other.write_text("mine")
    left = filled.path.parent / "backups" / "benchmark-20260101T000000Z.duckdb.rewriting"
    left.write_text("of a process that was killed")
    seen: list[tuple[int, int]] = []
    done = expired_backups.rewrite_all(filled.path, DAYS, NOW, progress=lambda *far: seen.append(far))
    assert (len(done.files), done.damaged) == (4, [])
    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4)]
    for path in expired_backups.places(filled.path):
        assert asked(path, OLD) == [(0,)]
    assert other.read_text() == "mine"
    assert not left.exists()


def test_a_damaged_backup_is_named_and_left_alone(filled: Store) -> None:
    good, bad = (backups.rotate_in(filled, now=AWARE - timedelta(hours=n)) for n in range(2))
    with duckdb.connect(str(bad)) as opened:
        opened.execute("UPDATE core.brand SET name = 'Another'")
    text = bad.parent / "benchmark-20260101T000000Z.duckdb"
    text.write_text("no database")
    before = bad.read_bytes()
    done = expired_backups.rewrite_all(filled.path, DAYS, NOW)
    assert (done.files, sorted(done.damaged)) == ([good], sorted([bad, text]))
    assert bad.read_bytes() == before
    assert text.read_text() == "no database"


def test_a_failure_on_the_way_leaves_the_backup_as_it_was(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    path = backups.rotate_in(filled, now=AWARE)
    before = path.read_bytes()
    monkeypatch.setattr(backups, "copy", lambda *_: (_ for _ in ()).throw(StoreError(path, "full", "disk")))
    with pytest.raises(StoreError):
        expired_backups.rewrite(path, DAYS, NOW)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_stopped_it_goes_on_the_next_time(filled: Store) -> None:
    for hour in range(3):
        backups.rotate_in(filled, now=AWARE - timedelta(hours=hour))
    answers = iter([False, True])
    assert len(expired_backups.rewrite_all(filled.path, DAYS, NOW, stopped=lambda: next(answers)).files) == 1
    assert len(expired_backups.rewrite_all(filled.path, DAYS, NOW).files) == 2


def test_a_backup_that_the_rotation_dropped_meanwhile_does_not_come_back(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = backups.rotate_in(filled, now=AWARE)
    real = backups.copy

    def copied(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        path.unlink()

    monkeypatch.setattr(backups, "copy", copied)
    expired_backups.rewrite(path, DAYS, NOW)
    assert list(path.parent.iterdir()) == []


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup by a version that knew nothing of retention."""
    steps = schema.migrations()
    with monkeypatch.context() as patch:
        patch.setattr(schema, "migrations", lambda *_: steps[:1])
        patch.setattr(tagging, "catch_up", lambda _: None)
        with Store.open(tmp_path / "older.duckdb") as store:
            keeping.fill(store)
            return backups.backup(store, tmp_path / "backups" / "benchmark-20260615T000000Z.duckdb")


def test_a_backup_of_an_older_schema_keeps_its_schema(older: Path) -> None:
    assert expired_backups.rewrite(older, DAYS, NOW) > 0
    backups.check(older)
    assert asked(older, "SELECT max(version) FROM schema_migrations") == [(1,)]
    assert asked(older, OLD) == [(0,)]


def test_an_older_database_is_migrated_and_told_before_anything_goes(older: Path, tmp_path: Path) -> None:
    with Store.open(shutil.copy(older, tmp_path / "upgraded.duckdb")) as store:
        assert schema.version(store) == schema.migrations()[-1].version
        before = keeping.contents(store)
        assert announcing.announce(store, DAYS, NOW, actor="test") == ["youtube"]
        assert retention.enforce(store, DAYS, NOW, actor="test") == []
        assert keeping.contents(store) == before
        assert retention.enforce(store, DAYS, NOW + announcing.GRACE, actor="test") != []


def test_what_went_does_not_come_back_with_a_restored_backup(filled: Store, older: Path) -> None:
    plain = backups.rotate_in(filled, now=AWARE)
    filled.close()
    for source in (plain, older):
        done = restoring.restore(source, filled.path, kept=DAYS, now=AWARE)
        assert done.removed > 250
        with Store.open(filled.path) as store:
            assert store.value(OLD) == 0
            assert retention.due(store, DAYS, NOW) == []
            assert keeping.oldest(store, OTHER) == FIRST.date()


def test_an_announcement_survives_restoring_a_backup_from_before_it(filled: Store) -> None:
    with filled.transaction() as tx:
        tx.execute("DELETE FROM core.retention")
    path = backups.rotate_in(filled, now=AWARE)
    keeping.announced(filled)
    filled.close()
    assert restoring.restore(path, filled.path, kept=DAYS, now=AWARE).removed > 250
    with Store.open(filled.path) as store:
        assert announcing.in_force(store, DAYS, NOW) == DAYS
        assert announcing.announcements(store)["youtube"].removed_until == CUTOFF


def test_on_a_new_machine_a_backup_comes_back_whole_until_it_was_announced(older: Path, tmp_path: Path) -> None:
    place = tmp_path / "new" / "benchmark.duckdb"
    assert restoring.restore(older, place, kept=DAYS, now=AWARE).removed == 0
    with Store.open(place) as store:
        assert keeping.oldest(store, READ) == FIRST.date()


def test_with_a_raised_setting_a_backup_comes_back_whole(filled: Store) -> None:
    path = backups.rotate_in(filled, now=AWARE)
    filled.close()
    assert restoring.restore(path, filled.path, kept={"youtube": 365}, now=AWARE).removed == 0
    with Store.open(filled.path) as store:
        assert keeping.oldest(store, READ) == FIRST.date()
