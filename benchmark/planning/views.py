"""Saved views: a name for an address of the dashboard, kept as the page and its query string exactly as they stand there."""

from __future__ import annotations

from typing import Final

from benchmark.clock import utcnow
from benchmark.refusals import Refusal, folded, name_of
from benchmark.store import Store, Transaction, directory, holding, planning
from benchmark.store.directory import By, Reader
from benchmark.store.planning import SavedView

LONGEST_QUERY: Final = 4000


def saved_views(reader: Reader) -> list[SavedView]:
    """Return the saved views by name."""
    return planning.all_views(reader)


def save_view(store: Store, name: str, page: str, query: str, *, actor: str) -> SavedView:
    """Save an address under a name.

    Args:
        store: where.
        name: for people, of its own among the saved views.
        page: the page's path, empty for the first page.
        query: what stands after the question mark.
        actor: who, for the audit.

    Raises:
        Refusal: ``bad_name``, ``name_taken``, ``long_query``.
    """
    name, by = name_of(name), By(actor, utcnow())
    if len(query) > LONGEST_QUERY:
        raise Refusal("long_query", longest=LONGEST_QUERY)
    with store.transaction() as tx:
        _free(tx, name)
        view = SavedView(directory.new_id(), name, page, query)
        _begin(tx, view, by)
        directory.audit(tx, by, "view.save", view.id, f"{name}: {page}?{query}")
    return view


def rename_view(store: Store, view_id: str, name: str, *, actor: str) -> SavedView:
    """Give a saved view another name.

    Raises:
        Refusal: ``bad_name``, ``name_taken``, ``unknown_view``.
    """
    name, by = name_of(name), By(actor, utcnow())
    with store.transaction() as tx:
        found = _find(tx, view_id)
        _free(tx, name, besides=view_id)
        renamed = SavedView(view_id, name, found.page, found.query)
        if name != found.name:
            holding.end(tx, "saved_view", view_id, by.at)
            _begin(tx, renamed, by)
            directory.audit(tx, by, "view.rename", view_id, f"{found.name} → {name}")
    return renamed


def remove_view(store: Store, view_id: str, *, actor: str) -> SavedView:
    """End a saved view; `restore_view` undoes it.

    Raises:
        Refusal: ``unknown_view``.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        found = _find(tx, view_id)
        holding.end(tx, "saved_view", view_id, by.at)
        directory.audit(tx, by, "view.remove", view_id, found.name)
    return found


def restore_view(store: Store, view_id: str, *, actor: str) -> SavedView:
    """Begin a removed view again.

    Raises:
        Refusal: ``unknown_view``, ``name_taken`` by another one meanwhile.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        came = holding.begin_again(tx, "saved_view", view_id, by.at)
        found = _find(tx, view_id)
        _free(tx, found.name, besides=view_id)
        if came:
            directory.audit(tx, by, "view.restore", view_id, found.name)
    return found


def _begin(tx: Transaction, view: SavedView, by: By) -> None:
    columns = {"view_id": view.id, "name": view.name, "page": view.page, "query": view.query}
    holding.begin(tx, "saved_view", columns, by.at)


def _find(reader: Reader, view_id: str) -> SavedView:
    for each in planning.all_views(reader):
        if each.id == view_id:
            return each
    raise Refusal("unknown_view")


def _free(reader: Reader, name: str, besides: str | None = None) -> None:
    for other in planning.all_views(reader):
        if other.id != besides and folded(other.name) == folded(name):
            raise Refusal("name_taken", name=other.name)
