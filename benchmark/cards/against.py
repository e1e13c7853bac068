"""The own brand against each competitor as ratios with intervals; without an own brand, the ranks and how sure they are."""

from __future__ import annotations

from typing import Final

import pandas as pd

from benchmark.cards import conditions, denominators, rates, wording
from benchmark.cards.context import Context
from benchmark.charts.card import Card
from benchmark.charts.dots import dots
from benchmark.charts.layout import Reference
from benchmark.charts.measure import Measure
from benchmark.metrics import comparison
from benchmark.text import t, words
from benchmark.text.format import rank_range

KEY: Final = "against-own"

GRADES: Final = {
    ("clear", True): words("clearly higher"),
    ("clear", False): words("clearly lower"),
    ("leans", True): words("leans higher"),
    ("leans", False): words("leans lower"),
    ("cannot_tell", True): words("can't tell"),
    ("cannot_tell", False): words("can't tell"),
}


def against_own(context: Context) -> Card:
    """Return the ratio of the own brand's posts to each competitor's, with its 95 % interval."""
    metric = rates.default_rate(context)
    sets, own = rates.sets_of(context, metric), context.own
    if own is None or own not in sets:
        return _ranks(context, metric)
    title = t("{brand} against its competitors", brand=context.name(own))
    if lacking := denominators.lacking(context.network, metric):
        return wording.empty(context, KEY, title, lacking)
    if len(sets) < 2:
        message = t(
            "There is nobody to compare with on {network}. Add a competitor in the sidebar.",
            network=context.network_label,
        )
        return wording.empty(context, KEY, title, message)
    frame, mine = _ratios(context, metric, own), sets[own]
    if frame["value"].isna().all():
        reasons = ", ".join(dict.fromkeys(str(text) for text in frame["note"]))
        return wording.empty(
            context, KEY, title, t("No comparison can be made yet: {reasons}. Choose a longer period.", reasons=reasons)
        )
    return wording.card(
        context,
        KEY,
        _finding(context, frame, own),
        metric,
        what=t("{rate}, {brand} ÷ competitor", brand=context.name(own), rate=wording.label(metric)),
        figure=dots(
            frame,
            theme=context.theme,
            measure=Measure("", "ratio"),
            reference=Reference(1, t("equal")),
            log=True,
        ),
        table=_table(context, metric, frame),
        coverage=wording.join(
            [
                denominators.denominator(metric),
                t("{n} own post", "{n} own posts", n=mine.n),
                t("95 % interval of the ratio"),
            ]
        ),
        left_out=_left_out(context, frame, metric),
        explained=_explained(),
    )


def _ratios(context: Context, metric: str, own: str) -> pd.DataFrame:
    """Return one row a competitor: the own brand's figure over its, low, high, the verdict in words, their posts."""
    sets = rates.sets_of(context, metric)
    pairs = comparison.pairs(sets, own=own)
    pairs = pairs[(pairs["a"] == own) | (pairs["b"] == own)].reset_index(drop=True)
    first = pairs["a"] == own
    frame = pd.DataFrame({"brand_id": pairs["b"].where(first, pairs["a"])})
    frame["value"] = pairs["ratio"].where(first, 1 / pairs["ratio"])
    frame["low"] = pairs["low"].where(first, 1 / pairs["high"])
    frame["high"] = pairs["high"].where(first, 1 / pairs["low"])
    frame["grade"], frame["method"], frame["reason"] = pairs["grade"], pairs["method"], pairs["reason"]
    frame["p"] = pairs["p_adjusted"].where(pairs["reason"].isna())
    frame["posts"] = [sets[brand].n for brand in frame["brand_id"]]
    frame["note"] = [
        t(rates.REASONS.get(str(reason), words("no verdict")))
        if isinstance(reason, str)
        else t(GRADES[grade, value > 1])
        for reason, grade, value in zip(frame["reason"], frame["grade"], frame["value"], strict=True)
    ]
    return context.named(frame)


def _finding(context: Context, frame: pd.DataFrame, own: str) -> str:
    clear = frame[frame["grade"] == "clear"]
    ahead = conditions.listed(clear.loc[clear["value"] > 1, "name"])
    behind = conditions.listed(clear.loc[clear["value"] < 1, "name"])
    brand = context.name(own)
    if ahead and behind:
        return t("{brand}'s posts clearly engage more than those of {ahead} and less than those of {behind}",
                 brand=brand, ahead=ahead, behind=behind)  # fmt: skip
    if ahead:
        return t("{brand}'s posts clearly engage more than those of {ahead}", brand=brand, ahead=ahead)
    if behind:
        return t("{brand}'s posts clearly engage less than those of {behind}", brand=brand, behind=behind)
    return t("{brand} against its competitors: no clear difference", brand=brand)


