"""App tokens that a source fetches with its credentials: kept in memory only, fetched anew once when refused.

A token of this kind comes of a client id and a client secret (OAuth 2.0 client credentials, RFC 6749 section 4.4). It is
never written down: a new process fetches its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

from sources.errors import FixCredentials, NotUnderstood
from sources.parsing import count, mapping
from sources.redact import hide

if TYPE_CHECKING:
    from sources.client import Client

T = TypeVar("T")

EARLY: Final = timedelta(seconds=60)
"""A token that ends within this time is not used any more: it might end on the way."""
LONGEST: Final = timedelta(days=366)
"""No app token lasts longer, whatever its answer says."""
REFUSED: Final = frozenset({400, 401, 403})
"""Statuses of a refused client: RFC 6749 section 5.2 names 400 and 401, Twitch uses 403 for a wrong secret."""


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


def needed(client: Client, *settings: str) -> list[str]:
    """Return the values of credentials without which nobody is asked.

    Raises:
        FixCredentials: ``needs_key``, naming the first setting that is empty.
    """
    values = []
    for setting in settings:
        value = client.secret(setting)
        if value is None:
            raise FixCredentials("needs_key", host=urlsplit(client.root()).hostname, setting=setting)
        values.append(value)
    return values


def ask_token(
    client: Client,
    url: str,
    setting: str,
    *,
    form: Mapping[str, str],
    secret_form: Mapping[str, str] | None = None,
    secret_headers: Mapping[str, str] | None = None,
) -> Token:
    """Fetch a token with credentials.

    Args:
        client: in whose name.
        url: the token endpoint, asked by POST.
        setting: which credential to check when the client is refused.
        form: sent as a form, with ``grant_type``.
        secret_form: the credentials, where they go in the form.
        secret_headers: the credentials, where they go in a header.

    Raises:
        FixCredentials: ``key_rejected``.
        NotUnderstood: no token came; without an excerpt, as the answer may hold one.
        SourceError: as `Client.post` has them.
    """
    answer = client.post(
        url, form=form, secret_form=secret_form, secret_headers=secret_headers, ok=(200, 404, *REFUSED)
    )
    try:
        body = mapping(answer.json() if answer.status == 200 else None)
    except NotUnderstood:
        body = {}
    if answer.status in REFUSED or body.get("error"):
        raise FixCredentials("key_rejected", host=answer.host, setting=setting)
    value, seconds = body.get("access_token"), count(body.get("expires_in"))
    if not isinstance(value, str) or not 0 < len(value) <= 8192 or not value.isascii() or not value.isprintable():
        raise NotUnderstood("not_understood", host=answer.host, status=answer.status, reason="no_token")
    ends = None if seconds is None else client.now() + min(timedelta(seconds=min(seconds, 10**8)), LONGEST)
    return Token(value, ends)
