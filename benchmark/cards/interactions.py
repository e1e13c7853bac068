"""Cards of the Engagement page that count: interactions in total, shares of them, week by week, on one network."""

from __future__ import annotations

import pandas as pd

from benchmark.cards import conditions, denominators, rates, wording
from benchmark.cards.context import Context
from benchmark.cards.marks import marks
from benchmark.charts.bars import bars
from benchmark.charts.card import Card
from benchmark.charts.columns import columns_over_time
from benchmark.charts.lines import lines
from benchmark.charts.measure import Measure
from benchmark.text import t
from benchmark.text.format import compact, percent

_WEEKS = 4
"""Weeks that some brand must have; fewer dots are no course."""
WEEKLY_POSTS = 3
"""Posts from which a week's median is drawn: that of one or two posts tells of these posts, not of the week."""


def interactions_total(context: Context) -> Card:
    """Return the interactions of all posts of the period: counted, so without an interval."""
    metric, title = "interactions_total", wording.label("interactions_total")
    frame = context.of_network(metric)
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    if known.empty:
        return wording.empty(context, "interactions-total", title, rates.why_empty(context, frame))
    finding = t("Interactions in total")
    if _surely_first(known):
        finding = t(
            "{brand} drew the most interactions: {n}", brand=known.iloc[0]["name"], n=compact(known.iloc[0]["value"])
        )
        if len(known) < len(frame):
            finding = t(
                "Of {n} brand with a figure, {brand} drew the most interactions: {total}",
                "Of {n} brands with a figure, {brand} drew the most interactions: {total}",
                n=len(known),
                brand=known.iloc[0]["name"],
                total=compact(known.iloc[0]["value"]),
            )
    table = wording.noted(frame)[["name", "value", "n", "mean", "left_out", "days_observed", "days", "note"]]
    return wording.card(
        context,
        "interactions-total",
        finding,
        metric,
        what=t("Sum of {parts}", parts=rates.parts(frame) or t("interactions")),
        figure=bars(conditions.brief(frame), theme=context.theme, measure=Measure(t("interactions"))),
        table=wording.titled(
            table.round({"value": 0, "mean": 1, "days_observed": 1}),
            value=title,
            n=t("Posts counted"),
            mean=t("Mean per post"),
            left_out=t("Posts with hidden counts"),
            days_observed=t("Days read"),
            days=t("Days of the period"),
            note=t("Remark"),
        ),
        coverage=wording.post_coverage(context),
        left_out=_total_left_out(context, frame),
    )


def share_of_engagement(context: Context) -> Card:
    """Return each brand's share of the interactions of the brands shown; who hides much is left out by name."""
    metric, title = "share_of_engagement_pct", wording.label("share_of_engagement_pct")
    frame = context.of_network(metric)
    totals = context.of_network("interactions_total")[["brand_id", "days_observed", "days"]]
    frame = frame.merge(totals, on="brand_id", how="left")
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    if known.empty:
        return wording.empty(context, "share-of-engagement", title, rates.why_empty(context, frame))
    finding, top = title, known.iloc[0]
    if _surely_first(known) and _complete(known.head(1)):
        finding = t("{brand} draws {share} of the interactions", brand=top["name"], share=percent(top["value"], 0))
        if len(known) < len(frame):
            finding = t(
                "{brand} draws {share} of the interactions of {n} brand",
                "{brand} draws {share} of the interactions of {n} brands",
                brand=top["name"],
                share=percent(top["value"], 0),
                n=len(known),
            )
    table = wording.noted(frame)[["name", "value", "interactions", "n", "left_out", "hidden_pct", "note"]]
    return wording.card(
        context,
        "share-of-engagement",
        finding,
        metric,
        figure=bars(conditions.brief(frame), theme=context.theme, measure=Measure("%", "percent")),
        table=wording.titled(
            table.round({"value": 2, "interactions": 0, "hidden_pct": 1}),
            value=t("Share of interactions, %"),
            interactions=t("Interactions"),
            n=t("Posts counted"),
            left_out=t("Posts with hidden counts"),
            hidden_pct=t("Posts with hidden counts, %"),
            note=t("Remark"),
        ),
        coverage=wording.post_coverage(context),
        left_out=_total_left_out(context, frame),
    )


