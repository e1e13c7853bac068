"""One brand's comparable posts on one network, summed up: what is shown of them and what comparisons rest on.

The interval is that of the median of log((interactions + 1/2) / base), with base the followers at publication, the views, or 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmark.metrics import intervals
from benchmark.metrics.intervals import Floats

LEVELS: Final = (0.95, 0.80)
QUANTILES: Final = (0.10, 0.25, 0.75, 0.90)
AT_AGE, LATE, YOUNG, WITHHELD, REMOVED = 1, 2, 3, 4, 6
PARTS: Final = ("likes", "comments", "shares", "quotes")
_NOWHERE: Final = (math.nan, math.nan)

Basis = Literal["publication", "current", "mean", "end"]
"""Which followers the interactions are over: at publication, today's, the period's mean, at the period's end."""
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class SampleSet:
    """One brand's comparable posts on one network. ``clear`` and ``leans`` are the 95 and 80 % intervals of ``middle``."""

    brand_id: str
    source: str
    n: int = 0
    value: float = math.nan
    """Median as printed: percent for rates."""
    mean: float = math.nan
    middle: float = math.nan
    """Median of log((interactions + 1/2) / base)."""
    clear: tuple[float, float] = _NOWHERE
    leans: tuple[float, float] = _NOWHERE
    median_interactions: float = math.nan
    interactions: float = 0.0
    base: float = 0.0
    """Sum of the posts' bases."""
    sum_variance: float = math.nan
    """Variance of the log of interactions / base, both summed: delta method, at least Poisson, widened like the median's."""
    rho: float = 0.0
    too_young: int = 0
    left_out: int = 0
    late_pct: float = math.nan
    quantiles: tuple[float, ...] = (math.nan,) * 4
    """The single posts' figures at `QUANTILES`, as printed."""
    zeros: int = 0
    """Posts without any interaction."""
    basis: Basis = "publication"
    current_left_out: int = 0
    """Posts left out because their base is not known."""
    followers: float = math.nan
    """The followers that the rates are over, of all its accounts; only where each account has one such count for the period."""
    followers_days: int = 0
    """Days of the period on which they are known, of the account known least."""
    days: int = 0
    parts: str = ""
    first_day: pd.Timestamp | None = None
    last_day: pd.Timestamp | None = None
    note: str | None = None
    scale: float = 1.0
    """What a ratio is multiplied by to be printed: 100 for percentages."""

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval as printed. It always holds the printed median, which counts no half interactions."""
        if not self.clear[0] <= self.clear[1]:
            return _NOWHERE
        low, high = (math.exp(end) * self.scale for end in self.clear)
        return min(low, self.value), max(high, self.value)


@dataclass(frozen=True)
class Posts:
    """The posts of one account or several, in order of account and time."""

    account: Integers
    state: Integers
    interactions: Floats
    base: Floats
    current: npt.NDArray[np.bool_]

    def over_current(self, followers: float) -> Posts:
        """Return the posts with the account's latest followers where those at publication are not known."""
        return replace(self, base=np.where(self.current, followers, self.base)) if self.current.any() else self

    def over(self, followers: float) -> Posts:
        """Return the posts with one count of followers for all of them."""
        return replace(self, base=np.full(self.base.size, followers), current=np.zeros(self.base.size, np.bool_))

    def part(self, rows: slice | npt.NDArray[np.bool_]) -> Posts:
        return Posts(self.account[rows], self.state[rows], self.interactions[rows], self.base[rows], self.current[rows])


def summed_up(empty: SampleSet, parts: list[Posts]) -> SampleSet:
    """Return a set with the statistics of its accounts' posts; ``empty`` says why there are none."""
    if not parts:
        return empty
    posts = _pooled(parts)
    used, current, skipped = _usable(posts)
    counted = replace(
        empty,
        too_young=int((posts.state == YOUNG).sum()),
        left_out=int((posts.state == WITHHELD).sum()),
        current_left_out=skipped,
    )
    if used.state.size == 0:
        return replace(counted, note=_absence(posts))
    note = "current_followers" if current else "few_posts" if used.state.size < intervals.SMALLEST else None
    return replace(
        counted, basis="current" if current else empty.basis, note=note, **_statistics(used, empty.scale, empty.rho)
    )


def _pooled(parts: list[Posts]) -> Posts:
    columns = ("account", "state", "interactions", "base", "current")
    return Posts(*(np.concatenate([getattr(part, column) for part in parts]) for column in columns))


def _usable(posts: Posts) -> tuple[Posts, bool, int]:
    """Return the posts that can be counted: those whose followers at publication are known if they suffice, else all.

    With whether they are over today's followers, and how many more could be counted if their base were known.
    """
    countable = (posts.state <= LATE) & (posts.base > 0)
    known = countable & ~posts.current
    if known.sum() >= intervals.SMALLEST or not (countable & posts.current).any():
        return posts.part(known), False, int(((posts.state <= LATE) & ~known).sum())
    return posts.part(countable), True, 0


def _absence(posts: Posts) -> str:
    if (posts.state <= LATE).any():
        return "no_observation"
    if (posts.state == YOUNG).any():
        return "too_young"
    if (posts.state == REMOVED).any():
        return "removed"
    return "hidden" if (posts.state == WITHHELD).any() else "no_counts"


def _statistics(posts: Posts, scale: float, rho: float) -> dict[str, Any]:
    x, base = posts.interactions, posts.base
    rates = x / base
    middle, bounds = intervals.median_intervals(np.log((x + 0.5) / base), LEVELS)
    if x.size < intervals.SMALLEST:
        bounds = [_NOWHERE, _NOWHERE]
    clear, leans = (intervals.widened(middle, bound, rho) for bound in bounds)
    return {
        "n": x.size,
        "value": float(np.median(rates)) * scale,
        "mean": float(rates.mean()) * scale,
        "middle": middle,
        "clear": clear,
        "leans": leans,
        "median_interactions": float(np.median(x)),
        "interactions": float(x.sum()),
        "base": float(base.sum()),
        "sum_variance": _sum_variance(x, base, rho),
        "late_pct": float((posts.state == LATE).mean()) * 100,
        "quantiles": tuple((np.quantile(rates, QUANTILES) * scale).tolist()),
        "zeros": int((x == 0).sum()),
    }


def _sum_variance(x: Floats, base: Floats, rho: float) -> float:
    total, n = float(x.sum()), x.size
    if total <= 0 or n < 2:
        return math.nan
    apart = x - total / float(base.sum()) * base
    delta = n / (n - 1) * float(apart @ apart) / total**2
    return max(delta * intervals.widening(rho) ** 2, 1 / total)
