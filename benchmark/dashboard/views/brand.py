"""Brand: one brand in depth across its networks, next to any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmark.dashboard.parts import page

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


def render(frame: Frame) -> None:
    """Draw the page."""
    page.choose_network(frame.context)
