"""The version of the data changes with everything that figures rest on, and with nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from figures import Figures

from benchmark import brands
from benchmark.imports import by_hand
from benchmark.metrics import breaks, industry
from benchmark.planning import make_tag, rule_of
from benchmark.reports import basket
from benchmark.store import Store
from benchmark.store.data_version import FILES, data_version


def grounds(store: Store) -> Figures:
    figures = Figures(store)
    account = figures.account("Anvil")
    figures.followers(account, {"2026-05-01": 100})
    figures.posts(account, [{"at": "2026-05-01", "likes": 3}])
    return figures


@pytest.mark.parametrize(
    "act",
    [
        lambda figures: figures.followers(1, {"2026-05-02": 100}),
        lambda figures: figures.post(1, "2026-04-01"),
        lambda figures: figures.daily(1, "2026-05-01", [0]),
        lambda figures: figures.read(1, "2026-05-02", "2026-05-01"),
        lambda figures: brands.rename(figures.store, "Anvil", "Anvil Works", actor="test"),
        lambda figures: make_tag(figures.store, "Rivers", "label", rule_of(["river"]), actor="test"),
        lambda figures: brands.describe(figures.store, "mastodon:1", market="France", actor="test"),
        lambda figures: entered(figures, 120),
    ],
    ids=["followers", "post", "day", "reading", "name", "tag", "market", "figure by hand"],
)
def test_it_changes_with_what_figures_rest_on(store: Store, act: Callable[[Figures], object]) -> None:
    figures = grounds(store)
    before = data_version(store)
    act(figures)
    assert data_version(store).id != before.id


def entered(figures: Figures, count: int) -> None:
    day, now = date(2026, 5, 1), datetime(2026, 5, 2, 12)
    by_hand.enter(
        figures.store, "mastodon:1", day, by_hand.read({"followers": str(count)}), actor="test", now=now, timezone="UTC"
    )


def test_an_entry_of_the_same_day_that_is_corrected_is_another_state(store: Store) -> None:
    figures = grounds(store)
    found = []
    for count in (120, 121):
        entered(figures, count)
        found.append(data_version(store).id)
    assert len(set(found)) == 2


def test_it_stays_while_nothing_is_observed(store: Store) -> None:
    grounds(store)
    before = data_version(store)
    basket.new_report(store, "Monday", actor="test")
    assert data_version(store) == before
    assert len(before.id) == 12
    assert str(before.observed_at) == "2026-05-21 10:00:00", "when the counts of its post were read last"


def test_it_changes_with_the_files_that_stand_beside_figures(store: Store, tmp_path: Path) -> None:
    grounds(store)
    found = [data_version(store, tmp_path)]
    for text in ("network,metric\n", "network,metric\nx,likes\n"):
        (tmp_path / "metric_breaks.csv").write_text(text)
        found.append(data_version(store, tmp_path))
    (tmp_path / "notes.txt").write_text("nothing of ours")
    assert len({each.id for each in found}) == 3
    assert data_version(store, tmp_path) == found[-1]
    assert {path.name for path in FILES.glob("*.csv")} == {breaks.PATH.name, industry.PATH.name}


def test_nothing_is_a_version_too(store: Store) -> None:
    assert data_version(store).observed_at is None
