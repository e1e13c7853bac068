"""Facebook pages: counts and what stands in for them, kinds, permissions, merged and personal ones, end to end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from commanding import run
from end_to_end import connect
from fixture_files import fixture, mutations
from loopback import Loopback, Request
from simulate import NOW, Brand, brand_with_posts, client_for, http_for
from simulate_facebook import Simulator, page_id
from simulate_meta import TOKEN, refused

from benchmark.clock import utcnow
from benchmark.store import Store
from sources.base import Account, Post
from sources.errors import AccountGone, FixCredentials, NotUnderstood, RetryLater
from sources.facebook import SOURCE, parse_post, parse_profile, posts, profile
from sources.http import Client

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


# Parsing


def test_page_is_read() -> None:
    found = parse_profile(fixture("facebook/page.json"))
    assert (found.native_id, found.handle, found.display_name) == ("100000000000042", "anvilworks", "Anvil Works")
    assert (found.followers, found.followers_step, found.following, found.posts_total) == (12421, 1, None, None)
    assert found.url == "https://www.facebook.com/AnvilWorks"


def test_likes_of_a_page_stand_in_for_followers_that_are_not_given() -> None:
    page = fixture("facebook/page.json")
    del page["followers_count"]
    assert parse_profile(page).followers == 11950
    assert parse_profile(page, fans=False).followers is None
    page["followers_count"] = "many"
    assert parse_profile(page).followers is None, "a count that cannot be read is not another count"


def test_likes_of_a_page_never_follow_on_followers(simulated: Simulator, brand: Brand) -> None:
    brand.extra = {"followers_count": 500, "fan_count": 400}
    state: dict[str, str] = {}
    assert profile(client(simulated, state), simulated.account(brand)).followers == 500
    brand.followers = None
    brand.extra = {"fan_count": 400}
    assert profile(client(simulated, state), simulated.account(brand)).followers is None
    assert profile(client(simulated, {}), simulated.account(brand)).followers == 400


def test_post_is_read() -> None:
    post = parse_post(fixture("facebook/post.json"))
    assert (post.native_id, post.published_at, post.kind) == (
        "100000000000042_122100000000001",
        datetime(2026, 1, 31, 8),
        "album",
    )
    assert (post.likes, post.comments, post.shares, post.quotes, post.views) == (311, 24, 7, None, None)
    assert (post.text, post.hashtags) == ("How an anvil is cast #Anvils #casting", ("anvils", "casting"))
    assert post.url == "https://www.facebook.com/100000000000042/posts/122100000000001"
    assert post.thumbnail_url == "https://scontent.xx.fbcdn.example/v/anvil.jpg"
    assert post.hidden == frozenset()


def test_each_broken_field_leaves_the_others() -> None:
    for path, changed in mutations(fixture("facebook/post.json")):
        try:
            post = parse_post(changed, shares_told=True)
        except NotUnderstood:
            assert path[0] in ("id", "created_time"), path
            continue
        for name, field, count in (("reactions", "likes", 311), ("comments", "comments", 24), ("shares", "shares", 7)):
            if path[0] != name:
                assert getattr(post, field) == count, path
    for path, changed in mutations(fixture("facebook/page.json")):
        try:
            found = parse_profile(changed, fans=False)
        except NotUnderstood:
            assert path[0] == "id"
            continue
        if path[0] != "followers_count":
            assert found.followers == 12421, path


def test_a_post_without_shares_has_none_where_others_have_some(simulated: Simulator, brand: Brand) -> None:
    simulated.page_size = 50
    brand.posts = brand.posts[:3]
    for post, shares in zip(brand.posts, (0, 4, 0), strict=True):
        post.shares = shares
    assert [post.shares for post in read(simulated, brand)] == [0, 4, 0]
    brand.posts[1].shares = 0
    assert [post.shares for post in read(simulated, brand)] == [None, None, None]
    brand.posts[1].extra = {"shares": None}
    assert [post.shares for post in read(simulated, brand)] == [0, None, 0]


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "text"),
        ({"status_type": "mobile_status_update"}, "text"),
        ({"status_type": "added_photos"}, "image"),
        ({"status_type": "added_video"}, "video"),
        ({"status_type": "shared_story"}, "link"),
        ({"attachments": {"data": [{"media_type": "photo", "type": "photo"}]}}, "image"),
        ({"attachments": {"data": [{"media_type": "photo", "type": "cover_photo"}]}}, "image"),
        ({"attachments": {"data": [{"media_type": "album", "type": "album"}]}}, "album"),
        ({"attachments": {"data": [{"media_type": "video", "type": "video_inline"}]}}, "video"),
        ({"attachments": {"data": [{"media_type": "link", "type": "share"}]}, "status_type": "added_photos"}, "link"),
        ({"attachments": {"data": [{"media_type": "event", "type": "event"}]}}, "link"),
        ({"attachments": {"data": [{"media_type": "video", "type": "live_video"}]}}, "live"),
        (
            {"attachments": {"data": [{}]}, "permalink_url": "https://www.facebook.com/reel/122100000000001/"},
            "short_video",
        ),
        ({"attachments": {"data": "odd"}}, "text"),
        ({"attachments": {"data": [{"media_type": 5, "subattachments": {"data": [{}, {}]}}]}}, "album"),
    ],
)
def test_kind_is_read_from_the_attachment(fields: dict[str, Any], kind: str) -> None:
    item = {"id": "1_2", "created_time": "2026-01-31T08:00:00+0000", **fields}
    assert parse_post(item).kind == kind


# Requests


def test_profile_asks_once_by_name_or_id(simulated: Simulator, brand: Brand) -> None:
    profile(client(simulated), simulated.hint(brand))
    profile(client(simulated), simulated.account(brand))
    assert [request.path for request in simulated.requests] == ["/v26.0/anvil", f"/v26.0/{page_id(brand)}"]
    assert {request.query["fields"] for request in simulated.requests} == {
        "id,name,username,link,fan_count,followers_count"
    }


def test_posts_ask_for_counts_only_and_never_follow_the_address_with_the_token(
    simulated: Simulator, brand: Brand
) -> None:
    read(simulated, brand)
    first, *others = simulated.requests
    assert first.path == f"/v26.0/{page_id(brand)}/posts"
    assert first.query == {
        "fields": "id,message,created_time,permalink_url,status_type,full_picture,"
        "attachments{media_type,type,subattachments.limit(2){media_type}},shares,"
        "reactions.limit(0).summary(true),comments.limit(0).summary(true)",
        "limit": "50",
        "since": str(int(LONG_AGO.replace(tzinfo=UTC).timestamp())),
    }
    assert [request.query["after"] for request in others] == ["QVFI3", "QVFI6"]
    for request in simulated.requests:
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        assert TOKEN not in str(request.lists)


def test_only_what_is_recent_is_asked_for_in_whatever_order_it_comes(simulated: Simulator, brand: Brand) -> None:
    since = brand.posts[4].published_at
    brand.posts[0], brand.posts[3] = brand.posts[3], brand.posts[0]
    got = list(posts(client(simulated), simulated.account(brand), since))
    assert [post.native_id for post in got] == [simulated.post_id(post) for post in brand.posts[:5]]
    asked = {request.query["since"] for request in simulated.requests}
    assert asked == {str(int(since.replace(tzinfo=UTC).timestamp()))}
    assert len(simulated.requests) == 2


def test_a_server_that_ignores_the_time_is_not_read_to_its_end(simulated: Simulator, brand: Brand) -> None:
    brand.posts, simulated.page_size = brand_with_posts(posts=40).posts, 10
    since = brand.posts[12].published_at
    simulated.ignores_since = True
    assert len(list(posts(client(simulated), simulated.account(brand), since))) == 13
    assert len(simulated.requests) == 2


def test_a_list_that_ends_without_an_address_is_over_once_there_was_one(simulated: Simulator, brand: Brand) -> None:
    state: dict[str, str] = {}
    list(posts(client(simulated, state), simulated.account(brand), LONG_AGO))
    made = len(simulated.requests)
    assert (made, state) == (3, {"next": "told"})
    list(posts(client(simulated, state), simulated.account(brand), brand.posts[1].published_at))
    assert len(simulated.requests) == made + 1
    list(posts(client(simulated), simulated.account(brand), brand.posts[1].published_at))
    assert len(simulated.requests) == made + 3, "as long as no answer had one, the cursor is tried"


def test_a_field_that_is_refused_is_left_out_from_then_on(simulated: Simulator, brand: Brand) -> None:
    simulated.unknown_fields = {"full_picture", "shares"}
    state: dict[str, str] = {}
    got = list(posts(client(simulated, state), simulated.account(brand), LONG_AGO))
    assert [post.likes for post in got] == [post.likes for post in brand.posts]
    assert {post.shares for post in got} == {None}
    assert state["dropped"] == "2026-11-20 full_picture shares"
    made = len(simulated.requests)
    list(posts(client(simulated, state), simulated.account(brand), LONG_AGO))
    assert len(simulated.requests) - made == made - 2
    simulated.unknown_fields, state["dropped"] = set(), "2026-10-21 full_picture shares"
    again = list(posts(client(simulated, state), simulated.account(brand), LONG_AGO))
    assert {post.shares for post in again} != {None}, "the app may have got the right to it since"


# What a page may be


def test_a_page_of_posts_that_is_too_much_for_the_server_is_asked_for_in_smaller_parts(
    simulated: Simulator, brand: Brand
) -> None:
    simulated.most_at_once, state = 12, dict[str, str]()
    assert len(read(simulated, brand, state)) == len(brand.posts)
    assert [request.query["limit"] for request in simulated.requests[:3]] == ["50", "25", "12"]
    simulated.requests.clear()
    read(simulated, brand, state)
    assert {request.query["limit"] for request in simulated.requests} == {"12"}
    simulated.most_at_once = 0
    with pytest.raises(RetryLater) as caught:
        read(simulated, brand)
    assert caught.value.code == "server_error"


@pytest.mark.parametrize("code", [10, 200])
def test_metadata_access_gives_followers_and_names_what_is_missing(
    simulated: Simulator, brand: Brand, code: int
) -> None:
    def refuse(request: Request) -> Any:
        return refused(code, status=403) if request.path.endswith("/posts") else None

    simulated.refusal = refuse
    assert profile(client(simulated), simulated.hint(brand)).followers == brand.followers
    with pytest.raises(FixCredentials) as caught:
        read(simulated, brand)
    assert (caught.value.code, caught.value.params["setting"]) == ("no_permission", "BENCHMARK_META_ACCESS_TOKEN")


def test_a_personal_profile_says_so(simulated: Simulator) -> None:
    text = "(#100) Tried accessing nonexisting field (fan_count) on node type (User)"
    simulated.refusal = lambda _request: refused(100, message=text)
    with pytest.raises(AccountGone) as caught:
        profile(client(simulated), Account("@anvil"))
    assert caught.value.code == "personal_account"


def test_a_page_that_is_merged_names_the_other_one(simulated: Simulator, brand: Brand) -> None:
    simulated.refusal = lambda _request: refused(21, message="(#21) Page ID 1 was migrated to page ID 100000000000777.")
    with pytest.raises(AccountGone) as caught:
        profile(client(simulated), simulated.account(brand))
    assert caught.value.params["moved_to"] == "https://www.facebook.com/100000000000777"


def test_a_hint_that_could_be_a_path_stays_one_name(simulated: Simulator) -> None:
    with pytest.raises(AccountGone):
        profile(client(simulated), Account("@me?fields=x&a=b"))
    assert simulated.requests[0].query["fields"].startswith("id,name")
    assert "a" not in simulated.requests[0].query


def test_expiry_is_that_of_the_token(simulated: Simulator) -> None:
    assert SOURCE.expiry is not None
    assert set(SOURCE.expiry(client_for(simulated))) == {"BENCHMARK_META_ACCESS_TOKEN"}


# From the command line to the tables


def test_page_is_added_and_collected(loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brand = brand_with_posts(newest=utcnow())
    made = Simulator(brand)
    database = connect(made, loopback, tmp_path, monkeypatch)
    assert run("add", "Anvil", "https://m.facebook.com/Anvil/?ref=page_internal").code == 0
    assert run("collect").code == 0
    with Store.open(database) as store:
        followers = store.rows("SELECT account_id, followers FROM profile_snapshots")
        assert followers == [(f"facebook:{page_id(brand)}", 1200)]
        told = store.rows("SELECT native_id, likes, comments, shares, views FROM posts ORDER BY published_at DESC")
        assert told == [(made.post_id(post), post.likes, post.comments, post.shares, None) for post in brand.posts]


def test_pages_without_their_posts_are_each_read_in_part(
    loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brands = [brand_with_posts(name, number) for number, name in enumerate(("anvil", "barrow", "chisel"), 1)]
    made = Simulator(*brands)
    made.metadata_only = True
    database = connect(made, loopback, tmp_path, monkeypatch)
    for brand in brands:
        assert run("add", brand.handle, made.link(brand)).code == 0
    said = run("collect")
    assert said.code == 1
    assert "BENCHMARK_META_ACCESS_TOKEN" in said.err
    with Store.open(database) as store:
        assert store.rows("SELECT status, error FROM run_accounts") == [("partial", "no_permission")] * 3
        assert store.value("SELECT count(*) FROM profile_snapshots WHERE followers = 1200") == 3
