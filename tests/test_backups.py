"""A backup holds what the database holds, tells when it no longer does, and comes back whole."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from collecting import BEGIN, list_accounts

from benchmark.store import NewerSchemaError, Store, StoreError, StoreLockedError, backups, restoring, schema
from benchmark.store.database import connect

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROWS = "SELECT count(*), sum(followers) FROM core.profile_snapshot"


def fill(store: Store, rows: int = 50_000) -> Store:
    list_accounts(store, "alpha/id1")
    with store.transaction() as tx:
        tx.execute(
            "INSERT INTO core.profile_snapshot SELECT 1, $at::TIMESTAMP + to_hours(n::INTEGER), hash(n) % 100000, 1, 0, 5, 6,"
            " NULL, 1, 1 FROM range($rows) AS numbers(n)",
            {"at": BEGIN, "rows": rows},
        )
        tx.execute(
            "INSERT INTO core.post_detail SELECT n, 1, 'p' || n, 'it''s ' || n, NULL, NULL, NULL, ['a'], MAP {'x': n}, $at"
            " FROM range(500) AS numbers(n)",
            {"at": BEGIN},
        )
    return store


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    """A filled database, made once and copied."""
    path = tmp_path_factory.mktemp("made") / "benchmark.duckdb"
    shutil.copyfile(empty_database, path)
    with Store.open(path) as store:
        fill(store)
    return path


@pytest.fixture
def filled(tmp_path: Path, made: Path) -> Iterator[Store]:
    with Store.open(shutil.copyfile(made, tmp_path / "benchmark.duckdb")) as store:
        yield store


def figures(path: Path) -> list[tuple[object, ...]]:
    with Store.open(path) as opened:
        return opened.rows(ROWS)


def test_a_backup_opens_by_itself_and_holds_the_same(filled: Store, tmp_path: Path) -> None:
    before = filled.rows(ROWS)
    path = backups.backup(filled, tmp_path / "it's a copy.duckdb")
    assert figures(path) == before
    assert not list(tmp_path.glob("*.part*"))


def test_a_changed_value_in_a_backup_is_noticed(filled: Store, tmp_path: Path) -> None:
    path = backups.backup(filled, tmp_path / "copy.duckdb")
    backups.check(path)
    with duckdb.connect(str(path)) as copy:
        copy.execute("UPDATE core.post_detail SET text = 'it''s 4' WHERE post_key = 3")
    with pytest.raises(StoreError, match="does not hold") as caught:
        backups.check(path)
    assert caught.value.code == "differs"


def test_a_backup_that_fails_leaves_the_older_one_and_no_rest(filled: Store, tmp_path: Path) -> None:
    path = backups.backup(filled, tmp_path / "copies" / "copy.duckdb")
    size = path.stat().st_size
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backups, "check", lambda *_: (_ for _ in ()).throw(StoreError(path, "differs")))
        with pytest.raises(StoreError):
            backups.backup(filled, path)
    assert [(each.name, each.stat().st_size) for each in path.parent.iterdir()] == [("copy.duckdb", size)]
    assert filled.value("SELECT count(*) FROM core.account") == 1


def test_no_room_is_said_before_the_disk_is_full(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=10))
    with pytest.raises(StoreError) as caught:
        backups.backup(filled, tmp_path / "copy.duckdb")
    assert caught.value.code == "disk"
    assert not (tmp_path / "copy.duckdb").exists()


def test_rotation_keeps_the_last_four_and_days_weeks_and_months(tmp_path: Path) -> None:
    made = [NOW - timedelta(hours=6 * n) for n in range(4 * 500)]
    names = [Path(f"b-{at:%Y%m%dT%H%M%SZ}.duckdb") for at in made]
    other = [Path("notes.txt"), Path("c-20200101T000000Z.duckdb")]
    left = sorted(set(names + other) - set(backups.expendable(names + other, "b")) - set(other), reverse=True)
    assert left[:4] == names[:4]
    days = [path.name[2:10] for path in left]
    assert {f"{NOW - timedelta(days=n):%Y%m%d}" for n in range(7)} <= set(days)
    weeks = {date.fromisoformat(day).isocalendar()[:2] for day in days}
    assert {(NOW - timedelta(weeks=n)).isocalendar()[:2] for n in range(4)} <= weeks
    assert len({day[:6] for day in days}) == 12
    assert len(left) <= 4 + 7 + 4 + 12
    assert not backups.expendable(left, "b"), "what was kept once is not dropped by looking again"


def test_rotating_as_time_goes_by_keeps_a_year_of_months(tmp_path: Path) -> None:
    kept: set[Path] = set()
    for n in range(4 * 400):
        kept.add(Path(f"b-{BEGIN + timedelta(hours=6 * n):%Y%m%dT%H%M%SZ}.duckdb"))
        kept -= set(backups.expendable(kept, "b"))
        assert len(kept) <= 27
    assert len({path.name[2:8] for path in kept}) == 12


def test_backups_before_a_change_have_places_of_their_own() -> None:
    plain = [Path(f"b-202611{day:02}T000000Z.duckdb") for day in range(1, 21)]
    before = [Path(f"b-20250{n}01T000000Z-before-00{n}.duckdb") for n in range(1, 8)]
    assert set(backups.expendable(plain + before, "b")) & set(before) == set(before[:3])


def test_a_backup_is_restored_and_the_replaced_database_stays(filled: Store, tmp_path: Path) -> None:
    before = filled.rows(ROWS)
    path = backups.rotate_in(filled, now=NOW)
    assert path == tmp_path / "backups" / "benchmark-20261120T120000Z.duckdb"
    assert backups.latest(path.parent) == path
    with filled.transaction() as tx:
        tx.execute("DELETE FROM core.profile_snapshot")
    filled.close()
    done = restoring.restore(path, filled.path, now=NOW)
    assert figures(filled.path) == before
    assert done.aside is not None
    assert done.aside.name == "benchmark.duckdb.replaced-20261120T120000Z"
    with connect(done.aside, read_only=True) as old:
        assert old.execute(ROWS).fetchall() == [(0, None)]
    assert done.schema == max(step.version for step in schema.migrations())
    with connect(filled.path, read_only=True) as opened:
        assert opened.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'backup_record'").fetchall() == [
            (0,)
        ]


def test_an_open_database_is_not_replaced(filled: Store, tmp_path: Path) -> None:
    path = backups.backup(filled, tmp_path / "copy.duckdb")
    with pytest.raises(StoreLockedError):
        restoring.restore(path, filled.path)
    with pytest.raises(StoreLockedError):
        restoring.set_wal_aside(filled.path)
    code = f"""
