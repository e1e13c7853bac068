"""Whether a brand leads by what it posts or by how well: its rate over its competitors' at equal format mix."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from benchmark.cards import rates, told, wording
from benchmark.cards.context import Builder, Context
from benchmark.charts.card import Card
from benchmark.charts.dots import dots
from benchmark.charts.layout import Reference
from benchmark.charts.measure import Measure
from benchmark.metrics import note_text
from benchmark.metrics.equal_mix import Difference, EqualMix, equal_mixes
from benchmark.store.vocabulary import KINDS
from benchmark.text import t
from benchmark.text.format import percent, ratio

KEY: Final = "equal-mix"
_METRIC: Final = "equal_mix"
_KNOWN: Final = (rates.FOLLOWERS_RATE, rates.VIEWS_RATE, rates.PER_POST)


def equal_mix(context: Context) -> Card:
    """Return the own brand against its competitors' posts: over all, at equal mix, kind by kind; else every brand at equal mix."""
    title, metric = wording.label(_METRIC), _rate(context)
    narrow = context.narrowed(context.scope)
    shown = set(context.brands["brand_id"])
    found = equal_mixes(context.readings(narrow), metric, narrow).get(context.network or "", {})
    mixes = {brand: mix for brand, mix in found.items() if brand in shown}
    own = mixes.get(context.own or "")
    if own is None and context.own is None and any(not np.isnan(mix.equal.ratio) for mix in mixes.values()):
        return _all_brands(context, metric, mixes)
    if own is None or np.isnan(own.equal.ratio):
        return wording.empty(context, KEY, title, _why_empty(context, mixes, own))
    if len(own.kinds) == 1:
        return wording.empty(context, KEY, title, _one_kind(own))
    name = context.name(own.brand_id)
    drawn = _rows(own)
    return wording.card(
        context,
        KEY,
        _finding(name, own),
        _METRIC,
        what=t("{rate}, {brand} ÷ competitors' posts", rate=wording.label(metric), brand=name),
        figure=_drawn(context, drawn, ranked=False),
        table=_table(drawn),
        coverage=wording.join(
            [
                t("{n} own post", "{n} own posts", n=own.plain.n),
                t("{n} post of competitors", "{n} posts of competitors", n=own.plain.peers_n),
                t("95 % interval of the ratio"),
            ]
        ),
        left_out=_left_out(context, own),
        also=(metric,),
        explained=_explained(),
    )


def _drawn(context: Context, frame: pd.DataFrame, *, ranked: bool) -> go.Figure:
    equal = Reference(1, t("equal"))
    return dots(frame, theme=context.theme, measure=Measure("", "ratio"), reference=equal, ranked=ranked, log=True)


def _rate(context: Context) -> str:
    """Return the rate that is compared; other denominators move all kinds of a brand alike."""
    metric = rates.default_rate(context)
    return metric if metric in _KNOWN else rates.FOLLOWERS_RATE


def _rows(own: EqualMix) -> pd.DataFrame:
    """Return the rows of the chart: all posts, equal mix, then the kinds by their weight."""
    rows = [
        _row("all", t("All posts"), own.plain, strong=False),
        _row("mix", t("At equal mix"), own.equal, strong=True),
    ]
    kinds = sorted(own.kinds, key=lambda each: -each[1].weight)
    rows += [_row(f"kind-{kind}", wording.kind_label(KINDS[kind - 1]), part, strong=False) for kind, part in kinds]
    return pd.DataFrame(rows)


def _row(key: str, name: str, part: Difference, *, strong: bool) -> dict[str, Any]:
    share = percent(part.weight * 100, 0)
    remark = {
        "all": t("{n} posts", "{n} posts", n=part.n),
        "mix": _judged(part),
    }.get(key, t("{share} of the mix", share=share))
    return {
        "brand_id": key, "name": name, "colour": None, "own": strong, "value": part.ratio, "low": part.low, "high": part.high,
        "n": part.n, "peers_n": part.peers_n, "weight": part.weight, "note": remark,
    }  # fmt: skip


def _judged(part: Difference) -> str:
    """Return in words how the line at equal mix stands to 1, as strictly as the title does."""
    if part.p > told.LEVEL:
        return t("not clear")
    return t("clearly higher") if part.ratio > 1 else t("clearly lower")


def _finding(name: str, own: EqualMix) -> str:
    """Return what is left of the brand's lead at equal mix; a claim only on evidence strong enough for a title."""
    if own.equal.p > told.LEVEL:
        return t("At equal format mix: no clear difference between {brand} and its competitors", brand=name)
    equal, plain = ratio(own.equal.ratio), ratio(own.plain.ratio)
    if equal == plain:
        return t("At equal format mix {brand} stays at {equal} the competitors' engagement", brand=name, equal=equal)
    return t(
        "At equal format mix {brand} is at {equal} the competitors' engagement instead of {plain}",
        brand=name,
        equal=equal,
        plain=plain,
    )


