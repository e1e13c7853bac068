"""Metrics of what is published, how often and when."""

from __future__ import annotations

from typing import Final

from benchmark.metrics.metric import PUBLIC_POSTS, Metric
from benchmark.text import words

_PACE = ("days_observed", "days", "accounts_used", "accounts")

PUBLISHING: Final = (
    Metric(
        "posts",
        words("Posts"),
        words(
            "Posts published in the period. Posts deleted since stay counted; days that were not read are not silence."
        ),
        "count",
        (),
        None,
        PUBLIC_POSTS,
        ("deleted", *_PACE),
    ),
    Metric(
        "posts_per_week",
        words("Posts per week"),
        words("Posts published on the days that were read, over the number of these days, times 7."),
        "per_week",
        (),
        None,
        PUBLIC_POSTS,
        _PACE,
    ),
    Metric(
        "posts_daily",
        words("Posts by day"),
        words(
            "Posts of each day; a day that was not read is a gap, and a day read in part counts what was seen, never as without "
            "posts."
        ),
        "count",
        ("day",),
        None,
        PUBLIC_POSTS,
        ("days_observed",),
    ),
    Metric(
        "posts_weekly",
        words("Posts by week"),
        words("Posts of each week, Monday to Sunday; a week that was not read is a gap."),
        "count",
        ("week",),
        None,
        PUBLIC_POSTS,
        ("days_observed", "days"),
    ),
    Metric(
        "posts_by_week",
        words("Posts by week and format"),
        words("Posts of each week, Monday to Sunday, by format."),
        "count",
        ("week", "kind"),
        None,
        PUBLIC_POSTS,
    ),
    Metric(
        "post_mix_pct",
        words("Mix of formats"),
        words("Share of each format in the brand's posts of the period, in percent."),
        "pct",
        ("kind",),
        None,
        PUBLIC_POSTS,
        ("total",),
    ),
    Metric(
        "longest_silence_days",
        words("Longest silence"),
        words(
            "The longest time within the period without a post, in days, only where readings cover it throughout. Posts that are "
            "left out elsewhere by their tags count here."
        ),
        "days",
        (),
        False,
        PUBLIC_POSTS,
        ("ongoing", "days_observed", "days"),
    ),
    Metric(
        "presence",
        words("Presence"),
        words("Whether a brand is on a network and posts there: dormant when its last post is over 90 days old."),
        "days",
        (),
        None,
        PUBLIC_POSTS,
        ("status", "followers", "posts_per_week", "last_post_at"),
    ),
    Metric(
        "publishing_timing",
        words("Publishing times"),
        words("Posts of the period by weekday and hour in each account's own time zone."),
        "count",
        ("weekday", "hour"),
        None,
        PUBLIC_POSTS,
        ("share_pct", "total"),
    ),
    Metric(
        "share_of_posts_pct",
        words("Share of posts"),
        words("A brand's posts of the period over the posts of all brands shown, on one network, in percent."),
        "pct",
        (),
        None,
        PUBLIC_POSTS,
        ("total",),
    ),
)
