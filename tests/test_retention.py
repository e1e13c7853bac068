"""Statistics are kept no longer than they may be, never removed unannounced, and nothing else is touched."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import keeping
import pytest
from collecting import list_accounts
from keeping import CUTOFF, DAYS, FIRST, GONE, MIXED, NOW, OTHER, OWN, READ

from benchmark.store import Store, announcing, derive, retention
from benchmark.store.announcing import GRACE
from benchmark.store.directory import By

DAY = timedelta(days=1)


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Store]:
    with Store.open(keeping.made_at(tmp_path / "benchmark.duckdb")) as store:
        yield store


def enforced(store: Store, days: dict[str, int] | None = None, now: datetime = NOW) -> list[retention.Due]:
    return retention.enforce(store, DAYS if days is None else days, now, actor="test")


def test_the_last_days_are_kept_today_included() -> None:
    assert retention.cutoff(30, datetime(2026, 6, 30, 23, 59)) == datetime(2026, 6, 1)
    assert retention.cutoff(1, NOW) == datetime(2026, 6, 30)


def test_what_is_due_is_counted_and_removing_it_removes_just_that(filled: Store) -> None:
    keeping.announced(filled)
    before = {table: filled.value(f"SELECT count(*) FROM {table}") for table in keeping.TABLES}
    (due,) = retention.due(filled, DAYS, NOW)
    assert due.cutoff == CUTOFF
    assert due.oldest == FIRST
    assert due.counts["profile_snapshots"] == 31 + 10 + 1, "one a day of each channel until May ends"
    assert enforced(filled) == [due]
    after = {table: filled.value(f"SELECT count(*) FROM {table}") for table in keeping.TABLES}
    gone = {table: before[table] - after[table] for table in before if before[table] != after[table]}
    assert gone == {
        "core.profile_snapshot": due.counts["profile_snapshots"],
        "core.post_snapshot": due.counts["post_snapshots"],
        "core.account_daily": due.counts["daily"],
    }
    assert retention.due(filled, DAYS, NOW) == []


def test_nothing_that_was_read_before_is_left(filled: Store) -> None:
    keeping.announced(filled)
    enforced(filled)
    mine = "account_id LIKE 'youtube:%' AND origin IN ('api', 'feed')"
    for view in ("profile_snapshots", "post_snapshots", "account_daily"):
        assert filled.value(f"SELECT count(*) FROM {view} WHERE {mine} AND observed_at < $at", {"at": CUTOFF}) == 0
    old = filled.rows(
        f"SELECT likes, comments, views, interactions_at_age, text, thumbnail_url, hashtags, reactions, hidden FROM posts WHERE {mine}"
        " AND metrics_at < $at",
        {"at": CUTOFF},
    )
    assert len(old) == 3 + 5 + 1
    assert set(map(str, old)) == {str((None,) * 8 + ([],))}
    observed = filled.rows(
        f"SELECT count(*) FROM posts WHERE {mine} AND followers_basis <> 'current' AND published_at < $at",
        {"at": CUTOFF},
    )
    assert observed == [(1,)], "over the imported count"


def test_that_a_post_was_published_stays(filled: Store) -> None:
    keeping.announced(filled)
    select = "SELECT account_id, native_id, published_at, kind, url, metrics_at, first_seen_at, deleted_at FROM posts"
    before = filled.rows(f"{select} WHERE account_id <> 'youtube:UCmixed' ORDER BY ALL")
    enforced(filled)
    assert filled.rows(f"{select} WHERE account_id <> 'youtube:UCmixed' ORDER BY ALL") == before


def test_other_networks_and_figures_of_the_user_stay_to_the_last_value(filled: Store) -> None:
    keeping.announced(filled)
    others = [keeping.of_account(filled, key) for key in (OTHER, OWN)]
    rest = keeping.contents(filled, "core.brand", "core.run", "core.run_account", "core.account_state")
    enforced(filled)
    assert [keeping.of_account(filled, key) for key in (OTHER, OWN)] == others
    assert keeping.contents(filled, "core.brand", "core.run", "core.run_account", "core.account_state") == rest


def test_the_demo_s_figures_are_never_due(store: Store) -> None:
    list_accounts(store, "youtube/UCdemo")
    keeping.read(store, 1, FIRST, 0, origin="demo")
    assert retention.due(store, DAYS, NOW) == []
    assert announcing.announce(store, DAYS, NOW, actor="test") == []


def test_imported_counts_come_back_where_the_network_s_are_gone(filled: Store) -> None:
    keeping.announced(filled)
    enforced(filled)
    rows = filled.rows(
        "SELECT native_id, likes, views, origin, metrics_at, text FROM posts WHERE account_id = 'youtube:UCmixed' ORDER BY 1"
    )
    assert rows == [
        ("v0", 80, 800, "import", FIRST, None),
        ("v4", 40, 400, "import", FIRST, None),
        ("v8", None, None, "api", FIRST + 4 * DAY, None),
    ]
    assert filled.rows(f"SELECT followers, followers_at FROM core.account WHERE account_key = {MIXED}") == [
        (1000, FIRST)
    ]
    assert filled.rows("SELECT origin FROM profile_snapshots WHERE account_id = 'youtube:UCmixed'") == [("import",)]


def test_latest_followers_and_texts_go_with_a_channel_that_is_no_longer_read(filled: Store) -> None:
    keeping.announced(filled)
    enforced(filled)
    select = (
        "SELECT followers, followers_at, display_name, bio, handle, native_id FROM core.account WHERE account_key = "
    )
    assert filled.rows(f"{select} {GONE}") == [(None, None, None, None, f"@brand{GONE}", "UCgone")]
    assert filled.rows(f"{select} {READ}") == [
        (1600, NOW - 3 * timedelta(hours=1), "Brand 3", "We make 3", "@brand1", "UCread")
    ]


def test_of_an_old_change_only_the_fact_stays_and_a_status_stays_whole(filled: Store) -> None:
    with filled.transaction() as tx:
        tx.execute(f"INSERT INTO core.profile_change VALUES ({READ}, $at, 'status', 'ok', 'private')", {"at": FIRST})
    keeping.announced(filled)
    enforced(filled)
    changes = filled.rows(
        "SELECT observed_at, field, before, after FROM profile_changes WHERE account_id = 'youtube:UCread' ORDER BY 1, 2"
    )
    assert changes[:4] == [
        (FIRST, "status", "ok", "private"),
        (FIRST + 20 * DAY, "bio", None, None),
        (FIRST + 20 * DAY, "display_name", None, None),
        (FIRST + 40 * DAY, "bio", "We make 1", "We make 2"),
    ]


def test_what_posts_are_compared_by_is_as_if_worked_out_anew(filled: Store) -> None:
    keeping.announced(filled)
    for day in range(5):
        enforced(filled, now=NOW + day * DAY)
        assert keeping.derived_anew(filled, NOW + day * DAY)


def test_a_post_read_again_is_whole_again(filled: Store) -> None:
    keeping.announced(filled)
    enforced(filled)
    at = NOW + timedelta(hours=1)
    from benchmark.store.record import Reading, record
    from sources.base import Post

    post = Post("v0", FIRST - 8 * DAY, "video", text="Video 0", likes=500, comments=1, hashtags=("launch",))
    record(filled, 1, Reading(READ, at, at, None, [post], age_days=28))
    assert filled.rows(
        "SELECT text, likes, hashtags, metrics_at FROM posts WHERE native_id = 'v0' AND account_id = 'youtube:UCread'"
    ) == [("Video 0", 500, ["launch"], at)]
    assert retention.due(filled, DAYS, at) == []


def test_a_post_without_counts_keeps_its_text_while_readings_reach_it(store: Store) -> None:
    from benchmark.store.record import Reading, record
    from sources.base import Post

    list_accounts(store, "youtube/UCa", added_at=FIRST)
    post = Post("v", FIRST, "video", text="Soon", url="https://tube.example/v")
    for day in (0, 40):
        at = FIRST + day * DAY
        record(store, 1, Reading(1, at, at, None, [post], FIRST - DAY))
    assert retention.due(store, DAYS, FIRST + 45 * DAY) == []
    (due,) = retention.due(store, DAYS, FIRST + 75 * DAY)
    assert due.counts["posts_blanked"] == 1


def a_steady_post(store: Store, *days: int) -> None:
    """A post whose counts never change, read on these days."""
    from benchmark.store.record import Reading, record
    from sources.base import Post

    list_accounts(store, "youtube/UCa", added_at=FIRST)
    post = Post("v", FIRST, "video", text="Steady", url="https://tube.example/v", likes=7, comments=0, views=70)
    for day in days:
        at = FIRST + day * DAY
        record(store, 1, Reading(1, at, at, None, [post], FIRST - DAY, age_days=28))


def test_counts_found_unchanged_later_are_an_observation_of_then(store: Store) -> None:
    a_steady_post(store, 1, 20)
    keeping.announced(store)
    enforced(store, now=FIRST + 40 * DAY)
    assert store.rows("SELECT likes, views, observed_at, origin FROM post_snapshots") == [
        (7, 70, FIRST + 20 * DAY, "api")
    ]
    assert store.rows("SELECT likes, interactions_at_age FROM posts") == [(7, 7.0)]
    enforced(store, now=FIRST + 60 * DAY)
    assert store.rows("SELECT likes, text FROM posts") == [(None, None)]
    assert store.value("SELECT count(*) FROM post_snapshots") == 0


def test_what_was_imported_for_a_post_whose_counts_went_stays(store: Store) -> None:
    a_steady_post(store, 1)
    keeping.announced(store)
    enforced(store, now=FIRST + 40 * DAY)
    with store.transaction() as tx:  # as the import does: counts without a day of their own
        tx.execute("UPDATE core.post SET likes = 9, interactions = 9, metrics_at = $at", {"at": FIRST + 41 * DAY})
        tx.execute("UPDATE core.post_detail SET text = 'My words'")
    assert enforced(store, now=FIRST + 100 * DAY) == []
    assert store.rows("SELECT likes, text FROM posts") == [(9, "My words")]


def test_removing_again_changes_nothing_at_all(filled: Store) -> None:
    keeping.announced(filled)
    enforced(filled)
    before, version = keeping.contents(filled, *keeping.TABLES, "core.audit", "core.retention"), filled.version
    assert enforced(filled) == []
    assert (keeping.contents(filled, *keeping.TABLES, "core.audit", "core.retention"), filled.version) == (
        before,
        version,
    )


def test_every_removal_stands_in_the_audit_with_its_counts(filled: Store) -> None:
    keeping.announced(filled)
    (gone,) = enforced(filled)
    ((actor, subject, detail),) = filled.rows(
        "SELECT actor, subject, detail FROM core.audit WHERE action = 'retention.removed'"
    )
    assert (actor, subject) == ("test", "youtube")
    assert json.loads(detail) == gone.record()
    assert json.loads(detail)["total"] == gone.total > 250
    (row,) = announcing.announcements(filled).values()
    assert (row.removed_at, row.removed_until, row.removed_days) == (NOW, CUTOFF, 30)


def test_nothing_is_removed_before_it_was_announced_nor_in_the_days_after(filled: Store) -> None:
    before = keeping.contents(filled)
    assert enforced(filled) == []
    assert announcing.announce(filled, DAYS, NOW, actor="test") == ["youtube"]
    for later in (timedelta(), DAY, GRACE - timedelta(seconds=1)):
        assert enforced(filled, now=NOW + later) == []
    assert keeping.contents(filled) == before
    assert enforced(filled, now=NOW + GRACE) != []


def test_a_fresh_installation_is_told_a_month_ahead(store: Store) -> None:
    list_accounts(store, "youtube/UCa")
    assert announcing.announce(store, DAYS, FIRST, actor="test") == [], "nothing is stored yet"
    keeping.read(store, 1, FIRST, 0)
    assert announcing.announce(store, DAYS, FIRST, actor="test") == ["youtube"]
    assert announcing.announce(store, DAYS, FIRST + DAY, actor="test") == [], "once"
    assert enforced(store, now=FIRST + 29 * DAY) == []
    assert [gone.counts["profile_snapshots"] for gone in enforced(store, now=datetime(2026, 5, 31))] == [1]


def test_confirming_removes_at_once(filled: Store) -> None:
    announcing.announce(filled, DAYS, NOW, actor="test")
    assert announcing.confirm(filled, DAYS, By("anna", NOW)) == ["youtube"]
    assert len(enforced(filled)) == 1
    assert filled.rows("SELECT actor FROM core.audit WHERE action = 'retention.confirmed'") == [("anna",)]


def test_confirming_what_was_not_announced_does_nothing(filled: Store) -> None:
    assert announcing.confirm(filled, DAYS, By("anna", NOW)) == []
    assert enforced(filled) == []


def test_raising_the_setting_stops_it(filled: Store) -> None:
    keeping.announced(filled)
    assert enforced(filled, {"youtube": 365}) == []
    assert enforced(filled, {}) == []
    assert announcing.announce(filled, {"youtube": 365}, NOW, actor="test") == [], "longer needs no word"
    assert keeping.oldest(filled, READ) == FIRST.date()


def test_a_shorter_time_is_announced_anew(filled: Store) -> None:
    keeping.announced(filled, days=365)
    assert enforced(filled) == [], "30 days were never told"
    assert announcing.announce(filled, DAYS, NOW, actor="test") == ["youtube"]
    assert enforced(filled) == []
    assert len(enforced(filled, now=NOW + GRACE)) == 1


def test_a_return_to_what_was_once_announced_is_announced_anew(filled: Store) -> None:
    keeping.announced(filled)
    announcing.announce(filled, {"youtube": 365}, NOW, actor="test")
    assert announcing.announce(filled, DAYS, NOW, actor="test") == ["youtube"]
    assert enforced(filled) == []


def test_a_clock_that_is_behind_removes_nothing(filled: Store) -> None:
    keeping.announced(filled)
    assert enforced(filled, now=datetime(1970, 1, 2)) == []


def test_only_the_sources_that_are_named_are_looked_at(filled: Store) -> None:
    announcing.announce(filled, {"bluesky": 30}, FIRST, actor="test")
    channels = [keeping.of_account(filled, key) for key in (READ, GONE, OWN, MIXED)]
    (gone,) = enforced(filled, {"bluesky": 30, "youtube": 30})
    assert gone.source == "bluesky"
    assert [keeping.of_account(filled, key) for key in (READ, GONE, OWN, MIXED)] == channels
    assert keeping.oldest(filled, OTHER) == CUTOFF.date()


def test_an_error_in_the_middle_leaves_everything(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    keeping.announced(filled)
    before = keeping.contents(filled)
    monkeypatch.setattr(derive, "recompute", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        enforced(filled)
    assert keeping.contents(filled) == before


def enforce_slowly(path: str, say: Connection) -> None:
    """Be in the middle of removing for longer than anybody waits."""

    def wait(*_: object, **__: object) -> None:
        say.send("within")
        time.sleep(60)

    derive.recompute = wait
    with Store.open(Path(path)) as store:
        retention.enforce(store, DAYS, NOW, actor="test")


def test_killed_in_the_middle_the_database_is_as_before_and_the_next_time_it_is_whole(tmp_path: Path) -> None:
    path = keeping.database(tmp_path)
    with Store.open(path) as store:
        before = keeping.contents(store)
        (due,) = retention.due(store, DAYS, NOW)
    context = multiprocessing.get_context("forkserver")
    hear, say = context.Pipe(duplex=False)
    process = context.Process(target=enforce_slowly, args=(str(path), say))
    process.start()
    assert hear.recv() == "within"
    process.kill()
    process.join()
    with Store.open(path) as store:
        assert keeping.contents(store) == before
        assert enforced(store) == [due]
