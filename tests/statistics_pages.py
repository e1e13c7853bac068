"""Whole pages of brands that are equal: whatever such a page says of a difference in engagement is false."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from samples import log_normal, network

from benchmark.cards import against, claims, figures, movement, rates
from benchmark.cards.context import Context
from benchmark.metrics import Scope, comparison
from benchmark.metrics.samples import SampleSet

NETWORK, METRIC = "mastodon", "engagement_rate_followers_pct"
POSTS = 30
_SCOPE = Scope((), date(2026, 3, 1), date(2026, 5, 30), "UTC", datetime(2026, 7, 1))

Sets = Mapping[str, SampleSet]


class Nowhere:
    """Stands for a store; each has figures of its own."""

    version = 0

    def rows(self, *_: object) -> list[tuple[object, ...]]:
        """Nothing is stored."""
        return []


@dataclass(frozen=True, eq=False)
class Page(Context):
    """A view of made-up posts on one network instead of stored ones."""

    now: Sets = field(default_factory=dict)
    earlier: Sets = field(default_factory=dict)

    def samples(self, name: str, scope: Scope | None = None) -> Sets:
        return self.earlier if scope == self.before else self.now

    def samples_on(self, network: str, name: str, scope: Scope | None = None, among: tuple[str, ...] = ()) -> Sets:
        return self.samples(name, scope)

    def of_network(self, name: str, scope: Scope | None = None) -> pd.DataFrame:
        rows = [{"brand_id": item.brand_id, "value": item.value, "basis": item.basis} for item in self.now.values()]
        return self.named(pd.DataFrame(rows))


def equal_pages(rng: np.random.Generator, pages: int, *, brands: int) -> Iterator[Page]:
    """Yield pages of brands, the first one the reader's own, whose posts of two periods all come from one distribution."""
    for _ in range(pages):
        both = [network(log_normal(rng, brands, POSTS)) for _ in range(2)]
        now, earlier = ({item.brand_id: item for item in sets} for sets in both)
        yield page(now, earlier)


def page(now: Sets, earlier: Sets) -> Page:
    """Return the page of these sets."""
    names = list(now)
    shown = pd.DataFrame({"brand_id": names, "name": names, "colour": 0, "own": [True] + [False] * (len(names) - 1)})
    store: Any = Nowhere()
    return Page(
        store, "Panel", _SCOPE, _SCOPE.previous(), "previous", shown, (NETWORK,), NETWORK, now=now, earlier=earlier
    )


def overview_says(view: Page) -> bool:
    """Return whether the Overview claims a difference: a sentence, a change in tile or scoreboard, a best figure."""
    best = rates.leading(view, METRIC, view.of_network(METRIC))
    changed = any(moved.tone for moved in movement.moves(view, figures.RATES[METRIC]).values())
    return bool(claims.tested(view)) or changed or best is not None


def engagement_says(view: Page) -> bool:
    """Return whether the Engagement page claims a difference: who is first, whom the own brand beats, a rank told apart."""
    ratios = against._ratios(view, METRIC, str(view.own))
    leads = rates.leading(view, METRIC, view.of_network(METRIC)) is not None
    return leads or bool((ratios["grade"] == "clear").any())


def ranks_say(view: Page) -> bool:
    """Return whether a brand's range of ranks leaves out a place that it may well have."""
    ranks = comparison.ranking(view.now, view.own)
    return bool(((ranks["rank_low"] > 1) | (ranks["rank_high"] < ranks["of"])).any())
