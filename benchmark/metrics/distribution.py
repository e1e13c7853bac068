"""How the engagement of single posts spreads, from the same posts as the medians."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pandas as pd

from benchmark.metrics.engagement import sample_sets
from benchmark.metrics.queries import Reads
from benchmark.metrics.samples import SampleSet
from benchmark.metrics.scope import Scope

PLACES: Final = ("p10", "p25", "p75", "p90")


def spread_frame(sets: Iterable[SampleSet]) -> pd.DataFrame:
    """Return one row a set: median with interval, the quantiles at 10, 25, 75 and 90 %, n, zeros, and what was left out."""
    ordered = sorted(sets, key=lambda item: (item.brand_id, item.source))
    columns = (
        "brand_id",
        "source",
        "value",
        "first_day",
        "last_day",
        "n",
        "zeros",
        "too_young",
        "left_out",
        "basis",
        "note",
    )
    frame = pd.DataFrame({column: [getattr(item, column) for item in ordered] for column in columns})
    quantiles = {place: [item.quantiles[number] for item in ordered] for number, place in enumerate(PLACES)}
    ends = {"low": [item.interval[0] for item in ordered], "high": [item.interval[1] for item in ordered]}
    return frame.assign(**quantiles, **ends)


def engagement_distribution(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the spread of the posts' engagement rates by followers of each brand on each network."""
    sets = sample_sets(store, "engagement_rate_followers_pct", scope)
    return spread_frame(item for brands in sets.values() for item in brands.values())
