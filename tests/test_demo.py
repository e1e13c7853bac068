"""The demo is whole, reproducible and holds what real data hold."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from benchmark import clock, demo
from benchmark.demo import scenario
from benchmark.store import Store

TABLES = (
    "brands",
    "accounts",
    "posts",
    "post_snapshots",
    "profile_snapshots",
    "profile_changes",
    "runs",
    "run_accounts",
)


@pytest.fixture(scope="module")
def played(demo_file: Path) -> Iterator[Store]:
    with Store.open(demo_file) as store:
        yield store


def last(store: Store) -> datetime:
    """When the demo's last reading was."""
    at = store.value("SELECT max(observed_at) FROM profile_snapshots")
    assert isinstance(at, datetime)
    return at


def test_it_has_one_own_brand_five_competitors_and_five_networks_over_18_months(played: Store) -> None:
    assert played.value("SELECT count(*) FROM brands") == 6
    assert played.value("SELECT count(DISTINCT source) FROM accounts") == 5
    assert played.value("SELECT count(*) FROM accounts WHERE role = 'main'") == 21
    assert played.rows("SELECT brands.name FROM brands JOIN panels ON own_brand_id = brand_id") == [("Northpeak",)]
    first = played.value("SELECT min(observed_at) FROM profile_snapshots")
    assert last(played) - first == timedelta(days=demo.DAYS - 1)
    assert timedelta() <= clock.utcnow() - last(played) < timedelta(days=2)


def test_an_old_demo_is_made_anew_and_the_same_seed_and_day_give_the_same_figures(
    played: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copyfile(played.path, tmp_path / "again.duckdb"))
    with Store.open(path) as old, old.transaction() as tx:
        tx.execute("UPDATE core.profile_snapshot SET observed_at = observed_at - INTERVAL 3 DAY")
    at = last(played)
    monkeypatch.setattr(clock, "utcnow", lambda: at + timedelta(hours=1))
    with demo.open_fresh(path) as again:
        assert not demo.is_stale(again)
        for table in TABLES:
            sql = f"SELECT count(*), bit_xor(hash(t::VARCHAR)) FROM {table} AS t"
            assert again.rows(sql) == played.rows(sql), table


def test_every_origin_is_demo(played: Store) -> None:
    assert played.rows("SELECT DISTINCT origin FROM posts UNION SELECT DISTINCT origin FROM profile_snapshots") == [
        ("demo",)
    ]


def test_followers_were_bought_and_purged(played: Store) -> None:
    changes = played.query(
        "SELECT followers / lag(followers) OVER (ORDER BY observed_at) - 1 AS change FROM profile_snapshots"
        " WHERE account_id = 'bluesky:did:plc:democairnstone'"
    )["change"]
    assert changes.max() > 0.08
    assert changes.min() < -0.05


def test_youtube_counts_are_rounded_down_to_three_figures(played: Store) -> None:
    assert played.value(
        "SELECT count(*) FROM profile_snapshots WHERE account_id LIKE 'youtube:%' AND"
        " (followers % followers_step <> 0 OR followers // followers_step NOT BETWEEN 100 AND 999)"
    ) == 0  # fmt: skip


def test_hidden_likes_are_hidden_not_zero(played: Store) -> None:
    rows = played.rows("SELECT likes FROM posts WHERE list_contains(hidden, 'likes')")
    assert rows
    assert {likes for (likes,) in rows} == {None}


def test_the_outage_left_a_gap_of_ten_days(played: Store) -> None:
    gap = played.value(
        "SELECT max(gap) FROM (SELECT observed_at - lag(observed_at) OVER (PARTITION BY account_id ORDER BY observed_at) AS gap"
        " FROM profile_snapshots WHERE account_id LIKE 'mastodon:%')"
    )
    assert gap == timedelta(days=11)
    assert played.value("SELECT count(*) FROM run_accounts WHERE status = 'failed'") == 10 * 4


def test_a_rename_a_deleted_post_and_a_backlash_are_there(played: Store) -> None:
    assert played.rows("SELECT field, after FROM profile_changes") == [("handle", "tarntalus.example")]
    ((deleted, comments),) = played.rows("SELECT deleted_at, comments FROM posts WHERE deleted_at IS NOT NULL")
    usual = played.value("SELECT median(comments) FROM posts WHERE account_id = 'bluesky:did:plc:demoalderwild'")
    assert isinstance(deleted, datetime)
    assert comments > 5 * usual


def test_what_a_team_would_have_noted_is_there(played: Store) -> None:
    kinds = dict(played.rows("SELECT kind, count(*) FROM annotations GROUP BY 1"))
    assert kinds == {"campaign": 3, "moment": 1, "outage": 1}
    assert played.value("SELECT count(*) FROM objectives") == 3
    tagged = dict(played.rows("SELECT name, count(*) FROM post_tags JOIN tags USING (tag_id) GROUP BY 1"))
    posts = played.value("SELECT count(*) FROM posts")
    assert all(tagged[pillar.name] > 0.1 * posts for pillar in scenario.PILLARS)
    assert 0 < tagged["Contests"] < 0.1 * posts
    assert 0 < tagged["Partnerships"] < 0.1 * posts
    assert played.value("SELECT count(*) FROM saved_posts WHERE note IS NOT NULL") == 2


@pytest.mark.slow
def test_a_demo_of_an_older_edition_is_made_anew(tmp_path: Path) -> None:
    path = demo.build(tmp_path / "demo.duckdb")
    with Store.open(path) as store:
        assert not demo.is_stale(store)
        with store.transaction() as tx:
            tx.execute("UPDATE core.audit SET subject = '0'")
        assert demo.is_stale(store)
