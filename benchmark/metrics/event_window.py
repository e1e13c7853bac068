"""Before, during and after an event, against the competitors in the same days.

What a brand did during an event is held against what it did before, and that change against the competitors' change over the
same days: a ratio of ratios. For medians of posts its interval comes from the intervals of all medians that it is made of, on
logs (MOVER; see `verdicts`). That others changed in the same days for reasons of their own no figure can rule out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import fmean
from typing import Final, Literal

import numpy as np
import pandas as pd

from benchmark.metrics.multiple import holm
from benchmark.metrics.samples import SampleSet
from benchmark.metrics.verdicts import ALPHA, Grade, chance, verdicts

SHORTEST: Final = 7
"""Days that the windows before and after have at least, so that each weekday is in them."""
LEANS: Final = 0.2
"""The chance under which the 80 % interval of a single comparison leaves 1 out."""

Name = Literal["before", "during", "after"]


@dataclass(frozen=True)
class Window:
    """Some local days, both included. ``planned`` is its last day when time would not cut it."""

    name: Name
    start: date
    end: date
    planned: date

    @property
    def days(self) -> int:
        """Days up to today."""
        return (self.end - self.start).days + 1

    @property
    def whole(self) -> bool:
        """Whether all its days are over or today."""
        return self.end == self.planned


def windows(first: date, last: date, today: date) -> tuple[Window, ...]:
    """Return the windows of an event that have begun by today.

    Before and after are as long as the event, at least 7 days, and touch it; all are cut at today.
    """
    length = timedelta(days=max((last - first).days + 1, SHORTEST))
    one = timedelta(days=1)
    spans: tuple[tuple[Name, date, date], ...] = (
        ("before", first - length, first - one),
        ("during", first, last),
        ("after", last + one, last + length),
    )
    return tuple(Window(name, start, min(end, today), end) for name, start, end in spans if start <= today)


@dataclass(frozen=True)
class Change:
    """A brand's change from one window to another beside the competitors'. Ratios for paces and rates, points for growth."""

    own: float
    peers: float
    """Of ratios the geometric mean over the competitors, of points the mean."""
    value: float
    """own ÷ peers, of points own − peers."""
    low: float = math.nan
    high: float = math.nan
    grade: Grade | None = None
    """None: counted, so that there is nothing to be judged."""
    p: float = math.nan
    reason: str | None = None
    """Why there is no value: a code of a `Verdict`, or ``no_peers``."""
    used: tuple[str, ...] = ()
    left_out: dict[str, str] = field(default_factory=dict)
    """The competitors that cannot be compared, with the code of the reason."""


def rate_change(own: tuple[SampleSet, SampleSet], peers: Sequence[tuple[SampleSet, SampleSet]]) -> Change:
    """Return how the median of a brand's posts changed beside the competitors'; each pair is (new, old).

    On logs the change is own − mean of the peers' changes; the squared half widths of all of them add up, each peer's over k².
    """
    pairs = [own, *peers]
    frame = verdicts([new for new, _ in pairs], [old for _, old in pairs])
    gap, low, high = (np.log(frame[name].to_numpy(np.float64)) for name in ("ratio", "low", "high"))
    reason = frame["reason"]
    used = [place for place in range(1, len(pairs)) if reason[place] is None]
    left = {pairs[place][0].brand_id: str(reason[place]) for place in range(1, len(pairs)) if reason[place] is not None}
    if reason[0] is not None or not used:
        code = str(reason[0]) if reason[0] is not None else "no_peers"
        alone, together = _exp(gap[0]), _exp(gap[used].mean()) if used else math.nan
        return Change(alone, together, math.nan, grade="cannot_tell", reason=code, left_out=left)
    down = math.hypot(gap[0] - low[0], *((high[used] - gap[used]) / len(used)))
    up = math.hypot(high[0] - gap[0], *((gap[used] - low[used]) / len(used)))
    value = float(gap[0] - gap[used].mean())
    smallest = min(item.n for place in (0, *used) for item in pairs[place])
    p = float(chance(np.array([value]), np.array([down if value > 0 else up]), np.array([float(smallest)]))[0])
    return Change(
        _exp(gap[0]), _exp(gap[used].mean()), _exp(value), _exp(value - down), _exp(value + up), _grade(p, p), p,
        used=tuple(pairs[place][0].brand_id for place in used), left_out=left,
    )  # fmt: skip


def corrected(changes: Sequence[Change]) -> list[Change]:
    """Return the same changes with grades that allow for their number (Holm)."""
    judged = [place for place, each in enumerate(changes) if not math.isnan(each.p)]
    adjusted = holm(np.array([changes[place].p for place in judged]))
    result = list(changes)
    for place, p in zip(judged, adjusted.tolist(), strict=True):
        each = changes[place]
        result[place] = Change(**{**each.__dict__, "p": p, "grade": _grade(p, each.p)})
    return result


def count_change(own: tuple[float, float], peers: dict[str, tuple[float, float]]) -> Change:
    """Return how a counted pace changed beside the competitors'; each pair is (new, old). Nothing grows from 0 by a ratio."""
    ratios = {brand: _ratio(*pair) for brand, pair in peers.items()}
    logs = {brand: math.log(value) for brand, value in ratios.items() if value > 0}
    left = {brand: "no_ratio" for brand in peers if brand not in logs}
    mine = _ratio(*own)
    together = math.exp(sum(logs.values()) / len(logs)) if logs else math.nan
    reason = "no_ratio" if math.isnan(mine) else None if logs else "no_peers"
    return Change(mine, together, mine / together, reason=reason, used=tuple(logs), left_out=left)


