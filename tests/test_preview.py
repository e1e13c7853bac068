"""A look at what a text names, before anything is stored."""

from __future__ import annotations

import pytest
from loopback import Loopback, Reply
from simulate import brand_with_posts, http_for
from simulate_bluesky import Simulator
from simulate_bluesky import did as did_of
from simulate_x import Simulator as PaidSimulator

from benchmark import brands
from benchmark.clock import utcnow
from benchmark.store import Store
from sources.http import Http, HttpConfig


@pytest.fixture
def network(loopback: Loopback) -> Simulator:
    simulator = Simulator(brand_with_posts("anvil", posts=7, newest=utcnow()))
    simulator.serve(loopback)
    return simulator


@pytest.fixture
def http(network: Simulator) -> Http:
    return Http(HttpConfig("test", roots=network.roots(), retries=0, allow_hosts=frozenset({network.server.host})))


def test_a_preview_shows_the_profile_and_the_latest_posts(network: Simulator, http: Http, store: Store) -> None:
    version = store.version
    seen = brands.preview(http, network.link(network.brands[0]), store)
    assert (seen.error, seen.posts_error, seen.known_brand) == (None, None, None)
    assert seen.profile is not None
    assert (seen.profile.display_name, seen.profile.followers) == ("Anvil Works", 1200)
    assert [post.native_id for post in seen.posts] == [f"3kpost{n}" for n in range(5)]
    assert store.version == version


def test_an_account_that_is_there_is_said_with_its_brand(network: Simulator, http: Http, store: Store) -> None:
    first = brands.preview(http, network.link(network.brands[0]))
    assert first.identity is not None
    brands.add(store, "Anvil", first.identity, first.profile, actor="test")
    network.brands[0].handle = "renamed"
    assert brands.preview(http, "bluesky:renamed.bsky.social", store).known_brand == "Anvil"
    assert brands.preview(http, did_of(network.brands[0]), store).known_brand == "Anvil"


def test_what_names_nobody_asks_nobody(network: Simulator, http: Http) -> None:
    seen = brands.preview(http, "no such thing")
    assert seen.error is not None
    assert (seen.error.code, network.requests) == ("unknown_link", [])


@pytest.mark.parametrize(("status", "code"), [(500, "server_error"), (429, "rate_limited")])
def test_a_network_that_does_not_answer_is_an_error_not_an_exception(
    network: Simulator, http: Http, status: int, code: str
) -> None:
    network.fault = Reply("", status)
    seen = brands.preview(http, network.link(network.brands[0]))
    assert seen.error is not None
    assert (seen.error.code, seen.source, seen.profile) == (code, "bluesky", None)


def test_posts_that_cannot_be_read_leave_the_profile(network: Simulator, http: Http) -> None:
    network.server.on("/xrpc/app.bsky.feed.getAuthorFeed", "no", 500)
    seen = brands.preview(http, network.link(network.brands[0]))
    assert (seen.profile is not None, seen.error, seen.posts) == (True, None, ())
    assert seen.posts_error is not None


def test_an_internal_address_is_refused_without_a_connection(network: Simulator, http: Http) -> None:
    for text in ("http://127.0.0.1:9/feed", "http://[::1]/", "https://169.254.169.254/latest", "http://0x7f000001/"):
        seen = brands.preview(http, text)
        assert seen.error is not None
        assert seen.error.code in {"address_not_public", "bad_address", "not_https"}
    assert network.requests == []


def test_where_posts_cost_money_a_look_buys_the_profile_only_and_writes_down_what_it_spent(
    loopback: Loopback, store: Store
) -> None:
    paid = PaidSimulator(brand_with_posts("anvil", posts=7, newest=utcnow()))
    paid.serve(loopback)
    seen = brands.preview(http_for(paid), paid.link(paid.brands[0]), store)
    assert (seen.error, seen.posts_error, seen.posts) == (None, None, ())
    assert paid.bill() == 0.01
    assert store.rows("SELECT source, micro_usd FROM core.source_usage") == [("x", 10_000)]
