"""The one shape of results: the same columns and types whether there is much, little or nothing."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from benchmark.metrics.catalog import METRICS
from benchmark.metrics.metric import Metric
from benchmark.store.vocabulary import KINDS

KEY: Final = ("brand_id", "source")
FIGURES: Final = ("value", "first_day", "last_day", "n")

_KINDS: Final = np.array([None, *KINDS], dtype=object)
_TYPES: Final = {
    "text": (
        *("brand_id", "source", "note", "status", "basis", "parts", "error", "trait", "hashtag", "target"),
        *("tag", "pillar"),
    ),
    "time": (
        "first_day",
        "last_day",
        "day",
        "week",
        "last_post_at",
        "read_at",
        "followers_at",
        "metrics_at",
        "ready_on",
    ),
    "whole": (
        *(
            "n",
            "accounts_used",
            "accounts",
            "days",
            "deleted",
            "posts",
            "left_out",
            "too_young",
            "current_left_out",
            "total",
            "posts_rated",
            "zeros",
            "age_hours",
            "peers_n",
            "follower_days",
            "kinds",
        ),
        *("failing", "weekday", "hour", "followers_days", "unknown_left_out"),
        *("without", "weeks", "weekend", "daypart"),
        *("history_days", "needed_days", "pool_accounts"),
    ),
    "truth": ("carried", "distinguishable", "ongoing", "associated", "clear"),
    "kind": ("kind",),
}
_TYPE_OF: Final = {column: kind for kind, columns in _TYPES.items() for column in columns}


def columns(metric: Metric) -> list[str]:
    """Return the columns of a metric's result in their order."""
    return [*KEY, *metric.grain, *FIGURES, *metric.columns, "note"]


def shaped(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a result with exactly its metric's columns, typed. A column that the frame lacks is unknown."""
    return pd.DataFrame({column: _typed(frame, column) for column in columns(METRICS[name])}, copy=False)


def _typed(frame: pd.DataFrame, column: str) -> pd.Series:
    kind = _TYPE_OF.get(column, "number")
    values = frame[column] if column in frame else pd.Series([None] * len(frame), index=frame.index, dtype=object)
    if kind == "text":
        return values.astype(object) if column in KEY else values.astype(object).where(values.notna(), None)
    if kind == "kind":
        return pd.Series(_KINDS[values.fillna(0).to_numpy(np.int64)], index=values.index, dtype=object)
    if kind == "time":
        return pd.to_datetime(values).astype("datetime64[us]")
    if kind == "whole":
        return values.fillna(0).astype("int64")
    if kind == "truth":
        return values.fillna(value=False).astype(bool)
    return values.astype("float64")
