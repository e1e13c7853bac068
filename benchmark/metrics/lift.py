"""Which traits of posts go with more interactions: posts with the trait against those without it, within each account.

Values are logs of interactions at equal age, so a difference of means is the log of a ratio (of geometric means). An account's
followers stand on both sides and cancel. The ratios of the accounts are averaged, each counting once; the interval is Welch's
(Biometrika 34, 1947) carried over to a mean of several differences. Posts resemble their neighbours, so that a trait of posts
in a row, as in a campaign, tells less than one strewn at random: the interval is widened by sqrt((1 + r) / (1 - r)), r being
the lag-1 autocorrelation of the logs times that of having the trait.

An association is no cause: whoever chose the trait chose the occasion too.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmark.metrics.intervals import (
    Floats,
    autocorrelation,
    network_rho,
    student_deviate,
    student_quantile,
    widening,
)
from benchmark.metrics.multiple import benjamini_hochberg

SMALLEST_SIDE: Final = 8
"""Posts that an account needs with the trait, and without it."""
LEAST_ACCOUNTS: Final = 3
"""Accounts that a statement on several brands needs; one is enough for a statement on one brand."""
FALSE_SHARE: Final = 0.10
"""Share of the associations shown that may be false (Benjamini and Hochberg)."""
LATE_LIMIT: Final = 0.20
"""Shares by which late counts may differ between the two sides."""
COLUMNS: Final = (
    *("trait", "ratio", "low", "high", "p", "p_adjusted", "associated", "accounts", "n", "without"),
    *("all_with", "all_without"),
)

Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
_Z: Final = NormalDist().inv_cdf(0.975)


def lifts(
    values: Floats,
    accounts: Integers,
    traits: Mapping[str, Truths],
    *,
    late: Truths | None = None,
    least_accounts: int = LEAST_ACCOUNTS,
) -> pd.DataFrame:
    """Return what each trait is associated with, in the order of the traits; a trait that cannot be tested has no ratio.

    Args:
        values: log of interactions at equal age (one half added), in the order of account and time.
        accounts: each post's account.
        traits: for each trait which posts have it.
        late: which posts were counted late; accounts in which their share differs by over 20 points between the sides are left
            out of the trait.
        least_accounts: accounts from which a trait is tested.

    Returns:
        trait, ratio with ``low`` and ``high`` (95 %), p, p_adjusted (Benjamini-Hochberg over the traits tested), associated
        (p_adjusted at most 10 %), accounts used, n and without (their posts on each side), all_with and all_without (posts on
        each side over all accounts).
    """
    codes, account = np.unique(accounts, return_inverse=True)
    posts = _Posts(values, account.astype(np.int64), len(codes), late)
    frame = pd.DataFrame([posts.tested(name, mask, least_accounts) for name, mask in traits.items()], columns=COLUMNS)
    frame = frame.astype(_TYPES)
    tested = frame["p"].notna().to_numpy()
    adjusted = np.full(len(frame), np.nan)
    adjusted[tested] = benjamini_hochberg(frame["p"].to_numpy(np.float64)[tested])
    return frame.assign(p_adjusted=adjusted, associated=adjusted <= FALSE_SHARE)


_TYPES: Final = {"trait": "object", "associated": "bool"} | {
    name: "int64" if name in {"accounts", "n", "without", "all_with", "all_without"} else "float64"
    for name in COLUMNS
    if name not in {"trait", "associated"}
}


class _Posts:
    """The posts of several accounts, with what is the same for every trait."""

    def __init__(self, values: Floats, account: Integers, size: int, late: Truths | None) -> None:
        self.account, self.size = account, size
        self.late = np.zeros(len(values)) if late is None else late.astype(np.float64)
        self.totals = self._sum(np.ones(len(values)))
        self.values = values - (self._sum(values) / np.maximum(self.totals, 1))[account]
        self.squares = self.values**2
        self.sums = self._sum(self.values), self._sum(self.squares), self._sum(self.late)
        self.next_is_same = account[1:] == account[:-1]
        series = np.split(self.values, np.flatnonzero(~self.next_is_same) + 1)
        known = (autocorrelation(each) for each in series)
        self.rho = network_rho([estimate for estimate in known if estimate is not None])

    def _sum(self, weights: Floats) -> Floats:
        return np.bincount(self.account, weights, self.size).astype(np.float64)

    def _sum_of(self, mask: Truths, values: Floats) -> Floats:
        return np.bincount(self.account[mask], values[mask], self.size).astype(np.float64)

    def tested(self, name: str, mask: Truths, least_accounts: int) -> tuple[object, ...]:
        n, s, q, late = (
            self._sum_of(mask, each) for each in (np.ones(len(mask)), self.values, self.squares, self.late)
        )
        rest, rest_s, rest_q, rest_late = self.totals - n, self.sums[0] - s, self.sums[1] - q, self.sums[2] - late
        enough = (n >= SMALLEST_SIDE) & (rest >= SMALLEST_SIDE)
        enough[enough] = np.abs(late[enough] / n[enough] - rest_late[enough] / rest[enough]) <= LATE_LIMIT
        counts = int(n.sum()), int(rest.sum())
        used = int(enough.sum())
        if used < max(least_accounts, 1):
            return (name, *(np.nan,) * 5, False, used, int(n[enough].sum()), int(rest[enough].sum()), *counts)
        n1, n0 = n[enough], rest[enough]
        m1, m0 = s[enough] / n1, rest_s[enough] / n0
        v1 = np.maximum(q[enough] - n1 * m1**2, 0) / (n1 - 1) / n1
        v0 = np.maximum(rest_q[enough] - n0 * m0**2, 0) / (n0 - 1) / n0
        gap, variance = float((m1 - m0).mean()), float((v1 + v0).sum())
        if variance <= 0:
            return (name, *(np.nan,) * 5, False, used, int(n1.sum()), int(n0.sum()), *counts)
        freedom = variance**2 / float((v1**2 / (n1 - 1) + v0**2 / (n0 - 1)).sum())
        error = np.sqrt(variance) / used * widening(self._likeness(mask, enough))
        reach = float(student_quantile(_Z, np.array(freedom))) * error
        deviate = float(student_deviate(np.array(abs(gap) / error), np.array(freedom)))
        ends = (float(np.exp(gap + step)) for step in (0.0, -reach, reach))
        return (name, *ends, 2 * NormalDist().cdf(-deviate), np.nan, False, used, int(n1.sum()), int(n0.sum()), *counts)

    def _likeness(self, mask: Truths, enough: Truths) -> float:
        """How much neighbouring posts of one side resemble each other: not at all when the trait is strewn at random.

        The likeness of neighbours is that of the accounts' posts, as far as the trait itself comes in rows.
        """
        share = self._sum_of(mask, np.ones(len(mask))) / np.maximum(self.totals, 1)
        part = mask - share[self.account]
        spread = self._sum(part**2)
        pairs = np.bincount(self.account[1:], part[1:] * part[:-1] * self.next_is_same, self.size)
        rows = (self.totals * pairs / np.where(spread > 0, spread, 1) + 1)[enough] / (self.totals[enough] - 4)
        return float(np.clip(rows.mean(), 0.0, 1.0)) * self.rho
