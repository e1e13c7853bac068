"""The Report page: a report chosen, put together, changed and made; and cards put into it from where they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest
from commanding import run
from deck_samples import document as plain_document
from page_opening import open_page
from streamlit.testing.v1 import AppTest

from benchmark import clock, owner
from benchmark.charts import native
from benchmark.commands import reporting
from benchmark.dashboard.parts import report_files, report_pages
from benchmark.refusals import Refusal
from benchmark.reports import basket
from benchmark.reports.deck import deck
from benchmark.reports.document import Document, build
from benchmark.reports.formats import ExportFailed, file_name, make
from benchmark.reports.wanted import Wanted
from benchmark.store import Store
from benchmark.store.reports import Item, Report

EVIL = "<img src=x> ![x](http://evil.example/a.png) $x$ مرحبا"
WORDS = Item("", None, title=f"Words {EVIL}", note="A note.")
GROWTH = Item("", "follower-growth", "period=28d", "bluesky")
PACE = Item("", "posts-per-week", "period=13w", "mastodon", title="Own title")
NOW = datetime.now().replace(microsecond=0, second=0)  # noqa: DTZ005 - the demo ends today


class Frozen(datetime):
    """A time that stands still."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(NOW.year, NOW.month, NOW.day, NOW.hour, NOW.minute, tzinfo=tz)


@pytest.fixture
def store(own_demo: Store) -> Store:
    return own_demo


@pytest.fixture
def monday(store: Store) -> Report:
    """A report of one's own."""
    return basket.new_report(store, "Monday", actor="test", items=[WORDS, GROWTH, PACE])


def told(page: AppTest) -> str:
    """Everything that a page says."""
    html = " ".join(str(each.proto.body) for each in page.get("html"))
    return " ".join([html, *(each.value for each in (*page.caption, *page.markdown))])


def said(page: AppTest) -> str:
    """The captions without what makes markdown harmless."""
    return " ".join(each.value for each in page.caption).replace("\\", "").replace("\u200b", "")


def submit(page: AppTest, form: str, **fields: str) -> AppTest:
    """Fill a form's fields by their keys and send it."""
    for key, value in fields.items():
        next(each for each in (*page.text_input, *page.text_area) if each.key == key.replace("_", "-")).set_value(value)
    (button,) = [each for each in page.button if str(each.key).startswith(f"FormSubmitter:{form}-")]
    button.click().run()
    assert not page.exception
    return page


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def choose_template(page: AppTest, name: str, content: bytes) -> None:
    page.file_uploader(key="report-template-file").set_value((name, content, "application/octet-stream")).run()
    assert not page.exception


def items(store: Store, report: Report) -> tuple[Item, ...]:
    return basket.report_of(store, report.id).items


def test_a_report_is_begun_and_an_empty_one_says_what_to_do(store: Store, monday: Report) -> None:
    page = open_page("report", report="monday")
    submit(page, "report-form-new", report_name_new=EVIL)
    (made,) = [each for each in basket.all_reports(store) if each.id != monday.id]
    assert page.session_state["report"].endswith(made.id[:6])
    assert page.selectbox(key="choose-report").value == made.id
    assert "Choose “Add to report” on any chart" in told(page)
    assert page.button(key="make-report").disabled
    submit(page, "words-form", words_title=EVIL, words_note="Said.")
    assert [(item.card, item.title, item.note) for item in items(store, made)] == [(None, EVIL, "Said.")]
    assert "<img src=x" not in told(page)
    assert "&lt;img src=x&gt;" in told(page)
    assert "](http" not in " ".join(each.value for each in (*page.caption, *page.markdown))
    submit(page, "words-form", words_title=" ")
    assert len(items(store, made)) == 1, "words need a title"


