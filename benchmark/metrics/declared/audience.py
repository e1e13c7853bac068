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
    Metric(
        "catch_up",
        words("Followers a week to catch up"),
        words(
            "Followers a week that a brand needs to reach, in 12 months, the present count of the next larger brand on the "
            "network; beside it its present pace: net new followers of the period a week. Rounded counts carry their band."
        ),
        "per_week",
        (),
        None,
        FOLLOWER_COUNTS,
        (
            "low",
            "high",
            "target",
            "gap",
            "gap_low",
            "gap_high",
            "followers",
            "followers_high",
            "pace",
            "pace_low",
            "pace_high",
            "accounts_used",
            "accounts",
        ),
    ),
    Metric(
        "followers_forecast",
        words("Followers in 30 days"),
        words(
            "The present count carried on by the median weekly change of the last 90 days, for 30 days. The interval holds what "
            "comes 95 times in 100: it is made of the errors that such forecasts had on all accounts of the network followed "
            "here, each over its mean weekly deviation. It needs 365 days of history from 10 accounts, or 180 days from 40."
        ),
        "count",
        ("day",),
        True,
        FOLLOWER_COUNTS,
        ("low", "high", "followers", "weekly", "history_days", "needed_days", "pool_accounts", "ready_on"),
    ),
)
