"""What brands post about: shares of their posts and of their interactions by content pillar.

Pillars are tags that the users made. A post can carry several and then counts to each, so shares are of posts and may add up to
more than 100 %; the posts of no pillar are a row of their own.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from benchmark.metrics import kept, queries
from benchmark.metrics.queries import Reads
from benchmark.metrics.scope import Scope

NONE: Final = "none"
"""In place of a tag's id: the posts that carry no pillar. No id is so short."""
NO_PILLARS: Final = "no_pillars"
HIDDEN_LIMIT_PCT: Final = 20
"""A brand that withholds the counts of more of its posts than this is left out of shares, by name."""


def posts_pct(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the metric ``pillar_posts_pct``."""
    frame = _read(store, scope)
    all_posts = frame["all_posts"]
    known = frame["has_pillars"] & (all_posts > 0)
    value = (frame["posts"] / all_posts.where(all_posts > 0) * 100).where(known)
    unread = np.where(frame["accounts_used"] == 0, "not_covered", "no_posts")
    why = np.where(frame["has_pillars"], unread, NO_PILLARS)
    return frame.assign(value=value, n=frame["posts"], total=all_posts, note=np.where(known, frame["note"], why))


def interactions_pct(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the metric ``pillar_interactions_pct``."""
    frame = _read(store, scope)
    all_posts, total = frame["all_posts"], frame["all_interactions"]
    hidden_pct = frame["left_out"] / all_posts.where(all_posts > 0) * 100
    reasons = {
        NO_PILLARS: ~frame["has_pillars"],
        kept.REMOVED: frame["removed"] > 0,
        "hidden": hidden_pct > HIDDEN_LIMIT_PCT,
        "not_covered": (all_posts == 0) & (frame["accounts_used"] == 0),
        "no_posts": all_posts == 0,
        "no_counts": frame["all_counted"] == 0,
        "no_interactions": total == 0,
    }
    why = np.select(list(reasons.values()), list(reasons), "")
    known = why == ""
    value = (frame["interactions"] / total.where(total > 0) * 100).where(known)
    note = np.where(known, frame["note"], why)
    return frame.assign(value=value, n=frame["counted"], total=total, hidden_pct=hidden_pct, note=note)


def _read(store: Reads, scope: Scope) -> pd.DataFrame:
    frame = queries.run(store, "pillars", scope)
    return frame.assign(tag=frame["tag_id"].fillna(NONE))
