"""The Report page's schedules and share links, drawn by themselves over data of one's own."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from page_opening import open_page
from streamlit.testing.v1 import AppTest

from benchmark import owner
from benchmark.reports import basket, schedules, sharing
from benchmark.store import Store
from benchmark.store.reports import Item
from benchmark.store.schedules import Schedule
from benchmark.view import fields


@pytest.fixture(autouse=True)
def _main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the main module back, in whose place a drawn function stays: processes that later tests start would import it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def store(own_demo: Store) -> Store:
    """What the demo holds, and a report of words."""
    basket.new_report(own_demo, "Words", items=[Item("", None, title="Welcome")], actor="test")
    return own_demo


def section(part: str, report: str) -> None:
    """Draw one part of the Report page."""
    import importlib

    import streamlit as st

    from benchmark import owner
    from benchmark.dashboard.frame import Frame
    from benchmark.view import panels

    mine = owner.current()
    frame = Frame(mine, mine.store, demo=False)
    frame.panel = panels.panel(mine.store, next(iter(panels.panels(mine.store))))
    if told := st.session_state.pop("flash", None):
        st.text(told)
    importlib.import_module(f"benchmark.dashboard.parts.{part}").section(frame, report)


def drawn(part: str, report: str) -> AppTest:
    page = AppTest.from_function(section, default_timeout=60, args=(part, report)).run()
    assert not page.exception
    return page


def click(page: AppTest, key: str) -> None:
    page.button(key=key).click().run()
    assert not page.exception


def test_a_schedule_is_begun_sent_paused_removed_and_brought_back(store: Store) -> None:
    report = basket.report_of(store, "Words").id
    page = drawn("report_schedules", report)
    assert "BENCHMARK_SMTP_HOST" in page.info[0].value
    assert page.button(key=f"begin-{report}").disabled
    page.selectbox(key=f"every-{report}").set_value("month").run()
    page.number_input(key=f"month-day-{report}").set_value(31)
    page.selectbox(key=f"format-{report}").set_value("html")
    page.text_input(key=f"folder-{report}").set_value("../up").run()
    click(page, f"begin-{report}")
    assert "cannot be a folder" in page.error[0].value
    page.text_input(key=f"folder-{report}").set_value(".").run()
    click(page, f"begin-{report}")
    (made,) = schedules.all_schedules(store)
    assert (made.report, made.every, made.month_day, made.format, made.folder) == (report, "month", 31, "html", "")
    assert "last day of each month" in " ".join(each.value for each in page.markdown)
    click(page, f"send-{made.id}")
    assert [path.suffix for path in owner.current().settings.reports_dir.iterdir()] == [".html"]
    assert page.dataframe[0].value["Result"].tolist() == ["Sent"]
    click(page, f"pause-{made.id}")
    assert schedules.all_schedules(store)[0].paused
    click(page, f"resume-{made.id}")
    click(page, f"remove-{made.id}")
    assert schedules.all_schedules(store) == []
    click(page, "undo-schedule")
    assert [each.id for each in schedules.all_schedules(store)] == [made.id]


def test_a_schedule_is_changed_in_a_form_that_begins_as_it_is_and_changed_back(store: Store) -> None:
    report = basket.report_of(store, "Words").id
    made = schedules.new_schedule(
        store,
        Schedule(
            "", report, "month", 7, "html", "fr", period="last-month", month_day=31, timezone="Asia/Tokyo",
            recipients=("a@b.example",), folder="",
        ),
        actor="test",
    )  # fmt: skip
    schedules.pause(store, made.id, actor="test")
    page = drawn("report_schedules", report)
    click(page, f"change-{made.id}")
    assert not [each for each in page.button if each.key == f"begin-{report}"]
    click(page, "save-schedule")
    (same,) = schedules.all_schedules(store)
    assert same == replace(made, paused=True, since=same.since), "the form says what holds"
    assert len(store.rows("SELECT 1 FROM report_schedules")) == 2, "and nothing was changed by saving it as it is"
    click(page, f"change-{made.id}")
    page.text_input(key=f"to-{made.id}").set_value("").run()
    page.text_input(key=f"folder-{made.id}").set_value("").run()
    assert page.button(key="save-schedule").disabled
    page.text_input(key=f"to-{made.id}").set_value("c@d.example").run()
    page.selectbox(key=f"every-{made.id}").set_value("week").run()
    page.selectbox(key=f"weekday-{made.id}").set_value(5).run()
    click(page, "save-schedule")
    (changed,) = schedules.all_schedules(store)
    assert (changed.id, changed.weekday, changed.month_day, changed.paused) == (made.id, 5, None, True)
    assert (changed.recipients, changed.folder, changed.hour) == (("c@d.example",), None, 7)
    click(page, "undo-schedule")
    (back,) = schedules.all_schedules(store)
    assert back == replace(made, paused=True, since=back.since)


def test_a_zone_that_was_left_open_stays_open(store: Store) -> None:
    report = basket.report_of(store, "Words").id
    made = schedules.new_schedule(store, Schedule("", report, "day", 7, "html", folder=""), actor="test")
    page = drawn("report_schedules", report)
    click(page, f"change-{made.id}")
    page.selectbox(key=f"hour-{made.id}").set_value(9).run()
    click(page, "save-schedule")
    (changed,) = schedules.all_schedules(store)
    assert (changed.hour, changed.timezone) == (9, None)


def test_the_report_page_has_both(store: Store) -> None:
    report = basket.report_of(store, "Words").id
    said = fields.named({report: "Words"}, report)
    page = open_page("report", tab="Schedules", report=said)
    assert page.button(key=f"begin-{report}").disabled
    page = open_page("report", tab="Share by a link", report=said)
    click(page, f"share-{report}")
    assert [each.title for each in sharing.all_shares(store)] == ["Words"]


def test_a_failure_stands_on_the_page_with_its_next_step(store: Store) -> None:
    report = basket.report_of(store, "Words").id
    made = schedules.new_schedule(
        store,
        Schedule("", report, "day", 8, "html", recipients=("a@b.example",)),
        actor="test",
    )
    page = drawn("report_schedules", report)
    click(page, f"send-{made.id}")
    assert "BENCHMARK_SMTP_HOST and BENCHMARK_SMTP_FROM" in page.text[0].value
    assert "No mail server is set" in page.warning[0].value


def test_a_link_is_made_shown_once_and_ended(store: Store) -> None:
    report = basket.report_of(store, "Words").id
    page = drawn("report_shares", report)
    click(page, f"share-{report}")
    (made,) = sharing.all_shares(store)
    link = page.code[0].value
    assert sharing.opened(store, link.rpartition("/")[2]) is not None
    assert made.title == "Words"
    click(page, f"revoke-{made.id}")
    assert not page.code
    assert sharing.opened(store, link.rpartition("/")[2]) is None
