"""Put on PYTHONPATH, it keeps a process of a test from every network but this machine's own: no name is found, no address reached."""

from __future__ import annotations

import socket
from typing import Any

_LOOPBACK = ("127.0.0.1", "::1", "localhost", None)
_find, _connect = socket.getaddrinfo, socket.socket.connect


def _getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    if name not in _LOOPBACK:
        raise socket.gaierror(socket.EAI_NONAME, "no network in tests")
    return _find(host, *args, **options)


def _connected(self: socket.socket, address: Any) -> None:
    if isinstance(address, tuple) and address[0] not in _LOOPBACK:
        raise ConnectionRefusedError(111, "no network in tests")
    _connect(self, address)


socket.getaddrinfo = _getaddrinfo
socket.socket.connect = _connected  # type: ignore[method-assign,assignment]
