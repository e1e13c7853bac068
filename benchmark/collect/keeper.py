"""The thread that keeps the schedule."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from benchmark.store import StoreError

log = logging.getLogger(__name__)

LONGEST_SLEEP = 60.0
"""Seconds between two looks at the schedule, so that a clock that was set or a machine that slept is noticed."""


class Keeper:
    """Calls ``tick`` when the schedule says so, until closed."""

    def __init__(
        self, tick: Callable[[], object], next_at: Callable[[], datetime | None], clock: Callable[[], datetime]
    ) -> None:
        self._tick = tick
        self._also: tuple[Callable[[], object], ...] = ()
        self._next_at = next_at
        self._clock = clock
        self._closing = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, *also: Callable[[], object]) -> None:
        """Begin; once. ``also`` is done at each look, at least once a minute, and deals with its own failures."""
        if self._thread is None:
            self._also = also
            self._thread = threading.Thread(target=self._keep, name="schedule", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Look at the schedule now: something has changed."""
        self._wake.set()

    def close(self) -> None:
        """End, and wait for it."""
        self._closing.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _keep(self) -> None:
        while not self._closing.is_set():
            self._wake.clear()
            try:
                self._tick()
                for deed in self._also:
                    deed()
                due = self._next_at()
            except StoreError as error:
                log.error("the schedule could not be read: %s", error)  # noqa: TRY400  the database's own words suffice
                due = None
            except Exception as bug:  # noqa: BLE001  whatever it was, the schedule goes on
                log.error("the schedule stumbled: %s", type(bug).__name__)  # noqa: TRY400  no values
                due = None
            if self._closing.is_set():
                return
            seconds = (due - self._clock()).total_seconds() if due else LONGEST_SLEEP
            self._wake.wait(min(max(seconds, 1.0), LONGEST_SLEEP))
