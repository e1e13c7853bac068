"""How a metric is declared, and where figures come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from benchmark.text import words

Unit = Literal["count", "pct", "per_week", "days", "index", "hours", "ratio"]

FOLLOWER_COUNTS: Final = words("Follower counts shown publicly by each network, as read on the days named")
PUBLIC_POSTS: Final = words("Public posts of each account, as read; reposts of others do not count")
PUBLIC_COUNTS: Final = words(
    "Public counts of each post; organic and sponsored reach cannot be told apart, stories, saves and clicks are not public, "
    "and comments hold the brand's own replies"
)
ATTENTION: Final = words("Daily figures of encyclopaedia, forum and news search, as each source tells them")
READINGS: Final = words("The record of this installation's own readings")


@dataclass(frozen=True)
class Metric:
    """One declared metric. Label, description and source are English source texts, shown with ``t(...)``."""

    name: str
    label: str
    description: str
    unit: Unit
    grain: tuple[str, ...]
    """Key columns beyond brand_id and source."""
    higher_is_better: bool | None
    source: str
    columns: tuple[str, ...] = ()
    """Columns beyond the key, value, first_day, last_day, n and note."""
