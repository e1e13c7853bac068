"""Each figure of the Brand page's brand that can have a target, with the competitors' top quartile and one's own target."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from benchmark.cards import conditions, rates, wording
from benchmark.cards.brand_view import Across, brand_of, networks_of, seen_from
from benchmark.cards.context import Context
from benchmark.cards.standing import comparable, levels, rate_of
from benchmark.metrics import note_text
from benchmark.metrics import objectives as targets
from benchmark.metrics.objectives import Kind, Outcome, Target
from benchmark.planning import Objective, objectives_in
from benchmark.store import Store
from benchmark.text import t


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


def hidden(context: Context) -> list[str]:
    """Return the metrics of own targets that the view does not show, because rates are divided otherwise in it."""
    brand, shown = brand_of(context), {(aim.network, aim.metric) for aim in aims(context)}
    there = set(networks_of(context, brand)) if brand else set()
    held = [each for each in _own(context.store, context.store.version, context.panel) if each.brand_id == brand]
    return [each.metric for each in held if each.source in there and (each.source, each.metric) not in shown]


def measures(context: Context) -> list[str]:
    """Return the metrics that can have a target on the context's network."""
    found = ["followers", "avg_weekly_growth_pct"] if wording.gives_followers(context.network) else []
    found.append("posts_per_week")
    if rates.gives_interactions(context.network):
        found += [rate_of(context).metric, "share_of_engagement_pct"]
    return [metric for metric in found if metric in targets.METRICS]


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


@lru_cache(maxsize=8)
def _own(store: Store, version: int, panel: str) -> tuple[Objective, ...]:  # noqa: ARG001  version is the key
    rows = store.rows("SELECT panel_id FROM panels WHERE name = $name", {"name": panel})
    return tuple(objectives_in(store, rows[0][0])) if rows else ()
