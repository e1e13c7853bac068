"""Sets of posts made from plain numbers, without a store."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from benchmark.metrics import intervals
from benchmark.metrics.samples import AT_AGE, LATE, Posts, SampleSet, summed_up

Floats = npt.NDArray[np.float64]


def sample(
    interactions: Sequence[float] | Floats,
    *,
    brand: str = "Anvil",
    followers: float = 10_000,
    rho: float = 0.0,
    late: int = 0,
    current: bool = False,
) -> SampleSet:
    """Return the set of posts with these interactions at equal age; the first ``late`` of them are late counts."""
    x = np.asarray(interactions, np.float64)
    state = np.where(np.arange(x.size) < late, LATE, AT_AGE)
    posts = Posts(np.ones(x.size, np.int64), state, x, np.full(x.size, followers), np.full(x.size, current))
    return summed_up(SampleSet(brand, "mastodon", rho=rho, scale=100.0), [posts])


def log_normal(rng: np.random.Generator, accounts: int, posts: int, *, rho: float = 0.0, median: float = 100) -> Floats:
    """Return rounded log-normal interactions (sd of logs 0.9) of accounts whose posts resemble their neighbours."""
    noise = rng.normal(size=(accounts, posts))
    for post in range(1, posts):
        noise[:, post] = rho * noise[:, post - 1] + math.sqrt(1 - rho**2) * noise[:, post]
    counts: npt.NDArray[np.float64] = np.round(np.exp(math.log(median) + 0.9 * noise)).astype(np.float64)
    return counts


def network(rows: Floats) -> list[SampleSet]:
    """Return the sets of a network's brands, their intervals widened by the network's own autocorrelation."""
    found = [intervals.autocorrelation(np.log1p(row)) for row in rows]
    rho = intervals.network_rho([estimate for estimate in found if estimate is not None])
    return [sample(row, brand=f"Brand {number:02}", rho=rho) for number, row in enumerate(rows)]
