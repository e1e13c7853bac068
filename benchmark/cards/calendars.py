"""Cards of the Publishing page on which days brands post: a calendar of the own brand, and one of whom it is held against."""

from __future__ import annotations

import pandas as pd

from benchmark.cards import conditions, wording
from benchmark.cards.context import Context
from benchmark.charts.card import Card
from benchmark.charts.heatmap import calendar
from benchmark.charts.measure import Measure
from benchmark.text import t
from benchmark.text.format import number

METRIC = "posts_daily"


def calendar_own(context: Context) -> Card:
    """Return on which days the own brand posts."""
    key, title = "posting-days-own", t("The days your brand posts")
    if context.own is None:
        message = t("No brand of this panel is marked as your own. Mark one on the Data page to see its days.")
        return wording.empty(context, key, title, message)
    return _of_brand(context, key, context.own)


def calendar_others(context: Context) -> Card:
    """Return on which days the brand chosen posts, or how many posts a competitor has a day."""
    key, chosen = "posting-days-competitors", context.option("beside")
    if chosen in set(context.brands["brand_id"]):
        return _of_brand(context, key, chosen)
    frame = context.of_network(METRIC)
    others = frame[frame["brand_id"] != context.own].dropna(subset="value")
    brands = others["brand_id"].nunique()
    title = t("The days the competitors post") if context.own else t("The days the brands post")
    if not others["value"].sum() > 0:
        return wording.empty(context, key, title, wording.no_posts() if brands else wording.nothing_read())
    days = others.groupby("day", as_index=False).agg(value=("value", "mean"), brands=("value", "size"))
    mean = number(float(days["value"].mean()), 1)
    return wording.card(
        context,
        key,
        t("The competitors post {n} times a day each", n=mean)
        if context.own
        else t("The brands post {n} times a day each", n=mean),
        METRIC,
        what=t("Posts a day, mean of the brands read that day"),
        figure=calendar(_dated(days), theme=context.theme, measure=Measure(t("posts a brand"), "decimal")),
        table=_table(days.assign(value=days["value"].round(2))).rename(columns={"brands": t("Brands read")}),
        coverage=t("{n} brand", "{n} brands", n=brands),
        left_out=[_unread(frame[frame["brand_id"] != context.own])],
    )


def _of_brand(context: Context, key: str, brand: str) -> Card:
    name, frame = context.name(brand), context.of_network(METRIC)
    days = frame[frame["brand_id"] == brand]
    title = t("The days {brand} posts", brand=name)
    if days.empty:
        absent = t("{brand} has no account on {network}.", brand=name, network=context.network_label)
        return wording.empty(context, key, title, absent)
    known = days.dropna(subset="value")
    if known.empty:
        return wording.empty(context, key, title, wording.nothing_read())
    busy = int((known["value"] > 0).sum())
    return wording.card(
        context,
        key,
        t(
            "{brand} posted on {busy} of {n} day read",
            "{brand} posted on {busy} of {n} days read",
            brand=name,
            busy=busy,
            n=len(known),
        ),
        METRIC,
        figure=calendar(_dated(days), theme=context.theme, measure=Measure(t("posts"))),
        table=_table(days[["day", "value"]]),
        coverage=t("{n} post", "{n} posts", n=int(known["value"].sum())),
        left_out=[_unread(days)],
    )


def _dated(days: pd.DataFrame) -> pd.DataFrame:
    return days.assign(day=days["day"].dt.date)


def _table(days: pd.DataFrame) -> pd.DataFrame:
    return _dated(days).rename(columns={"day": t("Day"), "value": t("Posts")})


def _unread(days: pd.DataFrame) -> str:
    """The sentence on days that were not read, which stay open on the calendar."""
    gaps = days[days["value"].isna()].groupby("name", sort=False).size()
    items = [t("{name} ({n} day)", "{name} ({n} days)", name=str(name), n=int(n)) for name, n in gaps.items()]
    return t("Left open, as not read to the end: {names}.", names=conditions.listed(items, 6)) if items else ""
