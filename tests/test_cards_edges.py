"""Every card of the pages copes with stores that hold little, nothing or something odd, and never shows unknown as 0."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from card_checks import check
from card_views import CARDS, NOW, view
from figures import Figures, days

from benchmark.cards import engagement, overview
from benchmark.cards.context import Context
from benchmark.charts.card import Card
from benchmark.store import Store
from benchmark.text.language import language
from sources import SOURCES
from sources.base import no_route

MAY = days("2026-05-01", "2026-05-31")
EVE_AND_MAY = days("2026-04-30", "2026-05-31")


def followed(
    figures: Figures, brand: str, network: str = "bluesky", start: int = 1000, skip: tuple[date, ...] = ()
) -> int:
    """An account whose followers rise by one a day and whose posts were read every day but those skipped."""
    account = figures.account(brand, network, followers=start + 31)
    seen = [day for day in EVE_AND_MAY if day not in skip]
    figures.followers(account, {day: start + number for number, day in enumerate(EVE_AND_MAY) if day in seen})
    back = timedelta(days=1 if skip else 3)
    figures.readings(account, {day: day - back for day in (seen if skip else seen[::-3])})
    return account


def posting(figures: Figures, account: int, every: int = 2, **fields: object) -> None:
    rows = [
        {
            "at": datetime.combine(day, datetime.min.time()) + timedelta(hours=9),
            "likes": 10 + number % 7,
            "comments": 2,
            **fields,
        }
        for number, day in enumerate(MAY[:24:every])
    ]
    figures.posts(account, rows)


def empty(figures: Figures) -> None:
    """Nothing at all."""


def one_brand(figures: Figures) -> None:
    posting(figures, followed(figures, "Anvil"))


def one_snapshot(figures: Figures) -> None:
    for brand in ("Anvil", "Bellows", "Crucible"):
        account = figures.account(brand, "bluesky", followers=500)
        figures.followers(account, {"2026-05-31": 500})
        figures.read(account, "2026-05-31", "2026-04-01")
        posting(figures, account, basis="current", age="late")


def without_posts(figures: Figures) -> None:
    posting(figures, followed(figures, "Anvil"))
    followed(figures, "Bellows")
    posting(figures, followed(figures, "Crucible"))


def nobody_posted(figures: Figures) -> None:
    followed(figures, "Anvil")
    followed(figures, "Bellows")


def never_read(figures: Figures) -> None:
    for brand in ("Anvil", "Bellows"):
        account = figures.account(brand, "bluesky")
        figures.read(account, "2026-05-20", None, status="failed", error="unreachable")


def failed_since(figures: Figures) -> None:
    for brand in ("Anvil", "Bellows"):
        posting(figures, followed(figures, brand, skip=tuple(days("2026-05-20", "2026-05-31"))))
    for account in figures.accounts:
        figures.read(account, "2026-05-31", None, status="failed", error="unreachable")


def one_failed(figures: Figures) -> None:
    for brand in ("Anvil", "Bellows"):
        posting(figures, followed(figures, brand))
    account = figures.account("Crucible", "bluesky")
    figures.read(account, "2026-05-31", None, status="failed", error="unreachable")


def hidden_likes(figures: Figures) -> None:
    posting(figures, followed(figures, "Anvil"))
    posting(figures, followed(figures, "Bellows"))
    posting(figures, followed(figures, "Crucible"), likes=None, hidden=("likes",), age=None)


def all_hidden(figures: Figures) -> None:
    for brand in ("Anvil", "Bellows"):
        posting(figures, followed(figures, brand), likes=None, hidden=("likes",), age=None)


def ten_day_gap(figures: Figures) -> None:
    gap = tuple(days("2026-05-10", "2026-05-19"))
    posting(figures, followed(figures, "Anvil", skip=gap))
    posting(figures, followed(figures, "Bellows"))
    posting(figures, followed(figures, "Crucible"))


def young_posts(figures: Figures) -> None:
    for brand in ("Anvil", "Bellows"):
        posting(figures, followed(figures, brand), age="young", at_age=None)


def no_reactions(figures: Figures) -> None:
    for brand in ("Anvil", "Bellows", "Crucible"):
        posting(figures, followed(figures, brand), likes=0, comments=0)


def without_counts(figures: Figures) -> None:
    for brand in ("Anvil", "Bellows"):
        account = figures.account(brand, "feed")
        for day in EVE_AND_MAY:
            figures.read(account, day, day - timedelta(days=1))
        posting(figures, account, likes=None, comments=None, age=None, followers=None, kind="article")


def no_followers_yet(figures: Figures) -> None:
    for brand in ("Anvil", "Bellows"):
        posting(figures, followed(figures, brand, start=0), followers=0)


def videos(figures: Figures) -> None:
    for number, brand in enumerate(("Anvil", "Bellows", "Crucible")):
        posting(figures, followed(figures, brand, "youtube"), kind="video", views=500 + number)


def a_crowd(figures: Figures) -> None:
    for number in range(12):
        posting(figures, followed(figures, f"Brand {number} <b>$x$ [a](b)</b>", start=100 * number), every=8)


def page_views(figures: Figures) -> None:
    """Anvil known throughout, Bellows with days left out, Crucible never read."""
    for brand in ("Anvil", "Bellows", "Crucible"):
        account = figures.account(brand, "wikipedia")
        figures.read(account, "2026-05-31", None)
    figures.daily(1, "2026-04-01", [100 + day for day in range(61)], measure="page_views")
    figures.daily(2, "2026-04-01", [None if day % 9 == 0 else 10 for day in range(61)], measure="page_views")


def mentions(figures: Figures) -> None:
    posting(figures, followed(figures, "Anvil"))
    for number, brand in enumerate(("Anvil", "Bellows", "Crucible")):
        account = figures.account(brand, "hackernews")
        figures.read(account, "2026-05-31", None)
        if number < 2:
            figures.daily(account, "2026-05-01", [(day * (number + 1)) % 5 for day in range(31)])


def nobody_mentioned(figures: Figures) -> None:
    for brand in ("Anvil", "Bellows"):
        account = figures.account(brand, "gdelt")
        figures.read(account, "2026-05-31", None)
        figures.daily(account, "2026-05-01", [0] * 31)


def one_day_each(figures: Figures) -> None:
    for brand, day in (("Anvil", "2026-05-10"), ("Bellows", "2026-05-20")):
        account = figures.account(brand, "gdelt")
        figures.daily(account, day, [3])


STORES: dict[str, tuple[Callable[[Figures], None], str | None]] = {
    "empty": (empty, None),
    "one brand": (one_brand, "bluesky"),
    "one snapshot": (one_snapshot, "bluesky"),
    "a brand without posts": (without_posts, "bluesky"),
    "nobody posted": (nobody_posted, "bluesky"),
    "never read": (never_read, "bluesky"),
    "failed since": (failed_since, "bluesky"),
    "one failed": (one_failed, "bluesky"),
    "hidden likes": (hidden_likes, "bluesky"),
    "all hidden": (all_hidden, "bluesky"),
    "a gap of ten days": (ten_day_gap, "bluesky"),
    "young posts": (young_posts, "bluesky"),
    "no reactions": (no_reactions, "bluesky"),
    "without counts": (without_counts, "feed"),
    "no followers yet": (no_followers_yet, "bluesky"),
    "videos": (videos, "youtube"),
    "a crowd": (a_crowd, "bluesky"),
    "page views": (page_views, "wikipedia"),
    "mentions": (mentions, "hackernews"),
    "beside mentions": (mentions, "bluesky"),
    "nobody mentioned": (nobody_mentioned, "gdelt"),
    "one day each": (one_day_each, "gdelt"),
    "only mentions": (nobody_mentioned, None),
}

SHORT = ("empty", "one snapshot", "one failed", "hidden likes", "page views")
"""Where every card is looked at in the short lane: they hold each state, alone or with others. The long lane looks at them all."""

Views = Callable[[str], Context]


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Views:
    made: dict[str, Context] = {}

    def of(name: str) -> Context:
        if name not in made:
            make, network = STORES[name]
            path = tmp_path_factory.mktemp("cards") / "store.duckdb"
            figures = Figures(Store.open(shutil.copy(empty_database, path)))
            make(figures)
            scope = figures.scope("2026-05-01", "2026-05-31", now=NOW)
            made[name] = view(figures.store, scope, network, own="Anvil")
        return made[name]

    return of


def unknown_brands(context: Context, metric: str) -> set[str]:
    frame = context.of_network(metric)
    known = set(frame.dropna(subset="value")["name"])
    return set(frame["name"]) - known


@pytest.mark.parametrize("key", CARDS)
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in SHORT else pytest.mark.slow) for name in STORES]
)
def test_every_card_is_sensible_whatever_the_store_holds(views: Views, name: str, key: str) -> None:
    context = views(name)
    card = CARDS[key](context)
    assert card.key == key
    check(card, book=name == "hidden likes" or name not in SHORT)  # in the short lane workbooks of one world
    if name == "empty":
        assert card.state == "empty"
        assert "Add a competitor" in card.message


@pytest.mark.parametrize("key", CARDS)
@pytest.mark.parametrize("name", ["hidden likes", pytest.param("one snapshot", marks=pytest.mark.slow)])
def test_every_card_stands_without_an_own_brand_and_in_french(views: Views, name: str, key: str) -> None:
    context = views(name)
    token = language.set("fr")
    try:
        check(CARDS[key](replace(context, brands=context.brands.assign(own=False))), book=name not in SHORT)
    finally:
        language.reset(token)


@pytest.mark.parametrize(
    ("name", "key", "metric", "column"),
    [
        ("hidden likes", "engagement-rate", "engagement_rate_followers_pct", "Median rate, %"),
        ("hidden likes", "interactions-per-post", "interactions_per_post", "Median"),
        ("hidden likes", "interactions-total", "interactions_total", "Interactions"),
        ("hidden likes", "share-of-engagement", "share_of_engagement_pct", "Share of interactions, %"),
        ("a brand without posts", "engagement-rate", "engagement_rate_followers_pct", "Median rate, %"),
        ("one failed", "posts-per-week", "posts_per_week", "Posts per week"),
        ("one failed", "share-of-posts", "share_of_posts_pct", "Share of posts, %"),
        ("one failed", "longest-silence", "longest_silence_days", "Days"),
        ("one failed", "follower-growth", "follower_growth_pct", "Growth, %"),
        ("one failed", "audience-share", "audience_share_pct", "Share of followers, %"),
        ("mentions", "share-of-voice", "share_of_voice_pct", "Share of mentions, %"),
    ],
)
def test_unknown_is_named_and_never_zero(views: Views, name: str, key: str, metric: str, column: str) -> None:
    context = views(name)
    unknown = unknown_brands(context, metric)
    assert len(unknown) == 1
    card = CARDS[key](context)
    assert card.table is not None
    rows = card.table[card.table["Brand"].isin(unknown)]
    assert rows[column].isna().all()
    assert "Without a figure: " + unknown.pop() in card.footer
    assert card.table[column].notna().sum() == len(card.table) - 1


def test_a_read_week_without_posts_is_zero_and_an_unread_or_hidden_one_is_empty(views: Views) -> None:
    def weeks(name: str, brand: str) -> list[float | None]:
        table = CARDS["interactions-by-week"](views(name)).table
        assert table is not None
        values = table.loc[table["Brand"] == brand, "Interactions"].tolist()
        return [None if pd.isna(value) else value for value in values]

    assert weeks("a brand without posts", "Bellows") == [0] * 5
    assert weeks("hidden likes", "Crucible")[:3] == [None] * 3
    assert weeks("one failed", "Crucible") == [None] * 5
    assert weeks("a gap of ten days", "Anvil")[2] is None


def test_a_gap_stays_a_gap_beyond_the_days_that_a_count_is_carried(views: Views) -> None:
    table = CARDS["followers-over-time"](views("a gap of ten days")).table
    assert table is not None
    known = table.set_index("Day")["Anvil"].notna()
    assert [day for day in MAY if not known[day]] == days("2026-05-13", "2026-05-19")


def test_a_failed_network_says_so_on_its_cards_and_keeps_what_it_has(views: Views) -> None:
    card = CARDS["posts-per-week"](views("failed since"))
    assert (card.state, card.figure is not None) == ("failed", True)
    assert "could not be read" in card.message
    assert "19 May 2026" in card.message
    empty_card = CARDS["posts-per-week"](views("never read"))
    assert (empty_card.state, empty_card.message.startswith("The last reading failed: Anvil, Bellows.")) == (
        "empty",
        True,
    )
    assert "The last reading failed: Crucible." in CARDS["posts-per-week"](views("one failed")).footer


def test_an_old_reading_makes_a_card_stale_only_when_the_period_runs_to_today(views: Views) -> None:
    context = views("one brand")
    scope = replace(context.scope, now=NOW + timedelta(days=3), end=date(2026, 6, 4))
    assert CARDS["posts-per-week"](replace(context, scope=scope)).state == "stale"


def test_an_old_import_asks_for_a_newer_file_instead_of_a_collection(
    views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SOURCES, "bluesky", replace(SOURCES["bluesky"], profile=no_route))
    context = views("one brand")
    scope = replace(context.scope, now=NOW + timedelta(days=3), end=date(2026, 6, 4))
    card = CARDS["posts-per-week"](replace(context, scope=scope))
    assert (card.state, "Import newer ones" in card.message) == ("stale", True)


def test_rates_over_todays_followers_are_levels_without_rank_trend_or_verdict(views: Views) -> None:
    context = views("one snapshot")
    card = CARDS["engagement-rate"](context)
    assert "no ranking yet" in card.finding
    assert "÷ today's followers" in card.definition
    assert card.table is not None
    assert card.table["Rank"].isna().all()
    assert "without rank or verdict: Anvil, Bellows, Crucible" in card.footer
    assert (CARDS["engagement-by-week"](context).state, CARDS["against-own"](context).state) == ("empty", "empty")


def test_rates_by_views_come_first_on_youtube_and_nothing_is_compared_without_counts(views: Views) -> None:
    first = engagement.shown(views("videos"))[0]
    assert [builder.__name__ for builder in first] == ["engagement_rate_views", "engagement_rate"]
    assert engagement.shown(views("one brand"))[0][0] is engagement.engagement_rate
    assert "views" in CARDS["against-own"](views("videos")).definition
    assert "no reactions" in CARDS["interactions-per-post"](views("without counts")).message


def weekly(views: Views, name: str, key: str, brand: str, column: str) -> dict[str, Any]:
    """By Monday: the figure in the table, and how many days of the week are known."""
    table = CARDS[key](views(name)).table
    assert table is not None
    rows = table[table["Brand"] == brand]
    return {
        f"{week:%m-%d}": (None if pd.isna(value) else value, known)
        for week, value, known in zip(rows["Week from"], rows[column], rows["Days known"], strict=True)
    }


def drawn(card: Card, brand: str) -> list[float | None]:
    """The columns of a brand's strip."""
    figure: Any = card.figure
    values = next(trace["y"] for trace in figure.data if trace["name"] == brand)
    return [None if value is None or math.isnan(value) else float(value) for value in values]


