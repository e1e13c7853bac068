"""Open the database, read through cursors, write through one lock."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import duckdb
import pandas as pd
import pyarrow as pa

from benchmark.store import schema, tagging

Params = Mapping[str, Any]
T = TypeVar("T")
REOPENINGS = 30
_OPEN: dict[int, Path] = {}
DISK_FULL = frozenset({errno.EFBIG, errno.ENOSPC, errno.EDQUOT})
_DISK_FULL = ("no space left", "file too large", "disk quota exceeded", "not enough space")
_NO_PLACE = ("permission denied", "read-only file system", "is a directory", "not a directory")
_TAKEN = frozenset({"core", "system", "temp"})
"""DuckDB calls a database after its file, and ``core.account`` could then mean two things."""
_OF_THE_FILE = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException)
MEMORY_LIMIT = "1GB"


class StoreError(Exception):
    """The database cannot be used.

    ``code`` names the case: ``unreadable``; ``wal``, what was written last cannot be read (`restoring.set_wal_aside`);
    ``disk``, it is full; ``place``, no file can be there, or not by this user; ``name``, it cannot be called so;
    ``closed``, by this process itself; ``locked``; ``newer_schema``; ``differs``, a backup is not what it should be.
    """

    code = "unreadable"

    def __init__(self, path: Path, detail: str = "", code: str | None = None) -> None:
        super().__init__(f"{path}: {detail}")
        self.code = code or type(self).code
        self.path = path
        self.detail = detail


class StoreLockedError(StoreError):
    """Another process holds the database open."""

    code = "locked"


class NewerSchemaError(StoreError):
    """The database was written by a newer version of this program."""

    code = "newer_schema"


class Transaction:
    """One open write transaction; every statement goes through its cursor."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def execute(self, sql: str, params: Params | None = None) -> None:
        """Run one statement."""
        self._cursor.execute(sql, params or None)

    def rows(self, sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
        """Return all rows of a query that sees this transaction's own writes."""
        return self._cursor.execute(sql, params or None).fetchall()

    def value(self, sql: str, params: Params | None = None) -> Any:
        """Return the first column of the first row, or None."""
        rows = self.rows(sql, params)
        return rows[0][0] if rows else None

    def arrow(self, sql: str, params: Params | None = None) -> pa.Table:
        """Return the whole result of a query that sees this transaction's own writes, as an Arrow table."""
        return self._cursor.execute(sql, params or None).to_arrow_table()

    def frame(self, name: str, frame: pd.DataFrame | pa.Table) -> None:
        """Make a frame or Arrow table readable under this name until the transaction ends."""
        self._cursor.register(name, frame)


class Store:
    """One open database. Safe for use by many threads: a cursor per query, one writer at a time."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, memory_limit: str = MEMORY_LIMIT) -> None:
        self._connection = connection
        self._memory_limit = memory_limit
        self._writing = threading.RLock()
        self._opening = threading.Lock()
        self.path = path
        self.version = 0
        """Counts the transactions committed by this process: the key under which figures may be cached."""

    @classmethod
    def open(cls, path: Path | str, *, memory_limit: str = MEMORY_LIMIT) -> Self:
        """Open the database at ``path``, creating and migrating it as needed.

        Raises:
            StoreLockedError: another process holds it.
            NewerSchemaError: it was written by a newer version.
            StoreError: it is not a readable database.
        """
        path = Path(path)
        if path.name.partition(".")[0].casefold() in _TAKEN:
            raise StoreError(path, "the name is taken", "name")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(path, str(error), "disk" if error.errno in DISK_FULL else "place") from error
        store = cls(connect(path, memory_limit), path, memory_limit)
        _OPEN[id(store)] = path.resolve()
        try:
            if schema.migrate(store):
                store.checkpoint()  # so that a damaged log can never cost the schema
            tagging.catch_up(store)
        except BaseException:
            store.close()
            raise
        return store

    def query(self, sql: str, params: Params | None = None) -> pd.DataFrame:
        """Return the whole result as a frame."""
        with self._cursor() as cursor:
            frame: pd.DataFrame = cursor.execute(sql, params or None).df()
            return frame

    def arrow(self, sql: str, params: Params | None = None) -> pa.Table:
        """Return the whole result as an Arrow table: whole numbers stay whole where some are unknown."""
        with self._cursor() as cursor:
            return cursor.execute(sql, params or None).to_arrow_table()

    def rows(self, sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
        """Return the whole result as tuples."""
        with self._cursor() as cursor:
            return cursor.execute(sql, params or None).fetchall()

    def value(self, sql: str, params: Params | None = None) -> Any:
        """Return the first column of the first row, or None."""
        rows = self.rows(sql, params)
        return rows[0][0] if rows else None

    @contextmanager
    def transaction(self, *, figures: bool = True) -> Iterator[Transaction]:
        """Open a write transaction under the process's one write lock; commit at the end, roll back on any exception.

        ``figures``: whether figures may change by it; what is cached of them is dropped then.
        """
        with self._writing, self._cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield Transaction(cursor)
            except BaseException:
                with suppress(duckdb.Error):  # an error that made the database invalid has rolled back already
                    cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")
            self.version += figures

    @property
    def busy(self) -> bool:
        """Whether another thread is writing just now."""
        free = self._writing.acquire(blocking=False)
        if free:
            self._writing.release()
        return not free

    @contextmanager
    def trial(self) -> Iterator[Transaction]:
        """Open a transaction that leaves nothing: to compare frames of one's own with what is there."""
        with self._left_nothing() as cursor:
            yield Transaction(cursor)

    @contextmanager
    def held(self) -> Iterator[Store]:
        """One state of the data for many queries, whatever is written meanwhile. For one thread, and only to read."""
        with self._left_nothing() as cursor:
            yield _Held(cursor, self.path)

    @contextmanager
    def _left_nothing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield cursor
            finally:
                with suppress(duckdb.Error):
                    cursor.execute("ROLLBACK")

    @contextmanager
    def exclusive(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Hold the write lock without a transaction, for backup and restore."""
        with self._writing, self._cursor() as cursor:
            yield cursor

    def checkpoint(self) -> None:
        """Bring what was written last from the log into the database file."""
        with self.exclusive() as cursor, suppress(duckdb.TransactionException):  # a later one will do as well
            cursor.execute("CHECKPOINT")

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own for one query; what the disk or a damaged file does becomes a `StoreError`."""
        connection = self._connection
        try:
            cursor = connection.cursor()
            try:
                yield cursor
            finally:
                cursor.close()
        except duckdb.Error as error:
            problem = damage(self.path, error)
            if problem is None:
                raise
            if isinstance(error, duckdb.FatalException):
                self._reopen(connection)
            raise problem from error

    def _reopen(self, failed: duckdb.DuckDBPyConnection) -> None:
        """Open the file anew after an error that made the instance unusable; what was committed is still there."""
        with self._opening:
            if self._connection is not failed:
                return
            failed.close()
            for _ in range(REOPENINGS):
                try:
                    fresh = connect(self.path, self._memory_limit)
                    fresh.execute("SELECT 1")
                except (StoreError, duckdb.Error):
                    time.sleep(0.1)  # queries in other threads still hold the old instance
                else:
                    self._connection = fresh
                    return

    def replaced(self, put: Callable[[], T]) -> T:
        """Close the file, let ``put`` bring another into its place, and open that one; return what ``put`` returned.

        Queries of other threads fail meanwhile. Whatever happens, the file that is then there is open afterwards.
        """
        with self._writing, self._opening:
            self.close()
            try:
                return put()
            finally:
                self._connection = connect(self.path, self._memory_limit)
                _OPEN[id(self)] = self.path.resolve()
                schema.migrate(self)
                tagging.catch_up(self)
                self.version += 1

    def close(self) -> None:
        """Close the database; the file is then free for another process."""
        _OPEN.pop(id(self), None)
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Held(Store):
    """A store whose queries all see what one open transaction sees."""

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        yield self._connection


def connect(path: Path, memory_limit: str = MEMORY_LIMIT, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file with the settings every query relies on.

    Files are written in the storage format of DuckDB 1.5, which 1.5 and 2.0 both open.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "threads": str(min(4, os.cpu_count() or 2)),
        "storage_compatibility_version": "v1.5.0",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    try:
        connection = duckdb.connect(str(path), read_only=read_only, config=config)
        # Without it an ASOF join over a generated calendar takes 100 times as long; plain SET is not inherited by cursors.
        connection.execute("SET GLOBAL asof_loop_join_threshold = 0")
    except duckdb.Error as error:
        if isinstance(error, duckdb.IOException) and "could not set lock" in str(error).lower():
            raise StoreLockedError(path, str(error)) from error
        raise damage(path, error) or StoreError(path, str(error)) from error
    return connection


def is_open_here(path: Path) -> bool:
    """Tell whether this process has the database open: DuckDB itself refuses other processes only."""
    return path.resolve() in set(_OPEN.values())


def damage(path: Path, error: duckdb.Error) -> StoreError | None:
    """Return what a DuckDB error says about the database file or its disk; None when it is about something else."""
    text = str(error)
    if isinstance(error, duckdb.ConnectionException) and "closed" in text:
        return StoreError(path, "it was closed", "closed")
    if any(words in text.lower() for words in _DISK_FULL):
        return StoreError(path, text, "disk")
    # DuckDB 2.0 says this with an error of no particular kind.
    if "WAL file" in text:
        return StoreError(path, text, "wal")
    if path.name in text and any(words in text.lower() for words in _NO_PLACE):
        return StoreError(path, text, "place")
    if not isinstance(error, _OF_THE_FILE):
        return None
    # DuckDB also reads and writes other files in our name; only what is said of this one is about the database.
    own = path.name in text or "Corrupt" in text or not isinstance(error, duckdb.IOException)
    return StoreError(path, text) if own else None
