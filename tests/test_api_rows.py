"""Rows and reports over HTTP: the same as in the store, page by page, in three forms."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from datetime import date, datetime, timedelta

import openpyxl
import pyarrow.parquet as pq
import pytest
from api_serving import DAYS, Api

from benchmark.commands.extract import Span
from benchmark.output import plain_value
from benchmark.reports import basket
from benchmark.store import Store
from benchmark.store.data_version import data_version
from benchmark.store.reports import Item

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "=cmd|' /C calc'!A0"]


@pytest.fixture(scope="module")
def store(api: Api) -> Store:
    return api.session.store


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
