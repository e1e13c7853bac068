"""Whether a brand leads because of what it posts or how well: rates compared within each kind of post, at the panel's mix of kinds.

Within a kind the brand's median log rate is set against that of all other brands' posts of the kind. The differences are added up
with the panel's shares of the kinds as weights. The interval adds the variances of the kinds' medians up (MOVER for linear
combinations; Zou and Donner, Statistics in Medicine 27, 2008).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from benchmark.metrics import intervals, queries
from benchmark.metrics.engagement import sample_sets
from benchmark.metrics.intervals import Floats
from benchmark.metrics.queries import Reads
from benchmark.metrics.samples import LEVELS, SampleSet
from benchmark.metrics.scope import Scope
from benchmark.metrics.verdicts import FEW_INTERACTIONS, LATE_LIMIT, chance

SMALLEST_KIND: Final = 5
"""Posts of a kind on both sides from which it is compared."""
LEAST_COVERED: Final = 0.8
"""Share of each side's posts that the compared kinds must cover."""
FOLLOWERS: Final = "engagement_rate_followers_pct"
VIEWS: Final = "engagement_rate_views_pct"
PER_POST: Final = "interactions_per_post"


@dataclass(frozen=True)
class Side:
    """Posts of one side: kinds (as numbers), interactions, bases and whether each was counted late."""

    kind: Floats
    interactions: Floats
    base: Floats
    late: Floats

    def of(self, kind: float) -> Side:
        """Return the posts of one kind."""
        rows = self.kind == kind
        return Side(self.kind[rows], self.interactions[rows], self.base[rows], self.late[rows])

    @property
    def logs(self) -> Floats:
        """The log rate of each post; half an interaction is added, so that none has one too."""
        logs: Floats = np.log((self.interactions + 0.5) / self.base)
        return logs


@dataclass(frozen=True)
class Difference:
    """One ratio with its 95 % interval; the interval is NaN where there is none."""

    ratio: float = math.nan
    low: float = math.nan
    high: float = math.nan
    n: int = 0
    peers_n: int = 0
    weight: float = math.nan
    """The kind's share of the panel's posts among those compared."""

    @property
    def p(self) -> float:
        """Chance of at least such a difference between equal sides; 1 without an interval."""
        gap = math.log(self.ratio) if self.ratio > 0 else math.nan
        reach = gap - math.log(self.low) if gap > 0 else math.log(self.high) - gap
        return (
            1.0
            if math.isnan(reach)
            else float(chance(*(np.array([x]) for x in (gap, reach, min(self.n, self.peers_n))))[0])
        )


@dataclass(frozen=True)
class EqualMix:
    """A brand against its peers: over all posts, at equal mix, and kind by kind."""

    brand_id: str
    source: str
    plain: Difference = field(default_factory=Difference)
    equal: Difference = field(default_factory=Difference)
    kinds: tuple[tuple[int, Difference], ...] = ()
    covered: float = math.nan
    """The share of the posts that the kinds cover, on the side where they cover less."""
    note: str | None = None


def equal_mixes(store: Reads, name: str, scope: Scope) -> dict[str, dict[str, EqualMix]]:
    """Return each brand's comparison at equal mix, by network and brand.

    Args:
        store: what answers the queries.
        name: the rate that is compared: by followers, by views, or interactions per post.
        scope: accounts and period.
    """
    if not scope.accounts:
        return {}
    sets, posts = sample_sets(store, name, scope), _posts(queries.run(store, "mixed_posts", scope), name)
    found: dict[str, dict[str, EqualMix]] = {}
    for source, brands in sets.items():
        rows = posts[posts["source"] == source]
        found[source] = {brand: _of(item, rows, len(brands)) for brand, item in brands.items()}
    return found


