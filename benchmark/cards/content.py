"""Cards of the Content page: what was posted, what worked, and what it has in common."""

from __future__ import annotations

from benchmark.cards.context import Builder

CARDS: dict[str, Builder] = {}
