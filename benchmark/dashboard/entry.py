"""The entry script of every page: what is common to all, then the page that the reader chose."""

from __future__ import annotations

import streamlit as st

from benchmark import owner
from benchmark.dashboard import sidebar, state, style
from benchmark.dashboard.parts import page as parts
from benchmark.dashboard.views import PAGES, welcome
from benchmark.text import t


def main() -> None:
    """Draw the frame, read the filters, run the page."""
    st.set_page_config(page_title=t("Competitor benchmark"), page_icon="▞", layout="wide", initial_sidebar_state="auto")
    style.apply()
    mine = owner.current()
    demo = bool(st.session_state.get("demo", st.query_params.get("demo") in ("true", "True", "1")))
    store = mine.demo() if demo else mine.store
    if not state.panels(store) or not state.has_accounts(store):
        st.navigation(
            [st.Page(lambda: welcome.render(mine), title=t("Welcome"), url_path="welcome", default=True)],
            position="hidden",
        ).run()
        return
    frame = sidebar.Frame(mine, store, demo=demo)
    pages = [
        st.Page(parts.runner(page, frame), title=t(page.title), url_path=page.path, default=page.path == PAGES[0].path)
        for page in PAGES
    ]
    chosen = st.navigation(pages, position="top")
    sidebar.render(frame)
    chosen.run()


main()
