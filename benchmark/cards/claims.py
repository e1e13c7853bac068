"""What might be said of a view in one sentence, each with what it rests on; and which of it the data support.

Medians of posts are tested: such a claim stands only when its card calls the difference clear, and when it survives the
correction of Benjamini and Hochberg over everything that was tested in the view. Counted figures need no test; `counted` says
under which conditions they are claimed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final, Literal

import numpy as np

from benchmark.cards import rates
from benchmark.cards.context import Context
from benchmark.charts.theme import LIGHT
from benchmark.metrics import comparison
from benchmark.metrics.multiple import benjamini_hochberg

FALSE_SHARE: Final = 0.05
"""Share of the tested claims made that may be false."""

Topic = Literal[
    "leads", "above", "below", "changed",  # engagement per post: tested
    "grew_fastest", "grew_more", "grew_less", "lost",  # followers: counted
    "share", "posts_most", "posts_more", "posts_less", "pace_changed",  # posts and interactions: counted
]  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """One thing that might be said, as figures."""

    topic: Topic
    source: str
    """The network."""
    brand_id: str
    metric: str
    value: float
    against: float = math.nan
    """The figure that ``value`` is held against: of the other brand, the competitors' median, the other period."""
    others: tuple[str, ...] = ()
    """The brands that it is held against."""
    n: int = 0
    """Posts behind ``value``."""
    ratio: float = math.nan
    """How many times the one set of posts is the other, as it was judged."""
    p: float | None = None
    """Chance of such a difference between equal sets, corrected for all tests of the view; None: counted, not tested."""
    days: int = 0
    """Days between the two readings, for growth."""
    period: tuple[date, date] | None = None
    """The other period."""
    whole: bool = True
    """Whether every brand of the network has a figure."""

    @property
    def strength(self) -> float:
        """How far the figures lie apart, for the order of equal topics."""
        if self.value > 0 and self.against > 0:
            return abs(math.log(self.value / self.against))
        return 0.0


@dataclass(frozen=True)
class _Test:
    """A tested claim before the correction. ``clear``: its card calls the difference clear."""

    claim: Claim
    p: float
    clear: bool


def tested(context: Context) -> list[Claim]:
    """Return the supported claims on engagement per post over all networks of the view."""
    return list(_tested(_View(context)))


def changes(context: Context, metric: str) -> frozenset[str]:
    """Return the brands whose change in a metric on the context's network is supported."""
    return frozenset(
        claim.brand_id
        for claim in tested(context)
        if claim.topic == "changed" and (claim.source, claim.metric) == (context.network, metric)
    )


class _View:
    """A view under what decides its claims: the network in view and the theme do not."""

    def __init__(self, context: Context) -> None:
        self.context = replace(context, network=None, theme=LIGHT, options=())
        self._identity = self.context.fingerprint

    def __hash__(self) -> int:
        return hash(self._identity)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _View) and self._identity == other._identity


@lru_cache(maxsize=16)
def _tested(view: _View) -> tuple[Claim, ...]:
    tests = list(_tests(view.context))
    adjusted = benjamini_hochberg(np.array([test.p for test in tests], np.float64))
    kept = [
        replace(test.claim, p=float(p))
        for test, p in zip(tests, adjusted, strict=True)
        if test.clear and p < FALSE_SHARE
    ]
    return tuple(_merged(kept))


def _tests(context: Context) -> Iterator[_Test]:
    """Yield everything that is tested: the own brand against each, the first, every brand's change, network by network."""
    metrics = {network: rates.default_rate(context.about(network))
               for network in context.networks if rates.gives_interactions(network)}  # fmt: skip
    for network, metric in metrics.items():
        # Rates by views read other posts than all others, which are read together.
        alike = tuple(
            other for other in metrics if (metrics[other] == rates.VIEWS_RATE) == (metric == rates.VIEWS_RATE)
        )
        sets = context.samples_on(network, metric, among=alike)
        before = context.samples_on(network, metric, context.before, among=alike) if context.before else {}
        yield from _pairs(context.own, network, metric, sets)
        yield from _first(network, metric, sets)
        yield from _changes(context, network, metric, sets, before)


def _pairs(own: str | None, network: str, metric: str, sets: comparison.Sets) -> Iterator[_Test]:
    if own is None or own not in sets:
        return
    judged = comparison.pairs(sets, own)
    mine = judged[((judged["a"] == own) | (judged["b"] == own)) & judged["reason"].isna()]
    for row in mine.to_dict("records"):
        first = row["a"] == own
        other, higher = row["b"] if first else row["a"], (row["ratio"] > 1) == first
        yield _Test(
            Claim("above" if higher else "below", network, own, metric, sets[own].value, sets[other].value, (other,),
                  sets[own].n, ratio=row["ratio"] if first else 1 / row["ratio"]),
            float(row["p"]),
            row["grade"] == "clear" and (sets[own].value > sets[other].value) == higher,
        )  # fmt: skip


def _first(network: str, metric: str, sets: comparison.Sets) -> Iterator[_Test]:
    ahead = comparison.leader(sets)
    if ahead is None or ahead.verdict.reason is not None:
        return
    first, second = sets[ahead.brand_id], sets[ahead.second]
    highest = all(item.value <= first.value for item in sets.values() if item.n > 0)
    others = tuple(brand for brand, item in sets.items() if brand != ahead.brand_id and item.n > 0)
    whole = all(item.n > 0 for item in sets.values())
    claim = Claim("leads", network, ahead.brand_id, metric, first.value, second.value, others, first.n,
                  ratio=ahead.verdict.ratio, whole=whole)  # fmt: skip
    yield _Test(claim, ahead.verdict.p, ahead.verdict.sign == 1 and highest and first.value > second.value)


def _changes(
    context: Context, network: str, metric: str, sets: comparison.Sets, before: comparison.Sets
) -> Iterator[_Test]:
    if context.before is None:
        return
    frame = comparison.changes({network: sets}, {network: before})
    for row in frame[frame["reason"].isna()].to_dict("records"):
        now, then = sets[row["brand_id"]], before[row["brand_id"]]
        claim = Claim("changed", network, row["brand_id"], metric, now.value, then.value, n=now.n, ratio=row["ratio"],
                      period=(context.before.start, context.before.end))  # fmt: skip
        yield _Test(claim, row["p"], row["grade"] == "clear" and (now.value > then.value) == (row["ratio"] > 1))


def _merged(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Yield the claims with the own brand's pairs of one direction and network as one; who leads need not be above."""
    leading = {(claim.source, claim.brand_id) for claim in claims if claim.topic == "leads"}
    together: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        if claim.topic not in ("above", "below"):
            yield claim
        elif claim.topic == "below" or (claim.source, claim.brand_id) not in leading:
            together.setdefault((claim.source, claim.topic), []).append(claim)
    for pairs in together.values():
        nearest = min(pairs, key=lambda claim: claim.strength)
        others = tuple(claim.others[0] for claim in sorted(pairs, key=lambda claim: claim.strength))
        yield replace(nearest, others=others, p=max(claim.p or 0.0 for claim in pairs))


def forget() -> None:
    """Drop everything kept, for measurements."""
    _tested.cache_clear()
