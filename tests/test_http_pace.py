"""Pace, pauses that hosts ask for, retries and the breaker, on a clock that only sleeping moves."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any

import pytest
from loopback import Loopback, Reply, Request
from misbehaving import FakeClock

from sources.base import Pace, Source
from sources.errors import RetryLater, SourceError, Stopped
from sources.http import Client, Http, HttpConfig

QUICK = Pace(per_second=1000, burst=100, parallel=8)


def source(pace: Pace = QUICK, name: str = "plain") -> Source:
    return Source(name, "Plain", "", frozenset(), "", pace, {}, profile=lambda _c, _a: None)  # type: ignore[arg-type, return-value]  # never called here


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def web(loopback: Loopback, clock: FakeClock) -> Http:
    return build(clock, loopback.host)


def build(clock: FakeClock, *hosts: str, **options: Any) -> Http:
    return Http(
        HttpConfig("t", allow_hosts=frozenset(hosts), **options),
        monotonic=clock.monotonic,
        sleep=clock.sleep,
        utcnow=clock.utcnow,
        random=clock.random,
    )


def refusing(server: Loopback, clock: FakeClock, times: int, headers: dict[str, str], status: int = 429) -> list[float]:
    """Answer ``/a`` so many times with the status, then well; the list fills with the moments of the calls."""
    moments: list[float] = []

    def answer(_request: Request) -> Reply:
        moments.append(clock.slept)
        if len(moments) <= times:
            return Reply("slow down", status, {"Date": format_datetime(clock.utcnow().replace(tzinfo=UTC)), **headers})
        return Reply({"n": 1})

    server.answer("/a", answer)
    return moments


def outcome(client: Client, url: str) -> RetryLater | None:
    try:
        client.get_json(url)
    except RetryLater as error:
        return error
    return None


# --- 429 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [0, 1, 5, 60])
def test_a_pause_of_up_to_a_minute_is_waited_for(web: Http, loopback: Loopback, clock: FakeClock, seconds: int) -> None:
    moments = refusing(loopback, clock, 1, {"Retry-After": str(seconds)})
    assert web.client(source()).get_json(f"{loopback.url}/a") == {"n": 1}
    assert moments == [0, pytest.approx(seconds, abs=0.3)]
    assert moments[1] >= seconds


@pytest.mark.parametrize(
    ("value", "expected"), [("61", 61), ("3600", 3600), ("86400", 86_400), ("99999999", 86_400), ("9" * 18, 86_400)]
)
def test_a_longer_pause_ends_the_call_and_no_other_is_made_before(
    web: Http, loopback: Loopback, clock: FakeClock, value: str, expected: float
) -> None:
    moments = refusing(loopback, clock, 1, {"Retry-After": value})
    error = outcome(web.client(source()), f"{loopback.url}/a")
    assert error is not None
    assert error.code == "rate_limited"
    assert error.retry_at == clock.utcnow() + timedelta(seconds=expected)
    assert clock.slept == 0
    clock.sleep(expected - 60.1)
    again = outcome(web.client(source()), f"{loopback.url}/a?another=1")
    assert again is not None
    assert again.retry_at == error.retry_at
    assert moments == [0]
    clock.sleep(60.2)
    assert outcome(web.client(source()), f"{loopback.url}/a") is None


@pytest.mark.parametrize(
    "value",
    ["soon", "-5", "", "5.5", "1e3", "٥", "9" * 30, "Mon, 02 Nov 2020 10:00:00 GMT", "Mon, 99 Nov 2026", None],
)
def test_a_pause_that_makes_no_sense_is_no_crash_and_the_host_rests_in_the_end(
    web: Http, loopback: Loopback, clock: FakeClock, value: str | None
) -> None:
    headers = {} if value is None else {"Retry-After": value.encode().decode("latin-1")}
    moments = refusing(loopback, clock, 99, headers)
    error = outcome(web.client(source()), f"{loopback.url}/a")
    assert error is not None
    assert (error.code, error.retry_at) == ("rate_limited", clock.utcnow() + timedelta(seconds=900))
    assert len(moments) == 3
    assert clock.slept < 5
    for _ in range(20):
        assert outcome(web.client(source()), f"{loopback.url}/a") is not None
    assert len(moments) == 3
    web.new_run()
    moments.extend([0.0] * 99)
    assert outcome(web.client(source()), f"{loopback.url}/a") is None


def test_a_host_that_never_has_enough_rests_even_if_it_names_short_pauses(
    web: Http, loopback: Loopback, clock: FakeClock
) -> None:
    moments = refusing(loopback, clock, 99, {"Retry-After": "5"})
    for _ in range(10):
        assert outcome(web.client(source()), f"{loopback.url}/a") is not None
    assert len(moments) == 3
    assert [later - before >= 5 for before, later in pairwise(moments)] == [True, True]


@pytest.mark.parametrize(("ahead", "calls"), [(30, 2), (3000, 1)])
def test_a_pause_may_be_a_date_and_is_read_by_the_servers_clock(
    web: Http, loopback: Loopback, clock: FakeClock, ahead: float, calls: int
) -> None:
    their_clock = datetime(2001, 1, 1, tzinfo=UTC)
    until = format_datetime(their_clock + timedelta(seconds=ahead), usegmt=True)
    moments = refusing(loopback, clock, 1, {"Date": format_datetime(their_clock, usegmt=True), "Retry-After": until})
    error = outcome(web.client(source()), f"{loopback.url}/a")
    assert len(moments) == calls
    assert (error is None) == (calls == 2)
    assert clock.slept >= 30 if calls == 2 else clock.slept == 0


def test_a_pause_holds_for_every_client_of_the_host_and_for_no_other_host(
    web: Http, loopback: Loopback, clock: FakeClock
) -> None:
    with Loopback() as other:
        both = build(clock, loopback.host, other.host)
        other.on("/a", {})
        refusing(loopback, clock, 99, {"Retry-After": "600"})
        assert outcome(both.client(source()), f"{loopback.url}/a") is not None
        assert outcome(both.client(source(name="second")), f"{loopback.url}/b") is not None
        assert outcome(both.client(source()), f"{other.url}/a") is None
        assert len(loopback.requests) == 1


def test_a_pause_that_a_host_asked_for_outlives_the_run_but_not_an_unbelievable_one(
    web: Http, loopback: Loopback, clock: FakeClock
) -> None:
    refusing(loopback, clock, 99, {"Retry-After": "3600"})
    outcome(web.client(source()), f"{loopback.url}/a")
    web.new_run()
    outcome(web.client(source()), f"{loopback.url}/a")
    assert len(loopback.requests) == 1
    clock.sleep(3600)
    refusing(loopback, clock, 99, {"Retry-After": "99999999"})
    outcome(web.client(source()), f"{loopback.url}/a")
    web.new_run()
    outcome(web.client(source()), f"{loopback.url}/a")
    assert len(loopback.requests) == 3


# --- limits told in headers --------------------------------------------------------------------------------------


def resets(clock: FakeClock, seconds: float) -> list[dict[str, str]]:
    at = clock.utcnow().replace(tzinfo=UTC) + timedelta(seconds=seconds)
    return [
        {"X-RateLimit-Reset": at.isoformat().replace("+00:00", "Z")},
        {"X-RateLimit-Reset": (at + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S.000+02:00")},
        {"X-RateLimit-Reset": str(int(at.timestamp()))},
        {"X-RateLimit-Reset": str(seconds)},
    ]


def limited(server: Loopback, clock: FakeClock, remaining: Callable[[int], int], reset: dict[str, str]) -> list[float]:
    moments: list[float] = []

    def answer(_request: Request) -> Reply:
        moments.append(clock.slept)
        left = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": str(remaining(len(moments)))}
        date = {"Date": format_datetime(clock.utcnow().replace(tzinfo=UTC), usegmt=True)}
        return Reply({}, headers={**date, **left, **reset})

    server.answer("/a", answer)
    return moments


@pytest.mark.parametrize("form", range(4))
def test_a_used_up_limit_is_waited_for_before_the_host_says_so(
    web: Http, loopback: Loopback, clock: FakeClock, form: int
) -> None:
    moments = limited(loopback, clock, lambda _n: 0, resets(clock, 40)[form])
    client = web.client(source())
    client.get(f"{loopback.url}/a")
    client.get(f"{loopback.url}/a")
    assert moments == [0, pytest.approx(40, abs=0.5)]


@pytest.mark.parametrize("form", range(4))
def test_a_limit_that_is_renewed_much_later_ends_the_calls_with_the_time(
    web: Http, loopback: Loopback, clock: FakeClock, form: int
) -> None:
    limited(loopback, clock, lambda _n: 0, resets(clock, 290)[form])
    client = web.client(source())
    client.get(f"{loopback.url}/a")
    error = outcome(client, f"{loopback.url}/a")
    assert error is not None
    assert error.retry_at is not None
    assert abs(error.retry_at - clock.utcnow() - timedelta(seconds=290)) <= timedelta(seconds=1)


def test_a_scarce_limit_is_spread_over_the_time_that_is_left(web: Http, loopback: Loopback, clock: FakeClock) -> None:
    reset = resets(clock, 60)[0]
    moments = limited(loopback, clock, lambda n: max(0, 12 - n), reset)
    client = web.client(source())
    for _ in range(12):
        client.get(f"{loopback.url}/a")
    gaps = [later - before for before, later in pairwise(moments)]
    assert all(gap == pytest.approx(60 / 11, abs=1) for gap in gaps)


def test_an_ample_limit_slows_nothing(web: Http, loopback: Loopback, clock: FakeClock) -> None:
    limited(loopback, clock, lambda n: 300 - n, resets(clock, 300)[0])
    client = web.client(source())
    for _ in range(50):
        client.get(f"{loopback.url}/a")
    assert clock.slept < 1


@pytest.mark.parametrize("reset", ["", "soon", "-5", "9" * 40, "0001-01-01T00:00:00+14:00", "2020-01-01T00:00:00Z"])
def test_a_limit_that_makes_no_sense_slows_nothing(web: Http, loopback: Loopback, clock: FakeClock, reset: str) -> None:
    limited(loopback, clock, lambda _n: 0, {"X-RateLimit-Reset": reset})
    client = web.client(source())
    for _ in range(3):
        client.get(f"{loopback.url}/a")
    assert clock.slept == 0


# --- limits told in percent --------------------------------------------------------------------------------------


APP = '{"call_count": %s, "total_cputime": 3, "total_time": 5}'
BUSINESS = (
    '{"1": [{"type": "pages", "call_count": 4, "total_cputime": 1, "total_time": 2, "estimated_time_to_regain_access": 0}],'
    ' "2": [{"type": "instagram", "call_count": %s, "total_cputime": 1, "total_time": 2,'
    ' "estimated_time_to_regain_access": %s}]}'
)


def used(server: Loopback, clock: FakeClock, headers: dict[str, str], status: int = 200) -> list[float]:
    moments: list[float] = []

    def answer(_request: Request) -> Reply:
        moments.append(clock.slept)
        return Reply({"n": len(moments)}, status, headers)

    server.answer("/a", answer)
    return moments


def gap(web: Http, loopback: Loopback, moments: list[float]) -> float:
    client = web.client(source())
    for _ in range(3):
        client.get(f"{loopback.url}/a")
    first, second, third = moments[-3:]
    assert second - first == pytest.approx(third - second, abs=0.3)
    return third - second


@pytest.mark.parametrize("percent", ["0", "20", "79.9", "80"])
@pytest.mark.parametrize("name", ["X-App-Usage", "X-Business-Use-Case-Usage"])
def test_a_limit_that_is_little_used_slows_nothing(
    web: Http, loopback: Loopback, clock: FakeClock, name: str, percent: str
) -> None:
    value = APP % percent if name == "X-App-Usage" else BUSINESS % (percent, 0)
    assert gap(web, loopback, used(loopback, clock, {name: value})) < 0.01


@pytest.mark.parametrize("name", ["X-App-Usage", "X-Business-Use-Case-Usage"])
def test_from_80_percent_on_calls_are_spread_more_and_more(
    web: Http, loopback: Loopback, clock: FakeClock, name: str
) -> None:
    gaps = []
    for percent in (82, 85, 90, 95, 99.9):
        value = APP % percent if name == "X-App-Usage" else BUSINESS % (percent, 0)
        gaps.append(gap(web, loopback, used(loopback, clock, {name: value})))
    assert gaps == sorted(gaps)
    assert 0.3 < gaps[0] < 2
    assert 2 < gaps[1] < 6
    assert 30 < gaps[-1] <= 60.3


def test_a_limit_that_is_freer_again_slows_nothing_more(web: Http, loopback: Loopback, clock: FakeClock) -> None:
    used(loopback, clock, {"X-App-Usage": APP % 95})
    web.client(source()).get(f"{loopback.url}/a")
    moments = used(loopback, clock, {"X-App-Usage": APP % 20})
    web.client(source()).get(f"{loopback.url}/a")
    assert gap(web, loopback, moments) < 0.01


def test_a_limit_used_up_is_left_alone_for_the_minutes_told(web: Http, loopback: Loopback, clock: FakeClock) -> None:
    moments = used(loopback, clock, {"X-App-Usage": APP % 30, "X-Business-Use-Case-Usage": BUSINESS % (100, 19)})
    client = web.client(source())
    assert outcome(client, f"{loopback.url}/a") is None, "the answer itself is good"
    for _ in range(5):
        error = outcome(web.client(source(name="other")), f"{loopback.url}/a")
        assert error is not None
        assert (error.code, error.retry_at) == ("rate_limited", clock.utcnow() + timedelta(minutes=19))
    web.new_run()
    assert outcome(client, f"{loopback.url}/a") is not None, "it holds for the next run too"
    assert len(moments) == 1
    clock.sleep(19 * 60 - 60.5)
    assert outcome(client, f"{loopback.url}/a") is not None
    assert len(moments) == 1
    clock.sleep(1)
    used(loopback, clock, {"X-App-Usage": APP % 1})
    assert outcome(client, f"{loopback.url}/a") is None
    assert clock.slept >= 19 * 60


def test_a_limit_used_up_without_a_time_lets_the_host_rest(web: Http, loopback: Loopback, clock: FakeClock) -> None:
    moments = used(loopback, clock, {"X-App-Usage": APP % 104})
    client = web.client(source())
    assert outcome(client, f"{loopback.url}/a") is None
    error = outcome(client, f"{loopback.url}/a")
    assert error is not None
    assert error.retry_at == clock.utcnow() + timedelta(minutes=15)
    assert len(moments) == 1
    web.new_run()
    assert outcome(client, f"{loopback.url}/a") is None, "a new run finds out anew"


@pytest.mark.parametrize("status", [400, 403])
def test_the_limit_told_with_a_refusal_counts_as_well(
    web: Http, loopback: Loopback, clock: FakeClock, status: int
) -> None:
    used(loopback, clock, {"X-Business-Use-Case-Usage": BUSINESS % (120, 7)}, status)
    client = web.client(source())
    client.get(f"{loopback.url}/a", ok=(400, 403))
    error = outcome(client, f"{loopback.url}/a")
    assert error is not None
    assert error.retry_at == clock.utcnow() + timedelta(minutes=7)


@pytest.mark.parametrize(
    "value",
    [
        "", "95", "soon", "[95]", '"95"', "null", "{", "{}", "[" * 16_000, '{"call_count": "%s"}' % ("9" * 20_000),
        APP % "NaN", APP % "-Infinity", APP % "1e999", APP % "-95", APP % ("9" * 40), APP % ("9" * 5000), APP % '"95"',
        APP % "true", APP % "null", APP % "[95]", APP % "1000000", '{"1": {"call_count": 95}}', '{"1": [95, null, "x"]}',
        BUSINESS % ("NaN", 0), BUSINESS % (-100, 5), BUSINESS % ("1e300", 5), BUSINESS % ("{}", 5), BUSINESS % (20, 5),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["X-App-Usage", "X-Business-Use-Case-Usage"])
def test_a_usage_that_makes_no_sense_slows_nothing(
    web: Http, loopback: Loopback, clock: FakeClock, name: str, value: str
) -> None:
    used(loopback, clock, {name: value})
    client = web.client(source())
    for _ in range(3):
        client.get(f"{loopback.url}/a")
    assert clock.slept < 0.01


@pytest.mark.parametrize("minutes", ["NaN", "-5", "1e999", "9" * 30, '"5"', "null", "true", "1e12", 0])
def test_minutes_that_make_no_sense_are_no_time_told(
    web: Http, loopback: Loopback, clock: FakeClock, minutes: object
) -> None:
    used(loopback, clock, {"X-Business-Use-Case-Usage": BUSINESS % (100, minutes)})
    client = web.client(source())
    client.get(f"{loopback.url}/a")
    error = outcome(client, f"{loopback.url}/a")
    assert error is not None
    assert error.retry_at == clock.utcnow() + timedelta(minutes=15)


# --- storms ------------------------------------------------------------------------------------------------------


def test_a_storm_of_5xx_is_met_with_few_calls_and_the_breaker(web: Http, loopback: Loopback, clock: FakeClock) -> None:
    loopback.on("/a", "down", 503)
    errors = [outcome(web.client(source()), f"{loopback.url}/a") for _ in range(100)]
    assert all(error is not None and error.code == "server_error" for error in errors)
    assert len(loopback.requests) <= 7
    last = errors[-1]
    assert last is not None
    assert last.retry_at is not None
    assert clock.slept < 10


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6, 0.9])
def test_retries_are_at_most_a_tenth_of_the_calls(loopback: Loopback, clock: FakeClock, share: float) -> None:
    chance = random.Random(7)
    loopback.answer("/a", lambda _request: Reply({}, 500 if chance.random() < share else 200))
    web = build(clock, loopback.host)
    begun = 0
    for _ in range(1000):
        before = len(loopback.requests)
        outcome(web.client(source()), f"{loopback.url}/a")
        begun += len(loopback.requests) > before
        clock.sleep(1)
    assert len(loopback.requests) - begun <= 0.1 * begun + 2


def test_calm_days_do_not_save_up_retries_for_a_storm(web: Http, loopback: Loopback, clock: FakeClock) -> None:
    loopback.on("/a", {})
    client = web.client(source())
    for _ in range(600):
        client.get(f"{loopback.url}/a")
    chance = random.Random(1)
    loopback.answer("/a", lambda _request: Reply({}, 500 if chance.random() < 0.5 else 200))
    before = client.requests
    for _ in range(200):
        outcome(client, f"{loopback.url}/a")
        clock.sleep(1)
    assert client.requests - before <= 200 * 1.1 + 20


@pytest.mark.parametrize("chance", [0.0, 0.5, 0.999])
def test_backoff_has_full_jitter(loopback: Loopback, chance: float) -> None:
    clock = FakeClock(chance)
    moments = refusing(loopback, clock, 2, {}, 502)
    build(clock, loopback.host).client(source()).get(f"{loopback.url}/a")
    assert moments == [0, pytest.approx(chance, abs=0.01), pytest.approx(3 * chance, abs=0.02)]


def test_a_host_that_is_down_is_tried_once_after_its_rest(web: Http, loopback: Loopback, clock: FakeClock) -> None:
    loopback.on("/a", "down", 500)
    client = web.client(source())
    while len(loopback.requests) < 5:
        outcome(client, f"{loopback.url}/a")
    error = outcome(client, f"{loopback.url}/a")
    assert error is not None
    assert error.retry_at == clock.utcnow() + timedelta(seconds=60)
    assert len(loopback.requests) == 5
    clock.sleep(60)
    outcome(client, f"{loopback.url}/a")
    assert len(loopback.requests) == 6
    clock.sleep(100)
    outcome(client, f"{loopback.url}/a")
    assert len(loopback.requests) == 6, "the second rest is longer"
    clock.sleep(20)
    loopback.on("/a", {})
    assert [outcome(client, f"{loopback.url}/a") for _ in range(5)] == [None] * 5


def test_a_new_run_tries_a_host_that_was_down(web: Http, loopback: Loopback) -> None:
    loopback.on("/a", "down", 500)
    client = web.client(source())
    for _ in range(10):
        outcome(client, f"{loopback.url}/a")
    loopback.on("/a", {})
    assert outcome(client, f"{loopback.url}/a") is not None
    web.new_run()
    assert outcome(client, f"{loopback.url}/a") is None


def test_an_overloaded_server_may_name_its_pause_too(web: Http, loopback: Loopback, clock: FakeClock) -> None:
    moments = refusing(loopback, clock, 1, {"Retry-After": "7"}, 503)
    assert outcome(web.client(source()), f"{loopback.url}/a") is None
    assert moments == [0, pytest.approx(7, abs=0.3)]
    moments = refusing(loopback, clock, 1, {"Retry-After": "700"}, 503)
    error = outcome(web.client(source()), f"{loopback.url}/a")
    assert error is not None
    assert (error.code, error.retry_at) == ("server_error", clock.utcnow() + timedelta(seconds=700))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418])
def test_what_a_second_attempt_cannot_mend_is_not_attempted_again(web: Http, loopback: Loopback, status: int) -> None:
    loopback.on("/a", "no", status)
    with pytest.raises(SourceError):
        web.client(source()).get(f"{loopback.url}/a")
    assert len(loopback.requests) == 1


# --- pace --------------------------------------------------------------------------------------------------------


def test_a_host_is_asked_at_its_pace_after_the_burst(web: Http, loopback: Loopback, clock: FakeClock) -> None:
    moments = refusing(loopback, clock, 0, {})
    client = web.client(source(Pace(per_second=2, burst=3)))
    for _ in range(9):
        client.get(f"{loopback.url}/a")
    assert moments == pytest.approx([0, 0, 0, 0.5, 1, 1.5, 2, 2.5, 3], abs=0.01)


def test_clients_share_the_pace_of_a_host_and_the_gentler_one_holds(
    web: Http, loopback: Loopback, clock: FakeClock
) -> None:
    moments = refusing(loopback, clock, 0, {})
    quick, slow = web.client(source()), web.client(source(Pace(per_second=1), "slow"))
    slow.get(f"{loopback.url}/a")
    for _ in range(5):
        quick.get(f"{loopback.url}/a")
    assert moments == pytest.approx([0, 1, 2, 3, 4, 5], abs=0.01)


def test_retries_and_redirects_keep_to_the_pace(web: Http, loopback: Loopback, clock: FakeClock) -> None:
    moments = refusing(loopback, clock, 1, {"Retry-After": "0"})
    loopback.on("/from", "", 302, {"Location": "/a"})
    web.client(source(Pace(per_second=0.5))).get(f"{loopback.url}/from")
    assert moments == pytest.approx([2, 4], abs=0.01)


@pytest.mark.parametrize("parallel", [1, 3])
def test_no_more_calls_at_once_than_the_pace_allows(loopback: Loopback, parallel: int) -> None:
    web = Http(HttpConfig("t", allow_hosts=frozenset({loopback.host})))
    lock = threading.Lock()
    now = [0]
    most = [0]

    def answer(_request: Request) -> Reply:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.01)
        with lock:
            now[0] -= 1
        return Reply({})

    loopback.answer("/a", answer)
    pace = Pace(per_second=1000, burst=100, parallel=parallel)
    threads = [
        threading.Thread(target=lambda: web.client(source(pace)).get(f"{loopback.url}/a")) for _ in range(4 * parallel)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert most == [parallel]
    assert len(loopback.requests) == 4 * parallel


@pytest.mark.parametrize("headers", [{"Retry-After": "50"}, {}])
def test_a_stop_ends_every_wait(loopback: Loopback, clock: FakeClock, headers: dict[str, str]) -> None:
    refusing(loopback, clock, 99, headers)
    client = build(clock, loopback.host).client(source(), stopped=lambda: clock.slept > 0.3)
    with pytest.raises(Stopped):
        client.get(f"{loopback.url}/a")
    assert clock.slept < 1.5


def test_a_sleep_that_does_nothing_still_counts_as_waiting(loopback: Loopback) -> None:
    web = Http(HttpConfig("t", allow_hosts=frozenset({loopback.host})), sleep=lambda _seconds: None)
    loopback.on("/a", {})
    client = web.client(source(Pace(per_second=0.1)))
    began = time.monotonic()
    for _ in range(10):
        client.get(f"{loopback.url}/a")
    assert time.monotonic() - began < 1
