"""A report with its cards built: what a deck, a workbook, a page and a bundle are all made from, so that they show the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import parse_qsl

from benchmark.cards import Context, wording
from benchmark.cards.context import network_label
from benchmark.cards.registry import ALL
from benchmark.charts.card import Card
from benchmark.charts.labels import plain
from benchmark.charts.theme import LIGHT, Theme
from benchmark.clock import utcnow
from benchmark.store import Store
from benchmark.store.data_version import DataVersion, data_version, present_version
from benchmark.store.reports import Item, Report
from benchmark.text import t
from benchmark.view.choices import context_of
from sources import SOURCES

Progress = Callable[[int, int], None]
"""Told how many sheets of how many are built; what it raises stops the work."""


@dataclass(frozen=True)
class Sheet:
    """One page of a report: a card with its own title and note, or words only."""

    item: Item
    title: str
    """What the page says: one's own title, else the card's finding."""
    note: str
    card: Card | None
    """None for words only."""


@dataclass(frozen=True)
class Definition:
    """A metric or a network in words, for the last page."""

    name: str
    text: str


@dataclass(frozen=True)
class Document:
    """A report as it stands over one state of the data."""

    name: str
    panel: str
    periods: tuple[tuple[date, date], ...]
    """The periods of its cards, each once, in their order."""
    made_at: datetime
    """UTC."""
    version: DataVersion
    demo: bool
    sheets: tuple[Sheet, ...]
    definitions: tuple[Definition, ...]
    """Every metric that a card shows, once."""
    sources: tuple[Definition, ...]
    """The networks with the address of their documents."""


class NothingToShow(Exception):
    """There is no panel, so there is no view."""


def build(
    store: Store,
    report: Report,
    *,
    theme: Theme = LIGHT,
    demo: bool = False,
    progress: Progress | None = None,
    now: datetime | None = None,
    whole: bool = True,
) -> Document:
    """Return a report with its cards built over the present data, all over the same.

    Args:
        store: the data.
        report: what is in it.
        theme: the colours of the charts.
        demo: whether the data are invented, which every card then says.
        progress: told after each sheet.
        now: the time that the document names, default the present.
        whole: keep the pages whose card has nothing to show; a ready-made report leaves them out.

    Raises:
        NothingToShow: there is no panel.
    """

    def pages_of(state: Store) -> list[tuple[Sheet, Context]]:
        pages = []
        for place, item in enumerate(report.items, 1):
            context = _context(state, item, theme, demo=demo)
            pages.append((_sheet(context, item, version), context))
            if progress is not None:
                progress(place, len(report.items))
        return [page for page in pages if whole or page[0].card is None or page[0].card.state != "empty"]

    version = present_version(store)
    pages = pages_of(store)
    if present_version(store) != version:  # somebody wrote meanwhile: pages of two states would be none of either
        with store.held() as state:
            version = data_version(state)
            pages = pages_of(state)
    cards = [sheet.card for sheet, _ in pages if sheet.card is not None]
    shown = [context for sheet, context in pages if sheet.card is not None]
    return Document(
        name=report.name,
        panel=shown[0].panel if shown else "",
        periods=tuple(dict.fromkeys(card.period for card in cards if card.period)),
        made_at=now or utcnow(),
        version=version,
        demo=demo,
        sheets=tuple(sheet for sheet, _ in pages),
        definitions=_definitions(cards),
        sources=_sources(shown),
    )


def sheet_of(store: Store, item: Item, version: DataVersion, *, theme: Theme = LIGHT, demo: bool = False) -> Sheet:
    """Return one page of a report over the present data, which are of this version.

    Raises:
        NothingToShow: there is no panel.
    """
    return _sheet(_context(store, item, theme, demo=demo), item, version)


def fields_of(query: str) -> dict[str, str]:
    """Return the fields of what stands after an address's question mark."""
    return dict(parse_qsl(query))


def _context(store: Store, item: Item, theme: Theme, *, demo: bool) -> Context:
    try:
        context = context_of(store, fields_of(item.fields), theme=theme, demo=demo)
    except LookupError as error:
        raise NothingToShow from error
    network = item.network or (context.networks[0] if context.networks else None)
    return context.about(network).with_options(**dict(item.options))


def _sheet(context: Context, item: Item, version: DataVersion) -> Sheet:
    if item.card is None:
        return Sheet(item, plain(item.title or "", 200), plain(item.note or "", 2000), None)
    builder = ALL.get(item.card)
    card = replace(builder(context) if builder else _gone(context, item.card), version=version.id)
    return Sheet(item, plain(item.title or card.finding, 400), plain(item.note or "", 2000), card)


def _gone(context: Context, key: str) -> Card:
    """Return what stands in the place of a card that this version does not know."""
    message = t("This version does not know the chart “{key}”. Take it out of the report.", key=plain(key, 60))
    return Card(key, t("A chart that is not there"), "", "", state="empty", message=message, subject=context.panel)


def _definitions(cards: list[Card]) -> tuple[Definition, ...]:
    """Return the paragraphs of the cards' methods, each once; a metric's has its name."""
    paragraphs = dict.fromkeys(part for card in cards for part in card.method.split("\n\n") if part)
    return tuple(Definition(*wording.defined(part)) for part in paragraphs)


def _sources(contexts: list[Context]) -> tuple[Definition, ...]:
    names = dict.fromkeys(
        name
        for context in contexts
        for name in ((context.network,) if context.network else (*context.networks, *context.attention))
        if name
    )
    return tuple(Definition(network_label(name), SOURCES[name].docs if name in SOURCES else "") for name in names)
