"""Wikipedia: titles over redirects, page views by day, and what missing days mean."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attending import add, collect, daily, days
from loopback import Loopback, Reply
from simulate import NOW, Brand, brand_with_posts, client_for
from simulate_wikipedia import Simulator, title

from benchmark.clock import utcnow
from benchmark.store import Store
from sources.base import Account
from sources.errors import AccountGone, NotUnderstood, RetryLater
from sources.wikipedia import FIRST_DAY, SOURCE, normalised, parse_page, parse_views

DAY = timedelta(days=1)
PAGES = {"query": {"pages": [{"pageid": 7, "ns": 0, "title": "Anvil Works", "description": "Maker of anvils"}]}}


@pytest.fixture
def brand() -> Brand:
    return brand_with_posts("Anvil Works")


@pytest.fixture
def simulated(loopback: Loopback, brand: Brand) -> Simulator:
    made = Simulator(brand)
    made.serve(loopback)
    return made


# Titles


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("anvil", "Anvil"),
        ("Anvil Works", "Anvil_Works"),
        ("  Anvil _ Works__", "Anvil_Works"),
        (":Anvil", "Anvil"),
        ("étable", "Étable"),
        ("e\u0301table", "Étable"),
        ("ßeta", "ßeta"),
        ("Anvil#History", "Anvil"),
        ("AC/DC", "AC/DC"),
        ("2001: A Space Odyssey", "2001:_A_Space_Odyssey"),
        ("100%", "100%"),
        ("", None),
        ("#History", None),
        ("Talk:Anvil", None),
        ("user talk:Anvil", None),
        ("An{vil", None),
        ("An|vil", None),
        ("..", None),
        ("é" * 128, None),
    ],
)
def test_titles_are_kept_as_wikipedia_keeps_them(written: str, kept: str | None) -> None:
    assert normalised(written) == kept


def test_article_is_looked_up_with_the_documented_question(simulated: Simulator, brand: Brand) -> None:
    found = SOURCE.profile(client_for(simulated), simulated.hint(brand))
    assert (found.native_id, found.display_name) == ("en.wikipedia.org/Anvil_Works", "Anvil Works")
    assert (found.bio, found.url) == ("We make anvils.", "https://en.wikipedia.org/wiki/Anvil_Works")
    assert (found.followers, found.posts_total, found.status) == (None, None, "ok")
    (asked,) = simulated.requests
    assert asked.path == "/w/api.php"
    assert asked.query == {
        "action": "query",
        "format": "json",
        "formatversion": "2",
        "redirects": "1",
        "prop": "description",
        "titles": "Anvil Works",
    }
    assert "ops@anvil.example" in asked.headers["user-agent"]


def test_pasted_redirect_leads_to_its_article(simulated: Simulator, brand: Brand) -> None:
    brand.extra["redirects"] = ["Anvil Ltd"]
    found = SOURCE.profile(client_for(simulated), Account("@en.wikipedia.org/Anvil_Ltd"))
    assert found.native_id == "en.wikipedia.org/Anvil_Works"


def test_known_article_that_became_a_redirect_has_moved_and_keeps_its_id(simulated: Simulator, brand: Brand) -> None:
    brand.extra["redirects"] = ["Anvil Ltd"]
    found = SOURCE.profile(client_for(simulated), Account("en.wikipedia.org/Anvil_Ltd"))
    assert (found.native_id, found.status) == ("en.wikipedia.org/Anvil_Ltd", "moved")
    assert found.moved_to == "https://en.wikipedia.org/wiki/Anvil_Works"


def test_missing_article_and_other_page_are_gone(simulated: Simulator, brand: Brand) -> None:
    brand.extra["ns"] = 100
    with pytest.raises(AccountGone):
        SOURCE.profile(client_for(simulated), simulated.account(brand))
    for page in ({"missing": True}, {"invalid": True, "invalidreason": "bad"}):
        with pytest.raises(AccountGone):
            parse_page({"query": {"pages": [{"ns": 0, "title": "Anvil", **page}]}}, "en.wikipedia.org", "h")
    with pytest.raises(AccountGone):
        parse_page({"query": {"interwiki": [{"title": "fr:Enclume", "iw": "fr"}]}}, "en.wikipedia.org", "h")


@pytest.mark.parametrize("code", ["ratelimited", "maxlag", "readonly"])
def test_wiki_that_is_behind_is_asked_later(code: str) -> None:
    with pytest.raises(RetryLater) as caught:
        parse_page({"error": {"code": code, "info": "…"}}, "en.wikipedia.org", "en.wikipedia.org")
    assert (caught.value.code, caught.value.params["host"]) == ("rate_limited", "en.wikipedia.org")


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"code": "internal_api_error_DBQueryError"}},
        {"query": {"pages": []}},
        {"query": {"pages": [{"ns": 0}]}},
        {"query": {"pages": [{"title": "Anvil", "ns": True}]}},
        {"query": {"pages": {"7": {"title": "Anvil"}}}},
        {},
    ],
)
def test_answer_without_one_page_is_not_understood(body: object) -> None:
    with pytest.raises(NotUnderstood):
        parse_page(body, "en.wikipedia.org", "h")
    assert parse_page(PAGES, "en.wikipedia.org", "h").display_name == "Anvil Works"


# Views


def test_views_are_asked_for_by_people_of_the_whole_title(loopback: Loopback) -> None:
    brand = brand_with_posts("AC/DC (é?)")
    simulated = Simulator(brand)
    simulated.serve(loopback)
    found = daily(simulated, client=client_for(simulated), brand=brand, since=date(2026, 11, 15))
    assert found == {day: views for day, views in brand.days.items() if day >= date(2026, 11, 15)}
    (asked,) = simulated.requests
    assert asked.path == (
        "/api/rest_v1/metrics/pageviews/per-article/en.wikipedia.org/all-access/user/"
        "AC%2FDC_%28%C3%A9%3F%29/daily/20261115/20261119"
    )


def test_days_that_the_answer_lacks_stay_out(simulated: Simulator, brand: Brand) -> None:
    quiet = NOW.date() - 3 * DAY
    brand.days[quiet] = 0
    found = daily(simulated, client=client_for(simulated), brand=brand, since=min(brand.days))
    assert quiet not in found
    assert len(found) == len(brand.days) - 1


def test_no_data_is_no_error_and_no_zero(simulated: Simulator, brand: Brand) -> None:
    brand.days = {}
    assert daily(simulated, client=client_for(simulated), brand=brand, since=date(2020, 1, 1)) == {}


def test_history_is_read_in_spans_from_the_first_day(simulated: Simulator, brand: Brand) -> None:
    brand.days = {FIRST_DAY: 5, date(2019, 2, 3): 6, NOW.date() - DAY: 7}
    assert daily(simulated, client=client_for(simulated), brand=brand, since=date(2001, 1, 1)) == brand.days
    asked = [request.path.rsplit("/", 2)[1:] for request in simulated.requests]
    assert (asked[0][0], asked[-1][1]) == ("20150701", "20261119")
    assert len(asked) == 6


@pytest.mark.parametrize(
    "items",
    [
        None,
        [1],
        [{"views": 3}],
        [{"timestamp": "2026", "views": 3}],
        [{"timestamp": "2026113100", "views": 3}],
        [{"timestamp": "2026120100", "views": 3}],
    ],
)
def test_series_that_cannot_be_read_is_not_understood(items: object) -> None:
    with pytest.raises(NotUnderstood):
        list(parse_views({"items": items}, date(2026, 11, 1), date(2026, 11, 30)))


@pytest.mark.parametrize("views", [None, -1, "many", True, 1.5])
def test_count_that_cannot_be_read_is_no_day(views: object) -> None:
    items = [{"timestamp": "2026110100", "views": views}, {"timestamp": "2026110200", "views": 4}]
    found = list(parse_views({"items": items}, date(2026, 11, 1), date(2026, 11, 30)))
    assert [(day.day, day.value) for day in found] == [(date(2026, 11, 2), 4)]


# End to end


def test_article_is_added_and_all_of_its_history_stored_once(store: Store, loopback: Loopback) -> None:
    today = utcnow().date()
    brand = brand_with_posts("Anvil Works", posts=2, newest=utcnow())
    brand.days = {date(2015, 7, 1): 11, date(2020, 2, 29): 12, today - 2 * DAY: 13, today - DAY: 14, today: 15}
    brand.extra["redirects"] = ["Anvil"]
    simulated = Simulator(brand)
    simulated.serve(loopback)
    account = add(store, simulated, brand, "https://en.m.wikipedia.org/wiki/anvil#Name")
    assert account == "wikipedia:en.wikipedia.org/Anvil_Works"
    assert collect(store, simulated, backfill_days=30).status == "done"
    stored = [(account, day, "page_views", views, "api") for day, views in brand.days.items() if day < today]
    assert days(store) == stored
    assert store.rows("SELECT status, posts_seen, window_from FROM run_accounts") == [("ok", 0, None)]
    assert store.rows("SELECT followers, posts_total FROM profile_snapshots") == [(None, None)]

    before = len(simulated.requests)
    brand.days[today - DAY] = 20
    assert collect(store, simulated).status == "done"
    asked = [request.path for request in simulated.requests[before:] if request.path != "/w/api.php"]
    assert [path.rsplit("/", 2)[1:] for path in asked] == [[f"{today - 4 * DAY:%Y%m%d}", f"{today - DAY:%Y%m%d}"]]
    assert days(store)[-1] == (account, today - DAY, "page_views", 20, "api")
    assert len(days(store)) == 4


def test_history_that_broke_off_goes_on_where_it_did(store: Store, loopback: Loopback) -> None:
    today = utcnow().date()
    brand = brand_with_posts("Anvil Works", posts=0)
    brand.days = {date(2016, 1, 1): 1, date(2018, 1, 1): 2, today - DAY: 3}
    simulated = Simulator(brand)
    simulated.serve(loopback)
    add(store, simulated, brand)
    answer = simulated.answering(simulated._views)

    def broken(request: object) -> Reply:
        late = str(getattr(request, "path", "")).rsplit("/", 2)[1] > "2019"
        return Reply("down", 500) if late else answer(request)  # type: ignore[arg-type]

    loopback.answer("*", broken)
    assert collect(store, simulated).status == "partial"
    assert [row[3] for row in days(store)] == [1, 2]
    loopback.answer("*", answer)
    before = len(simulated.requests)
    assert collect(store, simulated).status == "done"
    assert [row[3] for row in days(store)] == [1, 2, 3]
    asked = [request.path for request in simulated.requests[before:] if "pageviews" in request.path]
    assert asked[0].rsplit("/", 2)[1] == "20171229"


def test_title_in_the_simulation_is_that_of_the_address() -> None:
    assert title(Brand("anvil works")) == "Anvil_works"
