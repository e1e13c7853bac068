"""A sentence that the data do not support cannot be produced: each is held, on random networks, against plain rows."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import recomputing as plain
from card_views import view
from random_worlds import FIRST, LAST, SPAN, Account, Panel, World, build

from benchmark.cards import takeaways
from benchmark.cards.claims import Claim
from benchmark.cards.context import Context
from benchmark.cards.sentences import said
from benchmark.store import Store

PANELS = (10, pytest.param(20, marks=pytest.mark.slow))
"""With five networks each. The first ones are the same in both lanes, and each kind of sentence occurs among them."""
BEFORE = (date(2025, 12, 1), date(2026, 3, 1))
Produced = list[tuple[Panel, Context, list[Claim]]]


@pytest.fixture(scope="module", params=PANELS)
def produced(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Produced]:
    with Store.open(tmp_path_factory.mktemp("worlds") / "worlds.duckdb") as store:
        views = [
            (panel, view(store, panel.scope, None, own=panel.own)) for panel in build(store, request.param, seed=1)
        ]
        yield [(panel, context, takeaways.claims(context)) for panel, context in views]


def of(world: World, brand: str) -> Account:
    return next(account for account in world.accounts if account.brand == brand)


def each(produced: Produced, *topics: str) -> Iterator[tuple[World, Claim]]:
    found = [
        (panel.worlds[claim.source], claim)
        for panel, _, claims in produced
        for claim in claims
        if claim.topic in topics
    ]
    assert len(found) >= 3, "too few claims of this kind to prove anything"
    yield from found


def test_every_kind_of_sentence_occurs_and_so_does_none(produced: Produced) -> None:
    kinds = Counter(claim.topic for _, _, claims in produced for claim in claims)
    assert len(kinds) == 13
    silent = [
        network
        for panel, _, claims in produced
        for network in panel.worlds
        if network not in {c.source for c in claims}
    ]
    assert silent


def test_who_grew_fastest_did_whatever_rounding_hides_and_day_for_day(produced: Produced) -> None:
    for world, claim in each(produced, "grew_fastest"):
        growths = {account.brand: plain.growth(account, FIRST, LAST) for account in world.accounts}
        mine = growths.pop(claim.brand_id)
        others = [growth for growth in growths.values() if growth is not None]
        assert mine is not None
        assert others
        assert claim.value == pytest.approx(mine.value)
        assert claim.days == mine.days
        assert mine.low >= 0 < mine.value  # the low end of a rounded count is not reached
        assert claim.against == pytest.approx(max(other.value for other in others))
        assert all(plain.surely_faster(mine, other) for other in others)
        assert claim.whole == (len(others) == len(growths))


def test_growth_beside_the_median_holds_for_all_that_rounding_hides(produced: Produced) -> None:
    for world, claim in each(produced, "grew_more", "grew_less"):
        mine = plain.growth(of(world, claim.brand_id), FIRST, LAST)
        found = (plain.growth(account, FIRST, LAST) for account in world.accounts if account.brand != claim.brand_id)
        others = [growth for growth in found if growth is not None]
        assert mine is not None
        assert len(others) == len(claim.others)
        assert claim.against == pytest.approx(np.median([other.value for other in others]))
        if claim.topic == "grew_more":
            assert mine.low > np.median([other.high for other in others])
        else:
            assert mine.high < np.median([other.low for other in others])


def test_who_lost_followers_did(produced: Produced) -> None:
    for world, claim in each(produced, "lost"):
        mine = plain.growth(of(world, claim.brand_id), FIRST, LAST)
        assert mine is not None
        assert mine.high < 0 or (mine.high == 0 and mine.low < 0)
        assert claim.value == pytest.approx(mine.value)


def test_paces_are_of_days_that_were_read(produced: Produced) -> None:
    for world, claim in each(produced, "posts_most", "posts_more", "posts_less"):
        paces = {account.brand: plain.pace(account, FIRST, LAST) for account in world.accounts}
        known = {brand: pace for brand, pace in paces.items() if not math.isnan(pace)}
        assert all(plain.covered(of(world, brand), FIRST, LAST) >= 0.9 * SPAN for brand in known)
        mine = known.pop(claim.brand_id)
        assert claim.value == pytest.approx(mine)
        if claim.topic == "posts_most":
            assert mine > max(known.values())
            assert claim.against == pytest.approx(max(known.values()))
            continue
        middle = float(np.median(list(known.values())))
        assert len(known) == len(claim.others) >= 3
        assert claim.against == pytest.approx(middle)
        assert (mine > middle) == (claim.topic == "posts_more")


def test_a_changed_pace_was_read_throughout_in_both_periods(produced: Produced) -> None:
    for world, claim in each(produced, "pace_changed"):
        mine = of(world, claim.brand_id)
        assert claim.period == BEFORE
        for period, value in (((FIRST, LAST), claim.value), (BEFORE, claim.against)):
            assert plain.covered(mine, *period) >= 0.9 * SPAN
            assert value == pytest.approx(plain.pace(mine, *period))


def test_shares_are_of_all_that_was_published(produced: Produced) -> None:
    for world, claim in each(produced, "share"):
        sums, counts = {}, {}
        for account in world.accounts:
            posts = plain.within(account, FIRST, LAST)
            assert not posts["hidden"].any()
            assert plain.covered(account, FIRST, LAST) >= 0.9 * SPAN
            sums[account.brand], counts[account.brand] = posts["interactions"].sum(), len(posts)
        assert claim.value == pytest.approx(sums[claim.brand_id] / sum(sums.values()) * 100)
        assert claim.against == pytest.approx(counts[claim.brand_id] / sum(counts.values()) * 100)


def test_engagement_is_claimed_only_where_the_interval_of_the_difference_leaves_zero_out(produced: Produced) -> None:
    for world, claim in each(produced, "leads", "above", "below", "changed"):
        found = {account.brand: plain.rates(account, FIRST, LAST) for account in world.accounts}
        known = {brand: rates for brand, rates in found.items() if rates is not None}
        mine = known[claim.brand_id]
        assert claim.value == pytest.approx(mine.median)
        assert claim.n == mine.x.size
        assert claim.p is not None
        assert claim.p < 0.05
        if claim.topic == "leads":
            assert all(mine.median >= other.median for other in known.values())
            ranked = [rates.median for brand, rates in known.items() if brand != claim.brand_id and rates.x.size >= 8]
            assert claim.against == pytest.approx(max(ranked))
            others = [brand for brand in known if known[brand].median == max(ranked)]
        else:
            others = list(claim.others)
        for other in others:
            _differ(world, claim, other)
        if claim.topic == "changed":
            _differ(world, claim, claim.brand_id, period=BEFORE)


def _differ(world: World, claim: Claim, other: str, period: tuple[date, date] = (FIRST, LAST)) -> None:
    """Assert that the claim's brand differs from another, or from itself before, in the way that is claimed."""
    mine, theirs = of(world, claim.brand_id), of(world, other)
    here, there = plain.rates(mine, FIRST, LAST), plain.rates(theirs, *period)
    assert here is not None
    assert there is not None
    assert min(here.x.size, there.x.size) >= 6
    assert abs(here.late - there.late) <= 0.2 + 1e-9
    higher = claim.topic in ("leads", "above") or (claim.topic == "changed" and claim.ratio > 1)
    assert (here.median > there.median) == higher
    if min(np.median(here.x), np.median(there.x)) < 5:  # sums are compared
        assert min(here.x.sum(), there.x.sum()) >= 30
        return
    sets = [plain.logs(mine, FIRST, LAST), plain.logs(theirs, *period)]
    correlations = [plain.rho(world, FIRST, LAST), plain.rho(world, *period)]
    if not higher:
        sets, correlations = sets[::-1], correlations[::-1]
    assert plain.clearly_higher(sets[0], sets[1], (correlations[0], correlations[1]))


