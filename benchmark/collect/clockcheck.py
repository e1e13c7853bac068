"""Is this machine's clock right? The answers' ``Date`` headers tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

MOST_SECONDS = 300.0
"""More than this off, and what would be stored would be dated wrongly."""

Verdict = Literal["right", "unsure", "wrong"]


def verdict(skews: Mapping[str, float], *, more_hosts: bool) -> Verdict:
    """Judge by the hosts that answered so far.

    One server's clock may be wrong as well as ours, so the majority counts; a single host that disagrees leaves it open as
    long as others are still to answer.

    Args:
        skews: by host, seconds by which our clock is ahead.
        more_hosts: whether the run asks more hosts than have answered.
    """
    off = sum(abs(skew) > MOST_SECONDS for skew in skews.values())
    if off * 2 <= len(skews):
        return "right"
    return "unsure" if len(skews) == 1 and more_hosts else "wrong"
