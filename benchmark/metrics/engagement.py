"""Engagement per post at equal age: reads the posts of a scope and sums each brand's up as a `SampleSet`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd

from benchmark.metrics import intervals, queries
from benchmark.metrics.queries import Reads
from benchmark.metrics.samples import LATE, PARTS, Posts, SampleSet, summed_up
from benchmark.metrics.scope import Scope


@dataclass(frozen=True)
class _Kind:
    """How a metric reads its posts."""

    query: str
    over: Literal["nothing", "row", "mean", "end"]
    """What interactions are divided by: nothing, the base that each post brings, or the account's mean or closing followers."""
    scale: float
    unknown: str = "no_observation"
    """The note of posts that could be counted, if only their base were known."""


_KINDS: Final = {
    "interactions_per_post": _Kind("rated_posts", "nothing", 1.0),
    "engagement_rate_followers_pct": _Kind("rated_posts", "row", 100.0),
    "engagement_rate_mean_followers_pct": _Kind("rated_posts", "mean", 100.0, "no_mean_followers"),
    "engagement_rate_end_followers_pct": _Kind("rated_posts", "end", 100.0, "no_end_followers"),
    "engagement_rate_views_pct": _Kind("viewed_posts", "row", 100.0),
}


def sample_sets(store: Reads, name: str, scope: Scope) -> dict[str, dict[str, SampleSet]]:
    """Return the sets of a metric by network and brand.

    Raises:
        KeyError: the metric is not one of engagement per post.
    """
    kind = _KINDS[name]
    if not scope.accounts:
        return {}
    if isinstance(store, queries.Shared):
        return store.once(f"sample sets of {name}", lambda: _sample_sets(store, kind, scope))
    return _sample_sets(store, kind, scope)


def _sample_sets(store: Reads, kind: _Kind, scope: Scope) -> dict[str, dict[str, SampleSet]]:
    brands = queries.run(store, "rated_brands", scope)
    by_account = dict(_by_account(_read(queries.run(store, kind.query, scope), over=kind.over == "row")))
    if kind.over in {"mean", "end"}:
        brands = _with_period_followers(store, kind, scope, brands)
    if kind.over != "nothing":
        for account, followers in zip(brands["account_key"], brands["followers"], strict=True):
            if account in by_account:
                posts = by_account[account]
                by_account[account] = posts.over_current(followers) if kind.over == "row" else posts.over(followers)
    sets: dict[str, dict[str, SampleSet]] = {}
    empty = _empty(brands, kind)
    for source, accounts in brands.groupby("source"):
        rho = intervals.network_rho(list(_correlations(by_account, accounts["account_key"].tolist())))
        sets[str(source)] = {
            str(brand): summed_up(
                replace(empty[str(source), str(brand)], rho=rho), [by_account[key] for key in keys if key in by_account]
            )
            for brand, keys in accounts.groupby("brand_id")["account_key"]
        }
    if kind.over in {"mean", "end"}:
        return {source: {brand: _known(item, kind) for brand, item in own.items()} for source, own in sets.items()}
    return sets


def _with_period_followers(store: Reads, kind: _Kind, scope: Scope, brands: pd.DataFrame) -> pd.DataFrame:
    """Return the accounts with their mean or closing followers of the period in place of the latest."""
    period = queries.run(store, "account_followers", scope)
    columns = {f"{kind.over}_followers": "followers", "followers_days": "followers_days", "days": "days"}
    period = period[["account_key", *columns]].rename(columns=columns)
    return brands.drop(columns="followers").merge(period, on="account_key", how="left")


def _known(item: SampleSet, kind: _Kind) -> SampleSet:
    """Return a set with a note where its account's followers are not known, or on some days of the period only."""
    if item.note == "no_observation":
        return replace(item, note=kind.unknown)
    if item.note is None and kind.over == "mean" and 0 < item.followers_days < item.days:
        return replace(item, note="some_follower_days")
    return item


def _read(frame: pd.DataFrame, *, over: bool) -> Posts:
    account = frame["account_key"].to_numpy(np.int64)
    at = frame["published_at"].to_numpy("datetime64[us]")
    # Rows come nearly always sorted by account and time, as they are written; only then is sorting spared.
    later = (account[1:] > account[:-1]) | ((account[1:] == account[:-1]) & (at[1:] >= at[:-1]))
    order = slice(None) if later.all() else np.lexsort((at, account))
    base = frame["base"].to_numpy(np.float64) if over else np.ones(len(frame))
    return Posts(
        account[order],
        frame["state"].to_numpy()[order],
        frame["interactions"].to_numpy(np.float64)[order],
        base[order],
        (frame["current"].to_numpy(bool) & over)[order],
    )


