"""The sidebar's saved views: names for addresses. A link opens exactly the page and the filters that were saved."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from benchmark import planning
from benchmark.charts.labels import markdown_text, plain
from benchmark.dashboard.parts.data_account_deeds import ACTOR, carry_out
from benchmark.planning import SavedView
from benchmark.problems import sentence, store_sentence
from benchmark.refusals import LONGEST_NAME, Refusal
from benchmark.store import StoreError
from benchmark.text import t
from benchmark.view.fields import FIELDS

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

KEPT = (*FIELDS, "demo")
_REMOVED = "removed-view"


def render(frame: Frame) -> None:
    """Draw the links, and what saves the present view under a name."""
    views = planning.saved_views(frame.store)
    if frame.demo and not views:
        return
    with st.popover(t("Saved views"), key="saved-views", width="stretch"):
        for view in views:
            _line(frame, view)
        if frame.demo:
            st.caption(t("In the demo nothing can be changed."))
            return
        _undo(frame)
        _save(frame)


def query_here() -> str:
    """Return what stands after the question mark of the view's address, as far as it is the dashboard's."""
    return urlencode([(name, value) for name, value in st.query_params.items() if name in KEPT and value])


def fields_of(view: SavedView) -> dict[str, str]:
    """Return the fields that a saved address sets; what this version does not know is left aside."""
    return {name: value for name, value in parse_qsl(view.query) if name in KEPT}


def link(frame: Frame, view: SavedView) -> str:
    """Return a saved view as an HTML link, its name alone when its page is there no more.

    The link loads the page anew: within a session Streamlit would add the filters of the present view to those saved.
    """
    name = html.escape(plain(view.name))
    if view.page not in frame.pages and view.page:
        return f'<span class="cb-view">{name}</span>'
    query = urlencode(fields_of(view))
    address = f"{view.page or './'}{'?' if query else ''}{query}"
    return f'<a class="cb-view" href="{html.escape(address, quote=True)}" target="_self">{name}</a>'


def _line(frame: Frame, view: SavedView) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"view-{view.id}"):
        st.html(link(frame, view))
        if frame.demo:
            return
        if st.button(t("Rename"), key=f"rename-view-{view.id}", type="tertiary"):
            _rename(frame, view)
        if st.button(t("Remove"), key=f"remove-view-{view.id}", type="tertiary"):
            st.session_state[_REMOVED] = (view.id, view.name)
            carry_out(lambda: planning.remove_view(frame.store, view.id, actor=ACTOR))


def _rename(frame: Frame, view: SavedView) -> None:
    @st.dialog(t("Rename the view"))
    def dialog() -> None:
        name = st.text_input(t("Name"), value=view.name, max_chars=LONGEST_NAME, key=f"view-name-{view.id}")
        if st.button(t("Rename"), key="rename-view-now", type="primary", disabled=not name.strip()):
            carry_out(lambda: planning.rename_view(frame.store, view.id, name, actor=ACTOR))

    dialog()


def _undo(frame: Frame) -> None:
    gone = st.session_state.get(_REMOVED)
    if gone is None:
        return
    view_id, name = gone
    with st.container(horizontal=True, vertical_alignment="center", key="view-undo"):
        st.caption(markdown_text(t("{name} is removed.", name=name)))
        if st.button(t("Undo"), key="undo-view", type="tertiary"):
            st.session_state.pop(_REMOVED)
            carry_out(lambda: planning.restore_view(frame.store, view_id, actor=ACTOR))


def _save(frame: Frame) -> None:
    with st.form("save-view", border=False, clear_on_submit=True):
        name = st.text_input(
            t("Save this view as"), max_chars=LONGEST_NAME, key="save-view-name", placeholder=t("Monday meeting")
        )
        if not st.form_submit_button(t("Save this view")):
            return
    try:
        planning.save_view(frame.store, name, frame.path, query_here(), actor=ACTOR)
    except Refusal as refusal:
        st.error(markdown_text(sentence(refusal)))
    except StoreError as error:
        st.error(markdown_text(store_sentence(error)))
    else:
        st.session_state["flash"] = t("The view is saved.")
        st.rerun()
