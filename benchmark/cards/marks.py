"""Dated remarks on time charts: annotations of the panel, and days on which a network changed what it counts."""

from __future__ import annotations

from functools import lru_cache

from benchmark.cards.changes import changes
from benchmark.cards.context import Context
from benchmark.charts.labels import plain
from benchmark.charts.layout import Event
from benchmark.planning import Annotation, annotations_in
from benchmark.store import Store
from benchmark.text import t
from benchmark.text.format import day_range

_TITLE = 60
"""Characters of a title in a footer."""
_MOST = 4
"""Outages named in a footer."""


def marks(context: Context, metric: str) -> list[Event]:
    """Return the remarks that belong on a chart of a metric over the context's period, by day."""
    changed = [Event(each.day, each.text) for each in changes(context, metric)]
    return changed + [
        Event(each.first, named(context, each), each.last if each.days > 1 else None)
        for each in reversed(in_period(context))
        if each.brand_id is None or each.brand_id in _told(context)
    ]


def in_period(context: Context) -> list[Annotation]:
    """Return the annotations of the context's period, panel and network, whatever brand they are about, the latest first."""
    first, last = context.scope.start, context.scope.end
    return [
        each
        for each in held(context)
        if each.first <= last and each.last >= first and each.source in (None, context.network or each.source)
    ]


def held(context: Context) -> list[Annotation]:
    """Return all annotations of the context's panel about brands shown, the latest first."""
    shown = {None, *context.brands["brand_id"]}
    return [each for each in _held(context.store, context.store.version, context.panel) if each.brand_id in shown]


def outages(context: Context) -> str:
    """Return the sentence on outages of the period, in which figures are missing or wrong; nothing without any."""
    found = [each for each in in_period(context) if each.kind == "outage"]
    items = [
        t("{days} ({title})", days=day_range(each.first, each.last), title=plain(named(context, each), _TITLE))
        for each in reversed(found[:_MOST])
    ]
    if not items:
        return ""
    return t("Outage: {items}.", "Outages: {items}.", n=len(found), items="; ".join(items))


def named(context: Context, each: Annotation) -> str:
    """Return an annotation's title; of another brand than the own one with its name."""
    if each.brand_id in (None, context.own):
        return each.title
    return t("{brand}: {title}", brand=context.name(str(each.brand_id)), title=each.title)


def _told(context: Context) -> set[str | None]:
    """The brands whose annotations stand on charts: the own one, and those that a page is about."""
    return {context.own, context.option("brand") or None, context.option("beside") or None}


@lru_cache(maxsize=8)
def _held(store: Store, version: int, panel: str) -> tuple[Annotation, ...]:  # noqa: ARG001  version is the key
    rows = store.rows("SELECT panel_id FROM panels WHERE name = $name", {"name": panel})
    return tuple(annotations_in(store, rows[0][0] if rows else ""))
