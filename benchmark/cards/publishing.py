"""Cards of the Publishing page: pace, rhythm, formats and silences on one network."""

from __future__ import annotations

import pandas as pd

from benchmark.cards import conditions, wording
from benchmark.cards.calendars import calendar_others, calendar_own
from benchmark.cards.context import Builder, Context
from benchmark.cards.hours import posting_hours_own, posting_hours_peers
from benchmark.cards.marks import marks
from benchmark.charts.bars import bars
from benchmark.charts.card import Card
from benchmark.charts.columns import columns_over_time
from benchmark.charts.measure import Measure
from benchmark.charts.stacked import stacked
from benchmark.text import t
from benchmark.text.format import number, percent


def posts_per_week(context: Context) -> Card:
    """Return how many posts a week each brand published, over the days that were read."""
    metric, title = "posts_per_week", t("Posts per week")
    frame = context.of_network(metric)
    if frame["value"].isna().all():
        return wording.empty(context, "posts-per-week", title, wording.nothing_read())
    table = wording.noted(frame)[["name", "value", "n", "days_observed", "days", "note"]].round(2)
    return wording.card(
        context,
        "posts-per-week",
        _pace_finding(frame) or title,
        metric,
        figure=bars(
            conditions.brief(frame),
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
        left_out=[conditions.without_figure(frame), conditions.fewer_days(frame)],
    )


def posts_by_week(context: Context) -> Card:
    """Return the posts of each week, week by week."""
    metric, title = "posts_weekly", t("Posts by week")
    frame = context.of_network(metric)
    if frame["value"].isna().all():
        return wording.empty(context, "posts-by-week", title, wording.nothing_read())
    shown, cut = conditions.whole_weeks(context, frame)
    table = frame.assign(week=frame["week"].dt.date)[["name", "week", "value", "days_observed", "days"]].round(1)
    return wording.card(
        context,
        "posts-by-week",
        title,
        metric,
        figure=columns_over_time(
            shown.assign(day=shown["week"]),
            theme=context.theme,
            measure=Measure(t("posts")),
            events=marks(context, metric),
        ),
        table=wording.titled(
            table,
            week=t("Week from"),
            value=t("Posts"),
            days_observed=t("Days read"),
            days=t("Days of the week in the period"),
        ),
        coverage=wording.post_coverage(context),
        left_out=[cut, conditions.without_figure(frame)],
    )


def post_mix(context: Context) -> Card:
    """Return the share of each kind of post, by brand."""
    metric, title = "post_mix_pct", t("Mix of formats")
    whole = context.of_network(metric)
    frame = whole.dropna(subset="value")
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
        figure=stacked(
            context.named(frame.drop(columns=["name", "colour", "own"]).assign(n=frame["total"])), theme=context.theme
        ),
        table=wording.titled(
            table, label=t("Format"), share=t("Share of posts, %"), n=t("Posts"), total=t("Posts in all")
        ),
        coverage=wording.post_coverage(context),
        left_out=[_without_posts(context)],
    )


def longest_silence(context: Context) -> Card:
    """Return each brand's longest time without a post, where the reading was successful throughout."""
    metric, title = "longest_silence_days", t("Longest silence")
    frame = context.of_network(metric)
    if frame["value"].isna().all():
        return wording.empty(context, "longest-silence", title, wording.nothing_read())
    table = wording.noted(frame)
    lasts = [t("yes") if row["ongoing"] and row["value"] == row["value"] else None for row in table.to_dict("records")]
    table = table.assign(
        first_day=conditions.table_days(frame["first_day"]),
        last_day=conditions.table_days(frame["last_day"]),
        lasts=pd.Series(lasts, index=table.index, dtype=object),
    )
    return wording.card(
        context,
        "longest-silence",
        _silence_finding(frame) or title,
        metric,
        figure=bars(conditions.brief(frame), theme=context.theme, measure=Measure(t("days"), "decimal")),
        table=wording.titled(
            table[["name", "value", "first_day", "last_day", "lasts", "note"]].round(1),
            value=t("Days"),
            first_day=t("From"),
            last_day=t("To"),
            lasts=t("Lasts at the end"),
            note=t("Remark"),
        ),
        coverage=wording.post_coverage(context),
        left_out=[conditions.without_figure(frame), conditions.fewer_days(frame)],
    )


