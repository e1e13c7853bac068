"""The small fixed word lists behind the codes of the private schema. Codes count from 1; never reorder, only append."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

ORIGINS: Final = ("api", "feed", "import", "manual", "demo")
KINDS: Final = ("image", "album", "video", "short_video", "text", "link", "live", "poll", "article")
POST_COUNTS: Final = ("likes", "comments", "shares", "quotes", "views")
PROFILE_COUNTS: Final = ("followers", "following", "posts_total", "views_total")
FOLLOWERS_BASES: Final = ("observed", "interpolated", "current")
AGE_BASES: Final = ("at_age", "late", "young")

INTERACTION_PARTS: Final = ("likes", "comments", "shares", "quotes")


def code(words: tuple[str, ...], word: str) -> int:
    """Return the code of a word. Raises ValueError for a word that is not in the list."""
    return words.index(word) + 1


def mask(words: tuple[str, ...], hidden: Iterable[str]) -> int:
    """Return the bit mask of the hidden counts."""
    return sum(1 << words.index(word) for word in set(hidden))


def interactions_of(row: Mapping[str, Any]) -> int | None:
    """Return `interactions` of a row of counts, by the same rule as `interactions_sql`."""
    parts = [row[part] for part in INTERACTION_PARTS]
    if row["hidden"] & 15 or all(part is None for part in parts):
        return None
    return sum(part or 0 for part in parts)


def interactions_sql(row: str = "") -> str:
    """Return the SQL of `interactions` over the counts of a row (alias with dot, or nothing).

    The sum of the parts the network gives; NULL when one of them is hidden or none is known.
    """
    parts = [f"{row}{part}" for part in INTERACTION_PARTS]
    known = f"coalesce({', '.join(parts)}) IS NOT NULL"
    total = " + ".join(f"coalesce({part}, 0)" for part in parts)
    return f"CASE WHEN ({row}hidden & 15) = 0 AND {known} THEN {total} END"
