"""App tokens that a source fetches with its credentials: kept in memory only, fetched anew once when refused.

A token of this kind comes of a client id and a client secret (OAuth 2.0 client credentials, RFC 6749 section 4.4). It is
never written down: a new process fetches its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from sources.errors import FixCredentials
from sources.redact import hide

if TYPE_CHECKING:
    from sources.client import Client

T = TypeVar("T")

EARLY: Final = timedelta(seconds=60)
"""A token that ends within this time is not used any more: it might end on the way."""


@dataclass(frozen=True)
class Token:
    """A token and when it ends (UTC without a zone); None when the network does not say."""

    value: str = field(repr=False)
    expires_at: datetime | None = None


class Tokens:
    """The tokens of one process by source. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Token] = {}
        self._fetching: dict[str, threading.Lock] = {}

    def get(self, name: str, fetch: Callable[[], Token], now: datetime, refused: str | None = None) -> str:
        """Return the token of this name, fetched when there is none, when it ends, or when it is the ``refused`` one."""
        with self._lock:
            turn = self._fetching.setdefault(name, threading.Lock())
        with turn:  # one thread fetches, the others wait for what it brings
            kept = self._kept.get(name)
            usable = kept is not None and (kept.expires_at is None or kept.expires_at - EARLY > now)
            if kept is None or not usable or kept.value == refused:
                kept = self._kept[name] = fetch()
                hide([kept.value])
            return kept.value


def with_token(client: Client, fetch: Callable[[], Token], call: Callable[[str], T]) -> T:
    """Call with the source's app token; one that is refused is fetched anew, once.

    Args:
        client: in whose name.
        fetch: gets a token from the network.
        call: makes the call with a token.

    Raises:
        FixCredentials: the fresh token is refused as well, or none is given out.
    """
    name = client.source.name
    token = client.tokens.get(name, fetch, client.now())
    try:
        return call(token)
    except FixCredentials as error:
        if error.code not in ("key_rejected", "key_expired"):
            raise
    return call(client.tokens.get(name, fetch, client.now(), refused=token))
