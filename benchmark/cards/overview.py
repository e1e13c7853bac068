"""Cards of the Overview: the own brand's four figures, the scoreboard and the presence table."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from benchmark.cards import wording
from benchmark.cards.context import Builder, Context, network_label
from benchmark.charts.card import Card
from benchmark.charts.html_table import Cell, Column, Row, Tone, html_table
from benchmark.charts.sparkline import sparkline_image
from benchmark.charts.theme import brand_colour
from benchmark.charts.tiles import Change, Tile, tiles_html
from benchmark.metrics import METRICS, comparison, note_text
from benchmark.text import t
from benchmark.text.format import UNKNOWN, compact, day, number, percent, rank_range, ratio

Record = dict[Hashable, Any]


@dataclass(frozen=True)
class Figure:
    """One of the figures that the overview shows for each brand."""

    metric: str
    series: str
    """The metric by day or week behind the small line."""
    form: str
    """``count``, ``pace`` or ``rate``."""

    def text(self, value: float) -> str:
        """Return the figure as it is printed."""
        if self.form == "rate":
            return percent(value)
        return number(value, 1) if self.form == "pace" else compact(value)


FOLLOWERS = Figure("net_followers", "followers", "count")
PACE = Figure("posts_per_week", "posts_weekly", "pace")
TOTAL = Figure("interactions_total", "interactions_by_week", "count")
RATE = Figure("engagement_rate_followers_pct", "engagement_by_week", "rate")
RATE_VIEWS = Figure("engagement_rate_views_pct", "engagement_by_week", "rate")


def own_figures(context: Context) -> Card:
    """Return the four figures of the own brand on one network, as tiles."""
    key, title = "own-figures", t("Your brand")
    if context.own is None or context.network is None:
        message = t("No brand of this panel is marked as your own. Mark one on the Data page to see where it stands.")
        return wording.empty(context, key, title, message)
    name = context.name(context.own)
    figures = [PACE, TOTAL, _rate(context)]
    if wording.gives_followers(context.network):
        tiles = [_followers_tile(context), *(_tile(context, figure) for figure in figures)]
    else:
        tiles = [_tile(context, figure) for figure in figures]
    return Card(
        key=key,
        finding=t("{brand} on {network}", brand=name, network=context.network_label),
        definition=wording.definition(context, t("The own brand"), _compared(context)),
        footer=wording.footer(context),
        html=tiles_html(tiles),
        method=wording.method("followers", *(figure.metric for figure in figures)),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )


def scoreboard(context: Context) -> Card:
    """Return every brand's figures on one network side by side."""
    key, title = "scoreboard", t("Scoreboard")
    rate = _rate(context)
    names = context.named(
        context.measured("coverage").query("source == @context.network")[["brand_id"]].drop_duplicates()
    )
    if names.empty:
        return wording.empty(
            context, key, title, t("No brand has an account on this network yet. Add one in the sidebar.")
        )
    level = _by_brand(context, "net_followers")
    growth = _by_brand(context, "follower_growth_pct")
    pace, total, engaged = (_by_brand(context, figure.metric) for figure in (PACE, TOTAL, rate))
    followers = wording.gives_followers(context.network)
    best = {"growth": _best(context, "follower_growth_pct"), "rate": _best_rate(context, rate)}
    columns = [Column(t("Brand"), figures=False)]
    if followers:
        columns += [
            Column(t("Followers")),
            Column(t("Trend"), figures=False),
            Column(t("Growth"), hint=_defined("follower_growth_pct")),
        ]
    columns += [
        Column(t("Posts a week"), hint=_defined(PACE.metric)),
        Column(t("Interactions"), hint=_defined(TOTAL.metric)),
        Column(wording.label(rate.metric), hint=_defined(rate.metric)),
    ]
    rows = []
    for brand in names.to_dict("records"):
        brand_id = brand["brand_id"]
        colour = brand_colour(context.theme, brand["colour"], own=brand["own"])
        cells = [Cell(brand["name"], dot=colour)]
        if followers:
            cells += [
                Cell(compact(level[brand_id]["closing"]), hint=note_text(level[brand_id])),
                Cell(drawing=_spark(context, "followers", brand_id, colour)),
                _growth_cell(growth[brand_id], strong=best["growth"] == brand_id),
            ]
        cells += [
            Cell(PACE.text(pace[brand_id]["value"]), hint=note_text(pace[brand_id])),
            Cell(TOTAL.text(total[brand_id]["value"]), hint=note_text(total[brand_id])),
            _rate_cell(engaged[brand_id], rate, strong=best["rate"] == brand_id),
        ]
        rows.append(Row(cells, own=bool(brand["own"])))
    table = names[["name", "brand_id"]].assign(
        followers=[level[b]["closing"] for b in names["brand_id"]],
        growth=[growth[b]["value"] for b in names["brand_id"]],
        pace=[pace[b]["value"] for b in names["brand_id"]],
        total=[total[b]["value"] for b in names["brand_id"]],
        rate=[engaged[b]["value"] for b in names["brand_id"]],
    )
    return Card(
        key=key,
        finding=t("All brands on {network}", network=context.network_label),
        definition=wording.definition(
            context, t("The figures of the period"), wording.coverage(context), wording.post_coverage(context)
        ),
        footer=wording.footer(context, t("Bold: the best figure, where the difference is clear.")),
        html=html_table(columns, rows, title),
        table=wording.titled(
            table.drop(columns="brand_id"), followers=t("Followers"), growth=t("Growth, %"), pace=t("Posts a week"),
            total=t("Interactions"), rate=f"{wording.label(rate.metric)}, %",
        ),
        method=wording.method("follower_growth_pct", PACE.metric, TOTAL.metric, rate.metric),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )  # fmt: skip


