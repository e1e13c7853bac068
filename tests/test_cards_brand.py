"""The Brand page's cards: whom they compare, what they say, and what they leave open."""

from __future__ import annotations

import csv
import io
import math
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from card_views import view
from figures import Figures, days

from benchmark import planning
from benchmark.brands import panels
from benchmark.cards import brand_view
from benchmark.cards.aims import aims
from benchmark.cards.brand import CARDS
from benchmark.cards.context import Context
from benchmark.cards.event_lines import event_of, moments
from benchmark.charts import export_tables
from benchmark.planning import Draft
from benchmark.store import Store

RATES = (8, 9, 10, 10, 11, 12, 9, 11, 10, 10, 9, 11)
EVIL = "<img src=x onerror=alert(1)> $x$ **bold** مرحبا"


def posted(made: Figures, account: int, first: str, last: str, factor: float = 1.0) -> None:
    """A post a day at noon with about 10 × factor likes at age."""
    rows: list[dict[str, Any]] = [
        {"at": f"{day} 12:00", "likes": round(RATES[place % len(RATES)] * factor)}
        for place, day in enumerate(days(first, last))
    ]
    made.posts(account, rows)


def read_all(made: Figures, until: str = "2026-06-21") -> None:
    """Read the posts of every account back to March, and once a day their followers are looked at."""
    for account in made.accounts:
        made.read(account, f"{until} 06:00", "2026-03-01")


def write_four_brands(store: Store) -> Figures:
    """Anvil, Hammer, Tongs and Bellows on Mastodon, Anvil and Hammer on Bluesky: May 2026, known to the last post."""
    made = Figures(store)
    panels.create(store, "Panel", timezone="UTC", actor="test")
    sizes = {"Anvil": 1000, "Hammer": 4000, "Tongs": 2000, "Bellows": 3000}
    for brand, size in sizes.items():
        account = made.account(brand, followers=size)
        made.followers(account, {day: size + place for place, day in enumerate(days("2026-03-25", "2026-06-30"))})
        posted(made, account, "2026-03-25", "2026-06-20", 2.0 if brand == "Anvil" else 1.0)
    for brand, size in (("Anvil", 9000), ("Hammer", 500)):
        account = made.account(brand, "bluesky", followers=size)
        made.followers(account, {day: size + 2 * place for place, day in enumerate(days("2026-03-25", "2026-06-30"))})
        posted(made, account, "2026-03-25", "2026-06-20")
    read_all(made)
    return made


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """The four brands, written once; the file is closed, to be copied."""
    with Store.open(tmp_path_factory.mktemp("brands") / "benchmark.duckdb") as store:
        return write_four_brands(store)


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory, written: Figures) -> Iterator[Figures]:
    """The four brands for tests that only look."""
    with opened(written, tmp_path_factory.mktemp("looked-at")) as made:
        yield made


@pytest.fixture
def four_brands(tmp_path: Path, written: Figures) -> Iterator[Figures]:
    """The four brands for one test that writes."""
    with opened(written, tmp_path) as made:
        yield made


@contextmanager
def opened(written: Figures, folder: Path) -> Iterator[Figures]:
    with Store.open(shutil.copy(written.store.path, folder / "benchmark.duckdb")) as store:
        made = Figures(store)
        made.accounts += written.accounts
        yield made


def may(made: Figures, network: str = "mastodon", own: str | None = "Anvil") -> Context:
    return view(made.store, made.scope("2026-05-01", "2026-05-31"), network, own=own)


def test_beside_the_own_brand_stands_the_strongest_competitor_on_its_largest_network(read_only: Figures) -> None:
    """Anvil has most followers on Bluesky, where Hammer is the only other: Hammer, though on Mastodon it is larger still."""
    context = may(read_only)
    assert (brand_view.brand_of(context), brand_view.beside_of(context)) == ("Anvil", "Hammer")
    tongs = context.with_options(brand="Tongs")
    assert (brand_view.brand_of(tongs), brand_view.beside_of(tongs)) == ("Tongs", "Hammer")
    assert brand_view.beside_of(context.with_options(beside="Bellows")) == "Bellows"
    assert brand_view.beside_of(context.with_options(beside="Anvil")) == "Hammer", "never beside itself"
    assert brand_view.brand_of(context.with_options(brand="gone")) == "Anvil"


