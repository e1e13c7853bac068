"""Every metric, declared once: what it is called, how it is defined and what its figures rest on.

The description is the definition that is printed beside each figure. A changed definition gets a new name (``…_v2``).
"""

from __future__ import annotations

from typing import Final

from benchmark.metrics.declared.attention import ATTENTION_METRICS
from benchmark.metrics.declared.audience import AUDIENCE
from benchmark.metrics.declared.content import CONTENT
from benchmark.metrics.declared.coverage import COVERAGE
from benchmark.metrics.declared.engagement import ENGAGEMENT
from benchmark.metrics.declared.engagement_depth import ENGAGEMENT_DEPTH
from benchmark.metrics.declared.pillars import PILLARS
from benchmark.metrics.declared.publishing import PUBLISHING
from benchmark.metrics.metric import Metric

METRICS: Final[dict[str, Metric]] = {
    metric.name: metric
    for metric in (
        *AUDIENCE,
        *PUBLISHING,
        *ENGAGEMENT,
        *ENGAGEMENT_DEPTH,
        *CONTENT,
        *PILLARS,
        *ATTENTION_METRICS,
        *COVERAGE,
    )
}
