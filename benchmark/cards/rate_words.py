"""What the cards of engagement per post say: their findings by metric, and the short reasons why there is no verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benchmark.cards.denominators import END_RATE, FOLLOWERS_RATE, MEAN_RATE, PER_POST, VIEWS_RATE
from benchmark.text import words

PART_NAMES: Final = {
    "likes": words("likes"),
    "comments": words("comments"),
    "shares": words("shares"),
    "quotes": words("quotes"),
}


@dataclass(frozen=True)
class Findings:
    """What a metric's card says, once as a clear result and once as none."""

    leads: str
    """With {brand} and {value}."""
    alone: str
    """With {brand} and {value}: the figure of a single brand."""
    unclear: str
    few: str
    """When fewer than two brands have enough posts to be ranked."""


FINDINGS: Final = {
    FOLLOWERS_RATE: Findings(
        words("{brand}'s posts get the highest engagement rate: {value}"),
        words("{brand}'s engagement rate: {value}"),
        words("Engagement rate by followers: no clear difference"),
        words("Engagement rate by followers: too few posts to compare"),
    ),
    MEAN_RATE: Findings(
        words("{brand}'s posts get the highest engagement rate by mean followers: {value}"),
        words("{brand}'s engagement rate by mean followers: {value}"),
        words("Engagement rate by mean followers: no clear difference"),
        words("Engagement rate by mean followers: too few posts to compare"),
    ),
    END_RATE: Findings(
        words("{brand}'s posts get the highest engagement rate by followers at the end: {value}"),
        words("{brand}'s engagement rate by followers at the end: {value}"),
        words("Engagement rate by followers at the end: no clear difference"),
        words("Engagement rate by followers at the end: too few posts to compare"),
    ),
    VIEWS_RATE: Findings(
        words("{brand}'s posts get the most interactions per view: {value}"),
        words("{brand}'s interactions per view: {value}"),
        words("Engagement rate by views: no clear difference"),
        words("Engagement rate by views: too few posts to compare"),
    ),
    PER_POST: Findings(
        words("{brand}'s posts get the most interactions: {value} in the median"),
        words("{brand}: {value} interactions per post in the median"),
        words("Interactions per post: no clear difference"),
        words("Interactions per post: too few posts to compare"),
    ),
}

REASONS: Final = {
    "few_posts": words("too few posts"),
    "few_interactions": words("too few interactions"),
    "late_shares": words("read at different ages"),
    "current_followers": words("over today's followers"),
    "hidden": words("hidden counts"),
    "too_young": words("posts too young"),
    "no_posts": words("no posts"),
    "not_covered": words("posts not read"),
    "no_counts": words("no counts"),
    "not_alike": words("not in both periods"),
    "removed": words("kept for some days only"),
    "no_observation": words("followers not observed"),
    "no_mean_followers": words("no follower count in the period"),
    "no_end_followers": words("no follower count at the end"),
}
"""Why two brands cannot be judged, short enough for a chart."""
