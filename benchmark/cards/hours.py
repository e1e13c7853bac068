"""Cards of the Publishing page on when brands post: weekday by hour, in each account's own time zone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from benchmark.cards import wording
from benchmark.cards.context import Context
from benchmark.charts.card import Card
from benchmark.charts.heatmap import heatmap
from benchmark.charts.measure import Measure
from benchmark.text import t
from benchmark.text.format import percent

_FEW_POSTS = 20
"""Under so many posts a heat map of 168 hours shows chance, not a habit."""

_DECIDES = 0.4
"""Share of all posts from which one brand decides what a map of several brands shows."""


def posting_hours_own(context: Context) -> Card:
    """Return when the own brand posts: weekday by hour, in the account's own time zone."""
    return _hours(context, "posting-hours-own", own=True)


def posting_hours_peers(context: Context) -> Card:
    """Return when the brand chosen beside the own one posts, or the other brands, taken together."""
    chosen = context.option("beside")
    if chosen in set(context.brands["brand_id"]):
        seen = replace(context, brands=context.brands.assign(own=context.brands["brand_id"] == chosen))
        return _hours(seen, "posting-hours-competitors", own=True)
    return _hours(context, "posting-hours-competitors", own=False)


def _hours(context: Context, key: str, *, own: bool) -> Card:
    frame = context.of_network("publishing_timing")
    of_own = frame["brand_id"] == context.own if context.own else pd.Series(data=False, index=frame.index)
    frame = frame[of_own if own else ~of_own]
    if own and context.own is None:
        title = t("When your brand posts")
        message = t("No brand of this panel is marked as your own. Mark one on the Data page to see its hours.")
        return wording.empty(context, key, title, message)
    title = t("When {brand} posts", brand=context.name(context.own)) if own and context.own else _others_title(context)
    if own and context.own not in set(context.of_network("coverage")["brand_id"]):
        absent = t(
            "{brand} has no account on {network}.", brand=context.name(str(context.own)), network=context.network_label
        )
        return wording.empty(context, key, title, absent)
    known = frame.dropna(subset="value")
    cells = known.groupby(["weekday", "hour"], as_index=False)["value"].sum()
    posts = int(cells["value"].sum()) if len(cells) else 0
    if posts < _FEW_POSTS:
        enough = t(
            "{n} post in this period: too few to show hours. Choose a longer period.",
            "{n} posts in this period: too few to show hours. Choose a longer period.",
            n=posts,
        )
        return wording.empty(context, key, title, enough)
    cells = cells.assign(n=cells["value"])
    table = cells.assign(weekday=cells["weekday"].map(wording.weekday))[["weekday", "hour", "value"]]
    return wording.card(
        context,
        key,
        title,
        "publishing_timing",
        figure=heatmap(cells, theme=context.theme, measure=Measure(t("posts"))),
        table=table.rename(columns={"weekday": t("Weekday"), "hour": t("Hour"), "value": t("Posts")}),
        coverage=t("{n} post", "{n} posts", n=posts),
        clock=t("hours in each account's own time zone"),
        left_out=["" if own else _heaviest(known, posts)],
    )


def _others_title(context: Context) -> str:
    return t("When the competitors post") if context.own else t("When the brands post")


def _heaviest(known: pd.DataFrame, posts: int) -> str:
    """The sentence on the brand that most of these posts come from, when it decides the picture."""
    by_brand = known.groupby("name", sort=False)["value"].sum()
    if len(by_brand) < 2 or by_brand.max() < _DECIDES * posts:
        return ""
    share = percent(float(by_brand.max()) / posts * 100, 0)
    return t("Every post counts once: {share} of them are {brand}'s.", share=share, brand=str(by_brand.idxmax()))
