"""The choice of an industry, above the card that shows its figures; it stands in the address."""

from __future__ import annotations

import streamlit as st

from benchmark.cards import Context
from benchmark.cards import industry as cards
from benchmark.dashboard import address
from benchmark.metrics.industry import industry, version
from benchmark.text import t


def choose(context: Context) -> Context:
    """Let the reader choose an industry that there are figures of on the context's network."""
    names = industry().industries(context.network)
    context = context.with_options(industry=address.text("industry").lower(), industry_file=version())
    if len(names) < 2:
        return context
    shown = cards.chosen(context)
    default = cards.chosen(context.with_options(industry=""))

    def write() -> None:
        picked = st.session_state["choose-industry"]
        address.put("industry", "" if picked == default else cards.slug(picked))

    if st.session_state.get("choose-industry") != shown:
        st.session_state["choose-industry"] = shown
    st.selectbox(t("Industry"), names, format_func=cards.label, key="choose-industry", on_change=write, width=320)
    return context
