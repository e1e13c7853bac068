"""A process of its own that holds the database and serves the control route, as the dashboard does. Ends with SIGTERM."""

from __future__ import annotations

import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette

from benchmark import control, owner


def main() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        @asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[None]:
            mine = owner.current()
            control.announce(mine, f"http://127.0.0.1:{listening.getsockname()[1]}")
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            yield
            control.withdraw(mine)
            owner.close()

        app = Starlette(routes=control.routes(owner.current), lifespan=lifespan)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5))
        server.run(sockets=[listening])


if __name__ == "__main__":
    main()
