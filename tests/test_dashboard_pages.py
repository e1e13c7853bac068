"""Every page with nothing, with one brand observed once, and with the demo: it draws, and says what to do next."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from page_opening import open_page
from streamlit.testing.v1 import AppTest

from benchmark import brands, owner
from benchmark.clock import utcnow
from benchmark.store import Store, credentials
from benchmark.store.record import Outcome, Reading, record
from sources.base import Day, Identity, Post, Profile

PAGES = {
    "": "Overview",
    "audience": "Audience",
    "publishing": "Publishing",
    "engagement": "Engagement",
    "content": "Content",
    "brand": "Brand",
    "data": "Data",
}

Opening = Callable[..., AppTest]


@pytest.fixture
def dashboard(pages: None) -> Opening:
    """Opens a page of the dashboard over a fresh database."""
    return open_page


def one_snapshot(store: Store, name: str = "Anvil Works", *, own: bool = True, native: str = "did:plc:a") -> int:
    """A brand with one Bluesky account, read once, an hour ago."""
    identity = Identity("bluesky", native, f"https://bsky.app/profile/{native}", needs_network=False)
    profile = Profile(native, handle="anvil.bsky.social", display_name=name, followers=1234)
    added = brands.add(store, name, identity, profile, own=own, actor="test")
    at = utcnow() - timedelta(hours=1)
    with store.transaction() as tx:
        key = int(tx.value("SELECT coalesce(max(run_key), 0) + 1 FROM core.run"))
        tx.execute(
            "INSERT INTO core.run VALUES ($key, 'r' || $key, $at, $at, 'manual', 'done')", {"key": key, "at": at}
        )
    posts = (Post("3kpost", at - timedelta(days=9), "text", text="Forged", likes=3, comments=1, shares=0, quotes=0),)
    record(
        store,
        key,
        Reading(added.account_key, at, at, profile=profile, posts=posts, window_from=at - timedelta(days=30)),
    )
    return added.account_key


def _noting(ask: Callable[..., Any], asked: list[str]) -> Callable[..., Any]:
    def noted(sql: str, params: Any = None) -> Any:
        asked.append(sql)
        return ask(sql, params)

    return noted


@pytest.mark.parametrize("path", PAGES)
def test_empty_database_leads_to_the_first_brand_on_every_page(dashboard: Opening, path: str) -> None:
    page = dashboard(path)
    assert [title.value for title in page.title] == ["See where your brand stands"]
    assert "Look at the demo" in [button.label for button in page.button]


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_page_draws_with_one_brand_observed_once(dashboard: Opening, path: str, title: str) -> None:
    one_snapshot(owner.current().store)
    page = dashboard(path)
    assert [each.value for each in page.title] == [title]
    assert page.sidebar.button(key="collect").label == "Collect now"


def mentioned(store: Store, brand: str, *accounts: str) -> None:
    """A brand with articles and phrases whose values of the last 30 days were read an hour ago."""
    at = utcnow() - timedelta(hours=1)
    for account in accounts:
        source, _, native = account.partition(":")
        measure = "page_views" if source == "wikipedia" else "mentions"
        identity = Identity(source, native, "https://anvil.example/", needs_network=False)
        added = brands.add(store, brand, identity, Profile(native, display_name=brand), actor="test")
        days = tuple(Day(at.date() - timedelta(days=n), measure, 10 * n) for n in range(1, 31))
        record(store, 1, Reading(added.account_key, at, at, profile=Profile(native), days=days))


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_page_draws_with_articles_and_phrases_only(dashboard: Opening, path: str, title: str) -> None:
    mentioned(owner.current().store, "Anvil Works", "wikipedia:en.wikipedia.org/Anvil", "gdelt:anvil works")
    page = dashboard(path, period="28d")
    assert [each.value for each in page.title] == [title]
    said = " ".join(str(each.proto.body) for each in page.get("html"))
    assert ("No account with followers or posts" in said) == (path != "data")
    assert "dormant" not in said.replace("dormant: no post for 90 days", "")


def test_attention_has_a_section_of_the_audience_page(dashboard: Opening) -> None:
    store = owner.current().store
    one_snapshot(store)
    page = dashboard("audience", period="28d")
    assert any("hackernews:Name" in each.value for each in page.caption), "a line says how to add some"
    mentioned(store, "Anvil Works", "wikipedia:en.wikipedia.org/Anvil", "hackernews:anvil works", "gdelt:anvil works")
    mentioned(store, "Hammer", "hackernews:hammer")
    page = dashboard("audience", period="28d")
    assert not any("hackernews:Name" in each.value for each in page.caption)
    said = " ".join(str(each.proto.body) for each in page.get("html"))
    assert all(f'id="{key}"' in said for key in ("page-views-by-week", "mentions-by-week", "share-of-voice"))
    assert "Hacker News" in said
    assert "GDELT" not in said
    page = dashboard("audience", period="28d", mentions="gdelt")
    assert "GDELT" in " ".join(str(each.proto.body) for each in page.get("html"))
    assert page.get("plotly_chart")


def test_posts_of_an_article_are_not_counted_as_none(dashboard: Opening) -> None:
    store = owner.current().store
    one_snapshot(store)
    mentioned(store, "Anvil Works", "wikipedia:en.wikipedia.org/Anvil")
    shown = dashboard("data").dataframe[0].value
    assert shown["Posts"].isna().tolist() == [False, True]
    assert shown["Followers"].isna().tolist() == [False, True]


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_page_draws_with_the_demo(dashboard: Opening, path: str, title: str) -> None:
    page = dashboard(path, demo="true", period="28d")
    assert [each.value for each in page.title] == [title]
    assert page.sidebar.button(key="add-competitor").disabled
    assert page.sidebar.button(key="collect").disabled
    if path not in ("", "data"):
        assert page.get("plotly_chart")


def test_looking_at_the_demo_is_in_the_address(dashboard: Opening) -> None:
    page = dashboard()
    page.button(key="look-at-demo").click().run()
    assert not page.exception
    assert [title.value for title in page.title] == ["Overview"]
    assert page.toggle(key="demo").value


def test_filters_come_from_the_address_and_return_to_it(dashboard: Opening) -> None:
    page = dashboard("audience", demo="true", period="26w", compare="none", networks="mastodon bluesky")
    assert page.selectbox(key="choose-period").value == "26w"
    assert page.selectbox(key="choose-compare").value == "none"
    assert sorted(page.multiselect(key="choose-networks").value) == ["bluesky", "mastodon"]
    page.selectbox(key="choose-period").set_value("52w").run()
    assert page.session_state["period"] == "52w"
    chosen = page.multiselect(key="choose-brands").options[0]
    page.multiselect(key="choose-brands").select(chosen).run()
    slug, _, part = page.session_state["brands"].partition(".")
    assert slug == chosen.lower()
    assert len(part) == 6


def test_the_scale_of_followers_comes_from_the_address_and_returns_to_it(dashboard: Opening) -> None:
    page = dashboard("audience", demo="true", period="28d", scale="log", networks="mastodon")
    control = page.segmented_control(key="choose-scale")
    assert control.value == "log"
    assert "followers, logarithmic" in " ".join(str(each.proto) for each in page.get("plotly_chart"))
    control.set_value("index").run()
    assert not page.exception
    assert page.session_state["scale"] == "index"
    assert "Followers relative to" in said(page)
    page.segmented_control(key="choose-scale").set_value("").run()
    assert page.session_state["scale"] == ""
    assert dashboard("audience", demo="true", scale="sideways").segmented_control(key="choose-scale").value == ""


def test_the_audience_page_tells_what_it_takes_what_comes_and_all_networks(dashboard: Opening) -> None:
    page = dashboard("audience", demo="true", network="bluesky")
    cards = said(page)
    for key in ("catch-up", "own-forecast", "followers-forecast", "audience-by-network"):
        assert f'id="{key}"' in cards
    assert "If both keep their pace" in cards
    assert "errors of 10 accounts" in cards
    # Where ten accounts are not followed, one card says so.
    page = dashboard("audience", demo="true", network="youtube")
    cards = said(page)
    assert "Follow 5 more accounts there." in cards
    assert 'id="own-forecast"' not in cards


def test_the_denominator_is_in_the_address_and_acts_on_every_page(dashboard: Opening) -> None:
    page = dashboard("engagement", demo="true", period="28d", networks="bluesky", over="mean")
    assert page.selectbox(key="choose-over").value == "mean"
    assert "mean followers of the period" in said(page)
    assert any("Mean followers" in text.value for text in page.sidebar.caption)
    page.selectbox(key="choose-over").set_value("end").run()
    assert not page.exception
    assert page.session_state["over"] == "end"
    page.selectbox(key="choose-over").set_value("").run()
    assert page.session_state["over"] == ""
    assert not any("rates over" in text.value for text in page.sidebar.caption)
    assert "rate ÷ followers at the period&#x27;s end" in said(
        dashboard("", demo="true", period="28d", networks="bluesky", over="end")
    )


def test_contests_are_left_out_by_a_switch_that_the_address_keeps_and_each_card_names(dashboard: Opening) -> None:
    page = dashboard("publishing", demo="true", period="28d", networks="mastodon", without="contest nothing")
    assert page.toggle(key="choose-without-contest").value
    assert not page.toggle(key="choose-without-partnership").value
    assert said(page).count("without contests") > 1
    page.toggle(key="choose-without-partnership").set_value(True).run()
    assert not page.exception
    assert page.session_state["without"] == "contest partnership"
    assert "without contests and partnerships" in said(page)
    page.toggle(key="choose-without-contest").set_value(False).run()
    page.toggle(key="choose-without-partnership").set_value(False).run()
    assert page.session_state["without"] == ""
    assert "without contests" not in said(page)
    assert "without contests" not in said(
        dashboard("audience", demo="true", period="28d", networks="mastodon", without="contest")
    )


def test_accounts_of_other_roles_and_markets_are_shown_when_chosen(dashboard: Opening) -> None:
    store = owner.current().store
    one_snapshot(store)
    assert "choose-roles" not in [box.key for box in dashboard().multiselect]
    for native, role, market in (("did:plc:b", "service", "FR"), ("did:plc:c", "main", "DE")):
        one_snapshot(store, "Hammer", own=False, native=native)
        brands.describe(store, f"bluesky:{native}", role=role, market=market, actor="test")
    page = dashboard("engagement")
    accounts = page.multiselect(key="choose-roles")
    assert accounts.value == ["main"]
    assert "Customer service" not in said(page)
    accounts.set_value(["main", "service"]).run()
    assert page.session_state["roles"] == "main service"
    assert "accounts: Main accounts, Customer service" in said(page)
    assert "France and Germany mixed" in said(page)
    page = dashboard("engagement", roles="service", markets="fr")
    assert page.multiselect(key="choose-markets").value == ["fr"]
    assert "accounts: Customer service" in said(page)
    assert "mixed" not in said(page)
    page.multiselect(key="choose-roles").set_value(["main"]).run()
    assert page.session_state["roles"] == ""


def test_an_account_is_described_on_the_data_page(dashboard: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmark.dashboard.parts import data_accounts

    store = owner.current().store
    one_snapshot(store)
    assert "Market" not in data_accounts.table(data_accounts.accounts(store))
    # A row cannot be chosen without a browser: the table answers as if its first one were.
    monkeypatch.setattr("streamlit.dataframe", lambda *_, **__: SimpleNamespace(selection={"rows": [0]}))
    page = dashboard("data")
    page.text_input(key="market-bluesky:did:plc:a").set_value("fr")
    page.selectbox(key="role-bluesky:did:plc:a").set_value("service")
    page.selectbox(key="zone-bluesky:did:plc:a").set_value("Europe/Paris")
    next(button for button in page.button if button.label == "Save").click().run()
    assert not page.exception
    assert store.rows("SELECT market, role, timezone FROM accounts") == [("FR", "service", "Europe/Paris")]
    shown = data_accounts.table(data_accounts.accounts(store))
    told = [shown[column].tolist() for column in ("Market", "Role", "Time zone")]
    assert told == [["France"], ["Customer service"], ["Europe/Paris"]]


def test_like_for_like_is_in_the_address_and_only_with_a_comparison(dashboard: Opening) -> None:
    page = dashboard("publishing", demo="true", network="bluesky", period="28d", like="yes")
    assert page.toggle(key="choose-like").value
    assert "like for like with" in said(page)
    assert any("like for like" in text.value for text in page.sidebar.caption)
    page.toggle(key="choose-like").set_value(False).run()
    assert page.session_state["like"] == ""
    assert "like for like with" not in said(page)
    page = dashboard("publishing", demo="true", network="bluesky", period="28d", like="yes", compare="none")
    assert "choose-like" not in [toggle.key for toggle in page.toggle]
    assert "like for like" not in said(page)


def said(page: AppTest) -> str:
    return " ".join(str(each.proto.body) for each in page.get("html"))


def test_own_dates_are_days_in_the_address(dashboard: Opening) -> None:
    page = dashboard("audience", demo="true", period="2026-09-01..2026-09-30")
    assert page.selectbox(key="choose-period").value == "custom"
    assert page.date_input(key="choose-days").value == (date(2026, 9, 1), date(2026, 9, 30))


def test_unknown_filters_are_left_aside_and_said(dashboard: Opening) -> None:
    page = dashboard("audience", demo="true", period="weird", compare="x", networks="myspace", brands="gone.abcdef")
    assert page.selectbox(key="choose-period").value == "13w"
    assert page.multiselect(key="choose-brands").value == []
    assert "The address names 1 brand that is not in this panel." in [text.value for text in page.sidebar.caption]


def test_failed_account_is_told_with_its_remedy(dashboard: Opening) -> None:
    store = owner.current().store
    key = one_snapshot(store)
    with store.transaction() as tx:
        tx.execute(
            "INSERT INTO core.run_account VALUES (1, $key, 'failed', 'not_found', '', '{}', 1, 0, NULL, $at, $at)",
            {"key": key, "at": utcnow()},
        )
    page = dashboard("data")
    assert any("1 account needs attention" in text.value for text in page.markdown)
    shown = next(frame.value for frame in page.dataframe)
    assert list(shown["State"]) == ["Failed"]
    assert list(shown["Followers"]) == [1234]


def test_removed_account_comes_back(dashboard: Opening) -> None:
    store = owner.current().store
    one_snapshot(store)
    one_snapshot(store, "Hammer", own=False, native="did:plc:b")
    brands.remove(store, "Hammer", actor="test")
    page = dashboard("data")
    assert list(page.dataframe[0].value["Brand"]) == ["Anvil Works"]
    page.button(key="restore-2").click().run()
    assert not page.exception
    assert list(page.dataframe[0].value["Brand"]) == ["Anvil Works", "Hammer"]


def test_hostile_names_are_escaped_in_the_sidebar_and_on_the_data_page(dashboard: Opening) -> None:
    store = owner.current().store
    one_snapshot(store, "![x](http://evil.example/a.png) <b>$x$</b>")
    page = dashboard("data")
    spoken = [element.value for element in (*page.markdown, *page.caption)]
    assert not any("](http" in text for text in spoken)


def test_sidebar_asks_the_database_little(dashboard: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn again over the same data it asks nothing; after a change one query for panels and two for the last run."""
    from benchmark.dashboard import collecting
    from benchmark.view import panels

    store = owner.current().store
    one_snapshot(store)
    asked: list[str] = []
    for name in ("query", "rows"):
        monkeypatch.setattr(store, name, _noting(getattr(store, name), asked))
    for _ in range(2):
        panels.panels(store)
        panels.panel(store, next(iter(panels.panels(store))))
        collecting.facts(owner.current())
    assert len(asked) == 3


