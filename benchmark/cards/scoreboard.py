"""The scoreboard: every brand's figures on one network side by side, with what changed against the period compared with."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from benchmark.cards import growth as growing
from benchmark.cards import movement, rates, wording
from benchmark.cards.context import Context
from benchmark.cards.figures import PACE, TOTAL, Figure, Record, by_brand, rate_of
from benchmark.cards.movement import Moved
from benchmark.cards.standing import comparable, conditions_of, defined, levels, rate_over, trend
from benchmark.charts.card import Card
from benchmark.charts.html_table import Cell, Column, Row, Tone, html_table
from benchmark.charts.theme import brand_colour
from benchmark.metrics import METRICS, comparison, note_text
from benchmark.text import t
from benchmark.text.format import UNKNOWN, compact, percent, rank_range

_GROWTH = "follower_growth_pct"


def scoreboard(context: Context) -> Card:
    """Return every brand's figures on one network side by side."""
    key, title = "scoreboard", t("Scoreboard")
    names = context.of_network("coverage")
    if names.empty:
        message = t("No brand has an account on this network yet. Add one in the sidebar.")
        return wording.empty(context, key, title, message)
    rate = rate_of(context)
    moved = {figure: movement.moves(context, figure) for figure in (PACE, TOTAL, rate)}
    rows = [_row(context, brand, cells) for brand, cells in _cells(context, rate, moved).items()]
    return Card(
        key=key,
        finding=t("All brands on {network}", network=context.network_label),
        definition=wording.definition(
            context, t("The figures of the period"), rate_over(context), movement.compared(context), wording.coverage(context),
            wording.post_coverage(context),
        ),
        footer=wording.footer(
            context, t("Bold: the best figure, where the difference is clear."), *conditions_of(context)
        ),
        html=html_table(_columns(context, rate), rows, title),
        table=_table(context, names, rate, moved),
        method=wording.method(_GROWTH, PACE.metric, TOTAL.metric, rate.metric),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )  # fmt: skip


def _columns(context: Context, rate: Figure) -> list[Column]:
    columns = [Column(t("Brand"), figures=False)]
    if wording.gives_followers(context.network):
        columns += [
            Column(t("Followers")),
            Column(t("Trend"), figures=False),
            Column(t("Growth"), hint=defined(_GROWTH)),
        ]
    for figure, label in ((PACE, t("Posts a week")), (TOTAL, t("Interactions")), (rate, wording.label(rate.metric))):
        columns.append(Column(label, hint=defined(figure.metric)))
        if context.before is not None:
            columns.append(Column(t("Change"), hint=movement.compared(context)))
    return columns


def _row(context: Context, brand_id: str, cells: list[Cell]) -> Row:
    brand = context.brands[context.brands["brand_id"] == brand_id].iloc[0]
    colour = brand_colour(context.theme, brand["colour"], own=brand["own"])
    return Row([Cell(str(brand["name"]), dot=colour), *cells], own=bool(brand["own"]))


def _cells(context: Context, rate: Figure, moved: Mapping[Figure, Mapping[str, Moved]]) -> dict[str, list[Cell]]:
    """Return each brand's cells but for its name, in the order of the columns."""
    pace, total, engaged = (by_brand(context, figure.metric) for figure in (PACE, TOTAL, rate))
    followers = _follower_cells(context) if wording.gives_followers(context.network) else {}
    ranks = {figure: ranked(context, figure) for figure in (PACE, TOTAL, rate)}
    leading = rates.leading(context, rate.metric, context.of_network(rate.metric))
    # Clear against the second, and told apart from all others: what is bold cannot be second.
    leading = leading if ranks[rate].get(leading or "") == rank_range(1, 1) else None
    whole = {}
    for brand in context.of_network("coverage")["brand_id"]:
        cells = [*followers.get(brand, [])]
        figures = {
            PACE: _counted_cell(pace[brand], PACE, ranks[PACE]),
            TOTAL: _counted_cell(total[brand], TOTAL, ranks[TOTAL]),
            rate: _rate_cell(engaged[brand], rate, ranks[rate], strong=leading == brand),
        }
        for figure, cell in figures.items():
            cells.append(cell)
            if context.before is not None:
                cells.append(_change_cell(moved[figure].get(brand, Moved())))
        whole[str(brand)] = cells
    return whole


def _follower_cells(context: Context) -> dict[str, list[Cell]]:
    level = {str(row["brand_id"]): row for row in levels(context).to_dict("records")}
    growth = by_brand(context, _GROWTH)
    before = by_brand(context, _GROWTH, context.before) if context.before else {}
    frame = context.of_network(_GROWTH)
    fastest, ranks = growing.fastest(frame), places(comparison.rank_frame(frame))
    cells = {}
    for brand, row in level.items():
        colour = brand_colour(context.theme, row["colour"], own=row["own"])
        cells[brand] = [
            Cell(compact(row["value"]), hint=note_text(row)),
            Cell(drawing=trend(context, "followers", brand, colour)),
            _growth_cell(
                growth[brand],
                before.get(brand),
                ranks.get(brand, ""),
                strong=fastest == brand,
                daily=movement.daily(context),
            ),
        ]
    return cells


