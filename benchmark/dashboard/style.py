"""What Streamlit's theme cannot say: rhythm, the card, quiet actions, narrow screens."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_STYLE = Path(__file__).with_name("style.css")


def apply() -> None:
    """Add the style sheet to the page."""
    st.html(_STYLE)
