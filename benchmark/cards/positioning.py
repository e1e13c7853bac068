"""The positioning map: how often brands post against how much their posts engage, on one network."""

from __future__ import annotations

from typing import Final

import pandas as pd

from benchmark.cards import conditions, rates, wording
from benchmark.cards.context import Builder, Context
from benchmark.charts.card import Card
from benchmark.charts.measure import Measure
from benchmark.charts.scatter import Medians, bubbles
from benchmark.metrics.positioning import placed
from benchmark.text import t
from benchmark.text.format import number

KEY: Final = "positioning"
_PACE: Final = "posts_per_week"


def positioning(context: Context) -> Card:
    """Return the brands between posts a week and the default engagement rate, their followers as areas."""
    metric, title = rates.default_rate(context), wording.label("positioning")
    rated, pace = context.of_network(metric), context.of_network(_PACE)
    if pace["value"].isna().all():
        return wording.empty(context, KEY, title, wording.nothing_read())
    if rated["value"].isna().all():
        return wording.empty(context, KEY, title, rates.why_empty(context, rated, metric))
    frame = context.named(placed(pace, rated, context.of_network("followers")).drop(columns=["name", "colour", "own"]))
    drawn = frame.rename(columns={"value": "x", "rate": "value", "followers": "size"})
    both = drawn[drawn["x"].notna() & drawn["value"].notna()]
    if both.empty:
        message = t("No brand has both a pace and an engagement figure yet. Choose a longer period.")
        return wording.empty(context, KEY, title, message)
    sized = bool(both["size"].notna().any())
    medians = _medians(both)
    measure = Measure(t("interactions a post")) if metric == rates.PER_POST else Measure(_unit(metric), "percent")
    return wording.card(
        context,
        KEY,
        _finding(metric, both),
        "positioning",
        what=t("Posts a week against engagement"),
        figure=bubbles(
            drawn,
            theme=context.theme,
            x=Measure(t("posts a week"), "decimal"),
            y=measure,
            size=Measure(t("followers")),
            medians=medians,
        ),
        table=_table(metric, frame),
        coverage=wording.join(
            [
                rates.defined(context, metric, rated),
                t("bars: 95 % interval"),
                t("area: followers") if sized else "",
            ]
        ),
        left_out=_left_out(context, drawn, rated, sized=sized),
        also=(_PACE, metric),
    )


def _unit(metric: str) -> str:
    return t("% of views") if metric == rates.VIEWS_RATE else t("% of followers")


def _medians(both: pd.DataFrame) -> Medians | None:
    """Return the medians of the brands shown; of two there is nothing to take a median of."""
    if len(both) < 3:
        return None
    comparable = both["basis"].ne("current") if "basis" in both else pd.Series(data=True, index=both.index)
    rates_known = both.loc[comparable, "value"]
    return Medians(float(both["x"].median()), float(rates_known.median()) if len(rates_known) >= 3 else float("nan"))


def _finding(metric: str, both: pd.DataFrame) -> str:
    """Return where the own brand stands: its two figures; what they are against others stands on other cards."""
    mine = both[both["own"]]
    if mine.empty:
        return t("Posts a week against engagement")
    row = mine.iloc[0]
    pace, value = number(float(row["x"]), 1), rates.shown(metric, float(row["value"]))
    if metric == rates.PER_POST:
        return t(
            "{brand}: {pace} posts a week, {value} interactions each in the median",
            brand=row["name"],
            pace=pace,
            value=value,
        )
    return t("{brand}: {pace} posts a week, engagement rate {value}", brand=row["name"], pace=pace, value=value)


def _table(metric: str, frame: pd.DataFrame) -> pd.DataFrame:
    notes = wording.noted(frame)
    rate = wording.label(metric) if metric == rates.PER_POST else f"{wording.label(metric)}, %"
    columns = ["name", "value", "rate", "low", "high", "posts_rated", "followers", "note"]
    return wording.titled(
        notes[columns].round({"value": 2, "rate": 3, "low": 3, "high": 3}),
        value=t("Posts a week"), rate=rate, low=t("From (95 %)"), high=t("To (95 %)"), posts_rated=t("Posts counted"),
        followers=t("Followers"), note=t("Remark"),
    )  # fmt: skip


def _left_out(context: Context, drawn: pd.DataFrame, rated: pd.DataFrame, *, sized: bool) -> list[str]:
    missing = drawn.assign(value=drawn["value"].where(drawn["x"].notna()))
    small = drawn[drawn["value"].notna() & drawn["x"].notna() & drawn["size"].isna()]
    rings = (
        t("A ring: followers not known ({names}).", names=conditions.listed(small["name"]))
        if sized and len(small)
        else ""
    )
    unsure = t("Each bar is a brand's own interval; whether two brands differ is judged on the Engagement page.")
    fewer = conditions.fewer_days(context.of_network(_PACE))
    named = conditions.without_figure(rated)
    others = [item for item in rates.left_out(context, rated) if item != named]
    return [conditions.without_figure(missing), rings, unsure, fewer, *others]


CARDS: dict[str, Builder] = {KEY: positioning}
