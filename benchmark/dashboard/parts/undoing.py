"""Removing can be undone: what was just removed, and the way back."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from benchmark import brands
from benchmark.brands import Refusal, lookup
from benchmark.charts.labels import markdown_text
from benchmark.problems import sentence
from benchmark.store import Store
from benchmark.text import t
from sources.base import Identity

_REMOVED = "removed"
ACTOR = "dashboard"


def remove(store: Store, subject: str) -> None:
    """Hide an account or a brand, and remember how to bring it back."""
    try:
        change = brands.remove(store, subject, actor=ACTOR)
    except Refusal as refusal:
        st.session_state["flash"] = sentence(refusal)
        return
    st.session_state[_REMOVED] = (change.brand, change.accounts)


def restore(store: Store, account_ids: Sequence[str]) -> None:
    """Bring removed accounts back, each to its brand and its panels."""
    for account_id in account_ids:
        try:
            row = lookup.account(store, account_id)
            panels: list[str | None] = [
                str(panel)
                for (panel,) in store.rows(
                    "SELECT p.panel_id FROM core.panel_account JOIN core.panel AS p USING (panel_key) "
                    "WHERE account_key = $key ORDER BY p.panel_key",
                    {"key": row.key},
                )
            ]
            identity = Identity(row.source, row.native_id, row.url or "", needs_network=False)
            brand = lookup.brand_of(store, row).id
            for panel in panels or (None,):
                brands.add(store, brand, identity, None, panel=panel, actor=ACTOR)
        except Refusal as refusal:
            st.session_state["flash"] = sentence(refusal)


def offer(store: Store) -> None:
    """Draw the line that undoes the last removal of this session."""
    removed = st.session_state.get(_REMOVED)
    if not removed:
        return
    brand, account_ids = removed
    with st.container(horizontal=True, vertical_alignment="center", key="undo-line"):
        st.markdown(
            t(
                "Removed {n} account of {brand}. Its history is kept.",
                "Removed {n} accounts of {brand}. Their history is kept.",
                n=len(account_ids),
                brand=markdown_text(brand),
            )
        )
        st.button(t("Undo"), key="undo", on_click=_undo, args=(store, account_ids))


def _undo(store: Store, account_ids: Sequence[str]) -> None:
    st.session_state.pop(_REMOVED, None)
    restore(store, account_ids)
