"""Reading over HTTP: the same figures and rows as in the store, page by page, in three forms; nothing without a token."""

from __future__ import annotations

import base64
import csv
import io
import json
import logging
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from api_serving import Api, serving
from collecting import list_accounts

from benchmark import tokens
from benchmark.api import access, openapi
from benchmark.api.access import FAILURES, WITHIN, Brake
from benchmark.api.operations import OPERATIONS
from benchmark.brands import panels
from benchmark.clock import utcnow
from benchmark.commands.extract import Span
from benchmark.commands.session import LocalSession
from benchmark.metrics import METRICS, Scope, compute
from benchmark.output import plain_value
from benchmark.reports import basket
from benchmark.settings import Settings
from benchmark.store import Store
from benchmark.store.data_version import data_version
from benchmark.store.reports import Item

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "=cmd|' /C calc'!A0"]
LAST = utcnow().date() - timedelta(days=3)
DAYS = {"from": (LAST - timedelta(days=27)).isoformat(), "to": LAST.isoformat()}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[Api]:
    """The API over the demo's figures."""
    path = shutil.copy(demo_file, tmp_path_factory.mktemp("api") / "benchmark.duckdb")
    settings = Settings(db=str(path), schedule="off")
    with LocalSession(settings) as session, serving(session, lambda host: host != "evil") as running:
        yield running


@pytest.fixture(scope="module")
def store(api: Api) -> Store:
    return api.session.store


def scope_of(store: Store, now: str) -> Scope:
    keys = store.rows("SELECT account_key FROM core.account WHERE removed_at IS NULL ORDER BY 1")
    first, last = (date.fromisoformat(day) for day in DAYS.values())
    zone = panels.find(store).timezone
    return Scope(tuple(key for (key,) in keys), first, last, zone, datetime.fromisoformat(now.rstrip("Z")))


# --- who may ask


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


# --- figures


def same_as_computed(api: Api, store: Store, name: str) -> None:
    said = api.get(f"/metrics/{name}", **DAYS, limit=1000)
    assert said["next"] is None
    frame = compute(store, name, scope_of(store, said["made_at"]))
    key = ["brand_id", "source", *METRICS[name].grain]
    days = {"first_day", "last_day", "day", "week", "ready_on"}
    expected = {}
    for row in plain_value(frame.astype(object).where(frame.notna(), None).to_dict("records")):
        told = {column: value[:10] if column in days and value else value for column, value in row.items()}
        expected[tuple(told[column] for column in key)] = told
    got = {tuple(row[column] for column in key): row for row in said["data"]}
    assert got.keys() == expected.keys()
    assert len(got) == len(said["data"])
    for place, row in got.items():
        assert (row.pop("metric"), row.pop("unit")) == (name, METRICS[name].unit)
        assert row.pop("brand")
        assert row == expected[place], (name, place)


@pytest.mark.parametrize(
    "name",
    ["followers", "net_followers", "posts_by_week", "engagement_rate_followers_pct", "publishing_timing", "page_views"],
)
def test_figures_are_those_that_are_computed(api: Api, store: Store, name: str) -> None:
    same_as_computed(api, store, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(METRICS))
def test_figures_of_every_metric_are_those_that_are_computed(api: Api, store: Store, name: str) -> None:
    same_as_computed(api, store, name)


def test_what_is_unknown_is_null_and_what_is_none_is_zero(api: Api, store: Store) -> None:
    rows = api.get("/metrics/page_views_total", **DAYS)["data"]
    assert {row["value"] for row in rows} == {None}
    assert {row["note"] for row in rows} != {None}
    views = [post["views"] for post in api.get("/posts", source="bluesky", limit=50)["data"]]
    assert set(views) == {None}
    text = api.ask("/metrics/page_views_total", params={**DAYS, "format": "csv"}).text
    assert {row["value"] for row in csv.DictReader(io.StringIO(text))} == {""}
    asked = {"source": "bluesky", "kind": "link"}
    zeros = store.value("SELECT count(*) FROM posts WHERE quotes = 0 AND account_id LIKE 'bluesky:%' AND kind = 'link'")
    assert sum(post["quotes"] == 0 for post in api.get("/posts", **asked, limit=1000)["data"]) == zeros > 0


