"""What engagement rates are divided by: the metric that the reader's choice or the network's habit picks, and its words.

The choice acts wherever rates are shown, as all of them ask `rates.default_rate`. Rates over different denominators are
different metrics: one view shows, ranks and compares one of them.
"""

from __future__ import annotations

from typing import Final

from benchmark.cards.context import Denominator, network_label
from benchmark.text import t, words
from sources import SOURCES

FOLLOWERS_RATE: Final = "engagement_rate_followers_pct"
MEAN_RATE: Final = "engagement_rate_mean_followers_pct"
END_RATE: Final = "engagement_rate_end_followers_pct"
VIEWS_RATE: Final = "engagement_rate_views_pct"
PER_POST: Final = "interactions_per_post"

METRIC_OVER: Final[dict[Denominator, str]] = {
    "publication": FOLLOWERS_RATE,
    "mean": MEAN_RATE,
    "end": END_RATE,
    "views": VIEWS_RATE,
}
WEEKLY: Final = {
    FOLLOWERS_RATE: "engagement_by_week",
    MEAN_RATE: "engagement_by_week_mean_followers",
    END_RATE: "engagement_by_week_end_followers",
    VIEWS_RATE: "engagement_by_week_views",
}
"""The rate of each week over the same denominator."""
CHOICES: Final[dict[Denominator, str]] = {
    "": words("Usual for each network"),
    "publication": words("Followers at publication"),
    "mean": words("Mean followers"),
    "end": words("Followers at the end"),
    "views": words("Views"),
}

_DENOMINATORS: Final = {
    FOLLOWERS_RATE: words("rate ÷ followers at publication"),
    MEAN_RATE: words("rate ÷ mean followers of the period"),
    END_RATE: words("rate ÷ followers at the period's end"),
    VIEWS_RATE: words("rate ÷ views"),
}
_RATED_BY_VIEWS: Final = frozenset({"youtube", "tiktok"})
"""Networks that show posts to far more people than follow the account: their usual rate is by views."""


def rate_over(network: str | None, over: Denominator = "") -> str:
    """Return the metric by which brands are compared on a network: over what the reader chose, else as usual there."""
    if over:
        return METRIC_OVER[over]
    gives = SOURCES[network].may_have if network in SOURCES else frozenset()
    if network in _RATED_BY_VIEWS and "views" in gives:
        return VIEWS_RATE
    return FOLLOWERS_RATE if "followers" in gives else PER_POST


def follower_rate(over: Denominator) -> str:
    """Return the rate by followers that goes with the reader's choice, also where views are chosen or usual."""
    return METRIC_OVER[over] if over in {"mean", "end"} else FOLLOWERS_RATE


def denominator(metric: str) -> str:
    """Return the denominator of a rate as an item of a definition line; nothing for a metric without one."""
    return t(_DENOMINATORS[metric]) if metric in _DENOMINATORS else ""


def lacking(network: str | None, metric: str) -> str:
    """Return why a network has no such rate, by its name, and what to do; nothing when it may have one."""
    gives = SOURCES[network].may_have if network in SOURCES else frozenset()
    if metric == VIEWS_RATE and "views" not in gives:
        return t(
            "{network} shows no views, so there is no rate by views. Compare the rate by followers.",
            network=network_label(network),
        )
    if metric in {FOLLOWERS_RATE, MEAN_RATE, END_RATE} and "followers" not in gives:
        return t(
            "{network} shows no follower counts, so there is no rate by followers. Compare interactions per post.",
            network=network_label(network),
        )
    return ""
