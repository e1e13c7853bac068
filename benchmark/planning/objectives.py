"""Objectives: the figure that a brand's metric on a network is to reach, at least, as somebody set it.

One holds for each panel, brand, network and metric; setting another one ends it.
"""

from __future__ import annotations

import math
from typing import Final

from benchmark.brands import lookup, panels
from benchmark.clock import utcnow
from benchmark.metrics.objectives import METRICS as TARGETED
from benchmark.refusals import Refusal
from benchmark.store import Store, directory, holding, planning
from benchmark.store.directory import By, Reader
from benchmark.store.planning import Objective
from sources import SOURCES

LARGEST: Final = 1e12


def objectives_in(reader: Reader, panel_id: str | None = None) -> list[Objective]:
    """Return the objectives that hold, of all panels or of one."""
    return [each for each in planning.all_objectives(reader) if panel_id in (None, each.panel_id)]


def set_objective(  # noqa: PLR0917  what names a target, then the target
    store: Store, panel: str | None, brand: str, network: str, metric: str, target: float, *, actor: str
) -> Objective:
    """Set the target of a brand's metric on a network, in place of the one that held.

    Raises:
        Refusal: ``unknown_panel``, ``unknown_brand``, ``unknown_network``, ``bad_objective`` (no such metric can have one),
            ``bad_target`` (it is no number above 0).
    """
    if metric not in TARGETED:
        raise Refusal("bad_objective", metric=metric, metrics=", ".join(TARGETED))
    if network not in SOURCES:
        raise Refusal("unknown_network", network=network)
    if not (math.isfinite(target) and 0 < target <= LARGEST):
        raise Refusal("bad_target")
    by = By(actor, utcnow())
    with store.transaction() as tx:
        in_panel, of_brand = panels.find(tx, panel), lookup.brand(tx, brand)
        held = _held(tx, in_panel.id, of_brand.id, network, metric)
        if held is not None and held.target == target:
            return held
        if held is not None:
            holding.end(tx, "objective", held.id, by.at)
        made = Objective(
            held.id if held else directory.new_id(), in_panel.id, of_brand.id, network, metric, float(target)
        )
        columns = {"objective_id": made.id, "panel_key": in_panel.key, "brand_key": of_brand.key, "source": network,
                   "metric": metric, "target": made.target}  # fmt: skip
        holding.begin(tx, "objective", columns, by.at)
        before = "" if held is None else f"{held.target:g} → "
        directory.audit(tx, by, "objective.set", made.id, f"{of_brand.name}, {network}, {metric}: {before}{target:g}")
    return made


def remove_objective(store: Store, objective_id: str, *, actor: str) -> Objective:
    """End an objective; `restore_objective` undoes it.

    Raises:
        Refusal: ``unknown_objective``.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        found = _find(tx, objective_id)
        holding.end(tx, "objective", objective_id, by.at)
        directory.audit(tx, by, "objective.remove", objective_id, f"{found.metric}: {found.target:g}")
    return found


def restore_objective(store: Store, objective_id: str, *, actor: str) -> Objective:
    """Begin a removed objective again, unless another holds in its place by now.

    Raises:
        Refusal: ``unknown_objective``, ``objective_replaced``.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        came = holding.begin_again(tx, "objective", objective_id, by.at)
        found = _find(tx, objective_id)
        same = [each for each in planning.all_objectives(tx) if _place(each) == _place(found)]
        if len(same) > 1:
            raise Refusal("objective_replaced")
        if came:
            directory.audit(tx, by, "objective.restore", objective_id, f"{found.metric}: {found.target:g}")
    return found


def _held(reader: Reader, panel_id: str, brand_id: str, network: str, metric: str) -> Objective | None:
    wanted = (panel_id, brand_id, network, metric)
    return next((each for each in planning.all_objectives(reader) if _place(each) == wanted), None)


def _place(row: Objective) -> tuple[str, str, str, str]:
    return row.panel_id, row.brand_id, row.source, row.metric


def _find(reader: Reader, objective_id: str) -> Objective:
    for each in planning.all_objectives(reader):
        if each.id == objective_id:
            return each
    raise Refusal("unknown_objective")
