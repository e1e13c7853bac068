"""The forecast of followers: what it rests on by hand, and how often what came lies in its interval, on simulated accounts."""

from __future__ import annotations

import numpy as np
import pytest

from benchmark.metrics import forecast
from benchmark.metrics.forecast import Floats


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


@pytest.mark.parametrize(("count", "history"), [(10, 365), (40, 180), (30, 730)])
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
    levels[-50, 0] = np.nan  # a gap within the 90 days
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
