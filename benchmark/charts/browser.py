"""Pictures of figures, drawn by a Chromium of this machine that is started when first needed and stopped when idle.

https://github.com/plotly/Kaleido (1.5): ``Kaleido`` is a browser with tabs; it is asynchronous and lives in a thread of its
own here. Its synchronous server waits for ever when the browser dies, therefore every step here has a time limit.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Literal

import kaleido
import plotly
import plotly.graph_objects as go
from choreographer.browsers.chromium import Chromium

from benchmark.charts.font import style

_IDLE_SECONDS = 120
_START_SECONDS, _DRAW_SECONDS = 30, 30
_MOST_PIXELS = 4000


class CannotDraw(Exception):
    """There is no browser, or it failed."""


class _Page:
    """The page figures are drawn on: local scripts only, and the typeface put into every picture.

    A picture is an SVG drawn in isolation: it sees no typeface of the page, only what stands inside itself.
    """

    def generate_index(self) -> str:
        scripts = (
            Path(str(plotly.__file__)).parent / "package_data" / "plotly.min.js",
            Path(str(kaleido.__file__)).parent / "vendor" / "kaleido_scopes.js",
        )
        sources = "".join(f'<script src="{script.as_uri()}" charset="utf-8"></script>' for script in scripts)
        inside = json.dumps(f"<style>{style()}</style>")
        put = (
            "const write=XMLSerializer.prototype.serializeToString;"
            "XMLSerializer.prototype.serializeToString=function(node){"
            f"return write.call(this,node).replace(/<svg[^>]*>/,opening=>opening+{inside})}};"
        )
        head = f'<meta charset="utf-8"><style id="head-style"></style><style>{style()}</style><script>{put}</script>'
        return f'<!DOCTYPE html><html><head>{head}{sources}</head><body style="margin:0"><img id="kaleido-image"></body></html>'


class Browser:
    """One browser, one picture at a time; other threads wait their turn."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._kaleido: kaleido.Kaleido | None = None
        self._thread: threading.Thread | None = None
        self._idle: threading.Timer | None = None

    def draw(self, figure: go.Figure, kind: Literal["png", "svg"], scale: float = 1) -> bytes:
        """Return a figure as a picture in its layout's width and height.

        Raises:
            CannotDraw: no browser, it did not start or it did not answer in time.
        """
        layout = figure.layout
        size = {"width": min(layout.width, _MOST_PIXELS), "height": min(layout.height, _MOST_PIXELS)}
        with self._lock:
            try:
                browser = self._kaleido or self._start()
                work = browser.calc_fig(figure.to_dict(), opts={"format": kind, "scale": scale, **size})
                picture = self._wait(work, _DRAW_SECONDS)
            except (
                Exception
            ) as error:  # the browser is a program of its own: whatever it does, the next picture starts anew
                self._stop()
                raise CannotDraw(str(error) or type(error).__name__) from error
            self._stop_later()
        return picture if isinstance(picture, bytes) else str(picture).encode()

    def stop(self) -> None:
        """Stop the browser; the next picture starts it again."""
        with self._lock:
            self._stop()

    def _start(self) -> kaleido.Kaleido:
        loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=loop.run_forever, name="chart-browser", daemon=True)
        self._thread.start()
        self._loop = loop
        self._kaleido = self._wait(_opened(), _START_SECONDS)
        return self._kaleido

    def _wait(self, work: Coroutine[Any, Any, Any], seconds: float) -> Any:
        if self._loop is None:
            raise CannotDraw("the browser is not running")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def _stop(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        loop, browser = self._loop, self._kaleido
        self._loop = self._kaleido = self._idle = None
        if loop is None:
            return
        if browser is not None:
            closing = asyncio.run_coroutine_threadsafe(browser.close(), loop)
            try:
                closing.result(10)
            except Exception:  # noqa: BLE001 - it is being given up anyway
                closing.cancel()
        loop.call_soon_threadsafe(loop.stop)
        if self._thread is not None:
            self._thread.join(5)
            if not self._thread.is_alive():
                loop.close()

    def _stop_later(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        self._idle = threading.Timer(_IDLE_SECONDS, self.stop)
        self._idle.daemon = True
        self._idle.start()


async def _opened() -> kaleido.Kaleido:
    browser = kaleido.Kaleido(n=1, timeout=_DRAW_SECONDS, page_generator=_Page())
    await browser.open()
    return browser


def browser_path() -> str | None:
    """Return the browser that would be started, or None."""
    found = Chromium.find_browser(skip_local=False)
    return found if found and Path(found).is_file() else None


BROWSER = Browser()
atexit.register(BROWSER.stop)
