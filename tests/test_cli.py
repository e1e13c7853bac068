"""What each command does, says and ends with."""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from commanding import Desk, run, settle
from loopback import Loopback

from benchmark.commands import held
from benchmark.commands.arguments import Parser, parser
from benchmark.commands.execute import command
from benchmark.metrics.breaks import Breaks
from benchmark.store import Store

ROOT = Path(__file__).parent.parent


@pytest.fixture
def desk(tmp_path: Path, loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return settle(tmp_path, loopback, monkeypatch)


def commands(whole: argparse.ArgumentParser, name: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Parser]]:
    """Every command with its parser, those below ``panel`` too."""
    below = [action for action in whole._actions if isinstance(action, argparse._SubParsersAction)]
    for action in below:
        for word, part in action.choices.items():
            yield from commands(part, (*name, word))
    if not below and isinstance(whole, Parser):
        yield name, whole


COMMANDS = dict(commands(parser()))


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_every_command_has_help_and_something_to_do(name: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    from benchmark.cli import main

    assert main([*name, "--help"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 4
    assert callable(command(COMMANDS[name].get_default("run")))


def test_wrong_use_ends_with_two_and_says_how_it_goes(desk: Desk) -> None:
    for line in (
        "", "bogus", "add", "add Anvil", "collect --nope", "export posts --format pdf --out x", "panel", "stat",
        "export posts --format csv --out x --from yesterday",
    ):  # fmt: skip
        said = run(*line.split())
        assert said.code == 2, line
        assert "usage:" in said.err + said.out, line
    assert not desk.database.exists()


def test_what_a_command_does_not_take_is_told_with_that_commands_usage(desk: Desk) -> None:
    said = run("report", "weekly", "--format", "pptx", "--out", "week.pptx")
    assert (said.code, "--report NAME" in said.err, "weekly" in said.err) == (2, True, True)


def test_a_setting_that_cannot_be_used_ends_with_two(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHMARK_TIMEZONE", "Mars/Olympus")
    said = run("status")
    assert (said.code, "BENCHMARK_TIMEZONE" in said.err) == (2, True)


def test_resolve_and_sources_need_neither_network_nor_database(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    found = run("resolve", "https://bsky.app/profile/anvil.example", "brand.example", "bluesky:anvil", "--json").json
    assert [tuple(row) for row in found] == [
        ("input", "source", "identity", "url", "needs_network", "candidates", "error")
    ] * 3
    assert [row["source"] for row in found] == ["bluesky", "website", None]
    assert found[0]["identity"] == "@anvil.example"
    assert [candidate["source"] for candidate in found[1]["candidates"]] == ["wordpress", "feed", "bluesky"]
    listed = run("sources", "--json").json
    assert [set(row) for row in listed] == [{"name", "label", "gives", "lacks", "credentials", "ready"}] * len(listed)
    assert not desk.database.exists()
    assert list(desk.database.parent.iterdir()) == []


def test_a_text_that_names_nobody_is_said_with_what_to_paste_instead(desk: Desk) -> None:
    said = run("resolve", "nothing at all", "https://bsky.app/profile/anvil.example")
    assert said.code == 1
    assert "nothing at all: " in said.err
    assert "Bluesky, @anvil.example" in said.out


def test_sources_never_prints_the_value_of_a_key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHMARK_YOUTUBE_API_KEY", "planted-secret")
    for argv in (("sources",), ("sources", "--json"), ("doctor",), ("doctor", "--json")):
        said = run(*argv)
        assert "planted-secret" not in said.out + said.err
        assert "BENCHMARK_YOUTUBE_API_KEY" in said.out


def test_add_looks_at_the_account_and_says_who_it_is(desk: Desk) -> None:
    said = run("add", "Anvil", desk.link(desk.anvil), "--own", "--market", "fr")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Anvil: added bluesky:did:plc:")
    again = run("add", "anvil", desk.link(desk.anvil), "--json").json
    assert [row["outcome"] for row in again["added"]] == ["already"]


def test_what_cannot_be_added_is_named_and_the_others_go_on(desk: Desk) -> None:
    said = run("add", "Anvil", "https://bsky.app/profile/nobody.example", "???", desk.link(desk.anvil))
    assert said.code == 1
    assert "nobody.example: Bluesky knows no such account" in said.err
    assert "???: " in said.err
    assert "added bluesky:did:plc:" in said.out


def test_an_account_of_another_brand_is_refused_with_the_way_to_move_it(desk: Desk) -> None:
    desk.add_both()
    said = run("add", "Barrow", desk.link(desk.anvil))
    assert said.code == 1
    account = said.err.split("for it: move ")[1].split()[0]
    assert run("move", account, "Barrow").code == 0
    assert run("add", "Barrow", desk.link(desk.anvil)).out.endswith("was there already.\n")


def test_a_wrong_panel_or_role_is_refused_before_any_network_is_asked(desk: Desk) -> None:
    for extra, words in {("--panel", "nowhere"): "no panel", ("--role", "boss"): "is no role"}.items():
        said = run("add", "Anvil", desk.link(desk.anvil), *extra)
        assert (said.code, words in said.err) == (1, True)
    assert desk.network.requests == []


def test_an_account_is_described_and_what_is_not_named_stays(desk: Desk) -> None:
    desk.add_both()
    link = desk.link(desk.anvil)
    said = run("describe", link, "--market", "fr", "--timezone", "Europe/Paris")
    assert said.code == 0
    assert said.out.endswith("market FR, role main, time zone Europe/Paris.\n")
    shown = run("describe", link, "--role", "service", "--market", "", "--json").json
    assert (shown["market"], shown["role"], shown["timezone"]) == (None, "service", "Europe/Paris")
    assert "is no role" in run("describe", link, "--role", "boss").err
    assert run("describe", "nobody", "--role", "main").code == 1


def test_the_life_of_a_brand(desk: Desk) -> None:
    desk.add_both()
    assert run("pause", "Anvil").out == "Anvil: 1 account paused.\n"
    assert run("pause", "Anvil").out == "Anvil: nothing to change.\n"
    assert "paused" in run("status").out
    assert run("resume", "Anvil", "Barrow").out == "Anvil: 1 account resumed.\nBarrow: nothing to change.\n"
    assert run("rename", "Anvil", "Anvil Works").code == 0
    assert run("rename", "Anvil Works", "BARROW").code == 1
    assert run("remove", "Barrow").code == 0
    assert [row["brand"] for row in run("status", "--json").json["accounts"]] == ["Anvil Works"]
    assert "restored" in run("add", "Barrow", desk.link(desk.barrow)).out
    gone = run("remove", "Nobody")
    assert (gone.code, gone.out) == (1, "")
    assert "status" in gone.err


def test_panels_on_the_command_line(desk: Desk) -> None:
    assert "no panel yet" in run("panel", "list").out
    desk.add_both()
    assert run("panel", "new", "Blogs", "--timezone", "Asia/Kolkata").code == 0
    assert run("panel", "add", "Blogs", "Barrow").out == "Blogs: 1 account added.\n"
    assert run("panel", "own", "blogs", "Barrow").code == 0
    assert run("panel", "timezone", "Blogs", "Europe/Paris").code == 0
    listed = {row["name"]: row for row in run("panel", "list", "--json").json}
    assert (listed["Blogs"]["own_brand"], listed["Blogs"]["timezone"]) == ("Barrow", "Europe/Paris")
    assert listed["My panel"]["brands"] == ["Anvil", "Barrow"]
    assert run("panel", "drop", "Blogs", "Barrow").code == 0
    assert run("panel", "drop", "Blogs", "Barrow").code == 1
    assert "Blogs" in run("panel", "list").out


def test_collect_reads_all_accounts_and_status_shows_it(desk: Desk) -> None:
    desk.add_both()
    said = run("collect", "--json")
    assert said.code == 0
    assert (said.json["status"], [row["posts_seen"] for row in said.json["accounts"]]) == ("done", [5, 3])
    status = run("status", "--json").json
    assert [(row["followers"], row["error"]) for row in status["accounts"]] == [(1200, None)] * 2
    assert status["last_run"]["status"] == "done"
    assert "1,200" in run("status").out
    only = run("collect", "--brand", "Barrow", "--source", "bluesky", "--json").json
    assert [row["brand"] for row in only["accounts"]] == ["Barrow"]


def test_what_could_not_be_read_is_named_with_its_remedy(desk: Desk) -> None:
    desk.add_both()
    desk.barrow.state = "gone"
    said = run("collect")
    assert said.code == 1
    assert "Barrow, bluesky:did:plc:" in said.err
    assert "Bluesky knows no such account" in said.err
    assert said.out == "Read 1 of 2 accounts, 5 posts.\n"
    assert "knows no such account" in run("status").out


def test_collecting_with_nothing_to_read_is_no_failure(desk: Desk) -> None:
    assert run("collect").code == 0
    desk.add_both()
    run("pause", "Anvil", "Barrow")
    assert run("collect", "--json").json["status"] == "nothing_to_do"
    assert run("collect", "--brand", "Nobody").code == 1
    assert run("collect", "--source", "nosuch").code == 1


def test_json_is_one_document_and_nothing_else(desk: Desk) -> None:
    desk.add_both()
    for line in (
        "resolve https://bsky.app/profile/a.example", "sources", "status", "doctor", "collect", "panel list", "migrate",
        "pause Anvil", "rename Anvil B", "panel new P", "backup {folder}/copy.duckdb",
        "export posts --format csv --out {folder}/posts.csv", "remove B",
    ):  # fmt: skip
        said = run(*line.format(folder=desk.database.parent).split(), "--json")
        json.loads(said.out)
        assert said.code == 0, line


@pytest.mark.usefixtures("desk")
def test_doctor_names_a_line_of_the_changes_of_counting_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = "metric_breaks.csv, line 3, date: A date is written like 2025-03-31."
    monkeypatch.setattr("benchmark.commands.doctor.breaks", lambda: Breaks(faults=(fault,)))
    said = run("doctor")
    assert said.code == 1
    assert fault in said.err


def test_doctor_says_what_needs_attention(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("doctor").code == 0
    desk.add_both()
    run("collect")
    checks = {check["name"]: check["state"] for check in run("doctor", "--json").json["checks"]}
    assert checks["database"] == checks["backups"] == "ok"
    for backup in (desk.database.parent / "backups").iterdir():
        backup.unlink()
    desk.barrow.state = "gone"
    run("collect", "--brand", "Barrow")
    for backup in (desk.database.parent / "backups").glob("*"):
        backup.unlink()
    said = run("doctor")
    assert said.code == 1
    assert "backup FILE" in said.err
    assert "1 account could not be read" in said.err


def test_a_database_that_is_none_ends_with_three_and_the_way_back(desk: Desk) -> None:
    desk.database.write_text("this is no database")
    for argv in (("status",), ("collect",), ("backup", str(desk.database.parent / "copy.duckdb"))):
        said = run(*argv)
        assert (said.code, said.out) == (3, "")
        assert "restore" in said.err
    assert run("doctor").code == 1
    assert desk.database.read_text() == "this is no database"


def test_a_database_of_a_newer_version_is_left_alone(desk: Desk) -> None:
    with Store.open(desk.database) as store, store.transaction() as tx:
        tx.execute("INSERT INTO schema_migrations VALUES (999, 'future', now()::TIMESTAMP)")
    said = run("status")
    assert (said.code, "newer version" in said.err) == (3, True)


def test_backup_writes_a_whole_copy_and_never_over_the_database(desk: Desk) -> None:
    desk.add_both()
    folder = desk.database.parent
    assert run("backup", str(folder / "copy.duckdb")).code == 0
    with Store.open(folder / "copy.duckdb") as copy:
        assert copy.value("SELECT count(*) FROM brands") == 2
    for out in (desk.database, f"{desk.database}.wal", folder, folder / "nowhere" / "copy.duckdb"):
        assert run("backup", str(out)).code == 2
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_the_database_can_be_named_before_or_after_the_command(desk: Desk) -> None:
    other = str(desk.database.with_name("other.duckdb"))
    assert run("--db", other, "panel", "new", "Here").code == 0
    assert "Here" in run("panel", "list", "--db", other).out
    assert "Here" not in run("panel", "list").out


def test_names_from_outside_cannot_steer_the_terminal(desk: Desk) -> None:
    said = run("add", "Anvil\x1b[31m\u202e", desk.link(desk.anvil))
    wrong = run("pause", "\x1b]0;title\x07")
    assert not set(said.out + said.err + wrong.err) & {"\x1b", "\u202e", "\x07"}


def test_a_command_leaves_no_control_file_behind(desk: Desk) -> None:
    desk.add_both()
    assert not held.place(desk.database).exists()


def test_ctrl_c_ends_a_run_cleanly(desk: Desk) -> None:
    answering, go_on = desk.add_many_slow()
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmark", "collect", "--json"],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert answering.wait(30)
    second, other = run("collect"), run("status")
    assert (second.code, other.code) == (4, 3)
    assert re.fullmatch(r"(Run [a-z0-9]+|A run) has been going since \d\d:\d\d\..*\n", second.err)
    assert "collect" in other.err
    process.send_signal(signal.SIGINT)
    # the accounts in hand may end; what is taken after the stop would be more than those
    threading.Timer(0.3, go_on.set).start()
    out, err = process.communicate(timeout=30)
    assert "Traceback" not in err
    assert (process.returncode, json.loads(out)["status"]) == (130, "stopped")
    assert 0 < len(json.loads(out)["accounts"]) < 12
    assert run("status", "--json").json["last_run"]["status"] == "stopped"


def test_a_damaged_log_is_set_aside_by_one_command_that_says_so(desk: Desk) -> None:
    desk.add_both()
    code = (
        "import os, sys\nfrom benchmark.brands import panels\nfrom benchmark.store import Store\n"
        "store = Store.open(sys.argv[1])\n"
        "for name in 'ABCD': panels.create(store, name, actor='test')\nos._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(desk.database)], cwd=ROOT, check=True)
    wal = desk.database.with_name(f"{desk.database.name}.wal")
    damaged = bytearray(wal.read_bytes())
    damaged[len(damaged) // 3] ^= 0xFF
    wal.write_bytes(bytes(damaged))
    said = run("status")
    assert (said.code, "doctor --repair" in said.err) == (3, True)
    assert "doctor --repair" in run("doctor").err
    repaired = run("doctor", "--repair")
    assert "was set aside" in repaired.err
    assert run("status").code == 0
    assert "nothing to repair" in run("doctor", "--repair").out


def test_restore_brings_back_what_the_backup_held(desk: Desk) -> None:
    desk.add_both()
    copy = str(desk.database.with_name("copy.duckdb"))
    assert run("backup", copy).code == 0
    run("remove", "Anvil")
    restored = run("restore", copy, "--json")
    assert restored.code == 0
    assert Path(restored.json["aside"]).exists()
    assert len(run("status", "--json").json["accounts"]) == 2
    desk.database.with_name("text.duckdb").write_text("no backup")
    for wrong, code in {"text.duckdb": 1, "nothing.duckdb": 2}.items():
        said = run("restore", str(desk.database.with_name(wrong)))
        assert said.code == code
        assert wrong in said.err
    assert len(run("status", "--json").json["accounts"]) == 2
