"""Which report is in view, and what can be done with the whole of it: begin, copy, rename, remove and bring back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from benchmark.charts.labels import markdown_text, plain
from benchmark.dashboard import address
from benchmark.dashboard.parts.data_account_deeds import ACTOR, attempt
from benchmark.refusals import LONGEST_NAME
from benchmark.reports import basket
from benchmark.reports.ready import KINDS
from benchmark.store.reports import Report
from benchmark.text import t
from benchmark.view import fields

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

DEFAULT = next(iter(KINDS))
_REMOVED = "removed-report"


def choose(frame: Frame) -> str:
    """Let the reader choose a report; return the kind of a ready-made one or the id of one's own."""
    own = {each.id: each.name for each in basket.all_reports(frame.store)}
    texts = {key: plain(name, 60) for key, name in own.items()}
    texts |= {kind: t("{report} (ready-made)", report=t(each.label)) for kind, each in KINDS.items()}
    said = address.text("report")
    found = fields.find(own, said).keys
    chosen = said if said in KINDS else found[0] if found else DEFAULT

    def write() -> None:
        _put(own, st.session_state["choose-report"])

    if st.session_state.get("choose-report") != chosen:
        st.session_state["choose-report"] = chosen
    st.selectbox(
        t("Report"),
        list(texts),
        format_func=lambda each: texts.get(each, ""),
        key="choose-report",
        on_change=write,
    )
    return chosen


def deeds(frame: Frame, report: Report) -> None:
    """Draw what can be done with the report in view; a ready-made one has no id and can be copied only."""
    if frame.demo:
        st.caption(t("In the demo nothing can be changed."))
        return
    with st.container(horizontal=True, gap="small", key="report-deeds"):
        if report.id:
            _named(t("Rename"), "rename", report.name, lambda name: _rename(frame, report, name))
            _named(t("Duplicate"), "duplicate", _copy_of(report), lambda name: _new(frame, name, report))
            st.button(t("Remove the report"), key="remove-report", on_click=_remove, args=(frame, report))
        else:
            _named(t("Copy it to change it"), "copy", report.name, lambda name: _new(frame, name, report))
        _named(t("New report"), "new", "", lambda name: _new(frame, name, Report("", name)))


def undo(frame: Frame) -> None:
    """Draw the line that brings back the report that this session removed last."""
    gone = st.session_state.get(_REMOVED)
    if gone is None or frame.demo:
        return
    report_id, name = gone
    with st.container(horizontal=True, vertical_alignment="center", key="report-undo"):
        st.caption(markdown_text(t("The report {name} is removed.", name=name)))
        st.button(t("Undo"), key="undo-report", type="tertiary", on_click=_restore, args=(frame, report_id, name))


def _named(label: str, key: str, value: str, deed: Callable[[str], object]) -> None:
    """Draw a deed that takes a name."""

    def carry_out() -> None:
        attempt(lambda: deed(str(st.session_state[f"report-name-{key}"] or "")))

    with st.popover(label, key=f"report-{key}"), st.form(key=f"report-form-{key}", border=False):
        st.text_input(t("Name"), value=plain(value, LONGEST_NAME), max_chars=LONGEST_NAME, key=f"report-name-{key}")
        st.form_submit_button(label, type="primary", on_click=carry_out)


def _copy_of(report: Report) -> str:
    return t("{name} (copy)", name=plain(report.name, LONGEST_NAME - 12))


def _new(frame: Frame, name: str, like: Report) -> None:
    _show(basket.new_report(frame.store, name, actor=ACTOR, items=like.items))


def _rename(frame: Frame, report: Report, name: str) -> None:
    _show(basket.rename(frame.store, report.id, name, actor=ACTOR))


def _remove(frame: Frame, report: Report) -> None:
    if attempt(lambda: basket.remove(frame.store, report.id, actor=ACTOR)):
        st.session_state[_REMOVED] = (report.id, report.name)
        address.put("report", "")


def _restore(frame: Frame, report_id: str, name: str) -> None:
    st.session_state.pop(_REMOVED, None)
    if attempt(lambda: basket.restore(frame.store, report_id, actor=ACTOR)):
        _put({report_id: name}, report_id)


def _show(report: Report) -> None:
    _put({report.id: report.name}, report.id)


def _put(own: dict[str, str], chosen: str) -> None:
    """Write the choice into the address; the default is empty there."""
    address.put("report", fields.named(own, chosen) if chosen in own else "" if chosen == DEFAULT else chosen)
