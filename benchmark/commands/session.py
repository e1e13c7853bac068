"""What a command opens when it works in a process of its own. Everything is opened when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from benchmark.settings import Settings

if TYPE_CHECKING:
    from types import TracebackType

    from benchmark.collect import Collector
    from benchmark.store import Store
    from benchmark.store.restoring import Restored
    from sources.http import Http


class LocalSession:
    """This process's own database and network access; see `benchmark.commands.context.Session`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._closing: list[Callable[[], object]] = []

    @property
    def settings(self) -> Settings:
        """The settings that hold here."""
        return self._settings

    @cached_property
    def store(self) -> Store:
        """The open database.

        Raises:
            StoreError: it cannot be used; `StoreLockedError` when another process holds it.
        """
        from benchmark.store import Store  # noqa: PLC0415  offline commands need no database

        store = Store.open(self._settings.db, memory_limit=self._settings.memory_limit)
        self._closing.append(store.close)
        if "http" in self.__dict__:
            self._tie(store, self.http)
        return store

    def demo(self) -> Store:
        """Open the demo database, made anew when it is missing or too old.

        Raises:
            StoreError: it cannot be used.
        """
        from benchmark import demo  # noqa: PLC0415  only who looks at the demo pays for its module

        store = demo.open_fresh(self._settings.demo_db)
        self._closing.append(store.close)
        return store

    @cached_property
    def http(self) -> Http:
        """The way to the networks."""
        from sources.http import Http  # noqa: PLC0415

        http = Http(self._settings.http())
        if "store" in self.__dict__:
            self._tie(self.store, http)
        return http

    def _tie(self, store: Store, http: Http) -> None:
        """Let budgets hold over processes: what was used today counts, and what this process uses is written down."""
        from benchmark.clock import utcnow  # noqa: PLC0415
        from benchmark.store import usage  # noqa: PLC0415

        usage.restore(store, http.ledger, utcnow())
        self._closing.append(lambda: usage.save(store, http.ledger))

    @cached_property
    def collector(self) -> Collector:
        """The collector on that database."""
        from benchmark.collect import Collector  # noqa: PLC0415

        collector = Collector(self.store, self._settings, self.http)
        self._closing += [collector.close, collector.retaining.wait]
        return collector

    def probe(self) -> None:
        """Make sure that nobody holds the database.

        Raises:
            StoreLockedError: somebody does.
        """
        from benchmark.store import StoreError, StoreLockedError  # noqa: PLC0415
        from benchmark.store.database import connect  # noqa: PLC0415

        if not Path(self._settings.db).exists():
            return
        try:
            connect(Path(self._settings.db)).close()
        except StoreLockedError:
            raise
        except StoreError:
            return  # unreadable, but free

    def restore(self, backup: Path) -> Restored:
        """Put a backup in the database's place.

        Raises:
            StoreError: the backup cannot be used; the database is as it was.
        """
        from benchmark.store import restoring  # noqa: PLC0415

        self.close()
        return restoring.restore(backup, Path(self._settings.db), kept=self._settings.kept_days)

    def close(self) -> None:
        """Close what was opened, in the reverse order."""
        while self._closing:
            self._closing.pop()()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