def test_its_pages_are_moved_named_taken_out_and_brought_back(store: Store, monday: Report) -> None:
    first, second, third = (item.id for item in monday.items)
    page = open_page("report", report="monday")
    assert "Own title" in told(page)
    assert "Follower growth" in told(page), "a page says its finding or definition"
    press(page, f"up-{third}")
    assert [item.id for item in items(store, monday)] == [first, third, second]
    press(page, f"down-{first}")
    assert [item.id for item in items(store, monday)] == [third, first, second]
    assert page.button(key=f"up-{third}").disabled
    assert page.button(key=f"down-{second}").disabled
    submit(page, f"edit-form-{second}", **{f"title_{second}": "We grow", f"note_{second}": "On Bluesky."})
    assert (items(store, monday)[2].title, items(store, monday)[2].note) == ("We grow", "On Bluesky.")
    assert "We grow" in told(page)
    press(page, f"out-{first}")
    assert [item.id for item in items(store, monday)] == [third, second]
    press(page, "undo-page")
    back = items(store, monday)
    assert [item.card for item in back] == ["posts-per-week", None, "follower-growth"]
    assert replace(back[1], id="") == WORDS
    assert "undo-page" not in {each.key for each in page.button}


def test_it_is_renamed_copied_removed_and_brought_back(
    store: Store, monday: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_pages, "render", lambda *_: None)  # its pages are not looked at here
    page = open_page("report", report="monday")
    submit(page, "report-form-rename", report_name_rename="Tuesday")
    assert basket.report_of(store, monday.id).name == "Tuesday"
    assert page.session_state["report"] == f"tuesday.{monday.id[:6]}"
    submit(page, "report-form-duplicate", report_name_duplicate="Wednesday")
    copy = basket.report_of(store, "Wednesday")
    assert [item.card for item in copy.items] == [item.card for item in monday.items]
    assert page.selectbox(key="choose-report").value == copy.id
    page.selectbox(key="choose-report").set_value(monday.id).run()
    press(page, "remove-report")
    assert [each.name for each in basket.all_reports(store)] == ["Wednesday"]
    assert page.selectbox(key="choose-report").value == "weekly"
    press(page, "undo-report")
    assert basket.report_of(store, "Tuesday").items == monday.items
    assert page.selectbox(key="choose-report").value == monday.id
    submit(page, "report-form-rename", report_name_rename="Wednesday")
    assert basket.report_of(store, monday.id).name == "Tuesday", "a taken name is refused"


def test_the_page_makes_the_same_file_as_the_command_line(
    store: Store, monday: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "datetime", Frozen)
    page = open_page("report", report="monday")
    formats: Any = next(each for each in page.get("button_group") if each.key == "report-format")
    formats.set_value("html").run()
    assert not page.get("download_button")
    press(page, "make-report")
    made: Any = page.session_state["made-report"]
    document = build(store, monday, now=clock.utcnow())
    assert made.data == make("html", document)
    assert (made.name, made.mime) == (file_name(document, "html"), "text/html")
    assert [each.proto.label for each in page.get("download_button")] == [f"Download {made.name}"]
    press(page, f"up-{monday.items[1].id}")
    assert not page.get("download_button"), "a changed report is made anew"


