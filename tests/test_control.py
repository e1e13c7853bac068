"""While another process holds the database, commands are carried out by it: same words, same exit code, no lock error."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from commanding import Desk, Said, run, settle
from loopback import Loopback
from starlette.applications import Starlette

from benchmark import control
from benchmark.commands import held
from benchmark.store import Store

ROOT = Path(__file__).parent.parent
NOTE = "The dashboard is running, so it carries this out, with its own settings.\n"


@pytest.fixture
def desk(tmp_path: Path, loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return settle(tmp_path, loopback, monkeypatch)


@contextmanager
def owner(desk: Desk) -> Iterator[held.Holder]:
    """A second process that holds the database while the block lasts."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BENCHMARK_DB": str(desk.database)}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "owner_process.py")], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        holder = held.read(desk.database)
        assert holder is not None
        yield holder
    finally:
        process.terminate()
        process.communicate(timeout=30)


def ask(
    holder: held.Holder, body: bytes, token: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    place = urlsplit(holder.url or "")
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=20)
    try:
        shown = {"Authorization": f"Bearer {holder.token if token is None else token}", **(headers or {})}
        connection.request("POST", "/control", body, shown)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def body(*argv: str) -> bytes:
    return json.dumps({"id": "test", "argv": argv}).encode() + b"\n"


LINES = [
    "panel list",
    "add Anvil {anvil} --own",
    "add Anvil {anvil}",
    "add Barrow {barrow} nobody.bsky.social",
    "add Barrow {anvil}",
    "collect",
    "collect --json",
    "collect --brand Nobody",
    "report --format html --out {folder}/report.html",
    "report --format html --report portrait --brand Nobody --out {folder}/report.html",
    "report --format html --report nobody --out {folder}/nobody.html",
    "report --format pptx --template {folder}/nowhere.pptx --out {folder}/nobody.pptx",
    "status",
    "status --json",
    "panel list --json",
    "pause Anvil Nobody",
    "resume Anvil",
    "rename Barrow Wheelbarrow",
    "rename Anvil wheelbarrow",
    "panel new Other",
    "panel add Other Anvil",
    "panel own Other Anvil",
    "panel timezone Other Mars",
    "move {anvil} Wheelbarrow",
    "remove Wheelbarrow",
    "export nothing --format csv --out {folder}/out.csv",
    "export posts --format csv --out {folder}/out.csv",
    "export followers --format json --out {folder}/out.json",
    "export posts --format csv --out {folder}/nowhere/out.csv",
    "export posts --from 2026-02-01 --to 2026-01-01 --format csv --out {folder}/out.csv",
    "backup {folder}/copy.duckdb",
    "backup {folder}",
    "doctor",
    "doctor --repair",
    "migrate",
    "restore {folder}/out.csv",
    "restore {folder}/nothing.duckdb",
    "rename Wheelbarrow Cart",
    "restore {folder}/copy.duckdb",
    "status --json",
]


def transcript(desk: Desk) -> list[Said]:
    told = {
        "anvil": desk.link(desk.anvil), "barrow": desk.link(desk.barrow), "folder": desk.database.parent / "files",
    }  # fmt: skip
    (desk.database.parent / "files").mkdir(parents=True)
    return [run(*line.format(**told).split()) for line in LINES]


def normal(text: str, folder: Path) -> str:
    """What may differ between two runs of the same commands: places, ids, times, sizes."""
    text = text.replace(NOTE, "").replace(str(folder), "FOLDER")
    text = re.sub(r"data version \w+", "VERSION", text)
    text = re.sub(r"replaced-\w+", "replaced-TIME", text)
    text = re.sub(r'"(run_id|panel_id|brand_id)": "[a-z0-9]+"', r'"\1": "ID"', text)
    text = re.sub(r'"\d{4}-\d\d-\d\dT[\d:.]+Z"', '"TIME"', text)
    text = re.sub(r"· The clock is compared .*|✓ The clock agrees .*", "CLOCK", text)  # it has been seen there
    text = re.sub(r'"hours_since_success": [\d.]+', '"hours_since_success": H', text)
    text = re.sub(r"✓ \d+ backups?, .*", "BACKUPS", text)  # two within one second are one
    text = re.sub(r"\d+ Nov \d{4}, \d\d:\d\d|\d+ \w{3,4} ago|\d+ sec", "TIME", text)
    return re.sub(r"[\d,]+ [kM]B", "SIZE", text)


