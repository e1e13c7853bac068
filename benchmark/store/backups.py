"""Verified backups of the open database, and the way back."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmark.store.database import StoreError, connect

if TYPE_CHECKING:
    from benchmark.store.database import Store


def backup(store: Store, target: Path) -> Path:
    """Copy the database into a new file at ``target``, read it back, and return its path.

    Raises:
        StoreError: the copy does not hold what the database holds.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    with store.exclusive() as cursor:
        source = cursor.execute("SELECT current_database()").fetchall()[0][0]
        cursor.execute(f"ATTACH '{_quoted(part)}' AS backup_copy (STORAGE_VERSION 'v1.5.0')")
        try:
            cursor.execute(f'COPY FROM DATABASE "{source}" TO backup_copy')
            cursor.execute("CHECKPOINT backup_copy")
        finally:
            cursor.execute("DETACH backup_copy")
        counts = _counts(store)
    with connect(part, read_only=True) as copy:
        tables = copy.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
        copied = {(s, n): copy.execute(f'SELECT count(*) FROM "{s}"."{n}"').fetchall()[0][0] for s, n in tables}
    if copied != counts:
        part.unlink(missing_ok=True)
        raise StoreError(target, "the backup differs from the database")
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    return target


def rotate_in(store: Store, *, reason: str = "") -> Path:
    """Make a backup in the folder ``backups`` beside the database and drop those that the rotation no longer keeps."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    name = "-".join(part for part in (store.path.stem, stamp, reason) if part)
    return backup(store, store.path.parent / "backups" / f"{name}.duckdb")


def note_failure(store: Store, error: Exception, at: datetime) -> str:
    """Write down that a backup failed and return why, in the program's own words."""
    code = getattr(error, "code", "disk")
    with suppress(StoreError), store.transaction() as tx:
        tx.execute(
            "INSERT INTO core.audit VALUES ($at, 'collector', 'backup.failed', $code, $detail)",
            {"at": at, "code": code, "detail": str(error)[:500]},
        )
    return str(code)


def _counts(store: Store) -> dict[tuple[str, str], int]:
    tables = store.rows("SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database()")
    return {(s, n): store.value(f'SELECT count(*) FROM "{s}"."{n}"') for s, n in tables}


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