def test_a_figure_says_how_it_was_counted(api: Api) -> None:
    said = api.get("/metrics/follower_growth_pct", **DAYS)
    assert {"low", "high", "n", "note"} <= set(said["columns"])
    assert said["about"]["definition"].startswith("Net new followers of the period")
    assert (said["about"]["from"], said["about"]["to"], said["about"]["timezone"]) == (*DAYS.values(), "Europe/Paris")
    listed = {row["name"]: row for page in api.pages("/metrics", limit=20) for row in page}
    assert list(listed) == sorted(METRICS)
    assert listed["follower_growth_pct"]["unit"] == "pct"
    assert "without" in listed["follower_growth_pct"]["parameters"]


def test_figures_are_narrowed_but_shares_still_count_everybody(api: Api) -> None:
    whole = api.get("/metrics/share_of_posts_pct", **DAYS)["data"]
    brand = whole[0]["brand"]
    part = api.get("/metrics/share_of_posts_pct", **DAYS, brand=brand.upper(), source=whole[0]["source"])["data"]
    assert part == whole[:1]
    contests = api.get("/metrics/posts", **DAYS, without="contest")["data"]
    everything = api.get("/metrics/posts", **DAYS)["data"]
    assert sum(row["value"] or 0 for row in contests) < sum(row["value"] or 0 for row in everything)


# --- pages


def test_pages_of_figures_add_up_to_the_whole(api: Api) -> None:
    whole = api.get("/metrics/followers", **DAYS, limit=1000)["data"]
    parts = list(api.pages("/metrics/followers", **DAYS, limit=101))
    assert [row for part in parts for row in part] == whole
    assert {len(part) for part in parts[:-1]} == {101}


def test_a_cursor_keeps_the_period_that_nobody_named(api: Api) -> None:
    first = api.get("/metrics/followers", limit=5)
    second = api.get("/metrics/followers", limit=5, after=first["next"])
    assert second["about"] == first["about"]


def test_pages_add_up_while_rows_are_appended(api: Api, store: Store) -> None:
    before = store.rows("SELECT account_id, observed_at FROM profile_snapshots WHERE account_id LIKE 'mastodon:%'")
    seen, appended = [], 0
    keys = store.rows("SELECT account_key FROM core.account WHERE source = 'mastodon' ORDER BY account_id")
    for page in api.pages("/snapshots", source="mastodon", limit=163):
        seen += [(row["account_id"], row["observed_at"]) for row in page]
        with store.transaction() as tx:  # before and behind where the reader is
            for (key,) in (keys[0], keys[-1]):
                tx.execute(
                    "INSERT INTO core.profile_snapshot (account_key, observed_at, followers, followers_step, hidden, origin) "
                    "VALUES ($key, $at, 1, 1, 0, 1)",
                    {"key": key, "at": datetime(2030, 1, 1) + timedelta(seconds=appended)},
                )
        appended += 1
    assert appended > 5
    assert len(seen) == len(set(seen))
    assert {(account, plain_value(at)) for account, at in before} <= set(seen)


def test_the_next_page_is_linked(api: Api) -> None:
    answer = api.ask("/posts", params={"limit": 3, "q": "wool & no post holds this", "format": "json"})
    assert "Link" not in answer.headers
    answer = api.ask("/posts", params={"limit": 3, "q": "wool", "format": "csv"})
    link, _, rel = answer.headers["Link"].partition(";")
    assert rel.strip() == 'rel="next"'
    following = api.client.get(
        f"{api.url}{link.strip('<>')}", headers={"Authorization": f"Bearer {api.viewer}"}, timeout=30
    )
    assert following.status_code == 200
    rows = [*csv.DictReader(io.StringIO(answer.text)), *csv.DictReader(io.StringIO(following.text))]
    whole = api.get("/posts", q="WOOL", limit=6)["data"]
    assert [row["native_id"] for row in rows] == [row["native_id"] for row in whole]