def share_of_posts(context: Context) -> Card:
    """Return each brand's share of all posts of the brands shown."""
    metric, title = "share_of_posts_pct", t("Share of posts")
    frame = context.of_network(metric)
    pace = context.of_network("posts_per_week")[["brand_id", "days_observed", "days"]]
    frame = frame.merge(pace, on="brand_id", how="left")
    if frame["value"].isna().all():
        message = wording.no_posts() if (frame["note"] == "no_posts").any() else wording.nothing_read()
        return wording.empty(context, "share-of-posts", title, message)
    return wording.card(
        context,
        "share-of-posts",
        _share_finding(frame) or title,
        metric,
        figure=bars(conditions.brief(frame), theme=context.theme, measure=Measure("%", "percent")),
        table=wording.titled(
            wording.noted(frame)[["name", "value", "n", "total", "note"]].round(2),
            value=t("Share of posts, %"),
            n=t("Posts"),
            total=t("Posts of all brands"),
            note=t("Remark"),
        ),
        coverage=wording.post_coverage(context),
        left_out=[conditions.without_figure(frame), conditions.fewer_days(frame)],
    )


CARDS: dict[str, Builder] = {
    "posts-per-week": posts_per_week,
    "posts-by-week": posts_by_week,
    "post-mix": post_mix,
    "posting-days-own": calendar_own,
    "posting-days-competitors": calendar_others,
    "posting-hours-own": posting_hours_own,
    "posting-hours-competitors": posting_hours_peers,
    "longest-silence": longest_silence,
    "share-of-posts": share_of_posts,
}


def _without_posts(context: Context) -> str:
    """The sentence that names the brands that have no part in shares of posts, each with its reason."""
    posts = context.of_network("posts")
    none = posts["n"] == 0
    note = posts["note"].where(posts["note"] == "not_covered", "no_posts")
    return conditions.without_figure(posts.assign(value=posts["value"].mask(none), note=note))


def _pace_finding(frame: pd.DataFrame) -> str | None:
    """Who posts most: only when it shows in print and every brand was read throughout, else nothing."""
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    first = known.iloc[0]
    if len(known) == 1:
        return t("{brand}: {pace} posts a week", brand=first["name"], pace=number(first["value"], 1))
    tied = number(first["value"], 1) == number(known.iloc[1]["value"], 1)
    if tied or not conditions.partly_read(known).empty:
        return None
    if len(known) < len(frame):
        return t(
            "Of the brands with a figure, {brand} posts most: {pace} a week",
            brand=first["name"],
            pace=number(first["value"], 1),
        )
    return t("{brand} posts most: {pace} a week", brand=first["name"], pace=number(first["value"], 1))


def _silence_finding(frame: pd.DataFrame) -> str | None:
    """Whose silence was longest: where days were not read, a longer one may be hidden, and the title says "read"."""
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    first, days = known.iloc[0], round(known.iloc[0]["value"])
    if len(known) < 2 or days < 1 or days == round(known.iloc[1]["value"]):
        return None
    if len(known) < len(frame) or known["note"].notna().any():
        return t(
            "The longest silence on the days read is {brand}'s: {n} day",
            "The longest silence on the days read is {brand}'s: {n} days",
            brand=first["name"],
            n=days,
        )
    return t("{brand} was silent longest: {n} day", "{brand} was silent longest: {n} days", brand=first["name"], n=days)


def _share_finding(frame: pd.DataFrame) -> str | None:
    """Who published the largest part, of all posts or of those that were read."""
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    first, share = known.iloc[0], percent(known.iloc[0]["value"], 0)
    if len(known) < 2 or first["value"] == known.iloc[1]["value"]:
        return None
    if len(known) < len(frame) or not conditions.partly_read(known).empty:
        return t("{brand} published {share} of the posts that were read", brand=first["name"], share=share)
    return t("{brand} published {share} of all posts", brand=first["name"], share=share)


def _mix_finding(context: Context, frame: pd.DataFrame) -> str | None:
    """The own brand's main format, else nothing: shares of posts are counted, so this needs no test."""
    mine = frame[frame["brand_id"] == context.own].sort_values("share", ascending=False)
    if mine.empty or frame["part"].nunique() < 2:
        return None
    main = mine.iloc[0]
    if len(mine) > 1 and mine.iloc[1]["share"] == main["share"]:
        return None
    return t(
        "{brand}'s main format: {kind}, {share} of its {n} post",
        "{brand}'s main format: {kind}, {share} of its {n} posts",
        brand=main["name"],
        kind=main["label"].lower(),
        share=percent(main["share"], 0),
        n=int(main["total"]),
    )
