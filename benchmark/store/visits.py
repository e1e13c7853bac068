"""When each visitor was here: as much as is needed to say what happened since the visit before.

Activity is written down in steps of five minutes. A visit begins when the last activity is more than half an hour ago; then
what is older than the visit before is dropped. No figure rests on it, so cached figures stay.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from benchmark.store.database import Store

APART: Final = timedelta(minutes=30)
"""Activities further apart belong to two visits."""
STEP: Final = timedelta(minutes=5)
LOCAL: Final = "local"
"""Whoever uses an installation without sign-in."""


def arrive(store: Store, visitor: str, now: datetime) -> datetime | None:
    """Note that a visitor is active and return when the visit before ended; None on the first visit.

    While another writes, nothing is noted: a page does not wait for it, and the next activity will do.
    """
    rows = store.rows(
        "SELECT seen_at FROM core.visit WHERE visitor = $visitor AND seen_at <= $now ORDER BY seen_at DESC",
        {"visitor": visitor, "now": now},
    )
    seen = [at for (at,) in rows]
    before = _before(seen, now)
    if (not seen or now - seen[0] >= STEP) and not store.busy:
        bound = {"visitor": visitor, "now": now}
        with store.transaction(figures=False) as tx:
            tx.execute("INSERT INTO core.visit VALUES ($visitor, $now)", bound)
            if before is not None:
                tx.execute(
                    "DELETE FROM core.visit WHERE visitor = $visitor AND seen_at < $before",
                    {"visitor": visitor, "before": before},
                )
    return before


def _before(seen: list[datetime], now: datetime) -> datetime | None:
    """Return the last activity that was followed by a pause; latest first."""
    following = now
    for at in seen:
        if following - at > APART:
            return at
        following = at
    return None
