"""A report as a workbook: its figures are the metrics', its charts stand over its own cells, nothing in it runs or leads out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from worlds import World, build

from benchmark.charts import native
from benchmark.charts.card import Card
from benchmark.charts.measure import Measure
from benchmark.charts.native import Native, Series, Tinted
from benchmark.metrics import Scope, compute
from benchmark.reports import document as documents
from benchmark.reports.document import Definition, Document, Sheet
from benchmark.reports.sheet_names import SheetNames
from benchmark.reports.workbook import workbook
from benchmark.store.data_version import DataVersion
from benchmark.store.reports import Item, Report
from benchmark.text.language import language

FIRST, LAST = date(2026, 3, 2), date(2026, 5, 31)
FIELDS = f"panel=The+wide+panel&period={FIRST}..{LAST}"
KEYS = (
    *("follower-growth", "posts-per-week", "engagement-rate", "share-of-engagement", "interactions-total"),
    *(
        "followers-over-time",
        "net-followers-by-week",
        "posts-by-week",
        "post-mix",
        "engagement-distribution",
        "positioning",
    ),
    *("why-ahead", "posting-hours-own", "engagement-curve", "lift", "scoreboard", "top-posts", "presence"),
)
MADE = datetime(2026, 11, 21, 9)
HOSTILE = [
    "=1+1",
    "+1",
    "@SUM(A1)",
    "[x]:*?/\\",
    "'quoted'",
    "<b>$x$</b>",
    "\u202eevil",
    "a" * 300,
    "😀" * 40,
    "",
    "History",
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = build(tmp_path_factory.mktemp("workbook") / "world.duckdb", 40, ("bluesky",))
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def document(world: World) -> Document:
    """A report of many cards over 40 brands with hostile names and texts."""
    items = tuple(Item("", key, FIELDS, "bluesky") for key in KEYS)
    return documents.build(world.store, Report("", "Everything =1+1", items), now=MADE)


@pytest.fixture(scope="module")
def made(document: Document) -> bytes:
    return workbook(document)


@pytest.fixture(scope="module")
def book(made: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(made))


def small(*sheets: Sheet, **more: Any) -> Document:
    said: dict[str, Any] = {"name": "Small", "panel": "Peers", "periods": ((FIRST, LAST),), "demo": True}
    version = DataVersion("0123456789ab", datetime(2026, 11, 20, 6))
    return Document(**(said | more), made_at=MADE, version=version, sheets=sheets,
                    definitions=(Definition("Followers", "=SUM(A1)"),), sources=(Definition("Bluesky", "https://docs.example/"),))  # fmt: skip


def page(title: str = "Finding", note: str = "", drawn: Native | None = None, **more: Any) -> Sheet:
    figure = native.attach(go.Figure(), drawn) if drawn else None
    table = pd.DataFrame(
        {"Brand": ["Anvil", "=1+1"], "Rate, %": [1.5, None], "Ratio": [1.25, 2.0], "Note": ["withheld", None]}
    )
    said: dict[str, Any] = {
        "definition": "Rate · Bluesky",
        "footer": "Source: Bluesky.",
        "table": table,
        "figure": figure,
    }
    return Sheet(Item("", "rate", title=None), title, note, Card("rate", title, **(said | more)))


def read(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def header_of(sheet: Worksheet) -> int:
    """The row of a table's header: the one that readers filter by."""
    assert sheet.auto_filter.ref
    return int(re.sub(r"\D", "", sheet.auto_filter.ref.split(":")[0]))


