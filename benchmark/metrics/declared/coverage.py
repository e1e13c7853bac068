"""Metrics of the readings themselves."""

from __future__ import annotations

from typing import Final

from benchmark.metrics.metric import READINGS, Metric
from benchmark.text import words

COVERAGE: Final = (
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
