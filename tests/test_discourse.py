"""Discourse: both namings, pinned topics, forums that hide a part or want a sign-in, roots in folders."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from commanding import run
from end_to_end import connect
from fixture_files import fixture, mutations
from loopback import Loopback, Reply, Request
from simulate import NOW, Brand, brand_with_posts, http_for
from simulate_discourse import Simulator, number

from benchmark.clock import utcnow
from benchmark.store import Store
from sources.base import Account, Identity, Post
from sources.discourse import SOURCE, discourse_at, posts, profile
from sources.discourse_parse import parse_about, parse_topic
from sources.discover import find
from sources.errors import AccountPrivate, NotUnderstood
from sources.http import Client
from sources.links import resolve

LONG_AGO = NOW - timedelta(days=3650)
SITE = "https://brand.example/forum"
HIDDEN = frozenset({"followers", "posts_total"})


@pytest.fixture
def brand() -> Brand:
    return brand_with_posts()


@pytest.fixture
def simulated(brand: Brand, loopback: Loopback) -> Simulator:
    made = Simulator(brand)
    made.serve(loopback)
    return made


def client(simulated: Simulator, state: dict[str, str] | None = None) -> Client:
    return http_for(simulated).client(SOURCE, state)


def read(simulated: Simulator, brand: Brand, since: datetime = LONG_AGO) -> list[Post]:
    given = posts(client(simulated), simulated.account(brand), since)
    return [item for item in given if isinstance(item, Post)]


# Parsing


def test_forum_is_read_from_its_page_about_itself() -> None:
    found = parse_about(fixture("discourse/about.json")["about"], SITE)
    assert (found.native_id, found.display_name, found.bio) == (
        SITE,
        "Anvil Community",
        "Questions & answers about anvils",
    )
    assert (found.followers, found.followers_step, found.posts_total, found.hidden) == (10858, 1, 2310, frozenset())
    assert (found.url, found.handle, found.following) == (SITE, "brand.example/forum", None)


def test_counts_under_their_older_names_are_the_same() -> None:
    about = fixture("discourse/about.json")["about"]
    about["stats"] = {"topic_count": 5969, "post_count": 65860, "user_count": 10858, "like_count": 37747}
    found = parse_about(about, SITE)
    assert (found.followers, found.posts_total) == (10858, 5969)


@pytest.mark.parametrize("change", [{"can_see_about_stats": False}, {"stats": None}, {"stats": {}}])
def test_statistics_that_the_forum_hides_are_withheld_not_zero(change: dict[str, Any]) -> None:
    found = parse_about(fixture("discourse/about.json")["about"] | change, SITE)
    assert (found.followers, found.posts_total, found.hidden) == (None, None, HIDDEN)


def test_topic_is_read() -> None:
    post = parse_topic(fixture("discourse/topic.json"), SITE)
    assert (post.native_id, post.published_at) == ("4711", datetime(2026, 11, 2, 8, 15, 30, 123000))
    assert (post.kind, post.text) == ("text", "Which anvil for a beginner & a small shop? #anvils")
    assert (post.likes, post.comments, post.views, post.shares, post.quotes) == (34, 12, 1520, None, None)
    assert post.url == f"{SITE}/t/which-anvil-for-a-beginner/4711"
    assert post.thumbnail_url == "https://brand.example/uploads/default/original/1X/anvil.jpeg"
    assert post.hashtags == ("tools", "forge", "anvils")


def test_opening_post_alone_is_no_comment_and_no_posts_is_unknown() -> None:
    topic = fixture("discourse/topic.json")
    assert parse_topic(topic | {"posts_count": 1}, SITE).comments == 0
    assert parse_topic(topic | {"posts_count": 0}, SITE).comments is None


def test_each_broken_field_leaves_the_others() -> None:
    for path, changed in mutations(fixture("discourse/topic.json")):
        try:
            post = parse_topic(changed, SITE)
        except NotUnderstood:
            assert path[0] in ("id", "created_at"), path
            continue
        for field, name in (("like_count", "likes"), ("posts_count", "comments"), ("views", "views")):
            if path[0] != field:
                assert getattr(post, name) == {"likes": 34, "comments": 12, "views": 1520}[name], path
    for path, changed in mutations(fixture("discourse/about.json")["about"]):
        found = parse_about(changed, SITE)
        if path[0] not in ("stats", "can_see_about_stats"):
            assert found.followers == 10858, path


# Topics


def test_topics_are_asked_for_newest_first_page_by_page(simulated: Simulator, brand: Brand) -> None:
    found = read(simulated, brand)
    assert [post.native_id for post in found] == [str(number(post)) for post in brand.posts]
    asked = [request.query for request in simulated.requests]
    assert [query["page"] for query in asked] == ["0", "1", "2"]
    assert {query["order"] for query in asked} == {"created"}


def test_old_pinned_topics_in_front_do_not_end_the_reading(simulated: Simulator, brand: Brand) -> None:
    simulated.page_size = 2
    simulated.pinned = ("post5", "post6")
    since = brand.posts[3].published_at
    assert [post.native_id for post in read(simulated, brand, since)] == [str(number(post)) for post in brand.posts[:4]]
    assert len(read(simulated, brand)) == len(brand.posts)


def test_reading_ends_with_the_page_that_is_older(simulated: Simulator, brand: Brand) -> None:
    simulated.page_size = 2
    read(simulated, brand, brand.posts[1].published_at)
    assert [request.query["page"] for request in simulated.requests] == ["0", "1"]


def test_list_goes_on_although_the_address_of_the_next_page_is_missing(simulated: Simulator, brand: Brand) -> None:
    def without(body: Any) -> Any:
        body["topic_list"].pop("more_topics_url", None)
        return body

    simulated.mutate = without
    assert len(read(simulated, brand)) == len(brand.posts)


def test_topic_that_is_opened_while_pages_are_read_is_not_read_twice(simulated: Simulator, brand: Brand) -> None:
    given = posts(client(simulated), simulated.account(brand), LONG_AGO)
    got = [next(given)]
    brand.posts.insert(0, brand_with_posts(posts=1, newest=NOW + timedelta(hours=2)).posts[0])
    brand.posts[0].name = "fresh"
    got += list(given)
    ids = [post.native_id for post in got if isinstance(post, Post)]
    assert len(ids) == len(set(ids)) == 7


# Forums that hide something


def test_closed_page_about_the_forum_leaves_the_topics(simulated: Simulator, brand: Brand) -> None:
    simulated.about = "closed"
    found = profile(client(simulated), simulated.account(brand))
    assert (found.followers, found.hidden, found.status) == (None, HIDDEN, "ok")
    assert len(read(simulated, brand)) == len(brand.posts)


def test_silent_page_about_the_forum_withholds_the_members(simulated: Simulator, brand: Brand) -> None:
    simulated.about = "silent"
    found = profile(client(simulated), simulated.account(brand))
    assert (found.display_name, found.followers, found.hidden) == ("Anvil Works", None, HIDDEN)


@pytest.mark.parametrize("login", ["redirect", "refuse"])
def test_forum_that_wants_a_sign_in_is_private(simulated: Simulator, brand: Brand, login: str) -> None:
    simulated.login = login
    for ask in (lambda: profile(client(simulated), simulated.account(brand)), lambda: read(simulated, brand)):
        with pytest.raises(AccountPrivate) as caught:
            ask()
        assert caught.value.params["host"]


def test_older_forum_is_read_under_its_names(simulated: Simulator, brand: Brand) -> None:
    simulated.old = True
    assert profile(client(simulated), simulated.account(brand)).followers == 1200


# Roots


def test_root_stays_the_id_although_the_forum_moves(simulated: Simulator, brand: Brand, loopback: Loopback) -> None:
    state: dict[str, str] = {}
    home = simulated.home(brand)
    assert profile(client(simulated, state), simulated.account(brand)).native_id == home
    loopback.on("/1/about.json", b"", 301, {"Location": "/2/about.json"})
    simulated.brands.append(brand_with_posts(number=2))
    assert profile(client(simulated, state), simulated.account(brand)).native_id == home
    assert profile(client(simulated), simulated.account(brand)).native_id == f"{loopback.url}/2"


@pytest.mark.parametrize(
    "page", ["", "/", "/t/hello/12", "/c/news/4?page=2", "/u/sam/summary", "/latest", "/about.json"]
)
def test_any_page_of_a_forum_names_its_root(page: str) -> None:
    found = resolve(f"discourse:brand.example/forum{page}")
    assert (found.source, found.identity) == ("discourse", SITE)


@pytest.mark.parametrize("page", ["", "/t/hello/12", "/login"])
def test_website_that_is_a_forum_leads_to_it(simulated: Simulator, brand: Brand, page: str) -> None:
    found = find(http_for(simulated), resolve(simulated.home(brand) + page))
    assert found == Identity("discourse", simulated.home(brand), simulated.home(brand), needs_network=False)
    assert len(simulated.requests) == 2


@pytest.mark.parametrize("login", ["redirect", "refuse"])
def test_forum_that_wants_a_sign_in_is_recognised_all_the_same(simulated: Simulator, brand: Brand, login: str) -> None:
    simulated.login = login
    found = discourse_at(client(simulated), f"{simulated.home(brand)}/t/hello/12")
    assert found is not None
    assert found.native_id == simulated.home(brand)


@pytest.mark.parametrize(
    "reply",
    [
        Reply("<html>Hello</html>"),
        Reply({"about": "us"}),
        Reply({"about": {"title": "Us"}}),
        Reply([1]),
        Reply("{", 200),
        Reply({"error": "no"}, 403),
        Reply("no", 403),
        Reply("busy", 503),
        Reply("gone", 404),
    ],
)
def test_what_is_no_forum_is_not_taken_for_one(loopback: Loopback, reply: Reply) -> None:
    made = Simulator()
    made.loopback = loopback

    def answer(_request: Request) -> Reply:
        return reply

    loopback.answer("*", answer)
    assert discourse_at(client(made), f"{loopback.url}/news/t/x") is None
    assert len(loopback.requests) <= 4


def test_declaration_says_who_is_counted() -> None:
    assert SOURCE.followers_are == "members"
    assert SOURCE.interaction_parts == ("likes", "comments")


# From the command line to the tables


def test_forum_is_added_and_collected(loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brand = brand_with_posts(newest=utcnow())
    made = Simulator(brand)
    database = connect(made, loopback, tmp_path, monkeypatch)
    home = made.home(brand)
    assert run("add", "Anvil", home).code == 0
    assert run("collect").code == 0
    with Store.open(database) as store:
        assert store.rows("SELECT account_id, followers FROM profile_snapshots") == [(f"discourse:{home}", 1200)]
        told = store.rows(
            "SELECT native_id, kind, likes, comments, views, shares FROM posts ORDER BY published_at DESC"
        )
        assert told == [
            (str(number(post)), "text", post.likes, post.comments, post.views, None) for post in brand.posts
        ]


def test_account_may_carry_a_slash_at_its_end(simulated: Simulator, brand: Brand) -> None:
    assert profile(client(simulated), Account(f"{simulated.home(brand)}/")).native_id == simulated.home(brand)
