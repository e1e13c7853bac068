"""The whole way of a source: ``add`` and ``collect`` of the command line, against its simulator, into a real database."""

from __future__ import annotations

from pathlib import Path

import pytest
from commanding import Said, run, work_in
from loopback import Loopback
from simulate import Simulation

from benchmark.store import Store

_ROLES = {"api": "", "web": "WEB_", "auth": "AUTH_"}


def connect(simulation: Simulation, server: Loopback, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the settings at the simulated network and a fresh folder; return where the database will be."""
    simulation.serve(server)
    settings = {"BENCHMARK_ALLOW_HOSTS": server.host, **simulation.secrets}
    for name, url in simulation.roots().items():
        source, _, role = name.partition(".")
        settings[f"BENCHMARK_{source.upper()}_{_ROLES[role]}BASE_URL"] = url
    return work_in(folder, monkeypatch, **settings)


def add_and_collect(*links: str) -> Said:
    """Add each link as a brand of its own, the first as the own one, and collect; return what ``collect`` said."""
    for n, link in enumerate(links):
        said = run("add", f"Brand {n}", link, *(["--own"] if n == 0 else []))
        assert (said.code, said.err) == (0, ""), said
    said = run("collect", "--json")
    assert (said.code, said.err) == (0, ""), said
    return said


def rows(database: Path, sql: str) -> list[tuple[object, ...]]:
    """What the database answers."""
    with Store.open(database) as store:
        return store.rows(sql)
