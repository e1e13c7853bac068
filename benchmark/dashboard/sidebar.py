"""The sidebar of every page: filters bound to the address, adding competitors, collecting, the last run."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from benchmark.cards.context import network_label
from benchmark.charts.labels import plain
from benchmark.charts.theme import THEMES
from benchmark.dashboard import adding, address, collecting, sidebar_more
from benchmark.dashboard.frame import Frame
from benchmark.dashboard.parts import saved_views
from benchmark.text import t
from benchmark.view import fields, panels, periods
from benchmark.view.choices import Choices, context, in_view, read


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
        frame.panel = panels.panel(frame.store, _panel(panels.panels(frame.store)))
        choices = read(frame.store, frame.panel, address.said())
        _period(choices, periods.today(frame.panel.timezone))
        _choice("compare", t("Compare with"), periods.COMPARED, periods.DEFAULT_COMPARED)
        accounts = in_view(frame.panel.accounts, choices)
        networks = {source: network_label(source) for source in sorted(set(accounts["source"]))}
        _several("networks", t("Networks"), networks, choices.networks, t("All networks"))
        brands = dict(zip(accounts["brand_id"], accounts["brand"], strict=True))
        _several("brands", t("Brands"), brands, choices.brands, t("All brands"))
        if choices.unknown_brands:
            st.caption(
                t(
                    "The address names {n} brand that is not in this panel.",
                    "The address names {n} brands that are not in this panel.",
                    n=choices.unknown_brands,
                )
            )
        sidebar_more.render(frame.store, frame.panel.accounts, choices)
        theme = THEMES.get(st.context.theme.type or "light", THEMES["light"])
        frame.context = context(frame.store, frame.panel, choices, theme=theme, demo=frame.demo)
        with st.container(key="deeds"):
            adding.button(frame)
            collecting.render(frame)
        saved_views.render(frame)


def _other_data() -> None:
    """The demo's brands and panels are not the real ones."""
    address.clear("panel", "networks", "brands", "markets", "brand", "beside", "event", "report")


def _panel(names: Mapping[str, str]) -> str:
    first = next(iter(names))
    if len(names) == 1:
        return first
    chosen = fields.find(names, address.text("panel")).keys or (first,)

    def write() -> None:
        key = st.session_state["choose-panel"]
        address.put("panel", "" if key == first else fields.named(names, key))

    _show("choose-panel", chosen[0])
    st.selectbox(
        t("Panel"), list(names), format_func=lambda key: plain(names[key]), key="choose-panel", on_change=write
    )
    return chosen[0]


def _period(choices: Choices, now: date) -> None:
    def write() -> None:
        wanted = st.session_state["choose-period"]
        days = periods.period(choices.period, now, choices.own_days)
        address.put("period", fields.span(*days) if wanted == "custom" else _unless(wanted, periods.DEFAULT_PERIOD))

    def write_days() -> None:
        picked = st.session_state["choose-days"]
        if isinstance(picked, tuple) and len(picked) == 2:
            address.put("period", fields.span(*picked))

    _show("choose-period", choices.period)
    st.selectbox(
        t("Period"),
        list(periods.PERIODS),
        format_func=lambda key: t(periods.PERIODS[key]),
        key="choose-period",
        on_change=write,
    )
    if choices.own_days:
        _show("choose-days", choices.own_days)
        st.date_input(
            t("First and last day"), max_value=now, key="choose-days", on_change=write_days, format="YYYY-MM-DD"
        )


def _choice(field_name: str, label: str, options: Mapping[str, str], default: str) -> None:
    key = f"choose-{field_name}"
    said = address.text(field_name)
    chosen = said if said in options else default

    def write() -> None:
        address.put(field_name, _unless(st.session_state[key], default))

    _show(key, chosen)
    st.selectbox(label, list(options), format_func=lambda option: t(options[option]), key=key, on_change=write)


def _several(field_name: str, label: str, names: Mapping[str, str], chosen: Sequence[str], placeholder: str) -> None:
    key = f"choose-{field_name}"

    def write() -> None:
        keys = st.session_state[key]
        address.put(
            field_name, " ".join(keys if field_name == "networks" else [fields.named(names, each) for each in keys])
        )

    _show(key, list(chosen))
    st.multiselect(
        label,
        list(names),
        format_func=lambda option: plain(names[option], 60),
        key=key,
        on_change=write,
        placeholder=placeholder,
    )


def _show(key: str, value: object) -> None:
    """Let a filter show what the address says. Only where it differs, so that a click under way is not undone."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _unless(value: str, default: str) -> str:
    return "" if value == default else value
