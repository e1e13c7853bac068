"""A file is imported whole or not at all, once or many times with the same end, and never over what is better known."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from importing import NOW, add, bring, codes, csv, everything, followers, import_only_networks, plan
from test_imports_reading import xlsx

from benchmark import brands
from benchmark.imports import messages, planning, reading, storing
from benchmark.refusals import Refusal
from benchmark.store import Store, announcing, retention
from benchmark.store.record import Reading, record
from sources.base import Day, Post, Profile

DAY = datetime(2026, 10, 1, 10, 30)


@pytest.fixture(autouse=True)
def _networks(monkeypatch: pytest.MonkeyPatch) -> None:
    import_only_networks(monkeypatch)


@pytest.fixture(scope="module")
def two_brands(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    """A database with two brands, made once and copied."""
    path = tmp_path_factory.mktemp("brands") / "benchmark.duckdb"
    shutil.copyfile(empty_database, path)
    with Store.open(path) as store:
        add(store, "Anvil")
        add(store, "Barrow")
    return path


@pytest.fixture
def both(tmp_path: Path, two_brands: Path) -> Iterator[Store]:
    with Store.open(shutil.copyfile(two_brands, tmp_path / "benchmark.duckdb")) as store:
        yield store


HEAD = ["Date", "Brand", "Followers"]
GOOD = ["2026-01-03", "Anvil", "12"]

BROKEN: dict[str, tuple[str | bytes, tuple[str, int | None, str | None]]] = {
    "negative": (csv(HEAD, GOOD, ["2026-01-04", "Anvil", "-5"]), ("negative", 3, "Followers")),
    "percent": (csv(HEAD, GOOD, ["2026-01-04", "Anvil", "4 %"]), ("percent", 3, "Followers")),
    "not a number": (csv(HEAD, GOOD, ["2026-01-04", "Anvil", "many"]), ("not_a_number", 3, "Followers")),
    "half": (csv(HEAD, GOOD, ["2026-01-04", "Anvil", "12.5"]), ("not_whole", 3, "Followers")),
    "no day": (csv(HEAD, GOOD, ["", "Anvil", "5"]), ("no_day", 3, "Date")),
    "not a day": (csv(HEAD, GOOD, ["someday", "Anvil", "5"]), ("not_a_date", 3, "Date")),
    "three kinds of days": (csv(HEAD, ["13/01/2026", "Anvil", "5"], ["01/14/2026", "Anvil", "5"], GOOD), ("not_a_date", 3, "Date")),
    "future": (csv(HEAD, GOOD, ["2026-11-22", "Anvil", "5"]), ("future", 3, "Date")),
    "unclear days": (csv(HEAD, ["03/01/2026", "Anvil", "5"]), ("unclear_dates", None, "Date")),
    "unknown name": (csv(HEAD, GOOD, ["2026-01-04", "Anwil", "5"]), ("unknown_names", 3, None)),
    "no name": (csv(HEAD, GOOD, ["2026-01-04", "", "5"]), ("no_name", 3, "Brand")),
    "contradiction": (csv(HEAD, GOOD, ["2026-01-03", "anvil", "13"]), ("differs", 3, None)),
    "too many cells": ("Date,Brand,Followers\n2026-01-03,Anvil,12,4 k\n", ("many_cells", 2, None)),
    "no date column": (csv(["Brand", "Followers"], ["Anvil", "5"]), ("no_date_column", None, None)),
    "no name column": (csv(["Date", "Followers"], ["2026-01-03", "5"]), ("no_whom", None, None)),
    "unknown network": (csv([*HEAD, "Network"], [*GOOD, "MySpace"]), ("unknown_source", 2, "Brand")),
    "no account there": (csv([*HEAD, "Network"], [*GOOD, "Bluesky"]), ("no_account_there", 2, "Brand")),
    "brand and account differ": (
        csv([*HEAD, "Account"], [*GOOD, "@barrow@social.example"]), ("brand_differs", 2, "Account")
    ),
    "turned round by a spreadsheet": (
        xlsx([HEAD, [datetime(2026, 2, 1), "Anvil", 5], ["13/01/2026", "Anvil", 6]]), ("mixed_dates", 3, "Date")
    ),
    "a day among numbers": (xlsx([HEAD, [datetime(2026, 2, 1), "Anvil", datetime(2026, 5, 1)]]), ("not_a_number", 2, "Followers")),
    "no publication": (csv(["Brand", "Post ID", "Likes"], ["Anvil", "p1", "5"]), ("no_publication_column", None, None)),
    "bad link": (csv(["Published", "Brand", "Link", "Likes"], [*GOOD[:2], "javascript:x", "5"]), ("bad_url", 2, "Link")),
    "bad format": (csv(["Published", "Brand", "Type", "Likes"], [*GOOD[:2], "Organic", "5"]), ("bad_kind", 2, "Type")),
    "counted early": (
        csv(["Published", "As of", "Brand", "Likes"], ["2026-01-03", "2026-01-01", "Anvil", "5"]), ("counted_early", 2, None)
    ),
    "nothing in it": (csv(HEAD, ["2026-01-03", "Anvil", "n/a"]), ("file_empty", None, None)),
}  # fmt: skip


def test_a_broken_file_says_where_and_changes_nothing(both: Store) -> None:
    before, version = everything(both), both.version
    for name, (content, message) in BROKEN.items():
        made = plan(both, content)
        assert message in codes(made), name
        assert not made.ready, name
        assert all(each.sentence.endswith((".", "?")) for each in made.errors), name
        with pytest.raises(ValueError, match="errors"):
            storing.store_plan(both, made, actor="test", now=NOW)
        assert everything(both) == before, name
        assert both.version == version, name


def test_what_makes_no_sense_as_a_whole_is_refused(both: Store) -> None:
    refused: list[tuple[str, dict[str, str], str]] = [
        ("Date,Brand\n", {}, "no_rows"), ("a,b\nx,y\n", {}, "no_figures"),
        ("Date,Followers\n2026-01-03,5\n", {"account": "mastodon:nobody"}, "unknown_account"),
        ("Date,Followers\n2026-01-03,5\n", {"brand": "Nobody"}, "unknown_brand"),
        ("Date,Followers\n2026-01-03,5\n", {"brand": "Anvil", "source": "myspace"}, "unknown_network"),
        ("Date,Followers\n2026-01-03,5\n", {"brand": "Anvil", "source": "bluesky"}, "no_account_there"),
        (csv(HEAD, GOOD, ["2026-01-04", "Barrow", "5"]), {"brand": "Anvil"}, "whole_differs"),
    ]  # fmt: skip
    for content, said, code in refused:
        with pytest.raises(Refusal) as refusal:
            plan(both, content, **said)
        assert refusal.value.code == code


def test_the_first_messages_are_told_and_the_rest_counted(both: Store) -> None:
    made = plan(both, csv(HEAD, *[["2026-01-03", "Anvil", f"-{number}"] for number in range(1, 301)]))
    assert (len(made.errors), made.error_count, made.refused_rows) == (messages.MOST, 300, 300)


def test_rows_that_repeat_count_once(both: Store) -> None:
    made = plan(both, csv(HEAD, GOOD, GOOD, ["2026-01-03", "ANVIL", "12"]))
    assert ("repeated", 2) in [(note.code, note.params.get("n")) for note in made.notes]
    assert made.figures.rows == 1


def test_importing_again_changes_nothing(both: Store) -> None:
    content = csv(HEAD, GOOD, ["2026-01-04", "Barrow", "1,2 k"])
    assert bring(both, content).new == 2
    before, version = everything(both), both.version
    done = bring(both, content, now=NOW + timedelta(days=1))
    assert (done.new, done.changed, done.unchanged) == (0, 0, 2)
    assert everything(both) == before
    assert both.version == version


def test_a_corrected_file_changes_what_it_corrects(both: Store) -> None:
    bring(both, csv(HEAD, GOOD, ["2026-01-04", "Anvil", "13"]))
    done = bring(both, csv(HEAD, GOOD, ["2026-01-04", "Anvil", "14"], ["2026-01-05", "Anvil", "15"]))
    assert (done.new, done.changed, done.unchanged) == (1, 1, 1)
    assert [row[2] for row in followers(both)] == [12, 14, 15]


def test_a_cell_that_tells_nothing_leaves_what_is_known(both: Store) -> None:
    bring(both, csv(["Date", "Brand", "Followers", "Following"], [*GOOD, "7"]))
    done = bring(both, csv(["Date", "Brand", "Followers", "Following"], ["2026-01-03", "Anvil", "", "8"]))
    assert done.changed == 1
    assert both.rows("SELECT followers, followers_step, following FROM profile_snapshots") == [(12, 1, 8)]


posts_ = st.lists(
    st.tuples(st.integers(1, 5), st.integers(0, 30), st.one_of(st.none(), st.integers(0, 9)), st.one_of(st.none(), st.integers(0, 9))),
    min_size=1, max_size=12, unique_by=lambda row: (row[0], row[1]),
)  # fmt: skip
days_ = st.lists(
    st.tuples(st.sampled_from(["Anvil", "Barrow"]), st.integers(0, 40), st.integers(0, 10**6)),
    min_size=1, max_size=20, unique_by=lambda row: row[:2],
)  # fmt: skip


@given(days=days_, posts=posts_, dated=st.booleans())
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_a_second_time_changes_nothing(both: Store, days: list[tuple[str, int, int]],
                                                posts: list[tuple[int, int, int | None, int | None]], dated: bool) -> None:  # fmt: skip
    first = date(2026, 9, 1)
    files = [csv(HEAD, *[[first + timedelta(days=day), brand, count] for brand, day, count in days])]
    if not dated:
        posts = list({post[0]: post for post in posts}.values())
    header = ["Published", "Brand", "Post ID", "Likes", "Views", *(["As of"] if dated else [])]
    rows = [[f"2026-08-{post:02} 09:00", "Anvil", f"p{post}", likes, views, *([first + timedelta(days=day)] if dated else [])]
            for post, day, likes, views in posts]  # fmt: skip
    files.append(csv(header, *rows))
    for content in files:
        bring(both, content)
        before = everything(both)
        done = bring(both, content, now=NOW + timedelta(days=3))
        assert (done.new, done.changed) == (0, 0)
        assert everything(both) == before
    assert not both.rows(
        "SELECT account_key, observed_at, origin FROM core.profile_snapshot GROUP BY ALL HAVING count(*) > 1"
    )
    assert not both.rows(
        "SELECT post_key, observed_at, origin FROM core.post_snapshot GROUP BY ALL HAVING count(*) > 1"
    )
    assert not both.rows("SELECT post_key FROM core.post GROUP BY ALL HAVING count(*) > 1")
    assert not both.rows("SELECT account_key, native_id FROM core.post_detail GROUP BY ALL HAVING count(*) > 1")


def test_counts_with_their_day_become_a_history(both: Store) -> None:
    header = ["Published", "As of", "Brand", "Post ID", "Likes"]
    bring(
        both,
        csv(header, ["2026-10-01", "2026-10-08", "Anvil", "p", 50], ["2026-10-01", "2026-10-02", "Anvil", "p", 10]),
    )
    assert both.rows("SELECT likes, metrics_at, interactions_at_age, age_basis FROM posts") == [
        (50, datetime(2026, 10, 8, 10, 30), 50.0, "at_age")
    ]
    assert [row[0] for row in both.rows("SELECT likes FROM post_snapshots ORDER BY observed_at")] == [10, 50]
    # an earlier day that is told later leaves the current count, and a corrected one corrects
    done = bring(
        both,
        csv(header, ["2026-10-01", "2026-10-05", "Anvil", "p", 30], ["2026-10-01", "2026-10-02", "Anvil", "p", 11]),
    )
    assert (done.new, done.changed) == (1, 1)
    assert [row[0] for row in both.rows("SELECT likes FROM post_snapshots ORDER BY observed_at")] == [11, 30, 50]
    assert both.value("SELECT likes FROM posts") == 50


def _reading(store: Store, key: int, at: datetime, *posts: Post, **more: object) -> None:
    profile = Profile("social.example/anvil", followers=999)
    record(store, None, Reading(key, at, at, profile, posts, at - timedelta(days=60), **more))  # type: ignore[arg-type]


def test_a_post_that_the_network_has_counted_stays_as_it_told(both: Store) -> None:
    key = 1
    _reading(
        both, key, NOW - timedelta(days=1), Post("p1", DAY, "image", text="Forged", url="https://x.example/1", likes=40)
    )
    before = both.rows("SELECT * FROM core.post")
    table = csv(["Published", "Brand", "Link", "Likes"], ["2026-10-01", "Anvil", "https://x.example/1", "7"])
    assert bring(both, table).kept == 1  # found by its link
    assert both.rows("SELECT * FROM core.post") == before


def test_a_post_whose_counts_may_not_be_kept_takes_those_of_a_file_and_keeps_them(both: Store) -> None:
    kept, read = {"mastodon": 30}, NOW - timedelta(days=40)
    _reading(both, 1, read, Post("p1", read - timedelta(days=1), "image", text="Forged", likes=40))
    announcing.announce(both, kept, read, actor="test")
    assert retention.enforce(both, kept, NOW, actor="test")
    day = (read - timedelta(days=1)).date().isoformat()
    bring(both, csv(["Published", "Brand", "Post ID", "Likes"], [day, "Anvil", "p1", "7"]))
    assert both.rows("SELECT likes FROM posts") == [(7,)]
    retention.enforce(both, kept, NOW + timedelta(days=90), actor="test")
    assert both.rows("SELECT likes FROM posts") == [(7,)]
    assert both.rows("SELECT likes, origin FROM post_snapshots") == [(7, "import")]


def test_a_post_that_a_feed_has_named_gains_its_counts(both: Store) -> None:
    _reading(both, 1, NOW - timedelta(days=1), Post("p1", DAY, "image", text="Forged", origin="feed"))
    bring(both, csv(["Published", "Brand", "Post ID", "Likes"], ["2026-10-02", "Anvil", "p1", "7"]))
    assert both.rows("SELECT published_at, kind, text, likes, metrics_at, origin FROM posts") == [
        (DAY, "image", "Forged", 7, NOW, "feed")
    ]
    assert both.rows("SELECT likes, origin FROM post_snapshots") == [(7, "import")]
    # and the network, when it counts, comes before the import
    _reading(both, 1, NOW + timedelta(days=1), Post("p1", DAY, "image", text="Forged", likes=9))
    assert both.rows("SELECT likes, origin FROM posts") == [(9, "api")]


def test_what_the_network_told_of_a_day_stays(both: Store) -> None:
    at = NOW - timedelta(days=1)
    record(both, None, Reading(1, at, at, days=[Day(date(2026, 10, 1), "page_views", 50)]))
    done = bring(both, csv(["Date", "Brand", "Page views"], ["2026-10-01", "Anvil", 7], ["2026-10-02", "Anvil", 8]))
    assert (done.new, done.kept) == (1, 1)
    assert both.rows("SELECT value, origin FROM account_daily ORDER BY day") == [(50, "api"), (8, "import")]


def test_history_before_the_first_reading_gives_posts_their_followers(both: Store) -> None:
    _reading(both, 1, NOW - timedelta(days=1), Post("p1", DAY, "image", likes=10))
    assert both.value("SELECT followers_basis FROM posts") == "current"
    bring(both, csv(HEAD, ["2026-10-01", "Anvil", "500"]))
    assert both.rows("SELECT followers_basis, followers_at_publication FROM posts") == [("observed", 500)]
    assert both.value("SELECT followers FROM core.account WHERE account_key = 1") == 999


def test_a_whole_file_for_a_brand_makes_an_account_that_no_run_reads(store: Store) -> None:
    made = plan(store, csv(["Date", "Followers"], ["2026-01-03", 5]), brand="Coal & Co", source="tiktok")
    assert [note.code for note in made.notes] == ["new_brand", "new_account"]
    storing.store_plan(store, made, actor="test", now=NOW)
    assert store.rows("SELECT account_id, status, followers FROM core.account") == [
        ("tiktok:@coal-co", "import_only", 5)
    ]
    assert brands.brands(store)["name"].tolist() == ["Coal & Co"]
    assert bring(store, csv(["Date", "Followers"], ["2026-01-04", 6]), brand="coal & co", source="tiktok").new == 1
    assert store.value("SELECT count(*) FROM accounts") == 1


def test_a_removed_account_is_added_again_first(both: Store) -> None:
    brands.remove(both, "Anvil", actor="test")
    assert codes(plan(both, csv(HEAD, GOOD))) == [("removed_account", 2, "Brand")]


def test_a_name_with_several_accounts_needs_its_network(both: Store) -> None:
    add(both, "Anvil", "bluesky")
    assert codes(plan(both, csv(HEAD, GOOD))) == [("several_accounts", 2, "Brand")]
    assert bring(both, csv([*HEAD, "Network"], [*GOOD, "Bluesky"])).new == 1
    assert bring(both, csv(HEAD, GOOD), source="mastodon").new == 1


def test_nothing_is_stored_when_storing_fails_on_the_way(both: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made = plan(both, csv([*HEAD, "Network"], [*GOOD, "TikTok"]))
    before = everything(both)

    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(storing, "_derive", fail)
    with pytest.raises(RuntimeError):
        storing.store_plan(both, made, actor="test", now=NOW)
    assert everything(both) == before


def test_who_imported_what_is_written_down(both: Store) -> None:
    bring(both, csv(HEAD, GOOD), name="history.csv")
    actor, subject, detail = both.rows("SELECT actor, subject, detail FROM core.audit WHERE action = 'import'")[0]
    assert (actor, subject) == ("test", "history.csv")
    assert '"new": 1' in detail


def test_days_and_times_without_a_zone_are_the_panels(both: Store) -> None:
    bring(
        both,
        csv(
            HEAD,
            ["2026-07-01 18:00", "Anvil", 1],
            ["2026-07-02T18:00:00Z", "Anvil", 2],
            ["2026-07-03 00:00", "Anvil", 3],
        ),
    )
    assert [row[1] for row in followers(both)] == [
        datetime(2026, 7, 1, 16), datetime(2026, 7, 2, 18), datetime(2026, 7, 2, 22)
    ]  # fmt: skip


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_quick(both: Store) -> None:
    for number in range(48):
        add(both, f"Brand {number}")
    first = date(2021, 1, 1)
    rows = [
        [first + timedelta(days=day), f"Brand {number % 48}", 1000 + day] for number in range(48) for day in range(2084)
    ]
    content = csv(HEAD, *rows).encode()
    start = time.process_time()  # the machine may be busy with other tests
    made = planning.plan(both, reading.read(content, "large.csv"), planning.Ask(), NOW, "UTC")
    assert storing.store_plan(both, made, actor="test", now=NOW).new == 100_032
    assert time.process_time() - start < 6
