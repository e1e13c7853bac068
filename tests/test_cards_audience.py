"""The cards of the Audience page: what they say of catching up, of the next 30 days, of scales and of the time before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from card_views import CARDS, view
from figures import Figures, days

from benchmark.cards.context import Context
from benchmark.cards.forecast import forecasts
from benchmark.charts.card import Card
from benchmark.store import Store

OPENING, CLOSING = "2026-04-30", "2026-05-28"  # four weeks
END = date(2026, 5, 28)


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def grown(figures: Figures, brand: str, opening: int, closing: int, *, source: str = "mastodon", step: int = 1) -> None:
    figures.followers(figures.account(brand, source), {OPENING: opening, CLOSING: closing}, step=step)


def seen(figures: Figures, network: str = "mastodon", *, own: str | None = "Anvil", **options: str) -> Context:
    scope = figures.scope("2026-05-01", CLOSING, now="2026-05-29")
    return view(figures.store, scope, network, own=own).with_options(**options)


def rows(card: Card) -> dict[str, dict[Any, Any]]:
    assert card.table is not None
    return {str(row["Brand"]): row for row in card.table.to_dict("records")}


def followed(
    figures: Figures, brand: str, days: int, *, seed: int = 1, source: str = "mastodon", start: int = 10_000
) -> None:
    """An account read daily up to the period's end, gaining about 40 a week."""
    gains = np.random.default_rng(seed).poisson(6, days)
    first = END - timedelta(days=days - 1)
    counts = {first + timedelta(days=n): start + int(gains[: n + 1].sum()) for n in range(days)}
    figures.followers(figures.account(brand, source), counts)


# Catching up


def test_catching_up_says_what_it_takes_and_what_there_is(figures: Figures) -> None:
    grown(figures, "Anvil", 14_480, 14_620)
    grown(figures, "Cairnstone", 23_900, 24_000)
    card = CARDS["catch-up"](seen(figures))
    # (24 000 - 14 620) / (365 / 7) = 179.9 a week; 140 in four weeks are 35.
    said = "To reach Cairnstone’s 24.0 k in 12 months Anvil needs 180 a week; it gains 35 now"
    assert card.finding.replace("\u202f", " ").replace("\u00a0", " ") == said
    found = rows(card)
    assert found["Cairnstone"]["Needed a week"] == 179.9
    assert (found["Cairnstone"]["Difference"], found["Cairnstone"]["Present pace a week"]) == (9_380, 25)
    assert found["Cairnstone"]["If both keep their pace"] == "the gap closes"
    assert "the pace is too slow" in card.html


@pytest.mark.parametrize(
    ("own", "other", "says"),
    [
        ((1_040, 1_000), (1_365, 1_365), "Anvil needs 7.0 a week; it loses 10 now"),
        ((1_000, 1_000), (1_365, 1_365), "Anvil needs 7.0 a week; it gains 0 now"),
        ((1_000, 1_000), (900, 900), "Anvil has the largest audience: nobody to catch up with"),
        ((1_000, 1_000), (1_000, 1_000), "No competitor is known to have a larger audience than Anvil"),
    ],
)
def test_catching_up_in_every_direction(
    figures: Figures, own: tuple[int, int], other: tuple[int, int], says: str
) -> None:
    grown(figures, "Anvil", *own)
    grown(figures, "Bolt", *other)
    assert says in CARDS["catch-up"](seen(figures)).finding


def test_catching_up_without_a_pace_names_what_is_needed_only(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {CLOSING: 1_000})
    grown(figures, "Bolt", 1_365, 1_365)
    card = CARDS["catch-up"](seen(figures))
    assert card.finding.endswith("in 12 months Anvil needs 7.0 a week")
    assert rows(card)["Bolt"]["If both keep their pace"] == "cannot tell"
    assert rows(card)["Anvil"]["Remark"] == "Observed only once, on 28 May 2026"


def test_a_pace_that_rounding_hides_is_not_in_the_title(figures: Figures) -> None:
    grown(figures, "Anvil", 10_000, 10_000, source="youtube", step=100)
    grown(figures, "Bolt", 20_000, 20_000, source="youtube", step=100)
    card = CARDS["catch-up"](seen(figures, "youtube"))
    assert "now" not in card.finding
    assert "YouTube rounds its counts" in card.footer
    assert rows(card)["Bolt"]["Needed at least"] == round(9_900 / (365 / 7), 1)


