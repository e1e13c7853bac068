"""The section on attention and mentions: page views, mentions and shares of them, or how to get these."""

from __future__ import annotations

import streamlit as st

from benchmark.cards import Context, attention
from benchmark.cards.context import network_label
from benchmark.dashboard import address
from benchmark.dashboard.parts import page
from benchmark.text import t


def section(context: Context) -> None:
    """Draw the section's cards, a source at a time, or a line that says how to add one."""
    st.subheader(t("Attention and mentions"), anchor=False)
    if not context.attention:
        st.caption(
            t(
                "To see how often brands are looked up and talked about, add the link of a Wikipedia article, "
                "or a name to search for: hackernews:Name, gdelt:Name."
            )
        )
        return
    for source in attention.sources_of(context, "page_views"):
        page.grid(context.about(source), [attention.page_views_by_week], columns=1)
    mentioning = attention.sources_of(context, "mentions")
    if mentioning:
        chosen = context.about(_choose(mentioning))
        page.grid(chosen, [attention.mentions_by_week, attention.share_of_voice], columns=1)


def _choose(sources: tuple[str, ...]) -> str:
    """Let the reader choose where the mentions are counted; they are never pooled."""
    said = address.text("mentions")
    chosen = said if said in sources else sources[0]
    if len(sources) == 1:
        return chosen

    def write() -> None:
        picked = st.session_state["choose-mentions"]
        address.put("mentions", "" if picked == sources[0] else picked)

    if st.session_state.get("choose-mentions") != chosen:
        st.session_state["choose-mentions"] = chosen
    st.segmented_control(
        t("Mentions in"),
        options=list(sources),
        required=True,
        format_func=network_label,
        key="choose-mentions",
        on_change=write,
    )
    return chosen
