"""The card of content pillars: both shares in each cell, a finding only where it is clear, and the way to a first pillar."""

from __future__ import annotations

import pytest
from card_views import view
from figures import Figures
from test_metrics_pillars import brand, carry, pillar

from benchmark.cards import pillars
from benchmark.cards.context import Context
from benchmark.charts import export_tables
from benchmark.charts.compose import composed
from benchmark.charts.theme import DARK, LIGHT, THEMES
from benchmark.store import Store

MAY = ("2026-05-01", "2026-05-31")


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def shown(figures: Figures, own: str | None = "Anvil") -> Context:
    return view(figures.store, figures.scope(*MAY), "mastodon", own=own)


def texts(context: Context) -> list[str]:
    """What stands in the cells, column by column."""
    figure = pillars.pillars(context).figure
    assert figure is not None
    return [
        text.replace("\u202f%", "").replace("<b>", "").replace("</b><br>", " / ")
        for trace in figure.data
        for text in trace.text
    ]


def test_each_cell_holds_both_shares(figures: Figures) -> None:
    brand(figures, "Anvil", [10, 20, 30, 40])
    brand(figures, "Bellows", [50, 50])
    carry(figures.store, pillar(figures.store, "Repair"), 1, 2, 5)
    # Anvil: 30 of 100 interactions, 2 of 4 posts; Bellows: 1 of 2 and half; the rest in no pillar
    assert texts(shown(figures)) == ["30.0 / 50.0", "50.0 / 50.0", "70.0 / 50.0", "50.0 / 50.0"]
    card = pillars.pillars(shown(figures))
    assert card.finding == "Content pillars: share of interactions and of posts"
    assert card.table is not None
    assert card.table.iloc[0].tolist()[:8] == ["Anvil", "Repair", 50, 2, 4, 30, 30, 100]


def test_posts_of_no_pillar_are_no_column_when_there_are_none(figures: Figures) -> None:
    brand(figures, "Anvil", [10])
    carry(figures.store, pillar(figures.store, "Repair"), 1)
    figure = pillars.pillars(shown(figures)).figure
    assert figure is not None
    assert list(figure.layout.xaxis.ticktext) == ["Repair"]


def test_the_finding_names_a_pillar_that_clearly_goes_with_more_interactions(figures: Figures) -> None:
    account = figures.account("Anvil")
    figures.read(account, "2026-06-01", "2026-03-01")
    for place in range(28):  # every other post is of the pillar and has ten times the interactions, give or take
        figures.post(account, f"2026-05-{1 + place:02}", likes=(1000 if place % 2 else 100) + place % 5)
    carry(figures.store, pillar(figures.store, "Repair"), *range(2, 29, 2))
    card = pillars.pillars(shown(figures))
    # 14 × 1000 + 28 of 14 × 1000 + 28 + 14 × 100 + 27: 90.8 %
    assert card.finding.replace("\u202f", "") == "Repair is 50.0% of Anvil's posts and 90.8% of its interactions"
    assert pillars.pillars(shown(figures, own=None)).finding == "Content pillars: share of interactions and of posts"


def test_equal_pillars_are_no_finding(figures: Figures) -> None:
    account = figures.account("Anvil")
    figures.read(account, "2026-06-01", "2026-03-01")
    for place in range(28):
        figures.post(account, f"2026-05-{1 + place:02}", likes=100 + place * 7 % 31)
    carry(figures.store, pillar(figures.store, "Repair"), *range(2, 29, 2))
    assert pillars.pillars(shown(figures)).finding == "Content pillars: share of interactions and of posts"


def test_without_pillars_the_card_leads_to_making_one(figures: Figures) -> None:
    brand(figures, "Anvil", [10])
    card = pillars.pillars(shown(figures))
    assert card.state == "empty"
    assert "Data page under Tags" in card.message


def test_without_posts_the_card_says_so(figures: Figures) -> None:
    brand(figures, "Anvil", [])
    pillar(figures.store, "Repair")
    assert "No brand posted" in pillars.pillars(shown(figures)).message


def test_who_withholds_counts_is_named_and_keeps_the_share_of_posts(figures: Figures) -> None:
    brand(figures, "Anvil", [10, 20, 30])
    brand(figures, "Bellows", [10, None, None])
    carry(figures.store, pillar(figures.store, "Repair"), 1, 4)
    card = pillars.pillars(shown(figures))
    assert "Without a figure: Bellows (withheld by the network)." in card.footer
    assert "– / 33.3" in texts(shown(figures))


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)> $x$", "=1+1", "@SUM(A1)", "<b>bold</b>"])
def test_hostile_names_are_harmless_everywhere(figures: Figures, name: str) -> None:
    brand(figures, "Anvil", [10, 20])
    carry(figures.store, pillar(figures.store, name), 1)
    card = pillars.pillars(shown(figures))
    for theme in THEMES.values():
        figure = composed(card, theme)
        for text in (*figure.layout.xaxis.ticktext, *(text for trace in figure.data for text in trace.hovertemplate)):
            assert "<img" not in text
            assert "<b>bold" not in text
    cells = export_tables.csv(card).decode("utf-8-sig").replace(";", ",").splitlines()
    assert not [line for line in cells for cell in line.split(",") if cell.startswith(("=", "@"))]


def test_text_on_the_tints_can_be_read() -> None:
    from benchmark.charts.cells import _TONES

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for theme in (LIGHT, DARK):
        for tone in theme.sequential[:_TONES]:
            low, high = sorted((luminance(tone), luminance(theme.text)))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (theme.name, tone)
