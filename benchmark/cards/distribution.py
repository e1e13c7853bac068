"""How the engagement of single posts spreads within each brand, on one network."""

from __future__ import annotations

from typing import Final

import pandas as pd

from benchmark.cards import conditions, rates, wording
from benchmark.cards.context import Builder, Context
from benchmark.charts.boxes import boxes
from benchmark.charts.card import Card
from benchmark.charts.measure import Measure
from benchmark.metrics.distribution import spread_frame
from benchmark.text import t
from benchmark.text.format import number, percent

KEY: Final = "engagement-distribution"
_FIGURES: Final = ("value", "low", "high", "p10", "p25", "p75", "p90")


def engagement_distribution(context: Context) -> Card:
    """Return the spread of the posts behind the default rate: middle half, middle 80 %, median with its interval."""
    metric, title = rates.default_rate(context), wording.label("engagement_distribution_pct")
    frame = context.named(spread_frame(rates.sets_of(context, metric).values()))
    if frame["value"].isna().all():
        return wording.empty(context, KEY, title, rates.why_empty(context, context.of_network(metric)))
    short = [t(rates.REASONS[note]) if gone and note in rates.REASONS else None
             for gone, note in zip(frame["value"].isna(), frame["note"], strict=True)]  # fmt: skip
    rated = context.of_network(metric)
    drawn = frame.assign(note=pd.Series(short, index=frame.index, dtype=object))
    measure = Measure("%", "percent")
    if metric == rates.PER_POST:  # interpolated counts have decimals that say nothing
        measure = Measure(t("interactions a post"), decimals=0 if frame["value"].max() >= 10 else 1)
    return wording.card(
        context,
        KEY,
        _finding(frame),
        "engagement_distribution_pct",
        what=rates.defined(context, metric, rated),
        figure=boxes(
            drawn,
            theme=context.theme,
            measure=measure,
        ),
        table=_table(frame),
        coverage=wording.join(
            [rates.counted(rated), t("box: half of the posts, line: 8 of 10, inner bar: 95 % interval of the median")]
        ),
        left_out=[_zeros(frame), *rates.left_out(context, rated)],
        also=(metric,),
    )


def _finding(frame: pd.DataFrame) -> str:
    """Return a plain title: how far posts spread is a description, not a comparison of brands."""
    mine = frame[frame["own"] & frame["value"].notna()]
    if mine.empty or not mine.iloc[0]["p25"] > 0:
        return t("How the engagement of single posts spreads")
    row = mine.iloc[0]
    return t(
        "The middle half of {brand}'s posts spans a factor of {times}",
        brand=row["name"],
        times=number(row["p75"] / row["p25"], 1),
    )


def _zeros(frame: pd.DataFrame) -> str:
    rows = frame[(frame["zeros"] > 0) & frame["value"].notna()]
    items = [
        t("{name} {share}", name=row["name"], share=percent(row["zeros"] / row["n"] * 100, 0))
        for row in rows.to_dict("records")
    ]
    return t("Posts without any interaction, at 0: {names}.", names=conditions.listed(items, 8)) if items else ""


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    columns = [
        "name",
        "value",
        "low",
        "high",
        "p10",
        "p25",
        "p75",
        "p90",
        "n",
        "zeros",
        "too_young",
        "left_out",
        "note",
    ]
    return wording.titled(
        wording.noted(frame)[columns].round(dict.fromkeys(_FIGURES, 3)),
        value=t("Median"), low=t("From (95 %)"), high=t("To (95 %)"), p10=t("10 % of posts under"), p25=t("25 % under"),
        p75=t("75 % under"), p90=t("90 % under"), n=t("Posts counted"), zeros=t("Posts without interactions"),
        too_young=t("Posts too young"), left_out=t("Posts with hidden counts"), note=t("Remark"),
    )  # fmt: skip


CARDS: dict[str, Builder] = {KEY: engagement_distribution}
