"""What a command says: lines, errors, progress and one JSON document. Where it goes is the subclass's business.

With ``--json`` the document is all that stands on standard output. Errors are sentences with a next step; they go to
standard error either way. Everything is stripped of control characters, so a name from outside cannot steer a terminal.
"""

from __future__ import annotations

import json
import math
import sys
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Any, Self

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


class Out(ABC):
    """Where a command's words go."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self._errors: list[str] = []
        self._answered = False

    def line(self, text: str = "") -> None:
        """Say something to a person; with ``--json`` it is left out."""
        if not self.as_json:
            self._out(safe(text))

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show rows in aligned columns; with ``--json`` they are left out."""
        shown = [[safe(cell).replace("\n", " ") for cell in row] for row in (header, *rows)]
        widths = [max(cell_len(row[place]) for row in shown) for place in range(len(header))]
        for row in shown:
            padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
            self.line("  ".join(padded).rstrip())

    def document(self, value: object) -> None:
        """Say everything to a program: the one JSON document of ``--json``."""
        if self.as_json:
            self._answered = True
            self._out(to_json(value))

    def end(self, code: int) -> int:
        """Return the exit code; with ``--json``, a command that ended without its document says what went wrong in one."""
        if not self._answered:
            self.document({"exit": code, "errors": self._errors})
        return code

    def relay(self, text: str) -> None:
        """Pass on what a command that was carried out elsewhere has said."""
        self._answered = True
        self._out(safe(text))

    def error(self, text: str) -> None:
        """Say what went wrong and what to do next."""
        self._errors.append(safe(text))
        self._err(safe(text))

    @abstractmethod
    def progress(self, done: int, total: int, label: str = "") -> None:
        """Show how far long work has come."""

    @abstractmethod
    def _out(self, text: str) -> None: ...

    @abstractmethod
    def _err(self, text: str) -> None: ...


class Terminal(Out):
    """Standard output and standard error; the progress bar only when that is a terminal."""

    def __init__(self, *, as_json: bool = False) -> None:
        super().__init__(as_json=as_json)
        self._console = Console(file=sys.stderr)
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def progress(self, done: int, total: int, label: str = "") -> None:
        if not self._console.is_terminal:
            return
        if self._bar is None:
            columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
            self._bar = Progress(*columns, TimeRemainingColumn(), console=self._console, transient=True)
            self._task = self._bar.add_task("", total=total)
            self._bar.start()
        if self._task is not None:
            self._bar.update(self._task, completed=done, total=total, description=safe(label)[:40])
        if done >= total:
            self._end()

    def _out(self, text: str) -> None:
        self._end()
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def _err(self, text: str) -> None:
        self._end()
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = self._task = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()


def safe(text: str) -> str:
    """Return text without control and bidirectional characters; line ends stay."""
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co"})


def to_json(value: object) -> str:
    """Return strict JSON. Times are UTC and end in Z; what is unknown is null."""
    text = json.dumps(plain_value(value), ensure_ascii=False, allow_nan=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")  # half a sign, as JSON itself writes it


def plain_value(value: Any) -> Any:
    """Return what JSON can hold: unknown figures as None, times as text, sets and arrays as lists."""
    if isinstance(value, dict):
        return {str(name): plain_value(item) for name, item in value.items()}
    if isinstance(value, set | frozenset):
        return [plain_value(item) for item in sorted(value)]
    if isinstance(value, list | tuple):
        return [plain_value(item) for item in value]
    if hasattr(value, "tolist"):  # numpy's scalars and arrays
        return plain_value(value.tolist())
    return _scalar(value)


def _scalar(value: Any) -> str | int | float | bool | None:
    if isinstance(value, date):
        if str(value) == "NaT":
            return None
        return value.isoformat() + ("Z" if isinstance(value, datetime) else "")
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, str | int | float):
        return value
    return None if str(value) in {"NaT", "<NA>"} else str(value)
