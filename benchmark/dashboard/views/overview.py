"""Overview: what stands out, where the own brand stands, what happened since the last visit, how all brands compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from benchmark.cards import overview, positioning, since
from benchmark.charts.labels import markdown_text
from benchmark.dashboard.parts import page, sentences, visits

if TYPE_CHECKING:
    from benchmark.cards import Builder
    from benchmark.dashboard.frame import Frame


def render(frame: Frame) -> None:
    """Draw the page."""
    sentences.show(frame)
    context = page.choose_network(frame.context)
    beside: list[Builder] = [positioning.positioning]
    if before := visits.before(frame.store):
        context = context.with_options(since=before.isoformat())
        beside.append(since.since_last_visit)
    page.grid(context, [overview.own_figures], columns=1)
    page.grid(context, beside)
    page.grid(context, [overview.scoreboard, overview.presence], columns=1)
    st.caption(markdown_text(overview.freshness_line(context)))
