"""Intervals of medians, and how much posts that resemble their neighbours widen them.

The interval of a median is the one of Hettmansperger and Sheather (Statistics & Probability Letters 4, 1986): two neighbouring
pairs of order statistics, interpolated to the wanted confidence. It assumes no distribution.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SMALLEST: Final = 6
"""Posts from which a median has a 95 % interval: 1 - 2 / 2**6 = 96.9 %, with 5 posts it is 93.8 %."""
LARGEST_RHO: Final = 0.7
_EXACT: Final = 1000
_SHORTEST_SERIES: Final = 8


@lru_cache(maxsize=4096)
def places(n: int, level: float) -> tuple[int, float] | None:
    """Return which order statistics bound the median of n values at a confidence level.

    Returns:
        (k, weight): the lower bound is (1 - weight) * x[k] + weight * x[k + 1], counted from 1 in ascending order, the upper
        one likewise from above. None when n values cannot reach the level.
    """
    k = _first_guess(n, level)
    while k > 1 and _confidence(n, k) < level:
        k -= 1
    if k < 1 or _confidence(n, k) < level:
        return None
    while 2 * (k + 1) <= n and _confidence(n, k + 1) >= level:
        k += 1
    wide, narrow = _confidence(n, k), _confidence(n, k + 1) if 2 * (k + 1) <= n + 1 else 0.0
    share = (wide - level) / (wide - narrow)
    return k, (n - k) * share / (k + (n - 2 * k) * share)


def _first_guess(n: int, level: float) -> int:
    z = NormalDist().inv_cdf((1 + level) / 2)
    return max(1, min(n // 2, int(n / 2 - z * math.sqrt(n) / 2)))


def _confidence(n: int, k: int) -> float:
    """Return the chance that the median lies between the k-th lowest and the k-th highest of n values."""
    if n > _EXACT:
        return 1 - 2 * NormalDist().cdf((k - 0.5 - n / 2) / (math.sqrt(n) / 2))
    return float(1 - sum(math.comb(n, i) for i in range(k)) / 2 ** (n - 1))


def median_intervals(values: Floats, levels: tuple[float, ...]) -> tuple[float, list[tuple[float, float]]]:
    """Return the median of values and its interval at each level; (nan, nan) where there are too few."""
    n = values.size
    if n == 0:
        return math.nan, [(math.nan, math.nan)] * len(levels)
    found = [places(n, level) for level in levels]
    middle = {(n - 1) // 2, n // 2}
    bounds = {place for spot in found if spot for place in (spot[0] - 1, spot[0], n - spot[0] - 1, n - spot[0])}
    ordered = np.partition(values, sorted(middle | bounds))
    median = float(ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return median, [_ends(ordered, spot) for spot in found]


def _ends(ordered: Floats, spot: tuple[int, float] | None) -> tuple[float, float]:
    if spot is None:
        return math.nan, math.nan
    k, weight = spot
    n = ordered.size
    low = (1 - weight) * ordered[k - 1] + weight * ordered[k]
    high = (1 - weight) * ordered[n - k] + weight * ordered[n - k - 1]
    return float(low), float(high)


def widened(middle: float, bounds: tuple[float, float], rho: float) -> tuple[float, float]:
    """Return an interval of logs stretched around its middle by sqrt((1 + rho) / (1 - rho))."""
    factor = widening(rho)
    low, high = bounds
    return middle - (middle - low) * factor, middle + (high - middle) * factor


def widening(rho: float) -> float:
    """Return how much wider an interval is when neighbouring values resemble each other as a lag-1 autocorrelation tells."""
    return math.sqrt((1 + rho) / (1 - rho))


def autocorrelation(series: Floats) -> float | None:
    """Return the lag-1 autocorrelation of a series, corrected for its bias, or None when it is too short or constant.

    The plain estimate falls short by about (1 + 4 rho) / n (Marriott and Pope, Biometrika 41, 1954); solved for rho.
    """
    n = series.size
    if n < _SHORTEST_SERIES:
        return None
    centred = series - series.mean()
    spread = float(centred @ centred)
    if spread <= 1e-12 * n:
        return None
    plain = float(centred[:-1] @ centred[1:]) / spread
    return (n * plain + 1) / (n - 4)


def network_rho(estimates: list[float]) -> float:
    """Return the mean of the accounts' autocorrelations, between 0 and 0.7; 0 when none is known."""
    if not estimates:
        return 0.0
    return float(min(max(sum(estimates) / len(estimates), 0.0), LARGEST_RHO))


def student_deviate(t: Floats, freedom: Floats) -> Floats:
    """Return the normal deviate with the tail of Student's t (Wallace, Annals of Mathematical Statistics 30, 1959)."""
    return np.sqrt(freedom * np.log1p(t * t / freedom)) * (8 * freedom + 1) / (8 * freedom + 3)


def student_quantile(deviate: float, freedom: Floats) -> Floats:
    """Return Student's t with the tail of a positive normal deviate: the inverse of `student_deviate`."""
    plain = deviate * (8 * freedom + 3) / (8 * freedom + 1)
    return np.sqrt(freedom * np.expm1(plain * plain / freedom))