@pytest.mark.parametrize(
    ("own", "says"),
    [
        (None, "No brand of this panel is marked as your own."),
        ("Elsewhere", "The own brand has no account on Mastodon."),
        ("Unseen", "The own brand has no follower count at the end of this period."),
    ],
)
def test_catching_up_needs_an_own_brand_with_a_count(figures: Figures, own: str | None, says: str) -> None:
    grown(figures, "Bolt", 100, 100)
    grown(figures, "Elsewhere", 100, 100, source="bluesky")
    figures.account("Unseen")
    card = CARDS["catch-up"](seen(figures, own=own))
    assert (card.state, says in card.message) == ("empty", True)


def test_nobody_else_is_no_plan(figures: Figures) -> None:
    grown(figures, "Anvil", 100, 100)
    assert "Nobody else of this view is on Mastodon" in CARDS["catch-up"](seen(figures)).message


# The next 30 days


def test_the_own_line_goes_on_for_30_days_with_its_interval(figures: Figures) -> None:
    for n in range(10):
        followed(figures, f"Brand {n}", 400, seed=n)
    context = seen(figures, own="Brand 0")
    card = CARDS["own-forecast"](context)
    assert card.table is not None
    told = card.table[card.table["Kind"] == "forecast"]
    counted = card.table[card.table["Kind"] == "counted"]
    assert (len(told), len(counted)) == (30, 91)
    assert (told["Day"].min(), told["Day"].max()) == (date(2026, 5, 29), date(2026, 6, 27))
    assert (told["Lowest"] <= told["Followers"]).all()
    assert "errors of 10 accounts" in card.definition
    assert card.period == (END, date(2026, 6, 27))
    last = told.iloc[-1]
    assert card.finding.startswith("Brand 0 in 30 days: ")
    # About 6 a day: 180 more in 30 days, between 120 and 240.
    gain = last["Followers"] - counted["Followers"].iloc[-1]
    assert 120 < gain < 240
    everybody = CARDS["followers-forecast"](context)
    assert everybody.finding == "Next 30 days: no clear first"
    found = rows(everybody)["Brand 0"]
    assert found["Net new followers"] == gain
    assert found["In 30 days"] - found["Followers now"] == gain
    assert len(forecasts(context)) == 2


def test_a_first_of_the_next_30_days_is_claimed_when_its_interval_is_above_all_others(figures: Figures) -> None:
    for n in range(10):
        followed(figures, f"Brand {n}", 400, seed=n)
    first = END - timedelta(days=399)
    figures.followers(figures.account("Rocket"), {first + timedelta(days=n): 1_000 + 100 * n for n in range(400)})
    card = CARDS["followers-forecast"](seen(figures, own="Brand 0"))
    assert card.finding == "Rocket is expected to gain most in the next 30 days"


def test_without_enough_history_the_card_says_what_is_missing_and_when_it_is_there(figures: Figures) -> None:
    for n in range(10):
        followed(figures, f"Brand {n}", 300)
    context = seen(figures, own="Brand 0")
    for key in ("own-forecast", "followers-forecast"):
        card = CARDS[key](context)
        assert card.state == "empty"
        assert "A forecast needs 365 days of counts of 10 accounts on Mastodon, or 180 days of 40" in card.message
        assert "10 accounts are followed there, 0 of them for 365 days." in card.message
        # 65 days after 28 May.
        assert card.message.endswith("When it is read every day, it is enough on 1 Aug 2026.")
    assert len(forecasts(context)) == 1


def test_too_few_accounts_are_told_how_many_more(figures: Figures) -> None:
    for n in range(4):
        followed(figures, f"Brand {n}", 400)
    message = CARDS["own-forecast"](seen(figures, own="Brand 0")).message
    assert message.endswith("4 accounts are followed there. Follow 6 more accounts there.")


def test_a_young_own_brand_is_told_its_own_day(figures: Figures) -> None:
    for n in range(10):
        followed(figures, f"Brand {n}", 400)
    followed(figures, "Anvil", 200)
    context = seen(figures)
    message = CARDS["own-forecast"](context).message
    # 165 days after 28 May.
    assert message == (
        "Anvil: Not enough history: 200 of 365 days. When it is read every day, it is enough on 9 Nov 2026."
    )
    assert "Anvil (not enough history: 200 of 365 days)" in CARDS["followers-forecast"](context).footer


