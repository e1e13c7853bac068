"""Threads: profiles known by name, posts without counts, reposts, profiles that are not shown, end to end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from commanding import run
from end_to_end import connect
from fixture_files import fixture, mutations
from loopback import Loopback
from simulate import NOW, Brand, brand_with_posts, client_for, http_for
from simulate_meta import EXPIRES, TOKEN, refused
from simulate_threads import Simulator

from benchmark.clock import utcnow
from benchmark.store import Store
from sources.base import COUNTS, Account, Post
from sources.errors import AccountGone, FixCredentials, NotUnderstood, RetryLater, SourceError
from sources.http import Client
from sources.threads import SOURCE, parse_post, parse_profile, posts, profile

SETTING = "BENCHMARK_THREADS_ACCESS_TOKEN"
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


def read(simulated: Simulator, brand: Brand) -> list[Post]:
    return list(posts(client(simulated), simulated.account(brand), LONG_AGO))


# Parsing


def test_profile_is_read_without_the_totals_of_the_week() -> None:
    found = parse_profile(fixture("threads/profile_lookup.json"))
    assert (found.native_id, found.handle, found.display_name) == ("@anvilworks", "anvilworks", "Anvil Works")
    assert (found.followers, found.bio) == (1234567, "We make anvils.")
    assert (found.following, found.posts_total, found.views_total, found.hidden) == (None, None, None, frozenset())
    assert found.url == "https://www.threads.com/@anvilworks"


def test_post_is_read_without_counts() -> None:
    post = parse_post(fixture("threads/post.json"))
    assert (post.native_id, post.published_at, post.kind) == ("1234567", datetime(2026, 10, 17, 5, 42, 3), "text")
    assert (post.text, post.hashtags) == ("Today is Monday #anvils", ("mondays", "anvils"))
    assert post.url == "https://www.threads.net/@anvilworks/post/abcdefg"
    assert [getattr(post, name) for name in COUNTS] == [None] * len(COUNTS)
    assert post.hidden == frozenset(), "what the network has for nobody is not withheld by the author"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"media_type": "TEXT_POST"}, "text"),
        ({"media_type": "IMAGE"}, "image"),
        ({"media_type": "VIDEO"}, "video"),
        ({"media_type": "CAROUSEL_ALBUM"}, "album"),
        ({"media_type": "AUDIO"}, "video"),
        ({"media_type": "HOLOGRAM"}, "text"),
        ({}, "text"),
        ({"media_type": "TEXT_POST", "link_attachment_url": "https://anvil.example/"}, "link"),
        ({"media_type": "TEXT_POST", "link_attachment_url": "javascript:alert(1)"}, "text"),
        ({"media_type": "TEXT_POST", "poll_attachment": {"option_a": "yes"}}, "poll"),
        ({"media_type": "IMAGE", "link_attachment_url": "https://anvil.example/"}, "image"),
    ],
)
def test_kind_is_told(fields: dict[str, Any], kind: str) -> None:
    assert parse_post({"id": "1", "timestamp": "2026-10-17T05:42:03+0000", **fields}).kind == kind


def test_each_broken_field_leaves_the_others() -> None:
    for path, changed in mutations(fixture("threads/post.json")):
        try:
            assert parse_post(changed).native_id == "1234567"
        except NotUnderstood:
            assert path[0] in ("id", "timestamp"), path
    for path, changed in mutations(fixture("threads/profile_lookup.json")):
        try:
            found = parse_profile(changed)
        except NotUnderstood:
            assert path[0] == "username", path
            continue
        assert found.followers == (None if path[0] == "follower_count" else 1234567), path


# Requests


def test_requests_are_those_documented_with_the_token_in_the_header(simulated: Simulator, brand: Brand) -> None:
    profile(client(simulated), simulated.hint(brand))
    read(simulated, brand)
    lookup, first, *others = simulated.requests
    assert (lookup.path, lookup.query) == ("/v1.0/profile_lookup", {"username": "anvil"})
    fields = "id,timestamp,permalink,text,media_type,topic_tag,link_attachment_url,poll_attachment"
    assert first.path == "/v1.0/profile_posts"
    assert first.query == {"username": "anvil", "fields": fields, "limit": "50"}
    assert [request.query["after"] for request in others] == ["QVFI3", "QVFI6", "QVFI7"]
    for request in simulated.requests:
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        assert TOKEN not in str(request.lists)


def test_reading_ends_with_the_first_page_that_ends_with_older_posts(simulated: Simulator, brand: Brand) -> None:
    brand.posts, simulated.page_size = brand_with_posts(posts=40).posts, 10
    got = list(posts(client(simulated), simulated.account(brand), brand.posts[12].published_at))
    assert [post.native_id for post in got] == [simulated.post_id(post) for post in brand.posts[:13]]
    assert len(simulated.requests) == 2
    brand.posts[9].published_at -= timedelta(days=90)
    got = list(posts(client(simulated), simulated.account(brand), brand.posts[12].published_at))
    assert len(got) == 12, "one that is out of order ends nothing"


def test_reposts_of_others_are_no_posts(simulated: Simulator, brand: Brand) -> None:
    brand.posts[1].extra = {"media_type": "REPOST_FACADE"}
    written = [simulated.post_id(post) for n, post in enumerate(brand.posts) if n != 1]
    assert [post.native_id for post in read(simulated, brand)] == written


def test_a_field_that_is_refused_is_left_out_from_then_on(simulated: Simulator, brand: Brand) -> None:
    simulated.unknown_fields = {"poll_attachment"}
    state: dict[str, str] = {}
    assert len(list(posts(client(simulated, state), simulated.account(brand), LONG_AGO))) == len(brand.posts)
    assert state == {"dropped": "2026-11-20 poll_attachment"}


# Whose profile


def test_an_id_is_taken_should_one_come_and_kept_to_without_one(simulated: Simulator, brand: Brand) -> None:
    brand.extra = {"id": "31415926"}
    assert profile(client(simulated), Account("@anvil")).native_id == "31415926"
    brand.extra = {}
    known = Account("31415926", handle="anvil")
    assert profile(client(simulated), known).native_id == "31415926"
    assert len(list(posts(client(simulated), known, LONG_AGO))) == len(brand.posts)


def test_an_answer_about_somebody_else_is_not_taken(simulated: Simulator, brand: Brand) -> None:
    brand.extra = {"username": "barrow"}
    with pytest.raises(AccountGone):
        profile(client(simulated), Account("@anvil"))


@pytest.mark.parametrize(
    "refusal", [refused(24, status=404), refused(100, message="Invalid username"), refused(100, 33)]
)
def test_a_profile_that_is_not_shown_says_which_are(simulated: Simulator, refusal: Any) -> None:
    simulated.refusal = lambda _request: refusal
    with pytest.raises(AccountGone) as caught:
        profile(client(simulated), Account("@anvil"))
    assert caught.value.code == "not_public"
    with pytest.raises(AccountGone):
        list(posts(client(simulated), Account("@anvil"), LONG_AGO))


def test_a_profile_that_shrinks_below_a_hundred_followers_is_not_shown(simulated: Simulator, brand: Brand) -> None:
    simulated.fewest = 100
    assert profile(client(simulated), Account("@anvil")).followers == 1200
    brand.followers = 99
    with pytest.raises(AccountGone):
        profile(client(simulated), Account("@anvil"))


@pytest.mark.parametrize(
    ("refusal", "meaning"),
    [
        (refused(190, 463, status=401), (FixCredentials, "key_expired")),
        (refused(10, status=403), (FixCredentials, "no_permission")),
        (refused(4, status=403), (RetryLater, "rate_limited")),
    ],
)
def test_each_refusal_says_what_to_do(
    simulated: Simulator, refusal: Any, meaning: tuple[type[SourceError], str]
) -> None:
    simulated.fault = refusal
    with pytest.raises(SourceError) as caught:
        profile(client(simulated), Account("@anvil"))
    assert (type(caught.value), caught.value.code) == meaning
    if isinstance(caught.value, FixCredentials):
        assert caught.value.params["setting"] == SETTING


@pytest.mark.parametrize("account", [Account("31415926"), Account("31415926", handle="a b"), Account("@..")])
def test_without_a_name_nobody_is_asked(simulated: Simulator, account: Account) -> None:
    with pytest.raises(AccountGone):
        profile(client(simulated), account)
    assert simulated.requests == []


def test_the_end_of_the_token_is_asked_for_in_the_body(simulated: Simulator) -> None:
    assert SOURCE.expiry is not None
    assert SOURCE.expiry(client_for(simulated)) == {SETTING: datetime.fromtimestamp(EXPIRES, UTC).replace(tzinfo=None)}
    (request,) = simulated.requests
    assert (request.method, request.path, request.query) == ("POST", "/v1.0/debug_token", {})
    assert parse_qs(request.body.decode()) == {"method": ["get"], "input_token": [TOKEN]}
    simulated.refusal = lambda _request: refused(100, message="Unsupported post request.")
    assert SOURCE.expiry(client_for(simulated)) == {}


def test_no_interactions_are_claimed() -> None:
    assert SOURCE.interaction_parts == ()
    assert not SOURCE.gives & set(COUNTS)


# From the command line to the tables


def test_profile_is_added_and_collected(loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brand = brand_with_posts(newest=utcnow())
    made = Simulator(brand)
    database = connect(made, loopback, tmp_path, monkeypatch)
    assert run("add", "Anvil", "https://www.threads.net/@Anvil?xmt=AQF0").code == 0
    assert run("collect").code == 0
    brand.followers = 1250
    assert run("collect").code == 0
    with Store.open(database) as store:
        assert store.rows("SELECT DISTINCT account_id FROM profile_snapshots") == [("threads:@anvil",)]
        assert store.value("SELECT followers FROM profile_snapshots ORDER BY observed_at DESC LIMIT 1") == 1250
        told = store.rows(
            "SELECT native_id, text, likes, comments, shares, quotes, views FROM posts ORDER BY published_at DESC"
        )
        assert told == [(made.post_id(post), post.text, None, None, None, None, None) for post in brand.posts]
        assert store.value("SELECT count(*) FROM posts WHERE interactions_at_age IS NOT NULL") == 0
    brand.state = "private"
    said = run("collect")
    assert said.code == 1
    assert "at least 100 followers" in said.err
