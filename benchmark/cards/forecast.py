"""Followers in 30 days with their interval: the own brand's line carried on, and every brand's expected change."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from benchmark.cards import conditions, wording
from benchmark.cards.changes import sentence
from benchmark.cards.context import Builder, Context
from benchmark.cards.marks import marks
from benchmark.cards.standing import Record
from benchmark.charts.card import Card
from benchmark.charts.dots import dots
from benchmark.charts.layout import Reference
from benchmark.charts.lines import lines
from benchmark.charts.measure import Measure
from benchmark.metrics import note_text
from benchmark.metrics.forecast import HISTORIES, HORIZON, WINDOW
from benchmark.metrics.kept import limits
from benchmark.text import t
from benchmark.text.format import compact, number

_YEAR: Final = HISTORIES[0]
_HALF: Final = HISTORIES[1]


def own_forecast(context: Context) -> Card:
    """Return the own brand's last 90 days and next 30 as a line with its interval."""
    key, title = "own-forecast", t("Followers in 30 days")
    if context.own is None:
        message = t("No brand of this panel is marked as your own. Mark one on the Data page to see its forecast.")
        return wording.empty(context, key, title, message)
    frame = context.of_network("followers_forecast")
    mine = frame[frame["brand_id"] == context.own]
    if mine["value"].isna().all():
        return wording.empty(context, key, title, missing(context, frame, context.own))
    last = mine.iloc[-1]
    past = _past(context)
    whole = pd.concat([past, mine.assign(forecast=True)], ignore_index=True)
    whole = whole.assign(day=whole["day"].dt.date, forecast=whole["forecast"].eq(other=True))
    return _card(
        context,
        key,
        t(
            "{brand} in 30 days: {low} to {high} followers",
            brand=context.name(context.own), low=_level(last, "low"), high=_level(last, "high"),
        ),
        frame=mine,
        table=_own_table(whole),
        figure=lines(
            whole, theme=context.theme, measure=Measure(t("followers")), events=marks(context, "followers_forecast"),
        ),
    )  # fmt: skip


def followers_forecast(context: Context) -> Card:
    """Return every brand's expected change in the next 30 days with its interval."""
    frame = context.of_network("followers_forecast")
    key, title = "followers-forecast", t("Net new followers in the next 30 days")
    last = frame[frame["day"].isna() | (frame["day"] == frame["day"].max())].reset_index(drop=True)
    known = last.dropna(subset="value")
    if known.empty:
        return wording.empty(context, key, title, missing(context, frame, _first(context, frame)))
    change = last.assign(**{name: (last[name] - last["followers"]).round() for name in ("value", "low", "high")})
    return _card(
        context,
        key,
        _finding(change),
        frame=last,
        table=_table(last, change),
        figure=dots(
            change.assign(note=None, n=0).drop(columns=["n", "note"]),
            theme=context.theme,
            measure=Measure(t("net new followers"), signed=True),
            reference=Reference(0, ""),
        ),
    )


def forecasts(context: Context) -> list[Builder]:
    """Return the cards that a page shows: without any forecast one that says why is enough."""
    known = context.of_network("followers_forecast")["value"].notna().any()
    return [own_forecast, followers_forecast] if known and context.own else [followers_forecast]


def _first(context: Context, frame: pd.DataFrame) -> str:
    """The brand whose lack of a forecast is told: the own one when it is there."""
    there = frame["brand_id"].tolist()
    return str(context.own if context.own in there else there[0]) if there else ""


def missing(context: Context, frame: pd.DataFrame, brand_id: str) -> str:
    """Return what is missing for a brand's forecast and when it will be enough; nothing of the sort is ever guessed."""
    if not wording.gives_followers(context.network):
        return t("{network} shows no follower counts, so there is nothing to forecast.", network=context.network_label)
    rows = frame[frame["brand_id"] == brand_id]
    if rows.empty:
        return t("The own brand has no account on {network}. Add one in the sidebar.", network=context.network_label)
    row = rows.iloc[0].to_dict()
    limit = limits(context.store).get(context.network or "")
    if limit is not None and limit.days < _HALF[0]:
        return " ".join([_needs(context), conditions.kept(context, context.scope) or _kept(context, limit.days)])
    if row["note"] in ("network_history", "no_observation"):
        return " ".join(filter(None, [_needs(context), _there(row), _when(row)]))
    said = t("{brand}: {reason}.", brand=context.name(brand_id), reason=note_text(row))
    return " ".join(filter(None, [said, _when(row) if row["note"] != "indistinct" else ""]))


