"""Hacker News: which stories mention a phrase, and that each day is whole before it is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from attending import add, collect, daily, days, http_of, settings_of
from loopback import Loopback
from simulate import NOW, Brand, brand_with_posts, client_for
from simulate_hackernews import Simulator

from benchmark import brands
from benchmark.clock import utcnow
from benchmark.dashboard.parts import adding_facts
from benchmark.store import Store
from sources import hackernews, phrases
from sources.base import Account, Day
from sources.errors import AccountGone, LimitReached, NotUnderstood
from sources.hackernews import SOURCE, parse_stories

DAY = timedelta(days=1)
TODAY = NOW.date()


def at(day: date, hour: int = 0) -> int:
    return int(datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp())


@pytest.fixture
def brand() -> Brand:
    return brand_with_posts("anvil works")


@pytest.fixture
def simulated(loopback: Loopback, brand: Brand) -> Simulator:
    made = Simulator(brand)
    made.serve(loopback)
    return made


def read(simulated: Simulator, brand: Brand, since: date) -> dict[Any, int | None]:
    return daily(simulated, client=client_for(simulated), brand=brand, since=since)


@pytest.mark.parametrize(
    ("text", "phrase", "held"),
    [
        ("Show HN: Anvil Works 2.0", "anvil works", True),
        ("ANVIL-WORKS raises money", "anvil works", True),
        ("https://anvil.works/blog", "anvil works", True),
        ("Anvil (which works)", "anvil works", False),
        ("Anvil workshop", "anvil works", False),
        ("The anvilworks", "anvil works", False),
        ("Works of Anvil", "anvil works", False),
        ("Café Anvil opens", "cafe anvil", True),
        ("Cafe Anvil opens", "café anvil", True),
        ("C# and C", "c#", True),
        ("C and D", "c#", False),
        ("AT&T buys", "at&t", True),
        ("", "anvil", False),
    ],
)
def test_a_text_holds_a_phrase_word_by_word(text: str, phrase: str, held: bool) -> None:
    assert phrases.holds(text, phrase) is held


def test_profile_asks_for_one_story_and_takes_a_phrase_that_nobody_wrote(simulated: Simulator) -> None:
    found = SOURCE.profile(client_for(simulated), Account("never heard"))
    assert (found.native_id, found.display_name, found.followers) == ("never heard", "never heard", None)
    (asked,) = simulated.requests
    assert asked.path == "/api/v1/search_by_date"
    assert asked.query == {
        "query": '"never heard"',
        "tags": "story",
        "advancedSyntax": "true",
        "typoTolerance": "false",
        "attributesToRetrieve": "title,url,story_text,created_at_i",
        "attributesToHighlight": "[]",
        "hitsPerPage": "1",
    }


@pytest.mark.parametrize("native_id", ["", '""', " ", "a", "!?"])
def test_phrase_that_cannot_be_searched_for_asks_nobody(simulated: Simulator, native_id: str) -> None:
    with pytest.raises(AccountGone):
        SOURCE.profile(client_for(simulated), Account(native_id))
    assert simulated.requests == []


def test_days_read_without_a_story_are_zero_and_today_is_left_out(simulated: Simulator, brand: Brand) -> None:
    brand.days = {TODAY - 4 * DAY: 2, TODAY: 9}
    assert read(simulated, brand, TODAY - 5 * DAY) == {
        TODAY - 5 * DAY: 0,
        TODAY - 4 * DAY: 2,
        TODAY - 3 * DAY: 0,
        TODAY - 2 * DAY: 0,
        TODAY - DAY: 0,
    }
    (asked,) = simulated.requests
    assert asked.query["numericFilters"] == f"created_at_i>={at(TODAY - 5 * DAY)},created_at_i<{at(TODAY)}"
    assert asked.query["hitsPerPage"] == "1000"


def test_nothing_is_asked_before_a_day_is_over(simulated: Simulator, brand: Brand) -> None:
    assert read(simulated, brand, TODAY) == {}
    assert simulated.requests == []


@pytest.mark.parametrize("most", [4, 10, 50])
def test_more_stories_than_a_call_gives_are_read_in_parts(simulated: Simulator, brand: Brand, most: int) -> None:
    brand.days = {TODAY - n * DAY: (7 * n) % 11 for n in range(1, 40)}
    simulated.most = most
    assert read(simulated, brand, TODAY - 39 * DAY) == brand.days


def test_stories_in_one_second_beyond_a_call_are_a_limit_and_the_days_before_are_told(
    simulated: Simulator, brand: Brand
) -> None:
    same = at(TODAY - 2 * DAY, 9)
    brand.days = {TODAY - 4 * DAY: 1}
    simulated.strangers = [{"created_at_i": same, "title": "anvil works"} for _ in range(4)]
    simulated.most = 3
    assert SOURCE.daily is not None
    told: list[Day] = []
    with pytest.raises(LimitReached) as caught:
        told.extend(SOURCE.daily(client_for(simulated), simulated.account(brand), TODAY - 5 * DAY))
    assert caught.value.code == "too_many_pages"
    assert [(day.day, day.value) for day in told] == [(TODAY - 5 * DAY, 0), (TODAY - 4 * DAY, 1), (TODAY - 3 * DAY, 0)]


def test_calls_of_one_run_are_limited(simulated: Simulator, brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hackernews, "MOST_CALLS", 3)
    simulated.most = 1
    with pytest.raises(LimitReached):
        read(simulated, brand, TODAY - 7 * DAY)
    assert len(simulated.requests) == 3


def test_stories_found_by_anything_but_the_phrase_do_not_count(simulated: Simulator, brand: Brand) -> None:
    when = at(TODAY - 2 * DAY, 9)
    brand.days = {}
    simulated.strangers = [
        {"created_at_i": when, "title": "Andil works", "url": None, "story_text": None},
        {"created_at_i": when, "title": "News", "url": None, "story_text": None, "author": "anvil works"},
        {"created_at_i": when, "title": "News", "url": "https://anvil.works/", "story_text": None},
        {"created_at_i": when, "title": "Ask HN", "story_text": "<p>Has anyone used <i>Anvil</i> Works?"},
    ]
    assert read(simulated, brand, TODAY - 2 * DAY) == {TODAY - 2 * DAY: 2, TODAY - DAY: 0}


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"hits": []},
        {"nbHits": 0},
        {"hits": [{}], "nbHits": 1},
        {"hits": [{"created_at_i": "soon"}], "nbHits": 1},
        {"hits": [{"created_at_i": 99, "title": "Anvil"}], "nbHits": 1},
        {"hits": [{"created_at_i": 200, "title": "Anvil"}], "nbHits": 1},
        {"hits": [{"created_at_i": 150, "title": "Anvil"}, 5], "nbHits": 2},
        {
            "hits": [{"created_at_i": 150, "url": "https://anvil.example"}, {"created_at_i": 151, "title": 7}],
            "nbHits": 2,
        },
    ],
)
def test_answer_without_times_or_titles_or_beyond_the_question_is_not_understood(body: object) -> None:
    with pytest.raises(NotUnderstood):
        parse_stories(body, "anvil", 100, 200)


def test_looking_up_a_phrase_says_what_will_be_read(store: Store, simulated: Simulator) -> None:
    found = brands.preview(http_of(simulated, settings_of(simulated, store)), "hackernews:Anvil Works", store)
    shown = adding_facts.facts(found, posts=True)
    assert "mentioned each day" in shown
    assert "post" not in shown


def test_phrase_is_added_and_its_days_stored_once(store: Store, loopback: Loopback) -> None:
    today = utcnow().date()
    brand = Brand("anvil works", days={today - 3 * DAY: 4, today - DAY: 2})
    simulated = Simulator(brand)
    simulated.serve(loopback)
    account = add(store, simulated, brand, 'hackernews:"Anvil  WORKS"')
    assert account == "hackernews:anvil works"
    assert collect(store, simulated, backfill_days=4).status == "done"
    expected = [(account, today - n * DAY, "mentions", value, "api") for n, value in ((4, 0), (3, 4), (2, 0), (1, 2))]
    assert days(store) == expected
    brand.days[today - 2 * DAY] = 1
    assert collect(store, simulated).status == "done"
    expected[2] = (account, today - 2 * DAY, "mentions", 1, "api")
    assert days(store) == expected
    assert simulated.requests[-1].query["numericFilters"].startswith(f"created_at_i>={at(today - 4 * DAY)},")
