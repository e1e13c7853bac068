"""The Report page's schedules: when a report is sent by itself, to whom, and what became of each sending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import pandas as pd
import streamlit as st

from benchmark.charts.labels import markdown_text, plain
from benchmark.clock import utcnow
from benchmark.dashboard.parts.data_account_deeds import ACTOR, carry_out
from benchmark.problems import sentence, store_sentence
from benchmark.refusals import Refusal
from benchmark.reports import schedules, telling
from benchmark.reports.formats import FORMATS
from benchmark.reports.ready import KINDS
from benchmark.reports.schedules import EVERY, LANGUAGES, PERIODS
from benchmark.store import StoreError
from benchmark.store.schedules import Delivery, Schedule, deliveries
from benchmark.text import t
from benchmark.text.format import moment, number
from benchmark.text.language import language

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

_REMOVED = "removed-schedule"
_SHOWN = 50
"""Sendings that the history shows."""
_OWN = ""
"""The choice of the report's own period, or of the panel's zone."""


@st.fragment
def section(frame: Frame, report: str, brands: Sequence[str] = ()) -> None:
    """Draw the schedules of a report, their history, and a form for another.

    Args:
        frame: the page's frame.
        report: the id of a saved report, or the name of a ready-made one.
        brands: ids of the brands that a ready-made one is about.
    """
    if frame.demo:
        st.caption(t("The demo sends nothing. Schedules belong to your own data."))
        return
    found = [each for each in schedules.all_schedules(frame.store) if each.report == report]
    sent = {each.id: deliveries(frame.store, each.id, _SHOWN) for each in found}
    failing = any(rows and rows[0].status == "failed" for rows in sent.values())
    label = t("{n} schedule", "{n} schedules", n=len(found)) if found else t("Send it by itself")
    with st.expander(label, expanded=failing or _REMOVED in st.session_state, key=f"schedules-{report}"):
        _undo(frame)
        for each in found:
            _line(frame, each)
        _history(frame, found, sent)
        if found:
            st.markdown(f"**{t('One more')}**")
        _form(frame, report, brands)


def _line(frame: Frame, schedule: Schedule) -> None:
    now = utcnow()
    zone = schedules.zone_of(frame.store, schedule)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"schedule-{schedule.id}"):
        st.markdown(markdown_text(_told(frame, schedule, now, zone), 1200))
        if st.button(t("Send now"), key=f"send-{schedule.id}", type="tertiary"):
            _send(frame, schedule)
        if schedule.paused:
            if st.button(t("Go on"), key=f"resume-{schedule.id}", type="tertiary"):
                carry_out(lambda: schedules.resume(frame.store, schedule.id, actor=ACTOR))
        elif st.button(t("Pause"), key=f"pause-{schedule.id}", type="tertiary"):
            carry_out(lambda: schedules.pause(frame.store, schedule.id, actor=ACTOR))
        if st.button(t("Remove"), key=f"remove-{schedule.id}", type="tertiary"):
            st.session_state[_REMOVED] = schedule.id
            carry_out(lambda: schedules.remove(frame.store, schedule.id, actor=ACTOR))


def _told(frame: Frame, schedule: Schedule, now: datetime, zone: str) -> str:
    said = {
        "format": t(FORMATS[schedule.format].label) if schedule.format in FORMATS else schedule.format,
        "when": telling.rhythm_words(frame.store, schedule),
        "to": telling.destination_words(schedule),
    }
    following = schedules.next_at(frame.store, schedule, now)
    if following is None:
        return t("{format}, {when}, to {to}. Paused.", **said)
    return t("{format}, {when}, to {to}. Next on {next}.", next=moment(following, zone), **said)


def _send(frame: Frame, schedule: Schedule) -> None:
    with st.spinner(t("The report is made and sent …")):
        try:
            sent = frame.owner.sender.send_now(schedule.id)
        except Refusal as refusal:
            st.session_state["flash"] = sentence(refusal)
        except StoreError as error:
            st.session_state["flash"] = store_sentence(error)
        else:
            st.session_state["flash"] = telling.problem_of(sent) or t("{file} is sent.", file=sent.file_name)
    st.rerun()


def _undo(frame: Frame) -> None:
    gone = st.session_state.get(_REMOVED)
    if gone is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="schedule-undo"):
        st.caption(t("The schedule is removed."))
        if st.button(t("Undo"), key="undo-schedule", type="tertiary"):
            st.session_state.pop(_REMOVED)
            carry_out(lambda: schedules.restore(frame.store, gone, actor=ACTOR))


def _history(frame: Frame, found: Sequence[Schedule], sent: Mapping[str, list[Delivery]]) -> None:
    """Draw what was sent, and in words above it what failed last."""
    now, zones = utcnow(), {each.id: schedules.zone_of(frame.store, each) for each in found}
    latest: list[Delivery] = []
    for each in found:
        rows = sent[each.id]
        if rows and rows[0].status == "failed":
            st.warning(markdown_text(telling.state_words(rows[0], now, zones[each.id]), 800))
        latest += rows
    if not latest:
        return
    latest.sort(key=lambda row: (row.due_at, row.started_at), reverse=True)
    latest = latest[:_SHOWN]
    st.dataframe(
        pd.DataFrame(
            {
                t("Due"): [moment(row.due_at, zones[row.schedule_id]) for row in latest],
                t("Attempt"): [row.attempt or None for row in latest],
                t("Result"): [telling.state_words(row, now, zones[row.schedule_id]) for row in latest],
                t("File"): [plain(row.file_name or "–") for row in latest],
                t("Size, kB"): [number(row.bytes // 1000) if row.bytes is not None else "–" for row in latest],
            }
        ),
        hide_index=True,
    )


def _form(frame: Frame, report: str, brands: Sequence[str]) -> None:
    """Draw the fields of a new schedule."""
    if not (frame.owner.settings.mail.host and frame.owner.settings.mail.sender):
        st.info(
            t(
                "No mail server is set, so reports can only go to a folder. Mail needs BENCHMARK_SMTP_HOST and BENCHMARK_SMTP_FROM."
            )
        )
    place = st.columns(3, gap="small")
    every = place[0].selectbox(
        t("How often"), list(EVERY), 1, format_func=lambda each: t(EVERY[each]), key=f"every-{report}"
    )
    weekday, month_day = 1, 1
    if every == "week":
        weekday = place[1].selectbox(t("On"), range(1, 8), format_func=telling.weekday_name, key=f"weekday-{report}")
    if every == "month":
        month_day = int(place[1].number_input(t("On day (31: the last)"), 1, 31, 1, key=f"month-day-{report}"))
    hour = place[2].selectbox(t("At"), range(24), 8, format_func=lambda each: f"{each:02d}:00", key=f"hour-{report}")
    place = st.columns(3, gap="small")
    kind = place[0].selectbox(
        t("As"), list(FORMATS), format_func=lambda each: t(FORMATS[each].label), key=f"format-{report}"
    )
    codes = list(LANGUAGES)
    here = language.get()[:2]
    code = place[1].selectbox(
        t("Language"),
        codes,
        codes.index(here) if here in codes else 0,
        format_func=LANGUAGES.__getitem__,
        key=f"language-{report}",
    )
    period = place[2].selectbox(
        t("Days"), [_OWN, *PERIODS], format_func=lambda each: t(PERIODS[each]) if each else t("Those of the report"),
        key=f"period-{report}",
    )  # fmt: skip
    zones = [_OWN, *_zones()]
    zone = st.selectbox(
        t("Time zone"), zones, format_func=lambda each: each or t("That of the panel: {zone}", zone=frame.panel.timezone),
        key=f"zone-{report}",
    )  # fmt: skip
    to = st.text_input(t("Mail to"), key=f"to-{report}", placeholder="team@brand.example, head@brand.example")
    folder = st.text_input(
        t("Folder below {folder}", folder=markdown_text(frame.owner.settings.reports_dir, 200)),
        key=f"folder-{report}",
        placeholder=t("none; a dot means that folder itself"),
    )
    recipients = tuple(each for each in to.replace(",", " ").replace(";", " ").split() if each)
    ready = report in KINDS
    wanted = Schedule(
        id="",
        report=report,
        every=every,
        hour=hour,
        format=kind,
        language=code,
        panel_id=frame.panel.panel_id if ready else None,  # one's own names its panels itself
        brand_ids=tuple(brands),
        period=period or None,
        weekday=weekday,
        month_day=month_day,
        timezone=zone or (None if ready else frame.panel.timezone),
        recipients=recipients,
        folder=folder.strip() or None,
    )
    if st.button(t("Begin"), key=f"begin-{report}", type="primary", disabled=not (recipients or folder.strip())):
        _begin(frame, wanted)


@cache
def _zones() -> tuple[str, ...]:
    """The names of all zones; looking for them takes as long as drawing the page."""
    return tuple(sorted(available_timezones()))


def _begin(frame: Frame, wanted: Schedule) -> None:
    try:
        made = schedules.new_schedule(frame.store, wanted, actor=ACTOR)
    except Refusal as refusal:
        st.error(markdown_text(sentence(refusal)))
    except StoreError as error:
        st.error(markdown_text(store_sentence(error)))
    else:
        st.session_state["flash"] = t(
            "The report goes out {when}, as long as the dashboard runs.", when=telling.rhythm_words(frame.store, made)
        )
        st.rerun()
