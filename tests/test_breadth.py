"""Every card with 1 and with 40 brands, on 1 and on all networks: it builds, says what it must, and its files open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from card_checks import check, check_names, check_reach, check_size
from worlds import ABOUT, SOCIAL, World, build

from benchmark.cards import attention
from benchmark.cards.context import Context
from benchmark.cards.registry import ALL
from benchmark.charts.card import Card

SOME = ("bluesky", "youtube", "mastodon", "instagram", "feed")
SIZES: dict[str, tuple[int, tuple[str, ...], int]] = {
    "1 brand, 1 network": (1, ("bluesky",), 190),
    "1 brand, all networks": (1, (*SOCIAL, *ABOUT), 190),
    "6 brands, 5 networks": (6, SOME, 190),
    "40 brands, 1 network": (40, ("bluesky",), 190),
    "40 brands, all networks": (40, (*SOCIAL, *ABOUT), 190),
    "6 brands, read once": (6, (*SOME, *ABOUT), 1),
    "4 brands, 2 networks, read once": (4, ("bluesky", "feed", *ABOUT), 1),
    "nobody": (0, (), 0),
}
"""Brands, networks, days of reading."""
LONG = (
    "1 brand, 1 network",
    "1 brand, all networks",
    "40 brands, all networks",
    "6 brands, 5 networks",
    "40 brands, 1 network",
    "6 brands, read once",
)
"""Looked at in the long lane only."""
LOOKED_AT = {
    "40 brands, 1 network": ("bluesky",),
    "40 brands, all networks": ("youtube", "telegram", "pinterest"),
    "1 brand, all networks": ("bluesky", "threads"),
    "6 brands, 5 networks": ("bluesky", "youtube", "feed"),
    "6 brands, read once": ("bluesky", "feed"),
}
"""Which networks a world's cards are about, beside the sources of attention; elsewhere, and in short, the first one."""

OPTIONS = {"since": "2026-05-20T08:00:00"}
"""What pages tell cards that cannot do without."""

Worlds = Callable[[str], World]


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    """Each world, built once it is asked for."""
    made: dict[str, World] = {}

    def of(size: str) -> World:
        if size not in made:
            brands, networks, days = SIZES[size]
            made[size] = build(tmp_path_factory.mktemp("worlds") / "world.duckdb", brands, networks, days=days)
        return made[size]

    yield of
    for world in made.values():
        world.store.close()


@cache
def context_of(world: World) -> Context:
    return world.context().with_options(**OPTIONS)


def built(world: World, size: str, key: str, *, briefly: bool) -> Iterator[Card]:
    """The card about each network that is looked at, or once when it is about all of them; those on attention about its sources."""
    context = context_of(world)
    about: tuple[str | None, ...] = LOOKED_AT.get(size, (context.network,))[: 1 if briefly else None]
    for network in context.attention or (None,) if key in attention.CARDS else about:
        mine = context.about(network)
        card = ALL[key](mine)
        yield card
        if card.state != "empty" and mine.network_label not in card.definition:
            return


@pytest.mark.parametrize("size", [size for size in SIZES if size not in LONG])
@pytest.mark.parametrize("key", ALL)
def test_every_card_stands_in_every_world(worlds: Worlds, size: str, key: str) -> None:
    look_at(worlds(size), size, key, briefly=True)


@pytest.mark.slow
@pytest.mark.parametrize("size", dict.fromkeys((*LONG, *LOOKED_AT)))
@pytest.mark.parametrize("key", ALL)
def test_every_card_stands_about_every_network(worlds: Worlds, size: str, key: str) -> None:
    look_at(worlds(size), size, key, briefly=False)


def look_at(world: World, size: str, key: str, *, briefly: bool) -> None:
    for card in built(world, size, key, briefly=briefly):
        assert card.key == key
        check(card)
        check_names(card, world.unread)
        check_reach(card)
        check_size(card, max(world.brands, 1))
        if not world.brands:
            assert card.state == "empty"
