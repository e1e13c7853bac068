"""X: what is asked, under which names, what refusals mean, and what it costs."""

from __future__ import annotations

import json
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from commanding import run
from end_to_end import connect
from fixture_files import fixture, mutations
from loopback import Loopback, Reply
from simulate import NOW, Brand, Clockwork, Written, brand_with_posts, http_for
from simulate_x import TOKEN, Simulator, identity

from benchmark import problems
from benchmark.clock import utcnow
from benchmark.store import Store
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
from sources.http import Client, Http, HttpConfig
from sources.x import LOOKED_THROUGH, SOURCE, posts, profile
from sources.x_api import HELD_BACK, PRICE, SETTING
from sources.x_parse import parse_post, parse_profile

LONG_AGO = NOW - timedelta(days=3650)


@pytest.fixture
def brand() -> Brand:
    return brand_with_posts()


@pytest.fixture
def simulated(brand: Brand, loopback: Loopback) -> Simulator:
    made = Simulator(brand)
    made.serve(loopback)
    return made


def client(simulated: Simulator, state: dict[str, str] | None = None, **settings: Any) -> Client:
    return http_for(simulated, **settings).client(SOURCE, state)


def everything(given: Client, account: Account, since: datetime = LONG_AGO) -> list[Post | CutShort]:
    return list(posts(given, account, since))


# Parsing


def test_user_is_read() -> None:
    found = parse_profile(fixture("x/users.json")["data"][0])
    assert (found.native_id, found.handle, found.display_name) == ("2244994945", "AnvilWorks", "Anvil Works")
    assert (found.bio, found.link, found.url) == (
        "We cast & forge. #anvils",
        "https://anvil.example/",
        "https://x.com/AnvilWorks",
    )
    assert (found.followers, found.following, found.posts_total) == (583423, 2048, 14052)
    assert (found.status, found.hidden, found.followers_step) == ("ok", frozenset(), 1)


def test_posts_are_read() -> None:
    long, album, link = (parse_post(post, "AnvilWorks") for post in fixture("x/posts.json")["data"])
    assert (long.native_id, long.published_at) == ("1985000000000000003", datetime(2026, 11, 3, 9, 30, 15))
    assert long.text == "A long story about anvils, told to its very end & with love. #Forge"
    assert (long.kind, long.hashtags, long.lang) == ("text", ("forge",), "en")
    assert (long.likes, long.comments, long.shares, long.quotes, long.views) == (431, 7, 12, 3, 18234)
    assert long.url == "https://x.com/AnvilWorks/status/1985000000000000003"
    assert (album.kind, album.text, album.lang) == ("album", "Neue Öfen <3 https://t.co/bbbbbbbbbb", "de")
    assert (link.kind, link.lang) == ("link", None)
    assert link.thumbnail_url == "https://pbs.twimg.com/news_img/1/a?format=jpg"


def test_older_names_of_fields_are_read_as_well() -> None:
    user = fixture("x/users.json")["data"][0]
    user["public_metrics"]["tweet_count"] = user["public_metrics"].pop("post_count")
    assert parse_profile(user).posts_total == 14052
    post = fixture("x/posts.json")["data"][0]
    post["public_metrics"]["retweet_count"] = post["public_metrics"].pop("repost_count")
    post["note_tweet"] = post.pop("note_post")
    assert (parse_post(post).shares, parse_post(post).hashtags) == (12, ("forge",))


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "text"),
        ({"attachments": {"poll_ids": ["1"]}}, "poll"),
        ({"attachments": {"media_keys": ["3_1"]}}, "image"),
        ({"attachments": {"media_keys": ["7_1"]}}, "video"),
        ({"attachments": {"media_keys": ["13_1"]}}, "video"),
        ({"attachments": {"media_keys": ["16_1"]}}, "video"),
        ({"attachments": {"media_keys": ["3_1", "7_1"]}}, "video"),
        ({"attachments": {"media_keys": ["99_1"]}}, "image"),
        ({"attachments": {"media_keys": [3, None]}}, "text"),
        ({"links": ["https://twitter.com/anvil/status/1/video/1"]}, "video"),
        ({"links": ["https://x.com/anvil/status/1/photo/1"]}, "image"),
        ({"links": ["https://x.com/i/article/1985"]}, "article"),
        ({"links": ["https://x.com/other/status/2"]}, "text"),
        ({"links": ["https://mobile.twitter.com/other/status/2"]}, "text"),
        ({"links": ["https://x.com.example/other"]}, "link"),
        ({"links": ["javascript:alert(1)", None]}, "text"),
    ],
)
def test_kind_is_told_without_buying_media(fields: dict[str, Any], kind: str) -> None:
    links = [{"expanded_url": url} for url in fields.pop("links", [])]
    post = {"id": "1", "created_at": "2026-11-01T08:00:00Z", "entities": {"urls": links}, **fields}
    assert parse_post(post).kind == kind


