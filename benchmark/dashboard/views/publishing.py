"""Publishing: who posts how much, in which formats, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmark.cards import calendars, hours, industry, publishing
from benchmark.dashboard.parts import brand_choice, industry_choice, page

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


def render(frame: Frame) -> None:
    """Draw the page."""
    context = page.choose_network(frame.context)
    page.grid(context, [publishing.posts_per_week, publishing.share_of_posts])
    page.grid(context, [publishing.posts_by_week], columns=1)
    page.grid(context, [publishing.post_mix, publishing.longest_silence])
    if industry.there(context, pace=True):
        page.grid(industry_choice.choose(context), [industry.pace_beside], columns=1)
    context = brand_choice.choose_rival(context)
    page.grid(context, [calendars.calendar_own, calendars.calendar_others])
    page.grid(context, [hours.posting_hours_own, hours.posting_hours_peers])
