"""What the cards of the Audience page share: their conditions, their empty state, plain days and tables by day."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go

from benchmark.cards import conditions, wording
from benchmark.cards.context import Context
from benchmark.charts.card import Card
from benchmark.text import t


def card(
    context: Context,
    key: str,
    finding: str,
    metric: str,
    *,
    frame: pd.DataFrame,
    table: pd.DataFrame,
    figure: go.Figure,
    left_out: Iterable[str] = (),
    also: Iterable[str] = (),
    coverage: str | None = None,
) -> Card:
    """Return a card of followers; its footer names the brands of ``frame`` without a figure, and rounding."""
    return wording.card(
        context,
        key,
        finding,
        metric,
        figure=figure,
        table=table,
        coverage=coverage or wording.coverage(context),
        left_out=[conditions.without_figure(frame), *left_out, conditions.rounded(context)],
        also=also,
    )


def empty(context: Context, key: str, title: str, frame: pd.DataFrame) -> Card:
    """Return a card without any figure; ``frame`` says of each brand why."""
    message = t("No follower count was observed in this period. Choose a longer period, or collect now.")
    if not wording.gives_followers(context.network):
        message = t(
            "{network} shows no follower counts, so there is no audience to compare here.",
            network=context.network_label,
        )
    elif set(frame["note"].dropna()) - {"no_observation"}:
        message = " ".join([t("There is no figure for this period yet."), conditions.without_figure(frame)])
    return wording.empty(
        context, key, title, " ".join(filter(None, [message, conditions.kept(context, context.scope)]))
    )


def days(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with plain days; brands without any day have no line and stand in the footer."""
    frame = frame.dropna(subset="day")
    return frame.assign(day=frame["day"].dt.date)


def level_table(frame: pd.DataFrame, decimals: int = 0) -> pd.DataFrame:
    """Return a metric by day as a table: a row a day, a column a brand."""
    table = days(frame).pivot_table(index="day", columns="name", values="value", sort=False)
    return table.sort_index().round(decimals).reset_index().rename(columns={"day": t("Day")}).rename_axis(columns=None)
