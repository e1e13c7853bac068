"""What the titles of the cards claim is so: recomputed from the figures behind them, on the demo and on hard cases."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from card_views import CARDS, NOW, view
from figures import Figures, days

from benchmark import demo
from benchmark.cards import conditions, rates
from benchmark.cards.context import Context
from benchmark.charts.card import Card
from benchmark.metrics import Scope, comparison
from benchmark.store import Store

LAST = date(2026, 11, 20)
NETWORKS = ("bluesky", "mastodon", "youtube", "wordpress", "feed")
PERIODS = (28, 91)
SHORT = (("bluesky", 91), ("youtube", 28), ("wordpress", 91))
"""Looked at in the short lane: a network with followers, one with views and one of articles, both lengths; the others say it of
other figures of the same demo."""
MAY = days("2026-05-01", "2026-05-31")
EVE_AND_MAY = days("2026-04-30", "2026-05-31")

LARGEST = {
    "posts-per-week": (r"^(?:Of the brands with a figure, )?(.+) posts most: ([\d.]+) a week$", "Posts per week"),
    "share-of-posts": (r"^(.+) published (\d+)", "Share of posts, %"),
    "audience-share": (r"^(.+) has (\d+)", "Share of followers, %"),
    "interactions-total": (r"^(?:Of \d brands with a figure, )?(.+) drew the most interactions", "Interactions"),
    "share-of-engagement": (r"^(.+) draws (\d+)", "Share of interactions, %"),
    "longest-silence": (r"^(.+) was silent longest: (\d+) days?$", "Days"),
}
"""Titles that name the largest of a table's column, and sometimes its value."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(demo.build(tmp_path_factory.mktemp("demo") / "demo.duckdb", last_day=LAST)) as store:
        yield store


def demo_view(store: Store, network: str, length: int) -> Context:
    keys = tuple(key for (key,) in store.rows("SELECT account_key FROM core.account ORDER BY 1"))
    now = pd.Timestamp(LAST).to_pydatetime() + timedelta(hours=9)
    scope = Scope(keys, LAST - timedelta(days=length - 1), LAST, "Europe/Paris", now)
    return view(store, scope, network, own="demo-northpeak", demo=True)


@pytest.fixture(
    params=[
        pytest.param(each, id=str(each), marks=() if each in SHORT else pytest.mark.slow)
        for each in itertools.product(NETWORKS, PERIODS)
    ]
)
def context(request: pytest.FixtureRequest, played: Store) -> Context:
    return demo_view(played, *request.param)


def table(card: Card) -> pd.DataFrame:
    assert card.table is not None
    return card.table.set_index("Brand") if "Brand" in card.table else card.table


def claim(card: Card, pattern: str) -> re.Match[str] | None:
    return None if card.state == "empty" else re.match(pattern, card.finding)


def test_the_brand_named_has_the_largest_figure_of_the_table(context: Context) -> None:
    for key, (pattern, column) in LARGEST.items():
        card = CARDS[key](context)
        found = claim(card, pattern)
        if found is None:
            continue
        values = table(card)[column].dropna().astype(float)
        assert values.idxmax() == found[1], card.finding
        assert values.drop(found[1]).max() < values.max(), card.finding
        if found.re.groups > 1:
            assert abs(float(found[2]) - values.max()) <= 0.5, card.finding


def test_who_grew_fastest_did_so_under_every_true_count_that_rounding_allows(context: Context) -> None:
    card = CARDS["follower-growth"](context)
    found = claim(card, r"^(?:Of the brands with a figure, )?(.+) grew fastest: \+([\d.]+)\s%")
    if found:
        rows = table(card)[["Growth, %", "Lowest growth, %", "Highest growth, %"]].astype(float)
        growth, lowest, _ = rows[rows.index == found[1]].to_numpy()[0]
        assert growth > 0
        assert (rows.drop(found[1])["Highest growth, %"].dropna() <= lowest).all()
        assert round(growth, 1) == float(found[2])
    net = CARDS["net-followers-by-week"](context)
    gained = claim(net, r"^(?:Of the brands with a figure, )?(.+) gained the most followers: \+([\d,]+) net$")
    if gained:
        values = table(card)["Net"].dropna().astype(float)
        assert (values.idxmax(), values.max()) == (gained[1], float(gained[2].replace(",", "")))


