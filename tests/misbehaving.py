"""A raw server on loopback that breaks every rule a server can break; what it does is a function of the connection."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

Behaviour = Callable[[socket.socket, bytes], None]
"""Gets the connection and the request's header, and answers in its own way."""


class Misbehaving:
    """Serves on a free port of 127.0.0.1 while the ``with`` block lasts; ``seen`` holds the headers of all requests."""

    def __init__(self, behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> None:
        self.behaviour = behaviour
        self.seen: list[bytes] = []
        self.seen_at: list[float] = []
        self.connections = 0
        self._tls = tls
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._ending = False

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self.host}"

    def _accept(self) -> None:
        while not self._ending:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.closing(connection):
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            while header := _header(connection):
                self.seen_at.append(time.monotonic())
                self.seen.append(header)
                self.behaviour(connection, header)

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending = True
        for connection in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


def _header(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        part = connection.recv(65_536)
        if not part:
            return b""
        received += part
    return received


def reply(
    body: bytes = b"{}", status: str = "200 OK", headers: dict[str, str] | None = None, length: int | None = None
) -> Behaviour:
    """A proper answer, but for a ``length`` that may be a lie."""
    fields = {"Content-Length": str(len(body) if length is None else length), **(headers or {})}

    def answer(connection: socket.socket, _header: bytes) -> None:
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        connection.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body)
        if length is not None and length > len(body):
            raise OSError("hang up early")

    return answer


def drip(data: bytes, every: float = 0.02) -> Behaviour:
    """Send byte by byte, and go on for ever with spaces."""

    def answer(connection: socket.socket, _header: bytes) -> None:
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(every)
        while True:
            connection.sendall(b" ")
            time.sleep(every)

    return answer


def silent(connection: socket.socket, _header: bytes) -> None:
    """Take the request and say nothing."""
    connection.recv(1)


def reset(connection: socket.socket, _header: bytes) -> None:
    """Tear the connection down without a word."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def endless(head: bytes, piece: bytes) -> Behaviour:
    """A header, then the same piece over and over."""

    def answer(connection: socket.socket, _header: bytes) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)

    return answer


def bomb(decoded: int, layers: int = 1) -> bytes:
    """Zeros, compressed with gzip so many times over."""
    data = b""
    for layer in range(layers):
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        if layer:
            data = packer.compress(data) + packer.flush()
        else:
            block = bytes(2**20)
            data = b"".join(packer.compress(block) for _ in range(decoded // 2**20)) + packer.flush()
    return data


class FakeClock:
    """Time that passes only when somebody sleeps; `slept` is the sum. Chance is fixed."""

    def __init__(self, chance: float = 0.5) -> None:
        self.slept = 0.0
        self.chance = chance
        self._start = datetime(2026, 11, 2, 10, 0)
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        return 1000.0 + self.slept

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept += seconds

    def utcnow(self) -> datetime:
        return self._start + timedelta(seconds=self.slept)

    def random(self) -> float:
        return self.chance
