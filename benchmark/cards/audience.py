"""Cards of the Audience page: levels, growth and shares of followers on one network."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go

from benchmark.cards import conditions, growth, wording
from benchmark.cards.context import Builder, Context
from benchmark.cards.marks import marks
from benchmark.charts.bars import bars
from benchmark.charts.card import Card
from benchmark.charts.columns import columns_over_time
from benchmark.charts.layout import Reference
from benchmark.charts.lines import lines
from benchmark.charts.measure import Measure
from benchmark.text import t
from benchmark.text.format import compact, percent


def followers_over_time(context: Context) -> Card:
    """Return the followers of each brand by day."""
    frame = context.of_network("followers")
    key, known = "followers-over-time", frame.dropna(subset="value")
    if known.empty:
        return _empty(context, key, t("Followers over time"), context.of_network("coverage"))
    return _card(
        context,
        key,
        _largest(known, len(context.of_network("coverage"))),
        "followers",
        frame=_everybody(context, frame),
        table=_level_table(frame),
        figure=lines(
            _days(frame), theme=context.theme, measure=Measure(t("followers")), events=marks(context, "followers")
        ),
        left_out=[_seen_before(known)],
    )


def follower_index(context: Context) -> Card:
    """Return the followers of each brand relative to the first common day."""
    frame = context.of_network("follower_index")
    key, known = "follower-index", frame.dropna(subset="value")
    if known.empty:
        return _empty(context, key, t("Followers, indexed"), frame)
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
            events=marks(context, "follower_index"),
        ),
    )


def follower_growth(context: Context) -> Card:
    """Return how much each brand grew, ranked, with the band that rounding leaves."""
    frame = context.of_network("follower_growth_pct")
    key, known = "follower-growth", frame.dropna(subset="value")
    if known.empty:
        return _empty(context, key, t("Follower growth"), frame)
    return _card(
        context,
        key,
        growth.finding(frame, context.scope.days),
        "follower_growth_pct",
        frame=frame,
        table=_growth_table(context, wording.noted(frame)),
        figure=bars(
            conditions.brief(frame),
            theme=context.theme,
            measure=Measure("%", "percent", signed=True),
            reference=wording.peers(context, frame),
        ),
        left_out=[growth.indistinct(frame), growth.spans(frame, context.scope.days)],
        also=["net_followers", "avg_weekly_growth_pct"],
    )


def net_followers_weekly(context: Context) -> Card:
    """Return the net new followers of each week; the finding is about the whole period."""
    frame = context.of_network("net_followers_weekly")
    key, known = "net-followers-by-week", frame.dropna(subset="value")
    if known.empty:
        return _empty(context, key, t("Net new followers by week"), frame)
    shown, cut = conditions.whole_weeks(context, frame)
    table = frame.assign(week=frame["week"].dt.date, days=frame["days"])[
        ["name", "week", "value", "low", "high", "days"]
    ]
    return _card(
        context,
        key,
        growth.net_finding(context.of_network("net_followers")),
        "net_followers_weekly",
        frame=frame,
        table=wording.titled(
            table,
            week=t("Week from"),
            value=t("Net new followers"),
            low=t("Lowest"),
            high=t("Highest"),
            days=t("Days of the week in the period"),
        ),
        figure=columns_over_time(
            shown.assign(day=shown["week"]),
            theme=context.theme,
            measure=Measure(t("net new followers"), signed=True),
            events=marks(context, "net_followers_weekly"),
        ),
        left_out=[cut, growth.indistinct_weeks(shown)],
    )


def audience_share(context: Context) -> Card:
    """Return each brand's share of all followers of the brands shown, on the last day that has them all."""
    frame = context.of_network("audience_share_pct")
    key, known = "audience-share", frame.dropna(subset="value")
    if known.empty:
        return _empty(context, key, t("Audience share"), frame)
    last = known["day"].max()
    frame = pd.concat([known[known["day"] == last], frame[frame["value"].isna()]], ignore_index=True)
    return _card(
        context,
        key,
        _share_finding(frame),
        "audience_share_pct",
        frame=frame,
        table=wording.titled(
            wording.noted(frame)[["name", "value", "followers", "note"]].round({"value": 2, "followers": 0}),
            value=t("Share of followers, %"),
            followers=t("Followers"),
            note=t("Remark"),
        ),
        figure=bars(conditions.brief(frame), theme=context.theme, measure=Measure("%", "percent")),
        coverage=t("as of {day}", day=last.date()),
    )


CARDS: dict[str, Builder] = {
    "followers-over-time": followers_over_time,
    "follower-index": follower_index,
    "follower-growth": follower_growth,
    "net-followers-by-week": net_followers_weekly,
    "audience-share": audience_share,
}


def _empty(context: Context, key: str, title: str, frame: pd.DataFrame) -> Card:
    message = t("No follower count was observed in this period. Choose a longer period, or collect now.")
    if not wording.gives_followers(context.network):
        message = t(
            "{network} shows no follower counts, so there is no audience to compare here.",
            network=context.network_label,
        )
    elif set(frame["note"].dropna()) - {"no_observation"}:
        message = " ".join([t("There is no figure for this period yet."), conditions.without_figure(frame)])
    return wording.empty(
        context, key, title, " ".join(filter(None, [message, conditions.kept(context, context.scope)]))
    )


def _card(
    context: Context,
    key: str,
    finding: str,
    metric: str,
    *,
    frame: pd.DataFrame,
    table: pd.DataFrame,
    figure: go.Figure,
    left_out: Iterable[str] = (),
    also: Iterable[str] = (),
    coverage: str | None = None,
) -> Card:
    return wording.card(
        context,
        key,
        finding,
        metric,
        figure=figure,
        table=table,
        coverage=coverage or wording.coverage(context),
        left_out=[conditions.without_figure(frame), *left_out, conditions.rounded(context)],
        also=also,
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


def _share_finding(frame: pd.DataFrame) -> str:
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    top = known.iloc[0]
    if len(known) < 2:
        return t("Audience share")
    if len(known) == len(frame):
        return t("{brand} has {share} of this audience", brand=top["name"], share=percent(top["value"], 0))
    return t(
        "{brand} has {share} of the audience of {n} brand",
        "{brand} has {share} of the audience of {n} brands",
        brand=top["name"],
        share=percent(top["value"], 0),
        n=len(known),
    )


def _days(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with plain days; brands without any day have no line and stand in the footer."""
    frame = frame.dropna(subset="day")
    return frame.assign(day=frame["day"].dt.date)


def _level_table(frame: pd.DataFrame, decimals: int = 0) -> pd.DataFrame:
    table = _days(frame).pivot_table(index="day", columns="name", values="value", sort=False)
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
