"""The job that keeps statistics no longer than they may be: announces, removes, then cleans the backups in the background.

It looks once a day (UTC) in the schedule's thread, and after each run. Nothing is removed while it is not known that this
machine's clock is right: a clock that runs weeks ahead would make everything look old.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from benchmark.clock import utcnow
from benchmark.collect.clockcheck import MOST_SECONDS, verdict
from benchmark.settings import Settings
from benchmark.store import Store, announcing, expired_backups, retention, runs
from benchmark.store.directory import By, audit
from benchmark.store.expired_backups import Rewritten
from benchmark.store.retention import Due
from sources.http import Http

log = logging.getLogger(__name__)

CLEANED, DAMAGED = "retention.backups", "retention.backups_damaged"
"""Actions in the audit: backups written anew, and those that could not be; the subject is how many."""
SEEN_WITHIN = timedelta(days=2)
"""A clock this near the last run is right enough to judge by."""
UP_FOR = 86_400.0
"""Seconds after which a process that was asked nothing meanwhile takes a clock that went evenly for right."""


class Retaining:
    """The job of one process."""

    def __init__(self, store: Store, settings: Settings, http: Http, clock: Callable[[], datetime] = utcnow) -> None:
        self._store = store
        self._kept = settings.kept_days
        self._http = http
        self._clock = clock
        self._began = (clock(), time.monotonic())
        self._looked_on: date | None = None
        self._cleaned_on: date | None = None
        self._closing = threading.Event()
        self._one = threading.Lock()
        self._cleaning: threading.Thread | None = None

    def look_daily(self) -> None:
        """Look when this day's look is still to come."""
        if self._looked_on != self._clock().date():
            self.look()

    def look(self) -> None:
        """Announce what has to be; once a day (UTC) remove what is due, for nothing more is due before the next day.

        Whatever goes wrong is logged: neither a run nor the schedule ends by it.
        """
        if not self._kept:
            return
        now = self._clock()
        try:
            announcing.announce(self._store, self._kept, now, actor="collector")
            if self._looked_on != now.date() and self._clock_is_right(now):
                gone = retention.enforce(self._store, self._kept, now, actor="collector")
                self._looked_on = now.date()
                if gone or self._cleaned_on != now.date():
                    self._clean_in_background(now)
        except Exception as problem:  # noqa: BLE001  removal is tried again the next time
            log.error("what may not be kept could not be removed: %s", problem)  # noqa: TRY400

    def remove_now(self, actor: str) -> list[Due]:
        """Remove what is due at once, on somebody's word; the backups follow in the background. Returns what went.

        Raises:
            StoreError: the database cannot be used.
        """
        now = self._clock()
        announcing.announce(self._store, self._kept, now, actor=actor)
        announcing.confirm(self._store, self._kept, By(actor, now))
        gone = retention.enforce(self._store, self._kept, now, actor=actor)
        self._clean_in_background(now)
        return gone

    def wait(self) -> None:
        """Wait until the backups are clean."""
        if self._cleaning is not None:
            self._cleaning.join()

    def close(self) -> None:
        """End after the backup in hand, and wait for that."""
        self._closing.set()
        self.wait()

    def _clean_in_background(self, now: datetime) -> None:
        kept = announcing.in_force(self._store, self._kept, now)
        if not kept or self._closing.is_set():
            self._cleaned_on = now.date()
            return
        self._cleaning = threading.Thread(target=self._clean, args=(kept, now), name="expired-backups", daemon=True)
        self._cleaning.start()

    def _clean(self, kept: dict[str, int], now: datetime) -> None:
        with self._one:
            try:
                done = expired_backups.rewrite_all(self._store.path, kept, now, stopped=self._closing.is_set)
                self._note(done, now)
                self._cleaned_on = now.date()
            except Exception as problem:  # noqa: BLE001  the next look tries again
                log.error("the backups could not be written anew: %s", problem)  # noqa: TRY400

    def _note(self, done: Rewritten, now: datetime) -> None:
        told = [("retention.backups", done.files), ("retention.backups_damaged", done.damaged)]
        with self._store.transaction() as tx:
            for action, files in told:
                if files:
                    audit(
                        tx, By("collector", now), action, str(len(files)), ", ".join(path.name for path in files)[:500]
                    )

    def _clock_is_right(self, now: datetime) -> bool:
        skews = self._http.clock_skews()
        if skews:
            return verdict(skews, more_hosts=False) == "right"
        last = runs.last(self._store, before=now)
        if last is not None and now - last.started_at < SEEN_WITHIN:
            return True
        up = time.monotonic() - self._began[1]
        return up >= UP_FOR and abs((now - self._began[0]).total_seconds() - up) < MOST_SECONDS
