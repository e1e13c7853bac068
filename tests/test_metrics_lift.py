"""Lift and best time as pure figures: examples computed by hand, and what shuffled labels may claim."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from benchmark.metrics.best_time import CELLS, best_time, residuals
from benchmark.metrics.lift import lifts

ALTERNATING = np.array([True, False] * 8)


def posts(*ratios: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Accounts with 16 posts, every other with the trait; those with it get ``ratio`` times as much, spread by ± 0.5."""
    values = [np.where(ALTERNATING, math.log(ratio), 0.0) + np.tile([0.5, 0.5, -0.5, -0.5], 4) for ratio in ratios]
    return np.concatenate(values), np.repeat(np.arange(len(ratios)), 16), np.tile(ALTERNATING, len(ratios))


def lift(values: np.ndarray, accounts: np.ndarray, mask: np.ndarray, **more: object) -> pd.Series:
    return lifts(values, accounts, {"x": mask}, **more).iloc[0]  # type: ignore[arg-type]


def test_a_lift_is_the_mean_of_the_accounts_log_ratios() -> None:
    values, accounts, mask = posts(1.0, 2.0, 4.0)
    found = lift(values, accounts, mask)
    # (ln 1 + ln 2 + ln 4) / 3 = ln 2; 3 accounts with 8 posts a side
    assert found["ratio"] == pytest.approx(2.0)
    assert (found["accounts"], found["n"], found["without"]) == (3, 24, 24)


def test_the_interval_of_one_account_is_welch_s() -> None:
    values, accounts, mask = posts(2.0)
    found = lift(values, accounts, mask, least_accounts=1)
    # Each side: 8 values ± 0.5, variance 8 * 0.25 / 7 / 8 = 1 / 28; both sides: error sqrt(1 / 14) = 0.26726; 14 degrees of
    # freedom, t = 2.1448; the trait alternates, so that nothing is widened. ln 2 ± 0.57321.
    assert math.log(found["high"]) == pytest.approx(math.log(2) + 0.57321, abs=2e-3)
    assert math.log(found["low"]) == pytest.approx(math.log(2) - 0.57321, abs=2e-3)
    # t = 0.69315 / 0.26726 = 2.5935 with 14: p = 0.0213
    assert found["p"] == pytest.approx(0.0213, abs=5e-4)


def test_every_account_counts_once_however_many_posts_it_has() -> None:
    values, accounts, mask = posts(1.0, 1.0, 8.0)
    more, _, more_mask = posts(*[8.0] * 4)
    found = lift(
        np.concatenate([values, more]), np.concatenate([accounts, np.full(64, 2)]), np.concatenate([mask, more_mask])
    )
    assert found["ratio"] == pytest.approx(2.0)  # (0 + 0 + ln 8) / 3 = ln 2


def test_two_accounts_or_seven_posts_a_side_are_not_tested() -> None:
    values, accounts, mask = posts(2.0, 2.0)
    assert math.isnan(lift(values, accounts, mask)["ratio"])
    values, accounts, mask = posts(2.0, 2.0, 2.0)
    short = mask.copy()
    short[0] = False  # 7 with, 9 without in the first account
    found = lift(values, accounts, short)
    assert math.isnan(found["p"])
    assert (found["accounts"], found["n"], found["all_with"]) == (2, 16, 23)
    assert not found["associated"]


def test_sides_read_at_different_ages_are_not_compared() -> None:
    values, accounts, mask = posts(2.0, 2.0, 2.0)
    late = mask & (np.arange(48) % 4 == 0)  # half of the posts with the trait, none of the others
    assert math.isnan(lift(values, accounts, mask, late=late)["ratio"])
    assert lift(values, accounts, mask, late=np.ones(48, bool))["ratio"] == pytest.approx(2.0)


def test_equal_posts_tell_nothing() -> None:
    assert math.isnan(lift(np.zeros(16), np.zeros(16, int), ALTERNATING, least_accounts=1)["p"])


