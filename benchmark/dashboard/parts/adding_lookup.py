"""Look up pasted lines, several at once, in threads of their own: the page stays usable and no answer is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from benchmark.brands.previewing import Preview
from sources import links

MOST_LINES = 30
"""Lines of one look-up."""
AT_ONCE = 6
"""Look-ups under way at the same time, over all readers."""
_SLOTS = threading.BoundedSemaphore(AT_ONCE)

Look = Callable[[str], Preview]


@dataclass
class Line:
    """One pasted line and, once it came, what stands behind it."""

    text: str
    own: bool
    """Pasted as the own brand's."""
    result: Preview | None = None
    failed: str = ""
    """The kind of a fault of this program; the line then has no result."""


@dataclass
class Batch:
    """The lines of one look-up."""

    lines: list[Line]
    left_out: int = 0
    """Lines beyond `MOST_LINES`."""
    number: float = field(default_factory=time.monotonic_ns)
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def waiting(self) -> list[Line]:
        """The lines without an answer yet."""
        return [line for line in self.lines if line.result is None and not line.failed]

    def wait(self, seconds: float) -> None:
        """Wait until something changes, at most so long."""
        with self.changed:
            if self.waiting:
                self.changed.wait(seconds)


def split(text: str) -> list[str]:
    """Return what is to be looked up: one text a line or link, each once, in order."""
    return [resolved.input for resolved in links.resolve_lines(text)]


def start(look: Look, *groups: tuple[str, bool]) -> Batch:
    """Begin to look up texts, each with whether it is the own brand's. Returns at once."""
    pasted = [Line(text, own) for block, own in groups for text in split(block)]
    batch = Batch(pasted[:MOST_LINES], max(0, len(pasted) - MOST_LINES))
    for line in batch.lines:
        again(look, batch, line, line.text)
    return batch


def again(look: Look, batch: Batch, line: Line, text: str) -> None:
    """Look a line up anew, as this text: what the reader chose of several meanings."""
    line.text, line.result, line.failed = text, None, ""
    threading.Thread(target=_work, args=(look, batch, line), name="look-up", daemon=True).start()


def repeats(lines: Iterable[Line]) -> set[int]:
    """Return the places of lines that name an account that an earlier line names already."""
    seen: set[tuple[str, str]] = set()
    found = set()
    for place, line in enumerate(lines):
        if line.result is None or line.result.identity is None:
            continue
        told = line.result.profile
        key = (line.result.identity.source, told.native_id if told else line.result.identity.native_id)
        if key in seen:
            found.add(place)
        seen.add(key)
    return found


def _work(look: Look, batch: Batch, line: Line) -> None:
    text = line.text
    with _SLOTS:
        try:
            result, failed = look(text), ""
        except Exception as bug:  # noqa: BLE001  a thread's edge: the line says that it failed, the others go on
            result, failed = None, type(bug).__name__
    with batch.changed:
        if line.text == text:
            line.result, line.failed = result, failed
        batch.changed.notify_all()