def rows_of(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows of a table, by its header."""
    header, *lines = ([cell.value for cell in line] for line in sheet[sheet.auto_filter.ref])
    return [dict(zip(header, line, strict=True)) for line in lines]


def sheet_of(book: Workbook, document: Document, key: str) -> Worksheet:
    place = next(number for number, one in enumerate(document.sheets, start=1) if one.item.card == key)
    return book.worksheets[place]


FIGURES = {
    "follower-growth": ("follower_growth_pct", "Growth, %"),
    "posts-per-week": ("posts_per_week", "Posts per week"),
    "engagement-rate": ("engagement_rate_followers_pct", "Median rate, %"),
    "share-of-engagement": ("share_of_engagement_pct", "Share of interactions, %"),
    "interactions-total": ("interactions_total", "Interactions"),
}


@pytest.mark.parametrize("key", FIGURES)
def test_tables_and_charts_hold_the_metrics_figures(world: World, document: Document, book: Workbook, key: str) -> None:
    metric, column = FIGURES[key]
    accounts = world.store.rows(
        "SELECT account_key FROM core.account WHERE removed_at IS NULL AND role = 'main' ORDER BY 1"
    )
    scope = Scope(tuple(one for (one,) in accounts), FIRST, LAST, "Europe/Paris", datetime(2026, 11, 21, 12))
    wanted = compute(world.store, metric, scope)["value"]
    sheet = sheet_of(book, document, key)
    told = [row[column] for row in rows_of(sheet)]
    assert sorted(value for value in told if value is not None) == pytest.approx(sorted(wanted.dropna()), abs=0.005)
    assert told.count(None) == wanted.isna().sum() > 0
    drawn = [value for series in charts(sheet) for value in series if value is not None]
    assert set(map(_near, wanted.dropna())) <= set(map(_near, drawn))


def _near(value: float) -> float:
    return float(f"{value:.10g}")


def charts(sheet: Worksheet) -> Iterator[list[Any]]:
    """The values of each series of a sheet's charts, from the cells that it refers to."""
    for chart in sheet._charts:  # openpyxl has no public way to charts that it read
        for series in chart.series:
            source = series.val or series.yVal
            yield cells(sheet, source.numRef.f)


def cells(sheet: Worksheet, formula: str) -> list[Any]:
    name, _, place = formula.rpartition("!")
    assert name == "'" + sheet.title + "'", "a chart shows cells of its own sheet"
    found = sheet[place.replace("$", "")]
    return [one[0].value for one in found] if isinstance(found, tuple) else [found.value]


def test_every_chart_stands_over_cells_of_its_own_sheet(document: Document, book: Workbook) -> None:
    count = 0
    for sheet, shown in zip(book.worksheets[1:], document.sheets, strict=False):
        for chart in sheet._charts:
            count += 1
            for series in chart.series:
                source = (series.val or series.yVal).numRef
                held = cells(sheet, source.f)
                kept = {point.idx: float(point.v) for point in source.numCache.pt}
                assert kept == pytest.approx({place: value for place, value in enumerate(held) if value is not None})
                assert isinstance(cells(sheet, series.tx.strRef.f)[0], str)
        drawn = native.of(shown.card.figure) if shown.card else None
        assert bool(sheet._charts) == (drawn is not None and drawn.kind != "grid" and any(
            value is not None for one in drawn.series for value in one.figures))  # fmt: skip
    assert count > 12


def test_nothing_runs_and_nothing_leads_out(made: bytes, book: Workbook) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                if cell.hyperlink:
                    assert not cell.hyperlink.target
                    assert cell.hyperlink.location.rpartition("!")[0].strip("'") in book.sheetnames
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        for name in packed.namelist():
            text = packed.read(name).decode("utf-8", "replace")
            assert 'TargetMode="External"' not in text, name
            assert "<f>" not in re.sub(r"<c:f>|</c:f>", "", text), name
            assert "externalLink" not in name


def test_contents_say_what_it_is_and_lead_to_every_sheet(document: Document, book: Workbook) -> None:
    contents = book.worksheets[0]
    said = {row[0]: row[1] for row in contents.iter_rows(values_only=True) if row[0]}
    assert said["Panel"] == "The wide panel"
    assert said["Data version"] == document.version.id
    assert said["Made at"] == "21 Nov 2026, 09:00 UTC"
    assert said["Periods"] == "2 Mar \u2013 31 May 2026"
    linked = [cell.value for (cell,) in contents.iter_rows(max_col=1) if cell.hyperlink]
    assert linked == book.sheetnames[1:]
    assert book.worksheets[-2]["A4"].value == document.definitions[0].name
    assert book.worksheets[-1]["A4"].value == "Bluesky"


def test_sheets_have_frozen_headers_filters_and_number_formats() -> None:
    sheet = read(workbook(small(page(message="Read again.", state="stale")))).worksheets[1]
    row = header_of(sheet)
    assert sheet.freeze_panes == f"B{row + 1}"
    assert [cell.value for cell in sheet[row]][:4] == ["Brand", "Rate, %", "Ratio", "Note"]
    assert [cell.value for cell in sheet[row + 1]][:4] == ["Anvil", 1.5, 1.25, "withheld"]
    assert [cell.value for cell in sheet[row + 2]][:4] == ["=1+1", None, 2, None]
    assert [cell.number_format for cell in sheet[row + 1]][1:3] == ['0.0" %"', '"×"0.00']
    texts = [cell for line in sheet.iter_rows(max_col=1, values_only=True) for cell in line if cell]
    assert texts[:3] == ["Finding", "Rate · Bluesky", "Read again."]
    assert "Source: Bluesky." in texts


def test_notes_words_and_empty_cards_have_their_sheets() -> None:
    long = "A long note. " * 60
    words = Sheet(Item("", None, title="=Words", note=long), "=Words", long, None)
    nothing = Sheet(
        Item("", "x"), "Nothing", "", Card("x", "Nothing", "Rate", "", state="empty", message="Collect now.")
    )
    book = read(workbook(small(words, nothing, page(note="Short."), page(note=long))))
    texts = [" ".join(str(value) for row in sheet.iter_rows(max_col=1, values_only=True) for value in row if value)
             for sheet in book.worksheets]  # fmt: skip
    assert texts[1].startswith("=Words A long note.")
    assert "Collect now." in texts[2]
    assert book.worksheets[0].cell(13, 3).value == "Collect now."
    assert header_of(book.worksheets[3]) == header_of(book.worksheets[4]) + 1, "a long note stands below"
    assert "A long note." in texts[4]
    assert "Invented demo data." in [row[1] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert book.sheetnames[1] == "01 =Words"


def test_sheet_names_are_safe_and_unique() -> None:
    names = SheetNames()
    given = [names.give(wish) for wish in [*HOSTILE, *HOSTILE]]
    assert len({name.casefold() for name in given}) == len(given)
    for name in given:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\']", name)
    sheets = [replace(page(), item=Item("", "rate", title=name), title=name) for name in HOSTILE]
    assert len(read(workbook(small(*sheets, name="=1", panel="\u202e[x]"))).sheetnames) == len(HOSTILE) + 3


@cache
def lines() -> Native:
    days = (date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 3))
    series = Series(
        "=Anvil", (1.0, None, 3.0), "#1b7f7b", own=True, low=(1.0, None, 2.0), high=(1.0, None, 4.0),
        stretches=("observed", "observed", "forecast"),
    )  # fmt: skip
    return Native("line", Measure("followers"), days, (series,))


def test_gaps_forecasts_and_intervals_stand_in_columns_of_their_own() -> None:
    sheet = read(workbook(small(page(drawn=lines())))).worksheets[1]
    (chart,) = sheet._charts
    names = [cells(sheet, series.tx.strRef.f)[0] for series in chart.series]
    assert names == ["=Anvil", "=Anvil, forecast", "=Anvil, from", "=Anvil, to"]
    assert list(charts(sheet)) == [[1, None, None], [None, None, 3], [1, None, 2], [1, None, 4]]
    assert [series.marker.symbol for series in chart.series] == ["circle", "circle", None, None], (
        "lone values are marks"
    )
    days = cells(sheet, chart.series[0].cat.numRef.f)
    assert days == [datetime(2026, 5, 1), datetime(2026, 5, 2), datetime(2026, 5, 3)]
    texts = [value for row in sheet.iter_rows(max_col=1, values_only=True) for value in row if value]
    assert any("The chart's figures stand to its right, in columns S to W." in str(text) for text in texts)


def test_more_series_than_a_chart_holds_are_told_of() -> None:
    many = tuple(Series(f"Brand {number}", (1.0, 2.0, 3.0), "#1b7f7b") for number in range(60))
    sheet = read(workbook(small(page(drawn=replace(lines(), series=many))))).worksheets[1]
    assert len(sheet._charts[0].series) == 50
    texts = [str(value) for row in sheet.iter_rows(max_col=1, values_only=True) for value in row if value]
    assert any("10 more are in the table only." in text for text in texts)


def test_intervals_are_error_bars_over_cells_and_an_unknown_one_has_none() -> None:
    series = Series("", (2.0, None), "#1b7f7b", low=(1.5, None), high=(4.0, None))
    dots = Native("dot", Measure("%", "percent"), ("Anvil", "Bolt"), (series,), ("#1b7f7b", "#b07d12"), (True, False))
    made = workbook(small(page(drawn=dots)))
    sheet = read(made).worksheets[1]
    bars = sheet._charts[0].series[0].errBars
    assert sheet._charts[0].y_axis.scaling.max == 5, "the longest whisker has room"
    assert cells(sheet, bars.minus.numRef.f) == [0.5, None]
    assert cells(sheet, bars.plus.numRef.f) == [2, None]
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert "1B7F7B" in packed.read("xl/charts/chart1.xml").decode()


def test_a_grid_is_tinted_cells_and_an_unknown_one_stays_open() -> None:
    tinted = Tinted(3.0, "#2f41b8", "#ffffff", strong=True)
    grid = Native("grid", Measure("posts"), ("=00", "01"), rows=("Monday",), cells=((tinted, Tinted(None)),))
    sheet = read(workbook(small(page(drawn=grid)))).worksheets[1]
    row, column = header_of(sheet), 6
    assert [sheet.cell(row, column + at).value for at in range(3)] == ["posts", "=00", "01"]
    assert [sheet.cell(row + 1, column + at).value for at in range(3)] == ["Monday", 3, None]
    assert sheet.cell(row + 1, column + 1).fill.start_color.rgb == "FF2F41B8"
    assert not sheet._charts


def test_the_same_document_is_the_same_file(document: Document, made: bytes) -> None:
    assert workbook(document) == made


def test_a_workbook_can_be_made_in_french() -> None:
    token = language.set("fr")
    try:
        assert len(read(workbook(small(page(drawn=lines())))).worksheets) == 4
    finally:
        language.reset(token)
