"""Days on which a network changed what it counts, where a card's figures span one."""

from __future__ import annotations

from datetime import date, timedelta

from benchmark.cards.context import Context
from benchmark.charts.labels import plain
from benchmark.metrics.breaks import Break, breaks
from benchmark.text import t

_MOST = 3
"""Changes named in a footer."""


def changes(context: Context, metric: str, since: date | None = None) -> list[Break]:
    """Return the changes of what a metric rests on since the eve of the context's period, or since an earlier day."""
    if context.network is None:
        return []
    first = since or context.scope.start - timedelta(days=1)
    return breaks().between(context.network, metric, first, context.scope.end)


def sentence(context: Context, *metrics: str, since: date | None = None) -> str:
    """Return the sentences for a footer on changes that the figures span, and on a file of changes that cannot be read."""
    found = {each: None for metric in metrics for each in changes(context, metric, since)}
    said = [
        t(
            "{network} counts otherwise since {day} ({what}): figures before and after are not comparable.",
            network=context.network_label,
            day=each.day,
            what=plain(each.text, 160),
        )
        for each in list(found)[-_MOST:]
    ]
    faults = breaks().faults
    if faults and context.network is not None:
        said.append(t("Changes of counting may be missing here. {fault}", fault=plain(faults[0], 200)))
    return " ".join(said)