def _change_cell(moved: Moved) -> Cell:
    """Return the change alone; without one, the reason on hover."""
    if moved.short:
        return Cell(moved.short, tone=moved.tone, hint=moved.text)
    unsure = not math.isnan(moved.before) and moved.before != 0
    return Cell(t("not clear") if unsure else UNKNOWN, tone="muted", hint=moved.text)


def ranked(context: Context, figure: Figure) -> dict[str, str]:
    """Return the places that each brand may have in a figure; without those whose figure cannot be held against the others."""
    if figure.sampled:
        return places(comparison.ranking(rates.sets_of(context, figure.metric), context.own))
    return places(comparison.rank_frame(comparable(context.of_network(figure.metric))))


def places(ranks: pd.DataFrame) -> dict[str, str]:
    """Return ranks as texts by brand; where only one has a rank there is none."""
    known = ranks[ranks["rank"].notna() & (ranks["of"] > 1)]
    ends = zip(known["brand_id"], known["rank_low"], known["rank_high"], strict=True)
    return {str(brand): rank_range(low, high) for brand, low, high in ends}


def _growth_cell(row: Record, before: Record | None, place: str, *, strong: bool, daily: bool) -> Cell:
    """Growth with its place and that of the period compared with; both a day where the periods differ in length."""
    value, was = float(row["value"]), float(before["value"]) if before else math.nan
    sure = bool(row["distinguishable"])
    tone: Tone = "better" if sure and value > 0 else "worse" if sure and value < 0 else "muted"
    sub = t("before {growth}", growth=percent(was, signed=True)) if wording.known(was) else ""
    if before and sub and daily:
        now, then = (percent(float(each["value"]) / max(int(each["days"]), 1), signed=True) for each in (row, before))
        sub = t("{now} a day, before {before}", now=now, before=then) if wording.known(value) else ""
    return Cell(
        percent(value, signed=True), sub=wording.join([place, sub]), tone=tone, strong=strong, hint=note_text(row)
    )


def _counted_cell(row: Record, figure: Figure, ranks: Mapping[str, str]) -> Cell:
    """Return a counted figure with its place; bold when it is surely the highest of all, grey when it has no place."""
    place, value = ranks.get(str(row["brand_id"]), ""), float(row["value"])
    alone = not ranks and wording.known(value)
    first = place == rank_range(1, 1) and value > 0
    return Cell(
        figure.text(value),
        sub=place,
        tone="" if place or alone else "muted",
        strong=first and METRICS[figure.metric].higher_is_better is True,
        hint=note_text(row),
    )


def _rate_cell(row: Record, figure: Figure, ranks: Mapping[str, str], *, strong: bool) -> Cell:
    """Return a rate with place and interval; grey where it has no place, as over today's followers or from few posts."""
    low, high, place = float(row["low"]), float(row["high"]), ranks.get(str(row["brand_id"]), "")
    band = t("{low} to {high}", low=figure.text(low), high=figure.text(high)) if wording.known(low) else ""
    return Cell(
        figure.text(float(row["value"])),
        sub=wording.join([place, band]),
        tone="" if place or not ranks else "muted",
        strong=strong,
        hint=note_text(row) or ("" if place or not wording.known(row["value"]) else t("Under 8 posts: no rank")),
    )


def _table(
    context: Context, names: pd.DataFrame, rate: Figure, moved: Mapping[Figure, Mapping[str, Moved]]
) -> pd.DataFrame:
    ids = names["brand_id"].tolist()
    level = {str(row["brand_id"]): row for row in levels(context).to_dict("records")}
    table = pd.DataFrame({"name": names["name"], "followers": [level[brand]["value"] for brand in ids]})
    for column, metric in (("growth", _GROWTH), ("pace", PACE.metric), ("total", TOTAL.metric), ("rate", rate.metric)):
        rows = by_brand(context, metric)
        table[column] = [rows[brand]["value"] for brand in ids]
    if context.before is not None:
        before = by_brand(context, _GROWTH, context.before)
        table["growth_before"] = [before.get(brand, {}).get("value") for brand in ids]
        for figure, column in ((PACE, "pace_change"), (TOTAL, "total_change"), (rate, "rate_change")):
            table[column] = [moved[figure].get(brand, Moved()).text or None for brand in ids]
    return wording.titled(
        table, followers=t("Followers"), growth=t("Growth, %"), pace=t("Posts a week"), total=t("Interactions"),
        rate=f"{wording.label(rate.metric)}, %", growth_before=t("Growth in the period compared with, %"),
        pace_change=t("Change of posts a week"), total_change=t("Change of interactions"),
        rate_change=t("Change of the rate"),
    )  # fmt: skip
