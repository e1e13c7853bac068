"""YouTube with a key and without: rounding, what is withheld, kinds, quota, and the public pages."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from fixture_files import FOLDER, fixture, mutations
from hypothesis import given
from hypothesis import strategies as st
from loopback import Loopback, Reply
from simulate import NOW, Brand, Written, brand_with_posts, http_for
from simulate_youtube import KEY, Simulator, channel

from sources.base import Account, CutShort, Post
from sources.errors import AccountGone, FixCredentials, LimitReached, NotUnderstood, RetryLater, SourceError
from sources.feed_parse import parse_feed
from sources.http import Client
from sources.youtube import SETTING, SOURCE, posts, profile
from sources.youtube_api import parse_profile, parse_video, rounding_step
from sources.youtube_feed import parse_entry

LONG_AGO = NOW - timedelta(days=3650)


@pytest.fixture
def brand() -> Brand:
    return brand_with_posts()


@pytest.fixture
def simulated(brand: Brand, loopback: Loopback) -> Simulator:
    made = Simulator(brand)
    made.serve(loopback)
    return made


@pytest.fixture
def keyless(simulated: Simulator) -> Simulator:
    simulated.secrets = {}
    return simulated


def client(simulated: Simulator, state: dict[str, str] | None = None) -> Client:
    return http_for(simulated).client(SOURCE, state)


def read(simulated: Simulator, brand: Brand, state: dict[str, str] | None = None) -> list[Post]:
    given_out = posts(client(simulated, state), simulated.account(brand), LONG_AGO)
    return [item for item in given_out if isinstance(item, Post)]


# Parsing


def test_channel_is_read() -> None:
    found = parse_profile(fixture("youtube/channels.json")["items"][0])
    assert (found.native_id, found.handle, found.display_name) == (
        "UCanvilanvilanvilanvil00",
        "anvilworks",
        "Anvil Works",
    )
    assert (found.followers, found.followers_step, found.hidden) == (12400, 100, frozenset())
    assert (found.posts_total, found.views_total, found.following) == (213, 98765432, None)


@pytest.mark.parametrize(
    ("shown", "step"),
    [(None, 1), (0, 1), (7, 1), (999, 1), (1000, 10), (1230, 10), (12400, 100), (124000, 1000), (1240000, 10000)],
)
def test_step_is_what_rounding_down_to_three_figures_may_hide(shown: int | None, step: int) -> None:
    assert rounding_step(shown) == step


@given(st.integers(min_value=0, max_value=10**10))
def test_true_count_lies_within_the_step(true: int) -> None:
    unit = int("1" + "0" * max(0, len(str(true)) - 3))
    shown = true // unit * unit
    assert shown <= true < shown + rounding_step(shown)


def test_hidden_subscribers_are_withheld_not_zero() -> None:
    item = fixture("youtube/channels.json")["items"][0]
    item["statistics"] = {"hiddenSubscriberCount": True, "subscriberCount": "0", "videoCount": "3"}
    found = parse_profile(item)
    assert (found.followers, found.hidden, found.posts_total) == (None, frozenset({"followers"}), 3)


def test_video_is_read() -> None:
    post = parse_video(fixture("youtube/videos.json")["items"][0], {})
    assert post is not None
    assert (post.native_id, post.published_at, post.kind) == ("aaaaaaaaaa1", datetime(2026, 11, 2, 8), "video")
    assert (post.views, post.likes, post.comments, post.shares) == (51234, 2101, 87, None)
    assert (post.text, post.lang) == ("How an anvil is cast\n\nFrom the furnace #Anvils #casting", "en-GB")
    assert (post.hashtags, post.hidden) == (("anvils", "casting"), frozenset())
    assert post.url == "https://www.youtube.com/watch?v=aaaaaaaaaa1"
    assert post.thumbnail_url == "https://i.ytimg.com/vi/aaaaaaaaaa1/mqdefault.jpg"


@pytest.mark.parametrize(
    ("left_out", "hidden"), [("likeCount", "likes"), ("commentCount", "comments"), ("viewCount", "views")]
)
def test_count_that_the_owner_hides_is_withheld_not_zero(left_out: str, hidden: str) -> None:
    video = fixture("youtube/videos.json")["items"][0]
    del video["statistics"][left_out]
    post = parse_video(video, {})
    assert post is not None
    assert getattr(post, hidden) is None
    assert post.hidden == {hidden}


def test_each_broken_field_leaves_the_others() -> None:
    for path, changed in mutations(fixture("youtube/videos.json")["items"][0]):
        try:
            post = parse_video(changed, {})
        except NotUnderstood:
            assert path[0] in ("id", "snippet"), path
            continue
        if post is None:
            assert "liveBroadcastContent" in path
            continue
        if path[0] != "statistics":
            assert (post.views, post.likes, post.comments) == (51234, 2101, 87), path
        elif len(path) == 2 and path[1] != "viewCount":
            assert post.views == 51234, path
    for path, changed in mutations(fixture("youtube/channels.json")["items"][0]):
        try:
            found = parse_profile(changed)
        except NotUnderstood:
            assert path[0] == "id"
            continue
        if path[0] != "statistics":
            assert found.followers == 12400, path


@pytest.mark.parametrize(
    ("duration", "published", "kind"),
    [
        ("PT45S", "2026-11-02T08:00:00Z", "short_video"),
        ("PT3M", "2026-11-02T08:00:00Z", "short_video"),
        ("PT3M1S", "2026-11-02T08:00:00Z", "video"),
        ("PT2M", "2024-10-01T08:00:00Z", "video"),
        ("PT1M", "2024-10-01T08:00:00Z", "short_video"),
        ("P1DT2H", "2026-11-02T08:00:00Z", "video"),
        ("P0D", "2026-11-02T08:00:00Z", "video"),
        ("soon", "2026-11-02T08:00:00Z", "video"),
        (None, "2026-11-02T08:00:00Z", "video"),
    ],
)
def test_short_is_told_by_duration_and_the_limit_of_its_day(duration: str | None, published: str, kind: str) -> None:
    video = fixture("youtube/videos.json")["items"][0]
    video["contentDetails"]["duration"] = duration
    video["snippet"]["publishedAt"] = published
    post = parse_video(video, {})
    assert post is not None
    assert post.kind == kind


def test_broadcast_is_live_and_an_upcoming_one_is_not_published() -> None:
    video = fixture("youtube/videos.json")["items"][0]
    video["liveStreamingDetails"] = {
        "actualStartTime": "2026-11-02T08:00:00Z",
        "scheduledStartTime": "2026-11-02T08:00:00Z",
    }
    post = parse_video(video, {})
    assert post is not None
    assert post.kind == "live"
    video["liveStreamingDetails"] = {"scheduledStartTime": "2026-12-02T08:00:00Z"}
    assert parse_video(video, {}) is None
    video["snippet"]["liveBroadcastContent"] = "upcoming"
    video.pop("liveStreamingDetails")
    assert parse_video(video, {}) is None


# With a key


def test_key_goes_in_the_header_and_never_in_the_address(simulated: Simulator, brand: Brand) -> None:
    profile(client(simulated), simulated.account(brand))
    read(simulated, brand)
    api = [request for request in simulated.requests if request.path.startswith("/youtube/v3/")]
    assert api
    for request in api:
        assert request.headers["x-goog-api-key"] == KEY
        assert KEY not in str(request.query)
    assert all("x-goog-api-key" not in request.headers for request in simulated.requests if request not in api)


@pytest.mark.parametrize("hint", ["@anvil", "user/anvil", "c/anvil", "video/vvvvvvpost0"])
def test_each_hint_leads_to_the_channel(simulated: Simulator, brand: Brand, hint: str) -> None:
    for secrets in ({SETTING: KEY}, {}):
        simulated.secrets = secrets
        assert profile(client(simulated), Account(hint)).native_id == channel(brand)


def test_videos_cost_two_calls_for_fifty(simulated: Simulator, brand: Brand) -> None:
    simulated.page_size = 50
    brand.posts = brand_with_posts(posts=50).posts
    read(simulated, brand)
    assert [request.path.rpartition("/")[2] for request in simulated.requests] == ["playlistItems", "videos"]


def test_old_uploads_are_not_asked_for(simulated: Simulator, brand: Brand) -> None:
    since = brand.posts[2].published_at
    got = list(posts(client(simulated), simulated.account(brand), since))
    assert len(got) == 3
    assert len([request for request in simulated.requests if request.path.endswith("/videos")]) == 1


def test_search_is_never_called(simulated: Simulator, brand: Brand) -> None:
    profile(client(simulated), Account("@anvil"))
    read(simulated, brand)
    assert not any("search" in request.path for request in simulated.requests)


def test_feed_tells_shorts_from_short_videos_and_is_remembered(simulated: Simulator, brand: Brand) -> None:
    simulated.page_size = 50
    for post in brand.posts[:2]:
        post.extra = {"contentDetails": {"duration": "PT40S"}}
    brand.posts[1].kind = "short_video"
    state: dict[str, str] = {}
    assert [post.kind for post in read(simulated, brand, state)[:3]] == ["video", "short_video", "video"]
    brand.posts = [*(Written(f"new{n}", NOW - timedelta(minutes=n), kind="video") for n in range(15)), *brand.posts]
    assert [post.kind for post in read(simulated, brand, state)[15:18]] == ["video", "short_video", "video"]


def test_kinds_do_without_the_feed(simulated: Simulator, brand: Brand, loopback: Loopback) -> None:
    brand.posts[0].kind = "short_video"
    loopback.on("/feeds/videos.xml", "busy", 500)
    assert read(simulated, brand)[0].kind == "short_video"


def test_deleted_and_private_videos_are_left_out(simulated: Simulator, brand: Brand, loopback: Loopback) -> None:
    simulated.page_size = 50
    one = simulated.view(brand, brand.posts[1])
    loopback.on("/youtube/v3/videos", {"items": [one]})
    assert [post.native_id for post in read(simulated, brand)] == [simulated.post_id(brand.posts[1])]


def test_channel_without_uploads_has_no_posts_and_a_deleted_one_is_gone(simulated: Simulator, brand: Brand) -> None:
    brand.posts = []
    assert read(simulated, brand) == []
    brand.state = "gone"
    with pytest.raises(AccountGone):
        read(simulated, brand)
    with pytest.raises(AccountGone):
        profile(client(simulated), simulated.account(brand))


@pytest.mark.parametrize(
    ("status", "reason", "meant"),
    [
        (400, "keyInvalid", (FixCredentials, "key_rejected")),
        (400, "badRequest", (NotUnderstood, "not_understood")),
        (403, "quotaExceeded", (LimitReached, "quota")),
        (403, "dailyLimitExceeded", (LimitReached, "quota")),
        (403, "rateLimitExceeded", (RetryLater, "rate_limited")),
        (403, "accessNotConfigured", (FixCredentials, "no_permission")),
        (403, "forbidden", (FixCredentials, "no_permission")),
        (404, "channelNotFound", (AccountGone, "not_found")),
    ],
)
def test_each_refusal_says_what_to_do(
    simulated: Simulator, brand: Brand, status: int, reason: str, meant: tuple[type[SourceError], str]
) -> None:
    error, code = meant
    simulated.refusal = (status, reason)
    with pytest.raises(error) as caught:
        profile(client(simulated), simulated.account(brand))
    assert caught.value.code == code
    if error in (FixCredentials, LimitReached):
        assert caught.value.params["setting"] == SETTING


def test_newer_form_of_a_rejected_key_is_understood(simulated: Simulator, brand: Brand) -> None:
    for error in (
        {"status": "INVALID_ARGUMENT", "details": [{"reason": "API_KEY_INVALID", "domain": "googleapis.com"}]},
        {"message": "API key not valid. Please pass a valid API key.", "errors": [{"reason": "badRequest"}]},
    ):
        simulated.fault = Reply({"error": {"code": 400, **error}}, 400)
        with pytest.raises(FixCredentials) as caught:
            profile(client(simulated), simulated.account(brand))
        assert caught.value.code == "key_rejected"


# Without a key


def test_feed_is_read() -> None:
    feed = parse_feed((FOLDER / "youtube" / "videos.xml").read_bytes(), "https://www.youtube.com/feeds/videos.xml", NOW)
    short, cast = (parse_entry(entry) for entry in feed.entries)
    assert (short.native_id, short.kind, short.views, short.likes) == ("aaaaaaaaaa2", "short_video", 12345, 321)
    assert (short.text, short.hashtags) == ("Anvil drop & ring #shorts\n\nListen.", ("shorts",))
    assert (short.url, short.origin) == ("https://www.youtube.com/shorts/aaaaaaaaaa2", "feed")
    assert (cast.kind, cast.published_at, cast.comments) == ("video", datetime(2026, 11, 2, 8), None)


def test_much_viewed_video_without_likes_in_the_feed_has_unknown_likes() -> None:
    feed = parse_feed((FOLDER / "youtube" / "videos.xml").read_bytes(), "https://www.youtube.com/feeds/videos.xml", NOW)
    assert parse_entry(feed.entries[1]).likes is None


def test_without_a_key_there_are_no_subscribers_and_no_comments(keyless: Simulator, brand: Brand) -> None:
    found = profile(client(keyless), keyless.hint(brand))
    assert (found.native_id, found.handle, found.display_name) == (channel(brand), "anvil", "Anvil Works")
    assert (found.followers, found.hidden, found.origin) == (None, frozenset(), "feed")
    for post, written in zip(read(keyless, brand), brand.posts, strict=True):
        assert (post.views, post.likes, post.comments) == (written.views, written.likes, None)


def test_feed_is_cut_short_at_its_oldest_video(keyless: Simulator, brand: Brand) -> None:
    brand.posts = brand_with_posts(posts=40).posts
    got = list(posts(client(keyless), keyless.account(brand), LONG_AGO))
    assert len(got) == 16
    assert got[-1] == CutShort(brand.posts[14].published_at)


def test_known_channel_needs_no_page(keyless: Simulator, brand: Brand) -> None:
    profile(client(keyless), keyless.account(brand))
    assert [request.path for request in keyless.requests] == ["/feeds/videos.xml"]


@pytest.mark.parametrize(
    "page",
    [
        '<link rel="canonical" href="https://www.youtube.com/channel/{}">',
        '<meta itemprop="identifier" content="{}">',
        '<link rel="alternate" type="application/rss+xml" title="RSS" href="https://x/feeds/videos.xml?channel_id={}">',
        '<meta property="og:url" content="https://www.youtube.com/channel/{}">',
        '<script>var a = {{"externalId":"{}","b":1}}</script>',
    ],
)
def test_page_names_its_channel_in_any_of_its_ways(
    keyless: Simulator, brand: Brand, loopback: Loopback, page: str
) -> None:
    other = '"channelId":"UCotherotherotherother00"'
    loopback.on("/@anvil", f"<html><script>{other}</script>{page.format(channel(brand))}</html>")
    assert profile(client(keyless), Account("@anvil")).native_id == channel(brand)


def test_page_that_does_not_name_its_channel_asks_for_the_key(keyless: Simulator, loopback: Loopback) -> None:
    loopback.on("/@anvil", "<html>Before you continue to YouTube</html>")
    with pytest.raises(FixCredentials) as caught:
        profile(client(keyless), Account("@anvil"))
    assert (caught.value.code, caught.value.params["setting"]) == ("needs_key", SETTING)


def test_video_whose_owner_forbids_embedding_asks_for_the_key(keyless: Simulator, loopback: Loopback) -> None:
    loopback.on("/oembed", "Unauthorized", 401)
    with pytest.raises(FixCredentials):
        profile(client(keyless), Account("video/vvvvvvpost0"))


def test_unknown_video_and_handle_are_gone(keyless: Simulator) -> None:
    for hint in ("video/aaaaaaaaaaa", "@nobody"):
        with pytest.raises(AccountGone):
            profile(client(keyless), Account(hint))


# What is declared


def test_declaration_follows_the_terms() -> None:
    assert SOURCE.retention_days == 30
    assert SOURCE.age_days == 28
    assert SOURCE.followers_are == "subscribers"
    assert "without a key" in SOURCE.lacks
    (credential,) = SOURCE.credentials
    assert credential.setting == SETTING
    assert not credential.required
    assert len(credential.steps) >= 5