# --- rows


def test_posts_are_found_by_what_is_asked(api: Api, store: Store) -> None:
    def found(**params: str) -> set[str]:
        return {row["native_id"] for page in api.pages("/posts", limit=1000, **params) for row in page}

    def stored(where: str, **bound: object) -> set[str]:
        return {native_id for (native_id,) in store.rows(f"SELECT native_id FROM posts WHERE {where}", bound)}

    account = store.value("SELECT account_id FROM accounts WHERE source = 'mastodon' ORDER BY 1 LIMIT 1")
    assert found(account=account) == stored("account_id = $a", a=account)
    first, last = (date.fromisoformat(day) for day in DAYS.values())
    start, end = Span(first, last, "Europe/Paris").instants()
    within = stored("kind = 'video' AND published_at >= $start AND published_at < $end", start=start, end=end)
    assert found(kind="video", **DAYS) == within
    words = stored("text ILIKE '%river%' AND text ILIKE '%crossing%'")
    assert words
    assert found(q="CROSSÍNG river") == words
    brand_id, name = store.rows("SELECT brand_id, name FROM brands ORDER BY 1 LIMIT 1")[0]
    of_brand = "account_id IN (SELECT account_id FROM accounts WHERE brand_id = $brand)"
    assert found(brand=name, panel="demo", kind="poll") == stored(f"{of_brand} AND kind = 'poll'", brand=brand_id)


def test_runs_snapshots_and_panels_are_rows_of_the_promised_tables(api: Api, store: Store) -> None:
    tables = {
        "/brands": "brands",
        "/panels": "panels",
        "/accounts": "accounts",
        "/runs": "runs",
        "/snapshots": "profile_snapshots",
    }
    for path, table, more in (
        *((path, table, {}) for path, table in tables.items()), ("/snapshots", "post_snapshots", {"of": "posts"})
    ):  # fmt: skip
        said = api.get(path, limit=2, **more)
        assert said["columns"] == store.query(f"SELECT * FROM {table} LIMIT 0").columns.tolist()
        assert all(list(row) == said["columns"] for row in said["data"])
    run = api.get("/runs", limit=1)["data"][0]
    assert api.get("/runs", run=run["run_id"])["data"] == [run]


def test_an_answer_names_the_state_of_the_data(api: Api, store: Store) -> None:
    said = api.get("/brands")
    assert said["data_version"] == data_version(store).id
    with store.transaction() as tx:
        tx.execute("INSERT INTO core.audit VALUES (now()::TIMESTAMP, 'test', 'brand.rename', 'x', NULL)")
    answer = api.ask("/brands", params={"format": "parquet"})
    assert answer.headers["X-Data-Version"] == data_version(store).id != said["data_version"]


# --- forms


