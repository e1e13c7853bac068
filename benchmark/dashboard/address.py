"""The address of a view: its fields (see `benchmark.view.fields`) in the reader's browser.

Streamlit binds a widget to the address under the label that it shows, which changes with the language and with each renaming.
So the address has fields of its own, never seen, and the filters in the sidebar read and write those.
"""

from __future__ import annotations

import streamlit as st

from benchmark.view.fields import FIELDS

_ABOUT = "about"
"""What a link to another page may ask beside the fields: fields keep their own text when the page changes."""


def about(network: str) -> dict[str, str]:
    """Return what a link to another page of this view adds to the address for another network; fields are kept anyway."""
    return {_ABOUT: network}


def draw() -> None:
    """Draw the unseen fields. To be called once in each run, before any filter."""
    if asked := st.query_params.get(_ABOUT):
        put("network", asked)
        del st.query_params[_ABOUT]
    with st.container(key="address"):
        for name in FIELDS:
            st.text_input(name, key=name, bind="query-params", label_visibility="collapsed")


def text(field: str) -> str:
    """Return what the address says for a field; empty when it says nothing."""
    return str(st.session_state.get(field) or "").strip()


def said() -> dict[str, str]:
    """Return what the address says, field by field."""
    return {name: text(name) for name in FIELDS}


def put(field: str, value: str) -> None:
    """Set a field. Only before the fields are drawn, as in a widget's callback."""
    st.session_state[field] = value


def clear(*fields: str) -> None:
    """Empty these fields."""
    for field in fields:
        put(field, "")
