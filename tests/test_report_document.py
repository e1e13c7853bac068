"""A report's pages all show one state of the data, whatever is written while they are made."""

from __future__ import annotations

from datetime import timedelta

from figures import Figures, days

from benchmark.clock import utcnow
from benchmark.reports.document import build
from benchmark.store import Store
from benchmark.store.data_version import present_version
from benchmark.store.reports import Item, Report

TWICE = Report("", "Monday", tuple(Item(name, "followers-over-time", "period=28d", "mastodon") for name in "ab"))


def followed(store: Store) -> tuple[Figures, int, list[str]]:
    """An account that was read on each of the last thirty days."""
    figures = Figures(store)
    account = figures.account("Anvil", "mastodon", followers=1000)
    with store.transaction() as tx:
        tx.execute("INSERT INTO core.panel VALUES (1, 'p', 'Panel', 'UTC', 1, TIMESTAMP '2026-01-01')")
        tx.execute("INSERT INTO core.panel_account SELECT 1, account_key FROM core.account")
    today = utcnow().date()
    read = [str(day) for day in days(str(today - timedelta(days=30)), str(today - timedelta(days=1)))]
    figures.followers(account, dict.fromkeys(read, 1000))
    return figures, account, read


def test_what_is_written_while_pages_are_made_is_on_all_of_them_or_on_none(store: Store) -> None:
    figures, account, read = followed(store)
    steps = []

    def progress(place: int, _of: int) -> None:
        """Read the account anew after each page that is made, the first as well as those made over."""
        steps.append(place)
        figures.followers(account, {f"{read[-1]} 12:{len(steps):02}": 1000 + 100 * len(steps)})

    before = present_version(store)
    made = build(store, TWICE, progress=progress)
    tables = [sheet.card.table for sheet in made.sheets if sheet.card is not None and sheet.card.table is not None]
    assert steps == [1, 2, 1, 2], "made over once, not until nobody writes any more"
    assert tables[0].equals(tables[1])
    assert tables[0]["Anvil"].iloc[-1] == 1200, "the state when they were made over"
    assert made.version not in (before, present_version(store))
    assert {sheet.card.version for sheet in made.sheets if sheet.card is not None} == {made.version.id}


def test_pages_are_made_once_where_nobody_writes(store: Store) -> None:
    followed(store)
    steps = []
    made = build(store, TWICE, progress=lambda place, _of: steps.append(place))
    assert steps == [1, 2]
    assert made.version == present_version(store)
