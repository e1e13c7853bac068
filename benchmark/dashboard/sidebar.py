"""The sidebar of every page: filters bound to the address, adding competitors, collecting, the last run."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from benchmark.cards.context import network_label
from benchmark.charts.labels import plain
from benchmark.dashboard import adding, address, collecting, sidebar_more, state
from benchmark.dashboard.frame import Frame
from benchmark.dashboard.parts import leaving_out, saved_views
from benchmark.text import t


def begin() -> tuple[bool, DeltaGenerator]:
    """Draw what does not depend on the data: the mark, the demo's switch, the fields of the address.

    Returns whether the demo is in view, and the place of the filters between mark and switch.
    """
    with st.sidebar:
        mark = st.empty()
        place = st.container(key="filters")
        demo = st.toggle(t("Demo data"), key="demo", bind="query-params", on_change=_other_data)
    mark.html(brand_mark(demo=demo))
    address.draw()
    return demo, place


def brand_mark(*, demo: bool = False) -> str:
    """Return the product's mark and name as HTML."""
    badge = f'<span class="cb-badge">{html.escape(t("Demo"))}</span>' if demo else ""
    return f'<div class="cb-mark"><i></i>{html.escape(t("Competitor benchmark"))}{badge}</div>'


def render(frame: Frame) -> None:
    """Draw the sidebar and set the frame's context from what is chosen."""
    if "period" not in st.session_state:
        address.draw()
    with frame.place or st.sidebar:
        frame.panel = state.panel(frame.store, _panel(state.panels(frame.store)))
        name, days = _period(frame.panel.timezone)
        compared = _choice("compare", t("Compare with"), state.COMPARED, state.DEFAULT_COMPARED)
        more = sidebar_more.chosen()
        accounts = sidebar_more.in_view(frame.panel.accounts, more)
        networks = {source: network_label(source) for source in sorted(set(accounts["source"]))}
        some = _several(
            "networks", t("Networks"), networks, address.known(networks, address.text("networks")), t("All networks")
        )
        brands = dict(zip(accounts["brand_id"], accounts["brand"], strict=True))
        found = address.find(brands, address.text("brands"))
        shown = _several("brands", t("Brands"), brands, found, t("All brands"))
        if found.unknown:
            st.caption(
                t(
                    "The address names {n} brand that is not in this panel.",
                    "The address names {n} brands that are not in this panel.",
                    n=found.unknown,
                )
            )
        leaving = leaving_out.chosen(frame.store)
        sidebar_more.render(frame.panel.accounts, more, leaving, compared=compared != "none")
        frame.context = state.context(
            frame.store,
            frame.panel,
            days,
            compared,
            some,
            shown,
            more=more,
            without=leaving.ids,
            period_name=name,
            demo=frame.demo,
        )
        with st.container(key="deeds"):
            adding.button(frame)
            collecting.render(frame)
        saved_views.render(frame)


def _other_data() -> None:
    """The demo's brands and panels are not the real ones."""
    address.clear("panel", "networks", "brands", "markets", "brand", "beside", "event")


def _panel(names: Mapping[str, str]) -> str:
    first = next(iter(names))
    if len(names) == 1:
        return first
    chosen = address.find(names, address.text("panel")).keys or (first,)

    def write() -> None:
        key = st.session_state["choose-panel"]
        address.put("panel", "" if key == first else address.named(names, key))

    _show("choose-panel", chosen[0])
    st.selectbox(
        t("Panel"), list(names), format_func=lambda key: plain(names[key]), key="choose-panel", on_change=write
    )
    return chosen[0]


def _period(timezone: str) -> tuple[str, tuple[Any, Any]]:
    now = state.today(timezone)
    own = address.days(address.text("period"), now)
    name = address.text("period") if address.text("period") in state.PERIODS else state.DEFAULT_PERIOD
    name = "custom" if own else name

    def write() -> None:
        wanted = st.session_state["choose-period"]
        days = state.period(name, now, own)
        address.put("period", address.span(*days) if wanted == "custom" else _unless(wanted, state.DEFAULT_PERIOD))

    def write_days() -> None:
        picked = st.session_state["choose-days"]
        if isinstance(picked, tuple) and len(picked) == 2:
            address.put("period", address.span(*picked))

    _show("choose-period", name)
    st.selectbox(
        t("Period"),
        list(state.PERIODS),
        format_func=lambda key: t(state.PERIODS[key]),
        key="choose-period",
        on_change=write,
    )
    if own:
        _show("choose-days", own)
        st.date_input(
            t("First and last day"), max_value=now, key="choose-days", on_change=write_days, format="YYYY-MM-DD"
        )
    return name, state.period(name, now, own)


def _choice(field_name: str, label: str, options: Mapping[str, str], default: str) -> str:
    key = f"choose-{field_name}"
    said = address.text(field_name)
    chosen = said if said in options else default

    def write() -> None:
        address.put(field_name, _unless(st.session_state[key], default))

    _show(key, chosen)
    st.selectbox(label, list(options), format_func=lambda option: t(options[option]), key=key, on_change=write)
    return chosen


def _several(
    field_name: str, label: str, names: Mapping[str, str], chosen: address.Chosen, placeholder: str
) -> list[str]:
    key = f"choose-{field_name}"

    def write() -> None:
        keys = st.session_state[key]
        address.put(
            field_name, " ".join(keys if field_name == "networks" else [address.named(names, each) for each in keys])
        )

    _show(key, list(chosen.keys))
    st.multiselect(
        label,
        list(names),
        format_func=lambda option: plain(names[option], 60),
        key=key,
        on_change=write,
        placeholder=placeholder,
    )
    return list(chosen.keys)


def _show(key: str, value: object) -> None:
    """Let a filter show what the address says. Only where it differs, so that a click under way is not undone."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _unless(value: str, default: str) -> str:
    return "" if value == default else value
