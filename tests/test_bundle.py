"""A report as a ZIP: pictures and figures a page, checksums of all of it, the same tables over the same data, with or without a browser."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from worlds import World, build

from benchmark.charts import browser, export, paper
from benchmark.charts.browser import BROWSER
from benchmark.charts.card import Card
from benchmark.charts.export import ExportFailed
from benchmark.metrics import Scope, compute
from benchmark.reports import document as documents
from benchmark.reports.bundle import bundle
from benchmark.reports.document import Document, Sheet
from benchmark.store import Store
from benchmark.store.data_version import DataVersion
from benchmark.store.reports import Item, Report

FIRST, LAST = date(2026, 4, 1), date(2026, 5, 31)
FIELDS = f"panel=The+wide+panel&period={FIRST}..{LAST}"
ITEMS = (
    Item("", "posts-per-week", FIELDS, "bluesky", title="Own title ../../etc/x"),
    Item("", "top-posts", FIELDS, "bluesky"),
    Item("", None, title="../../words", note="A note"),
)
TABLE = pd.DataFrame(
    {"Brand": ["=1+1", "<b>x</b>", None], "Count": [1.0, None, 3.0], "Rate": [0.5, float("nan"), 2.0], "Mixed": [1, "withheld", None],
     "Day": [date(2026, 5, 1), None, date(2026, 5, 3)]}
)  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made: World = build(tmp_path_factory.mktemp("bundle") / "world.duckdb", 6, ("bluesky",))
    yield made.store
    made.store.close()


@pytest.fixture(scope="module", autouse=True)
def _stop_browser() -> Iterator[None]:
    yield
    BROWSER.stop()


@pytest.fixture(scope="module")
def document(store: Store) -> Document:
    return documents.build(store, Report("", "=Report", ITEMS), demo=True, now=datetime(2026, 11, 21, 9))


@pytest.fixture
def without_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "browser_available", lambda: False)


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def of_one(card: Card, key: str = "rate") -> Document:
    sheet = Sheet(Item("", key), card.finding, "", card)
    version = DataVersion("0123456789ab", None)
    return Document(
        "Small",
        "Peers",
        (),
        datetime(2026, 11, 21, 9),
        version,
        demo=False,
        sheets=(sheet,),
        definitions=(),
        sources=(),
    )


def of_table(**more: Any) -> Card:
    return Card("rate", "Finding", "Rate · Bluesky", "Source: Bluesky.", html="<table></table>", table=TABLE, **more)


@pytest.mark.usefixtures("without_browser")
def test_without_a_browser_the_figures_come_and_the_readme_says_why_pictures_are_missing(document: Document) -> None:
    told: list[tuple[int, int]] = []
    files = opened(bundle(document, progress=lambda done, total: told.append((done, total))))
    assert told == [(1, 3), (2, 3), (3, 3)]
    names = [
        f"{stem}.{form}"
        for stem in ("01_posts-per-week_bluesky", "02_top-posts_bluesky")
        for form in ("csv", "json", "parquet")
    ]
    assert list(files) == ["manifest.json", *names, "03_words.txt", "README.txt"]
    assert "need Chrome or Chromium" in files["README.txt"].decode()
    assert "Invented demo data." in files["README.txt"].decode()
    assert "A note" in files["03_words.txt"].decode()


@pytest.mark.usefixtures("without_browser")
def test_the_manifest_tells_of_every_file_with_its_checksum(document: Document) -> None:
    files = opened(bundle(document))
    manifest = json.loads(files.pop("manifest.json"))
    assert {each["name"]: each["sha256"] for each in manifest["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
    assert (manifest["data_version"], manifest["demo"]) == (document.version.id, True)
    assert manifest["periods"] == [["2026-04-01", "2026-05-31"]]
    assert [page["number"] for page in manifest["pages"]] == [1, 2, 3]
    assert manifest["pages"][0]["title"] == "Own title ../../etc/x"
    assert manifest["pages"][0]["definition"].startswith("Posts per week")
    assert {each["name"] for each in manifest["sources"]} == {"Bluesky"}
    assert "Posts per week" in {each["name"] for each in manifest["definitions"]}


def known(values: Iterable[float | None]) -> list[float]:
    return sorted(value for value in values if value is not None and not math.isnan(value))


@pytest.mark.usefixtures("without_browser")
def test_every_figure_is_the_metrics_and_names_its_data_version(store: Store, document: Document) -> None:
    files = opened(bundle(document))
    rows = store.rows("SELECT account_key FROM core.account WHERE role = 'main' AND removed_at IS NULL ORDER BY 1")
    scope = Scope(tuple(key for (key,) in rows), FIRST, LAST, "Europe/Paris", datetime(2026, 11, 21, 9))
    wanted = sorted(compute(store, "posts_per_week", scope)["value"].dropna())
    told = json.loads(files["01_posts-per-week_bluesky.json"])
    assert known(row["Posts per week"] for row in told["rows"]) == pytest.approx(wanted, abs=0.005)
    assert told["about"]["data_version"] == document.version.id
    table = pq.read_table(io.BytesIO(files["01_posts-per-week_bluesky.parquet"]))
    assert known(table["Posts per week"].to_pylist()) == pytest.approx(wanted, abs=0.005)
    assert json.loads(table.schema.metadata[b"about"])["data_version"] == document.version.id
    lines = list(csv.DictReader(io.StringIO(files["01_posts-per-week_bluesky.csv"].decode("utf-8-sig"))))
    assert known(float(line["Posts per week"] or "nan") for line in lines) == pytest.approx(wanted, abs=0.005)


@pytest.mark.usefixtures("without_browser")
def test_the_same_report_over_the_same_data_holds_the_same_tables(store: Store, document: Document) -> None:
    first = opened(bundle(document))
    again = documents.build(store, Report("", "=Report", ITEMS), demo=True, now=datetime(2026, 11, 22, 10))
    second = opened(bundle(again))
    assert {name for name in first if first[name] != second[name]} == {"manifest.json", "README.txt"}
    assert bundle(document) == bundle(document)


@pytest.mark.usefixtures("without_browser")
def test_unknown_stays_unknown_and_nothing_runs() -> None:
    files = opened(bundle(of_one(of_table(), key="../../etc/x")))
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", name) and ".." not in name for name in files)
    rows = json.loads(files["01_etc-x.json"])["rows"]
    assert rows[0] == {"Brand": "=1+1", "Count": 1, "Rate": 0.5, "Mixed": 1, "Day": "2026-05-01"}
    assert rows[1] == {"Brand": "<b>x</b>", "Count": None, "Rate": None, "Mixed": "withheld", "Day": None}
    table = pq.read_table(io.BytesIO(files["01_etc-x.parquet"]))
    assert [str(table.schema.field(name).type) for name in ("Count", "Rate", "Mixed", "Day")] == [
        "int64",
        "double",
        "string",
        "date32[day]",
    ]
    assert table["Count"].to_pylist() == [1, None, 3]
    assert files["01_etc-x.csv"].decode("utf-8-sig").splitlines()[1].startswith("'=1+1,1,0.5")


def test_pictures_that_fail_are_named_and_not_tried_for_ever(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def failing(card: Card, *_: object) -> bytes:
        tried.append(card.key)
        raise ExportFailed("The picture could not be drawn.")

    monkeypatch.setattr(export, "browser_available", lambda: True)
    monkeypatch.setattr(export, "png", failing)
    monkeypatch.setattr(export, "svg", failing)
    files = opened(bundle(replace(document, sheets=document.sheets[:1] * 3)))
    assert len(tried) == 2
    said = files["README.txt"].decode()
    assert said.count("Missing: ") == 6
    assert "01_posts-per-week_bluesky.png. The picture could not be drawn." in said
    assert not [name for name in files if name.endswith((".png", ".svg"))]


def test_each_picture_is_a_step_at_which_the_work_can_be_stopped(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def picture(card: Card, _theme: object) -> bytes:
        drawn.append(card.key)
        return b"picture"

    for kind in ("png", "svg"):
        monkeypatch.setattr(export, kind, picture)
    monkeypatch.setattr(export, "browser_available", lambda: True)
    monkeypatch.setattr(paper, "pictured", lambda _page: [None])
    told: list[tuple[int, int]] = []
    files = opened(bundle(document, progress=lambda done, total: told.append((done, total))))
    assert "Missing: 02_top-posts_bluesky.png. It is too long for a picture" in files["README.txt"].decode()
    assert told == [(place, 5) for place in range(1, 6)], "two pictures of one chart, and three pages"

    def stop(*_: int) -> None:
        raise InterruptedError

    drawn.clear()
    with pytest.raises(InterruptedError):
        bundle(document, progress=stop)
    assert len(drawn) == 1


@pytest.mark.usefixtures("without_browser")
def test_stopping_stops_the_work(document: Document) -> None:
    def stop(*_: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        bundle(document, progress=stop)


@pytest.mark.skipif(browser.browser_path() is None, reason="no Chromium on this machine")
def test_with_a_browser_each_chart_comes_as_png_and_svg(document: Document) -> None:
    files = opened(bundle(replace(document, sheets=document.sheets[:2])))
    assert files["01_posts-per-week_bluesky.png"].startswith(b"\x89PNG")
    assert "Own title" in files["01_posts-per-week_bluesky.svg"].decode()
    assert files["02_top-posts_bluesky.png"].startswith(b"\x89PNG"), "a table looks as it does on the web page"
    assert "02_top-posts_bluesky.svg" not in files
    assert "missing" not in files["README.txt"].decode()
