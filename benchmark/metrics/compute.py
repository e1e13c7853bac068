"""From a metric's name and a scope to its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import numpy as np
import pandas as pd

from benchmark.metrics import (
    attention,
    best_time_posts,
    breaks,
    catch_up,
    curve,
    decomposition,
    distribution,
    engagement,
    equal_mix,
    followers_ahead,
    growth,
    hashtags,
    kept,
    lift_posts,
    pillars,
    positioning,
    queries,
    silence,
)
from benchmark.metrics.catalog import METRICS
from benchmark.metrics.frames import shaped
from benchmark.metrics.queries import Reads
from benchmark.metrics.scope import Scope
from benchmark.store import Store

Reading = Callable[[Reads, Scope], pd.DataFrame]


def compute(store: Reads, name: str, scope: Scope) -> pd.DataFrame:
    """Return the figures of a metric over a scope: one row per brand and network (and the metric's grain).

    Raises:
        KeyError: there is no metric of this name.
    """
    metric = METRICS[name]
    if not scope.accounts:
        return shaped(pd.DataFrame(), name)
    reading = _READINGS.get(metric.name)
    frame = shaped(reading(store, scope) if reading else queries.run(store, name, scope), name)
    return breaks.noted(kept.noted(store, frame, scope), name, scope)


def compute_many(store: Store, names: Iterable[str], scope: Scope) -> dict[str, pd.DataFrame]:
    """Return the figures of several metrics over one scope, by name; what they have in common is read once."""
    shared = queries.Shared(store)
    return {name: compute(shared, name, scope) for name in names}


def _posts(store: Reads, scope: Scope) -> pd.DataFrame:
    frame = queries.run(store, "posts", scope)
    return frame.assign(value=frame["posts"], n=frame["posts_known"])


def _posts_per_week(store: Reads, scope: Scope) -> pd.DataFrame:
    frame = queries.run(store, "posts", scope)
    hours = frame["pace"].isna() & (frame["days_observed"] > 0)
    note = frame["note"].mask(hours & frame["note"].isna(), "partly_covered")
    return frame.assign(value=frame["pace"], n=frame["posts_within"], note=note)


def _positioning(store: Reads, scope: Scope) -> pd.DataFrame:
    levels = queries.run(store, "followers", scope)
    return positioning.placed(_posts_per_week(store, scope), engagement.rate_followers(store, scope), levels)


def _share_of_posts(store: Reads, scope: Scope) -> pd.DataFrame:
    frame = queries.run(store, "posts", scope)
    total = frame.groupby("source")["posts"].transform("sum")
    value = frame["posts"] / total.where(total > 0) * 100
    nothing = np.where(frame["posts"].notna() & value.isna(), "no_posts", frame["note"])
    return frame.assign(value=value, n=frame["posts_known"], total=total, note=nothing)


def _interactions_total(store: Reads, scope: Scope) -> pd.DataFrame:
    frame = queries.run(store, "totals", scope)
    return _sum(frame, frame["interactions"], frame["counted"], frame["left_out"])


def _views_total(store: Reads, scope: Scope) -> pd.DataFrame:
    frame = queries.run(store, "totals", scope)
    return _sum(frame, frame["views"], frame["viewed"], frame["views_left_out"])


def _sum(frame: pd.DataFrame, total: pd.Series, counted: pd.Series, left_out: pd.Series) -> pd.DataFrame:
    """Return a sum with its note. Nothing published while all was read is 0; nothing that can be counted is unknown."""
    read = frame["accounts_used"] > 0
    silent = read & (frame["posts"] == 0)
    gone = frame["removed"] > 0
    value = total.where(counted > 0).mask(silent, 0.0).mask(gone)
    unknown = np.where(left_out > 0, "hidden", np.where(read | (frame["posts"] > 0), "no_counts", "not_covered"))
    note = np.where(gone, kept.REMOVED, np.where(value.isna(), unknown, frame["note"]))
    return frame.assign(value=value, n=counted, mean=total / counted.where(counted > 0), left_out=left_out, note=note)


def _share_of_engagement(store: Reads, scope: Scope) -> pd.DataFrame:
    frame = queries.run(store, "totals", scope)
    hidden_pct = frame["left_out"] / frame["posts"].where(frame["posts"] > 0) * 100
    withheld = hidden_pct > pillars.HIDDEN_LIMIT_PCT
    gone = frame["removed"] > 0
    named = frame["interactions"].where(~withheld & ~gone & (frame["counted"] > 0))
    total = named.groupby(frame["source"]).transform("sum")
    silent = (frame["accounts_used"] > 0) & (frame["posts"] == 0)
    value = named.mask(silent, 0.0) / total.where(total > 0) * 100
    unread = (frame["posts"] == 0) & (frame["accounts_used"] == 0)
    reasons = [gone, withheld, unread, frame["posts"] == 0, frame["counted"] == 0]
    unknown = np.select(reasons, [kept.REMOVED, "hidden", "not_covered", "no_posts", "no_counts"], "no_counts")
    note = np.where(value.isna(), unknown, frame["note"])
    return frame.assign(value=value, n=frame["counted"], total=total, hidden_pct=hidden_pct, note=note)


def _presence(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return every brand of the scope on every network of the scope on which one can be, present or not."""
    frame = queries.run(store, "presence", scope)
    networks = sorted(name for name in set(frame["source"]) if not attention.is_about_brands(name))
    places = pd.MultiIndex.from_product([sorted(set(frame["brand_id"])), networks], names=["brand_id", "source"])
    whole = frame.set_index(["brand_id", "source"]).reindex(places).reset_index()
    return whole.assign(status=whole["status"].fillna("absent"))


_READINGS: Final[dict[str, Reading]] = {
    "net_followers": growth.net,
    "follower_growth_pct": growth.growth_pct,
    "avg_weekly_growth_pct": growth.weekly_pct,
    "net_followers_weekly": growth.net_weekly,
    "catch_up": catch_up.catch_up,
    "followers_forecast": followers_ahead.followers_forecast,
    "longest_silence_days": silence.longest_silence,
    "presence": _presence,
    "posts": _posts,
    "posts_per_week": _posts_per_week,
    "share_of_posts_pct": _share_of_posts,
    "interactions_total": _interactions_total,
    "views_total": _views_total,
    "interactions_per_post": engagement.interactions_per_post,
    "engagement_rate_followers_pct": engagement.rate_followers,
    "engagement_rate_mean_followers_pct": engagement.rate_mean_followers,
    "engagement_rate_end_followers_pct": engagement.rate_end_followers,
    "engagement_rate_views_pct": engagement.rate_views,
    "engagement_by_week_mean_followers": engagement.weekly_mean_followers,
    "engagement_by_week_end_followers": engagement.weekly_end_followers,
    "pillar_posts_pct": pillars.posts_pct,
    "pillar_interactions_pct": pillars.interactions_pct,
    "share_of_engagement_pct": _share_of_engagement,
    "positioning": _positioning,
    "engagement_curve": curve.engagement_curve,
    "equal_mix": equal_mix.equal_mix,
    "decomposition": decomposition.decomposition,
    "engagement_distribution_pct": distribution.engagement_distribution,
    "hashtags": hashtags.metric,
    "trait_lift": lift_posts.trait_lift,
    "best_time": best_time_posts.metric,
    **attention.READINGS,
}
