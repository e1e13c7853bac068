"""Content: what was posted, what worked, and what it has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmark.cards import best_times, hashtags, lift, pillars
from benchmark.dashboard.parts import content_list, page

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


def render(frame: Frame) -> None:
    """Draw the page."""
    context = page.choose_network(frame.context)
    content_list.render(frame, context)
    page.grid(context, [pillars.pillars], columns=1)
    page.grid(context, [lift.lift, lift.lift_own])
    page.grid(context, [hashtags.hashtags], columns=1)
    page.grid(context, [best_times.best_time_own, best_times.best_time_peers])
