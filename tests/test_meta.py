"""What Meta's networks share: the token, the meaning of errors, dropped fields, cursors, and when a token ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from loopback import Loopback, Reply
from simulate import NOW, client_for
from simulate_facebook import Simulator
from simulate_meta import EXPIRES, TOKEN, refused

from sources import meta
from sources.errors import AccountGone, FixCredentials, NotUnderstood, RetryLater, SourceError
from sources.http import Client

ENDS = datetime.fromtimestamp(EXPIRES, UTC).replace(tzinfo=None)


@pytest.fixture
def simulated(loopback: Loopback) -> Simulator:
    made = Simulator()
    made.serve(loopback)
    return made


@pytest.fixture
def client(simulated: Simulator) -> Client:
    return client_for(simulated)


def ask(client: Client) -> Any:
    return meta.ask(client, f"{meta.base(client)}/x", {"fields": "id"})


def caught(client: Client) -> SourceError:
    with pytest.raises(SourceError) as error:
        ask(client)
    return error.value


@pytest.mark.parametrize(
    ("code", "subcode", "meaning"),
    [
        (190, 463, (FixCredentials, "key_expired")),
        (190, 0, (FixCredentials, "key_rejected")),
        (190, 460, (FixCredentials, "key_rejected")),
        (190, 467, (FixCredentials, "key_rejected")),
        (102, 0, (FixCredentials, "key_rejected")),
        (2500, 0, (FixCredentials, "key_rejected")),
        (3, 0, (FixCredentials, "no_permission")),
        (10, 0, (FixCredentials, "no_permission")),
        (200, 0, (FixCredentials, "no_permission")),
        (299, 0, (FixCredentials, "no_permission")),
        (4, 0, (RetryLater, "rate_limited")),
        (17, 0, (RetryLater, "rate_limited")),
        (32, 0, (RetryLater, "rate_limited")),
        (613, 0, (RetryLater, "rate_limited")),
        (80001, 2494055, (RetryLater, "rate_limited")),
        (80002, 0, (RetryLater, "rate_limited")),
        (1, 0, (RetryLater, "server_error")),
        (2, 0, (RetryLater, "server_error")),
        (803, 0, (AccountGone, "not_found")),
        (100, 33, (AccountGone, "not_found")),
        (100, 0, (NotUnderstood, "not_understood")),
        (999, 0, (NotUnderstood, "not_understood")),
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 200])
def test_the_code_of_an_error_says_what_to_do(
    simulated: Simulator, code: int, subcode: int, meaning: tuple[type[SourceError], str], status: int
) -> None:
    simulated.fault = refused(code, subcode, f"(#{code}) No.", status)
    error = caught(client_for(simulated))
    assert (type(error), error.code) == meaning
    assert error.params["host"] == "127.0.0.1"
    if isinstance(error, FixCredentials):
        assert error.params["setting"] == "BENCHMARK_META_ACCESS_TOKEN"
    assert len(simulated.requests) == 1


def test_a_token_that_is_said_to_have_expired_without_a_subcode_has_expired(
    simulated: Simulator, client: Client
) -> None:
    simulated.fault = refused(190, message="Error validating access token: Session has expired on Friday.")
    assert caught(client).code == "key_expired"


def test_a_merged_page_names_where_it_went(simulated: Simulator, client: Client) -> None:
    text = "(#21) Page ID 1234567 was migrated to page ID 7654321. Please update your API calls to the new ID"
    simulated.fault = refused(21, message=text)
    error = caught(client)
    assert (error.code, error.params["moved_to"]) == ("moved", "https://www.facebook.com/7654321")


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"error": "no"}, 400, NotUnderstood),
        ("<html>", 400, NotUnderstood),
        ("<html>", 401, FixCredentials),
        ("<html>", 403, FixCredentials),
        ("<html>", 404, AccountGone),
        ([], 404, AccountGone),
        ({"error": {"code": "4", "message": 5}}, 400, RetryLater),
        ({"error": {"code": {}, "message": []}}, 400, NotUnderstood),
        ({"error": None}, 200, NotUnderstood),
        ([], 200, NotUnderstood),
        ("<html>", 200, NotUnderstood),
    ],
)
def test_a_refusal_of_another_form_counts_by_its_status(
    simulated: Simulator, client: Client, body: Any, status: int, kind: type[SourceError]
) -> None:
    simulated.fault = Reply(body, status)
    assert type(caught(client)) is kind


@pytest.mark.parametrize(("headers", "minutes"), [({}, 15), ({"X-App-Usage": '{"call_count": 100}'}, 15)])
def test_a_limit_without_a_time_is_left_alone_for_a_while(
    simulated: Simulator, client: Client, headers: dict[str, str], minutes: int
) -> None:
    simulated.fault = Reply(refused(4).body, 403, headers)
    assert caught(client).params["retry_at"] == NOW + timedelta(minutes=minutes)


def test_a_limit_is_left_alone_for_the_minutes_told(simulated: Simulator, client: Client) -> None:
    told = '{"17": [{"type": "pages", "call_count": 101, "estimated_time_to_regain_access": 28}]}'
    simulated.fault = Reply(refused(80001).body, 400, {"X-Business-Use-Case-Usage": told})
    assert caught(client).params["retry_at"] == NOW + timedelta(minutes=28)
    simulated.fault = None
    assert caught(client).params["retry_at"] == NOW + timedelta(minutes=28)
    assert len(simulated.requests) == 1


def test_the_token_is_in_the_header_and_nowhere_else(simulated: Simulator, client: Client) -> None:
    simulated.fault = Reply({"id": "1"})
    ask(client)
    (request,) = simulated.requests
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert (request.path, request.query) == ("/v26.0/x", {"fields": "id"})


@pytest.mark.parametrize(("tail", "expected"), [("", "/v26.0/x"), ("/v27.0", "/v27.0/x"), ("/graph", "/graph/v26.0/x")])
def test_a_configured_address_may_name_its_version(simulated: Simulator, tail: str, expected: str) -> None:
    simulated.fault = Reply({"id": "1"})
    ask(client_for(simulated, roots={"facebook.api": simulated.server.url + tail}))
    assert simulated.requests[0].path == expected


def drop(client: Client, optional: list[str], refusing: list[str]) -> list[list[str]]:
    """Which fields each call asked for, of a network that refuses some of them."""
    asked: list[list[str]] = []

    def call(names: Any) -> None:
        asked.append(list(names))
        for name in refusing:
            if name in names:
                raise NotUnderstood(
                    graph=100, excerpt=f"(#100) Tried accessing nonexisting field ({name}) on node type"
                )

    meta.ask_dropping(client, optional, call)
    return asked


def test_a_field_that_is_refused_by_name_is_dropped_and_remembered(client: Client) -> None:
    assert drop(client, ["a", "b", "c"], ["b", "c"]) == [["a", "b", "c"], ["a", "c"], ["a"]]
    assert client.state == {"dropped": "2026-11-20 b c"}
    assert drop(client, ["a", "b", "c"], ["b", "c"]) == [["a"]]


def test_a_refusal_that_names_no_field_of_ours_is_an_error(client: Client) -> None:
    with pytest.raises(NotUnderstood):
        meta.ask_dropping(client, ["a"], _refuse_id)


def _refuse_id(_names: Any) -> Any:
    raise NotUnderstood(graph=100, excerpt="(#100) Tried accessing nonexisting field (id)")


def edge(count: int, after: object, *, following: bool = False) -> dict[str, Any]:
    address = {"next": "https://graph.facebook.com/x?access_token=secret"} if following else {}
    return {"data": [{"id": "1"}] * count, "paging": {"cursors": {"after": after}, **address}}


@pytest.mark.parametrize(
    ("edges", "sizes"),
    [
        ([edge(2, "a"), edge(1, "b"), edge(0, "c")], [2, 1, 0]),
        ([edge(2, "a"), {"data": [{}]}], [2, 1]),
        ([{"data": [], "paging": {}}], [0]),
        ([edge(2, "")], [2]),
        ([edge(2, "a", following=True), edge(0, "b", following=True), edge(1, "c")], [2, 0, 1]),
        ([edge(0, "a", following=True), edge(0, "b")], [0, 0]),
        ([edge(2, None, following=True)], [2]),
    ],
)
def test_pages_go_on_as_long_as_one_is_told_of(client: Client, edges: list[Any], sizes: list[int]) -> None:
    left = iter(edges)
    assert [len(page) for page in meta.listing(client, lambda _cursor: next(left))] == sizes
    assert next(left, None) is None


@pytest.mark.parametrize("after", [5, True, [], {}, "a)b", "a{b", "a,b", "a b", "x" * 5000])
def test_a_cursor_that_could_be_something_else_is_not_sent(client: Client, after: object) -> None:
    with pytest.raises(NotUnderstood):
        list(meta.listing(client, lambda _cursor: edge(1, after)))


def test_the_end_of_the_token_is_asked_for_in_the_body(simulated: Simulator, client: Client) -> None:
    assert meta.ends(client) == {"BENCHMARK_META_ACCESS_TOKEN": ENDS}
    (request,) = simulated.requests
    assert (request.method, request.path, request.query) == ("POST", "/v26.0/debug_token", {})
    assert parse_qs(request.body.decode()) == {"method": ["get"], "input_token": [TOKEN]}
    assert request.headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        ({"expires_at": EXPIRES, "data_access_expires_at": EXPIRES - 86_400}, ENDS - timedelta(days=1)),
        ({"expires_at": 0, "data_access_expires_at": EXPIRES}, ENDS),
        ({"expires_at": 0, "data_access_expires_at": 0}, None),
        ({}, None),
        ({"expires_at": "soon", "data_access_expires_at": None}, None),
        ({"expires_at": -5, "data_access_expires_at": 10**15}, None),
    ],
)
def test_the_earlier_of_two_ends_counts_and_none_is_none(
    simulated: Simulator, client: Client, told: dict[str, Any], ends: datetime | None
) -> None:
    simulated.token_data = told
    assert meta.ends(client).get(meta.TOKEN) == ends


def test_whatever_else_comes_the_end_is_not_known(simulated: Simulator, client: Client) -> None:
    for fault in (
        refused(100),
        refused(190, 463, status=401),
        Reply("<html>"),
        Reply([]),
        Reply({"data": []}),
        Reply("", 404),
    ):
        simulated.fault = fault
        assert meta.ends(client) == {}
    simulated.secrets = {}
    assert meta.ends(client_for(simulated)) == {}
    simulated.fault = Reply("busy", 503)
    with pytest.raises(RetryLater):
        meta.ends(client)
