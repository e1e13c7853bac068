"""The frame of a page: its title, the sentence it answers, the choice of a network, its cards in a grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from benchmark.cards import Builder, Context
from benchmark.cards.context import network_label
from benchmark.dashboard import address
from benchmark.dashboard.parts import card
from benchmark.text import t

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


@dataclass(frozen=True)
class Page:
    """A page of the dashboard. ``render`` draws it below its title."""

    path: str
    title: str
    answers: str
    render: Callable[[Frame], None]


def runner(page: Page, frame: Frame) -> Callable[[], None]:
    """Return the function that Streamlit runs for a page."""

    def run() -> None:
        st.title(t(page.title), anchor=False)
        st.caption(t(page.answers))
        page.render(frame)

    run.__name__ = page.path
    return run


def choose_network(context: Context) -> Context:
    """Let the reader choose the network that the cards below are about; metrics are never pooled across networks."""
    if not context.networks:
        return context
    default = _first(context)
    said = address.text("network")
    chosen = said if said in context.networks else default
    if len(context.networks) == 1:
        return context.about(chosen)

    def write() -> None:
        picked = st.session_state["choose-network"]
        address.put("network", "" if picked == default else picked)

    if st.session_state.get("choose-network") != chosen:
        st.session_state["choose-network"] = chosen
    st.segmented_control(
        t("Network"),
        options=list(context.networks),
        required=True,
        format_func=network_label,
        key="choose-network",
        on_change=write,
        label_visibility="collapsed",
    )
    return context.about(chosen)


def _first(context: Context) -> str:
    """The first network that the own brand is on, else the first of all."""
    own = (
        name for name in context.networks if context.own in set(context.about(name).of_network("coverage")["brand_id"])
    )
    return next(own, context.networks[0])


def grid(context: Context, builders: Sequence[Builder], *, columns: int = 2) -> None:
    """Draw cards side by side, at most two in a row; the style puts them below each other on narrow screens."""
    for start in range(0, len(builders), columns):
        row = builders[start : start + columns]
        places = st.columns(len(row), gap="medium") if len(row) > 1 else [st.container()]
        for place, builder in zip(places, row, strict=True):
            with place:
                card.show(context, builder)
