"""Cards of the Engagement page: medians per post at equal age on one network, and which cards make sense there."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from benchmark.cards import denominators, rates, wording
from benchmark.cards.against import against_own
from benchmark.cards.context import Builder, Context
from benchmark.cards.curves import engagement_curve
from benchmark.cards.distribution import engagement_distribution
from benchmark.cards.factors import why_ahead
from benchmark.cards.interactions import (
    engagement_by_week,
    interactions_by_week,
    interactions_total,
    share_of_engagement,
)
from benchmark.cards.mix import equal_mix
from benchmark.cards.rates import PER_POST, VIEWS_RATE
from benchmark.charts.card import Card
from benchmark.charts.dots import dots
from benchmark.charts.measure import Measure
from benchmark.metrics import comparison
from benchmark.text import t
from benchmark.text.format import rank_range


def engagement_rate(context: Context) -> Card:
    """Return the median engagement rate by followers (those that the reader chose) of each brand with its interval."""
    return _per_post(context, "engagement-rate", denominators.follower_rate(context.over), Measure("%", "percent"))


def engagement_rate_views(context: Context) -> Card:
    """Return the median engagement rate by views of each brand with its interval."""
    return _per_post(context, "engagement-rate-views", VIEWS_RATE, Measure("%", "percent"))


def interactions_per_post(context: Context) -> Card:
    """Return the median interactions of a post of each brand with its interval."""
    return _per_post(context, "interactions-per-post", PER_POST, Measure(t("interactions a post")))


CARDS: dict[str, Builder] = {
    "engagement-rate": engagement_rate,
    "engagement-rate-views": engagement_rate_views,
    "interactions-per-post": interactions_per_post,
    "interactions-total": interactions_total,
    "share-of-engagement": share_of_engagement,
    "engagement-by-week": engagement_by_week,
    "interactions-by-week": interactions_by_week,
    "against-own": against_own,
    "why-ahead": why_ahead,
    "equal-mix": equal_mix,
    "engagement-curve": engagement_curve,
    "engagement-distribution": engagement_distribution,
}


def shown(context: Context) -> list[list[Builder]]:
    """Return the rows of cards that make sense on the context's network, the default rate first."""
    if not rates.gives_interactions(context.network):
        return [[interactions_per_post]]
    rate = rates.default_rate(context)
    first: list[Builder] = [interactions_per_post]
    if rate == VIEWS_RATE:
        first = [engagement_rate_views, engagement_rate]
    elif rate != PER_POST:
        first = [engagement_rate, interactions_per_post]
    rows: list[list[Builder]] = [first, [against_own]]
    if interactions_per_post not in first:
        rows.append([interactions_per_post])
    rows += [[interactions_total, share_of_engagement]]
    if wording.gives_followers(context.network):
        rows.append([why_ahead])
    rows += [[equal_mix, engagement_distribution], [engagement_curve]]
    if wording.gives_followers(context.network):
        rows.append([engagement_by_week])
    if rates.gives_views(context.network) and engagement_rate_views not in first:
        rows.append([engagement_rate_views])
    return [*rows, [interactions_by_week]]


def _per_post(context: Context, key: str, metric: str, measure: Measure) -> Card:
    frame = context.of_network(metric)
    known = frame.dropna(subset="value")
    if known.empty:
        return wording.empty(context, key, wording.label(metric), rates.why_empty(context, frame, metric))
    if metric == PER_POST and known["value"].max() >= 10:
        measure = replace(measure, decimals=0)
    return wording.card(
        context,
        key,
        rates.finding(context, metric, frame),
        metric,
        what=rates.defined(context, metric, frame),
        figure=dots(
            _with_reasons(frame),
            theme=context.theme,
            measure=measure,
            reference=rates.reference(context, frame),
        ),
        table=_per_post_table(context, metric, frame),
        coverage=wording.join([rates.counted(frame), t("95 % interval")]),
        left_out=rates.left_out(context, frame),
    )


def _with_reasons(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame for dots: n stands beside a figure, the reason in few words where there is none."""
    known = zip(frame["value"].isna(), frame["note"], strict=True)
    notes = [t(rates.REASONS[note]) if gone and note in rates.REASONS else None for gone, note in known]
    return frame.assign(note=pd.Series(notes, index=frame.index, dtype=object))


def _per_post_table(context: Context, metric: str, frame: pd.DataFrame) -> pd.DataFrame:
    ranks = comparison.ranking(rates.sets_of(context, metric), context.own)
    table = wording.noted(frame).merge(ranks[["brand_id", "rank", "rank_low", "rank_high"]], on="brand_id", how="left")
    table["range"] = [
        rank_range(low, high) if wording.known(low) else None
        for low, high in zip(table["rank_low"], table["rank_high"], strict=True)
    ]
    table["rank"] = table["rank"].astype("Int64")
    decimals = 1 if metric == PER_POST else 3
    table = table.round(dict.fromkeys(("value", "low", "high", "mean"), decimals) | {"late_pct": 0})
    optional = ("late_pct", "basis", "current_left_out", "followers", "followers_days", "unknown_left_out")
    some = [column for column in optional if column in table]
    if "basis" in table:
        names = {"publication": t("at publication"), "current": t("today")}
        table["basis"] = table["basis"].map(names).where(table["value"].notna(), None)
    columns = ["name", "value", "low", "high", "mean", "n", "rank", "range", "too_young", "left_out", *some, "note"]
    return wording.titled(
        table[columns],
        value=t("Median") if metric == PER_POST else t("Median rate, %"),
        low=t("From (95 %)"),
        high=t("To (95 %)"),
        mean=t("Mean"),
        n=t("Posts counted"),
        rank=t("Rank"),
        range=t("Rank range"),
        too_young=t("Posts too young"),
        left_out=t("Posts with hidden counts"),
        late_pct=t("Counted later, % of posts"),
        basis=t("Followers"),
        current_left_out=t("Posts without followers at publication"),
        followers=t("Followers divided by"),
        followers_days=t("Days with a follower count"),
        unknown_left_out=t("Posts without a follower count"),
        note=t("Remark"),
    )