def test_beside_the_dashboard_every_command_says_and_does_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[str, list[Said]] = {}
    wrote: dict[str, dict[str, int]] = {}
    for name in ("alone", "beside"):
        folder = tmp_path / name
        folder.mkdir()
        with Loopback() as server:
            desk = settle(folder, server, monkeypatch)
            if name == "alone":
                told[name] = transcript(desk)
            else:
                with owner(desk):
                    told[name] = transcript(desk)
        wrote[name] = {path.name: len(path.read_bytes().splitlines()) for path in (folder / "files").glob("out.*")}
        assert (folder / "files" / "report.html").read_bytes().startswith(b"<!DOCTYPE html>")
        assert not (folder / "files" / "nobody.html").exists()
        with Store.open(folder / "files" / "copy.duckdb") as copy:
            assert copy.value("SELECT count(*) FROM posts") == 8
    for line, alone, beside in zip(LINES, told["alone"], told["beside"], strict=True):
        assert beside.code == alone.code, line
        assert normal(beside.out, tmp_path / "beside") == normal(alone.out, tmp_path / "alone"), line
        err, expected = normal(beside.err, tmp_path / "beside"), normal(alone.err, tmp_path / "alone")
        assert err == expected, line
        assert beside.err.count(NOTE) == (
            0 if any(part in line for part in ("nowhere", "nothing.duckdb")) or line == "backup {folder}" else 1
        ), line
    assert wrote["alone"] == wrote["beside"] == {"out.csv": 9, "out.json": wrote["alone"]["out.json"]}
    assert {said.code for said in told["alone"]} == {0, 1, 2}


