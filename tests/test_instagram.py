"""Instagram: nested paging, what owners hide, dropped fields, personal accounts, names that change, end to end."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from commanding import run
from end_to_end import connect
from fixture_files import fixture, mutations
from loopback import Loopback, Request
from simulate import NOW, Brand, brand_with_posts, client_for, http_for
from simulate_instagram import OWN, Simulator, user_id
from simulate_meta import EXPIRES, TOKEN, refused

from benchmark.clock import utcnow
from benchmark.store import Store
from sources.base import Account, Post
from sources.errors import AccountGone, FixCredentials, NotUnderstood, SourceError
from sources.http import Client
from sources.instagram import OWN_ID, SOURCE, parse_media, parse_profile, posts, profile

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
    return list(posts(client(simulated, state), simulated.account(brand), LONG_AGO))


def discovery() -> Any:
    return fixture("instagram/discovery.json")["business_discovery"]


# Parsing


def test_account_is_read() -> None:
    found = parse_profile(discovery())
    assert (found.native_id, found.handle, found.display_name) == ("17841401441775531", "anvilworks", "Anvil Works")
    assert (found.followers, found.following, found.posts_total) == (267793, 212, 1205)
    assert (found.bio, found.link) == ("We make anvils.", "https://anvil.example/")
    assert found.url == "https://www.instagram.com/anvilworks/"


def test_media_is_read() -> None:
    reel = parse_media(discovery()["media"]["data"][0])
    assert (reel.native_id, reel.published_at, reel.kind) == (
        "17858843269216389",
        datetime(2026, 1, 31, 8),
        "short_video",
    )
    assert (reel.likes, reel.comments, reel.views, reel.shares, reel.hidden) == (50, 3, 841, None, frozenset())
    assert (reel.text, reel.hashtags) == ("Sparks #Anvils", ("anvils",))
    assert reel.url == "https://www.instagram.com/reel/CAbCdEf/"


def test_count_that_its_owner_hides_is_withheld_not_zero() -> None:
    picture = parse_media(discovery()["media"]["data"][1])
    assert (picture.likes, picture.comments, picture.views) == (None, 0, None)
    assert picture.hidden == {"likes"}, "pictures have no views, so none are withheld"
    reel = discovery()["media"]["data"][0]
    for field, name in (("like_count", "likes"), ("comments_count", "comments"), ("view_count", "views")):
        left = {key: value for key, value in reel.items() if key != field}
        assert parse_media(left).hidden == {name}
        assert parse_media(left, left_out=[field]).hidden == frozenset(), "what was not asked for is not withheld"


@pytest.mark.parametrize(
    ("media_type", "product", "kind"),
    [
        ("IMAGE", "FEED", "image"),
        ("CAROUSEL_ALBUM", "FEED", "album"),
        ("VIDEO", "FEED", "video"),
        ("VIDEO", "REELS", "short_video"),
        ("VIDEO", None, "video"),
        ("HOLOGRAM", "FEED", "image"),
        (None, None, "image"),
    ],
)
def test_kind_is_told(media_type: str | None, product: str | None, kind: str) -> None:
    item = {"id": "1", "timestamp": "2026-01-31T08:00:00+0000", "media_type": media_type, "media_product_type": product}
    assert parse_media(item).kind == kind


def test_each_broken_field_leaves_the_others() -> None:
    for path, changed in mutations(discovery()["media"]["data"][0]):
        try:
            post = parse_media(changed)
        except NotUnderstood:
            assert path[0] in ("id", "timestamp"), path
            continue
        for name, field, count in (
            ("like_count", "likes", 50),
            ("comments_count", "comments", 3),
            ("view_count", "views", 841),
        ):
            if path[0] != name:
                assert getattr(post, field) == count, path
    for path, changed in mutations({name: value for name, value in discovery().items() if name != "media"}):
        try:
            found = parse_profile(changed)
        except NotUnderstood:
            assert path[0] == "id"
            continue
        if path[0] != "followers_count":
            assert found.followers == 267793, path


# Requests


def test_the_own_account_asks_about_the_other(simulated: Simulator, brand: Brand) -> None:
    profile(client(simulated), simulated.hint(brand))
    (request,) = simulated.requests
    assert request.path == f"/v26.0/{OWN}"
    assert request.query == {
        "fields": "business_discovery.username(anvil)"
        "{id,username,name,biography,website,followers_count,follows_count,media_count}"
    }
    assert request.headers["authorization"] == f"Bearer {TOKEN}"


def test_further_posts_are_asked_for_inside_the_field(simulated: Simulator, brand: Brand) -> None:
    read(simulated, brand)
    fields = "id,timestamp,caption,permalink,media_type,media_product_type,like_count,comments_count,view_count"
    start = "business_discovery.username(anvil){id,media_count,media"
    assert [request.query["fields"] for request in simulated.requests] == [
        f"{start}.limit(50){{{fields}}}}}",
        *(f"{start}.after(QVFI{n}).limit(50){{{fields}}}}}" for n in (3, 6, 7)),
    ]
    assert all(TOKEN not in str(request.lists) for request in simulated.requests)


def test_reading_ends_with_the_first_page_that_ends_with_older_posts(simulated: Simulator, brand: Brand) -> None:
    brand.posts, simulated.page_size = brand_with_posts(posts=40).posts, 10
    got = list(posts(client(simulated), simulated.account(brand), brand.posts[12].published_at))
    assert [post.native_id for post in got] == [simulated.post_id(post) for post in brand.posts[:13]]
    assert len(simulated.requests) == 2
    brand.posts[9].published_at -= timedelta(days=90)
    got = list(posts(client(simulated), simulated.account(brand), brand.posts[12].published_at))
    assert len(got) == 12, "one that is out of order ends nothing"


@pytest.mark.parametrize("field", ["view_count", "media_product_type", "like_count", "permalink"])
def test_a_field_that_is_refused_is_dropped_and_never_fatal(simulated: Simulator, brand: Brand, field: str) -> None:
    for post in brand.posts:
        post.kind = "short_video"
    simulated.unknown_fields = {field}
    state: dict[str, str] = {}
    got = read(simulated, brand, state)
    assert [post.comments for post in got] == [post.comments for post in brand.posts]
    assert {post.hidden for post in got} == {frozenset()}
    assert state == {"dropped": f"2026-11-20 {field}"}
    made = len(simulated.requests)
    read(simulated, brand, state)
    assert len(simulated.requests) - made == made - 1, "it is not asked for again"


def test_a_refused_field_of_the_account_is_dropped_as_well(simulated: Simulator, brand: Brand) -> None:
    simulated.unknown_fields = {"follows_count", "website"}
    found = profile(client(simulated), simulated.hint(brand))
    assert (found.followers, found.following, found.link) == (1200, None, None)


def test_a_refused_field_that_cannot_be_missed_is_an_error(simulated: Simulator, brand: Brand) -> None:
    simulated.unknown_fields = {"username"}
    with pytest.raises(NotUnderstood):
        profile(client(simulated), simulated.hint(brand))


# Whose account


def test_a_personal_account_and_no_account_say_the_same(simulated: Simulator) -> None:
    with pytest.raises(AccountGone) as caught:
        profile(client(simulated), Account("@nobody"))
    assert caught.value.code == "personal_account"


def test_a_known_account_is_looked_up_by_its_name(simulated: Simulator, brand: Brand) -> None:
    assert profile(client(simulated), Account(user_id(brand), handle="Anvil")).native_id == user_id(brand)
    with pytest.raises(AccountGone):
        profile(client(simulated), Account(user_id(brand)))


def test_posts_of_somebody_who_took_the_name_are_not_joined(simulated: Simulator, brand: Brand) -> None:
    with pytest.raises(AccountGone):
        list(posts(client(simulated), Account("17841499999999999", handle=brand.handle), LONG_AGO))


@pytest.mark.parametrize("handle", ["a){id}", "a,b", "a{b", "", "a b", "a" * 31, "..", "а"])
def test_a_name_that_could_be_something_else_is_not_asked_for(simulated: Simulator, handle: str) -> None:
    with pytest.raises(AccountGone):
        profile(client(simulated), Account("17841401000000001", handle=handle))
    assert simulated.requests == []


@pytest.mark.parametrize(
    ("refusal", "setting", "code"),
    [
        (refused(100, 33), OWN_ID, "key_rejected"),
        (refused(803, status=404), OWN_ID, "key_rejected"),
        (
            refused(100, message="(#100) Tried accessing nonexisting field (business_discovery) on node type (Page)"),
            OWN_ID,
            "key_rejected",
        ),
        (refused(10, status=403), "BENCHMARK_META_ACCESS_TOKEN", "no_permission"),
        (refused(190, 463, status=401), "BENCHMARK_META_ACCESS_TOKEN", "key_expired"),
    ],
)
def test_a_fault_of_the_own_side_names_its_setting(
    simulated: Simulator, brand: Brand, refusal: Any, setting: str, code: str
) -> None:
    simulated.fault = refusal
    with pytest.raises(FixCredentials) as caught:
        profile(client(simulated), simulated.hint(brand))
    assert (caught.value.code, caught.value.params["setting"]) == (code, setting)


@pytest.mark.parametrize(("value", "code"), [("", "needs_key"), ("me", "key_rejected"), ("17/x", "key_rejected")])
def test_without_an_own_account_nobody_is_asked(simulated: Simulator, brand: Brand, value: str, code: str) -> None:
    simulated.secrets[OWN_ID] = value
    with pytest.raises(FixCredentials) as caught:
        profile(client(simulated), simulated.hint(brand))
    assert (caught.value.code, caught.value.params["setting"]) == (code, OWN_ID)
    assert simulated.requests == []


def test_account_without_posts_has_none_but_posts_that_vanish_are_an_error(simulated: Simulator, brand: Brand) -> None:
    written, brand.posts = brand.posts, []
    assert read(simulated, brand) == []
    brand.posts = written

    def without(body: Any) -> Any:
        body["business_discovery"].pop("media", None)
        return body

    simulated.mutate = without
    with pytest.raises(SourceError):
        read(simulated, brand)


def test_a_list_that_is_left_out_behind_its_end_is_over(simulated: Simulator, brand: Brand) -> None:
    simulated.leaves_out_empty = True
    assert len(read(simulated, brand)) == len(brand.posts)
    assert "after(" in simulated.requests[-1].query["fields"]


def test_expiry_is_that_of_the_token(simulated: Simulator) -> None:
    assert SOURCE.expiry is not None
    ends = SOURCE.expiry(client_for(simulated))
    assert {name: moment.year for name, moment in ends.items()} == {"BENCHMARK_META_ACCESS_TOKEN": 2027}
    assert EXPIRES == 1_800_000_000


# From the command line to the tables


def test_account_is_added_and_collected(loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brand = brand_with_posts(newest=utcnow())
    brand.posts[0].likes = None
    brand.posts[1].kind = "short_video"
    made = Simulator(brand)
    database = connect(made, loopback, tmp_path, monkeypatch)
    assert run("add", "Anvil", "https://www.instagram.com/Anvil/?hl=fr").code == 0
    assert run("collect").code == 0
    with Store.open(database) as store:
        account = f"instagram:{user_id(brand)}"
        assert store.rows("SELECT account_id, followers, following FROM profile_snapshots") == [(account, 1200, 80)]
        told = store.rows("SELECT native_id, likes, comments, views, hidden FROM posts ORDER BY published_at DESC")
        assert told == [
            (made.post_id(post), post.likes, post.comments, post.views, ["likes"] if post.likes is None else [])
            for post in brand.posts
        ]
    brand.followers = 1300
    assert run("collect").code == 0
    with Store.open(database) as store:
        assert store.rows("SELECT account_id, handle, status FROM accounts") == [(account, "anvil", "ok")]
    brand.handle = "elsewhere"
    said = run("collect")
    assert said.code == 1
    assert "Instagram" in said.err


def test_a_personal_account_is_refused_in_words(
    simulated: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(simulated, simulated.server, tmp_path, monkeypatch)
    said = run("add", "Barrow", "https://www.instagram.com/barrow/")
    assert said.code == 1
    assert "business and creator accounts" in said.err


def test_requests_stay_on_the_graph(simulated: Simulator, brand: Brand) -> None:
    seen: list[Request] = simulated.requests
    read(simulated, brand)
    assert {request.path for request in seen} == {f"/v26.0/{OWN}"}
