"""Metrics of content pillars: what brands post about, and what comes back for it."""

from __future__ import annotations

from typing import Final

from benchmark.metrics.metric import PUBLIC_COUNTS, PUBLIC_POSTS, Metric
from benchmark.text import words

PILLARS: Final = (
    Metric(
        "pillar_posts_pct",
        words("Share of posts by pillar"),
        words(
            "A brand's posts of the period that carry a content pillar over all its posts of the period on one network, in "
            "percent. Pillars are found by their words and hashtags or given by hand. A post that carries several counts to each "
            "of them, so the shares may add up to more than 100 %; posts of no pillar are a row of their own."
        ),
        "pct",
        ("tag",),
        None,
        PUBLIC_POSTS,
        ("pillar", "total", "days_observed", "days", "accounts_used", "accounts"),
    ),
    Metric(
        "pillar_interactions_pct",
        words("Share of interactions by pillar"),
        words(
            "The interactions of a brand's posts that carry a content pillar over the interactions of all its posts of the period "
            "on one network, in percent, at their latest counts as in the share of interactions. Posts with withheld counts are "
            "left out; a brand that withholds those of over 20 % of its posts has no shares. A post that carries several pillars "
            "counts to each of them; posts of no pillar are a row of their own."
        ),
        "pct",
        ("tag",),
        None,
        PUBLIC_COUNTS,
        (
            "pillar",
            "interactions",
            "total",
            "left_out",
            "hidden_pct",
            "days_observed",
            "days",
            "accounts_used",
            "accounts",
        ),
    ),
)
