"""Cards of the Brand page: one brand in depth across its networks, next to any other."""

from __future__ import annotations

from benchmark.cards.context import Builder

CARDS: dict[str, Builder] = {}
