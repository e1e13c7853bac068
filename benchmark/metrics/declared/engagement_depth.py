"""Metrics that explain engagement: where brands stand, how posts spread, how they age, what makes one lead."""

from __future__ import annotations

from typing import Final

from benchmark.metrics.metric import PUBLIC_COUNTS, Metric
from benchmark.text import words

ENGAGEMENT_DEPTH: Final = (
    Metric(
        "positioning",
        words("Pace and engagement"),
        words(
            "Posts per week beside the median engagement rate by followers with its 95 % interval, and the followers at the end "
            "of the period. Lines stand at the medians of the brands shown that have the figure."
        ),
        "per_week",
        (),
        None,
        PUBLIC_COUNTS,
        ("rate", "low", "high", "posts_rated", "basis", "followers"),
    ),
    Metric(
        "engagement_distribution_pct",
        words("Spread of engagement"),
        words(
            "How the engagement rates by followers of single posts spread: the median with its 95 % interval, the middle half "
            "(25 to 75 %), and the middle 80 % (10 to 90 %) of the posts, with how many had no interaction at all. Each post is "
            "counted as for the engagement rate by followers."
        ),
        "pct",
        (),
        True,
        PUBLIC_COUNTS,
        ("low", "high", "p10", "p25", "p75", "p90", "zeros", "too_young", "left_out", "basis"),
    ),
)
