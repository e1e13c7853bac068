"""Ground for the tests of the command line: a settled environment, a network on loopback, commands run in this process."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from loopback import Loopback
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
        """Add the brands; the first one is the own."""
        assert run("add", "Anvil", self.link(self.anvil), "--own").code == 0
        assert run("add", "Barrow", self.link(self.barrow)).code == 0


def settle(folder: Path, server: Loopback, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Point the settings at a fresh folder and at the simulated network."""
    anvil = brand_with_posts("anvil", 1, posts=5, newest=utcnow())
    barrow = brand_with_posts("barrow", 2, posts=3, newest=utcnow())
    network = Simulator(anvil, barrow)
    network.page_size = 50
    network.serve(server)
    environment = {
        "BENCHMARK_DB": str(folder / "benchmark.duckdb"),
        "BENCHMARK_SCHEDULE": "off",
        "BENCHMARK_BLUESKY_BASE_URL": server.url,
        "LC_ALL": "C.UTF-8",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Desk(folder / "benchmark.duckdb", network, anvil, barrow)
