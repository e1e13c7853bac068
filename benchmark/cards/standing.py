"""Where a brand stands in one figure: its change, its place among the brands, the competitors' median, its trend."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from benchmark.cards import rates, wording
from benchmark.cards.context import Context
from benchmark.charts.sparkline import sparkline_image
from benchmark.charts.tiles import Change, Tile
from benchmark.metrics import METRICS, Scope, comparison, note_text
from benchmark.text import t
from benchmark.text.format import UNKNOWN, compact, number, percent, rank_range, ratio

Record = dict[Hashable, Any]


@dataclass(frozen=True)
class Figure:
    """One of the figures that the overview shows for each brand."""

    metric: str
    series: str
    """The metric by day or week behind the small line."""
    form: Literal["count", "pace", "rate"]
    sampled: bool = False
    """A median of posts: a change or a rank is claimed only when the data can tell."""

    def text(self, value: float) -> str:
        """Return the figure as it is printed."""
        if self.form == "rate":
            return percent(value)
        return number(value, 1) if self.form == "pace" else compact(value)


FOLLOWERS = Figure("net_followers", "followers", "count")
PACE = Figure("posts_per_week", "posts_weekly", "pace")
TOTAL = Figure("interactions_total", "interactions_by_week", "count")
RATES = {
    rates.FOLLOWERS_RATE: Figure(rates.FOLLOWERS_RATE, "engagement_by_week", "rate", sampled=True),
    rates.VIEWS_RATE: Figure(rates.VIEWS_RATE, "interactions_by_week", "rate", sampled=True),
    rates.PER_POST: Figure(rates.PER_POST, "interactions_by_week", "count", sampled=True),
}


def rate_of(context: Context) -> Figure:
    """Return the rate by which brands are compared on the context's network."""
    return RATES[rates.default_rate(context.network)]


def by_brand(context: Context, metric: str, scope: Scope | None = None) -> dict[str, Record]:
    """Return a metric's rows on the context's network by brand."""
    return {str(row["brand_id"]): row for row in context.of_network(metric, scope).to_dict("records")}


def followers_tile(context: Context) -> Tile:
    """Return the own brand's followers with their net change."""
    row = by_brand(context, "net_followers").get(context.own or "", {})
    growth = by_brand(context, "follower_growth_pct").get(context.own or "", {})
    if not row or not wording.known(row["closing"]):
        return Tile(t("Followers"), UNKNOWN, lines=[note_text(row)] if row else [])
    change = ""
    tone: Change = ""
    if wording.known(row["value"]):
        change = t(
            "{net} ({growth}) in this period",
            net=number(row["value"], signed=True),
            growth=percent(growth.get("value"), signed=True),
        )
        tone = ("better" if row["value"] > 0 else "worse") if row["distinguishable"] and row["value"] else ""
    levels = context.of_network("net_followers").assign(value=lambda frame: frame["closing"], low=None, high=None)
    return Tile(
        t("Followers"), compact(row["closing"]), change=change, tone=tone,
        lines=_places(context, levels.drop(columns=["low", "high"]), FOLLOWERS),
        drawing=trend(context, "followers", context.own or "", context.theme.accent, wide=True),
        hint=defined("followers"),
    )  # fmt: skip


def tile(context: Context, figure: Figure) -> Tile:
    """Return one figure of the own brand with its change and place."""
    frame = context.of_network(figure.metric)
    row = by_brand(context, figure.metric).get(context.own or "", {})
    label = wording.label(figure.metric)
    if not row or not wording.known(row["value"]):
        return Tile(label, UNKNOWN, lines=[note_text(row)] if row else [], hint=defined(figure.metric))
    change, tone = _change(context, figure)
    return Tile(
        label, figure.text(row["value"]), change=change, tone=tone, lines=_places(context, frame, figure),
        drawing=trend(context, figure.series, context.own or "", context.theme.accent, wide=True), hint=defined(figure.metric),
    )  # fmt: skip


def _change(context: Context, figure: Figure) -> tuple[str, Change]:
    """The change against the period compared with: counted figures plainly, rates only when the data can tell."""
    if context.before is None or context.own is None:
        return "", ""
    if figure.sampled:
        return _sampled_change(context, figure)
    now = by_brand(context, figure.metric)[context.own]["value"]
    before = by_brand(context, figure.metric, context.before).get(context.own, {}).get("value")
    if before is None or not wording.known(before) or before == 0:
        return t("no figure for the period compared with"), ""
    share = (float(now) / float(before) - 1) * 100
    tone: Change = ""
    if METRICS[figure.metric].higher_is_better and share:
        tone = "better" if share > 0 else "worse"
    return t("{change} against {before}", change=percent(share, signed=True), before=figure.text(float(before))), tone


def _sampled_change(context: Context, figure: Figure) -> tuple[str, Change]:
    now, before = (context.samples(figure.metric, scope) for scope in (context.scope, context.before))
    network = context.network or ""
    changes = comparison.changes({network: now}, {network: before}).query("brand_id == @context.own")
    if changes.empty:
        return t("no figure for the period compared with"), ""
    verdict = changes.iloc[0]
    if verdict["grade"] == "clear":
        return t("{ratio} against the period compared with", ratio=ratio(verdict["ratio"])), "better" if verdict[
            "ratio"
        ] > 1 else "worse"
    return t("no clear change"), ""


def _places(context: Context, frame: pd.DataFrame, figure: Figure) -> list[str]:
    """The own brand's place among the brands, and the competitors' median."""
    lines = []
    if figure.sampled:
        sets = context.samples(figure.metric)
        ranks = comparison.ranking(sets, context.own)
    else:
        ranks = comparison.rank_frame(frame)
    mine = ranks[ranks["brand_id"] == context.own]
    if len(mine) and wording.known(mine.iloc[0]["rank"]) and mine.iloc[0]["of"] > 1:
        place = mine.iloc[0]
        lines.append(
            t(
                "{place} of {n} brand",
                "{place} of {n} brands",
                place=rank_range(place["rank_low"], place["rank_high"]),
                n=int(place["of"]),
            )
        )
    median = comparison.peer_median(frame, context.own or "")
    if median.total > 2 and wording.known(median.value):
        text = figure.text(median.value)
        lines.append(
            t("competitors' median {value}", value=text) if median.used == median.total
            else t("competitors' median {value} (of {used} of {total})", value=text, used=median.used, total=median.total)
        )  # fmt: skip
    return lines


def trend(context: Context, metric: str, brand_id: str, colour: str, *, wide: bool = False) -> str:
    """Return the small line of a brand's metric over time."""
    frame = context.of_network(metric)
    values = frame.loc[frame["brand_id"] == brand_id, "value"].tolist()
    return sparkline_image(
        values, colour=colour, width=120 if wide else 96, height=32 if wide else 24, label=wording.label(metric)
    )


def defined(metric: str) -> str:
    """Return a metric's definition."""
    return t(METRICS[metric].description)
