"""Which accounts a run reads, how far back, and on which host."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from collecting import BEGIN, a_source, list_accounts, register

from benchmark.collect import plan
from benchmark.settings import Settings
from benchmark.store import Store
from benchmark.store.record import Outcome, Reading, record
from benchmark.store.runs import Known
from sources import SOURCES
from sources.base import Credential, Day
from sources.errors import RetryLater

NOW = datetime(2026, 11, 20, 12)
DAY = timedelta(days=1)
SETTINGS = Settings(db="unused", backfill_days=730, window_days=30)


@pytest.fixture(autouse=True)
def _network(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch, a_source("alpha"))


def known(**more: Any) -> Known:
    given: dict[str, Any] = {
        "key": 1, "id": "alpha:id1", "source": "alpha", "native_id": "id1", "handle": None, "url": None, "brand": "Anvil",
        "status": "ok", "status_at": BEGIN, "followers": None, "tried_at": None, "error": None, "params": None, "read_at": None,
        "full_at": None,
    }  # fmt: skip
    return Known(**given | more)


def test_the_first_reading_goes_back_over_all_of_the_history() -> None:
    assert plan.since(known(), SETTINGS, NOW) == NOW - 730 * DAY


def test_after_a_full_reading_the_window_is_read_again() -> None:
    assert plan.since(known(read_at=NOW - DAY, full_at=NOW - 90 * DAY), SETTINGS, NOW) == NOW - 30 * DAY


def test_counts_that_may_not_be_kept_are_read_again_in_full_before_they_go() -> None:
    kept = replace(SETTINGS, retention={"alpha": 30})
    for days, back in ((24, 30), (25, 730), (40, 730)):
        assert plan.since(known(read_at=NOW - DAY, full_at=NOW - days * DAY), kept, NOW) == NOW - back * DAY
    short = replace(SETTINGS, retention={"alpha": 1})
    assert plan.since(known(read_at=NOW - DAY, full_at=NOW - 40 * DAY), short, NOW) == NOW - 30 * DAY


def test_a_pause_longer_than_the_window_leaves_no_gap() -> None:
    assert plan.since(known(read_at=NOW - 80 * DAY, full_at=NOW - 90 * DAY), SETTINGS, NOW) == NOW - 81 * DAY


def days_since(days_to: date | None, **more: Any) -> date:
    source = a_source("alpha", **more)
    return plan.Target(known(days_to=days_to), source, "alpha.example", NOW - 730 * DAY).days_since


def test_daily_values_are_read_in_full_once_then_after_the_last_one() -> None:
    assert days_since(None) == (NOW - 730 * DAY).date()
    assert days_since(None, history_from=date(2015, 7, 1)) == date(2015, 7, 1), "however short the backfill is"
    assert days_since(date(2026, 11, 19)) == date(2026, 11, 16)
    assert days_since(date(2016, 3, 4), history_from=date(2015, 7, 1)) == date(2016, 3, 1), "where it broke off"


def test_an_imported_day_is_no_fetched_one(store: Store) -> None:
    list_accounts(store, "alpha/id1", "alpha/id2")
    for key, origin in ((1, None), (2, "import")):
        day = Day(date(2026, 11, 18), "mentions", 3)
        record(store, 1, Reading(key, NOW, NOW, days=(day,), origin=origin))
    assert [each.days_to for each in plan.active(store, SETTINGS)] == [date(2026, 11, 18), None]


def test_an_earlier_reading_that_was_cut_or_failed_is_made_up_for(store: Store) -> None:
    list_accounts(store, *(f"alpha/id{n}" for n in range(1, 5)))

    def reading(key: int, back: timedelta, outcome: Outcome, at: datetime = NOW - DAY) -> None:
        record(store, 1, Reading(key, at, at, window_from=at - back, outcome=outcome))

    reading(1, 730 * DAY, Outcome())
    reading(2, 9 * DAY, Outcome())
    reading(3, 730 * DAY, Outcome("partial", "timeout"))
    found = {each.key: plan.since(each, SETTINGS, NOW) for each in plan.active(store, SETTINGS)}
    full = NOW - 730 * DAY
    assert found == {1: NOW - 30 * DAY, 2: full, 3: full, 4: full}


def test_a_larger_backfill_is_read_once_it_is_asked_for(store: Store) -> None:
    list_accounts(store, "alpha/id1")
    record(store, 1, Reading(1, NOW - DAY, NOW - DAY, window_from=NOW - 731 * DAY))
    more = Settings(db="unused", backfill_days=1500)
    assert [each.full_at is None for each in plan.active(store, SETTINGS)] == [False]
    assert [each.full_at is None for each in plan.active(store, more)] == [True]


def test_paused_and_removed_accounts_are_never_read(store: Store) -> None:
    list_accounts(store, *(f"alpha/id{n}" for n in range(1, 4)))
    with store.transaction() as tx:
        tx.execute("UPDATE core.account SET paused_at = $at WHERE account_key = 1", {"at": NOW})
        tx.execute("UPDATE core.account SET removed_at = $at WHERE account_key = 2", {"at": NOW})
    accounts = plan.active(store, SETTINGS)
    assert [each.key for each in accounts] == [3]
    assert [each.key for each in plan.wanted(accounts, {1, 2, 3}, None, NOW)] == [3]


def test_an_account_of_a_network_without_a_route_is_never_read(store: Store) -> None:
    list_accounts(store, "pinterest/@anvil", "alpha/id1")
    for secrets in ({}, {"BENCHMARK_ALPHA_KEY": "k"}):
        assert [each.key for each in plan.active(store, replace(SETTINGS, secrets=secrets))] == [2]


def test_an_account_that_was_added_for_import_is_read_once_its_keys_are_set(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [
        Credential(f"BENCHMARK_GAMMA_{name}", "All.", ("Get one.",), "https://keys.example", required=name != "MORE")
        for name in ("ID", "SECRET", "MORE")
    ]
    register(monkeypatch, a_source("gamma", credentials=tuple(keys)))
    list_accounts(store, "gamma/@anvil", "gamma/id2")
    with store.transaction() as tx:
        tx.execute("UPDATE core.account SET status = 'import_only' WHERE account_key = 1")

    def read(*names: str) -> list[int]:
        settings = replace(SETTINGS, secrets={f"BENCHMARK_GAMMA_{name}": "x" for name in names})
        return [each.key for each in plan.active(store, settings)]

    assert (read(), read("ID"), read("SECRET", "MORE")) == ([2], [2], [2]), "one added without a key says what it needs"
    assert read("ID", "SECRET") == [1, 2]


def test_the_schedule_takes_those_due_and_a_person_takes_all() -> None:
    accounts = [
        known(key=1),
        known(key=2, tried_at=NOW - timedelta(hours=7)),
        known(key=3, tried_at=NOW - timedelta(hours=1)),
    ]
    cutoff = NOW - timedelta(hours=3)
    assert [each.key for each in plan.wanted(accounts, None, cutoff, NOW)] == [1, 2]
    assert [each.key for each in plan.wanted(accounts, None, None, NOW)] == [1, 2, 3]
    assert [each.key for each in plan.wanted(accounts, [3], None, NOW)] == [3]


def test_a_try_dated_in_the_future_does_not_keep_an_account_from_being_read() -> None:
    wrong = known(tried_at=NOW + 300 * DAY, read_at=NOW + 300 * DAY, full_at=NOW + 300 * DAY)
    assert plan.wanted([wrong], None, NOW - timedelta(hours=3), NOW) == [wrong]
    assert plan.since(wrong, SETTINGS, NOW) == NOW - 730 * DAY


@pytest.mark.parametrize(
    ("gone_for", "tried", "taken"),
    [(1, 0.5, False), (1, 1, True), (10, 1, True), (30, 1, False), (30, 6, False), (30, 7, True), (3000, 7, True)],
)
def test_what_is_gone_is_tried_daily_then_weekly(gone_for: int, tried: float, taken: bool) -> None:
    gone = known(status="gone", status_at=NOW - gone_for * DAY, tried_at=NOW - timedelta(days=tried))
    assert bool(plan.wanted([gone], None, None, NOW)) is taken
    assert plan.wanted([gone], [1], None, NOW) == [gone], "who names it gets it"


@pytest.mark.parametrize(
    ("source", "native_id", "host"),
    [
        ("bluesky", "did:plc:abc", "public.api.bsky.app"),
        ("youtube", "UCabc", "www.googleapis.com"),
        ("mastodon", "social.example/17", "social.example"),
        ("mastodon", "@anvil@social.example", "social.example"),
        ("feed", "https://anvil.example:8443/feed.xml", "anvil.example:8443"),
        ("wordpress", "https://anvil.example/blog", "anvil.example"),
    ],
)
def test_the_lane_is_that_of_the_host_that_answers(source: str, native_id: str, host: str) -> None:
    assert plan.host_of(SOURCES[source], native_id, SETTINGS) == host
    role = "api"
    with_root = Settings(db="unused", roots={f"{source}.{role}": "http://127.0.0.1:99/x"})
    assert plan.host_of(SOURCES[source], native_id, with_root) == "127.0.0.1:99"


def test_a_pause_that_a_host_asked_for_holds_over_runs() -> None:
    def wait(**params: Any) -> RetryLater | None:
        told = known(error="rate_limited", params=json.dumps({"host": "h", **params}))
        return plan.targets(SETTINGS, [told], NOW)[0].wait

    still = wait(retry_at=(NOW + timedelta(minutes=9)).isoformat())
    assert still is not None
    assert still.retry_at == NOW + timedelta(minutes=9)
    assert wait(retry_at=NOW.isoformat()) is None
    assert wait(retry_at=(NOW + 2 * DAY).isoformat()) is None, "more than a day is not believed"
    assert wait(retry_at=None) is None
    assert wait() is None


def test_accounts_of_an_unknown_network_are_left_alone(store: Store) -> None:
    list_accounts(store, "of_a_later_version/id1")
    assert plan.active(store, SETTINGS) == []
