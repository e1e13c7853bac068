"""WordPress: counts that are counted, not guessed; one name for a post on both routes; closed doors."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from fixture_files import fixture, mutations
from loopback import Loopback, Reply, Request
from simulate import NOW, Brand, Written, brand_with_posts, http_for
from simulate_wordpress import Simulator, number

from sources.base import Account, CutShort, Post
from sources.errors import AccountGone, NotUnderstood
from sources.http import Client
from sources.wordpress import SOURCE, parse_post, posts, profile
from sources.wordpress_api import find_api

LONG_AGO = NOW - timedelta(days=3650)


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


def read(simulated: Simulator, brand: Brand, state: dict[str, str] | None = None) -> list[Post]:
    given = posts(client(simulated, state), simulated.account(brand), LONG_AGO)
    return [item for item in given if isinstance(item, Post)]


def asked(simulated: Simulator, route: str) -> list[Request]:
    return [request for request in simulated.requests if request.path.endswith(route)]


# Parsing


def test_post_is_read_as_plain_text() -> None:
    post = parse_post(fixture("wordpress/posts.json")[0])
    assert (post.native_id, post.published_at, post.kind) == ("17", datetime(2026, 11, 2, 9), "article")
    assert post.text == "Anvils & tongs: what’s new\n\nOur autumn range is here … #anvils"
    assert (post.hashtags, post.comments, post.likes) == (("anvils",), None, None)
    assert post.url == "https://brand.example/blog/2026/11/02/anvils-tongs/"
    assert post.thumbnail_url == "https://brand.example/blog/wp-content/uploads/anvil.jpg"


def test_each_broken_field_leaves_the_others() -> None:
    for path, changed in mutations(fixture("wordpress/posts.json")[0]):
        try:
            post = parse_post(changed)
        except NotUnderstood:
            assert path[0] in ("id", "date_gmt"), path
            continue
        if path[0] != "id":
            assert post.native_id == "17"
        if path[0] not in ("title", "excerpt"):
            assert (post.text or "").startswith("Anvils & tongs"), path


def test_site_is_read_from_its_index(loopback: Loopback) -> None:
    made = Simulator()
    made.loopback = loopback
    about = fixture("wordpress/index.json")
    loopback.on("/blog/wp-json/", {**about, "home": f"{loopback.url}/blog", "url": f"{loopback.url}/wp"})
    found = profile(client(made), Account(f"{loopback.url}/blog"))
    assert (found.display_name, found.bio) == ("Anvil Works & Co", "Notes from the “forge”")
    assert (found.native_id, found.followers, found.origin) == (f"{loopback.url}/blog", None, "api")


def test_each_broken_field_of_the_index_is_survived(loopback: Loopback) -> None:
    made = Simulator()
    made.loopback = loopback
    about = fixture("wordpress/index.json") | {"home": f"{loopback.url}/blog", "url": f"{loopback.url}/blog"}
    feed = '<rss version="2.0"><channel><title>Anvil</title></channel></rss>'
    loopback.on("/blog/feed/", feed)
    for _, changed in list(mutations(about))[:60]:
        loopback.on("/blog/wp-json/", changed)
        found = profile(client(made), Account(f"{loopback.url}/blog"))
        assert found.native_id == f"{loopback.url}/blog"


# Posts and comments


def test_comments_of_all_posts_are_counted_in_one_call_a_page(simulated: Simulator, brand: Brand) -> None:
    simulated.page_size = 100
    assert [post.comments for post in read(simulated, brand)] == [post.comments for post in brand.posts]
    assert len(asked(simulated, "/comments")) == 1
    assert len(asked(simulated, "/posts")) == 1


def test_many_comments_are_counted_over_their_pages(simulated: Simulator, brand: Brand) -> None:
    brand.posts[2].comments = 250
    simulated.page_size = 100
    assert read(simulated, brand)[2].comments == 250
    assert len(asked(simulated, "/comments")) == 3


def test_very_many_comments_are_asked_for_by_their_total_instead(simulated: Simulator, brand: Brand) -> None:
    brand.posts = brand.posts[:2]
    brand.posts[0].comments = 5000
    assert [post.comments for post in read(simulated, brand)] == [5000, 1]
    assert len(asked(simulated, "/comments")) == 3


def test_comments_are_counted_without_the_headers_that_proxies_drop(simulated: Simulator, brand: Brand) -> None:
    simulated.bare = True
    brand.posts[1].comments = 130
    assert [post.comments for post in read(simulated, brand)] == [post.comments for post in brand.posts]


def test_refused_comments_are_withheld_not_zero(simulated: Simulator, brand: Brand) -> None:
    brand.posts[0].comments = None
    for post in read(simulated, brand)[:3]:
        assert (post.comments, post.hidden) == (None, frozenset({"comments"}))


def test_comments_of_a_post_behind_a_password_are_unknown(simulated: Simulator, brand: Brand) -> None:
    brand.posts[0].extra = {"excerpt": {"rendered": "", "protected": True}}
    first, second = read(simulated, brand)[:2]
    assert (first.comments, second.comments) == (None, 1)
    assert str(number(brand.posts[0])) not in asked(simulated, "/comments")[0].query["post"].split(",")


def test_posts_come_newest_first_over_all_pages(simulated: Simulator, brand: Brand) -> None:
    found = read(simulated, brand)
    assert len(found) == len(brand.posts)
    assert all(a.published_at > b.published_at for a, b in pairwise(found))
    assert asked(simulated, "/posts")[0].query["per_page"] == "100"


def test_end_of_the_list_without_headers_is_the_refused_page(simulated: Simulator, brand: Brand) -> None:
    simulated.bare = True
    assert len(read(simulated, brand)) == len(brand.posts)


def test_site_without_pretty_addresses_is_asked_by_rest_route(simulated: Simulator, brand: Brand) -> None:
    simulated.pretty = False
    assert len(read(simulated, brand)) == len(brand.posts)
    assert any(request.query.get("rest_route") == "/wp/v2/posts" for request in simulated.requests)


def test_address_of_the_api_is_remembered(simulated: Simulator, brand: Brand) -> None:
    simulated.pretty = False
    state: dict[str, str] = {}
    profile(client(simulated, state), simulated.account(brand))
    before = len(simulated.requests)
    profile(client(simulated, state), simulated.account(brand))
    assert len(simulated.requests) == before + 1


# The feed in place of the API


def test_closed_api_gives_way_to_the_feed_under_the_same_names(simulated: Simulator, brand: Brand) -> None:
    open_names = [post.native_id for post in read(simulated, brand)]
    simulated.closed = True
    found = profile(client(simulated), simulated.account(brand))
    assert (found.native_id, found.display_name, found.origin) == (simulated.home(brand), "Anvil Works", "feed")
    got = list(posts(client(simulated), simulated.account(brand), LONG_AGO))
    assert [post.native_id for post in got if isinstance(post, Post)] == open_names
    assert got[-1] == CutShort(brand.posts[-1].published_at)
    assert all(post.origin == "feed" for post in got if isinstance(post, Post))


def test_api_that_closes_later_gives_way_to_the_feed(simulated: Simulator, brand: Brand) -> None:
    state: dict[str, str] = {}
    profile(client(simulated, state), simulated.account(brand))
    simulated.closed = True
    assert len(read(simulated, brand, state)) == len(brand.posts)


def test_post_without_number_in_the_feed_keeps_the_number_that_the_api_gave_its_link(
    simulated: Simulator, brand: Brand, loopback: Loopback
) -> None:
    state: dict[str, str] = {}
    names = [post.native_id for post in read(simulated, brand, state)]
    state.pop("api")
    home, first = simulated.home(brand), brand.posts[0]
    item = f"<item><guid>{home}/{{0}}/</guid><link>{home}/{{0}}/</link><pubDate>Thu, 19 Nov 2026 09:00:00 GMT</pubDate></item>"
    items = item.format(first.name) + item.format("unseen")
    simulated.closed = True
    loopback.on("/1/feed/", f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>')
    assert {post.native_id for post in read(simulated, brand, state)} == {names[0], f"{home}/unseen/"}


def test_site_without_api_and_feed_is_gone(simulated: Simulator) -> None:
    with pytest.raises(AccountGone):
        profile(client(simulated), Account(f"{simulated.server.url}/9"))


# Finding the API


def test_first_visitor_is_sent_around_with_a_cookie(loopback: Loopback) -> None:
    made = Simulator(brand_with_posts())
    made.serve(loopback)
    whole = made._answer

    def guarded(request: Request) -> Reply:
        if "visited=1" in request.headers.get("cookie", ""):
            return whole(request)
        return Reply(b"", 302, {"Location": request.path, "Set-Cookie": "visited=1; Path=/"})

    loopback.answer("*", guarded)
    found = profile(client(made), Account(f"{loopback.url}/1"))
    assert found.origin == "api"


def test_site_that_names_another_host_is_not_believed(loopback: Loopback) -> None:
    made = Simulator()
    made.loopback = loopback
    loopback.on("/wp-json/", {"name": "A", "home": "https://bank.example", "namespaces": ["wp/v2"]})
    api = find_api(client(made), loopback.url)
    assert api is not None
    assert api.site == loopback.url


@pytest.mark.parametrize("body", ["<html></html>", "[]", '{"namespaces": ["other/v1"]}', '{"namespaces": 3}', "null"])
def test_what_is_no_wordpress_is_not_taken_for_one(loopback: Loopback, body: str) -> None:
    made = Simulator()
    made.loopback = loopback
    loopback.on("/wp-json/", body)
    assert find_api(client(made), loopback.url) is None


def test_post_that_appears_while_pages_are_read_is_not_read_twice(simulated: Simulator, brand: Brand) -> None:
    given = posts(client(simulated), simulated.account(brand), LONG_AGO)
    got = [next(given)]
    brand.posts.insert(0, Written("fresh", NOW, "Fresh"))
    got += list(given)
    ids = [post.native_id for post in got if isinstance(post, Post)]
    assert len(ids) == len(set(ids))
