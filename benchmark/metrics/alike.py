"""Like for like: which accounts were observed throughout in both of two periods.

An account that came in between is then no growth.

Followers and posts are told apart, as posts are read back to before an account was added and followers are not. An account grows
alike when both periods have an opening and a closing count of it; its posts are alike when at least 90 % of both were read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import pandas as pd

from benchmark.metrics import queries
from benchmark.metrics.catalog import METRICS
from benchmark.metrics.frames import shaped
from benchmark.metrics.queries import Reads
from benchmark.metrics.scope import Scope

NOTE: Final = "not_alike"
"""The note of a brand none of whose accounts was observed in both periods."""
FULLY_READ: Final = 0.9
"""Share of a period's days from which its posts count as read throughout."""
_GROWTH: Final = frozenset(
    {"net_followers", "follower_growth_pct", "avg_weekly_growth_pct", "net_followers_weekly", "audience_share_pct"}
)
_POSTS: Final = frozenset(
    {
        *("posts", "posts_per_week", "posts_weekly", "posts_by_week", "post_mix_pct", "share_of_posts_pct"),
        *(
            "interactions_total",
            "views_total",
            "share_of_engagement_pct",
            "interactions_by_week",
            "interactions_per_post",
        ),
        *("engagement_rate_followers_pct", "engagement_rate_mean_followers_pct", "engagement_rate_end_followers_pct"),
        *("engagement_rate_views_pct", "engagement_by_week", "engagement_by_week_mean_followers"),
        *("engagement_by_week_end_followers", "engagement_by_week_views", "positioning", "engagement_distribution_pct"),
    }
)


@dataclass(frozen=True)
class Alike:
    """The accounts of a scope that were observed in both periods."""

    accounts: pd.DataFrame
    """account_key, brand_id, source, followers, posts: whether each is alike in these."""

    def missing(self, metric: str, keys: Collection[int]) -> list[tuple[str, str]]:
        """Return brand and network of those of these accounts' owners that have none left for a metric."""
        subject = subject_of(metric)
        asked = self.accounts[self.accounts["account_key"].isin(list(keys))]
        if subject is None or asked.empty:
            return []
        some = asked.groupby(["brand_id", "source"])[subject].any()
        return [(str(brand), str(source)) for brand, source in some.index[~some]]

    def keys(self, metric: str) -> frozenset[int] | None:
        """Return the accounts that a metric counts like for like; None for one that is not compared between periods."""
        subject = subject_of(metric)
        if subject is None:
            return None
        return frozenset(int(key) for key in self.accounts.loc[self.accounts[subject], "account_key"])


def subject_of(metric: str) -> str | None:
    """Return what of an account has to be observed for a metric: ``followers``, ``posts``, or None where nothing has."""
    if metric in _GROWTH:
        return "followers"
    return "posts" if metric in _POSTS else None


def alike(store: Reads, now: Scope, before: Scope) -> Alike:
    """Return which accounts of a scope were observed throughout in its period and in the one before."""
    both = [_observed(store, scope) for scope in (now, before)]
    whole = both[0].merge(both[1][["account_key", "grown", "read"]], on="account_key", suffixes=("", "_before"))
    return Alike(
        whole[["account_key", "brand_id", "source"]].assign(
            followers=whole["grown"] & whole["grown_before"], posts=whole["read"] & whole["read_before"]
        )
    )


def restricted(scope: Scope, keys: Collection[int]) -> Scope:
    """Return a scope with only these of its accounts."""
    return scope.with_accounts(tuple(key for key in scope.accounts if key in keys))


def completed(frame: pd.DataFrame, metric: str, missing: Collection[tuple[str, str]]) -> pd.DataFrame:
    """Return a metric's result with a row for each brand and network that has no account left: no figure, and why.

    Results by week and the like have rows only where something is, and get none.
    """
    if not missing or METRICS[metric].grain not in {(), ("day",)}:
        return frame
    rows = pd.DataFrame(sorted(missing), columns=["brand_id", "source"]).assign(note=NOTE)
    whole = pd.concat([frame, shaped(rows, metric)], ignore_index=True) if len(frame) else shaped(rows, metric)
    return whole.sort_values(["brand_id", "source"], kind="stable", ignore_index=True)


def _observed(store: Reads, scope: Scope) -> pd.DataFrame:
    if not scope.accounts:
        nothing = pd.DataFrame({"account_key": [], "brand_id": [], "source": [], "grown": [], "read": []})
        return nothing.astype({"account_key": "int64", "grown": bool, "read": bool})
    frame = queries.run(store, "alike", scope)
    read = (frame["days"] > 0) & (frame["days_observed"] >= FULLY_READ * frame["days"])
    return frame.assign(read=read)[["account_key", "brand_id", "source", "grown", "read"]]
