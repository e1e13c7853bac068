"""The job announces, removes and cleans the backups by itself; the command and the Data page tell of it and hurry it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import duckdb
import keeping
import pytest
from collecting import QUICK, World, a_source, brand_with_posts, list_accounts, register
from commanding import run, work_in
from loopback import Loopback
from page_opening import open_page
from streamlit.testing.v1 import AppTest
from test_schedule import Clock

from benchmark import owner
from benchmark.clock import utcnow
from benchmark.collect import Collector, notices
from benchmark.settings import Settings
from benchmark.store import Store, announcing
from benchmark.store.announcing import GRACE
from sources.http import Http

DAY = timedelta(days=1)
SENTENCE = "older than 30 days will be removed, because its terms"


@pytest.fixture
def world(loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(loopback, {"alpha/id1": brand_with_posts(1)})
    register(monkeypatch, a_source("alpha", pace=QUICK, retention_days=30))
    return world


def collector(world: World, store: Store, clock: Clock, schedule: str = "6h", **more: dict[str, int]) -> Collector:
    settings = world.settings(store.path.parent, "alpha", schedule=schedule, **more)
    return Collector(store, settings, Http(settings.http()), clock)


def observed(store: Store) -> int:
    return int(store.value("SELECT count(*) FROM core.profile_snapshot"))


def test_the_first_collection_of_an_account_announces(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1")
    clock = Clock()
    mine = collector(world, store, clock)
    mine.run()
    (told,) = notices.notices(store, {"alpha": 30}, clock())
    assert told.day == (clock() + 30 * DAY).date()
    assert told.coming.counts["profile_snapshots"] == 1
    assert told.coming.total > 1
    assert SENTENCE in told.sentence()
    assert "BENCHMARK_RETENTION_DAYS_ALPHA" in told.sentence()
    mine.close()


def test_a_month_later_a_run_removes_and_its_backup_is_clean(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1")
    clock = Clock()
    mine = collector(world, store, clock)
    mine.run()
    (first,) = (store.path.parent / "backups").iterdir()
    clock.ahead = 31 * DAY
    mine.run()
    mine.close()
    assert observed(store) == 1
    assert store.value("SELECT min(observed_at) FROM core.profile_snapshot") > utcnow() + 30 * DAY
    for backup in (store.path.parent / "backups").iterdir():
        with duckdb.connect(str(backup), read_only=True) as opened:
            at = opened.execute("SELECT min(observed_at) FROM core.profile_snapshot").fetchall()[0][0]
            assert at is None or at > utcnow() + 30 * DAY, backup == first
    assert store.rows("SELECT action, actor FROM core.audit ORDER BY happened_at, action") == [
        ("retention.announced", "collector"),
        ("retention.backups", "collector"),
        ("retention.removed", "collector"),
    ]


def test_the_schedule_s_thread_looks_once_a_day_even_when_nothing_is_scheduled(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1")
    clock = Clock()
    mine = collector(world, store, clock, "off")
    mine.run()
    clock.ahead = 31 * DAY
    mine.tick()
    assert observed(store) == 0
    version = store.version
    mine.retaining.wait()
    mine.tick()
    mine.close()
    assert store.version <= version + 1, "only what was done to the backups is noted"


def test_with_a_raised_setting_nothing_is_removed(store: Store, world: World) -> None:
    list_accounts(store, "alpha/id1")
    clock = Clock()
    mine = collector(world, store, clock, retention={"alpha": 400})
    mine.run()
    clock.ahead = 40 * DAY
    mine.tick()
    mine.close()
    assert observed(store) == 1
    (told,) = notices.notices(store, {"alpha": 400}, clock())
    assert "because the setting BENCHMARK_RETENTION_DAYS_ALPHA says so" in told.sentence()


def test_a_clock_that_nobody_confirms_removes_nothing(store: Store, world: World) -> None:
    """After a restart with a clock weeks ahead and no call made, nothing tells that it is right."""
    list_accounts(store, "alpha/id1")
    clock = Clock()
    mine = collector(world, store, clock, "off")
    mine.run()
    mine.close()
    clock.ahead = 60 * DAY
    again = collector(world, store, clock, "off")
    again.tick()
    assert observed(store) == 1
    again._http._skews["elsewhere.example"] = 60 * 86_400.0
    again.retaining.look()
    assert observed(store) == 1
    again._http._skews.clear()
    again._http._skews["elsewhere.example"] = 0.2
    again.tick()
    again.close()
    assert observed(store) == 0


def test_a_failure_ends_neither_a_run_nor_the_schedule(
    store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_accounts(store, "alpha/id1")
    mine = collector(world, store, Clock())
    monkeypatch.setattr(announcing, "announce", lambda *_, **__: 1 / 0)
    assert mine.run().status == "done"
    mine.tick()
    mine.close()


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database whose figures are all old."""
    return keeping.made_at(work_in(tmp_path, monkeypatch))


