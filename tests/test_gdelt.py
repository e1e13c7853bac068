"""GDELT: timelines of news by day or part of a day, refusals in plain text, days that nobody monitored."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from attending import add, collect, daily, days
from loopback import Loopback, Reply
from simulate import NOW, Brand, brand_with_posts, client_for, http_for
from simulate_gdelt import BUSY, Simulator

from benchmark.clock import utcnow
from benchmark.problems import sentence
from benchmark.store import Store
from sources.base import Account
from sources.errors import AccountGone, NotUnderstood, RetryLater
from sources.gdelt import SOURCE, parse_timeline, query_for

DAY = timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture
def brand() -> Brand:
    return brand_with_posts("anvil works")


@pytest.fixture
def simulated(loopback: Loopback, brand: Brand) -> Simulator:
    made = Simulator(brand)
    made.serve(loopback)
    return made


def timeline(points: list[dict[str, Any]], resolution: str | None = None) -> dict[str, Any]:
    details = {"query_details": {"date_resolution": resolution}} if resolution else {}
    return {**details, "timeline": [{"series": "Article Count", "data": points}]}


def told(body: dict[str, Any]) -> list[tuple[int, int | None]]:
    return [(day.day.day, day.value) for day in parse_timeline(body)]


@pytest.mark.parametrize(
    ("phrase", "query"),
    [
        ("anvil", "anvil"),
        ("anvil works", '"anvil works"'),
        ("d-anvil", '"d-anvil"'),
        ("h&m", '"h&m"'),
        ("café", "café"),
    ],
)
def test_one_plain_word_stands_without_quotes(phrase: str, query: str) -> None:
    assert query_for(phrase) == query


def test_profile_asks_for_the_last_day(simulated: Simulator, brand: Brand) -> None:
    found = SOURCE.profile(client_for(simulated), simulated.account(brand))
    assert (found.native_id, found.followers) == ("anvil works", None)
    (asked,) = simulated.requests
    assert asked.path == "/api/v2/doc/doc"
    assert asked.query == {"query": '"anvil works"', "mode": "timelinevolraw", "format": "json", "timespan": "1d"}


def test_calls_lie_five_seconds_apart(simulated: Simulator, brand: Brand) -> None:
    http = http_for(simulated)
    began = http.clock.monotonic()
    for _ in range(3):
        SOURCE.profile(http.client(SOURCE), simulated.account(brand))
    assert http.clock.monotonic() - began >= 9.9


def test_days_come_over_three_months_and_monitored_silence_is_zero(simulated: Simulator, brand: Brand) -> None:
    brand.days = {TODAY - 80 * DAY: 3, TODAY - 2 * DAY: 5, TODAY: 9}
    found = daily(simulated, client=client_for(simulated), brand=brand, since=date(2020, 1, 1))
    assert (min(found), max(found), len(found)) == (TODAY - 88 * DAY, TODAY - DAY, 88)
    assert {day: value for day, value in found.items() if value} == {TODAY - 80 * DAY: 3, TODAY - 2 * DAY: 5}
    (asked,) = simulated.requests
    assert (asked.query["startdatetime"], asked.query["enddatetime"]) == ("20260824000000", "20261119235959")


def test_few_days_are_asked_for_with_more_so_that_they_come_by_day(simulated: Simulator, brand: Brand) -> None:
    found = daily(simulated, client=client_for(simulated), brand=brand, since=TODAY - 3 * DAY)
    assert list(found) == [TODAY - 3 * DAY, TODAY - 2 * DAY, TODAY - DAY]
    assert simulated.requests[0].query["startdatetime"] == "20261106000000"


def test_hours_are_summed_to_days(simulated: Simulator, brand: Brand) -> None:
    simulated.hours = True
    found = daily(simulated, client=client_for(simulated), brand=brand, since=min(brand.days))
    assert found == brand.days


def hours(day: int, of: int = 24, **more: Any) -> list[dict[str, Any]]:
    return [{"date": f"202611{day:02}T{hour:02}0000Z", "value": 2, "norm": 10, **more} for hour in range(of)]


def test_a_day_with_a_part_missing_is_not_told() -> None:
    assert told(timeline(hours(1) + hours(2, of=23) + hours(3))) == [(1, 48), (3, 48)]
    broken = hours(1)
    broken[12]["value"] = None
    assert told(timeline(broken + hours(2))) == [(2, 48)]


def test_quarters_of_an_hour_are_summed_to_days() -> None:
    quarters: list[dict[str, Any]] = [
        {"date": f"20261101T{hour:02}{minute:02}00Z", "value": 1, "norm": 5}
        for hour in range(24)
        for minute in (0, 15, 30, 45)
    ]
    assert told(timeline(quarters, "15m")) == [(1, 96)]
    assert told(timeline(quarters)) == [(1, 96)]
    assert told(timeline(quarters[:-1], "15m")) == []


def test_a_day_that_nobody_monitored_is_unknown_not_zero() -> None:
    norms = {1: 9, 2: 0, 3: 9}
    points: list[dict[str, Any]] = [
        {"date": f"202611{day:02}T000000Z", "value": 0, "norm": norm} for day, norm in norms.items()
    ]
    assert told(timeline(points, "day")) == [(1, 0), (3, 0)]


def test_other_forms_of_dates_and_counts_are_read() -> None:
    points: list[dict[str, Any]] = [{"date": "20261101000000", "value": 4.0}, {"date": "20261102", "value": "5"}]
    assert told(timeline(points)) == [(1, 4), (2, 5)]
    assert told(timeline([{"date": "20261101T000000Z", "value": 4}])) == [], "one point does not say what it spans"
    assert told(timeline([{"date": "20261101T000000Z", "value": 4.5}], "day")) == []


@pytest.mark.parametrize("body", [{}, {"timeline": []}, {"query_details": {"title": "x"}}])
def test_answer_without_a_timeline_tells_of_no_day(body: dict[str, Any]) -> None:
    assert told(body) == []


@pytest.mark.parametrize(
    "body",
    [
        {"timeline": {}},
        {"timeline": None},
        {"timeline": [{}]},
        {"timeline": [{"data": [{"value": 1}]}]},
        {"timeline": [{"data": [{"date": "soon", "value": 1}]}]},
        {"timeline": [{"data": [{"date": "20261301T000000Z", "value": 1}]}]},
        {"timeline": [{"data": [{"date": "20261101T000000Z"}, {"date": "20261101T000000Z"}]}]},
    ],
)
def test_timeline_that_cannot_be_read_is_not_understood(body: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood):
        told(body)


@pytest.mark.parametrize("status", [200, 429])
def test_plain_text_that_asks_for_fewer_calls_is_a_pause(simulated: Simulator, brand: Brand, status: int) -> None:
    simulated.fault = Reply(BUSY, status, {"Content-Type": "text/html"})
    with pytest.raises(RetryLater) as caught:
        SOURCE.profile(client_for(simulated), simulated.account(brand))
    assert (caught.value.code, caught.value.params["host"]) == ("rate_limited", "127.0.0.1")


@pytest.mark.parametrize(
    "said",
    [
        "Your query was too short or too long.",
        "The specified phrase is too short.",
        "One or more of your keywords were too short, too long or too common: (anvil)",
        "One or more of your keywords contained an illegal character.",
    ],
)
def test_phrase_that_gdelt_does_not_search_for_says_so(simulated: Simulator, brand: Brand, said: str) -> None:
    simulated.fault = Reply(said, 200, {"Content-Type": "text/html; charset=utf-8"})
    with pytest.raises(AccountGone) as caught:
        SOURCE.profile(client_for(simulated), simulated.account(brand))
    assert caught.value.code == "phrase_refused"
    assert "full name" in sentence(caught.value, SOURCE)


@pytest.mark.parametrize("said", ["<html>Your query was too short</html>", "Timespan is invalid.", "", "[]", "null"])
def test_any_other_text_is_not_understood(simulated: Simulator, brand: Brand, said: str) -> None:
    simulated.fault = Reply(said, 200, {"Content-Type": "text/html"})
    with pytest.raises(NotUnderstood):
        SOURCE.profile(client_for(simulated), simulated.account(brand))


def test_phrase_that_is_none_asks_nobody(simulated: Simulator) -> None:
    with pytest.raises(AccountGone):
        SOURCE.profile(client_for(simulated), Account("x"))
    assert simulated.requests == []


def test_phrase_is_added_and_its_days_stored_once(store: Store, loopback: Loopback) -> None:
    today = utcnow().date()
    brand = Brand("anvil works", days={today - 3 * DAY: 4, today - DAY: 2})
    simulated = Simulator(brand)
    simulated.now = utcnow()
    simulated.serve(loopback)
    account = add(store, simulated, brand, "gdelt:Anvil Works")
    assert account == "gdelt:anvil works"
    assert collect(store, simulated, backfill_days=4).status == "done"
    expected = [(account, today - n * DAY, "mentions", value, "api") for n, value in ((4, 0), (3, 4), (2, 0), (1, 2))]
    assert days(store) == expected
    assert collect(store, simulated).status == "done"
    assert days(store) == expected
    assert store.rows("SELECT DISTINCT status, posts_seen, window_from FROM run_accounts") == [("ok", 0, None)]
