"""The best time of each brand on each network, and of several brands together."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from benchmark.metrics.best_time import PARTS, best_time, residuals
from benchmark.metrics.lift_posts import TraitPosts, read, with_every_brand
from benchmark.metrics.queries import Reads
from benchmark.metrics.scope import Scope

_SEED: Final = 20_260_501
"""The same posts give the same answer each time they are looked at."""


def of_posts(posts: TraitPosts) -> pd.DataFrame:
    """Return the cells of the week of some posts, one or more accounts, of one network; see `best_time.best_time`."""
    left = residuals(posts.values, posts.accounts, posts.kinds, posts.months)
    found = best_time(left, posts.cells, posts.weeks, posts.accounts, np.random.default_rng(_SEED))
    return found.assign(weekend=found["cell"] // len(PARTS), daypart=found["cell"] % len(PARTS))


def metric(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the metric ``best_time``: one row a brand, network and cell in which it posted."""
    rows = [
        of_posts(own).assign(brand_id=brand_id, source=source)
        for brand_id, source, own in read(store, scope).by_brand()
    ]
    empty = pd.DataFrame(columns=["brand_id", "source", "weekend", "daypart", "ratio", "n", "weeks", "p", "clear"])
    found = pd.concat(rows, ignore_index=True) if rows else empty
    found = found.assign(value=found["ratio"], note=None)
    return with_every_brand(store, scope, found, "few_in_cell").sort_values(
        ["brand_id", "source", "weekend", "daypart"], ignore_index=True, kind="stable"
    )
