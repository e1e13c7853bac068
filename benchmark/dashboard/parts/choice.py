"""A choice that belongs to one page: a row of buttons whose state stands in the address."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from benchmark.cards import Context
from benchmark.dashboard import address
from benchmark.text import t


def choose(context: Context, field: str, choices: Mapping[str, str], label: str) -> Context:
    """Let the reader choose one of these, and return the view with it as the option ``field``.

    Args:
        context: the view.
        field: the field of the address and the name of the option.
        choices: labels (source texts) by value; the first is the default, whose value is empty.
        label: what is chosen, for screen readers.
    """
    key, default = f"choose-{field}", next(iter(choices))
    said = address.text(field)
    chosen = said if said in choices else default

    def write() -> None:
        address.put(field, st.session_state[key])

    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen
    st.segmented_control(
        label,
        options=list(choices),
        required=True,
        format_func=lambda value: t(choices[value]),
        key=key,
        on_change=write,
        label_visibility="collapsed",
    )
    return context.with_options(**{field: chosen})
