"""The pages of a report in their order: what each says, its own title and note, its place, taking it out and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from benchmark.charts.labels import html_text, markdown_text, plain
from benchmark.dashboard.parts.data_account_deeds import ACTOR, attempt
from benchmark.reports import basket
from benchmark.reports.document import Sheet, sheet_of
from benchmark.store import Store
from benchmark.store.data_version import DataVersion, present_version
from benchmark.store.reports import Item, Report
from benchmark.text import t
from benchmark.text.language import language
from benchmark.view.periods import now_in_steps

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

_REMOVED = "removed-page"


def render(frame: Frame, report: Report) -> None:
    """Draw the pages, each as soon as it is built; those of one's own report can be changed."""
    changing = bool(report.id) and not frame.demo
    if changing:
        _undo(frame, report)
    version, number = present_version(frame.store), 0
    with st.container(key="report-pages", gap="small"):
        for place, item in enumerate(report.items):
            sheet = _sheet(frame, version, item)
            if changing or not _empty(sheet):
                number += 1
                _row(frame, report, sheet, place, number, changing=changing)
    if not number:
        st.caption(
            t("This report has no page yet. Choose “Add to report” on any chart, or add words of your own here.")
            if changing
            else t("There is nothing to show in these days yet. Collect first, or choose another report.")
        )
    if changing:
        _words(frame, report)


def _sheet(frame: Frame, version: DataVersion, item: Item) -> Sheet:
    """Return what a page says, built once for each state of the data: moving it about computes nothing anew."""
    sheet = _built(frame.store, version, now_in_steps(), _bare(item), frame.demo, language.get())
    return _with_words(sheet, item)


@lru_cache(maxsize=512)
def _built(store: Store, version: DataVersion, now: datetime, item: Item, demo: bool, code: str) -> Sheet:  # noqa: ARG001, PLR0917  keys
    sheet = sheet_of(store, item, version, demo=demo)
    # a list needs no charts: only what the card says is kept
    return replace(sheet, card=replace(sheet.card, figure=None, html="", table=None)) if sheet.card else sheet


def _bare(item: Item) -> Item:
    return replace(item, id="", title=None, note=None)


def _with_words(sheet: Sheet, item: Item) -> Sheet:
    title = plain(item.title, basket.LONGEST_TITLE) if item.title else sheet.title
    return replace(sheet, item=item, title=title, note=plain(item.note or "", basket.LONGEST_NOTE))


def _empty(sheet: Sheet) -> bool:
    return sheet.card is not None and sheet.card.state == "empty"


def _row(frame: Frame, report: Report, sheet: Sheet, place: int, number: int, *, changing: bool) -> None:
    lines = [f'<p class="title"><span>{number}</span>{html_text(sheet.title)}</p>']
    if sheet.card is not None:
        said = sheet.card.definition or t("Nothing to show: {reason}", reason=sheet.card.message)
        lines.append(f'<p class="what">{html_text(said)}</p>')
    if sheet.note:
        lines.append(f'<p class="note">{html_text(sheet.note)}</p>')
    with st.container(key=f"report-page-{place}", horizontal=True, vertical_alignment="top", gap="small"):
        st.html(f'<div class="cb-page">{"".join(lines)}</div>')
        if changing:
            _buttons(frame, report, sheet, place)


def _buttons(frame: Frame, report: Report, sheet: Sheet, place: int) -> None:
    item, last = sheet.item, len(report.items) - 1
    with st.container(key=f"report-page-deeds-{place}", horizontal=True, gap="small", width="content"):
        for key, label, by, off in (("up", "↑", -1, place == 0), ("down", "↓", 1, place == last)):
            st.button(
                label,
                key=f"{key}-{item.id}",
                type="tertiary",
                disabled=off,
                help=t("Move up") if by < 0 else t("Move down"),
                on_click=_move,
                args=(frame, report, place, by),
            )
        with st.popover(t("Edit"), key=f"edit-{item.id}", type="tertiary"):
            _edit(frame, report, sheet, place)
        st.button(t("Take out"), key=f"out-{item.id}", type="tertiary", on_click=_take_out, args=(frame, report, sheet))


def _edit(frame: Frame, report: Report, sheet: Sheet, place: int) -> None:
    item, words = sheet.item, sheet.card is None

    def save() -> None:
        title, note = (str(st.session_state[f"{field}-{item.id}"] or "").strip() for field in ("title", "note"))
        changed = replace(item, title=title or None, note=note or None)
        _change(frame, report, [*report.items[:place], changed, *report.items[place + 1 :]])

    with st.form(key=f"edit-form-{item.id}", border=False):
        st.text_input(
            t("Title"),
            value=item.title or "",
            max_chars=basket.LONGEST_TITLE,
            key=f"title-{item.id}",
            placeholder="" if words else t("The finding, computed anew each time"),
        )
        st.text_area(
            t("Text") if words else t("Note"),
            value=item.note or "",
            max_chars=basket.LONGEST_NOTE,
            key=f"note-{item.id}",
        )
        st.form_submit_button(t("Save"), type="primary", on_click=save)


def _words(frame: Frame, report: Report) -> None:
    """Let the reader add a page of words; it comes last and can be moved."""

    def add() -> None:
        title, note = (str(st.session_state[f"words-{field}"] or "").strip() for field in ("title", "note"))
        if not title:
            st.session_state["flash"] = t("A page of words needs a title. Write one.")
            return
        attempt(lambda: basket.add(frame.store, report.id, Item("", None, title=title, note=note or None), actor=ACTOR))

    with (
        st.popover(t("Add words of your own"), key="report-words"),
        st.form("words-form", border=False, clear_on_submit=True),
    ):
        st.text_input(t("Title"), max_chars=basket.LONGEST_TITLE, key="words-title")
        st.text_area(t("Text"), max_chars=basket.LONGEST_NOTE, key="words-note")
        st.form_submit_button(t("Add"), type="primary", on_click=add)


def _move(frame: Frame, report: Report, place: int, by: int) -> None:
    items = list(report.items)
    items[place], items[place + by] = items[place + by], items[place]
    _change(frame, report, items)


def _take_out(frame: Frame, report: Report, sheet: Sheet) -> None:
    place = [item.id for item in report.items].index(sheet.item.id)
    if _change(frame, report, [item for item in report.items if item.id != sheet.item.id]):
        st.session_state[_REMOVED] = (report.id, place, sheet.item, sheet.title)


def _change(frame: Frame, report: Report, items: Sequence[Item]) -> bool:
    return attempt(lambda: basket.change(frame.store, report.id, items, actor=ACTOR))


def _undo(frame: Frame, report: Report) -> None:
    gone = st.session_state.get(_REMOVED)
    if gone is None or gone[0] != report.id:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="page-undo"):
        st.caption(markdown_text(t("“{title}” is taken out.", title=plain(gone[3], 80))))
        st.button(t("Undo"), key="undo-page", type="tertiary", on_click=_put_back, args=(frame, report.id))


def _put_back(frame: Frame, report_id: str) -> None:
    """Put the page that was taken out last back into its place."""
    _, place, item, _ = st.session_state.pop(_REMOVED)

    def deed() -> None:
        *others, back = basket.add(frame.store, report_id, item, actor=ACTOR).items
        basket.change(frame.store, report_id, [*others[:place], back, *others[place:]], actor=ACTOR)

    attempt(deed)
