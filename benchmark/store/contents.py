"""What a database holds, in a form that can be compared: rows and a checksum over every value of each table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

RECORD = "backup_record"
"""The table in a backup that says what it should hold."""


@dataclass(frozen=True)
class Table:
    """Rows of a table, and the sum of the hashes of all rows: reading it reads every column of every row."""

    rows: int
    checksum: str


Contents = dict[tuple[str, str], Table]
"""By schema and name."""


def read(cursor: duckdb.DuckDBPyConnection, database: str) -> Contents:
    """Read everything that an attached database holds, the record of a backup left out."""
    tables = cursor.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = $database AND table_name <> $record",
        {"database": database, "record": RECORD},
    ).fetchall()
    if not tables:
        return {}
    # One query for all: each of its own would cost a small database more than its rows.
    parts = (
        f"SELECT {text(schema)}, {text(name)}, count(*), coalesce(sum(hash(t)), 0)::VARCHAR "
        f"FROM {'.'.join(identifier(part) for part in (database, schema, name))} AS t"
        for schema, name in tables
    )
    rows = cursor.execute(" UNION ALL ".join(parts)).fetchall()
    return {(schema, name): Table(count, checksum) for schema, name, count, checksum in sorted(rows)}


def write_record(cursor: duckdb.DuckDBPyConnection, database: str, contents: Contents) -> None:
    """Write down in a backup what it should hold. Hashes are the same only within one version of DuckDB."""
    cursor.execute(
        f"""
        CREATE OR REPLACE TABLE {identifier(database)}.main.{RECORD} AS
        SELECT version() AS duckdb, told.schema_name, told.table_name, told.row_count, told.checksum
        FROM (SELECT unnest($tables::STRUCT(schema_name VARCHAR, table_name VARCHAR, row_count BIGINT, checksum VARCHAR)[]) AS told)
        """,
        {
            "tables": [
                {"schema_name": schema, "table_name": name, "row_count": table.rows, "checksum": table.checksum}
                for (schema, name), table in contents.items()
            ]
        },
    )


def read_record(cursor: duckdb.DuckDBPyConnection, database: str) -> tuple[Contents, bool] | None:
    """Return what a backup should hold and whether its checksums can be compared here; None if it does not say."""
    told = cursor.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = $database AND table_name = $record",
        {"database": database, "record": RECORD},
    ).fetchall()
    if told == [(0,)]:
        return None
    rows = cursor.execute(
        f"SELECT schema_name, table_name, row_count, checksum, duckdb = version() FROM {identifier(database)}.main.{RECORD}"
    ).fetchall()
    return {(schema, name): Table(count, checksum) for schema, name, count, checksum, _ in rows}, all(
        r[4] for r in rows
    )


def identifier(name: str) -> str:
    """Return a name as SQL writes it: a database is called after its file, and a file may be called anything."""
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def text(value: str) -> str:
    """Return a text as SQL writes it."""
    escaped = value.replace("'", "''")
    return f"'{escaped}'"