def test_page_views_are_summed_by_whole_known_weeks(views: Views) -> None:
    # 1 April is day 0 with 100 views: Monday 4 May is day 33, so its week has 133 + ... + 139.
    anvil = weekly(views, "page views", "page-views-by-week", "Anvil", "Page views")
    assert anvil["05-04"] == (sum(range(133, 140)), 7)
    assert anvil["04-27"] == (sum(range(130, 133)), 3), "the week is cut to the period"
    bellows = weekly(views, "page views", "page-views-by-week", "Bellows", "Page views")
    assert bellows["05-04"] == (60, 6)
    assert weekly(views, "page views", "page-views-by-week", "Crucible", "Page views")["05-04"] == (None, 0)
    card = CARDS["page-views-by-week"](views("page views"))
    assert drawn(card, "Anvil") == [sum(range(first, first + 7)) for first in (133, 140, 147, 154)]
    # Days 36, 45 and 54 are left out for Bellows: only the week of days 47 to 53 is known as a whole.
    assert drawn(card, "Bellows") == [None, None, 70, None]
    assert card.finding.startswith("Of the brands with a figure, Anvil's article is opened most: 4.5")
    assert "Without a figure: Crucible (not observed)." in card.footer
    assert "not known" in card.footer
    assert "Wikipedia" in card.definition
    assert "days in UTC" in card.definition
    assert "0 to 31 of 31 days known" in card.definition


