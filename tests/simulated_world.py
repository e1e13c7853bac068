"""From the command line to the tables over one simulated network: settings that point at it, and the store afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from simulate import Simulation

_ROLES = {"api": "BASE_URL", "web": "WEB_BASE_URL", "auth": "AUTH_BASE_URL"}


def settle(simulated: Simulation, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the settings at a fresh folder and at the simulated network; return the database's path."""
    database = folder / "benchmark.duckdb"
    named: dict[str, str] = {}
    for place, url in simulated.roots().items():
        source, _, role = place.partition(".")
        named[f"BENCHMARK_{source.upper()}_{_ROLES[role]}"] = url
    fixed = {"BENCHMARK_DB": str(database), "BENCHMARK_SCHEDULE": "off", "LC_ALL": "C.UTF-8"}
    for name, value in {**fixed, **named, **simulated.secrets}.items():
        monkeypatch.setenv(name, value)
    return database
