"""What a command says when something around it is wrong: the folder, the disk, a setting, another process's leavings."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from commanding import Desk, run, settle
from loopback import Loopback

from benchmark.commands import held
from benchmark.store import StoreError
from benchmark.store.database import damage


@pytest.fixture
def desk(tmp_path: Path, loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return settle(tmp_path, loopback, monkeypatch)


def test_json_is_one_document_also_when_it_fails(desk: Desk) -> None:
    for line, code in {
        "rename Nobody X": 1,
        "collect --brand Nobody": 1,
        "panel timezone P Mars": 1,
        "export nothing --format csv --out x.csv": 2,
        "restore /nowhere/x.duckdb": 2,
        "export": 2,
        "nothing": 2,
    }.items():
        said = run(*line.split(), "--json")
        assert said.code == code, line
        assert said.json == {"exit": code, "errors": said.json["errors"]}, line
        assert said.err.strip().endswith(said.json["errors"][-1]), line


def test_json_is_one_document_for_a_setting_that_cannot_be_used(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHMARK_SCHEDULE", "often")
    said = run("status", "--json")
    assert said.code == 2
    assert said.json["exit"] == 2


def test_a_place_that_cannot_be_is_said_with_the_setting_that_names_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.database.parent / "file").write_text("x")
    for place in ("/proc/nowhere/b.duckdb", str(desk.database.parent / "file" / "b.duckdb"), str(desk.database.parent)):
        monkeypatch.setenv("BENCHMARK_DB", place)
        for command in ("status", "collect", "migrate"):
            said = run(command)
            assert said.code == 3
            assert "BENCHMARK_DB" in said.err
            assert "restore" not in said.err
        assert "BENCHMARK_DB" in run("doctor").err


def test_a_file_that_must_not_be_opened_is_no_damaged_one(tmp_path: Path) -> None:
    for error in (
        duckdb.IOException('IO Error: Cannot open file "/d/b.duckdb": Permission denied'),
        duckdb.TransactionException('Failed to commit: Cannot open file "/d/b.duckdb.wal": Read-only file system'),
    ):
        found = damage(Path("/d/b.duckdb"), error)
        assert isinstance(found, StoreError)
        assert found.code == "place"


def test_a_limit_of_memory_that_is_none_is_a_wrong_setting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHMARK_MEMORY_LIMIT", "banana")
    said = run("status", "--json")
    assert said.code == 2
    assert "BENCHMARK_MEMORY_LIMIT" in said.json["errors"][0]


def test_whatever_stands_in_the_control_file_commands_go_on(desk: Desk) -> None:
    for content in (
        '{"pid": 1e999, "url": null}',
        '{"pid": 99999999999999999999999}',
        "[" * 100_000,
        '{"pid": 1, "command": "collect", "since": "yesterday"}',
        "\x00",
        "[]",
    ):
        held.place(desk.database).write_text(content)
        assert run("status").code == 0, content[:99]
        held.place(desk.database).write_text(content)
        assert held.read(desk.database) is None, content[:99]


def test_where_no_control_file_can_be_written_figures_are_still_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(held, "write", full)
    assert run("status").code == 0


@pytest.mark.parametrize("name", ["we\"ird; it's.duckdb", "backup_copy.duckdb", "main.duckdb"])
def test_a_database_of_any_name_is_backed_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_database: Path, name: str
) -> None:
    monkeypatch.setenv("BENCHMARK_DB", str(tmp_path / name))
    shutil.copyfile(empty_database, tmp_path / name)
    target = tmp_path / 'copy\'s "x".duckdb'
    said = run("backup", str(target))
    assert said.code == 0, said.err
    assert run("restore", str(target)).code == 0


def test_a_file_beside_the_database_may_be_called_after_it(desk: Desk) -> None:
    assert run("backup", f"{desk.database}.2026.bak").code == 0
    for part in ("", ".wal", ".control", ".restoring"):
        said = run("backup", f"{desk.database}{part}")
        assert said.code == 2


def test_restoring_where_nothing_was_leaves_nothing_else(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = desk.database.parent / "copy.duckdb"
    assert run("backup", str(backup)).code == 0
    fresh = desk.database.parent / "fresh" / "b.duckdb"
    said = run("--db", str(fresh), "restore", str(backup), "--json")
    assert said.code == 0
    assert said.json["aside"] is None
    assert [path.name for path in fresh.parent.iterdir()] == ["b.duckdb"]


def test_a_full_disk_leaves_no_rest_of_a_control_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("benchmark.commands.held.json.dump", full)
    with pytest.raises(OSError, match="No space"):
        held.write(desk.database, held.Holder(1))
    assert list(desk.database.parent.glob("*.control*")) == []


def test_a_terminal_of_few_signs_and_half_a_sign_in_a_text_end_no_command(desk: Desk) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}

    def said(*argv: str) -> bytes:
        command = [sys.executable, "-m", "benchmark", *argv]
        done = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
        assert done.returncode == (1 if argv[0] == "resolve" else 0), done.stderr
        return done.stdout

    assert "Python 3." in said("doctor").decode()
    found = json.loads(said("resolve", "--json", "\udcff", "é"))
    assert [row["input"] for row in found] == ["\udcff", "é"]


def test_a_disk_without_room_for_an_export_is_named_with_the_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "Error writing bytes to file. Detail: [errno 28] No space left on device")

    monkeypatch.setattr("benchmark.commands.exporting.write", full)
    said = run("export", "posts", "--format", "csv", "--out", str(desk.database.parent / "p.csv"))
    assert said.code == 1
    assert "no room for" in said.err
    assert "p.csv" in said.err
    monkeypatch.setattr("shutil.disk_usage", lambda _path: _NoRoom)
    said = run("backup", str(desk.database.parent / "copy.duckdb"))
    assert said.code == 3
    assert f"{desk.database.parent}/copy.duckdb" in said.err


class _NoRoom:
    free = 0


@pytest.mark.parametrize("name", ["core.duckdb", "Core.duckdb", "temp.duckdb", "system.duckdb", "core"])
def test_a_name_that_means_something_else_to_duckdb_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("BENCHMARK_DB", str(tmp_path / name))
    said = run("status")
    assert said.code == 3
    assert "another file" in said.err
    assert list(tmp_path.glob("*ore*")) == []
