"""Metrics of followers, each against an example computed by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from figures import Figures, days
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmark.metrics import Scope, compute, note_text
from benchmark.store import Store


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def row(frame: pd.DataFrame, brand: str = "Anvil", source: str = "mastodon") -> pd.Series:
    found = frame[(frame["brand_id"] == brand) & (frame["source"] == source)]
    assert len(found) == 1
    return found.iloc[0]


def by_day(frame: pd.DataFrame, brand: str = "Anvil") -> dict[str, float | None]:
    own = frame[frame["brand_id"] == brand]
    return {
        f"{day:%m-%d}": None if pd.isna(value) else value for day, value in zip(own["day"], own["value"], strict=True)
    }


def day_of(value: pd.Timestamp) -> str:
    return f"{value:%Y-%m-%d}"


# followers


def test_followers_are_carried_three_days_then_there_is_a_gap(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    figures.followers(anvil, {"2026-05-01": 100, "2026-05-02": 110, "2026-05-12": 150})
    frame = compute(figures.store, "followers", figures.scope("2026-05-01", "2026-05-13"))
    # A gap of 10 days: 2 May is carried over 3, 4 and 5 May; 6 to 11 May are unknown; 12 May is carried to 13 May.
    assert by_day(frame) == {
        "05-01": 100, "05-02": 110, "05-03": 110, "05-04": 110, "05-05": 110, "05-06": None, "05-07": None, "05-08": None,
        "05-09": None, "05-10": None, "05-11": None, "05-12": 150, "05-13": 150,
    }  # fmt: skip
    assert frame["carried"].tolist() == [False, False, True, True, True, *[False] * 7, True]
    assert day_of(frame["first_day"][4]) == "2026-05-02"
    assert frame["note"][5] == "no_observation"


def test_the_level_on_the_eve_is_carried_into_the_period(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    figures.followers(anvil, {"2026-04-29": 100})
    frame = compute(figures.store, "followers", figures.scope("2026-05-01", "2026-05-05"))
    # Seen on 29 April: carried to 30 April, 1 and 2 May.
    assert by_day(frame) == {"05-01": 100, "05-02": 100, "05-03": None, "05-04": None, "05-05": None}


def test_rounded_followers_carry_their_band(figures: Figures) -> None:
    anvil = figures.account("Anvil", "youtube")
    figures.followers(anvil, {"2026-05-01": 12_300}, step=100)
    only = compute(figures.store, "followers", figures.scope("2026-05-01", "2026-05-01")).iloc[0]
    assert (only["value"], only["low"], only["high"], only["step"]) == (12_300, 12_300, 12_400, 100)


def test_several_exact_counts_are_not_a_rounded_one(figures: Figures) -> None:
    for network, steps in (("mastodon", (1, 1)), ("youtube", (1, 100))):
        for count, step in zip((1200, 3400), steps, strict=True):
            figures.followers(figures.account("Anvil", network), {"2026-05-01": count}, step=step)
    frame = compute(figures.store, "followers", figures.scope("2026-05-01", "2026-05-01"))
    exact, rounded = frame.set_index("source").loc[["mastodon", "youtube"]].to_dict("records")
    assert (exact["value"], exact["high"], exact["step"]) == (4600, 4600, 1)
    assert (rounded["value"], rounded["high"], rounded["step"]) == (4600, 4700, 100)


def test_exact_followers_have_no_band(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {"2026-05-01": 12_345})
    only = compute(figures.store, "followers", figures.scope("2026-05-01", "2026-05-01")).iloc[0]
    assert (only["low"], only["high"]) == (12_345, 12_345)


def test_of_one_day_manual_wins_then_read_then_imported(figures: Figures) -> None:
    anvil, bolt, clamp = (figures.account(name) for name in ("Anvil", "Bolt", "Clamp"))
    figures.followers(anvil, {"2026-05-01 09:00": 1}, origin="manual")
    figures.followers(anvil, {"2026-05-01 18:00": 2})
    figures.followers(bolt, {"2026-05-01 09:00": 3}, origin="feed")
    figures.followers(bolt, {"2026-05-01 18:00": 4}, origin="import")
    figures.followers(clamp, {"2026-05-01 09:00": 5, "2026-05-01 18:00": 6})
    frame = compute(figures.store, "followers", figures.scope("2026-05-01", "2026-05-01"))
    assert frame["value"].tolist() == [1, 3, 6]


def test_a_withheld_count_is_neither_zero_nor_carried(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {"2026-05-01": 100, "2026-05-02": None, "2026-05-03": None})
    frame = compute(figures.store, "followers", figures.scope("2026-05-01", "2026-05-03"))
    assert by_day(frame) == {"05-01": 100, "05-02": None, "05-03": None}
    assert frame["note"].tolist() == [None, "hidden", "hidden"]


def test_a_brand_level_needs_all_its_accounts_of_the_network(figures: Figures) -> None:
    first, second = figures.account("Anvil"), figures.account("Anvil")
    figures.followers(first, dict.fromkeys(days("2026-05-01", "2026-05-02"), 100))
    figures.followers(second, {"2026-05-02": 50})
    frame = compute(figures.store, "followers", figures.scope("2026-05-01", "2026-05-02"))
    assert by_day(frame) == {"05-01": None, "05-02": 150}
    assert note_text(frame.iloc[0]) == "1 of 2 accounts"


def test_two_networks_of_a_brand_are_never_added_up(figures: Figures) -> None:
    figures.followers(figures.account("Anvil", "mastodon"), {"2026-05-01": 100})
    figures.followers(figures.account("Anvil", "bluesky"), {"2026-05-01": 30})
    frame = compute(figures.store, "followers", figures.scope("2026-05-01", "2026-05-01"))
    assert dict(zip(frame["source"], frame["value"], strict=True)) == {"bluesky": 30, "mastodon": 100}


@pytest.mark.parametrize(
    ("zone", "late", "early"),
    [
        # The last minute of 29 March and the first of the 30th. Paris is at UTC+2 since that morning: midnight is 22:00 UTC.
        ("Europe/Paris", "2026-03-29 21:59", "2026-03-29 22:00"),
        # New York has been at UTC-4 since 8 March: midnight is 04:00 UTC.
        ("America/New_York", "2026-03-30 03:59", "2026-03-30 04:00"),
        # Kolkata is at UTC+5:30: midnight is 18:30 UTC.
        ("Asia/Kolkata", "2026-03-29 18:29", "2026-03-29 18:30"),
    ],
)
def test_days_end_at_local_midnight(figures: Figures, zone: str, late: str, early: str) -> None:
    figures.followers(figures.account("Anvil"), {late: 100, early: 200})
    frame = compute(figures.store, "followers", figures.scope("2026-03-28", "2026-03-30", timezone=zone))
    assert by_day(frame) == {"03-29": 100, "03-30": 200}


@pytest.mark.parametrize(("zone", "day"), [("Europe/Paris", "2026-03-29"), ("America/New_York", "2026-11-01")])
def test_short_and_long_days_are_one_row_each(figures: Figures, zone: str, day: str) -> None:
    middle = date.fromisoformat(day)
    hours = {
        pd.Timestamp(middle) - pd.Timedelta(days=1) + pd.Timedelta(hours=number): 100 + number for number in range(72)
    }
    figures.followers(figures.account("Anvil"), {at.to_pydatetime(): count for at, count in hours.items()})
    scope = figures.scope(str(middle - timedelta(days=1)), str(middle + timedelta(days=1)), timezone=zone)
    frame = compute(figures.store, "followers", scope)
    assert [f"{value:%Y-%m-%d}" for value in frame["day"]] == [
        str(middle + timedelta(days=shift)) for shift in (-1, 0, 1)
    ]
    assert not frame["carried"].any()
    # Hourly counts: the last before each midnight. 29 March ends in Paris at 22:00 UTC: the count of 21:00 is 100 + 24 + 21;
    # the day before at 23:00 UTC: 100 + 22. 1 November ends in New York at 05:00 UTC: 100 + 48 + 4; the day before at 04:00.
    assert frame["value"].tolist()[:2] == ([122, 145] if zone == "Europe/Paris" else [127, 152])


def test_nothing_is_known_after_now(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {"2026-05-01": 100, "2026-05-02 20:00": 200})
    scope = figures.scope("2026-05-01", "2026-05-31", now="2026-05-02 12:00")
    assert by_day(compute(figures.store, "followers", scope)) == {"05-01": 100, "05-02": 100}


# net_followers, follower_growth_pct, avg_weekly_growth_pct


def test_growth_runs_from_the_eve_to_the_last_day(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {"2026-04-30": 1000, "2026-05-01": 1010, "2026-05-28": 1050})
    scope = figures.scope("2026-05-01", "2026-05-28")
    net = row(compute(figures.store, "net_followers", scope))
    # 1050 - 1000 = 50; 50 / 1000 = 5 %; two days of the period were observed.
    assert (net["value"], net["opening"], net["closing"], net["n"], net["days"]) == (50, 1000, 1050, 2, 28)
    assert (day_of(net["first_day"]), day_of(net["last_day"])) == ("2026-04-30", "2026-05-28")
    growth = row(compute(figures.store, "follower_growth_pct", scope))
    assert growth["value"] == pytest.approx(5.0)
    assert (growth["low"], growth["high"]) == (pytest.approx(5.0), pytest.approx(5.0))
    assert growth["distinguishable"]
    assert growth["note"] is None
    # 28 days between the readings: 1.05 ** (7 / 28) - 1 = 1.2272 %
    assert row(compute(figures.store, "avg_weekly_growth_pct", scope))["value"] == pytest.approx(1.2272, abs=1e-4)


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("2026-04-27", 50),  # three days before the eve
        ("2026-04-26", None),  # four
        ("2026-05-03", 50),  # the third day of the period
        ("2026-05-04", None),  # the fourth
    ],
)
def test_opening_lies_at_most_three_days_from_the_eve(figures: Figures, opening: str, expected: float | None) -> None:
    figures.followers(figures.account("Anvil"), {opening: 1000, "2026-05-20": 1040, "2026-05-28": 1050})
    net = row(compute(figures.store, "net_followers", figures.scope("2026-05-01", "2026-05-28")))
    assert (None if pd.isna(net["value"]) else net["value"]) == expected


@pytest.mark.parametrize(("closing", "expected"), [("2026-05-25", 50), ("2026-05-24", None)])
def test_closing_is_at_most_three_days_old(figures: Figures, closing: str, expected: float | None) -> None:
    figures.followers(figures.account("Anvil"), {"2026-04-30": 1000, "2026-05-02": 1010, closing: 1050})
    net = row(compute(figures.store, "net_followers", figures.scope("2026-05-01", "2026-05-28")))
    assert (None if pd.isna(net["value"]) else net["value"]) == expected


def test_a_period_observed_in_part_says_which_part(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {"2026-05-10": 1000, "2026-05-15": 1010, "2026-05-20": 1020})
    growth = row(compute(figures.store, "follower_growth_pct", figures.scope("2026-05-01", "2026-05-28")))
    assert pd.isna(growth["value"])
    assert growth["n"] == 3
    assert note_text(growth) == "Observed 10\u201320 May 2026 only"


def test_one_observation_tells_no_growth(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {"2026-05-02": 1000})
    growth = row(compute(figures.store, "net_followers", figures.scope("2026-05-01", "2026-05-03")))
    assert pd.isna(growth["value"])
    assert note_text(growth) == "Observed only once, on 2 May 2026"


def test_an_unread_day_has_no_growth_rather_than_none(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {"2026-05-01": 1000, "2026-05-03": 1010})
    second = row(compute(figures.store, "net_followers", figures.scope("2026-05-02", "2026-05-02")))
    third = row(compute(figures.store, "net_followers", figures.scope("2026-05-03", "2026-05-03")))
    # The level of 1 May is carried over the 2nd, which says nothing of the 2nd; the 3rd then holds both days' change.
    assert pd.isna(second["value"])
    assert third["value"] == 10


def test_growth_from_zero_has_no_rate(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {"2026-04-30": 0, "2026-05-28": 40})
    scope = figures.scope("2026-05-01", "2026-05-28")
    assert row(compute(figures.store, "net_followers", scope))["value"] == 40
    growth = row(compute(figures.store, "follower_growth_pct", scope))
    assert pd.isna(growth["value"])
    assert growth["note"] == "zero_base"


def test_rounded_growth_has_a_band(figures: Figures) -> None:
    figures.followers(figures.account("Anvil", "youtube"), {"2026-04-30": 100_000, "2026-05-28": 103_000}, step=1000)
    growth = row(
        compute(figures.store, "follower_growth_pct", figures.scope("2026-05-01", "2026-05-28")), source="youtube"
    )
    # 103000 / 101000 - 1 = 1.9802 % to 104000 / 100000 - 1 = 4 %
    assert (growth["low"], growth["value"], growth["high"]) == (
        pytest.approx(1.980198),
        pytest.approx(3.0),
        pytest.approx(4.0),
    )
    assert growth["distinguishable"]


def test_a_band_around_zero_is_not_told_from_no_change(figures: Figures) -> None:
    figures.followers(figures.account("Anvil", "youtube"), {"2026-04-30": 100_000, "2026-05-28": 100_000}, step=1000)
    scope = figures.scope("2026-05-01", "2026-05-28")
    growth = row(compute(figures.store, "follower_growth_pct", scope), source="youtube")
    # 100000 / 101000 - 1 = -0.9901 % to 101000 / 100000 - 1 = 1 %
    assert (growth["low"], growth["high"]) == (pytest.approx(-0.990099), pytest.approx(1.0))
    assert (growth["value"], growth["distinguishable"], growth["note"]) == (0, False, "indistinct")
    net = row(compute(figures.store, "net_followers", scope), source="youtube")
    assert (net["low"], net["value"], net["high"]) == (-1000, 0, 1000)


def test_exactly_no_growth_is_a_figure(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {"2026-04-30": 1000, "2026-05-28": 1000})
    growth = row(compute(figures.store, "follower_growth_pct", figures.scope("2026-05-01", "2026-05-28")))
    assert (growth["value"], growth["distinguishable"], growth["note"]) == (0, True, None)


def test_growth_uses_the_accounts_observed_at_both_ends(figures: Figures) -> None:
    first, second, third = (figures.account("Anvil") for _ in range(3))
    figures.followers(first, {"2026-04-30": 1000, "2026-05-28": 1100})
    figures.followers(second, {"2026-04-30": 500, "2026-05-28": 550})
    figures.followers(third, {"2026-05-15": 70, "2026-05-28": 80})
    growth = row(compute(figures.store, "follower_growth_pct", figures.scope("2026-05-01", "2026-05-28")))
    # (1100 + 550) / (1000 + 500) - 1 = 10 %
    assert growth["value"] == pytest.approx(10.0)
    assert note_text(growth) == "2 of 3 accounts"


def test_average_weekly_growth_needs_fourteen_days(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {"2026-04-30": 1000, "2026-05-13": 1100, "2026-05-14": 1210})
    short = row(compute(figures.store, "avg_weekly_growth_pct", figures.scope("2026-05-01", "2026-05-13")))
    assert pd.isna(short["value"])
    assert short["note"] == "too_short"
    # 14 days, + 21 % in two weeks: 1.21 ** (7 / 14) - 1 = 10 %
    long = row(compute(figures.store, "avg_weekly_growth_pct", figures.scope("2026-05-01", "2026-05-14")))
    assert long["value"] == pytest.approx(10.0)


def test_average_weekly_growth_of_a_constant_brand_needs_fourteen_days_too(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {"2026-04-30": 1000, "2026-05-07": 1000})
    short = row(compute(figures.store, "avg_weekly_growth_pct", figures.scope("2026-05-01", "2026-05-07")))
    assert pd.isna(short["value"])
    assert short["note"] == "too_short"


def test_a_rounded_count_after_an_equal_exact_one_tells_no_change(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    figures.followers(anvil, {"2026-04-30": 12300}, origin="manual")
    figures.followers(anvil, {"2026-05-28": 12300}, step=100)
    net = row(compute(figures.store, "net_followers", figures.scope("2026-05-01", "2026-05-28")))
    assert (net["low"], net["high"], net["note"]) == (0, 100, "indistinct")


def test_weekly_net_is_cut_to_the_period_and_adds_up(figures: Figures) -> None:
    counts = {day: 1000 + 10 * number for number, day in enumerate(days("2026-04-30", "2026-05-20"))}
    figures.followers(figures.account("Anvil"), counts)
    frame = compute(figures.store, "net_followers_weekly", figures.scope("2026-05-01", "2026-05-20"))
    # Friday 1 May: 3 days of its week, then two whole weeks, then Monday to Wednesday. + 10 a day.
    assert [f"{week:%m-%d}" for week in frame["week"]] == ["04-27", "05-04", "05-11", "05-18"]
    assert frame["value"].tolist() == [30, 70, 70, 30]
    assert frame["days"].tolist() == [3, 7, 7, 3]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_adjacent_periods_add_up(figures: Figures, data: st.DataObject) -> None:
    observed = data.draw(st.lists(st.integers(0, 40), min_size=1, max_size=30, unique=True))
    anvil = figures.account("Anvil" + str(len(figures.accounts)))
    figures.followers(anvil, {date(2026, 5, 1) + timedelta(days=n): data.draw(st.integers(0, 5000)) for n in observed})
    cut, end = sorted(data.draw(st.lists(st.integers(6, 40), min_size=2, max_size=2, unique=True)))
    first, middle, last = (date(2026, 5, 1) + timedelta(days=n) for n in (5, cut, end))

    def net(start: date, until: date) -> float:
        scope = figures.scope(str(start), str(until), accounts=[anvil])
        return float(compute(figures.store, "net_followers", scope)["value"].iloc[0])

    before, after, whole = net(first, middle - timedelta(days=1)), net(middle, last), net(first, last)
    if not pd.isna(before) and not pd.isna(after):
        assert before + after == whole


# follower_index, audience_share_pct


def test_index_starts_at_the_first_common_day(figures: Figures) -> None:
    anvil, bolt = figures.account("Anvil"), figures.account("Bolt")
    figures.followers(anvil, {"2026-05-01": 100, "2026-05-02": 200, "2026-05-03": 220})
    figures.followers(bolt, {"2026-05-02": 50, "2026-05-03": 40})
    frame = compute(figures.store, "follower_index", figures.scope("2026-05-01", "2026-05-03"))
    # Both are known from 2 May on: 220 / 200 = 110, 40 / 50 = 80.
    assert by_day(frame, "Anvil") == {"05-02": 100, "05-03": pytest.approx(110)}
    assert by_day(frame, "Bolt") == {"05-02": 100, "05-03": pytest.approx(80)}


def test_index_uses_the_accounts_observed_at_both_ends(figures: Figures) -> None:
    first, second = figures.account("Anvil"), figures.account("Anvil")
    figures.followers(first, dict.fromkeys(days("2026-05-01", "2026-05-08"), 100) | {date(2026, 5, 8): 120})
    figures.followers(second, {"2026-05-01": 900})
    frame = compute(figures.store, "follower_index", figures.scope("2026-05-01", "2026-05-08"))
    # The second account is not known on the last day, so 120 / 100.
    assert by_day(frame)["05-08"] == pytest.approx(120)
    assert frame["note"].iloc[-1] == "some_accounts"


def test_audience_share_counts_days_when_all_brands_are_known(figures: Figures) -> None:
    anvil, bolt = figures.account("Anvil"), figures.account("Bolt")
    figures.account("Clamp")
    figures.followers(anvil, {"2026-05-01": 100, "2026-05-02": 300})
    figures.followers(bolt, {"2026-05-02": 100})
    frame = compute(figures.store, "audience_share_pct", figures.scope("2026-05-01", "2026-05-02"))
    # 2 May: 300 / 400 and 100 / 400. Clamp is named, but unknown.
    assert by_day(frame[frame["day"].notna()], "Anvil") == {"05-02": 75}
    assert by_day(frame[frame["day"].notna()], "Bolt") == {"05-02": 25}
    clamp = row(frame, "Clamp")
    assert pd.isna(clamp["value"])
    assert clamp["note"] == "no_observation"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=st.lists(st.integers(1, 10**9), min_size=1, max_size=6))
def test_audience_shares_sum_to_one(figures: Figures, counts: list[int]) -> None:
    accounts = [figures.account(f"Brand {len(figures.accounts)}") for _ in counts]
    for account, count in zip(accounts, counts, strict=True):
        figures.followers(account, {"2026-05-01": count})
    scope = figures.scope("2026-05-01", "2026-05-01", accounts=accounts)
    assert compute(figures.store, "audience_share_pct", scope)["value"].sum() == pytest.approx(100)


def test_growth_within_one_day_is_from_its_first_to_its_last_look(figures: Figures) -> None:
    """Anvil: 100 at 08:00, 103 at 14:00: +3, 3 %. Hammer: a second look found no change: 0. Rasp: looked at once: unknown."""
    anvil, hammer, rasp = (figures.account(name) for name in ("Anvil", "Hammer", "Rasp"))
    figures.followers(anvil, {"2026-05-20 08:00": 100, "2026-05-20 14:00": 103})
    for account in (hammer, rasp):
        figures.followers(account, {"2026-05-20 08:00": 50})
    figures.read(hammer, "2026-05-20 14:00", None)
    scope = figures.scope("2026-05-20", "2026-05-20", now="2026-05-20 18:00")
    net, growth = (compute(figures.store, name, scope) for name in ("net_followers", "follower_growth_pct"))
    assert (row(net, "Anvil")["value"], round(row(growth, "Anvil")["value"], 9)) == (3, 3)
    assert (row(net, "Hammer")["value"], row(growth, "Hammer")["value"]) == (0, 0)
    assert pd.isna(row(net, "Rasp")["value"])
    assert row(net, "Rasp")["note"] == "one_observation"


# The period before, the year before, accounts that come and go


GROWN = ("net_followers", "follower_growth_pct", "avg_weekly_growth_pct")


def grown(figures: Figures, scope: Scope, brand: str = "Anvil") -> list[float | None]:
    values = [row(compute(figures.store, name, scope), brand)["value"] for name in GROWN]
    return [None if pd.isna(value) else round(float(value), 4) for value in values]


def test_growth_of_the_period_of_the_one_before_and_of_the_year_before(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {
        "2025-05-01": 400, "2025-05-29": 500,  # 364 days before 30 April and 28 May 2026
        "2026-04-02": 800, "2026-04-30": 1000, "2026-05-28": 1100,
    })  # fmt: skip
    scope = figures.scope("2026-05-01", "2026-05-28")
    # 1100 - 1000 = 100, 10 %, 1.1 ** (7 / 28) - 1 = 2.4114 % a week
    assert grown(figures, scope) == [100, 10, 2.4114]
    # 3 to 30 April: 1000 - 800 = 200, 25 %, 1.25 ** (1 / 4) - 1 = 5.7371 %. Its closing is the opening of the next.
    assert grown(figures, scope.previous()) == [200, 25, 5.7371]
    # 2 to 29 May 2025: 500 - 400 = 100, 25 %
    assert grown(figures, scope.year_before()) == [100, 25, 5.7371]


def test_an_account_added_within_the_period_waits_for_the_next_one(figures: Figures) -> None:
    figures.followers(figures.account("Anvil"), {"2026-04-30": 1000, "2026-05-28": 1050, "2026-06-25": 1155})
    figures.followers(figures.account("Anvil"), {"2026-05-12": 300, "2026-05-28": 310, "2026-06-25": 320})
    may, june = figures.scope("2026-05-01", "2026-05-28"), figures.scope("2026-05-29", "2026-06-25")
    # May: only the first was there on the eve, + 50 on 1000. June: (1155 + 320) - (1050 + 310) = 115, over 1360.
    assert grown(figures, may)[:2] == [50, 5]
    assert grown(figures, june)[:2] == [115, round(115 / 1360 * 100, 4)]
    frame = compute(figures.store, "followers", may)
    assert by_day(frame)["05-28"] == 1360
    # Until 12 May one of the two is known, which is not the brand's level.
    assert frame.loc[frame["day"] == pd.Timestamp("2026-05-01"), "note"].tolist() == ["some_accounts"]


def test_an_account_no_longer_compared_leaves_every_figure_and_its_history_stays(figures: Figures) -> None:
    stays, goes = figures.account("Anvil"), figures.account("Anvil")
    figures.followers(stays, {"2026-04-30": 1000, "2026-05-28": 1050})
    figures.followers(goes, {"2026-04-30": 500, "2026-05-28": 900})
    both, one = figures.scope("2026-05-01", "2026-05-28"), figures.scope("2026-05-01", "2026-05-28", accounts=[stays])
    assert grown(figures, both)[:2] == [450, 30]
    assert grown(figures, one)[:2] == [50, 5]


@pytest.mark.parametrize(
    ("zone", "eve", "last"),
    [
        # The last minutes of 28 and 29 March; clocks in Paris go forward on the 29th, a day of 23 hours.
        ("Europe/Paris", "2026-03-28 22:59", "2026-03-29 21:59"),
        # The last minutes of 31 October and 1 November in New York, a day of 25 hours.
        ("America/New_York", "2026-11-01 03:59", "2026-11-02 04:59"),
    ],
)
def test_growth_of_a_day_on_which_clocks_change_is_between_its_two_midnights(
    figures: Figures, zone: str, eve: str, last: str
) -> None:
    day = "2026-03-29" if zone == "Europe/Paris" else "2026-11-01"
    after = f"{pd.Timestamp(last) + pd.Timedelta(minutes=1)}"
    figures.followers(figures.account("Anvil"), {eve: 100, last: 110, after: 500})
    assert grown(figures, figures.scope(day, day, timezone=zone))[:2] == [10, 10]


def test_the_step_of_two_exact_accounts_is_exact(figures: Figures) -> None:
    for _ in range(2):
        figures.followers(figures.account("Anvil"), {"2026-05-01": 100})
    for step in (1, 10):
        figures.followers(figures.account("Bolt"), {"2026-05-01": 100}, step=step)
    frame = compute(figures.store, "followers", figures.scope("2026-05-01", "2026-05-01"))
    told = {str(each["brand_id"]): (each["value"], each["high"], each["step"]) for each in frame.to_dict("records")}
    assert told == {"Anvil": (200, 200, 1), "Bolt": (200, 210, 10)}
