"""What the cards say of growth: who grew most as far as rounding and the days between the readings let that be told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from benchmark.cards import conditions
from benchmark.text import t
from benchmark.text.format import number, percent


def finding(frame: pd.DataFrame, days: int) -> str:
    """Return the title of follower growth: a first only when its band is above all others, also day for day."""
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    best = known.iloc[0]
    span = conditions.days_between(best["first_day"], best["last_day"]) or days
    figures: dict[str, Any] = {"brand": best["name"], "growth": percent(best["value"], signed=True), "n": span}
    if len(known) == 1:
        return t("{brand}: {growth} followers in {n} day", "{brand}: {growth} followers in {n} days", **figures)
    if (known["high"] <= 0).all() and (known["value"] < 0).all():
        whole = len(known) == len(frame)
        return t("All brands lost followers") if whole else t("All brands with a figure lost followers")
    if fastest(known) is None:
        return t("Follower growth: no clear difference")
    if len(known) == len(frame):
        return t("{brand} grew fastest: {growth} in {n} day", "{brand} grew fastest: {growth} in {n} days", **figures)
    return t(
        "Of the brands with a figure, {brand} grew fastest: {growth} in {n} day",
        "Of the brands with a figure, {brand} grew fastest: {growth} in {n} days",
        **figures,
    )


def fastest(frame: pd.DataFrame) -> str | None:
    """Return the brand that surely grew most of several, also day for day."""
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    if len(known) < 2 or known.iloc[0]["value"] <= 0 or not known.iloc[0]["distinguishable"]:
        return None
    return str(known.iloc[0]["brand_id"]) if _first(known) and _first(_daily(known)) else None


def beside_median(known: pd.DataFrame, brand_id: str) -> int:
    """Return 1 when a brand surely grew more than the median of the others, -1 when surely less, else 0; also day for day.

    The median of the others' true growths lies between the medians of their lowest and of their highest.
    """
    sides = {_side(rows, rows["brand_id"] == brand_id) for rows in (known, _daily(known))}
    return sides.pop() if len(sides) == 1 else 0


def net_finding(frame: pd.DataFrame) -> str:
    """Return the title of net new followers over the whole period, opening to closing count."""
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    if len(known) < 2 or known.iloc[0]["value"] <= 0 or not known.iloc[0]["distinguishable"] or not _gained(known):
        return t("Net new followers by week")
    best = known.iloc[0]
    figures: dict[str, Any] = {"brand": best["name"], "net": number(best["value"], 0, signed=True)}
    if len(known) == len(frame):
        return t("{brand} gained the most followers: {net} net", **figures)
    return t("Of the brands with a figure, {brand} gained the most followers: {net} net", **figures)


def indistinct(frame: pd.DataFrame) -> str:
    """Return the sentence that names the brands whose growth rounding hides."""
    names = frame.loc[frame["value"].notna() & ~frame["distinguishable"], "name"]
    if names.empty:
        return ""
    return t("Not distinguishable from no change: {names}.", names=conditions.listed(names, 8))


def indistinct_weeks(frame: pd.DataFrame) -> str:
    """Return the sentence on weeks whose change rounding hides, or nothing when there are none."""
    known = frame.dropna(subset="value")
    hidden = int((~known["distinguishable"]).sum())
    if not hidden:
        return ""
    return t(
        "{hidden} of {n} weekly figure cannot be told from no change.",
        "{hidden} of {n} weekly figures cannot be told from no change.",
        hidden=hidden,
        n=len(known),
    )


def spans(frame: pd.DataFrame, days: int) -> str:
    """Return the sentence that names brands whose two readings lie another time apart than the period is long."""
    known = frame.dropna(subset="value")
    lengths = [conditions.days_between(row["first_day"], row["last_day"]) for row in known.to_dict("records")]
    if len(set(lengths)) < 2:
        return ""
    items = [
        t("{name} {n} day", "{name} {n} days", name=name, n=n)
        for name, n in zip(known["name"], lengths, strict=True)
        if n != days
    ]
    return t("Days between the two readings: {names}.", names=conditions.listed(items, 8)) if items else ""


def _gained(known: pd.DataFrame) -> bool:
    """Whether the first of net changes is above all others, also a day: readings may lie some days more or less apart."""
    days = (known["last_day"] - known["first_day"]).dt.days.clip(lower=1)
    return _first(known) and _first(known.assign(**{name: known[name] / days for name in ("value", "low", "high")}))


def _first(known: pd.DataFrame) -> bool:
    """Whether the first of ranked changes is above all others: exact ones by value, others by their bands."""
    best, others = known.iloc[0], known.iloc[1:]
    exact = (others["low"] == others["high"]) & (best["low"] == best["high"])
    return bool(np.where(exact, best["value"] > others["value"], best["low"] >= others["high"]).all())


def _side(known: pd.DataFrame, mine: pd.Series) -> int:
    own, others = known[mine].iloc[0], known[~mine]
    if own["low"] > others["high"].median():
        return 1
    return -1 if own["high"] < others["low"].median() else 0


def _daily(known: pd.DataFrame) -> pd.DataFrame:
    """Return growths in percent as mean growth a day, in the same order: readings may lie some days more or less apart."""
    days = (known["last_day"] - known["first_day"]).dt.days.clip(lower=1)
    scaled = {name: np.log1p((known[name] / 100).clip(lower=-0.999999)) / days for name in ("value", "low", "high")}
    return known.assign(**scaled)
