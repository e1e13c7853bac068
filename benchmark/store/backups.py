"""Verified backups of the open database: copied, read back value by value, then put in place; and which of them stay."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from benchmark.store import contents
from benchmark.store.database import StoreError, connect, damage

if TYPE_CHECKING:
    from benchmark.store.database import Store

FOLDER = "backups"
KEPT = (("%Y%m%dT%H%M%S", 4), ("%Y%m%d", 7), ("%G%V", 4), ("%Y%m", 12))
"""The latest of each of the last 4 moments, 7 days, 4 weeks and 12 months that have one."""
KEPT_BEFORE_CHANGES = 4
"""Backups with a reason, such as those made before a migration."""


def backup(store: Store, target: Path) -> Path:
    """Copy the database into a new file at ``target``, read all of it back, and return its path.

    The copy holds a record of what is in it, so that `restoring.restore` can tell whether it still is.

    Raises:
        StoreError: ``disk``, there is no room; ``differs``, the copy does not hold what the database holds; others, the
            database itself cannot be read.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    _room(store, target)
    try:
        _copied(store, part)
        part.replace(target)
        sync(target.parent)
    finally:
        for left in (part, part.with_name(f"{part.name}.wal")):
            left.unlink(missing_ok=True)
    return target


def rotate_in(store: Store, *, reason: str = "", now: datetime | None = None) -> Path:
    """Make a backup in the folder ``backups`` beside the database and drop those that the rotation no longer keeps."""
    stamp = (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    name = "-".join(part for part in (store.path.stem, stamp, reason) if part)
    made = backup(store, store.path.parent / FOLDER / f"{name}.duckdb")
    for path in expendable(made.parent.iterdir(), store.path.stem):
        path.unlink(missing_ok=True)
    return made


def expendable(paths: Iterable[Path], stem: str) -> list[Path]:
    """Return the backups of the database of this name that need not be kept. Files with other names are not ours."""
    pattern = re.compile(rf"{re.escape(stem)}-(\d{{8}}T\d{{6}})Z(-.+)?\.duckdb")
    plain: list[tuple[datetime, Path]] = []
    before: list[tuple[datetime, Path]] = []
    for path in paths:
        if match := pattern.fullmatch(path.name):
            made = datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            (before if match[2] else plain).append((made, path))
    plain.sort(reverse=True)
    before.sort(reverse=True)
    kept = {path for _, path in before[:KEPT_BEFORE_CHANGES]}
    for form, count in KEPT:
        latest: dict[str, Path] = {}
        for made, path in plain:
            latest.setdefault(made.strftime(form), path)
        kept |= set(list(latest.values())[:count])
    return [path for _, path in plain + before if path not in kept]


def latest(folder: Path) -> Path | None:
    """Return the newest backup in a folder, by the time in its name."""
    found = (path for path in folder.glob("*.duckdb") if re.search(r"-\d{8}T\d{6}Z", path.name))
    return max(found, key=lambda path: re.findall(r"\d{8}T\d{6}Z", path.name)[-1], default=None)


def note_failure(store: Store, error: Exception, at: datetime) -> str:
    """Write down that a backup failed and return the code of why."""
    code = getattr(error, "code", "disk")
    with suppress(StoreError), store.transaction() as tx:
        tx.execute(
            "INSERT INTO core.audit VALUES ($at, 'collector', 'backup.failed', $code, $detail)",
            {"at": at, "code": code, "detail": str(error)[:500]},
        )
    return str(code)


def sync(path: Path) -> None:
    """Have the disk hold what a file or folder holds."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copied(store: Store, part: Path) -> None:
    with store.exclusive() as cursor:
        copy(cursor, part)


def copy(cursor: duckdb.DuckDBPyConnection, part: Path) -> None:
    """Copy the open database into a new file with a record of what is in it, and read all of it back."""
    try:
        _copy(cursor, part)
    except duckdb.InternalException as error:
        # DuckDB 1.5 may compress a segment so that it cannot be read again (its issue 22823); without that method it can.
        if "bitpacking" not in str(error).lower():
            raise
        cursor.execute("SET GLOBAL disabled_compression_methods = 'bitpacking'")
        try:
            _copy(cursor, part)
        finally:
            cursor.execute("RESET GLOBAL disabled_compression_methods")
    sync(part)


def _copy(cursor: duckdb.DuckDBPyConnection, part: Path) -> None:
    part.unlink(missing_ok=True)
    source = cursor.execute("SELECT current_database()").fetchall()[0][0]
    held = contents.read(cursor, source)
    copy = contents.identifier(f"{source}_copy")
    cursor.execute(f"ATTACH '{_quoted(part)}' AS {copy} (STORAGE_VERSION 'v1.5.0')")
    try:
        cursor.execute(f"COPY FROM DATABASE {contents.identifier(source)} TO {copy}")
        contents.write_record(cursor, f"{source}_copy", held)
        cursor.execute(f"CHECKPOINT {copy}")
    finally:
        cursor.execute(f"DETACH {copy}")
    check(part, held)


def check(path: Path, held: contents.Contents | None = None) -> contents.Contents:
    """Read all of a backup and return what it holds.

    Args:
        path: the backup.
        held: what it has to hold; by default what its own record says, and nothing is compared if it has none.

    Raises:
        StoreError: ``differs``, or it cannot be read.
    """
    try:
        with connect(path, read_only=True) as copy:
            name = copy.execute("SELECT current_database()").fetchall()[0][0]
            found = contents.read(copy, name)
            record = contents.read_record(copy, name)
    except duckdb.InternalException:
        raise
    except duckdb.Error as error:
        raise damage(path, error) or StoreError(path, str(error)) from error
    same_version = record is None or record[1]
    wanted = held if held is not None else record[0] if record else found
    if _plain(found, checksums=same_version) != _plain(wanted, checksums=same_version):
        raise StoreError(path, "it does not hold what it should", "differs")
    return found


def _plain(held: contents.Contents, *, checksums: bool) -> dict[tuple[str, str], object]:
    return {name: table if checksums else table.rows for name, table in held.items()}


def _room(store: Store, target: Path) -> None:
    """Refuse before the disk is full: a full disk would hurt the database beside the backup."""
    needed = sum(path.stat().st_size for path in (store.path, Path(f"{store.path}.wal")) if path.exists())
    if shutil.disk_usage(target.parent).free < needed:
        raise StoreError(target, "no space left for a backup", "disk")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