@pytest.mark.slow
def test_fifty_accounts_draw_quickly(dashboard: Opening) -> None:
    store = owner.current().store
    for number in range(50):
        one_snapshot(store, f"Brand {number % 10}", own=number == 0, native=f"did:plc:{number}")
    page = dashboard("data")
    began = time.perf_counter()
    page.run()
    assert time.perf_counter() - began < 1.0


def test_a_panel_gets_its_own_brand_and_another_name_on_the_data_page(dashboard: Opening) -> None:
    store = owner.current().store
    one_snapshot(store, own=False)
    page = dashboard("data")
    page.session_state["data-tab"] = "Panels"
    page.run()
    assert not page.exception
    brand = store.value("SELECT brand_id FROM brands")
    next(box for box in page.selectbox if box.label == "Own brand").set_value(brand)
    next(field for field in page.text_input if field.label == "Name of the panel in view").set_value("Anvil makers")
    next(button for button in page.button if button.label == "Save the panel").click().run()
    assert not page.exception
    assert store.rows("SELECT name, own_brand_id FROM panels") == [("Anvil makers", brand)]


def test_without_a_browser_on_the_server_the_reader_s_own_makes_the_png(
    dashboard: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmark.charts.export.browser_available", lambda: False)
    page = dashboard("audience", demo="true")
    assert page.button(key="svg-followers-over-time").disabled
    page.button(key="png-followers-over-time").click().run()
    assert not page.exception
    charts = [chart.proto.config for chart in page.get("plotly_chart")]
    assert sum('"toImage"' in config for config in charts) == 1


def test_the_data_page_says_what_to_do_about_a_token_that_ends_and_a_network_that_is_down(
    dashboard: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BENCHMARK_YOUTUBE_API_KEY", "s3cret-youtube-key")
    store, now = owner.current().store, utcnow()
    one_snapshot(store)
    identity = Identity("youtube", "UC" + "a" * 22, "https://www.youtube.com/channel/UC", needs_network=False)
    added = brands.add(store, "Rival", identity, Profile("UC" + "a" * 22, followers=1200), actor="test")
    failed = Outcome("failed", "unreachable", "down", '{"host": "www.googleapis.com"}')
    record(store, 1, Reading(added.account_key, now, now, outcome=failed))
    ends = {"BENCHMARK_YOUTUBE_API_KEY": now + timedelta(days=3)}
    credentials.keep(store, ["BENCHMARK_YOUTUBE_API_KEY"], ends, now)
    page = dashboard("data")
    (warning,) = [each.value for each in page.warning]
    assert "the token in BENCHMARK" in warning
    assert "Renew it" in warning
    page.session_state["data-tab"] = "Sources"
    page.run()
    assert not page.exception
    titles = [each.label for each in page.expander]
    assert any(title.startswith("**YouTube**") and "1 failing" in title for title in titles)
    told = " ".join(each.proto.body for each in page.get("html"))
    assert "YouTube could not be reached. Check the network connection" in told
    assert "s3cret-youtube-key" not in told


def test_a_network_whose_figures_come_by_import_has_the_same_charts(dashboard: Opening) -> None:
    store, now = owner.current().store, utcnow()
    for brand, followers in (("Anvil Works", 4100), ("Cogwheel", 5200)):
        identity = Identity("pinterest", f"@{brand[:5].lower()}", f"https://www.pinterest.com/{brand[:5]}/")
        added = brands.add(store, brand, identity, None, own=brand.startswith("A"), actor="test")
        for days in (40, 1):
            seen = Profile(identity.native_id, followers=followers - days)
            at = now - timedelta(days=days)
            record(store, None, Reading(added.account_key, at, at, profile=seen, origin="import"))
    page = dashboard("audience", network="pinterest")
    told = " ".join(each.proto.body for each in page.get("html"))
    assert "Cogwheel has the largest audience: 5.2k followers" in told.replace("\u202f", "").replace("\u00a0", "")
    assert "Pinterest" in told
    for path in ("", "publishing", "engagement"):
        dashboard(path, network="pinterest")
