"""How the service does, for monitors: without a token, so without a name of any brand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from benchmark.collect import schedule
from benchmark.commands import Session
from benchmark.store import StoreError, runs
from benchmark.store.freshness import last_run

_GRACE = timedelta(hours=1)
_SCHEMA_OF_RUN = {
    "type": ["object", "null"],
    "properties": {
        "started_at": {"type": "string", "format": "date-time"},
        "finished_at": {"type": ["string", "null"], "format": "date-time"},
        "status": {"type": "string"},
    },
    "required": ["started_at", "finished_at", "status"],
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "properties": {
        "status": {"type": "string", "enum": ["ok", "stale", "down"]},
        "database": {"type": "string", "enum": ["ok", "unreadable"]},
        "last_run": _SCHEMA_OF_RUN,
    },
    "required": ["status", "database", "last_run"],
    "additionalProperties": False,
}
"""The JSON schema of the answer."""


def health(session: Session, now: datetime) -> Mapping[str, Any]:
    """Return ``ok``, ``stale`` (two scheduled runs or more were missed), or ``down`` (the database cannot be read)."""
    try:
        last = last_run(session.store)
        stale = _is_stale(session, now)
    except StoreError:
        return DOWN
    told = {name: last[name] for name in ("started_at", "finished_at", "status")} if last else None
    return {"status": "stale" if stale else "ok", "database": "ok", "last_run": told}


DOWN = {"status": "down", "database": "unreadable", "last_run": None}
"""The answer while the database cannot be read."""


def _is_stale(session: Session, now: datetime) -> bool:
    store, settings = session.store, session.settings
    followed = store.value("SELECT count(*) FROM core.account WHERE removed_at IS NULL AND paused_at IS NULL")
    due = schedule.instants(settings.schedule, settings.timezone, runs.first_added(store), now)
    if due is None or not followed:
        return False
    interval = (due.next - due.cutoff) / 1.5  # the cutoff lies half an interval before the latest instant
    read = store.value("SELECT max(finished_at) FROM core.run_account WHERE status IN ('ok', 'partial')")
    since = read or store.value("SELECT max(added_at) FROM core.account WHERE removed_at IS NULL")
    return bool(since is not None and now - since > 2 * interval + _GRACE)
