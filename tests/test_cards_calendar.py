"""On which days brands post: local days, days that were not read, one brand or all competitors."""

from __future__ import annotations

import math

import pytest
from card_views import view
from figures import Figures, days

from benchmark.cards import calendars, hours
from benchmark.cards.context import Context
from benchmark.metrics import compute
from benchmark.store import Store


def counted(store: Store, made: Figures, start: str, end: str, **scope: str) -> dict[str, float]:
    frame = compute(store, "posts_daily", made.scope(start, end, **scope))  # type: ignore[arg-type]
    return {str(row["day"].date()): row["value"] for row in frame.to_dict("records")}


def test_a_post_belongs_to_the_local_day_also_where_the_clocks_change(store: Store) -> None:
    """Paris: 29 March 2026 has 23 hours, from 23:00 UTC on the 28th to 22:00 UTC; 25 October 25, from 22:00 to 23:00 UTC."""
    made = Figures(store)
    account = made.account("Anvil")
    for at in ("2026-03-28 22:59", "2026-03-28 23:00", "2026-03-29 21:59", "2026-03-29 22:00"):
        made.post(account, at, likes=1)
    for at in ("2026-10-24 21:59", "2026-10-24 22:00", "2026-10-25 22:59", "2026-10-25 23:00"):
        made.post(account, at, likes=1)
    made.read(account, "2026-11-20 00:00", "2026-03-01")
    spring = counted(store, made, "2026-03-28", "2026-03-30", timezone="Europe/Paris", now="2026-11-21")
    assert spring == {"2026-03-28": 1, "2026-03-29": 2, "2026-03-30": 1}
    autumn = counted(store, made, "2026-10-24", "2026-10-26", timezone="Europe/Paris", now="2026-11-21")
    assert autumn == {"2026-10-24": 1, "2026-10-25": 2, "2026-10-26": 1}


def test_zero_needs_a_day_read_to_its_end_and_the_rest_is_unknown(store: Store) -> None:
    """Read from 3 May 12:00 to 6 May 06:00: the 4th and 5th are whole; the 3rd had a post, the 6th none in its first hours."""
    made = Figures(store)
    account = made.account("Anvil")
    made.post(account, "2026-05-03 15:00", likes=1)
    made.post(account, "2026-05-04 15:00", likes=1)
    made.read(account, "2026-05-06 06:00", "2026-05-03 12:00")
    found = counted(store, made, "2026-05-01", "2026-05-07")
    assert {day: value for day, value in found.items() if not math.isnan(value)} == {
        "2026-05-03": 1,
        "2026-05-04": 1,
        "2026-05-05": 0,
    }
    notes = compute(store, "posts_daily", made.scope("2026-05-01", "2026-05-07"))["note"].tolist()
    assert notes == ["not_covered", "not_covered", "part_of_day", None, None, "part_of_day", "not_covered"]


def test_of_two_accounts_both_have_to_be_read(store: Store) -> None:
    made = Figures(store)
    read, unread = made.account("Anvil"), made.account("Anvil")
    made.read(read, "2026-05-06 06:00", "2026-05-01 00:00")
    assert all(math.isnan(value) for value in counted(store, made, "2026-05-01", "2026-05-03").values())
    made.post(unread, "2026-05-02 10:00", likes=1)
    assert counted(store, made, "2026-05-01", "2026-05-03")["2026-05-02"] == 1


def test_days_add_up_to_the_posts_of_the_period(store: Store) -> None:
    made = Figures(store)
    account = made.account("Anvil", "youtube")
    made.posts(
        account,
        [{"at": f"{day} {hour:02}:30", "likes": 1} for day in days("2026-03-20", "2026-04-10") for hour in (0, 9, 23)],
    )
    made.read(account, "2026-05-05 00:00", "2026-03-01")
    scope = made.scope("2026-03-22", "2026-04-07", timezone="America/New_York")
    assert compute(store, "posts_daily", scope)["value"].sum() == compute(store, "posts", scope)["value"].iloc[0]


def three(store: Store) -> Context:
    """May 2026: Anvil posts on Mondays, Hammer daily, Tongs twice a day but was read for the first ten days only."""
    made = Figures(store)
    for brand, times, last in (("Anvil", 1, 31), ("Hammer", 1, 31), ("Tongs", 2, 10)):
        account = made.account(brand)
        wanted = [day for day in days("2026-05-01", f"2026-05-{last}") if brand != "Anvil" or day.weekday() == 0]
        made.posts(account, [{"at": f"{day} {10 + time}:00", "likes": 1} for day in wanted for time in range(times)])
        made.read(account, f"2026-05-{last:02} 23:59:59" if last < 31 else "2026-06-01 06:00", "2026-04-01")
    return view(store, made.scope("2026-05-01", "2026-05-31"), "mastodon", own="Anvil")


def test_the_own_calendar_says_on_how_many_days_there_were_posts(store: Store) -> None:
    """The Mondays of May 2026: 4, 11, 18, 25."""
    card = calendars.calendar_own(three(store))
    assert card.finding == "Anvil posted on 4 of 31 days read"
    assert card.table is not None
    assert len(card.table) == 31


def test_the_competitors_calendar_is_the_mean_of_those_read_that_day(store: Store) -> None:
    """1 to 10 May (1 + 2) ÷ 2 = 1.5 a day; then Hammer alone, 1: (10 · 1.5 + 21 · 1) ÷ 31 = 1.16."""
    card = calendars.calendar_others(three(store))
    assert card.finding == "The competitors post 1.2 times a day each"
    assert card.table is not None
    assert card.table["Posts"].tolist()[:11] == pytest.approx([1.5] * 10 + [1])
    assert card.table["Brands read"].tolist()[:11] == [2] * 10 + [1]
    assert "Left open, as not read to the end: Tongs (21 days)." in card.footer


def test_one_brand_can_be_held_against_instead_of_all(store: Store) -> None:
    context = three(store).with_options(beside="Hammer")
    assert calendars.calendar_others(context).finding == "Hammer posted on 31 of 31 days read"
    assert hours.posting_hours_peers(context).finding == "When Hammer posts"
    assert hours.posting_hours_peers(three(store)).finding == "When the competitors post"


def test_a_calendar_without_anything_says_what_to_do(store: Store) -> None:
    nobody = view(store, Figures(store).scope("2026-05-01", "2026-05-31"), None)
    assert calendars.calendar_own(nobody).state == "empty"
    assert calendars.calendar_others(nobody).state == "empty"
    made = Figures(store)
    made.account("Anvil")
    alone = view(store, made.scope("2026-05-01", "2026-05-31"), "mastodon", own="Anvil")
    assert "collect now" in calendars.calendar_own(alone).message
    assert calendars.calendar_others(alone).state == "empty"