def _table(drawn: pd.DataFrame) -> pd.DataFrame:
    table = drawn.assign(weight=drawn["weight"] * 100)[
        ["name", "value", "low", "high", "n", "peers_n", "weight", "note"]
    ]
    return table.round({"value": 3, "low": 3, "high": 3, "weight": 1}).rename(
        columns={
            "name": t("Posts compared"), "value": t("Ratio"), "low": t("From (95 %)"), "high": t("To (95 %)"), "n": t("Own posts"),
            "peers_n": t("Competitors' posts"), "weight": t("Weight, %"), "note": t("Remark"),
        }
    )  # fmt: skip


def _left_out(context: Context, own: EqualMix) -> list[str]:
    covered = t(
        "The kinds compared cover {share} of the posts or more on each side.", share=percent(own.covered * 100, 0)
    )
    single = t("Only the line “at equal mix” is judged; single kinds are shown, not judged.")
    return [covered if own.covered < 1 else "", single, f"{note_text({'note': own.note})}." if own.note else "",
            rates.few(context, context.of_network(_rate(context)))]  # fmt: skip


def _all_brands(context: Context, metric: str, mixes: dict[str, EqualMix]) -> Card:
    """Return every brand at equal mix over the posts of the others, as levels: many comparisons claim nothing."""
    frame = context.named(
        pd.DataFrame(
            [
                {"brand_id": mix.brand_id, "value": mix.equal.ratio, "low": mix.equal.low, "high": mix.equal.high, "n": mix.plain.n,
                 "plain": mix.plain.ratio, "note": mix.note}
                for mix in mixes.values()
            ]
        )
    )  # fmt: skip
    table = wording.noted(frame)[["name", "value", "low", "high", "plain", "n", "note"]].round(3)
    return wording.card(
        context,
        KEY,
        wording.label(_METRIC),
        _METRIC,
        what=t("{rate}, each brand ÷ the others' posts", rate=wording.label(metric)),
        figure=_drawn(context, frame.drop(columns="note"), ranked=True),
        table=wording.titled(
            table, value=t("Ratio at equal mix"), low=t("From (95 %)"), high=t("To (95 %)"), plain=t("Ratio over all posts"),
            n=t("Posts counted"), note=t("Remark"),
        ),
        coverage=t("95 % interval of the ratio"),
        left_out=[
            t("Without an own brand nothing is judged here: mark yours on the Data page."),
            _reasons(frame),
        ],
        also=(metric,),
        explained=_explained(),
    )  # fmt: skip


def _reasons(frame: pd.DataFrame) -> str:
    told = [(row["name"], note_text(row)) for row in frame.to_dict("records")]
    return " ".join(t("{name}: {reason}.", name=name, reason=reason) for name, reason in told if reason)


def _one_kind(own: EqualMix) -> str:
    kind = wording.kind_label(KINDS[own.kinds[0][0] - 1])
    return t("The posts compared are all of one kind ({kind}), so the mix of kinds explains no difference.", kind=kind)


def _why_empty(context: Context, mixes: dict[str, EqualMix], own: EqualMix | None) -> str:
    rated = context.of_network(_rate(context))
    if rated["value"].isna().all():
        return rates.why_empty(context, rated)
    if len(mixes) < 2:
        return t("There is nobody to compare with. Add a competitor in the sidebar.")
    notes = {own.note} if own else {mix.note for mix in mixes.values()}
    if "few_of_kind" in notes:
        return t(
            "No kinds of posts with 5 or more on both sides cover 80 % of the posts, so an equal mix cannot be made. Choose a "
            "longer period, or see the mix on the Publishing page."
        )
    if own is None:
        return t("No brand has posts that can be compared at equal mix. Choose a longer period.")
    name, reason = context.name(own.brand_id), note_text({"note": own.note})
    return t("{brand} cannot be compared here: {reason}.", brand=name, reason=reason)


def _explained() -> str:
    return t(
        "Within each kind, the ratio of the median rates of the brand's posts and of all other brands' posts. Their logarithms are "
        "added up with the kinds' shares of all posts compared. The interval adds the kinds' variances up (MOVER); it is drawn "
        "only when every kind has 6 posts and a median of 5 interactions on both sides. The title tells of a difference only where "
        "chance makes one so large in at most {chance} of the cases, as several titles of a page are read together.",
        chance=percent(told.LEVEL * 100, 2),
    )


CARDS: dict[str, Builder] = {KEY: equal_mix}
