"""Rows of reports and their items: plain reads and writes, no rules; those stand in `benchmark.reports.basket`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from benchmark.store import holding
from benchmark.store.database import Transaction
from benchmark.store.directory import Reader


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


def begin_item(tx: Transaction, report_id: str, item: Item, place: float, at: datetime) -> None:
    """Store an item that holds from now on at a place within its report."""
    columns: dict[str, Any] = {
        "item_id": item.id, "report_id": report_id, "place": place, "card": item.card, "fields": item.fields,
        "network": item.network, "options": json.dumps(dict(item.options), sort_keys=True), "title": item.title,
        "note": item.note,
    }  # fmt: skip
    holding.begin(tx, "report_item", columns, at)
