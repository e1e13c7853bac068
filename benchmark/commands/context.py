"""What a command works on: settings, an open database, the network, a place for its words and for its files."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from benchmark.clock import utcnow
from benchmark.output import Out
from benchmark.settings import Settings
from benchmark.text import t

if TYPE_CHECKING:
    from benchmark.collect import Collector
    from benchmark.store import Store
    from benchmark.store.restoring import Restored
    from sources.http import Http


_PARTS = ("", ".wal", ".tmp", ".control", ".restoring")
"""The files of a database, after its name."""


class Misuse(Exception):
    """The command was called in a way that cannot work; the message says what to change. Nothing was done."""


class Session(Protocol):
    """What is open while a command runs: this process's own, or the dashboard's."""

    @property
    def settings(self) -> Settings:
        """The settings that hold here."""

    @property
    def store(self) -> Store:
        """The open database."""

    @property
    def http(self) -> Http:
        """The way to the networks."""

    @property
    def collector(self) -> Collector:
        """The collector on that database."""

    def demo(self) -> Store:
        """The open demo database."""

    def restore(self, backup: Path) -> Restored:
        """Put a backup in the database's place."""


class Files(Protocol):
    """How a command reads and writes the files that its caller names."""

    def read(self, path: str) -> Path:
        """Return a local file that holds what the caller's file holds."""

    def write(self, path: str) -> AbstractContextManager[Path]:
        """Open a file to fill; it becomes the caller's file, whole, when the block ends well."""


class Stop:
    """A wish to stop that comes from elsewhere: Ctrl-C, or a caller that is gone."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._actions: list[Callable[[], object]] = []

    def request(self) -> None:
        """Ask the command to end cleanly."""
        self._wanted.set()
        for action in tuple(self._actions):
            action()

    @property
    def heard(self) -> bool:
        """Whether somebody listens who will end cleanly."""
        return bool(self._actions)

    def requested(self) -> bool:
        """Tell whether somebody asked."""
        return self._wanted.is_set()

    @contextmanager
    def calling(self, action: Callable[[], object]) -> Iterator[None]:
        """Call this when somebody asks during the block; at once if somebody has asked already."""
        self._actions.append(action)
        if self.requested():
            action()
        try:
            yield
        finally:
            self._actions.remove(action)


class LocalFiles:
    """Files of this machine, written beside their place and moved there once they are whole."""

    def __init__(self, database: str | Path) -> None:
        self._database = Path(database)

    def read(self, path: str) -> Path:
        """Return the path itself.

        Raises:
            Misuse: there is no such file.
        """
        if not Path(path).is_file():
            raise Misuse(t("There is no file {path}. Check its name.", path=path))
        return Path(path)

    def check(self, path: str) -> Path:
        """Return where a file of this name goes.

        Raises:
            Misuse: the file would take the database's place, or its folder is not there.
        """
        target = Path(path)
        if target.is_dir() or not target.name:
            raise Misuse(t("{path} is a folder. Name a file.", path=path))
        if not target.parent.is_dir():
            raise Misuse(t("There is no folder {path}. Make it first.", path=str(target.parent)))
        if target.resolve() in {Path(f"{self._database.resolve()}{part}") for part in _PARTS}:
            raise Misuse(t("{path} is the database itself. Choose another file.", path=path))
        return target

    @contextmanager
    def write(self, path: str) -> Iterator[Path]:
        """See `Files.write`.

        Raises:
            Misuse: see `check`.
            OSError: it cannot be written.
        """
        target = self.check(path)
        part = target.with_name(f".{target.stem}.{secrets.token_hex(4)}{target.suffix}")
        try:
            yield part
            with part.open("rb") as written:
                os.fsync(written.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


@dataclass
class Context:
    """Everything a command is given."""

    session: Session
    out: Out
    files: Files
    stop: Stop = field(default_factory=Stop)
    actor: str = "cli"
    clock: Callable[[], datetime] = utcnow
    run_begun: Callable[[str], object] = lambda _run_id: None
    """Called with the id of the run that the command begins."""

    @property
    def settings(self) -> Settings:
        """The settings that hold here."""
        return self.session.settings

    @property
    def store(self) -> Store:
        """The open database."""
        return self.session.store
