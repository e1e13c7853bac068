"""The Data page's annotations: campaigns, key moments and outages; added, corrected, removed and brought back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from benchmark import brands, planning
from benchmark.cards.context import network_label
from benchmark.charts.labels import markdown_text, plain
from benchmark.dashboard.parts.data_account_deeds import ACTOR, carry_out
from benchmark.planning import KINDS, Annotation, Draft
from benchmark.planning.annotations import LONGEST_NOTE, LONGEST_TITLE
from benchmark.problems import sentence, store_sentence
from benchmark.refusals import Refusal
from benchmark.store import StoreError
from benchmark.text import t
from benchmark.view import periods
from sources import SOURCES

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

_ALL = ""
"""The choice of all panels, brands or networks."""
_REMOVED = "removed-annotation"
_ROWS = 14


@st.fragment
def render(frame: Frame) -> None:
    """Draw the annotations that the panel in view sees, the deeds on the chosen one, and a form for another."""
    st.caption(
        t(
            "Campaigns and key moments stand on the time charts of their days, and the Brand page compares before, during and "
            "after. Outages are named in the footer of every card of their days. Choose a row to change or remove it."
        )
    )
    _undo(frame)
    found = planning.annotations_in(frame.store, frame.panel.panel_id)
    names = {str(row["brand_id"]): str(row["name"]) for row in brands.brands(frame.store).to_dict("records")}
    chosen = _table(frame, found, names) if found else None
    if frame.demo:
        st.caption(t("In the demo nothing can be changed."))
        return
    if chosen is not None:
        _deeds(frame, chosen, names)
        return
    st.subheader(t("New annotation"), anchor=False)
    _form(frame, None, names)


def _table(frame: Frame, found: list[Annotation], names: dict[str, str]) -> Annotation | None:
    """Draw the list; return the one whose row is chosen."""
    shown = pd.DataFrame(
        {
            t("From"): [each.first for each in found],
            t("To"): [each.last for each in found],
            t("Kind"): [t(KINDS[each.kind]) for each in found],
            t("Title"): [plain(each.title) for each in found],
            t("Brand"): [plain(names.get(each.brand_id, "")) if each.brand_id else t("All brands") for each in found],
            t("Network"): [network_label(each.source) if each.source else t("All networks") for each in found],
            t("Panel"): [plain(frame.panel.name) if each.panel_id else t("All panels") for each in found],
            t("Note"): [plain(each.note or "", LONGEST_NOTE) for each in found],
        }
    )
    event = st.dataframe(
        shown,
        hide_index=True,
        key=f"annotations-{frame.store.version}",
        on_select="rerun",
        selection_mode="single-row",
        height=36 * (min(len(found), _ROWS) + 1) + 3,
        row_height=36,
        column_config={name: st.column_config.DateColumn(format="YYYY-MM-DD") for name in (t("From"), t("To"))},
    )
    rows = [place for place in event.selection["rows"] if place < len(found)]
    return found[rows[0]] if rows else None


def _deeds(frame: Frame, chosen: Annotation, names: dict[str, str]) -> None:
    with st.container(border=True, key="annotation-deeds"):
        st.markdown(f"**{markdown_text(chosen.title)}**")
        _form(frame, chosen, names)
        if st.button(t("Remove"), key="remove-annotation"):
            st.session_state[_REMOVED] = (chosen.id, chosen.title)
            carry_out(lambda: planning.remove_annotation(frame.store, chosen.id, actor=ACTOR))


def _undo(frame: Frame) -> None:
    gone = st.session_state.get(_REMOVED)
    if gone is None:
        return
    annotation_id, title = gone
    with st.container(horizontal=True, vertical_alignment="center", key="annotation-undo"):
        st.markdown(markdown_text(t("Removed: {title}", title=title)))
        if st.button(t("Undo"), key="undo-annotation"):
            st.session_state.pop(_REMOVED)
            carry_out(lambda: planning.restore_annotation(frame.store, annotation_id, actor=ACTOR))


def _form(frame: Frame, old: Annotation | None, names: dict[str, str]) -> None:
    """Draw the fields, filled with an annotation that is corrected."""
    today = periods.today(frame.panel.timezone)
    held = old or Annotation("", "campaign", "", None, today, today, frame.panel.panel_id, None, None)
    key = old.id if old else f"new-{frame.store.version}"
    with st.form(f"annotation-{key}", border=False):
        title = st.text_input(t("Title"), held.title, max_chars=LONGEST_TITLE, key=f"title-{key}")
        kind, first, last = _when(held, key)
        panel, brand, network = _about(frame, held, names, key)
        note = st.text_input(t("Note"), held.note or "", max_chars=LONGEST_NOTE, key=f"note-{key}")
        if st.form_submit_button(t("Save") if old else t("Add"), type="primary"):
            days = isinstance(first, date) and isinstance(last, date)
            _keep(frame, old, Draft(kind, title, first, last, note, panel, brand, network) if days else None)


def _when(held: Annotation, key: str) -> tuple[str, Any, Any]:
    places = st.columns(3, gap="small")
    kinds = list(KINDS)
    kind = places[0].selectbox(
        t("Kind"), kinds, _place(kinds, held.kind), format_func=lambda each: t(KINDS[each]), key=f"kind-{key}"
    )
    first = places[1].date_input(t("First day"), held.first, key=f"first-{key}", format="YYYY-MM-DD")
    last = places[2].date_input(t("Last day"), held.last, key=f"last-{key}", format="YYYY-MM-DD")
    return kind, first, last


def _about(
    frame: Frame, held: Annotation, names: dict[str, str], key: str
) -> tuple[str | None, str | None, str | None]:
    """Draw what it is about: panel, brand, network; None for all."""
    there = {*frame.panel.accounts["brand_id"], held.brand_id}
    sources = {*frame.panel.accounts["source"], held.source} - {None}
    brand_ids, networks = [_ALL, *(each for each in names if each in there)], [_ALL, *sorted(sources, key=_order)]
    panels = [frame.panel.panel_id, _ALL]
    places = st.columns(3, gap="small")
    brand = places[0].selectbox(
        t("Brand"), brand_ids, _place(brand_ids, held.brand_id), key=f"brand-of-{key}",
        format_func=lambda each: plain(names.get(each, ""), 60) if each else t("All brands"),
    )  # fmt: skip
    network = places[1].selectbox(
        t("Network"), networks, _place(networks, held.source), key=f"network-of-{key}",
        format_func=lambda each: network_label(each) if each else t("All networks"),
    )  # fmt: skip
    panel = places[2].selectbox(
        t("Panel"), panels, _place(panels, held.panel_id or _ALL), key=f"panel-of-{key}",
        format_func=lambda each: plain(frame.panel.name, 60) if each else t("All panels"),
    )  # fmt: skip
    return panel or None, brand or None, network or None


def _keep(frame: Frame, old: Annotation | None, draft: Draft | None) -> None:
    """Store what was written and draw the page anew, or say why not and leave the fields as they are."""
    if draft is None:
        st.error(t("Choose the first and the last day."))
        return
    try:
        if old is None:
            planning.annotate(frame.store, draft, actor=ACTOR)
        else:
            planning.correct(frame.store, old.id, draft, actor=ACTOR)
    except Refusal as refusal:
        st.error(markdown_text(sentence(refusal)))
    except StoreError as error:
        st.error(markdown_text(store_sentence(error)))
    else:
        st.session_state["flash"] = t("{title} is saved.", title=plain(draft.title, 60))
        st.rerun()


def _place(options: list[str], wanted: str | None) -> int:
    return options.index(wanted) if wanted is not None and wanted in options else 0


def _order(source: str) -> tuple[int, str]:
    known = list(SOURCES)
    return known.index(source) if source in SOURCES else len(known), source
