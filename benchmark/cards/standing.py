"""Where a brand stands in one figure: its change, its place among the brands, the competitors' median, its trend."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import pandas as pd

from benchmark.cards import conditions, denominators, rates, wording
from benchmark.cards.context import Context
from benchmark.cards.interactions import WEEKLY_POSTS
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
    """The metric by day or week behind the small line; empty when none shows the same figure over time."""
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
    **{metric: Figure(metric, weekly, "rate", sampled=True) for metric, weekly in denominators.WEEKLY.items()},
    rates.PER_POST: Figure(rates.PER_POST, "", "count", sampled=True),
}


def rate_of(context: Context) -> Figure:
    """Return the rate by which brands are compared on the context's network."""
    return RATES[rates.default_rate(context)]


def by_brand(context: Context, metric: str, scope: Scope | None = None) -> dict[str, Record]:
    """Return a metric's rows on the context's network by brand."""
    return {str(row["brand_id"]): row for row in context.of_network(metric, scope).to_dict("records")}


def levels(context: Context) -> pd.DataFrame:
    """Return each brand's followers at the end of the period, or of today: value, low, high and note."""
    brands = context.of_network("coverage").rename(columns={"note": "unseen"})
    brands = brands[["brand_id", "source", "name", "colour", "own", "unseen"]]
    frame = context.of_network("followers")
    last = min(context.scope.end, context.scope.today)
    final = frame.loc[
        frame["day"].dt.date == last, ["brand_id", "value", "low", "high", "n", "note", "accounts_used", "accounts"]
    ]
    whole = brands.merge(final, on="brand_id", how="left")
    return whole.assign(note=whole["note"].mask(whole["n"].isna(), whole["unseen"].fillna("no_observation")))


def followers_tile(context: Context) -> Tile:
    """Return the own brand's followers with their net change."""
    level = levels(context)
    mine = {str(row["brand_id"]): row for row in level.to_dict("records")}.get(context.own or "", {})
    row = by_brand(context, "net_followers").get(context.own or "", {})
    growth = by_brand(context, "follower_growth_pct").get(context.own or "", {})
    change, tone = _net_change(row, growth)
    drawing = trend(context, "followers", context.own or "", context.theme.accent, wide=True)
    lines = list(dict.fromkeys(note_text(each) for each in (mine, row) if each and note_text(each)))
    if not mine or not wording.known(mine["value"]):
        return Tile(
            t("Followers"), UNKNOWN, change=change, tone=tone, lines=lines, drawing=drawing, hint=defined("followers")
        )
    if mine["high"] > mine["low"]:
        band = t("rounded: from {low} to under {high}", low=number(mine["low"]), high=number(mine["high"]))
        lines.insert(0, band)
    return Tile(
        t("Followers"), compact(mine["value"]), exact=float(mine["value"]), change=change, tone=tone,
        lines=[*_places(context, level, FOLLOWERS), *lines], drawing=drawing, hint=defined("followers"),
    )  # fmt: skip


def _net_change(row: Record, growth: Record) -> tuple[str, Change]:
    """The net change of the period; rounding that hides it takes its colour away."""
    if not row or not wording.known(row["value"]):
        return "", ""
    tone: Change = ("better" if row["value"] > 0 else "worse") if row["distinguishable"] and row["value"] else ""
    net, share = number(row["value"], signed=True), growth.get("value")
    if share is None or not wording.known(share):
        return t("{net} in this period", net=net), tone
    return t("{net} ({growth}) in this period", net=net, growth=percent(share, signed=True)), tone


def tile(context: Context, figure: Figure) -> Tile:
    """Return one figure of the own brand with its change and place."""
    frame = context.of_network(figure.metric)
    row = by_brand(context, figure.metric).get(context.own or "", {})
    label = wording.label(figure.metric)
    if not row or not wording.known(row["value"]):
        why = denominators.lacking(context.network, figure.metric) or (note_text(row) if row else "")
        return Tile(label, UNKNOWN, lines=[why] if why else [], hint=defined(figure.metric))
    change, tone = _change(context, figure)
    lines = _places(context, frame, figure)
    if figure.sampled:
        lines.append(t("{n} post", "{n} posts", n=int(row["n"])))
    if row["note"]:
        lines.append(note_text(row))
    return Tile(
        label, figure.text(row["value"]), exact=float(row["value"]), change=change, tone=tone, lines=lines,
        drawing=trend(context, figure.series, context.own or "", context.theme.accent, wide=True), hint=defined(figure.metric),
    )  # fmt: skip


def _change(context: Context, figure: Figure) -> tuple[str, Change]:
    """The change against the period compared with: counted figures where both were read alike, rates when the data can tell."""
    if context.before is None or context.own is None:
        return "", ""
    if figure.sampled:
        return _sampled_change(context, figure)
    now = by_brand(context, figure.metric)[context.own]
    before = by_brand(context, figure.metric, context.before).get(context.own)
    if before is None or not wording.known(before["value"]):
        return conditions.not_kept(context) or t("no figure for the period compared with"), ""
    unfair = _unlike(context, figure, now, before)
    if unfair:
        return unfair, ""
    if before["value"] == 0:
        return t("{before} in the period compared with", before=figure.text(0.0)), ""
    share = (float(now["value"]) / float(before["value"]) - 1) * 100
    tone: Change = ""
    if METRICS[figure.metric].higher_is_better and share:
        tone = "better" if share > 0 else "worse"
    text = figure.text(float(before["value"]))
    return t("{change} against {before}", change=percent(share, signed=True), before=text), tone


