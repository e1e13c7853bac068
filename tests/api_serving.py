"""The HTTP API on loopback, served by a thread of this process, so that a test can look into the database beside it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import requests
import uvicorn
from starlette.applications import Starlette

from benchmark import tokens
from benchmark.api.routes import HostAllowed, routes
from benchmark.clock import utcnow
from benchmark.commands import Session

VIEWER, EDITOR = "viewer", "editor"
LAST = utcnow().date() - timedelta(days=3)
DAYS = {"from": (LAST - timedelta(days=27)).isoformat(), "to": LAST.isoformat()}
"""Four weeks of the demo."""


@dataclass
class Api:
    """A running API with a token of each role."""

    url: str
    session: Session
    viewer: str
    editor: str
    client: requests.Session = field(default_factory=requests.Session)

    def ask(
        self,
        path: str,
        *,
        token: str | None = VIEWER,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> requests.Response:
        """Send a request; ``token`` is a role, a text to send as it is, or None for none."""
        shown = {VIEWER: self.viewer, EDITOR: self.editor}.get(token or "", token)
        sent = {**({"Authorization": f"Bearer {shown}"} if shown else {}), **(headers or {})}
        root = self.url if path == "/healthz" else f"{self.url}/api/v1"
        return self.client.request(method, f"{root}{path}", headers=sent, timeout=30, **more)

    def get(self, path: str, /, **params: Any) -> Any:
        """Return the JSON document of a request that is answered."""
        answer = self.ask(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def pages(self, path: str, /, **params: Any) -> Iterator[list[dict[str, Any]]]:
        """Yield page after page."""
        after: dict[str, str] = {}
        while True:
            said = self.get(path, **params, **after)
            yield said["data"]
            if said["next"] is None:
                return
            after = {"after": said["next"]}

    def post(self, path: str, body: Any, role: str = EDITOR) -> requests.Response:
        """Send a JSON body."""
        return self.ask(path, token=role, method="POST", json=body)


@contextmanager
def serving(session: Session, host_allowed: HostAllowed = lambda _host: True) -> Iterator[Api]:
    """Serve the API over what is open in a session while the block lasts."""
    app = Starlette(routes=routes(lambda: session, host_allowed))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        viewer, editor = (
            tokens.make(session.store, f"{role} {port}", role=role, actor="test").shown for role in ("viewer", "editor")
        )
        try:
            yield Api(f"http://127.0.0.1:{port}", session, viewer, editor)
        finally:
            server.should_exit = True
            thread.join(10)
