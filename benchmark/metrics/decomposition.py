"""Why one brand draws more interactions than another: more followers, more posts, or more interactions per post and follower.

Interactions = mean followers x posts x (interactions / (posts x mean followers)), so that the ratio of two brands, or of two
periods, is the product of the three factors' ratios: exactly, by construction.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from benchmark.metrics import kept, queries
from benchmark.metrics.queries import Reads
from benchmark.metrics.scope import Scope

HIDDEN_LIMIT_PCT: Final = 20
"""From more hidden posts than this on, the sum tells too little of the brand."""
READ_THROUGHOUT: Final = 0.9
"""Share of the period's days from which posts count as read throughout."""


@dataclass(frozen=True)
class Factors:
    """How many times the interactions of one are those of another, and its three factors; their product is the ratio."""

    ratio: float
    audience: float
    pace: float
    engagement: float

    @property
    def known(self) -> bool:
        """Whether every factor is known."""
        return not math.isnan(self.ratio)


def factors(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> Factors:
    """Return how two rows of the metric stand to each other; without any of the six figures nothing is known."""
    parts = [float(row[name]) for row in (one, other) for name in ("value", "followers_mean", "n", "engagement_pct")]
    if any(math.isnan(part) or part <= 0 for part in parts):
        return Factors(math.nan, math.nan, math.nan, math.nan)
    first, second = parts[:4], parts[4:]
    return Factors(*(a / b for a, b in zip(first, second, strict=True)))


def decomposition(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the interactions of each brand with their three factors; without any of them no value, and why."""
    frame = queries.run(store, "totals", scope)
    levels = queries.run(store, "followers", scope).groupby("unit")["value"].agg(["mean", "count"])
    mean = frame["unit"].map(levels["mean"]).astype("float64")
    seen = frame["unit"].map(levels["count"]).fillna(0)
    interactions, counted = frame["interactions"].astype("float64"), frame["counted"].astype("float64")
    note = _reasons(frame, mean)
    engagement = interactions / (counted.where(counted > 0) * mean.where(mean > 0)) * 100
    return frame.assign(
        value=interactions.where(note.isna()),
        n=counted,
        followers_mean=mean,
        follower_days=seen,
        engagement_pct=engagement,
        note=note,
    )


def _reasons(frame: pd.DataFrame, mean: pd.Series) -> pd.Series:
    """Return why a brand's interactions cannot be taken apart, None where they can."""
    hidden_pct = frame["left_out"] / frame["posts"].where(frame["posts"] > 0) * 100
    whole = frame["days_observed"] >= READ_THROUGHOUT * frame["days"]
    causes = {
        kept.REMOVED: frame["removed"] > 0,
        "not_covered": frame["accounts_used"] == 0,
        "some_accounts": frame["accounts_used"] < frame["accounts"],
        "partly_covered": ~whole,
        "no_posts": frame["posts"] == 0,
        "hidden": hidden_pct > HIDDEN_LIMIT_PCT,
        "no_counts": frame["counted"] == 0,
        "no_interactions": frame["interactions"] == 0,
        "no_observation": mean.isna(),
        "zero_base": mean <= 0,
    }
    code = np.select(list(causes.values()), list(causes), "")
    return pd.Series([text or None for text in code], index=frame.index, dtype=object)
