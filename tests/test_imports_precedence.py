"""On each day a figure typed in counts before one that the network told, and that one before an imported one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from importing import NOW, ZONE, add, bring, csv, everything
from test_comparable import agree, worked_out

from benchmark.imports import by_hand
from benchmark.imports.counts import Count
from benchmark.imports.values import Wrong
from benchmark.metrics import Scope, compute
from benchmark.refusals import Refusal
from benchmark.store import Store
from benchmark.store.record import Reading, record
from sources.base import Post, Profile

HEAD = ["Date", "Brand", "Followers"]
ANVIL = "mastodon:social.example/anvil"


@pytest.fixture
def anvil(store: Store) -> Store:
    add(store, "Anvil")
    return store


def read(store: Store, at: datetime, followers: int, *posts: Post) -> None:
    record(
        store,
        None,
        Reading(1, at, at, Profile("social.example/anvil", followers=followers), posts, at - timedelta(days=90)),
    )


def enter(store: Store, day: date, now: datetime = NOW, **figures: int) -> by_hand.Entered:
    told = {name: Count(value) for name, value in figures.items()}
    return by_hand.enter(store, ANVIL, day, told, actor="test", now=now, timezone=ZONE)


def shown(store: Store, first: date, last: date) -> list[float]:
    frame = compute(store, "followers", Scope((1,), first, last, ZONE, NOW))
    return [float(value) for value in frame["value"]]


def latest(store: Store) -> tuple[object, ...]:
    return store.rows("SELECT followers, followers_at FROM core.account")[0]


def test_metrics_take_manual_then_network_then_import(anvil: Store) -> None:
    bring(anvil, csv(HEAD, *[[f"2026-10-{day:02}", "Anvil", 100 + day] for day in range(1, 5)]))
    read(anvil, datetime(2026, 10, 2, 3), 200)
    read(anvil, datetime(2026, 10, 3, 20), 300)
    enter(anvil, date(2026, 10, 3), followers=400)
    assert shown(anvil, date(2026, 10, 1), date(2026, 10, 4)) == [101, 200, 400, 104]


@pytest.mark.parametrize("first", ["import", "network"])
def test_the_account_shows_the_same(anvil: Store, first: str) -> None:
    today = csv(HEAD, ["2026-11-21", "Anvil", 100])
    if first == "import":
        bring(anvil, today)
    read(anvil, NOW - timedelta(hours=6), 200)
    if first == "network":
        bring(anvil, today)
    assert latest(anvil)[0] == 200
    enter(anvil, date(2026, 11, 21), followers=300)
    assert latest(anvil)[0] == 300
    read(anvil, NOW + timedelta(hours=1), 210)
    assert latest(anvil)[0] == 300
    read(anvil, NOW + timedelta(days=1), 220)
    assert latest(anvil)[0] == 220


def test_posts_take_the_same_and_a_reading_leaves_what_working_it_out_gives(anvil: Store) -> None:
    start = datetime(2026, 11, 20, 6)
    posts = [Post(f"p{hour}", start.replace(hour=hour), "text", likes=1) for hour in (1, 7, 12, 23)]
    bring(anvil, csv(HEAD, ["2026-11-19", "Anvil", 90], ["2026-11-20", "Anvil", 100]))
    for number, at in enumerate(
        [start, start + timedelta(hours=9), start + timedelta(hours=17), start + timedelta(hours=30)]
    ):
        read(anvil, at, 200 + number, *(post for post in posts if post.published_at <= at))
        stored = anvil.rows("SELECT post_key, followers_at_publication, followers_basis, interactions_at_age, age_basis "
                            "FROM core.post WHERE account_key = 1 ORDER BY post_key")  # fmt: skip
        agree(stored, worked_out(anvil, 1, at, 7))
    by_post = "SELECT followers_at_publication FROM posts ORDER BY published_at"
    assert [row[0] for row in anvil.rows(by_post)] == [90, 200, 200, 202]
    enter(anvil, date(2026, 11, 20), followers=500)
    assert [row[0] for row in anvil.rows(by_post)] == [90, 90, 500, 500]


def test_an_entry_is_replaced_by_the_next_and_taken_back_by_none(anvil: Store) -> None:
    day = date(2026, 10, 3)
    before = {name: rows for name, rows in everything(anvil).items() if name != "audit"}
    assert enter(anvil, day, followers=5, posts_total=7).before == {}
    again = enter(anvil, day, followers=6)
    assert (again.before, again.after) == ({"followers": 5, "posts_total": 7}, {"followers": 6})
    assert anvil.rows("SELECT followers, posts_total, observed_at, origin FROM profile_snapshots") == [
        (6, None, datetime(2026, 10, 3, 10, 30), "manual")
    ]
    assert by_hand.entered(anvil, 1, day) == {"followers": 6}
    enter(anvil, day)
    after = {name: rows for name, rows in everything(anvil).items() if name != "audit"}
    assert after["profile_snapshot"] == before["profile_snapshot"] == []
    assert latest(anvil) == (None, None)
    details = anvil.rows("SELECT actor, subject, detail FROM core.audit WHERE action = 'enter' ORDER BY happened_at")
    assert len(details) == 3
    assert details[0][:2] == ("test", ANVIL)


def test_what_is_typed_this_morning_shows_at_once(anvil: Store) -> None:
    morning = datetime(2026, 11, 21, 7)
    enter(anvil, date(2026, 11, 21), now=morning, followers=5)
    assert latest(anvil) == (5, morning)
    enter(anvil, date(2026, 11, 21), followers=6)
    assert anvil.rows("SELECT followers FROM profile_snapshots") == [(6,)]


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 11, 22), "future"), (date(1980, 1, 1), "too_early"), (date(2026, 1, 1), "entry_nothing_there")],
)
def test_an_entry_that_cannot_be_is_refused(anvil: Store, day: date, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        enter(anvil, day)
    assert refusal.value.code == code


def test_typed_figures_are_read_like_those_of_files() -> None:
    assert by_hand.read({"followers": "12,4 k", "following": "", "posts_total": "n/a"}) == {
        "followers": Count(12400, 100)
    }
    with pytest.raises(Wrong, match="negative"):
        by_hand.read({"followers": "-5"})
