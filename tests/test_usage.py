"""Calls, money and tokens over runs and processes: shown, bounded, warned of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from collecting import PlainCollector, World, a_source, brand_with_posts, list_accounts, register
from loopback import Loopback

from benchmark.clock import utcnow
from benchmark.collect import Collector
from benchmark.settings import Settings, SettingsError
from benchmark.store import Store, credentials, usage
from sources.base import Account, Credential, CutShort, Post, Price, Profile, Quota
from sources.client import Client
from sources.errors import RetryLater
from sources.http import Http

PRICE = Price(profile=0.01, post=0.005, budget="BENCHMARK_PAID_BUDGET", default_budget=1.0)


def _profile(client: Client, account: Account) -> Profile:
    with client.paying(PRICE.profile, 1) as payment:
        body = client.get_json(f"{client.root()}/paid/profile/{account.native_id.removeprefix('@')}")
        payment.bought([body["id"]])
    return Profile(body["id"], handle=body["handle"], followers=body["followers"])


def _posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    page: str | None = "0"
    while page is not None:
        with client.paying(PRICE.post, 3) as payment:
            body = client.get_json(f"{client.root()}/paid/posts/{account.native_id}", params={"page": page})
            payment.bought(post["id"] for post in body["posts"])
        yield from (Post(post["id"], datetime.fromisoformat(post["at"]), "text") for post in body["posts"])
        page = body["next"]


@pytest.fixture
def world(loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(loopback)
    world.brands["paid/id1"] = brand_with_posts(1, posts=7)
    world.brands["free/id1"] = brand_with_posts(1)
    register(
        monkeypatch, a_source("paid", profile=_profile, posts=_posts, price=PRICE), a_source("free", quota=Quota(100))
    )
    return world


def collector(store: Store, world: World, tmp_path: Path, **more: Any) -> Collector:
    settings = world.settings(tmp_path, "paid", "free", **more)
    return PlainCollector(store, settings, Http(settings.http()))


def used(store: Store) -> dict[str, tuple[int, float]]:
    return {
        source: (calls, usd) for source, calls, usd in store.rows("SELECT source, calls, cost_usd FROM source_usage")
    }


def test_calls_and_money_of_the_day_stand_in_the_database(store: Store, world: World, tmp_path: Path) -> None:
    list_accounts(store, "paid/id1", "free/id1")
    collector(store, world, tmp_path).run()
    assert used(store) == {"paid": (4, 0.045), "free": (3, 0.0)}


def test_what_was_paid_today_is_not_paid_again_in_the_process(store: Store, world: World, tmp_path: Path) -> None:
    list_accounts(store, "paid/id1")
    collecting = collector(store, world, tmp_path)
    collecting.run()
    collecting.run()
    assert used(store)["paid"] == (8, 0.045)


def test_a_budget_holds_over_processes_and_says_so(store: Store, world: World, tmp_path: Path) -> None:
    list_accounts(store, "paid/id1")
    for _ in range(3):
        collecting = collector(store, world, tmp_path, budgets={"paid": 0.05})
        result = collecting.run()
        collecting.close()
    assert result.problems[0].error == "budget"
    assert used(store)["paid"][1] <= 0.05
    assert "BENCHMARK_PAID_BUDGET" in result.problems[0].message


def test_money_is_written_down_with_what_it_bought(store: Store, world: World, tmp_path: Path) -> None:
    list_accounts(store, "paid/id1")
    http = Http(world.settings(tmp_path, "paid").http())
    usage.save(store, http.ledger)
    assert used(store) == {}
    collector(store, world, tmp_path).run()
    again = Http(world.settings(tmp_path, "paid").http())
    usage.restore(store, again.ledger, utcnow())
    from sources import SOURCES

    assert again.ledger.today(SOURCES["paid"], utcnow()).micro_usd == 45_000


def test_the_cost_of_a_run_is_told_before_it(store: Store, world: World, tmp_path: Path) -> None:
    list_accounts(store, "paid/id1", "free/id1")
    collecting = collector(store, world, tmp_path)
    (first,) = collecting.estimates()
    assert (first.source.name, first.usd, first.first, first.left) == ("paid", 0.01, 1, 1.0)
    collecting.run()
    (then,) = collecting.estimates()
    assert then.usd == pytest.approx(0.01 + 7 * 0.005)
    assert (then.first, round(then.left, 6)) == (0, 0.955)
    assert "0.05 US dollars" in then.sentence() or "0.04 US dollars" in then.sentence()


@pytest.mark.parametrize("text", ["-1", "five", "1,50", "$5", "1e3"])
def test_a_budget_that_is_no_amount_is_refused(world: World, text: str) -> None:
    with pytest.raises(SettingsError, match="BENCHMARK_PAID_BUDGET"):
        Settings.load({"BENCHMARK_PAID_BUDGET": text})


def test_a_budget_is_read_from_the_settings(world: World) -> None:
    assert Settings.load({"BENCHMARK_PAID_BUDGET": "0.50"}).http().budgets == {"paid": 0.5}


# Tokens

ENDS = datetime(2027, 1, 1)


class Expiry:
    def __init__(self) -> None:
        self.asked = 0
        self.fails: Exception | None = None

    def __call__(self, _client: Client) -> Mapping[str, datetime]:
        self.asked += 1
        if self.fails:
            raise self.fails
        return {"BENCHMARK_TOKENED_KEY": ENDS}


@pytest.fixture
def expiry(world: World, monkeypatch: pytest.MonkeyPatch) -> Expiry:
    expiry = Expiry()
    key = Credential("BENCHMARK_TOKENED_KEY", "All.", ("Get it.",), "https://x.example", required=True)
    register(monkeypatch, a_source("tokened", credentials=(key,), expiry=expiry))
    world.brands["tokened/id1"] = brand_with_posts(1)
    return expiry


def run(store: Store, world: World, tmp_path: Path, secrets: Mapping[str, str], times: int = 1) -> None:
    settings = world.settings(tmp_path, "tokened", secrets=secrets)
    collecting = Collector(store, settings, Http(settings.http()))
    for _ in range(times):
        collecting.run()


def test_the_end_of_a_token_is_asked_once_a_day(store: Store, world: World, tmp_path: Path, expiry: Expiry) -> None:
    list_accounts(store, "tokened/id1")
    run(store, world, tmp_path, {"BENCHMARK_TOKENED_KEY": "s3cret-token"}, times=3)
    assert expiry.asked == 1
    known = credentials.checked(store)["BENCHMARK_TOKENED_KEY"]
    assert known.expires_at == ENDS
    assert utcnow() - known.checked_at < timedelta(minutes=1)


def test_without_a_token_nobody_is_asked(store: Store, world: World, tmp_path: Path, expiry: Expiry) -> None:
    list_accounts(store, "tokened/id1")
    run(store, world, tmp_path, {})
    assert (expiry.asked, credentials.checked(store)) == (0, {})


@pytest.mark.parametrize("error", [RetryLater("unreachable", host="x"), KeyError("s3cret-token")], ids=["down", "bug"])
def test_a_network_that_does_not_say_is_asked_again_and_keeps_nothing_from_being_written_down(
    store: Store, world: World, tmp_path: Path, expiry: Expiry, error: Exception
) -> None:
    list_accounts(store, "tokened/id1")
    expiry.fails = error
    run(store, world, tmp_path, {"BENCHMARK_TOKENED_KEY": "s3cret-token"}, times=2)
    assert (expiry.asked, credentials.checked(store)) == (2, {})
    assert store.value("SELECT calls FROM core.source_usage WHERE source = 'tokened'") >= 4


def test_no_secret_reaches_the_database(store: Store, world: World, tmp_path: Path, expiry: Expiry) -> None:
    list_accounts(store, "tokened/id1")
    run(store, world, tmp_path, {"BENCHMARK_TOKENED_KEY": "s3cret-token"})
    store.checkpoint()
    assert b"s3cret-token" not in store.path.read_bytes()
