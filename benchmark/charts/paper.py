"""A web page of our own on paper or as pictures, made by a Chromium of this machine that lives as long as it works.

Charts stay vectors and words stay words. The page calls nobody: its own policy forbids it, and it says itself when it is drawn
(``paperReady``). https://chromedevtools.github.io/devtools-protocol/tot/Page/#method-printToPDF
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeVar

from choreographer import Browser
from choreographer.browser_async import Tab

from benchmark.charts.browser import CannotDraw, browser_path

SECONDS: Final = 90
_SCALE: Final = 1.2
"""How much larger than on a screen things stand on paper: 13 pixels become 12 points."""
_A4: Final = (297 / 25.4, 210 / 25.4)
"""In inches. The style sheet says it too, but what it says of widths is held against this."""
_WIDTH, _HEIGHT = 858, 575
"""A4 on its side within its margins, in pixels at that scale."""
_PICTURE, _TALLEST, _EDGE = 1280, 4000, 24
"""How wide a picture of a sheet is, how high the sheet may be, and what is free around it."""
_SHEETS: Final = (
    f"""
document.body.style.margin = "{_EDGE}px";
const all = [...document.querySelectorAll(".sheet:not(.definitions)")];
all.forEach((sheet) => {{ sheet.style.marginBottom = "{2 * _EDGE}px"; }});
"""
    """
all.map((sheet) => {
  const place = sheet.getBoundingClientRect();
  return [place.top + window.scrollY, place.height];
})
"""
)
T = TypeVar("T")


def printed(page: bytes, seconds: float = SECONDS) -> bytes:
    """Return a page that defines ``paperReady(width, height)`` as a PDF file.

    Raises:
        CannotDraw: there is no browser, or it did not print in time.
    """
    return _done(page, _print, seconds)


def pictured(page: bytes, seconds: float = SECONDS) -> list[bytes | None]:
    """Return a PNG picture of each sheet of such a page, as wide as pictures of charts are; None for one that is too long.

    Raises:
        CannotDraw: there is no browser, or it did not draw in time.
    """
    return _done(page, _picture, seconds)


def _done(page: bytes, work: Callable[[str], Coroutine[Any, Any, T]], seconds: float) -> T:
    path = browser_path()
    if path is None:
        raise CannotDraw("no browser")
    with tempfile.TemporaryDirectory(prefix="benchmark-print-") as folder:
        file = Path(folder) / "page.html"
        file.write_bytes(page)
        try:
            with ThreadPoolExecutor(1, "paper") as thread:  # of its own: the caller's may have a loop running
                return thread.submit(lambda: asyncio.run(asyncio.wait_for(work(file.as_uri()), seconds))).result()
        except Exception as error:  # the browser is a program of its own: whatever it does is told in one way
            raise CannotDraw(str(error) or type(error).__name__) from error


async def _print(address: str) -> bytes:
    # as wide as the paper, so that what a style sheet says of widths holds for measuring and for printing
    async with _opened(address, _WIDTH, _HEIGHT) as tab:
        made = await _ask(
            tab,
            "Page.printToPDF",
            preferCSSPageSize=True,
            paperWidth=_A4[0],
            paperHeight=_A4[1],
            printBackground=True,
            scale=_SCALE,
            generateTaggedPDF=True,
            generateDocumentOutline=True,
        )
        return base64.b64decode(made["data"])


async def _picture(address: str) -> list[bytes | None]:
    async with _opened(address, _PICTURE - 2 * _EDGE, _TALLEST) as tab:
        places = await _run(tab, _SHEETS)
        return [await _shot(tab, *place) for place in places]


async def _shot(tab: Tab, top: float, height: float) -> bytes | None:
    if height > _TALLEST:
        return None
    clip = {"x": 0, "y": top - _EDGE, "width": _PICTURE, "height": height + 2 * _EDGE, "scale": 2}
    made = await _ask(tab, "Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
    return base64.b64decode(made["data"])


@contextlib.asynccontextmanager
async def _opened(address: str, width: int, height: int) -> AsyncIterator[Tab]:
    """Open a page and let it make itself ready for sheets of this size."""
    async with _browser() as browser:
        tab = await browser.create_tab("")
        await _ask(tab, "Page.enable")
        screen = {"width": width, "height": min(height, _HEIGHT), "deviceScaleFactor": 1, "mobile": False}
        await _ask(tab, "Emulation.setDeviceMetricsOverride", **screen)
        loaded = tab.subscribe_once("Page.loadEventFired")
        await _ask(tab, "Page.navigate", url=address)
        await loaded
        await _run(tab, f"paperReady({width}, {height})")
        yield tab


async def _run(tab: Tab, script: str) -> Any:
    said = await _ask(tab, "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
    if "exceptionDetails" in said:
        raise CannotDraw("the page could not be drawn")
    return said["result"].get("value")


async def _ask(tab: Tab, command: str, **params: Any) -> dict[str, Any]:
    answer = await tab.send_command(command, params=params)
    if "error" in answer:
        raise CannotDraw(f"{command} failed")
    return dict(answer.get("result", {}))


@contextlib.asynccontextmanager
async def _browser() -> AsyncIterator[Browser]:
    """Start a browser with a folder of its own; it is gone when the block ends, however it ends."""
    browser = Browser(browser_path(), enable_extensions=False)
    try:
        await browser.open()
        yield browser
    finally:
        process = getattr(browser, "subprocess", None)
        with contextlib.suppress(Exception):  # it is being given up anyway
            await asyncio.wait_for(browser.close(), 10)
        if process is not None and process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # it leads a session of its own
            process.wait(5)