def test_the_largest_audience_is_the_largest_on_the_last_day(context: Context) -> None:
    card = CARDS["followers-over-time"](context)
    found = claim(card, r"^(.+) has the largest audience")
    if found:
        last = card.table.iloc[-1].drop("Day").dropna().astype(float)  # type: ignore[union-attr]
        assert last.idxmax() == found[1]


@pytest.mark.parametrize("key", ["engagement-rate", "engagement-rate-views", "interactions-per-post"])
def test_only_a_clear_first_against_the_second_leads(context: Context, key: str) -> None:
    card = CARDS[key](context)
    if card.state == "empty":
        return
    metric = {"engagement-rate": rates.FOLLOWERS_RATE, "engagement-rate-views": rates.VIEWS_RATE}.get(
        key, rates.PER_POST
    )
    sets = comparison.sample_sets(context.store, metric, context.scope)[context.network or ""]
    ranked = sorted((item for item in sets.values() if item.n >= 8), key=lambda item: -item.value)
    found = claim(card, r"^(.+)'s posts get the (?:highest|most)")
    clear = len(ranked) > 1 and comparison.difference(ranked[0], ranked[1]).grade == "clear"
    assert (found is not None) <= clear, card.finding
    if found:
        assert context.name(ranked[0].brand_id) == found[1]
        assert table(card).iloc[:, 0].astype(float).idxmax() == found[1]


def test_median_rates_are_those_of_the_posts_in_the_database(played: Store) -> None:
    context = demo_view(played, "bluesky", 91)
    shown = table(CARDS["engagement-rate"](context))["Median rate, %"].astype(float)
    posts = played.query(
        """
        SELECT b.name, p.interactions_at_age / p.followers_at_publication * 100 AS rate
        FROM posts AS p JOIN accounts AS a USING (account_id) JOIN brands AS b USING (brand_id)
        WHERE a.source = 'bluesky' AND p.age_basis IN ('at_age', 'late') AND p.published_at >= $start AND p.published_at < $end
        """,
        dict(zip(("start", "end"), context.scope.instants, strict=True)),
    )
    medians = posts.groupby("name")["rate"].median()
    assert np.allclose(shown.sort_index(), medians.reindex(shown.index).sort_index(), atol=5e-4)


def test_the_competitors_named_are_those_with_a_clear_verdict(context: Context) -> None:
    card = CARDS["against-own"](context)
    if card.state == "empty" or "Competitor" not in card.table:  # type: ignore[operator]
        return
    rows = card.table.set_index("Competitor")  # type: ignore[union-attr]
    higher, lower = rows.index[rows["Verdict"] == "clearly higher"], rows.index[rows["Verdict"] == "clearly lower"]
    more = re.search(r"engage more than those of (.+?)(?: and less|$)", card.finding)
    less = re.search(r"less than those of (.+)$", card.finding)
    assert set(more[1].split(", ") if more else []) == set(higher)
    assert set(less[1].split(", ") if less else []) == set(lower)
    judged = rows.dropna(subset="Ratio")
    assert ((judged["From (95 %)"] <= judged["Ratio"]) & (judged["Ratio"] <= judged["To (95 %)"])).all()
    assert (rows.loc[higher, "From (95 %)"] > 1).all()
    assert (rows.loc[lower, "To (95 %)"] < 1).all()
    assert ("no clear difference" in card.finding) == (not len(higher) and not len(lower))
    assert (rows.loc[[*higher, *lower], "p, corrected"] < 0.05).all()


def test_the_demo_makes_claims_of_every_sort(played: Store) -> None:
    sorts = {"grew fastest", "highest engagement rate", "clearly engage", "drew the most", "posts most", "silent longest",
             "no clear difference"}  # fmt: skip
    cards = (
        "follower-growth",
        "engagement-rate",
        "against-own",
        "interactions-total",
        "posts-per-week",
        "longest-silence",
    )
    for network, length in itertools.product(("bluesky", "youtube"), (91, 28, 182)):
        context = demo_view(played, network, length)
        titles = [CARDS[key](context).finding for key in cards]
        sorts = {words for words in sorts if not any(words in title for title in titles)}
        if not sorts:
            return
    assert not sorts


