"""When each account was last read, and how its last reading ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from benchmark.store.database import Store


@dataclass(frozen=True)
class AccountFreshness:
    """One account that is not removed; times in UTC, None when it never happened."""

    account_key: int
    account_id: str
    brand: str
    source: str
    handle: str | None
    url: str | None
    status: str
    paused_at: datetime | None
    followers: int | None
    followers_at: datetime | None
    success_at: datetime | None
    """When it was last read, in whole or in part."""
    outcome: str | None
    """How the last reading ended: ok, partial, failed; None before the first."""
    error: str | None
    params: str | None
    """Particulars of the error, as JSON."""


def account_freshness(store: Store) -> list[AccountFreshness]:
    """Return every account that is not removed, in the order of brands."""
    rows = store.rows(
        """
        WITH latest AS (
            SELECT account_key, max(finished_at) FILTER (status IN ('ok', 'partial')) AS success_at,
                   arg_max({'status': status, 'error': error, 'params': params}, started_at) AS last
            FROM core.run_account GROUP BY account_key
        )
        SELECT a.account_key, a.account_id, b.name, a.source, a.handle, a.url, a.status, a.paused_at, a.followers, a.followers_at,
               l.success_at, l.last.status, l.last.error, l.last.params
        FROM core.account AS a JOIN core.brand AS b USING (brand_key) LEFT JOIN latest AS l USING (account_key)
        WHERE a.removed_at IS NULL ORDER BY b.brand_key, a.account_key
        """
    )
    return [AccountFreshness(*row) for row in rows]


def last_run(store: Store) -> Mapping[str, Any] | None:
    """Return the latest run: run_id, started_at, finished_at, trigger, status; None before the first."""
    columns = ("run_id", "started_at", "finished_at", "trigger", "status")
    rows = store.rows(
        "SELECT run_id, started_at, finished_at, trigger, status FROM core.run ORDER BY started_at DESC LIMIT 1"
    )
    return dict(zip(columns, rows[0], strict=True)) if rows else None


@dataclass(frozen=True)
class RunOutcome:
    """How one account fared in one run."""

    account_id: str
    brand: str
    source: str
    status: str
    error: str | None
    params: str | None
    posts: int
    requests: int


def run_outcomes(store: Store, run_id: str) -> list[RunOutcome]:
    """Return what a run made of each account, in the order of brands."""
    rows = store.rows(
        """
        SELECT a.account_id, b.name, a.source, x.status, x.error, x.params, x.posts_seen, x.requests
        FROM core.run_account AS x JOIN core.run AS r USING (run_key) JOIN core.account AS a USING (account_key)
        JOIN core.brand AS b USING (brand_key) WHERE r.run_id = $run ORDER BY b.brand_key, a.account_key
        """,
        {"run": run_id},
    )
    return [RunOutcome(*row) for row in rows]
