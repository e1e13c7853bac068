"""Whole pages of brands that are equal: whatever such a page says of a difference in engagement is false."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from samples import Floats, log_normal, network, sample

from benchmark.cards import against, claims, figures, movement, rates, told
from benchmark.cards.context import Context
from benchmark.metrics import Scope, comparison
from benchmark.metrics.equal_mix import Side, compared
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
    counts: Floats = field(default_factory=lambda: np.empty((0, 0)))
    """The interactions of the posts of this period, a row a brand."""

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
        both = [log_normal(rng, brands, POSTS) for _ in range(2)]
        now, earlier = ({item.brand_id: item for item in network(counts)} for counts in both)
        yield page(now, earlier, both[0])


def page(now: Sets, earlier: Sets, counts: Floats) -> Page:
    """Return the page of these sets."""
    names = list(now)
    shown = pd.DataFrame({"brand_id": names, "name": names, "colour": 0, "own": [True] + [False] * (len(names) - 1)})
    store: Any = Nowhere()
    return Page(
        store,
        "Panel",
        _SCOPE,
        _SCOPE.previous(),
        "previous",
        shown,
        (NETWORK,),
        NETWORK,
        now=now,
        earlier=earlier,
        counts=counts,
    )


def overview_says(view: Page) -> bool:
    """Return whether the Overview claims a difference: a sentence, a change in tile or scoreboard, a best figure."""
    best = rates.leading(view, METRIC, view.of_network(METRIC))
    changed = any(moved.tone for moved in movement.moves(view, figures.RATES[METRIC]).values())
    return bool(claims.tested(view)) or changed or best is not None


def engagement_says(view: Page) -> bool:
    """Return whether the Engagement page claims a difference: who is first, whom the own brand beats, a title that tells."""
    ratios = against._ratios(view, METRIC, str(view.own))
    leads = rates.leading(view, METRIC, view.of_network(METRIC)) is not None
    return leads or bool((ratios["grade"] == "clear").any()) or _titles_say(view)


def _titles_say(view: Page) -> bool:
    """Return whether the title of the curve, or that of the equal mix, tells of a difference."""
    own, peers, rho = view.counts[0], view.counts[1:].ravel(), view.now[str(view.own)].rho
    by_age = comparison.difference(sample(own, rho=rho), sample(peers, rho=rho))
    kinds = np.random.default_rng(int(view.counts.sum()))
    mix = compared("own", NETWORK, _side(own, kinds), _side(peers, kinds), rho)
    return bool(by_age.p <= told.LEVEL or mix.equal.p <= told.LEVEL)


def _side(counts: Floats, kinds: np.random.Generator) -> Side:
    """Return posts of kinds that mean nothing."""
    kind = kinds.integers(1, 4, counts.size).astype(np.float64)
    return Side(kind, counts, np.full(counts.size, 10_000.0), np.zeros(counts.size))


def ranks_say(view: Page) -> bool:
    """Return whether a brand's range of ranks leaves out a place that it may well have."""
    ranks = comparison.ranking(view.now, view.own)
    return bool(((ranks["rank_low"] > 1) | (ranks["rank_high"] < ranks["of"])).any())
