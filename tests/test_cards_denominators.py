"""The denominator that the reader chose acts on every card that shows a rate, and is printed there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from card_views import CARDS, view
from figures import Figures, days

from benchmark.cards import denominators, overview, rates, standing
from benchmark.cards.context import Context, Denominator
from benchmark.charts import export_tables
from benchmark.store import Store

MAY = ("2026-05-01", "2026-05-28")
WORDS: dict[Denominator, str] = {
    "publication": "followers at publication",
    "mean": "mean followers of the period",
    "end": "followers at the period's end",
}


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def posted(figures: Figures, network: str = "mastodon", over: Denominator = "", **counts: int) -> Context:
    """Two brands with 20 posts over 1000 followers at publication and 2000, 4000 at the end, in the period."""
    for brand, likes in (("Anvil", 80), ("Bolt", 20)):
        key = figures.account(brand, network)
        figures.read(key, "2026-06-14", "2026-04-01")
        figures.followers(key, dict.fromkeys(days("2026-05-01", "2026-05-27"), 2000) | {"2026-05-28": 4000})
        figures.posts(
            key, [{"at": day, "likes": likes + day.day % 4, **counts} for day in days("2026-05-01", "2026-05-20")]
        )
    context = view(figures.store, figures.scope(*MAY), network, own="Anvil")
    return replace(context, over=over)


@pytest.mark.parametrize("over", WORDS)
def test_every_card_with_a_rate_prints_its_denominator(figures: Figures, over: Denominator) -> None:
    context = posted(figures, over=over)
    cards = [CARDS["engagement-rate"], CARDS["against-own"], overview.own_figures, overview.scoreboard]
    for builder in cards:
        card = builder(context)
        assert card.state != "empty", card.message
        assert WORDS[over] in card.definition, card.key
        assert WORDS[over] in export_tables.csv(card).decode()


def test_the_figures_are_those_of_the_choice(figures: Figures) -> None:
    context = posted(figures)
    shown = {
        over: standing.tile(replace(context, over=over), standing.rate_of(replace(context, over=over))).exact
        for over in WORDS
    }
    # The median of 80 to 83 likes is 81.5, over 1000, over (27 * 2000 + 4000) / 28, over 4000
    assert shown["publication"] == pytest.approx(8.15)
    assert shown["mean"] == pytest.approx(81.5 / (58_000 / 28) * 100)
    assert shown["end"] == pytest.approx(81.5 / 4000 * 100)


def test_without_a_choice_each_network_has_its_usual_rate() -> None:
    usual = {network: denominators.rate_over(network) for network in ("mastodon", "youtube", "tiktok", "feed")}
    assert usual == {
        "mastodon": rates.FOLLOWERS_RATE,
        "youtube": rates.VIEWS_RATE,
        "tiktok": rates.VIEWS_RATE,
        "feed": rates.PER_POST,
    }
    assert denominators.rate_over("youtube", "publication") == rates.FOLLOWERS_RATE


def test_a_network_without_views_says_so_by_name_everywhere(figures: Figures) -> None:
    context = posted(figures, over="views")
    for builder in (CARDS["engagement-rate-views"], CARDS["against-own"], CARDS["engagement-by-week"]):
        card = builder(context)
        assert card.state == "empty"
        assert "Mastodon shows no views" in card.message
    tile = standing.tile(context, standing.rate_of(context))
    assert tile.value == "–"
    assert any("Mastodon shows no views" in line for line in tile.lines)


def test_a_network_without_followers_says_so_by_name(figures: Figures) -> None:
    key = figures.account("Anvil", "wordpress")
    figures.read(key, "2026-06-14", "2026-04-01")
    figures.posts(key, [{"at": day, "comments": 3} for day in days("2026-05-01", "2026-05-20")])
    context = replace(view(figures.store, figures.scope(*MAY), "wordpress", own="Anvil"), over="mean")
    assert "shows no follower counts" in CARDS["engagement-rate"](context).message


def test_one_view_ranks_one_metric_only(figures: Figures) -> None:
    context = posted(figures, "youtube", views=1000)
    for over, metric in denominators.METRIC_OVER.items():
        chosen = replace(context, over=over)
        assert standing.rate_of(chosen).metric == metric
        table = CARDS["against-own"](chosen)
        assert denominators.denominator(metric) in table.definition


def test_weekly_rates_are_over_the_week_s_followers(figures: Figures) -> None:
    card = CARDS["engagement-by-week"](posted(figures, over="mean"))
    assert "mean followers of the week" in card.definition


def test_followers_known_in_part_are_named(figures: Figures) -> None:
    context = posted(figures, over="mean")
    late = figures.account("Cog", "mastodon")
    figures.read(late, "2026-06-14", "2026-04-01")
    figures.followers(late, dict.fromkeys(days("2026-05-19", "2026-05-28"), 500))
    figures.posts(late, [{"at": day, "likes": 5} for day in days("2026-05-01", "2026-05-20")])
    context = replace(view(context.store, figures.scope(*MAY), "mastodon", own="Anvil"), over="mean")
    assert "Followers known on a part of the days: Cog (10 of 28 days)." in CARDS["engagement-rate"](context).footer
