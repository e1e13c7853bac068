"""What makes a post comparable, for a few posts at a time: the rules of `derive` in Python. Pure.

A reading touches some hundred posts of which a handful can change; asking SQL for them costs ten times what it takes to
work them out. Whatever changes the ground of many posts (an import, retention) goes through `derive`; a test holds both to
the same results.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

OBSERVED, INTERPOLATED, CURRENT = 1, 2, 3
AT_AGE, LATE, YOUNG = 1, 2, 3
FRESH = timedelta(days=7)
"""So long an observation of followers holds for what is published after it."""
APART = timedelta(days=31)
"""Between observations at most so far apart followers are interpolated."""
_RANKS = {4: 0, 3: 2}
"""Of the observations of a day (UTC) the manual one counts, then those by network or feed, then an import."""


class Followers:
    """The known followers of an account in the order of time."""

    def __init__(self, observations: Sequence[tuple[datetime, int | None, int]]) -> None:
        told = [
            (at, _RANKS.get(origin, 1), followers) for at, followers, origin in observations if followers is not None
        ]
        first: dict[date, int] = {}
        for at, rank, _ in told:
            first[at.date()] = min(first.get(at.date(), rank), rank)
        best: dict[datetime, int] = {}
        for at, rank, followers in told:
            if rank == first[at.date()]:
                best[at] = min(best.get(at, followers), followers)
        self._times = sorted(best)
        self._counts = [best[at] for at in self._times]

    def at(self, published: datetime) -> tuple[int, int | None]:
        """Return basis and followers at a publication."""
        place = bisect_right(self._times, published)
        if place == 0:
            return CURRENT, None
        t0, f0 = self._times[place - 1], self._counts[place - 1]
        if published - t0 <= FRESH:
            return OBSERVED, f0
        if place == len(self._times) or self._times[place] - t0 > APART:
            return CURRENT, None
        t1, f1 = self._times[place], self._counts[place]
        return INTERPOLATED, math.floor(f0 + (f1 - f0) * ((published - t0) / (t1 - t0)) + 0.5)


@dataclass(frozen=True)
class Ages:
    """The instants that decide about one post's interactions at age."""

    due: datetime
    opens: datetime
    closes: datetime

    @classmethod
    def of(cls, published: datetime, age: timedelta) -> Ages:
        """The window of an age: [age / 1.5, 1.5 age] after publication."""
        return cls(published + age, published + age * 2 / 3, published + age * 3 / 2)


def at_age(  # noqa: PLR0917  the figures it is worked out from
    published: datetime,
    interactions: int | None,
    snapshots: Sequence[tuple[datetime, int | None]],
    readings: Sequence[tuple[datetime, datetime]],
    now: datetime,
    age: timedelta,
    counted_at: datetime | None = None,
) -> tuple[int | None, float | None]:
    """Return basis and interactions at age of one post.

    Args:
        published: when it was published.
        interactions: its current count.
        snapshots: time and interactions of its snapshots in the order of time.
        readings: start and ``window_from`` of the account's successful readings.
        now: the present.
        age: the age.
        counted_at: when its counts were last read. Readings after that did not see it: it was deleted, or told no counts.
    """
    if interactions is None:
        return None, None
    if now < published + age:
        return YOUNG, None
    ages = Ages.of(published, age)
    times = [at for at, _ in snapshots]
    read = {at for at in times if ages.opens <= at <= ages.closes}
    seen_until = min(ages.closes, counted_at or ages.closes)
    read |= {at for at, back_to in readings if back_to <= published and ages.opens <= at <= seen_until}
    counted = [(at, _count(times, snapshots, at)) for at in sorted(read)]
    known = [(at, count) for at, count in counted if count is not None]
    place = bisect_left(known, True, key=lambda pair: pair[0] > ages.due)
    if not known:
        grown = now > ages.closes and (counted_at is None or counted_at >= ages.opens)
        return (LATE, float(interactions)) if grown else (YOUNG, None)
    if place == 0 or place == len(known):
        return AT_AGE, float(known[0 if place == 0 else -1][1])
    (t0, x0), (t1, x1) = known[place - 1], known[place]
    low, high = math.log(1 + x0), math.log(1 + x1)
    return AT_AGE, math.exp(low + (high - low) * ((ages.due - t0) / (t1 - t0))) - 1


def _count(times: Sequence[datetime], snapshots: Sequence[tuple[datetime, int | None]], at: datetime) -> int | None:
    """The count that held at a reading: that of the last snapshot until then."""
    place = bisect_right(times, at)
    return snapshots[place - 1][1] if place else None
