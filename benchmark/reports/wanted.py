"""Which report somebody means by a name: a ready-made one by its kind, else one's own; over other days or another panel if said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from benchmark.reports.basket import report_of
from benchmark.reports.document import fields_of
from benchmark.reports.ready import KINDS, ready
from benchmark.store import Store
from benchmark.store.reports import Item, Report
from benchmark.view import fields, panels


@dataclass(frozen=True)
class Wanted:
    """A report, and whether its pages with nothing to show are kept."""

    report: Report
    whole: bool


def wanted(
    store: Store,
    name: str,
    *,
    panel: str | None = None,
    brands: Sequence[str] = (),
    days: tuple[date, date] | None = None,
) -> Wanted:
    """Return the report of a kind of `KINDS`, or one's own of this name or id.

    Args:
        store: the data.
        name: what it is called.
        panel: a panel's id: that of a ready-made report, or in the place of those that one's own names.
        brands: ids of the brands that a ready-made report is about.
        days: the first and the last day, in the place of the report's own.

    Raises:
        Refusal: ``unknown_report``.
        NothingToShow: there is no panel, or nothing in it.
    """
    if name in KINDS:
        return Wanted(ready(store, name, panel=panel, brands=brands, days=days), whole=False)
    report = report_of(store, name)
    return Wanted(replace(report, items=tuple(_over(store, item, panel, days) for item in report.items)), whole=True)


def _over(store: Store, item: Item, panel: str | None, days: tuple[date, date] | None) -> Item:
    if item.card is None:
        return item
    said = fields_of(item.fields)
    if panel is not None:
        said["panel"] = fields.named(panels.panels(store), panel)
    if days is not None:
        said["period"] = fields.span(*days)
    return replace(item, fields=urlencode(said))
