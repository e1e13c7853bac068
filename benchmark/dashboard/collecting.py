"""Collect now: the button, how far a run has come, how the last one ended and when the next one begins.

Only while a run goes on is this part of the sidebar drawn anew each second, and nothing else with it; when the run ends the
whole page is drawn once, so that it shows the new figures.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from benchmark import clock
from benchmark.charts.labels import markdown_text, plain
from benchmark.collect import schedule
from benchmark.collect.collector import Collector, RunGoing
from benchmark.collect.progress import Progress
from benchmark.owner import Owner
from benchmark.problems import store_sentence
from benchmark.store import Store, StoreError, runs
from benchmark.store.runs import Run
from benchmark.text import t
from benchmark.text.format import clock as time_of_day
from benchmark.text.format import duration, moment

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

EVERY_SECONDS = 1.0


def render(frame: Frame) -> None:
    """Draw the part. In the demo there is nothing to collect."""
    if frame.demo:
        st.button(t("Collect now"), width="stretch", disabled=True, key="collect")
        st.caption(t("In the demo nothing is added or collected. Switch “Demo data” off to work with your own."))
        return
    going = frame.owner.collector.progress() is not None
    st.fragment(_draw, run_every=EVERY_SECONDS if going else None)(frame, going)


def _draw(frame: Frame, was_going: bool) -> None:
    collector = frame.owner.collector
    progress = collector.progress()
    if progress is not None:
        _progress(frame, progress)
        if not was_going:  # begun between the page and this part of it: from now on with the clock
            st.rerun()
        return
    if was_going:
        st.rerun()
    st.button(t("Collect now"), width="stretch", key="collect", on_click=_start, args=(frame.owner,))
    _ended(frame)


def _start(owner: Owner) -> None:
    try:
        run = owner.collector.start(trigger="manual")
    except RunGoing:
        return
    except StoreError as error:
        st.session_state["flash"] = store_sentence(error)
        return
    if run.status == "nothing_to_do":
        st.session_state["flash"] = t("There is no account to collect. Resume one on the Data page, or add one.")


def _progress(frame: Frame, progress: Progress) -> None:
    share = progress.done / progress.total if progress.total else 0.0
    st.progress(share, t("Collecting: {done} of {total} accounts", done=progress.done, total=progress.total))
    parts = [plain(progress.label, 60)] if progress.label and progress.done < progress.total else []
    if progress.done == progress.total:
        parts = [t("Making the backup")]
    elif progress.stopping:
        parts = [t("Stopping: the accounts in hand are ended first")]
    elif progress.eta_seconds is not None and progress.done:
        parts.append(t("about {time} left", time=duration(progress.eta_seconds)))
    if progress.failed:
        parts.append(t("{n} failed", "{n} failed", n=progress.failed))
    st.caption(markdown_text(" · ".join(parts)) or " ")
    stopping = progress.stopping or progress.done == progress.total
    st.button(t("Stop"), width="stretch", key="stop", disabled=stopping, on_click=frame.owner.collector.stop)


def _ended(frame: Frame) -> None:
    last, following = facts(frame.owner)
    zone = frame.panel.timezone
    if last is None:
        st.caption(t("Nothing was collected yet."))
    else:
        text = summary(last, zone)
        page = frame.pages.get("data")
        if page is not None and last.failed + last.partial:
            st.page_link(page, label=markdown_text(text))
        else:
            st.caption(markdown_text(text))
    st.caption(next_sentence(following, zone))
    for sentence in costs(frame.owner):
        st.caption(markdown_text(sentence))


def summary(run: Run, zone: str) -> str:
    """Return when a run was and how it ended, in one line."""
    when = moment(run.finished_at or run.started_at, zone)
    troubled = run.failed + run.partial
    if run.status == "running":
        return t("Collecting since {time}", time=moment(run.started_at, zone))
    if run.status == "stopped":
        return t("Stopped {time}", time=when)
    if run.status == "interrupted":
        return t("Interrupted {time}; the next run goes on", time=when)
    if troubled:
        return t(
            "Collected {time} · {troubled} of {n} account failed",
            "Collected {time} · {troubled} of {n} accounts failed",
            time=when,
            troubled=troubled,
            n=run.accounts,
        )
    if run.status == "failed":
        return t("Failed {time}", time=when)
    return t("Collected {time} · {n} account", "Collected {time} · {n} accounts", time=when, n=run.accounts)


def next_sentence(following: datetime | None, zone: str) -> str:
    """Return when the schedule collects next."""
    if following is None:
        return t("No schedule: collect by hand, or set BENCHMARK_SCHEDULE.")
    return t("Next run {time}", time=near(following, zone))


def near(when: datetime, zone: str) -> str:
    """Return a time; the time of day alone when it is today."""
    now = clock.utcnow()
    same = moment(when, zone).rsplit(",", 1)[0] == moment(now, zone).rsplit(",", 1)[0]
    return time_of_day(when, zone) if same else moment(when, zone)


def facts(owner: Owner) -> tuple[Run | None, datetime | None]:
    """Return the last run and when the schedule collects next; asked once for each state of the data."""
    last, anchor = _known(owner.store, owner.store.version)
    settings = owner.settings
    instants = schedule.instants(settings.schedule, settings.timezone, anchor, clock.utcnow())
    return last, instants.next if instants else None


def costs(owner: Owner) -> tuple[str, ...]:
    """Return what the next run will cost, a sentence for each network that asks for money."""
    return _costs(owner.collector, owner.store.version)


@lru_cache(maxsize=4)
def _costs(collector: Collector, version: int) -> tuple[str, ...]:  # noqa: ARG001  version is the key
    return tuple(estimate.sentence() for estimate in collector.estimates())


@lru_cache(maxsize=4)
def _known(store: Store, version: int) -> tuple[Run | None, datetime]:  # noqa: ARG001  version is the key
    last = runs.last(store, before=clock.utcnow()) or runs.last(store)
    return last, runs.first_added(store)


def growth_sentence(owner: Owner, zone: str) -> str:
    """Return when what was just added shows how it grows: a level needs a second observation."""
    _, following = facts(owner)
    if following is None:
        return t("Growth appears after a second collection. There is no schedule, so collect again tomorrow.")
    return t("Growth appears after the next collection, at {time}.", time=near(following, zone))
