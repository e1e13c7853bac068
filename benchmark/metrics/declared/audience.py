"""Metrics of followers."""

from __future__ import annotations

from typing import Final

from benchmark.metrics.metric import FOLLOWER_COUNTS, Metric
from benchmark.text import words

_GROWTH = ("opening", "closing", "low", "high", "distinguishable", "accounts_used", "accounts", "days")

AUDIENCE: Final = (
    Metric(
        "followers",
        words("Followers"),
        words(
            "Followers at the end of each day: the last count read, carried for at most 3 days without a reading; beyond that "
            "there is a gap. Rounded counts carry the band in which the true value lies."
        ),
        "count",
        ("day",),
        True,
        FOLLOWER_COUNTS,
        ("low", "high", "step", "carried", "accounts_used", "accounts"),
    ),
    Metric(
        "net_followers",
        words("Net new followers"),
        words(
            "Followers at the end of the period minus followers on its eve, each at most 3 days from that day. Without both "
            "readings there is no figure."
        ),
        "count",
        (),
        True,
        FOLLOWER_COUNTS,
        _GROWTH,
    ),
    Metric(
        "follower_growth_pct",
        words("Follower growth"),
        words(
            "Net new followers of the period over the followers on its eve, in percent. Where the network rounds its counts, "
            "the band shows what the true growth can be."
        ),
        "pct",
        (),
        True,
        FOLLOWER_COUNTS,
        _GROWTH,
    ),
    Metric(
        "avg_weekly_growth_pct",
        words("Average weekly growth"),
        words(
            "The constant weekly growth in percent that leads from the opening to the closing count; from 14 days between the "
            "two on."
        ),
        "pct",
        (),
        True,
        FOLLOWER_COUNTS,
        _GROWTH,
    ),
    Metric(
        "net_followers_weekly",
        words("Net new followers per week"),
        words(
            "Followers at the end of each week, Monday to Sunday, minus followers on its eve, each at most 3 days from that day."
        ),
        "count",
        ("week",),
        True,
        FOLLOWER_COUNTS,
        _GROWTH,
    ),
    Metric(
        "follower_index",
        words("Follower index"),
        words(
            "Followers of each day over those of the first day on which all brands of the network have a count, times 100; "
            "accounts that were read at both ends only."
        ),
        "index",
        ("day",),
        True,
        FOLLOWER_COUNTS,
        ("carried", "accounts_used", "accounts"),
    ),
    Metric(
        "audience_share_pct",
        words("Share of audience"),
        words(
            "A brand's followers over the followers of all brands shown, on one network, on days when all of them have a count."
        ),
        "pct",
        ("day",),
        True,
        FOLLOWER_COUNTS,
        ("followers",),
    ),
)
