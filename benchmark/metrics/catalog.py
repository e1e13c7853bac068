"""Every metric, declared once: what it is called, how it is defined and what its figures rest on.

The description is the definition that is printed beside each figure. A changed definition gets a new name (``…_v2``).

Kept for later modules, under these names: ``catch_up``, ``followers_forecast``, ``engagement_curve``, ``equal_mix``,
``decomposition``, ``positioning``, ``trait_lift``, ``best_time``, ``page_views``, ``mentions``, ``share_of_voice_pct``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from benchmark.text import words

Unit = Literal["count", "pct", "per_week", "days", "index", "hours"]

FOLLOWER_COUNTS: Final = words("Follower counts shown publicly by each network, as read on the days named")
PUBLIC_POSTS: Final = words("Public posts of each account, as read; reposts of others do not count")
PUBLIC_COUNTS: Final = words(
    "Public counts of each post; organic and sponsored reach cannot be told apart, stories, saves and clicks are not public, "
    "and comments hold the brand's own replies"
)
READINGS: Final = words("The record of this installation's own readings")


@dataclass(frozen=True)
class Metric:
    """One declared metric. Label, description and source are English source texts, shown with ``t(...)``."""

    name: str
    label: str
    description: str
    unit: Unit
    grain: tuple[str, ...]
    """Key columns beyond brand_id and source."""
    higher_is_better: bool | None
    source: str
    columns: tuple[str, ...] = ()
    """Columns beyond the key, value, first_day, last_day, n and note."""


_GROWTH = ("opening", "closing", "low", "high", "distinguishable", "accounts_used", "accounts", "days")
_PACE = ("days_observed", "days", "accounts_used", "accounts")

_AUDIENCE = (
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

_PUBLISHING = (
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
        words("The longest time within the period without a post, in days, only where readings cover it throughout."),
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

_ENGAGEMENT = (
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
            "Median of the interactions of a post at an age of 7 days (YouTube: 28), with a 95 % interval. Younger posts and posts "
            "with a withheld count are left out."
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
            "Median over the posts of interactions at an age of 7 days (YouTube: 28) over the account's followers at publication, "
            "in percent, with a 95 % interval. Younger posts and posts with a withheld count are left out."
        ),
        "pct",
        (),
        True,
        PUBLIC_COUNTS,
        ("mean", "low", "high", "too_young", "left_out", "late_pct", "basis", "current_left_out", "parts"),
    ),
    Metric(
        "engagement_rate_views_pct",
        words("Engagement rate by views"),
        words(
            "Median over the posts of interactions over views, both at their latest count, in percent, with a 95 % interval. Posts "
            "under the age of 7 days (YouTube: 28) and posts with a withheld count are left out."
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
)

_COVERAGE = (
    Metric(
        "freshness",
        words("Freshness"),
        words("Hours since the last successful reading."),
        "hours",
        (),
        False,
        READINGS,
        ("read_at", "followers_at", "metrics_at", "failing", "error"),
    ),
    Metric(
        "coverage",
        words("Coverage"),
        words("Days of the period on which followers were read, and days whose posts were read."),
        "days",
        (),
        True,
        READINGS,
        ("days", "post_days", "accounts"),
    ),
)

METRICS: Final[dict[str, Metric]] = {
    metric.name: metric for metric in (*_AUDIENCE, *_PUBLISHING, *_ENGAGEMENT, *_COVERAGE)
}
