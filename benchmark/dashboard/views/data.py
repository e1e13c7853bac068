"""The page."""

from __future__ import annotations

import streamlit as st


def render(frame) -> None:
    """Draw the page."""
    st.write("…")
