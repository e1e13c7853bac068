"""Starting the server refuses what would be unsafe or fail, in a sentence."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from benchmark.dashboard import start

ROOT = Path(__file__).resolve().parent.parent


def test_a_taken_port_is_told_with_another_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        reason = start.refusal("127.0.0.1", port)
    assert reason is not None
    assert f"Port {port} is taken" in reason
    assert f"make run PORT={port + 1}" in reason


def test_an_address_open_to_others_is_refused_unless_told_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(start.PUBLIC_SETTING, raising=False)
    assert "no sign-in" in (start.refusal("0.0.0.0", 0) or "")
    assert "no sign-in" in (start.refusal("dashboard.example", 0) or "")
    monkeypatch.setenv(start.PUBLIC_SETTING, "1")
    assert start.refusal("0.0.0.0", 0) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_loopback_is_allowed(address: str) -> None:
    assert start.is_loopback(address)
    assert start.refusal(address, 0) is None


def test_the_command_exits_with_2_and_no_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmark.dashboard.start", "--address", "0.0.0.0"],
        cwd=ROOT, env={"PATH": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "no sign-in" in done.stderr


def test_an_old_python_gets_a_sentence(tmp_path: Path) -> None:
    fake = tmp_path / "python3"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "sh"):
        (tools / name).symlink_to(f"/bin/{name}")
    done = subprocess.run(
        ["/bin/bash", str(ROOT / ".ci" / "python.sh"), str(tmp_path / "venv")],
        env={"PATH": f"{tmp_path}:{tools}"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "needs Python 3.11 or newer" in done.stderr


@pytest.mark.parametrize(
    ("setting", "value"),
    [("BENCHMARK_DB", "/proc/nowhere/b.duckdb"), ("BENCHMARK_DB", str(ROOT / "README.md")), ("BENCHMARK_SCHEDULE", "often")],
)  # fmt: skip
def test_what_keeps_the_server_from_starting_is_a_sentence(tmp_path: Path, setting: str, value: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "BENCHMARK_DB": str(tmp_path / "b.duckdb"), setting: value}
    command = [sys.executable, "-m", "benchmark.dashboard.start", "--port", str(port)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert setting in done.stderr or "README.md" in done.stderr
