"""All cards by their key, found in the ``CARDS`` of this package's modules: a new card needs no line here."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from benchmark import cards
from benchmark.cards.context import Builder


def _all() -> dict[str, Builder]:
    found: dict[str, Builder] = {}
    for module in iter_modules(cards.__path__, "benchmark.cards."):
        for key, builder in getattr(import_module(module.name), "CARDS", {}).items():
            if found.setdefault(key, builder) is not builder:
                raise ValueError(f"two cards have the key {key!r}")
    return found


ALL = _all()


def key_of(builder: Builder) -> str | None:
    """Return the key under which a card is found again; None for one that stands on its page only."""
    return _KEYS.get(builder)


_KEYS = {builder: key for key, builder in ALL.items()}