# Hard cases: what must not be claimed


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def card(figures: Figures, key: str, network: str = "bluesky", own: str | None = None) -> Card:
    return CARDS[key](view(figures.store, figures.scope("2026-05-01", "2026-05-31", now=NOW), network, own=own))


def read_daily(figures: Figures, account: int, seen: list[date] = EVE_AND_MAY) -> None:
    figures.readings(account, {day: day - timedelta(days=1) for day in seen})


def posts(figures: Figures, account: int, number: int, likes: int, *, step: int = 0, **fields: object) -> None:
    """Posts spread over May whose likes differ a little."""
    rows = [
        {"at": f"2026-05-{1 + place * 24 // number:02d} 09:{place:02d}", "likes": likes + step * (place % 5), **fields}
        for place in range(number)
    ]
    figures.posts(account, rows)


def test_a_third_brand_whose_band_reaches_higher_forbids_the_claim(figures: Figures) -> None:
    for brand, opening, closing, step in (
        ("Anvil", 1000, 1100, 1),
        ("Bellows", 2000, 2180, 1),
        ("Crucible", 1000, 1080, 100),
    ):
        figures.followers(figures.account(brand, "bluesky"), {"2026-04-30": opening, "2026-05-31": closing}, step=step)
    assert card(figures, "follower-growth").finding == "Follower growth: no clear difference"


def test_growth_between_readings_further_apart_does_not_count_as_faster(figures: Figures) -> None:
    figures.followers(figures.account("Anvil", "bluesky"), {"2026-04-28": 1000, "2026-05-31": 1102})
    figures.followers(figures.account("Bellows", "bluesky"), {"2026-05-03": 1000, "2026-05-29": 1100})
    shown = card(figures, "follower-growth")
    assert shown.finding == "Follower growth: no clear difference"
    assert "Anvil 33 days, Bellows 26 days" in shown.footer


def test_a_loss_is_not_called_growth_and_a_tie_has_no_first(figures: Figures) -> None:
    for brand, closing in (("Anvil", 990), ("Bellows", 900)):
        figures.followers(figures.account(brand, "bluesky"), {"2026-04-30": 1000, "2026-05-31": closing})
    for brand in ("Anvil", "Bellows"):
        figures.followers(figures.account(brand, "mastodon"), {"2026-04-30": 1000, "2026-05-31": 1100})
    assert card(figures, "follower-growth").finding == "All brands lost followers"
    assert card(figures, "net-followers-by-week").finding == "Net new followers by week"
    assert card(figures, "follower-growth", "mastodon").finding == "Follower growth: no clear difference"
    assert card(figures, "followers-over-time", "mastodon").finding == "Anvil, Bellows have the largest audiences"


def test_net_new_followers_are_told_of_the_period_not_of_the_weeks_that_were_seen(figures: Figures) -> None:
    figures.followers(figures.account("Anvil", "bluesky"), {"2026-04-30": 1000, "2026-05-31": 2000})
    daily = {day: 1000 + 10 * number for number, day in enumerate(EVE_AND_MAY)}
    figures.followers(figures.account("Bellows", "bluesky"), daily)
    assert card(figures, "net-followers-by-week").finding == "Anvil gained the most followers: +1,000 net"


def test_brands_without_a_figure_leave_the_claim_to_the_others(figures: Figures) -> None:
    for brand, closing in (("Anvil", 1100), ("Bellows", 1300)):
        figures.followers(figures.account(brand, "bluesky"), {"2026-04-30": 1000, "2026-05-31": closing})
    figures.followers(figures.account("Crucible", "bluesky"), {"2026-05-10": 1000, "2026-05-20": 5000})
    shown = card(figures, "follower-growth")
    assert shown.finding == "Of the brands with a figure, Bellows grew fastest: +30.0\u202f% in 31 days"
    assert "Crucible (observed 10–20 May 2026 only)" in shown.footer


