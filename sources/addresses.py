"""Which addresses we connect to: https to public hosts, and what the operator has allowed by name.

An address is judged where it is dialled: a name is resolved once, every record is looked at, and the very address
that was looked at is the one that is called. So neither a spelling (``127.1``, ``0x7f000001``, ``[::ffff:7f00:1]``)
nor a DNS server that changes its mind reaches inside.

The blocks are those of the IANA special-purpose address registries that are not globally reachable
(https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, read 2026-10).
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from sources.errors import Refused, RetryLater

IPv4 = ipaddress.IPv4Address
IPv6 = ipaddress.IPv6Address
Resolved = tuple[socket.AddressFamily, tuple[Any, ...]]
"""A family and the socket address to connect to."""

PORTS: Final = {"http": 80, "https": 443}
LONGEST_URL: Final = 8192

_NOT_PUBLIC_V4: Final = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "168.63.129.16/32",  # Azure's host agent, public by number only
    )
)
_GLOBAL_UNICAST_V6: Final = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_V6: Final = tuple(
    ipaddress.IPv6Network(block)
    for block in (
        "2001::/23",  # IETF protocol assignments, Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4 wraps any IPv4 address
        "3fff::/20",
    )
)
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_NUMERIC_LABEL: Final = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)\Z")


def is_public(address: IPv4 | IPv6) -> bool:
    """Whether anybody on the internet would reach the same machine under this address."""
    if isinstance(address, IPv4):
        return not any(address in block for block in _NOT_PUBLIC_V4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(IPv4(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL_UNICAST_V6 and not any(address in block for block in _NOT_PUBLIC_V6)


@dataclass(frozen=True)
class Target:
    """Where a call goes, as the HTTP library will understand the same address."""

    url: str
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> tuple[str, str, int]:
        """Secrets stay within one origin."""
        return self.scheme, self.host, self.port

    @property
    def lane(self) -> str:
        """The name under which its pace is kept."""
        return self.host if self.port == PORTS.get(self.scheme) else f"{self.host}:{self.port}"


def target(url: str) -> Target:
    """Take an address apart with the same parser that dials it.

    Raises:
        Refused: ``not_http`` or ``bad_address`` (no host, a user name in it, too long).
    """
    if len(url) > LONGEST_URL:
        raise Refused("bad_address", host="")
    try:
        parts = parse_url(url)
    except LocationParseError:
        parts = None
    if parts is None:
        raise Refused("bad_address", host="")
    host = (parts.host or "").strip("[]").lower()
    scheme = (parts.scheme or "").lower()
    if scheme not in PORTS:
        raise Refused("not_http", host=host)
    if not host or len(host) > 253 or parts.auth is not None:
        raise Refused("bad_address", host=host)
    return Target(url, scheme, host, parts.port or PORTS[scheme])


class Gate:
    """Lets calls through to public hosts by https on port 443, and to allowed ``host:port`` in any way."""

    def __init__(self, allowed: Iterable[str], roots: Iterable[str]) -> None:
        places: set[tuple[str, int]] = set()
        for entry in allowed:
            places |= _places(entry)
        for root in roots:
            place = target(root)
            places.add((place.host, place.port))
        self._allowed = frozenset(places)

    def allows(self, host: str, port: int) -> bool:
        """Whether the operator has named this place."""
        return (host.strip("[]").lower(), port) in self._allowed

    def check(self, place: Target) -> None:
        """Refuse what can be refused without asking the DNS.

        Raises:
            Refused: ``address_not_public``, ``not_https`` or ``bad_address``.
        """
        if self.allows(place.host, place.port):
            return
        literal = _literal(place.host)
        if literal is not None and not is_public(literal):
            raise Refused("address_not_public", host=place.host)
        if literal is None and _NUMERIC_LABEL.match(place.host.rstrip(".").rpartition(".")[2]):
            raise Refused("bad_address", host=place.host)
        if place.scheme != "https":
            raise Refused("not_https", host=place.host)
        if place.port != PORTS["https"]:
            raise Refused("bad_address", host=place.host, port=place.port)

    def resolve(self, host: str, port: int, seconds: float) -> list[Resolved]:
        """Every address of the host, each of them fit to be dialled.

        Raises:
            Refused: ``address_not_public`` when any one of them is not, unless the place is allowed by name.
            RetryLater: ``unreachable`` (reason ``dns``) or ``timeout``.
        """
        found = look_up(host.strip("[]"), port, seconds)
        if not self.allows(host, port) and not all(_fit(address) for address in found):
            raise Refused("address_not_public", host=host)
        return found


def _fit(resolved: Resolved) -> bool:
    family, address = resolved
    if family not in (socket.AF_INET, socket.AF_INET6):
        return False
    try:
        return is_public(ipaddress.ip_address(str(address[0]).partition("%")[0]))
    except ValueError:
        return False


def look_up(host: str, port: int, seconds: float) -> list[Resolved]:
    """Ask the resolver, for no longer than ``seconds``: the system's own call knows no deadline.

    Raises:
        RetryLater: ``unreachable`` (reason ``dns``) or ``timeout``.
    """
    found: list[Resolved] = []

    def ask() -> None:
        try:
            records = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend((record[0], record[4]) for record in records)

    asking = threading.Thread(target=ask, name="look-up", daemon=True)
    asking.start()
    asking.join(max(seconds, 0.0))
    if asking.is_alive():
        raise RetryLater("timeout", host=host, reason="dns")
    if not found:
        raise RetryLater("unreachable", host=host, reason="dns")
    return found


def _literal(host: str) -> IPv4 | IPv6 | None:
    """The address that a host spells in numbers, in any of the spellings that a resolver takes."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4(socket.inet_aton(host.rstrip(".")))
    except (OSError, ValueError):
        return None


def _places(entry: str) -> set[tuple[str, int]]:
    """An allowed ``host:port``; without a port both usual ones are meant."""
    try:
        parts = parse_url(f"//{entry.strip()}")
    except LocationParseError:
        return set()
    host = (parts.host or "").strip("[]").lower()
    if not host:
        return set()
    return {(host, parts.port)} if parts.port else {(host, port) for port in PORTS.values()}
