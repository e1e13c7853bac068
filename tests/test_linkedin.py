"""LinkedIn: what is asked and how it is written, pages of one's own and of others, refusals."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from end_to_end import add_and_collect, connect, rows
from fixture_files import fixture, mutations
from loopback import Loopback, Reply
from simulate import NOW, Brand, brand_with_posts, http_for
from simulate_linkedin import TOKEN, Simulator, number

from benchmark.clock import utcnow
from sources.base import Account, CutShort, Post
from sources.errors import AccountGone, FixCredentials, NotUnderstood, RetryLater, SourceError
from sources.http import Client
from sources.linkedin import SOURCE, identify_handle, posts, profile
from sources.linkedin_api import SETTING, VERSION
from sources.linkedin_parse import counted, parse_post, parse_profile, readable

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


def everything(given: Client, account: Account, since: datetime = LONG_AGO) -> list[Post | CutShort]:
    return list(posts(given, account, since))


# Parsing


def test_page_is_read() -> None:
    found = parse_profile("2414183", fixture("linkedin/organizations.json")["elements"][0], 219145)
    assert (found.native_id, found.handle, found.display_name) == ("2414183", "anvil-works", "Anvil Works")
    assert (found.followers, found.following, found.posts_total, found.hidden) == (219145, None, None, frozenset())
    assert (found.link, found.url) == ("https://anvil.example", "https://www.linkedin.com/company/2414183")


def test_post_is_read_with_its_counts() -> None:
    post = parse_post(fixture("linkedin/posts.json")["elements"][0])
    assert post is not None
    statistics = fixture("linkedin/statistics.json")["elements"][0]["totalShareStatistics"]
    post = counted(post, statistics)
    assert (post.native_id, post.kind) == ("urn:li:share:7100000000000000001", "image")
    assert post.published_at == datetime(2026, 11, 4, 8, 0, 0, 123_000)
    assert post.text == "Cast (not forged), says Barrow & Sons! #Anvils and #casting_now"
    assert post.hashtags == ("anvils", "casting_now")
    assert (post.likes, post.comments, post.shares, post.views, post.quotes) == (101, 7, 12, 9123, None)
    assert post.url == "https://www.linkedin.com/feed/update/urn:li:share:7100000000000000001"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({}, "text"),
        ({"media": {"id": "urn:li:image:1"}}, "image"),
        ({"media": {"id": "urn:li:video:1"}}, "video"),
        ({"media": {"id": "urn:li:document:1"}}, "album"),
        ({"media": {"id": "urn:li:hologram:1"}}, "text"),
        ({"media": {"id": 5}}, "text"),
        ({"media": None}, "text"),
        ({"multiImage": {"images": []}}, "album"),
        ({"carousel": {}}, "album"),
        ({"poll": {}}, "poll"),
        ({"article": {"source": "https://anvil.example/a"}}, "link"),
        ({"article": {"source": "https://www.linkedin.com/pulse/anvils"}}, "article"),
        ({"reference": {"id": "urn:li:event:1"}}, "text"),
    ],
)
def test_kind_follows_the_content(content: dict[str, Any], kind: str) -> None:
    post = parse_post({"id": "urn:li:share:1", "publishedAt": 1793779200123, "content": content})
    assert post is not None
    assert post.kind == kind


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        (r"Save 20\% \* today \{only\}", r"Save 20\% * today {only}"),
        (r"{hashtag|\#|café} {hashtag|#|b\_c}", "#café #b_c"),
        (r"@[A \[B\]](urn:li:person:x-1) says", "A [B] says"),
        ("@[unfinished](urn:li:", "@[unfinished](urn:li:"),
        ("mail@anvil.example", "mail@anvil.example"),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_text_is_shown_as_a_reader_sees_it(marked: object, shown: str | None) -> None:
    assert readable(marked) == shown


@pytest.mark.parametrize("marked", ["@[" * 50_000, "{hashtag|\\#|" * 20_000, "@[a](" * 20_000, "\\" * 100_000])
def test_nonsense_in_a_text_takes_no_time(marked: str) -> None:
    readable(marked)


@pytest.mark.parametrize(
    "fields",
    [
        {"lifecycleState": "DRAFT"},
        {"lifecycleState": "PUBLISH_REQUESTED"},
        {"adContext": {"isDsc": True}},
        {"commentary": "", "reshareContext": {"parent": "urn:li:share:5"}},
    ],
)
def test_drafts_advertisements_and_reposts_are_no_posts_of_the_page(fields: dict[str, Any]) -> None:
    assert parse_post({"id": "urn:li:share:1", "publishedAt": 1793779200123, "commentary": "A", **fields}) is None


def test_each_broken_field_leaves_the_others() -> None:
    for path, changed in mutations(fixture("linkedin/posts.json")["elements"][0]):
        try:
            post = parse_post(changed)
        except NotUnderstood:
            assert path == ("id",), path
            continue
        assert post is None or post.published_at.year == 2026 or path == ("publishedAt",), path
    for path, changed in mutations(fixture("linkedin/organizations.json")["elements"][0]):
        assert parse_profile("1", changed, 5).followers == 5, path


# What is asked


def test_a_name_is_looked_up_and_followers_are_counted(simulated: Simulator, brand: Brand) -> None:
    found = profile(client(simulated), Account("@anvil"))
    assert (found.native_id, found.handle, found.followers) == (number(brand), "anvil", 1200)
    named, sized = simulated.requests
    assert (named.path, named.query) == ("/rest/organizations", {"q": "vanityName", "vanityName": "anvil"})
    assert sized.path == f"/rest/networkSizes/urn%3Ali%3Aorganization%3A{number(brand)}"
    assert sized.query == {"edgeType": "COMPANY_FOLLOWED_BY_MEMBER"}


def test_every_call_names_the_version_and_the_protocol_and_hides_the_token(simulated: Simulator, brand: Brand) -> None:
    profile(client(simulated), simulated.hint(brand))
    profile(client(simulated), simulated.account(brand))
    everything(client(simulated), simulated.account(brand))
    assert {request.path.split("/")[2] for request in simulated.requests} == {
        "organizations",
        "organizationsLookup",
        "networkSizes",
        "posts",
        "organizationalEntityShareStatistics",
    }
    for request in simulated.requests:
        assert request.headers["linkedin-version"] == VERSION
        assert request.headers["x-restli-protocol-version"] == "2.0.0"
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        assert TOKEN not in f"{request.path}{request.query}"
        assert (request.headers.get("x-restli-method") == "FINDER") == (request.path == "/rest/posts")


def test_names_of_things_stay_encoded_and_lists_stay_plain(simulated: Simulator) -> None:
    http = http_for(simulated)
    question = "posts?shares=List(urn%3Ali%3Ashare%3A1,urn%3Ali%3Ashare%3A2)&ids=List(7)"
    for root in (
        "https://api.linkedin.com/rest/",
        "https://api.linkedin.com/rest/networkSizes/urn%3Ali%3Aorganization%3A7",
    ):
        assert http.place(root + question).url == root + question


def test_posts_and_their_counts_are_asked_together(simulated: Simulator, brand: Brand) -> None:
    brand.posts[1].kind = "video"
    everything(client(simulated), simulated.account(brand), brand.posts[2].published_at)
    first, counts = simulated.requests[:2]
    assert first.query == {
        "author": f"urn:li:organization:{number(brand)}",
        "q": "author",
        "count": "50",
        "start": "0",
        "sortBy": "CREATED",
    }
    own, second, third = (simulated.post_id(post) for post in brand.posts[:3])
    assert counts.query == {
        "q": "organizationalEntity",
        "organizationalEntity": f"urn:li:organization:{number(brand)}",
        "shares": f"List({own},{third})",
        "ugcPosts": f"List({second})",
    }
    assert [request.query.get("start") for request in simulated.requests if request.path == "/rest/posts"] == ["0", "3"]


def test_a_name_with_odd_letters_is_encoded(simulated: Simulator, brand: Brand) -> None:
    brand.handle = "café-&-söhne"
    assert profile(client(simulated), Account("@café-&-söhne")).native_id == number(brand)


def test_what_a_page_is_called_is_asked_once_a_day(simulated: Simulator, brand: Brand) -> None:
    state: dict[str, str] = {}
    first = profile(client(simulated, state), simulated.account(brand))
    assert profile(client(simulated, state), simulated.account(brand)) == first
    assert [request.path.split("/")[2] for request in simulated.requests] == [
        "networkSizes",
        "organizationsLookup",
        "networkSizes",
    ]
    brand.handle = "anvil-group"
    state["page_on"] = "2026-11-19"
    assert profile(client(simulated, state), simulated.account(brand)).handle == "anvil-group"


def test_broken_memory_is_asked_anew(simulated: Simulator, brand: Brand) -> None:
    for kept in ("", "{", "5"):
        found = profile(client(simulated, {"page_on": "2026-11-20", "page": kept}), simulated.account(brand))
        assert found.followers == 1200


def test_where_looking_up_is_forbidden_followers_come_without_a_name(simulated: Simulator, brand: Brand) -> None:
    simulated.lookups = False
    found = profile(client(simulated), simulated.account(brand))
    assert (found.followers, found.handle, found.display_name) == (1200, None, None)


# Pages of others


def test_posts_of_a_page_of_others_are_no_failure_and_not_asked_again(simulated: Simulator, brand: Brand) -> None:
    simulated.administered = False
    state: dict[str, str] = {}
    assert everything(client(simulated, state), simulated.account(brand)) == [CutShort(None)]
    assert state == {"posts_refused": "2026-11-20T12:00:00"}
    assert everything(client(simulated, state), simulated.account(brand)) == [CutShort(None)]
    assert len(simulated.requests) == 1


def test_after_thirty_days_they_are_asked_for_again(simulated: Simulator, brand: Brand) -> None:
    state = {"posts_refused": (NOW - timedelta(days=30)).isoformat()}
    assert len(everything(client(simulated, state), simulated.account(brand))) == 7
    assert state == {}


def test_a_refusal_that_linkedin_did_not_write_is_a_failure(simulated: Simulator, brand: Brand) -> None:
    for body in ({"error": "no"}, "<html>Forbidden</html>", {"message": 5}):
        simulated.fault = Reply(body, 403)
        state: dict[str, str] = {}
        with pytest.raises(FixCredentials) as caught:
            everything(client(simulated, state), simulated.account(brand))
        assert caught.value.code == "no_permission"
        assert state == {}


def test_without_the_right_to_statistics_posts_come_without_counts(simulated: Simulator, brand: Brand) -> None:
    simulated.reporting = False
    found = [post for post in everything(client(simulated), simulated.account(brand)) if isinstance(post, Post)]
    assert len(found) == 7
    assert {(post.likes, post.comments, post.shares, post.views, post.hidden) for post in found} == {
        (None, None, None, None, frozenset())
    }


def test_a_post_that_the_statistics_leave_out_has_unknown_counts(simulated: Simulator, loopback: Loopback) -> None:
    loopback.on("/rest/organizationalEntityShareStatistics", {"elements": []})
    found = everything(client(simulated), simulated.account(simulated.brands[0]))
    assert {post.likes for post in found if isinstance(post, Post)} == {None}


def test_reading_ends_after_a_page_of_older_posts(simulated: Simulator, brand: Brand) -> None:
    brand.posts = brand_with_posts(posts=20).posts
    found = everything(client(simulated), simulated.account(brand), brand.posts[3].published_at)
    assert len(found) == 4
    assert len([request for request in simulated.requests if request.path == "/rest/posts"]) == 3


def test_pages_without_links_go_on_after_a_full_one(loopback: Loopback, simulated: Simulator, brand: Brand) -> None:
    full = [{"id": f"urn:li:share:{n}", "publishedAt": 1793779200123 - n} for n in range(50)]
    asked: list[str] = []

    def answer(request: Any) -> Reply:
        asked.append(request.query["start"])
        return Reply({"paging": {"start": 0}, "elements": full if len(asked) == 1 else full[:3]})

    loopback.answer("/rest/posts", answer)
    everything(client(simulated), simulated.account(brand))
    assert asked == ["0", "50"]


# Refusals


@pytest.mark.parametrize(
    ("status", "body", "meant"),
    [
        (
            401,
            {"code": "EXPIRED_ACCESS_TOKEN", "message": "The token used has expired"},
            (FixCredentials, "key_expired"),
        ),
        (401, {"message": "Expired access token", "serviceErrorCode": 65602}, (FixCredentials, "key_expired")),
        (401, {"code": "REVOKED_ACCESS_TOKEN", "message": "Revoked by the user"}, (FixCredentials, "key_rejected")),
        (401, {"message": "Empty oauth2_access_token", "status": 401}, (FixCredentials, "key_rejected")),
        (401, "Unauthorized", (FixCredentials, "key_rejected")),
        (403, {"code": "ACCESS_DENIED", "message": "Not enough permissions"}, (FixCredentials, "no_permission")),
        (404, {"code": "NOT_FOUND", "message": "Organization is inactive"}, (AccountGone, "not_found")),
        (400, {"code": "INVALID_VALUE_FOR_FIELD"}, (NotUnderstood, "not_understood")),
        (426, {"code": "NONEXISTENT_VERSION", "message": "not active"}, (NotUnderstood, "not_understood")),
        (429, {"message": "Resource level throttle APPLICATION DAY limit"}, (RetryLater, "rate_limited")),
    ],
)
def test_each_refusal_says_what_to_do(
    simulated: Simulator, brand: Brand, status: int, body: Any, meant: tuple[type[SourceError], str]
) -> None:
    error, code = meant
    simulated.fault = Reply(body, status)
    for account in (simulated.hint(brand), simulated.account(brand)):
        with pytest.raises(error) as caught:
            profile(client(simulated), account)
        assert caught.value.code == code
        assert caught.value.params["host"]
        if error is FixCredentials:
            assert caught.value.params["setting"] == SETTING


def test_a_name_that_nobody_has_is_gone(simulated: Simulator) -> None:
    with pytest.raises(AccountGone) as caught:
        profile(client(simulated), Account("@nobody"))
    assert caught.value.code == "not_found"


@pytest.mark.parametrize("value", [True, "2414183x", "", None, 1.5, [], "9" * 20, -3])
def test_an_organization_without_a_number_is_not_understood(
    loopback: Loopback, simulated: Simulator, value: Any
) -> None:
    loopback.on("/rest/organizations", {"elements": [{"id": value, "vanityName": "anvil"}]})
    with pytest.raises(NotUnderstood):
        profile(client(simulated), Account("@anvil"))


def test_the_page_of_just_this_name_is_taken(loopback: Loopback, simulated: Simulator, brand: Brand) -> None:
    other = {"id": 5, "vanityName": "anvil-other"}
    loopback.on("/rest/organizations", {"elements": [other, {**simulated.page(brand), "vanityName": "Anvil"}]})
    assert profile(client(simulated), Account("@anvil")).native_id == number(brand)


# What is declared


def test_declaration_says_whose_posts_come() -> None:
    assert SOURCE.retention_days == 180
    assert SOURCE.interaction_parts == ("likes", "comments", "shares")
    assert "only of pages that the token's member administers" in SOURCE.lacks
    assert SOURCE.expiry is None
    (credential,) = SOURCE.credentials
    assert credential.required


def test_a_number_by_itself_names_nobody() -> None:
    assert identify_handle("2414183") is None
    assert identify_handle("@2414183") is None
    found = identify_handle("company/2414183")
    assert found is not None
    assert (found.native_id, found.needs_network) == ("2414183", False)


# From the command line to the tables


def test_added_and_collected_it_stands_in_the_tables(
    simulated: Simulator, brand: Brand, loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand.posts = brand_with_posts(posts=5, newest=utcnow()).posts
    database = connect(simulated, loopback, tmp_path, monkeypatch)
    said = add_and_collect(simulated.link(brand))
    account = f"linkedin:{number(brand)}"
    assert rows(database, "SELECT account_id, handle, display_name, status FROM accounts") == [
        (account, "anvil", "Anvil Works", "ok")
    ]
    assert rows(database, "SELECT followers, following FROM profile_snapshots") == [(1200, None)]
    found = rows(database, "SELECT native_id, likes, comments, shares, views FROM posts ORDER BY published_at DESC")
    assert found == [
        (simulated.post_id(post), post.likes, post.comments, post.shares, post.views) for post in brand.posts
    ]
    assert TOKEN not in said.out + said.err + str(rows(database, "SELECT * FROM core.account_state"))


def test_a_competitors_page_is_collected_without_posts_and_without_a_complaint(
    simulated: Simulator, brand: Brand, loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulated.administered = False
    database = connect(simulated, loopback, tmp_path, monkeypatch)
    add_and_collect(f"linkedin.com/company/{number(brand)}")
    assert rows(database, "SELECT followers FROM profile_snapshots") == [(1200,)]
    assert rows(database, "SELECT status, window_from, error FROM run_accounts") == [("ok", None, None)]
    assert rows(database, "SELECT count(*) FROM posts") == [(0,)]
