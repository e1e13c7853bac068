"""The dashboard as a reader has it: the real server in a process of its own, looked at with a real Chromium.

``app`` starts a server over an empty database (``served(...)`` with other settings), ``page`` is a Chromium tab that reaches
nothing but loopback and keeps what it was refused, what the console said and what the page asked for.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.0.0.1", "localhost")
START_SECONDS = 60
expect.set_options(timeout=15_000)


@dataclass
class App:
    """A running dashboard."""

    url: str
    db: Path
    log: Path
    pid: int

    @property
    def said(self) -> str:
        """What the server wrote so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@dataclass
class Watch:
    """What a tab did besides what the test asked for."""

    outside: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def assert_clean(self) -> None:
        """Nothing outside was asked for and nothing went wrong in the browser."""
        assert not self.outside, self.outside
        assert not self.console, self.console


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[App]:
    """Run a dashboard over the database in a folder until the block ends."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BENCHMARK_")}
    db = folder / "benchmark.duckdb"
    env = {**kept, "BENCHMARK_DB": str(db), "BENCHMARK_SCHEDULE": "6h", **settings}
    log = folder / "server.log"
    command = [sys.executable, "-m", "benchmark.dashboard.start", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
    app = App(f"http://127.0.0.1:{port}", db, log, process.pid)
    try:
        _wait(app, process)
        yield app
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chromium() -> str | None:
    """The Chromium of this machine; None leaves it to playwright's own."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    found = sorted(Path("~/.cache/ms-playwright").expanduser().glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        try:
            yield running
        finally:
            running.close()


def tab(running: Browser, *, width: int = 1440, height: int = 1000, scheme: str = "light") -> tuple[Page, Watch]:
    """A tab that reaches loopback only, and the record of what it did."""
    assert scheme in ("light", "dark")
    context = running.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        accept_downloads=True,
    )
    watch = Watch()

    def guard(route: Route) -> None:
        if urlsplit(route.request.url).hostname in LOOPBACK:
            route.continue_()
        else:
            watch.outside.append(route.request.url)
            route.abort()

    def heard(message: ConsoleMessage) -> None:
        # Below a page's path Streamlit looks for its server beside it first and is answered 404: not of our making.
        if message.type == "error" and "404" not in message.text:
            watch.console.append(message.text)

    context.route("**/*", guard)
    page = context.new_page()
    page.on("console", heard)
    page.on("pageerror", lambda error: watch.console.append(str(error)))
    page.set_default_timeout(20_000)
    return page, watch


def settle(page: Page) -> None:
    """Wait until the page has been drawn to its end, and hold that nothing on it failed."""
    page.wait_for_selector('[data-testid="stApp"]')
    page.wait_for_function(
        """() => {
            const app = document.querySelector('[data-testid="stApp"]');
            return app && app.getAttribute('data-test-script-state') === 'notRunning'
                && !document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"]');
        }"""
    )
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.get_by_text("This page could not be drawn").count() == 0


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """One Chromium for a module."""
    with browser() as running:
        yield running


def _wait(app: App, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, app.said
        try:
            with urlopen(f"{app.url}/_stcore/health", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(app.said)
