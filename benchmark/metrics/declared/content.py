"""Metrics of what is posted and of what goes with more reactions."""

from __future__ import annotations

from typing import Final

from benchmark.metrics.metric import PUBLIC_COUNTS, PUBLIC_POSTS, Metric
from benchmark.text import words

CONTENT: Final = (
    Metric(
        "hashtags",
        words("Hashtags"),
        words(
            "Posts of the period that use a hashtag, upper and lower case alike, with their share of the brand's posts; at most "
            "the 100 most used. The lift is that of the trait lift within the brand's own accounts."
        ),
        "count",
        ("hashtag",),
        None,
        PUBLIC_POSTS,
        ("share_pct", "total", "lift", "lift_low", "lift_high", "associated"),
    ),
    Metric(
        "trait_lift",
        words("Trait lift"),
        words(
            "What a trait of posts is associated with: the ratio of interactions at an age of 7 days (YouTube, TikTok: 28) of "
            "posts with the trait to posts without it, within the same account, as geometric means with half an interaction added; "
            "followers stand on both sides and cancel. Traits are kind, hashtag, length of text (under 100, 100 to 299, from 300 "
            "characters), part of the day, weekend and tags. An account counts with at least 8 posts a side that were counted at "
            "like ages; over several brands the ratios of at least 3 accounts are averaged on logs, each counting once; one brand "
            "may be told by one account. 95 % interval after Welch, widened where posts with the trait follow each other. Of the "
            "associations shown at most 10 % are expected to be false (Benjamini-Hochberg over all traits tested). Not a cause: "
            "whoever chose the trait chose the occasion too."
        ),
        "ratio",
        ("trait",),
        True,
        PUBLIC_COUNTS,
        ("low", "high", "p", "p_adjusted", "associated", "without", "accounts"),
    ),
    Metric(
        "best_time",
        words("Engagement by time of the week"),
        words(
            "Interactions at an age of 7 days (YouTube, TikTok: 28) of the posts of a part of the week over the account's usual "
            "post of the same kind and month (geometric means); weekdays and weekends, seven parts of the day, in the account's "
            "own time zone. A part needs at least 8 posts from at least 4 weeks. A best time is shown only when it stands out "
            "from the best of all parts in 499 permutations of the weeks (maximum statistic): by chance alone in at most 5 % of "
            "the cases."
        ),
        "ratio",
        ("weekend", "daypart"),
        True,
        PUBLIC_COUNTS,
        ("weeks", "p", "clear"),
    ),
)
