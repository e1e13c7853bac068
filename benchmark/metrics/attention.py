"""How often brands are looked up and talked about: daily values, their sums, shares of the mentions.

Days are whole UTC days, as the networks tell them; the panel's time zone cannot cut them otherwise. A day that is not told is
unknown and never 0.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

import numpy as np
import pandas as pd

from benchmark.metrics import queries
from benchmark.metrics.queries import Reads
from benchmark.metrics.scope import Scope
from sources import SOURCES

_KEY: Final = ["brand_id", "source"]


def is_about_brands(source: str) -> bool:
    """Return whether a source tells of brands without brands being there: no followers, no posts."""
    return source in SOURCES and not SOURCES[source].may_have & {"followers", "posts"}


def daily(measure: str, store: Reads, scope: Scope) -> pd.DataFrame:
    """Return a measure of each day from a brand's first known one on; a brand without any has one row without a day."""
    frame = _read(measure, store, scope)
    used = frame["accounts_used"]
    unknown = frame["value"].isna()
    note = _reasons({"some_accounts": unknown & (used > 0) & (used < frame["accounts"]), "no_observation": unknown})
    return frame.assign(first_day=frame["day"], last_day=frame["day"], n=used, note=note)


def total(measure: str, store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the sum of a measure over the days that are told, with how many of the period's whole days these are."""
    frame, days = _read(measure, store, scope), whole_days(scope)
    told = frame["day"].where(frame["value"].notna())
    sums = (
        frame.assign(told=told)
        .groupby(_KEY, as_index=False)
        .agg(
            value=("value", lambda values: values.sum(min_count=1)),
            n=("value", "count"),
            first_day=("told", "min"),
            last_day=("told", "max"),
            accounts_used=("accounts_used", "max"),
            accounts=("accounts", "max"),
        )
    )
    note = _reasons({"no_observation": sums["n"] == 0, "some_days": sums["n"] < days})
    return sums.assign(days_observed=sums["n"].astype(float), days=days, note=note)


def share_of_voice(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return each brand's part of the mentions by one source, on the days that are told of all its brands.

    A brand of which no day is told has no part and does not keep the others from theirs.
    """
    frame = _read("mentions", store, scope)
    rows = [row for source, group in frame.groupby("source") for row in _parts(str(source), group)]
    columns = [*_KEY, "mentions", "total", "days_observed", "first_day", "last_day"]
    parts = pd.DataFrame(rows, columns=columns).sort_values(_KEY, ignore_index=True)
    mentions, total = parts["mentions"].astype(float), parts["total"].astype(float)
    note = _reasons(
        {"no_observation": mentions.isna(), "no_common_day": parts["days_observed"] == 0, "no_mentions": total == 0}
    )
    value = mentions / total.where(total > 0) * 100
    return parts.assign(value=value, n=mentions, days=whole_days(scope), note=note)


def _parts(source: str, frame: pd.DataFrame) -> list[dict[str, object]]:
    """Return what each brand of one source has on the days that are told of all of them."""
    told = frame.dropna(subset="value").pivot_table(index="day", columns="brand_id", values="value")
    common = told.dropna()
    span = (common.index.min(), common.index.max()) if len(common) else (pd.NaT, pd.NaT)
    sums = common.sum()
    return [
        {
            "brand_id": brand,
            "source": source,
            "mentions": sums.get(brand, np.nan),
            "total": sums.sum(),
            "days_observed": len(common),
            "first_day": span[0],
            "last_day": span[1],
        }
        for brand in frame["brand_id"].unique()
    ]


def _reasons(codes: dict[str, pd.Series]) -> pd.Series:
    """Return the code of the first condition that holds in each row, None where none does."""
    note = pd.Series(None, index=next(iter(codes.values())).index, dtype=object)
    for code, holds in reversed(codes.items()):
        note = note.mask(holds, code)
    return note


def _read(measure: str, store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the days of a measure by brand and network; a brand without any has one row without a day."""
    whole = queries.run(store, "attention", scope)
    days = whole[whole["measure"] == measure]
    told = pd.MultiIndex.from_frame(days[_KEY])
    brands = whole.drop_duplicates(_KEY)
    others = brands[~pd.MultiIndex.from_frame(brands[_KEY]).isin(told)]
    others = others.assign(day=None, value=np.nan, accounts_used=0)
    both = pd.concat([days, others], ignore_index=True) if len(others) else days
    return both.astype({"day": "datetime64[us]", "value": float}).sort_values([*_KEY, "day"], ignore_index=True)


def whole_days(scope: Scope) -> int:
    """Return how many UTC days of the period are over."""
    last = min(scope.end, scope.now.date() - timedelta(days=1))
    return max((last - scope.start).days + 1, 0)


READINGS: Final[dict[str, Callable[[Reads, Scope], pd.DataFrame]]] = {
    "page_views": partial(daily, "page_views"),
    "page_views_total": partial(total, "page_views"),
    "mentions": partial(daily, "mentions"),
    "mentions_total": partial(total, "mentions"),
    "share_of_voice_pct": share_of_voice,
}
