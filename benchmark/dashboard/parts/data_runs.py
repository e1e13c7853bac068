"""The Data page's runs: how it stands, and the latest runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from benchmark.charts.html_table import Cell, Column, Row, Tone, html_table
from benchmark.charts.labels import markdown_text
from benchmark.dashboard import collecting
from benchmark.dashboard.parts import data_sources
from benchmark.store import Store
from benchmark.text import t
from benchmark.text.format import duration, moment, number

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

LATEST = 12


def state(frame: Frame) -> None:
    """Draw in one line how collecting stands."""
    if frame.demo:
        st.markdown(t("This is the demo: figures were invented once, and nothing is collected."))
        return
    last, following = collecting.facts(frame.owner)
    zone = frame.panel.timezone
    said = [collecting.summary(last, zone) if last else t("Nothing was collected yet.")]
    going = frame.owner.collector.progress() is not None
    said.append(t("a run is going on") if going else collecting.next_sentence(following, zone))
    st.markdown(" · ".join(said))
    for sentence in data_sources.warnings(frame):
        st.warning(markdown_text(sentence))


def history(frame: Frame) -> None:
    """Draw the latest runs."""
    st.subheader(t("Latest runs"), anchor=False)
    rows = _runs(frame.store)
    if not rows:
        st.caption(t("There was no run yet. Press “Collect now”, or wait for the schedule."))
        return
    columns = [
        Column(t("Began"), figures=False),
        Column(t("By"), figures=False),
        Column(t("Ended"), figures=False),
        Column(t("Took")),
        Column(t("Accounts")),
        Column(t("In part")),
        Column(t("Failed")),
        Column(t("Posts seen")),
        Column(t("Requests")),
    ]
    with st.container(border=True, key="runs-table"):
        st.html(html_table(columns, [_row(row, frame.panel.timezone) for row in rows], t("Latest runs")))
        st.caption(t("Times in {zone}.", zone=frame.panel.timezone))


def _row(row: tuple, zone: str) -> Row:  # type: ignore[type-arg]  # columns of the query below
    started, finished, trigger, status, accounts, partial, failed, posts, requests = row
    tone: Tone = "worse" if status == "failed" else ""
    took = duration((finished - started).total_seconds()) if finished else "–"
    return Row(
        [
            Cell(moment(started, zone)),
            Cell(_trigger(trigger)),
            Cell(_status(status), tone=tone),
            Cell(took),
            Cell(number(accounts)),
            Cell(number(partial), tone="" if partial else "muted"),
            Cell(number(failed), tone="worse" if failed else "muted"),
            Cell(number(posts)),
            Cell(number(requests)),
        ]
    )


def _trigger(name: str) -> str:
    return {"manual": t("hand"), "schedule": t("schedule"), "cli": t("command line")}.get(name, name)


def _status(name: str) -> str:
    return {
        "running": t("going on"),
        "done": t("complete"),
        "partial": t("with failures"),
        "failed": t("failed"),
        "stopped": t("stopped"),
        "interrupted": t("interrupted"),
    }.get(name, name)


def _runs(store: Store) -> list[tuple]:  # type: ignore[type-arg]  # as the query says
    return store.rows(
        """
        SELECT r.started_at, r.finished_at, r.trigger, r.status, count(x.run_key),
               count(*) FILTER (x.status = 'partial'), count(*) FILTER (x.status = 'failed'),
               coalesce(sum(x.posts_seen), 0)::BIGINT, coalesce(sum(x.requests), 0)::BIGINT
        FROM (SELECT * FROM core.run ORDER BY started_at DESC, run_key DESC LIMIT $latest) AS r
        LEFT JOIN core.run_account AS x USING (run_key)
        GROUP BY ALL ORDER BY r.started_at DESC
        """,
        {"latest": LATEST},
    )
