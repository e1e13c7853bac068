"""Servers that drip, flood, lie, cut and hang up: each call ends in time, within bounds and with an error by name."""

from __future__ import annotations

import contextlib
import threading
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from misbehaving import Behaviour, Misbehaving, bomb, drip, endless, reply, reset, silent

from sources.base import Pace, Source
from sources.errors import LimitReached, NotUnderstood, RetryLater, SourceError, Stopped
from sources.http import Client, Http, HttpConfig

HEAD = b"HTTP/1.1 200 OK\r\n"
SOURCE = Source("plain", "Plain", "", frozenset(), "", Pace(10_000, 1000, 8), {}, profile=lambda _c, _a: None)  # type: ignore[arg-type, return-value]  # never called here
MEGABYTE = 2**20


def client(server: Misbehaving, stopped: Callable[[], bool] | None = None, **options: Any) -> Client:
    config = HttpConfig("t", allow_hosts=frozenset({server.host}), **{"retries": 0, **options})
    return Http(config, sleep=lambda _seconds: None).client(SOURCE, stopped=stopped)


@pytest.mark.parametrize(
    "behaviour",
    [
        silent,
        drip(HEAD),
        drip(HEAD + b"X-Slow: "),
        drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, every=0.001),
        endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        drip(HEAD + b"Content-Length: 1000000\r\n\r\n", every=0.0),
        drip(HEAD + b"\r\n", every=0.0),
        drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", every=0.0),
        drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n", every=0.0),
        drip(HEAD + b"Content-Encoding: gzip\r\n\r\n" + bomb(MEGABYTE)[:300], every=0.0),
    ],
    ids=["silent", "status", "header", "continues", "hints", "body", "open body", "chunk size", "chunk", "gzip"],
)
def test_a_slow_server_holds_a_call_no_longer_than_the_deadline(behaviour: Behaviour) -> None:
    with Misbehaving(behaviour) as server:
        began = time.monotonic()
        with pytest.raises((RetryLater, LimitReached)) as caught:
            client(server, deadline_seconds=0.3, retries=2).get(server.url)
        assert time.monotonic() - began < 0.3 + 1.0
    assert caught.value.code in ("timeout", "too_large")
    assert caught.value.params["host"] == "127.0.0.1"
    assert len(server.seen) <= 1  # no second attempt; on a busy machine the server may not even have read the first one


def test_a_slow_error_page_keeps_to_the_deadline_too() -> None:
    with Misbehaving(drip(b"HTTP/1.1 500 Oh\r\n\r\n", every=0.0)) as server:
        began = time.monotonic()
        with pytest.raises(RetryLater):
            client(server, deadline_seconds=0.3).get(server.url)
        assert time.monotonic() - began < 0.3 + 1.0


def test_the_deadline_covers_redirects_and_retries_together() -> None:
    def hop(connection: Any, header: bytes) -> None:
        time.sleep(0.12)
        reply(b"", "302 Found", {"Location": "/on"})(connection, header)

    with Misbehaving(hop) as server:
        began = time.monotonic()
        with pytest.raises(RetryLater, match="timeout"):
            client(server, deadline_seconds=0.3).get(server.url)
        assert time.monotonic() - began < 0.3 + 1.0


def measured(call: Callable[[], object], *, code: str = "too_large") -> int:
    """The rise of memory in bytes while the call runs."""
    tracemalloc.start()
    try:
        with pytest.raises(SourceError) as caught:
            call()
        assert caught.value.code == code
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "behaviour",
    [
        reply(b"x" * (9 * MEGABYTE)),
        endless(HEAD + b"\r\n", b"x" * MEGABYTE),
        endless(CHUNKED, b"100000\r\n" + b"x" * MEGABYTE + b"\r\n"),
        endless(CHUNKED + b"0\r\n", (b"Trailer: " + b"x" * 4000 + b"\r\n") * 250),
        reply(bomb(64 * MEGABYTE), headers={"Content-Encoding": "gzip"}),
        reply(bomb(64 * MEGABYTE, layers=3), headers={"Content-Encoding": "gzip, gzip, gzip"}),
        reply(b"", headers={"X-Long": "x" * 180_000}),
        reply(b"", headers={f"X-{number}": "x" * 1800 for number in range(99)}),
        reply(b"", headers={f"X-{number}": "x" for number in range(5000)}),
        endless(HEAD, b"X-More: " + b"x" * 1000 + b"\r\n"),
    ],
    ids=[
        "length", "endless", "chunks", "trailers", "bomb", "nested bomb",
        "long header", "header of 180 kB", "many headers", "endless header",
    ],
)  # fmt: skip
def test_a_flood_is_cut_and_costs_little_memory(behaviour: Behaviour) -> None:
    with Misbehaving(behaviour) as server:
        began = time.monotonic()
        assert measured(lambda: client(server, deadline_seconds=20).get(server.url)) < 50 * MEGABYTE
        assert time.monotonic() - began < 8


@pytest.mark.parametrize("flood", [b"0", b"1;e"])
def test_a_line_between_chunks_that_never_ends_costs_little_memory(flood: bytes) -> None:
    with Misbehaving(endless(CHUNKED + flood, flood[-1:] * MEGABYTE)) as server:
        asking = client(server, deadline_seconds=20)
        assert measured(lambda: asking.get(server.url), code="unreachable") < 50 * MEGABYTE


def test_early_hints_are_passed_over() -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"

    def answer(connection: Any, header: bytes) -> None:
        connection.sendall(hints * 3)
        reply(b'{"n": 1}')(connection, header)

    with Misbehaving(answer) as server:
        asking = client(server)
        assert [asking.get_json(server.url) for _ in range(3)] == [{"n": 1}] * 3