def test_a_network_without_followers_has_nothing_to_forecast(figures: Figures) -> None:
    figures.account("Anvil", "feed")
    for key in ("own-forecast", "followers-forecast", "catch-up"):
        assert "shows no follower counts" in CARDS[key](seen(figures, "feed")).message


# Scales


def test_one_card_follows_the_scale(figures: Figures) -> None:
    for brand, per_day in (("Anvil", 10), ("Bolt", 100)):
        account = figures.account(brand)
        figures.followers(account, {day: 1_000 + per_day * n for n, day in enumerate(days("2026-05-01", CLOSING))})
    plain = CARDS["followers-over-time"](seen(figures))
    index = CARDS["followers-over-time"](seen(figures, scale="index"))
    log = CARDS["followers-over-time"](seen(figures, scale="log"))
    assert {card.key for card in (plain, index, log)} == {"followers-over-time"}
    assert index.table is not None
    assert log.table is not None
    # 28 days, the last number 27: 1 000 + 2 700 is 370 % of the start.
    assert index.table["Bolt"].iloc[-1] == 370
    assert log.table["Bolt"].iloc[-1] == 3_700
    assert index.definition.startswith("Follower index")
    assert [card.figure.layout.yaxis.type for card in (plain, log) if card.figure] == ["linear", "log"]


def test_nobody_following_is_no_place_on_a_logarithmic_scale(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {"2026-05-01": 0, CLOSING: 5})
    grown(figures, "Bolt", 10, 20)
    assert (
        "Days with 0 followers cannot be shown: Anvil."
        in CARDS["followers-over-time"](seen(figures, scale="log")).footer
    )


# The time before


def test_growth_stands_beside_that_of_the_time_before(figures: Figures) -> None:
    # 28 days before 1 May begin on 3 April, with the eve of 2 April: 900 to 1 000 are + 11.1 %, 1 000 to 1 100 + 10 %.
    figures.followers(figures.account("Anvil"), {"2026-04-02": 900, OPENING: 1_000, CLOSING: 1_100})
    grown(figures, "Bolt", 1_000, 1_000)
    card = CARDS["follower-growth"](seen(figures))
    assert card.table is not None
    found = rows(card)
    assert found["Anvil"]["Growth before, %"] == pytest.approx(100 / 9)
    assert np.isnan(found["Bolt"]["Growth before, %"])
    assert "Before: 3–30 Apr 2026." in card.footer
    assert card.figure is not None
    assert "before: +11.1" in str(card.figure.layout.annotations)


def test_growth_before_needs_the_same_accounts(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {"2026-04-02": 900, OPENING: 1_000, CLOSING: 1_100})
    figures.followers(figures.account("Anvil"), {OPENING: 500, CLOSING: 500})  # added since
    card = CARDS["follower-growth"](seen(figures))
    # 1 500 to 1 600 with both; before there was one of them only.
    assert rows(card)["Anvil"]["Growth, %"] == pytest.approx(100 / 15)
    assert np.isnan(rows(card)["Anvil"]["Growth before, %"])


# All networks


def test_networks_stand_side_by_side_and_are_not_added_up(figures: Figures) -> None:
    grown(figures, "Anvil", 1_000, 1_100)
    grown(figures, "Anvil", 200, 190, source="bluesky")
    grown(figures, "Bolt", 0, 40, source="bluesky")
    figures.account("Anvil", "feed")
    figures.account("Cog")
    card = CARDS["audience-by-network"](seen(figures))
    assert card.table is not None
    found = {(row["Brand"], row["Network"]): row for row in card.table.to_dict("records")}
    assert set(found) == {("Anvil", "Bluesky"), ("Anvil", "Mastodon"), ("Bolt", "Bluesky"), ("Cog", "Mastodon")}
    # 190 - 200 = -10, over 200: -5 %.
    blue = found["Anvil", "Bluesky"]
    assert (blue["Followers"], blue["Net new followers"], blue["Growth, %"]) == (190, -10, pytest.approx(-5))
    assert found["Bolt", "Bluesky"]["Remark"] == "Started from 0 followers: no rate"
    assert found["Cog", "Mastodon"]["Remark"] == "Not observed"
    assert "1,290" not in card.html
    assert "Networks are not added up" in card.footer
    assert card.html.count("absent") == 2  # Bolt on Mastodon, Cog on Bluesky; a feed has no followers for anybody
