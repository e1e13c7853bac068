"""How posts gather interactions with age: medians at fixed ages that other posts joining or leaving cannot move.

Few posts are known at every age: the youngest have no late counts, those first read late no early ones. Medians over whoever is
known at each age would rise and fall with who that is. So they are linked as a price index is: from one age to the next counts how
far the median of the posts known at **both** moved, and the level is that of the age at which most posts are known. With the same
posts throughout, the linked medians are the plain ones.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmark.metrics import intervals, queries
from benchmark.metrics.engagement import sample_sets
from benchmark.metrics.intervals import Floats
from benchmark.metrics.queries import Reads
from benchmark.metrics.samples import AT_AGE, LEVELS, Posts, SampleSet, summed_up
from benchmark.metrics.scope import Scope

AGES: Final = (6, 12, 24, 48, 72, 120, 168, 240, 336, 504, 672)
"""Hours; the query's own."""
_PER_POST: Final = "interactions_per_post"


@dataclass(frozen=True)
class Aged:
    """The posts of one network with their interactions at each of `AGES`; NaN where no reading is near."""

    source: str
    sets: dict[str, SampleSet]
    """Each brand's interactions per post: why it has none, and how much neighbouring posts resemble each other."""
    brand: npt.NDArray[np.object_]
    """The brand of each row."""
    interactions: Floats
    """One row a post, one column an age."""

    def of(self, brand_id: str) -> Curve:
        """Return the curve of one brand."""
        return linked(self.interactions[self.brand == brand_id], self.rho)

    def peers(self, brand_id: str) -> Curve:
        """Return the curve of all other brands' posts taken together."""
        return linked(self.interactions[self.brand != brand_id], self.rho, bands=False)

    def sample(self, hours: int, brand_id: str, *, peers: bool = False) -> SampleSet:
        """Return the posts of a brand, or of its peers, known at an age, for a verdict."""
        rows = (self.brand == brand_id) ^ peers
        x = self.interactions[rows, AGES.index(hours)]
        x = x[~np.isnan(x)]
        none = np.zeros(x.size, np.bool_)
        posts = Posts(np.zeros(x.size, np.int64), np.full(x.size, AT_AGE), x, np.ones(x.size), none)
        return summed_up(SampleSet(brand_id, self.source, rho=self.rho, note="few_reads"), [posts] if x.size else [])

    @property
    def rho(self) -> float:
        """The network's autocorrelation of posts."""
        return next((item.rho for item in self.sets.values()), 0.0)


@dataclass(frozen=True)
class Curve:
    """Linked medians by age with the 95 % interval of each; NaN where fewer than six posts are known."""

    value: Floats
    low: Floats
    high: Floats
    n: npt.NDArray[np.int64]
    """Posts known at each age, drawn or not."""


def linked(interactions: Floats, rho: float = 0.0, *, bands: bool = True) -> Curve:
    """Return the linked medians of posts by age.

    Args:
        interactions: one row a post, one column an age, NaN where it is not known.
        rho: how much neighbouring posts resemble each other.
        bands: with the interval of each median.
    """
    there = ~np.isnan(interactions)
    n = there.sum(axis=0).astype(np.int64)
    size = interactions.shape[1]
    logs = np.full(size, np.nan)
    if n.size and n.max(initial=0) >= intervals.SMALLEST:
        anchor = int(size - 1 - np.argmax(n[::-1]))  # of equals the oldest
        logs[anchor] = math.log1p(float(np.median(interactions[there[:, anchor], anchor])))
        for step, ends in ((1, size - 1), (-1, 0)):
            for place in range(anchor, ends, step):
                moved = _link(interactions, there, place, place + step)
                if math.isnan(moved):
                    break
                logs[place + step] = logs[place] + moved
    value = np.maximum(np.expm1(logs), 0.0)
    unknown = np.full(size, np.nan)
    low, high = _bands(interactions, there, value, rho) if bands else (unknown, unknown)
    return Curve(value, low, high, n)


def _link(interactions: Floats, there: npt.NDArray[np.bool_], one: int, other: int) -> float:
    """Return by how much log(1 + median) moves from one age to the other over the posts known at both."""
    both = there[:, one] & there[:, other]
    if both.sum() < intervals.SMALLEST:
        return math.nan
    first, second = (math.log1p(float(np.median(interactions[both, place]))) for place in (one, other))
    return second - first


def _bands(interactions: Floats, there: npt.NDArray[np.bool_], value: Floats, rho: float) -> tuple[Floats, Floats]:
    """Return the interval of the median at each age, of the posts known there, around the linked value."""
    low, high = np.full(value.size, np.nan), np.full(value.size, np.nan)
    for place in np.flatnonzero(~np.isnan(value)):
        logs = np.log(interactions[there[:, place], place] + 0.5)
        middle, bounds = intervals.median_intervals(logs, LEVELS[:1])
        start, end = intervals.widened(middle, bounds[0], rho)
        level = value[place] + 0.5
        low[place] = max(level * math.exp(start - middle) - 0.5, 0.0)
        high[place] = level * math.exp(end - middle) - 0.5
    return low, high


def aged_posts(store: Reads, scope: Scope) -> dict[str, Aged]:
    """Return the posts of a scope at fixed ages, by network."""
    if not scope.accounts:
        return {}
    if isinstance(store, queries.Shared):
        return store.once("posts at ages", lambda: _aged_posts(store, scope))
    return _aged_posts(store, scope)


def _aged_posts(store: Reads, scope: Scope) -> dict[str, Aged]:
    frame = queries.run(store, "engagement_curve", scope)
    sets = sample_sets(store, _PER_POST, scope)
    found = {}
    for source, brands in sets.items():
        rows = frame[frame["source"] == source]
        posts, row = np.unique(rows["post_key"].to_numpy(np.int64), return_inverse=True)
        column = np.searchsorted(AGES, rows["hours"].to_numpy(np.int64))
        interactions, brand = np.full((posts.size, len(AGES)), np.nan), np.full(posts.size, "", dtype=object)
        interactions[row, column] = rows["interactions"].to_numpy(np.float64)
        brand[row] = rows["brand_id"].to_numpy(object)
        found[source] = Aged(source, brands, brand, interactions)
    return found


def engagement_curve(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return each brand's linked medians and those of its peers' posts at each age."""
    parts = [
        brand_rows(aged, brand_id)
        for _, aged in sorted(aged_posts(store, scope).items())
        for brand_id in sorted(aged.sets)
    ]
    whole = (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=["brand_id", "source", "age_hours", "note"])
    )
    return whole.sort_values(["brand_id", "source", "age_hours"], ignore_index=True)


def brand_rows(aged: Aged, brand_id: str) -> pd.DataFrame:
    """Return a brand's rows of the metric, one an age."""
    own, others, item = aged.of(brand_id), aged.peers(brand_id), aged.sets[brand_id]
    absent = item.note if item.n == 0 and item.note not in {None, "too_young"} else "few_reads"
    missing = np.isnan(own.value)
    return pd.DataFrame(
        {
            "brand_id": brand_id,
            "source": aged.source,
            "age_hours": AGES,
            "value": own.value,
            "low": own.low,
            "high": own.high,
            "n": own.n,
            "peers": others.value,
            "peers_n": others.n,
            "first_day": item.first_day,
            "last_day": item.last_day,
            "note": [absent if gone else None for gone in missing],
        }
    )
