"""The Data page's figures by hand: one account, one day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from benchmark import brands
from benchmark.cards.context import network_label
from benchmark.charts.labels import markdown_text, plain
from benchmark.clock import utcnow
from benchmark.dashboard.parts.data_account_deeds import ACTOR
from benchmark.imports import by_hand
from benchmark.imports.columns import FIELDS
from benchmark.imports.counts import Count
from benchmark.imports.values import Wrong
from benchmark.problems import sentence, store_sentence
from benchmark.refusals import Refusal
from benchmark.store import StoreError
from benchmark.text import t
from benchmark.text.format import day as day_text
from benchmark.text.format import number
from benchmark.view import periods

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

FIGURES = ("followers", "following", "posts_total")


@st.fragment
def render(frame: Frame) -> None:
    """Draw the form."""
    if frame.demo:
        return
    st.subheader(t("Enter a figure by hand"), anchor=False)
    st.caption(
        t(
            "What is entered counts before what the network told that day. Entering a day again replaces it; "
            "saving empty fields takes it back."
        )
    )
    found = brands.accounts(frame.store)
    found = found[found["removed_at"].isna()]
    rows = {str(row["account_id"]): row for row in found.to_dict("records")}
    with st.form("enter-by-hand", border=False):
        account = st.selectbox(
            t("Account"), list(rows), format_func=lambda each: who(rows[each]), key="enter-account", index=None,
            placeholder=t("Choose an account"),
        )  # fmt: skip
        today = periods.today(frame.panel.timezone)
        places = st.columns(4, gap="small")
        with places[0]:
            day = st.date_input(t("Day"), value=today, max_value=today, key="enter-day", format="YYYY-MM-DD")
        typed = {}
        for place, name in zip(places[1:], FIGURES, strict=True):
            with place:
                label = t(FIELDS[name])
                typed[name] = st.text_input(label[:1].upper() + label[1:], key=f"enter-{name}", max_chars=40)
        if st.form_submit_button(t("Save"), type="primary"):
            said = _save(frame, str(account) if account else None, day, typed)
            if said is not None:
                st.error(markdown_text(said, 1000))


def _save(frame: Frame, account: str | None, day: Any, typed: Mapping[str, str]) -> str | None:
    """Store what was typed and draw the page anew, or return why not."""
    if account is None:
        return t("Choose the account that the figures are about.")
    if day is None:
        return t("Choose the day that the figures are of.")
    figures: dict[str, Count] = {}
    for name, text in typed.items():
        try:
            figures |= by_hand.read({name: text})
        except Wrong as wrong:
            return f"{t(FIELDS[name]).capitalize()}: {sentence(wrong.code, None, wrong.params)}"
    said = None
    try:
        done = by_hand.enter(
            frame.store, account, day, figures, actor=ACTOR, now=utcnow(), timezone=frame.panel.timezone
        )
    except Refusal as refusal:
        said = sentence("entry_empty" if refusal.code == "entry_nothing_there" else refusal)
    except StoreError as error:
        said = store_sentence(error)
    else:
        st.session_state["flash"] = _told(done)
        for name in FIGURES:
            st.session_state.pop(f"enter-{name}", None)
        st.rerun()
    return said


def _told(done: by_hand.Entered) -> str:
    after = ", ".join(f"{number(value)} {t(FIELDS[name])}" for name, value in done.after.items())
    before = ", ".join(f"{number(value)} {t(FIELDS[name])}" for name, value in done.before.items())
    if not after:
        return t("The entry of {day} is taken back; it was {before}.", day=day_text(done.day), before=before)
    if before and before != after:
        return t(
            "Entered for {day}: {after}. Before, it was {before}.", day=day_text(done.day), after=after, before=before
        )
    return t("Entered for {day}: {after}.", day=day_text(done.day), after=after)


def who(row: Mapping[Any, Any]) -> str:
    """Return how an account is named in a list."""
    handle = row["handle"] if pd.notna(row["handle"]) else row["native_id"]
    return f"{plain(row['brand'], 60)} · {network_label(row['source'])} · {plain(handle, 40)}"