import sys
from pathlib import Path
from benchmark.store import StoreLockedError, restoring
try:
    restoring.restore(Path({str(path)!r}), Path({str(filled.path)!r}))
except StoreLockedError:
    sys.exit(3)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parent.parent).returncode == 3
    assert filled.value("SELECT count(*) FROM core.profile_snapshot") == 50_000


def few_or(many: int) -> pytest.MarkDecorator:
    """How many random cases are tried: some here, as many as once found faults in the long lane."""
    return pytest.mark.parametrize("cases", [8, pytest.param(many, marks=pytest.mark.slow)])


@few_or(25)
def test_a_damaged_backup_is_refused_and_nothing_is_changed(filled: Store, tmp_path: Path, cases: int) -> None:
    before = filled.rows(ROWS)
    good = backups.backup(filled, tmp_path / "copy.duckdb").read_bytes()
    filled.close()
    chance = random.Random(5)
    bad = tmp_path / "bad.duckdb"
    refused = 0
    for _ in range(cases):
        raw = bytearray(good)
        if chance.random() < 0.5:
            at = chance.randrange(len(raw) // 4096) * 4096
            raw[at : at + 4096] = bytes(4096)
        else:
            raw = raw[: chance.randrange(len(raw))]
        bad.write_bytes(raw)
        try:
            restoring.restore(bad, filled.path)
        except StoreError:
            refused += 1
        assert figures(filled.path) == before, (
            "never a wrong figure, whether it was refused or nothing of value was hit"
        )
    assert refused > 0.4 * cases


@pytest.mark.parametrize("content", [b"", b"This is a text file.\n" * 500, b"PK\x03\x04"])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.duckdb"
    path.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        restoring.restore(path, tmp_path / "benchmark.duckdb")
    assert caught.value.code == "unreadable"
    assert not (tmp_path / "benchmark.duckdb").exists()
    if content:
        with pytest.raises(StoreError):
            Store.open(path)
        assert path.read_bytes() == content, "opening must not change it"


def test_a_database_of_something_else_and_a_newer_one_are_refused(filled: Store, tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as opened:
        opened.execute("CREATE TABLE t AS SELECT 1")
    with pytest.raises(StoreError, match="no database of this program"):
        restoring.restore(other, tmp_path / "new.duckdb")
    with filled.transaction() as tx:
        tx.execute("INSERT INTO schema_migrations VALUES (999, 'later', now()::TIMESTAMP)")
    newer = backups.backup(filled, tmp_path / "newer.duckdb")
    with pytest.raises(NewerSchemaError):
        restoring.restore(newer, tmp_path / "new.duckdb")


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A database whose log holds 30 transactions of 7 rows, as a killed process leaves it."""
    path = tmp_path_factory.mktemp("killed") / "benchmark.duckdb"
    code = f"""
import os
from pathlib import Path
import sys; sys.path.insert(0, "tests")
from benchmark.store import Store
store = Store.open(Path({str(path)!r}))
for number in range(30):
    with store.transaction() as tx:
        tx.execute("INSERT INTO core.profile_snapshot SELECT 1, TIMESTAMP '2026-01-01', $n, 1, 0, 5, 6, NULL, 1, 1 FROM range(7)",
                   {{"n": number}})
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)
    return path.read_bytes(), path.with_name("benchmark.duckdb.wal").read_bytes()


@few_or(50)
def test_a_cut_log_opens_with_whole_transactions(tmp_path: Path, killed: tuple[bytes, bytes], cases: int) -> None:
    raw, wal = killed
    path, chance = tmp_path / "benchmark.duckdb", random.Random(1)
    for _ in range(cases):
        path.write_bytes(raw)
        (tmp_path / "benchmark.duckdb.wal").write_bytes(wal[: chance.randrange(len(wal))])
        with Store.open(path) as store:
            counted = store.rows("SELECT followers, count(*) FROM core.profile_snapshot GROUP BY ALL ORDER BY ALL")
        assert counted == [(number, 7) for number in range(len(counted))], "a prefix of whole transactions"


@few_or(20)
def test_a_damaged_log_refuses_and_is_set_aside_with_the_loss_said(
    tmp_path: Path, killed: tuple[bytes, bytes], cases: int
) -> None:
    raw, wal = killed
    path, chance = tmp_path / "benchmark.duckdb", random.Random(2)
    refused, codes = 0, set()
    for _ in range(cases):
        path.write_bytes(raw)
        flipped = bytearray(wal)
        flipped[chance.randrange(len(wal))] ^= 1 << chance.randrange(8)
        (tmp_path / "benchmark.duckdb.wal").write_bytes(flipped)
        try:
            Store.open(path).close()
        except StoreError as error:
            refused += 1
            codes.add(error.code)
            aside = restoring.set_wal_aside(path, now=NOW)
            assert aside is not None
            assert aside.size == len(wal)
            assert aside.path.read_bytes() == flipped
            assert aside.path.name in aside.sentence()
            assert figures(path) == [(0, None)], "everything was in the log"
    assert refused >= 0.85 * cases
    assert codes == {"wal"}
    assert restoring.set_wal_aside(path) is None, "nothing to do"


def test_a_full_disk_fails_the_write_only_and_the_figures_stay_readable(tmp_path: Path) -> None:
    code = f"""
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, "tests")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from test_backups import fill, ROWS
from benchmark.store import Store, StoreError
store = fill(Store.open(Path({str(tmp_path / "benchmark.duckdb")!r})))
store.checkpoint()
before = store.rows(ROWS)
resource.setrlimit(resource.RLIMIT_FSIZE, (store.path.stat().st_size + 200_000, resource.RLIM_INFINITY))
codes = set()
for attempt in range(3):
    try:
        with store.transaction() as tx:
            tx.execute("INSERT INTO core.profile_snapshot SELECT 1, now()::TIMESTAMP, hash(n) // 4, 1, 0, hash(n + 1) // 4, hash(n + 2) // 4,"
                       " NULL, 1, 1 FROM range(400000) AS numbers(n)")
        store.checkpoint()
    except StoreError as error:
        codes.add(error.code)
    assert store.rows(ROWS) == before, attempt
assert codes == {{"disk"}}, codes
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with store.transaction() as tx:
    tx.execute("DELETE FROM core.post_detail")
assert store.value("SELECT count(*) FROM core.post_detail") == 0
"""
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=Path(__file__).parent.parent, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
