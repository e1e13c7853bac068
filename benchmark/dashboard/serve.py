"""What the server holds while it serves: the database, the schedule, the routes beside the pages."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NoReturn

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from benchmark import control, owner, problems
from benchmark.api import routes as api
from benchmark.dashboard import shared
from benchmark.dashboard.start import refusal
from benchmark.reports import sharing
from benchmark.settings import SettingsError
from benchmark.store import StoreError
from benchmark.text import t


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Hold the database open and the schedule running while the server serves."""
    if reason := refusal(st.get_option("server.address") or "127.0.0.1", 0):
        _stop(reason)
    try:
        mine = owner.current()
    except StoreError as error:
        _stop(problems.store_sentence(error))
    except SettingsError as error:
        _stop(str(error))
    host = "[::1]" if st.get_option("server.address") == "::1" else "127.0.0.1"
    control.announce(mine, f"http://{host}:{st.get_option('server.port')}")
    mine.collector.start_schedule(mine.sender.tick, lambda: sharing.keep_tidy(mine.store))
    # Streamlit collects garbage after each script run; what the imports left need not be looked at every time.
    gc.collect()
    gc.freeze()
    try:
        yield {}
    finally:
        control.withdraw(mine)
        owner.close()


def routes() -> list[BaseRoute]:
    """Return the routes beside the pages."""
    beside = api.routes(owner.current, is_host_allowed)
    first = Route("/overview", _to_the_first_page, methods=["GET"])
    return [*control.routes(owner.current), *beside, *shared.routes(lambda: owner.current().store), first]


async def _to_the_first_page(request: Request) -> Response:
    """The first page lives at the root: lead whoever types its name there, with all that the address says."""
    return RedirectResponse(f"./?{request.url.query}" if request.url.query else "./")


def middleware() -> list[Middleware]:
    """Compress what the server sends; Streamlit itself does not."""
    return [Middleware(GZipMiddleware, minimum_size=1024)]


def on_script_error(error: Exception) -> bool:
    """Log an unexpected error and show a sentence in place of a traceback."""
    logging.getLogger(__name__).error("A page could not be drawn", exc_info=error)
    st.error(
        t(
            "This page could not be drawn. Reload it; if that does not help, look at the server's log for the details. "
            "Your data are safe."
        )
    )
    return True


def _stop(reason: str) -> NoReturn:
    sys.stderr.write(reason + "\n")
    sys.stderr.flush()
    os._exit(3)  # an exception would be followed by the server's traceback, and nothing is open yet
