"""Audience: who is bigger, and who is growing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmark.cards import audience
from benchmark.dashboard.parts import attention, page

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


def render(frame: Frame) -> None:
    """Draw the page."""
    context = page.choose_network(frame.context)
    page.grid(context, [audience.followers_over_time], columns=1)
    page.grid(context, [audience.follower_growth, audience.audience_share])
    page.grid(context, [audience.follower_index, audience.net_followers_weekly], columns=1)
    attention.section(frame.context)
