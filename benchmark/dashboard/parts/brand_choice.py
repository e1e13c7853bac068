"""Which brand the page is about, which stands beside it, and which event is looked at: choices that live in the address."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from benchmark.cards import Context
from benchmark.cards.brand_view import beside_of, brand_of
from benchmark.cards.event_lines import event_of, moments
from benchmark.charts.labels import plain
from benchmark.dashboard import address
from benchmark.text import t
from benchmark.text.format import day_range
from benchmark.view import fields


def choose_brands(context: Context) -> Context:
    """Let the reader choose the brand and the one beside it; by default the own brand and the strongest competitor."""
    names = {
        str(brand): str(name) for brand, name in zip(context.brands["brand_id"], context.brands["name"], strict=True)
    }
    left, right, _ = st.columns([1, 1, 2], gap="small")
    default = brand_of(context.with_options(brand=""))
    with left:
        context = context.with_options(brand=_choose("brand", t("Brand"), names, default))
    brand = brand_of(context)
    others = {key: name for key, name in names.items() if key != brand}
    if not others:
        return context
    default = beside_of(context.with_options(beside=""))
    with right:
        return context.with_options(beside=_choose("beside", t("Beside"), others, default))


def choose_brand(context: Context) -> Context:
    """Let the reader choose one brand; by default the own one."""
    names = {
        str(brand): str(name) for brand, name in zip(context.brands["brand_id"], context.brands["name"], strict=True)
    }
    place, _ = st.columns([1, 3], gap="small")
    with place:
        return context.with_options(brand=_choose("brand", t("Brand"), names, brand_of(context.with_options(brand=""))))


def choose_rival(context: Context) -> Context:
    """Let the reader hold the own brand's days and hours against one other brand; by default against all competitors."""
    names = {
        str(brand): str(name) for brand, name in zip(context.brands["brand_id"], context.brands["name"], strict=True)
    }
    others = {key: name for key, name in names.items() if key != context.own}
    if len(others) < 2:
        return context
    texts = {
        "": t("All competitors") if context.own else t("All brands"),
        **{key: plain(name, 60) for key, name in others.items()},
    }
    place, _ = st.columns([1, 3], gap="small")
    with place:
        return context.with_options(beside=_choose("beside", t("Days and hours of"), others, "", texts))


def choose_event(context: Context) -> Context:
    """Let the reader choose a campaign or key moment of the brand; by default the latest that is over."""
    found = {each.id: each for each in moments(context)}
    event = event_of(context.with_options(event=""))
    if event is None:
        return context
    names = {key: each.title for key, each in found.items()}
    days = {key: f"{plain(each.title, 60)} · {day_range(each.first, each.last)}" for key, each in found.items()}
    place, _ = st.columns([1, 1], gap="small")
    with place:
        chosen = _choose("event", t("Campaign or key moment"), names, event.id, days)
    return context.with_options(event=chosen)


def _choose(
    field: str, label: str, names: Mapping[str, str], default: str | None, shown: Mapping[str, str] | None = None
) -> str:
    """Draw a choice that stands in the address, empty for the default."""
    found = fields.find(names, address.text(field)).keys
    chosen = found[0] if found else next(iter(names)) if default is None else default
    key = f"choose-{field}"

    def write() -> None:
        picked = st.session_state[key]
        address.put(field, "" if picked == default else fields.named(names, picked))

    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen
    texts = shown or {each: plain(name, 60) for each, name in names.items()}
    st.selectbox(label, list(texts), format_func=lambda each: texts.get(each, ""), key=key, on_change=write)
    return chosen
