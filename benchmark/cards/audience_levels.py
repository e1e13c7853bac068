"""Followers over time on one network: as counts, relative to the first common day, or on a logarithmic scale."""

from __future__ import annotations

from typing import Final

import pandas as pd

from benchmark.cards import audience_parts, conditions
from benchmark.cards.context import Context
from benchmark.cards.marks import marks
from benchmark.charts.card import Card
from benchmark.charts.layout import Reference
from benchmark.charts.lines import lines
from benchmark.charts.measure import Measure
from benchmark.text import t, words
from benchmark.text.format import compact

SCALES: Final = {"": words("Followers"), "index": words("Start = 100"), "log": words("Logarithmic")}
"""What the reader can choose (the option ``scale``), the first by default."""


def followers_over_time(context: Context) -> Card:
    """Return the followers of each brand by day, on the scale that the reader chose."""
    if context.option("scale") == "index":
        return _indexed(context, "followers-over-time", t("Followers over time"))
    frame = context.of_network("followers")
    key, known = "followers-over-time", frame.dropna(subset="value")
    if known.empty:
        return audience_parts.empty(context, key, t("Followers over time"), context.of_network("coverage"))
    log = context.option("scale") == "log"
    return audience_parts.card(
        context,
        key,
        _largest(known, len(context.of_network("coverage"))),
        "followers",
        frame=_everybody(context, frame),
        table=audience_parts.level_table(frame),
        figure=lines(
            audience_parts.days(frame),
            theme=context.theme,
            measure=Measure(t("followers, logarithmic") if log else t("followers")),
            log=log,
            events=marks(context, "followers"),
        ),
        left_out=[_seen_before(known), _not_on_log(known) if log else ""],
    )


def follower_index(context: Context) -> Card:
    """Return the followers of each brand relative to the first common day."""
    return _indexed(context, "follower-index", t("Followers, indexed"))


def _indexed(context: Context, key: str, title: str) -> Card:
    frame = context.of_network("follower_index")
    known = frame.dropna(subset="value")
    if known.empty:
        return audience_parts.empty(context, key, title, frame)
    first = known["day"].min().date()
    return audience_parts.card(
        context,
        key,
        t("Followers relative to {day}", day=first),
        "follower_index",
        frame=audience_parts.days(frame),
        table=audience_parts.level_table(frame, decimals=2),
        figure=lines(
            audience_parts.days(frame),
            theme=context.theme,
            measure=Measure(t("index"), "decimal"),
            reference=Reference(100, t("start = 100")),
            events=marks(context, "follower_index"),
        ),
    )


def _everybody(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with a row for brands that were never observed; the levels begin with an observation."""
    absent = context.of_network("coverage")
    absent = absent[~absent["brand_id"].isin(frame["brand_id"])].assign(value=float("nan"))
    columns = ["brand_id", "name", "value", "note", "first_day", "last_day"]
    return pd.concat([frame[columns], absent[columns]], ignore_index=True) if len(absent) else frame


def _largest(known: pd.DataFrame, brands: int) -> str:
    """Who has most followers on the last day; brands whose rounding bands overlap are named together.

    A brand without a count on that day may have more: the title then speaks of the others.
    """
    last = known[known["day"] == known["day"].max()].sort_values("value", ascending=False)
    first = last.iloc[0]
    if last["brand_id"].nunique() < 2:
        return t("{brand}: {followers} followers", brand=first["name"], followers=compact(first["value"]))
    level = last[(last["high"] > first["low"]) | (last["value"] == first["value"])]
    if len(last) < brands:
        return t(
            "Of {n} brand with a count on {day}: {brands} ahead",
            "Of {n} brands with a count on {day}: {brands} ahead",
            n=len(last),
            day=first["day"].date(),
            brands=conditions.listed(level["name"]),
        )
    if len(level) > 1:
        return t("{brands} have the largest audiences", brands=conditions.listed(level["name"]))
    return t(
        "{brand} has the largest audience: {followers} followers",
        brand=first["name"],
        followers=compact(first["value"]),
    )


def _seen_before(known: pd.DataFrame) -> str:
    """The sentence on brands that have no count on the last day any more."""
    last = known.groupby("name", sort=False)["day"].max()
    items = [t("{name} ({day})", name=str(name), day=day.date()) for name, day in last.items() if day < last.max()]
    return t("Last count before the end: {names}.", names=conditions.listed(items, 8)) if items else ""


def _not_on_log(known: pd.DataFrame) -> str:
    """The sentence on brands without any follower, which a logarithmic scale cannot show."""
    names = known.loc[known["value"] <= 0, "name"]
    return t("Days with 0 followers cannot be shown: {names}.", names=conditions.listed(names, 8)) if len(names) else ""