@pytest.mark.parametrize("language", ["und", "zxx", "qme", "qht", "qam", "qst", "x", 5, None])
def test_what_is_no_language_is_none(language: object) -> None:
    assert parse_post({"id": "1", "created_at": "2026-11-01T08:00:00Z", "lang": language}).lang is None


def test_each_broken_field_leaves_the_others() -> None:
    for path, changed in mutations(fixture("x/posts.json")["data"][0]):
        try:
            post = parse_post(changed)
        except NotUnderstood:
            assert path in (("id",), ("created_at",)), path
            continue
        if path[0] != "public_metrics":
            assert (post.likes, post.shares, post.views) == (431, 12, 18234), path
        elif len(path) == 2 and path[1] != "like_count":
            assert post.likes == 431, path
    for path, changed in mutations(fixture("x/users.json")["data"][0]):
        try:
            found = parse_profile(changed)
        except NotUnderstood:
            assert path == ("id",)
            continue
        if path[0] != "public_metrics":
            assert found.followers == 583423, path


# What is asked


def test_handle_and_id_are_looked_up_each_in_its_way(simulated: Simulator, brand: Brand) -> None:
    assert profile(client(simulated), Account("@anvil")).native_id == identity(brand)
    assert profile(client(simulated), simulated.account(brand)).followers == brand.followers
    by_name, by_id = simulated.requests
    fields = {"user.fields": "description,entities,protected,public_metrics,url"}
    assert (by_name.path, by_name.query) == ("/2/users/by", {"usernames": "anvil", **fields})
    assert (by_id.path, by_id.query) == ("/2/users", {"ids": identity(brand), **fields})


def test_timeline_is_asked_without_replies_reposts_and_anything_that_costs_more(
    simulated: Simulator, brand: Brand
) -> None:
    everything(client(simulated), simulated.account(brand), datetime(2026, 11, 1, 8, 30, 15, 999))
    first = simulated.requests[0]
    assert first.path == f"/2/users/{identity(brand)}/tweets"
    assert first.query == {
        "exclude": "replies,retweets",
        "start_time": "2026-11-01T08:30:15Z",
        "post.fields": "attachments,created_at,entities,lang,note_post,public_metrics",
        "max_results": "100",
    }
    assert [request.query.get("pagination_token") for request in simulated.requests] == [None, "t3", "t6"]


def test_token_goes_in_the_header_and_nowhere_else(simulated: Simulator, brand: Brand) -> None:
    profile(client(simulated), simulated.account(brand))
    everything(client(simulated), simulated.account(brand))
    for request in simulated.requests:
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        assert TOKEN not in f"{request.path}{request.query}"


def test_start_time_is_never_earlier_than_x_takes(simulated: Simulator, brand: Brand) -> None:
    everything(client(simulated), simulated.account(brand), datetime(1999, 1, 1))
    assert simulated.requests[0].query["start_time"] == "2010-11-06T00:00:00Z"


def test_posts_of_the_first_second_that_are_too_old_are_left_out(simulated: Simulator, brand: Brand) -> None:
    since = brand.posts[1].published_at + timedelta(microseconds=5)
    assert len(everything(client(simulated), simulated.account(brand), since)) == 1


@pytest.mark.parametrize("naming", ["post", "tweet"])
@pytest.mark.parametrize("deaf", [False, True])
def test_the_name_that_the_server_takes_is_found_and_remembered(
    simulated: Simulator, brand: Brand, naming: str, deaf: bool
) -> None:
    simulated.naming, simulated.deaf, simulated.page_size = naming, deaf, 100
    state: dict[str, str] = {}
    got = everything(client(simulated, state), simulated.account(brand))
    assert [post.shares for post in got if isinstance(post, Post)] == [post.shares for post in brand.posts]
    tried = ["post.fields"] if naming == "post" else ["post.fields", "tweet.fields"]
    assert [name for request in simulated.requests for name in request.query if name in tried] == tried
    assert state["naming"] == naming
    made = len(simulated.requests)
    everything(client(simulated, state), simulated.account(brand))
    assert len(simulated.requests) == made + 1
    assert simulated.bill() == 7 * PRICE.post


