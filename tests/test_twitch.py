"""Twitch: app tokens, followers' total, what a recording is, and how long recordings last."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from end_to_end import add_and_collect, connect, rows
from fixture_files import mutations
from loopback import Loopback, Reply
from simulate import NOW, Brand, Written, brand_with_posts, http_for
from simulate_app import CLIENT, SECRET, form_of
from simulate_twitch import Simulator, user_id

from benchmark.clock import utcnow
from sources.base import Account, CutShort, Post
from sources.errors import AccountGone, FixCredentials, NotUnderstood, RetryLater, SourceError
from sources.http import Client, Http
from sources.twitch import CLIENT_ID, CLIENT_SECRET, SOURCE, parse_user, parse_video, posts, profile

LONG_AGO = NOW - timedelta(days=3650)
VIDEO = {
    "id": "335921245",
    "stream_id": None,
    "user_id": "141981764",
    "user_login": "twitchdev",
    "user_name": "TwitchDev",
    "title": "Twitch Developers 101",
    "description": "Welcome to Twitch development! Here is a quick overview of our products and #Tools.",
    "created_at": "2018-11-14T21:30:18Z",
    "published_at": "2018-11-14T22:04:30Z",
    "url": "https://www.twitch.tv/videos/335921245",
    "thumbnail_url": "https://static-cdn.jtvnw.net/cf_vods/d2nvs31859zcd8/twitchdev/335921245/index-%{width}x%{height}.png",
    "viewable": "public",
    "view_count": 1863062,
    "language": "en",
    "type": "upload",
    "duration": "3m21s",
    "muted_segments": [{"duration": 30, "offset": 120}],
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


def client(http: Http, state: dict[str, str] | None = None) -> Client:
    return http.client(SOURCE, state)


def read(http: Http, brand: Brand, since: datetime = LONG_AGO, state: dict[str, str] | None = None) -> list[Post]:
    given_out = posts(client(http, state), Account(user_id(brand)), since)
    return [item for item in given_out if isinstance(item, Post)]


# Parsing


def test_video_is_read() -> None:
    post = parse_video(VIDEO)
    assert (post.native_id, post.kind, post.views, post.lang) == ("335921245", "video", 1863062, "en")
    assert post.published_at == datetime(2018, 11, 14, 22, 4, 30)
    assert post.text == f"{VIDEO['title']}\n\n{VIDEO['description']}"
    assert post.hashtags == ("tools",)
    assert (post.likes, post.comments, post.shares, post.quotes, post.hidden) == (None, None, None, None, frozenset())
    assert post.url == "https://www.twitch.tv/videos/335921245"
    assert post.thumbnail_url is not None
    assert post.thumbnail_url.endswith("/index-320x180.png")


@pytest.mark.parametrize(
    ("written", "kind"),
    [("archive", "live"), ("highlight", "video"), ("upload", "video"), ("odd", "video"), (7, "video")],
)
def test_recording_of_a_broadcast_is_live_and_all_else_is_video(written: object, kind: str) -> None:
    assert parse_video({**VIDEO, "type": written}).kind == kind


def test_broadcast_that_goes_on_has_no_picture_yet_and_any_language() -> None:
    post = parse_video({**VIDEO, "thumbnail_url": "", "language": "other", "title": "Live", "description": ""})
    assert (post.thumbnail_url, post.lang, post.text) == (None, None, "Live")


def test_video_without_its_date_of_publication_has_that_of_its_making() -> None:
    assert parse_video({**VIDEO, "published_at": ""}).published_at == datetime(2018, 11, 14, 21, 30, 18)


def test_each_broken_field_leaves_the_others() -> None:
    for path, changed in mutations(VIDEO):
        try:
            post = parse_video(changed)
        except NotUnderstood:
            assert path[0] == "id", path
            continue
        if path[0] != "view_count":
            assert post.views == 1863062, path
        if path[0] not in ("published_at", "created_at"):
            assert post.published_at == datetime(2018, 11, 14, 22, 4, 30)


@pytest.mark.parametrize("native_id", ["", "abc", "-1", "1 2", None, 141981764])
def test_user_without_a_number_as_id_is_not_understood(native_id: object) -> None:
    with pytest.raises(NotUnderstood):
        parse_user({"id": native_id, "login": "anvil"})


def test_views_of_a_channel_are_no_longer_told(simulated: Simulator, http: Http, brand: Brand) -> None:
    found = profile(client(http), simulated.account(brand))
    assert (found.views_total, found.following, found.posts_total) == (None, None, None)


# Requests


def test_token_is_asked_for_by_post_and_nothing_secret_stands_in_an_address(
    simulated: Simulator, http: Http, brand: Brand
) -> None:
    profile(client(http), simulated.hint(brand))
    simulated.page_size = 100
    read(http, brand)
    token, users, followers, videos = simulated.requests
    assert (token.method, token.path, token.query) == ("POST", "/oauth2/token", {})
    assert token.headers["content-type"] == "application/x-www-form-urlencoded"
    assert form_of(token) == {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}
    assert (users.path, users.query) == ("/helix/users", {"login": "anvil"})
    assert (followers.path, followers.query) == ("/helix/channels/followers", {"broadcaster_id": user_id(brand)})
    assert (videos.path, videos.query) == ("/helix/videos", {"user_id": user_id(brand), "first": "100", "sort": "time"})
    for request in (users, followers, videos):
        assert request.method == "GET"
        assert request.headers["authorization"] == "Bearer app-token-1"
        assert request.headers["client-id"] == CLIENT
        assert SECRET not in f"{request}"


def test_known_channel_is_asked_for_by_its_id(simulated: Simulator, http: Http, brand: Brand) -> None:
    profile(client(http), simulated.account(brand))
    assert simulated.asked("/helix/users")[0].query == {"id": user_id(brand)}


def test_pages_are_followed_by_their_cursor(simulated: Simulator, http: Http, brand: Brand) -> None:
    assert len(read(http, brand)) == 7
    assert [request.query.get("after") for request in simulated.asked("/helix/videos")] == [None, "3", "6"]


def test_one_token_serves_all_accounts_until_shortly_before_it_ends(
    simulated: Simulator, http: Http, brand: Brand
) -> None:
    for _ in range(3):
        profile(client(http), simulated.account(brand))
    assert len(simulated.given) == 1
    http.clock.sleep(simulated.lasts - 59)
    profile(client(http), simulated.account(brand))
    assert len(simulated.given) == 2


def test_token_that_is_refused_in_mid_run_is_fetched_anew_once(simulated: Simulator, http: Http, brand: Brand) -> None:
    reading = posts(client(http), simulated.account(brand), LONG_AGO)
    next(reading)
    simulated.expired = True
    assert len([item for item in reading if isinstance(item, Post)]) == 6
    assert len(simulated.given) == 2


def test_fresh_token_that_is_refused_as_well_names_the_credential(
    simulated: Simulator, http: Http, brand: Brand, loopback: Loopback
) -> None:
    loopback.on("/helix/users", {"status": 401, "message": "Client ID and OAuth token do not match"}, 401)
    with pytest.raises(FixCredentials) as caught:
        profile(client(http), simulated.account(brand))
    assert (caught.value.code, len(simulated.given)) == ("key_rejected", 2)
    assert caught.value.params["setting"] in (CLIENT_ID, CLIENT_SECRET)


@pytest.mark.parametrize("wrong", [CLIENT_ID, CLIENT_SECRET])
def test_credentials_that_give_no_token_are_named(simulated: Simulator, brand: Brand, wrong: str) -> None:
    simulated.secrets = {**simulated.secrets, wrong: "not-the-right-one"}
    with pytest.raises(FixCredentials) as caught:
        profile(client(http_for(simulated)), simulated.account(brand))
    assert (caught.value.code, caught.value.params["setting"]) == ("key_rejected", CLIENT_SECRET)
    assert len(simulated.requests) == 1
    assert "not-the-right-one" not in str(caught.value)


@pytest.mark.parametrize("missing", [CLIENT_ID, CLIENT_SECRET])
def test_either_credential_alone_asks_nobody(simulated: Simulator, brand: Brand, missing: str) -> None:
    simulated.secrets = {name: value for name, value in simulated.secrets.items() if name != missing}
    with pytest.raises(FixCredentials) as caught:
        list(posts(client(http_for(simulated)), simulated.account(brand), LONG_AGO))
    assert (caught.value.code, caught.value.params["setting"]) == ("needs_key", missing)
    assert simulated.requests == []


@pytest.mark.parametrize(
    "body", ["<html>", '{"access_token": 7}', '{"access_token": ""}', '{"access_token": "a\\nb"}', "[]", '{"a": 1']
)
def test_answer_without_a_token_is_not_understood_and_never_shown(
    simulated: Simulator, http: Http, brand: Brand, loopback: Loopback, body: str
) -> None:
    loopback.on("/oauth2/token", body)
    with pytest.raises(NotUnderstood) as caught:
        profile(client(http), simulated.account(brand))
    assert "excerpt" not in caught.value.params


@pytest.mark.parametrize(
    ("status", "meant"),
    [
        (400, (NotUnderstood, "not_understood")),
        (403, (FixCredentials, "no_permission")),
        (404, (AccountGone, "not_found")),
        (429, (RetryLater, "rate_limited")),
        (503, (RetryLater, "server_error")),
    ],
)
def test_each_refusal_of_the_api_says_what_to_do(
    simulated: Simulator, http: Http, brand: Brand, status: int, meant: tuple[type[SourceError], str]
) -> None:
    error, code = meant
    simulated.refusal = Reply({"error": "no", "status": status, "message": "no"}, status)
    for ask in (lambda: profile(client(http), simulated.account(brand)), lambda: read(http, brand)):
        http.new_run()
        with pytest.raises(error) as caught:
            ask()
        assert caught.value.code == code


def test_used_up_points_wait_until_their_time(simulated: Simulator, http: Http, brand: Brand) -> None:
    reset = int((utcnow() - datetime(1970, 1, 1)).total_seconds()) + 300  # by the clock that the server shows
    told = {"Ratelimit-Limit": "800", "Ratelimit-Remaining": "0", "Ratelimit-Reset": str(reset)}
    simulated.refusal = Reply({"error": "Too Many Requests", "status": 429, "message": ""}, 429, told)
    with pytest.raises(RetryLater) as caught:
        profile(client(http), simulated.account(brand))
    assert caught.value.retry_at is not None
    assert timedelta(minutes=4) < caught.value.retry_at - http.clock.utcnow() < timedelta(minutes=6)


# Who is there


@pytest.mark.parametrize("hint", ["@nobody", "@an-vil"])
def test_login_that_nobody_has_or_can_have_is_gone(simulated: Simulator, http: Http, hint: str) -> None:
    with pytest.raises(AccountGone):
        profile(client(http), Account(hint))


def test_renamed_channel_is_followed_and_its_new_login_told(simulated: Simulator, http: Http, brand: Brand) -> None:
    brand.handle = "hammer"
    found = profile(client(http), simulated.account(brand))
    assert (found.native_id, found.handle, found.url) == (user_id(brand), "hammer", "https://www.twitch.tv/hammer")


def test_channel_without_videos_is_there_and_a_banned_one_is_not(
    simulated: Simulator, http: Http, brand: Brand
) -> None:
    brand.posts = []
    assert read(http, brand) == []
    brand.state = "suspended"
    with pytest.raises(AccountGone):
        read(http, brand)


# How far back


@pytest.mark.parametrize(
    ("kind", "days"), [("partner", 60), ("affiliate", 14), ("", 7), (None, 7), ("of a new kind", 7)]
)
def test_reading_is_full_only_as_far_back_as_recordings_last(
    simulated: Simulator, http: Http, brand: Brand, kind: str | None, days: int
) -> None:
    state: dict[str, str] = {}
    brand.extra = {"broadcaster_type": kind}
    profile(client(http, state), simulated.account(brand))
    got = list(posts(client(http, state), simulated.account(brand), LONG_AGO))
    (cut,) = [item for item in got if isinstance(item, CutShort)]
    assert cut.at == http.clock.utcnow() - timedelta(days=days)
    assert got[-1] is cut
    recent = http.clock.utcnow() - timedelta(days=days - 1)
    assert not any(isinstance(item, CutShort) for item in posts(client(http, state), simulated.account(brand), recent))


def test_old_pages_are_not_asked_for(simulated: Simulator, http: Http, brand: Brand) -> None:
    brand.posts = brand_with_posts(posts=30).posts
    assert len(read(http, brand, brand.posts[3].published_at)) == 4
    assert len(simulated.asked("/helix/videos")) == 3


def test_full_page_without_word_of_the_next_is_not_taken_for_the_whole(
    simulated: Simulator, http: Http, brand: Brand
) -> None:
    simulated.page_size = 100
    brand.posts = [Written(f"post{n}", NOW - timedelta(hours=n)) for n in range(120)]
    simulated.mutate = lambda body: {name: value for name, value in body.items() if name != "pagination"}
    with pytest.raises(NotUnderstood):
        read(http, brand)
    brand.posts = brand.posts[:99]
    assert len(read(http, brand)) == 99


# The whole way


def test_brands_are_added_and_collected(tmp_path: Path, loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    anvil = brand_with_posts("anvil", 1, posts=5, newest=utcnow())
    barrow = brand_with_posts("barrow", 2, posts=3, newest=utcnow())
    barrow.followers, anvil.posts[0].kind = 77, "live"
    network = Simulator(anvil, barrow)
    database = connect(network, loopback, tmp_path, monkeypatch)
    add_and_collect(network.link(anvil), network.link(barrow))
    last = "SELECT account_id, followers FROM profile_snapshots QUALIFY 1 = row_number() OVER (PARTITION BY account_id"
    assert rows(database, f"{last} ORDER BY observed_at DESC) ORDER BY 1") == [
        ("twitch:141981001", 1200),
        ("twitch:141981002", 77),
    ]
    told = (
        "SELECT account_id, native_id, kind, views, likes, comments, shares FROM posts ORDER BY account_id, native_id"
    )
    found = rows(database, told)
    assert len(found) == 8
    assert found[0] == ("twitch:141981001", "2000000000", "live", 100, None, None, None)
    assert found[7] == ("twitch:141981002", "2000000002", "video", 300, None, None, None)
    assert rows(database, "SELECT DISTINCT status, date_diff('day', window_from, started_at) FROM run_accounts") == [
        ("ok", 14)
    ]
