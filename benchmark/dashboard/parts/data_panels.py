"""The panels: their name, days, own brand and accounts; and a new one."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from benchmark import brands
from benchmark.brands import panels
from benchmark.cards.context import network_label
from benchmark.charts.labels import plain
from benchmark.dashboard.parts.data_account_deeds import ACTOR, carry_out
from benchmark.refusals import LONGEST_NAME
from benchmark.store import Store
from benchmark.text import t

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

_NONE = ""
"""The choice of no own brand."""


def render(frame: Frame) -> None:
    """Draw a form for the panel in view, and one for a new panel."""
    st.caption(t("A panel is a set of accounts that are compared. An account can be in several."))
    if frame.demo:
        st.caption(t("In the demo nothing can be changed."))
        return
    _edit(frame)
    with st.expander(t("New panel"), key="new-panel"):
        name = st.text_input(t("Name"), key="new-panel-name", max_chars=LONGEST_NAME)
        if st.button(t("Make the panel"), key="new-panel-make", disabled=not name.strip()):
            carry_out(lambda: panels.create(frame.store, name, actor=ACTOR))


def _edit(frame: Frame) -> None:
    store, panel = frame.store, frame.panel
    found = brands.accounts(store)
    found = found[found["removed_at"].isna()]
    accounts = {str(row["account_id"]): _named(row) for row in found.to_dict("records")}
    names = dict(zip(found["brand_id"].astype(str), found["brand"].astype(str), strict=True))
    inside = [account for account in panel.accounts["account_id"].astype(str) if account in accounts]
    own = panel.accounts.loc[panel.accounts["own"], "brand_id"].astype(str)
    before = {"name": panel.name, "zone": panel.timezone, "own": own.iloc[0] if len(own) else _NONE, "accounts": inside}
    zones = sorted(zoneinfo.available_timezones())
    with st.form(key=f"panel-{panel.panel_id}"):
        name = st.text_input(t("Name of the panel in view"), panel.name, max_chars=LONGEST_NAME)
        chosen_own = st.selectbox(
            t("Own brand"),
            [_NONE, *names],
            index=[_NONE, *names].index(before["own"]) if before["own"] in names else 0,
            format_func=lambda brand: plain(names[brand], 60) if brand in names else t("None"),
        )
        zone = st.selectbox(
            t("Days begin in"), zones, index=zones.index(panel.timezone) if panel.timezone in zones else None
        )
        chosen = st.multiselect(
            t("Accounts compared"), list(accounts), default=inside, format_func=lambda account: accounts[account]
        )
        if st.form_submit_button(t("Save the panel")):
            after = {"name": name, "zone": zone or panel.timezone, "own": chosen_own, "accounts": chosen}
            carry_out(lambda: _save(store, panel.panel_id, before, after))


def _save(store: Store, panel: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Change what differs, each change with its audit row."""
    for account in after["accounts"]:
        if account not in before["accounts"]:
            panels.put(store, panel, account, actor=ACTOR)
    for account in before["accounts"]:
        if account not in after["accounts"]:
            panels.drop(store, panel, account, actor=ACTOR)
    if after["own"] != before["own"]:
        panels.set_own(store, panel, after["own"] or None, actor=ACTOR)
    if after["zone"] != before["zone"]:
        panels.set_timezone(store, panel, after["zone"], actor=ACTOR)
    if after["name"].strip() != before["name"]:
        panels.rename(store, panel, after["name"], actor=ACTOR)
    st.session_state["flash"] = t("The panel is saved.")


def _named(row: Mapping[Any, Any]) -> str:
    return f"{plain(str(row['brand']), 60)} · {network_label(row['source'])} · {plain(str(row['handle'] or ''), 40)}"