def engagement_by_week(context: Context) -> Card:
    """Return the median engagement rate of each week's posts; a week without comparable posts is a gap."""
    rate = rates.default_rate(context)
    rate = rate if rate in denominators.WEEKLY else rates.FOLLOWERS_RATE
    key, metric = "engagement-by-week", denominators.WEEKLY[rate]
    title = wording.label(metric)
    frame = context.of_network(metric)
    rated = context.of_network(rate)
    if frame.empty or frame["value"].isna().all():
        return wording.empty(context, key, title, rates.why_no_weeks(context, rated, rate))
    drawn = frame[frame["n"] >= WEEKLY_POSTS]
    if drawn.empty or drawn["brand_id"].value_counts().max() < _WEEKS:
        message = t(
            "No brand has {n} comparable posts in each of {weeks} weeks, too few for a rate by week. See the whole period's rate.",
            n=WEEKLY_POSTS,
            weeks=_WEEKS,
        )
        return wording.empty(context, key, title, message)
    table = frame.assign(week=frame["week"].dt.date)[["name", "week", "value", "mean", "n"]].round(3)
    thin = t("Weeks with under {n} posts are in the table only.", n=WEEKLY_POSTS) if len(drawn) < len(frame) else ""
    moves = t("Medians of few posts move much by chance: a week alone tells no trend.")
    absent = [name for name in rated["name"] if name not in set(frame["name"])]
    return wording.card(
        context,
        key,
        title,
        metric,
        what=_weekly_definition(context, rate, rated),
        figure=lines(
            drawn.assign(day=drawn["week"].dt.date),
            theme=context.theme,
            measure=Measure("%", "percent"),
            every="week",
            zero=True,
            events=marks(context, metric),
        ),
        table=wording.titled(
            table, week=t("Week from"), value=t("Engagement rate, %"), mean=t("Mean, %"), n=t("Posts counted")
        ),
        coverage=wording.post_coverage(context),
        left_out=[thin, moves, t("Without a figure: {names}.", names=conditions.listed(absent)) if absent else ""],
    )


def _weekly_definition(context: Context, rate: str, rated: pd.DataFrame) -> str:
    """Numerator, age and denominator of a weekly rate: each week's posts are over the followers of that week."""
    counted, days = rates.parts(rated) or t("interactions"), rates.age(context.network)
    if rate == denominators.MEAN_RATE:
        return t("Median rate: {parts} at {days} days ÷ mean followers of the week", parts=counted, days=days)
    if rate == denominators.END_RATE:
        return t("Median rate: {parts} at {days} days ÷ followers at the week's end", parts=counted, days=days)
    return rates.defined(context, rate, rated[rated["basis"] != "current"] if "basis" in rated else rated)


def interactions_by_week(context: Context) -> Card:
    """Return the interactions of each week's posts; a week that was read and had no post is 0, an unread one a gap."""
    key, metric, title = "interactions-by-week", "interactions_by_week", wording.label("interactions_by_week")
    total = context.of_network("interactions_total")
    if total["value"].isna().all():
        return wording.empty(context, key, title, rates.why_empty(context, total))
    frame = _weeks(context)
    shown, cut = conditions.whole_weeks(context, frame)
    table = frame.assign(week=frame["week"].dt.date)[["name", "week", "value", "posts", "left_out", "days_observed"]]
    return wording.card(
        context,
        key,
        title,
        metric,
        what=t("Sum of {parts}", parts=rates.parts(total) or t("interactions")),
        figure=columns_over_time(
            shown.assign(day=shown["week"].dt.date),
            theme=context.theme,
            measure=Measure(t("interactions")),
            events=marks(context, metric),
        ),
        table=wording.titled(
            table.round({"days_observed": 1}),
            week=t("Week from"),
            value=t("Interactions"),
            posts=t("Posts"),
            left_out=t("Posts with hidden counts"),
            days_observed=t("Days read"),
        ),
        coverage=wording.post_coverage(context),
        left_out=[cut, conditions.without_figure(total), rates.still_growing(context)],
    )


def _surely_first(known: pd.DataFrame) -> bool:
    """Whether the first of sums, largest first, stays ahead even if what others lack is like what they show."""
    if len(known) < 2:
        return False
    first, others = float(known["value"].iloc[0]), known.iloc[1:]
    unread = others["days"] / others["days_observed"].where(others["days_observed"] > 0)
    whole = others["value"] * unread.clip(lower=1) * (1 + others["left_out"] / others["n"].clip(lower=1))
    unsure = (whole.isna() & (others["value"] > 0)) | others["note"].isin(["some_accounts"])
    return bool(first > whole.max() and compact(first) != compact(float(others["value"].max())) and not unsure.any())


def _complete(known: pd.DataFrame) -> bool:
    return conditions.partly_read(known).empty and not (known["left_out"] > 0).any()


def _total_left_out(context: Context, frame: pd.DataFrame) -> list[str]:
    hidden = frame[(frame["left_out"] > 0) & frame["value"].notna()]
    items = [t("{name} {n}", name=row["name"], n=int(row["left_out"])) for row in hidden.to_dict("records")]
    named = t("Posts with hidden counts left out: {names}.", names=conditions.listed(items, 8)) if items else ""
    return [conditions.without_figure(frame), named, conditions.fewer_days(frame), rates.still_growing(context)]


def _weeks(context: Context) -> pd.DataFrame:
    """Return every week of every brand: its interactions, 0 when it was read and had no post, else unknown."""
    weeks = context.of_network("posts_weekly")[["brand_id", "name", "colour", "own", "week", "value", "days_observed"]]
    sums = context.of_network("interactions_by_week")[["brand_id", "week", "value", "left_out"]]
    frame = weeks.rename(columns={"value": "posts"}).merge(sums, on=["brand_id", "week"], how="left")
    frame["left_out"] = frame["left_out"].fillna(0).astype(int)
    frame["value"] = frame["value"].mask(frame["posts"] == 0, 0.0).where(frame["posts"].notna())
    return frame
