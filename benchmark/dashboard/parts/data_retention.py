"""The Data page's retention: which statistics may not be kept for ever, when they go and why, and removing them now."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from benchmark import clock
from benchmark.charts.html_table import Cell, Column, Row, html_table
from benchmark.charts.labels import markdown_text
from benchmark.collect import notices
from benchmark.collect.notices import Notice
from benchmark.collect.retaining import CLEANED
from benchmark.problems import store_sentence
from benchmark.store import Store, StoreError, retention
from benchmark.store.retention import Due
from benchmark.text import t
from benchmark.text.format import moment, number

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

LATEST = 10
Kept = tuple[tuple[str, int], ...]


def render(frame: Frame) -> None:
    """Draw what was announced, what will go, and what went."""
    st.subheader(t("How long statistics are kept"), anchor=False)
    if frame.demo:
        st.caption(t("The demo is invented, so nothing of it is removed."))
        return
    kept, now = frame.owner.settings.kept_days, clock.utcnow()
    told, due = _told(frame.store, frame.store.version, tuple(kept.items()), now.date().isoformat())
    if not told:
        st.caption(
            t("Nothing that is stored has to be removed after a time. Should that change, it is said here first.")
        )
    for notice in told:
        _notice(notice)
    if due:
        _now(frame, due)
    _removals(frame)


def _notice(notice: Notice) -> None:
    st.markdown(markdown_text(notice.sentence(), 1000))
    with st.expander(t("What will go of {network}", network=notices.label(notice.source)), key=f"goes-{notice.source}"):
        st.markdown(_list([notice.coming]))
        st.caption(
            t(
                "As things stand: what is read again until then stays. Announced on {day}. Figures that you imported or entered "
                "stay in any case.",
                day=notice.announced_at.date(),
            )
        )


def _now(frame: Frame, due: list[Due]) -> None:
    """What may go at once, and the button that lets it, asked for a second time."""
    with st.popover(t("Remove now"), key="retention-now"):
        n = sum(each.total for each in due)
        st.markdown(
            t(
                "{n} statistic is older than it may be. It is removed from the database and from its backups, and cannot be "
                "brought back.",
                "{n} statistics are older than they may be. They are removed from the database and from its backups, and cannot "
                "be brought back.",
                n=n,
            )
        )
        st.markdown(_list(due))
        if st.button(t("Remove {n} statistic", "Remove {n} statistics", n=n), key="retention-confirm", type="primary"):
            _remove(frame)


def _remove(frame: Frame) -> None:
    try:
        gone = sum(each.total for each in frame.owner.collector.retaining.remove_now("dashboard"))
        st.session_state["flash"] = t(
            "{n} statistic was removed. The backups follow in the background.",
            "{n} statistics were removed. The backups follow in the background.",
            n=gone,
        )
    except StoreError as error:
        st.session_state["flash"] = store_sentence(error)
    st.rerun()


def _list(due: list[Due]) -> str:
    """What goes, kind by kind."""
    return "\n".join(f"- {t('{name}: {n}', name=name, n=n)}" for each in due for name, n in notices.parts(each))


def _removals(frame: Frame) -> None:
    rows = notices.removals(frame.store, LATEST)
    if not rows:
        return
    columns = [
        Column(t("Removed"), figures=False),
        Column(t("Network"), figures=False),
        Column(t("Kept, days")),
        Column(t("Statistics")),
    ]
    cells = [
        Row(
            [
                Cell(moment(row.at, frame.panel.timezone)),
                Cell(notices.label(row.source)),
                Cell(number(row.days)),
                Cell(number(row.total)),
            ]
        )
        for row in rows
    ]
    with st.container(border=True, key="removals-table"):
        st.html(html_table(columns, cells, t("Latest removals")))
    for at, count in frame.store.rows(
        "SELECT happened_at, subject::INTEGER FROM core.audit WHERE action = $action ORDER BY happened_at DESC LIMIT 1",
        {"action": CLEANED},
    ):
        st.caption(
            t(
                "On {moment}, {n} backup was written anew without what went, and verified.",
                "On {moment}, {n} backups were written anew without what went, and verified.",
                n=count,
                moment=moment(at, frame.panel.timezone),
            )
        )


@lru_cache(maxsize=4)
def _told(store: Store, version: int, kept: Kept, today: str) -> tuple[list[Notice], list[Due]]:  # noqa: ARG001  keys
    """What is told, and what may go at once; asked once for each state of the data and day."""
    now = clock.utcnow()
    told = notices.notices(store, dict(kept), now)
    return told, retention.due(store, {notice.source: notice.days for notice in told}, now)
