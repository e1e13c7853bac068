"""What a reading leaves on posts is what working it out from all snapshots gives."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from collecting import list_accounts

from benchmark.store import Store, derive
from benchmark.store.record import Outcome, Reading, record
from sources.base import Post, Profile

BEGIN = datetime(2026, 1, 1, 8)
DAY = timedelta(days=1)
DERIVED = """
SELECT post_key, followers_at_publication, followers_basis, interactions_at_age, age_basis FROM core.post
WHERE account_key = $account ORDER BY post_key
"""


class Undone(Exception):
    """Ends a transaction without keeping it."""


def worked_out(store: Store, account: int, now: datetime, age: int) -> list[tuple[Any, ...]]:
    """The derived columns as `derive` has them from scratch; the database stays as it is."""
    rows: list[tuple[Any, ...]] = []
    with suppress(Undone), store.transaction() as tx:
        tx.execute(
            "UPDATE core.post SET followers_at_publication = NULL, followers_basis = NULL, interactions_at_age = NULL,"
            " age_basis = NULL"
        )
        derive.recompute(tx, [account], now, ages={account: age})
        rows = tx.rows(DERIVED, {"account": account})
        raise Undone
    return rows


def agree(stored: list[tuple[Any, ...]], expected: list[tuple[Any, ...]]) -> None:
    assert [(row[:3], row[4]) for row in stored] == [(row[:3], row[4]) for row in expected]
    known = [row[3] is not None for row in expected]
    assert [row[3] is not None for row in stored] == known
    assert [row[3] for row in stored if row[3] is not None] == pytest.approx(
        [row[3] for row in expected if row[3] is not None], rel=1e-12
    )


class Feigned:
    """An account whose readings are drawn by lot: gaps, cuts, failures, feeds, hidden counts, late posts, changed times."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now = BEGIN
        self.followers = 1000
        self.age = self.chance.choice([3, 7])
        self.written: list[Post] = []

    def reading(self) -> Reading:
        lot = self.chance
        self.now += lot.choice([timedelta(hours=6), timedelta(hours=6), DAY, 2 * DAY, 9 * DAY, 40 * DAY])
        self.followers += lot.randrange(-40, 80)
        for _ in range(lot.randrange(4)):
            at = self.now - timedelta(hours=lot.choice([1, 5, 30, 200, 1000]), minutes=lot.randrange(60))
            self.written.append(Post(f"p{len(self.written)}", at, "image", text="t", likes=0, comments=1))
        self.written = [self.drawn(post) for post in self.written if lot.random() > 0.01]
        window = lot.choice([None, 5 * DAY, 30 * DAY, 30 * DAY, 30 * DAY, 700 * DAY])
        posts = [post for post in self.written if window and post.published_at >= self.now - window]
        if lot.random() < 0.15:
            posts = [replace(post, likes=None, comments=None, hidden=frozenset(), origin="feed") for post in posts]
        profile = Profile("id1", followers=lot.choice([self.followers, self.followers, None]))
        failed = lot.random() < 0.15
        outcome = Outcome("partial", "timeout") if failed else Outcome()
        window_from = None if failed or window is None else self.now - window
        return Reading(1, self.now, self.now, profile, posts, window_from, outcome=outcome, age_days=self.age)

    def drawn(self, post: Post) -> Post:
        lot = self.chance.random()
        if lot < 0.03:
            return replace(post, likes=None, hidden=frozenset({"likes"}))
        if lot < 0.05:
            return replace(post, published_at=post.published_at + timedelta(hours=1))
        if lot < 0.5:
            return replace(post, likes=(post.likes or 0) + self.chance.randrange(20), hidden=frozenset())
        return post


@pytest.mark.parametrize("seed", [1, 9, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (0, 2, 30))])
def test_reading_by_reading_is_the_same_as_from_scratch(store: Store, seed: int) -> None:
    list_accounts(store, "alpha/id1", "alpha/id2")
    feigned, bases = Feigned(seed), set()
    for run in range(1, 26):
        reading = feigned.reading()
        record(store, run, reading)
        stored = store.rows(DERIVED, {"account": 1})
        agree(stored, worked_out(store, 1, reading.observed_at, feigned.age))
        bases |= {row[4] for row in stored} | {f"f{row[2]}" for row in stored}
    assert bases >= {1, 2, 3, "f1", "f3"}, "the draw has all of it"


def test_an_account_leaves_the_rows_of_another_alone(store: Store) -> None:
    list_accounts(store, "alpha/id1", "alpha/id2")
    posts = [Post(f"p{n}", BEGIN - n * DAY, "image", likes=n) for n in range(30)]
    for account in (1, 2):
        record(store, 1, Reading(account, BEGIN, BEGIN, Profile("x", followers=1), posts, BEGIN - 60 * DAY))
    before = store.rows("SELECT * FROM core.post WHERE account_key = 2 ORDER BY post_key")
    more = [replace(post, likes=99) for post in posts]
    record(store, 2, Reading(1, BEGIN + DAY, BEGIN, Profile("x", followers=2), more, BEGIN - 60 * DAY))
    assert store.rows("SELECT * FROM core.post WHERE account_key = 2 ORDER BY post_key") == before
    assert store.rows("SELECT DISTINCT likes FROM core.post WHERE account_key = 1") == [(99,)]


def test_a_deleted_post_has_the_count_of_no_later_day(store: Store) -> None:
    list_accounts(store, "alpha/id1")
    posts = [Post(f"p{n}", BEGIN, "image", likes=5) for n in range(2)]
    for day in range(1, 13):
        at = BEGIN + day * DAY
        # The first post is gone on its fourth day; the second keeps its count.
        seen = posts if day < 4 else posts[1:]
        record(store, day, Reading(1, at, at, Profile("x", followers=1), seen, BEGIN - 30 * DAY))
        agree(store.rows(DERIVED, {"account": 1}), worked_out(store, 1, at, 7))
    assert [row[3:] for row in store.rows(DERIVED, {"account": 1})] == [(None, 3), (5.0, 1)]


def test_a_count_read_young_does_not_stand_for_an_old_post(store: Store) -> None:
    list_accounts(store, "alpha/id1")
    post = Post("p", BEGIN, "image", likes=5)
    for day in (1, 40):
        at = BEGIN + day * DAY
        # The second reading goes back a week only.
        seen = [post] if day == 1 else []
        record(store, day, Reading(1, at, at, Profile("x", followers=1), seen, at - 7 * DAY))
        agree(store.rows(DERIVED, {"account": 1}), worked_out(store, 1, at, 7))
    assert [row[3:] for row in store.rows(DERIVED, {"account": 1})] == [(None, 3)]


def test_readings_that_told_no_counts_do_not_carry_an_older_one(store: Store) -> None:
    list_accounts(store, "alpha/id1")
    post = Post("p", BEGIN, "image", likes=5)
    for day in range(1, 13):
        at = BEGIN + day * DAY
        seen = post if day < 3 else replace(post, likes=None, origin="feed")
        record(store, day, Reading(1, at, at, Profile("x", followers=1), [seen], BEGIN - 30 * DAY))
    assert [row[3:] for row in store.rows(DERIVED, {"account": 1})] == [(None, 3)]
