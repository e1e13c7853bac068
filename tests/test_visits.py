"""A visit ends half an hour after its last activity; what happened since is told exactly, and nothing across gaps."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pandas as pd
import pytest
from card_views import view
from figures import Figures

from benchmark.cards import since as card
from benchmark.metrics.since import net, since
from benchmark.store import Store, visits

MORNING = datetime(2026, 5, 20, 8)
MINUTE = timedelta(minutes=1)


def arrive(store: Store, minutes: float) -> datetime | None:
    return visits.arrive(store, visits.LOCAL, MORNING + minutes * MINUTE)


def test_the_first_visit_has_none_before_however_long_it_lasts(store: Store) -> None:
    assert [arrive(store, minutes) for minutes in (0, 6, 20, 45, 70)] == [None] * 5


def test_a_visit_begins_when_the_last_activity_is_over_half_an_hour_ago(store: Store) -> None:
    for minutes in (0, 20):
        arrive(store, minutes)
    assert arrive(store, 50) is None  # 30 minutes are one visit still
    assert arrive(store, 81) == MORNING + 50 * MINUTE
    # and it lasts: the visit before remains the same one
    assert {arrive(store, minutes) for minutes in (90, 111, 135)} == {MORNING + 50 * MINUTE}


def test_activity_is_kept_in_steps_and_no_longer_than_needed(store: Store) -> None:
    for minutes in (0, 1, 2, 3, 7, 60, 61, 200):
        arrive(store, minutes)
    kept = store.rows("SELECT seen_at FROM core.visit ORDER BY 1")
    # 60 ended the visit before; what lies before it tells nothing any more.
    assert [at for (at,) in kept] == [MORNING + 60 * MINUTE, MORNING + 200 * MINUTE]


def test_visitors_are_apart(store: Store) -> None:
    arrive(store, 0)
    assert visits.arrive(store, "somebody", MORNING + timedelta(days=1)) is None


def test_cached_figures_stay_when_somebody_comes(store: Store) -> None:
    version = store.version
    arrive(store, 0)
    assert store.value("SELECT count(*) FROM core.visit") == 1
    assert store.version == version


def test_a_page_does_not_wait_for_a_writer(store: Store) -> None:
    writing, done = threading.Event(), threading.Event()

    def write() -> None:
        with store.transaction():
            writing.set()
            done.wait(10)

    thread = threading.Thread(target=write)
    thread.start()
    writing.wait(10)
    assert store.busy
    assert arrive(store, 0) is None
    done.set()
    thread.join()
    assert store.value("SELECT count(*) FROM core.visit") == 0


# what happened


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def told(figures: Figures, at: str = "2026-05-20 08:00", now: str = "2026-05-22 08:00") -> pd.DataFrame:
    return since(figures.store, figures.scope("2026-05-01", "2026-05-22", now=now), datetime.fromisoformat(at))


def test_followers_are_compared_to_the_reading_and_not_to_the_day(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    figures.followers(anvil, {"2026-05-20 07:00": 1000, "2026-05-20 09:00": 1003, "2026-05-22 07:00": 1010})
    row = net(told(figures)).iloc[0]
    assert (row["opening"], row["closing"], row["value"], row["low"], row["high"]) == (1000, 1010, 10, 10, 10)
    # A visit at ten has seen the count of nine: 1010 - 1003.
    assert net(told(figures, "2026-05-20 10:00")).iloc[0]["value"] == 7


def test_rounded_counts_leave_a_band(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    figures.followers(anvil, {"2026-05-20 07:00": 12300, "2026-05-22 07:00": 12400}, step=100)
    row = net(told(figures)).iloc[0]
    # [12300, 12400) to [12400, 12500): more than 0, less than 200
    assert (row["value"], row["low"], row["high"]) == (100, 0, 200)
    figures.followers(anvil, {"2026-05-22 07:30": 12300}, step=100)
    assert "no change that can be told" in str(lines(figures))


def test_nothing_is_invented_across_a_gap(figures: Figures) -> None:
    old, stale, other = (figures.account(brand) for brand in ("Anvil", "Bolt", "Cog"))
    figures.followers(old, {"2026-05-16 07:00": 1000, "2026-05-22 07:00": 1010})  # over 3 days before the visit
    figures.followers(stale, {"2026-05-20 07:00": 1000})  # not read since
    figures.followers(other, {"2026-05-20 07:00": 1000}, origin="import")
    figures.followers(other, {"2026-05-22 07:00": 1400})  # another way of counting
    assert net(told(figures))["value"].isna().all()
    assert "Followers: not read since" in str(lines(figures))


def test_a_reading_that_found_nothing_changed_says_so(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    figures.followers(anvil, {"2026-05-20 07:00": 1000})
    figures.read(anvil, "2026-05-20 09:00", None)
    assert net(told(figures)).iloc[0]["value"] == 0


def test_accounts_without_both_ends_are_left_out_and_counted(figures: Figures) -> None:
    first, second = figures.account("Anvil"), figures.account("Anvil")
    figures.followers(first, {"2026-05-20 07:00": 1000, "2026-05-22 07:00": 1010})
    figures.followers(second, {"2026-05-22 07:00": 5000})
    row = net(told(figures)).iloc[0]
    assert (row["value"], row["accounts_used"], row["accounts"]) == (10, 1, 2)


def test_posts_that_the_last_visit_could_not_have_seen_are_new(figures: Figures) -> None:
    anvil, bolt, cog = (figures.account(brand) for brand in ("Anvil", "Bolt", "Cog"))
    for account in (anvil, bolt):
        figures.read(account, "2026-05-20 06:00", "2026-04-20")
    figures.read(anvil, "2026-05-20 12:00", "2026-04-20")
    figures.post(anvil, "2026-05-20 05:00", likes=9)
    figures.post(anvil, "2026-05-20 07:00", likes=5)  # before the visit at 8, but read after it
    figures.post(anvil, "2026-05-20 11:00", likes=3)
    frame = told(figures).set_index("brand_id")
    assert frame[["posts", "most"]].to_numpy()[0].tolist() == [2, 5]
    assert frame["posts"].isna().loc[["Bolt", "Cog"]].all()  # not read since: not "no post"
    figures.read(cog, "2026-05-22 07:00", "2026-05-21")  # leaves the 20th out
    assert told(figures).set_index("brand_id")["posts"].isna().loc["Cog"]
    figures.read(bolt, "2026-05-22 07:00", "2026-04-22")
    assert told(figures).set_index("brand_id").loc["Bolt", "posts"] == 0


def lines(figures: Figures, at: str = "2026-05-20 08:00") -> str:
    context = view(
        figures.store, figures.scope("2026-05-01", "2026-05-22", now="2026-05-22 08:00"), "mastodon", own="Anvil"
    )
    built = card.since_last_visit(context.with_options(since=datetime.fromisoformat(at).isoformat()))
    return built.html.replace("\u202f", " ")


def test_lines_name_failures_changes_and_the_best_post(figures: Figures) -> None:
    anvil, bolt = figures.account("Anvil"), figures.account("Bolt")
    figures.followers(anvil, {"2026-05-20 07:00": 1000, "2026-05-22 07:00": 990})
    figures.followers(bolt, {"2026-05-20 07:00": 1000, "2026-05-22 07:00": 1030})
    for account in (anvil, bolt):
        figures.read(account, "2026-05-20 07:00", "2026-04-20")
    figures.read(anvil, "2026-05-22 07:00", "2026-04-20")
    figures.read(bolt, "2026-05-22 07:00", None, status="failed", error="rate_limited")
    figures.post(anvil, "2026-05-21 09:00", likes=12)
    with figures.store.transaction() as tx:
        tx.execute("INSERT INTO core.profile_change VALUES (2, TIMESTAMP '2026-05-21', 'bio', 'old', 'new')")
        tx.execute("INSERT INTO core.profile_change VALUES (2, TIMESTAMP '2026-05-19', 'link', 'old', 'new')")
    said = lines(figures)
    assert "Followers: Anvil −10 on Mastodon, Bolt +30 on Mastodon" in said
    assert "1 new post: Anvil 1" in said
    assert "Most interactions so far: 12, Anvil on Mastodon, 21 May 2026" in said
    assert "1 account could not be read: Bolt on Mastodon" in said
    assert "Profile changed: Bolt on Mastodon (description)" in said
    assert said.count("<li>") <= 6


def test_texts_from_outside_stay_texts(figures: Figures) -> None:
    anvil = figures.account("<b>Anvil</b>")
    figures.read(anvil, "2026-05-20 07:00", "2026-04-20")
    figures.read(anvil, "2026-05-22 07:00", "2026-04-20")
    figures.post(anvil, "2026-05-21 09:00", likes=12)
    with figures.store.transaction() as tx:
        tx.execute(
            "INSERT INTO core.post_detail VALUES (1, 1, 'x', '<script>1</script>', 'javascript:alert(1)', NULL, NULL, [], NULL, TIMESTAMP '2026-05-21')"
        )
    said = lines(figures)
    assert "<b>" not in said
    assert "javascript" not in said
    with figures.store.transaction() as tx:
        tx.execute("UPDATE core.post_detail SET url = 'https://x.example/\"><i>'")
    said = lines(figures)
    assert "<script>" not in said
    assert "<i>" not in said
