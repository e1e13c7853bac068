"""When a scheduled report is due, reckoned by hand; and schedules made, refused, paused and removed."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from benchmark.brands import panels
from benchmark.collect.keeper import Keeper
from benchmark.refusals import Refusal, mail_address
from benchmark.reports import basket, schedules
from benchmark.reports.scheduling import Rhythm, dues_between, latest_due, next_due, retry_at
from benchmark.store import Store
from benchmark.store.schedules import Schedule

PARIS, NEW_YORK = "Europe/Paris", "America/New_York"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("rhythm", "after", "due"),
    [
        (Rhythm("day", 8, "UTC"), "2026-11-21 07:59:59", "2026-11-21 08:00"),
        (Rhythm("day", 8, "UTC"), "2026-11-21 08:00", "2026-11-22 08:00"),
        (Rhythm("day", 8, PARIS), "2026-11-21 06:00", "2026-11-21 07:00"),
        (Rhythm("day", 8, PARIS), "2026-07-21 05:00", "2026-07-21 06:00"),
        # Paris puts the clock on at 02:00 on 29 March 2026: 02:30 is not there, 03:00 is 01:00 UTC
        (Rhythm("day", 2, PARIS), "2026-03-28 12:00", "2026-03-29 01:00"),
        (Rhythm("day", 3, PARIS), "2026-03-28 12:00", "2026-03-29 01:00"),
        (Rhythm("day", 2, PARIS), "2026-03-29 01:00", "2026-03-30 00:00"),
        # Paris has 02:00 twice on 25 October 2026, first as summer time: 00:00 UTC
        (Rhythm("day", 2, PARIS), "2026-10-24 12:00", "2026-10-25 00:00"),
        (Rhythm("day", 2, PARIS), "2026-10-25 00:00", "2026-10-26 01:00"),
        # New York: 02:00 is not there on 8 March 2026; 01:00 is there twice on 1 November
        (Rhythm("day", 2, NEW_YORK), "2026-03-07 12:00", "2026-03-08 07:00"),
        (Rhythm("day", 1, NEW_YORK), "2026-10-31 12:00", "2026-11-01 05:00"),
        (Rhythm("day", 1, NEW_YORK), "2026-11-01 05:00", "2026-11-02 06:00"),
        # Cairo leaves out midnight of 24 April 2026; the day begins at 01:00, which is 22:00 UTC
        (Rhythm("day", 0, "Africa/Cairo"), "2026-04-23 12:00", "2026-04-23 22:00"),
        # Lord Howe leaves out half an hour only, from 02:00 on 4 October 2026
        (Rhythm("day", 2, "Australia/Lord_Howe"), "2026-10-03 12:00", "2026-10-03 15:30"),
        # 21 November 2026 is a Saturday
        (Rhythm("week", 7, "UTC", weekday=1), "2026-11-21 12:00", "2026-11-23 07:00"),
        (Rhythm("week", 7, "UTC", weekday=6), "2026-11-21 06:00", "2026-11-21 07:00"),
        (Rhythm("week", 7, "UTC", weekday=6), "2026-11-21 07:00", "2026-11-28 07:00"),
        (Rhythm("week", 2, PARIS, weekday=7), "2026-03-28 12:00", "2026-03-29 01:00"),
        # Monday morning in Kiritimati is Sunday in UTC
        (Rhythm("week", 1, "Pacific/Kiritimati", weekday=1), "2026-11-21 12:00", "2026-11-22 11:00"),
        (Rhythm("month", 6, "UTC", month_day=31), "2026-02-03 00:00", "2026-02-28 06:00"),
        (Rhythm("month", 6, "UTC", month_day=31), "2026-02-28 06:00", "2026-03-31 06:00"),
        (Rhythm("month", 6, "UTC", month_day=30), "2028-02-03 00:00", "2028-02-29 06:00"),
        (Rhythm("month", 6, "UTC", month_day=1), "2026-12-15 00:00", "2027-01-01 06:00"),
        (Rhythm("month", 0, PARIS, month_day=31), "2026-04-15 00:00", "2026-04-29 22:00"),
    ],
)  # fmt: skip
def test_the_next_due_time_is_the_one_reckoned_by_hand(rhythm: Rhythm, after: str, due: str) -> None:
    assert next_due(rhythm, at(after)) == at(due)
    assert latest_due(rhythm, at(due)) == at(due)
    assert latest_due(rhythm, at(due) + timedelta(seconds=1)) == at(due)
    assert latest_due(rhythm, at(due) - timedelta(seconds=1)) < at(due)


@pytest.mark.parametrize("zone", ["UTC", PARIS, NEW_YORK, "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu"])
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 23])
def test_every_day_of_a_year_has_exactly_one_due_time(zone: str, hour: int) -> None:
    rhythm = Rhythm("day", hour, zone)
    found = dues_between(rhythm, at("2026-01-01 12:20"), at("2027-01-01 12:20"))
    assert len(found) == 365
    assert all(timedelta(hours=22) < later - earlier < timedelta(hours=26) for earlier, later in pairwise(found))
    moment, forward = at("2026-01-01 12:20"), []
    for _ in range(365):
        moment = next_due(rhythm, moment)
        forward.append(moment)
    assert forward == found


def test_retries_follow_after_5_minutes_30_minutes_and_2_hours_and_then_no_more() -> None:
    failed = at("2026-11-21 08:00")
    gaps = [retry_at(attempts, failed) for attempts in (1, 2, 3, 4)]
    assert gaps == [at("2026-11-21 08:05"), at("2026-11-21 08:30"), at("2026-11-21 10:00"), None]


def wanted(**fields: Any) -> Schedule:
    return Schedule(**{"id": "", "report": "weekly", "every": "week", "hour": 8, "format": "html", "recipients": ("a@b.example",), **fields})  # fmt: skip


def test_a_schedule_is_made_paused_resumed_removed_and_brought_back(store: Store) -> None:
    made = schedules.new_schedule(store, wanted(weekday=3), actor="test", now=at("2026-11-21 12:00"))
    assert schedules.all_schedules(store) == [made]
    assert schedules.next_at(store, made, at("2026-11-21 12:00")) == at("2026-11-25 08:00")
    paused = schedules.pause(store, made.id, actor="test", now=at("2026-11-22"))
    assert schedules.all_schedules(store) == [paused]
    assert schedules.next_at(store, paused, at("2026-11-22")) is None
    resumed = schedules.resume(store, made.id, actor="test", now=at("2026-12-01"))
    assert (resumed.paused, resumed.since) == (False, at("2026-12-01"))
    schedules.remove(store, made.id, actor="test", now=at("2026-12-02"))
    assert schedules.all_schedules(store) == []
    back = schedules.restore(store, made.id, actor="test", now=at("2026-12-03"))
    assert schedules.all_schedules(store) == [back]
    assert back.id == made.id
    held = store.rows(
        "SELECT count(*), count(removed_at) FROM report_schedules WHERE schedule_id = $id", {"id": made.id}
    )
    assert held == [(4, 3)], "nothing is changed but an end"


def test_a_change_begins_another_row_under_the_same_id_and_counts_from_then_on(store: Store) -> None:
    made = schedules.new_schedule(store, wanted(weekday=3), actor="test", now=at("2026-11-16 12:00"))
    later = at("2026-11-18 12:00")
    changed = schedules.change(store, replace(made, every="day", hour=11), actor="test", now=later)
    assert schedules.all_schedules(store) == [changed]
    assert (changed.id, changed.weekday, changed.since) == (made.id, None, later)
    assert schedules.next_at(store, changed, later) == at("2026-11-19 11:00"), "11:00 of this day is over"
    assert schedules.change(store, changed, actor="test", now=at("2026-11-20")) == changed
    paused = schedules.pause(store, made.id, actor="test", now=at("2026-11-21"))
    moved = schedules.change(store, replace(changed, folder="x"), actor="test", now=at("2026-11-22"))
    assert (paused.paused, moved.paused) == (True, True)
    assert store.value("SELECT count(*) FROM report_schedules") == 4
    assert store.rows("SELECT action FROM core.audit WHERE subject = $id ORDER BY happened_at", {"id": made.id}) == [
        ("report.schedule",), ("report.reschedule",), ("report.pause",), ("report.reschedule",),
    ]  # fmt: skip


def test_what_cannot_be_changed_stays_as_it_is(store: Store) -> None:
    made = schedules.new_schedule(store, wanted(), actor="test")
    for fields, code in (
        ({"hour": 24}, "bad_rhythm"),
        ({"recipients": ()}, "nowhere_to_send"),
        ({"id": "x"}, "unknown_schedule"),
    ):
        with pytest.raises(Refusal, match=code):
            schedules.change(store, replace(made, **fields), actor="test")
    assert schedules.all_schedules(store) == [made]


def test_a_weekly_one_keeps_no_day_of_the_month_and_defaults_to_monday(store: Store) -> None:
    made = schedules.new_schedule(store, wanted(month_day=5), actor="test")
    assert (made.weekday, made.month_day) == (1, None)


def test_the_hour_is_that_of_the_panel_unless_it_names_a_zone(store: Store) -> None:
    panels.create(store, "France", timezone=PARIS, actor="test")
    of_panel = schedules.new_schedule(store, wanted(every="day"), actor="test")
    of_its_own = schedules.new_schedule(store, wanted(every="day", timezone="Asia/Tokyo"), actor="test")
    assert schedules.next_at(store, of_panel, at("2027-01-01")) == at("2027-01-01 07:00")
    assert schedules.next_at(store, of_its_own, at("2027-01-01")) == at("2027-01-01 23:00")


def test_a_saved_report_is_meant_by_its_name_and_kept_by_its_id(store: Store) -> None:
    report = basket.new_report(store, "Board meeting", actor="test")
    assert schedules.new_schedule(store, wanted(report="board MEETING"), actor="test").report == report.id


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"report": "nothing"}, "unknown_report"), ({"panel_id": "nowhere"}, "unknown_panel"), ({"hour": 24}, "bad_rhythm"),
        ({"every": "hour"}, "bad_rhythm"), ({"weekday": 8}, "bad_rhythm"), ({"every": "month", "month_day": 32}, "bad_rhythm"),
        ({"format": "exe"}, "bad_format"), ({"language": "xx"}, "bad_language"), ({"period": "ever"}, "bad_period"),
        ({"timezone": "Mars/North"}, "bad_timezone"), ({"recipients": ()}, "nowhere_to_send"),
        ({"recipients": ("a@b.example\r\nBcc: x@evil.example",)}, "bad_recipient"), ({"folder": "/etc"}, "bad_folder"),
        ({"folder": "../other"}, "bad_folder"), ({"folder": "a/../../b"}, "bad_folder"), ({"folder": "a\x00b"}, "bad_folder"),
        ({"recipients": tuple(f"n{number}@b.example" for number in range(51))}, "too_many_recipients"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_and_nothing_is_kept(store: Store, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        schedules.new_schedule(store, wanted(**fields), actor="test")
    assert refused.value.code == code
    assert schedules.all_schedules(store) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Team@Brand.Example ", "Team@brand.example"), ("a+b@x.example", "a+b@x.example"), ("root@localhost", "root@localhost"),
        ("équipe@x.example", None), ("a@bücher.example", "a@xn--bcher-kva.example"), ("a@b, c@d", None), ("<a@b.example>", None),
        ("a b@c.example", None), ("a@b.example\nBcc: c@d.example", None), ("a@", None), ("@b", None), ("", None), ("a@-b.example", None),
        ('"x"@b.example', None), ("a@b..example", None),
    ],
)  # fmt: skip
def test_an_address_is_one_plain_address(text: str, address: str | None) -> None:
    assert mail_address(text) == address


@pytest.mark.parametrize(
    ("text", "folder"), [("", ""), (".", ""), ("weekly", "weekly"), ("team/Été 2026/", "team/Été 2026")]
)
def test_a_folder_is_a_place_below_the_reports_folder(text: str, folder: str) -> None:
    assert schedules.folder_of(text) == folder


def test_the_schedule_s_thread_does_what_it_is_given_besides() -> None:
    done = threading.Event()
    keeper = Keeper(lambda: None, lambda: None, lambda: at("2026-11-21"))
    keeper.start(done.set)
    assert done.wait(10)
    keeper.close()
