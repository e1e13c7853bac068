"""HTTP for all sources: one place for deadlines, size caps, address checks, pace, retries and errors by name.

A source calls ``client.get(...)`` and gets an `Answer` or one of the errors in `sources.errors`. It never sleeps,
retries, follows a redirect or looks at a status that it did not ask for.

What a call may cost: ``deadline_seconds`` on the network with all its retries and redirects (waiting for the host's
pace is not counted), ``max_bytes`` after decompression, at most ``retries`` + 1 attempts.
"""

from __future__ import annotations

import http.client
import random as _random
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import requests
import urllib3
from requests.adapters import HTTPAdapter

from sources.addresses import Gate, Target, target
from sources.answer import Answer, Headers
from sources.base import Source
from sources.call import Question
from sources.client import Client
from sources.dial import Limits, guarded_pools, limited
from sources.errors import LimitReached, NotUnderstood, Refused, RetryLater, SourceError
from sources.ledger import Ledger
from sources.pace import Clock, Lane
from sources.redact import guard_library_logs, hide
from sources.signs import server_time
from sources.tokens import Tokens

__all__ = ["Answer", "Client", "Http", "HttpConfig"]

CHUNK: Final = 65_536
ERROR_BODY: Final = 65_536
"""So much is read of the body of an answer that only becomes an error."""
HOSTS_ALIVE: Final = 64
"""Hosts to which connections are kept open, each with up to `PER_HOST` of them."""
PER_HOST: Final = 8
PROMPT: Final = 1.0
"""Only an answer that took less than a second tells what the server's clock shows now."""


def _utcnow() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class HttpConfig:
    """What the operator sets. Secrets do not show in its text form."""

    user_agent: str
    roots: Mapping[str, str] = field(default_factory=dict)
    """``"bluesky.api"`` → base address; replaces ``Source.roots``. Its host is thereby allowed."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Name of the setting → value."""
    allow_hosts: frozenset[str] = frozenset()
    """``"127.0.0.1:3000"``: non-public hosts, and plain http, that links may name."""
    deadline_seconds: float = 30.0
    max_bytes: int = 8 * 2**20
    """Of a body, decompressed."""
    retries: int = 2
    retry_after_cap: float = 60.0
    """Seconds. A host that asks for a longer pause is left alone until then instead of waited for."""
    budgets: Mapping[str, float] = field(default_factory=dict)
    """By source: US dollars a UTC day."""
    ca_bundle: str | None = None
    """A file of certificates to trust instead of the usual ones."""