def test_the_command_tells_and_changes_nothing(database: Path) -> None:
    with Store.open(database) as store:
        announcing.announce(store, {"youtube": 30}, utcnow(), actor="test")
        before = keeping.contents(store)
    said = run("retention")
    assert said.code == 0
    assert SENTENCE in said.out
    assert "BENCHMARK_RETENTION_DAYS_YOUTUBE" in said.out
    dry = run("retention", "--dry-run", "--json").json
    assert dry["due"][0]["total"] == dry["sources"][0]["next"]["total"] > 300
    assert dry["sources"][0]["next_on"] == (utcnow() + GRACE).date().isoformat()
    assert "Observations of followers" in run("retention", "--dry-run").out
    with Store.open(database) as store:
        assert keeping.contents(store) == before


def test_status_and_doctor_tell_it(database: Path) -> None:
    with Store.open(database) as store:
        announcing.announce(store, {"youtube": 30}, utcnow(), actor="test")
    assert SENTENCE in run("status").out
    assert run("status", "--json").json["retention"][0]["source"] == "youtube"
    assert SENTENCE in run("doctor").out


def test_the_command_removes_at_once_when_told(database: Path) -> None:
    assert run("backup", str(database.parent / "mine.duckdb")).code == 0
    from benchmark.store import backups

    with Store.open(database) as store:
        backup = backups.rotate_in(store)
    said = run("retention", "--now", "--json")
    assert said.code == 0
    assert said.json["removed"][0]["profile_snapshots"] == 61 + 10 + 1
    again = run("retention", "--now")
    assert "Nothing is older" in again.out
    assert "Removed on" in run("retention").out
    with duckdb.connect(str(backup), read_only=True) as opened:
        question = "SELECT count(*) FROM profile_snapshots WHERE account_id = 'youtube:UCread'"
        assert opened.execute(question).fetchall() == [(0,)], "it ends when the backups are clean"
    restored = run("restore", str(database.parent / "mine.duckdb"), "--json")
    assert restored.json["removed"] == said.json["removed"][0]["total"]
    assert run("retention", "--dry-run", "--json").json["due"] == []


def test_telling_and_removing_exclude_each_other(database: Path) -> None:
    assert run("retention", "--now", "--dry-run").code == 2


@pytest.fixture
def data_page(database: Path) -> Iterator[Callable[..., AppTest]]:
    """Opens the Data page's sources."""
    owner.close()

    yield partial(open_page, "data", tab="Sources")
    owner.close()


def panel(store: Store) -> None:
    """List the accounts in a panel."""
    with store.transaction() as tx:
        tx.execute("INSERT INTO core.panel VALUES (1, 'p', 'Panel', 'UTC', 1, $at)", {"at": keeping.FIRST})
        tx.execute("INSERT INTO core.panel_account SELECT 1, account_key FROM core.account")


def test_the_data_page_announces_and_removes_on_a_second_word(data_page: Callable[..., AppTest]) -> None:
    mine = owner.current()
    panel(mine.store)
    mine.collector.retaining.look()
    page = data_page()
    assert any(SENTENCE in text.value.replace("\\", "") for text in page.markdown)
    assert any(heading.value == "How long statistics are kept" for heading in page.subheader)
    before = observed(mine.store)
    page.button(key="retention-confirm").click().run()
    assert not page.exception
    mine.collector.retaining.wait()
    assert before - observed(mine.store) == 61 + 10 + 1
    assert "retention-confirm" not in [button.key for button in page.button]
    ((actor, detail),) = mine.store.rows("SELECT actor, detail FROM core.audit WHERE action = 'retention.removed'")
    assert actor == "dashboard"
    assert any(str(json.loads(detail)["total"]) in html.proto.body for html in page.get("html"))


def test_the_data_page_says_when_nothing_has_to_go(data_page: Callable[..., AppTest]) -> None:
    mine = owner.current()
    with mine.store.transaction() as tx:
        tx.execute("UPDATE core.account SET source = 'bluesky'")
    panel(mine.store)
    mine.collector.retaining.look()
    page = data_page()
    assert any("Nothing that is stored has to be removed" in text.value for text in page.caption)


def test_days_by_source_come_from_the_network_and_the_setting() -> None:
    assert Settings(db="x").kept_days["youtube"] == 30
    loaded = Settings.load({"BENCHMARK_RETENTION_DAYS_YOUTUBE": "365", "BENCHMARK_RETENTION_DAYS_BLUESKY": "90"})
    assert (loaded.kept_days["youtube"], loaded.kept_days["bluesky"]) == (365, 90)
    assert "mastodon" not in loaded.kept_days
