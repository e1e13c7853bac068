"""Links to frozen reports: what they show, to whom, for how long; over real HTTP on loopback."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests
import uvicorn
from starlette.applications import Starlette

from benchmark.clock import utcnow
from benchmark.dashboard import shared
from benchmark.refusals import Refusal
from benchmark.reports import document, sharing
from benchmark.reports.document import Document
from benchmark.store import Store, backups, restoring
from benchmark.store.reports import Item, Report

NOW = datetime(2026, 11, 16, 9)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[tuple[Store, Document]]:
    """A database of the demo's content, and a report over it with a chart."""
    path = tmp_path_factory.mktemp("sharing") / "benchmark.duckdb"
    shutil.copy(demo_file, path)
    with Store.open(path) as store:
        report = Report(
            "", "Board <b>meeting</b>", (Item("", "followers-over-time", "period=28d"), Item("", None, title="Words"))
        )
        yield store, document.build(store, report, now=NOW)


@pytest.fixture(scope="module")
def address(built: tuple[Store, Document]) -> Iterator[str]:
    """The routes, served."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    app = Starlette(routes=shared.routes(lambda: built[0]))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        thread.join(0.01)
    yield f"http://127.0.0.1:{taken.getsockname()[1]}"
    server.should_exit = True
    thread.join(30)


def share(built: tuple[Store, Document], *, days: int | None = None, now: datetime | None = None) -> sharing.Made:
    return sharing.share(built[0], built[1], days=days, actor="test", now=now or utcnow())


def test_whoever_has_the_link_sees_the_report_as_it_was(built: tuple[Store, Document], address: str) -> None:
    made = share(built)
    got = requests.get(address + made.path, timeout=30)
    assert got.status_code == 200
    assert got.headers["Content-Type"] == "text/html; charset=utf-8"
    assert got.content.lower().startswith(b"<!doctype html>")
    assert "Board &lt;b&gt;meeting&lt;/b&gt;" in got.text
    assert built[1].version.id in got.text
    assert requests.get(address + made.path, timeout=30).content == got.content


def test_it_asks_nobody_and_is_kept_by_nobody(built: tuple[Store, Document], address: str) -> None:
    headers = requests.get(address + share(built).path, timeout=30).headers
    assert headers["X-Robots-Tag"].startswith("noindex")
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert re.search(r"sandbox(?!.*allow-same-origin)", policy)
    robots = requests.get(f"{address}/robots.txt", timeout=30).text
    assert "Disallow: /share/" in robots.splitlines()


def test_unknown_ended_and_revoked_ones_answer_alike(built: tuple[Store, Document], address: str) -> None:
    store = built[0]
    expired = share(built, days=1, now=utcnow() - timedelta(days=2))
    revoked, emptied, broken = share(built), share(built), share(built)
    sharing.revoke(store, revoked.share.id, actor="test")
    (sharing.folder(store) / emptied.share.file_name).unlink()
    (sharing.folder(store) / broken.share.file_name).write_bytes(b"no gzip")
    paths = [each.path for each in (expired, revoked, emptied, broken)]
    paths += ["/share/" + "a" * 32, "/share/a", "/share/" + "a" * 5000, "/share/%00", "/share/ü"]
    answers = [requests.get(address + path, timeout=30) for path in paths]
    seen = {
        (each.status_code, each.content, tuple(sorted((k, v) for k, v in each.headers.items() if k.lower() != "date")))
        for each in answers
    }
    assert len(seen) == 1
    assert answers[0].status_code == 404
    assert requests.post(address + paths[0], timeout=30).status_code == 405


def test_the_link_is_long_and_only_its_hash_is_kept(built: tuple[Store, Document]) -> None:
    made = share(built)
    token = made.path.removeprefix("/share/")
    assert len(token) == 32, "192 bits"
    assert token not in repr(made)
    kept = [built[0].rows(f"SELECT * FROM {table}") for table in ("core.share", "core.audit")]
    assert made.share.id in str(kept)
    assert token not in str(kept)
    assert len({share(built).path for _ in range(3)}) == 3


def test_only_the_owner_may_read_the_files(built: tuple[Store, Document]) -> None:
    made = share(built)
    path = sharing.folder(built[0]) / made.share.file_name
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert gzip.decompress(path.read_bytes()).lower().startswith(b"<!doctype html>")


def test_files_go_with_their_links(built: tuple[Store, Document]) -> None:
    store = built[0]
    sharing.tidy(store)
    short, long = share(built, days=1), share(built, days=30)
    left = sharing.folder(store) / "left.html.gz"
    left.write_bytes(b"of a crash")
    assert sharing.tidy(store) == 1
    after = utcnow() + timedelta(days=2)
    assert [path.name for path in sharing.left_over(store, after) if path.name == short.share.file_name]
    sharing.tidy(store, after)
    there = {path.name for path in sharing.folder(store).iterdir()}
    assert short.share.file_name not in there
    assert long.share.file_name in there
    sharing.revoke(store, long.share.id, actor="test")
    assert not (sharing.folder(store) / long.share.file_name).exists()


def test_a_link_holds_for_30_days_unless_told_and_at_most_a_year(built: tuple[Store, Document]) -> None:
    assert share(built, now=NOW).share.expires_at == NOW + timedelta(days=30)
    assert share(built, days=365, now=NOW).share.expires_at == NOW + timedelta(days=365)
    for days in (0, 366, -1):
        with pytest.raises(Refusal) as refused:
            share(built, days=days)
        assert refused.value.code == "bad_share_days"
    with pytest.raises(Refusal) as refused:
        sharing.revoke(built[0], "nobody", actor="test")
    assert refused.value.code == "unknown_share"


def test_it_stands_for_no_longer_than_its_statistics_may_be_kept(built: tuple[Store, Document]) -> None:
    store, report = built
    followed = store.rows("SELECT DISTINCT source FROM accounts ORDER BY 1")[0][0]
    kept = {followed: 14, "nowhere": 3}
    assert sharing.share(store, report, kept=kept, actor="test", now=NOW).share.expires_at == NOW + timedelta(days=14)
    with pytest.raises(Refusal) as refused:
        sharing.share(store, report, days=15, kept=kept, actor="test")
    assert (refused.value.code, refused.value.params["most"]) == ("share_too_long", 14)
    made = sharing.share(store, report, days=12, actor="test").share
    over = [each.id for days in (11, 12) for each in sharing.outliving(store, {followed: days}, utcnow())]
    assert over.count(made.id) == 1, "it holds longer than may be kept once that is less"


def test_a_restored_backup_ends_no_link_and_brings_none_back(
    built: tuple[Store, Document], store: Store, tmp_path: Path
) -> None:
    def made() -> sharing.Made:
        return sharing.share(store, built[1], actor="test")

    kept, ended = made(), made()
    backups.backup(store, tmp_path / "copy.duckdb")
    sharing.revoke(store, ended.share.id, actor="test")
    new = made()
    store.replaced(lambda: restoring.restore(tmp_path / "copy.duckdb", store.path))
    sharing.tidy(store)
    holding = {each.id for each in sharing.all_shares(store) if each.holds(utcnow())}
    assert holding == {kept.share.id, new.share.id}
    opens = [sharing.opened(store, each.path.rpartition("/")[2]) is not None for each in (kept, ended, new)]
    assert opens == [True, False, True]


def test_a_full_disk_leaves_no_link(built: tuple[Store, Document], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = len(sharing.all_shares(built[0]))
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal) as refused:
        share(built)
    assert refused.value.code == "share_full"
    assert len(sharing.all_shares(built[0])) == before
