"""Industry figures beside the own brand and the competitors' median: the same numerator and denominator, with what else differs.

Their posts' age, the unit behind their median and the size of their accounts are mostly not said, so no verdict is given.
"""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from benchmark.cards import conditions, rates, wording
from benchmark.cards import industry_words as words_of
from benchmark.cards.context import Builder, Context
from benchmark.cards.standing import comparable
from benchmark.charts.card import Card
from benchmark.charts.dots import dots
from benchmark.charts.labels import file_part, plain
from benchmark.charts.measure import Measure
from benchmark.metrics import comparison, note_text
from benchmark.metrics.industry import PACE, Beside, Figure, beside, industry, told
from benchmark.text import t

ALL: Final = words_of.ALL
label = words_of.label
_FEWEST: Final = 3
"""Of two competitors there is nothing to take a median of."""


def engagement_beside(context: Context) -> Card:
    """Return the engagement rate beside the industry's."""
    metric = rates.default_rate(context)
    return _card(context, "industry-engagement", metric, Measure("%", "percent", decimals=2))


def pace_beside(context: Context) -> Card:
    """Return the posts a week beside the industry's."""
    return _card(context, "industry-pace", PACE, Measure(t("posts a week"), "decimal"))


CARDS: dict[str, Builder] = {"industry-engagement": engagement_beside, "industry-pace": pace_beside}


def there(context: Context, *, pace: bool = False) -> bool:
    """Return whether there is something to show on the context's network: figures, or a file that needs attention."""
    known = industry()
    here = known.of_network(context.network)
    return (
        bool(known.faults) or any(told(figure, PACE) is not None for figure in here)
        if pace
        else bool(here or known.faults)
    )


def chosen(context: Context) -> str:
    """Return the industry that the reader chose on the context's network; without a choice all industries, else the first."""
    names = industry().industries(context.network)
    said = context.option("industry")
    return next((name for name in names if slug(name) == said), ALL if ALL in names or not names else names[0])


def slug(name: str) -> str:
    """Return an industry as the address writes it."""
    return file_part(name) or "-".join(name.lower().split())


def _card(context: Context, key: str, metric: str, measure: Measure) -> Card:
    name, known = chosen(context), industry()
    found = beside(known, context.network, name, metric)
    title = t("{metric}: {industry}", metric=wording.label(metric), industry=label(name))
    faults = " ".join(fault.sentence for fault in known.faults[:3])
    if not found.drawn:
        return wording.empty(context, key, title, " ".join(filter(None, [_why_none(context, metric, found), faults])))
    frame = context.of_network(metric)
    rows = _rows(context, metric, frame, found)
    return wording.card(
        context,
        key,
        _finding(metric, name, rows),
        metric,
        what=rates.defined(context, metric, frame) if metric != PACE else wording.label(metric),
        figure=dots(rows, theme=context.theme, measure=measure, ranked=False),
        table=words_of.table(metric, rows),
        coverage=wording.join([*words_of.ages(context, metric, found), wording.post_coverage(context)]),
        left_out=[words_of.sources(found), *words_of.named(found), faults, *_ours_left_out(frame)],
        explained=words_of.explained(),
    )


def _why_none(context: Context, metric: str, found: Beside) -> str:
    if found.inactive:
        return " ".join(words_of.named(found))
    if found.others:
        return t(
            "The industry figures for {network} are: {others}. They are shown beside the same rate only: choose what the "
            "engagement rate is divided by in the sidebar, under More.",
            network=context.network_label,
            others=", ".join(wording.label(other) for other in found.others),
        )
    if found.empty:
        return " ".join(words_of.named(found))
    return (
        t("There is no industry figure for {network} and this metric.", network=context.network_label) if metric else ""
    )


def _rows(context: Context, metric: str, frame: pd.DataFrame, found: Beside) -> pd.DataFrame:
    """Return the rows drawn: the own brand, the competitors' median, then each industry figure."""
    mine = frame[frame["own"]]
    rows: list[dict[str, Any]] = [
        {"brand_id": row["brand_id"], "name": row["name"], "colour": row["colour"], "own": True, "value": row["value"],
         "low": row.get("low"), "high": row.get("high"), "n": row["n"], "note": note_text(row) or None}
        for row in mine.to_dict("records")
    ]  # fmt: skip
    median = comparison.peer_median(comparable(frame), context.own or "")
    if median.used >= _FEWEST:
        of = t("of {used} of {total}", used=median.used, total=median.total)
        rows.append(_row("peers", t("Peer median"), median.value, of))
    else:  # of two there is nothing to take a median of: they are listed instead
        rows += [
            _row(str(peer["brand_id"]), context.name(str(peer["brand_id"])), float(peer["value"]), "")
            for peer in median.peers.to_dict("records")
        ]
    rows += [
        _row(f"industry-{place}", _name(figure, found), told(figure, metric), words_of.companies(figure), figure=figure)
        for place, figure in enumerate(found.drawn)
    ]
    whole = pd.DataFrame(rows)
    columns = ("low", "high", "n", "note", "figure")
    return whole.assign(**{name: None for name in columns if name not in whole}).astype({"value": float})


def _row(brand_id: str, name: str, value: float | None, note: str, figure: Figure | None = None) -> dict[str, Any]:
    return {
        "brand_id": brand_id,
        "name": name,
        "colour": None,
        "own": False,
        "value": value,
        "note": note,
        "figure": figure,
    }


def _name(figure: Figure, found: Beside) -> str:
    """The industry and the year; the source too where several tell of it."""
    what = label(figure.industry)
    when = str(figure.data_year) if figure.data_year else figure.edition
    several = len({each.source for each in found.drawn}) > 1
    return ", ".join(part for part in (what, when, plain(figure.source, 30) if several else "") if part)


def _finding(metric: str, name: str, rows: pd.DataFrame) -> str:
    """Both figures and no verdict: too much of how theirs was counted is not said."""
    theirs = rows[rows["figure"].notna()].iloc[0]
    mine = rows[rows["own"].astype(bool) & rows["value"].notna()]
    figures = {
        "industry": label(name),
        "theirs": words_of.shown(metric, float(theirs["value"])),
        "metric": wording.label(metric),
    }
    if mine.empty:
        return t("{metric}: {industry} {theirs}", **figures)
    value = words_of.shown(metric, float(mine.iloc[0]["value"]))
    return t("{brand} {value}, {industry} {theirs}", brand=str(mine.iloc[0]["name"]), value=value, **figures)


def _ours_left_out(frame: pd.DataFrame) -> list[str]:
    mine = frame[frame["own"]]
    return [conditions.without_figure(mine)] if len(mine) and mine["value"].isna().all() else []
