"""Rows of runs, and what a run needs to know of the accounts before it begins.

How a run stands (``status``): ``running``; ``done``, every account was read; ``partial``, some could not be read, or only in
part; ``failed``, none could be read or the run had to be given up; ``stopped``, somebody stopped it; ``interrupted``, its
process ended. What an interrupted run left open is read by the next run, under the same id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from benchmark.store.database import Store, Transaction
from benchmark.store.directory import new_id

_RUN = """
SELECT r.run_key, r.run_id, r.started_at, r.finished_at, r.trigger, r.status, count(x.run_key),
       count(*) FILTER (x.status = 'ok'), count(*) FILTER (x.status = 'partial'), count(*) FILTER (x.status = 'failed')
FROM core.run AS r LEFT JOIN core.run_account AS x USING (run_key)
"""


@dataclass(frozen=True)
class Run:
    """A run as it is stored, with how many accounts ended how so far."""

    key: int
    id: str
    started_at: datetime
    finished_at: datetime | None
    trigger: str
    status: str
    accounts: int = 0
    ok: int = 0
    partial: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Known:
    """An account and what earlier runs tell about it."""

    key: int
    id: str
    source: str
    native_id: str
    handle: str | None
    url: str | None
    brand: str
    status: str
    status_at: datetime
    followers: int | None
    tried_at: datetime | None
    """When it was last read or tried."""
    error: str | None
    """The code of the last try, None when it went well."""
    params: str | None
    read_at: datetime | None
    """When its posts were last read as far back as was asked, or as the network goes."""
    full_at: datetime | None
    """When its posts were last read in full as far back as ``backfill``."""
    days_to: date | None = None
    """The last day of which a daily value was fetched. Days come oldest first, so all before it were read."""


def begin(store: Store, trigger: str, now: datetime) -> Run:
    """Write down that a run has begun."""
    with store.transaction() as tx:
        key = int(tx.value("SELECT coalesce(max(run_key), 0) + 1 FROM core.run"))
        run = Run(key, new_id(), now, None, trigger, "running")
        tx.execute(
            "INSERT INTO core.run VALUES ($key, $id, $at, NULL, $trigger, 'running')",
            {"key": key, "id": run.id, "at": now, "trigger": trigger},
        )
    return run


def resume(store: Store, run: Run) -> Run:
    """Let an interrupted run go on."""
    with store.transaction() as tx:
        _set(tx, run.key, "running", None)
    return run


def finish(store: Store, run: Run, status: str, now: datetime) -> None:
    """Write down how a run ended."""
    with store.transaction() as tx:
        _set(tx, run.key, status, now)


def forget(store: Store, run: Run) -> None:
    """Take out a run that stored nothing, as if it had never begun: its times are wrong."""
    with store.transaction() as tx:
        for table in ("run_account", "run"):
            tx.execute(f"DELETE FROM core.{table} WHERE run_key = $key", {"key": run.key})


def interrupt_running(store: Store) -> int:
    """Mark the runs of a process that is no more. Returns how many there were."""
    running = int(store.value("SELECT count(*) FROM core.run WHERE status = 'running'"))
    if running:
        with store.transaction() as tx:
            tx.execute("UPDATE core.run SET status = 'interrupted' WHERE status = 'running'")
    return running


def last(store: Store, *, before: datetime | None = None) -> Run | None:
    """Return the latest run; with ``before`` the latest that began no later, whatever a wrong clock once wrote."""
    rows = store.rows(
        f"{_RUN} WHERE $before::TIMESTAMP IS NULL OR r.started_at <= $before GROUP BY ALL "
        "ORDER BY r.started_at DESC, r.run_key DESC LIMIT 1",
        {"before": before},
    )
    return Run(*rows[0]) if rows else None


def find(store: Store, run_id: str) -> Run | None:
    """Return the run of this id."""
    rows = store.rows(f"{_RUN} WHERE r.run_id = $id GROUP BY ALL", {"id": run_id})
    return Run(*rows[0]) if rows else None


def outcome_keys(store: Store, run: Run) -> set[int]:
    """Return the accounts that have an outcome in this run."""
    rows = store.rows("SELECT account_key FROM core.run_account WHERE run_key = $key", {"key": run.key})
    return {int(key) for (key,) in rows}


def known_accounts(store: Store, backfill: timedelta) -> list[Known]:
    """Return every account that is neither paused nor removed, with how its reading went so far.

    Readings dated in the future, which only a wrong clock can have written, count like others here; the caller compares.
    """
    rows = store.rows(
        """
        WITH last AS (
            SELECT account_key, max(started_at) AS tried_at, arg_max(coalesce(error, ''), started_at) AS error,
                   arg_max(coalesce(params, ''), started_at) AS params,
                   max(started_at) FILTER (status = 'ok' AND window_from IS NOT NULL) AS read_at,
                   max(started_at) FILTER (status = 'ok' AND window_from <= started_at - $backfill::INTERVAL) AS full_at
            FROM core.run_account GROUP BY account_key
        ), days AS (
            SELECT account_key, max(day) AS days_to FROM core.account_daily WHERE origin IN (1, 2) GROUP BY account_key
        )
        SELECT a.account_key, a.account_id, a.source, a.native_id, a.handle, a.url, b.name, a.status, a.status_at, a.followers,
               l.tried_at, nullif(l.error, ''), nullif(l.params, ''), l.read_at, l.full_at, d.days_to
        FROM core.account AS a JOIN core.brand AS b USING (brand_key) LEFT JOIN last AS l USING (account_key)
        LEFT JOIN days AS d USING (account_key)
        WHERE a.paused_at IS NULL AND a.removed_at IS NULL
        ORDER BY a.account_key
        """,
        {"backfill": backfill},
    )
    return [Known(*row) for row in rows]


def first_added(store: Store) -> datetime:
    """Return when the first account was added: where the spans of the schedule count from."""
    at = store.value("SELECT min(added_at) FROM core.account")
    return at if isinstance(at, datetime) else datetime(2026, 1, 1)


def states(store: Store, account_key: int) -> dict[str, str]:
    """Return what an account's source keeps between runs."""
    rows = store.rows("SELECT name, value FROM core.account_state WHERE account_key = $key", {"key": account_key})
    return {str(name): str(value) for name, value in rows}


def _set(tx: Transaction, run_key: int, status: str, finished_at: datetime | None) -> None:
    bound: Mapping[str, Any] = {"key": run_key, "status": status, "at": finished_at}
    tx.execute("UPDATE core.run SET status = $status, finished_at = $at WHERE run_key = $key", bound)
