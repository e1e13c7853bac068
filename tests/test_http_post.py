"""Questions that are sent by POST: bodies, secrets, redirects, retries."""

from __future__ import annotations

import json

import pytest
from loopback import Loopback, Reply
from simulate import Clockwork

from sources.base import Credential, Pace, Source
from sources.errors import FixCredentials, NotUnderstood
from sources.http import Client, Http, HttpConfig

SECRET = "planted client secret/&+"
SOURCE = Source(
    name="plain",
    label="Plain",
    docs="",
    gives=frozenset(),
    lacks="",
    pace=Pace(10_000, 1000, 8),
    roots={"api": "https://api.example"},
    profile=lambda _client, _account: None,  # type: ignore[arg-type, return-value]  # never called here
    credentials=(Credential("BENCHMARK_PLAIN_SECRET", "", (), "", required=True),),
)


@pytest.fixture
def client(loopback: Loopback) -> Client:
    clock = Clockwork()
    config = HttpConfig(
        "tests", allow_hosts=frozenset({loopback.host}), secrets={"BENCHMARK_PLAIN_SECRET": SECRET}, retries=1
    )
    http = Http(
        config, monotonic=clock.monotonic, sleep=clock.sleep, utcnow=clock.utcnow, random=lambda: 0.5
    )  # fmt: skip
    return http.client(SOURCE)


def test_a_form_is_sent_encoded_and_never_in_the_address(client: Client, loopback: Loopback) -> None:
    loopback.on("/token", {"access_token": "x"})
    client.post(f"{loopback.url}/token", form={"grant_type": "a b"}, secret_form={"client_secret": SECRET})
    (request,) = loopback.requests
    assert (request.method, request.query) == ("POST", {})
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.body == b"grant_type=a+b&client_secret=planted+client+secret%2F%26%2B"


def test_json_is_sent_as_json(client: Client, loopback: Loopback) -> None:
    loopback.on("/query", {"data": []})
    client.post(f"{loopback.url}/query", json={"max_count": 100}, params={"fields": "id"})
    (request,) = loopback.requests
    assert (json.loads(request.body), request.query) == ({"max_count": 100}, {"fields": "id"})
    assert request.headers["content-type"] == "application/json"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_what_is_sent_along_follows_no_redirect(client: Client, loopback: Loopback, status: int) -> None:
    loopback.on("/token", b"", status, {"Location": "/elsewhere"})
    with pytest.raises(NotUnderstood):
        client.post(f"{loopback.url}/token", secret_form={"client_secret": SECRET})
    assert [request.path for request in loopback.requests] == ["/token"]


def test_a_refused_secret_of_a_form_names_its_setting(client: Client, loopback: Loopback) -> None:
    loopback.on("/token", {"message": "invalid client secret", "sent": SECRET}, 401)
    with pytest.raises(FixCredentials) as caught:
        client.post(f"{loopback.url}/token", secret_form={"client_secret": SECRET})
    assert caught.value.params["setting"] == "BENCHMARK_PLAIN_SECRET"
    assert SECRET not in str(caught.value)


def test_a_server_error_is_tried_again(client: Client, loopback: Loopback) -> None:
    replies = [Reply("busy", 503), Reply({"ok": 1})]
    loopback.answer("/query", lambda _request: replies.pop(0))
    assert client.post(f"{loopback.url}/query", json={}).json() == {"ok": 1}
    assert [request.body for request in loopback.requests] == [b"{}", b"{}"]
