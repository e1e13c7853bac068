"""The declarations of the metrics, by subject. `benchmark.metrics.catalog` gathers them."""
