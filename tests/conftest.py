"""Shared fixtures: no outside network, real servers on loopback, fresh stores."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmark import settings
from benchmark.store import Store

_connect = socket.socket.connect


def pytest_collection_finish() -> None:
    """Keep the modules and the thousands of tests out of every later search for garbage: a tenth of the time."""
    gc.collect()
    gc.freeze()


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


@pytest.fixture(scope="session", autouse=True)
def _pages_drawn_cheaply() -> Iterator[None]:
    """Spare each page drawn in this process what only costs time: the search through all installed packages for
    components, of which we use none, and being asked every millisecond whether it is drawn."""
    from streamlit.components.v2 import manifest_scanner
    from streamlit.testing.v1 import local_script_runner

    asked = local_script_runner.require_widgets_deltas

    def drawn(runner: local_script_runner.LocalScriptRunner, timeout: float = 3) -> None:
        if runner._script_thread is not None:
            runner._script_thread.join(timeout)
        asked(runner, 1)  # sees at once that it is drawn, or ends it

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", list)
        patch.setattr(local_script_runner, "require_widgets_deltas", drawn)
        yield


@pytest.fixture
def loopback() -> Iterator[object]:
    """A configurable HTTP server on loopback; see `tests/loopback.py`."""
    from loopback import Loopback

    with Loopback() as server:
        yield server


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file without content, to be copied: that is six times as fast as making one."""
    path = tmp_path_factory.mktemp("empty") / "benchmark.duckdb"
    Store.open(path).close()
    return path


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, made once for all processes of a run; whoever changes it works on a copy."""
    from benchmark import demo

    mine = tmp_path_factory.getbasetemp()
    folder = mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine
    path = folder / "demo" / "demo.duckdb"
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            demo.open_fresh(folder / "made" / "demo.duckdb").close()
            (folder / "made").rename(path.parent)
    # DuckDB lets one process open a file
    return Path(shutil.copy(path, tmp_path_factory.mktemp("demo") / "demo.duckdb"))


@pytest.fixture(scope="session")
def demo_looked_at(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[Store]:
    """The demo as pages show it, open for all tests and changed by none: a card that one page built stands for the next."""
    with Store.open(shutil.copy(demo_file, tmp_path_factory.mktemp("looked-at") / "demo.duckdb")) as opened:
        yield opened


@pytest.fixture
def pages(tmp_path: Path, demo_looked_at: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty database for the pages that this process draws, without a schedule; the demo stands beside it."""
    from benchmark import demo, owner

    monkeypatch.setenv("BENCHMARK_DB", str(tmp_path / "benchmark.duckdb"))
    monkeypatch.setenv("BENCHMARK_SCHEDULE", "off")
    monkeypatch.setattr(demo, "open_fresh", lambda _path: demo_looked_at)
    owner.close()
    yield
    if owner._current is not None:
        owner._current._demo = None  # stays open for the next test
    owner.close()


@pytest.fixture
def store(tmp_path: Path, empty_database: Path) -> Iterator[Store]:
    """A fresh, migrated database."""
    path = tmp_path / "benchmark.duckdb"
    shutil.copyfile(empty_database, path)
    with Store.open(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[object]:
    """The HTTP API over the demo's figures, once for a file; see `tests/api_serving.py`."""
    from api_serving import serving

    from benchmark.commands.session import LocalSession

    path = shutil.copy(demo_file, tmp_path_factory.mktemp("api") / "benchmark.duckdb")
    with (
        LocalSession(settings.Settings(db=str(path), schedule="off")) as session,
        serving(session, lambda host: host != "evil") as running,
    ):
        yield running


@pytest.fixture
def own_demo(tmp_path: Path, demo_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A database of one's own that holds what the demo holds, beside the demo, open as the pages have it."""
    from benchmark import owner

    shutil.copy(demo_file, tmp_path / "benchmark.duckdb")
    shutil.copy(demo_file, tmp_path / "demo.duckdb")
    monkeypatch.setenv("BENCHMARK_DB", str(tmp_path / "benchmark.duckdb"))
    monkeypatch.setenv("BENCHMARK_SCHEDULE", "off")
    owner.close()
    yield owner.current().store
    owner.close()
