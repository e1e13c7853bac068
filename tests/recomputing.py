"""The figures of `random_worlds`, computed anew from their plain rows in the plainest way: nothing of the product is used here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
from random_worlds import NOW, Account, World

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Growth:
    """Growth in percent with its band, and the days between the two readings."""

    value: float
    low: float
    high: float
    days: int


def growth(account: Account, first: date, last: date) -> Growth | None:
    """Opening: the eve or up to 3 days before, else one of the first 3 days; closing: the last day or up to 3 days before."""
    eve = first - timedelta(days=1)
    before = [day for day in account.levels if day <= eve and (eve - day).days <= 3]
    within = [day for day in account.levels if day >= first and (day - eve).days <= 3]
    closings = [day for day in account.levels if day <= last and (last - day).days <= 3]
    if not (before or within) or not closings:
        return None
    opening, closing = max(before) if before else min(within), max(closings)
    if closing <= opening or account.levels[opening] == 0:
        return None
    old, new, step = account.levels[opening], account.levels[closing], account.step if account.step > 1 else 0
    value, low, high = new / old - 1, new / (old + step) - 1, (new + step) / old - 1
    return Growth(value * 100, low * 100, high * 100, (closing - opening).days)


def surely_faster(one: Growth, other: Growth) -> bool:
    """Whether a growth is above another whatever the rounding hides, over the whole time and a day."""
    daily = [
        [math.log1p(max(end, -99.9999) / 100) / each.days for end in (each.low, each.high)] for each in (one, other)
    ]
    if one.low == one.high and other.low == other.high:
        return one.value > other.value and daily[0][0] > daily[1][1]
    return one.low >= other.high and daily[0][0] >= daily[1][1]


def covered(account: Account, first: date, last: date) -> float:
    """Days of the period for which the posts were read."""
    if account.read_from is None:
        return 0.0
    opens = max(account.read_from, datetime.combine(first, time()))
    closes = min(NOW - timedelta(hours=3), datetime.combine(last + timedelta(days=1), time()))
    return max((closes - opens).total_seconds() / 86400, 0.0)


def within(account: Account, first: date, last: date) -> pd.DataFrame:
    """The posts of a period."""
    opens, closes = datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())
    return account.posts[(account.posts["at"] >= opens) & (account.posts["at"] < closes)]


def pace(account: Account, first: date, last: date) -> float:
    """Posts a week over the days read; NaN when none was."""
    days = covered(account, first, last)
    if days <= 0:
        return math.nan
    posts = within(account, first, last)
    return float((posts["at"] >= account.read_from).sum() / days * 7)


@dataclass(frozen=True)
class Rates:
    """The comparable posts of an account: interactions at equal age and rates in percent."""

    x: Floats
    rates: Floats
    late: float

    @property
    def median(self) -> float:
        """The median rate in percent."""
        return float(np.median(self.rates))


def rates(account: Account, first: date, last: date) -> Rates | None:
    """The posts whose counts are not hidden, not young, over the followers at publication; None when there is none."""
    posts = within(account, first, last)
    known = posts[~posts["hidden"] & posts["at_age"].notna() & posts["followers"].notna()]
    if known.empty:
        return None
    x = known["at_age"].to_numpy(float)
    return Rates(x, x / known["followers"].to_numpy(float) * 100, float(known["late"].mean()))


def logs(account: Account, first: date, last: date) -> Floats:
    """Logs of (interactions + 1/2) ÷ followers."""
    posts = within(account, first, last)
    known = posts[~posts["hidden"] & posts["at_age"].notna() & posts["followers"].notna()]
    return np.asarray(np.log((known["at_age"] + 0.5) / known["followers"]), float)


def rho(world: World, first: date, last: date) -> float:
    """The mean of the accounts' lag-1 autocorrelations, corrected for bias, clipped to 0 to 0.7."""
    found = []
    for account in world.accounts:
        posts = within(account, first, last)
        y = np.log1p(posts.loc[~posts["hidden"] & posts["at_age"].notna(), "at_age"].to_numpy(float))
        if len(y) >= 8 and y.std() > 1e-6:
            d = y - y.mean()
            found.append((len(y) * float(d[1:] @ d[:-1] / (d @ d)) + 1) / (len(y) - 4))
    return float(np.clip(np.mean(found), 0, 0.7)) if found else 0.0


def median_interval(values: Floats, correlation: float) -> tuple[float, float, float]:
    """Median and its interpolated order-statistic interval at 95 %, widened for posts that resemble each other."""
    y, n = np.sort(values), len(values)
    chance = [1 - sum(math.comb(n, i) for i in range(k)) / 2 ** (n - 1) for k in range(n // 2 + 2)]
    k = max(k for k in range(1, n // 2 + 1) if chance[k] >= 0.95)
    inner = chance[k + 1] if 2 * (k + 1) <= n + 1 else 0.0
    part = (chance[k] - 0.95) / (chance[k] - inner)
    weight = (n - k) * part / (k + (n - 2 * k) * part)
    low = (1 - weight) * y[k - 1] + weight * y[k]
    high = (1 - weight) * y[n - k] + weight * y[n - k - 1]
    middle, stretch = float(np.median(y)), math.sqrt((1 + correlation) / (1 - correlation))
    return middle, middle - (middle - low) * stretch, middle + (high - middle) * stretch


def clearly_higher(one: Floats, other: Floats, correlations: tuple[float, float]) -> bool:
    """Whether the 95 % interval of the difference of two medians of logs lies above 0."""
    a, a_low, _ = median_interval(one, correlations[0])
    b, _, b_high = median_interval(other, correlations[1])
    return a - b - math.hypot(a - a_low, b_high - b) > 0
