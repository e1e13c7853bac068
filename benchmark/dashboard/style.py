"""What Streamlit's theme cannot say: rhythm, the card, quiet actions, narrow screens."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from benchmark.charts.theme import THEMES, Theme

_SHEETS = ("style.css", "cards.css")


def theme() -> Theme:
    """Return the theme that the reader's browser shows."""
    return THEMES.get(st.context.theme.type or "light", THEMES["light"])


def apply() -> None:
    """Add the style sheets to the page, with the theme's colours as variables."""
    st.html(f"<style>{_variables(theme().name)}{_sheets()}</style>")


@cache
def _sheets() -> str:
    return "".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _SHEETS)


@cache
def _variables(name: str) -> str:
    colours = THEMES[name]
    names = ("surface", "text", "muted", "grid", "border", "accent", "better", "worse")
    return ":root{" + "".join(f"--cb-{name}:{getattr(colours, name)};" for name in names) + "}"
