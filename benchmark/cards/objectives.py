"""The Brand page's objectives: each figure against the competitors' top quartile and against one's own target."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from benchmark.cards import conditions, places, wording
from benchmark.cards.aims import Aim, aims, hidden
from benchmark.cards.brand_view import brand_of, nothing
from benchmark.cards.context import Context, network_label
from benchmark.charts.card import Card
from benchmark.charts.html_table import Cell, Column, Row, Tone, html_table
from benchmark.metrics import METRICS, note_text
from benchmark.metrics import objectives as targets
from benchmark.metrics.objectives import Outcome, Target
from benchmark.text import t, words
from benchmark.text.format import UNKNOWN, compact, number, percent

KEY = "brand-objectives"
OUTCOMES = {
    "met": words("met"),
    "missed": words("missed"),
    "cannot_tell": words("can't tell"),
    "no_figure": words("no figure"),
}
_TONES: dict[Outcome, Tone] = {"met": "better", "missed": "worse", "cannot_tell": "muted", "no_figure": "muted"}


def objectives(context: Context) -> Card:
    """Return which targets the brand meets, misses, or cannot be told to meet, network by network."""
    brand, title = brand_of(context), t("Objectives")
    found = aims(context) if brand else []
    if brand is None or not found:
        return nothing(context, KEY, title, t("No account yet. Add one in the sidebar."))
    columns = [
        Column(t("Figure"), figures=False),
        Column(context.name(brand)),
        Column(t("Top quartile of competitors")),
        Column("", figures=False),
        Column(t("Own target")),
        Column("", figures=False),
    ]
    return Card(
        key=KEY,
        finding=_finding(context.name(brand), found),
        definition=wording.join(
            [
                t("Figures of the period against targets"),
                *places.mixed(context),
                wording.period(context.scope),
                _taken(context.name(brand)),
            ]
        ),
        footer=wording.footer(context.about(None), _few(found), _without(found), _hidden(context)),
        html=html_table(columns, [_row(aim) for aim in found], title),
        table=_table(found),
        method="\n\n".join([_explained(), wording.method(*dict.fromkeys(aim.metric for aim in found))]),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )


def shown(metric: str, value: float) -> str:
    """Return a figure of a metric as it is printed."""
    if math.isnan(value):
        return UNKNOWN
    if METRICS[metric].unit == "pct":
        return percent(value)
    return compact(value) if metric == "followers" else number(value, 1)


def _finding(name: str, found: list[Aim]) -> str:
    own = [outcome for aim in found if (outcome := aim.against(aim.own)) is not None]
    judged = own or [outcome for aim in found if (outcome := aim.against(aim.quartile)) is not None]
    met, missed = judged.count("met"), judged.count("missed")
    open_ones = len(judged) - met - missed
    if not judged:
        return t("{brand}: no targets yet", brand=name)
    figures: dict[str, Any] = {"brand": name, "met": met, "missed": missed, "n": len(judged), "open": open_ones}
    if own and not open_ones:
        return t("{brand} meets {met} of {n} own target", "{brand} meets {met} of {n} own targets", **figures)
    if own:
        return t(
            "{brand} meets {met} of {n} own target, misses {missed}; {open} cannot be told",
            "{brand} meets {met} of {n} own targets, misses {missed}; {open} cannot be told",
            **figures,
        )
    return t(
        "{brand} reaches the top quarter in {met} of {n} figure, misses it in {missed}; {open} cannot be told",
        "{brand} reaches the top quarter in {met} of {n} figures, misses it in {missed}; {open} cannot be told",
        **figures,
    )


def _row(aim: Aim) -> Row:
    return Row(
        [
            Cell(wording.label(aim.metric), sub=network_label(aim.network)),
            Cell(
                shown(aim.metric, aim.row["value"]),
                sub=_band(aim),
                hint=note_text(aim.row) if "note" in aim.row else "",
            ),
            Cell(shown(aim.metric, aim.quartile.value), sub=_used(aim.quartile)),
            _outcome(aim, aim.quartile),
            Cell(shown(aim.metric, aim.own.value)),
            _outcome(aim, aim.own),
        ]
    )


def _outcome(aim: Aim, target: Target) -> Cell:
    outcome = aim.against(target)
    if outcome is None:
        return Cell("")
    sign = {"met": "✓ ", "missed": "✗ "}.get(outcome, "")
    return Cell(sign + t(OUTCOMES[outcome]), tone=_TONES[outcome], hint=str(aim.row.get("unsure") or ""))


def _band(aim: Aim) -> str:
    low, high = aim.row.get("low"), aim.row.get("high")
    if aim.kind == "counted" or low is None or pd.isna(low) or low == high:
        return ""
    return t("{low} to {high}", low=shown(aim.metric, float(low)), high=shown(aim.metric, float(high or 0)))


def _used(target: Target) -> str:
    if not target.known:
        return t("{used} of {total} known", used=target.used, total=target.total)
    return t("of {used} of {total}", used=target.used, total=target.total) if target.used < target.total else ""


def _table(found: list[Aim]) -> pd.DataFrame:
    words = {outcome: t(text) for outcome, text in OUTCOMES.items()}
    return pd.DataFrame(
        {
            t("Network"): [network_label(aim.network) for aim in found],
            t("Figure"): [wording.label(aim.metric) for aim in found],
            t("Value"): [aim.row["value"] for aim in found],
            t("Lowest"): [aim.row.get("low") if aim.kind != "counted" else None for aim in found],
            t("Highest"): [aim.row.get("high") if aim.kind != "counted" else None for aim in found],
            t("Top quartile of competitors"): [aim.quartile.value for aim in found],
            t("Competitors with a figure"): [aim.quartile.used for aim in found],
            t("Against the top quartile"): [words.get(aim.against(aim.quartile) or "") for aim in found],
            t("Own target"): [aim.own.value for aim in found],
            t("Against the own target"): [words.get(aim.against(aim.own) or "") for aim in found],
            t("Remark"): [str(aim.row.get("unsure") or "") for aim in found],
        }
    ).round(3)


def _taken(name: str) -> str:
    return t("top quartile of {brand}'s competitors, without {brand}", brand=name)


def _few(found: list[Aim]) -> str:
    few = list(dict.fromkeys(network_label(aim.network) for aim in found if not aim.quartile.known))
    if not few:
        return ""
    return t(
        "No top quartile of under {n} competitors with a figure: {names}.",
        n=targets.SMALLEST,
        names=conditions.listed(few),
    )


def _hidden(context: Context) -> str:
    names = dict.fromkeys(wording.label(metric) for metric in hidden(context))
    return (
        t("Targets of figures that this view does not show: {names}.", names=conditions.listed(names)) if names else ""
    )


def _without(found: list[Aim]) -> str:
    items = [
        t("{figure} on {network} ({reason})", figure=wording.label(aim.metric), network=network_label(aim.network),
          reason=str(aim.row["unsure"]))
        for aim in found
        if aim.row["unsure"]
    ]  # fmt: skip
    return t("Not judged: {names}.", names=conditions.listed(items, 6)) if items else ""


def _explained() -> str:
    return t(
        "Top quartile: the figure that a quarter of the competitors reach or exceed, taken without the brand itself; between two "
        "competitors it is interpolated linearly. A target is met or missed when the brand's whole interval (medians of posts: "
        "95 %) or rounding band lies on one side of it, otherwise it can't be told. How unsure the competitors' own medians are "
        "is not in it: the target is taken as it stands. A target is a least figure, for posts a week too."
    )
