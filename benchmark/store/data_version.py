"""Which state of the data a figure came from: a short text that changes with everything that figures rest on.

What is observed, imported or entered is appended, and what people change is audited, so that counts, latest times and the tags
of posts tell of every change.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from benchmark.store.database import Store
from benchmark.store.directory import Reader

_ASKED: Final = (
    "SELECT count(*), max(observed_at), max(run_key) FROM core.profile_snapshot",
    "SELECT count(*), max(observed_at), max(run_key) FROM core.post_snapshot",
    "SELECT count(*), max(observed_at), sum(value) FROM core.account_daily",
    "SELECT count(*), max(published_at), count(deleted_at), max(metrics_at) FROM core.post",
    "SELECT count(*), max(started_at), max(finished_at) FROM core.run_account",
    "SELECT count(*), sum(hash(post_key, tag_key, origin)::HUGEINT) FROM core.post_tag",
    "SELECT count(*), max(happened_at) FROM core.audit WHERE NOT regexp_matches(action, '^(report|view|token|schedule|share)\\.')",
)


@dataclass(frozen=True)
class DataVersion:
    """A state of the data."""

    id: str
    """Twelve hexadecimal signs."""
    observed_at: datetime | None
    """When the latest figure in it was observed, in UTC."""


def data_version(reader: Reader) -> DataVersion:
    """Return the present state of the data."""
    seen = [reader.rows(sql)[0] for sql in _ASKED]
    known = [at for _, at, *_ in seen[:3] if at is not None]
    return DataVersion(hashlib.sha256(repr(seen).encode()).hexdigest()[:12], max(known, default=None))


def present_version(store: Store) -> DataVersion:
    """Return the present state of the data in a store, looked at once after each change."""
    return _kept(store, store.version)


@lru_cache(maxsize=4)
def _kept(store: Store, version: int) -> DataVersion:  # noqa: ARG001  version is the key
    return data_version(store)
