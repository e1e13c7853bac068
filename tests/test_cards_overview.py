"""The overview claims a change, a place or a best figure only where the readings allow it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from card_views import view
from figures import Figures, days

from benchmark.cards import overview, standing
from benchmark.cards.context import Context
from benchmark.charts.tiles import Tile
from benchmark.store import Store

NETWORK = "mastodon"


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def may(figures: Figures, *, own: str = "Anvil", now: str = "2026-06-15 08:00", end: str = "2026-05-28") -> Context:
    return view(figures.store, figures.scope("2026-05-01", end, now=now), NETWORK, own=own)


def posting(
    figures: Figures, brand: str, likes: dict[str, int], *, back_to: str = "2026-03-01", read: str = "2026-06-14 08:00"
) -> int:
    """An account that was read daily, with one post a day in April and in May at these likes."""
    account = figures.account(brand, NETWORK)
    figures.read(account, read, back_to)
    rows = [
        {"at": day, "likes": likes[month]}
        for month, last in (("04", "30"), ("05", "28"))
        for day in days(f"2026-{month}-03", f"2026-{month}-{last}")
    ]
    figures.posts(account, rows)
    return account


def total(context: Context) -> Tile:
    return standing.tile(context, standing.TOTAL)


def test_a_sum_read_alike_in_both_periods_has_a_change(figures: Figures) -> None:
    posting(figures, "Anvil", {"04": 10, "05": 20})
    found = total(may(figures))
    assert re.match(r"\+.+ against 2\d0$", found.change)
    assert found.tone == "better"


def test_who_is_where_tells_of_today_whatever_the_period(figures: Figures) -> None:
    posting(figures, "Anvil", {"04": 10, "05": 10}, read="2026-06-14 08:00")
    card = overview.presence(may(figures))
    assert "state and followers as of 15 Jun 2026" in card.definition
    assert "posts a week: 1–28 May 2026" in card.definition
    # an account that was read only lately, with its last post long ago: neither active nor dormant is known
    later = overview.presence(may(figures, now="2026-12-15 08:00"))
    assert later.table is not None
    assert later.table["State"].tolist() == ["not known"]


def test_a_period_that_was_not_collected_is_no_comparison(figures: Figures) -> None:
    posting(figures, "Anvil", {"04": 10, "05": 10}, back_to="2026-04-25")
    context = may(figures)
    for figure in (standing.TOTAL, standing.PACE):
        found = standing.tile(context, figure)
        assert "not read throughout" in found.change
        assert found.tone == ""


def test_young_posts_are_not_held_against_grown_ones(figures: Figures) -> None:
    posting(figures, "Anvil", {"04": 10, "05": 5}, read="2026-05-31 07:00")
    assert "still gather" in total(may(figures, now="2026-05-31 08:00")).change


def test_a_period_that_lasts_is_not_held_against_a_whole_one(figures: Figures) -> None:
    posting(figures, "Anvil", {"04": 10, "05": 5}, read="2026-05-20 08:00")
    assert "still lasts" in total(may(figures, now="2026-05-20 08:00")).change


def test_posts_that_hide_their_counts_make_sums_incomparable(figures: Figures) -> None:
    account = posting(figures, "Anvil", {"04": 10, "05": 10})
    figures.post(account, "2026-05-05 12:00", likes=None, comments=3, hidden=["likes"])
    assert "not all posts" in total(may(figures)).change


def test_nothing_before_is_said_as_zero_and_not_as_unknown(figures: Figures) -> None:
    account = figures.account("Anvil", NETWORK)
    figures.read(account, "2026-06-14 08:00", "2026-03-01")
    figures.posts(account, [{"at": day, "likes": 4} for day in days("2026-05-03", "2026-05-20")])
    assert total(may(figures)).change == "0 in the period compared with"
    assert standing.tile(may(figures), standing.PACE).tone == ""


def test_who_was_read_for_a_few_days_only_has_no_place_and_makes_no_median(figures: Figures) -> None:
    for brand, likes in (("Anvil", 10), ("Bolt", 20), ("Cog", 30), ("Dowel", 40)):
        posting(figures, brand, {"04": likes, "05": likes})
    late = figures.account("Ember", NETWORK)
    figures.read(late, "2026-06-14 08:00", "2026-05-27")
    figures.post(late, "2026-05-28 09:00", likes=1)
    lines = total(may(figures)).lines
    assert "4th of 4 brands" in lines
    assert any("of 3 of 4" in line for line in lines)
    assert not any("of 4 brands" in line for line in total(may(figures, own="Ember")).lines)


def test_rates_over_todays_followers_make_no_median(figures: Figures) -> None:
    for brand in ("Anvil", "Bolt", "Cog", "Dowel", "Ember"):
        account = figures.account(brand, NETWORK, followers=100)
        figures.read(account, "2026-06-14 08:00", "2026-03-01")
        basis = "current" if brand == "Dowel" else "observed"
        figures.posts(account, [{"at": day, "likes": 4, "basis": basis} for day in days("2026-05-03", "2026-05-20")])
    rate = standing.RATES["engagement_rate_followers_pct"]
    lines = standing.tile(may(figures), rate).lines
    assert any("(of 3 of 4)" in line for line in lines)
    assert "18 posts" in lines
    own = standing.tile(may(figures, own="Dowel"), rate)
    assert any("Over today's followers" in line for line in own.lines)
    assert not any("of 4 brands" in line for line in own.lines)


def test_followers_of_some_accounts_are_not_shown_as_those_of_the_brand(figures: Figures) -> None:
    first, second = figures.account("Anvil", NETWORK), figures.account("Anvil", NETWORK)
    figures.followers(first, dict.fromkeys(days("2026-04-30", "2026-05-28"), 1000))
    figures.followers(second, {"2026-05-03": 5000})
    tile = standing.followers_tile(may(figures))
    assert tile.value == "–"
    assert any("1 of 2 accounts" in line for line in tile.lines)


def test_followers_first_read_within_the_period_are_shown(figures: Figures) -> None:
    account = figures.account("Anvil", NETWORK)
    figures.followers(account, dict.fromkeys(days("2026-05-20", "2026-05-28"), 1234))
    tile = standing.followers_tile(may(figures))
    assert tile.value.startswith("1.2")
    assert tile.change == ""


def test_rounding_bands_that_overlap_leave_the_rank_open(figures: Figures) -> None:
    for brand, step in (("Anvil", 100), ("Bolt", 1)):
        account = figures.account(brand, NETWORK)
        figures.followers(
            account, dict.fromkeys(days("2026-04-30", "2026-05-28"), 12300 if step > 1 else 12350), step=step
        )
    lines = standing.followers_tile(may(figures)).lines
    assert any("1st–2nd of 2 brands" in line for line in lines)
    assert any("from 12,300 to under 12,400" in line for line in lines)


def test_a_brand_without_rivals_or_with_a_loss_is_not_the_best(figures: Figures) -> None:
    falling = figures.account("Anvil", NETWORK)
    figures.account("Bolt", NETWORK)
    figures.followers(falling, {day: 1000 - number for number, day in enumerate(days("2026-04-30", "2026-05-28"))})
    card = overview.scoreboard(may(figures))
    assert card.html is not None
    assert "strong" not in card.html
    other = figures.account("Cog", NETWORK)
    figures.followers(other, {day: 1000 - 3 * number for number, day in enumerate(days("2026-04-30", "2026-05-28"))})
    assert "strong" not in (overview.scoreboard(may(figures)).html or "")


def test_small_lines_end_with_the_last_week_that_is_whole_and_grown(figures: Figures) -> None:
    posting(figures, "Anvil", {"04": 10, "05": 10}, read="2026-05-29 07:00")
    context = may(figures, now="2026-05-29 08:00")
    for metric in ("posts_weekly", "interactions_by_week"):
        weeks = standing.settled(context, metric)
        # The first of May is a Friday; whole weeks begin on the 4th, the last that had 7 days to grow ends on the 17th.
        assert weeks["week"].min().date() == date(2026, 5, 4)
        last = date(2026, 5, 11) if metric == "interactions_by_week" else date(2026, 5, 18)
        assert weeks["week"].max().date() == last
        assert weeks["value"].nunique() == 1


def test_two_peers_are_listed_instead_of_a_median(figures: Figures) -> None:
    for brand, likes in (("Anvil", 10), ("Bolt", 1), ("Cog", 2)):
        posting(figures, brand, {"04": likes, "05": likes})
    assert "Bolt 26, Cog 52" in total(may(figures)).lines
