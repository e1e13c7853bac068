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
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Sides:
    """What each account's posts say of each trait: arrays of accounts by traits."""

    accounts: Integers
    traits: tuple[str, ...]
    n: Floats
    without: Floats
    gap: Floats
    """Mean log of the posts with the trait less that of those without it."""
    variance: Floats
    """Of the gap: Welch's."""
    freedom: Floats
    """Sum over the sides of variance squared over degrees of freedom: the parts of Welch's degrees of freedom."""
    usable: Truths
    """Enough posts on both sides, counted at like ages."""
    rows: Floats
    """How much posts with the trait follow each other, 0 to 1 where usable."""
    rho: Floats
    """Each account's lag-1 autocorrelation, NaN where its posts are too few."""


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
    found = sides(values, accounts, traits, late=late)
    return combined(found, np.ones(len(found.accounts), bool), least_accounts)


def sides(values: Floats, accounts: Integers, traits: Mapping[str, Truths], *, late: Truths | None = None) -> Sides:
    """Return what each account's posts say of each trait; see `lifts` for the arguments."""
    starts = np.flatnonzero(np.r_[True, accounts[1:] != accounts[:-1]][: len(accounts)])
    totals = np.diff(np.r_[starts, len(values)]).astype(np.float64)[:, None]
    account = np.repeat(np.arange(len(starts)), totals[:, 0].astype(np.int64))

    def summed(part: Floats) -> Floats:
        return np.add.reduceat(part, starts, axis=0) if len(starts) else np.zeros((0, part.shape[1]))

    centred = values - (np.add.reduceat(values, starts) / totals[:, 0])[account] if len(starts) else values
    masks = np.stack(list(traits.values()), axis=1).astype(np.float64) if traits else np.zeros((len(values), 0))
    lateness = np.zeros(len(values)) if late is None else late.astype(np.float64)
    n, s, q, x = (summed(masks * each[:, None]) for each in (np.ones(len(values)), centred, centred**2, lateness))
    whole_q, whole_x = (summed(each[:, None]) for each in (centred**2, lateness))
    rest = totals - n
    with np.errstate(divide="ignore", invalid="ignore"):
        m1, m0 = s / n, -s / rest
        v1 = np.maximum(q - n * m1**2, 0) / (n - 1) / n
        v0 = np.maximum(whole_q - q - rest * m0**2, 0) / (rest - 1) / rest
        usable = (n >= SMALLEST_SIDE) & (rest >= SMALLEST_SIDE) & (np.abs(x / n - (whole_x - x) / rest) <= LATE_LIMIT)
        part = masks - (n / totals)[account]
        same = (account[1:] == account[:-1])[:, None]
        follow = np.concatenate([part[1:] * part[:-1] * same, np.zeros((1, masks.shape[1]))]) if len(values) else part
        rows = (totals * summed(follow) / summed(part**2) + 1) / (totals - 4)
        freedom = v1**2 / (n - 1) + v0**2 / (rest - 1)
    known = [autocorrelation(each) for each in np.split(centred, starts[1:])]
    rho = np.array([np.nan if each is None else each for each in known][: len(starts)], np.float64)
    return Sides(accounts[starts], tuple(traits), n, rest, m1 - m0, v1 + v0, freedom, usable, rows, rho)


def combined(found: Sides, chosen: Truths, least_accounts: int) -> pd.DataFrame:
    """Return the lifts over some of the accounts, each counting once; see `lifts`."""
    usable = found.usable & chosen[:, None]
    used = usable.sum(axis=0)
    gap, variance, freedom, rows = (
        np.where(usable, each, 0.0).sum(axis=0) for each in (found.gap, found.variance, found.freedom, found.rows)
    )
    known = found.rho[chosen & ~np.isnan(found.rho)]
    tested = (used >= max(least_accounts, 1)) & (variance > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        alike = np.clip(rows / used, 0.0, 1.0) * network_rho(known.tolist())
        error = np.sqrt(variance) / used * np.sqrt((1 + alike) / (1 - alike))
        middle, degrees = gap / used, variance**2 / freedom
        reach = student_quantile(_Z, degrees) * error
        deviate = student_deviate(np.abs(middle) / error, degrees)
    p = np.array(
        [2 * NormalDist().cdf(-each) if there else np.nan for each, there in zip(deviate, tested, strict=True)]
    )
    adjusted = np.full(len(p), np.nan)
    adjusted[tested] = benjamini_hochberg(p[tested])
    ends = {name: np.where(tested, np.exp(middle + step), np.nan) for name, step in
            (("ratio", 0.0), ("low", -reach), ("high", reach))}  # fmt: skip
    counts = {
        "n": np.where(usable, found.n, 0).sum(axis=0), "without": np.where(usable, found.without, 0).sum(axis=0),
        "all_with": found.n[chosen].sum(axis=0), "all_without": found.without[chosen].sum(axis=0), "accounts": used,
    }  # fmt: skip
    frame = pd.DataFrame(
        {"trait": pd.Series(found.traits, dtype=object), **ends, "p": p.astype(np.float64), "p_adjusted": adjusted}
    )
    whole = {name: each.astype(np.int64) for name, each in counts.items()}
    return frame.assign(associated=adjusted <= FALSE_SHARE, **whole)[list(COLUMNS)]
