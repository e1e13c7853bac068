"""Calls and money by day: what is shown as used, and a budget that is never exceeded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from sources.base import Pace, Price, Quota, Source
from sources.errors import LimitReached, RetryLater, Stopped
from sources.ledger import Entry, Ledger, Used

NOW = datetime(2026, 11, 20, 12)
PRICE = Price(profile=0.01, post=0.005, budget="BENCHMARK_PAID_BUDGET", default_budget=1.0)
SOURCE = Source(
    "paid", "Paid", "", frozenset(), "", Pace(1), {}, profile=lambda _c, _a: None, price=PRICE  # type: ignore[arg-type, return-value]  # never called here
)  # fmt: skip


def spent(ledger: Ledger, now: datetime = NOW) -> float:
    return ledger.today(SOURCE, now).micro_usd / 1_000_000


def test_calls_are_counted_by_the_day_of_the_quota() -> None:
    ledger = Ledger()
    pacific = replace(SOURCE, quota=Quota(10_000, "America/Los_Angeles"))
    for hour in (6, 7, 8, 9):  # midnight in Los Angeles is 8:00 UTC in November
        ledger.count(pacific, datetime(2026, 11, 20, hour))
    assert ledger.today(pacific, datetime(2026, 11, 20, 7)) == Used(2)
    assert ledger.today(pacific, datetime(2026, 11, 20, 23)) == Used(2)


def test_what_is_bought_is_paid_once_a_day() -> None:
    ledger = Ledger()
    for now in (NOW, NOW, datetime(2026, 11, 21)):
        with ledger.paying(SOURCE, now, 0.005, 100) as payment:
            payment.bought(["1", "2", "2"])
    assert (spent(ledger), spent(ledger, datetime(2026, 11, 21))) == (0.01, 0.01)


def test_the_budget_bounds_what_a_call_may_bring() -> None:
    ledger = Ledger({"paid": 0.04})
    with ledger.paying(SOURCE, NOW, 0.005, 100) as payment:
        assert payment.granted == 8
        payment.bought([str(n) for n in range(5)])
    with ledger.paying(SOURCE, NOW, 0.005, 100) as payment:
        assert payment.granted == 3
    with pytest.raises(LimitReached) as caught, ledger.paying(SOURCE, NOW, 0.005, 100, least=5):
        pass
    assert caught.value.code == "budget"
    assert caught.value.params == {"budget": 0.04, "spent": 0.025, "setting": "BENCHMARK_PAID_BUDGET"}


def test_a_budget_of_nothing_buys_nothing() -> None:
    with pytest.raises(LimitReached), Ledger({"paid": 0.0}).paying(SOURCE, NOW, 0.005, 1):
        pass


def test_calls_under_way_share_the_budget() -> None:
    ledger = Ledger({"paid": 0.01})
    with ledger.paying(SOURCE, NOW, 0.005, 2) as first:
        assert first.granted == 2
        with pytest.raises(LimitReached), ledger.paying(SOURCE, NOW, 0.005, 1):
            pass
    with ledger.paying(SOURCE, NOW, 0.005, 1) as again:
        assert again.granted == 1


def failing(ledger: Ledger, error: Exception, losses: int, asked: int = 100) -> None:
    """A call that ends in an error after so many answers were lost."""
    lost = [0]
    with ledger.paying(SOURCE, NOW, 0.005, 100, lost=lambda: lost[0]) as payment:
        payment.granted = asked
        lost[0] += losses
        raise error


@pytest.mark.parametrize(
    ("error", "losses", "expected"),
    [(RetryLater("unreachable"), 0, 0.0), (RetryLater("timeout"), 1, 0.5), (Stopped(), 0, 0.0), (Stopped(), 1, 0.5)],
)
def test_an_answer_that_was_lost_may_have_been_billed(error: Exception, losses: int, expected: float) -> None:
    ledger = Ledger()
    with pytest.raises(type(error)):
        failing(ledger, error, losses)
    assert spent(ledger) == expected


def test_what_is_lost_is_at_most_what_was_asked_for() -> None:
    ledger = Ledger()
    with pytest.raises(RetryLater):
        failing(ledger, RetryLater("timeout"), 1, asked=80)
    assert spent(ledger) == 0.4


def test_an_answer_that_was_lost_and_came_again_is_paid_once() -> None:
    ledger, lost = Ledger(), [0]
    with ledger.paying(SOURCE, NOW, 0.005, 100, lost=lambda: lost[0]) as payment:
        lost[0] += 1
        payment.bought(["1"])
    assert spent(ledger) == 0.005


def test_money_is_never_free_between_being_set_aside_and_being_spent() -> None:
    ledger = Ledger({"paid": 0.01})
    lock, free = ledger._lock, list[int]()

    class Told:
        def __enter__(self) -> None:
            lock.acquire()

        def __exit__(self, *_: object) -> None:
            entry = Entry("paid", NOW.date())
            free.append(10_000 - ledger._reserved.get(entry, 0) - ledger._total.get(entry, Used()).micro_usd)
            lock.release()

    ledger._lock = Told()  # type: ignore[assignment]  # the same lock, which tells what was free whenever it is let go
    with ledger.paying(SOURCE, NOW, 0.005, 2) as payment:
        payment.bought(["1", "2"])
    assert set(free) == {0}


def test_earlier_processes_count_and_the_new_is_handed_over_once() -> None:
    ledger = Ledger()
    ledger.count(SOURCE, NOW, 3)
    entry = Entry("paid", date(2026, 11, 20))
    ledger.restore({entry: Used(10, 500_000)})
    assert ledger.today(SOURCE, NOW) == Used(13, 500_000)
    taken = ledger.unsaved()
    assert (taken, ledger.unsaved()) == ({entry: Used(3)}, {})
    ledger.restore_unsaved(taken)
    assert ledger.unsaved() == {entry: Used(3)}
