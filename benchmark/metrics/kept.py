"""Why figures are missing that were removed: a network's terms, or a setting, let them be kept for some days only.

What was removed until when stands in the store (see `benchmark.store.announcing`). A figure that would need something from
before then gets the note ``kept:<days>`` in place of one that sounds as if nobody had looked; a sum that would lack posts whose
counts are gone has no value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

import pandas as pd

from benchmark.metrics.queries import Reads
from benchmark.metrics.scope import Scope
from benchmark.store import Store

NOTE: Final = "kept"
"""The note's first part; after the colon stand the days."""
REMOVED: Final = "removed"
"""The note of figures over posts whose counts are gone."""
_ABSENT: Final = (
    *("no_observation", "observed_only", "one_observation", "no_mean_followers", "no_end_followers"),
    REMOVED,
)

# A brand that was added later has nothing that was removed.
_LIMITED: Final = """
SELECT DISTINCT b.brand_id, a.source, r.removed_days AS days
FROM core.retention AS r JOIN core.account AS a USING (source) JOIN core.brand AS b USING (brand_key)
WHERE r.removed_until > $start AND a.added_at < r.removed_until AND a.account_key IN (SELECT unnest($accounts::INTEGER[]))
"""


@dataclass(frozen=True)
class Limit:
    """What was removed of a source: everything read before ``until`` (UTC), when ``days`` were kept."""

    days: int
    until: datetime


def noted(reads: Reads, frame: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Return a metric's result with the reason at figures that are missing because what they need was removed."""
    absent = frame["note"].isin(_ABSENT)
    if not absent.any():
        return frame
    limited = reads.query(_LIMITED, {"start": scope.instants[0], "accounts": list(scope.accounts)})
    if limited.empty:
        return frame
    days = frame[["brand_id", "source"]].merge(limited, how="left", on=["brand_id", "source"])["days"].to_numpy()
    known = absent & pd.notna(days)
    notes = [
        f"{NOTE}:{int(day)}" if there else note for note, day, there in zip(frame["note"], days, known, strict=True)
    ]
    return frame.assign(note=pd.Series(notes, index=frame.index, dtype=object))


def limits(store: Store) -> Mapping[str, Limit]:
    """Return what was removed, by source."""
    return _limits(store, store.version)


@lru_cache(maxsize=4)
def _limits(store: Store, version: int) -> Mapping[str, Limit]:  # noqa: ARG001  version is the key
    rows = store.rows("SELECT source, removed_days, removed_until FROM core.retention WHERE removed_until IS NOT NULL")
    return {source: Limit(days, until) for source, days, until in rows}
