"""Whether two sets of posts differ: a ratio with its interval, judged against 1.

Medians are compared on logs by the method of variance estimates recovery (MOVER; Zou and Donner, Statistics in Medicine 27,
2008). Where posts get so few interactions that medians hardly move, sums over sums are compared instead, with the delta method.
Intervals of single brands are never laid side by side for this.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmark.metrics.intervals import SMALLEST, Floats, student_deviate, student_quantile
from benchmark.metrics.multiple import holm
from benchmark.metrics.samples import SampleSet

Grade = Literal["clear", "leans", "cannot_tell"]

ALPHA: Final = 0.05
FEW_INTERACTIONS: Final = 5
"""Below this median of interactions, sums are compared instead of medians."""
SMALLEST_SUM: Final = 30
LATE_LIMIT: Final = 20
"""Points by which the shares of late counts may differ."""
_Z_CLEAR: Final = NormalDist().inv_cdf(0.975)
_Z_LEANS: Final = NormalDist().inv_cdf(0.9)


@dataclass(frozen=True)
class Verdict:
    """How one set stands to another: the ratio first ÷ second with its 95 % interval."""

    grade: Grade
    ratio: float
    low: float
    high: float
    p: float
    """Chance of at least such a difference between equal sets; 1 without a verdict."""
    method: Literal["medians", "sums"]
    reason: str | None = None
    """Why there is no verdict."""

    @property
    def sign(self) -> int:
        """1 when the first is clearly higher, -1 when clearly lower, else 0."""
        return 0 if self.grade != "clear" else 1 if self.ratio > 1 else -1


def verdict(first: SampleSet, second: SampleSet) -> Verdict:
    """Return how the first set stands to the second, as a single comparison."""
    row = verdicts([first], [second]).iloc[0]
    ratio, low, high, p = (float(row[name]) for name in ("ratio", "low", "high", "p"))
    return Verdict(row["grade"], ratio, low, high, p, row["method"], row["reason"])


def verdicts(firsts: Sequence[SampleSet], seconds: Sequence[SampleSet]) -> pd.DataFrame:
    """Return the verdict on each pair: ratio, low, high, p, p_leans, grade, method, reason."""
    a, b = _Columns(firsts), _Columns(seconds)
    reason = [_reason(first, second) for first, second in zip(firsts, seconds, strict=True)]
    smaller = np.minimum(a.n, b.n)
    sums = np.minimum(a.median_interactions, b.median_interactions) < FEW_INTERACTIONS
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.where(sums, np.log(a.sum_rate / b.sum_rate), a.middle - b.middle)
        spread = np.sqrt(a.sum_variance + b.sum_variance)
        reach_clear, reach_leans = (student_quantile(z, smaller / 2) for z in (_Z_CLEAR, _Z_LEANS))
        down = np.where(sums, reach_clear * spread, np.hypot(a.middle - a.clear[:, 0], b.clear[:, 1] - b.middle))
        up = np.where(sums, reach_clear * spread, np.hypot(a.clear[:, 1] - a.middle, b.middle - b.clear[:, 0]))
        down_leans = np.where(sums, reach_leans * spread, np.hypot(a.middle - a.leans[:, 0], b.leans[:, 1] - b.middle))
        up_leans = np.where(sums, reach_leans * spread, np.hypot(a.leans[:, 1] - a.middle, b.middle - b.leans[:, 0]))
        p = chance(gap, np.where(gap > 0, down, up), smaller)
        leans = np.where(gap > 0, gap > down_leans, -gap > up_leans)
    judged = np.array([cause is None for cause in reason], bool)
    blank = np.where(judged, 0.0, np.nan)
    return pd.DataFrame(
        {
            "ratio": np.exp(gap + blank),
            "low": np.exp(gap - down + blank),
            "high": np.exp(gap + up + blank),
            "p": np.where(judged, p, 1.0),
            "leans": leans & judged,
            "grade": grades(np.where(judged, p, 1.0), leans & judged),
            "method": np.where(sums, "sums", "medians"),
            "reason": pd.Series(reason, dtype=object),
        }
    )


def grades(p: Floats, leans: npt.NDArray[np.bool_]) -> npt.NDArray[np.str_]:
    """Return the grade of each comparison from its (adjusted) p and whether its 80 % interval leaves 1 out."""
    return np.where(p < ALPHA, "clear", np.where(leans, "leans", "cannot_tell"))


def all_pairs(sets: Sequence[SampleSet], own: str | None = None) -> pd.DataFrame:
    """Return the verdicts on all pairs of a network, corrected for their number.

    The own brand's pairs are corrected among each other (Holm over its peers), the others over all pairs.
    """
    left, right = (places.tolist() for places in np.triu_indices(len(sets), 1))
    firsts, seconds = [sets[place] for place in left], [sets[place] for place in right]
    frame = verdicts(firsts, seconds)
    frame.insert(0, "a", [item.brand_id for item in firsts])
    frame.insert(1, "b", [item.brand_id for item in seconds])
    p = frame["p"].to_numpy(np.float64)
    judged = frame["reason"].isna().to_numpy(bool)
    mine = ((frame["a"] == own) | (frame["b"] == own)).to_numpy(bool)
    adjusted = np.ones_like(p)
    adjusted[judged] = holm(p[judged])
    adjusted[judged & mine] = holm(p[judged & mine])
    frame["p_adjusted"] = adjusted
    frame["grade"] = grades(adjusted, frame["leans"].to_numpy(bool))
    return frame.drop(columns="leans")


class _Columns:
    """The figures of many sets side by side."""

    def __init__(self, sets: Sequence[SampleSet]) -> None:
        self.n = np.array([item.n for item in sets], np.float64)
        self.middle = np.array([item.middle for item in sets], np.float64)
        self.clear = np.array([item.clear for item in sets], np.float64).reshape(-1, 2)
        self.leans = np.array([item.leans for item in sets], np.float64).reshape(-1, 2)
        self.median_interactions = np.array([item.median_interactions for item in sets], np.float64)
        self.sum_rate = np.array(
            [item.interactions / item.base if item.base else math.nan for item in sets], np.float64
        )
        self.sum_variance = np.array([item.sum_variance for item in sets], np.float64)


def _reason(first: SampleSet, second: SampleSet) -> str | None:
    """Return why two sets cannot be judged, or None."""
    for item in (first, second):
        if item.n == 0:
            return item.note
    if "current" in (first.basis, second.basis):
        return "current_followers"
    if min(first.n, second.n) < SMALLEST:
        return "few_posts"
    if abs(first.late_pct - second.late_pct) > LATE_LIMIT:
        return "late_shares"
    sums = min(first.median_interactions, second.median_interactions) < FEW_INTERACTIONS
    if sums and min(first.interactions, second.interactions) < SMALLEST_SUM:
        return "few_interactions"
    return None


def chance(gap: Floats, half: Floats, n: Floats) -> Floats:
    """Return the two-sided p of differences, given the half width of their 95 % interval.

    The half width comes from few order statistics and is itself unsure, so that far differences are commoner than under a
    normal law. Student's law with 2 sqrt(n) degrees of freedom, set to meet the interval at 5 %, bounds what simulations of
    equal log-normal sets from 8 to 120 posts show.
    """
    size = np.where(half > 0, np.abs(gap) / half, np.where(gap == 0, 0.0, np.inf))
    freedom = 2 * np.sqrt(n)
    deviates = student_deviate(size * student_quantile(_Z_CLEAR, freedom), freedom)
    normal = NormalDist()
    return np.array([2 * normal.cdf(-value) if value == value else 1.0 for value in deviates.tolist()])  # noqa: PLR0124 - nan
