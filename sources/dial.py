"""Connections that dial only vetted addresses and keep to a deadline.

`requests` and urllib3 know a timeout per read, so a server that drips a byte now and then holds a call for as long
as it likes. Here every single read of a connection asks how much of the call's time is left, counts the bytes and
looks whether the run was stopped.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import wait_for_read

from sources.errors import LimitReached, NotUnderstood, Refused, RetryLater, Stopped

if TYPE_CHECKING:
    from sources.addresses import Gate, Resolved

CONNECT_SECONDS: Final = 10.0
"""For one address; a host that does not even answer to this is down."""
HEADER_BYTES: Final = 65_536
"""For all lines of a header together; servers in practice stay below 16 kB."""
_QUICK_ACK: Final[int | None] = getattr(socket, "TCP_QUICKACK", None)
LOOK_EVERY: Final = 0.25
"""Seconds between two looks at ``stopped`` while nothing arrives."""


@dataclass
class Limits:
    """What one attempt may use up: ``deadline`` in seconds of `time.monotonic`, bytes on the wire."""

    deadline: float
    wire_bytes: int
    stopped: Callable[[], bool]

    def left(self) -> float:
        """Seconds until the deadline.

        Raises:
            TimeoutError: it has passed.
            Stopped: the run was stopped.
        """
        if self.stopped():
            raise Stopped
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("deadline")
        return left


_limits: ContextVar[Limits] = ContextVar("limits")


@contextlib.contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """Hold every connection that this thread uses in the block to the limits."""
    token = _limits.set(limits)
    try:
        yield
    finally:
        _limits.reset(token)


class _Watched(io.RawIOBase):
    """The raw bytes of one answer, read within the limits of the call."""

    def __init__(self, sock: socket.socket, limits: Limits, host: str) -> None:
        self._sock = sock
        self._limits = limits
        self._host = host
        self._raw = sock.makefile("rb", buffering=0)  # keeps the socket open until the answer is read
        self._allowance = limits.wire_bytes

    def allow(self, count: int) -> None:
        """Set how many bytes may still be read."""
        self._allowance = count

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._allowance <= 0:
            raise LimitReached("too_large", host=self._host)
        while True:
            left = self._limits.left()
            waiting = isinstance(self._sock, ssl.SSLSocket) and self._sock.pending()
            if waiting or wait_for_read(self._sock, min(left, LOOK_EVERY)):
                break
        self._sock.settimeout(left)
        if _QUICK_ACK is not None:
            # Many small servers send header and body in two packets and hold the second back until the first is
            # acknowledged, which the kernel otherwise delays by 40 ms.
            self._sock.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
        count = self._raw.readinto(buffer)
        self._allowance -= count or 0
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Source:
    """Stands in for the socket where `http.client` only asks it for a file."""

    def __init__(self, watched: _Watched) -> None:
        self._watched = watched

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._watched, 65_536)


class _Response(http.client.HTTPResponse):
    """An answer whose every read is watched, and whose header has a size limit of its own."""

    def __init__(self, sock: socket.socket, host: str, **options: Any) -> None:
        self._limits = _limits.get()
        self._host = host
        self._watched = _Watched(sock, self._limits, host)
        super().__init__(_Source(self._watched), **options)  # type: ignore[arg-type]  # see _Source

    def begin(self) -> None:
        self._watched.allow(HEADER_BYTES)
        problem: LimitReached | NotUnderstood
        try:
            super().begin()
            while 101 < self.status < 200:  # early hints; http.client skips status 100 only
                self.headers = None  # type: ignore[assignment]  # so that begin() reads on
                super().begin()
        except http.client.RemoteDisconnected:
            raise
        except http.client.BadStatusLine:
            problem = NotUnderstood("not_understood", host=self._host, reason="no_http")
        except http.client.HTTPException:  # too long a line or too many of them
            problem = LimitReached("too_large", host=self._host)
        else:
            self._watched.allow(self._limits.wire_bytes)
            return
        raise problem


def dial(addresses: list[Resolved], host: str, limits: Limits) -> socket.socket:
    """Connect to the first address that answers.

    Raises:
        RetryLater: ``timeout`` or ``unreachable``.
    """
    code = "unreachable"
    for index, (family, address) in enumerate(addresses):
        try:
            share = limits.left() / (len(addresses) - index)
        except TimeoutError:
            code = "timeout"
            break
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(min(CONNECT_SECONDS, share))
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(max(limits.deadline - time.monotonic(), 0.001))
        except OSError as error:
            sock.close()
            code = "timeout" if isinstance(error, TimeoutError) else "unreachable"
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise RetryLater(code, host=host, reason="connect")


def _open(gate: Gate, host: str, port: int, *, encrypted: bool) -> socket.socket:
    limits = _limits.get()
    if not encrypted and not gate.allows(host, port):
        raise Refused("not_https", host=host)
    return dial(gate.resolve(host, port, limits.left()), host, limits)


def guarded_pools(gate: Gate, *, hosts: int, per_host: int) -> PoolManager:
    """A pool manager of urllib3 whose connections all pass the gate. Names stay in TLS and in ``Host``."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _open(gate, self.host, self.port or 80, encrypted=False)

        def response_class(self, sock: socket.socket, **options: Any) -> _Response:  # type: ignore[override]
            return _Response(sock, self.host, **options)

    class Encrypted(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _open(gate, self.host, self.port or 443, encrypted=True)

        def response_class(self, sock: socket.socket, **options: Any) -> _Response:  # type: ignore[override]
            return _Response(sock, self.host, **options)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    pools = PoolManager(num_pools=hosts, maxsize=per_host, block=False)
    pools.pool_classes_by_scheme = {"http": PlainPool, "https": EncryptedPool}
    return pools
