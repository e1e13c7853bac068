"""A small real HTTP server on loopback whose answers a test sets: ``server.on("/path", body=..., status=...)``."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass
class Request:
    """One request as the server saw it."""

    method: str
    path: str
    query: dict[str, str]
    lists: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes = b""


@dataclass
class Reply:
    """What the server answers; ``body`` may be bytes, text or anything JSON can hold."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Answering = Callable[[Request], Reply]


class Loopback:
    """Serves on a free port of 127.0.0.1 while the ``with`` block lasts; records every request in ``requests``."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._routes: dict[str, Answering] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                parts = urlsplit(self.path)
                lists = parse_qs(parts.query, keep_blank_values=True)
                size = int(self.headers.get("Content-Length") or 0)
                request = Request(
                    self.command,
                    parts.path,
                    {name: values[-1] for name, values in lists.items()},
                    lists,
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(size) if size else b"",
                )
                outer.requests.append(request)
                answering = outer._routes.get(parts.path) or outer._routes.get("*")
                reply = answering(request) if answering else Reply(b"not here", 404)
                body = reply.body
                headers = dict(reply.headers)
                if isinstance(body, str):
                    body = body.encode()
                elif not isinstance(body, bytes):
                    body = json.dumps(body).encode()
                    headers.setdefault("Content-Type", "application/json")
                self.send_response(reply.status)
                headers.setdefault("Content-Length", str(len(body)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_GET = do_POST = do_HEAD = _serve  # noqa: N815

            def log_message(self, *args: object) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def host(self) -> str:
        """Host and port, as ``BENCHMARK_ALLOW_HOSTS`` takes them."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """The root address."""
        return f"http://{self.host}"

    def on(self, path: str, body: Any = b"", status: int = 200, headers: dict[str, str] | None = None) -> None:
        """Answer this path always the same way; ``*`` answers every other path."""
        self._routes[path] = lambda _request: Reply(body, status, headers or {})

    def answer(self, path: str, answering: Answering) -> None:
        """Answer this path by a function of the request."""
        self._routes[path] = answering

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
