"""The sidebar of every page: filters bound to the address, adding competitors, collecting, the last run."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from benchmark.cards import Context
from benchmark.cards.context import network_label
from benchmark.dashboard import state
from benchmark.owner import Owner
from benchmark.store import Store
from benchmark.text import t


@dataclass
class Frame:
    """What every page is given: the owner, the store in view and, once the sidebar was drawn, the view chosen."""

    owner: Owner
    store: Store
    demo: bool
    context: Context = field(init=False)
    panel: state.Panel = field(init=False)


def render(frame: Frame) -> None:
    """Draw the sidebar and set the frame's context from what is chosen."""
    with st.sidebar:
        names = state.panels(frame.store)
        chosen = _panel(names)
        frame.panel = state.panel(frame.store, chosen)
        days = _period(frame.panel.timezone)
        compared = st.selectbox(
            t("Compare with"),
            list(state.COMPARED),
            format_func=lambda key: t(state.COMPARED[key]),
            key="compare",
            bind="query-params",
        )
        networks = list(dict.fromkeys(sorted(frame.panel.accounts["source"])))
        some = st.multiselect(
            t("Networks"),
            networks,
            format_func=network_label,
            key="networks",
            bind="query-params",
            placeholder=t("All networks"),
        )
        brands = dict(zip(frame.panel.accounts["brand_id"], frame.panel.accounts["brand"], strict=True))
        shown = st.multiselect(
            t("Brands"),
            list(brands),
            format_func=lambda key: brands[key],
            key="brands",
            bind="query-params",
            placeholder=t("All brands"),
        )
        frame.context = state.context(frame.store, frame.panel, days, compared or "none", some, shown)


def _panel(names: dict[str, str]) -> str:
    if len(names) == 1:
        return next(iter(names))
    chosen = st.selectbox(t("Panel"), list(names), format_func=lambda key: names[key], key="panel", bind="query-params")
    return chosen or next(iter(names))


def _period(timezone: str) -> tuple:
    now = state.today(timezone)
    chosen = st.selectbox(
        t("Period"),
        list(state.PERIODS),
        index=1,
        format_func=lambda key: t(state.PERIODS[key]),
        key="period",
        bind="query-params",
    )
    return state.period(chosen or "13w", now)
