"""Reddit: what the score says, what is closed, where listings end, names and ids."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from end_to_end import add_and_collect, connect, rows
from fixture_files import mutations
from loopback import Loopback, Reply
from simulate import NOW, Brand, Written, brand_with_posts, http_for
from simulate_app import CLIENT, SECRET, form_of
from simulate_reddit import Simulator, fullname

from benchmark.clock import utcnow
from sources.base import Account, CutShort, Post
from sources.errors import AccountGone, AccountPrivate, FixCredentials, NotUnderstood, RetryLater, SourceError
from sources.http import Client, Http
from sources.reddit import CLIENT_ID, CLIENT_SECRET, SOURCE, posts, profile
from sources.reddit_parse import parse_post, parse_profile

LONG_AGO = NOW - timedelta(days=3650)
THING = {
    "id": "1abcde",
    "name": "t3_1abcde",
    "subreddit": "anvil",
    "author": "smith",
    "title": "Which anvil for a beginner & why?",
    "selftext": "I have a #forge already.",
    "is_self": True,
    "created_utc": 1793782800.0,
    "permalink": "/r/anvil/comments/1abcde/which_anvil/",
    "url": "https://www.reddit.com/r/anvil/comments/1abcde/which_anvil/",
    "score": 1234,
    "ups": 1234,
    "downs": 0,
    "upvote_ratio": 0.97,
    "num_comments": 56,
    "num_crossposts": 3,
    "view_count": None,
    "hide_score": False,
    "over_18": False,
    "thumbnail": "https://b.thumbs.redditmedia.example/a.jpg",
    "removed_by_category": None,
}


@pytest.fixture
def brand() -> Brand:
    return brand_with_posts()


@pytest.fixture
def simulated(brand: Brand, loopback: Loopback) -> Simulator:
    made = Simulator(brand)
    made.serve(loopback)
    return made


@pytest.fixture
def http(simulated: Simulator) -> Http:
    """One process, so that a token is kept."""
    return http_for(simulated)


def client(http: Http) -> Client:
    return http.client(SOURCE)


def read(http: Http, simulated: Simulator, brand: Brand, since: datetime = LONG_AGO) -> list[Post | CutShort]:
    return list(posts(client(http), simulated.account(brand), since))


# Parsing


def test_post_is_read() -> None:
    post = parse_post(THING)
    assert post is not None
    assert (post.native_id, post.kind, post.published_at) == ("1abcde", "text", datetime(2026, 11, 4, 9))
    assert (post.likes, post.comments, post.shares, post.views, post.hidden) == (1234, 56, 3, None, frozenset())
    assert post.text == "Which anvil for a beginner & why?\n\nI have a #forge already."
    assert post.hashtags == ("forge",)
    assert post.url == "https://www.reddit.com/r/anvil/comments/1abcde/which_anvil/"
    assert post.thumbnail_url == "https://b.thumbs.redditmedia.example/a.jpg"


def test_score_below_zero_is_no_count() -> None:
    post = parse_post({**THING, "score": -3})
    assert post is not None
    assert (post.likes, post.hidden) == (None, frozenset())
    post = parse_post({**THING, "score": 0})
    assert post is not None
    assert post.likes == 0


def test_score_that_the_community_hides_is_withheld() -> None:
    post = parse_post({**THING, "hide_score": True, "score": 1})
    assert post is not None
    assert (post.likes, post.hidden, post.comments) == (None, frozenset({"likes"}), 56)


@pytest.mark.parametrize("name", ["self", "default", "nsfw", "spoiler", "image", ""])
def test_thumbnail_that_is_a_word_is_no_picture(name: str) -> None:
    post = parse_post({**THING, "thumbnail": name})
    assert post is not None
    assert post.thumbnail_url is None


def test_picture_of_a_post_for_adults_is_not_kept() -> None:
    post = parse_post({**THING, "over_18": True})
    assert post is not None
    assert (post.thumbnail_url, post.likes) == (None, 1234)


@pytest.mark.parametrize("by", ["moderator", "deleted", "reddit", "automod_filtered", "copyright_takedown"])
def test_post_that_was_taken_away_is_left_out(by: str) -> None:
    assert parse_post({**THING, "removed_by_category": by}) is None
    assert parse_post({**THING, "promoted": True}) is None


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        ({}, "text"),
        ({"is_self": False, "url": "https://brand.example/news"}, "link"),
        ({"is_self": False, "post_hint": "image", "url": "https://i.redd.it/a.jpeg"}, "image"),
        ({"is_self": False, "url": "https://i.redd.it/a"}, "image"),
        ({"is_self": False, "url": "https://brand.example/a.PNG"}, "image"),
        ({"is_self": False, "is_gallery": True}, "album"),
        ({"is_self": False, "is_video": True}, "video"),
        ({"is_self": False, "post_hint": "rich:video", "url": "https://youtu.be/x"}, "video"),
        ({"poll_data": {"options": []}}, "poll"),
        ({"is_self": False, "crosspost_parent": "t3_1", "crosspost_parent_list": [{"is_video": True}]}, "video"),
        ({"is_self": False, "crosspost_parent": "t3_1", "crosspost_parent_list": [{"is_self": True}]}, "text"),
        ({"is_self": False, "crosspost_parent": "t3_1", "crosspost_parent_list": []}, "link"),
    ],
)
def test_kind_is_told_by_what_a_post_or_its_original_shows(shown: dict[str, object], kind: str) -> None:
    post = parse_post({**THING, **shown})
    assert post is not None
    assert post.kind == kind


def test_each_broken_field_leaves_the_others() -> None:
    for path, changed in mutations(THING):
        try:
            post = parse_post(changed)
        except NotUnderstood:
            assert path[0] in ("id", "created_utc"), path
            continue
        if post is None:
            assert path[0] == "removed_by_category"
            continue
        if path[0] not in ("score", "hide_score"):
            assert post.likes == 1234, path
        assert post.comments == 56 or path[0] == "num_comments"


@pytest.mark.parametrize("data", [{}, {"name": "t5_2q"}, {"name": "2q", "display_name": "anvil"}, {"name": "t5_2q!"}])
def test_community_without_id_or_name_is_not_understood(data: dict[str, object]) -> None:
    with pytest.raises(NotUnderstood):
        parse_profile("t5", data)


def test_followers_of_a_user_told_as_none_are_withheld_and_members_of_a_community_are_not() -> None:
    user = {"id": "1w72", "name": "Anvil-Works", "subreddit": {"subscribers": 0, "title": "Anvil Works"}}
    found = parse_profile("t2", user)
    assert (found.native_id, found.handle, found.followers) == ("t2_1w72", "u/anvil-works", None)
    assert found.hidden == {"followers"}
    assert found.url == "https://www.reddit.com/user/Anvil-Works/"
    user["subreddit"] = {"subscribers": 12}
    assert parse_profile("t2", user).followers == 12
    empty = parse_profile("t5", {"name": "t5_2q", "display_name": "anvil", "subscribers": 0})
    assert (empty.followers, empty.hidden) == (0, frozenset())


# Requests


def test_requests_are_those_of_the_documents(simulated: Simulator, http: Http, brand: Brand) -> None:
    simulated.page_size = 100
    profile(client(http), simulated.hint(brand))
    read(http, simulated, brand)
    token, about, new = simulated.requests
    basic = b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
    assert (token.method, token.path, token.query) == ("POST", "/api/v1/access_token", {})
    assert form_of(token) == {"grant_type": "client_credentials"}
    assert token.headers["authorization"] == f"Basic {basic}"
    assert (about.method, about.path, about.query) == ("GET", "/r/anvil/about", {"raw_json": "1"})
    assert (new.path, new.query) == ("/r/anvil/new", {"raw_json": "1", "limit": "100"})
    for request in (about, new):
        assert request.headers["authorization"] == "Bearer app-token-1"
        assert SECRET not in f"{request}"


def test_a_user_has_a_page_of_submissions(simulated: Simulator, http: Http, brand: Brand) -> None:
    brand.extra = {"user": True}
    found = profile(client(http), simulated.hint(brand))
    assert (found.native_id, found.handle, found.followers) == (fullname(brand), "u/anvil", 1200)
    assert len(read(http, simulated, brand)) == 7
    assert simulated.asked("/user/anvil/submitted")[0].query == {"raw_json": "1", "limit": "100", "sort": "new"}
    assert [request.query.get("after") for request in simulated.asked("/user/anvil/submitted")] == [
        None,
        "t3_3",
        "t3_6",
    ]


def test_token_that_is_refused_in_mid_run_is_fetched_anew_once(simulated: Simulator, http: Http, brand: Brand) -> None:
    reading = posts(client(http), simulated.account(brand), LONG_AGO)
    next(reading)
    simulated.expired = True
    assert len(list(reading)) == 6
    assert len(simulated.given) == 2


@pytest.mark.parametrize("wrong", [CLIENT_ID, CLIENT_SECRET])
def test_credentials_that_give_no_token_are_named(simulated: Simulator, brand: Brand, wrong: str) -> None:
    simulated.secrets = {**simulated.secrets, wrong: "not-the-right-öne"}
    with pytest.raises(FixCredentials) as caught:
        profile(client(http_for(simulated)), simulated.account(brand))
    assert (caught.value.code, caught.value.params["setting"]) == ("key_rejected", CLIENT_SECRET)
    assert len(simulated.requests) == 1


def test_error_in_place_of_a_token_is_a_refusal(
    simulated: Simulator, http: Http, brand: Brand, loopback: Loopback
) -> None:
    loopback.on("/api/v1/access_token", {"error": "unsupported_grant_type"})
    with pytest.raises(FixCredentials) as caught:
        profile(client(http), simulated.account(brand))
    assert caught.value.code == "key_rejected"


def test_limit_is_read_as_seconds_to_go(simulated: Simulator, http: Http, brand: Brand) -> None:
    told = {"X-Ratelimit-Used": "1000", "X-Ratelimit-Remaining": "0.0", "X-Ratelimit-Reset": "412"}
    simulated.refusal = Reply({"message": "Too Many Requests", "error": 429}, 429, told)
    with pytest.raises(RetryLater) as caught:
        profile(client(http), simulated.account(brand))
    assert caught.value.retry_at is not None
    assert timedelta(seconds=400) < caught.value.retry_at - http.clock.utcnow() < timedelta(seconds=420)


# What is closed or gone


@pytest.mark.parametrize(
    ("refusal", "meant"),
    [
        (Reply({"reason": "private", "message": "Forbidden", "error": 403}, 403), (AccountPrivate, "private")),
        (Reply({"reason": "quarantined", "message": "Forbidden", "error": 403}, 403), (AccountPrivate, "private")),
        (Reply({"reason": "gated", "message": "Forbidden", "error": 403}, 403), (AccountPrivate, "private")),
        (Reply({"reason": "gold_only", "message": "Forbidden", "error": 403}, 403), (AccountPrivate, "private")),
        (Reply({"message": "Forbidden", "error": 403}, 403), (FixCredentials, "no_permission")),
        (Reply({"reason": ["private"]}, 403), (FixCredentials, "no_permission")),
        (Reply("<html>blocked by network security</html>", 403), (FixCredentials, "no_permission")),
        (Reply({"reason": "banned", "message": "Not Found", "error": 404}, 404), (AccountGone, "suspended")),
        (Reply({"message": "Not Found", "error": 404}, 404), (AccountGone, "not_found")),
        (Reply("", 302, {"Location": "/subreddits/search?q=anvil"}), (AccountGone, "not_found")),
        (Reply({"message": "Bad Request", "error": 400}, 400), (NotUnderstood, "not_understood")),
        (Reply("", 500), (RetryLater, "server_error")),
    ],
)
def test_each_refusal_says_what_to_do(
    simulated: Simulator, http: Http, brand: Brand, refusal: Reply, meant: tuple[type[SourceError], str]
) -> None:
    error, code = meant
    simulated.refusal = refusal
    for account in (simulated.hint(brand), simulated.account(brand)):
        for ask in (profile, lambda asking, of: list(posts(asking, of, LONG_AGO))):
            http.new_run()
            with pytest.raises(error) as caught:
                ask(client(http), account)
            assert caught.value.code == code
            assert caught.value.params["host"] == "127.0.0.1"


def test_unknown_community_that_redirects_to_the_search_is_gone_and_the_search_is_not_asked(
    simulated: Simulator, http: Http
) -> None:
    with pytest.raises(AccountGone):
        profile(client(http), simulated.unknown)
    assert not simulated.asked("/subreddits/search")


@pytest.mark.parametrize("place", ["r", "u"])
def test_what_reddit_has_closed_is_suspended(simulated: Simulator, http: Http, brand: Brand, place: str) -> None:
    brand.state, brand.extra = "suspended", {"user": place == "u"}
    with pytest.raises(AccountGone) as caught:
        profile(client(http), simulated.account(brand))
    assert (caught.value.code, caught.value.params["host"]) == ("suspended", "127.0.0.1")


def test_community_that_is_found_but_private_is_private(simulated: Simulator, http: Http, brand: Brand) -> None:
    brand.extra = {"subreddit_type": "private"}
    with pytest.raises(AccountPrivate) as caught:
        profile(client(http), simulated.account(brand))
    assert caught.value.params["host"]


@pytest.mark.parametrize("place", ["r", "u"])
def test_renamed_account_is_found_by_its_id(simulated: Simulator, http: Http, brand: Brand, place: str) -> None:
    brand.extra = {"user": place == "u"}
    account = simulated.account(brand)
    brand.handle = "hammer"
    assert profile(client(http), account).handle == f"{place}/hammer"
    assert profile(client(http), Account(account.native_id)).native_id == account.native_id
    assert len(list(posts(client(http), Account(account.native_id), LONG_AGO))) == 7


def test_name_that_somebody_else_has_now_leads_to_the_id(simulated: Simulator, http: Http, brand: Brand) -> None:
    account = simulated.account(brand)
    simulated.brands.append(brand_with_posts("anvil", number=2))
    brand.handle = "hammer"
    found = profile(client(http), account)
    assert (found.native_id, found.handle) == (account.native_id, "r/hammer")


def test_renamed_user_is_gone_where_ids_may_not_be_looked_up(simulated: Simulator, http: Http, brand: Brand) -> None:
    brand.extra = {"user": True}
    account, brand.handle, simulated.users_by_id = simulated.account(brand), "hammer", False
    with pytest.raises(AccountGone):
        profile(client(http), account)


# Where listings end


def test_long_listing_is_cut_at_its_oldest_post(simulated: Simulator, http: Http, brand: Brand) -> None:
    simulated.page_size = 100
    brand.posts = [Written(f"post{n}", NOW - timedelta(hours=n)) for n in range(1100)]
    got = read(http, simulated, brand)
    assert len(got) == 1001
    assert got[-1] == CutShort(NOW - timedelta(hours=999))
    assert len(simulated.asked("/r/anvil/new")) == 10
    since = NOW - timedelta(hours=950)
    assert not any(isinstance(item, CutShort) for item in read(http, simulated, brand, since))


def test_short_listing_is_whole(simulated: Simulator, http: Http, brand: Brand) -> None:
    simulated.page_size = 100
    brand.posts = [Written(f"post{n}", NOW - timedelta(hours=n)) for n in range(400)]
    assert len(read(http, simulated, brand)) == 400
    brand.posts = []
    assert read(http, simulated, brand) == []


def test_comments_among_posts_and_removed_ones_are_left_out(
    simulated: Simulator, http: Http, brand: Brand, loopback: Loopback
) -> None:
    brand.posts[1].extra = {"removed_by_category": "moderator"}
    assert [post.native_id for post in read(http, simulated, brand) if isinstance(post, Post)] == [
        simulated.post_id(post) for n, post in enumerate(brand.posts) if n != 1
    ]
    children = [{"kind": "t1", "data": {"id": "c1"}}, simulated.view(brand, brand.posts[0])]
    loopback.on("/r/anvil/new", {"kind": "Listing", "data": {"after": None, "children": children}})
    assert len(read(http, simulated, brand)) == 1


def test_thing_of_a_new_kind_in_a_listing_is_not_passed_over(
    http: Http, brand: Brand, simulated: Simulator, loopback: Loopback
) -> None:
    children = [{"kind": "t9", "data": simulated.view(brand, brand.posts[0])["data"]}]
    loopback.on("/r/anvil/new", {"kind": "Listing", "data": {"after": None, "children": children}})
    with pytest.raises(NotUnderstood):
        read(http, simulated, brand)


# The whole way


def test_brands_are_added_and_collected(tmp_path: Path, loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    anvil = brand_with_posts("anvil", 1, posts=5, newest=utcnow())
    barrow = brand_with_posts("barrow", 2, posts=3, newest=utcnow())
    barrow.followers, barrow.extra, anvil.posts[0].kind = 0, {"user": True}, "image"
    network = Simulator(anvil, barrow)
    database = connect(network, loopback, tmp_path, monkeypatch)
    add_and_collect("r/anvil", network.link(barrow))
    assert rows(database, "SELECT account_id, handle FROM accounts ORDER BY 1") == [
        ("reddit:t2_2q002", "u/barrow"),
        ("reddit:t5_2q001", "r/anvil"),
    ]
    last = "SELECT account_id, followers, hidden FROM profile_snapshots QUALIFY 1 = row_number() OVER (PARTITION BY account_id"
    assert rows(database, f"{last} ORDER BY observed_at DESC) ORDER BY 1") == [
        ("reddit:t2_2q002", None, ["followers"]),
        ("reddit:t5_2q001", 1200, []),
    ]
    told = (
        "SELECT account_id, native_id, kind, likes, comments, shares, views FROM posts ORDER BY account_id, native_id"
    )
    found = rows(database, told)
    assert len(found) == 8
    assert found[2] == ("reddit:t2_2q002", "1post2", "text", 12, 2, 4, None)
    assert found[3] == ("reddit:t5_2q001", "1post0", "image", 10, 0, 0, None)
