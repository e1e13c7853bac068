"""Rows of reports and their items: plain reads and writes, no rules; those stand in `benchmark.reports.basket`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from benchmark.store.database import Transaction
from benchmark.store.directory import Reader

Table = Literal["report", "report_item"]
_ID: Final[Mapping[Table, str]] = {"report": "report_id", "report_item": "item_id"}


@dataclass(frozen=True)
class Item:
    """One page of a report: a card as it stands in a view, or words of one's own."""

    id: str
    card: str | None
    """The key of a card; None for words only."""
    fields: str = ""
    """The address of the view after its question mark."""
    network: str | None = None
    """What the card is about, where its page tells it beside the address."""
    options: tuple[tuple[str, str], ...] = ()
    title: str | None = None
    """One's own title; None for the card's finding."""
    note: str | None = None


@dataclass(frozen=True)
class Report:
    """A named list of items. Ready-made ones have no id: they are stored nowhere."""

    id: str
    name: str
    items: tuple[Item, ...] = ()


def all_reports(reader: Reader) -> list[Report]:
    """Return the reports that hold with their items, by name."""
    rows = reader.rows(
        """
        SELECT report_id, item_id, card, fields, network, options, title, note
        FROM report_items WHERE removed_at IS NULL ORDER BY place, item_id
        """
    )
    items: dict[str, list[Item]] = {}
    for report_id, item_id, card, fields, network, options, title, note in rows:
        chosen = tuple(sorted(json.loads(options).items()))
        items.setdefault(report_id, []).append(Item(item_id, card, fields, network, chosen, title, note))
    named = reader.rows("SELECT report_id, name FROM reports WHERE removed_at IS NULL ORDER BY lower(name), report_id")
    return [Report(report_id, name, tuple(items.get(report_id, ()))) for report_id, name in named]


def begin_report(tx: Transaction, report_id: str, name: str, at: datetime) -> None:
    """Store a report that holds from now on."""
    tx.execute("INSERT INTO core.report VALUES ($id, $name, $at, NULL)", {"id": report_id, "name": name, "at": at})


def begin_item(tx: Transaction, report_id: str, item: Item, place: float, at: datetime) -> None:
    """Store an item that holds from now on at a place within its report."""
    row: dict[str, Any] = {
        "item_id": item.id, "report_id": report_id, "place": place, "card": item.card, "fields": item.fields,
        "network": item.network, "options": json.dumps(dict(item.options), sort_keys=True), "title": item.title,
        "note": item.note, "at": at,
    }  # fmt: skip
    tx.execute(
        """
        INSERT INTO core.report_item
        VALUES ($item_id, $report_id, $place, $card, $fields, $network, $options, $title, $note, $at, NULL)
        """,
        row,
    )


def end(tx: Transaction, table: Table, row_id: str, at: datetime) -> bool:
    """End the row of this id that holds. Returns whether there was one."""
    bound = {"id": row_id, "at": at}
    held = tx.rows(f"SELECT 1 FROM core.{table} WHERE {_ID[table]} = $id AND removed_at IS NULL", {"id": row_id})
    tx.execute(f"UPDATE core.{table} SET removed_at = $at WHERE {_ID[table]} = $id AND removed_at IS NULL", bound)
    return bool(held)


def begin_report_again(tx: Transaction, report_id: str, at: datetime) -> bool:
    """Begin a copy of the ended report of this id; its items still hold. False when it holds, or there never was one."""
    rows = tx.rows(
        "SELECT name, removed_at FROM core.report WHERE report_id = $id ORDER BY removed_at DESC NULLS FIRST LIMIT 1",
        {"id": report_id},
    )
    if not rows or rows[0][1] is None:
        return False
    begin_report(tx, report_id, rows[0][0], at)
    return True