def _table(context: Context, metric: str, frame: pd.DataFrame) -> pd.DataFrame:
    ranks = _with_ranges(comparison.ranking(rates.sets_of(context, metric), context.own))
    table = frame.merge(ranks[["brand_id", "range"]], on="brand_id", how="left")
    table["method"] = (
        table["method"].map({"medians": t("medians"), "sums": t("sums")}).where(table["reason"].isna(), None)
    )
    return table[["name", "value", "low", "high", "note", "p", "method", "posts", "range"]].round(
        {"value": 2, "low": 2, "high": 2, "p": 4}
    ).rename(
        columns={
            "name": t("Competitor"), "value": t("Ratio"), "low": t("From (95 %)"), "high": t("To (95 %)"), "note": t("Verdict"),
            "p": t("p, corrected"), "method": t("Compared"), "posts": t("Posts of the competitor"), "range": t("Rank range"),
        }
    )  # fmt: skip


def _left_out(context: Context, frame: pd.DataFrame, metric: str) -> list[str]:
    ranks = _with_ranges(comparison.ranking(rates.sets_of(context, metric), context.own))
    mine = ranks[(ranks["brand_id"] == context.own) & ranks["rank"].notna()]
    place = ""
    if len(mine) and mine.iloc[0]["of"] > 1:
        place = t(
            "{brand} ranks {place} of {n} brand.",
            "{brand} ranks {place} of {n} brands.",
            brand=context.name(str(mine.iloc[0]["brand_id"])),
            place=str(mine.iloc[0]["range"]),
            n=int(mine.iloc[0]["of"]),
        )
    unjudged = frame[frame["value"].isna()]
    items = [t("{name} ({reason})", name=row["name"], reason=row["note"]) for row in unjudged.to_dict("records")]
    none = t("No verdict: {names}.", names=conditions.listed(items, 8)) if items else ""
    sums = frame[(frame["method"] == "sums") & frame["value"].notna()]
    summed = (
        t(
            "Sums instead of medians, because posts get few interactions: {names}.",
            names=conditions.listed(sums["name"], 8),
        )
        if len(sums)
        else ""
    )
    judged = int(frame["value"].notna().sum())
    many = (
        t(
            "The verdicts allow for {n} comparison, each interval is that of one alone.",
            "The verdicts allow for {n} comparisons, each interval is that of one alone.",
            n=judged,
        )
        if judged > 1
        else ""
    )
    return [place, none, summed, many, rates.few(context, context.of_network(metric))]


def _explained() -> str:
    return t(
        "The ratio of two medians with its 95 % interval (MOVER); where posts get under 5 interactions, of two sums. “Clearly”: "
        "the difference holds at 5 % over all comparisons of the own brand (Holm). “Leans”: the 80 % interval of the single "
        "comparison leaves 1 out. Ranks: 1 + brands clearly better, to all − brands clearly worse, from 8 posts on."
    )


def _ranks(context: Context, metric: str) -> Card:
    """Return the brands' figures with the ranks that each may have."""
    sets = rates.sets_of(context, metric)
    title = t("Ranks: {rate}", rate=wording.label(metric))
    frame = context.of_network(metric)
    if frame["value"].isna().all():
        return wording.empty(context, KEY, title, rates.why_empty(context, frame, metric))
    ranks = _with_ranges(comparison.ranking(sets))
    frame = frame.merge(ranks[["brand_id", "rank", "range"]], on="brand_id", how="left")
    drawn = frame.assign(note=[_place(row["range"], row["n"]) for row in frame.to_dict("records")])
    table = wording.noted(frame).round({"value": 3, "low": 3, "high": 3})
    measure = Measure(t("interactions a post")) if metric == rates.PER_POST else Measure("%", "percent")
    return wording.card(
        context,
        KEY,
        rates.finding(context, metric, frame),
        metric,
        what=rates.defined(context, metric, frame),
        figure=dots(drawn, theme=context.theme, measure=measure),
        table=wording.titled(
            table[["name", "value", "low", "high", "n", "range", "note"]],
            value=wording.label(metric), low=t("From (95 %)"), high=t("To (95 %)"), n=t("Posts counted"),
            range=t("Rank range"), note=t("Remark"),
        ),
        coverage=wording.join([rates.counted(frame), t("95 % interval")]),
        left_out=[
            t("Beside the figures: the ranks that each brand may have."),
            *rates.left_out(context, frame),
            "" if context.own else t("Mark your own brand on the Data page to see it against each competitor."),
        ],
        explained=_explained(),
    )  # fmt: skip


def _place(place: object, n: float) -> str:
    return place if isinstance(place, str) else t("{n} post: no rank", "{n} posts: no rank", n=int(n))


def _with_ranges(ranks: pd.DataFrame) -> pd.DataFrame:
    ends = zip(ranks["rank_low"], ranks["rank_high"], strict=True)
    texts = [rank_range(low, high) if wording.known(low) else None for low, high in ends]
    return ranks.assign(range=pd.Series(texts, index=ranks.index, dtype=object))