@dataclass(frozen=True)
class Banded:
    """A figure with the band in which rounding leaves the true one; an exact figure is its own band."""

    value: float
    low: float
    high: float

    def __sub__(self, other: Banded) -> Banded:
        return Banded(self.value - other.value, self.low - other.high, self.high - other.low)


def point_change(own: tuple[Banded, Banded], peers: dict[str, tuple[Banded, Banded]]) -> Change:
    """Return how growth a day changed, in points, beside the competitors'; each pair is (new, old).

    It cannot be told when the bands of the counts behind it leave room for no difference.
    """
    changes = {brand: new - old for brand, (new, old) in peers.items()}
    known = {brand: each for brand, each in changes.items() if not math.isnan(each.value)}
    left = {brand: "no_observation" for brand in peers if brand not in known}
    mine = own[0] - own[1]
    if math.isnan(mine.value) or not known:
        reason = "no_observation" if math.isnan(mine.value) else "no_peers"
        return Change(mine.value, math.nan, math.nan, reason=reason, used=tuple(known), left_out=left)
    together = Banded(*(fmean(getattr(each, end) for each in known.values()) for end in ("value", "low", "high")))
    apart = mine - together
    hidden = apart.low < apart.high and apart.low <= 0 <= apart.high
    return Change(
        mine.value, together.value, apart.value, apart.low, apart.high, "cannot_tell" if hidden else None,
        used=tuple(known), left_out=left,
    )  # fmt: skip


def growth_a_day(frame: pd.DataFrame) -> dict[str, Banded]:
    """Return each brand's mean growth a day in percent of a window, from `follower_growth_pct` of ONE network."""
    days = (frame["last_day"] - frame["first_day"]).dt.days.clip(lower=1)
    ends = [(frame[name] / days).tolist() for name in ("value", "low", "high")]
    return {str(brand): Banded(*each) for brand, *each in zip(frame["brand_id"], *ends, strict=True)}


def _ratio(new: float, old: float) -> float:
    return new / old if old > 0 else math.nan


def _exp(value: float) -> float:
    return float(np.exp(value))


def _grade(p: float, alone: float) -> Grade:
    return "clear" if p < ALPHA else "leans" if alone < LEANS else "cannot_tell"
