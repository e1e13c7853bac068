"""Worlds for times, traits and forecasts: labels that mean nothing, and followers that go their way."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from benchmark.cards import told
from benchmark.metrics.best_time import CELLS, best_time, residuals
from benchmark.metrics.forecast import HORIZON, forecast_coverage
from benchmark.metrics.lift import lifts

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Rng = np.random.Generator

_WEEK = np.array([0.02, 0.1, 0.2, 0.1, 0.15, 0.15, 0.05, 0.01, 0.02, 0.08, 0.05, 0.04, 0.02, 0.01])
"""How often posts fall into each cell of the week: most of them on weekdays, few at night."""
_SHARES = (0.5, 0.3, 0.2, 0.15, 0.1, 0.4, 0.25, 0.35)
"""How common the traits are that a page tests."""


@dataclass(frozen=True)
class Posts:
    """Posts in the order of account and time: logs of interactions, and what the tests hold constant."""

    values: Floats
    accounts: Integers
    kinds: Integers
    weeks: Integers
    cells: Integers


def posts(rng: Rng, accounts: int, a_week: int, weeks: int, rho: float) -> Posts:
    """Return posts whose level depends on account, kind and month, and resembles the post before; never on the time of the week."""
    each = a_week * weeks
    noise = rng.normal(size=(accounts, each))
    for place in range(1, each):
        noise[:, place] = rho * noise[:, place - 1] + math.sqrt(1 - rho**2) * noise[:, place]
    account = np.repeat(np.arange(accounts), each)
    week = np.tile(np.repeat(np.arange(weeks), a_week), accounts)
    kinds = rng.integers(0, 3, accounts * each)
    months = rng.normal(0, 0.3, (accounts, weeks // 4 + 1))[account, week // 4]
    levels = rng.normal(4, 1, accounts)[account] + 0.4 * kinds + months
    values = np.log1p(np.round(np.exp(levels + 0.9 * noise.ravel())))
    return Posts(values, account, kinds, week, rng.choice(CELLS, accounts * each, p=_WEEK))


def best_times(rng: Rng, trials: int, *, accounts: int, a_week: int, weeks: int, rho: float) -> Floats:
    """Return for each world whether a best time is shown although the time of the week means nothing."""
    shown = np.empty(trials)
    for trial in range(trials):
        world = posts(rng, accounts, a_week, weeks, rho)
        left = residuals(world.values, world.accounts, world.kinds, world.weeks // 4)
        shown[trial] = best_time(left, world.cells, world.weeks, world.accounts, rng)["clear"].any()
    return shown


def associations(rng: Rng, trials: int, *, accounts: int, rho: float) -> Floats:
    """Return for each world whether any of eight traits that mean nothing is called associated with more or less."""
    shown = np.empty(trials)
    for trial in range(trials):
        world = posts(rng, accounts, 4, 13, rho)
        traits = {str(number): rng.random(world.values.size) < share for number, share in enumerate(_SHARES)}
        shown[trial] = lifts(world.values, world.accounts, traits)["associated"].any()
    return shown


def content_pages(rng: Rng, trials: int, *, accounts: int, rho: float) -> Floats:
    """Return for each Content page whether one of its four titles names a time or a trait although none means anything."""
    said = np.empty(trials)
    for trial in range(trials):
        world = posts(rng, accounts, 5, 13, rho)
        traits = {str(number): rng.random(world.values.size) < share for number, share in enumerate(_SHARES)}
        own = world.accounts == 0
        best = min(_best(world, rows, rng) for rows in (own, ~own))
        found = lifts(world.values, world.accounts, traits)
        mine = lifts(
            world.values[own], world.accounts[own], {name: mask[own] for name, mask in traits.items()}, least_accounts=1
        )
        said[trial] = min(best, *(frame["p_adjusted"].min() for frame in (found, mine))) <= told.LEVEL
    return said


def _best(world: Posts, rows: npt.NDArray[np.bool_], rng: Rng) -> float:
    """Return the p of the best time of some accounts' posts; 1 where no two times can be compared."""
    part = Posts(*(getattr(world, each.name)[rows] for each in fields(Posts)))
    left = residuals(part.values, part.accounts, part.kinds, part.weeks // 4)
    return float(best_time(left, part.cells, part.weeks, part.accounts, rng)["p"].fillna(1.0).min())


def followers(rng: Rng, days: int, accounts: int, *, jumps: bool) -> Floats:
    """Return followers by day and account: own drift, noise that comes in restless and calm weeks, and now and then a leap."""
    size = np.exp(rng.normal(9, 1.2, accounts))
    drift = rng.normal(0.0005, 0.0007, accounts)
    calm = np.exp(rng.normal(np.log(0.0009), 0.5, accounts) + rng.normal(0, 0.5, (days // 7 + 1, accounts)))
    steps = drift + np.repeat(calm, 7, axis=0)[:days] * rng.standard_t(5, (days, accounts))
    if jumps:
        steps += (rng.random((days, accounts)) < 0.005) * np.exp(rng.normal(np.log(0.01), 0.7, (days, accounts)))
    return np.asarray(np.round(size * np.exp(np.cumsum(steps, axis=0))), np.float64)


def forecasts(rng: Rng, trials: int, *, accounts: int, days: int, jumps: bool) -> Floats:
    """Return for each network the share of accounts whose followers 30 days later lie in the interval forecast for them."""
    return np.array(
        [forecast_coverage(followers(rng, days + HORIZON, accounts, jumps=jumps)) for _ in range(trials)], np.float64
    )
