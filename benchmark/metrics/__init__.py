"""The metrics: declared in `catalog`, computed over a `Scope` by `compute`, judged by `comparison`."""

from benchmark.metrics.catalog import METRICS
from benchmark.metrics.compute import compute, compute_many
from benchmark.metrics.metric import Metric
from benchmark.metrics.notes import NOTES, note_text
from benchmark.metrics.scope import Scope

__all__ = ["METRICS", "NOTES", "Metric", "Scope", "compute", "compute_many", "note_text"]