def test_a_server_that_changes_its_mind_is_followed(simulated: Simulator, brand: Brand) -> None:
    simulated.naming, state = "tweet", {"naming": "post"}
    assert len(everything(client(simulated, state), simulated.account(brand))) == 7
    assert state["naming"] == "tweet"
    simulated.naming = "post"
    assert len(everything(client(simulated, state), simulated.account(brand))) == 7
    assert state["naming"] == "post"


def test_an_account_without_posts_teaches_nothing_about_names(simulated: Simulator, brand: Brand) -> None:
    brand.posts, state = [], dict[str, str]()
    assert everything(client(simulated, state), simulated.account(brand)) == []
    assert state == {}


# What refusals mean


@pytest.mark.parametrize(
    ("state", "error", "code"),
    [
        ("gone", AccountGone, "not_found"),
        ("suspended", AccountGone, "suspended"),
    ],
)
def test_a_user_that_is_not_shown_says_why(
    simulated: Simulator, brand: Brand, state: str, error: type[SourceError], code: str
) -> None:
    brand.state = state
    for account in (simulated.hint(brand), simulated.account(brand)):
        with pytest.raises(error) as caught:
            profile(client(simulated), account)
        assert (caught.value.code, caught.value.params["host"]) == (code, "127.0.0.1")
    with pytest.raises(error) as caught:
        everything(client(simulated), simulated.account(brand))
    assert caught.value.code == code
    assert simulated.bill() == 0.0


def test_a_protected_account_is_private_with_its_followers(simulated: Simulator, brand: Brand) -> None:
    brand.state = "private"
    found = profile(client(simulated), simulated.hint(brand))
    assert (found.status, found.followers) == ("private", brand.followers)
    with pytest.raises(AccountPrivate):
        everything(client(simulated), simulated.account(brand))


@pytest.mark.parametrize(
    ("status", "body", "meant"),
    [
        (401, {"title": "Unauthorized", "type": "about:blank", "status": 401}, (FixCredentials, "key_rejected")),
        (402, {"title": "CreditsDepleted", "type": "https://api.x.com/2/problems/credits"}, (LimitReached, "credits")),
        (402, "Payment Required", (LimitReached, "credits")),
        (403, {"title": "SpendCapReached", "type": "https://api.x.com/2/problems/credits"}, (LimitReached, "credits")),
        (403, {"title": "Client Forbidden", "reason": "client-not-enrolled"}, (FixCredentials, "no_permission")),
        (403, "Forbidden", (FixCredentials, "no_permission")),
        (400, {"title": "Invalid Request", "errors": [{"message": "odd"}]}, (NotUnderstood, "not_understood")),
        (200, {"errors": [{"title": "Odd", "detail": "new"}]}, (NotUnderstood, "not_understood")),
        (200, {}, (NotUnderstood, "not_understood")),
        (200, {"data": []}, (NotUnderstood, "not_understood")),
    ],
)
def test_each_refusal_says_what_to_do(
    simulated: Simulator, brand: Brand, status: int, body: Any, meant: tuple[type[SourceError], str]
) -> None:
    error, code = meant
    simulated.refusal = (status, body)
    with pytest.raises(error) as caught:
        profile(client(simulated), simulated.account(brand))
    assert caught.value.code == code
    if error in (FixCredentials, LimitReached):
        assert caught.value.params["setting"] == SETTING
        assert caught.value.params["host"]
    if body != {"data": []}:
        with pytest.raises(error):
            everything(client(simulated), simulated.account(brand))
    sentence = problems.sentence(caught.value, SOURCE)
    assert "(" + code not in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    "body",
    [
        {"data": [{"id": "1", "text": "a", "created_at": "2026-11-01T08:00:00Z"}]},
        {"meta": {"result_count": 3}},
        {"data": {"id": "1"}, "meta": {"result_count": 1}},
        {"data": [{"id": "one", "created_at": "2026-11-01T08:00:00Z"}], "meta": {"result_count": 1}},
        {"data": [{"id": "1", "text": "a", "lang": "en"}], "meta": {"result_count": 1}},
    ],
)
def test_a_page_that_may_lack_something_is_not_understood_and_counts_as_billed(
    simulated: Simulator, brand: Brand, body: dict[str, Any]
) -> None:
    simulated.refusal = (200, body)
    given = client(simulated)
    with pytest.raises(NotUnderstood):
        everything(given, simulated.account(brand))
    assert given._http.ledger.today(SOURCE, NOW).micro_usd >= 5_000


