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
    Metric(
        "engagement_curve",
        words("Interactions by age"),
        words(
            "Median interactions of a post at ages from 6 hours to 28 days. A count holds at an age only where readings on both "
            "sides lie between two thirds and one and a half times that age, interpolated between them on logarithms. Medians are "
            "linked: from one age to the next only posts known at both count, so that the curve does not move because other "
            "posts join. The peers are all posts of the other brands together. Nothing is shown under 6 posts."
        ),
        "count",
        ("age_hours",),
        True,
        PUBLIC_COUNTS,
        ("low", "high", "peers", "peers_n"),
    ),
    Metric(
        "equal_mix",
        words("Engagement at equal format mix"),
        words(
            "The brand's engagement rate by followers over that of all other brands' posts, compared within each kind of post and "
            "weighted by the panel's mix of kinds: a median log rate a kind, with a 95 % interval. Only kinds with 5 or more posts "
            "on both sides count, and together they must cover 80 % of the posts of each side."
        ),
        "ratio",
        (),
        True,
        PUBLIC_COUNTS,
        ("low", "high", "plain", "plain_low", "plain_high", "covered_pct", "kinds", "peers_n"),
    ),
    Metric(
        "decomposition",
        words("Interactions taken apart"),
        words(
            "Interactions = mean followers × posts × interactions per post and follower, so that the ratio of two brands or two "
            "periods is exactly the product of the three ratios: audience, pace and engagement. Posts are those whose counts are "
            "shown, at their latest count; followers are the mean over the days of the period on which they are known. Nothing is "
            "shown for brands whose posts were not read throughout or withhold over 20 % of their counts."
        ),
        "count",
        (),
        True,
        PUBLIC_COUNTS,
        (
            "followers_mean",
            "engagement_pct",
            "follower_days",
            "left_out",
            "days_observed",
            "days",
            "accounts_used",
            "accounts",
        ),
    ),
)
