"""Audience: who is bigger, and who is growing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmark.cards.audience import audience_share, follower_growth, net_followers_weekly
from benchmark.cards.audience_levels import SCALES, followers_over_time
from benchmark.cards.audience_networks import audience_by_network
from benchmark.cards.catching_up import catch_up
from benchmark.cards.forecast import forecasts
from benchmark.dashboard.parts import attention, page
from benchmark.dashboard.parts.choice import choose
from benchmark.text import t

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


def render(frame: Frame) -> None:
    """Draw the page."""
    context = page.choose_network(frame.context)
    scaled = choose(context, "scale", SCALES, t("Scale of followers over time"))
    page.grid(scaled, [followers_over_time], columns=1)
    page.grid(context, [follower_growth, audience_share])
    page.grid(context, [net_followers_weekly, catch_up], columns=1)
    page.grid(context, forecasts(context))
    page.grid(context, [audience_by_network], columns=1)
    attention.section(frame.context)
