"""Ground for the tests of the command line: a settled environment, a network on loopback, commands run in this process."""

from __future__ import annotations

import contextlib
import io
import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from loopback import Loopback, Reply, Request
from simulate import Brand, brand_with_posts
from simulate_bluesky import Simulator

from benchmark.cli import main
from benchmark.clock import utcnow


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*argv: str) -> Said:
    """Carry out a command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(argv)
    return Said(code, out.getvalue(), err.getvalue())


_BOTH: list[bytes] = []
"""A database file to which the two brands of a `Desk` were added."""


@dataclass
class Desk:
    """A place to work: the database's path, two brands on a simulated network."""

    database: Path
    network: Simulator
    anvil: Brand
    barrow: Brand

    def link(self, brand: Brand) -> str:
        return self.network.link(brand)

    def add_both(self) -> None:
        """Add the brands; the first one is the own. Where there is no database yet, one made so before is copied."""
        fresh = not self.database.exists()
        if fresh and _BOTH:
            self.database.write_bytes(_BOTH[0])
            return
        assert run("add", "Anvil", self.link(self.anvil), "--own").code == 0
        assert run("add", "Barrow", self.link(self.barrow)).code == 0
        if fresh:
            _BOTH.append(self.database.read_bytes())

    def add_many_slow(self) -> tuple[threading.Event, threading.Event]:
        """Add ten accounts more, whose posts come only when the second event is set; the first says that one was asked for."""
        self.network.brands += [brand_with_posts(f"other{number}", number) for number in range(10, 20)]
        assert run("add", "Many", *map(self.link, self.network.brands)).code == 0
        return self.slow()

    def slow(self) -> tuple[threading.Event, threading.Event]:
        """Let posts come only when the second event is set; the first says that some were asked for."""
        answering, go_on = threading.Event(), threading.Event()

        def slow(_request: Request) -> Reply:
            answering.set()
            go_on.wait(30)
            return Reply({"feed": []})

        self.network.server.answer("/xrpc/app.bsky.feed.getAuthorFeed", slow)
        return answering, go_on


def work_in(folder: Path, monkeypatch: pytest.MonkeyPatch, **settings: str) -> Path:
    """Let commands work in a fresh folder, without a schedule, with these settings; return where its database is."""
    database = folder / "benchmark.duckdb"
    fixed = {"BENCHMARK_DB": str(database), "BENCHMARK_SCHEDULE": "off", "LC_ALL": "C.UTF-8"}
    for name, value in {**fixed, **settings}.items():
        monkeypatch.setenv(name, value)
    return database


def settle(folder: Path, server: Loopback, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Point the settings at a fresh folder and at the simulated network."""
    anvil = brand_with_posts("anvil", 1, posts=5, newest=utcnow())
    barrow = brand_with_posts("barrow", 2, posts=3, newest=utcnow())
    network = Simulator(anvil, barrow)
    network.page_size = 50
    network.serve(server)
    database = work_in(folder, monkeypatch, BENCHMARK_BLUESKY_BASE_URL=server.url)
    return Desk(database, network, anvil, barrow)
