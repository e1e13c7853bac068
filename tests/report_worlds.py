"""A report over a world of hostile names, at that world's time."""

from __future__ import annotations

from datetime import datetime, tzinfo
from pathlib import Path
from typing import Self

from worlds import NOW, SOCIAL, build

from benchmark.store import Store
from benchmark.store.reports import Item, Report

EVIL = "</script><script>alert(1)</script> <img src=x onerror=alert(2)> ![x](http://evil.example/a.png) $x$ \u202e=1+1"
CARDS = ("own-figures", "followers-over-time", "follower-growth", "posts-per-week", "engagement-rate")


class Frozen(datetime):
    """The time of the worlds."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(NOW.year, NOW.month, NOW.day, NOW.hour, tzinfo=tz)


def hostile(folder: Path, brands: int = 16) -> Store:
    """Return a store whose brands have hostile names."""
    return build(folder / "benchmark.duckdb", brands, SOCIAL[:1]).store


def report() -> Report:
    """Return a report of every kind of page: sentences, tiles, charts, a table, own titles and notes, words only."""
    said = "period=13w"
    cards = [Item(f"i{place}", key, said, SOCIAL[0]) for place, key in enumerate(CARDS)]
    words = Item("w", None, title=f"Words {EVIL}", note=f"What we make of it. {EVIL}")
    titled = Item("t", "share-of-engagement", said, SOCIAL[0], title=f"Own title {EVIL}", note=f"Own note {EVIL}")
    whole = [Item("s", "takeaways", said), words, titled, *cards, Item("p", "presence", said)]
    return Report("r", f"Monday {EVIL}", tuple(whole))