def presence(context: Context) -> Card:
    """Return which brand is where: active, dormant or absent, with followers and pace."""
    key, title = "presence", t("Who is where")
    frame = context.named(context.measured("presence"))
    if frame.empty:
        return wording.empty(context, key, title, t("No accounts yet. Add one in the sidebar."))
    words = {"active": t("active"), "dormant": t("dormant"), "absent": t("absent"), "unknown": t("not read yet")}
    columns = [Column(t("Brand"), figures=False), *(Column(network_label(network)) for network in context.networks)]
    rows = []
    for brand_id, group in frame.groupby("brand_id", sort=False):
        by_network = group.set_index("source").to_dict("index")
        first = group.iloc[0]
        colour = brand_colour(context.theme, first["colour"], own=bool(first["own"]))
        cells = [Cell(context.name(str(brand_id)), dot=colour)]
        cells += [_presence_cell(by_network.get(network), words) for network in context.networks]
        rows.append(Row(cells, own=bool(first["own"])))
    shown = frame.assign(network=frame["source"].map(network_label), status=frame["status"].map(words))
    table = shown[["name", "network", "status", "followers", "posts_per_week", "last_post_at"]]
    everywhere = context.about(None)
    return Card(
        key=key,
        finding=title,
        definition=wording.join([wording.label("presence"), wording.period(context.scope), t("dormant: no post for 90 days")]),
        footer=wording.footer(everywhere),
        html=html_table(columns, rows, title),
        table=wording.titled(
            table, network=t("Network"), status=t("State"), followers=t("Followers"), posts_per_week=t("Posts a week"),
            last_post_at=t("Last post (UTC)"),
        ),
        method=wording.method("presence"),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )  # fmt: skip


CARDS: dict[str, Builder] = {"own-figures": own_figures, "scoreboard": scoreboard, "presence": presence}


def _rate(context: Context) -> Figure:
    """Networks that show views but count few interactions against followers are compared by views."""
    return RATE_VIEWS if context.network in ("youtube", "tiktok") else RATE


def _by_brand(context: Context, metric: str) -> dict[str, Record]:
    return {str(row["brand_id"]): row for row in context.of_network(metric).to_dict("records")}


def _best(context: Context, metric: str) -> str | None:
    """The brand whose counted figure is surely the highest."""
    ranks = comparison.rank_frame(context.of_network(metric))
    sure = ranks[(ranks["rank"] == 1) & (ranks["rank_high"] == 1)]
    return str(sure.iloc[0]["brand_id"]) if len(sure) == 1 and len(ranks) > 1 else None


def _best_rate(context: Context, figure: Figure) -> str | None:
    """The brand whose rate is clearly the highest: first against second."""
    sets = comparison.sample_sets(context.store, figure.metric, context.scope).get(context.network or "", {})
    leader = comparison.leader(sets)
    return leader.brand_id if leader and leader.verdict.grade == "clear" else None


