"""Bluesky: whose posts are read, when they count as published, and what its refusals mean."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from fixture_files import fixture, mutations
from loopback import Loopback, Reply, Request
from simulate import NOW, Brand, Written, brand_with_posts, client_for
from simulate_bluesky import Simulator, did, written_time

from sources.base import Account, Post
from sources.bluesky import SOURCE, identify_handle, parse_post, parse_profile
from sources.errors import AccountGone, AccountPrivate, NotUnderstood, SourceError
from sources.links import resolve

DID = "did:plc:anvilworks234567abcdefgh"
LONG_AGO = datetime(2020, 1, 1)


def recorded_posts(loopback: Loopback, since: datetime = LONG_AGO) -> list[Post]:
    """The posts of the two recorded pages of a feed."""
    second = fixture("bluesky/author_feed_2.json")

    def feed(request: Request) -> Reply:
        assert request.query["filter"] == "posts_no_replies"
        return Reply(second if "cursor" in request.query else fixture("bluesky/author_feed_1.json"))

    simulated = Simulator()
    simulated.serve(loopback)
    loopback.answer("/xrpc/app.bsky.feed.getAuthorFeed", feed)
    assert SOURCE.posts is not None
    return [item for item in SOURCE.posts(client_for(simulated), Account(DID), since) if isinstance(item, Post)]


def simulated_posts(loopback: Loopback, brand: Brand, since: datetime = LONG_AGO, page_size: int = 3) -> list[str]:
    simulated = Simulator(brand)
    simulated.page_size = page_size
    simulated.serve(loopback)
    assert SOURCE.posts is not None
    got = SOURCE.posts(client_for(simulated), simulated.account(brand), since)
    return [post.native_id.removeprefix("3k") for post in got if isinstance(post, Post)]


def test_profile_is_read() -> None:
    found = parse_profile(fixture("bluesky/profile.json"))
    assert (found.native_id, found.handle, found.display_name) == (DID, "anvilworks.example", "Anvil Works")
    assert (found.followers, found.following, found.posts_total, found.followers_step) == (18342, 211, 1475, 1)
    assert found.bio == "Anvils since 1889.\nMade in Lyon."
    assert found.link == "https://anvilworks.example/"
    assert found.url == "https://bsky.app/profile/anvilworks.example"


def test_invalid_handle_is_no_handle() -> None:
    found = parse_profile({**fixture("bluesky/profile.json"), "handle": "handle.invalid"})
    assert found.handle is None
    assert found.url == f"https://bsky.app/profile/{DID}"


def test_feed_is_read_without_reposts_and_each_post_once(loopback: Loopback) -> None:
    got = recorded_posts(loopback)
    keys = ["album", "future", "image", "video", "link", "quote", "quotemedia", "bare", "ancient"]
    assert [post.native_id for post in got] == [f"3k{key}" for key in keys]
    kinds = ["album", "text", "image", "video", "link", "text", "album", "text", "text"]
    assert [post.kind for post in got] == kinds


def test_post_is_read_whole(loopback: Loopback) -> None:
    post = recorded_posts(loopback)[0]
    assert (post.likes, post.comments, post.shares, post.quotes, post.views) == (120, 4, 7, 2, None)
    assert post.hashtags == ("lyon", "steel", "forge")
    assert post.lang == "fr"
    assert post.published_at == datetime(2026, 11, 20, 9)
    assert post.url == f"https://bsky.app/profile/{DID}/post/3kalbum"
    assert post.thumbnail_url == "https://cdn.bsky.example/img/feed_thumbnail/plain/0.jpg"


def test_count_that_an_older_server_does_not_send_is_unknown(loopback: Loopback) -> None:
    bare = next(post for post in recorded_posts(loopback) if post.native_id == "3kbare")
    assert bare.quotes is None
    assert bare.likes == 52


def test_date_in_the_future_counts_as_when_it_was_indexed(loopback: Loopback) -> None:
    dates = {post.native_id: post.published_at for post in recorded_posts(loopback)}
    assert dates["3kfuture"] == datetime(2026, 11, 19, 12)
    assert dates["3kimage"] == datetime(2026, 11, 18, 6, 30)
    assert dates["3kancient"] == datetime(1999, 1, 1)


def test_post_dated_back_does_not_end_the_reading(loopback: Loopback) -> None:
    since = NOW - timedelta(days=30)
    brand = brand_with_posts(posts=6)
    view = {"record": {"createdAt": "1999-01-01T00:00:00.000Z"}}
    brand.posts[2] = Written("ancient", brand.posts[2].published_at, extra=view)
    simulated = Simulator(brand)
    simulated.serve(loopback)
    items = [{"post": simulated.view(brand, post)} for post in brand.posts]  # as indexed: the ancient one is third
    loopback.on("/xrpc/app.bsky.feed.getAuthorFeed", {"feed": items})
    assert SOURCE.posts is not None
    got = list(SOURCE.posts(client_for(simulated), simulated.account(brand), since))
    assert len(got) == 6


def test_imported_archive_is_not_read_to_its_end(loopback: Loopback) -> None:
    brand = brand_with_posts(posts=3)
    brand.posts += [
        Written(f"old{n}", NOW, extra={"record": {"createdAt": f"20{20 - n // 10}-01-{28 - n % 10:02}T00:00:00.000Z"}})
        for n in range(30)
    ]
    got = simulated_posts(loopback, brand, NOW - timedelta(days=30))
    assert got[:3] == ["post0", "post1", "post2"]
    assert len(got) <= 6


def test_reading_ends_where_the_feed_is_older_even_among_reposts(loopback: Loopback) -> None:
    brand = brand_with_posts(posts=12)
    brand.extra["reposts"] = [post.name for post in brand.posts]
    since = NOW - timedelta(days=3)
    assert simulated_posts(loopback, brand, since) == ["post0", "post1", "post2"]
    assert len(loopback.requests) == 3


def test_pinned_post_is_read_once_and_ends_nothing(loopback: Loopback) -> None:
    brand = brand_with_posts(posts=4)
    simulated = Simulator(brand)
    simulated.serve(loopback)
    items: list[dict[str, Any]] = [{"post": simulated.view(brand, post)} for post in brand.posts]
    pinned = {**items[3], "reason": {"$type": "app.bsky.feed.defs#reasonPin"}}
    loopback.on("/xrpc/app.bsky.feed.getAuthorFeed", {"feed": [pinned, *items]})
    assert SOURCE.posts is not None
    since = brand.posts[1].published_at
    got = [
        post.native_id
        for post in SOURCE.posts(client_for(simulated), simulated.account(brand), since)
        if isinstance(post, Post)
    ]
    assert got == ["3kpost3", "3kpost0", "3kpost1"]


def test_replies_are_left_out_even_if_the_server_sends_them() -> None:
    view = fixture("bluesky/author_feed_1.json")["feed"][0]["post"]
    view["record"]["reply"] = {"root": {"uri": "at://x"}, "parent": {"uri": "at://x"}}
    assert parse_post(view, DID) is None


@pytest.mark.parametrize("case", fixture("bluesky/errors.json"), ids=lambda case: str(case["body"])[:60])
def test_refusals_have_their_meaning(loopback: Loopback, case: dict[str, Any]) -> None:
    simulated = Simulator(brand_with_posts())
    simulated.serve(loopback)
    simulated.fault = Reply(case["body"], 400)
    with pytest.raises((AccountGone, NotUnderstood)) as caught:
        SOURCE.profile(client_for(simulated), Account("@anvil.example"))
    assert caught.value.code == case["code"]
    assert isinstance(caught.value, NotUnderstood if case["code"] == "not_understood" else AccountGone)


@pytest.mark.parametrize(
    ("state", "code"), [("gone", "not_found"), ("suspended", "suspended"), ("deactivated", "not_found")]
)
def test_account_that_is_gone_or_suspended_says_so(loopback: Loopback, state: str, code: str) -> None:
    brand = brand_with_posts()
    brand.state = state
    simulated = Simulator(brand)
    simulated.serve(loopback)
    with pytest.raises(AccountGone) as caught:
        SOURCE.profile(client_for(simulated), simulated.hint(brand))
    assert caught.value.code == code


def test_account_for_signed_in_viewers_is_private_and_not_kept() -> None:
    found = parse_profile(fixture("bluesky/profile_signed_in_only.json"))
    assert found.status == "private"
    assert (found.native_id, found.handle) == (DID, "anvilworks.example")
    assert (found.followers, found.following, found.posts_total, found.bio, found.display_name) == (None,) * 5
    assert found.hidden == {"followers", "following", "posts_total"}


def test_posts_for_signed_in_viewers_are_not_read(loopback: Loopback) -> None:
    brand = brand_with_posts()
    brand.state = "private"
    with pytest.raises(AccountPrivate):
        simulated_posts(loopback, brand)


def test_label_taken_back_does_not_count() -> None:
    body = fixture("bluesky/profile_signed_in_only.json")
    body["labels"][0]["neg"] = True
    assert parse_profile(body).followers == 900


def test_account_is_followed_over_a_change_of_handle(loopback: Loopback) -> None:
    brand = brand_with_posts("old.example")
    simulated = Simulator(brand)
    simulated.serve(loopback)
    known = simulated.account(brand)
    brand.handle = "new.example"
    taker = brand_with_posts("old.example", number=2)
    simulated.brands.append(taker)
    found = SOURCE.profile(client_for(simulated), known)
    assert (found.native_id, found.handle) == (did(brand), "new.example")


@pytest.mark.parametrize(
    ("pasted", "identity"),
    [
        ("https://bsky.app/profile/anvilworks.example", "@anvilworks.example"),
        ("https://bsky.app/profile/AnvilWorks.example/post/3kalbum?ref=x#y", "@anvilworks.example"),
        ("bsky.app/profile/anvil.bsky.social/", "@anvil.bsky.social"),
        ("https://www.bsky.app/profile/anvil.bsky.social", "@anvil.bsky.social"),
        (f"https://bsky.app/profile/{DID}", DID),
        (f"https://bsky.app/profile/{DID}/post/3kalbum", DID),
        ("@anvil.bsky.social", "@anvil.bsky.social"),
        ("anvil.bsky.social", "@anvil.bsky.social"),
        (DID, DID),
        ("did:web:anvilworks.example", "did:web:anvilworks.example"),
        (f"at://{DID}/app.bsky.feed.post/3kalbum", DID),
        ("bluesky:anvilworks.example", "@anvilworks.example"),
    ],
)
def test_pasted_forms_are_understood(pasted: str, identity: str) -> None:
    found = resolve(pasted)
    assert (found.source, found.identity, found.error) == ("bluesky", identity, None)
    assert found.needs_network == identity.startswith("@")


@pytest.mark.parametrize(
    "pasted",
    [
        "https://bsky.app.evil.example/profile/anvil.example",
        "https://bsky-app.example/profile/anvil.example",
        "https://bskу.app/profile/anvil.example",
        "https://bsky.app@evil.example/profile/anvil.example",
        "https://bsky.app/search?q=anvil.example",
        "https://bsky.app/profile/not_a_handle",
        "https://bsky.app/profile/-a.example",
    ],
)
def test_look_alikes_and_other_pages_are_not_bluesky(pasted: str) -> None:
    assert resolve(pasted).source != "bluesky"


@pytest.mark.parametrize(
    "handle",
    [
        "anvil",
        "a..example",
        "-a.example",
        "a_b.example",
        "anvil.1",
        "handle.invalid",
        "x" * 254 + ".example",
        "did:key:z6Mk",
    ],
)
def test_handles_keep_to_the_protocols_pattern(handle: str) -> None:
    assert identify_handle(handle) is None


def test_any_field_may_be_broken_in_a_profile() -> None:
    whole = fixture("bluesky/profile.json")
    right = parse_profile(whole)
    for path, changed in mutations(whole):
        try:
            found = parse_profile(changed)
        except NotUnderstood:
            assert path == ("did",)
            continue
        assert found.native_id == DID
        for name, field in (
            ("followers", "followersCount"),
            ("following", "followsCount"),
            ("posts_total", "postsCount"),
        ):
            assert getattr(found, name) == (None if path == (field,) else getattr(right, name))


def test_any_field_may_be_broken_in_a_post() -> None:
    for whole in [item["post"] for item in fixture("bluesky/author_feed_1.json")["feed"] if "reason" not in item]:
        right = parse_post(whole, DID)
        assert right is not None
        for path, changed in mutations(whole):
            try:
                post = parse_post(changed, DID)
            except SourceError:
                assert path[0] == "uri"
                continue
            if post is None:
                assert path[0] == "record"
                continue
            assert post.native_id == right.native_id
            counts = {"likeCount": "likes", "replyCount": "comments", "repostCount": "shares", "quoteCount": "quotes"}
            for field, name in counts.items():
                assert getattr(post, name) == (None if path == (field,) else getattr(right, name))
            assert len(post.text or "") <= 20_000


@pytest.mark.parametrize("broken", [{"feed": None}, {"feed": [1]}, {}, {"feed": [], "cursor": 5}, {"feed": [{}]}])
def test_broken_page_never_looks_complete(loopback: Loopback, broken: dict[str, Any]) -> None:
    simulated = Simulator(brand_with_posts())
    simulated.serve(loopback)
    simulated.fault = Reply(broken)
    assert SOURCE.posts is not None
    with pytest.raises(NotUnderstood):
        list(SOURCE.posts(client_for(simulated), Account(DID), LONG_AGO))


def test_empty_page_with_a_cursor_is_not_the_end(loopback: Loopback) -> None:
    brand = brand_with_posts(posts=1)
    simulated = Simulator(brand)
    simulated.serve(loopback)
    item = {"post": simulated.view(brand, brand.posts[0])}

    def feed(request: Request) -> Reply:
        return Reply({"feed": [item]} if "cursor" in request.query else {"feed": [], "cursor": "on"})

    loopback.answer("/xrpc/app.bsky.feed.getAuthorFeed", feed)
    assert SOURCE.posts is not None
    assert len(list(SOURCE.posts(client_for(simulated), simulated.account(brand), LONG_AGO))) == 1


def test_simulated_times_are_those_of_the_network() -> None:
    assert written_time(Written("a", datetime(2026, 1, 2, 3, 4, 5))) == "2026-01-02T03:04:05.000Z"
