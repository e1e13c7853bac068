"""The route of share links: a frozen report for whoever has its link, and nothing for anybody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from benchmark.reports import sharing
from benchmark.store import Store, StoreError

HEADERS: Final = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    # The report brings its own script and style. It may call nowhere, and in a sandbox it is no part of the dashboard's origin.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "sandbox allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox allow-modals"
    ),
}
_ROBOTS: Final = "User-agent: *\nDisallow: /share/\n"


def routes(get_store: Callable[[], Store]) -> list[BaseRoute]:
    """Return the routes for a Starlette application."""

    async def share(request: Request) -> Response:
        try:
            page = await asyncio.to_thread(lambda: sharing.opened(get_store(), request.path_params["token"]))
        except StoreError:
            return PlainTextResponse("Unavailable\n", 503, HEADERS)
        if page is None:
            return PlainTextResponse("Not found\n", 404, HEADERS)
        return Response(page, 200, HEADERS, "text/html; charset=utf-8")

    async def robots(_request: Request) -> Response:
        return PlainTextResponse(_ROBOTS)

    return [Route("/share/{token}", share, methods=["GET"]), Route("/robots.txt", robots, methods=["GET"])]
