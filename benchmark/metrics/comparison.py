"""Who is ahead, by how much, and whether the data can tell."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmark.metrics.engagement import sample_sets
from benchmark.metrics.multiple import benjamini_hochberg, holm
from benchmark.metrics.samples import SampleSet
from benchmark.metrics.verdicts import ALPHA, Grade, Verdict, all_pairs, verdict, verdicts

__all__ = [
    "ALPHA", "Grade", "Leader", "PeerMedian", "SampleSet", "Verdict", "benjamini_hochberg", "changes", "difference", "holm",
    "leader", "networks_above", "pairs", "peer_median", "rank_frame", "ranking", "sample_sets",
]  # fmt: skip

SMALLEST_RANKED: Final = 8
LEAST_PEERS: Final = 3
"""Of one or two peers there is nothing to take a median of: they are listed instead."""
Sets = Mapping[str, SampleSet]
difference = verdict


@dataclass(frozen=True)
class Leader:
    """The brand with the highest figure against the second. It leads only when the verdict is clear."""

    brand_id: str
    second: str
    verdict: Verdict


@dataclass(frozen=True)
class PeerMedian:
    """The median over a brand's peers, without the brand itself."""

    value: float
    mean: float
    before: float
    mean_before: float
    used: int
    total: int
    peers: pd.DataFrame
    """brand_id and value of the peers used; with two peers they are listed instead of a median."""


def pairs(sets: Sets, own: str | None = None) -> pd.DataFrame:
    """Return the verdicts on all pairs of a network: a, b, ratio, low, high, p, p_adjusted, grade, method, reason."""
    return all_pairs([sets[brand] for brand in sorted(sets)], own)


def changes(now: Mapping[str, Sets], before: Mapping[str, Sets]) -> pd.DataFrame:
    """Return how each brand's set stands to its own of another period."""
    both = [
        (now[source][brand], before[source][brand])
        for source in sorted(now)
        for brand in sorted(now[source])
        if brand in before.get(source, {})
    ]
    frame = verdicts([new for new, _ in both], [old for _, old in both]).drop(columns="leans")
    frame.insert(0, "brand_id", [new.brand_id for new, _ in both])
    frame.insert(1, "source", [new.source for new, _ in both])
    return frame


def ranking(sets: Sets, own: str | None = None, *, higher_is_better: bool = True) -> pd.DataFrame:
    """Return the ranks of a network's brands by their printed figure, with the range in which each rank may lie.

    Brands with under 8 posts, or whose rates are over today's followers, are not ranked.
    """
    ranked = {brand: item for brand, item in sets.items() if _is_ranked(item)}
    judged = pairs(ranked, own)
    clear = judged[judged["grade"] == "clear"]
    first_wins = (clear["ratio"] > 1) == higher_is_better
    winners = pd.Series(np.where(first_wins, clear["a"], clear["b"]), dtype=object)
    losers = pd.Series(np.where(first_wins, clear["b"], clear["a"]), dtype=object)
    brands = sorted(sets)
    frame = pd.DataFrame({"brand_id": brands, "value": [sets[brand].value for brand in brands]}).astype(
        {"value": float}
    )
    frame["n"] = [sets[brand].n for brand in brands]
    frame["rank"] = (
        frame["value"].where(frame["brand_id"].isin(ranked)).rank(method="min", ascending=not higher_is_better)
    )
    worse = frame["brand_id"].map(winners.value_counts()).fillna(0)
    better = frame["brand_id"].map(losers.value_counts()).fillna(0)
    return _with_range(frame, better, worse)


def rank_frame(frame: pd.DataFrame, *, higher_is_better: bool = True) -> pd.DataFrame:
    """Return the ranks of a counted metric's brands on ONE network; rounding bands (low, high) widen the ranges."""
    value = frame["value"].to_numpy(np.float64)
    low, high = (frame[end].to_numpy(np.float64) if end in frame else value for end in ("low", "high"))
    above = _above(low, value, high)
    better, worse = (
        (above.sum(axis=0), above.sum(axis=1)) if higher_is_better else (above.sum(axis=1), above.sum(axis=0))
    )
    ranks = frame[["brand_id", "value", "n"]].reset_index(drop=True)
    ranks["rank"] = ranks["value"].rank(method="min", ascending=not higher_is_better)
    return _with_range(ranks, pd.Series(better), pd.Series(worse))


def leader(sets: Sets, *, higher_is_better: bool = True) -> Leader | None:
    """Return the first brand against the second, or None when fewer than two are ranked."""
    ranked = sorted((item for item in sets.values() if _is_ranked(item)), key=lambda item: (item.value, item.brand_id))
    if len(ranked) < 2:
        return None
    first, second = ranked[::-1][:2] if higher_is_better else ranked[:2]
    return Leader(first.brand_id, second.brand_id, verdict(first, second))


def peer_median(frame: pd.DataFrame, brand_id: str, before: pd.DataFrame | None = None) -> PeerMedian:
    """Return the median and mean over the other brands of ONE network; with ``before``, over the same peers in both periods."""
    others = frame.loc[frame["brand_id"] != brand_id, ["brand_id", "value"]]
    peers = others.dropna(subset="value")
    earlier = pd.Series(dtype="float64")
    if before is not None:
        known = before.dropna(subset="value").set_index("brand_id")["value"]
        peers = peers[peers["brand_id"].isin(known.index)]
        earlier = known.reindex(peers["brand_id"])
    return PeerMedian(
        value=_middle(peers["value"]),
        mean=float(peers["value"].mean()) if len(peers) else math.nan,
        before=_middle(earlier),
        mean_before=float(earlier.mean()) if len(earlier) else math.nan,
        used=len(peers),
        total=len(others),
        peers=peers.reset_index(drop=True),
    )


def networks_above(frame: pd.DataFrame, brand_id: str, *, higher_is_better: bool = True) -> tuple[int, int]:
    """Return on how many networks a brand stands better than its peers' median, and on how many that can be told.

    Of one or two peers there is nothing to take a median of.
    """
    above = told = 0
    for _, rows in frame.groupby("source"):
        own = rows.loc[rows["brand_id"] == brand_id, "value"].dropna()
        peers = peer_median(rows, brand_id)
        if len(own) and peers.used >= LEAST_PEERS:
            told += 1
            above += int(own.iloc[0] > peers.value if higher_is_better else own.iloc[0] < peers.value)
    return above, told


def _is_ranked(item: SampleSet) -> bool:
    return item.n >= SMALLEST_RANKED and item.basis != "current"


def _above(
    low: npt.NDArray[np.float64], value: npt.NDArray[np.float64], high: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Return for each pair whether the row is surely higher than the column. A band does not hold its upper end."""
    return (low[:, None] > high[None, :]) | ((low[:, None] >= high[None, :]) & (high > value)[None, :])


def _with_range(frame: pd.DataFrame, better: pd.Series, worse: pd.Series) -> pd.DataFrame:
    of = int(frame["rank"].notna().sum())
    known = frame["rank"].notna()
    # Sums may tell against the order of the medians: the range then still holds the printed rank.
    frame["rank_low"] = (1 + better).clip(upper=frame["rank"]).where(known)
    frame["rank_high"] = (of - worse).clip(lower=frame["rank"]).where(known)
    return frame.assign(of=of)


def _middle(values: pd.Series) -> float:
    return float(values.median()) if len(values) else math.nan
