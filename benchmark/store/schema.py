"""Bring a database to the schema of this version: numbered migrations, each in one transaction with its record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmark.store.database import Store

FOLDER = Path(__file__).parent / "migrations"


@dataclass(frozen=True)
class Migration:
    """One step of the schema; its number is never reused."""

    version: int
    name: str
    sql: str


@cache
def migrations(folder: Path = FOLDER) -> tuple[Migration, ...]:
    """Return all steps in the order of their numbers."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = re.fullmatch(r"(\d{3})_(\w+)", path.stem)
        if match is None:
            raise ValueError(f"{path.name} is not named NNN_name.sql")
        found.append(Migration(int(match[1]), match[2], path.read_text(encoding="utf-8")))
    return tuple(found)


def version(store: Store) -> int:
    """Return the number of the last applied migration; 0 for an empty database."""
    exists = store.value("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'schema_migrations'")
    return int(store.value("SELECT coalesce(max(version), 0) FROM schema_migrations")) if exists else 0


def migrate(store: Store, steps: Iterable[Migration] | None = None) -> list[Migration]:
    """Apply what is missing and return it. A verified backup is made first when the database already holds something.

    Raises:
        NewerSchemaError: the database knows a migration that this program does not.
    """
    from benchmark.store import backups  # noqa: PLC0415  backups open databases, which migrate
    from benchmark.store.database import NewerSchemaError  # noqa: PLC0415

    steps = tuple(migrations() if steps is None else steps)
    present = version(store)
    if present > max(step.version for step in steps):
        raise NewerSchemaError(store.path, f"schema {present}")
    missing = [step for step in steps if step.version > present]
    if missing and present:
        backups.rotate_in(store, reason=f"before-{missing[0].version:03d}")
    for step in missing:
        with store.transaction() as tx:
            tx.execute(
                "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER, name VARCHAR, applied_at TIMESTAMP)"
            )
            tx.execute(step.sql)
            tx.execute(
                "INSERT INTO schema_migrations VALUES ($version, $name, $at)",
                {"version": step.version, "name": step.name, "at": datetime.now(UTC).replace(tzinfo=None)},
            )
    return missing
