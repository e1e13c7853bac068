"""Report: a ready-made one or one's own, its pages in their order, and the file it becomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from benchmark.cards.brand_view import beside_of, brand_of
from benchmark.charts.labels import markdown_text
from benchmark.dashboard.parts import (
    brand_choice,
    report_choice,
    report_files,
    report_pages,
    report_schedules,
    report_shares,
)
from benchmark.reports.document import NothingToShow
from benchmark.reports.ready import KINDS
from benchmark.reports.wanted import Wanted, wanted
from benchmark.text import t
from benchmark.text.format import day_range
from benchmark.view import periods

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


def render(frame: Frame) -> None:
    """Draw the page."""
    place, _ = st.columns([2, 2], gap="small")
    with place:
        chosen = report_choice.choose(frame)
    try:
        brands = _brands(frame, chosen) if chosen in KINDS else []
        panel = frame.panel.panel_id if chosen in KINDS else None  # one's own names its panels itself
        found = wanted(frame.store, chosen, panel=panel, brands=brands)
    except NothingToShow:
        st.caption(t("There is nothing to report yet. Add a brand and collect first."))
        return
    report_choice.undo(frame)
    report_choice.deeds(frame, found.report)
    _about(frame, chosen, found)
    report_files.render(frame, found)
    contents: dict[str, Callable[[], None]] = {
        t("Pages"): lambda: report_pages.render(frame, found.report),
        t("Schedules"): lambda: report_schedules.section(frame, chosen, brands),
        t("Share by a link"): lambda: report_shares.section(frame, chosen, brands),
    }
    for tab, part in zip(st.tabs(list(contents), key="report-tab", on_change="rerun"), contents.values(), strict=True):
        if tab.open:
            with tab:
                part()


def _brands(frame: Frame, kind: str) -> list[str]:
    """Let the reader choose whom a ready-made report is about."""
    match KINDS[kind].brands:
        case 1:
            chosen = [brand_of(brand_choice.choose_brand(frame.context))]
        case 2:
            context = brand_choice.choose_brands(frame.context)
            chosen = [brand_of(context), beside_of(context)]
        case _:
            chosen = []
    return [each for each in chosen if each]


def _about(frame: Frame, chosen: str, found: Wanted) -> None:
    """Say which days the report is about."""
    if chosen in KINDS:
        days = day_range(*periods.period(KINDS[chosen].period, periods.today(frame.panel.timezone)))
        said = t("{report}, {days}. Made anew from what is followed now.", report=found.report.name, days=days)
        st.caption(markdown_text(said))
    elif found.report.items:
        st.caption(
            t("Each page keeps the filters it was added with; periods such as “last 28 days” move on with time.")
        )
