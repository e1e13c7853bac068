"""Cards of the Audience page: levels, growth and shares of followers on one network."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from benchmark.cards import wording
from benchmark.cards.context import Builder, Context
from benchmark.charts.bars import bars
from benchmark.charts.card import Card
from benchmark.charts.columns import columns_over_time
from benchmark.charts.layout import Reference
from benchmark.charts.lines import lines
from benchmark.charts.measure import Measure
from benchmark.text import t
from benchmark.text.format import compact, number, percent


def followers_over_time(context: Context) -> Card:
    """Return the followers of each brand by day."""
    frame = context.of_network("followers")
    key, known = "followers-over-time", frame.dropna(subset="value")
    if known.empty:
        return _empty(context, key, t("Followers over time"))
    last = known.loc[known.groupby("brand_id")["day"].idxmax()].sort_values("value", ascending=False)
    largest = last.iloc[0]
    finding = t(
        "{brand} has the largest audience: {followers} followers",
        brand=largest["name"],
        followers=compact(largest["value"]),
    )
    if len(last) > 1 and last.iloc[1]["high"] > largest["low"]:
        finding = t(
            "{first} and {second} have the largest audiences", first=largest["name"], second=last.iloc[1]["name"]
        )
    return _card(
        context,
        key,
        finding,
        "followers",
        frame=_days(frame),
        table=_level_table(frame),
        figure=lines(_days(frame), theme=context.theme, measure=Measure(t("followers"))),
    )


def follower_index(context: Context) -> Card:
    """Return the followers of each brand relative to the first common day."""
    frame = context.of_network("follower_index")
    key, known = "follower-index", frame.dropna(subset="value")
    if known.empty:
        return _empty(context, key, t("Followers, indexed"))
    first = known["day"].min().date()
    finding = t("Followers relative to {day}", day=first)
    return _card(
        context,
        key,
        finding,
        "follower_index",
        frame=_days(frame),
        table=_level_table(frame, decimals=2),
        figure=lines(
            _days(frame),
            theme=context.theme,
            measure=Measure(t("index"), "decimal"),
            reference=Reference(100, t("start = 100")),
        ),
    )


def follower_growth(context: Context) -> Card:
    """Return how much each brand grew, ranked, with the band that rounding leaves."""
    frame = context.of_network("follower_growth_pct")
    key, known = "follower-growth", frame.dropna(subset="value").sort_values("value", ascending=False)
    if known.empty:
        return _empty(context, key, t("Follower growth"))
    best = known.iloc[0]
    best = known.iloc[0]
    growth, days = percent(best["value"], signed=True), context.scope.days
    growth, days = percent(best["value"], signed=True), context.scope.days
    finding = t("Follower growth: no clear difference")
    if len(known) == 1:
        finding = t(
            "{brand}: {growth} followers in {n} day",
            "{brand}: {growth} followers in {n} days",
            brand=best["name"],
            growth=growth,
            n=days,
        )
    elif _apart(best, known.iloc[1]):
        finding = t(
            "{brand} grew fastest: {growth} in {n} day",
            "{brand} grew fastest: {growth} in {n} days",
            brand=best["name"],
            growth=growth,
            n=days,
        )
    frame = wording.noted(frame)
    table = _growth_table(context, frame)
    return _card(
        context,
        key,
        finding,
        "follower_growth_pct",
        frame=frame,
        table=table,
        figure=bars(
            frame,
            theme=context.theme,
            measure=Measure("%", "percent", signed=True),
            reference=wording.peers(context, frame),
        ),
    )


def net_followers_weekly(context: Context) -> Card:
    """Return the net new followers of each week."""
    frame = context.of_network("net_followers_weekly")
    key, known = "net-followers-by-week", frame.dropna(subset="value")
    if known.empty:
        return _empty(context, key, t("Net new followers by week"))
    totals = known.groupby("name")["value"].sum().sort_values(ascending=False)
    finding = t(
        "{brand} gained the most followers: {net} net",
        brand=str(totals.index[0]),
        net=number(totals.iloc[0], signed=True),
    )
    if len(totals) == 1 or totals.iloc[0] <= 0:
        finding = t("Net new followers by week")
    weeks = frame.assign(day=frame["week"])
    table = frame.assign(week=frame["week"].dt.date)[["name", "week", "value"]]
    return _card(
        context,
        key,
        finding,
        "net_followers_weekly",
        frame=weeks,
        table=wording.titled(table, week=t("Week from"), value=t("Net new followers")),
        figure=columns_over_time(weeks, theme=context.theme, measure=Measure(t("net new followers"), signed=True)),
    )


def audience_share(context: Context) -> Card:
    """Return each brand's share of all followers of the brands shown, on the last day that has them all."""
    frame = context.of_network("audience_share_pct")
    key, known = "audience-share", frame.dropna(subset="value")
    if known.empty:
        return _empty(context, key, t("Audience share"))
    frame = pd.concat([known[known["day"] == known["day"].max()], frame[frame["value"].isna()]])
    frame = wording.noted(frame)
    largest = frame.sort_values("value").iloc[-1]
    finding = t("{brand} has {share} of this audience", brand=largest["name"], share=percent(largest["value"]))
    table = wording.titled(
        frame[["name", "value", "followers"]], value=t("Share of followers, %"), followers=t("Followers")
    )
    return _card(
        context,
        key,
        finding,
        "audience_share_pct",
        frame=frame,
        table=table,
        figure=bars(frame, theme=context.theme, measure=Measure("%", "percent")),
    )