def test_texts_from_outside_are_no_formulas_in_csv_and_unchanged_in_json(api: Api, store: Store) -> None:
    account = store.value("SELECT account_id FROM accounts WHERE source = 'bluesky' ORDER BY 1 LIMIT 1")
    keys = store.rows(
        "SELECT d.post_key FROM core.post_detail AS d JOIN core.account AS a USING (account_key) "
        "JOIN core.post AS p USING (post_key) WHERE a.account_id = $id ORDER BY p.published_at, d.native_id LIMIT 7",
        {"id": account},
    )
    with store.transaction() as tx:
        for (key,), text in zip(keys, HOSTILE, strict=True):
            tx.execute("UPDATE core.post_detail SET text = $text WHERE post_key = $key", {"key": key, "text": text})
    asked = {"account": account, "limit": 7}
    assert [row["text"] for row in api.get("/posts", **asked)["data"]] == HOSTILE
    answer = api.ask("/posts", params={**asked, "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
    assert [row["text"] for row in rows] == [f"'{text}" for text in HOSTILE]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="posts.csv"'


def test_parquet_holds_the_same_rows_with_their_types(api: Api) -> None:
    accept = {"Accept": "text/html;q=0.5, application/vnd.apache.parquet"}
    answer = api.ask("/posts", params={"limit": 50}, headers=accept)
    assert answer.headers["Content-Type"] == "application/vnd.apache.parquet"
    table = pq.read_table(io.BytesIO(answer.content))
    said = api.get("/posts", limit=50)
    assert table.column_names == said["columns"]
    assert table["likes"].to_pylist() == [row["likes"] for row in said["data"]]
    assert json.loads(table.schema.metadata[b"about"])["data_version"] == answer.headers["X-Data-Version"]


def test_the_header_accept_chooses_where_the_address_does_not(api: Api) -> None:
    expected = {
        "text/csv": "text/csv",
        "*/*": "application/json",
        "text/*;q=0.9, x/y": "text/csv",
        "": "application/json",
    }
    for accept, form in expected.items():
        assert api.ask("/brands", headers={"Accept": accept}).headers["Content-Type"].startswith(form)
    assert api.ask("/brands", params={"format": "json"}, headers={"Accept": "text/csv"}).json()["columns"]
    refused = api.ask("/brands", headers={"Accept": "image/png"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (406, "no_such_form")


def test_a_report_comes_as_the_file_that_the_command_makes(api: Api, store: Store) -> None:
    mine = basket.new_report(store, "Mine", actor="test", items=[Item("", "follower-growth")])
    answer = api.ask(f"/reports/{mine.id}", params={"format": "xlsx", **DAYS})
    assert answer.status_code == 200, answer.text
    assert len(openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames) > 2
    assert re.fullmatch(r'attachment; filename="mine[A-Za-z0-9._-]+\.xlsx"', answer.headers["Content-Disposition"])
    assert api.ask("/reports/nobody").json()["error"]["code"] == "unknown_report"
    assert api.ask("/reports/weekly", params={"from": DAYS["from"]}).json()["error"]["code"] == "bad_days"


@pytest.mark.slow
def test_a_ready_made_report_comes_as_a_page(api: Api) -> None:
    assert api.ask("/reports/weekly").headers["Content-Type"].startswith("text/html")


# --- what is asked wrongly


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


def forged(question: str, key: object) -> str:
    return base64.urlsafe_b64encode(json.dumps([question, key]).encode()).decode().rstrip("=")


def question_of(after: str) -> str:
    return str(json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))[0])


def test_a_cursor_of_another_question_or_of_other_values_is_refused(api: Api) -> None:
    after = api.get("/posts", limit=1)["next"]
    assert api.ask("/posts", params={"after": after, "limit": 2, "format": "csv"}).status_code == 200
    for path, more in (("/posts", {"q": "wool"}), ("/snapshots", {}), ("/metrics/posts", {})):
        assert api.ask(path, params={"after": after, **more}).json()["error"]["code"] == "bad_cursor"
    wrong: list[object] = [
        [1, 2, 3], ["a", "not a time", "b"], ["a", "2026-01-01", None], ["a"], "abc", {"a": 1}, ["\ud800", "2026-01-01", "x"],
        ["a", "2026-01-01T00:00:00+01:00", "x"],
    ]  # fmt: skip
    for key in wrong:
        answer = api.ask("/posts", params={"after": forged(question_of(after), key)})
        assert answer.json()["error"]["code"] == "bad_cursor", key
    after = api.get("/metrics/followers", **DAYS, limit=1)["next"]
    for days in (
        [*DAYS.values(), 1, 2, 3],
        ["x", "y", "a", "b", "c"],
        ["2026-01-02", "2026-01-01", "a", "b", "2026-01-01"],
    ):
        answer = api.ask("/metrics/followers", params={**DAYS, "after": forged(question_of(after), days)})
        assert answer.status_code == 422, days


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


# --- the document and the monitor


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