def test_words_hold_exactly_the_figures(produced: Produced) -> None:
    for _, context, claims in produced:
        for claim in claims:
            text = said(context, claim).replace("\u202f", " ")
            assert context.name(claim.brand_id) in text
            for days in re.findall(r"1 Dec 2025 – 1 Mar 2026", text):
                text = text.replace(days, "")
            assert re.findall(r"[+−×]?\d[\d,]*(?:\.\d+)?", text) == _figures(claim), text


def _figures(claim: Claim) -> list[str]:
    """Every number that a claim's sentence must hold, in its order."""
    value, against = claim.value, claim.against
    return {
        "leads": [_percent(value), _percent(against)],
        "above": [_percent(value)],
        "below": [_percent(value)],
        "changed": [_percent(value), f"×{claim.ratio:.2f}" if claim.ratio < 10 else f"×{claim.ratio:.0f}"],
        "grew_fastest": [_signed(value), str(claim.days)],
        "lost": [_signed(value), str(claim.days)],
        "grew_more": [str(len(claim.others)), _signed(value), _signed(against)],
        "grew_less": [str(len(claim.others)), _signed(value), _signed(against)],
        "share": [f"{value:.0f}", f"{against:.0f}"],
        "posts_most": [f"{value:.1f}", f"{against:.1f}"],
        "posts_more": [str(len(claim.others)), f"{value:.1f}", f"{against:.1f}"],
        "posts_less": [str(len(claim.others)), f"{value:.1f}", f"{against:.1f}"],
        "pace_changed": [f"{value:.1f}", f"{against:.1f}"],
    }[claim.topic]


def _percent(value: float) -> str:
    """One decimal from 1 % on, two significant figures below."""
    if math.isnan(value):
        return ""
    size = abs(value)
    text = f"{size:.1f}" if size >= 1 or size == 0 else f"{size:.{min(4, 1 - math.floor(math.log10(size)))}f}"
    return f"−{text}" if value < 0 else text


def _signed(value: float) -> str:
    return f"+{_percent(value)}" if value > 0 else _percent(value)


def test_a_wrong_claim_is_caught(produced: Produced) -> None:
    world, claim = next(each(produced, "above"))
    _differ(world, claim, claim.others[0])
    with pytest.raises(AssertionError):
        _differ(world, replace(claim, topic="below"), claim.others[0])
    panel, context, claims = produced[0]
    first = next(claim for claim in claims if claim.topic == "grew_fastest")
    with pytest.raises(AssertionError):
        test_who_grew_fastest_did_whatever_rounding_hides_and_day_for_day(
            [(panel, context, [replace(first, brand_id=first.others[0])] * 5)]
        )
