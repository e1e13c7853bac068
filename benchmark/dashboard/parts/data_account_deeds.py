"""What can be done with an account: pause, resume, remove and restore, move, describe; rename or remove its brand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

import pandas as pd
import streamlit as st

from benchmark import brands
from benchmark.cards import places
from benchmark.cards.context import network_label
from benchmark.charts.labels import markdown_text, plain
from benchmark.dashboard.parts import undoing
from benchmark.problems import sentence, store_sentence
from benchmark.refusals import LONGEST_MARKET, LONGEST_NAME, ROLES, Refusal
from benchmark.store import StoreError
from benchmark.text import t

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

ACTOR = "dashboard"
RESTORABLE = 50
"""Removed accounts listed."""


def draw(frame: Frame, row: Any) -> None:
    """Draw the deeds on one account."""
    store, account = frame.store, str(row["account_id"])
    who = f"{plain(row['brand'], 60)} · {network_label(row['source'])} · {plain(row['handle'], 60)}"
    with st.container(border=True, key="account-deeds"):
        st.markdown(f"**{markdown_text(who)}**")
        if frame.demo:
            st.caption(t("In the demo nothing can be changed."))
            return
        with st.container(horizontal=True, gap="small"):
            paused = pd.notna(row["paused_at"])
            if st.button(t("Resume") if paused else t("Pause"), key="pause"):
                carry_out(
                    lambda: (
                        brands.resume(store, account, actor=ACTOR)
                        if paused
                        else brands.pause(store, account, actor=ACTOR)
                    )
                )
            if st.button(t("Remove"), key="remove"):
                carry_out(lambda: undoing.remove(store, account))
            with st.popover(t("Move to another brand"), key="move"):
                _move(frame, account, str(row["brand"]))
            with st.popover(t("Market, role, time zone"), key="describe"):
                _describe(frame, row)
            with st.popover(t("Rename {brand}", brand=markdown_text(row["brand"], 40)), key="rename"):
                _rename(frame, str(row["brand_id"]), str(row["brand"]))
            if st.button(t("Remove the whole brand"), key="remove-brand"):
                carry_out(lambda: undoing.remove(store, str(row["brand_id"])))


def removed(frame: Frame, rows: pd.DataFrame) -> None:
    """Draw the removed accounts, each with its way back."""
    with st.expander(t("{n} removed account", "{n} removed accounts", n=len(rows)), key="removed-accounts"):
        st.caption(t("Their history is kept. Restoring collects them again."))
        for row in rows.head(RESTORABLE).to_dict("records"):
            account = str(row["account_id"])
            with st.container(horizontal=True, vertical_alignment="center"):
                name = plain(row["handle"], 60)
                st.markdown(markdown_text(f"{plain(row['brand'], 60)} · {network_label(row['source'])} · {name}"))
                if st.button(t("Restore"), key=f"restore-{row['account_key']}", type="tertiary"):
                    carry_out(lambda account=account: undoing.restore(frame.store, [account]))  # type: ignore[misc]


def _move(frame: Frame, account: str, brand: str) -> None:
    others = [str(name) for name in brands.brands(frame.store).query("removed_at.isna()")["name"] if name != brand]
    target = st.selectbox(
        t("Brand"),
        others,
        index=None,
        accept_new_options=True,
        placeholder=t("Choose a brand or type a new name"),
        key=f"move-to-{account}",
    )
    if st.button(t("Move"), key="move-now", type="primary", disabled=not target):
        carry_out(lambda: brands.move(frame.store, account, str(target), actor=ACTOR))


def _describe(frame: Frame, row: Any) -> None:
    """What only people can tell of an account: comparisons take the main ones, and cards name mixed markets."""
    account = str(row["account_id"])
    roles, zones = list(ROLES), ["", *sorted(available_timezones())]
    zone = row["timezone"] if row["timezone"] in zones else ""
    with st.form(key=f"describe-{account}", border=False):
        market = st.text_input(
            t("Market, such as FR"), value=row["market"] or "", max_chars=LONGEST_MARKET, key=f"market-{account}"
        )
        role = st.selectbox(
            t("Role"), roles, index=roles.index(row["role"]), format_func=places.role_label, key=f"role-{account}"
        )
        timezone = st.selectbox(
            t("Time zone of its audience"),
            zones,
            index=zones.index(zone),
            format_func=lambda name: name or t("that of the panel"),
            key=f"zone-{account}",
        )
        if st.form_submit_button(t("Save"), type="primary"):
            carry_out(
                lambda: brands.describe(
                    frame.store, account, market=market, role=role, timezone=timezone or None, actor=ACTOR
                )
            )


def _rename(frame: Frame, brand_id: str, name: str) -> None:
    wanted = st.text_input(t("New name"), value=name, max_chars=LONGEST_NAME, key=f"rename-{brand_id}")
    if st.button(t("Rename"), key="rename-now", type="primary", disabled=not wanted.strip()):
        carry_out(lambda: brands.rename(frame.store, brand_id, wanted, actor=ACTOR))


def carry_out(deed: Callable[[], object]) -> None:
    """Carry out, say why if it is refused, and draw the whole page anew."""
    attempt(deed)
    st.rerun()


def attempt(deed: Callable[[], object]) -> bool:
    """Carry out, as in a widget's callback, and say why if it is refused. Returns whether it was done."""
    try:
        deed()
    except Refusal as refusal:
        st.session_state["flash"] = sentence(refusal)
        return False
    except StoreError as error:
        st.session_state["flash"] = store_sentence(error)
        return False
    return True
