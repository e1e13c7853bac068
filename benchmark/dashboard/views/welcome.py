"""The first page of an empty database: the own brand, its competitors, or a look at the demo."""

from __future__ import annotations

import streamlit as st

from benchmark.dashboard import adding, sidebar
from benchmark.dashboard.parts import undoing
from benchmark.owner import Owner
from benchmark.text import t


def render(owner: Owner) -> None:
    """Offer to add a brand or to look at the demo."""
    with st.container(key="welcome"):
        st.html(sidebar.brand_mark())
        st.title(t("See where your brand stands"), anchor=False)
        st.markdown(
            t(
                "This dashboard reads the public profiles and posts of your brand and its competitors, and keeps every figure "
                "in a database of your own. It compares growth, publishing and engagement side by side, and says how sure it is."
            )
        )
        undoing.offer(owner.store)
        _flow(owner)
        with st.container(key="welcome-demo"):
            st.caption(t("Nothing at hand? Six invented brands over 18 months show what every page looks like."))
            st.button(t("Look at the demo"), key="look-at-demo", on_click=_demo)


@st.fragment
def _flow(owner: Owner) -> None:
    with st.form("welcome-look-up"):
        own = st.text_area(
            t("Your brand: paste its website or profile"),
            height=88,
            placeholder="brand.example",
            key="pasted-own",
        )
        others = st.text_area(
            t("Competitors, one per line (they can follow later)"),
            height=112,
            placeholder="bsky.app/profile/rival.example\n@rival@social.example",
            key="pasted-others",
        )
        if st.form_submit_button(t("Look up"), type="primary", width="stretch"):
            adding.begin(owner, (own, True), (others, False))
    adding.results(owner, None)


def _demo() -> None:
    st.session_state["demo"] = True
