"""The typeface that ships with the app, for pictures that must carry it."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

from benchmark.charts.theme import FONT

FOLDER = Path(__file__).parent.parent / "dashboard" / "static" / "fonts"
"""Beside the dashboard's entry, where Streamlit serves static files from: one copy for pages and pictures."""

LATIN = (
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,"
    "U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
)
LATIN_EXT = (
    "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,"
    "U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF"
)
FILES = (("hanken-grotesk-latin.woff2", LATIN), ("hanken-grotesk-latin-ext.woff2", LATIN_EXT))
"""Files and the characters each holds, as in the typeface's own style sheet."""


@cache
def style() -> str:
    """Return a style sheet with the typeface inside, so that it needs no other file."""
    return "".join(
        f"@font-face{{font-family:'{FONT}';font-style:normal;font-weight:100 900;unicode-range:{characters};"
        f"src:url(data:font/woff2;base64,{base64.b64encode((FOLDER / name).read_bytes()).decode()}) format('woff2')}}"
        for name, characters in FILES
    )
