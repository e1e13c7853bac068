"""Calls and money by day: what is shown as used, and a budget that is never exceeded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from sources.base import Pace, Price, Quota, Source
from sources.errors import LimitReached, RetryLater
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


def test_a_call_without_an_answer_may_have_been_billed() -> None:
    ledger = Ledger()
    for code, expected in (("unreachable", 0.0), ("timeout", 0.5)):
        with pytest.raises(RetryLater), ledger.paying(SOURCE, NOW, 0.005, 100):
            raise RetryLater(code)
        assert spent(ledger) == expected


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
