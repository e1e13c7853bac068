"""Changes against another period: daily rates of months, the same peers in both, and what was kept for some days only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from card_views import view
from figures import Figures, days

from benchmark.cards import movement, overview, standing
from benchmark.cards.context import Context
from benchmark.metrics import Scope
from benchmark.store import Store

SPACE = "\u202f"


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def _end(month: str) -> date:
    """The last day of a month."""
    return (date.fromisoformat(f"{month}-01") + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def daily(figures: Figures, brand: str, likes: dict[str, int], *, zone: str = "UTC", network: str = "mastodon") -> int:
    """An account read throughout, with a post at 09:00 local each day of these months, at these likes."""
    key = figures.account(brand, network)
    figures.read(key, f"{_end(max(likes)) + timedelta(days=15)} 08:00", "2024-01-01")
    rows = []
    for month, count in likes.items():
        first, last = date.fromisoformat(f"{month}-01"), _end(month)
        scope = Scope((key,), first, last, zone, figures.scope("2026-01-01", "2026-01-02").now)
        rows += [
            {"at": scope.midnight(day) + timedelta(hours=9), "likes": count} for day in days(str(first), str(last))
        ]
    figures.posts(key, rows)
    return key


def month(figures: Figures, first: str, *, zone: str = "UTC", network: str = "mastodon", own: str = "Anvil") -> Context:
    end = _end(first[:7])
    scope = figures.scope(first, str(end), timezone=zone, now=str(end + timedelta(days=20)))
    return replace(view(figures.store, scope, network, own=own), before=scope.month_before(whole=True))


@pytest.mark.parametrize(
    ("first", "before", "text"),
    [
        # 31 days of 10 a day against 30, 28, 29 days of 10 a day: the same pace, whatever the lengths.
        pytest.param("2026-10-01", "2026-09", f"0.0{SPACE}% a day against 10 a day", marks=pytest.mark.slow),
        ("2026-03-01", "2026-02", f"0.0{SPACE}% a day against 10 a day"),
        ("2024-03-01", "2024-02", f"0.0{SPACE}% a day against 10 a day"),
        # 31 days against 31: the sums are what they are.
        ("2026-08-01", "2026-07", f"0.0{SPACE}% against 310"),
    ],
)
@pytest.mark.parametrize("zone", ["Europe/Paris", pytest.param("Pacific/Auckland", marks=pytest.mark.slow)])
def test_an_even_pace_is_no_change_whatever_the_months_last(
    figures: Figures, zone: str, first: str, before: str, text: str
) -> None:
    daily(figures, "Anvil", {before: 10, first[:7]: 10}, zone=zone)
    context = month(figures, first, zone=zone)
    assert standing.tile(context, standing.TOTAL).change == text
    # Posts a week are a rate anyway: 7 in each, also where a day lasts 23 hours.
    assert standing.tile(context, standing.PACE).change == f"0.0{SPACE}% against 7.0"
    assert ("sums by day" in overview.own_figures(context).definition) == (" a day " in text)


def test_a_month_s_sum_is_compared_by_day(figures: Figures) -> None:
    daily(figures, "Anvil", {"2026-02": 10, "2026-03": 12})
    found = movement.moves(month(figures, "2026-03-01"), standing.TOTAL)["Anvil"]
    # 372 in 31 days against 280 in 28: 12 a day against 10, +20 %. The sums alone would say +32.9 %.
    assert found.now == pytest.approx(12)
    assert found.before == pytest.approx(10)
    assert found.text == f"+20.0{SPACE}% a day against 10 a day"
    assert found.tone == "better"


def test_net_followers_of_months_are_told_by_day(figures: Figures) -> None:
    key = daily(figures, "Anvil", {"2026-02": 1, "2026-03": 1})
    # 28 followers in February, 62 in March: 1 and 2 a day.
    levels = {date(2026, 1, 31): 1000, date(2026, 2, 28): 1028, date(2026, 3, 31): 1090}
    figures.followers(key, levels)
    context = month(figures, "2026-03-01")
    assert movement.net_before(context) == "+2.0 a day, +1.0 a day before"
    assert movement.net_before(context) in standing.followers_tile(context).lines
    assert movement.net_before(replace(context, before=None)) == ""
    # 62 over 1028 in 31 days is 0.1946 % a day, 28 over 1000 in 28 days 0.1 %.
    html = overview.scoreboard(context).html
    assert f"+0.19{SPACE}% a day, before +0.10{SPACE}%" in html


def test_net_followers_of_equal_periods_are_told_in_full(figures: Figures) -> None:
    key = figures.account("Anvil")
    figures.followers(key, {"2026-04-02": 1000, "2026-04-30": 1028, "2026-05-28": 1100})
    context = view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "mastodon", own="Anvil")
    assert movement.net_before(context) == "+28 in the period compared with"


def test_the_competitors_median_is_over_the_same_brands_in_both_periods(figures: Figures) -> None:
    daily(figures, "Anvil", {"2026-04": 10, "2026-05": 10})
    for brand, likes in (("Bolt", 10), ("Cog", 20), ("Dowel", 60)):
        daily(figures, brand, {"2026-04": likes, "2026-05": 2 * likes})
    # Ember was read since May only: its large figure would lift the median of May alone.
    ember = figures.account("Ember")
    figures.read(ember, "2026-06-15 08:00", "2026-04-29")
    figures.posts(ember, [{"at": day, "likes": 9000} for day in days("2026-05-01", "2026-05-31")])
    context = month(figures, "2026-05-01")
    found = movement.peers(context, movement.moves(context, standing.TOTAL))
    assert found is not None
    # 20, 40 and 120 a day now, 10, 20 and 60 before
    assert (found.value, found.before, found.used, found.total) == (40, 20, 3, 4)
    assert "median a day 40, before 20 (the same 3 of 4)" in standing.tile(context, standing.TOTAL).lines


def test_of_two_peers_no_median_is_made(figures: Figures) -> None:
    for brand in ("Anvil", "Bolt", "Cog"):
        daily(figures, brand, {"2026-04": 10, "2026-05": 10})
    context = month(figures, "2026-05-01")
    assert movement.peers(context, movement.moves(context, standing.TOTAL)) is None
    assert "mean" not in standing.tile(context, standing.TOTAL).hint


def test_the_mean_is_the_second_figure_on_hover_and_in_the_table(figures: Figures) -> None:
    for brand, likes in (("Anvil", 5), ("Bolt", 10), ("Cog", 20), ("Dowel", 60)):
        daily(figures, brand, {"2026-05": likes})
    context = month(figures, "2026-05-01")
    # 310, 620 and 1860: median 620, mean 930
    tile = standing.tile(context, standing.TOTAL)
    assert "competitors' median 620" in tile.lines
    assert "The competitors' mean: 930 (of 3 of 3)." in tile.hint
    table = overview.own_figures(context).table
    assert table is not None
    assert any("mean: 930" in text for text in table["Definition"])


def test_the_scoreboard_shows_each_brand_s_change(figures: Figures) -> None:
    daily(figures, "Anvil", {"2026-07": 10, "2026-08": 20})
    daily(figures, "Bolt", {"2026-07": 10, "2026-08": 5})
    daily(figures, "Cog", {"2026-08": 5})
    card = overview.scoreboard(month(figures, "2026-08-01"))
    assert card.table is not None
    shown = card.table.set_index("Brand")["Change of interactions"].to_dict()
    assert shown == {
        "Anvil": f"+100.0{SPACE}% against 310",
        "Bolt": f"−50.0{SPACE}% against 310",
        "Cog": "0 in the period compared with",
    }
    assert card.html.count("Change") == 3
    assert "compared with 1–31 Jul 2026" in card.definition


def test_the_scoreboard_without_comparison_has_no_changes(figures: Figures) -> None:
    daily(figures, "Anvil", {"2026-08": 20})
    card = overview.scoreboard(replace(month(figures, "2026-08-01"), before=None))
    assert "Change" not in card.html
    assert card.table is not None
    assert not any("Change" in str(column) for column in card.table)


@pytest.mark.parametrize(("lift", "said"), [(2.0, ""), (8.0, "×7.97")])
def test_clear_changes_are_corrected_for_all_that_the_page_tests(figures: Figures, lift: float, said: str) -> None:
    # A rise that is just clear for one brand alone is not for one of ten; a large one is.
    for brand in ("Anvil", "Rising", *(f"Brand {number}" for number in range(8))):
        key = figures.account(brand)
        figures.read(key, "2026-09-15 08:00", "2026-01-01")
        for first, times in (("2026-07-01", 1.0), ("2026-08-01", lift if brand == "Rising" else 1.0)):
            spread = [40, 180, 60, 220, 80, 260, 100, 140, 90, 160, 110, 120]
            begin = date.fromisoformat(first)
            rows = [
                {"at": begin + timedelta(days=2 * place), "likes": round(times * likes), "followers": 1000}
                for place, likes in enumerate(spread)
            ]
            figures.posts(key, rows)
    context = month(figures, "2026-08-01")
    found = movement.moves(context, standing.rate_of(context))
    # For ×2 p is about 0.02 alone, and 0.2 among twenty tests. Halves are added: 840.5 ÷ 105.5.
    assert found["Rising"].short == said
    assert found["Anvil"].text == found["Brand 0"].text == "no clear change"
    assert found["Rising"].before == found["Anvil"].before


def test_removed_counts_say_that_no_comparison_can_be_made_and_the_setting(figures: Figures) -> None:
    daily(figures, "Anvil", {"2026-07": 10, "2026-08": 20}, network="youtube")
    with figures.store.transaction() as tx:
        tx.execute(
            "UPDATE core.post SET likes = NULL, interactions = NULL, interactions_at_age = NULL, age_basis = NULL"
            " WHERE published_at < TIMESTAMP '2026-08-01'"
        )
        tx.execute(
            "INSERT INTO core.retention VALUES ('youtube', 30, $at, $at, $at, $at, 30)", {"at": datetime(2026, 8, 1)}
        )
    context = month(figures, "2026-08-01", network="youtube")
    for figure in (standing.TOTAL, standing.rate_of(replace(context, over="publication"))):
        change = standing.tile(replace(context, over="publication"), figure).change
        assert change == "kept 30 days: comparison unavailable"
    card = overview.scoreboard(context)
    assert "BENCHMARK_RETENTION_DAYS_YOUTUBE" in card.footer
    assert card.table is not None
    assert card.table["Change of interactions"].tolist() == ["kept 30 days: comparison unavailable"]
