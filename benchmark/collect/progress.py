"""How far a run has come."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

RECENT = 20
"""Accounts whose pace tells how long the rest will take."""


@dataclass(frozen=True)
class Progress:
    """A run as it stands. ``failed`` counts accounts that could not be read, or only in part."""

    run_id: str
    started_at: datetime
    total: int
    done: int
    failed: int
    label: str
    """The account in hand, the latest one taken."""
    eta_seconds: float | None
    """None until there is something to tell it from."""
    stopping: bool


class Tracker:
    """Counts as accounts are taken and done. Safe to use from many threads."""

    def __init__(
        self, run_id: str, started_at: datetime, total: int, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._run_id = run_id
        self._started_at = started_at
        self._total = total
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._done = self._failed = 0
        self._label = ""
        self._stopping = False
        self._ends: deque[float] = deque([monotonic()], maxlen=RECENT + 1)

    def taken(self, label: str) -> None:
        """An account is in hand."""
        with self._lock:
            self._label = label

    def ended(self, *, well: bool) -> None:
        """An account is done."""
        with self._lock:
            self._done += 1
            self._failed += not well
            self._ends.append(self._monotonic())

    def stop(self) -> None:
        """The run was told to stop."""
        with self._lock:
            self._stopping = True

    def snapshot(self) -> Progress:
        """Return how far the run has come."""
        with self._lock:
            paces = len(self._ends) - 1
            each = (self._ends[-1] - self._ends[0]) / paces if paces else None
            left = None
            if each is not None:
                waited = self._monotonic() - self._ends[-1]
                left = max(0.0, each * (self._total - self._done) - waited)
            return Progress(
                self._run_id, self._started_at, self._total, self._done, self._failed, self._label, left, self._stopping
            )
