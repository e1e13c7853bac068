"""Which state of the data a figure came from: a short text that changes with everything that figures rest on.

What is observed, imported or entered is appended, and what people change is audited, so that counts, latest times and the tags
of posts tell of every change. The files of ``data/`` stand beside figures too: days on which a network counts anew, and what
others published.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from benchmark.store.database import Store
from benchmark.store.directory import Reader

_ASKED: Final = (
    "SELECT count(*), max(observed_at), max(run_key) FROM core.profile_snapshot",
    "SELECT count(*), max(observed_at), sum(value) FROM core.account_daily",
    "SELECT count(*), max(metrics_at), max(published_at), count(deleted_at) FROM core.post",
    "SELECT count(*) FROM core.post_snapshot",
    "SELECT count(*), max(started_at), max(finished_at) FROM core.run_account",
    "SELECT count(*), sum(hash(post_key, tag_key, origin)::HUGEINT) FROM core.post_tag",
    "SELECT count(*), max(happened_at) FROM core.audit WHERE NOT regexp_matches(action, '^(report|view|token|schedule|share)\\.')",
)
"""The tables whose latest times of observation are the data's come first. Of the snapshots of posts, by far the largest table,
only the number is asked: the latest of each stands with its post."""
FILES: Final = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True)
class DataVersion:
    """A state of the data."""

    id: str
    """Twelve hexadecimal signs."""
    observed_at: datetime | None
    """When the latest figure in it was observed, in UTC."""


def data_version(reader: Reader, folder: Path = FILES) -> DataVersion:
    """Return the present state of the data, and of the files in a folder that stand beside them."""
    seen = [reader.rows(sql)[0] for sql in _ASKED]
    known = [at for _, at, *_ in seen[:3] if at is not None]
    told = hashlib.sha256(repr(seen).encode())
    for path in _files(folder):
        told.update(f"{path.name}:{hashlib.sha256(path.read_bytes()).hexdigest()}".encode())
    return DataVersion(told.hexdigest()[:12], max(known, default=None))


def present_version(store: Store) -> DataVersion:
    """Return the present state of the data in a store, looked at once after each change."""
    files = tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in _files(FILES))
    return _kept(store, store.version, files)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.csv"))


@lru_cache(maxsize=4)
def _kept(store: Store, version: int, files: tuple[tuple[str, int, int], ...]) -> DataVersion:  # noqa: ARG001  keys
    return data_version(store)