CARDS: dict[str, Builder] = {
    "followers-over-time": followers_over_time,
    "follower-index": follower_index,
    "follower-growth": follower_growth,
    "net-followers-by-week": net_followers_weekly,
    "audience-share": audience_share,
}


def _empty(context: Context, key: str, title: str) -> Card:
    message = t("No follower count was observed in this period. Choose a longer period, or collect now.")
    if not wording.gives_followers(context.network):
        message = t(
            "{network} shows no follower counts, so there is no audience to compare here.",
            network=context.network_label,
        )
    return wording.empty(context, key, title, message)


def _card(
    context: Context,
    key: str,
    finding: str,
    metric: str,
    *,
    frame: pd.DataFrame,
    table: pd.DataFrame,
    figure: go.Figure,
) -> Card:
    known = set(frame.dropna(subset="value")["name"])
    left_out = ", ".join(name for name in dict.fromkeys(frame["name"]) if name not in known)
    return wording.card(
        context,
        key,
        finding,
        metric,
        figure=figure,
        table=table,
        coverage=wording.coverage(context),
        left_out=[t("Without a figure: {names}.", names=left_out)] if left_out else [],
    )


def _apart(first: pd.Series, second: pd.Series) -> bool:
    """Whether the bands that rounding leaves around two growths lie apart; exact counts have none."""
    exact = first["low"] == first["high"] and second["low"] == second["high"]
    return bool(first["value"] > second["value"] if exact else first["low"] > second["high"])


def _days(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(day=frame["day"].dt.date)


def _level_table(frame: pd.DataFrame, decimals: int = 0) -> pd.DataFrame:
    table = frame.assign(day=frame["day"].dt.date).pivot_table(index="day", columns="name", values="value", sort=False)
    return table.sort_index().round(decimals).reset_index().rename(columns={"day": t("Day")}).rename_axis(columns=None)


def _growth_table(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    net = context.of_network("net_followers")[["brand_id", "value", "opening", "closing"]].rename(
        columns={"value": "net"}
    )
    weekly = context.of_network("avg_weekly_growth_pct")[["brand_id", "value"]].rename(columns={"value": "weekly"})
    table = frame.merge(net, on="brand_id", suffixes=("", "_net")).merge(weekly, on="brand_id")
    table["first_day"], table["last_day"] = table["first_day"].dt.date, table["last_day"].dt.date
    shown = table[
        ["name", "opening", "closing", "net", "value", "low", "high", "weekly", "first_day", "last_day", "note"]
    ]
    return wording.titled(
        shown,
        opening=t("Opening"),
        closing=t("Closing"),
        net=t("Net"),
        value=t("Growth, %"),
        low=t("Lowest growth, %"),
        high=t("Highest growth, %"),
        weekly=t("A week, %"),
        first_day=t("From"),
        last_day=t("To"),
        note=t("Remark"),
    )
