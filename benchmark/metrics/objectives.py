"""Targets: the top quartile of the competitors, or one's own, and whether a figure reaches it.

A figure is met or missed only when the data can tell: when neither the interval of a median nor the band of a rounded count
holds the target.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

METRICS: Final = (
    "followers",
    "avg_weekly_growth_pct",
    "posts_per_week",
    "engagement_rate_followers_pct",
    "engagement_rate_mean_followers_pct",
    "engagement_rate_end_followers_pct",
    "engagement_rate_views_pct",
    "interactions_per_post",
    "share_of_engagement_pct",
)
"""The metrics that can have a target: all of them can be compared between periods of different length."""
SMALLEST: Final = 3
"""Competitors from which their top quartile is a target; of fewer each is known by name anyway."""
_PLACE: Final = 0.75

Outcome = Literal["met", "missed", "cannot_tell", "no_figure"]
Kind = Literal["counted", "rounded", "sampled"]
"""What stands behind low and high: nothing, the band [low, high) of a rounded count, or the 95 % interval of a median."""


@dataclass(frozen=True)
class Target:
    """A target; ``low`` and ``high`` differ from ``value`` when it rests on rounded counts."""

    value: float
    low: float
    high: float
    used: int = 0
    """Competitors that it is taken from."""
    total: int = 0
    """Competitors on the network."""

    @property
    def known(self) -> bool:
        """Whether there is a target."""
        return not math.isnan(self.value)


def own(value: float) -> Target:
    """Return a target that somebody set."""
    return Target(value, value, value)


def top_quartile(frame: pd.DataFrame, brand_id: str, *, rounded: bool = False) -> Target:
    """Return the third quartile of the other brands on ONE network: what a quarter of them reach or exceed.

    Between ordered figures it is interpolated linearly, at place 1 + 3 (n - 1) / 4 of n. Under 3 figures there is none. Figures
    over today's followers (``basis`` current) are left out.

    Args:
        frame: brand_id, value; with ``rounded`` also low and high; optionally basis.
        brand_id: the brand whose target it is; the quartile is taken without it.
        rounded: low and high are bands of rounded counts: the quartile then lies between those of the bands' ends.
    """
    others = frame[frame["brand_id"] != brand_id]
    known = others[others["value"].notna()]
    if "basis" in known:
        known = known[known["basis"] != "current"]
    used, total = len(known), others["brand_id"].nunique()
    if used < SMALLEST:
        return Target(math.nan, math.nan, math.nan, used, total)
    ends = ("value", "low", "high") if rounded else ("value", "value", "value")
    value, low, high = (float(np.quantile(known[end].to_numpy(np.float64), _PLACE)) for end in ends)
    return Target(value, low, high, used, total)


def judged(value: Any, low: Any, high: Any, target: Target, kind: Kind) -> Outcome:
    """Return whether a figure reaches a target, as far as its interval or band lets that be told.

    A median without an interval (under 6 posts) cannot be judged.
    """
    if not target.known or pd.isna(value):
        return "no_figure"
    if kind == "counted":
        low, high = value, value
    if pd.isna(low) or pd.isna(high):
        return "cannot_tell"
    if kind == "sampled":
        met, missed = low > target.high, high < target.low
    elif low == high:
        met, missed = low >= target.high, high < target.low
    else:  # the true figure lies under the band's upper end
        met, missed = low >= target.high, high <= target.low
    return "met" if met else "missed" if missed else "cannot_tell"
