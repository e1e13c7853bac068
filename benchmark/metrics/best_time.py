"""Whether posts at some time of the week get more interactions than the account's others, or the data cannot tell.

A week is cut into 14 cells: weekday or weekend by seven parts of the day. What is compared are residuals: logs of interactions
at equal age less what the account, the kind of post and the month have in common. The test permutes: within each account the
weeks change places and each week's posts are turned round by a random step, so that posts keep their neighbours but lose their
time. The largest of the cells' statistics stands against the largest of each permutation (Westfall and Young, 1993): whatever
the number of cells, a time is shown by mere chance in at most 5 % of the cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmark.metrics.intervals import Floats

PARTS: Final = ((0, 6), (6, 9), (9, 12), (12, 14), (14, 17), (17, 20), (20, 24))
"""The parts of the day: first hour and the hour after the last."""
CELLS: Final = 2 * len(PARTS)
"""Cell = part of the day + 7 on weekends."""
SMALLEST_CELL: Final = 8
LEAST_WEEKS: Final = 4
LEVEL: Final = 0.045
"""Under 5 %: residuals come of the same posts, so that permutations are alike nearly, not exactly."""
DRAWS: Final = 499
_CHUNK: Final = 50_000
"""Posts permuted at a time: few enough for the processor's cache."""
_ROUNDS: Final = 12
COLUMNS: Final = ("cell", "n", "weeks", "ratio", "p", "clear")

Integers = npt.NDArray[np.int64]


def residuals(values: Floats, accounts: Integers, kinds: Integers, months: Integers) -> Floats:
    """Return logs of interactions less what account and kind, and account and month, have in common (alternating means)."""
    left = np.array(values, dtype=np.float64)
    groups = [_codes(accounts, other) for other in (kinds, months)]
    for _ in range(_ROUNDS):
        for codes in groups:
            sizes = np.bincount(codes)
            left -= (np.bincount(codes, left) / np.maximum(sizes, 1))[codes]
    return left


def best_time(
    left: Floats,
    cells: Integers,
    weeks: Integers,
    accounts: Integers,
    rng: np.random.Generator,
    *,
    draws: int = DRAWS,
) -> pd.DataFrame:
    """Return for each cell how its posts do, and whether that is clear.

    Args:
        left: residuals of the posts (see `residuals`), in the order of account and time.
        cells: each post's cell, 0 to 13.
        weeks: each post's local week, as any number that grows with time.
        accounts: each post's account.
        rng: seeded by the caller, so that the same posts give the same answer.
        draws: permutations.

    Returns:
        One row per cell that occurs: cell, n posts, weeks, ratio to the account's usual post of the kind and month (NaN with
        under 8 posts or 4 weeks), p (chance that the best of all cells is this good when time does not matter), clear.
    """
    n = np.bincount(cells, minlength=CELLS)
    in_weeks = np.array([len(np.unique(weeks[cells == cell])) for cell in range(CELLS)])
    enough = (n >= SMALLEST_CELL) & (in_weeks >= LEAST_WEEKS)
    ratio = np.full(CELLS, np.nan)
    ratio[enough] = np.exp(np.bincount(cells, left, CELLS)[enough] / n[enough])
    p = np.full(CELLS, np.nan)
    if enough.sum() > 1:
        p[enough] = _chances(_scaled(left, accounts), cells, weeks, accounts, enough, rng, draws)
    there = np.flatnonzero(n)
    return pd.DataFrame(
        {"cell": there, "n": n[there], "weeks": in_weeks[there], "ratio": ratio[there], "p": p[there],
         "clear": p[there] < LEVEL},
        columns=list(COLUMNS),
    )  # fmt: skip


def _chances(  # noqa: PLR0917  the columns of one table
    left: Floats,
    cells: Integers,
    weeks: Integers,
    accounts: Integers,
    enough: npt.NDArray[np.bool_],
    rng: np.random.Generator,
    draws: int,
) -> Floats:
    chosen = np.flatnonzero(enough)
    places = (cells[:, None] == chosen[None, :]).astype(np.float64)
    places /= np.sqrt(places.sum(axis=0))
    seen = left @ places
    largest = np.concatenate([(left[rows] @ places).max(axis=1) for rows in _permuted(weeks, accounts, rng, draws)])
    beaten = (largest[:, None] >= seen[None, :] - 1e-12).sum(axis=0)
    found: Floats = (1 + beaten) / (1 + len(largest))
    return found


def _permuted(weeks: Integers, accounts: Integers, rng: np.random.Generator, draws: int) -> Iterator[Integers]:
    """Yield permutations of the posts, some at a time: in each account its weeks in another order, each turned by some steps."""
    size = len(weeks)
    starts = np.flatnonzero(np.r_[True, (weeks[1:] != weeks[:-1]) | (accounts[1:] != accounts[:-1])])
    lengths, owner = np.diff(np.r_[starts, size]), accounts[starts]
    account = np.unique(owner, return_inverse=True)[1]
    step = max(1, _CHUNK // size)
    for done in range(0, draws, step):
        count = min(step, draws - done)
        order = np.argsort(account + rng.random((count, len(starts))), axis=1)
        long = lengths[order].ravel()
        begins = np.cumsum(long) - long
        within = np.arange(count * size) - np.repeat(begins, long)
        turn = np.repeat((rng.random(len(long)) * long).astype(np.int64), long)
        yield (np.repeat(starts[order].ravel(), long) + (within + turn) % np.repeat(long, long)).reshape(count, size)


def _scaled(left: Floats, accounts: Integers) -> Floats:
    """Bring each account's residuals to one spread, so that no restless account decides for all."""
    codes = np.unique(accounts, return_inverse=True)[1]
    sizes = np.bincount(codes)
    spread = np.sqrt(np.bincount(codes, left**2) / np.maximum(sizes, 1))[codes]
    return np.divide(left, spread, out=np.zeros_like(left), where=spread > 0)


def _codes(first: Integers, second: Integers) -> Integers:
    pairs = np.stack([first, second], axis=1)
    found: Integers = np.unique(pairs, axis=0, return_inverse=True)[1].reshape(-1)
    return found
