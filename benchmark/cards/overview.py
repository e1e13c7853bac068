"""Cards of the Overview: the own brand's four figures, the scoreboard and the presence table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmark.cards import movement, wording
from benchmark.cards import scoreboard as scoreboards
from benchmark.cards.context import Builder, Context, network_label
from benchmark.cards.standing import (
    PACE,
    TOTAL,
    Record,
    conditions_of,
    followers_tile,
    rate_of,
    rate_over,
    tile,
)
from benchmark.charts.card import Card
from benchmark.charts.html_table import Cell, Column, Row, Tone, html_table
from benchmark.charts.theme import brand_colour
from benchmark.charts.tiles import Tile, tiles_html
from benchmark.text import t
from benchmark.text.format import compact, day, moment, number
from sources import SOURCES


def own_figures(context: Context) -> Card:
    """Return the four figures of the own brand on one network, as tiles."""
    key, title = "own-figures", t("Your brand")
    if context.own is None or context.network is None:
        message = t("No brand of this panel is marked as your own. Mark one on the Data page to see where it stands.")
        return wording.empty(context, key, title, message)
    name = context.name(context.own)
    figures = [PACE, TOTAL, rate_of(context)]
    if wording.gives_followers(context.network):
        tiles = [followers_tile(context), *(tile(context, figure) for figure in figures)]
    else:
        tiles = [tile(context, figure) for figure in figures]
    return Card(
        key=key,
        finding=t("{brand} on {network}", brand=name, network=context.network_label),
        definition=wording.definition(
            context, t("The own brand"), rate_over(context), movement.compared(context), wording.post_coverage(context)
        ),
        footer=wording.footer(context, *conditions_of(context)),
        html=tiles_html(tiles),
        tiles=(("", tuple(tiles)),),
        table=_figures_table(context, tiles),
        method=wording.method("followers", *(figure.metric for figure in figures)),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )


def _figures_table(context: Context, tiles: Sequence[Tile]) -> pd.DataFrame:
    """The tiles as a table: the figure in full, and what is said of it."""
    return pd.DataFrame(
        {
            t("Brand"): context.name(context.own or ""),
            t("Figure"): [each.label for each in tiles],
            t("Value"): [each.exact for each in tiles],
            t("Change"): [each.change for each in tiles],
            t("Remarks"): [" · ".join(each.lines) for each in tiles],
            t("Definition"): [each.hint for each in tiles],
        }
    )


def presence(context: Context) -> Card:
    """Return which brand is where: active, dormant or absent, with followers and pace."""
    key, title = "presence", t("Who is where")
    whole = context.named(context.measured("presence"))
    frame = whole[whole["source"].isin(context.networks)]
    if frame.empty:
        return wording.empty(context.about(None), key, title, t("No accounts yet. Add one in the sidebar."))
    words = {"active": t("active"), "dormant": t("dormant"), "absent": t("absent"), "unknown": t("not known")}
    columns = [Column(t("Brand"), figures=False), *(Column(network_label(network)) for network in context.networks)]
    rows = []
    for brand_id, group in frame.groupby("brand_id", sort=False):
        by_network = group.set_index("source").to_dict("index")
        first = group.iloc[0]
        colour = brand_colour(context.theme, first["colour"], own=bool(first["own"]))
        cells = [Cell(context.name(str(brand_id)), dot=colour)]
        cells += [_presence_cell(by_network.get(network), words, network) for network in context.networks]
        rows.append(Row(cells, own=bool(first["own"])))
    shown = frame.assign(network=frame["source"].map(network_label), status=frame["status"].map(words))
    table = shown[["name", "network", "status", "followers", "posts_per_week", "last_post_at"]]
    everywhere = context.about(None)
    return Card(
        key=key,
        finding=title,
        definition=wording.join(
            [
                wording.label("presence"), t("state and followers as of {day}", day=day(context.scope.today)),
                t("posts a week: {period}", period=wording.period(context.scope)), t("dormant: no post for 90 days"),
            ]
        ),
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


def freshness_line(context: Context) -> str:
    """Return when the networks in view were last read, and how many accounts could not be at the last try."""
    frame = context.measured("freshness")
    frame = frame[frame["source"].isin(context.networks)]
    reads, zone = frame["read_at"].dropna(), context.scope.timezone
    if reads.empty:
        return ""
    first, last = (moment(edge.to_pydatetime(), zone) for edge in (reads.min(), reads.max()))
    when = (
        t("Last read: {moment} ({zone}).", moment=last, zone=zone)
        if first == last
        else t("Last read: {first} to {last} ({zone}).", first=first, last=last, zone=zone)
    )
    failing = int(frame["failing"].sum())
    if not failing:
        return when
    failed = t(
        "{n} account could not be read at the last try: the Data page says what to do.",
        "{n} accounts could not be read at the last try: the Data page says what to do.",
        n=failing,
    )
    return f"{when} {failed}"


scoreboard = scoreboards.scoreboard
CARDS: dict[str, Builder] = {"own-figures": own_figures, "scoreboard": scoreboard, "presence": presence}


def _presence_cell(row: Record | None, words: dict[str, str], network: str) -> Cell:
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
    posts = network not in SOURCES or "posts" in SOURCES[network].may_have or wording.known(last)
    state = words[str(row["status"])] if posts or not wording.known(followers) else ""
    return Cell(text, sub=pace or state, tone=tone, hint=hint)