def _by_account(posts: Posts) -> Iterator[tuple[int, Posts]]:
    keys, starts = np.unique(posts.account, return_index=True)
    ends = np.searchsorted(posts.account, keys, side="right")
    for key, start, end in zip(keys.tolist(), starts, ends, strict=True):
        yield key, posts.part(slice(start, end))


def _correlations(by_account: dict[int, Posts], keys: list[int]) -> Iterator[float]:
    for key in keys:
        if key in by_account:
            posts = by_account[key]
            counted = posts.interactions[posts.state <= LATE]
            estimate = intervals.autocorrelation(np.log1p(counted))
            if estimate is not None:
                yield estimate


def _empty(accounts: pd.DataFrame, kind: _Kind) -> dict[tuple[str, str], SampleSet]:
    """Return a set without posts for each network and brand, from all accounts at once."""
    period = kind.over in {"mean", "end"}
    brands = accounts.groupby(["source", "brand_id"])
    edges = {"first_day": ("first_day", "min"), "last_day": ("last_day", "max"), "read": ("read", "any")}
    over = {"followers_days": ("followers_days", "min"), "days": ("days", "max")} if period else {}
    told = brands.agg(**edges, **over, **{part: (part, "any") for part in PARTS})
    told["followers"] = brands["followers"].sum(min_count=1) if period else math.nan
    return {
        (row["source"], row["brand_id"]): SampleSet(
            row["brand_id"],
            row["source"],
            scale=kind.scale,
            basis=kind.over if kind.over in {"mean", "end"} else "publication",
            followers=float(row["followers"]),
            followers_days=int(row.get("followers_days", 0)),
            days=int(row.get("days", 0)),
            parts=", ".join(part for part in PARTS if row[part]),
            first_day=row["first_day"],
            last_day=row["last_day"],
            note="no_posts" if row["read"] else "not_covered",
        )
        for row in told.reset_index().to_dict("records")
    }


def _frame(store: Reads, name: str, scope: Scope) -> pd.DataFrame:
    found = [item for brands in sample_sets(store, name, scope).values() for item in brands.values()]
    sets = sorted(found, key=lambda item: (item.brand_id, item.source))
    columns = ("brand_id", "source", "value", "first_day", "last_day", "n", "mean", "too_young", "left_out", "late_pct",
               "basis", "current_left_out", "parts", "note", "followers", "followers_days", "days")  # fmt: skip
    frame = pd.DataFrame({column: [getattr(item, column) for item in sets] for column in columns})
    frame["unknown_left_out"] = frame["current_left_out"]
    return frame.assign(low=[item.interval[0] for item in sets], high=[item.interval[1] for item in sets])


def interactions_per_post(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the median interactions of a post at equal age."""
    return _frame(store, "interactions_per_post", scope)


def rate_followers(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the median rate by followers at publication, at equal age, in percent."""
    return _frame(store, "engagement_rate_followers_pct", scope)


def rate_mean_followers(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the median rate by the account's mean followers of the period, at equal age, in percent."""
    return _frame(store, "engagement_rate_mean_followers_pct", scope)


def rate_end_followers(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the median rate by the account's followers at the period's end, at equal age, in percent."""
    return _frame(store, "engagement_rate_end_followers_pct", scope)


def weekly_mean_followers(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return each week's median rate by the week's mean followers, in percent."""
    return _weekly(store, scope, "mean")


def weekly_end_followers(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return each week's median rate by the followers on the week's last day, in percent."""
    return _weekly(store, scope, "end")


def _weekly(store: Reads, scope: Scope, over: str) -> pd.DataFrame:
    frame = queries.run(store, "engagement_by_week_over", scope)
    frame = frame.rename(columns={f"{over}_{column}": column for column in ("value", "mean", "n")})
    return frame[frame["n"] > 0].reset_index(drop=True)


def rate_views(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the median rate by views at the latest counts, in percent."""
    return _frame(store, "engagement_rate_views_pct", scope)