def test_a_request_that_came_through_a_proxy_or_from_a_page_is_refused(served: held.Holder) -> None:
    for headers in (
        {"X-Forwarded-For": "127.0.0.1"}, {"X-Forwarded-Host": "brand.example"}, {"Forwarded": "for=1.1.1.1"}, {"Via": "1.1 proxy"},
        {"X-Real-IP": "127.0.0.1"}, {"x-forwarded-proto": "https"},
        {"Origin": "http://127.0.0.1:8501"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-origin"},
    ):  # fmt: skip
        assert ask(served, body("status"), headers=headers)[0] == 403, headers


def test_only_the_token_opens_the_route(served: held.Holder) -> None:
    for token in ("", "x", served.token[:-1], served.token + "x"):
        status, answer = ask(served, body("status"), token=token)
        assert (status, answer) == (403, b'{"error":"refused"}')
    assert ask(served, body("status"))[0] == 200


def test_a_body_that_is_no_command_or_too_long_is_refused(served: held.Holder) -> None:
    for wrong in (b"", b"x", b"[]\n", b"x" * 70_000, b'{"argv": ' + b"[" * 60_000):
        assert ask(served, wrong)[0] == 413
    status, answer = ask(served, body("bogus"))
    lines = [json.loads(line) for line in answer.splitlines()]
    assert (status, lines[-1]) == (200, {"exit": 2})
    assert "usage" in lines[0]["err"]


@dataclass
class Shared:
    """A desk with many accounts whose database another process holds during all tests that need no more."""

    desk: Desk
    holder: held.Holder


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    with pytest.MonkeyPatch.context() as patch, Loopback() as server:
        desk = settle(tmp_path_factory.mktemp("served"), server, patch)
        desk.add_many_slow()
        place = held.place(desk.database)
        with owner(desk) as holder:
            yield Shared(desk, holder)
            assert place.exists()
        assert not place.exists(), "the control file goes with its owner"
        assert run("status").err == ""


@pytest.fixture
def served(shared: Shared) -> held.Holder:
    return shared.holder


def test_the_control_file_is_for_its_owner_only(shared: Shared) -> None:
    place = held.place(shared.desk.database)
    assert place.name == "benchmark.duckdb.control"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert set(json.loads(place.read_text())) == {"url", "token", "pid"}
    assert len(shared.holder.token) > 30
    assert [path.name for path in place.parent.iterdir() if path.name.startswith(".control")] == []


def test_a_peer_from_elsewhere_is_refused_even_with_the_token(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(control._tokens, "there", "token")
    app = Starlette(routes=control.routes(lambda: pytest.fail("the owner was asked")))

    async def status(peer: str) -> int:
        said: list[Any] = []
        scope = {
            "type": "http", "http_version": "1.1", "method": "POST", "path": "/control", "raw_path": b"/control",
            "query_string": b"", "headers": [(b"authorization", b"Bearer token")], "client": (peer, 5), "server": ("x", 80),
            "scheme": "http", "root_path": "",
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            said.append(message)

        await app(scope, receive, send)
        return int(said[0]["status"])

    for peer in ("203.0.113.9", "10.0.0.1", "testclient", ""):
        assert asyncio.run(status(peer)) == 403


def test_a_stale_control_file_is_ignored(desk: Desk) -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    held.write(desk.database, held.Holder(process.pid, "http://127.0.0.1:9", "token"))
    assert run("status").code == 0
    assert not held.place(desk.database).exists()
    held.place(desk.database).write_text("{broken")
    assert run("status").code == 0


def test_a_token_is_never_sent_off_this_machine(desk: Desk) -> None:
    with holding(desk):
        held.write(desk.database, held.Holder(os.getpid(), "http://203.0.113.9:80", "token"))
        said = run("status")
        assert (said.code, said.out) == (3, "")
        assert "does not answer" in said.err


def test_an_owner_that_does_not_answer_is_said_plainly(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmark.commands.remote.PATIENCE", 0.2)
    with holding(desk):
        held.write(desk.database, held.Holder(os.getpid(), "http://127.0.0.1:9", "token"))
        said = run("status")
        assert (said.code, "does not answer" in said.err) == (3, True)


def test_a_database_held_by_another_program_is_no_lock_error(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmark.cli.PATIENCE", 0.2)
    with holding(desk) as process:
        for argv in (("status",), ("collect",), ("doctor",), ("backup", str(desk.database.with_name("copy.duckdb")))):
            said = run(*argv)
            assert said.code == 3
            assert f"(process {process.pid})" in said.err
            assert "IO Error" not in said.err
            assert "Could not set lock" not in said.err


@contextmanager
def holding(desk: Desk) -> Iterator[subprocess.Popen[str]]:
    """Another program that has the database open and says nothing."""
    code = (
        f"import duckdb, sys; c = duckdb.connect({str(desk.database)!r}); print('held', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.communicate("", timeout=20)


def test_a_short_command_waits_for_another_one(desk: Desk) -> None:
    with holding(desk) as process:
        assert process.stdin is not None
        threading.Timer(0.3, process.stdin.close).start()
        assert run("status").code == 0
        process.wait(20)
        process.stdin = None


def collecting() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "benchmark", "collect", "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def runs(desk: Desk) -> int:
    place = desk.database.with_name("runs.json")
    assert run("export", "runs", "--format", "json", "--out", str(place)).code == 0
    return len(json.loads(place.read_text())["rows"])


def test_twenty_starts_make_one_run(shared: Shared) -> None:
    before = runs(shared.desk)
    answering, go_on = shared.desk.slow()
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(ask, shared.holder, body("collect"))
        assert answering.wait(30)
        others = [run("collect").code for _ in range(19)]
        go_on.set()
        status, answer = first.result(30)
    assert (status, json.loads(answer.splitlines()[-1]), others) == (200, {"exit": 0}, [4] * 19)
    assert runs(shared.desk) == before + 1


def test_ctrl_c_stops_the_run_that_the_dashboard_does_for_us(shared: Shared) -> None:
    answering, go_on = shared.desk.slow()
    process = collecting()
    assert answering.wait(30)
    second = run("collect")
    assert second.code == 4
    assert re.search(r"Run [a-z0-9]+ has been going since \d\d:\d\d", second.err)
    assert run("status").code == 0
    process.send_signal(signal.SIGINT)
    threading.Timer(0.3, go_on.set).start()
    out, err = process.communicate(timeout=30)
    assert (process.returncode, json.loads(out)["status"]) == (130, "stopped")
    assert "Traceback" not in err
    assert run("status", "--json").json["last_run"]["status"] == "stopped"


def test_a_caller_that_is_killed_stops_its_run(shared: Shared) -> None:
    """The last one: its run is stopped, but perhaps still being backed up, when it ends."""
    answering, go_on = shared.desk.slow()
    process = collecting()
    assert answering.wait(30)
    process.kill()
    process.communicate(timeout=30)
    threading.Timer(1.5, go_on.set).start()
    status = "running"
    while status == "running":
        status = run("status", "--json").json["last_run"]["status"]
    assert status == "stopped"