def test_every_card_stands_with_one_brand_and_with_none(store: Store) -> None:
    nobody = view(store, Figures(store).scope("2026-05-01", "2026-05-31"), None)
    for key, builder in CARDS.items():
        assert builder(nobody).state == "empty", key
    made = Figures(store)
    account = made.account("Anvil", followers=10)
    panels.create(store, "Panel", timezone="UTC", actor="test")
    alone = may(made)
    assert brand_view.beside_of(alone) is None
    for key, builder in CARDS.items():
        assert builder(alone).key == key
    made.followers(account, {"2026-05-01": 10, "2026-05-31": 12})
    posted(made, account, "2026-05-01", "2026-05-20")
    read_all(made)
    assert CARDS["brand-beside"](may(made)).state == "empty"
    assert "Add a competitor" in CARDS["brand-beside"](may(made)).message
    assert CARDS["brand-figures"](may(made)).state == "ok"


def test_figures_go_network_by_network_and_are_never_added_up(read_only: Figures) -> None:
    card = CARDS["brand-figures"](may(read_only))
    assert card.table is not None
    rows = card.table[card.table["Figure"] == "Followers"]
    assert dict(zip(rows["Network"], rows["Value"], strict=True)) == {"Bluesky": 9134.0, "Mastodon": 1067.0}
    # On Bluesky there is one competitor: no median.
    assert card.finding == "Anvil grew more than the competitors' median on 1 of 1 network"
    assert "Posts a week: above the competitors' median on 0 of 1 network." in card.footer
    assert "Engagement rate: above the competitors' median on 1 of 1 network, as the posts read have it." in card.footer


def test_side_by_side_says_only_what_is_sure(read_only: Figures) -> None:
    """On Mastodon Anvil's posts get twice the likes, on Bluesky as many: clear on one of two networks."""
    card = CARDS["brand-beside"](may(read_only))
    assert card.finding == "Anvil's posts engage clearly more than Hammer's on 1 of 2 networks"
    assert card.table is not None
    told = {(row["Network"], row["Figure"]): row for row in card.table.to_dict("records")}
    assert told["Mastodon", "Engagement rate by followers"]["Difference"] == "×1.95, clearly higher", (
        "(20 + ½) ÷ (10 + ½)"
    )
    assert told["Bluesky", "Engagement rate by followers"]["Difference"] == "×1.00, can't tell"
    assert told["Mastodon", "Followers"]["Difference"] == "×0.26"
    assert told["Bluesky", "Followers"]["Competitors' median"] == "Hammer 634", "of one there is no median"
    assert told["Mastodon", "Followers"]["Competitors' median"] == "3.1\u202fk"


def test_rounded_follower_counts_that_overlap_are_not_told_apart(store: Store) -> None:
    made = Figures(store)
    panels.create(store, "Panel", timezone="UTC", actor="test")
    for brand, count in (("Anvil", 12300), ("Hammer", 12350)):
        account = made.account(brand, followers=count)
        made.followers(account, {"2026-04-30": count, "2026-05-31": count}, step=100)
    read_all(made)
    card = CARDS["brand-beside"](may(made))
    assert card.table is not None
    told = card.table.set_index("Figure")["Difference"]
    assert told["Followers"] == "can't tell: rounded counts"
    assert told["Follower growth"] == "can't tell"


def test_a_brand_that_is_not_on_the_network_is_named_and_not_in_the_title(read_only: Figures) -> None:
    made = read_only
    context = may(made, "bluesky").with_options(beside="Tongs")
    card = CARDS["brand-followers"](context)
    assert card.finding == "Followers of Anvil"
    assert card.footer.endswith("Tongs has no account on Bluesky.")
    assert CARDS["brand-followers"](may(made)).finding == "Followers of Anvil and Hammer"


