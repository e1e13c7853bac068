"""How each network stands, as the Data page and doctor tell it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from collecting import World, a_source, brand_with_posts, list_accounts, register
from loopback import Loopback, Reply

from benchmark.clock import utcnow
from benchmark.collect import Collector
from benchmark.collect.standing import Standing, failures, record, standings
from benchmark.settings import Settings
from benchmark.store import Store, credentials
from sources.base import Credential, Price, Quota, no_route
from sources.http import Http

KEY = Credential("BENCHMARK_KEYED_TOKEN", "All.", ("Get it.",), "https://keys.example", required=True)
EXTRA = Credential("BENCHMARK_MORE_KEY", "More.", ("Get it.",), "https://keys.example", required=False)


@pytest.fixture
def world(loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(loopback)
    for number in (1, 2):
        world.brands[f"plain/id{number}"] = brand_with_posts(number)
    price = Price(0.01, 0.005, "BENCHMARK_PAID_BUDGET", 2.0)
    register(
        monkeypatch,
        a_source("plain", quota=Quota(1000)),
        a_source("keyed", credentials=(KEY,)),
        a_source("more", credentials=(EXTRA,)),
        a_source("paid", price=price),
        a_source("shut", profile=no_route, posts=None, gives=frozenset()),
    )
    return world


def seen(store: Store, settings: Settings, now: datetime | None = None) -> dict[str, Standing]:
    http = Http(settings.http())
    return {each.source.name: each for each in standings(store, settings, http.ledger, now or utcnow())}


def collected(store: Store, world: World, tmp_path: Path, **more: Any) -> dict[str, Standing]:
    settings = world.settings(tmp_path, "plain", "keyed", **more)
    collecting = Collector(store, settings, Http(settings.http()))
    collecting.run()
    return {each.source.name: each for each in standings(store, settings, collecting._http.ledger, utcnow())}


def test_a_network_is_ready_wants_a_key_or_comes_by_import(store: Store, world: World, tmp_path: Path) -> None:
    found = seen(store, world.settings(tmp_path))
    assert {name: found[name].ready for name in ("plain", "keyed", "more", "shut")} == {
        "plain": "ready", "keyed": "needs_key", "more": "more", "shut": "import_only"
    }  # fmt: skip
    found = seen(store, world.settings(tmp_path, secrets={KEY.setting: "s3cret-token"}))
    assert (found["keyed"].ready, found["keyed"].missing) == ("ready", ())


def test_those_in_use_come_first(store: Store, world: World, tmp_path: Path) -> None:
    list_accounts(store, "shut/id1", "plain/id1")
    assert list(seen(store, world.settings(tmp_path)))[:2] == ["plain", "shut"]


def test_last_success_failures_and_calls_are_told(store: Store, world: World, tmp_path: Path) -> None:
    list_accounts(store, "plain/id1", "plain/id2")
    world.always["/plain/profile/id2"] = Reply("gone", 404)
    plain = collected(store, world, tmp_path)["plain"]
    assert (plain.accounts, [row.account_id for row in plain.failing]) == (2, ["plain:id2"])
    assert plain.success_at is not None
    ((said, brands),) = failures(plain, "UTC")
    assert ("Plain" in said, brands) == (True, ["Brand 2"])
    assert plain.used_sentence() == "Used today: 4 of 1,000 calls that the network grants a day."


def test_money_is_told_with_its_budget(store: Store, world: World, tmp_path: Path) -> None:
    paid = seen(store, world.settings(tmp_path, budgets={"paid": 3.0}))["paid"]
    assert paid.used_sentence() == "Spent today: 0.00 of 3.00 US dollars, in 0 calls."


@pytest.mark.parametrize(("days", "word"), [(30, "is valid until"), (6, "Renew it"), (-1, "Make a new one")])
def test_a_token_is_warned_of_a_week_ahead(store: Store, world: World, tmp_path: Path, days: int, word: str) -> None:
    now = utcnow()
    credentials.keep(store, [KEY.setting], {KEY.setting: now + timedelta(days=days)}, now)
    keyed = seen(store, world.settings(tmp_path, secrets={KEY.setting: "s3cret-token"}), now)["keyed"]
    (said,) = keyed.token_sentences(now)
    assert word in said
    assert bool(keyed.warnings(now)) is (days < 7)
    assert "s3cret-token" not in str(record(keyed, now))


def test_a_token_that_is_not_set_any_more_is_not_spoken_of(store: Store, world: World, tmp_path: Path) -> None:
    now = utcnow()
    credentials.keep(store, [KEY.setting], {KEY.setting: now}, now)
    assert seen(store, world.settings(tmp_path), now)["keyed"].warnings(now) == []


def test_with_one_network_down_and_one_token_ended_the_others_are_complete(
    store: Store, world: World, tmp_path: Path
) -> None:
    world.brands["keyed/id3"] = brand_with_posts(3)
    world.brands["more/id4"] = brand_with_posts(4)
    list_accounts(store, "plain/id1", "plain/id2", "keyed/id3", "more/id4")
    world.always["/keyed"] = Reply("no", 401)
    world.always["/more"] = Reply("down", 503)
    settings = world.settings(tmp_path, "plain", "keyed", "more", secrets={KEY.setting: "s3cret-token"})
    Collector(store, settings, Http(settings.http())).run()
    found = seen(store, settings)
    assert (found["plain"].failing, len(found["keyed"].failing), len(found["more"].failing)) == ((), 1, 1)
    assert store.value("SELECT count(*) FROM posts WHERE account_id LIKE 'plain:%'") == 8
    ((refused, _),) = failures(found["keyed"], "UTC")
    ((down, _),) = failures(found["more"], "UTC")
    assert KEY.setting in refused or "key" in refused
    assert "next run" in down or "later run" in down
