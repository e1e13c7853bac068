"""The first page of an empty database."""

from __future__ import annotations

import streamlit as st

from benchmark.owner import Owner


def render(owner: Owner) -> None:
    """Offer to add a brand or to look at the demo."""
    st.write("Welcome")