def test_page_and_command_line_make_every_file_of_the_same_figures(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Both hand the same document to the same maker; what that makes of it is tested with each format."""
    seen: list[tuple[str, Document]] = []

    def made(name: str, document: Document, *_: object) -> bytes:
        seen.append((name, document))
        return b"made"

    for module in (report_files, reporting):
        monkeypatch.setattr(module, "make", made)
    monkeypatch.setattr(clock, "datetime", Frozen)
    report = basket.new_report(store, "Growth", actor="test", items=[GROWTH])
    frame: Any = SimpleNamespace(store=store, demo=False)
    forms = ("pptx", "pdf", "xlsx")
    for form in forms:
        report_files._make(frame, Wanted(report, whole=True), form, None, ())
    owner.close()
    for form in forms:
        said = run("report", "--format", form, "--report", "growth", "--out", str(tmp_path / "file"))
        assert (said.code, said.err) == (0, "")
    assert [form for form, _ in seen] == [*forms, *forms]
    assert {len(document.sheets) for _, document in seen} == {1}
    assert all(replace(document, sheets=()) == replace(seen[0][1], sheets=()) for _, document in seen)
    cards = [document.sheets[0].card for _, document in seen]
    first, *others = (card for card in cards if card is not None and card.table is not None)
    assert len(others) == 5
    for card in others:
        assert native.of(card.figure) == native.of(first.figure) is not None
        assert card.table is not None
        assert first.table is not None
        assert card.table.equals(first.table)
        assert replace(card, figure=None, table=None) == replace(first, figure=None, table=None)


@pytest.mark.usefixtures("monday")
def test_slides_take_over_the_look_of_a_file_that_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, object]] = []

    def made(form: str, _document: object, template: bytes | None, _progress: object) -> bytes:
        asked.append((form, template))
        return b"made"

    monkeypatch.setattr(report_files, "make", made)
    monkeypatch.setattr(report_pages, "render", lambda *_: None)
    theirs = deck(plain_document())
    page = open_page("report", report="monday")
    choose_template(page, "theirs.pptx", theirs)
    assert not page.error
    press(page, "make-report")
    assert page.get("download_button")
    choose_template(page, "broken.pptx", b"no zip")
    assert "cannot serve as a template. Choose a .pptx" in page.error[0].value.replace("\\", "")
    assert not page.get("download_button"), "another template makes another file"
    formats: Any = next(each for each in page.get("button_group") if each.key == "report-format")
    formats.set_value("html").run()
    press(page, "make-report")
    assert asked == [("pptx", theirs), ("html", None)]


@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize("error", [ExportFailed("No browser here."), Refusal("too_many_items", most=100)])
def test_a_file_that_cannot_be_made_says_why(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fails(*_: object, **__: object) -> bytes:
        raise error

    monkeypatch.setattr(report_files, "make", fails)
    monkeypatch.setattr(report_pages, "render", lambda *_: None)
    page = press(open_page("report", report="monday"), "make-report")
    assert any(part in told(page) for part in ("No browser here", "holds at most 100 pages"))
    assert "made-report" not in page.session_state
    assert not page.get("download_button")


def test_a_ready_made_report_is_about_the_brand_that_is_chosen_and_can_be_copied(store: Store) -> None:
    page = open_page("report", report="portrait", brand="fjordlys")
    assert page.selectbox(key="choose-brand").value == "demo-fjordlys"
    assert "Portrait of a brand: Fjordlys" in said(page)
    assert not [each for each in page.button if str(each.key).startswith("out-")]
    submit(page, "report-form-copy", report_name_copy="Mine")
    mine = basket.report_of(store, "Mine")
    assert dict(mine.items[0].options)["brand"] == "demo-fjordlys"
    assert page.selectbox(key="choose-report").value == mine.id
    assert [each for each in page.button if str(each.key).startswith("out-")]


def test_in_the_demo_reports_are_made_and_nothing_is_changed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_pages, "render", lambda *_: None)
    page = open_page("report", report="portrait", demo="true")
    assert not {"remove-report", "undo-report"} & {str(each.key) for each in page.button}
    assert "In the demo nothing can be changed." in told(page)
    assert not page.button(key="make-report").disabled


def test_a_card_is_put_into_a_report_as_it_stands(store: Store, monday: Report) -> None:
    view = {"period": "26w", "brands": "northpeak.demo-n alderwild.demo-a", "network": "mastodon", "report": "monday"}
    page = open_page("engagement", tab="", seconds=60, **view)
    page.selectbox(key="basket-report-engagement-rate").set_value("Monday").run()
    submit(page, "basket-form-engagement-rate")
    added = items(store, monday)[-1]
    assert (added.card, added.network) == ("engagement-rate", "mastodon")
    assert added.fields == "period=26w&brands=northpeak.demo-n+alderwild.demo-a&network=mastodon"
    assert any("Added to Monday" in each.value for each in page.toast)
    sheet = build(store, replace(monday, items=(added,))).sheets[0]
    assert sheet.card is not None
    assert sheet.card.table is not None
    assert set(sheet.card.table.iloc[:, 0]) == {"Northpeak", "Alderwild"}