def _growth_cell(row: Record, *, strong: bool) -> Cell:
    value = float(row["value"])
    sure = bool(row["distinguishable"])
    tone: Tone = "better" if sure and value > 0 else "worse" if sure and value < 0 else "muted"
    return Cell(percent(value, signed=True), tone=tone, strong=strong, hint=note_text(row))


def _rate_cell(row: Record, figure: Figure, *, strong: bool) -> Cell:
    low, high = float(row["low"]), float(row["high"])
    band = t("{low} to {high}", low=percent(low), high=percent(high)) if wording.known(low) else ""
    return Cell(figure.text(float(row["value"])), sub=band, strong=strong, hint=note_text(row))


def _presence_cell(row: Record | None, words: dict[str, str]) -> Cell:
    if row is None or row["status"] == "absent":
        return Cell(words["absent"], tone="muted")
    followers = float(row["followers"])
    tone: Tone = "" if row["status"] == "active" else "muted"
    pace = (
        t("{pace} posts a week", pace=number(float(row["posts_per_week"]), 1))
        if wording.known(row["posts_per_week"])
        else ""
    )
    text = compact(followers) if wording.known(followers) else words[str(row["status"])]
    last = row["last_post_at"]
    hint = t("Last post: {day}", day=day(pd.Timestamp(last).date())) if wording.known(last) else ""
    return Cell(text, sub=pace or words[str(row["status"])], tone=tone, hint=hint)


def _followers_tile(context: Context) -> Tile:
    row = _by_brand(context, "net_followers").get(context.own or "", {})
    growth = _by_brand(context, "follower_growth_pct").get(context.own or "", {})
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
        drawing=_spark(context, "followers", context.own or "", context.theme.accent, wide=True),
        hint=_defined("followers"),
    )  # fmt: skip


def _tile(context: Context, figure: Figure) -> Tile:
    frame = context.of_network(figure.metric)
    row = _by_brand(context, figure.metric).get(context.own or "", {})
    label = wording.label(figure.metric)
    if not row or not wording.known(row["value"]):
        return Tile(label, UNKNOWN, lines=[note_text(row)] if row else [], hint=_defined(figure.metric))
    change, tone = _change(context, figure)
    return Tile(
        label, figure.text(row["value"]), change=change, tone=tone, lines=_places(context, frame, figure),
        drawing=_spark(context, figure.series, context.own or "", context.theme.accent, wide=True), hint=_defined(figure.metric),
    )  # fmt: skip


def _change(context: Context, figure: Figure) -> tuple[str, Change]:
    """The change against the period compared with: counted figures plainly, rates only when the data can tell."""
    if context.before is None or context.own is None:
        return "", ""
    if figure.form == "rate":
        return _rate_change(context, figure)
    now = _by_brand(context, figure.metric)[context.own]["value"]
    rows = context.measured(figure.metric, context.before).query(
        "source == @context.network and brand_id == @context.own"
    )
    before = rows["value"].iloc[0] if len(rows) else None
    if before is None or not wording.known(before) or before == 0:
        return t("no figure for the period compared with"), ""
    share = (float(now) / float(before) - 1) * 100
    tone: Change = ""
    if METRICS[figure.metric].higher_is_better and share:
        tone = "better" if share > 0 else "worse"
    return t("{change} against {before}", change=percent(share, signed=True), before=figure.text(float(before))), tone


def _rate_change(context: Context, figure: Figure) -> tuple[str, Change]:
    now, before = (
        comparison.sample_sets(context.store, figure.metric, scope)
        for scope in (context.scope, context.before or context.scope)
    )
    changes = comparison.changes(now, before).query("source == @context.network and brand_id == @context.own")
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
    if figure.form == "rate":
        sets = comparison.sample_sets(context.store, figure.metric, context.scope).get(context.network or "", {})
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


def _spark(context: Context, metric: str, brand_id: str, colour: str, *, wide: bool = False) -> str:
    frame = context.of_network(metric)
    values = frame.loc[frame["brand_id"] == brand_id, "value"].tolist()
    return sparkline_image(
        values, colour=colour, width=120 if wide else 96, height=32 if wide else 24, label=wording.label(metric)
    )


def _compared(context: Context) -> str:
    if context.before is None:
        return ""
    return t("compared with {days}", days=wording.period(context.before))


def _defined(metric: str) -> str:
    return t(METRICS[metric].description)
