"""Hashtags by brand: how often, in which share of the posts, and with which lift where there are posts enough."""

from __future__ import annotations

import pandas as pd

from benchmark.metrics import queries
from benchmark.metrics.lift_posts import brand_lifts
from benchmark.metrics.queries import Reads
from benchmark.metrics.scope import Scope

_FAMILY = "hashtag:"
_FROM_LIFT = {"ratio": "lift", "low": "lift_low", "high": "lift_high", "associated": "associated"}


def metric(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the metric ``hashtags``: one row a brand, network and hashtag."""
    used = queries.run(store, "hashtags", scope)
    found = brand_lifts(store, scope)
    found = found[found["trait"].astype(str).str.startswith(_FAMILY)]
    found = found.assign(hashtag=found["trait"].astype(str).str.removeprefix(_FAMILY)).rename(columns=_FROM_LIFT)
    return used.merge(found[["brand_id", "source", "hashtag", *_FROM_LIFT.values()]], how="left")
