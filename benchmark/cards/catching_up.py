"""What it takes the own brand to reach each competitor's present audience within 12 months, against its present pace."""

from __future__ import annotations

from typing import Any

import pandas as pd

from benchmark.cards import conditions, wording
from benchmark.cards.changes import sentence
from benchmark.cards.context import Context
from benchmark.cards.standing import Record
from benchmark.charts.card import Card
from benchmark.charts.html_table import Cell, Column, Row, Tone, html_table
from benchmark.charts.theme import brand_colour
from benchmark.metrics import note_text
from benchmark.metrics.catch_up import growth_plan
from benchmark.text import t
from benchmark.text.format import UNKNOWN, compact, number

TENTHS_BELOW = 10
"""Followers a week below which a pace is printed with a decimal."""


def catch_up(context: Context) -> Card:
    """Return the plan of the own brand on one network, as a table."""
    key, title = "catch-up", t("What it takes to catch up")
    if context.own is None:
        message = t("No brand of this panel is marked as your own. Mark one on the Data page to see what it takes.")
        return wording.empty(context, key, title, message)
    frame = context.of_network("catch_up")
    mine = {str(row["brand_id"]): row for row in frame.to_dict("records")}.get(context.own)
    if mine is None or not wording.known(mine["followers"]) or len(frame) < 2:
        return wording.empty(context, key, title, _nothing(context, mine))
    plan = growth_plan(frame, context.own)
    named = plan.merge(frame[["brand_id", "name", "colour", "own"]], on="brand_id")
    notes = {str(row["brand_id"]): note_text(row) for row in frame.to_dict("records")}
    return Card(
        key=key,
        finding=_finding(context, plan, mine),
        definition=wording.definition(
            context,
            t("Followers a week to reach each one's present count in 12 months"),
            wording.coverage(context),
            metric="catch_up",
        ),
        footer=wording.footer(
            context,
            conditions.kept(context, context.scope),
            sentence(context, "catch_up"),
            conditions.rounded(context),
            t("Pace: net new followers of the period, a week."),
            wording.audience_word(context.network),
        ),
        html=html_table(_columns(), [_own_row(context, mine, notes), *_rows(context, named, notes)], title),
        table=_table(named, mine, notes),
        method=wording.method("catch_up"),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )


def _nothing(context: Context, mine: Record | None) -> str:
    if not wording.gives_followers(context.network):
        return t(
            "{network} shows no follower counts, so there is no audience to compare here.",
            network=context.network_label,
        )
    if mine is None:
        return t("The own brand has no account on {network}. Add one in the sidebar.", network=context.network_label)
    if not wording.known(mine["followers"]):
        return t(
            "The own brand has no follower count at the end of this period. Collect now, or choose another period."
        )
    return t(
        "Nobody else of this view is on {network}. Add a competitor in the sidebar.", network=context.network_label
    )


def _finding(context: Context, plan: pd.DataFrame, mine: Record) -> str:
    behind = plan[plan["state"] == "behind"]
    own = context.name(str(context.own))
    if behind.empty:
        if (plan["state"] == "ahead").all():
            return t("{own} has the largest audience: nobody to catch up with", own=own)
        return t("No competitor is known to have a larger audience than {own}", own=own)
    target = behind.iloc[-1]
    said: dict[str, Any] = {
        "own": own,
        "brand": context.name(str(target["brand_id"])),
        "followers": compact(target["followers"]),
        "needed": pace(target["needed"], signed=False),
    }
    if not wording.known(mine["pace"]):
        return t("To reach {brand}’s {followers} in 12 months {own} needs {needed} a week", **said)
    said["now"] = pace(abs(mine["pace"]), signed=False)
    if mine["pace_low"] < 0 < mine["pace_high"]:
        return t("To reach {brand}’s {followers} in 12 months {own} needs {needed} a week", **said)
    if mine["pace"] < 0:
        return t("To reach {brand}’s {followers} in 12 months {own} needs {needed} a week; it loses {now} now", **said)
    return t("To reach {brand}’s {followers} in 12 months {own} needs {needed} a week; it gains {now} now", **said)


def pace(value: float, *, signed: bool = True) -> str:
    """Return followers a week as they are printed."""
    if not wording.known(value):
        return UNKNOWN
    return number(value, 1 if abs(value) < TENTHS_BELOW and value else 0, signed=signed)


