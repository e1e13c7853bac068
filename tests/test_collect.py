"""What a run reads, stores and tells, over real HTTP and a real database."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from collecting import Brand, PlainCollector, World, _daily, a_source, brand_with_posts, list_accounts, register
from loopback import Loopback, Reply

from benchmark.clock import utcnow
from benchmark.collect import Collector, RunResult
from benchmark.store import Store
from sources.base import Account, Credential, CutShort, Post
from sources.client import Client
from sources.errors import LimitReached
from sources.http import Http

DAY = timedelta(days=1)
KEY = Credential("BENCHMARK_ALPHA_KEY", "all", ("Get one.",), "https://keys.example", required=True)


@pytest.fixture
def world(loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(loopback)
    for number in range(1, 5):
        world.brands[f"alpha/id{number}"] = brand_with_posts(number)
    world.brands["beta/id9"] = brand_with_posts(9)
    register(monkeypatch, a_source("alpha"), a_source("beta"))
    return world


def collector(world: World, store: Store, **more: Any) -> Collector:
    settings = world.settings(store.path.parent, "alpha", "beta", **more)
    return PlainCollector(store, settings, Http(settings.http(), sleep=lambda _: None))


def collect(world: World, store: Store, **more: Any) -> RunResult:
    return collector(world, store, **more).run()


def outcomes(store: Store) -> dict[str, tuple[str, str | None]]:
    rows = store.rows("SELECT account_id, status, error FROM run_accounts ORDER BY started_at")
    return {account: (status, error) for account, status, error in rows}


def test_everything_of_an_account_is_stored_with_its_outcome(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1", "alpha/id2", "beta/id9")
    result = collect(world, store)
    assert (result.status, result.total, result.ok, result.problems) == ("done", 3, 3, ())
    assert store.rows("SELECT status, trigger FROM runs") == [("done", "manual")]
    posts = store.rows("SELECT account_id, native_id, likes FROM posts ORDER BY ALL")
    assert posts[:4] == [("alpha:id1", f"p{n}", 10 + n) for n in range(4)]
    assert len(posts) == 12
    assert store.rows("SELECT followers FROM profile_snapshots ORDER BY 1") == [(100,), (200,), (900,)]
    told = store.rows("SELECT status, requests, posts_seen, error, message FROM run_accounts")
    assert told == [("ok", 3, 4, None, None)] * 3
    same = "SELECT count(*) FROM profile_snapshots AS s JOIN run_accounts AS r USING (run_id, account_id)"
    assert store.value(f"{same} WHERE s.observed_at = r.started_at") == 3, "a reading is dated by its start"
    assert store.value("SELECT count(*) FROM core.account_state WHERE name = 'seen'") == 3


def test_the_first_reading_is_full_and_later_ones_read_the_window(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1")
    brand = world.brands["alpha/id1"]
    brand.posts = brand_with_posts(1, posts=60).posts
    collect(world, store)
    assert store.value("SELECT posts_seen FROM run_accounts") == 60
    brand.posts = [(name, at, likes + 5) for name, at, likes in brand.posts]
    collect(world, store)
    assert store.rows(
        "SELECT posts_seen, date_diff('day', window_from, started_at) FROM run_accounts ORDER BY started_at"
    ) == [
        (60, 730),
        (30, 30),
    ]
    grown = store.rows("SELECT likes - 10 - native_id[2:]::INTEGER AS more, count(*) FROM posts GROUP BY 1 ORDER BY 1")
    assert grown == [(0, 30), (5, 30)], "unread is not unchanged, and counts in the window grow"
    assert store.value("SELECT count(*) FROM posts WHERE deleted_at IS NOT NULL") == 0


def test_what_the_network_cuts_is_read_in_full_again(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1")
    world.brands["alpha/id1"].extra = {"cut": True}
    collect(world, store)
    oldest = world.brands["alpha/id1"].posts[-1][1]
    assert store.rows("SELECT status, window_from FROM run_accounts") == [("ok", oldest)]
    world.brands["alpha/id1"].extra = {}
    collect(world, store)
    assert store.value("SELECT max(date_diff('day', window_from, started_at)) FROM run_accounts") == 730


def test_a_run_twice_changes_only_runs_and_when_counts_were_read(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1", "alpha/id2")
    tables = ("profile_snapshots", "profile_changes", "post_snapshots", "accounts", "brands", "account_daily")

    def state() -> list[Any]:
        posts = store.rows("SELECT * EXCLUDE (metrics_at) FROM posts ORDER BY ALL")
        return [store.rows(f"SELECT * FROM {table} ORDER BY ALL") for table in tables] + [posts]

    collect(world, store)
    before = state()
    collect(world, store)
    assert state() == before


def test_profile_without_posts_is_recorded_as_partial_with_a_sentence(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1")
    world.always["/alpha/posts/id1"] = Reply("<html>Sorry</html>")
    result = collect(world, store)
    assert (result.status, result.partial) == ("partial", 1)
    assert [problem.error for problem in result.problems] == ["not_understood"]
    assert outcomes(store) == {"alpha:id1": ("partial", "not_understood")}
    message, params = store.rows("SELECT message, params FROM core.run_account")[0]
    assert message.endswith(".")
    assert json.loads(params)["excerpt"] == "<html>Sorry</html>"
    assert store.rows("SELECT followers FROM profile_snapshots") == [(100,)]
    assert store.value("SELECT count(*) FROM core.account_state") == 0, (
        "what it remembers would hide what it did not read"
    )


def test_posts_read_before_a_failure_are_kept_and_nothing_is_called_deleted(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1")
    collect(world, store)
    brand = world.brands["alpha/id1"]
    brand.posts = [("new", utcnow() - timedelta(minutes=1), 1), *brand.posts]
    world.replies["/alpha/posts/id1"] = []
    served = world.server

    def answer(request: Any) -> Reply:
        return Reply(b"", 500) if request.query.get("page") == "3" else World._answer(world, request)

    served.answer("*", answer)
    collect(world, store)
    assert store.rows("SELECT status, window_from FROM run_accounts ORDER BY started_at")[1] == ("partial", None)
    assert store.value("SELECT count(*) FROM posts") == 5
    assert store.value("SELECT count(*) FROM posts WHERE deleted_at IS NOT NULL") == 0


@pytest.mark.parametrize(("status", "kept", "error"), [(404, "gone", "not_found"), (200, "private", "private")])
def test_the_networks_word_on_an_account_is_kept_and_taken_back(
    store: Store, world: World, status: int, kept: str, error: str
) -> None:
    list_accounts(store, "alpha/id1")
    collect(world, store)
    brand = world.brands["alpha/id1"]
    brand.extra = {"status": kept}
    if status != 200:
        world.always["/alpha/profile/id1"] = Reply(b"", status)
    collect(world, store)
    assert outcomes(store)["alpha:id1"] == ("failed", error)
    assert store.value("SELECT status FROM accounts") == kept
    world.always.clear()
    brand.extra = {}
    mine = collector(world, store)
    again = mine.run(account_keys=[1])
    assert again.status == "done"
    assert store.value("SELECT status FROM accounts") == "ok"
    changes = store.rows("SELECT field, before, after FROM profile_changes WHERE field = 'status' ORDER BY observed_at")
    assert changes == [("status", "ok", kept), ("status", kept, "ok")]
    assert store.rows("SELECT count(*), count(*) FILTER (followers IS NULL) FROM profile_snapshots") == [(1, 0)]


def test_what_is_gone_is_left_out_of_a_run_over_all(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1", "alpha/id2")
    world.always["/alpha/profile/id1"] = Reply(b"", 404)
    collect(world, store)
    assert collect(world, store).total == 1


def test_a_handle_becomes_the_immutable_id_in_the_same_transaction(store: Store, world: World) -> None:
    list_accounts(store, "alpha/@brand1")
    collect(world, store)
    assert store.rows("SELECT account_id, native_id, handle FROM accounts") == [("alpha:id1", "id1", "brand1")]
    assert store.rows("SELECT action, subject FROM core.audit") == [("account.identify", "alpha:id1")]
    assert store.value("SELECT count(*) FROM posts WHERE account_id = 'alpha:id1'") == 4
    world.brands["alpha/id1"].handle = "renamed"
    collect(world, store)
    assert store.rows("SELECT field, before, after FROM profile_changes WHERE field = 'handle'") == [
        ("handle", "brand1", "renamed")
    ]


def test_a_handle_of_an_account_that_is_listed_already_is_refused(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1", "alpha/@brand1")
    collect(world, store)
    assert outcomes(store) == {"alpha:id1": ("ok", None), "alpha:@brand1": ("failed", "same_account")}
    assert store.rows("SELECT account_key FROM core.account_state") == [(1,)], (
        "nothing of it is stored, so none is read"
    )
    assert store.value("SELECT count(*) FROM posts") == 4


def test_a_handle_taken_over_by_somebody_else_is_not_joined_to_the_series(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1")
    collect(world, store)
    world.brands["alpha/id1"].id = "id77"
    collect(world, store)
    assert outcomes(store)["alpha:id1"] == ("failed", "not_understood")
    assert store.value("SELECT count(*) FROM profile_snapshots") == 1
    assert store.value("SELECT native_id FROM accounts") == "id1"


def test_a_fall_to_zero_counts_only_if_a_second_look_says_so(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1", "alpha/id2")
    collect(world, store)
    zero = Reply({"id": "id1", "handle": "brand1", "followers": 0})
    world.replies["/alpha/profile/id1"] = [zero]
    world.brands["alpha/id2"].followers = 0
    collect(world, store)
    latest = store.rows("SELECT account_id, followers FROM core.account ORDER BY 1")
    assert latest == [("alpha:id1", 100), ("alpha:id2", 0)]
    assert len(world.calls("/alpha/profile/id1")) == 3
    assert store.value("SELECT count(*) FROM profile_snapshots WHERE account_id = 'alpha:id1' AND followers = 0") == 0


def test_a_refused_key_ends_that_networks_accounts_only(
    store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(monkeypatch, a_source("alpha", credentials=(KEY,)))
    list_accounts(store, *(f"alpha/id{n}" for n in range(1, 5)), "beta/id9")
    world.always["/alpha"] = Reply(b"", 401)
    result = collect(world, store)
    found = outcomes(store)
    assert found.pop("beta:id9") == ("ok", None)
    assert set(found.values()) == {("failed", "needs_key")}
    assert len(found) == 4
    assert len(world.calls("/alpha")) <= 2, "those in hand, and no more"
    assert (result.ok, result.failed) == (1, 4)


def test_a_refusal_of_a_network_without_keys_concerns_one_account(store: Store, world: World) -> None:
    list_accounts(store, *(f"alpha/id{n}" for n in range(1, 5)))
    world.always["/alpha/profile/id1"] = Reply(b"", 403)
    collect(world, store)
    assert sorted(status for status, _ in outcomes(store).values()) == ["failed", "ok", "ok", "ok"]


def test_a_key_that_may_read_profiles_only_reads_all_of_them(
    store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(monkeypatch, a_source("alpha", credentials=(KEY,)))
    list_accounts(store, *(f"alpha/id{n}" for n in range(1, 5)))
    for n in range(1, 5):
        world.always[f"/alpha/posts/id{n}"] = Reply(b"", 403)
    result = collect(world, store)
    assert set(outcomes(store).values()) == {("partial", "no_permission")}
    assert (result.partial, result.failed) == (4, 0)
    assert store.value("SELECT count(*) FROM profile_snapshots WHERE followers IS NOT NULL") == 4


def test_a_key_that_may_not_read_one_account_reads_the_others(
    store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(monkeypatch, a_source("alpha", credentials=(KEY,)))
    list_accounts(store, *(f"alpha/id{n}" for n in range(1, 5)))
    world.always["/alpha/profile/id1"] = Reply(b"", 403)  # a page for adults, or one that is not published yet
    collect(world, store)
    assert sorted(status for status, _ in outcomes(store).values()) == ["failed", "ok", "ok", "ok"]


def test_a_quota_used_up_ends_the_network(store: Store, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def used_up(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
        client.get_json(f"{client.root()}/alpha/posts/{account.native_id}", params={"page": 0})
        yield from ()
        raise LimitReached("quota")

    register(monkeypatch, a_source("alpha", posts=used_up))
    list_accounts(store, *(f"alpha/id{n}" for n in range(1, 5)), "beta/id9")
    collect(world, store)
    found = outcomes(store)
    assert {error for _, error in found.values()} == {"quota", None}
    assert len(world.calls("/alpha/posts")) <= 2


def test_a_budget_that_ends_leaves_the_other_accounts_their_profiles_and_the_memory_of_what_was_read(
    store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spent(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
        yield Post("p0", since + DAY, "text")
        client.state["deep"] = "p0"
        raise LimitReached("budget")

    register(monkeypatch, a_source("alpha", posts=spent))
    list_accounts(store, *(f"alpha/id{n}" for n in range(1, 5)))
    collect(world, store)
    assert set(outcomes(store).values()) == {("partial", "budget")}
    assert store.value("SELECT count(*) FROM profile_snapshots WHERE followers IS NOT NULL") == 4
    assert store.value("SELECT count(*) FROM posts") == 4
    assert store.value("SELECT count(*) FROM core.account_state WHERE name = 'deep'") == 4


@pytest.mark.parametrize("code", ["too_large", "too_many_pages", "quota"])
def test_a_reading_that_was_cut_off_is_not_taken_for_the_last_state_of_a_page(
    store: Store, world: World, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    def cut_off(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
        client.state["etag:https://brand.example/feed"] = '"new"'
        yield Post("p0", since + DAY, "text")
        raise LimitReached(code)

    register(monkeypatch, a_source("alpha", posts=cut_off))
    list_accounts(store, "alpha/id1")
    collect(world, store)
    assert store.value("SELECT count(*) FROM posts") == 1
    assert store.rows("SELECT name FROM core.account_state") == []


def test_a_host_that_asks_for_a_pause_is_left_alone_also_by_the_next_run(store: Store, world: World) -> None:
    list_accounts(store, *(f"alpha/id{n}" for n in range(1, 5)))
    world.always["/alpha"] = Reply(b"", 429, {"Retry-After": "3600"})
    collect(world, store)
    asked = len(world.calls())
    assert asked <= 2
    assert {error for _, error in outcomes(store).values()} == {"rate_limited"}
    assert collect(world, store).failed == 4, "a process of its own, so nothing but the database remembers"
    assert len(world.calls()) == asked


def test_a_bug_in_one_source_is_recorded_without_its_values(
    store: Store, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    list_accounts(store, "alpha/id1", "alpha/id2")
    world.brands["alpha/id1"].extra = {"bug": "planted-secret"}
    with caplog.at_level(logging.INFO):
        result = collect(world, store)
    assert outcomes(store) == {"alpha:id1": ("failed", "bug"), "alpha:id2": ("ok", None)}
    assert json.loads(store.value("SELECT params FROM core.run_account WHERE error = 'bug'")) == {
        "type": "ZeroDivisionError"
    }
    assert "ZeroDivisionError" in caplog.text
    assert "planted-secret" not in caplog.text
    assert result.failed == 1


def test_what_cannot_be_stored_is_an_outcome_too(store: Store, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def strange(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
        yield Post("p1", utcnow(), "image", likes=2**70)

    register(monkeypatch, a_source("alpha", posts=strange))
    list_accounts(store, "alpha/id1", "beta/id9")
    collect(world, store)
    assert outcomes(store) == {"alpha:id1": ("failed", "bug"), "beta:id9": ("ok", None)}
    assert store.value("SELECT count(*) FROM profile_snapshots WHERE account_id = 'alpha:id1'") == 0, (
        "whole or not at all"
    )


def test_daily_values_are_stored_once_a_day(store: Store, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch, a_source("alpha", posts=None, daily=_daily))
    list_accounts(store, "alpha/id1")
    collect(world, store)
    collect(world, store)
    assert store.rows("SELECT measure, value FROM account_daily") == [("page_views", 7)]


def test_nothing_to_do_leaves_no_run_behind(store: Store, world: World) -> None:
    assert collect(world, store).status == "nothing_to_do"
    assert store.value("SELECT count(*) FROM runs") == 0


def test_a_run_is_backed_up_and_one_that_changed_nothing_is_not(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1")
    world.always["/alpha"] = Reply(b"", 403)
    Collector(store, world.settings(store.path.parent, "alpha")).run()
    assert not (store.path.parent / "backups").exists()
    world.always.clear()
    Collector(store, world.settings(store.path.parent, "alpha")).run()
    backups = list((store.path.parent / "backups").iterdir())
    with Store.open(backups[0]) as copy:
        assert copy.value("SELECT count(*) FROM posts") == 4
        assert copy.value("SELECT count(*) FROM runs WHERE status = 'running'") == 0


def test_a_backup_that_fails_is_told_and_the_run_stays(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1")
    (store.path.parent / "backups").write_text("a file where the folder should be")
    result = Collector(store, world.settings(store.path.parent, "alpha")).run()
    assert (result.status, result.backup_error) == ("done", "disk")
    assert store.value("SELECT count(*) FROM posts") == 4
    assert store.rows("SELECT action FROM core.audit") == [("backup.failed",)]


def test_posts_of_a_brand_without_any_are_none_and_not_an_error(store: Store, world: World) -> None:
    world.brands["alpha/id5"] = Brand("id5", "quiet")
    list_accounts(store, "alpha/id5")
    assert collect(world, store).status == "done"
    assert store.rows("SELECT posts_seen, window_from IS NOT NULL FROM run_accounts") == [(0, True)]
