"""When the schedule collects, over cron lines, spans, changes of the clock and restarts."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from collecting import BEGIN, QUICK, World, a_source, brand_with_posts, list_accounts, register
from loopback import Loopback

from benchmark.clock import utcnow
from benchmark.collect import Collector
from benchmark.collect.schedule import Instants, instants, is_due
from benchmark.store import Store
from sources.http import Http

HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


def test_off_has_no_instants() -> None:
    assert instants("off", "UTC", BEGIN, at("11-20 12:00")) is None


def test_spans_count_from_the_anchor() -> None:
    anchor = at("11-01 01:17")
    assert instants("6h", "UTC", anchor, at("11-20 12:00")) == Instants(at("11-20 04:17"), at("11-20 13:17"))
    assert instants("6h", "UTC", anchor, at("11-20 13:17")) == Instants(at("11-20 10:17"), at("11-20 19:17"))
    assert instants("30m", "UTC", anchor, at("11-20 12:00")) == Instants(at("11-20 11:32"), at("11-20 12:17"))


def test_cron_is_read_in_the_settings_time_zone() -> None:
    found = instants("0 6 * * *", "Europe/Paris", BEGIN, at("11-20 12:00"))
    assert found == Instants(at("11-19 17:00"), at("11-21 05:00"))
    assert instants("0 6 * * *", "Europe/Paris", BEGIN, at("11-20 05:00")) == Instants(
        at("11-19 17:00"), at("11-21 05:00")
    )


@pytest.mark.parametrize("schedule", ["30 2 * * *", "0 */6 * * *", "15 3 * * 0", "30m", "6h"])
@pytest.mark.parametrize("day", ["03-29", "10-25"])
def test_the_days_of_23_and_25_hours_do_not_stop_it(schedule: str, day: str) -> None:
    now, seen = at(f"{day} 00:00") - timedelta(days=1), set()
    end = now + timedelta(days=9)
    while now < end:
        found = instants(schedule, "Europe/Paris", BEGIN, now)
        assert found is not None
        assert found.cutoff <= now < found.next
        now = found.next
        assert now not in seen
        seen.add(now)
    most = {"30 2 * * *": 11, "0 */6 * * *": 38, "15 3 * * 0": 3, "30m": 433, "6h": 37}[schedule]
    assert most - 4 <= len(seen) <= most


def test_an_account_read_shortly_before_the_instant_is_not_read_again() -> None:
    now = at("11-20 12:01")
    found = instants("6h", "UTC", at("11-01 00:00"), now)
    assert found is not None
    assert not is_due(at("11-20 11:50"), found.cutoff, now)
    assert not is_due(at("11-20 12:00"), found.cutoff, now)
    assert is_due(at("11-20 06:05"), found.cutoff, now)
    assert is_due(None, found.cutoff, now)


class Clock:
    """A time that a test sets, near the real one so that servers agree with it."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return utcnow() + self.ahead


@pytest.fixture
def world(loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(loopback, {"alpha/id1": brand_with_posts(1), "alpha/id2": brand_with_posts(2)})
    register(monkeypatch, a_source("alpha", pace=QUICK))
    return world


def collector(world: World, store: Store, clock: Clock, schedule: str = "6h") -> Collector:
    settings = world.settings(store.path.parent, "alpha", schedule=schedule)
    http = Http(settings.http())  # with the real time: what moves on here is only the schedule's
    return Collector(store, settings, http, clock)


def anchored(store: Store, clock: Clock) -> None:
    list_accounts(store, "alpha/id1", "alpha/id2", added_at=clock() - timedelta(days=30) - timedelta(minutes=1))


def test_a_new_account_is_due_at_once_and_the_rest_at_its_time(store: Store, world: World) -> None:
    clock = Clock()
    mine = collector(world, store, clock)
    assert mine.next_run_at() is None, "nothing to collect"
    assert mine.tick() is None
    anchored(store, clock)
    assert mine.tick() is not None
    assert mine.wait(10)
    assert store.rows("SELECT trigger, status FROM runs") == [("schedule", "done")]
    assert mine.tick() is None
    due = mine.next_run_at()
    assert due is not None
    assert timedelta(hours=5, minutes=58) < due - clock() <= 6 * HOUR
    clock.ahead = 6 * HOUR
    assert mine.next_run_at() == pytest.approx(clock(), abs=timedelta(seconds=5))
    assert mine.tick() is not None
    assert mine.wait(10)
    assert store.value("SELECT count(*) FROM run_accounts") == 4
    mine.close()


def test_a_start_long_after_the_last_run_collects_at_once(store: Store, world: World) -> None:
    clock = Clock()
    anchored(store, clock)
    collector(world, store, clock).run()
    later = Clock()
    later.ahead = 11 * HOUR
    again = collector(world, store, later)
    assert again.tick() is not None
    assert again.wait(10)
    soon = collector(world, store, later)
    assert soon.tick() is None, "a restart right after a run collects nothing"


def test_off_collects_nothing_by_itself(store: Store, world: World) -> None:
    clock = Clock()
    anchored(store, clock)
    mine = collector(world, store, clock, "off")
    mine.start_schedule()
    assert mine.next_run_at() is None
    assert mine.tick() is None
    mine.close()
    assert world.calls() == []


def test_the_schedule_thread_collects_what_is_due_and_ends_when_closed(store: Store, world: World) -> None:
    clock = Clock()
    anchored(store, clock)
    mine = collector(world, store, clock)
    mine.start_schedule()
    while mine.last_result is None:
        mine.wait(0.01)
    mine.close()
    assert mine.last_result.status == "done"
    assert store.path.parent.joinpath("backups") in Path(store.path.parent).iterdir()