def test_who_has_no_count_on_the_last_day_is_not_passed_over(figures: Figures) -> None:
    for brand, count in (("Anvil", 100), ("Bolt", 90)):
        figures.followers(figures.account(brand), dict.fromkeys(EVE_AND_MAY, count))
    figures.followers(figures.account("Cog"), dict.fromkeys(days("2026-05-01", "2026-05-20"), 5000))
    context = view(figures.store, figures.scope("2026-05-01", "2026-05-31", now=NOW), "mastodon")
    title = CARDS["followers-over-time"](context).finding
    assert "largest" not in title
    assert title.startswith("Of 2 brands with a count on")
    assert title.endswith("Anvil ahead")


def test_net_followers_of_fewer_days_are_not_called_less(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {day: 1000 + 10 * n for n, day in enumerate(EVE_AND_MAY)})
    # 11 a day, first read on 3 May and last on 28 May: 275 net against 310.
    bolt = {day: 1000 + 11 * n for n, day in enumerate(days("2026-05-03", "2026-05-28"))}
    figures.followers(figures.account("Bolt"), bolt)
    context = view(figures.store, figures.scope("2026-05-01", "2026-05-31", now=NOW), "mastodon")
    assert CARDS["net-followers-by-week"](context).finding == "Net new followers by week"


def test_a_brand_without_a_figure_may_not_have_lost_followers(figures: Figures) -> None:
    for brand in ("Anvil", "Bolt"):
        figures.followers(figures.account(brand), {day: 1000 - n for n, day in enumerate(EVE_AND_MAY)})
    figures.account("Cog")
    context = view(figures.store, figures.scope("2026-05-01", "2026-05-31", now=NOW), "mastodon")
    assert CARDS["follower-growth"](context).finding == "All brands with a figure lost followers"


def test_brands_without_a_figure_are_named_together_by_reason() -> None:
    rows = [("Anvil", "no_observation"), ("Cog", "no_observation"), ("Dowel", "not_covered")]
    frame = pd.DataFrame([{"brand_id": name, "name": name, "value": None, "note": note} for name, note in rows])
    assert conditions.without_figure(frame).startswith("Without a figure: Anvil, Cog (not observed); Dowel (")


def test_brands_without_posts_are_named_beside_the_mix_of_formats(figures: Figures) -> None:
    silent, anvil = figures.account("Cog"), figures.account("Anvil")
    figures.account("Dowel")
    for account in (silent, anvil):
        figures.read(account, "2026-05-31 20:00", "2026-04-20")
    figures.posts(anvil, [{"at": day} for day in MAY])
    context = view(figures.store, figures.scope("2026-05-01", "2026-05-31", now=NOW), "mastodon")
    footer = CARDS["post-mix"](context).footer
    assert "Cog (no post in the period); Dowel (posts were not read for this period)" in footer


def test_rounding_that_hides_all_change_is_said(figures: Figures) -> None:
    for brand in ("Anvil", "Bellows"):
        figures.followers(figures.account(brand, "youtube"), {"2026-04-30": 12300, "2026-05-31": 12300}, step=100)
    shown = card(figures, "follower-growth", "youtube")
    assert shown.finding == "Follower growth: no clear difference"
    assert "Not distinguishable from no change: Anvil, Bellows." in shown.footer
    assert "YouTube rounds its counts" in shown.footer
    assert "On YouTube the followers are its subscribers." in shown.footer


def test_who_was_read_for_a_few_days_only_is_not_called_the_one_who_posts_most(figures: Figures) -> None:
    anvil, bellows = figures.account("Anvil", "bluesky"), figures.account("Bellows", "bluesky")
    read_daily(figures, anvil)
    read_daily(figures, bellows, days("2026-05-28", "2026-05-31"))
    posts(figures, anvil, 10, 10)
    figures.posts(bellows, [{"at": f"2026-05-{day} 12:00", "likes": 5} for day in (28, 29, 30)])
    pace, silence = card(figures, "posts-per-week"), card(figures, "longest-silence")
    assert pace.finding == "Posts per week"
    assert "Posts not read throughout: Bellows (4 of 31 days)." in pace.footer
    assert "on the days read" in silence.finding
    assert card(figures, "share-of-posts").finding == "Anvil published 77\u202f% of the posts that were read"
    assert card(figures, "interactions-total").finding == "Interactions in total"


