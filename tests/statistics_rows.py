"""What ``make statistics`` simulates: worlds whose truth is known, judged by the product's own functions.

Each row is a promise of the product with its limit. One trial is one independent world (a network, a pair, a page), and its
outcome a number from 0 to 1: the share of its intervals that hold the truth, or whether it said something false.
Posts are log-normal with a standard deviation of logs of 0.9, as public posts are.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from samples import Floats, log_normal, network, sample  # noqa: E402
from statistics_labels import associations, best_times, content_pages, forecasts  # noqa: E402
from statistics_pages import engagement_says, equal_pages, overview_says, ranks_say  # noqa: E402

from benchmark.metrics.samples import SampleSet  # noqa: E402
from benchmark.metrics.verdicts import verdicts  # noqa: E402

Rng = np.random.Generator
Simulation = Callable[[Rng, int], Floats]
"""From a source of chance and a number of trials to the outcome of each."""

BRANDS = 6
"""Brands of a network where nothing else is said: their mean autocorrelation widens the intervals."""


@dataclass(frozen=True)
class Row:
    """One promise: what is simulated, how often, and between which shares the mean outcome has to lie."""

    group: str
    name: str
    expected: str
    """What is promised, for people."""
    simulate: Simulation
    trials: int
    quick: int
    """Trials of the quick form."""
    least: float = 0.0
    most: float = 1.0

    @property
    def seed(self) -> list[int]:
        """A seed of its own, so that a row says the same alone and among others."""
        return [2026, *f"{self.group}/{self.name}".encode()]


@dataclass(frozen=True)
class Measured:
    """A row's mean outcome with its standard error."""

    row: Row
    share: float
    error: float
    trials: int

    def holds(self, slack: float = 0.0) -> bool:
        """Return whether the limits are met; ``slack`` widens them by so many standard errors at the limit itself."""
        least, most = (slack * math.sqrt(end * (1 - end) / self.trials) for end in (self.row.least, self.row.most))
        return self.row.least - least <= self.share <= self.row.most + most


def measure(row: Row, *, quick: bool = False) -> Measured:
    """Simulate a row."""
    trials = row.quick if quick else row.trials
    outcomes = row.simulate(np.random.default_rng(row.seed), trials)
    return Measured(row, float(outcomes.mean()), float(outcomes.std(ddof=1)) / math.sqrt(outcomes.size), outcomes.size)


def coverage(rng: Rng, trials: int, *, posts: int, rho: float) -> Floats:
    """Return for each network the share of its brands' intervals that hold the true median rate, 1 %."""
    outcomes = np.empty(trials)
    for trial in range(trials):
        intervals = [item.interval for item in network(log_normal(rng, BRANDS, posts, rho=rho))]
        outcomes[trial] = np.mean([low <= 1.0 <= high for low, high in intervals])
    return outcomes


def different(rng: Rng, trials: int, *, posts: int, rho: float) -> Floats:
    """Return for each network of equal brands the share of its pairs that are called clearly different."""
    worlds = [network(log_normal(rng, BRANDS, posts, rho=rho)) for _ in range(trials)]
    return _told(worlds)


def rarely_liked(rng: Rng, trials: int, *, posts: int, median: float) -> Floats:
    """Return the same for equal brands whose posts get a handful of interactions each."""
    rates = np.exp(math.log(median) + 0.9 * rng.normal(size=(trials, BRANDS, posts)))
    return _told([network(world.astype(np.float64)) for world in rng.poisson(rates)])


def doubled(rng: Rng, trials: int, *, posts: int) -> Floats:
    """Return whether a brand whose posts get twice as much is called clearly higher than another."""
    worlds = [log_normal(rng, BRANDS, posts) for _ in range(trials)]
    sets = [network(np.vstack([2 * rows[:1], rows[1:]])) for rows in worlds]
    found = verdicts([world[0] for world in sets], [world[1] for world in sets])
    return _higher(found)


def doubled_apart(rng: Rng, trials: int, *, posts: int) -> Floats:
    """Return the same where posts are known not to resemble their neighbours: the most that the procedure can see."""
    rows = log_normal(rng, 2 * trials, posts)
    found = verdicts([sample(2 * row) for row in rows[::2]], [sample(row) for row in rows[1::2]])
    return _higher(found)


def page(rng: Rng, trials: int, *, brands: int) -> Floats:
    """Return for each page of equal brands whether Overview, Engagement page or a range of ranks says something false."""
    return np.array(
        [
            overview_says(view) or engagement_says(view) or ranks_say(view)
            for view in equal_pages(rng, trials, brands=brands)
        ],
        np.float64,
    )