def test_no_traits_and_no_posts_give_an_empty_table() -> None:
    nothing = np.zeros(0), np.zeros(0, int)
    assert lifts(*nothing, {}).empty
    assert lifts(*nothing, {"x": np.zeros(0, bool)})["ratio"].isna().all()


def alike(rng: np.random.Generator, accounts: int, each: int, rho: float) -> np.ndarray:
    """Return logs of posts that resemble their neighbours: AR(1) with standard deviation 0.9, a row an account."""
    noise: np.ndarray = rng.normal(0, 0.9, (accounts, each))
    for step in range(1, each):
        noise[:, step] = rho * noise[:, step - 1] + math.sqrt(1 - rho**2) * noise[:, step]
    return noise


def test_traits_in_rows_are_judged_more_carefully_than_strewn_ones() -> None:
    values = alike(np.random.default_rng(5), 1, 400, 0.5).ravel()
    row, strewn = np.arange(400) < 200, np.arange(400) % 2 == 0
    found = lifts(values, np.zeros(400, int), {"row": row, "strewn": strewn}, least_accounts=1).set_index("trait")
    width = np.log(found["high"] / found["low"])
    # sqrt(1.5 / 0.5) = 1.73 wider
    assert 1.4 * width["strewn"] < width["row"] < 2.1 * width["strewn"]


@pytest.mark.parametrize(("accounts", "each", "share"), [(1, 40, 0.3), (4, 30, 0.3), (6, 60, 0.2)])
def test_shuffled_labels_keep_the_level(accounts: int, each: int, share: float) -> None:
    rng, chances, pages = np.random.default_rng(11), [], []
    account = np.repeat(np.arange(accounts), each)
    for _ in range(150):
        values = rng.normal(0, 0.9, accounts * each)
        traits = {str(number): rng.random(accounts * each) < share for number in range(10)}
        found = lifts(values, account, traits, least_accounts=min(accounts, 3))
        chances += found["p"].dropna().tolist()
        pages.append(found["associated"].any())
    # 1500 traits: 5 % ± 1.1 (two standard errors), 150 pages: 10 % ± 4.9
    assert 0.03 < np.mean(np.array(chances) < 0.05) < 0.067
    assert np.mean(pages) < 0.16


def test_campaigns_among_posts_that_resemble_their_neighbours_keep_the_level() -> None:
    rng, chances = np.random.default_rng(12), []
    account, places = np.repeat(np.arange(4), 60), np.tile(np.arange(60), 4)
    for _ in range(150):
        noise = alike(rng, 4, 60, 0.3)
        starts = rng.integers(0, 40, (6, 4))[:, account]
        traits = {str(number): (places >= start) & (places < start + 20) for number, start in enumerate(starts)}
        chances += lifts(noise.ravel(), account, traits)["p"].dropna().tolist()
    assert len(chances) == 900
    assert np.mean(np.array(chances) < 0.05) < 0.075


def test_a_true_lift_is_found() -> None:
    rng = np.random.default_rng(13)
    account, mask = np.repeat(np.arange(5), 40), rng.random(200) < 0.4
    values = rng.normal(0, 0.9, 200) + np.where(mask, math.log(2), 0)
    found = lifts(values, account, {"true": mask, **{str(n): rng.random(200) < 0.4 for n in range(9)}})
    assert found["associated"].tolist()[0]
    assert found["low"][0] < 2 < found["high"][0]


# best time


def schedule(rng: np.random.Generator, posts_a_week: int, weeks: int) -> tuple[np.ndarray, np.ndarray]:
    """Return cells and weeks of posts at random times."""
    week = np.repeat(np.arange(weeks), posts_a_week)
    return rng.choice(
        CELLS, len(week), p=[0.02, 0.1, 0.2, 0.1, 0.15, 0.15, 0.05, 0.01, 0.02, 0.08, 0.05, 0.04, 0.02, 0.01]
    ), week


