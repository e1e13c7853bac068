"""The forecast of followers: what it rests on by hand, and how often what came lies in its interval, on simulated accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from figures import Figures

from benchmark.metrics import compute, compute_many, forecast, note_text
from benchmark.metrics.breaks import Break, Breaks
from benchmark.metrics.forecast import Floats
from benchmark.store import Store


def accounts(rng: np.random.Generator, days: int, count: int, *, jumps: bool = False) -> Floats:
    """Return random walks with each account's own drift and size, noise whose strength changes from week to week, and jumps."""
    size, drift = np.exp(rng.normal(9.5, 1.3, count)), rng.normal(0.0006, 0.0008, count)
    strength = np.exp(rng.normal(np.log(0.0008), 0.5, count)) * np.exp(rng.normal(0, 0.5, (days // 7 + 2, count)))
    steps = drift + np.repeat(strength, 7, axis=0)[:days] * rng.normal(0, 1, (days, count))
    if jumps:
        much = np.exp(rng.normal(np.log(0.01), 0.7, (days, count))) * np.where(rng.random((days, count)) < 0.8, 1, -1)
        steps = steps + (rng.random((days, count)) < 1 / 200) * much
    return np.asarray(np.round(size * np.exp(np.cumsum(steps, axis=0))), dtype=np.float64)


def straight(days: int, count: int, weekly: float) -> Floats:
    """Return accounts that gain exactly so many followers a week."""
    return np.asarray(np.repeat(1000 + np.arange(days)[:, None] * weekly / 7, count, axis=1), dtype=np.float64)


@pytest.mark.parametrize(("count", "history"), [(10, 365), (40, 180), pytest.param(30, 730, marks=pytest.mark.slow)])
@pytest.mark.parametrize("jumps", [False, True])
def test_intervals_hold_what_came_at_least_92_times_in_100(count: int, history: int, *, jumps: bool) -> None:
    rng = np.random.default_rng(20260)
    rounds = 1600 // count
    shares = [
        forecast.forecast_coverage(accounts(rng, history + forecast.HORIZON, count, jumps=jumps)) for _ in range(rounds)
    ]
    # 1 600 forecasts of 95 %: three standard errors are 1.6 points if they were independent.
    assert 0.92 <= np.mean(shares) <= 0.985


def test_one_accounts_own_errors_would_not_be_enough() -> None:
    """The reason for pooling: with the errors of an account alone, what came lies outside far more often than 1 time in 20."""
    rng = np.random.default_rng(7)
    history = accounts(rng, 395, 40)
    past, came = history[:-30], history[-1]
    inside = []
    for account in range(history.shape[1]):
        alone = np.repeat(past[:, [account]], 10, axis=1)
        _, low, high = forecast.forecast(past[:, [account]], pool=alone)
        inside.append(low[-1, 0] <= came[account] <= high[-1, 0])
    assert np.mean(inside) < 0.92


def test_the_middle_follows_the_median_week() -> None:
    # Ten accounts gain 70 a week, 10 a day; one burst of 5 000 in the last 90 days moves one week of twelve, not their median.
    levels = straight(400, 10, 70)
    levels[-40:, 0] += 5000
    middle, low, high = forecast.forecast(levels)
    assert middle[:, 1] == pytest.approx(levels[-1, 1] + 10 * np.arange(1, 31))
    assert middle[-1, 0] == pytest.approx(levels[-1, 0] + 300)
    assert (low <= middle).all()
    assert (middle <= high).all()


def test_an_interval_is_an_accounts_own_deviation_times_the_pools_errors() -> None:
    # Twice the size and twice the swings: twice the interval, from the same pool.
    pool = accounts(np.random.default_rng(3), 400, 12)
    both = np.column_stack([pool[:, 0], 2 * pool[:, 0]])
    _, low, high = forecast.forecast(both, pool=pool)
    assert (high - low)[:, 1] == pytest.approx(2 * (high - low)[:, 0])


def test_the_interval_never_narrows_ahead_and_never_goes_below_nobody() -> None:
    middle, low, high = forecast.forecast(accounts(np.random.default_rng(4), 400, 12))
    assert (np.diff(high - middle, axis=0) >= -1e-6).all()
    assert (np.diff(middle - low, axis=0) >= -1e-6).all()
    tiny = straight(400, 1, -7) - 1000 + 399 + 2  # 2 followers left, losing one a day
    _, low, _ = forecast.forecast(tiny, pool=accounts(np.random.default_rng(4), 400, 12))
    assert low.min() == 0


@pytest.mark.parametrize(
    ("days", "count", "told"), [(365, 10, True), (364, 10, False), (365, 9, False), (180, 40, True), (180, 39, False)]
)
def test_history_needed_is_a_year_of_ten_or_half_a_year_of_forty(days: int, count: int, *, told: bool) -> None:
    middle, low, high = forecast.forecast(straight(days, count, 7))
    assert (~np.isnan([middle[-1], low[-1], high[-1]])).all() == told


def test_an_account_with_a_gap_or_too_young_has_no_forecast_though_its_network_has() -> None:
    levels = accounts(np.random.default_rng(5), 400, 14)
    levels[-52, 0] = np.nan  # one day within the 90 days
    levels[:100, 1] = np.nan  # 300 days old
    levels[5:15, 2] = np.nan  # an old gap: 390 days are known, the last 91 of them all
    levels[-1, 3] = np.nan  # unknown today
    middle, _, high = forecast.forecast(levels)
    assert np.isnan(middle[-1])[:4].tolist() == [True, True, False, True]
    assert np.isnan(high[-1])[:4].tolist() == [True, True, False, True]


def test_rounding_widens_upward_by_the_step_and_may_hide_the_drift() -> None:
    pool = accounts(np.random.default_rng(6), 400, 12)
    rounded = np.floor(straight(400, 2, 140) / 500) * 500
    steps = np.array([500.0, 500.0])
    middle, _, high = forecast.forecast(rounded, steps=steps, pool=pool)
    # Counts are 1 000 + 20 a day: 8 980 today and 7 180 ninety days ago, rounded 8 500 and 7 000. The whole change of 90 days
    # counts, 1 500, not single weeks, most of which are 0: 500 in 30 days.
    assert rounded[[-91, -1], 0].tolist() == [7000, 8500]
    assert middle[-1, 0] == pytest.approx(8500 + 1500 / 90 * 30)
    exact, _, bare = forecast.forecast(rounded, pool=pool)
    assert (exact[-1, 0], (high - middle)[0, 0]) == (8500, pytest.approx((bare - exact)[0, 0] + 500))
    slow = np.floor(straight(400, 1, 7) / 500) * 500  # 90 in 90 days: at most one step
    assert np.isnan(forecast.forecast(slow, steps=steps[:1], pool=pool)[0]).all()


def test_nothing_known_is_no_forecast() -> None:
    for shape in ((0, 0), (0, 3), (50, 3), (400, 0), (400, 12)):
        middle, low, high = forecast.forecast(np.full(shape, np.nan))
        assert middle.shape == low.shape == high.shape == (30, shape[1])
        assert np.isnan(middle).all()
    assert np.isnan(forecast.forecast_coverage(np.full((400, 3), np.nan)))


# The metric: what the core is given.


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


END = date(2026, 5, 28)


def followed(figures: Figures, brand: str, counts: list[int | None], *, source: str = "mastodon", step: int = 1) -> int:
    """An account read daily up to the period's last day; None: not read that day."""
    account = figures.account(brand, source)
    first = END - timedelta(days=len(counts) - 1)
    read = {first + timedelta(days=n): count for n, count in enumerate(counts) if count is not None}
    figures.followers(account, read, step=step)
    return account


def ahead(
    figures: Figures, accounts: Sequence[int] | None = None, end: date = END, now: str | None = None
) -> pd.DataFrame:
    scope = figures.scope(str(end - timedelta(days=27)), str(end), accounts=accounts, now=now)
    return compute(figures.store, "followers_forecast", scope)


def weekly(days: int, a_week: int, start: int = 1000) -> list[int | None]:
    """So many days up to the last one, with all of a week's gain on each seventh day before it."""
    return [start + a_week * (n // 7) for n in range(days)]


def test_the_metric_pools_all_accounts_of_the_network_and_forecasts_those_compared(figures: Figures) -> None:
    keys = [followed(figures, f"Brand {n}", weekly(400, 7 + n)) for n in range(10)]
    followed(figures, "Elsewhere", weekly(400, 7), source="bluesky")
    frame = ahead(figures, keys[:2])
    # 30 days from 29 May on, for each of the two that are compared; the ten of the network make the interval.
    assert frame.groupby("brand_id").size().to_dict() == {"Brand 0": 30, "Brand 1": 30}
    assert frame["n"].unique().tolist() == [10]
    one = frame[frame["brand_id"] == "Brand 1"]
    assert [f"{day:%m-%d}" for day in (one["day"].iloc[0], one["day"].iloc[-1])] == ["05-29", "06-27"]
    # 8 a week: on the last day of 400, number 399, it has 1000 + 8 x 57 = 1456; in 30 days + 8 / 7 x 30 = 34.29.
    assert one["followers"].iloc[0] == 1456
    assert one["value"].iloc[-1] == pytest.approx(1456 + 8 / 7 * 30)
    assert one["weekly"].iloc[0] == pytest.approx(8)
    assert one["history_days"].iloc[0] == 400
    assert (one["low"] <= one["value"]).all()
    assert one["note"].isna().all()


def test_together_with_other_metrics_it_still_looks_at_the_whole_network(figures: Figures) -> None:
    keys = [followed(figures, f"Brand {n}", weekly(400, 7)) for n in range(10)]
    scope = figures.scope(str(END - timedelta(days=27)), str(END), accounts=keys[:2])
    together = compute_many(figures.store, ["catch_up", "followers", "followers_forecast", "net_followers"], scope)
    assert together["followers_forecast"]["n"].unique().tolist() == [10]
    assert set(together["net_followers"]["brand_id"]) == {"Brand 0", "Brand 1"}
    pd.testing.assert_frame_equal(together["followers_forecast"], compute(figures.store, "followers_forecast", scope))


def test_removed_accounts_still_tell_how_good_forecasts_are(figures: Figures) -> None:
    keys = [followed(figures, f"Brand {n}", weekly(400, 7)) for n in range(10)]
    with figures.store.transaction() as tx:
        tx.execute("UPDATE core.account SET removed_at = TIMESTAMP '2026-05-01' WHERE account_key > 1")
    assert ahead(figures, keys[:1])["value"].notna().all()


def test_too_little_history_of_the_network_says_how_much_there_is_and_when_it_is_enough(figures: Figures) -> None:
    for n in range(9):
        followed(figures, f"Brand {n}", weekly(400, 7))
    followed(figures, "Young", weekly(300, 7))
    frame = ahead(figures)
    assert len(frame) == 10
    assert frame["value"].isna().all()
    row = frame.iloc[0]
    assert note_text(row) == "Not enough history: 9 of 10 accounts of the network have 365 days"
    # Young has 300 days on 28 May: 65 more days, the last of them 1 August.
    assert f"{row['ready_on']:%Y-%m-%d}" == "2026-08-01"
    assert (row["history_days"], row["needed_days"], row["pool_accounts"]) == (400, 365, 10)


def test_too_few_accounts_have_no_day_on_which_it_is_enough(figures: Figures) -> None:
    followed(figures, "Anvil", weekly(400, 7))
    row = ahead(figures).iloc[0]
    assert (row["note"], pd.isna(row["ready_on"]), row["pool_accounts"]) == ("network_history", True, 1)


def test_each_brand_without_a_forecast_is_named_with_its_reason(figures: Figures) -> None:
    for n in range(10):
        followed(figures, f"Brand {n}", weekly(400, 7))
    followed(figures, "Young", weekly(200, 7))
    followed(figures, "Gap", [*weekly(370, 7), *[None] * 4, *weekly(26, 7)])
    followed(figures, "Carried", [*weekly(370, 7), *[None] * 3, *weekly(27, 7)])
    followed(figures, "Lost", [*weekly(396, 7), *[None] * 4])
    followed(figures, "Coarse", [100_000 + 1000 * (n // 390) for n in range(400)], step=1000)
    figures.account("Unseen")
    frame = ahead(figures)
    notes = {str(row["brand_id"]): note_text(row) for row in frame[frame["value"].isna()].to_dict("records")}
    assert notes == {
        "Young": "Not enough history: 200 of 365 days",
        "Gap": "Not enough history: days without a count within the last 90",
        "Lost": "No count on the last day",
        "Coarse": "Not distinguishable from no change: the network rounds its counts",
        "Unseen": "Not observed",
    }
    ready = frame.drop_duplicates("brand_id").set_index("brand_id")["ready_on"]
    # Four days without a count: three are carried, the fourth is a gap. It lies 26 days back; 91 days later it is out of the 90.
    assert ready["Gap"] == pd.Timestamp(END) + pd.Timedelta(days=91 - 26)
    assert ready["Young"] == pd.Timestamp(END) + pd.Timedelta(days=165)


def test_a_withheld_count_is_a_gap_and_not_carried(figures: Figures) -> None:
    for n in range(10):
        followed(figures, f"Brand {n}", weekly(400, 7))
    hidden = followed(figures, "Hidden", [*weekly(390, 7), None, *weekly(9, 7)])
    figures.followers(hidden, {END - timedelta(days=9): None})
    frame = ahead(figures)
    assert frame.loc[frame["brand_id"] == "Hidden", "note"].tolist() == ["recent_gap"]


def test_a_brand_with_several_accounts_is_forecast_as_their_sum_on_days_with_all_of_them(figures: Figures) -> None:
    for n in range(10):
        followed(figures, f"Brand {n}", weekly(400, 7))
    for days in (400, 380):
        followed(figures, "Double", weekly(days, 7))
    frame = ahead(figures)
    double = frame[frame["brand_id"] == "Double"]
    assert double["history_days"].iloc[0] == 380
    # 1000 + 7 x 57 and 1000 + 7 x 54
    assert double["followers"].iloc[0] == 1399 + 1378
    assert double["weekly"].iloc[0] == pytest.approx(14)


def test_what_was_counted_otherwise_is_no_history(figures: Figures, monkeypatch: pytest.MonkeyPatch) -> None:
    change = Break("mastodon", "followers", END - timedelta(days=299), "Bots no longer count", "https://example.org/")
    monkeypatch.setattr("benchmark.metrics.breaks.breaks", lambda: Breaks((change,)))
    for n in range(10):
        followed(figures, f"Brand {n}", weekly(400, 7))
    row = ahead(figures).iloc[0]
    assert (row["note"], row["history_days"]) == ("network_history", 300)


def test_a_lasting_period_is_forecast_from_today(figures: Figures) -> None:
    for n in range(10):
        followed(figures, f"Brand {n}", weekly(400, 7))
    frame = ahead(figures, end=END + timedelta(days=20), now="2026-05-28 18:00")
    assert f"{frame['day'].min():%m-%d}" == "05-29"


def test_days_end_at_local_midnight_over_clock_changes(figures: Figures) -> None:
    """Counts read at 23:30 in Paris belong to that day in summer (21:30 UTC) and in winter (22:30 UTC)."""
    zone = ZoneInfo("Europe/Paris")
    for n in range(10):
        account = figures.account(f"Brand {n}")
        counts = {}
        for day in range(400):
            local = datetime.combine(END - timedelta(days=399 - day), time(23, 30), zone)
            counts[local.astimezone(UTC).replace(tzinfo=None)] = 1000 + day
        figures.followers(account, counts)
    scope = figures.scope("2026-05-01", str(END), timezone="Europe/Paris")
    frame = compute(figures.store, "followers_forecast", scope)
    assert frame["history_days"].unique().tolist() == [400]
    assert frame["followers"].unique().tolist() == [1399]
    assert frame.loc[frame["brand_id"] == "Brand 0", "value"].iloc[6] == pytest.approx(1406)
