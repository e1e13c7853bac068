"""Open the database, read through cursors, write through one lock."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pandas as pd
import pyarrow as pa

from benchmark.store import schema

Params = Mapping[str, Any]
MEMORY_LIMIT = os.environ.get("BENCHMARK_MEMORY_LIMIT", "1GB")


class StoreError(Exception):
    """The database cannot be used. ``code`` names the case: ``unreadable``, ``locked``, ``newer_schema``, ``disk``."""

    code = "unreadable"

    def __init__(self, path: Path, detail: str = "") -> None:
        super().__init__(f"{path}: {detail}")
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

    def frame(self, name: str, frame: pd.DataFrame | pa.Table) -> None:
        """Make a frame or Arrow table readable under this name until the transaction ends."""
        self._cursor.register(name, frame)


class Store:
    """One open database. Safe for use by many threads: a cursor per query, one writer at a time."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self._writing = threading.RLock()
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
        path.parent.mkdir(parents=True, exist_ok=True)
        store = cls(connect(path, memory_limit), path)
        try:
            schema.migrate(store)
        except BaseException:
            store.close()
            raise
        return store

    def query(self, sql: str, params: Params | None = None) -> pd.DataFrame:
        """Return the whole result as a frame."""
        cursor = self._connection.cursor()
        try:
            frame: pd.DataFrame = cursor.execute(sql, params or None).df()
            return frame
        finally:
            cursor.close()

    def arrow(self, sql: str, params: Params | None = None) -> pa.Table:
        """Return the whole result as an Arrow table: whole numbers stay whole where some are unknown."""
        cursor = self._connection.cursor()
        try:
            return cursor.execute(sql, params or None).to_arrow_table()
        finally:
            cursor.close()

    def rows(self, sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
        """Return the whole result as tuples."""
        cursor = self._connection.cursor()
        try:
            return cursor.execute(sql, params or None).fetchall()
        finally:
            cursor.close()

    def value(self, sql: str, params: Params | None = None) -> Any:
        """Return the first column of the first row, or None."""
        rows = self.rows(sql, params)
        return rows[0][0] if rows else None

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open a write transaction under the process's one write lock; commit at the end, roll back on any exception."""
        with self._writing:
            cursor = self._connection.cursor()
            try:
                cursor.execute("BEGIN")
                try:
                    yield Transaction(cursor)
                except BaseException:
                    cursor.execute("ROLLBACK")
                    raise
                cursor.execute("COMMIT")
                self.version += 1
            finally:
                cursor.close()

    @contextmanager
    def exclusive(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Hold the write lock without a transaction, for backup and restore."""
        with self._writing:
            cursor = self._connection.cursor()
            try:
                yield cursor
            finally:
                cursor.close()

    def close(self) -> None:
        """Close the database; the file is then free for another process."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


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
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise StoreLockedError(path, str(error)) from error
        raise StoreError(path, str(error)) from error
    except duckdb.Error as error:
        raise StoreError(path, str(error)) from error
    return connection