def test_exactly_the_largest_body_is_read() -> None:
    with Misbehaving(reply(b"x" * (8 * MEGABYTE))) as server:
        assert len(client(server).get(server.url).body) == 8 * MEGABYTE


def test_a_large_body_of_a_redirect_is_not_read() -> None:
    flood = endless(b"HTTP/1.1 302 Found\r\nLocation: /on\r\n\r\n", b"x" * MEGABYTE)

    def answer(connection: Any, header: bytes) -> None:
        (reply(b"{}") if header.startswith(b"GET /on") else flood)(connection, header)

    with Misbehaving(answer) as server:
        assert client(server).get_json(server.url) == {}


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (reset, RetryLater),
        (reply(b'{"a": 1', length=100), RetryLater),
        (reply(b"", length=10), RetryLater),
        (endless(CHUNKED + b"5\r\nab", b""), RetryLater),
        (endless(CHUNKED + b"zz\r\n", b"\r\n"), RetryLater),
        (reply(b"{}", headers={"Content-Encoding": "gzip"}), NotUnderstood),
        (reply(b'{"n": 12}', length=8), NotUnderstood),
        (endless(b"SSH-2.0-OpenSSH\r\n", b""), NotUnderstood),
        (endless(b"HTTP/1.1 abc OK\r\n\r\n", b""), NotUnderstood),
        (endless(b"\0\xff\r\n\r\n", b""), NotUnderstood),
        (endless(b"<html>\r\n\r\n", b""), NotUnderstood),
    ],
    ids=["reset", "cut", "empty", "cut chunk", "bad chunk", "no gzip", "short", "ssh", "status", "binary", "html"],
)
def test_a_broken_answer_is_an_error_by_name(behaviour: Behaviour, error: type[SourceError]) -> None:
    def once(connection: Any, header: bytes) -> None:
        send = connection

        class Once:
            def sendall(self, data: bytes) -> None:
                if not data:
                    raise OSError("the end")
                send.sendall(data)

            def __getattr__(self, name: str) -> Any:
                return getattr(send, name)

        behaviour(Once(), header)  # type: ignore[arg-type]  # a socket that hangs up when it has nothing to say

    with Misbehaving(once) as server, pytest.raises(error) as caught:
        client(server, deadline_seconds=2).get_json(server.url)
    assert caught.value.params["host"] == "127.0.0.1"
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize("value", ["", "-1", "abc", "99999999999999999999", "5, 7"])
def test_a_wrong_content_length_is_no_crash(value: str) -> None:
    with Misbehaving(reply(b"{}", headers={"Content-Length": value})) as server, contextlib.suppress(SourceError):
        assert client(server, deadline_seconds=0.3).get_json(server.url) == {}


def test_a_single_fault_is_mended_by_a_second_attempt() -> None:
    behaviours = [reset, reply(b'{"a"', length=50), reply(b'{"n": 1}')]

    def in_turn(connection: Any, header: bytes) -> None:
        behaviours.pop(0)(connection, header)

    with Misbehaving(in_turn) as server:
        patient = client(server, retries=2)
        assert patient.get_json(server.url) == {"n": 1}
        assert patient.requests == 3


def test_connections_are_kept_open() -> None:
    with Misbehaving(reply(b"{}")) as server:
        asking = client(server)
        for _ in range(20):
            asking.get(server.url)
        assert (server.connections, len(server.seen)) == (1, 20)


def test_a_kept_connection_that_the_server_has_closed_is_replaced() -> None:
    with Misbehaving(reply(b"{}", headers={"Connection": "close"})) as server:
        asking = client(server)
        for _ in range(3):
            asking.get(server.url)
            time.sleep(0.01)
        assert len(server.seen) == 3


def test_a_stop_ends_a_call_that_waits_for_an_answer() -> None:
    stop = threading.Event()
    with Misbehaving(silent) as server:
        began = time.monotonic()
        threading.Timer(0.1, stop.set).start()
        with pytest.raises(Stopped):
            client(server, stop.is_set, deadline_seconds=10).get(server.url)
        assert time.monotonic() - began < 2  # far from the deadline of 10


def test_a_dead_host_holds_up_nobody_else() -> None:
    with Misbehaving(silent) as dead, Misbehaving(reply(b"{}")) as well:
        web = Http(HttpConfig("t", allow_hosts=frozenset({dead.host, well.host}), deadline_seconds=0.4))

        def hang() -> None:
            asking = web.client(SOURCE)
            for _ in range(5):
                with pytest.raises(RetryLater):
                    asking.get(dead.url)

        hanging = threading.Thread(target=hang)
        began = time.monotonic()
        hanging.start()
        asking = web.client(SOURCE)
        for _ in range(50):
            asking.get(well.url)
        took = time.monotonic() - began
        hanging.join(5)
        assert took < 0.4  # 50 calls beside a host that holds each of its own for 0.4
        assert time.monotonic() - began < 2 * 0.4 + 1.0
        assert len(dead.seen) == 2


@pytest.mark.parametrize(
    ("behaviour", "lost"),
    [(reply(b"{}"), 0), (reset, 1), (silent, 1), (endless(HEAD + b"\r\n", b"x" * MEGABYTE), 1)],
    ids=["whole", "reset", "silent", "flood"],
)
def test_an_answer_that_is_lost_on_the_way_is_counted_as_it_may_be_billed(behaviour: Behaviour, lost: int) -> None:
    with Misbehaving(behaviour) as server:
        asking = client(server, deadline_seconds=0.5, max_bytes=MEGABYTE)
        with contextlib.suppress(SourceError):
            asking.get(server.url)
        assert asking.lost == lost
        place = server.url
    with contextlib.suppress(SourceError):
        asking.get(place)  # nobody is there any more
    assert asking.lost == lost
