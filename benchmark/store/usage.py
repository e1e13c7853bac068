"""What was asked of each network on each day, kept beyond the process: quotas and budgets survive a restart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from benchmark.store.database import Store, Transaction
from sources.ledger import Entry, Ledger, Used


def restore(store: Store, ledger: Ledger, now: datetime) -> None:
    """Give a process's ledger what earlier processes used since yesterday (whatever the zone of a quota)."""
    rows = store.rows(
        "SELECT source, day, calls, micro_usd FROM core.source_usage WHERE day >= $day",
        {"day": now.date() - timedelta(days=1)},
    )
    ledger.restore({Entry(source, day): Used(calls, micro) for source, day, calls, micro in rows})


def save(store: Store, ledger: Ledger) -> None:
    """Write down what is new in a ledger, in a transaction of its own."""
    taken = ledger.unsaved()
    if not taken:
        return
    try:
        with store.transaction() as tx:
            add(tx, taken)
    except BaseException:
        ledger.restore_unsaved(taken)
        raise


def add(tx: Transaction, entries: Mapping[Entry, Used]) -> None:
    """Add what was used to what stands there."""
    for entry, used in entries.items():
        bound = {"source": entry.source, "day": entry.day, "calls": used.calls, "micro": used.micro_usd}
        key = {"source": entry.source, "day": entry.day}
        if tx.rows("SELECT 1 FROM core.source_usage WHERE source = $source AND day = $day", key):
            tx.execute(
                "UPDATE core.source_usage SET calls = calls + $calls, micro_usd = micro_usd + $micro "
                "WHERE source = $source AND day = $day",
                bound,
            )
        else:
            tx.execute("INSERT INTO core.source_usage VALUES ($source, $day, $calls, $micro)", bound)
