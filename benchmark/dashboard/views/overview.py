"""Overview: where the own brand stands, and how all brands compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmark.cards import overview, positioning
from benchmark.dashboard.parts import page

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


def render(frame: Frame) -> None:
    """Draw the page."""
    context = page.choose_network(frame.context)
    page.grid(context, [overview.own_figures], columns=1)
    page.grid(context, [positioning.positioning], columns=1)
    page.grid(context, [overview.scoreboard, overview.presence], columns=1)