def _posts(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the posts with the counts and the base of a rate; those without a base are left out."""
    count, base = {
        FOLLOWERS: ("interactions_at_age", frame["followers"]),
        VIEWS: ("interactions", frame["views"]),
        PER_POST: ("interactions_at_age", pd.Series(1.0, index=frame.index)),
    }[name]
    whole = frame[["brand_id", "source", "kind", "late"]].assign(x=frame[count], base=base)
    return whole[whole["x"].notna() & (whole["base"] > 0)]


def _of(item: SampleSet, rows: pd.DataFrame, brands: int) -> EqualMix:
    blank = EqualMix(item.brand_id, item.source)
    if item.n == 0 or item.basis == "current":
        return _noted(blank, item.note or "current_followers")
    if brands < 2:
        return _noted(blank, "no_peers")
    own = rows["brand_id"] == item.brand_id
    return compared(item.brand_id, item.source, _side(rows[own]), _side(rows[~own]), item.rho)


def _noted(blank: EqualMix, note: str) -> EqualMix:
    return EqualMix(blank.brand_id, blank.source, note=note)


def _side(rows: pd.DataFrame) -> Side:
    columns = (rows[name].to_numpy(np.float64) for name in ("kind", "x", "base", "late"))
    return Side(*columns)


def compared(brand_id: str, source: str, own: Side, peers: Side, rho: float = 0.0) -> EqualMix:
    """Return a brand's posts against its peers', over all posts and at the panel's mix of kinds."""
    plain = _difference(own, peers, rho)
    kinds = [
        kind
        for kind in np.unique(own.kind).tolist()
        if min((own.kind == kind).sum(), (peers.kind == kind).sum()) >= SMALLEST_KIND
    ]
    covered = min((float(np.isin(side.kind, kinds).mean()) if side.kind.size else 0.0) for side in (own, peers))
    if covered < LEAST_COVERED:
        return EqualMix(brand_id, source, plain, covered=covered, note="few_of_kind")
    panel = np.concatenate([own.kind, peers.kind])
    shares = np.array([(panel == kind).sum() for kind in kinds], np.float64)
    weights = shares / shares.sum()
    parts = [
        _difference(own.of(kind), peers.of(kind), rho, weight)
        for kind, weight in zip(kinds, weights.tolist(), strict=True)
    ]
    equal = _weighted(parts, weights, own.kind.size, peers.kind.size)
    late = abs(float(own.late.mean()) - float(peers.late.mean())) * 100 > LATE_LIMIT
    if late:
        plain, equal = (_unjudged(each) for each in (plain, equal))
        parts = [_unjudged(part) for part in parts]
    note = "late_shares" if late else "no_interval" if math.isnan(equal.low) else None
    return EqualMix(
        brand_id,
        source,
        plain,
        equal,
        tuple((int(kind), part) for kind, part in zip(kinds, parts, strict=True)),
        covered,
        note,
    )


def _unjudged(difference: Difference) -> Difference:
    return Difference(difference.ratio, n=difference.n, peers_n=difference.peers_n, weight=difference.weight)


def _difference(own: Side, peers: Side, rho: float, weight: float = math.nan) -> Difference:
    """Return the ratio of two medians with its interval; none where posts are few or get few interactions."""
    n, peers_n = own.kind.size, peers.kind.size
    if not n or not peers_n:
        return Difference(n=n, peers_n=peers_n, weight=weight)
    (middle, (low, high)), (other, (other_low, other_high)) = (_median(side, rho) for side in (own, peers))
    gap = middle - other
    down, up = math.hypot(middle - low, other_high - other), math.hypot(high - middle, other - other_low)
    if min(float(np.median(side.interactions)) for side in (own, peers)) < FEW_INTERACTIONS:
        down = up = math.nan
    return Difference(math.exp(gap), math.exp(gap - down), math.exp(gap + up), n, peers_n, weight)


def _median(side: Side, rho: float) -> tuple[float, tuple[float, float]]:
    logs = side.logs
    middle, bounds = intervals.median_intervals(logs, LEVELS[:1])
    # With 5 posts no interval reaches 95 %.
    reached = bounds[0] if logs.size >= intervals.SMALLEST else (math.nan, math.nan)
    return middle, intervals.widened(middle, reached, rho)


def _weighted(parts: list[Difference], weights: Floats, n: int, peers_n: int) -> Difference:
    gaps, lows, highs = (np.log([getattr(part, name) for part in parts]) for name in ("ratio", "low", "high"))
    gap = float(weights @ gaps)
    down = math.sqrt(float((weights**2) @ (gaps - lows) ** 2))
    up = math.sqrt(float((weights**2) @ (highs - gaps) ** 2))
    return Difference(math.exp(gap), math.exp(gap - down), math.exp(gap + up), n, peers_n, 1.0)


def equal_mix(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return each brand's engagement rate by followers over its peers' at the panel's mix of kinds."""
    found = [item for brands in equal_mixes(store, FOLLOWERS, scope).values() for item in brands.values()]
    rows: list[dict[str, Any]] = [
        {
            "brand_id": item.brand_id, "source": item.source, "value": item.equal.ratio, "low": item.equal.low,
            "high": item.equal.high, "n": item.plain.n, "peers_n": item.plain.peers_n, "plain": item.plain.ratio,
            "plain_low": item.plain.low, "plain_high": item.plain.high, "covered_pct": item.covered * 100,
            "kinds": len(item.kinds), "first_day": scope.start, "last_day": scope.end, "note": item.note,
        }
        for item in sorted(found, key=lambda each: (each.brand_id, each.source))
    ]  # fmt: skip
    return pd.DataFrame(rows)
