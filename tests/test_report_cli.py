"""``python -m benchmark report``: the same file as the page makes, whole or not at all, and sentences for what cannot be."""

from __future__ import annotations

import io
import shutil
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any, Self

import pytest
from commanding import run, work_in
from pptx import Presentation
from pptx.util import Pt

from benchmark import clock, control
from benchmark.commands import reporting
from benchmark.commands.arguments_reports import READY_MADE, REPORT_FORMATS
from benchmark.commands.context import LocalFiles, Stop
from benchmark.commands.session import LocalSession
from benchmark.reports import basket
from benchmark.reports.document import Document, build
from benchmark.reports.formats import FORMATS, ExportFailed, make
from benchmark.reports.ready import KINDS
from benchmark.reports.wanted import wanted
from benchmark.settings import Settings
from benchmark.store import Store
from benchmark.store.reports import Item, Report

NOW = datetime.now().replace(microsecond=0)  # noqa: DTZ005 - the demo ends today
DAYS = (date(2026, 8, 1), date(2026, 10, 31))


class Frozen(datetime):
    """A time that stands still."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(NOW.year, NOW.month, NOW.day, NOW.hour, NOW.minute, tzinfo=tz)


@pytest.fixture(scope="module")
def with_reports(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Path:
    """The demo with two short reports in it."""
    path = tmp_path_factory.mktemp("reports") / "demo.duckdb"
    shutil.copy(demo_file, path)
    with Store.open(path) as store:
        words = Item("", None, title="Words")
        basket.new_report(store, "Words", actor="test", items=[words])
        basket.new_report(
            store, "Monday", actor="test", items=[words, Item("", "follower-growth", "period=13w", "wordpress")]
        )
    return path


@pytest.fixture
def folder(tmp_path: Path, with_reports: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work_in(tmp_path, monkeypatch)
    shutil.copy(with_reports, tmp_path / "benchmark.duckdb")
    monkeypatch.setattr(clock, "datetime", Frozen)
    return tmp_path


def test_the_parser_knows_the_formats_and_the_ready_made_reports() -> None:
    assert set(REPORT_FORMATS) == set(FORMATS)
    assert set(READY_MADE) == set(KINDS)


def test_the_file_is_the_one_that_the_page_makes(folder: Path) -> None:
    out = folder / "out.html"
    days = ("--from", "2026-08-01", "--to", "2026-10-31")
    said = run("report", "--format", "html", "--report", "monday", *days, "--out", str(out), "--json")
    assert (said.code, said.err) == (0, "")
    with Store.open(folder / "benchmark.duckdb") as store:
        found = wanted(store, "Monday", days=DAYS)
        document = build(store, found.report, whole=found.whole, now=clock.utcnow())
    assert len(document.sheets) == 2, "one's own report keeps the page that has nothing to show"
    assert make("html", document) == out.read_bytes()
    assert (said.json["pages"], said.json["data_version"]) == (2, document.version.id)


def test_a_ready_made_report_is_about_the_brands_and_days_that_are_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Report] = []

    def built(_store: Store, report: Report, **_: Any) -> Document:
        seen.append(report)
        raise ExportFailed("Enough.")

    monkeypatch.setattr(reporting, "build", built)
    pair = ("--brand", "fjordlys", "--brand", "Northpeak")
    days = ("--from", "2026-08-01", "--to", "2026-10-31", "--panel", "Outdoor brands")
    run("report", "--format", "html", "--report", "head-to-head", *pair, *days, "--out", str(folder / "out.html"))
    assert dict(seen[0].items[0].options) == {"brand": "demo-fjordlys", "beside": "demo-northpeak"}
    assert "2026-08-01..2026-10-31" in seen[0].items[0].fields


def test_the_file_is_in_the_language_that_is_asked_for(folder: Path) -> None:
    out = folder / "out.html"
    said = run("report", "--format", "html", "--report", "words", "--lang", "fr", "--out", str(out))
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Words: 1 page written to ")
    assert '<html lang="fr">' in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        (("--report", "nobody"), 1, "Ready-made ones: weekly"),
        (("--report", "portrait", "--brand", "Nobody"), 1, "no brand Nobody"),
        (("--panel", "nowhere"), 1, "no panel nowhere"),
        (("--brand", "Northpeak"), 2, "leave --brand out"),
        (("--report", "portrait", "--brand", "Northpeak", "--brand", "Fjordlys"), 2, "at most as often"),
        (("--from", "2026-01-01"), 2, "both"),
        (("--from", "2026-02-01", "--to", "2026-01-01"), 2, "Swap them"),
        (("--template", "x.pptx"), 2, "--format pptx"),
    ],
)
def test_wrong_wishes_are_refused_with_what_is_right(
    folder: Path, wrong: tuple[str, ...], code: int, words: str
) -> None:
    said = run("report", "--format", "html", *wrong, "--out", str(folder / "out.html"))
    assert (said.code, said.out) == (code, "")
    assert words in said.err
    assert not (folder / "out.html").exists()


def test_before_the_first_brand_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work_in(tmp_path, monkeypatch)
    said = run("report", "--format", "html", "--out", str(tmp_path / "out.html"))
    assert (said.code, "Add a brand" in said.err) == (1, True)


def test_a_file_is_there_whole_or_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = folder / "out.html"
    out.write_text("as it was")

    def fails(*_: Any) -> bytes:
        raise ExportFailed("No browser here.")

    monkeypatch.setattr(reporting, "make", fails)
    said = run("report", "--format", "html", "--report", "words", "--out", str(out))
    assert (said.code, said.err) == (1, "No browser here.\n")

    def interrupted(*_: Any) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(reporting, "make", interrupted)
    assert run("report", "--format", "html", "--report", "words", "--out", str(out)).code == 130
    assert out.read_text() == "as it was"
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_the_demo_is_reported_without_a_database_of_ones_own(
    tmp_path: Path, with_reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_in(tmp_path, monkeypatch)
    shutil.copy(with_reports, tmp_path / "demo.duckdb")
    said = run("report", "--demo", "--format", "html", "--report", "words", "--out", str(tmp_path / "out.html"))
    assert (said.code, said.err) == (0, "")
    assert "Demo data" in (tmp_path / "out.html").read_text(encoding="utf-8")


def test_who_stops_it_gets_no_file(folder: Path) -> None:
    out = folder / "out.html"
    said: list[Any] = []
    stop = Stop()
    stop.request()
    with LocalSession(Settings.load()) as session:
        argv = ["report", "--format", "html", "--report", "words", "--out", str(out)]
        code = control.handle(session, argv, LocalFiles(folder / "benchmark.duckdb"), said.append, stop)
    assert code == 130
    assert {"err": "Stopped. No file was written."} in said
    assert not out.exists()


def test_a_database_that_cannot_be_used_ends_with_3_and_no_file(folder: Path) -> None:
    (folder / "benchmark.duckdb").write_text("no database")
    said = run("report", "--format", "html", "--report", "words", "--out", str(folder / "out.html"))
    assert (said.code, said.out) == (3, "")
    assert "Traceback" not in said.err
    assert not (folder / "out.html").exists()


def test_beside_the_dashboard_the_caller_s_template_is_taken(folder: Path) -> None:
    said: list[Any] = []
    theirs = folder / "way"
    theirs.mkdir()
    files = control._RelayedFiles(theirs, said.append)
    Presentation().save(str(files.sent))  # 4 : 3, unlike the product's own
    argv = ["report", "--format", "pptx", "--report", "words", "--template", "theirs.pptx", "--out", "out.pptx"]
    with LocalSession(Settings.load()) as session:
        assert control.handle(session, argv, files, said.append) == 0
        made = b"".join(each for each in said if isinstance(each, bytes))
        assert {"file": len(made)} in said
        assert Presentation(io.BytesIO(made)).slide_width == Pt(720)
        files.sent.write_text("no slides")
        assert control.handle(session, argv, files, said.append) == 1
    assert "err" in said[-1]
