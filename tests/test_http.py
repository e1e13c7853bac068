"""What a source sees of HTTP: answers, errors by name, memory between runs, and no secret anywhere."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from loopback import Loopback, Reply, Request

from sources.base import Credential, Pace, Source
from sources.errors import (
    AccountGone,
    FixCredentials,
    LimitReached,
    NotUnderstood,
    Refused,
    RetryLater,
    SourceError,
    Stopped,
)
from sources.http import Client, Http, HttpConfig

KEY = "planted-s3cret/key+1"
QUICK = Pace(per_second=10_000, burst=1000, parallel=8)


def source(pace: Pace = QUICK, credentials: tuple[Credential, ...] = ()) -> Source:
    return Source(
        name="plain",
        label="Plain",
        docs="",
        gives=frozenset(),
        lacks="",
        pace=pace,
        roots={"api": "https://api.example/"},
        profile=lambda _client, _account: None,  # type: ignore[arg-type, return-value]  # never called here
        credentials=credentials,
    )


def http(*hosts: str, **options: Any) -> Http:
    return Http(HttpConfig("tests/1.0", allow_hosts=frozenset(hosts), **options), sleep=lambda _seconds: None)


@pytest.fixture
def client(loopback: Loopback) -> Client:
    return http(loopback.host, secrets={"BENCHMARK_PLAIN_KEY": KEY}, retries=0).client(source())


def test_an_answer_has_status_headers_in_any_case_and_body(client: Client, loopback: Loopback) -> None:
    loopback.on("/a", {"n": 1}, headers={"X-WP-Total": "7"})
    answer = client.get(f"{loopback.url}/a")
    assert (answer.status, answer.headers["x-wp-total"], answer.json()) == (200, "7", {"n": 1})
    assert answer.url == f"{loopback.url}/a"
    assert client.requests == 1


def test_parameters_headers_and_user_agent_are_sent(client: Client, loopback: Loopback) -> None:
    loopback.on("/a", {})
    client.get_json(
        f"{loopback.url}/a?x=1",
        params={"q": "é & b", "actors": ["one", "two"], "none": None},
        headers={"Accept": "a/b"},
    )
    seen = loopback.requests[0]
    assert seen.lists == {"x": ["1"], "q": ["é & b"], "actors": ["one", "two"]}
    assert (seen.headers["user-agent"], seen.headers["accept"]) == ("tests/1.0", "a/b")


def test_root_is_the_configured_one_or_the_sources_own_without_slash(loopback: Loopback) -> None:
    assert http().client(source()).root() == "https://api.example"
    assert http(roots={"plain.api": f"{loopback.url}/"}).client(source()).root("api") == loopback.url


def test_a_configured_root_may_be_called(loopback: Loopback) -> None:
    loopback.on("/a", {"n": 1})
    client = http(roots={"plain.api": loopback.url}).client(source())
    assert client.get_json(f"{client.root()}/a") == {"n": 1}


def test_a_missing_or_blank_secret_is_none() -> None:
    client = http(secrets={"SET": " value\n", "BLANK": " "}).client(source())
    assert [client.secret(name) for name in ("SET", "BLANK", "OTHER")] == ["value", None, None]


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (400, NotUnderstood, "not_understood"),
        (401, FixCredentials, "needs_key"),
        (403, FixCredentials, "no_permission"),
        (404, AccountGone, "not_found"),
        (410, AccountGone, "not_found"),
        (418, NotUnderstood, "not_understood"),
        (204, NotUnderstood, "not_understood"),
        (304, NotUnderstood, "not_understood"),
        (302, NotUnderstood, "not_understood"),
        (429, RetryLater, "rate_limited"),
        (500, RetryLater, "server_error"),
        (503, RetryLater, "server_error"),
    ],
)
def test_a_status_that_was_not_asked_for_raises_by_what_to_do(
    client: Client, loopback: Loopback, status: int, error: type[SourceError], code: str
) -> None:
    loopback.on("/a", "" if status in (204, 304) else "no", status)
    with pytest.raises(error) as caught:
        client.get(f"{loopback.url}/a", params={"token": KEY})
    assert type(caught.value) is error
    assert (caught.value.code, caught.value.params["host"]) == (code, "127.0.0.1")
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("status", [204, 302, 304, 400, 401, 404, 429, 500])
def test_a_status_that_was_asked_for_is_an_answer(client: Client, loopback: Loopback, status: int) -> None:
    loopback.on("/a", "", status)
    assert client.get(f"{loopback.url}/a", ok=(200, status)).status == status


def test_an_error_says_which_setting_to_mend(loopback: Loopback) -> None:
    loopback.on("/a", "", 401)
    told = Credential("BENCHMARK_PLAIN_KEY", "", (), "", required=True)
    client = http(loopback.host, secrets={"OTHER": "another-value", "BENCHMARK_PLAIN_KEY": KEY}).client(
        source(credentials=(told,))
    )
    with pytest.raises(FixCredentials) as caught:
        client.get(f"{loopback.url}/a")
    assert (caught.value.code, caught.value.params["setting"]) == ("needs_key", "BENCHMARK_PLAIN_KEY")
    with pytest.raises(FixCredentials) as caught:
        client.get(f"{loopback.url}/a", secret_headers={"Authorization": f"Bearer {KEY}"})
    assert (caught.value.code, caught.value.params["setting"]) == ("key_rejected", "BENCHMARK_PLAIN_KEY")


@pytest.mark.parametrize("value", ["line\nbreak", "key\r\nX-Evil: 1", "clé", "nul\0"])
def test_a_secret_that_no_header_can_carry_is_a_credential_to_mend(
    client: Client, loopback: Loopback, value: str
) -> None:
    with pytest.raises(FixCredentials, match="key_rejected"):
        client.get(f"{loopback.url}/a", secret_headers={"X-Key": value})
    assert loopback.requests == []


def test_a_host_that_is_not_there_is_unreachable(client: Client, loopback: Loopback) -> None:
    with Loopback() as gone:
        place = gone.host
    with pytest.raises(RetryLater, match="unreachable"):
        http(place, retries=0).client(source()).get(f"http://{place}/")


# --- redirects ---------------------------------------------------------------------------------------------------


def test_redirects_are_followed_three_times_and_no_further(client: Client, loopback: Loopback) -> None:
    for step in range(4):
        loopback.on(f"/{step}", "", 302, {"Location": f"/{step + 1}"})
    loopback.on("/4", {"there": True})
    assert client.get_json(f"{loopback.url}/1") == {"there": True}
    assert client.requests == 4
    with pytest.raises(Refused, match="too_many_redirects"):
        client.get(f"{loopback.url}/0")


def test_secrets_stay_within_one_host_and_do_not_come_back(loopback: Loopback) -> None:
    with Loopback() as other:
        client = http(loopback.host, other.host).client(source())
        loopback.on("/same", "", 307, {"Location": "/away"})
        loopback.on("/away", "", 301, {"Location": f"{other.url}/back"})
        other.on("/back", "", 302, {"Location": f"{loopback.url}/end"})
        loopback.on("/end", {})
        client.get(
            f"{loopback.url}/same",
            headers={"Authorization": "Bearer x", "Accept": "a/b"},
            secret_headers={"X-Goog-Api-Key": KEY},
        )
        sent = [request.headers for request in (*loopback.requests, *other.requests)]
    assert [headers.get("x-goog-api-key") for headers in sent] == [KEY, KEY, None, None]
    assert [headers.get("authorization") for headers in sent] == ["Bearer x", "Bearer x", None, None]
    assert [headers.get("accept") for headers in sent] == ["a/b"] * 4


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://169.254.169.254/latest/meta-data", "address_not_public"),
        ("https://169.254.169.254/latest/meta-data", "address_not_public"),
        ("http://127.0.0.1:1/", "address_not_public"),
        ("//[::1]/", "address_not_public"),
        ("https://2130706433/", "address_not_public"),
        ("http://brand.example/", "not_https"),
        ("https://user@brand.example/", "bad_address"),
        ("ftp://brand.example/", "not_http"),
        ("file:///etc/passwd", "not_http"),
        ("https://[::1", "bad_address"),
        ("javascript:alert(1)", "not_http"),
    ],
)
def test_a_redirect_is_checked_like_a_link(client: Client, loopback: Loopback, location: str, code: str) -> None:
    loopback.on("/a", "", 302, {"Location": location})
    with pytest.raises(Refused) as caught:
        client.get(f"{loopback.url}/a", secret_headers={"X-Key": KEY})
    assert caught.value.code == code
    assert client.requests == 1


def test_cookies_are_not_kept(client: Client, loopback: Loopback) -> None:
    loopback.on("/a", {}, headers={"Set-Cookie": "session=1; Path=/"})
    client.get(f"{loopback.url}/a")
    client.get(f"{loopback.url}/a")
    assert "cookie" not in loopback.requests[1].headers


def test_proxies_and_netrc_of_the_environment_are_not_used(
    client: Client, loopback: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret")
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    loopback.on("/a", {})
    client.get(f"{loopback.url}/a")
    assert "authorization" not in loopback.requests[0].headers


# --- memory between runs -----------------------------------------------------------------------------------------


def conditional(request: Request) -> Reply:
    if request.headers.get("if-none-match") == '"v1"':
        return Reply("", 304)
    return Reply("new", headers={"ETag": '"v1"', "Last-Modified": "Mon, 02 Nov 2026 10:00:00 GMT"})


def test_validators_are_remembered_and_sent_back(client: Client, loopback: Loopback) -> None:
    loopback.answer("/feed", conditional)
    url = f"{loopback.url}/feed"
    first = client.get(url, conditional=True)
    assert (first.text(), first.not_modified) == ("new", False)
    assert client.state == {f"etag:{url}": '"v1"', f"modified:{url}": "Mon, 02 Nov 2026 10:00:00 GMT"}
    second = client.get(url, conditional=True)
    assert (second.status, second.not_modified, second.body) == (304, True, b"")
    assert loopback.requests[1].headers["if-modified-since"] == "Mon, 02 Nov 2026 10:00:00 GMT"
    assert client.get(url).text() == "new"


def test_validators_that_are_gone_are_forgotten(client: Client, loopback: Loopback) -> None:
    url = f"{loopback.url}/feed"
    client.state[f"etag:{url}"] = '"old"'
    loopback.on("/feed", "new")
    client.get(url, conditional=True)
    assert client.state == {}


def test_a_validator_too_long_to_send_back_is_not_kept(client: Client, loopback: Loopback) -> None:
    loopback.on("/feed", "new", headers={"ETag": '"' + "x" * 9000 + '"'})
    client.get(f"{loopback.url}/feed", conditional=True)
    assert client.state == {}


# --- the server's clock ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("off", [-86_400, -400, 0, 400, 86_400, -1.7e9])
def test_the_difference_to_the_servers_clock_is_known_until_the_next_run(loopback: Loopback, off: float) -> None:
    loopback.on("/a", {})
    web = Http(
        HttpConfig("t", allow_hosts=frozenset({loopback.host})),
        utcnow=lambda: datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=off),
    )
    assert web.clock_skew() is None
    web.client(source()).get(f"{loopback.url}/a")
    assert web.clock_skew() == pytest.approx(abs(off), abs=2)
    assert web.clock_skews()["127.0.0.1"] == pytest.approx(off, abs=2)
    web.new_run()
    assert web.clock_skew() is None


@pytest.mark.parametrize("age", ["1", "86400", "nonsense"])
def test_an_answer_out_of_a_cache_says_nothing_about_the_clock(loopback: Loopback, age: str) -> None:
    loopback.on("/a", {}, headers={"Age": age})
    web = http(loopback.host)
    web.client(source()).get(f"{loopback.url}/a")
    assert web.clock_skew() is None


# --- secrets -----------------------------------------------------------------------------------------------------


def test_no_secret_in_text_forms(loopback: Loopback) -> None:
    config = HttpConfig("t", secrets={"K": KEY}, allow_hosts=frozenset({loopback.host}))
    client = Http(config).client(source())
    loopback.on(f"/bot{KEY}/a", {})
    answer = client.get(f"{loopback.url}/bot{KEY}/a", params={"key": KEY})
    assert all(KEY not in repr(thing) for thing in (config, client, answer))


def failures(client: Client, loopback: Loopback) -> list[Callable[[], object]]:
    with Loopback() as gone:
        dead = gone.url
    loopback.on("/echo", f"<html>{KEY} is no key</html>")
    loopback.on("/no", f"you sent {KEY}", 400)
    loopback.on("/away", "", 302, {"Location": f"http://10.0.0.1/?key={KEY}"})
    loopback.on("/key", "", 401)
    sent: dict[str, Any] = {"params": {"key": KEY}, "secret_headers": {"X-Key": KEY}}
    return [
        lambda: client.get(f"{dead}/{KEY}", **sent),
        lambda: client.get_json(f"{loopback.url}/echo", **sent),
        lambda: client.get(f"{loopback.url}/no", **sent),
        lambda: client.get(f"{loopback.url}/away", **sent),
        lambda: client.get(f"{loopback.url}/key", **sent),
        lambda: client.get(f"https://user:{KEY}@brand.example/", **sent),
        lambda: client.get(f"https://brand.example:99999/{KEY}", **sent),
        lambda: client.get(f"{loopback.url}/echo", headers={"X-Bad": f"{KEY}\n"}),
    ]


def test_no_secret_in_any_error_log_or_traceback(
    client: Client, loopback: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for fail in failures(client, loopback):
        with pytest.raises(SourceError) as caught:
            fail()
        logging.getLogger("collector").warning("failed", exc_info=caught.value)
        chain: list[BaseException | None] = [caught.value, caught.value.__context__, caught.value.__cause__]
        written = "".join(traceback.format_exception(caught.value)) + repr(chain) + repr(vars(caught.value))
        assert KEY not in written
        assert "key=" not in written
    assert "GET" in caplog.text
    assert KEY not in caplog.text
    assert "key=" not in caplog.text


# --- threads and stopping ----------------------------------------------------------------------------------------


def test_one_http_serves_many_threads(loopback: Loopback) -> None:
    loopback.answer("/a", lambda request: Reply({"n": int(request.query["n"])}))
    web = http(loopback.host)
    wrong: list[object] = []

    def work(start: int) -> None:
        client = web.client(source())
        for number in range(start, start + 40):
            got = client.get_json(f"{loopback.url}/a", params={"n": number})
            if got != {"n": number}:
                wrong.append(got)
        if client.requests != 40:
            wrong.append(client.requests)

    threads = [threading.Thread(target=work, args=(100 * index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert wrong == []
    assert len(loopback.requests) == 320


def test_a_stopped_run_makes_no_call(loopback: Loopback) -> None:
    client = http(loopback.host).client(source(), stopped=lambda: True)
    with pytest.raises(Stopped):
        client.get(f"{loopback.url}/a")
    assert loopback.requests == []
    assert not issubclass(Stopped, SourceError)


def test_too_large_an_answer_is_a_limit(loopback: Loopback) -> None:
    loopback.on("/a", b"x" * 2000)
    with pytest.raises(LimitReached, match="too_large"):
        http(loopback.host, max_bytes=1000).client(source()).get(f"{loopback.url}/a")
