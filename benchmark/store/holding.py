"""Rows that hold until they are ended: what people put beside the figures, and the reports that they put together.

A row is never changed but for its end: a correction ends the row that holds and begins another under the same id, and undoing a
removal begins a copy of the row that was ended last.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal

from benchmark.store.database import Transaction

Table = Literal["annotation", "objective", "saved_view", "report", "report_item", "report_schedule"]

_ID: Final[Mapping[Table, str]] = {
    "annotation": "annotation_id",
    "objective": "objective_id",
    "saved_view": "view_id",
    "report": "report_id",
    "report_item": "item_id",
    "report_schedule": "schedule_id",
}


def begin(tx: Transaction, table: Table, columns: Mapping[str, Any], at: datetime) -> None:
    """Store a row that holds from now on. Names of tables and columns are ours, values are bound."""
    row = {**columns, "created_at": at}
    tx.execute(f"INSERT INTO core.{table} ({', '.join(row)}) VALUES ({', '.join(f'${name}' for name in row)})", row)


def end(tx: Transaction, table: Table, row_id: str, at: datetime) -> None:
    """End the row of this id that holds, if there is one."""
    tx.execute(
        f"UPDATE core.{table} SET removed_at = $at WHERE {_ID[table]} = $id AND removed_at IS NULL",
        {"id": row_id, "at": at},
    )


def begin_again(tx: Transaction, table: Table, row_id: str, at: datetime) -> bool:
    """Begin a copy of the row of this id that ended last. Returns False when one holds already, or there never was one."""
    bound = {"id": row_id, "at": at}
    there = tx.rows(
        f"SELECT count(*), count(*) FILTER (removed_at IS NULL) FROM core.{table} WHERE {_ID[table]} = $id",
        {"id": row_id},
    )
    rows, holding = there[0]
    if not rows or holding:
        return False
    tx.execute(
        f"""
        INSERT INTO core.{table}
        SELECT * REPLACE ($at AS created_at, NULL AS removed_at) FROM core.{table} AS ended
        WHERE {_ID[table]} = $id ORDER BY ended.removed_at DESC, ended.created_at DESC LIMIT 1
        """,
        bound,
    )
    return True
