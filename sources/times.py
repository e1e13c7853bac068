"""Times as networks write them, read into the one form used here: UTC without a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_FORM = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d([.,]\d{1,12})?)?\s?([Zz]|[+-]\d\d(:?\d\d)?)?", re.ASCII)


def parse_time(text: object) -> datetime | None:
    """Read an RFC 3339 or ISO 8601 date with time; None for anything else, never an error.

    Any offset and any number of decimals are understood; a time without an offset is taken as UTC, which is what
    the networks mean by it (``date_gmt`` of WordPress). A leap second counts as the second before it.
    """
    if not isinstance(text, str):
        return None
    text = text.strip()
    if len(text) > 48 or not _FORM.fullmatch(text):
        return None
    if text[16:19] == ":60":
        text = f"{text[:16]}:59{text[19:]}"
    try:
        moment = datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", "").upper())
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):  # 30 February; the year 0 after its offset is taken off
        return None


def from_epoch(seconds: object) -> datetime | None:
    """Read seconds since 1970, whole or with decimals; None for anything else and for times before 2000 or after 2200."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 946_684_800 <= seconds < 7_258_118_400:
        return None
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