def test_an_answer_that_is_no_json_counts_as_billed_in_full(simulated: Simulator, brand: Brand) -> None:
    simulated.fault = Reply("<html>", 200)
    given = client(simulated, budgets={"x": 0.15})
    with pytest.raises(NotUnderstood):
        everything(given, simulated.account(brand))
    assert given._http.ledger.today(SOURCE, NOW).micro_usd == 50_000
    assert simulated.requests[0].query["max_results"] == "10"


def test_a_used_up_rate_limit_is_left_alone_until_its_reset(simulated: Simulator, brand: Brand) -> None:
    reset = int(time.time()) + 660  # by the server's clock, which is not the tests'
    limits = {"x-rate-limit-limit": "300", "x-rate-limit-remaining": "0", "x-rate-limit-reset": str(reset)}
    simulated.fault = Reply({"title": "Too Many Requests", "status": 429}, 429, limits)
    http = http_for(simulated)
    with pytest.raises(RetryLater) as caught:
        profile(http.client(SOURCE), simulated.account(brand))
    assert caught.value.code == "rate_limited"
    assert caught.value.retry_at is not None
    assert abs(caught.value.retry_at - (NOW + timedelta(minutes=11))) < timedelta(seconds=5)
    with pytest.raises(RetryLater):
        profile(http.client(SOURCE), simulated.account(brand))
    assert len(simulated.requests) == 1


# How far X goes


def test_replies_use_up_what_x_looks_through_and_the_cut_is_told(simulated: Simulator, brand: Brand) -> None:
    brand.posts = brand_with_posts(posts=40).posts
    simulated.replies, simulated.page_size = 99, 100
    got = everything(client(simulated), simulated.account(brand))
    assert len(got) == LOOKED_THROUGH // 100 + 1
    assert got[-1] == CutShort(brand.posts[7].published_at)


def test_what_x_has_given_out_is_not_bought_again(simulated: Simulator, brand: Brand) -> None:
    brand.posts = brand_with_posts(posts=60).posts
    simulated.replies, simulated.page_size, simulated.reach = 19, 100, 820
    state: dict[str, str] = {}
    first = everything(client(simulated, state), simulated.account(brand))
    assert (len(first), first[-1]) == (42, CutShort(brand.posts[40].published_at))
    simulated.billed.clear()
    again = everything(client(simulated, state), simulated.account(brand))
    assert again[-1] == CutShort(NOW - timedelta(days=30))
    assert len(again) == 31
    assert simulated.bill() == 30 * PRICE.post


def test_after_a_pause_the_reading_goes_back_to_the_one_before(simulated: Simulator, brand: Brand) -> None:
    brand.posts, simulated.page_size = brand_with_posts(posts=80).posts, 100
    state = {"given_out": (NOW - timedelta(days=50)).isoformat()}
    got = everything(client(simulated, state), simulated.account(brand))
    assert got[-1] == CutShort(NOW - timedelta(days=51))
    assert len(got) == 52
    assert state["given_out"] == NOW.isoformat()


def test_an_account_that_is_read_whole_is_not_cut(simulated: Simulator, brand: Brand) -> None:
    state: dict[str, str] = {}
    assert not any(
        isinstance(item, CutShort) for item in everything(client(simulated, state), simulated.account(brand))
    )
    assert state == {"naming": "post"}


# Money


def spend(simulated: Simulator, http: Http, brands: list[Brand]) -> list[str]:
    """Read the brands as a run would; what each ended with."""
    ended = []
    for brand in brands:
        try:
            found = profile(http.client(SOURCE), simulated.hint(brand))
            list(posts(http.client(SOURCE), Account(found.native_id, found.handle), LONG_AGO))
            ended.append("ok")
        except LimitReached as error:
            ended.append(error.code)
    return ended


