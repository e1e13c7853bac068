"""The Report page's share links: make one to a frozen report, list them, end them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from benchmark.charts.labels import markdown_text
from benchmark.clock import utcnow
from benchmark.dashboard.parts.data_account_deeds import ACTOR, carry_out
from benchmark.problems import sentence, store_sentence
from benchmark.refusals import Refusal
from benchmark.reports import document, sharing
from benchmark.reports.document import NothingToShow
from benchmark.reports.formats import ExportFailed
from benchmark.reports.ready import KINDS
from benchmark.reports.wanted import wanted
from benchmark.store import StoreError
from benchmark.store.shares import Share
from benchmark.text import t
from benchmark.text.format import moment

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

_MADE = "made-share"
"""The link that was just made, with the report it shows: told until the next one, or until the session ends."""


@st.fragment
def section(frame: Frame, report: str, brands: Sequence[str] = ()) -> None:
    """Draw what makes a link to a report, and the links that hold; see `report_schedules.section`."""
    if frame.demo:
        st.caption(t("The demo shares nothing. Links lead to reports over your own data."))
        return
    holding = [each for each in sharing.all_shares(frame.store) if each.holds(utcnow())]
    told = st.session_state.get(_MADE)
    told = told if told is not None and told[0] == report else None
    st.caption(
        t(
            "A link shows the report as it is now, to whoever has it and reaches this dashboard, without sign-in. "
            "It stays as it is when the data change, and ends by itself."
        )
    )
    most, _ = sharing.longest(frame.store, frame.owner.settings.kept_days)
    with st.container(horizontal=True, vertical_alignment="bottom", key="new-share"):
        days = st.number_input(
            t("Days it holds"), 1, most, min(sharing.DAYS, most), key=f"share-days-{report}", width=140
        )
        if st.button(t("Make a link"), key=f"share-{report}"):
            _make(frame, report, brands, int(days))
    if told is not None:
        st.success(t("The link is ready. It is shown only now: copy it."))
        st.code(told[1], language=None)
    for each in holding:
        _line(frame, each)


def _make(frame: Frame, report: str, brands: Sequence[str], days: int) -> None:
    try:
        with st.spinner(t("The report is made …")):
            panel = frame.panel.panel_id if report in KINDS else None  # one's own names its panels itself
            found = wanted(frame.store, report, panel=panel, brands=brands)
            built = document.build(frame.store, found.report, whole=found.whole)
            made = sharing.share(frame.store, built, days=days, kept=frame.owner.settings.kept_days, actor=ACTOR)
    except Refusal as refusal:
        st.error(markdown_text(sentence(refusal)))
    except NothingToShow:
        st.error(markdown_text(sentence(Refusal("report_empty"))))
    except ExportFailed as error:
        st.error(markdown_text(error))
    except StoreError as error:
        st.error(markdown_text(store_sentence(error)))
    else:
        st.session_state[_MADE] = (report, (frame.owner.settings.url or _origin()) + made.path)
        st.rerun()


def _line(frame: Frame, share: Share) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"share-{share.id}"):
        st.markdown(
            markdown_text(
                t(
                    "{report}, made on {made}, holds until {end}",
                    report=share.title,
                    made=moment(share.created_at, frame.panel.timezone),
                    end=moment(share.expires_at, frame.panel.timezone),
                )
            )
        )
        if st.button(t("End it"), key=f"revoke-{share.id}", type="tertiary"):
            st.session_state.pop(_MADE, None)
            carry_out(lambda: sharing.revoke(frame.store, share.id, actor=ACTOR))


def _origin() -> str:
    """Return the address under which the reader sees the dashboard, where the settings do not say how others reach it."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
