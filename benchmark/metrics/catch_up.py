"""What it takes to reach a larger brand in a year, against the pace of the period.

A rounded count F with step s stands for a true one in [F, F + s): levels, gaps and paces carry that band.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from benchmark.metrics import growth, queries
from benchmark.metrics.queries import Reads
from benchmark.metrics.scope import Scope

WEEKS: Final = 365 / 7
"""Weeks of the 12 months in which the other's present count is to be reached."""
SHORTEST_SPAN: Final = 7
"""Days between the readings from which a weekly pace is told."""

State = Literal["ahead", "behind", "level"]
"""``level``: rounded counts cannot tell who has more."""
Course = Literal["on_course", "too_slow", "cannot_tell", ""]
"""Whether the own pace of the period is what it takes; empty where nothing is needed."""
Trend = Literal["towards", "away", "same", "cannot_tell"]
"""Where the own brand moves relative to the other when both keep their pace: ``towards`` it from behind is catching up."""


def catch_up(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return for each brand the followers a week that reach the next larger brand's present count within 12 months."""
    frame = _levels(store, scope).merge(_paces(store, scope), on=["brand_id", "source"], how="left")
    if frame.empty:
        return frame
    frame = frame.join(pd.concat([_next_larger(rows) for _, rows in frame.groupby("source", sort=False)]))
    for column, gap in (("value", "gap"), ("low", "gap_low"), ("high", "gap_high")):
        frame[column] = frame[gap] / WEEKS
    note = frame["level_note"].where(frame["followers"].isna(), frame["pace_note"])
    largest = frame["followers"].notna() & frame["gap"].isna()
    return frame.assign(note=note.mask(largest, "largest"))


def growth_plan(frame: pd.DataFrame, own: str) -> pd.DataFrame:
    """Return what it takes the own brand to reach each other brand of one network.

    Args:
        frame: the rows of the metric ``catch_up`` of one network.
        own: the own brand's id.

    Returns:
        One row for each other brand with brand_id, followers, its pace (with pace_low and pace_high), gap, needed (followers a
        week, with needed_low and needed_high), state, course and trend; an unknown level leaves state empty. Largest first,
        unknown last.
    """
    others = frame[frame["brand_id"] != own].sort_values("followers", ascending=False, kind="stable")
    mine = frame[frame["brand_id"] == own]
    me: Mapping[Any, Any] = {} if mine.empty else mine.iloc[0].to_dict()
    plan = others[["brand_id", "followers", "pace", "pace_low", "pace_high"]].reset_index(drop=True)
    plan["gap"], plan["gap_low"], plan["gap_high"] = (series.to_numpy() for series in _gap(others, me))
    for column in ("", "_low", "_high"):
        plan[f"needed{column}"] = plan[f"gap{column}"].where(plan["gap_high"] > 0) / WEEKS
    plan["state"] = np.select(
        [plan["gap_low"] > 0, plan["gap_high"] < 0, plan["gap"].notna()], ["behind", "ahead", "level"], ""
    )
    equal = (plan["gap_low"] == 0) & (plan["gap_high"] == 0)
    plan["state"] = plan["state"].mask(equal, "level")
    plan["course"] = _course(plan, me)
    plan["trend"] = _trend(plan, me)
    return plan


def _levels(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return each brand's count on the last day of the period that has come."""
    frame = queries.run(store, "followers", scope)
    last = frame[pd.to_datetime(frame["day"]) == pd.Timestamp(min(scope.end, scope.today))]
    places = store.query(queries.text("places"), {"accounts": list(scope.accounts)})[["brand_id", "source"]]
    rows = places.drop_duplicates().merge(
        last[["brand_id", "source", "value", "high", "note"]], on=["brand_id", "source"], how="left", indicator=True
    )
    note = rows["note"].astype(object).where(rows["_merge"] == "both", "no_observation")
    return pd.DataFrame(
        {
            "brand_id": rows["brand_id"],
            "source": rows["source"],
            "followers": rows["value"],
            "followers_high": rows["high"],
            "level_note": note,
        }
    )


def _paces(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return each brand's net change of the period as followers a week."""
    frame = growth.net(store, scope)
    span = frame["span"].astype("float64")
    weeks = span.where(span >= SHORTEST_SPAN) / 7
    note = frame["note"].mask((span < SHORTEST_SPAN) & frame["value"].notna(), "under_a_week")
    kept = frame[["brand_id", "source", "first_day", "last_day", "n", "accounts_used", "accounts"]]
    return kept.assign(
        pace=frame["value"] / weeks, pace_low=frame["low"] / weeks, pace_high=frame["high"] / weeks, pace_note=note
    )


def _next_larger(rows: pd.DataFrame) -> pd.DataFrame:
    """Return of each row of a network the brand with the next larger count, and the gap to it with its band."""
    known = rows.dropna(subset="followers").sort_values(["followers", "brand_id"])
    levels = known["followers"].to_numpy()
    place = np.searchsorted(levels, known["followers"].to_numpy(), side="right")
    has = place < len(levels)
    mine, target = known[has], known.iloc[place[has]]
    return pd.DataFrame(
        {
            "target": target["brand_id"].to_numpy(object),
            "gap": target["followers"].to_numpy() - mine["followers"].to_numpy(),
            "gap_low": target["followers"].to_numpy() - mine["followers_high"].to_numpy(),
            "gap_high": target["followers_high"].to_numpy() - mine["followers"].to_numpy(),
        },
        index=mine.index,
        columns=["target", "gap", "gap_low", "gap_high"],
    )


def _gap(others: pd.DataFrame, me: Mapping[Any, Any]) -> tuple[pd.Series, pd.Series, pd.Series]:
    level, high = (me.get(name, np.nan) for name in ("followers", "followers_high"))
    return others["followers"] - level, others["followers"] - high, others["followers_high"] - level


def _course(plan: pd.DataFrame, me: Mapping[Any, Any]) -> list[Course]:
    low, high = (me.get(name, np.nan) for name in ("pace_low", "pace_high"))
    verdicts: list[Course] = []
    for needed, least, most in plan[["needed", "needed_low", "needed_high"]].to_numpy():
        if np.isnan(needed):
            verdicts.append("")
        elif low >= most:
            verdicts.append("on_course")
        else:
            verdicts.append("too_slow" if high < least else "cannot_tell")
    return verdicts


def _trend(plan: pd.DataFrame, me: Mapping[Any, Any]) -> list[Trend]:
    low, high = (me.get(name, np.nan) for name in ("pace_low", "pace_high"))
    verdicts: list[Trend] = []
    for least, most in plan[["pace_low", "pace_high"]].to_numpy():
        if low - most > 0:
            verdicts.append("towards")
        elif high - least < 0:
            verdicts.append("away")
        else:
            verdicts.append("same" if low - most == 0 == high - least else "cannot_tell")
    return verdicts
