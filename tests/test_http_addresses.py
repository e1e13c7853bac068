"""Calls end to end: no connection to an inner host by any way, and names stay in TLS while addresses are dialled."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from loopback import Loopback
from misbehaving import Misbehaving, reply
from test_addresses import SPELLINGS, records

from sources.base import Pace, Source
from sources.errors import Refused, RetryLater
from sources.http import Client, Http, HttpConfig

SOURCE = Source("plain", "Plain", "", frozenset(), "", Pace(10_000, 1000, 8), {}, profile=lambda _c, _a: None)  # type: ignore[arg-type, return-value]  # never called here


def client(*hosts: str, **options: Any) -> Client:
    return Http(HttpConfig("t", allow_hosts=frozenset(hosts), **options), sleep=lambda _s: None).client(SOURCE)


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were dialled; none of them answers."""
    found: list[str] = []

    def connect(_self: socket.socket, address: tuple[str, int]) -> None:
        found.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    return found


def dns(monkeypatch: pytest.MonkeyPatch, *answers: tuple[str, ...]) -> list[str]:
    """Let the DNS give these answers one after the other, the last one for ever; the list holds who was asked for."""
    asked: list[str] = []

    def look_up(host: str, *_: object, **__: object) -> list[tuple[Any, ...]]:
        asked.append(host)
        return records(*answers[min(len(asked), len(answers)) - 1])

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


@pytest.mark.parametrize("host", [*SPELLINGS, "localhost", "localhost.", "LOCALHOST", "①②⑦.0.0.1", "127。0。0。1"])
@pytest.mark.parametrize("address", ["https://{}/", "http://{}/", "http://{}:8501/", "//{}/", "https://x@{}/"])
def test_no_spelling_of_an_inner_host_is_connected_to(host: str, address: str, dialled: list[str]) -> None:
    with pytest.raises(Refused) as caught:
        client("127.0.0.1:3000").get(address.format(host))
    assert caught.value.code in ("address_not_public", "not_https", "bad_address", "not_http")
    assert dialled == []


def test_a_name_with_one_inner_record_is_refused_once_and_for_all(
    monkeypatch: pytest.MonkeyPatch, dialled: list[str]
) -> None:
    asked = dns(monkeypatch, ("93.184.216.34", "10.0.0.5"))
    asking = client()
    with pytest.raises(Refused, match="address_not_public"):
        asking.get("https://brand.example/")
    assert (asked, dialled, asking.requests) == (["brand.example"], [], 1)


def test_a_dns_that_changes_its_mind_gets_nowhere(monkeypatch: pytest.MonkeyPatch, dialled: list[str]) -> None:
    asked = dns(monkeypatch, ("93.184.216.34",), ("127.0.0.1",))
    with pytest.raises(Refused, match="address_not_public"):
        client().get("https://brand.example/")
    assert dialled == ["93.184.216.34"]
    assert len(asked) == 2


def test_every_public_address_of_a_host_is_tried(monkeypatch: pytest.MonkeyPatch, dialled: list[str]) -> None:
    dns(monkeypatch, ("2606:4700::1", "93.184.216.34"))
    with pytest.raises(RetryLater, match="unreachable"):
        client(retries=0).get("https://brand.example/")
    assert dialled == ["2606:4700::1", "93.184.216.34"]


def test_a_redirect_to_a_name_that_means_an_inner_host_is_refused(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    loopback.on("/a", "", 302, {"Location": "https://rebind.example/"})
    real = socket.getaddrinfo

    def look_up(host: str, *rest: Any, **options: Any) -> Any:
        return records("169.254.169.254") if host == "rebind.example" else real(host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(Refused, match="address_not_public"):
        client(loopback.host).get(f"{loopback.url}/a")


# --- TLS ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that vouches for itself and names brand.example; key and certificate in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "2", "-subj", "/CN=brand.example", "-addext", "subjectAltName=DNS:brand.example",
            "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture
def tls(certificate: Path) -> tuple[ssl.SSLContext, list[str | None]]:
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    note: Callable[[Any, str | None, Any], None] = lambda _socket, name, _context: names.append(name)  # noqa: E731
    context.sni_callback = note
    return context, names


def test_the_name_stays_in_tls_and_host_while_its_address_is_dialled(
    tls: tuple[ssl.SSLContext, list[str | None]], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, names = tls
    dns(monkeypatch, ("127.0.0.1",))
    with Misbehaving(reply(b'{"n": 1}'), context) as server:
        monkeypatch.setattr(
            "test_http_addresses.records",
            lambda *_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))],
        )
        place = f"brand.example:{server.port}"
        asking = client(place, ca_bundle=str(certificate / "cert.pem"))
        assert asking.get_json(f"https://{place}/") == {"n": 1}
        assert asking.get_json(f"https://{place}/") == {"n": 1}
        assert (names, server.connections) == (["brand.example"], 1)
        assert f"Host: {place}".encode() in server.seen[0]


@pytest.mark.parametrize("trusted", [True, False])
def test_a_certificate_of_another_name_or_of_nobody_is_not_accepted(
    trusted: bool, tls: tuple[ssl.SSLContext, list[str | None]], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, _ = tls
    with Misbehaving(reply(b"{}"), context) as server:
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))],
        )
        place = f"{'other' if trusted else 'brand'}.example:{server.port}"
        asking = client(place, ca_bundle=str(certificate / "cert.pem") if trusted else None)
        with pytest.raises(RetryLater) as caught:
            asking.get(f"https://{place}/")
        assert (caught.value.code, caught.value.params["reason"]) == ("unreachable", "certificate")
        assert (asking.requests, server.seen) == (1, [])


def test_a_handshake_that_never_ends_keeps_to_the_deadline(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        place = f"127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(RetryLater, match="timeout"):
            client(place, deadline_seconds=0.2).get(f"https://{place}/")
