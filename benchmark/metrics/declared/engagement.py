"""Metrics of how people react to posts."""

from __future__ import annotations

from typing import Final

from benchmark.metrics.metric import PUBLIC_COUNTS, Metric
from benchmark.text import words

_OVER_PERIOD: Final = (
    *("mean", "low", "high", "too_young", "left_out", "late_pct", "followers", "followers_days", "days"),
    *("unknown_left_out", "parts"),
)

ENGAGEMENT: Final = (
    Metric(
        "interactions_total",
        words("Interactions"),
        words(
            "Sum of likes, comments, shares and quotes, as far as the network shows them, over the posts of the period at their "
            "latest count. Posts with a withheld count are left out."
        ),
        "count",
        (),
        True,
        PUBLIC_COUNTS,
        ("mean", "posts", "left_out", "parts", "days_observed", "days"),
    ),
    Metric(
        "views_total",
        words("Views"),
        words("Sum of the views of the posts of the period at their latest count."),
        "count",
        (),
        True,
        PUBLIC_COUNTS,
        ("mean", "posts", "left_out", "days_observed", "days"),
    ),
    Metric(
        "interactions_per_post",
        words("Interactions per post"),
        words(
            "Median of the interactions of a post at an age of 7 days (YouTube, TikTok: 28), with a 95 % interval. Younger posts "
            "and posts with a withheld count are left out."
        ),
        "count",
        (),
        True,
        PUBLIC_COUNTS,
        ("mean", "low", "high", "too_young", "left_out", "late_pct", "parts"),
    ),
    Metric(
        "engagement_rate_followers_pct",
        words("Engagement rate by followers"),
        words(
            "Median over the posts of interactions at an age of 7 days (YouTube, TikTok: 28) over the account's followers at "
            "publication, in percent, with a 95 % interval. Younger posts and posts with a withheld count are left out."
        ),
        "pct",
        (),
        True,
        PUBLIC_COUNTS,
        ("mean", "low", "high", "too_young", "left_out", "late_pct", "basis", "current_left_out", "parts"),
    ),
    Metric(
        "engagement_rate_mean_followers_pct",
        words("Engagement rate by mean followers"),
        words(
            "Median over the posts of interactions at an age of 7 days (YouTube, TikTok: 28) over the account's mean followers, "
            "the mean of the known levels at the end of each day of the period, in percent, with a 95 % interval. None without a "
            "follower count in the period. Younger posts and posts with a withheld count are left out."
        ),
        "pct",
        (),
        True,
        PUBLIC_COUNTS,
        _OVER_PERIOD,
    ),
    Metric(
        "engagement_rate_end_followers_pct",
        words("Engagement rate by followers at the end"),
        words(
            "Median over the posts of interactions at an age of 7 days (YouTube, TikTok: 28) over the account's followers at the "
            "period's end, the last count at most 3 days old, in percent, with a 95 % interval. Younger posts and posts with a "
            "withheld count are left out."
        ),
        "pct",
        (),
        True,
        PUBLIC_COUNTS,
        _OVER_PERIOD,
    ),
    Metric(
        "engagement_rate_views_pct",
        words("Engagement rate by views"),
        words(
            "Median over the posts of interactions over views, both at their latest count, in percent, with a 95 % interval. Posts "
            "under the age of 7 days (YouTube, TikTok: 28) and posts with a withheld count are left out."
        ),
        "pct",
        (),
        True,
        PUBLIC_COUNTS,
        ("mean", "low", "high", "too_young", "left_out", "parts"),
    ),
    Metric(
        "share_of_engagement_pct",
        words("Share of interactions"),
        words(
            "A brand's interactions over those of all brands shown, on one network, in percent. Brands that withhold the counts of "
            "over 20 % of their posts are left out by name."
        ),
        "pct",
        (),
        True,
        PUBLIC_COUNTS,
        ("interactions", "total", "left_out", "hidden_pct"),
    ),
    Metric(
        "interactions_by_week",
        words("Interactions by week"),
        words("Sum of the interactions of the posts of each week, Monday to Sunday, at their latest count."),
        "count",
        ("week",),
        True,
        PUBLIC_COUNTS,
        ("posts", "left_out"),
    ),
    Metric(
        "engagement_by_week",
        words("Engagement rate by week"),
        words(
            "Median engagement rate by followers of the posts of each week, Monday to Sunday; only posts whose followers at "
            "publication are known."
        ),
        "pct",
        ("week",),
        True,
        PUBLIC_COUNTS,
        ("mean",),
    ),
    Metric(
        "engagement_by_week_mean_followers",
        words("Engagement rate by mean followers by week"),
        words(
            "Median over the posts of each week, Monday to Sunday, of interactions at equal age over the account's mean followers "
            "of that week, in percent."
        ),
        "pct",
        ("week",),
        True,
        PUBLIC_COUNTS,
        ("mean",),
    ),
    Metric(
        "engagement_by_week_end_followers",
        words("Engagement rate by followers at the end by week"),
        words(
            "Median over the posts of each week, Monday to Sunday, of interactions at equal age over the account's followers on "
            "the week's last day, in percent."
        ),
        "pct",
        ("week",),
        True,
        PUBLIC_COUNTS,
        ("mean",),
    ),
    Metric(
        "engagement_by_week_views",
        words("Engagement rate by views by week"),
        words(
            "Median over the posts of each week, Monday to Sunday, of interactions over views, both at their latest count, in "
            "percent. Posts under the age of 7 days (YouTube, TikTok: 28) are left out."
        ),
        "pct",
        ("week",),
        True,
        PUBLIC_COUNTS,
        ("mean",),
    ),
)
