"""The figures that the Overview shows of each brand, and their rows by brand."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Literal

from benchmark.cards import denominators, rates
from benchmark.cards.context import Context
from benchmark.metrics import Scope
from benchmark.text.format import compact, number, percent

Record = dict[Hashable, Any]


@dataclass(frozen=True)
class Figure:
    """One of the figures that the overview shows for each brand."""

    metric: str
    series: str
    """The metric by day or week behind the small line; empty when none shows the same figure over time."""
    form: Literal["count", "pace", "rate"]
    sampled: bool = False
    """A median of posts: a change or a rank is claimed only when the data can tell."""

    def text(self, value: float) -> str:
        """Return the figure as it is printed."""
        if self.form == "rate":
            return percent(value)
        return number(value, 1) if self.form == "pace" else compact(value)


FOLLOWERS = Figure("net_followers", "followers", "count")
PACE = Figure("posts_per_week", "posts_weekly", "pace")
TOTAL = Figure("interactions_total", "interactions_by_week", "count")
RATES = {
    **{metric: Figure(metric, weekly, "rate", sampled=True) for metric, weekly in denominators.WEEKLY.items()},
    rates.PER_POST: Figure(rates.PER_POST, "", "count", sampled=True),
}


def rate_of(context: Context) -> Figure:
    """Return the rate by which brands are compared on the context's network."""
    return RATES[rates.default_rate(context)]


def by_brand(context: Context, metric: str, scope: Scope | None = None) -> dict[str, Record]:
    """Return a metric's rows on the context's network by brand."""
    return {str(row["brand_id"]): row for row in context.of_network(metric, scope).to_dict("records")}
