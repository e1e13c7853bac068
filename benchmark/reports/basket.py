"""Putting reports together: add a card from where it stands, words of one's own, titles, notes, order; undo a removal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from benchmark.clock import utcnow
from benchmark.refusals import Refusal, folded, name_of
from benchmark.store import Store, Transaction, directory, holding, reports
from benchmark.store.directory import By, Reader
from benchmark.store.reports import Item, Report

MOST_ITEMS: Final = 100
LONGEST_TITLE: Final = 200
LONGEST_NOTE: Final = 2000
LONGEST_FIELDS: Final = 4000


def all_reports(reader: Reader) -> list[Report]:
    """Return the reports with their items, by name."""
    return reports.all_reports(reader)


def report_of(reader: Reader, name_or_id: str) -> Report:
    """Return the report of an id or a name.

    Raises:
        Refusal: ``unknown_report``.
    """
    there = all_reports(reader)
    for each in there:
        if each.id == name_or_id:
            return each
    for each in there:
        if folded(each.name) == folded(name_or_id):
            return each
    raise Refusal("unknown_report", name=name_or_id)


def new_report(store: Store, name: str, *, actor: str, items: Sequence[Item] = ()) -> Report:
    """Begin a report, with copies of these items.

    Raises:
        Refusal: ``bad_name``, ``name_taken``, ``too_many_items``.
    """
    name, by = name_of(name), By(actor, utcnow())
    if len(items) > MOST_ITEMS:
        raise Refusal("too_many_items", most=MOST_ITEMS)
    mine = tuple(replace(item, id=directory.new_id()) for item in items)
    with store.transaction() as tx:
        _free(tx, name)
        report = Report(directory.new_id(), name, mine)
        holding.begin(tx, "report", {"report_id": report.id, "name": name}, by.at)
        for place, item in enumerate(mine, 1):
            reports.begin_item(tx, report.id, item, place, by.at)
        directory.audit(tx, by, "report.new", report.id, name)
    return report


def duplicate(store: Store, report_id: str, name: str, *, actor: str) -> Report:
    """Copy a report under another name.

    Raises:
        Refusal: ``unknown_report``, ``bad_name``, ``name_taken``.
    """
    return new_report(store, name, actor=actor, items=report_of(store, report_id).items)


def rename(store: Store, report_id: str, name: str, *, actor: str) -> Report:
    """Give a report another name.

    Raises:
        Refusal: ``bad_name``, ``name_taken``, ``unknown_report``.
    """
    name, by = name_of(name), By(actor, utcnow())
    with store.transaction() as tx:
        found = _find(tx, report_id)
        _free(tx, name, besides=report_id)
        if name != found.name:
            holding.end(tx, "report", report_id, by.at)
            holding.begin(tx, "report", {"report_id": report_id, "name": name}, by.at)
            directory.audit(tx, by, "report.rename", report_id, f"{found.name} → {name}")
    return replace(found, name=name)


def remove(store: Store, report_id: str, *, actor: str) -> Report:
    """End a report; `restore` undoes it.

    Raises:
        Refusal: ``unknown_report``.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        found = _find(tx, report_id)
        holding.end(tx, "report", report_id, by.at)
        directory.audit(tx, by, "report.remove", report_id, found.name)
    return found


def restore(store: Store, report_id: str, *, actor: str) -> Report:
    """Begin a removed report again with its items.

    Raises:
        Refusal: ``unknown_report``, ``name_taken`` by another one meanwhile.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        came = holding.begin_again(tx, "report", report_id, by.at)
        found = _find(tx, report_id)
        _free(tx, found.name, besides=report_id)
        if came:
            directory.audit(tx, by, "report.restore", report_id, found.name)
    return found


def add(store: Store, report_id: str, item: Item, *, actor: str) -> Report:
    """Put an item at the end of a report; its id is given here.

    Raises:
        Refusal: ``unknown_report``, ``too_many_items``, ``long_title``, ``long_note``, ``long_query``.
    """
    by = By(actor, utcnow())
    _checked(item)
    with store.transaction() as tx:
        found = _find(tx, report_id)
        if len(found.items) >= MOST_ITEMS:
            raise Refusal("too_many_items", most=MOST_ITEMS)
        mine = replace(item, id=directory.new_id())
        reports.begin_item(tx, report_id, mine, _last_place(tx, report_id) + 1, by.at)
        directory.audit(tx, by, "report.add", report_id, f"{found.name}: {mine.card or mine.title or ''}")
    return replace(found, items=(*found.items, mine))


def change(store: Store, report_id: str, items: Sequence[Item], *, actor: str) -> Report:
    """Set a report's items: their order, titles and notes, and which are left. Items keep their ids.

    Raises:
        Refusal: ``unknown_report``, ``unknown_item`` for an item that is not in it, ``long_title``, ``long_note``.
    """
    by = By(actor, utcnow())
    for item in items:
        _checked(item)
    with store.transaction() as tx:
        found = _find(tx, report_id)
        there = {item.id: (place, item) for place, item in enumerate(found.items, 1)}
        if any(item.id not in there for item in items):
            raise Refusal("unknown_item")
        wanted = {item.id: (place, item) for place, item in enumerate(items, 1)}
        for item_id, before in there.items():
            if wanted.get(item_id) != before:
                holding.end(tx, "report_item", item_id, by.at)
        for item_id, (place, item) in wanted.items():
            if there[item_id] != (place, item):
                reports.begin_item(tx, report_id, item, place, by.at)
        directory.audit(tx, by, "report.change", report_id, found.name)
    return replace(found, items=tuple(items))


def _last_place(tx: Transaction, report_id: str) -> float:
    sql = "SELECT max(place) FROM core.report_item WHERE report_id = $id AND removed_at IS NULL"
    return float(tx.rows(sql, {"id": report_id})[0][0] or 0)


def _checked(item: Item) -> None:
    if len(item.title or "") > LONGEST_TITLE:
        raise Refusal("long_title", longest=LONGEST_TITLE)
    if len(item.note or "") > LONGEST_NOTE:
        raise Refusal("long_note", longest=LONGEST_NOTE)
    if len(item.fields) > LONGEST_FIELDS:
        raise Refusal("long_query", longest=LONGEST_FIELDS)


def _find(reader: Reader, report_id: str) -> Report:
    for each in all_reports(reader):
        if each.id == report_id:
            return each
    raise Refusal("unknown_report", name=report_id)


def _free(reader: Reader, name: str, besides: str | None = None) -> None:
    for other in all_reports(reader):
        if other.id != besides and folded(other.name) == folded(name):
            raise Refusal("name_taken", name=other.name)
