"""The entry script of every page: what is common to all, then the page that the reader chose."""

from __future__ import annotations

import streamlit as st

from benchmark import owner
from benchmark.charts.labels import markdown_text
from benchmark.dashboard import sidebar, style
from benchmark.dashboard.frame import Frame
from benchmark.dashboard.parts import page as parts
from benchmark.dashboard.parts import visits
from benchmark.dashboard.views import PAGES, welcome
from benchmark.text import t
from benchmark.view import panels


def main() -> None:
    """Draw the frame, read the filters, run the page."""
    st.set_page_config(
        page_title=t("Competitor benchmark"),
        page_icon="▞",
        layout="wide",
        menu_items={"About": t("Public figures of your brand and its competitors, kept in a database of your own.")},
    )
    style.apply()
    mine = owner.current()
    demo, place = sidebar.begin()
    with st.spinner(t("Preparing the demo data")) if demo else st.empty():
        store = mine.demo() if demo else mine.store
    if not panels.has_accounts(store):
        _empty(mine)
        return
    frame = Frame(mine, store, demo=demo, place=place)
    frame.pages = {
        page.path: st.Page(
            parts.runner(page, frame), title=t(page.title), url_path=page.path, default=page.path == PAGES[0].path
        )
        for page in PAGES
    }
    chosen = st.navigation(list(frame.pages.values()), position="top")
    frame.path = chosen.url_path
    sidebar.render(frame)
    _flash()
    visits.before(store)
    chosen.run()


def _empty(mine: owner.Owner) -> None:
    """Whatever page the address names: before the first brand there is only one thing to do."""
    pages = [
        st.Page(
            lambda: welcome.render(mine), title=t(page.title), url_path=page.path, default=page.path == PAGES[0].path
        )
        for page in PAGES
    ]
    st.html('<span class="cb-welcome-page"></span>')
    chosen = st.navigation(pages, position="hidden")
    _flash()
    chosen.run()


def _flash() -> None:
    """Say once what the last action did."""
    if message := st.session_state.pop("flash", None):
        st.toast(markdown_text(message), duration="long")


main()
