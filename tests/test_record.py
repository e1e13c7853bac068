"""A reading is stored whole or not at all, and nothing is stored twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from benchmark.store import Store
from benchmark.store.record import Outcome, Reading, record
from sources.base import Post, Profile

T0 = datetime(2026, 5, 1, 8)
DAY = timedelta(days=1)
PROFILE = Profile("did:1", handle="anvil", followers=100)


def post(number: int, at: datetime, **counts: int | None) -> Post:
    return Post(f"p{number}", at, "image", text=f"post {number}", **counts)  # type: ignore[arg-type]


@pytest.fixture
def accounts(store: Store) -> Store:
    with store.transaction() as tx:
        tx.execute("INSERT INTO core.brand VALUES (1, 'b1', 'Anvil', '0', $at, NULL)", {"at": T0})
        tx.execute(
            "INSERT INTO core.account (account_key, account_id, brand_key, source, native_id, handle, role, status, status_at,"
            " added_at, added_by) VALUES (1, 'bluesky:did:1', 1, 'bluesky', 'did:1', 'anvil', 'main', 'ok', $at, $at, 'test')",
            {"at": T0},
        )
    return store


def read(
    store: Store, at: datetime, *posts: Post, profile: Profile | None = PROFILE, run: int = 1, **more: object
) -> None:
    window = more.pop("window_from", at - 30 * DAY)
    record(store, run, Reading(1, at, at, profile, posts, window, **more))  # type: ignore[arg-type]


def test_snapshots_are_appended_only_when_something_changed(accounts: Store) -> None:
    first = post(1, T0 - DAY, likes=5)
    read(accounts, T0, first)
    read(accounts, T0 + timedelta(hours=6), first)
    read(accounts, T0 + timedelta(hours=12), replace(first, likes=6))
    assert accounts.rows("SELECT likes FROM post_snapshots ORDER BY observed_at") == [(5,), (6,)]
    assert accounts.rows("SELECT likes, metrics_at FROM posts") == [(6, T0 + timedelta(hours=12))]
    assert accounts.value("SELECT count(*) FROM profile_snapshots") == 1


def test_an_unchanged_profile_is_kept_once_a_day(accounts: Store) -> None:
    for hours in (0, 6, 12, 17, 23, 30, 47):
        read(accounts, T0 + timedelta(hours=hours))
    assert accounts.rows("SELECT observed_at::DATE::VARCHAR FROM profile_snapshots ORDER BY 1") == [
        ("2026-05-01",), ("2026-05-02",), ("2026-05-03",),
    ]  # fmt: skip


def test_hidden_is_null_with_its_name_and_never_zero(accounts: Store) -> None:
    read(accounts, T0, replace(post(1, T0 - DAY, comments=2), hidden=frozenset({"likes"})))
    assert accounts.rows("SELECT likes, comments, hidden FROM posts") == [(None, 2, ["likes"])]
    assert accounts.rows("SELECT likes, hidden FROM post_snapshots") == [(None, ["likes"])]
    assert accounts.value("SELECT interactions FROM core.post") is None


def test_a_route_without_counts_leaves_the_known_counts(accounts: Store) -> None:
    known = post(1, T0 - DAY, likes=5, comments=1)
    read(accounts, T0, known)
    read(accounts, T0 + DAY, replace(known, likes=None, comments=None, origin="feed", kind="text"))
    assert accounts.rows("SELECT likes, comments, kind, origin, metrics_at FROM posts") == [(5, 1, "image", "api", T0)]
    assert accounts.value("SELECT count(*) FROM post_snapshots") == 1


def test_a_post_gone_from_a_part_read_in_full_is_marked_deleted_and_kept(accounts: Store) -> None:
    old, gone, kept = post(1, T0 - 40 * DAY, likes=1), post(2, T0 - 2 * DAY, likes=2), post(3, T0 - DAY, likes=3)
    read(accounts, T0, old, gone, kept, window_from=T0 - 400 * DAY)
    read(accounts, T0 + DAY, kept, window_from=T0 - 30 * DAY)
    assert accounts.rows("SELECT native_id, deleted_at FROM posts ORDER BY 1") == [
        ("p1", None),
        ("p2", T0 + DAY),
        ("p3", None),
    ]
    read(accounts, T0 + 2 * DAY, gone, kept, window_from=T0 - 30 * DAY)
    assert accounts.value("SELECT count(*) FROM posts WHERE deleted_at IS NOT NULL") == 0


def test_a_changed_profile_is_recorded_with_before_and_after(accounts: Store) -> None:
    read(accounts, T0)
    read(accounts, T0 + DAY, profile=replace(PROFILE, handle="anvil.example", bio="We make anvils"))
    assert accounts.rows("SELECT field, before, after FROM profile_changes") == [("handle", "anvil", "anvil.example")]
    assert accounts.rows("SELECT handle, bio FROM accounts") == [("anvil.example", "We make anvils")]


def test_a_failed_reading_leaves_its_outcome_and_the_profile_it_got(accounts: Store) -> None:
    outcome = Outcome("partial", "timeout", "The server did not answer in time.")
    record(accounts, 1, Reading(1, T0, T0, PROFILE, outcome=outcome, requests=3))
    with accounts.transaction() as tx:
        tx.execute("INSERT INTO core.run VALUES (1, 'r1', $at, $at, 'test', 'done')", {"at": T0})
    assert accounts.rows("SELECT status, error, requests, window_from FROM run_accounts") == [
        ("partial", "timeout", 3, None)
    ]
    assert accounts.value("SELECT followers FROM profile_snapshots") == 100


def test_the_same_post_twice_in_one_reading_is_stored_once(accounts: Store) -> None:
    read(accounts, T0, post(1, T0 - DAY, likes=5), post(1, T0 - DAY, likes=5))
    assert accounts.value("SELECT count(*) FROM posts") == 1


def test_followers_at_publication_are_observed_interpolated_or_current(accounts: Store) -> None:
    """100 followers on day 0, 400 on day 30: day 5 has an observation 5 days old; day 10 lies a third of the way: 200."""
    posts = [post(1, T0 + 5 * DAY, likes=1), post(2, T0 + 10 * DAY, likes=1), post(3, T0 - 100 * DAY, likes=1)]
    read(accounts, T0)
    read(accounts, T0 + 30 * DAY, *posts, profile=replace(PROFILE, followers=400), window_from=T0 - 365 * DAY)
    assert accounts.rows("SELECT native_id, followers_at_publication, followers_basis FROM posts ORDER BY 1") == [
        ("p1", 100, "observed"), ("p2", 200, "interpolated"), ("p3", 400, "current"),
    ]  # fmt: skip


def test_interactions_at_age_are_interpolated_on_logs_between_two_readings(accounts: Store) -> None:
    """Read at 6 days with 9 and at 8 days with 39: in the middle, sqrt(10 * 40) - 1 = 19 at 7 days."""
    published = T0
    read(accounts, T0 + 6 * DAY, post(1, published, likes=9))
    read(accounts, T0 + 8 * DAY, post(1, published, likes=39))
    ((value, basis),) = accounts.rows("SELECT interactions_at_age, age_basis FROM posts")
    assert (round(value, 9), basis) == (19, "at_age")


def test_an_unchanged_count_is_a_reading_too(accounts: Store) -> None:
    """Read at 6 days and again, unchanged, at 7: the value at 7 days is that count, known and not carried."""
    with accounts.transaction() as tx:
        tx.execute("INSERT INTO core.run VALUES (1, 'r1', $at, $at, 'test', 'done')", {"at": T0})
    for days in (1, 7):
        read(accounts, T0 + days * DAY, post(1, T0, likes=9))
    assert accounts.rows("SELECT interactions_at_age, age_basis FROM posts") == [(9.0, "at_age")]


def test_young_posts_have_no_value_and_old_ones_read_late_say_so(accounts: Store) -> None:
    read(accounts, T0, post(1, T0 - 2 * DAY, likes=9), post(2, T0 - 60 * DAY, likes=7), window_from=T0 - 90 * DAY)
    assert accounts.rows("SELECT interactions_at_age, age_basis FROM posts ORDER BY native_id") == [
        (None, "young"),
        (7.0, "late"),
    ]


def test_a_transaction_that_fails_leaves_nothing(accounts: Store, tmp_path: Path) -> None:
    broken = Reading(1, T0, T0, PROFILE, [post(1, T0, likes=1)], T0, outcome=Outcome("ok"), age_days=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        record(accounts, 1, broken)
    assert accounts.value("SELECT count(*) FROM core.post") == 0
    assert accounts.value("SELECT count(*) FROM core.profile_snapshot") == 0
