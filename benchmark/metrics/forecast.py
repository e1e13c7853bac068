"""Followers 30 days ahead, with an interval whose coverage was measured.

The middle follows the median drift of the last 90 days. How far such forecasts go wrong is measured on the past: from many
earlier days (rolling origins) each account is forecast as it could have been then, and the errors are divided by the account's
mean absolute weekly deviation of that time. An account's own errors are few and alike (on simulated accounts an interval of
them holds 53-92 % of what came), so those of all accounts are pooled; the 2.5 and 97.5 % quantiles of the pool times an
account's present deviation are its interval (94-96 %). What no account of the pool has lived through yet, such as a season
that turns for all of them in the first year, is not in it.

Levels are arrays of days by accounts: one row a day without holes, the last one the day that is forecast from, NaN where nothing
is known. No forecast bridges a day without a level.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

HORIZON: Final = 30
"""Days ahead; further ahead the interval says nothing that helps."""
WINDOW: Final = 90
"""Days from which drift and deviation are told."""
LEVEL: Final = 0.95
HISTORIES: Final = ((365, 10), (180, 40))
"""Days of history and accounts that have it, of which one pair is enough for the errors of a network."""

_WEEK: Final = 7
_STRIDE: Final = 7
"""Days between two origins: nearer ones have nearly the same errors."""
_LEAST_DEVIATION: Final = 0.5
"""Followers a week: counts are whole, so one that has never moved is still not known to the last follower."""


def forecast(
    levels: Floats,
    *,
    steps: Floats | None = None,
    pool: Floats | None = None,
    pool_steps: Floats | None = None,
    horizon: int = HORIZON,
) -> tuple[Floats, Floats, Floats]:
    """Return middle, low and high of each account for each of the days ahead (days by accounts); NaN where none can be told.

    Args:
        levels: followers by day and account.
        steps: what each account's counts are rounded down to; the true one may be that much higher.
        pool: followers of the accounts whose past errors are pooled, on the same days; default the same accounts.
        pool_steps: what the counts of the pool are rounded down to.
        horizon: days ahead.
    """
    rounding = _rounding(levels, steps)
    middle = np.full((horizon, levels.shape[1]), np.nan)
    others, others_rounding = (levels, rounding) if pool is None else (pool, _rounding(pool, pool_steps))
    needed, _ = enough(others)
    if needed == 0:
        return middle, middle.copy(), middle.copy()
    drift, deviation = _pace(levels, rounding, np.array([len(levels) - 1]))
    told = (history(levels) >= needed) & ~hides_drift(levels, rounding)
    mine = history(others) >= needed
    low, high = _quantiles(others[:, mine], others_rounding[mine], horizon)
    middle = levels[-1] + np.arange(1, horizon + 1)[:, None] * np.where(told, drift[0], np.nan)
    return (
        middle,
        np.maximum(middle + low[:, None] * deviation[0], 0),
        middle + high[:, None] * deviation[0] + rounding,
    )


def forecast_coverage(levels: Floats, *, steps: Floats | None = None, horizon: int = HORIZON) -> float:
    """Return the share of accounts whose last level lies in what is forecast for it from the days before; NaN without any."""
    _, low, high = forecast(levels[:-horizon], steps=steps, horizon=horizon)
    told = ~np.isnan(low[-1]) & ~np.isnan(levels[-1])
    inside = (levels[-1] >= low[-1]) & (levels[-1] <= high[-1])
    return float(inside[told].mean()) if told.any() else float("nan")


def history(levels: Floats) -> npt.NDArray[np.int64]:
    """Return the days on which each account has a level."""
    return np.asarray((~np.isnan(levels)).sum(axis=0), dtype=np.int64)


def enough(levels: Floats) -> tuple[int, int]:
    """Return the days of history that an account needs in this pool and how many have them; (0, those with most) if too few."""
    known = history(levels)
    for days, accounts in HISTORIES:
        having = int((known >= days).sum())
        if having >= accounts:
            return days, having
    return 0, int((known >= HISTORIES[0][0]).sum())


def hides_drift(levels: Floats, steps: Floats) -> Mask:
    """Return which rounded accounts changed so little in the window that it cannot be told from no change."""
    first = levels[-WINDOW - 1] if len(levels) > WINDOW else np.full(levels.shape[1], np.nan)
    return np.asarray((steps > 1) & (np.abs(levels[-1] - first) <= steps), dtype=bool)


def _rounding(levels: Floats, steps: Floats | None) -> Floats:
    return np.zeros(levels.shape[1]) if steps is None else np.where(np.nan_to_num(steps) > 1, steps, 0.0)


def _pace(levels: Floats, rounding: Floats, origins: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return drift a day and mean absolute weekly deviation at each origin (origins by accounts); NaN over a gap.

    Both come from the changes of the window's 12 whole weeks, the last of which ends at the origin. Single weeks of a rounded
    count are multiples of its step, mostly 0: its drift is the window's whole change, which is off by one step at most.
    """
    if len(levels) <= WINDOW:
        return np.full((len(origins), levels.shape[1]), np.nan), np.full((len(origins), levels.shape[1]), np.nan)
    weekly = levels[_WEEK:] - levels[:-_WEEK]
    windows = sliding_window_view(weekly, WINDOW - _WEEK + 1, axis=0)[origins - WINDOW][..., ::-_WEEK]
    median = np.where(_unbroken(levels, origins), np.median(windows, axis=-1), np.nan)
    deviation = np.abs(windows - median[..., None]).mean(axis=-1)
    whole = (levels[origins] - levels[origins - WINDOW]) / WINDOW + 0 * median
    return np.where(rounding > 1, whole, median / _WEEK), np.maximum(deviation, _LEAST_DEVIATION)


def _unbroken(levels: Floats, origins: npt.NDArray[np.int64]) -> Mask:
    """Return whether there is a level on each day of the window before each origin (origins by accounts)."""
    gaps = np.vstack([np.zeros(levels.shape[1], dtype=np.int64), np.isnan(levels).cumsum(axis=0)])
    return np.asarray(gaps[origins + 1] == gaps[origins - WINDOW], dtype=bool)


def _quantiles(levels: Floats, rounding: Floats, horizon: int) -> tuple[Floats, Floats]:
    """Return for each day ahead which multiple of an account's deviation the interval goes down and up."""
    origins = np.arange(len(levels) - 1 - horizon, WINDOW - 1, -_STRIDE)
    none = np.full(horizon, np.nan)
    if not len(origins):
        return none, none.copy()
    drift, deviation = _pace(levels, rounding, origins)
    ahead = np.arange(1, horizon + 1)[:, None, None]
    errors = (levels[origins + ahead[:, :, 0]] - levels[origins] - ahead * drift) / deviation
    whole = ~np.isnan(errors).any(axis=0)
    if whole.any(axis=0).sum() < min(accounts for _, accounts in HISTORIES):
        return none, none.copy()
    pooled = np.sort(errors[:, whole], axis=1)
    size = pooled.shape[1]
    tail = (1 - LEVEL) / 2
    lowest = max(int(np.floor((size + 1) * tail)) - 1, 0)
    # Further ahead is never surer: the edges only move outward.
    return np.minimum.accumulate(pooled[:, lowest]), np.maximum.accumulate(pooled[:, size - 1 - lowest])
