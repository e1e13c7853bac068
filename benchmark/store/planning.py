"""Rows of annotations, objectives and saved views: plain reads and writes, no rules.

The rules stand in `benchmark.planning`. A row is never changed but for its end: a correction ends the row that holds and begins
another under the same id, and undoing a removal begins a copy of the row that was ended last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from benchmark.store.database import Transaction
from benchmark.store.directory import Reader

Table = Literal["annotation", "objective", "saved_view"]

_ID: Final[Mapping[Table, str]] = {
    "annotation": "annotation_id",
    "objective": "objective_id",
    "saved_view": "view_id",
}


@dataclass(frozen=True)
class Annotation:
    """A dated remark. Days are local days of the panel, both included; None for panel, brand or source: it holds for all."""

    id: str
    kind: str
    title: str
    note: str | None
    first: date
    last: date
    panel_id: str | None
    brand_id: str | None
    source: str | None

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Objective:
    """A target that somebody set: the figure that a brand's metric on a network is to reach."""

    id: str
    panel_id: str
    brand_id: str
    source: str
    metric: str
    target: float


@dataclass(frozen=True)
class SavedView:
    """A name for an address: the page and what stands after the question mark."""

    id: str
    name: str
    page: str
    query: str


def all_annotations(reader: Reader) -> list[Annotation]:
    """Return the annotations that hold, the latest first."""
    rows = reader.rows(
        """
        SELECT annotation_id, kind, title, note, first_day, last_day, panel_id, brand_id, source
        FROM annotations WHERE removed_at IS NULL ORDER BY first_day DESC, last_day DESC, annotation_id
        """
    )
    return [Annotation(*row) for row in rows]


def all_objectives(reader: Reader) -> list[Objective]:
    """Return the objectives that hold, in the order they were set."""
    rows = reader.rows(
        """
        SELECT objective_id, panel_id, brand_id, source, metric, target
        FROM objectives WHERE removed_at IS NULL ORDER BY created_at, objective_id
        """
    )
    return [Objective(*row) for row in rows]


def all_views(reader: Reader) -> list[SavedView]:
    """Return the saved views that hold, by name."""
    rows = reader.rows(
        "SELECT view_id, name, page, query FROM saved_views WHERE removed_at IS NULL ORDER BY lower(name), view_id"
    )
    return [SavedView(*row) for row in rows]


def begin(tx: Transaction, table: Table, columns: Mapping[str, Any], at: datetime) -> None:
    """Store a row that holds from now on. Names of tables and columns are ours, values are bound."""
    row = {**columns, "created_at": at}
    tx.execute(f"INSERT INTO core.{table} ({', '.join(row)}) VALUES ({', '.join(f'${name}' for name in row)})", row)


def end(tx: Transaction, table: Table, row_id: str, at: datetime) -> bool:
    """End the row of this id that holds. Returns whether there was one."""
    held = tx.rows(f"SELECT 1 FROM core.{table} WHERE {_ID[table]} = $id AND removed_at IS NULL", {"id": row_id})
    tx.execute(
        f"UPDATE core.{table} SET removed_at = $at WHERE {_ID[table]} = $id AND removed_at IS NULL",
        {"id": row_id, "at": at},
    )
    return bool(held)


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
