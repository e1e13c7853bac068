"""Metrics of attention and mentions: what others look up and write, never what a brand posts."""

from __future__ import annotations

from typing import Final

from benchmark.metrics.metric import ATTENTION, Metric
from benchmark.text import words

_DAY = ("accounts_used", "accounts")
_TOTAL = ("days_observed", "days", "accounts_used", "accounts")

ATTENTION_METRICS: Final = (
    Metric(
        "page_views",
        words("Page views"),
        words(
            "Views of the brand's Wikipedia article by people, without bots and crawlers, by UTC day. Views by way of a redirect "
            "are not in it. A day that Wikipedia leaves out is unknown, as it leaves out days without views, too."
        ),
        "count",
        ("day",),
        True,
        ATTENTION,
        _DAY,
    ),
    Metric(
        "page_views_total",
        words("Page views of the period"),
        words("Page views of the period's whole UTC days, as far as they are known."),
        "count",
        (),
        True,
        ATTENTION,
        _TOTAL,
    ),
    Metric(
        "mentions",
        words("Mentions"),
        words(
            "Stories or news articles by others that hold the brand's phrase, by UTC day. Several phrases of a brand add up, "
            "so what holds two of them counts twice."
        ),
        "count",
        ("day",),
        None,
        ATTENTION,
        _DAY,
    ),
    Metric(
        "mentions_total",
        words("Mentions of the period"),
        words("Mentions on the period's whole UTC days, as far as they are known."),
        "count",
        (),
        None,
        ATTENTION,
        _TOTAL,
    ),
    Metric(
        "share_of_voice_pct",
        words("Share of voice"),
        words(
            "A brand's mentions over the mentions of all brands shown, in one source, on the days that are known of all of them. "
            "Never from the brands' own posts; praise and blame count alike."
        ),
        "pct",
        (),
        None,
        ATTENTION,
        ("mentions", "total", "days_observed", "days"),
    ),
)