def _columns() -> list[Column]:
    return [
        Column(t("Brand"), figures=False),
        Column(t("Followers")),
        Column(t("Difference")),
        Column(t("Needed a week")),
        Column(t("Present pace a week")),
        Column(t("If both keep their pace"), figures=False),
    ]


def _own_row(context: Context, mine: Record, notes: dict[str, str]) -> Row:
    colour = brand_colour(context.theme, 0, own=True)
    band = _band(mine["pace_low"], mine["pace_high"])
    said = notes[str(mine["brand_id"])]
    present = Cell(pace(mine["pace"]), sub=band, strong=True, hint=said)
    return Row(
        [Cell(str(mine["name"]), dot=colour), Cell(compact(mine["followers"])), Cell(), Cell(), present, Cell()],
        own=True,
    )


def _rows(context: Context, plan: pd.DataFrame, notes: dict[str, str]) -> list[Row]:
    rows = []
    for row in plan.to_dict("records"):
        colour = brand_colour(context.theme, row["colour"], own=bool(row["own"]))
        said = notes[str(row["brand_id"])]
        name = Cell(str(row["name"]), dot=colour)
        if not row["state"]:
            rows.append(Row([name, Cell(t("not available"), tone="muted", hint=said), *[Cell() for _ in range(4)]]))
            continue
        rows.append(
            Row(
                [
                    name,
                    Cell(compact(row["followers"])),
                    Cell(_difference(row)),
                    _needed(row),
                    Cell(pace(row["pace"]), sub=_band(row["pace_low"], row["pace_high"]), hint=said),
                    Cell(_trend(row), tone=_tone(row)),
                ]
            )
        )
    return rows


def _difference(row: Record) -> str:
    return (
        t("not told apart")
        if row["state"] == "level" and row["gap_low"] < row["gap_high"]
        else compact(row["gap"], signed=True)
    )


def _needed(row: Record) -> Cell:
    if row["state"] == "ahead":
        return Cell(t("already ahead"), tone="muted")
    if row["state"] == "level":
        return Cell(t("level"), tone="muted")
    words = {"on_course": t("the pace is enough"), "too_slow": t("the pace is too slow")}
    band = _band(row["needed_low"], row["needed_high"])
    return Cell(pace(row["needed"]), sub=words.get(str(row["course"]), band), hint=band)


def _trend(row: Record) -> str:
    """What becomes of the difference; no date is told for when it would be gone."""
    if row["trend"] == "cannot_tell":
        return t("cannot tell")
    if row["trend"] == "same":
        return t("the difference stays")
    if row["state"] == "level":
        return t("the own brand moves ahead") if row["trend"] == "towards" else t("it moves ahead")
    grows = (row["trend"] == "towards") == (row["state"] == "ahead")
    if row["state"] == "ahead":
        return t("the lead grows") if grows else t("the lead shrinks")
    return t("the gap widens") if grows else t("the gap closes")


def _tone(row: Record) -> Tone:
    tones: dict[str, Tone] = {"towards": "better", "away": "worse"}
    return tones.get(str(row["trend"]), "muted")


def _band(low: float, high: float) -> str:
    if not wording.known(low) or high <= low:
        return ""
    return t("{low} to {high}", low=pace(low), high=pace(high))


def _table(plan: pd.DataFrame, mine: Record, notes: dict[str, str]) -> pd.DataFrame:
    own = pd.DataFrame([{**{name: mine[name] for name in ("brand_id", "name", "followers", "pace")}, "state": ""}])
    whole = pd.concat([own, plan.assign(trend=[_trend(row) for row in plan.to_dict("records")])], ignore_index=True)
    whole["note"] = [notes[str(brand_id)] for brand_id in whole["brand_id"]]
    shown = whole[["name", "followers", "gap", "needed", "needed_low", "needed_high", "pace", "trend", "note"]]
    decimals = {"gap": 0, "needed": 1, "needed_low": 1, "needed_high": 1, "pace": 1}
    return wording.titled(
        shown.round(decimals), followers=t("Followers"), gap=t("Difference"), needed=t("Needed a week"),
        needed_low=t("Needed at least"), needed_high=t("Needed at most"), pace=t("Present pace a week"),
        trend=t("If both keep their pace"), note=t("Remark"),
    )  # fmt: skip
