"""Exports: every table and metric, in every form, with nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from commanding import Desk, run, settle, work_in
from loopback import Loopback

from benchmark.charts.labels import cell
from benchmark.commands.extract import TABLES
from benchmark.metrics import METRICS
from benchmark.store import Store
from benchmark.store.data_version import data_version

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "=cmd|' /C calc'!A0", 'a"b,c', "line\nbreak", "plain"]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Both brands, collected once; each test has a copy of the database."""
    with Loopback() as server, pytest.MonkeyPatch.context() as patch:
        desk = settle(tmp_path_factory.mktemp("collected"), server, patch)
        for text, post in zip(HOSTILE, desk.anvil.posts + desk.barrow.posts, strict=False):
            post.text = text
        desk.add_both()
        run("panel", "new", "Only Anvil", "--timezone", "Asia/Kolkata")
        run("panel", "add", "Only Anvil", "Anvil")
        assert run("collect").code == 0
    return desk


@pytest.fixture
def collected(once: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    database = work_in(tmp_path, monkeypatch)
    shutil.copyfile(once.database, database)
    return replace(once, database=database)


def export(desk: Desk, what: str, form: str, *more: str) -> Path:
    out = desk.database.with_name(f"{what}.{form}")
    said = run("export", what, "--format", form, "--out", str(out), *more)
    assert (said.code, said.err) == (0, "")
    return out


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "json"])
@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_every_table_and_metric_is_there_in_every_form(collected: Desk, form: str, every: int) -> None:
    """A form is told apart by how it is written, which is the same for all metrics: one in eight, all in the long lane."""
    with Store.open(collected.database) as store:
        views = {
            row[0]
            for row in store.rows("SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main'")
        }
        columns = {name: store.query(f"SELECT * FROM {name} LIMIT 0").columns.tolist() for name in TABLES}
    assert views == set(TABLES)
    for what in [*TABLES, *list(METRICS)[["csv", "xlsx", "parquet", "json"].index(form) :: every]]:
        path = export(collected, what, form)
        match form:
            case "csv":
                got = path.read_text(encoding="utf-8").splitlines()[0].replace('"', "").split(",")
            case "xlsx":
                got = [
                    str(value) for value in next(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
                ]
            case "parquet":
                got = pq.read_table(path).column_names
            case _:
                document = json.loads(path.read_text(encoding="utf-8"))
                got = document["columns"]
                assert all(list(row) == got for row in document["rows"])
        if what in TABLES:
            assert got == columns[what], what
        else:
            assert {"brand_id", "brand", "source", "value", "first_day", "last_day", "n", "unit"} <= set(got), what


def test_cells_that_a_spreadsheet_would_run_are_made_harmless(collected: Desk) -> None:
    texts = {row["text"] for row in rows(export(collected, "posts", "csv"))}
    with Store.open(collected.database) as store:
        stored = [text for (text,) in store.rows("SELECT text FROM posts")]
    assert texts == {cell(text) for text in stored}
    assert sum(text.startswith("'") for text in texts) == 7
    sheet = openpyxl.load_workbook(export(collected, "posts", "xlsx")).worksheets[0]
    kinds = {value.data_type for line in sheet.iter_rows() for value in line}
    assert "f" not in kinds
    assert "=1+1" in {value.value for line in sheet.iter_rows() for value in line}
    assert all(value.hyperlink is None for line in sheet.iter_rows() for value in line)


def test_figures_stay_figures_and_the_unknown_stays_empty(collected: Desk) -> None:
    first = rows(export(collected, "posts", "csv"))[0]
    assert (first["likes"].isdigit(), first["views"]) == (True, "")
    assert datetime.fromisoformat(first["published_at"]).tzinfo is UTC
    table = pq.read_table(export(collected, "posts", "parquet"))
    assert str(table.schema.field("likes").type) == "int64"
    assert table.column("views").null_count == table.num_rows
    document = json.loads(export(collected, "posts", "json").read_text(encoding="utf-8"))
    assert (document["rows"][0]["views"], document["rows"][0]["hashtags"]) == (None, [])
    sheet = openpyxl.load_workbook(export(collected, "profile_snapshots", "xlsx")).worksheets[0]
    header, line, *_ = sheet.iter_rows(values_only=True)
    assert isinstance(dict(zip(header, line, strict=True))["observed_at"], datetime)


def test_days_are_those_of_the_panels_zone_and_both_ends_belong(collected: Desk) -> None:
    with Store.open(collected.database) as store, store.transaction() as tx:
        # in Kolkata (UTC+5:30) the first of these instants is still the 9th, the second already the 10th
        times = ["2026-03-09 18:29:59", "2026-03-09 18:30:00", "2026-03-10 18:29:59", "2026-03-10 18:30:00"]
        keys = tx.rows("SELECT post_key FROM core.post JOIN core.account USING (account_key) JOIN core.brand USING (brand_key)"
                       " WHERE name = 'Anvil' ORDER BY post_key LIMIT 4")  # fmt: skip
        for (key,), at in zip(keys, times, strict=True):
            tx.execute(
                "UPDATE core.post SET published_at = $at::TIMESTAMP WHERE post_key = $key", {"at": at, "key": key}
            )
    day = ("--from", "2026-03-10", "--to", "2026-03-10")
    local = rows(export(collected, "posts", "csv", *day, "--panel", "only anvil"))
    assert [row["published_at"] for row in local] == ["2026-03-09T18:30:00Z", "2026-03-10T18:29:59Z"]
    assert len(rows(export(collected, "posts", "csv", *day))) == 2
    assert len(rows(export(collected, "posts", "csv"))) == 8
    assert len(rows(export(collected, "posts", "csv", "--panel", "Only Anvil"))) == 5
    assert [row["name"] for row in rows(export(collected, "brands", "csv", "--panel", "Only Anvil"))] == ["Anvil"]


def test_a_metric_says_how_it_was_counted(collected: Desk) -> None:
    document = json.loads(export(collected, "net_followers", "json", "--panel", "My panel").read_text(encoding="utf-8"))
    about = document["about"]
    assert {row["brand"] for row in document["rows"]} == {"Anvil", "Barrow"}
    assert (about["metric"], about["panel"], about["timezone"]) == ("net_followers", "My panel", "UTC")
    assert len(pd.date_range(about["from"], about["to"])) == 30
    assert about["definition"]
    stored = pq.read_table(export(collected, "net_followers", "parquet")).schema.metadata[b"about"]
    assert json.loads(stored)["definition"] == about["definition"]
    book = openpyxl.load_workbook(export(collected, "net_followers", "xlsx"))
    assert about["definition"] in {value.value for line in book["About"].iter_rows() for value in line}


@pytest.mark.parametrize("what", ["brands", "posts_per_week"])
def test_every_export_names_the_version_of_the_data(collected: Desk, what: str) -> None:
    with Store.open(collected.database) as store:
        version = data_version(store)
    about = json.loads(export(collected, what, "json").read_text(encoding="utf-8"))["about"]
    assert about["data_version"] == version.id
    assert version.observed_at is not None
    assert about["latest_observation"].startswith(version.observed_at.isoformat(timespec="seconds"))
    stored = json.loads(pq.read_table(export(collected, what, "parquet")).schema.metadata[b"about"])
    assert stored["data_version"] == version.id
    book = openpyxl.load_workbook(export(collected, what, "xlsx"))
    assert version.id in {value.value for line in book["About"].iter_rows() for value in line}
    out = str(collected.database.with_name("brands.csv"))
    assert f"from data version {version.id}." in run("export", what, "--format", "csv", "--out", out).out
    assert version.id not in Path(out).read_text(encoding="utf-8"), "a CSV stays a plain table"


def test_wrong_wishes_are_refused_with_what_is_right(collected: Desk) -> None:
    out = str(collected.database.with_name("out.csv"))
    for wrong, words in {
        ("nothing",): "Tables: brands, ",
        ("brands", "--from", "2026-01-01"): "no days",
        ("posts", "--from", "2026-02-02", "--to", "2026-02-01"): "Swap them",
    }.items():
        said = run("export", *wrong, "--format", "csv", "--out", out)
        assert (said.code, words in said.err) == (2, True)
    assert run("export", "posts", "--panel", "nowhere", "--format", "csv", "--out", out).code == 1
    assert not Path(out).exists()


def test_a_file_is_there_whole_or_as_it_was(collected: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    out = collected.database.with_name("posts.csv")
    out.write_text("as it was")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(out))

    monkeypatch.setattr("benchmark.commands.extract_files.pa_csv.write_csv", full)
    said = run("export", "posts", "--format", "csv", "--out", str(out))
    assert (said.code, "no room for" in said.err) == (1, True)
    assert out.read_text() == "as it was"
    assert [path.name for path in out.parent.iterdir() if path.name.startswith(".")] == []