def test_objectives_are_met_missed_or_open(four_brands: Figures) -> None:
    """Mastodon, peers 2067, 3067, 4067 followers: the quartile is (3067 + 4067) / 2 = 3567; Anvil's 1067 miss it."""
    made, store = four_brands, four_brands.store
    for metric, target in (("posts_per_week", 6.5), ("engagement_rate_followers_pct", 2.0), ("followers", 1068)):
        planning.set_objective(store, "Panel", "Anvil", "mastodon", metric, target, actor="test")
    found = {aim.metric: aim for aim in aims(may(made)) if aim.network == "mastodon"}
    assert found["followers"].quartile.value == 3567
    assert found["followers"].against(found["followers"].quartile) == "missed"
    assert found["followers"].against(found["followers"].own) == "missed"
    assert found["posts_per_week"].against(found["posts_per_week"].own) == "met"
    rate = found["engagement_rate_followers_pct"]
    assert rate.row["low"] <= 2.0 <= rate.row["high"]
    assert rate.against(rate.own) == "cannot_tell", "the target lies inside the interval"
    assert rate.against(rate.quartile) == "met", "the competitors' medians are 1 %"
    card = CARDS["brand-objectives"](may(made))
    assert card.finding == "Anvil meets 1 of 3 own targets, misses 1; 1 cannot be told"
    assert "No top quartile of under 3 competitors with a figure: Bluesky." in card.footer


def test_a_target_over_another_denominator_is_named_rather_than_lost(four_brands: Figures) -> None:
    made, store = four_brands, four_brands.store
    planning.set_objective(store, "Panel", "Anvil", "mastodon", "engagement_rate_followers_pct", 2.0, actor="test")
    assert "does not show" not in CARDS["brand-objectives"](may(made)).footer
    over_mean = CARDS["brand-objectives"](replace(may(made), over="mean"))
    assert "Targets of figures that this view does not show: Engagement rate by followers." in over_mean.footer


def test_another_panel_s_targets_do_not_count_here(four_brands: Figures) -> None:
    made, store = four_brands, four_brands.store
    panels.create(store, "Other", timezone="UTC", actor="test")
    planning.set_objective(store, "Other", "Anvil", "mastodon", "followers", 1, actor="test")
    assert all(math.isnan(aim.own.value) for aim in aims(may(made)))


def test_posts_that_were_not_read_throughout_are_not_judged(store: Store) -> None:
    made = Figures(store)
    panels.create(store, "Panel", timezone="UTC", actor="test")
    account = made.account("Anvil")
    posted(made, account, "2026-05-20", "2026-05-31")
    made.read(account, "2026-06-10 06:00", "2026-05-20 00:00")
    planning.set_objective(store, "Panel", "Anvil", "mastodon", "posts_per_week", 5, actor="test")
    (pace,) = [aim for aim in aims(may(made)) if aim.metric == "posts_per_week"]
    assert pace.row["value"] == pytest.approx(7)
    assert pace.against(pace.own) == "cannot_tell"


def campaign(
    store: Store, title: str = "Sale", first: str = "2026-05-01", last: str = "2026-05-20", **about: str
) -> str:
    draft = Draft("campaign", title, date.fromisoformat(first), date.fromisoformat(last), **about)
    return planning.annotate(store, draft, actor="test").id


