"""The Report page's schedules: when a report is sent by itself, to whom, and what became of each sending."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
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

_T = TypeVar("_T")
_UNDOING = "undoing-schedule"
"""Where the schedule waits, as it was, that this session changed or removed last, with whether it was removed."""
_CHANGING = "changing-schedule"
"""The id of the schedule whose form is open."""
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
    _undo(frame, report)
    if not found:
        st.caption(t("This report is not sent by itself yet. Say how often, as what and to whom."))
    changing = st.session_state.get(_CHANGING)
    for each in found:
        _line(frame, each)
        if each.id == changing:
            _change(frame, each)
    _history(frame, found, sent)
    if changing not in sent:
        if found:
            st.markdown(f"**{t('One more')}**")
        _new(frame, report, brands)


def _line(frame: Frame, schedule: Schedule) -> None:
    now = utcnow()
    zone = schedules.zone_of(frame.store, schedule)
    st.markdown(markdown_text(_told(frame, schedule, now, zone), 1200))
    with st.container(horizontal=True, gap="small", key=f"schedule-{schedule.id}"):
        if st.button(t("Send now"), key=f"send-{schedule.id}", type="tertiary"):
            _send(frame, schedule)
        if schedule.paused:
            if st.button(t("Go on"), key=f"resume-{schedule.id}", type="tertiary"):
                carry_out(lambda: schedules.resume(frame.store, schedule.id, actor=ACTOR))
        elif st.button(t("Pause"), key=f"pause-{schedule.id}", type="tertiary"):
            carry_out(lambda: schedules.pause(frame.store, schedule.id, actor=ACTOR))
        if st.button(t("Change"), key=f"change-{schedule.id}", type="tertiary"):
            st.session_state[_CHANGING] = schedule.id
            st.rerun()
        if st.button(t("Remove"), key=f"remove-{schedule.id}", type="tertiary"):
            st.session_state[_UNDOING] = (schedule, True)
            carry_out(lambda: schedules.remove(frame.store, schedule.id, actor=ACTOR))


def _told(frame: Frame, schedule: Schedule, now: datetime, zone: str) -> str:
    said = {
        "format": t(FORMATS[schedule.format].label) if schedule.format in FORMATS else schedule.format,
        "when": telling.rhythm_words(frame.store, schedule),
        "to": telling.destination_words(schedule),
    }
    following = schedules.next_at(frame.store, schedule, now)
    told = (
        t("{format}, {when}, to {to}. Paused.", **said)
        if following is None
        else t("{format}, {when}, to {to}. Next on {next}.", next=moment(following, zone), **said)
    )
    about = telling.about_words(frame.store, schedule)
    return t("{about}: {schedule}", about=about, schedule=told) if about else told


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


def _undo(frame: Frame, report: str) -> None:
    was, is_removed = st.session_state.get(_UNDOING, (None, False))
    if was is None or was.report != report:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="schedule-undo"):
        st.caption(t("The schedule is removed.") if is_removed else t("The schedule is changed."))
        if st.button(t("Undo"), key="undo-schedule", type="tertiary"):
            st.session_state.pop(_UNDOING)
            carry_out(
                lambda: (
                    schedules.restore(frame.store, was.id, actor=ACTOR)
                    if is_removed
                    else schedules.change(frame.store, was, actor=ACTOR)
                )
            )


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


def _new(frame: Frame, report: str, brands: Sequence[str]) -> None:
    """Draw the form of a new schedule."""
    ready = report in KINDS
    here = language.get()[:2]
    fresh = Schedule(
        id="",
        report=report,
        every="week",
        hour=8,
        format=next(iter(FORMATS)),
        language=here if here in LANGUAGES else next(iter(LANGUAGES)),
        panel_id=frame.panel.panel_id if ready else None,  # one's own names its panels itself
        brand_ids=tuple(brands),
    )
    wanted = _form(frame, fresh, report)
    if st.button(t("Begin"), key=f"begin-{report}", type="primary", disabled=not _goes_somewhere(wanted)):
        _carry_out(frame, lambda: schedules.new_schedule(frame.store, wanted, actor=ACTOR))


def _change(frame: Frame, schedule: Schedule) -> None:
    """Draw the form of a schedule that holds."""

    def change() -> Schedule:
        changed = schedules.change(frame.store, wanted, actor=ACTOR)
        st.session_state.pop(_CHANGING)
        if changed != schedule:
            st.session_state[_UNDOING] = (schedule, False)
        return changed

    with st.container(border=True, key="schedule-changing"):
        wanted = _form(frame, schedule, schedule.id)
        with st.container(horizontal=True, gap="small", key="schedule-change-deeds"):
            if st.button(t("Save"), key="save-schedule", type="primary", disabled=not _goes_somewhere(wanted)):
                _carry_out(frame, change)
            if st.button(t("Leave it as it is"), key="leave-schedule", type="tertiary"):
                st.session_state.pop(_CHANGING)
                st.rerun()


def _goes_somewhere(wanted: Schedule) -> bool:
    return bool(wanted.recipients) or wanted.folder is not None


def _form(frame: Frame, was: Schedule, key: str) -> Schedule:
    """Draw the fields of a schedule as it is, and return it as they say."""
    if not (frame.owner.settings.mail.host and frame.owner.settings.mail.sender):
        st.info(
            t(
                "No mail server is set, so reports can only go to a folder. Mail needs BENCHMARK_SMTP_HOST and BENCHMARK_SMTP_FROM."
            )
        )
    place = st.columns(3, gap="small")
    every = _choice(place[0], t("How often"), EVERY, was.every, f"every-{key}", lambda each: t(EVERY[each]))
    weekday, month_day = was.weekday, was.month_day
    if every == "week":
        weekday = _choice(place[1], t("On"), range(1, 8), weekday or 1, f"weekday-{key}", telling.weekday_name)
    if every == "month":
        month_day = int(
            place[1].number_input(t("On day (31: the last)"), 1, 31, month_day or 1, key=f"month-day-{key}")
        )
    hour = _choice(place[2], t("At"), range(24), was.hour, f"hour-{key}", lambda each: f"{each:02d}:00")
    place = st.columns(3, gap="small")
    kind = _choice(place[0], t("As"), FORMATS, was.format, f"format-{key}", lambda each: t(FORMATS[each].label))
    code = _choice(place[1], t("Language"), LANGUAGES, was.language, f"language-{key}", LANGUAGES.__getitem__)
    periods = {_OWN: t("Those of the report"), **{name: t(label) for name, label in PERIODS.items()}}
    period = _choice(place[2], t("Days"), periods, was.period or _OWN, f"period-{key}", periods.__getitem__)
    # one's own report has no panel that could say: what is said for it is the zone of the panel in view, unless that was left open
    own_zone = None if was.report in KINDS or (was.id and was.timezone is None) else frame.panel.timezone
    of_panel = t(
        "That of the panel: {zone}", zone=own_zone or schedules.zone_of(frame.store, replace(was, timezone=None))
    )
    zone = _choice(
        st.container(), t("Time zone"), (_OWN, *_zones()), was.timezone if was.id and was.timezone else _OWN,
        f"zone-{key}", lambda each: each or of_panel,
    )  # fmt: skip
    to = st.text_input(
        t("Mail to"), ", ".join(was.recipients), key=f"to-{key}", placeholder="team@brand.example, head@brand.example"
    )
    folder = st.text_input(
        t("Folder below {folder}", folder=markdown_text(frame.owner.settings.reports_dir, 200)),
        "" if was.folder is None else was.folder or ".",
        key=f"folder-{key}",
        placeholder=t("none; a dot means that folder itself"),
    )
    return replace(
        was,
        every=every,
        hour=hour,
        format=kind,
        language=code,
        period=period or None,
        weekday=weekday,
        month_day=month_day,
        timezone=zone or own_zone,
        recipients=tuple(each for each in to.replace(",", " ").replace(";", " ").split() if each),
        folder=folder.strip() or None,
    )


def _choice(  # noqa: PLR0917
    place: Any, label: str, options: Iterable[_T], now: _T, key: str, text: Callable[[_T], str]
) -> _T:
    """Draw a choice that begins with what holds now."""
    there = list(options)
    chosen: _T = place.selectbox(label, there, there.index(now) if now in there else 0, format_func=text, key=key)
    return chosen


@cache
def _zones() -> tuple[str, ...]:
    """The names of all zones; looking for them takes as long as drawing the page."""
    return tuple(sorted(available_timezones()))


def _carry_out(frame: Frame, deed: Callable[[], Schedule]) -> None:
    """Begin or change a schedule, and say when it goes out or why not."""
    try:
        made = deed()
    except Refusal as refusal:
        st.error(markdown_text(sentence(refusal)))
    except StoreError as error:
        st.error(markdown_text(store_sentence(error)))
    else:
        st.session_state["flash"] = t(
            "The report goes out {when}, as long as the dashboard runs.", when=telling.rhythm_words(frame.store, made)
        )
        st.rerun()