@pytest.mark.parametrize("budget", [0.0, 0.009, 0.01, 0.03, 0.12, 0.125, 0.13, 0.2, 0.333, 0.5, 0.515, 0.7, 1.0, 1.37])
@pytest.mark.parametrize("page_size", [7, 100])
def test_a_days_budget_is_never_exceeded_whatever_it_cuts(loopback: Loopback, budget: float, page_size: int) -> None:
    brands = [brand_with_posts(f"brand{n}", n, posts=60, newest=NOW - timedelta(seconds=n)) for n in range(5)]
    simulated = Simulator(*brands)
    simulated.serve(loopback)
    simulated.page_size = page_size
    clock = Clockwork()
    http = Http(
        HttpConfig("tests", roots=simulated.roots(), secrets=simulated.secrets, budgets={"x": budget}),
        monotonic=clock.monotonic,
        sleep=clock.sleep,
        utcnow=lambda: simulated.today,
    )
    for _ in range(3):  # runs of the day
        spend(simulated, http, brands)
        assert simulated.bill() == http.ledger.today(SOURCE, simulated.today).micro_usd / 1_000_000
        assert simulated.bill() <= budget
    first = simulated.bill()
    # what is left would buy no further page beside what is held back, or everything is bought
    assert first == 5 * 0.01 + 300 * 0.005 or budget - first < 0.005 * (5 + HELD_BACK)
    simulated.today += timedelta(days=1)
    assert spend(simulated, http, brands).count("ok") in (0, 1, 2, 3, 4)
    assert simulated.bill() == first, "a new day has a new budget"
    assert simulated.bill(date(2026, 11, 20)) == first


def test_a_budget_may_cut_inside_a_page_and_what_was_bought_is_kept(simulated: Simulator, brand: Brand) -> None:
    simulated.page_size = 100
    brand.posts = brand_with_posts(posts=60).posts
    given = client(simulated, budgets={"x": 0.3})
    read: list[Post | CutShort] = []
    with pytest.raises(LimitReached) as caught:
        read.extend(posts(given, simulated.account(brand), LONG_AGO))
    assert caught.value.code == "budget"
    assert caught.value.params["setting"] == "BENCHMARK_X_BUDGET_USD_PER_DAY"
    assert len(read) == 40
    assert [request.query["max_results"] for request in simulated.requests[:1]] == ["40"]


def test_posts_of_the_first_accounts_leave_the_last_ones_their_followers(loopback: Loopback) -> None:
    brands = [brand_with_posts(f"brand{n}", n, posts=300, newest=NOW - timedelta(seconds=n)) for n in range(9)]
    simulated = Simulator(*brands)
    simulated.page_size = 100
    simulated.serve(loopback)
    http = http_for(simulated)
    assert spend(simulated, http, brands) == ["budget"] * 9
    assert {f"user {identity(brand)}" for brand in brands} <= {resource for _, resource in simulated.billed}
    assert simulated.bill() <= PRICE.default_budget


def a_day(simulated: Simulator, state: dict[str, str], budget: float, since: datetime) -> tuple[list[str], str]:
    """What a reading brings on the simulator's day, and how it ends; memory is kept as the collector keeps it."""
    clock = Clockwork(simulated.today)
    config = HttpConfig("tests", roots=simulated.roots(), secrets=simulated.secrets, budgets={"x": budget})
    http = Http(config, monotonic=clock.monotonic, sleep=clock.sleep, utcnow=clock.utcnow)
    got: list[Post | CutShort] = []
    try:
        got.extend(posts(http.client(SOURCE, state), simulated.account(simulated.brands[0]), since))
        ended = "ok"
    except LimitReached as error:
        ended = error.code
    assert simulated.bill() <= budget
    return [item.native_id for item in got if isinstance(item, Post)], ended


def test_a_history_larger_than_the_budget_is_bought_over_days(simulated: Simulator, brand: Brand) -> None:
    simulated.page_size = 100
    brand.posts = brand_with_posts(posts=130).posts
    every = {simulated.post_id(post) for post in brand.posts}
    state: dict[str, str] = {}
    seen: set[str] = set()
    ends = []
    for day in range(8):
        simulated.today = NOW + timedelta(days=day)
        found, ended = a_day(simulated, state, 0.35, NOW - timedelta(days=365))
        assert len(found) == len(set(found)) or ended == "ok"
        seen |= set(found)
        ends.append(ended)
        if ended == "ok":
            break
    assert seen == every
    assert ends == ["budget"] * (len(ends) - 1) + ["ok"]
    assert set(state) == {"naming", "given_out", "read_at"}
    simulated.today += timedelta(days=1)
    found, ended = a_day(simulated, state, 0.35, NOW - timedelta(days=365))
    assert ended == "ok"
    assert len(found) < 30
    assert simulated.bill() == pytest.approx(0.005 * len(found))


