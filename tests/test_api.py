"""Reading over HTTP: who may ask, what is refused and how, what is described, the monitor."""

from __future__ import annotations

import logging
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from api_serving import DAYS, Api, serving
from collecting import list_accounts

from benchmark import tokens
from benchmark.api import access, openapi
from benchmark.api.access import FAILURES, WITHIN, Brake
from benchmark.api.operations import OPERATIONS
from benchmark.clock import utcnow
from benchmark.commands.session import LocalSession
from benchmark.settings import Settings
from benchmark.store import Store


@pytest.fixture(scope="module")
def store(api: Api) -> Store:
    return api.session.store


def test_without_a_token_that_holds_nothing_is_told(api: Api, store: Store) -> None:
    gone = tokens.make(store, "gone", actor="test").shown
    tokens.revoke(store, "gone", actor="test")
    for operation in OPERATIONS:
        path = operation.path.replace("{name}", "followers")
        answer = api.ask(path, token=None, method=operation.method)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "no_token")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    for token, code in (("bm_x_y", "wrong_token"), (gone, "ended_token")):
        answer = api.ask("/brands", token=token)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
    assert api.ask("/openapi.json", token=None).status_code == 401
    basic = {"Authorization": f"Basic {api.viewer}"}
    assert api.ask("/brands", token=None, headers=basic).status_code == 401


def test_a_token_in_the_address_opens_nothing_and_stands_in_no_answer_and_no_log(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for name in ("token", "access_token", "api_key"):
            assert api.ask("/brands", token=None, params={name: api.viewer}).status_code == 401
            refused = api.ask("/brands", params={name: api.viewer})
            assert (refused.status_code, refused.json()["error"]["code"]) == (400, "unknown_parameter")
            assert api.viewer not in refused.text + str(refused.headers)
        answers = [api.ask(path).text for path in ("/brands", "/openapi.json", "/runs")]
    secret = api.viewer[-20:]
    assert all(secret not in text for text in answers)
    own = [record for record in caplog.records if not record.name.startswith("urllib3")]  # the client of this test
    assert all(secret not in record.getMessage() for record in own)


def test_a_viewer_changes_nothing(api: Api, store: Store) -> None:
    before = store.value("SELECT count(*) FROM core.audit")
    for path, body in (("/accounts", {"brand": "X", "links": ["x.example"]}), ("/runs", {})):
        answer = api.post(path, body, role="viewer")
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "viewer_only")
    assert store.value("SELECT count(*) FROM core.audit") == before


def test_guessing_is_slowed_down_by_address() -> None:
    now = [0.0]
    brake = Brake(lambda: now[0])
    assert [brake.fail("a") for _ in range(FAILURES)] == [0.0] * FAILURES
    assert brake.fail("a") == WITHIN
    assert brake.fail("b") == 0.0
    now[0] = WITHIN + 1
    assert brake.fail("a") == 0.0


def test_who_shares_an_address_with_a_guesser_is_not_shut_out(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "FAILURES", 3)
    with serving(api.session) as other:
        statuses = [other.ask("/brands", token="bm_x").status_code for _ in range(4)]
        assert statuses == [401, 401, 401, 429]
        assert int(other.ask("/brands", token="bm_x").headers["Retry-After"]) <= WITHIN + 1
        assert other.ask("/brands").status_code == 200


