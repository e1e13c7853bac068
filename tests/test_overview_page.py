"""The Overview as a page: sentences that lead on, the last visit, ranges of ranks, one brand and forty."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from card_views import view
from figures import Figures, days
from page_opening import open_page

from benchmark.cards import overview, takeaways
from benchmark.cards.context import Context
from benchmark.clock import utcnow
from benchmark.store import Store

NETWORK = "mastodon"
SPREAD = [40, 180, 60, 220, 80, 260, 100, 140, 90, 160, 110, 120]


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def brand(
    figures: Figures, name: str, factor: float, *, posts: int = 24, basis: str = "observed", grown: int = 100
) -> int:
    """A brand read throughout, with posts in April and May at these multiples, and followers that grew by so much in May."""
    key = figures.account(name, NETWORK, followers=10_000)
    figures.read(key, "2026-06-14 08:00", "2026-03-01")
    figures.followers(key, {"2026-04-30": 10_000, "2026-05-28": 10_000 + grown})
    for month in ("04", "05"):
        likes = (SPREAD * 3)[:posts]
        rows = [
            {"at": day, "likes": round(factor * count), "basis": basis}
            for day, count in zip(days(f"2026-{month}-01", f"2026-{month}-28"), likes, strict=False)
        ]
        figures.posts(key, rows)
    return key


def may(figures: Figures, own: str = "Anvil") -> Context:
    return view(figures.store, figures.scope("2026-05-01", "2026-05-28", now="2026-06-15 08:00"), NETWORK, own=own)


def cells(html: str, name: str) -> list[str]:
    """The texts of a brand's cells with their tone."""
    row = next(row for row in re.findall(r"<tr.*?</tr>", html) if name in row)
    found = re.findall(r'<td class="([^"]*)"[^>]*>(.*?)</td>', row)
    return [
        f"{tone.replace('figures', '').strip()}|{re.sub(r'<(?!/?strong)[^>]+>', ' ', text).strip()}"
        for tone, text in found
    ]


def test_the_scoreboard_shows_where_each_brand_may_rank(figures: Figures) -> None:
    for name, factor, grown in (("Anvil", 8.0, 300), ("Bolt", 1.0, 200), ("Cog", 1.1, 100), ("Dowel", 1.05, 50)):
        brand(figures, name, factor, grown=grown)
    html = overview.scoreboard(may(figures)).html.replace("\u202f", " ")
    mine, other = cells(html, "Anvil"), cells(html, "Bolt")
    assert any("<strong>" in cell and "1st · " in cell for cell in mine)
    assert any("2nd–4th · " in cell and "<strong>" not in cell for cell in other)
    assert any(cell.startswith("better|<strong>+3.0 %</strong>") and "1st" in cell for cell in mine)


def test_what_cannot_be_ranked_is_grey_and_says_why(figures: Figures) -> None:
    for name, factor in (("Anvil", 1.0), ("Bolt", 2.0), ("Cog", 3.0)):
        brand(figures, name, factor)
    brand(figures, "Today", 1.0, basis="current")
    brand(figures, "Few", 1.0, posts=7)
    html = overview.scoreboard(may(figures)).html
    for name, why in (("Today", "today"), ("Few", "Under 8 posts")):
        row = next(row for row in re.findall(r"<tr.*?</tr>", html) if name in row)
        rate = re.findall(r"<td.*?</td>", row)[-2]
        assert 'class="figures muted"' in rate
        assert "st" not in re.sub(r"<[^>]+>|<title.*", "", rate).replace("current", "")
        assert why in rate


def test_nothing_is_said_of_a_brand_alone_or_of_equal_ones(figures: Figures) -> None:
    brand(figures, "Anvil", 1.0)
    assert takeaways.sentences(may(figures)) == []
    for name in ("Bolt", "Cog"):
        brand(figures, name, 1.0)
    card = takeaways.takeaways(may(figures))
    assert (card.state, card.finding) == ("empty", "No clear difference in this period")
    assert "28 days" in card.message
    assert "13 weeks" in card.message


def test_the_own_brand_comes_first_and_the_competitors_have_a_place(figures: Figures) -> None:
    for name, factor, grown in (("Anvil", 8.0, 100), ("Bolt", 1.0, 900), ("Cog", 1.1, 150), ("Dowel", 1.05, 200)):
        brand(figures, name, factor, grown=grown)
    found = [each.text.replace("\u202f", " ") for each in takeaways.sentences(may(figures))]
    assert found[0].startswith("Anvil has the highest engagement rate by followers on Mastodon:")
    assert "Bolt grew fastest on Mastodon: +9.0 % in 28 days" in found
    assert len(found) == 3
    # Without an own brand it is told of all alike.
    assert len(takeaways.sentences(may(figures, own=""))) == 2


def test_forty_brands_keep_the_page_short(figures: Figures) -> None:
    for number in range(40):
        brand(figures, f"Brand {number:02}", 8.0 if number < 3 else 1.0, posts=12)
    context = may(figures, own="Brand 00")
    found = takeaways.sentences(context)
    assert 1 <= len(found) <= 3
    assert all(len(each.text) < 200 for each in found)
    assert overview.scoreboard(context).html.count("<tr") == 41


@pytest.mark.usefixtures("pages")
def test_the_page_shows_sentences_that_lead_on_and_the_last_visit() -> None:
    page = open_page("", demo="true")
    said = " ".join(str(each.proto.body) for each in page.get("html"))
    assert "What stands out" in said
    assert "Since your last visit" in said
    links = [each.proto for each in page.get("page_link") if "about=" in each.proto.query_string]
    assert 1 <= len(links) <= 3
    assert any("Last read" in str(each.value) for each in page.caption)


@pytest.mark.usefixtures("pages")
def test_a_link_to_another_network_changes_the_choice() -> None:
    page = open_page("audience", demo="true", about="mastodon")
    assert page.session_state["network"] == "mastodon"
    assert "about" not in page.query_params


def test_the_first_visit_has_no_section_on_the_one_before(own_demo: Store) -> None:
    store = own_demo
    with store.transaction() as tx:
        tx.execute("DELETE FROM core.visit")
    page = open_page("")
    assert "Since your last visit" not in " ".join(str(each.proto.body) for each in page.get("html"))
    assert store.value("SELECT count(*) FROM core.visit") == 1
    version = store.version
    with store.transaction(figures=False) as tx:
        tx.execute("UPDATE core.visit SET seen_at = $at", {"at": utcnow() - timedelta(hours=2)})
    assert "Since your last visit" in " ".join(str(each.proto.body) for each in open_page("").get("html"))
    assert store.version == version


def test_a_view_without_comparison_still_says_what_stands_out(figures: Figures) -> None:
    for name, factor in (("Anvil", 8.0), ("Bolt", 1.0), ("Cog", 1.1)):
        brand(figures, name, factor)
    alone = replace(may(figures), before=None, compared="none")
    assert [each.claim.topic for each in takeaways.sentences(alone)][:1] == ["leads"]