def test_an_event_is_told_against_the_peers_in_the_same_days(store: Store) -> None:
    """Anvil's rate triples in the twenty days of the sale, its pace doubles; the three others go on as before."""
    made = Figures(store)
    panels.create(store, "Panel", timezone="UTC", actor="test")
    for brand in ("Anvil", "Hammer", "Tongs", "Bellows"):
        account = made.account(brand, followers=1000)
        made.followers(account, dict.fromkeys(days("2026-03-25", "2026-06-30"), 1000))
        if brand != "Anvil":
            posted(made, account, "2026-03-25", "2026-06-20")
            continue
        posted(made, account, "2026-03-25", "2026-04-30")
        for _ in range(2):
            posted(made, account, "2026-05-01", "2026-05-20", 3)
        posted(made, account, "2026-05-21", "2026-06-20")
    read_all(made)
    campaign(store, brand="Anvil")
    card = CARDS["event-window"](may(made))
    assert card.table is not None
    rows = card.table.set_index("Figure")
    pace, rate = rows.loc["Posts per week"], rows.loc["Engagement rate by followers"]
    assert pace["During: own against competitors"] == pytest.approx(2)
    assert pace["During: verdict"] == "×2.00"
    assert rate["Before (11–30 Apr 2026)"] == pytest.approx(1.0)
    assert rate["During (1–20 May 2026)"] == pytest.approx(3.0)
    assert rate["During: own against competitors"] == pytest.approx(30.5 / 10.5, rel=0.05)
    assert rate["During: lowest"] > 1
    assert "clearly higher" in rate["During: verdict"]
    assert "can't tell" in rate["After: verdict"]
    assert rows.loc["Net new followers a day", "During: verdict"] == "0.000 points a day"
    assert "“Sale” Anvil's engagement went ×2.9" in card.finding
    assert "before and after: 20 days each" in card.definition


def test_a_sale_under_way_has_no_days_after_it_and_says_how_far_it_is(four_brands: Figures) -> None:
    made, store = four_brands, four_brands.store
    campaign(store, first="2026-05-25", last="2026-06-03")
    now = view(store, made.scope("2026-05-01", "2026-05-31", now="2026-05-27 12:00"), "mastodon", own="Anvil")
    card = CARDS["event-window"](now)
    assert "During: 3 of 10 days so far. The days after it have not begun." in card.footer
    assert card.table is not None
    assert not [column for column in card.table if str(column).startswith("After")]


def test_posts_too_young_for_the_rate_are_counted_as_left_out(store: Store) -> None:
    made = Figures(store)
    panels.create(store, "Panel", timezone="UTC", actor="test")
    account = made.account("Anvil")
    made.posts(
        account, [{"at": f"{day} 12:00", "likes": 5, "age": "young"} for day in days("2026-05-24", "2026-05-27")]
    )
    read_all(made)
    campaign(store, first="2026-05-24", last="2026-05-30")
    assert "4 own posts were last read under 7 days of age" in CARDS["event-window"](may(made)).footer


def test_the_event_chosen_comes_first_then_the_own_latest_that_is_over(four_brands: Figures) -> None:
    made, store = four_brands, four_brands.store
    old, own = campaign(store, "Old", "2026-03-01", "2026-03-02"), campaign(store, "Own", "2026-04-01", brand="Anvil")
    everybody, to_come = (
        campaign(store, "Fair", "2026-05-05", "2026-05-06"),
        campaign(store, "Later", "2027-01-01", "2027-01-02"),
    )
    planning.annotate(store, Draft("outage", "Down", date(2026, 5, 9), date(2026, 5, 9)), actor="test")
    rival = campaign(store, "Rival's", brand="Hammer")
    context = may(made)
    assert {each.id for each in moments(context)} == {old, own, everybody}
    assert {rival, to_come}.isdisjoint(each.id for each in moments(context))
    found = event_of(context)
    assert found is not None
    assert found.id == own
    found = event_of(context.with_options(event=old))
    assert found is not None
    assert found.id == old
    assert "In the same days:" in CARDS["event-window"](context).footer
    assert "Hammer: Rival's" in CARDS["event-window"](context).footer


