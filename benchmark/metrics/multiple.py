"""Many comparisons at once: adjusted chances of a false finding."""

from __future__ import annotations

import numpy as np

from benchmark.metrics.intervals import Floats


def holm(p: Floats) -> Floats:
    """Return Holm's adjusted p-values: calling those under 5 % found is wrong about any of them at most 5 % of the time."""
    if p.size == 0:
        return p
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def benjamini_hochberg(p: Floats) -> Floats:
    """Return adjusted p-values after Benjamini and Hochberg: of those under 5 %, at most 5 % are expected to be false."""
    if p.size == 0:
        return p
    order = np.argsort(p, kind="stable")[::-1]
    stepped = np.minimum.accumulate(p[order] * p.size / np.arange(p.size, 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted
