"""Record what one reading of an account brought: all of it, in one transaction, whatever it was.

Snapshots are appended only when something changed (a profile at least once a day, UTC); a post's current row is replaced, so
that ``metrics_at`` tells when it was last read; the outcome stands in ``run_account`` either way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from benchmark.store import derive, post_rows
from benchmark.store.database import Store, Transaction
from benchmark.store.vocabulary import ORIGINS, PROFILE_COUNTS, code, mask
from sources.base import Day, Post, Profile

_OBSERVED = ("followers", "followers_step", "hidden", "following", "posts_total", "views_total")
_FIELDS = ("handle", "display_name", "bio", "link", "url", "status")


@dataclass(frozen=True)
class Outcome:
    """How the reading of an account ended. ``status``: ok, partial (some of it was read), failed."""

    status: str = "ok"
    error: str | None = None
    message: str | None = None
    params: str | None = None


@dataclass(frozen=True)
class Reading:
    """Everything one reading of an account brought. ``observed_at`` dates all of it."""

    account_key: int
    observed_at: datetime
    finished_at: datetime
    profile: Profile | None = None
    posts: Sequence[Post] = ()
    window_from: datetime | None = None
    """How far back the posts were read in full; None when they were not."""
    days: Sequence[Day] = ()
    requests: int = 0
    state: Mapping[str, str] = field(default_factory=dict)
    outcome: Outcome = field(default_factory=Outcome)
    origin: str | None = None
    """Overrides the origin of all that was read, for the demo and imports."""
    age_days: int = derive.DEFAULT_AGE_DAYS
    status: str | None = None
    """What the network says of the account when it shows no profile: gone, private, suspended, moved."""


def record(
    store: Store, run_key: int | None, reading: Reading, *, first: Callable[[Transaction], object] | None = None
) -> None:
    """Store a reading and its outcome in one transaction, in which ``first`` is called first."""
    with store.transaction() as tx:
        if first is not None:
            first(tx)
        if reading.profile is not None:
            _profile(tx, run_key, reading, reading.profile)
        elif reading.status is not None:
            _changes(tx, reading, {"status": reading.status})
        if reading.days:
            _days(tx, run_key, reading)
        _state(tx, reading)
        _outcome(tx, run_key, reading)
        if reading.profile is not None or reading.posts or reading.window_from is not None:
            post_rows.store(tx, run_key, reading)


def _profile(tx: Transaction, run_key: int | None, reading: Reading, profile: Profile) -> None:
    observed = {
        "observed_at": reading.observed_at,
        "origin": code(ORIGINS, reading.origin or profile.origin),
        "followers_step": profile.followers_step,
        "hidden": mask(PROFILE_COUNTS, profile.hidden),
        **{name: getattr(profile, name) for name in PROFILE_COUNTS},
    }
    latest = _latest(tx, reading, observed["origin"])
    if latest is None or _is_news(observed, *latest):
        names = ("account_key", "run_key", *observed)
        tx.execute(
            f"INSERT INTO core.profile_snapshot ({', '.join(names)}) VALUES ({', '.join(f'${name}' for name in names)})",
            {"account_key": reading.account_key, "run_key": run_key, **observed},
        )
        derive.latest(tx, reading.account_key, (reading.observed_at, profile.followers))
    _changes(tx, reading, {name: getattr(profile, name) for name in _FIELDS})


def _latest(tx: Transaction, reading: Reading, origin: int) -> tuple[Any, ...] | None:
    """The account's last observation of this origin; looked for among those of the last days first, which is quicker."""
    select = (
        f"SELECT observed_at, {', '.join(_OBSERVED)} FROM core.profile_snapshot "
        "WHERE account_key = $account AND origin = $origin"
    )
    bound = {"account": reading.account_key, "origin": origin}
    recent = {"start": reading.observed_at - timedelta(days=2)}
    rows = tx.rows(f"{select} AND observed_at >= $start", bound | recent)
    rows = rows or tx.rows(f"{select} ORDER BY observed_at DESC LIMIT 1", bound)
    return max(rows, key=lambda row: row[0], default=None)


def _is_news(observed: Mapping[str, Any], at: datetime, *before: int | None) -> bool:
    """Whether an observation is kept: the first of its day, or another than the last one."""
    now = observed["observed_at"]
    return bool(at.date() < now.date() or (at < now and before != tuple(observed[name] for name in _OBSERVED)))


def _changes(tx: Transaction, reading: Reading, after: Mapping[str, str | None]) -> None:
    """Keep what is new about the account itself, and what it was before."""
    select = f"SELECT {', '.join(after)} FROM core.account WHERE account_key = $account"
    before = dict(zip(after, tx.rows(select, {"account": reading.account_key})[0], strict=True))
    changed = {name: value for name, value in after.items() if value is not None and value != before[name]}
    for name, value in changed.items():
        at = ", status_at = $at" if name == "status" else ""
        bound = {"account": reading.account_key, "value": value}
        tx.execute(
            f"UPDATE core.account SET {name} = $value{at} WHERE account_key = $account",
            bound | ({"at": reading.observed_at} if at else {}),
        )
        if before[name] is not None:
            tx.execute(
                "INSERT INTO core.profile_change VALUES ($account, $at, $field, $before, $value)",
                bound | {"at": reading.observed_at, "field": name, "before": before[name]},
            )


def _days(tx: Transaction, run_key: int | None, reading: Reading) -> None:
    columns = {
        "day": [day.day for day in reading.days],
        "measure": [day.measure for day in reading.days],
        "value": pa.array([day.value for day in reading.days], pa.int64()),
    }
    tx.frame("incoming_days", pa.table(columns))
    account = {"account": reading.account_key}
    tx.execute(
        """
        DELETE FROM core.account_daily WHERE account_key = $account
        AND (day, measure) IN (SELECT (day, measure) FROM incoming_days)
        """,
        account,
    )
    tx.execute(
        "INSERT INTO core.account_daily SELECT $account, day, measure, value, $at, $origin, $run FROM incoming_days",
        account | {"at": reading.observed_at, "origin": code(ORIGINS, reading.origin or "api"), "run": run_key},
    )


def _state(tx: Transaction, reading: Reading) -> None:
    account = {"account": reading.account_key}
    stored = dict(tx.rows("SELECT name, value FROM core.account_state WHERE account_key = $account", account))
    if stored == dict(reading.state):
        return
    tx.execute("DELETE FROM core.account_state WHERE account_key = $account", account)
    for name, value in reading.state.items():
        tx.execute("INSERT INTO core.account_state VALUES ($account, $name, $value)",
                   account | {"name": name, "value": value})  # fmt: skip


def _outcome(tx: Transaction, run_key: int | None, reading: Reading) -> None:
    if run_key is None:
        return
    tx.execute(
        """
        INSERT INTO core.run_account
        VALUES ($run, $account, $status, $error, $message, $params, $requests, $posts_seen, $window_from, $started, $finished)
        """,
        {
            "run": run_key,
            "account": reading.account_key,
            "status": reading.outcome.status,
            "error": reading.outcome.error,
            "message": reading.outcome.message,
            "params": reading.outcome.params,
            "requests": reading.requests,
            "posts_seen": len(reading.posts),
            "window_from": reading.window_from,
            "started": reading.observed_at,
            "finished": reading.finished_at,
        },
    )
