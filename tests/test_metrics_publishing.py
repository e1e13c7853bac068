"""Metrics of publishing and of coverage, each against an example computed by hand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from figures import Figures, days
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmark.metrics import compute, note_text
from benchmark.store import Store


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def row(frame: pd.DataFrame, brand: str = "Anvil", source: str = "mastodon") -> pd.Series:
    found = frame[(frame["brand_id"] == brand) & (frame["source"] == source)]
    assert len(found) == 1
    return found.iloc[0]


def covered(figures: Figures, brand: str = "Anvil", source: str = "mastodon", *, first: str = "2026-04-01", last: str = "2026-06-01", timezone: str | None = None) -> int:  # fmt: skip
    """Add an account whose posts were read from one day to another."""
    account = figures.account(brand, source, timezone=timezone)
    figures.read(account, f"{last} 00:00", f"{first} 00:00")
    return account


# posts, posts_per_week


def test_posts_per_week_divides_by_the_days_that_were_read(figures: Figures) -> None:
    anvil = covered(figures)
    figures.posts(anvil, [{"at": day} for day in days("2026-05-01", "2026-05-08")])
    scope = figures.scope("2026-05-01", "2026-05-28")
    posts = row(compute(figures.store, "posts", scope))
    assert (posts["value"], posts["n"], posts["days_observed"], posts["days"]) == (8, 8, 28, 28)
    # 8 posts / 28 days * 7
    assert row(compute(figures.store, "posts_per_week", scope))["value"] == pytest.approx(2.0)


def test_hours_tell_no_pace(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    figures.read(anvil, "2026-05-28 12:00", "2026-05-28 10:00")
    figures.posts(anvil, [{"at": "2026-05-28 10:30"}, {"at": "2026-05-28 11:30"}])
    for first in ("2026-05-01", "2026-05-28"):
        pace = row(compute(figures.store, "posts_per_week", figures.scope(first, "2026-05-28")))
        assert pd.isna(pace["value"])
        assert pace["note"] == "partly_covered"


def test_days_before_the_account_was_covered_are_not_silence(figures: Figures) -> None:
    anvil = covered(figures, first="2026-05-15")
    figures.posts(anvil, [{"at": day} for day in days("2026-05-15", "2026-05-22")])
    pace = row(compute(figures.store, "posts_per_week", figures.scope("2026-05-01", "2026-05-28")))
    # Read from 15 to 28 May, 14 days: 8 / 14 * 7
    assert (pace["value"], pace["days_observed"]) == (pytest.approx(4.0), 14)
    assert note_text(pace) == "Posts were read for 14 of 28 days"


def test_a_post_outside_what_was_read_does_not_count_in_the_pace(figures: Figures) -> None:
    anvil = covered(figures, first="2026-05-15")
    figures.posts(anvil, [{"at": "2026-05-03"}, {"at": "2026-05-20"}])
    scope = figures.scope("2026-05-01", "2026-05-28")
    assert row(compute(figures.store, "posts", scope))["value"] == 2
    pace = row(compute(figures.store, "posts_per_week", scope))
    assert (pace["value"], pace["n"]) == (pytest.approx(0.5), 1)


def test_a_gap_between_readings_is_unread(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    # Read to 10 May; the next reading of 25 May reached back to the 20th only: 10 to 20 May is unread.
    figures.read(anvil, "2026-05-10 00:00", "2026-04-01 00:00")
    figures.read(anvil, "2026-05-25 00:00", "2026-05-20 00:00")
    figures.read(anvil, "2026-05-29 00:00", "2026-05-24 00:00")
    figures.posts(anvil, [{"at": "2026-05-02"}, {"at": "2026-05-21"}, {"at": "2026-05-26"}])
    pace = row(compute(figures.store, "posts_per_week", figures.scope("2026-05-01", "2026-05-28")))
    # 1 to 9 May are 9 days, 20 to 28 May are 9 days: 3 / 18 * 7
    assert (pace["days_observed"], pace["value"]) == (18, pytest.approx(3 / 18 * 7))


def test_silence_that_was_read_is_zero_and_what_was_not_is_unknown(figures: Figures) -> None:
    covered(figures, "Anvil")
    bolt = figures.account("Bolt")
    figures.read(bolt, "2026-05-20", None, status="failed", error="unreachable")
    scope = figures.scope("2026-05-01", "2026-05-28")
    frame = compute(figures.store, "posts", scope)
    assert row(frame, "Anvil")["value"] == 0
    assert pd.isna(row(frame, "Bolt")["value"])
    assert row(frame, "Bolt")["note"] == "not_covered"
    assert row(compute(figures.store, "posts_per_week", scope), "Anvil")["value"] == 0


def test_a_failed_reading_covers_nothing(figures: Figures) -> None:
    figures.read(figures.account("Anvil"), "2026-06-01", "2026-04-01", status="failed")
    assert pd.isna(row(compute(figures.store, "posts", figures.scope("2026-05-01", "2026-05-28")))["value"])


def test_imported_posts_cover_the_time_between_them(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    figures.posts(
        anvil, [{"at": f"{day} 00:00", "origin": "import"} for day in ("2026-05-04", "2026-05-08", "2026-05-18")]
    )
    pace = row(compute(figures.store, "posts_per_week", figures.scope("2026-05-01", "2026-05-28")))
    # From 4 to 18 May, 14 days: 3 / 14 * 7
    assert (pace["days_observed"], pace["value"]) == (14, pytest.approx(1.5))


def test_deleted_posts_stay_counted_and_are_named(figures: Figures) -> None:
    anvil = covered(figures)
    figures.posts(anvil, [{"at": "2026-05-02"}, {"at": "2026-05-03", "deleted_at": "2026-05-10"}])
    posts = row(compute(figures.store, "posts", figures.scope("2026-05-01", "2026-05-28")))
    assert (posts["value"], posts["deleted"]) == (2, 1)


def test_the_paces_of_several_accounts_add_up(figures: Figures) -> None:
    first, second = covered(figures), covered(figures, first="2026-05-15")
    figures.posts(first, [{"at": day} for day in days("2026-05-01", "2026-05-08")])
    figures.posts(second, [{"at": day} for day in days("2026-05-15", "2026-05-18")])
    pace = row(compute(figures.store, "posts_per_week", figures.scope("2026-05-01", "2026-05-28")))
    # 8 / 28 * 7 + 4 / 14 * 7 = 2 + 2
    assert (pace["value"], pace["accounts_used"], pace["days_observed"]) == (pytest.approx(4.0), 2, 14)


def test_two_networks_are_two_rows(figures: Figures) -> None:
    figures.post(covered(figures, source="mastodon"), "2026-05-02")
    covered(figures, source="bluesky")
    frame = compute(figures.store, "posts", figures.scope("2026-05-01", "2026-05-28"))
    assert dict(zip(frame["source"], frame["value"], strict=True)) == {"bluesky": 0, "mastodon": 1}


def test_a_period_that_lasts_is_counted_up_to_the_last_reading(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    figures.read(anvil, "2026-05-05 12:00", "2026-04-01 00:00")
    figures.post(anvil, "2026-05-02")
    pace = row(
        compute(figures.store, "posts_per_week", figures.scope("2026-05-01", "2026-05-28", now="2026-05-05 18:00"))
    )
    # 1 to 4 May and half of the 5th: 1 / 4.5 * 7; under a day unread is no gap.
    assert (pace["days_observed"], pace["days"], pace["value"]) == (4.5, 5, pytest.approx(7 / 4.5))
    assert pace["note"] is None


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [("Europe/Paris", "2026-03-29", 23), ("America/New_York", "2026-11-01", 25), ("Asia/Kolkata", "2026-05-05", 24)],
)
def test_a_local_day_counts_as_one_however_long(figures: Figures, zone: str, day: str, hours: int) -> None:
    anvil = covered(figures, first="2026-01-01", last="2026-12-31")
    scope = figures.scope(day, day, timezone=zone, now="2027-01-01")
    start, end = scope.instants
    assert end - start == timedelta(hours=hours)
    figures.posts(anvil, [{"at": start + timedelta(minutes=15 * quarter)} for quarter in range(-4, 4 * hours + 4)])
    posts = row(compute(figures.store, "posts", scope))
    assert (posts["value"], posts["days_observed"]) == (4 * hours, 1)


# by week and kind


def test_posts_by_local_week_and_kind(figures: Figures) -> None:
    anvil = covered(figures)
    # Monday 4 May in Kolkata starts on Sunday at 18:30 UTC.
    figures.posts(anvil, [{"at": "2026-05-03 18:29", "kind": "text"}, {"at": "2026-05-03 18:30", "kind": "text"},
                          {"at": "2026-05-04 10:00", "kind": "video"}])  # fmt: skip
    scope = figures.scope("2026-05-01", "2026-05-12", timezone="Asia/Kolkata")
    frame = compute(figures.store, "posts_by_week", scope)
    assert [(f"{week:%m-%d}", kind, n) for week, kind, n in zip(frame["week"], frame["kind"], frame["n"], strict=True)] == [
        ("04-27", "text", 1), ("05-04", "video", 1), ("05-04", "text", 1),
    ]  # fmt: skip
    weekly = compute(figures.store, "posts_weekly", scope)
    assert weekly["value"].tolist() == [1, 2, 0]
    assert weekly["days"].tolist() == [3, 7, 2]


@pytest.mark.parametrize(
    "zone", ["Europe/London", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"]
)
def test_every_hour_of_a_year_falls_into_its_local_week(figures: Figures, zone: str) -> None:
    anvil = covered(figures, first="2026-01-01", last="2027-01-01")
    hours = [datetime(2026, 3, 1) + timedelta(hours=3 * number) for number in range(8 * 250)]
    figures.posts(anvil, [{"at": at} for at in hours])
    frame = compute(
        figures.store, "posts_weekly", figures.scope("2026-03-01", "2026-11-10", timezone=zone, now="2027-01-01")
    )
    local = [at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date() for at in hours]
    mondays = Counter(
        day - timedelta(days=day.weekday()) for day in local if date(2026, 3, 1) <= day <= date(2026, 11, 10)
    )
    assert {week.date(): count for week, count in zip(frame["week"], frame["n"], strict=True) if count} == mondays


def test_an_unread_week_is_a_gap_and_a_silent_one_zero(figures: Figures) -> None:
    anvil = covered(figures, first="2026-05-13")
    figures.post(anvil, "2026-05-26")
    frame = compute(figures.store, "posts_weekly", figures.scope("2026-05-04", "2026-05-31"))
    # Weeks of 4, 11, 18 and 25 May; read from Wednesday 13 May.
    assert frame["value"].fillna(-1).tolist() == [-1, 0, 0, 1]
    assert frame["days_observed"].tolist() == [0, 5, 7, 7]
    assert frame["note"].tolist() == ["not_covered", "partly_covered", None, None]


def test_mix_is_the_share_of_each_kind(figures: Figures) -> None:
    anvil = covered(figures)
    figures.posts(anvil, [{"at": day, "kind": "image"} for day in days("2026-05-01", "2026-05-03")])
    figures.post(anvil, "2026-05-04", kind="short_video")
    frame = compute(figures.store, "post_mix_pct", figures.scope("2026-05-01", "2026-05-28"))
    assert dict(zip(frame["kind"], frame["value"], strict=True)) == {"image": 75, "short_video": 25}
    assert frame["total"].tolist() == [4, 4]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=st.lists(st.integers(0, 5), min_size=1, max_size=5))
def test_shares_of_posts_sum_to_one(figures: Figures, counts: list[int]) -> None:
    accounts = [covered(figures, f"Brand {len(figures.accounts)}") for _ in counts]
    for account, count in zip(accounts, counts, strict=True):
        figures.posts(account, [{"at": f"2026-05-0{number + 1}", "kind": "text"} for number in range(count)])
    scope = figures.scope("2026-05-01", "2026-05-28", accounts=accounts)
    shares = compute(figures.store, "share_of_posts_pct", scope)
    if sum(counts):
        assert shares["value"].sum() == pytest.approx(100)
        mix = compute(figures.store, "post_mix_pct", scope)
        assert mix.groupby("brand_id")["value"].sum().tolist() == [pytest.approx(100)] * sum(
            count > 0 for count in counts
        )
    else:
        assert shares["value"].isna().all()
        assert set(shares["note"]) == {"no_posts"}


def test_share_of_posts_is_told_by_network(figures: Figures) -> None:
    anvil, bolt = covered(figures, "Anvil"), covered(figures, "Bolt")
    figures.post(covered(figures, "Anvil", "bluesky"), "2026-05-02")
    figures.posts(anvil, [{"at": day} for day in days("2026-05-01", "2026-05-03")])
    figures.post(bolt, "2026-05-05")
    frame = compute(figures.store, "share_of_posts_pct", figures.scope("2026-05-01", "2026-05-28"))
    assert (row(frame, "Anvil")["value"], row(frame, "Bolt")["value"]) == (75, 25)
    assert row(frame, "Anvil", "bluesky")["value"] == 100


# longest_silence_days


def test_longest_silence_lies_between_posts(figures: Figures) -> None:
    anvil = covered(figures)
    figures.posts(anvil, [{"at": "2026-05-02 12:00"}, {"at": "2026-05-12 12:00"}, {"at": "2026-05-26 00:00"}])
    silence = row(compute(figures.store, "longest_silence_days", figures.scope("2026-05-01", "2026-05-28")))
    # 1.5 days, 10 days, 13.5 days, 3 days
    assert (silence["value"], silence["n"], silence["ongoing"]) == (pytest.approx(13.5), 3, False)
    assert (f"{silence['first_day']:%m-%d}", f"{silence['last_day']:%m-%d}") == ("05-12", "05-26")


def test_a_silence_that_lasts_is_ongoing(figures: Figures) -> None:
    figures.post(covered(figures), "2026-05-02 00:00")
    silence = row(compute(figures.store, "longest_silence_days", figures.scope("2026-05-01", "2026-05-28")))
    assert (silence["value"], silence["ongoing"]) == (pytest.approx(27), True)
    assert f"{silence['last_day']:%m-%d}" == "05-28", "a day of the period"


def test_unread_days_are_no_silence(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    figures.read(anvil, "2026-05-06 00:00", "2026-04-01 00:00")
    figures.read(anvil, "2026-06-01 00:00", "2026-05-24 00:00")
    figures.posts(anvil, [{"at": "2026-05-02 00:00"}, {"at": "2026-05-27 00:00"}])
    silence = row(compute(figures.store, "longest_silence_days", figures.scope("2026-05-01", "2026-05-28")))
    # Read 1 to 5 May: silent for 1 and 4 days. Read 24 to 28 May: silent for 3 and 2 days. In between it is unknown.
    assert silence["value"] == pytest.approx(4)
    assert not silence["ongoing"]


def test_a_brand_is_silent_when_all_its_accounts_are(figures: Figures) -> None:
    first, second = covered(figures), covered(figures)
    figures.posts(first, [{"at": "2026-05-10 00:00"}])
    figures.posts(second, [{"at": "2026-05-20 00:00"}])
    silence = row(compute(figures.store, "longest_silence_days", figures.scope("2026-05-01", "2026-05-28")))
    # 9 days to the 10th, 10 to the 20th, 9 to the end of the 28th.
    assert silence["value"] == pytest.approx(10)


# presence


def test_presence_tells_absent_dormant_active_and_unknown(figures: Figures) -> None:
    active = figures.account("Anvil", "mastodon", followers=100)
    dormant = figures.account("Bolt", "mastodon")
    figures.account("Bolt", "bluesky")
    for account in (active, dormant):
        figures.read(account, "2026-05-29 00:00", "2026-01-01 00:00")
    figures.posts(active, [{"at": day} for day in days("2026-05-01", "2026-05-08")])
    figures.post(dormant, "2026-02-01 10:00")
    frame = compute(figures.store, "presence", figures.scope("2026-05-01", "2026-05-28", now="2026-06-01 10:00"))
    assert row(frame, "Anvil")["status"] == "active"
    assert (row(frame, "Anvil")["followers"], row(frame, "Anvil")["posts_per_week"]) == (100, pytest.approx(2.0))
    # 8 May to 1 June are 24 days, 1 February to 1 June 120.
    assert (row(frame, "Anvil")["value"], row(frame, "Bolt")["value"]) == (pytest.approx(24), pytest.approx(120))
    assert row(frame, "Bolt")["status"] == "dormant"
    assert row(frame, "Anvil", "bluesky")["status"] == "absent"
    assert row(frame, "Bolt", "bluesky")["status"] == "unknown"


def test_days_unread_in_between_are_not_called_dormant(figures: Figures) -> None:
    account = figures.account("Anvil", followers=100)
    scope = figures.scope("2026-05-01", "2026-05-28", now="2026-06-20 10:00")
    figures.read(account, "2026-03-25 00:00", "2026-01-01 00:00")
    figures.read(account, "2026-06-19 00:00", "2026-06-01 00:00")
    found = row(compute(figures.store, "presence", scope), "Anvil")
    assert found["status"] == "unknown"
    assert pd.isna(found["followers"]), "the count of 1 June is not that of 20 June"
    figures.read(account, "2026-06-19 08:00", "2026-02-01 00:00")
    assert row(compute(figures.store, "presence", scope), "Anvil")["status"] == "dormant"
    later = figures.scope("2026-05-01", "2026-05-28", now="2026-07-20 10:00")
    assert row(compute(figures.store, "presence", later), "Anvil")["status"] == "unknown"


# publishing_timing


@pytest.mark.parametrize(
    ("zone", "at", "weekday", "hour"),
    [
        ("Europe/Paris", "2026-03-29 00:45", 6, 1),  # before the change, UTC+1
        ("Europe/Paris", "2026-03-29 01:15", 6, 3),  # after it, UTC+2: 2 o'clock does not exist
        ("America/New_York", "2026-11-01 05:30", 6, 1),  # the first 1:30, UTC-4
        ("America/New_York", "2026-11-01 06:30", 6, 1),  # the second 1:30, UTC-5
        ("America/New_York", "2026-11-02 04:45", 6, 23),  # still Sunday there
        ("Asia/Kolkata", "2026-05-03 18:40", 0, 0),  # Monday 00:10, UTC+5:30
        ("Asia/Kolkata", "2026-05-03 18:20", 6, 23),
    ],
)
def test_timing_is_in_the_accounts_own_zone(figures: Figures, zone: str, at: str, weekday: int, hour: int) -> None:
    figures.post(covered(figures, timezone=zone), at)
    day = at[:10]
    scope = figures.scope(
        str(datetime.fromisoformat(day).date() - timedelta(days=2)), day, timezone="UTC", now="2027-01-01"
    )
    cell = compute(figures.store, "publishing_timing", scope).iloc[0]
    assert (cell["weekday"], cell["hour"], cell["value"]) == (weekday, hour, 1)


def test_timing_falls_back_to_the_panels_zone(figures: Figures) -> None:
    anvil = covered(figures)
    figures.posts(anvil, [{"at": "2026-05-04 18:40"}, {"at": "2026-05-11 18:50"}, {"at": "2026-05-12 10:00"}])
    frame = compute(
        figures.store, "publishing_timing", figures.scope("2026-05-01", "2026-05-28", timezone="Asia/Kolkata")
    )
    # Tuesdays 00:10 and 00:20, Tuesday 15:30
    assert frame[["weekday", "hour", "value", "total"]].to_numpy().tolist() == [[1, 0, 2, 3], [1, 15, 1, 3]]
    assert frame["share_pct"].sum() == pytest.approx(100)


# freshness, coverage


def test_freshness_is_that_of_the_account_read_least_recently(figures: Figures) -> None:
    first, second = figures.account("Anvil"), figures.account("Anvil")
    figures.read(first, "2026-05-28 06:00", "2026-05-01")
    figures.read(second, "2026-05-27 06:00", "2026-05-01")
    figures.read(second, "2026-05-28 06:00", None, status="failed", error="rate_limited")
    figures.account("Bolt")
    frame = compute(figures.store, "freshness", figures.scope("2026-05-01", "2026-05-28", now="2026-05-28 12:00"))
    anvil = row(frame)
    # 27 May 06:00 to 28 May 12:00
    assert (anvil["value"], anvil["failing"], anvil["error"], anvil["n"]) == (30, 1, "rate_limited", 2)
    assert pd.isna(row(frame, "Bolt")["value"])
    assert row(frame, "Bolt")["note"] == "no_observation"


def test_coverage_counts_observed_days(figures: Figures) -> None:
    anvil = covered(figures, first="2026-05-15")
    figures.followers(anvil, dict.fromkeys(days("2026-04-28", "2026-05-10"), 100) | {"2026-05-12": None})
    coverage = row(compute(figures.store, "coverage", figures.scope("2026-05-01", "2026-05-28")))
    assert (coverage["value"], coverage["days"], coverage["post_days"]) == (10, 28, 14)
    assert (f"{coverage['first_day']:%m-%d}", f"{coverage['last_day']:%m-%d}") == ("05-01", "05-10")