def test_share_of_voice_names_who_was_not_read(views: Views) -> None:
    card = CARDS["share-of-voice"](views("mentions"))
    # 0 1 2 3 4 over and over on 31 days is 60 mentions; twice that modulo 5 is 0 2 4 1 3, 60 as well.
    assert card.table is not None
    assert card.table.set_index("Brand")["Mentions"].dropna().to_dict() == {"Anvil": 60, "Bellows": 60}
    assert card.finding == "Share of voice", "nobody is ahead"
    assert "31 of 31 days known of all with a figure" in card.definition
    assert "Never from the brands' own posts" in card.method


def test_known_zeros_are_zeros_and_have_no_share(views: Views) -> None:
    card = CARDS["mentions-by-week"](views("nobody mentioned"))
    assert card.finding == "Nobody was mentioned on the days that are known"
    assert drawn(card, "Bellows") == [0, 0, 0, 0]
    share = CARDS["share-of-voice"](views("nobody mentioned"))
    assert share.state == "empty"
    assert "Nobody was mentioned in the period".lower() in share.message.lower()
    assert (
        "No day on which all brands have a count".lower()
        in CARDS["share-of-voice"](views("one day each")).message.lower()
    )


def test_a_view_of_articles_and_phrases_only_says_that_nobody_is_followed_elsewhere(views: Views) -> None:
    context = views("only mentions")
    assert (context.networks, context.attention) == ((), ("gdelt",))
    for key in ("followers-over-time", "posts-per-week", "engagement-rate"):
        assert "No account with followers or posts" in CARDS[key](context).message


def test_articles_and_phrases_are_no_presence(views: Views) -> None:
    card = overview.presence(views("beside mentions"))
    assert card.table is not None
    assert set(card.table["Network"]) == {"Bluesky"}
    states = dict(zip(card.table["Brand"], card.table["State"], strict=True))
    assert states == {"Anvil": "active", "Bellows": "absent", "Crucible": "absent"}
    assert overview.presence(views("only mentions")).state == "empty"
    assert set(overview.scoreboard(views("beside mentions")).table["Brand"]) == {"Anvil"}  # type: ignore[index]
