"""Starts the servers and makes sure that none outlives the tests.

Each server leads a process group of its own and is recorded in ``.real/running.json`` with its start time, so that a
later run ends what a killed one left, and never a stranger that got the same pid. `setpriv` lets the kernel end a
server when the tests die without a word.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from real.install import HOME

RECORD = HOME / "running.json"


class ServerFailed(RuntimeError):
    """A server ended or did not get ready in time; the text holds the end of its log."""


@dataclass(frozen=True)
class Leader:
    """A process group that was started here: its leader's pid and start time (in clock ticks since boot)."""

    pid: int
    started: int

    def end(self, first: signal.Signals, seconds: float = 10) -> None:
        """Ask the leader to end, then kill what is left of its group."""
        if self._state() is None:
            return  # gone, and its number may be another's by now
        os.kill(self.pid, first)
        deadline = time.monotonic() + seconds
        while self._state() not in (None, "Z") and time.monotonic() < deadline:
            time.sleep(0.02)
        with contextlib.suppress(ProcessLookupError):  # the whole group has ended, as it should
            os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):  # started by an earlier run
            os.waitpid(self.pid, 0)

    def _state(self) -> str | None:
        """The kernel's letter for this very process (Z: ended, not yet reaped), None when it is gone."""
        state, started = process_state(self.pid) or (None, None)
        return state if started == self.started else None


class Servers:
    """The servers of one test run and the folder they write in; a ``with`` block, at whose end nothing is left."""

    def __init__(self) -> None:
        HOME.mkdir(exist_ok=True)
        self._lock = (HOME / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _end_leftovers()
        self._started: list[tuple[Leader, signal.Signals, subprocess.Popen[bytes]]] = []
        self._before = signal.getsignal(signal.SIGTERM)
        self.folder = Path(tempfile.mkdtemp(prefix="benchmark-real-"))
        # PostgreSQL runs as another user when the tests run as root.
        self.folder.chmod(0o755)
        self._record()

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        ready: Callable[[], bool],
        env: Mapping[str, str] | None = None,
        user: str | None = None,
        stop: signal.Signals = signal.SIGTERM,
        seconds: float = 180,
    ) -> None:
        """Start a server and wait until ``ready`` says so; its output goes to ``<folder>/<name>.log``."""
        log = self.folder / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                ["setpriv", f"--pdeathsig={stop.name.removeprefix('SIG')}", *as_user(user), "--", *map(str, command)],
                cwd=self.folder,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        _state, started = process_state(process.pid) or ("", 0)
        self._started.append((Leader(process.pid, started), stop, process))
        self._record()
        deadline = time.monotonic() + seconds
        while not ready():
            state, _started = process_state(process.pid) or ("Z", 0)
            if state == "Z" or time.monotonic() > deadline:
                raise ServerFailed(f"{name} is not ready:\n{log.read_text(errors='replace')[-3000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End all servers, the last one first, and remove what they wrote."""
        while self._started:
            leader, stop, _process = self._started.pop()
            leader.end(stop)
        shutil.rmtree(self.folder, ignore_errors=True)
        RECORD.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        atexit.register(self.stop)
        # A polite end from outside then runs the finalisers, as Ctrl-C does.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        signal.signal(signal.SIGTERM, self._before)
        atexit.unregister(self.stop)
        self._lock.close()

    def _record(self) -> None:
        groups = [{"pid": leader.pid, "started": leader.started} for leader, _stop, _process in self._started]
        RECORD.write_text(json.dumps({"folder": str(self.folder), "groups": groups}))


def as_user(name: str | None) -> list[str]:
    """The options with which `setpriv` lays down root's rights for this user's; none when no user is named."""
    if name is None:
        return []
    user = pwd.getpwnam(name)
    return [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listening(port: int) -> bool:
    """Whether somebody answers on this port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _end_leftovers() -> None:
    """End what an earlier, killed run left. The lock tells that no other run is alive."""
    if not RECORD.exists():
        return
    left: dict[str, Any] = json.loads(RECORD.read_text() or "{}")
    for group in reversed(left.get("groups", [])):
        Leader(group["pid"], group["started"]).end(signal.SIGINT)
    if left.get("folder"):
        shutil.rmtree(left["folder"], ignore_errors=True)
    RECORD.unlink()


def process_state(pid: int) -> tuple[str, int] | None:
    """The kernel's letter for a process and its start time in clock ticks since boot; None when there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return fields[0], int(fields[19])