def test_residuals_leave_nothing_that_kind_and_month_have_in_common() -> None:
    rng = np.random.default_rng(3)
    accounts, kinds, months = rng.integers(0, 3, 400), rng.integers(0, 4, 400), rng.integers(0, 5, 400)
    values = 2.0 * accounts + kinds * 0.7 * (accounts + 1) + months * accounts * 0.3
    assert np.abs(residuals(values, accounts, kinds, months)).max() < 1e-3


def test_a_cell_s_ratio_is_to_the_usual_post() -> None:
    # Three weeks of a post in cell 2 with ln 2, three posts elsewhere: under 4 weeks nothing is said; with 8 weeks it is.
    left = np.tile([math.log(2), *[-math.log(2) / 3] * 3], 8)
    cells, weeks = np.tile([2, 3, 4, 5], 8), np.repeat(np.arange(8), 4)
    found = best_time(left, cells, weeks, np.zeros(32, int), np.random.default_rng(1)).set_index("cell")
    assert found["ratio"][2] == pytest.approx(2.0)
    assert found["ratio"][3] == pytest.approx(2 ** (-1 / 3))
    assert (found["n"][2], found["weeks"][2]) == (8, 8)
    assert found["clear"].to_dict() == {2: True, 3: False, 4: False, 5: False}


def test_under_eight_posts_or_four_weeks_a_cell_says_nothing() -> None:
    # Cell 0: 9 posts of 3 weeks; cell 1: 7 posts of 7 weeks; cell 2: 8 posts of 8 weeks, the only one that could be told.
    weeks = np.array([*[0, 1, 2] * 3, *range(7), *range(8)])
    cells = np.array([*[0] * 9, *[1] * 7, *[2] * 8])
    left = np.where(cells == 2, -1.0, 1.0)
    order = np.argsort(weeks, kind="stable")
    found = best_time(left[order], cells[order], weeks[order], np.zeros(24, int), np.random.default_rng(1))
    assert found["ratio"].isna().tolist() == [True, True, False]
    assert found["p"].isna().all()
    assert not found["clear"].any()


@pytest.mark.parametrize(("accounts", "posts_a_week", "weeks"), [(1, 7, 13), (1, 3, 52), (4, 5, 13)])
def test_shuffled_times_show_a_best_time_in_at_most_five_percent(accounts: int, posts_a_week: int, weeks: int) -> None:
    rng, shown = np.random.default_rng(21), 0
    for _ in range(200):
        drawn = [schedule(rng, posts_a_week, weeks) for _ in range(accounts)]
        cells, week = (np.concatenate(each) for each in zip(*drawn, strict=True))
        account = np.repeat(np.arange(accounts), posts_a_week * weeks)
        values = rng.normal(0, 0.9, len(cells))
        left = residuals(values, account, rng.integers(0, 3, len(cells)), week // 4)
        shown += bool(best_time(left, cells, week, account, rng, draws=99)["clear"].any())
    # 200 pages: 5 % ± 3.1 (two standard errors)
    assert shown / 200 <= 0.081


def test_a_true_best_time_is_found_and_the_answer_is_the_same_each_time() -> None:
    rng = np.random.default_rng(22)
    cells, week = schedule(rng, 10, 26)
    values = rng.normal(0, 0.9, len(cells)) + np.where(cells == 2, 0.8, 0)
    zero = np.zeros(len(cells), int)
    answers = [
        best_time(residuals(values, zero, zero, week // 4), cells, week, zero, np.random.default_rng(7)) for _ in "ab"
    ]
    assert answers[0][answers[0]["clear"]]["cell"].tolist() == [2]
    pd.testing.assert_frame_equal(answers[0], answers[1])


def test_no_posts_have_no_best_time() -> None:
    nothing = np.zeros(0, int)
    assert best_time(np.zeros(0), nothing, nothing, nothing, np.random.default_rng(1)).empty
