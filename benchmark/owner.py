"""The one process that owns the database: its settings, its open stores, its network access, its collector, its sender."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from benchmark.collect import Collector, RunGoing
from benchmark.reports.sending import Sender
from benchmark.settings import Settings
from benchmark.store import Store, restoring
from benchmark.store.restoring import Restored
from sources.http import Http


@dataclass
class Owner:
    """Everything a process needs once. Both databases stay apart: the demo is never collected, the real one never invented."""

    settings: Settings
    store: Store
    http: Http
    collector: Collector
    sender: Sender
    _demo: Store | None = None
    _opening: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def open(cls, settings: Settings | None = None) -> Owner:
        """Open the real database and what works on it.

        Raises:
            StoreError: the database cannot be used.
            SettingsError: a setting cannot be used.
        """
        settings = settings or Settings.load()
        store = Store.open(Path(settings.db), memory_limit=settings.memory_limit)
        http = Http(settings.http())
        collector, sender = Collector(store, settings, http), Sender(store, settings)
        sender.begin()
        return cls(settings, store, http, collector, sender)

    def demo(self) -> Store:
        """Open the demo database. It is made anew when it is missing or ends too long ago to look like today."""
        from benchmark import demo  # noqa: PLC0415  only who looks at the demo pays for its module

        with self._opening:
            if self._demo is not None and demo.is_stale(self._demo):
                self._demo.close()
                self._demo = None
            if self._demo is None:
                self._demo = demo.open_fresh(self.settings.demo_db)
            return self._demo

    def restore(self, backup: Path) -> Restored:
        """Put a backup in the place of the real database, which stays open.

        Raises:
            RunGoing: a run would write into what is being replaced.
            StoreError: the backup cannot be used; the database is as it was.
        """
        if going := self.collector.progress():
            raise RunGoing(going.run_id, going.started_at)
        return self.store.replaced(lambda: restoring.restore(backup, self.store.path, kept=self.settings.kept_days))

    def close(self) -> None:
        """Stop collecting and sending, and free the files."""
        self.sender.close()
        self.collector.close()
        if self._demo is not None:
            self._demo.close()
        self.store.close()


_current: Owner | None = None
_lock = threading.Lock()


def current() -> Owner:
    """Return this process's owner, opening it on the first call."""
    global _current  # noqa: PLW0603  one owner a process is the point
    with _lock:
        if _current is None:
            _current = Owner.open()
        return _current


def close() -> None:
    """Close this process's owner if there is one."""
    global _current  # noqa: PLW0603
    with _lock:
        if _current is not None:
            _current.close()
            _current = None
