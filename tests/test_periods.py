"""Which period a view is compared with: the one before, a year before in whole weeks, the calendar month before."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from benchmark.metrics import Scope
from benchmark.view import periods

ZONES = ("Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")


def scope(start: str, end: str, zone: str = "UTC") -> Scope:
    return Scope((1,), date.fromisoformat(start), date.fromisoformat(end), zone, datetime(2027, 1, 1))


def compared(name: str, start: str, end: str, how: str = "previous", zone: str = "UTC") -> tuple[str, str] | None:
    found = periods.compared_with(name, scope(start, end, zone), how)
    return (found.start.isoformat(), found.end.isoformat()) if found else None


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-10-01", "2026-10-31", ("2026-09-01", "2026-09-30")),  # 31 days against 30
        ("2026-05-01", "2026-05-31", ("2026-04-01", "2026-04-30")),
        ("2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28")),  # 31 against 28
        ("2024-03-01", "2024-03-31", ("2024-02-01", "2024-02-29")),  # 31 against the 29 of a leap year
        ("2026-02-01", "2026-02-28", ("2026-01-01", "2026-01-31")),  # 28 against 31
        ("2026-01-01", "2026-01-31", ("2025-12-01", "2025-12-31")),  # over the turn of the year
        ("2026-08-01", "2026-08-31", ("2026-07-01", "2026-07-31")),  # 31 against 31
    ],
)
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("name", ["last-month", "custom"])
def test_a_calendar_month_is_held_against_the_month_before(
    name: str, zone: str, start: str, end: str, expected: tuple[str, str]
) -> None:
    assert compared(name, start, end, zone=zone) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-01", "2026-11-21", ("2026-10-01", "2026-10-21")),
        ("2026-11-01", "2026-11-01", ("2026-10-01", "2026-10-01")),
        ("2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-30")),  # its last day is no reason to take one more
        ("2026-03-01", "2026-03-30", ("2026-02-01", "2026-02-28")),  # February has no more
        ("2024-03-01", "2024-03-30", ("2024-02-01", "2024-02-29")),
        ("2026-01-01", "2026-01-05", ("2025-12-01", "2025-12-05")),
    ],
)
def test_this_month_is_held_against_as_many_days_of_the_month_before(
    start: str, end: str, expected: tuple[str, str]
) -> None:
    assert compared("month", start, end) == expected


def test_other_periods_are_held_against_the_same_length_before() -> None:
    assert compared("28d", "2026-10-25", "2026-11-21") == ("2026-09-27", "2026-10-24")
    # Own dates that begin with a month but are none.
    assert compared("custom", "2026-10-01", "2026-10-30") == ("2026-09-01", "2026-09-30")
    assert compared("custom", "2026-10-01", "2026-10-29") == ("2026-09-02", "2026-09-30")
    assert compared("28d", "2026-10-25", "2026-11-21", "none") is None


def test_a_year_before_is_52_weeks_also_over_a_leap_day() -> None:
    # 29 February 2024 lies between: 364 days before 1 March 2024 is 3 March 2023, a Friday as well.
    assert compared("last-month", "2024-03-01", "2024-03-31", "year") == ("2023-03-03", "2023-04-02")
    assert date(2024, 3, 1).weekday() == date(2023, 3, 3).weekday()


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        # March 2026: Paris loses an hour on the 29th, New York on the 8th, Kolkata never, Auckland (still summer) none.
        ("Europe/Paris", 743),
        ("America/New_York", 743),
        ("Asia/Kolkata", 744),
        ("Pacific/Auckland", 744),
    ],
)
def test_months_last_their_local_days_where_clocks_change(zone: str, hours: int) -> None:
    month = scope("2026-03-01", "2026-03-31", zone)
    start, end = month.instants
    assert (end - start).total_seconds() == hours * 3600
    assert month.days == 31
    # The month before ends at the very instant at which this one begins.
    assert month.month_before(whole=True).instants[1] == start


def test_a_month_in_which_clocks_go_back_has_an_hour_more() -> None:
    start, end = scope("2026-10-01", "2026-10-31", "Europe/Paris").instants
    assert (end - start).total_seconds() == 745 * 3600


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2024, 2, 29), date(2026, 4, 30), date(2026, 12, 31)])
def test_is_month_knows_every_length(day: date) -> None:
    whole = Scope((1,), day.replace(day=1), day, "UTC", datetime(2027, 1, 1))
    assert whole.is_month
    assert not whole.with_period(whole.start, day.replace(day=day.day - 1)).is_month
    assert not whole.with_period(day.replace(day=2), day).is_month