def test_another_name_of_the_server_is_refused_and_no_other_page_may_read(api: Api) -> None:
    assert api.ask("/brands", headers={"Host": "evil"}).json()["error"]["code"] == "wrong_host"
    assert api.ask("/healthz", token=None, headers={"Host": "evil"}).status_code == 400
    asked = {
        "Origin": "http://evil.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    for answer in (api.ask("/brands", headers=asked), api.ask("/brands", method="OPTIONS", headers=asked)):
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert api.ask("/brands", method="OPTIONS", headers=asked).status_code == 405


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/posts?limit=0", 400, "bad_parameter"), ("/posts?limit=1001", 400, "bad_parameter"),
        ("/posts?limit=1e3", 400, "bad_parameter"), ("/posts?limit=٣", 400, "bad_parameter"),
        ("/posts?limit=5&limit=6", 400, "bad_parameter"), ("/posts?limit=", 400, "bad_parameter"),
        ("/posts?from=2026-02-30", 400, "bad_parameter"), ("/posts?from=0001-01-01", 400, "bad_parameter"),
        ("/posts?from=2026-02-02&to=2026-02-01", 422, "bad_days"), ("/metrics/posts?from=1970-01-01", 422, "long_period"),
        ("/posts?kind=gif", 400, "bad_parameter"), ("/posts?source=myspace", 400, "bad_parameter"),
        ("/posts?q=" + "x" * 201, 400, "bad_parameter"), ("/posts?q=%00", 400, "bad_parameter"), ("/posts?q=%ff%fe", 200, ""),
        ("/posts?q=%27%20OR%201%3D1--", 200, ""), ("/posts?brand=%27%20OR%201%3D1--", 404, "unknown_brand"),
        ("/posts?account=$account", 404, "unknown_account"), ("/posts?panel=none", 404, "unknown_panel"),
        ("/metrics/posts?without=none", 404, "unknown_tag"), ("/metrics/select%201", 404, "unknown_name"),
        ("/metrics/posts?" + "&".join(["without=contest"] * 21), 400, "bad_parameter"),
        ("/posts?after=x", 422, "bad_cursor"), ("/posts?after=" + "A" * 1999, 422, "bad_cursor"),
        ("/posts?after=%F0%9F%A6%8A", 422, "bad_cursor"), ("/posts?sql=select", 400, "unknown_parameter"),
        ("/posts?Limit=1", 400, "unknown_parameter"), ("/posts?=1", 400, "unknown_parameter"), ("/posts/", 404, "no_such_path"),
        ("/..%2f..%2fetc/passwd", 404, "no_such_path"), ("/tables/core.api_token", 404, "no_such_path"),
        ("/snapshots?of=tokens", 400, "bad_parameter"), ("/openapi.json?x=1", 400, "unknown_parameter"),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_refused_with_a_sentence(api: Api, path: str, status: int, code: str) -> None:
    answer = api.ask(path)
    assert answer.status_code == status, answer.text
    if code:
        told = answer.json()["error"]
        assert told["code"] == code
        assert told["message"].endswith(".")
        assert len(told["message"]) < 1000


def test_a_wrong_method_is_told_which_are_right(api: Api) -> None:
    for method in ("DELETE", "PUT", "PATCH", "TRACE", "BREW"):
        answer = api.ask("/accounts", method=method)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")
    head = api.ask("/brands", method="HEAD")
    assert (head.status_code, head.content) == (200, b"")


def test_a_fault_of_the_program_is_said_without_its_particulars(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError("/secret/place")

    monkeypatch.setattr("benchmark.api.tables.table", broken)
    answer = api.ask("/brands")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "bug")
    assert "secret" not in answer.text
    assert "ZeroDivisionError" in caplog.text
    assert api.viewer not in caplog.text


def test_every_operation_is_described_and_every_path_described_is_served(api: Api) -> None:
    described = api.get("/openapi.json")
    assert described["openapi"] == "3.1.0"
    assert {(path, method) for path, methods in described["paths"].items() for method in methods} == {
        *((openapi.ROOT + operation.path, operation.method.lower()) for operation in OPERATIONS),
        (f"{openapi.ROOT}/openapi.json", "get"), ("/healthz", "get"),
    }  # fmt: skip
    for operation in OPERATIONS:
        told = described["paths"][openapi.ROOT + operation.path][operation.method.lower()]
        declared = (*operation.place, *operation.parameters)
        assert [each["name"] for each in told["parameters"]] == [each.name for each in declared]


def test_the_monitor_names_nobody_and_needs_no_token(api: Api, store: Store) -> None:
    answer = api.ask("/healthz", token=None)
    assert answer.status_code == 200
    assert set(answer.json()) == {"status", "database", "last_run"}
    assert answer.json()["last_run"].keys() == {"started_at", "finished_at", "status"}
    assert all(name not in answer.text for (name,) in store.rows("SELECT name FROM brands"))


def test_the_monitor_tells_missed_runs_and_a_database_that_cannot_be_read(tmp_path: Path, empty_database: Path) -> None:
    path = tmp_path / "benchmark.duckdb"
    shutil.copyfile(empty_database, path)
    with LocalSession(Settings(db=str(path), schedule="6h")) as session, serving(session) as running:
        told = running.ask("/healthz", token=None).json()
        assert told == {"status": "ok", "database": "ok", "last_run": None}
        list_accounts(session.store, "alpha/id1", added_at=utcnow() - timedelta(hours=12))
        assert running.ask("/healthz", token=None).json()["status"] == "ok"
        with session.store.transaction() as tx:
            tx.execute("UPDATE core.account SET added_at = $at", {"at": utcnow() - timedelta(hours=14)})
        assert running.ask("/healthz", token=None).json()["status"] == "stale"
        session.store.close()
        answer = running.ask("/healthz", token=None)
        assert (answer.status_code, answer.json()["status"], answer.json()["database"]) == (503, "down", "unreadable")
        refused = running.ask("/brands")
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "database")


def test_many_read_while_somebody_writes(api: Api, store: Store) -> None:
    def read(number: int) -> tuple[int, int]:
        answer = api.ask("/brands" if number % 2 else "/metrics/posts", params={} if number % 2 else DAYS)
        return answer.status_code, len(answer.json()["data"])

    with ThreadPoolExecutor(8) as readers:
        going = [readers.submit(read, number) for number in range(16)]
        for number in range(8):
            with store.transaction() as tx:
                tx.execute("UPDATE core.account SET bio = $bio", {"bio": f"bio {number}"})
        answers = {each.result() for each in going}
    assert answers == {(200, 6), (200, 21)}
