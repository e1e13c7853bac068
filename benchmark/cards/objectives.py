"""The Brand page's objectives: each figure against the competitors' top quartile and against one's own target."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from benchmark.cards import conditions, places, rates, wording
from benchmark.cards.brand_view import Across, brand_of, networks_of, nothing, seen_from
from benchmark.cards.context import Context, network_label
from benchmark.cards.standing import comparable, levels, rate_of
from benchmark.charts.card import Card
from benchmark.charts.html_table import Cell, Column, Row, Tone, html_table
from benchmark.metrics import METRICS, note_text
from benchmark.metrics import objectives as targets
from benchmark.metrics.objectives import Kind, Outcome, Target
from benchmark.planning import Objective, objectives_in
from benchmark.store import Store
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


@dataclass(frozen=True)
class Aim:
    """One figure of the brand on one network with its two targets."""

    network: str
    metric: str
    row: dict[Any, Any]
    kind: Kind
    quartile: Target
    own: Target

    def against(self, target: Target) -> Outcome | None:
        """Return whether the figure reaches a target; None when there is none."""
        if not target.known:
            return None
        if self.row.get("unsure"):
            return "no_figure" if pd.isna(self.row["value"]) else "cannot_tell"
        return targets.judged(self.row.get("value"), self.row.get("low"), self.row.get("high"), target, self.kind)


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
        footer=wording.footer(context.about(None), _few(found), _without(found)),
        html=html_table(columns, [_row(aim) for aim in found], title),
        table=_table(found),
        method="\n\n".join([_explained(), wording.method(*dict.fromkeys(aim.metric for aim in found))]),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )


def aims(context: Context) -> list[Aim]:
    """Return every figure that can have a target, of all networks of the page's brand."""
    brand = brand_of(context)
    if brand is None:
        return []
    seen = seen_from(context, brand)
    own = _own(context.store, context.store.version, context.panel)
    set_ones = {(each.source, each.metric): each.target for each in own if each.brand_id == brand}
    return [
        _aim(seen.about(network), brand, metric, set_ones.get((network, metric)))
        for network in networks_of(context, brand)
        for metric in measures(seen.about(network))
        if metric != "followers"
        or (network, metric) in set_ones  # who is bigger is no target, a size of one's own may be
    ]


def measures(context: Context) -> list[str]:
    """Return the metrics that can have a target on the context's network."""
    found = ["followers", "avg_weekly_growth_pct"] if wording.gives_followers(context.network) else []
    found.append("posts_per_week")
    if rates.gives_interactions(context.network):
        found += [rate_of(context).metric, "share_of_engagement_pct"]
    return [metric for metric in found if metric in targets.METRICS]


def shown(metric: str, value: float) -> str:
    """Return a figure of a metric as it is printed."""
    if math.isnan(value):
        return UNKNOWN
    if METRICS[metric].unit == "pct":
        return percent(value)
    return compact(value) if metric == "followers" else number(value, 1)


def _aim(seen: Across, brand: str, metric: str, own: float | None) -> Aim:
    frame = levels(seen) if metric == "followers" else seen.of_network(metric)
    kind: Kind = "rounded" if metric in ("followers", "avg_weekly_growth_pct") else "sampled"
    kind = "counted" if metric in ("posts_per_week", "share_of_engagement_pct") else kind
    rows = {str(row["brand_id"]): row for row in frame.to_dict("records")}
    row = dict(rows.get(brand, {"value": float("nan")}))
    row["unsure"] = _unsure(seen, frame, row)
    quartile = targets.top_quartile(comparable(frame), brand, rounded=kind == "rounded")
    return Aim(seen.network or "", metric, row, kind, quartile, targets.own(float("nan") if own is None else own))


def _unsure(seen: Across, frame: pd.DataFrame, row: dict[Any, Any]) -> str:
    """Why a figure cannot be held against a target whatever it is, or nothing: days not read, hidden counts, other basis."""
    if pd.isna(row["value"]):
        return note_text(row) if "note" in row else ""
    if row.get("basis") == "current":
        return t("over today's followers")
    if "days_observed" in frame and len(conditions.partly_read(pd.DataFrame([row]))):
        return t("posts were not read throughout")
    if "hidden_pct" in frame:
        read = seen.of_network("interactions_total")
        mine = read[(read["brand_id"] == row["brand_id"]) & read["value"].notna()]
        if mine.empty or len(conditions.partly_read(mine)):
            return t("posts were not read throughout")
        if (read["left_out"] > 0).any():
            return t("counts are hidden")
    return ""


def _finding(name: str, found: list[Aim]) -> str:
    own = [outcome for aim in found if (outcome := aim.against(aim.own)) is not None]
    judged = own or [outcome for aim in found if (outcome := aim.against(aim.quartile)) is not None]
    met, missed = judged.count("met"), judged.count("missed")
    open_ones = len(judged) - met - missed
    if not judged:
        return t("{brand}: no targets yet", brand=name)
    if own:
        return t(
            "{brand} meets {met} of {n} own target, misses {missed}; {open} cannot be told",
            "{brand} meets {met} of {n} own targets, misses {missed}; {open} cannot be told",
            brand=name, met=met, missed=missed, n=len(judged), open=open_ones,
        )  # fmt: skip
    return t(
        "{brand} is in the top quarter in {met} of {n} figure, below in {missed}; {open} cannot be told",
        "{brand} is in the top quarter in {met} of {n} figures, below in {missed}; {open} cannot be told",
        brand=name, met=met, missed=missed, n=len(judged), open=open_ones,
    )  # fmt: skip


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


@lru_cache(maxsize=8)
def _own(store: Store, version: int, panel: str) -> tuple[Objective, ...]:  # noqa: ARG001  version is the key
    rows = store.rows("SELECT panel_id FROM panels WHERE name = $name", {"name": panel})
    return tuple(objectives_in(store, rows[0][0])) if rows else ()
