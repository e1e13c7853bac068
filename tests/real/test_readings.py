"""The product's own commands against real servers: every figure in its tables equals what was seeded."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from benchmark.metrics import Scope, compute
from benchmark.store import Store
from real.bluesky import utcnow
from real.expected import BACKFILL, Row, article_rows, bluesky_rows, derived
from real.plan import (
    ADDED,
    ADDED_ARTICLE,
    ALBUM,
    ANVIL,
    ANVIL_LATER,
    BELLOWS,
    BRANDS,
    DISCUSSED_ARTICLE,
    FUTURE,
    HAMMER,
    HUSHED_ARTICLE,
    NEWEST,
    OWN,
    QUIET,
    QUIET_LATER,
    RASP,
    RENAMED,
    SHY,
    TONGS,
    Brand,
)
from real.product import rows, snapshot
from real.readings import Reading, Story
from real.wordpress import NAME

pytestmark = pytest.mark.real

WINDOW = timedelta(days=30)
OPEN = [brand for brand in BRANDS if brand is not SHY]
COUNTS = ("likes", "comments", "shares", "quotes", "views")
by_name = pytest.mark.parametrize("brand", OPEN, ids=lambda brand: brand.name)


def posts_of(reading: Reading, account: str) -> dict[str, Row]:
    found = rows(reading.db, "SELECT * FROM posts WHERE account_id = $account", account=account)
    assert len({row["native_id"] for row in found}) == len(found)
    return {row["native_id"]: row for row in found}


def assert_figures(found: dict[str, Row], wanted: dict[str, Row]) -> None:
    """The wanted columns of all rows, no row more or less."""
    assert {
        number: {name: row.get(name) for name in wanted.get(number, row)} for number, row in found.items()
    } == wanted


def settle_future(story: Story, found: dict[str, Row]) -> None:
    """A post dated into the future counts as published when the network read it, while it was seeded."""
    row = found.get(story.world.brands[ANVIL.name].posts[FUTURE].rkey)
    if row is not None:
        assert story.world.now - timedelta(seconds=1) <= row["published_at"] <= story.first.began
        row["published_at"] = None


def test_each_brand_has_its_accounts_and_one_is_the_own(story: Story) -> None:
    found = rows(story.first.db, "SELECT a.*, b.name FROM accounts AS a JOIN brands AS b USING (brand_id)")
    shown = {
        row["account_id"]: (row["name"], row["source"], row["handle"], row["display_name"], row["status"])
        for row in found
    }
    wanted: dict[str, tuple[str | None, ...]] = {
        story.account(brand.name): (brand.name, "bluesky", brand.handle, brand.name, "ok") for brand in OPEN
    }
    wanted[story.blog] = (OWN.name, "wordpress", story.journal.site.host, NAME, "ok")
    assert shown == wanted
    assert len({row["brand_id"] for row in found}) == len(OPEN)
    own = rows(story.first.db, "SELECT b.name FROM panels AS p JOIN brands AS b ON b.brand_id = p.own_brand_id")
    assert own == [{"name": OWN.name}]
    watched = rows(story.first.db, "SELECT account_id FROM panel_accounts")
    assert sorted(row["account_id"] for row in watched) == sorted(wanted)


def profiles(reading: Reading, account: str) -> list[tuple[object, ...]]:
    found = rows(
        reading.db,
        "SELECT * FROM profile_snapshots WHERE account_id = $account ORDER BY observed_at",
        account=account,
    )
    columns = ("followers", "followers_step", "following", "posts_total", "views_total", "origin")
    return [(*(row[name] for name in columns), *row["hidden"]) for row in found]


@by_name
def test_the_first_reading_records_each_audience(story: Story, brand: Brand) -> None:
    wanted: tuple[object, ...] = (brand.followers, 1, brand.follows, brand.written, None, "api")
    assert set(profiles(story.first, story.account(brand.name))) == {wanted}


@by_name
def test_the_first_reading_records_each_post_with_its_counts(story: Story, brand: Brand) -> None:
    written = story.world.of(brand)
    found = posts_of(story.first, story.account(brand.name))
    wanted = bluesky_rows(written, brand, story.first.began - BACKFILL)
    for number, row in found.items():
        assert story.first.began <= row["metrics_at"] <= story.first.ended
        assert story.first.began <= row["first_seen_at"] <= story.first.ended
        assert row["deleted_at"] is None
        # Nobody looked before these were published: today's followers stand in, and the table says so.
        assert (row["followers_at_publication"], row["followers_basis"]) == (brand.followers, "current")
        parts = ("likes", "comments", "shares", "quotes")
        assert (row["age_basis"], row["interactions_at_age"]) == derived(row, row["metrics_at"], parts), number
    settle_future(story, found)
    assert_figures(found, wanted)


@by_name
def test_the_first_reading_keeps_one_snapshot_a_post(story: Story, brand: Brand) -> None:
    account = story.account(brand.name)
    found = rows(story.first.db, "SELECT * FROM post_snapshots WHERE account_id = $account", account=account)
    wanted = bluesky_rows(story.world.of(brand), brand, story.first.began - BACKFILL)
    assert len(found) == len(wanted)
    for row in found:
        assert [row[name] for name in COUNTS] == [wanted[row["native_id"]][name] for name in COUNTS]
        assert (row["hidden"], row["origin"]) == ([], "api")


def test_a_brand_that_wants_no_strangers_is_not_followed(story: Story) -> None:
    for table in ("accounts", "profile_snapshots", "posts"):
        assert rows(story.second.db, f"SELECT * FROM {table} WHERE account_id = $id", id=story.account(SHY.name)) == []


def test_a_brand_that_hides_from_strangers_later_keeps_its_history_and_shows_no_new_figure(story: Story) -> None:
    account = story.account(RASP.name)
    withheld = (None, 1, None, None, None, "api", "followers", "following", "posts_total")
    assert profiles(story.second, account) in (
        profiles(story.first, account),
        [*profiles(story.first, account), withheld],
    )
    assert posts_of(story.second, account) == posts_of(story.first, account)


def test_the_journal_is_recorded_with_public_comments_only(story: Story) -> None:
    found = posts_of(story.first, story.blog)
    assert_figures(found, article_rows(story.journal))
    for row in found.values():
        assert (row["followers_at_publication"], row["deleted_at"]) == (None, None)
        assert (row["age_basis"], row["interactions_at_age"]) == derived(row, row["metrics_at"], ("comments",))


def test_the_second_reading_sees_who_came_and_went(story: Story) -> None:
    def audience(brand: Brand) -> tuple[object, ...]:
        return (brand.followers, 1, brand.follows, brand.written, None, "api")

    anvil = profiles(story.second, story.account(ANVIL.name))
    assert anvil == [audience(ANVIL), audience(ANVIL_LATER)]
    assert profiles(story.second, story.account(QUIET.name)) == [audience(QUIET), audience(QUIET_LATER)]
    # Unchanged figures are kept once a day: one row, or two when midnight passed between the readings.
    assert set(profiles(story.second, story.account(HAMMER.name))) == {audience(HAMMER)}
    for gone in (BELLOWS, TONGS):
        assert profiles(story.second, story.account(gone.name)) == profiles(story.first, story.account(gone.name))


def test_the_second_reading_renews_what_it_read_and_leaves_the_rest(story: Story) -> None:
    written = story.world.of(ANVIL)
    found = posts_of(story.second, story.account(ANVIL.name))
    deleted = found.pop(written.posts[ALBUM].rkey)
    assert story.second.began <= deleted["deleted_at"] <= story.second.ended
    assert (deleted["likes"], deleted["comments"]) == (7, 1)
    for row in found.values():
        read_again = row["published_at"] >= story.second.began - WINDOW
        assert (row["metrics_at"] >= story.second.began) == read_again
        assert row["deleted_at"] is None
    fresh = found[written.posts[ADDED.text].rkey]
    # Published between two observations: the one before it counts.
    assert (fresh["followers_at_publication"], fresh["followers_basis"]) == (ANVIL.followers, "observed")
    settle_future(story, found)
    assert_figures(found, bluesky_rows(written, ANVIL_LATER, story.first.began - BACKFILL))


def test_snapshots_are_added_only_where_a_count_changed(story: Story) -> None:
    written = story.world.of(ANVIL)
    added = rows(
        story.second.db,
        "SELECT native_id, likes, comments AS comments, shares, quotes FROM post_snapshots "
        "WHERE account_id = $account AND observed_at > $before ORDER BY likes",
        account=story.account(ANVIL.name),
        before=story.first.ended,
    )
    assert [tuple(row.values()) for row in added] == [
        (written.posts[ADDED.text].rkey, 2, 1, 0, 0),
        (written.posts[NEWEST].rkey, 10, 4, 3, 2),
    ]
    before = rows(story.first.db, "SELECT * FROM post_snapshots")
    kept = rows(story.second.db, "SELECT * FROM post_snapshots WHERE observed_at <= $at", at=story.first.ended)
    assert sorted(map(repr, kept)) == sorted(map(repr, before))


def test_the_journals_second_reading(story: Story) -> None:
    found = posts_of(story.second, story.blog)
    assert story.second.began <= found.pop(story.trashed)["deleted_at"] <= story.second.ended
    assert all(row["deleted_at"] is None for row in found.values())
    wanted = article_rows(story.later_journal)
    wanted.pop(story.trashed)
    fresh = str(story.later_journal.ids[-1])
    wanted[fresh]["text"] = f"{ADDED_ARTICLE}\n\nForged today."
    assert_figures(found, wanted)
    changed = {
        fresh: 1,
        str(story.journal.ids[DISCUSSED_ARTICLE]): story.journal.articles[DISCUSSED_ARTICLE].approved + 2,
        str(story.journal.ids[HUSHED_ARTICLE]): story.journal.articles[HUSHED_ARTICLE].approved - 1,
    }
    added = rows(
        story.second.db,
        "SELECT native_id, comments AS comments FROM post_snapshots WHERE account_id = $account AND observed_at > $before",
        account=story.blog,
        before=story.first.ended,
    )
    assert {row["native_id"]: row["comments"] for row in added} == changed


def test_a_new_handle_is_a_change_of_the_same_account(story: Story) -> None:
    changes = rows(story.second.db, "SELECT * FROM profile_changes WHERE field = 'handle'")
    assert [(row["account_id"], row["before"], row["after"]) for row in changes] == [
        (story.account(QUIET.name), QUIET.handle, RENAMED)
    ]


def test_who_left_or_was_banned_is_named_and_keeps_its_history(story: Story) -> None:
    states = rows(story.second.db, "SELECT account_id, status FROM accounts WHERE source = 'bluesky'")
    status = {row["account_id"]: row["status"] for row in states}
    assert status == {
        **{story.account(brand.name): "ok" for brand in (ANVIL, HAMMER, QUIET)},
        story.account(BELLOWS.name): "gone",
        story.account(TONGS.name): "suspended",
        story.account(RASP.name): "private",
    }
    for brand in (BELLOWS, TONGS):
        found = posts_of(story.second, story.account(brand.name))
        assert_figures(found, bluesky_rows(story.world.of(brand), brand, story.first.began - BACKFILL))
        # The account cannot be read; that does not say that its posts were deleted.
        assert all(row["deleted_at"] is None for row in found.values())


def test_each_run_accounts_for_each_account(story: Story) -> None:
    runs = rows(story.second.db, "SELECT run_id, status FROM runs ORDER BY started_at")
    assert len(runs) == 2
    found = rows(story.second.db, "SELECT * FROM run_accounts")
    assert len(found) == 2 * (len(OPEN) + 1)
    assert all(row["requests"] >= 1 for row in found)
    anvil = [row for row in found if row["account_id"] == story.account(ANVIL.name)]
    anvil.sort(key=lambda row: row["started_at"])
    since = [row["started_at"] - row["window_from"] for row in anvil]
    assert [row["status"] for row in anvil] == ["ok", "ok"]
    assert since[0] >= BACKFILL - timedelta(days=1)
    assert since[1] >= WINDOW - timedelta(days=1)
    # The first run read 8 of 9 posts (one lies before the backfill), the second those of the last 30 days.
    assert [row["posts_seen"] for row in anvil] == [8, 5]


def test_growth_is_from_the_first_to_the_last_look(story: Story, tmp_path: Path) -> None:
    db = snapshot(story.apart, tmp_path / "apart.duckdb")
    assert growth(db, "net_followers", 28) == {ANVIL.name: 2, HAMMER.name: 0, QUIET.name: 1}
    wanted = {ANVIL.name: 100 * 2 / 12, HAMMER.name: 0, QUIET.name: 50}
    assert growth(db, "follower_growth_pct", 28) == pytest.approx(wanted)


def test_growth_over_today_is_from_its_first_to_its_last_look(story: Story, tmp_path: Path) -> None:
    db = snapshot(story.second.db, tmp_path / "today.duckdb")
    assert growth(db, "net_followers", 1) == {ANVIL.name: 2, HAMMER.name: 0, QUIET.name: 1}


def growth(db: Path, name: str, days: int) -> dict[str, float]:
    """A metric over the days up to today, by brand, for the brands that were seen twice."""
    kept = (ANVIL.name, HAMMER.name, QUIET.name)
    now = utcnow()
    with Store.open(db) as store:
        keys = store.rows("SELECT account_key FROM core.account WHERE source = 'bluesky'")
        start = now.date() - timedelta(days=days - 1)
        frame = compute(store, name, Scope(tuple(key for (key,) in keys), start, now.date(), "UTC", now))
        names = dict(store.rows("SELECT brand_id, name FROM brands"))
    found = zip(frame["brand_id"], frame["value"], strict=True)
    return {names[brand]: float(value) for brand, value in found if names[brand] in kept}


def test_reading_again_what_did_not_change_adds_nothing(story: Story) -> None:
    before = rows(story.second.db, "SELECT * FROM post_snapshots")
    story.product.json("collect", ends=1)
    after = rows(story.product.db, "SELECT * FROM post_snapshots")
    assert sorted(map(repr, after)) == sorted(map(repr, before))
