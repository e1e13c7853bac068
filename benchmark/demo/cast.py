"""The accounts of the demo, and on which days each is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import Final

import numpy as np

from benchmark.demo import scenario

DAYS: Final = 548
"""18 months."""
BACKFILL_DAYS: Final = 120
WINDOW_DAYS: Final = 30
READ_AT: Final = time(6, 10)
_SUFFIXES: Final = {"main": "", "service": "help", "employer": "jobs", "sub-brand": "kids"}


@dataclass
class Player:
    """One account of the demo while it is played out."""

    key: int
    brand: scenario.Brand
    brand_key: int
    place: scenario.Place
    levels: np.ndarray = field(default_factory=lambda: np.zeros(0))
    """Followers at each day's reading."""

    @property
    def handle(self) -> str:
        """The brand's handle, with what the account is for when it is not the main one."""
        return self.brand.handle + _SUFFIXES[self.place.role]

    @property
    def native_id(self) -> str:
        """The id in the network's own form."""
        handle = self.handle
        return {
            "bluesky": f"did:plc:demo{handle}",
            "mastodon": f"social.example/{self.key}",
            "youtube": f"UCdemo{handle:x<16}",
            "wordpress": f"https://blog.{handle}.example",
        }.get(self.place.network, f"https://{handle}.example/feed.xml")

    def is_(self, brand: str, network: str) -> bool:
        """Return whether something of the scenario happens to this account."""
        return (self.brand.name, self.place.network, self.place.role) == (brand, network, "main")


def cast() -> list[Player]:
    """Return every account, in the order of the brands."""
    pairs = [(brand, place) for brand in scenario.BRANDS for place in brand.places]
    return [Player(key, brand, scenario.BRANDS.index(brand) + 1, place) for key, (brand, place) in enumerate(pairs, 1)]


def read_days(player: Player) -> np.ndarray:
    """Return the days on which an account was read: all but those of an outage of its network."""
    network, out, days = scenario.OUTAGE
    all_days = np.arange(DAYS)
    return all_days[(all_days < out) | (all_days >= out + days)] if player.place.network == network else all_days
