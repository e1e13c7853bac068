"""TikTok's Research API: spans of days, searches, what its refusals mean, names as ids."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from end_to_end import add_and_collect, connect, rows
from fixture_files import mutations
from loopback import Loopback, Reply
from simulate import NOW, Brand, Written, brand_with_posts, http_for
from simulate_app import CLIENT, SECRET, form_of, json_of
from simulate_tiktok import OK, Simulator, refused

from benchmark.clock import utcnow
from sources.base import Account, CutShort, Post
from sources.errors import (
    AccountGone,
    AccountPrivate,
    FixCredentials,
    LimitReached,
    NotUnderstood,
    RetryLater,
    SourceError,
)
from sources.http import Client, Http
from sources.tiktok import QUIET, SOURCE, parse_user, parse_video, posts, profile
from sources.tiktok_call import CLIENT_KEY, CLIENT_SECRET

LONG_AGO = NOW - timedelta(days=730)
INFO, QUERY = "/v2/research/user/info/", "/v2/research/video/query/"
VIDEO = {
    "id": 7372185432106782982,
    "video_description": "How an #anvil is cast",
    "create_time": 1793782800,
    "region_code": "FR",
    "username": "anvil",
    "like_count": 4321,
    "comment_count": 65,
    "share_count": 87,
    "view_count": 1234567,
    "hashtag_names": ["anvil", "Casting"],
}


@pytest.fixture
def brand() -> Brand:
    return brand_with_posts()


@pytest.fixture
def simulated(brand: Brand, loopback: Loopback) -> Simulator:
    made = Simulator(brand)
    made.page_size = 100
    made.serve(loopback)
    return made


@pytest.fixture
def http(simulated: Simulator) -> Http:
    """One process, so that a token is kept."""
    return http_for(simulated)


def client(http: Http, state: dict[str, str] | None = None) -> Client:
    return http.client(SOURCE, state)


def read(
    http: Http, brand: Brand, since: datetime = LONG_AGO, state: dict[str, str] | None = None
) -> list[Post | CutShort]:
    return list(posts(client(http, state), Account(brand.handle), since))


def spans(simulated: Simulator) -> list[tuple[str, str]]:
    bodies = [json_of(request) for request in simulated.asked(QUERY)]
    return [(body["start_date"], body["end_date"]) for body in bodies]


# Parsing


def test_video_is_read() -> None:
    post = parse_video(VIDEO, "anvil")
    assert (post.native_id, post.kind) == ("7372185432106782982", "short_video")
    assert post.published_at == datetime(2026, 11, 4, 9)
    assert (post.likes, post.comments, post.shares, post.views, post.quotes) == (4321, 65, 87, 1234567, None)
    assert (post.text, post.hashtags) == ("How an #anvil is cast", ("anvil", "casting"))
    assert post.url == "https://www.tiktok.com/@anvil/video/7372185432106782982"


def test_id_sent_as_text_is_the_same_id() -> None:
    assert parse_video({**VIDEO, "id": "7372185432106782982"}, "anvil") == parse_video(VIDEO, "anvil")


def test_each_broken_field_leaves_the_others() -> None:
    for path, changed in mutations(VIDEO):
        try:
            post = parse_video(changed, "anvil")
        except NotUnderstood:
            assert path[0] in ("id", "create_time"), path
            continue
        if path[0] != "view_count":
            assert post.views == 1234567, path
        if path[0] != "like_count":
            assert post.likes == 4321, path


def test_account_is_read() -> None:
    data = {
        "display_name": "Anvil Works",
        "follower_count": 12345,
        "following_count": 6,
        "likes_count": 7,
        "video_count": 44,
    }
    found = parse_user(data, "anvil")
    assert (found.native_id, found.handle, found.display_name) == ("anvil", "anvil", "Anvil Works")
    assert (found.followers, found.following, found.posts_total, found.followers_step) == (12345, 6, 44, 1)
    assert parse_user({}, "anvil").followers is None


# Requests


def test_requests_are_those_of_the_documents(simulated: Simulator, http: Http, brand: Brand) -> None:
    profile(client(http), Account("@anvil"))
    read(http, brand, NOW - timedelta(days=30), {"video_count": "7"})
    token, info, query = simulated.requests
    assert (token.method, token.path, token.query) == ("POST", "/v2/oauth/token/", {})
    assert form_of(token) == {"client_key": CLIENT, "client_secret": SECRET, "grant_type": "client_credentials"}
    assert (info.method, info.path, json_of(info)) == ("POST", INFO, {"username": "anvil"})
    assert {"follower_count", "following_count", "video_count"} <= set(info.query["fields"].split(","))
    assert json_of(query) == {
        "query": {"and": [{"operation": "EQ", "field_name": "username", "field_values": ["anvil"]}]},
        "start_date": "20261021",
        "end_date": "20261120",
        "max_count": 100,
    }
    assert {"id", "create_time", "view_count", "share_count"} <= set(query.query["fields"].split(","))
    for request in (info, query):
        assert set(request.query) == {"fields"}
        assert request.headers["authorization"] == "Bearer app-token-1"
        assert request.headers["content-type"] == "application/json"
        assert SECRET not in f"{request}"


def test_pages_of_a_search_go_on_with_its_id_and_cursor(simulated: Simulator, http: Http, brand: Brand) -> None:
    simulated.page_size = 3
    assert len(read(http, brand, NOW - timedelta(days=20))) == 7
    asked = [json_of(request) for request in simulated.asked(QUERY)]
    assert [body.get("cursor") for body in asked] == [None, 3, 6]
    assert [body.get("search_id") for body in asked] == [None, *simulated.searches * 2]


def test_spans_of_thirty_days_cover_every_day_back_to_since(simulated: Simulator, http: Http, brand: Brand) -> None:
    brand.extra = {"video_count": 1000}
    since = NOW - timedelta(days=100)
    brand.posts = [Written(f"post{n}", NOW - timedelta(days=n, hours=1)) for n in range(120)]
    got = read(http, brand, since)
    assert len(got) == 100
    assert not any(isinstance(item, CutShort) for item in got)
    assert spans(simulated) == [
        ("20261021", "20261120"),
        ("20260921", "20261021"),
        ("20260822", "20260921"),
        ("20260812", "20260822"),
    ]
    ids = [post.native_id for post in got if isinstance(post, Post)]
    assert len(set(ids)) == len(ids)
    for first, last in spans(simulated):
        assert (date.fromisoformat(last) - date.fromisoformat(first)).days <= 30


def test_nothing_is_lost_where_the_end_of_a_span_does_not_belong_to_it(
    simulated: Simulator, http: Http, brand: Brand
) -> None:
    simulated.end_included = False
    brand.posts = [Written(f"post{n}", NOW - timedelta(days=n, hours=13)) for n in range(90)]
    assert len(read(http, brand, NOW - timedelta(days=90, hours=13))) == 90


def test_half_a_year_of_silence_ends_the_reading_only_once_all_videos_came(
    simulated: Simulator, http: Http, brand: Brand
) -> None:
    read(http, brand)
    assert len(simulated.asked(QUERY)) == 1 + QUIET
    brand.extra = {"video_count": 8}
    brand.posts.append(Written("post99", NOW - timedelta(days=500)))
    assert len(read(http, brand)) == 8
    brand.extra = {"video_count": None}
    del simulated.requests[:]
    read(http, brand)
    assert len(simulated.asked(QUERY)) == 25


def test_count_of_videos_is_remembered_from_the_look_up(simulated: Simulator, http: Http, brand: Brand) -> None:
    state: dict[str, str] = {}
    profile(client(http, state), Account("anvil"))
    assert state == {"video_count": "7"}
    read(http, brand, LONG_AGO, state)
    assert len(simulated.asked(INFO)) == 1


def test_token_that_is_refused_in_mid_run_is_fetched_anew_once(simulated: Simulator, http: Http, brand: Brand) -> None:
    simulated.page_size = 3
    reading = posts(client(http), Account("anvil"), LONG_AGO)
    next(reading)
    simulated.expired = True
    assert len(list(reading)) == 6
    assert len(simulated.given) == 2


@pytest.mark.parametrize("wrong", [CLIENT_KEY, CLIENT_SECRET])
def test_credentials_that_give_no_token_are_named(simulated: Simulator, brand: Brand, wrong: str) -> None:
    simulated.secrets = {**simulated.secrets, wrong: "not-the-right-one"}
    with pytest.raises(FixCredentials) as caught:
        profile(client(http_for(simulated)), simulated.account(brand))
    assert (caught.value.code, caught.value.params["setting"]) == ("key_rejected", CLIENT_SECRET)
    assert len(simulated.requests) == 1


def test_refusal_of_the_key_with_status_200_is_one(
    simulated: Simulator, http: Http, brand: Brand, loopback: Loopback
) -> None:
    loopback.on("/v2/oauth/token/", {"error": "invalid_client", "error_description": "", "log_id": "1"})
    with pytest.raises(FixCredentials) as caught:
        profile(client(http), simulated.account(brand))
    assert caught.value.code == "key_rejected"


# Refusals

MIDNIGHT = datetime(2026, 11, 21)


@pytest.mark.parametrize(
    ("reply", "meant"),
    [
        (
            refused("scope_not_authorized", 401, "The user did not authorize the scope"),
            (FixCredentials, "no_permission"),
        ),
        (refused("scope_permission_missed", 401), (FixCredentials, "no_permission")),
        (Reply("<html>no</html>", 403), (FixCredentials, "no_permission")),
        (refused("daily_quota_limit_exceeded", 429), (LimitReached, "quota")),
        (refused("rate_limit_exceeded", 429), (LimitReached, "quota")),
        (refused("rate_limit_exceeded", 200), (LimitReached, "quota")),
        (Reply("slow down", 429), (RetryLater, "rate_limited")),
        (refused("internal_error", 500), (RetryLater, "server_error")),
        (refused("internal_error", 200), (RetryLater, "server_error")),
        (refused("invalid_params", 400, "Search Id 72 is invalid or expired"), (RetryLater, "server_error")),
        (refused("invalid_params", 400, "fields are invalid: likes"), (NotUnderstood, "not_understood")),
        (refused("of_a_new_kind", 400), (NotUnderstood, "not_understood")),
        (Reply({"data": [], "error": OK}), (NotUnderstood, "not_understood")),
        (Reply({"data": None}), (NotUnderstood, "not_understood")),
    ],
)
def test_each_refusal_says_what_to_do(
    simulated: Simulator, http: Http, brand: Brand, reply: Reply, meant: tuple[type[SourceError], str]
) -> None:
    error, code = meant
    simulated.refusal = reply
    for ask in (lambda: profile(client(http), Account("anvil")), lambda: read(http, brand, state={"video_count": "7"})):
        http.new_run()
        with pytest.raises(error) as caught:
            ask()
        assert caught.value.code == code
        if error is not NotUnderstood:
            assert caught.value.params["host"] == "127.0.0.1"
    assert len(simulated.given) == 1, "only a refused token is fetched anew"


def test_quota_of_the_day_is_renewed_at_midnight_utc(simulated: Simulator, http: Http) -> None:
    simulated.refusal = refused("daily_quota_limit_exceeded", 429)
    with pytest.raises(LimitReached) as caught:
        profile(client(http), Account("anvil"))
    assert caught.value.params["retry_at"] == MIDNIGHT
    simulated.refusal = refused("rate_limit_exceeded", 429)
    with pytest.raises(LimitReached) as caught:
        profile(client(http), Account("anvil"))
    assert caught.value.params["retry_at"] == http.clock.utcnow() + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (refused("invalid_params", 400, "username is invalid: anvil"), AccountGone),
        (refused("invalid_params", 400, "cannot find the user"), AccountGone),
        (refused("invalid_params", 400), AccountGone),
        (refused("invalid_params", 400, "User is private"), AccountPrivate),
        (refused("not_found", 404), AccountGone),
        (Reply({"data": {}, "error": OK}), AccountGone),
    ],
)
def test_look_up_of_nobody_is_gone_however_it_is_said(
    simulated: Simulator, http: Http, reply: Reply, error: type[SourceError]
) -> None:
    simulated.refusal = reply
    with pytest.raises(error) as caught:
        profile(client(http), Account("anvil"))
    assert caught.value.params["host"] == "127.0.0.1"


def test_empty_answer_of_an_account_that_has_gone_is_not_taken_for_silence(
    simulated: Simulator, http: Http, brand: Brand
) -> None:
    brand.state = "gone"
    with pytest.raises(AccountGone):
        read(http, brand, state={"video_count": "7"})


@pytest.mark.parametrize(
    "data",
    [
        {"videos": [], "cursor": 1, "search_id": "1"},
        {"videos": [], "cursor": 1, "search_id": "1", "has_more": "true"},
        {"videos": [], "search_id": "1", "has_more": True},
        {"videos": None, "cursor": 1, "search_id": "1", "has_more": False},
        {"cursor": 1, "search_id": "1", "has_more": False},
    ],
)
def test_answer_that_may_not_be_whole_is_not_understood(
    http: Http, brand: Brand, loopback: Loopback, data: dict[str, object]
) -> None:
    loopback.on(QUERY, {"data": data, "error": OK})
    with pytest.raises(NotUnderstood):
        read(http, brand)


# The whole way


def test_brands_are_added_and_collected(tmp_path: Path, loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    anvil = brand_with_posts("anvil", 1, posts=5, newest=utcnow())
    barrow = brand_with_posts("barrow", 2, posts=3, newest=utcnow())
    barrow.followers = 77
    network = Simulator(anvil, barrow)
    database = connect(network, loopback, tmp_path, monkeypatch)
    add_and_collect(network.link(anvil), network.link(barrow))
    last = "SELECT account_id, followers, following FROM profile_snapshots QUALIFY 1 = row_number() OVER (PARTITION BY account_id"
    assert rows(database, f"{last} ORDER BY observed_at DESC) ORDER BY 1") == [
        ("tiktok:anvil", 1200, 80),
        ("tiktok:barrow", 77, 80),
    ]
    told = (
        "SELECT account_id, native_id, kind, likes, comments, shares, views FROM posts ORDER BY account_id, native_id"
    )
    found = rows(database, told)
    assert len(found) == 8
    assert found[0] == ("tiktok:anvil", "7000000000000000000", "short_video", 10, 0, 0, 100)
    assert found[7] == ("tiktok:barrow", "7000000000000000002", "short_video", 12, 2, 4, 300)
