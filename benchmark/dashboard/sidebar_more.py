"""The sidebar's further choices, folded away: what rates are divided by, which accounts, like for like.

They change what is compared rather than what is looked at, so most readers never need them. When one differs from its default,
a line under the fold says so, whether it is open or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from benchmark.cards import leaving_out as leaving_out_cards
from benchmark.cards import places
from benchmark.cards.denominators import CHOICES
from benchmark.charts.labels import markdown_text, plain
from benchmark.dashboard import address
from benchmark.dashboard.parts import leaving_out
from benchmark.dashboard.parts.leaving_out import LeavingOut
from benchmark.refusals import ROLES
from benchmark.text import t
from benchmark.view.choices import NO_MARKET, Choices, slug

if TYPE_CHECKING:
    import pandas as pd

    from benchmark.store import Store


def render(store: Store, accounts: pd.DataFrame, more: Choices) -> None:
    """Draw the fold and what differs from the defaults."""
    compared, leaving = more.compared != "none", LeavingOut(leaving_out_cards.known(store), more.without)
    with st.expander(t("More"), key="more-choices"):
        _over(more)
        _several("roles", t("Accounts"), _roles(accounts), more.roles or ("main",), t("Main accounts"))
        _several("markets", t("Markets"), _markets(accounts), more.markets, t("All markets"))
        if compared:
            _like(more)
        leaving_out.switches(leaving)
    if differing := " · ".join(each for each in (*_differing(accounts, more, compared=compared), leaving.said) if each):
        st.caption(markdown_text(differing))


def _over(more: Choices) -> None:
    def write() -> None:
        address.put("over", st.session_state["choose-over"])

    _show("choose-over", more.over)
    st.selectbox(
        t("Engagement rate divided by"),
        list(CHOICES),
        format_func=lambda each: t(CHOICES[each]),
        key="choose-over",
        on_change=write,
        help=t(
            "As usual: views on YouTube and TikTok, elsewhere the followers at publication. The choice acts on every page, and "
            "each chart and export names it."
        ),
    )


def _like(more: Choices) -> None:
    def write() -> None:
        address.put("like", "yes" if st.session_state["choose-like"] else "")

    _show("choose-like", more.like)
    st.toggle(
        t("Like for like"),
        key="choose-like",
        on_change=write,
        help=t(
            "Only accounts that were observed throughout in both periods, so that an account added in between is no growth. Who "
            "is left out is named."
        ),
    )


def _roles(accounts: pd.DataFrame) -> dict[str, str]:
    there = set(accounts["role"])
    return {role: places.role_label(role) for role in ROLES if role in there}


def _markets(accounts: pd.DataFrame) -> dict[str, str]:
    names = {slug(market): places.market_label(market) for market in accounts["market"]}
    return dict(sorted(names.items(), key=lambda item: (item[0] == NO_MARKET, item[1])))


def _several(field: str, label: str, names: Mapping[str, str], said: Sequence[str], placeholder: str) -> None:
    """A filter that is drawn only where there is something to choose among."""
    if len(names) < 2:
        return
    key = f"choose-{field}"
    default = ["main"] if field == "roles" else []

    def write() -> None:
        picked = st.session_state[key]
        address.put(field, "" if list(picked) == default else " ".join(picked))

    _show(key, [each for each in said if each in names])
    st.multiselect(
        label,
        list(names),
        format_func=_plain(names),
        key=key,
        on_change=write,
        placeholder=placeholder,
    )


def _plain(names: Mapping[str, str]) -> Callable[[str], str]:
    return lambda each: plain(names[each], 60)


def _differing(accounts: pd.DataFrame, more: Choices, *, compared: bool) -> list[str]:
    markets = _markets(accounts)
    return [
        text
        for text in (
            t("rates over: {choice}", choice=t(CHOICES[more.over])) if more.over else "",
            ", ".join(places.role_label(role) for role in more.roles),
            ", ".join(plain(markets[market], 60) for market in more.markets if market in markets),
            t("like for like") if more.like and compared else "",
        )
        if text
    ]


def _show(key: str, value: object) -> None:
    if st.session_state.get(key) != value:
        st.session_state[key] = value