def test_a_budget_that_ends_within_the_latest_month_leaves_no_gap(simulated: Simulator, brand: Brand) -> None:
    simulated.page_size = 100
    brand.posts = brand_with_posts(posts=60).posts
    state: dict[str, str] = {}
    first, ended = a_day(simulated, state, 0.20, NOW - timedelta(days=365))
    assert (len(first), ended, state["deep"]) == (20, "budget", first[-1])
    simulated.today = NOW + timedelta(days=1)
    second, ended = a_day(simulated, state, 1.0, NOW - timedelta(days=365))
    assert ended == "ok"
    assert set(first) | set(second) == {simulated.post_id(post) for post in brand.posts}
    assert len(second) == len(set(second)) == 60


def test_the_same_posts_cost_nothing_again_on_the_same_day(simulated: Simulator, brand: Brand) -> None:
    http = http_for(simulated)
    for _ in range(4):
        assert spend(simulated, http, [brand]) == ["ok"]
    assert http.ledger.today(SOURCE, NOW).micro_usd == 45_000
    assert simulated.bill() == 0.045


def test_user_and_post_of_the_same_number_are_two_resources(loopback: Loopback) -> None:
    loopback.on("/2/users", {"data": [{"id": "7", "username": "anvil", "public_metrics": {}}]})
    post = {"id": "7", "created_at": "2026-11-01T08:00:00Z", "public_metrics": {}}
    loopback.on("/2/users/7/tweets", {"data": [post], "meta": {"result_count": 1}})
    simulated = Simulator()
    simulated.loopback = loopback
    given = client(simulated)
    profile(given, Account("7"))
    everything(given, Account("7"))
    assert given._http.ledger.today(SOURCE, NOW).micro_usd == 15_000


# From the command line to the tables


@pytest.fixture
def desk(simulated: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    simulated.today, simulated.page_size = utcnow(), 100
    return connect(simulated, simulated.server, tmp_path, monkeypatch)


def test_added_and_collected_it_stands_in_the_tables(simulated: Simulator, brand: Brand, desk: Path) -> None:
    brand.posts = brand_with_posts(posts=5, newest=utcnow()).posts
    brand.posts.append(Written("old", utcnow() - timedelta(days=900), "too old"))
    assert run("add", "Anvil", "https://twitter.com/Anvil?s=20").code == 0
    said = run("collect", "--json")
    assert (said.code, said.json["status"]) == (0, "done")
    with Store.open(desk) as store:
        account = f"x:{identity(brand)}"
        assert store.rows("SELECT account_id, handle, status FROM accounts") == [(account, "anvil", "ok")]
        assert store.rows("SELECT followers, following, posts_total FROM profile_snapshots") == [(1200, 80, 6)]
        found = store.rows(
            "SELECT native_id, likes, comments, shares, quotes, views FROM posts ORDER BY published_at DESC"
        )
        assert found == [
            (simulated.post_id(post), post.likes, post.comments, post.shares, post.quotes, post.views)
            for post in brand.posts[:5]
        ]
        # the look that ``add`` took is free on the same day, but that is known only in the same process
        cost = store.value("SELECT cost_usd FROM source_usage WHERE source = 'x'")
        assert (cost, simulated.bill()) == (0.045, 0.035)
        dump = json.dumps([store.rows(f"SELECT * FROM {table}") for table in ("accounts", "runs")], default=str)
        assert TOKEN not in dump + said.out + said.err


def test_a_run_that_ends_with_the_budget_keeps_what_it_bought(
    simulated: Simulator, brand: Brand, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BENCHMARK_X_BUDGET_USD_PER_DAY", "0.20")
    brand.posts = brand_with_posts(posts=30, newest=utcnow()).posts
    assert run("add", "Anvil", "x:@anvil").code == 0
    said = run("collect", "--json")
    assert said.code == 1
    assert "Today's budget for X is spent" in said.err
    with Store.open(desk) as store:
        assert store.rows("SELECT status, error FROM run_accounts") == [("partial", "budget")]
        assert store.value("SELECT count(*) FROM posts") == 16
        assert store.rows("SELECT followers FROM profile_snapshots") == [(1200,)]
    assert simulated.bill() <= 0.20
