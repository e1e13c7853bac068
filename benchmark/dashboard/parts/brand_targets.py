"""The Brand page's own targets: set, changed, removed and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from benchmark import planning
from benchmark.cards import Context, wording
from benchmark.cards.aims import measures
from benchmark.cards.brand_view import brand_of, networks_of
from benchmark.cards.context import network_label
from benchmark.cards.objectives import shown
from benchmark.charts.labels import markdown_text
from benchmark.dashboard.parts.data_account_deeds import ACTOR, carry_out
from benchmark.metrics import METRICS
from benchmark.planning import Objective
from benchmark.text import t

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

_REMOVED = "removed-target"


def edit(frame: Frame, context: Context) -> None:
    """Draw the targets of the page's brand and a form for another one."""
    brand = brand_of(context)
    networks = networks_of(context, brand) if brand else ()
    if brand is None or not networks:
        return
    with st.expander(t("Own targets of {brand}", brand=markdown_text(context.name(brand), 60)), key="own-targets"):
        if frame.demo:
            st.caption(t("In the demo nothing can be changed."))
            return
        _undo(frame)
        held = [each for each in planning.objectives_in(frame.store, frame.panel.panel_id) if each.brand_id == brand]
        for each in held:
            _target(frame, each)
        _form(frame, context, brand, networks)


def _target(frame: Frame, each: Objective) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"target-{each.id}"):
        text = t(
            "{figure} on {network}: at least {target}",
            figure=wording.label(each.metric),
            network=network_label(each.source),
            target=shown(each.metric, each.target),
        )
        st.markdown(markdown_text(text))
        if st.button(t("Remove"), key=f"remove-target-{each.id}", type="tertiary"):
            st.session_state[_REMOVED] = each.id
            carry_out(lambda: planning.remove_objective(frame.store, each.id, actor=ACTOR))


def _undo(frame: Frame) -> None:
    gone = st.session_state.get(_REMOVED)
    if gone is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="target-undo"):
        st.markdown(t("The target is removed."))
        if st.button(t("Undo"), key="undo-target"):
            st.session_state.pop(_REMOVED)
            carry_out(lambda: planning.restore_objective(frame.store, gone, actor=ACTOR))


def _form(frame: Frame, context: Context, brand: str, networks: tuple[str, ...]) -> None:
    offered = {network: measures(context.about(network)) for network in networks}
    places = st.columns([1, 1, 1], gap="small")
    with places[0]:
        network = st.selectbox(t("Network"), list(networks), format_func=network_label, key="target-network")
    with places[1]:
        metric = st.selectbox(t("Figure"), offered[network], format_func=wording.label, key="target-metric")
    with places[2]:
        unit = "%" if METRICS[metric].unit == "pct" else ""
        label = t("At least, in %") if unit else t("At least")
        target = st.number_input(label, min_value=0.0, value=None, key="target-value", step=0.1 if unit else 1.0)
    if st.button(t("Set the target"), key="set-target", disabled=not target, type="primary"):
        carry_out(
            lambda: planning.set_objective(
                frame.store, frame.panel.panel_id, brand, network, metric, float(target or 0), actor=ACTOR
            )
        )
