"""Engagement: whose posts get more reactions, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmark.cards import engagement, industry
from benchmark.dashboard.parts import industry_choice, page

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


def render(frame: Frame) -> None:
    """Draw the page."""
    context = page.choose_network(frame.context)
    for row in engagement.shown(context):
        page.grid(context, row, columns=len(row))
    if industry.there(context):
        page.grid(industry_choice.choose(context), [industry.engagement_beside], columns=1)
