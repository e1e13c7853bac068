"""The card of top posts: ranked as the list ranks them, what is not ranked is said, texts from outside stay texts."""

from __future__ import annotations

import io
from datetime import timedelta
from html import unescape
from typing import Any

import openpyxl
import pytest
from card_checks import check, check_names
from card_views import view
from figures import Figures, moment

from benchmark.cards.registry import ALL
from benchmark.charts import export_tables
from benchmark.charts.card import Card
from benchmark.metrics import post_list
from benchmark.metrics.post_list import Wanted
from benchmark.store import Store

MAY = ("2026-05-01", "2026-05-31")
HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '=HYPERLINK("https://evil.example","x")',
    "\u202eevil\u202c $x$ ![](https://evil.example/a.png)",
    "a" * 10_000,
)


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def posted(figures: Figures, account: int, text: str | None, day: int = 4, **fields: Any) -> None:
    """Add a post of May with its text."""
    at = moment("2026-05-01 09:00") + timedelta(days=day)
    figures.post(account, at, **({"followers": 1000} | fields))
    key = int(figures.store.value("SELECT max(post_key) FROM core.post"))
    with figures.store.transaction() as tx:
        tx.execute(
            "INSERT INTO core.post_detail VALUES ($key, $account, $key::VARCHAR, $text, $url, NULL, 'en', [], NULL, $at)",
            {"key": key, "account": account, "text": text, "url": f"https://social.example/{key}", "at": at},
        )


def card(figures: Figures, key: str = "top-posts", network: str | None = "mastodon") -> Card:
    made = ALL[key](view(figures.store, figures.scope(*MAY), network, own="Anvil"))
    check(made)
    check_names(made, None)
    return made


def test_the_best_posts_stand_first_with_their_share_of_the_brands_median(figures: Figures) -> None:
    anvil, bolt = figures.account("Anvil", followers=1000), figures.account("Bolt", followers=1000)
    for number in range(6):
        posted(figures, anvil, f"Usual {number}", number, likes=10)
        posted(figures, bolt, f"Other {number}", number, likes=20 + number)
    posted(figures, anvil, "The one", 9, likes=60)
    made = card(figures)
    assert made.finding == "Anvil has the top post: an engagement rate of 6.0\u202f%, ×6.00 of its median"
    table = made.table
    assert table is not None
    assert len(table) == 8
    first = table.to_dict("records")[0]
    assert (first["Brand"], first["Post"], first["Interactions at equal age"]) == ("Anvil", "The one", 60)
    assert table["Engagement rate, %"].is_monotonic_decreasing
    listed = post_list.page(figures.store, figures.scope(*MAY), Wanted(), 8)
    assert table["Engagement rate, %"].tolist() == pytest.approx(listed["rate"].round(4).tolist())
    assert table["Times the brand's median"].tolist() == pytest.approx(listed["times_usual"].round(2).tolist())
    assert "5 more ranked posts are not shown." in made.footer
    flop = card(figures, "flop-posts")
    assert flop.finding == "Flop posts by engagement rate"
    assert flop.table is not None
    assert set(flop.table.head(6)["Engagement rate, %"]) == {1.0}


def test_what_is_too_young_or_withheld_is_left_out_and_said(figures: Figures) -> None:
    anvil = figures.account("Anvil", followers=1000)
    posted(figures, anvil, "Known", likes=10)
    posted(figures, anvil, "Young", 29, likes=900, age="young", at_age=None)
    posted(figures, anvil, "Secret", likes=None, hidden=("likes",), age=None)
    made = card(figures)
    assert made.table is not None
    assert made.table["Post"].tolist() == ["Known"]
    assert "hidden counts: 1" in made.footer
    assert "too young" in made.footer
    assert made.finding == "Anvil has the top post: an engagement rate of 1.0\u202f%"


def test_nothing_to_rank_says_why_and_what_to_do(figures: Figures) -> None:
    assert card(figures, network=None).state == "empty"
    anvil = figures.account("Anvil", followers=1000)
    assert "Choose a longer period" in card(figures).message
    posted(figures, anvil, "Secret", likes=None, hidden=("likes",), age=None)
    assert card(figures).message.startswith("Not ranked: hidden counts: 1.")
    figures.account("Anvil", "threads")
    assert "shows no counts of posts" in card(figures, network="threads").message


def test_a_network_that_shows_views_alone_ranks_by_them(figures: Figures) -> None:
    account = figures.account("Anvil", "twitch", followers=1000)
    for views in (50, 70):
        posted(figures, account, f"Seen {views}", views=views, age=None)
    made = card(figures, network="twitch")
    assert made.finding == "Most viewed posts"
    assert made.table is not None
    assert made.table["Post"].tolist() == ["Seen 70", "Seen 50"]
    assert "Against its median" not in made.html


def test_rates_over_views_say_that_both_counts_are_the_latest(figures: Figures) -> None:
    account = figures.account("Anvil", "youtube", followers=1000)
    posted(figures, account, "A film", likes=30, at_age=10, views=1000, kind="video")
    made = card(figures, network="youtube")
    assert made.definition.startswith(
        "Top posts · latest counts of posts from 28 days of age · latest interactions ÷ views"
    )
    assert made.table is not None
    assert made.table.to_dict("records")[0]["Interactions, latest count"] == 30


def test_posts_without_a_reaction_make_nobody_first(figures: Figures) -> None:
    posted(figures, figures.account("Anvil", followers=1000), None, likes=0, comments=0)
    made = card(figures)
    assert made.finding == "Top posts by engagement rate"
    assert "No text" in made.html


def test_texts_and_names_from_outside_stay_texts_and_are_cut(figures: Figures) -> None:
    for number, name in enumerate(("<script>alert(2)</script>", '=cmd|" /C calc"!A0', "B" * 400)):
        account = figures.account(name, followers=1000)
        for place, text in enumerate(HOSTILE):
            posted(figures, account, text, place, likes=10 + number)
    made = card(figures)
    assert made.table is not None
    assert "<script" not in made.html
    assert "<img" not in made.html
    assert "\u202e" not in made.html
    assert "<script>alert(1)</script>" in unescape(made.html)
    assert max(len(text) for text in made.table["Post"]) <= 280
    assert len(made.finding) < 200
    sheet = openpyxl.load_workbook(io.BytesIO(export_tables.xlsx(made))).worksheets[0]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]
