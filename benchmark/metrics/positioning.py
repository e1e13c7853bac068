"""Where brands stand in pace and engagement: the figures of three metrics side by side, none of them counted anew."""

from __future__ import annotations

from typing import Final

import pandas as pd

_KEY: Final = ["brand_id", "source"]


def placed(pace: pd.DataFrame, rate: pd.DataFrame, followers: pd.DataFrame) -> pd.DataFrame:
    """Return one row a brand and network: posts a week, the rate with its interval, followers at the period's end.

    Args:
        pace: posts per week, with its note.
        rate: an engagement rate: value, low, high, n, basis where it has one, note.
        followers: levels by day.

    Returns:
        The rows of ``pace`` with rate, low, high, posts_rated, basis, rate_note and followers; what is unknown is NaN. The note
        is that of the pace, or else of the rate.
    """
    rated = rate.rename(columns={"value": "rate", "n": "posts_rated", "note": "rate_note"})
    kept = [
        name
        for name in (*_KEY, "rate", "low", "high", "posts_rated", "basis", "rate_note", "too_young", "left_out")
        if name in rated
    ]
    last = followers["day"].max() if len(followers) else pd.NaT
    levels = followers.loc[followers["day"] == last, [*_KEY, "value"]].rename(columns={"value": "followers"})
    # An empty frame has no texts to tell its types by.
    rated, levels = (frame.astype(dict.fromkeys(_KEY, object)) for frame in (rated[kept], levels))
    whole = pace.merge(rated, on=_KEY, how="left").merge(levels, on=_KEY, how="left")
    return whole.assign(note=whole["note"].where(whole["note"].notna(), whole["rate_note"]))