def test_hidden_counts_that_could_change_the_order_forbid_the_claim(figures: Figures) -> None:
    anvil, bellows = figures.account("Anvil", "bluesky"), figures.account("Bellows", "bluesky")
    for account in (anvil, bellows):
        read_daily(figures, account)
    posts(figures, anvil, 10, 10)
    posts(figures, bellows, 9, 10)
    figures.posts(bellows, [{"at": "2026-05-20 12:00", "hidden": ("likes",), "age": None}] * 2)
    assert card(figures, "interactions-total").finding == "Interactions in total"
    posts(figures, anvil, 10, 10)
    assert card(figures, "interactions-total").finding == "Anvil drew the most interactions: 200"


def test_a_handful_of_posts_above_the_leader_leaves_no_leader(figures: Figures) -> None:
    for brand, number, likes in (("Anvil", 20, 400), ("Bellows", 20, 50)):
        account = figures.account(brand, "bluesky")
        read_daily(figures, account)
        posts(figures, account, number, likes, step=3)
    assert card(figures, "engagement-rate").finding.startswith("Anvil's posts get the highest engagement rate: 40.6")
    posts(figures, figures.account("Crucible", "bluesky"), 3, 900)
    assert card(figures, "engagement-rate").finding == "Engagement rate by followers: no clear difference"
    shown = card(figures, "engagement-rate")
    assert "Crucible has 3 posts only: 13 weeks are advised." in shown.footer
    assert table(shown)["Rank"].isna().to_dict() == {"Anvil": False, "Bellows": False, "Crucible": True}


def test_the_own_brand_stands_against_each_competitor_with_its_ranks(figures: Figures) -> None:
    for brand, likes in (("Anvil", 100), ("Bellows", 400), ("Crucible", 25)):
        account = figures.account(brand, "bluesky")
        read_daily(figures, account)
        posts(figures, account, 20, likes, step=2)
    shown = card(figures, "against-own", own="Anvil")
    assert shown.finding == "Anvil's posts clearly engage more than those of Crucible and less than those of Bellows"
    rows = shown.table.set_index("Competitor")  # type: ignore[union-attr]
    assert rows["Ratio"].round(1).to_dict() == {"Bellows": 0.3, "Crucible": 3.5}
    assert rows["Rank range"].to_dict() == {"Bellows": "1st", "Crucible": "3rd"}
    assert "Anvil ranks 2nd of 3 brands." in shown.footer
    ranks = card(figures, "against-own")
    assert ranks.finding.startswith("Bellows's posts get the highest engagement rate")
    assert table(ranks)["Rank range"].to_dict() == {"Anvil": "2nd", "Bellows": "1st", "Crucible": "3rd"}


def test_weeks_cut_by_the_period_are_in_the_table_and_not_in_the_chart(figures: Figures) -> None:
    account = figures.account("Anvil", "bluesky")
    read_daily(figures, account)
    posts(figures, account, 10, 10)
    shown = card(figures, "posts-by-week")
    assert len(table(shown)) == 5
    assert "Weeks that are not whole are in the table only." in shown.footer
    assert shown.figure is not None
    assert len(shown.figure.data[0]["y"]) == 4


def test_hours_are_those_of_each_account_and_one_prolific_brand_is_named(figures: Figures) -> None:
    for brand, number in (("Anvil", 24), ("Bellows", 24), ("Crucible", 5)):
        account = figures.account(brand, "bluesky")
        read_daily(figures, account)
        posts(figures, account, number, 10)
    shown = card(figures, "posting-hours-competitors", own="Anvil")
    assert "hours in each account's own time zone" in shown.definition
    assert "Every post counts once: 83\u202f% of them are Bellows's." in shown.footer
