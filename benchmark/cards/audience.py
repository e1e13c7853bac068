"""Cards of the Audience page: levels, growth and shares of followers."""

from __future__ import annotations

from benchmark.cards.context import Builder, Context
from benchmark.charts.card import Card
from benchmark.charts.lines import lines
from benchmark.charts.theme import Measure
from benchmark.text import t
from benchmark.text.format import day_range


def followers_over_time(context: Context) -> Card:
    """Return the followers of each brand by day."""
    frame = context.of_network("followers").rename(columns={"first_day": "observed_day"})
    frame["day"] = frame["day"].dt.date
    period = (context.scope.start, context.scope.end)
    definition = t(
        "Followers on {network} at the end of each day, {days}, {zone}",
        network=context.network_label,
        days=day_range(*period),
        zone=context.scope.timezone,
    )
    if frame["value"].isna().all():
        return Card(
            "followers-over-time",
            t("Followers over time"),
            definition,
            "",
            state="empty",
            message=t("No follower count was observed in this period."),
        )
    return Card(
        "followers-over-time",
        t("Followers over time"),
        definition,
        "",
        lines(frame, theme=context.theme, measure=Measure(t("followers"))),
        frame[["name", "day", "value"]],
        subject=context.panel,
        period=period,
    )


CARDS: dict[str, Builder] = {"followers-over-time": followers_over_time}
