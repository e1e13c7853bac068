"""Shared fixtures: no outside network, real servers on loopback, fresh stores."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmark import settings
from benchmark.store import Store

_connect = socket.socket.connect


@pytest.fixture(autouse=True)
def _no_outside_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every socket but those to loopback and local files."""

    def connect(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else None
        if host is not None and host not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {host}")
        _connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_the_operator_s(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Leave the machine's own settings, keys and database alone, also in processes that a test starts."""
    nowhere = tmp_path_factory.mktemp("nobody")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("BENCHMARK_")]:
            patch.delenv(name)
        patch.setenv("BENCHMARK_DB", str(nowhere / "benchmark.duckdb"))
        patch.setattr(settings, "SECRETS_PATH", nowhere / "secrets.toml")
        yield


@pytest.fixture
def loopback() -> Iterator[object]:
    """A configurable HTTP server on loopback; see `tests/loopback.py`."""
    from loopback import Loopback

    with Loopback() as server:
        yield server


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh, migrated database."""
    with Store.open(tmp_path / "benchmark.duckdb") as opened:
        yield opened
