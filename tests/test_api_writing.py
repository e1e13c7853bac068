"""What an editor's token changes: accounts that are looked up live, runs that are started once; each with its audit."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_serving import Api, serving
from commanding import Desk, settle
from loopback import Loopback, Reply, Request

from benchmark.commands.session import LocalSession
from benchmark.settings import Settings


@pytest.fixture
def desk(tmp_path: Path, loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return settle(tmp_path, loopback, monkeypatch)


@pytest.fixture
def api(desk: Desk) -> Iterator[Api]:
    with LocalSession(Settings.load()) as session, serving(session) as running:
        yield running


def audit(api: Api) -> list[tuple[object, ...]]:
    rows = api.session.store.rows("SELECT actor, action, detail FROM core.audit ORDER BY happened_at")
    return [row for row in rows if not str(row[1]).startswith("token.")]


def test_accounts_are_added_as_the_command_adds_them(api: Api, desk: Desk) -> None:
    body = {"brand": "Anvil", "links": [desk.link(desk.anvil), "nobody.bsky.social"], "own": True, "market": "fr"}
    answer = api.post("/accounts", body)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    (added,) = told["added"]
    assert (added["brand"], added["outcome"]) == ("Anvil", "new")
    assert "account_key" not in added
    (refused,) = told["refused"]
    assert refused["input"] == "nobody.bsky.social"
    assert refused["message"].endswith(".")
    account = api.get("/accounts")["data"][0]
    assert (account["account_id"], account["market"]) == (added["account_id"], "FR")
    assert account["added_by"].startswith("api:editor")
    assert api.get("/panels")["data"][0]["own_brand_id"] == added["brand_id"]
    by = {actor for actor, _, _ in audit(api)}
    assert by == {account["added_by"]}


def test_adding_again_changes_nothing(api: Api, desk: Desk) -> None:
    body = {"brand": "Anvil", "links": [desk.link(desk.anvil)]}
    assert api.post("/accounts", body).status_code == 201
    before = audit(api)
    answer = api.post("/accounts", body)
    assert (answer.status_code, answer.json()["added"][0]["outcome"]) == (200, "already")
    assert audit(api) == before
    moved = api.post("/accounts", {**body, "brand": "Barrow"})
    assert (moved.status_code, moved.json()["error"]["refused"][0]["error"]) == (422, "other_brand")
    assert "already belongs to Anvil" in moved.json()["error"]["refused"][0]["message"]


WRONG: list[tuple[object, int, str]] = [
    ({"links": ["x"]}, 400, "missing_parameter"), ({"brand": "X", "links": []}, 400, "bad_parameter"),
    ({"brand": "X", "links": "x"}, 400, "bad_parameter"), ({"brand": "X", "links": ["x"] * 21}, 400, "bad_parameter"),
    ({"brand": "X", "links": [1]}, 400, "bad_parameter"), ({"brand": "X" * 81, "links": ["x"]}, 400, "bad_parameter"),
    ({"brand": "a\u0000b", "links": ["x"]}, 400, "bad_parameter"), ({"brand": "\ud800", "links": ["x"]}, 400, "bad_parameter"),
    ({"brand": "X", "links": ["x"], "own": "yes"}, 400, "bad_parameter"),
    ({"brand": "X", "links": ["x"], "role": "boss"}, 400, "bad_parameter"),
    ({"brand": "X", "links": ["x"], "actor": "me"}, 400, "unknown_parameter"),
    ({"brand": "\u202e", "links": ["x"]}, 422, "bad_name"), ({"brand": "X", "links": ["x"], "panel": "none"}, 404, "unknown_panel"),
    ({"brand": "X", "links": ["http://127.0.0.1:1/x"]}, 422, "nothing_added"),
    ([], 400, "bad_body"), ("x", 400, "bad_body"), (b"{" * 5000, 400, "bad_body"), (b"\xff", 400, "bad_body"),
    (b" " * 70_000, 413, "long_body"), (b"", 400, "missing_parameter"),
]  # fmt: skip


def test_what_cannot_be_added_is_refused_and_nothing_is_changed(api: Api) -> None:
    for body, status, code in WRONG:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = {"Content-Type": "application/json"}
        answer = api.ask("/accounts", token="editor", method="POST", data=sent, headers=kind)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), body
    assert api.ask("/accounts", token="editor", method="POST", data=b"brand=X").status_code == 415
    assert audit(api) == []
    assert api.get("/accounts")["data"] == []


def test_one_run_at_a_time_and_everything_is_read_meanwhile(api: Api, desk: Desk) -> None:
    assert api.post("/runs", {}).json() == {"run_id": None, "status": "nothing_to_do", "started_at": None}
    answering, go_on = slow(api, desk)
    started = api.post("/runs", {})
    assert started.status_code == 202
    run = started.json()["run_id"]
    try:
        assert answering.wait(30)
        second = api.ask("/runs", token="editor", method="POST")
        assert (second.status_code, second.json()["error"]["code"]) == (409, "run_going")
        assert second.json()["error"]["run_id"] == run
        where = started.headers["Location"].removeprefix("/api/v1")
        assert api.get(where)["data"][0]["status"] == "running"
        for path in ("/brands", "/posts", "/metrics/posts", "/snapshots"):
            before = time.monotonic()
            assert api.ask(path).status_code == 200
            assert time.monotonic() - before < 5
    finally:
        go_on.set()
    while (status := api.get("/runs", run=run)["data"][0]["status"]) == "running":
        threading.Event().wait(0.02)
    assert status == "done"
    assert [row[:2] for row in audit(api) if row[1] == "run.start"] == [
        (api.get("/accounts")["data"][0]["added_by"], "run.start")
    ]


def slow(api: Api, desk: Desk) -> tuple[threading.Event, threading.Event]:
    """Add the brands; posts then come only when the second event is set; the first says that some were asked for."""
    assert api.post("/accounts", {"brand": "Anvil", "links": [desk.link(desk.anvil)]}).status_code == 201
    answering, go_on = threading.Event(), threading.Event()

    def wait(_request: Request) -> Reply:
        answering.set()
        go_on.wait(30)
        return Reply({"feed": []})

    desk.network.server.answer("/xrpc/app.bsky.feed.getAuthorFeed", wait)
    return answering, go_on
