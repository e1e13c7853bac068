"""Dated remarks on time charts: annotations of the panel, and days on which a network changed what it counts."""

from __future__ import annotations

from benchmark.cards.context import Context
from benchmark.charts.layout import Event


def marks(context: Context, metric: str) -> list[Event]:  # noqa: ARG001  nothing is annotated yet
    """Return the remarks that belong on a chart of a metric over the context's period, by day."""
    return []
