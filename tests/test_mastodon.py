"""Mastodon and its kin: whose server is asked, which posts count, and what is done where the API is closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from fixture_files import FOLDER, fixture, mutations
from loopback import Loopback, Reply, Request
from simulate import NOW, Brand, brand_with_posts, client_for
from simulate_mastodon import Simulator, number

from sources.base import Account, CutShort, Post
from sources.errors import AccountGone, FixCredentials, NotUnderstood
from sources.fediverse import feed_posts
from sources.links import resolve
from sources.mastodon import SETTING, SOURCE, identify_handle
from sources.mastodon_parse import parse_post, parse_profile

LONG_AGO = datetime(2020, 1, 1)
OWN = "109876543210987654"


@pytest.fixture
def brand() -> Brand:
    return brand_with_posts()


@pytest.fixture
def simulated(brand: Brand, loopback: Loopback) -> Simulator:
    made = Simulator(brand)
    made.serve(loopback)
    return made


def read_posts(simulated: Simulator, account: Account, since: datetime = LONG_AGO) -> list[Post | CutShort]:
    assert SOURCE.posts is not None
    return list(SOURCE.posts(client_for(simulated), account, since))


def paths(simulated: Simulator) -> list[str]:
    return [request.path for request in simulated.requests]


# Profiles


def test_profile_is_read() -> None:
    found = parse_profile(fixture("mastodon/account.json"), "social.example")
    assert (found.native_id, found.handle) == (f"social.example/{OWN}", "anvilworks@social.example")
    assert (found.followers, found.following, found.posts_total) == (5123, 87, 964)
    assert found.bio == "Anvils since 1889.\nMade in #Lyon & shipped."
    assert found.link == "https://anvilworks.example"  # the verified one comes first
    assert found.url == "https://social.example/@AnvilWorks"
    assert (found.status, found.hidden) == ("ok", frozenset())


def test_moved_account_names_the_new_one() -> None:
    found = parse_profile(fixture("mastodon/account_moved.json"), "social.example")
    assert (found.status, found.moved_to) == ("moved", "https://new.example/@anvil")
    assert found.followers == 5123


def test_suspended_account_has_no_figures() -> None:
    found = parse_profile(fixture("mastodon/account_suspended.json"), "social.example")
    assert found.status == "suspended"
    assert (found.followers, found.following, found.posts_total) == (None, None, None)


def test_limited_and_memorial_accounts_are_read_like_others() -> None:
    found = parse_profile(fixture("mastodon/account_limited.json"), "social.example")
    assert (found.status, found.followers) == ("ok", 5123)


@pytest.mark.parametrize("name", ["account_glitch_hidden.json", "account_pleroma.json"])
def test_hidden_followers_are_hidden_not_zero(name: str) -> None:
    found = parse_profile(fixture(f"mastodon/{name}"), "social.example")
    assert (found.followers, found.hidden) == (None, frozenset({"followers"}))
    assert found.following is not None


def test_account_is_read_by_its_id_when_that_is_known(simulated: Simulator, brand: Brand) -> None:
    SOURCE.profile(client_for(simulated), simulated.account(brand))
    assert paths(simulated) == [f"/api/v1/accounts/{number(brand)}"]


def test_handle_taken_by_somebody_else_is_not_followed(simulated: Simulator, brand: Brand) -> None:
    known = simulated.account(brand)
    brand.number = 2
    with pytest.raises(AccountGone):
        SOURCE.profile(client_for(simulated), known)


def test_server_without_a_call_for_ids_is_asked_by_name(simulated: Simulator, brand: Brand, loopback: Loopback) -> None:
    loopback.on(f"/api/v1/accounts/{number(brand)}", {"error": "Record not found"}, 404)
    found = SOURCE.profile(client_for(simulated), simulated.account(brand))
    assert found.followers == 1200


def test_webfinger_leads_from_the_handles_host_to_the_server(simulated: Simulator, loopback: Loopback) -> None:
    """@anvilworks@brand.example, whose server is social.example; one loopback server answers for both."""
    account = fixture("mastodon/account.json")

    def lookup(request: Request) -> Reply:
        asked = [request for request in simulated.requests if request.path.endswith("/lookup")]
        return Reply("<!doctype html><p>Our shop") if len(asked) == 1 else Reply(account)

    loopback.answer("/api/v1/accounts/lookup", lookup)
    loopback.on("/.well-known/webfinger", fixture("mastodon/webfinger.json"))
    found = SOURCE.profile(client_for(simulated), Account("@anvilworks@brand.example"))
    assert found.native_id == f"social.example/{OWN}"
    assert found.handle == "anvilworks@brand.example"
    asked = [request.query for request in simulated.requests if "webfinger" in request.path]
    assert asked == [{"resource": "acct:anvilworks@brand.example"}]


def test_listed_host_is_asked_by_plain_http_without_a_configured_root(simulated: Simulator, brand: Brand) -> None:
    found = SOURCE.profile(client_for(simulated, roots={}), simulated.hint(brand))
    assert found.native_id == f"{simulated.host}/{number(brand)}"


# Posts


def test_statuses_are_read_as_posts() -> None:
    found = [parse_post(status, OWN) for status in fixture("mastodon/statuses.json")]
    posts = [post for post in found if post]
    kinds = ["album", "video", "image", "video", "poll", "link", "text", None, None, None, "text", "text"]
    assert [post.kind if post else None for post in found] == kinds
    first = posts[0]
    assert (first.likes, first.comments, first.shares, first.quotes, first.views) == (42, 3, 11, 1, None)
    assert first.text == "Hot steel & more\nin #Lyon"
    assert first.hashtags == ("lyon",)
    assert first.thumbnail_url == "https://files.social.example/1.small.png"
    assert posts[1].text == "Fire & noise\n\nBehind the cut"
    assert posts[5].thumbnail_url == "https://files.social.example/card.png"
    assert posts[6].lang is None


def test_boosts_replies_to_others_and_closed_posts_are_left_out() -> None:
    left_out = {"…05", "…04", "…03"}
    for status in fixture("mastodon/statuses.json"):
        assert (parse_post(status, OWN) is None) == (f"…{status['id'][-2:]}" in left_out)


def test_fields_that_a_small_server_does_not_send_are_unknown() -> None:
    post = parse_post(fixture("mastodon/status_gotosocial.json"), "01ACCOUNT")
    assert post is not None
    assert post.native_id == "01JCW2Y5N8Z0ZX3RC9GQ6V5V8T"
    assert (post.likes, post.comments, post.shares, post.quotes, post.lang) == (2, 1, 0, None, None)


def test_paging_follows_the_link_header(simulated: Simulator, brand: Brand) -> None:
    got = read_posts(simulated, simulated.account(brand))
    assert len(got) == 7
    asked = [request.query for request in simulated.requests]
    assert [("max_id" in query) for query in asked] == [False, True, True]
    assert all(query["exclude_reblogs"] == query["exclude_replies"] == "true" for query in asked)


@pytest.mark.parametrize(
    "link",
    [
        '<https://evil.example/api/v1/accounts/109001/statuses?max_id=1>; rel="next"',
        '<{url}/api/v1/accounts/2/statuses?max_id=1>; rel="next"',
        '<{url}/api/v1/accounts/109001/statuses>; rel="next"',
    ],
)
def test_next_page_elsewhere_is_an_error(simulated: Simulator, brand: Brand, loopback: Loopback, link: str) -> None:
    header = {"Link": link.format(url=loopback.url)}
    loopback.on(f"/api/v1/accounts/{number(brand)}/statuses", [simulated.status(brand, brand.posts[0])], headers=header)
    with pytest.raises(NotUnderstood):
        read_posts(simulated, simulated.account(brand))
    assert len(simulated.requests) == 1


@pytest.mark.parametrize(
    "form", ["<{u}?max_id=1>;rel=next", '<{u}?since_id=9>; rel="prev", <{u}?max_id=1>; title="a, b"; rel="next"']
)
def test_link_header_is_read_in_all_its_forms(
    simulated: Simulator, brand: Brand, loopback: Loopback, form: str
) -> None:
    path = f"/api/v1/accounts/{number(brand)}/statuses"
    page = [simulated.status(brand, brand.posts[0])]
    header = {"Link": form.format(u=f"http://{simulated.host}{path}")}
    loopback.answer(path, lambda request: Reply([]) if "max_id" in request.query else Reply(page, headers=header))
    assert len(read_posts(simulated, simulated.account(brand))) == 1
    assert [request.query.get("max_id") for request in simulated.requests] == [None, "1"]


def test_full_page_without_a_link_header_goes_on(simulated: Simulator, loopback: Loopback) -> None:
    brand = brand_with_posts(posts=45)
    rest = [simulated.status(brand, post) for post in brand.posts]

    def statuses(request: Request) -> Reply:
        before = int(request.query.get("max_id", "9" * 20))
        return Reply([status for status in rest if int(status["id"]) < before][:20])

    loopback.answer(f"/api/v1/accounts/{number(brand)}/statuses", statuses)
    assert len(read_posts(simulated, simulated.account(brand))) == 45


def test_pinned_old_post_ends_nothing(simulated: Simulator, brand: Brand, loopback: Loopback) -> None:
    page = [simulated.status(brand, post) for post in brand.posts[:3]]
    pinned = {**page[0], "id": "5", "created_at": "2020-05-05T00:00:00.000Z", "pinned": True}
    loopback.on(f"/api/v1/accounts/{number(brand)}/statuses", [pinned, *page])
    got = read_posts(simulated, simulated.account(brand), NOW - timedelta(days=30))
    assert len(got) == 4


# Closed servers


def test_token_goes_to_its_server_only(simulated: Simulator, brand: Brand) -> None:
    simulated.token = "t0ken"
    simulated.secrets = {SETTING: f"other.example=abc, {simulated.host} = t0ken"}
    assert SOURCE.profile(client_for(simulated), simulated.hint(brand)).origin == "api"
    assert len(read_posts(simulated, simulated.account(brand))) == 7
    simulated.secrets = {SETTING: "other.example=abc"}
    SOURCE.profile(client_for(simulated), simulated.hint(brand))
    assert "abc" not in "".join(request.headers.get("authorization", "") for request in simulated.requests)


def test_rejected_token_is_to_be_mended_not_gone_round(simulated: Simulator, brand: Brand) -> None:
    simulated.token = "t0ken"
    simulated.secrets = {SETTING: f"{simulated.host}=old"}
    for read in (
        lambda: SOURCE.profile(client_for(simulated), simulated.hint(brand)),
        lambda: read_posts(simulated, simulated.account(brand)),
    ):
        with pytest.raises(FixCredentials) as caught:
            read()
        assert (caught.value.code, caught.value.params["setting"]) == ("key_rejected", SETTING)


def test_closed_api_falls_back_to_the_actor(simulated: Simulator, brand: Brand) -> None:
    simulated.token = "t0ken"
    known = SOURCE.profile(client_for(simulated), simulated.account(brand))
    assert (known.native_id, known.origin) == (simulated.account(brand).native_id, "feed")
    assert (known.followers, known.following, known.posts_total) == (1200, 80, None)
    assert known.display_name == "Anvil Works"
    hinted = SOURCE.profile(client_for(simulated), simulated.hint(brand))
    assert hinted.native_id == f"@anvil@{simulated.host}"  # its id is not known yet
    actors = [request for request in simulated.requests if request.path.startswith("/users/")]
    assert {request.headers["accept"] for request in actors} == {"application/activity+json"}


def test_closed_api_falls_back_to_the_feed(simulated: Simulator, brand: Brand) -> None:
    simulated.token = "t0ken"
    for account in (simulated.account(brand), simulated.hint(brand)):
        got = read_posts(simulated, account)
        posts = [item for item in got if isinstance(item, Post)]
        assert [post.native_id for post in posts] == [simulated.post_id(post) for post in brand.posts[:3]]
        assert {(post.origin, post.likes, post.comments, post.shares) for post in posts} == {("feed", None, None, None)}
        assert got[-1] == CutShort(brand.posts[2].published_at)


def test_feed_that_reaches_back_far_enough_is_not_cut_short(simulated: Simulator, brand: Brand) -> None:
    simulated.token = "t0ken"
    got = read_posts(simulated, simulated.account(brand), brand.posts[1].published_at)
    assert [type(item) for item in got] == [Post, Post]


def test_closed_actor_leaves_the_followers_unknown(simulated: Simulator, brand: Brand) -> None:
    simulated.token, simulated.open_actors = "t0ken", False
    found = SOURCE.profile(client_for(simulated), simulated.account(brand))
    assert (found.followers, found.origin, found.status) == (None, "feed", "ok")


def test_server_closed_all_over_asks_for_a_token(simulated: Simulator, brand: Brand) -> None:
    simulated.fault = Reply({"error": "This method requires an authenticated user"}, 401)
    for read in (
        lambda: SOURCE.profile(client_for(simulated), simulated.account(brand)),
        lambda: read_posts(simulated, simulated.account(brand)),
    ):
        with pytest.raises(FixCredentials) as caught:
            read()
        assert (caught.value.code, caught.value.params["setting"]) == ("needs_key", SETTING)
        assert caught.value.params["host"] == simulated.host


def test_older_servers_say_422_for_401(simulated: Simulator, brand: Brand) -> None:
    simulated.fault = Reply({"error": "This method requires an authenticated user"}, 422)
    with pytest.raises(FixCredentials):
        SOURCE.profile(client_for(simulated), simulated.hint(brand))


def test_account_that_is_gone_is_not_looked_for_in_feeds(simulated: Simulator) -> None:
    simulated.token = "t0ken"
    with pytest.raises(FixCredentials):
        SOURCE.profile(client_for(simulated), simulated.unknown)


def test_collection_that_hides_its_count_is_unknown(simulated: Simulator, brand: Brand, loopback: Loopback) -> None:
    simulated.token = "t0ken"
    loopback.on("/users/anvil/followers", {"type": "OrderedCollection", "totalItems": 0})
    found = SOURCE.profile(client_for(simulated), simulated.account(brand))
    assert (found.followers, found.following) == (None, 80)


def test_recorded_actor_is_read(simulated: Simulator, loopback: Loopback) -> None:
    simulated.token = "t0ken"
    loopback.on("/.well-known/webfinger", fixture("mastodon/webfinger.json"))
    loopback.on("/users/AnvilWorks", fixture("mastodon/actor.json"))
    loopback.on("/users/AnvilWorks/followers", fixture("mastodon/followers.json"))
    found = SOURCE.profile(client_for(simulated), Account("@anvilworks@brand.example"))
    assert (found.followers, found.bio, found.status) == (5123, "Anvils since 1889.", "ok")
    assert found.url == "https://social.example/@AnvilWorks"


def test_recorded_feed_is_read_with_the_ids_of_the_api(simulated: Simulator, loopback: Loopback) -> None:
    loopback.on("/@anvilworks.rss", (FOLDER / "mastodon" / "feed.rss").read_bytes())
    got = list(feed_posts(client_for(simulated), simulated.host, "anvilworks", datetime(2026, 11, 1)))
    posts = [item for item in got if isinstance(item, Post)]
    by_api = {status["id"]: parse_post(status, OWN) for status in fixture("mastodon/statuses.json")}
    for post in posts:
        same = by_api[post.native_id]
        assert same is not None
        assert (post.kind, post.published_at, post.url) == (same.kind, same.published_at, same.url)
    assert posts[0].text == "Hot steel & more"
    assert posts[0].hashtags == ("lyon",)
    assert got[-1] == CutShort(datetime(2026, 11, 14, 9))


# Recognition


@pytest.mark.parametrize(
    ("pasted", "identity"),
    [
        ("https://social.example/@AnvilWorks", "@anvilworks@social.example"),
        ("https://social.example/@AnvilWorks/115580000000000012", "@anvilworks@social.example"),
        ("https://gts.example/@anvil/statuses/01JCW2Y5N8Z0ZX3RC9GQ6V5V8T", "@anvil@gts.example"),
        ("https://social.example/@AnvilWorks/with_replies", "@anvilworks@social.example"),
        ("https://social.example/@anvil.rss", "@anvil@social.example"),
        ("https://social.example/users/AnvilWorks", "@anvilworks@social.example"),
        ("https://social.example/@anvil@home.example", "@anvil@home.example"),
        ("@anvil@social.example", "@anvil@social.example"),
        ("@Anvil_1@Social.Example", "@anvil_1@social.example"),
        ("mastodon:@anvil@social.example", "@anvil@social.example"),
        ("acct:anvil@social.example", "@anvil@social.example"),
        ("http://127.0.0.1:3000/@anvil", "@anvil@127.0.0.1:3000"),
    ],
)
def test_pasted_forms_are_understood(pasted: str, identity: str) -> None:
    found = resolve(pasted)
    assert (found.source, found.identity, found.error) == ("mastodon", identity, None)
    assert found.needs_network


@pytest.mark.parametrize(
    "pasted",
    [
        "https://www.tiktok.com/@anvil",
        "https://youtube.com/@anvil",
        "https://www.threads.net/@anvil",
        "https://medium.com/@anvil",
        "https://odysee.com/@anvil",
        "https://youtube.com.evil.example/@anvil",
        "https://social.example/@anvil/blog/article",
        "https://social.example/users/anvil/settings",
        "https://social.example/@an%20vil",
        "https://social.example/about",
        "@anvil",
    ],
)
def test_other_sites_and_pages_are_not_mastodon(pasted: str) -> None:
    assert resolve(pasted).source != "mastodon"


@pytest.mark.parametrize(
    "handle",
    [
        "anvil",
        "@anvil",
        "@an vil@social.example",
        "@anvil@",
        "@@social.example",
        "@a@b@c.example",
        "@.a@b.example",
        "@a@youtube.com",
        "@a@b.example/x",
        "@a@999.1.1.1",
    ],
)
def test_handles_keep_to_the_networks_pattern(handle: str) -> None:
    assert identify_handle(handle) is None


# Broken fields


@pytest.mark.parametrize("name", ["account.json", "account_pleroma.json", "account_moved.json"])
def test_any_field_may_be_broken_in_an_account(name: str) -> None:
    whole = fixture(f"mastodon/{name}")
    right = parse_profile(whole, "social.example")
    for path, changed in mutations(whole):
        try:
            found = parse_profile(changed, "social.example")
        except NotUnderstood:
            assert path == ("id",)
            continue
        assert path == ("id",) or found.native_id == right.native_id
        assert path[0] in ("following_count", "suspended", "pleroma") or found.following == right.following
        if path == ("followers_count",):
            assert found.followers is None


def test_any_field_may_be_broken_in_a_status() -> None:
    for whole in fixture("mastodon/statuses.json"):
        right = parse_post(whole, OWN)
        for path, changed in mutations(whole):
            try:
                post = parse_post(changed, OWN)
            except NotUnderstood:
                assert path in (("id",), ("created_at",))
                continue
            if post is None or right is None:
                may_close = ("visibility", "reblog", "in_reply_to_id", "in_reply_to_account_id", "account")
                assert right is None or path[0] in may_close
                continue
            assert post.native_id == right.native_id
            names = {
                "favourites_count": "likes",
                "replies_count": "comments",
                "reblogs_count": "shares",
                "quotes_count": "quotes",
            }
            for field, count in names.items():
                assert getattr(post, count) == (None if path == (field,) else getattr(right, count))


@pytest.mark.parametrize("number_sent", [None, 7, "", "a/b", "../1", "1?x", "a b", "x" * 65, ["1"]])
def test_id_of_another_form_is_not_understood(number_sent: Any) -> None:
    with pytest.raises(NotUnderstood):
        parse_profile({**fixture("mastodon/account.json"), "id": number_sent}, "social.example")
    with pytest.raises(NotUnderstood):
        parse_post({**fixture("mastodon/statuses.json")[0], "id": number_sent}, OWN)
