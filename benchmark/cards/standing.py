"""Where a brand stands in one figure: its change, its place among the brands, the competitors' median, its trend."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pandas as pd

from benchmark.cards import changes, conditions, denominators, figures, movement, places, rates, wording
from benchmark.cards.context import Context
from benchmark.cards.interactions import WEEKLY_POSTS
from benchmark.charts.sparkline import sparkline_image
from benchmark.charts.tiles import Change, Tile
from benchmark.metrics import METRICS, comparison, note_text
from benchmark.text import t
from benchmark.text.format import UNKNOWN, compact, number, percent, rank_range

Record = figures.Record
Figure = figures.Figure
FOLLOWERS, PACE, TOTAL, RATES = figures.FOLLOWERS, figures.PACE, figures.TOTAL, figures.RATES
rate_of, by_brand = figures.rate_of, figures.by_brand


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
        lines=[*_before(context), *_places(context, level, FOLLOWERS), *lines], drawing=drawing, hint=defined("followers"),
    )  # fmt: skip


def _before(context: Context) -> list[str]:
    text = movement.net_before(context)
    return [text] if text else []


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
    moved = movement.moves(context, figure)
    mine = moved.get(context.own or "", movement.Moved())
    lines = _with_before(context, figure, _places(context, frame, figure), moved)
    if figure.sampled:
        lines.append(t("{n} post", "{n} posts", n=int(row["n"])))
    if row["note"]:
        lines.append(note_text(row))
    return Tile(
        label, figure.text(row["value"]), exact=float(row["value"]), change=mine.text, tone=mine.tone, lines=lines,
        drawing=trend(context, figure.series, context.own or "", context.theme.accent, wide=True),
        hint=" ".join(filter(None, [defined(figure.metric), peer_mean(context, figure)])),
    )  # fmt: skip


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


def _with_before(context: Context, figure: Figure, lines: list[str], moved: Mapping[str, movement.Moved]) -> list[str]:
    """Return the lines with the competitors' median in the period compared with: over the same brands in both."""
    found = movement.peers(context, moved)
    if found is None:
        return lines
    now, before, used, total = figure.text(found.value), figure.text(found.before), found.used, found.total
    if figure is TOTAL and movement.daily(context):
        text = t(
            "median a day {now}, before {before} (the same {used} of {total})",
            now=now,
            before=before,
            used=used,
            total=total,
        )
        return [*lines, text]
    alone = t("competitors' median {value}", value=now)
    if used == total and alone in lines:
        return [
            t("competitors' median {value}, before {before}", value=now, before=before) if line == alone else line
            for line in lines
        ]
    return [
        *lines,
        t("median {now}, before {before} (the same {used} of {total})", now=now, before=before, used=used, total=total),
    ]


def peer_mean(context: Context, figure: Figure) -> str:
    """Return the competitors' mean as a sentence, the second figure beside their median; nothing with under three."""
    median = comparison.peer_median(comparable(context.of_network(figure.metric)), context.own or "")
    if median.used < movement.FEWEST_PEERS:
        return ""
    return t(
        "The competitors' mean: {mean} (of {used} of {total}).",
        mean=figure.text(median.mean), used=median.used, total=median.total,
    )  # fmt: skip


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


def rate_over(context: Context) -> str:
    """Return what the rates shown are divided by, as an item of a definition line."""
    return denominators.denominator(rate_of(context).metric)


def conditions_of(context: Context) -> list[str]:
    """Return what the figures leave out and rest on: counts not yet settled, hidden or late, posts not read throughout."""
    total, rate = context.of_network(TOTAL.metric), context.of_network(rate_of(context).metric)
    limited = conditions.kept(context, context.scope, context.before)
    unread = conditions.fewer_days(total)
    unlike = places.not_alike(context)
    counted = changes.sentence(
        context,
        FOLLOWERS.metric,
        TOTAL.metric,
        rate_of(context).metric,
        since=context.before.start if context.before else None,
    )
    return [limited, counted, unlike, unread, *rates.left_out(context, rate), rates.still_growing(context)]
