"""The present as the whole product keeps it: UTC, without a zone."""

from __future__ import annotations

from datetime import UTC, datetime


def utcnow() -> datetime:
    """Return the present in UTC without a zone, to the microsecond."""
    return datetime.now(UTC).replace(tzinfo=None)
