"""No spelling of an inner address is called, and no DNS server talks us into one."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from sources.addresses import Gate, is_public, look_up, target
from sources.errors import Refused, RetryLater

INSIDE = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1",
    "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1",
    "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "3fff::1", "5f00::1", "4000::1",
]  # fmt: skip
OUTSIDE = [
    "1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1",
    "192.167.255.255", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4007:80e::200e", "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]  # fmt: skip
SPELLINGS = [
    "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7F.1", "0177.0.0.1", "017700000001", "127.0.0.1.", "0",
    "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:0001]", "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]", "[fe80::1%25eth0]", "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376",
    "10.1", "192.168.257", "100.64.0.1", "224.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_inner_and_special_addresses_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.fixture
def no_dns(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("asked the DNS")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_dns")
@pytest.mark.parametrize("host", SPELLINGS)
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_every_spelling_of_an_inner_address_is_refused_without_asking_anybody(host: str, scheme: str) -> None:
    with pytest.raises(Refused) as caught:
        Gate([], []).check(target(f"{scheme}://{host}/x?key=secret"))
    assert caught.value.code == "address_not_public"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://brand.example/", "not_http"),
        ("file:///etc/passwd", "not_http"),
        ("javascript:alert(1)", "not_http"),
        ("brand.example", "not_http"),
        ("", "not_http"),
        ("https://", "bad_address"),
        ("https:///path", "bad_address"),
        ("https://user@brand.example/", "bad_address"),
        ("https://user:secret@brand.example/", "bad_address"),
        ("https://brand.example:99999/", "bad_address"),
        ("https://[::1", "bad_address"),
        (f"https://{'a' * 254}/", "bad_address"),
        (f"https://brand.example/{'a' * 9000}", "bad_address"),
        ("http://brand.example/", "not_https"),
        ("https://brand.example:8443/", "bad_address"),
        ("https://brand.example:22/", "bad_address"),
        ("https://999.1.1.1/", "bad_address"),
        ("https://brand.0x7f/", "bad_address"),
    ],
)
@pytest.mark.usefixtures("no_dns")
def test_what_is_no_https_address_of_a_host_is_refused_by_name(url: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        Gate([], []).check(target(url))
    assert caught.value.code == code
    assert "secret" not in repr(caught.value)


@pytest.mark.parametrize(
    ("entry", "url", "allowed"),
    [
        ("127.0.0.1:3000", "http://127.0.0.1:3000/x", True),
        ("127.0.0.1:3000", "http://127.0.0.1:3001/x", False),
        ("127.0.0.1:3000", "http://127.0.0.1/x", False),
        ("127.0.0.1:3000", "http://localhost:3000/x", False),
        ("LOCALHOST:3000", "http://localhost:3000/x", True),
        ("blog.intern", "http://blog.intern/", True),
        ("blog.intern", "https://blog.intern/", True),
        ("blog.intern", "https://blog.intern:8443/", False),
        ("[::1]:3000", "http://[::1]:3000/", True),
        ("", "http://127.0.0.1/", False),
    ],
)
def test_only_the_named_host_and_port_is_allowed(entry: str, url: str, allowed: bool) -> None:
    place = target(url)
    assert Gate([entry], []).allows(place.host, place.port) is allowed


def test_a_configured_root_is_allowed() -> None:
    Gate([], ["http://127.0.0.1:2584/xrpc"]).check(target("http://127.0.0.1:2584/other"))


def test_public_https_passes() -> None:
    Gate([], []).check(target("https://brand.example/feed"))
    Gate([], []).check(target("https://8.8.8.8/"))


def records(*addresses: str) -> list[tuple[Any, ...]]:
    return [
        (socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
        for address in addresses
    ]


@pytest.mark.parametrize("inside", INSIDE)
def test_one_inner_record_among_public_ones_refuses_the_host(inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: records("93.184.216.34", inside, "1.1.1.1"))
    with pytest.raises(Refused, match="address_not_public"):
        Gate([], []).resolve("brand.example", 443, 1.0)


def test_what_was_looked_at_is_what_is_dialled(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: Iterator[list[tuple[Any, ...]]] = iter([records("93.184.216.34"), records("127.0.0.1")])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: next(answers))
    assert Gate([], []).resolve("brand.example", 443, 1.0) == [(socket.AF_INET, ("93.184.216.34", 443))]


def test_an_unknown_host_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such host")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(RetryLater) as caught:
        look_up("nowhere.example", 443, 1.0)
    assert (caught.value.code, caught.value.params["reason"]) == ("unreachable", "dns")


def test_a_resolver_that_hangs_is_left_behind_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> list[object]:
        time.sleep(0.5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    began = time.monotonic()
    with pytest.raises(RetryLater, match="timeout"):
        look_up("slow.example", 443, 0.05)
    assert time.monotonic() - began < 0.3