class _Adapter(HTTPAdapter):
    """The connections of `sources.dial` under requests, without its cookies, proxies and netrc."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        super().__init__(pool_connections=HOSTS_ALIVE, pool_maxsize=PER_HOST)

    def init_poolmanager(self, connections: int, maxsize: int, *_: Any, **_options: Any) -> None:
        self.poolmanager = guarded_pools(self._gate, hosts=connections, per_host=maxsize)

    def build_response(self, req: requests.PreparedRequest, resp: urllib3.BaseHTTPResponse) -> requests.Response:
        response = requests.Response()
        response.request = req
        response.status_code = resp.status
        response.raw = resp
        return response


class Http:
    """Connections, pace and state of all hosts. One per process; safe to use from many threads."""

    def __init__(
        self,
        config: HttpConfig,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        utcnow: Callable[[], datetime] = _utcnow,
        random: Callable[[], float] = _random.random,
    ) -> None:
        self.config = config
        self.clock = Clock(monotonic, sleep, utcnow, random)
        self.gate = Gate(config.allow_hosts, config.roots.values())
        self.tokens = Tokens()
        self.ledger = Ledger(config.budgets)
        self._adapter = _Adapter(self.gate)
        self._lock = threading.Lock()
        self._lanes: dict[str, Lane] = {}
        self._skews: dict[str, float] = {}
        hide(config.secrets.values())
        guard_library_logs()

    def client(
        self, source: Source, state: dict[str, str] | None = None, stopped: Callable[[], bool] | None = None
    ) -> Client:
        """What a source's functions get: one per account and run. ``stopped`` ends every wait with `Stopped`."""
        return Client(self, source, {} if state is None else state, stopped or (lambda: False))

    def new_run(self) -> None:
        """Give hosts that were down another chance, and forget the clocks seen. Pauses that hosts asked for stay."""
        with self._lock:
            self._skews.clear()
            lanes = list(self._lanes.values())
        for lane in lanes:
            lane.new_run()

    def clock_skew(self) -> float | None:
        """The largest difference in seconds, either way, between our clock and a server's; None: not known."""
        with self._lock:
            return max((abs(skew) for skew in self._skews.values()), default=None)

    def clock_skews(self) -> dict[str, float]:
        """By host: seconds by which our clock is ahead of the server's (behind: negative), as seen last."""
        with self._lock:
            return dict(self._skews)

    def place(self, url: str, params: Mapping[str, Any] | None = None) -> Target:
        """The address with its parameters, as it will be called.

        Raises:
            Refused: ``bad_address`` or ``not_http``.
        """
        try:
            prepared = requests.Request("GET", url.strip(), params=params).prepare().url
        except (ValueError, requests.RequestException, urllib3.exceptions.HTTPError):
            prepared = None
        if prepared is None:
            raise Refused("bad_address", host="")
        return target(prepared.partition("#")[0])  # an address that is no web address passes the preparation

    def lane(self, place: Target, source: Source) -> Lane:
        """The lane of the host that the address really names."""
        with self._lock:
            lane = self._lanes.get(place.lane)
            if lane is None:
                lane = Lane(place.host, source.pace, self.clock, self.config.retry_after_cap)
                self._lanes[place.lane] = lane
        lane.keep_to(source.pace)
        return lane

    def send(
        self, question: Question, place: Target, headers: Mapping[str, str], limits: Limits, ok: Collection[int]
    ) -> Answer:
        """Send once, read the answer within the limits; of a status not in ``ok`` only the beginning.

        Raises:
            RetryLater, Refused, LimitReached, NotUnderstood, Stopped: as `Client.get` has them.
        """
        try:
            request = requests.Request(
                question.method, place.url, headers=dict(headers), data=question.body or None
            ).prepare()
            return self._exchange(request, place, limits, ok)
        except (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
            problem = _problem(error, place.host, limits)
        except ValueError:
            problem = NotUnderstood("not_understood", host=place.host, reason="no_http")
        raise problem  # out here, so that no library's error with an address in it hangs on to ours

    def _exchange(
        self, request: requests.PreparedRequest, place: Target, limits: Limits, ok: Collection[int]
    ) -> Answer:
        left = limits.left()
        began = time.monotonic()
        verify = self.config.ca_bundle or True
        with (
            limited(limits),
            closing(self._adapter.send(request, stream=True, timeout=(left, left), verify=verify)) as response,
        ):
            headers = Headers(response.raw.headers.items())
            if time.monotonic() - began < PROMPT:
                self._compare_clocks(place.host, headers)
            whole = response.status_code in ok
            body = _body(response.raw, self.config.max_bytes if whole else ERROR_BODY)
            if body is None and whole:
                raise LimitReached("too_large", host=place.host, bytes=self.config.max_bytes)
            return Answer(response.status_code, headers, body or b"", place.url)

    def _compare_clocks(self, host: str, headers: Headers) -> None:
        date = server_time(headers)
        if date is None:
            return
        with self._lock:
            self._skews[host] = (self.clock.utcnow() - date).total_seconds()


def _body(raw: Any, most: int) -> bytes | None:
    """The body, decompressed; None when it is larger than ``most`` bytes."""
    body = bytearray()
    for chunk in raw.stream(CHUNK, decode_content=True):
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)


def _problem(error: Exception, host: str, limits: Limits) -> SourceError:
    """Our error for one of the libraries'."""
    if isinstance(error, requests.exceptions.SSLError | urllib3.exceptions.SSLError):
        return RetryLater("unreachable", host=host, reason="certificate")
    late = time.monotonic() >= limits.deadline
    if late or isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError | TimeoutError):
        return RetryLater("timeout", host=host)
    if isinstance(error, urllib3.exceptions.DecodeError):
        return NotUnderstood("not_understood", host=host, reason="encoding")
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidHeader):
        return Refused("bad_address", host=host)
    return RetryLater("unreachable", host=host)