def test_windows_are_local_days_whatever_the_clocks_do(store: Store) -> None:
    """In Paris 29 March 2026 has 23 hours: the day runs from 23:00 UTC to 22:00 UTC.

    Posts at 22:59 and 23:01 UTC on 28 March lie on 28 and 29 March; at 21:59 and 22:01 UTC on 29 March on 29 and 30 March.
    """
    made = Figures(store)
    panels.create(store, "Panel", timezone="Europe/Paris", actor="test")
    account = made.account("Anvil", timezone="Europe/Paris")
    moments_ = ("2026-03-28 22:59", "2026-03-28 23:01", "2026-03-29 21:59", "2026-03-29 22:01")
    made.posts(account, [{"at": at, "likes": 5} for at in moments_])
    made.read(account, "2026-05-20 06:00", "2026-03-01")
    campaign(store, first="2026-03-29", last="2026-03-29")
    scope = made.scope("2026-03-01", "2026-04-30", timezone="Europe/Paris")
    card = CARDS["event-window"](view(store, scope, "mastodon", own="Anvil"))
    assert card.table is not None
    pace = card.table.set_index("Figure").loc["Posts per week"]
    assert pace["Before (22–28 Mar 2026)"] == pytest.approx(1)
    assert pace["During (29 Mar 2026)"] == pytest.approx(14, rel=0.001), "2 posts on one local day"
    assert pace["After (30 Mar – 5 Apr 2026)"] == pytest.approx(1)


def test_accounts_and_profile_changes_are_told_in_the_panel_s_time(four_brands: Figures) -> None:
    made, store = four_brands, four_brands.store
    with store.transaction() as tx:
        tx.execute(
            "INSERT INTO core.profile_change VALUES (1, TIMESTAMP '2026-05-05 23:30', 'handle', 'old', $evil)",
            {"evil": EVIL},
        )
        tx.execute("UPDATE core.account SET market = $evil, handle = $evil WHERE account_key = 1", {"evil": EVIL})
    scope = made.scope("2026-05-01", "2026-05-31", timezone="Europe/Paris")
    context = view(store, scope, "mastodon", own="Anvil")
    card = CARDS["brand-profile-changes"](context)
    assert card.table is not None
    assert card.table["When"].tolist() == ["6 May 2026, 01:30"]
    assert "<img" not in card.html
    assert "&lt;img" in card.html
    accounts = CARDS["brand-profiles"](context)
    assert accounts.finding == "Anvil: 2 accounts"
    assert "<img" not in accounts.html
    assert accounts.table is not None
    assert accounts.table["Network"].tolist() == ["Bluesky", "Mastodon"]


def test_hostile_titles_stay_text_in_tables(four_brands: Figures) -> None:
    made, store = four_brands, four_brands.store
    campaign(store, EVIL)
    card = CARDS["event-window"](may(made))
    assert "<img" not in card.html
    assert EVIL.split(maxsplit=1)[0] in card.finding, "card texts are plain; each surface escapes for itself"


def test_a_view_across_networks_shows_what_a_view_of_one_network_shows(read_only: Figures) -> None:
    made = read_only
    one, wide = may(made, "bluesky"), brand_view.across(may(made)).about("bluesky")
    for metric in ("followers", "posts_per_week", "engagement_rate_followers_pct", "coverage"):
        left, right = one.of_network(metric), wide.of_network(metric)
        assert left.astype(str).to_dict("records") == right.astype(str).to_dict("records"), metric
    earlier = made.scope("2026-04-01", "2026-04-30")
    left_sets, right_sets = (each.samples("interactions_per_post", earlier) for each in (one, wide))
    assert {key: item.value for key, item in left_sets.items()} == {key: item.value for key, item in right_sets.items()}
    assert timedelta(days=30) == earlier.end - earlier.start + timedelta(days=1)


def test_hostile_texts_are_no_formulas_in_exports(four_brands: Figures) -> None:
    made, store = four_brands, four_brands.store
    formula = '=HYPERLINK("http://evil.example";"x")'
    with store.transaction() as tx:
        tx.execute(
            "INSERT INTO core.profile_change VALUES (1, TIMESTAMP '2026-05-05 23:30', 'bio', $text, '+1+1')",
            {"text": formula},
        )
    campaign(store, formula)
    for key in ("brand-profile-changes", "event-window"):
        rows = list(csv.reader(io.StringIO(export_tables.csv(CARDS[key](may(made))).decode("utf-8-sig"))))
        assert rows
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+1+1", "@"))], key