def _told(worlds: list[list[SampleSet]]) -> Floats:
    """Return for each network the share of its pairs of neighbours that are called clearly different."""
    firsts = [world[place] for world in worlds for place in range(0, BRANDS, 2)]
    seconds = [world[place] for world in worlds for place in range(1, BRANDS, 2)]
    told = (verdicts(firsts, seconds)["grade"] == "clear").to_numpy(np.float64)
    return np.asarray(told.reshape(len(worlds), -1).mean(axis=1), np.float64)


def _higher(found: pd.DataFrame) -> Floats:
    """Return whether the first of each pair is called clearly higher."""
    return np.asarray((found["grade"] == "clear") & (found["ratio"] > 1), np.float64)


def _coverage_rows() -> list[Row]:
    promised = {8: ("91–97 %", 0.905, 0.975), 20: ("94–96 %", 0.935, 0.965), 100: ("94–96 %", 0.935, 0.965)}
    return [
        Row("Interval of a median holds the true one", f"{posts} posts, autocorrelation {rho}", said,
            partial(coverage, posts=posts, rho=rho), 6000, 300, least, most)
        for posts, (said, least, most) in promised.items()
        for rho in (0.0, 0.3)
    ]  # fmt: skip


def _different_rows() -> list[Row]:
    group, said = "Equal brands called clearly different, one pair", "at most 6 %"
    rows = [
        Row(
            group,
            f"{posts} posts, autocorrelation {rho}",
            said,
            partial(different, posts=posts, rho=rho),
            4000,
            300,
            0,
            0.06,
        )
        for posts in (8, 20, 50, 100)
        for rho in (0.0, 0.3)
    ]
    rows += [
        Row(group, f"{posts} posts, median of {median:g} interactions", said,
            partial(rarely_liked, posts=posts, median=median), 4000, 300, 0, 0.06)
        for posts in (12, 20, 100)
        for median in (2.0, 4.5)
    ]  # fmt: skip
    return rows


def _power_rows() -> list[Row]:
    group, rows = "A true ×2 is seen", []
    for posts, share, estimated in ((12, 0.28, 0.20), (50, 0.86, 0.82)):
        case = f"{posts} posts a side"
        rows.append(Row(group, case, f"about {share:.0%}".replace("%", " %"), partial(doubled_apart, posts=posts),
                        8000, 600, share - 0.03, share + 0.03))  # fmt: skip
        rows.append(Row(group, f"{case}, autocorrelation estimated from {BRANDS} brands",
                        f"at least {estimated:.0%}".replace("%", " %"), partial(doubled, posts=posts),
                        8000, 300, estimated))  # fmt: skip
    return rows


def _page_rows() -> list[Row]:
    group = "A page of equal brands says something false (sentences, titles, best figures, ranks)"
    return [
        Row(group, f"{brands} brands", "at most 5 %", partial(page, brands=brands), trials, quick, 0, 0.05)
        for brands, trials, quick in ((6, 1200, 40), (40, 300, 12))
    ] + [
        Row("A Content page names a time or a trait though none means anything", f"{accounts} accounts, autocorrelation {rho}",
            "at most 5 %", partial(content_pages, accounts=accounts, rho=rho), trials, quick, 0, 0.05)
        for accounts, rho, trials, quick in ((6, 0.0, 1500, 30), (6, 0.3, 1500, 30), (40, 0.3, 300, 5))
    ]  # fmt: skip


def _label_rows() -> list[Row]:
    free = "A best time is shown though time means nothing"
    rows = [
        Row(free, f"{accounts} × {a_week} posts a week, {weeks} weeks, autocorrelation {rho}", "at most 5 %",
            partial(best_times, accounts=accounts, a_week=a_week, weeks=weeks, rho=rho), 3000, 40, 0, 0.05)
        for accounts, a_week, weeks, rho in ((1, 7, 13, 0.0), (1, 7, 13, 0.3), (1, 3, 52, 0.3), (5, 5, 13, 0.3))
    ]  # fmt: skip
    rows += [
        Row("One of 8 traits is called associated though none is", f"{accounts} accounts, autocorrelation {rho}", "at most 10 %",
            partial(associations, accounts=accounts, rho=rho), 2000, 150, 0, 0.10)
        for accounts in (3, 8)
        for rho in (0.0, 0.3)
    ]  # fmt: skip
    rows += [
        Row("A forecast's interval holds what came 30 days later", f"{accounts} accounts, {days} days" + (", leaps" if jumps else ""),
            "at least 92 %", partial(forecasts, accounts=accounts, days=days, jumps=jumps), trials, quick, 0.92, 0.99)
        for accounts, days, trials, quick in ((10, 365, 300, 40), (40, 180, 100, 12))
        for jumps in (False, True)
    ]  # fmt: skip
    return rows


ROWS: tuple[Row, ...] = (
    *_coverage_rows(),
    *_different_rows(),
    *_power_rows(),
    *_page_rows(),
    *_label_rows(),
)