def _unlike(context: Context, figure: Figure, now: Record, before: Record) -> str:
    """Why a counted figure cannot be held against that of the other period, or nothing.

    A sum also needs the same days and all posts: it grows with both, and with the age of the posts.
    """
    both = pd.DataFrame([now, before])
    if len(conditions.partly_read(both)) or (figure is TOTAL and both["note"].notna().any()):
        return t("not compared: posts were not read throughout in both periods")
    if figure is not TOTAL:
        return ""
    if now["days"] != before["days"]:
        return t("not compared yet: the period still lasts")
    if (both["n"] < both["posts"]).any():
        return t("not compared: not all posts show their counts")
    if (context.scope.today - context.scope.end).days <= rates.age(context.network):
        return t("not compared yet: the latest posts still gather interactions")
    return ""


def _sampled_change(context: Context, figure: Figure) -> tuple[str, Change]:
    now, before = (context.samples(figure.metric, scope) for scope in (context.scope, context.before))
    network = context.network or ""
    changes = comparison.changes({network: now}, {network: before}).query("brand_id == @context.own")
    if changes.empty:
        return conditions.not_kept(context) or t("no figure for the period compared with"), ""
    verdict = changes.iloc[0]
    if verdict["grade"] == "clear":
        return t("{ratio} against the period compared with", ratio=ratio(verdict["ratio"])), "better" if verdict[
            "ratio"
        ] > 1 else "worse"
    unseen = conditions.not_kept(context) if isinstance(verdict["reason"], str) else ""
    return unseen or t("no clear change"), ""


def _places(context: Context, frame: pd.DataFrame, figure: Figure) -> list[str]:
    """The own brand's place among the brands, and the competitors' median."""
    lines = []
    frame = comparable(frame)
    if figure.sampled:
        ranks = comparison.ranking(rates.sets_of(context, figure.metric), context.own)
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
    if 0 < median.used <= 2:
        # Of two there is nothing to take a median of: they are listed instead.
        both = [(context.name(str(row["brand_id"])), float(row["value"])) for row in median.peers.to_dict("records")]
        lines.append(", ".join(t("{name} {value}", name=name, value=figure.text(value)) for name, value in both))
    elif wording.known(median.value):
        text = figure.text(median.value)
        lines.append(
            t("competitors' median {value}", value=text) if median.used == median.total
            else t("competitors' median {value} (of {used} of {total})", value=text, used=median.used, total=median.total)
        )  # fmt: skip
    return lines


def comparable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a metric's rows with only those figures that can be held against each other.

    Without those over today's followers, and without counts of posts that were not read throughout. Posts whose counts are
    hidden could be like the others: the band reaches so far.
    """
    if "basis" in frame:
        frame = frame.assign(value=frame["value"].where(frame["basis"] != "current"))
    if "days_observed" in frame:
        frame = frame.assign(value=frame["value"].mask(frame.index.isin(conditions.partly_read(frame).index)))
    if "left_out" in frame and "posts" in frame:
        high = frame["value"] * frame["posts"] / frame["n"].where(frame["n"] > 0)
        frame = frame.assign(low=frame["value"], high=high.fillna(frame["value"]))
    return frame


def trend(context: Context, metric: str, brand_id: str, colour: str, *, wide: bool = False) -> str:
    """Return the small line of a brand's metric over time: weeks only as a whole, and old enough to be counted."""
    if not metric:
        return ""
    frame = context.of_network(metric)
    frame = settled(context, metric) if "week" in frame else frame
    values = frame.loc[frame["brand_id"] == brand_id, "value"].tolist()
    return sparkline_image(
        values, colour=colour, width=120 if wide else 96, height=32 if wide else 24, label=wording.label(metric)
    )


def settled(context: Context, metric: str) -> pd.DataFrame:
    """Return every whole week of every brand; a week whose posts still gather interactions would look like a loss."""
    weeks = context.of_network("posts_weekly")
    if metric != "posts_weekly":
        figures = context.of_network(metric)
        if metric in denominators.WEEKLY.values():
            figures = figures[figures["n"] >= WEEKLY_POSTS]
        figures = figures[["brand_id", "week", "value"]]
        weeks = weeks.drop(columns="value").merge(figures, on=["brand_id", "week"], how="left")
    if metric == "interactions_by_week":
        weeks = weeks.assign(value=weeks["value"].mask(weeks["n"] == 0, 0.0).where(weeks["note"].isna()))
    monday = weeks["week"].dt.date
    young = 0 if metric == "posts_weekly" else rates.age(context.network)
    last = min(context.scope.end, context.scope.today - timedelta(days=1 + young))
    settled: pd.DataFrame = weeks[(monday >= context.scope.start) & (monday + timedelta(days=6) <= last)]
    return settled


def defined(metric: str) -> str:
    """Return a metric's definition."""
    return t(METRICS[metric].description)