def _needs(context: Context) -> str:
    return t(
        "A forecast needs {year} days of counts of {ten} accounts on {network}, or {half} days of {many}: its interval is made of "
        "the errors that such forecasts had.",
        year=_YEAR[0], ten=_YEAR[1], half=_HALF[0], many=_HALF[1], network=context.network_label,
    )  # fmt: skip


def _there(row: Record) -> str:
    """How many accounts there are, and how many of them have been followed long enough."""
    if row["pool_accounts"] < _YEAR[1]:
        return t("{n} account is followed there.", "{n} accounts are followed there.", n=int(row["pool_accounts"]))
    return t(
        "{n} account is followed there, {enough} of them for {days} days.",
        "{n} accounts are followed there, {enough} of them for {days} days.",
        n=int(row["pool_accounts"]), enough=int(row["n"]), days=_YEAR[0],
    )  # fmt: skip


def _when(row: Record) -> str:
    if wording.known(row["ready_on"]):
        return t("When it is read every day, it is enough on {day}.", day=row["ready_on"].date())
    if row["pool_accounts"] < _YEAR[1]:
        return t(
            "Follow {n} more account there.", "Follow {n} more accounts there.", n=_YEAR[1] - int(row["pool_accounts"])
        )
    return ""


def _kept(context: Context, days: int) -> str:
    return t("Counts of {network} are kept {days} days here.", network=context.network_label, days=days)


def _past(context: Context) -> pd.DataFrame:
    """Return the own brand's levels of the 90 days that the forecast rests on."""
    last = min(context.scope.end, context.scope.today)
    scope = context.scope.with_period(last - timedelta(days=WINDOW), last)
    frame = context.of_network("followers", scope)
    return frame[frame["brand_id"] == context.own]


def _card(
    context: Context, key: str, finding: str, *, frame: pd.DataFrame, table: pd.DataFrame, figure: go.Figure
) -> Card:
    last = min(context.scope.end, context.scope.today)
    pool = frame["n"].max()
    state, message = conditions.health(context)
    return Card(
        key=key,
        finding=finding,
        definition=wording.join(
            [
                wording.label("followers_forecast"),
                context.network_label,
                t("from {day} on", day=last),
                t("interval of 95 %"),
                t("errors of {n} account", "errors of {n} accounts", n=int(pool)),
            ]
        ),
        footer=wording.footer(
            context,
            conditions.without_figure(frame),
            sentence(context, "followers_forecast"),
            conditions.rounded(context),
            wording.audience_word(context.network),
        ),
        figure=figure,
        table=table,
        state=state,
        message=message,
        method=wording.method("followers_forecast"),
        subject=context.panel,
        period=(last, last + timedelta(days=HORIZON)),
    )


def _finding(change: pd.DataFrame) -> str:
    known = change.dropna(subset="value").sort_values("value", ascending=False)
    first = known.iloc[0]
    if len(known) < 2:
        return t(
            "{brand} in the next 30 days: {low} to {high} followers",
            brand=first["name"], low=number(first["low"], 0, signed=True), high=number(first["high"], 0, signed=True),
        )  # fmt: skip
    if (known.iloc[1:]["high"] < first["low"]).all() and first["low"] > 0:
        return t("{brand} is expected to gain most in the next 30 days", brand=first["name"])
    return t("Next 30 days: no clear first")


def _level(row: pd.Series, edge: str) -> str:
    """One end of the interval; where compact figures would be the same on both ends, the figures in full."""
    low, high = compact(row["low"]), compact(row["high"])
    return number(row[edge], 0) if low == high else compact(row[edge])


def _own_table(whole: pd.DataFrame) -> pd.DataFrame:
    shown = whole[["day", "value", "low", "high", "forecast"]].round({"value": 0, "low": 0, "high": 0})
    said = [t("forecast") if ahead else t("counted") for ahead in shown["forecast"]]
    return wording.titled(
        shown.assign(forecast=said), day=t("Day"), value=t("Followers"), low=t("Lowest"), high=t("Highest"),
        forecast=t("Kind"),
    )  # fmt: skip


def _table(last: pd.DataFrame, change: pd.DataFrame) -> pd.DataFrame:
    shown = wording.noted(last)[["name", "followers", "value", "low", "high", "note"]]
    shown = shown.assign(net=change["value"], net_low=change["low"], net_high=change["high"])
    figures = ["followers", "value", "low", "high", "net", "net_low", "net_high"]
    return wording.titled(
        shown[["name", *figures, "note"]].round(dict.fromkeys(figures, 0)), followers=t("Followers now"),
        value=t("In 30 days"), low=t("Lowest"), high=t("Highest"), net=t("Net new followers"), net_low=t("Net, lowest"),
        net_high=t("Net, highest"), note=t("Remark"),
    )  # fmt: skip
