"""Cards of the Publishing page: pace, rhythm, formats, hours and silences on one network."""

from __future__ import annotations

import pandas as pd

from benchmark.cards import wording
from benchmark.cards.context import Builder, Context
from benchmark.charts.bars import bars
from benchmark.charts.card import Card
from benchmark.charts.columns import columns_over_time
from benchmark.charts.heatmap import heatmap
from benchmark.charts.measure import Measure
from benchmark.charts.stacked import stacked
from benchmark.text import t
from benchmark.text.format import number, percent

_FEW_POSTS = 20
"""Under so many posts a heat map of 168 hours shows chance, not a habit."""


def posts_per_week(context: Context) -> Card:
    """Return how many posts a week each brand published, over the days that were read."""
    metric, title = "posts_per_week", t("Posts per week")
    frame = wording.noted(context.of_network(metric))
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    if known.empty:
        return wording.empty(context, "posts-per-week", title, wording.nothing_read())
    finding = title
    if len(known) > 1 and known.iloc[0]["value"] > known.iloc[1]["value"]:
        finding = t(
            "{brand} posts most: {pace} a week", brand=known.iloc[0]["name"], pace=number(known.iloc[0]["value"], 1)
        )
    table = frame[["name", "value", "n", "days_observed", "days", "note"]].round(2)
    return wording.card(
        context,
        "posts-per-week",
        finding,
        metric,
        figure=bars(
            frame,
            theme=context.theme,
            measure=Measure(t("posts a week"), "decimal"),
            reference=wording.peers(context, frame),
        ),
        table=wording.titled(
            table,
            value=title,
            n=t("Posts"),
            days_observed=t("Days read"),
            days=t("Days of the period"),
            note=t("Remark"),
        ),
        coverage=wording.post_coverage(context),
    )


def posts_by_week(context: Context) -> Card:
    """Return the posts of each week, week by week."""
    metric, title = "posts_weekly", t("Posts by week")
    frame = context.of_network(metric)
    if frame["value"].isna().all():
        return wording.empty(context, "posts-by-week", title, wording.nothing_read())
    weeks = frame.assign(day=frame["week"])
    table = frame.assign(week=frame["week"].dt.date)[["name", "week", "value", "days_observed"]]
    return wording.card(
        context,
        "posts-by-week",
        title,
        metric,
        figure=columns_over_time(weeks, theme=context.theme, measure=Measure(t("posts"))),
        table=wording.titled(table, week=t("Week from"), value=t("Posts"), days_observed=t("Days read")),
        coverage=wording.post_coverage(context),
    )


def post_mix(context: Context) -> Card:
    """Return the share of each kind of post, by brand."""
    metric, title = "post_mix_pct", t("Mix of formats")
    frame = context.of_network(metric)
    frame = frame.dropna(subset="value")
    if frame.empty:
        return wording.empty(context, "post-mix", title, wording.no_posts())
    frame = frame.assign(part=frame["kind"], label=frame["kind"].map(wording.kind_label), share=frame["value"])
    order = frame.groupby("part")["n"].sum().sort_values(ascending=False).index
    frame = frame.sort_values("part", key=lambda parts: parts.map(list(order).index), kind="stable")
    table = frame[["name", "label", "share", "n", "total"]].round(1)
    return wording.card(
        context,
        "post-mix",
        _mix_finding(context, frame) or title,
        metric,
        figure=stacked(context.named(frame.drop(columns=["name", "colour", "own"])), theme=context.theme),
        table=wording.titled(
            table, label=t("Format"), share=t("Share of posts, %"), n=t("Posts"), total=t("Posts in all")
        ),
        coverage=wording.post_coverage(context),
    )


def posting_hours_own(context: Context) -> Card:
    """Return when the own brand posts: weekday by hour, in the account's own time zone."""
    return _hours(context, "posting-hours-own", own=True)


def posting_hours_peers(context: Context) -> Card:
    """Return when the other brands post, taken together."""
    return _hours(context, "posting-hours-competitors", own=False)


def longest_silence(context: Context) -> Card:
    """Return each brand's longest time without a post, where the reading was successful throughout."""
    metric, title = "longest_silence_days", t("Longest silence")
    frame = wording.noted(context.of_network(metric))
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    if known.empty:
        return wording.empty(context, "longest-silence", title, wording.nothing_read())
    longest = known.iloc[0]
    finding = title
    if len(known) > 1:
        finding = t(
            "{brand} was silent longest: {n} day",
            "{brand} was silent longest: {n} days",
            brand=longest["name"],
            n=round(longest["value"]),
        )
    table = frame.assign(first_day=frame["first_day"].dt.date, last_day=frame["last_day"].dt.date)
    return wording.card(
        context,
        "longest-silence",
        finding,
        metric,
        figure=bars(frame, theme=context.theme, measure=Measure(t("days"), "decimal")),
        table=wording.titled(
            table[["name", "value", "first_day", "last_day", "note"]].round(1),
            value=t("Days"),
            first_day=t("From"),
            last_day=t("To"),
            note=t("Remark"),
        ),
        coverage=wording.post_coverage(context),
    )


def share_of_posts(context: Context) -> Card:
    """Return each brand's share of all posts of the brands shown."""
    metric, title = "share_of_posts_pct", t("Share of posts")
    frame = wording.noted(context.of_network(metric))
    known = frame.dropna(subset="value")
    if known.empty:
        return wording.empty(context, "share-of-posts", title, wording.no_posts())
    top = known.sort_values("value").iloc[-1]
    finding = title
    if len(known) > 1:
        finding = t("{brand} published {share} of all posts", brand=top["name"], share=percent(top["value"]))
    return wording.card(
        context,
        "share-of-posts",
        finding,
        metric,
        figure=bars(frame, theme=context.theme, measure=Measure("%", "percent")),
        table=wording.titled(
            frame[["name", "value", "n", "total", "note"]].round(2),
            value=t("Share of posts, %"),
            n=t("Posts"),
            total=t("Posts of all brands"),
            note=t("Remark"),
        ),
        coverage=wording.post_coverage(context),
    )


CARDS: dict[str, Builder] = {
    "posts-per-week": posts_per_week,
    "posts-by-week": posts_by_week,
    "post-mix": post_mix,
    "posting-hours-own": posting_hours_own,
    "posting-hours-competitors": posting_hours_peers,
    "longest-silence": longest_silence,
    "share-of-posts": share_of_posts,
}


def _mix_finding(context: Context, frame: pd.DataFrame) -> str | None:
    """The own brand's main format, else nothing: shares of posts are counted, so this needs no test."""
    mine = frame[frame["brand_id"] == context.own]
    if mine.empty:
        return None
    main = mine.sort_values("share").iloc[-1]
    return t(
        "{brand}'s main format: {kind}, {share} of its posts",
        brand=main["name"],
        kind=main["label"].lower(),
        share=percent(main["share"]),
    )


def _hours(context: Context, key: str, *, own: bool) -> Card:
    frame = context.of_network("publishing_timing")
    of_own = frame["brand_id"] == context.own if context.own else pd.Series(data=False, index=frame.index)
    frame = frame[of_own if own else ~of_own]
    title = t("When the competitors post")
    if own:
        title = t("When {brand} posts", brand=context.name(context.own)) if context.own else t("When your brand posts")
    cells = frame.dropna(subset="value").groupby(["weekday", "hour"], as_index=False)["value"].sum()
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
    )
