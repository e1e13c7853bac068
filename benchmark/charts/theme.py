"""Colours, type and the common layout of charts, light and dark.

A brand keeps its colour number in the store; a theme turns the number into a colour. The own brand always wears the
accent. The ten brand colours of a theme and its accent stay apart under simulated colour blindness (see the tests);
number n has a related hue in both themes. Streamlit's own theme in `.streamlit/config.toml` repeats these colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FONT = "Hanken Grotesk"
"""Shipped with the app; its figures are tabular by default."""
FONT_STACK = f"{FONT}, Inter, Helvetica Neue, Arial, sans-serif"
HEIGHT = 360
"""Height of an ordinary chart in pixels; other heights are multiples of 8."""
SIZE, SMALL = 13, 12
"""Type sizes on charts in pixels."""


@dataclass(frozen=True)
class Theme:
    """One set of colours, each ``#rrggbb`` and each used once, so that a chart can be recoloured."""

    name: str
    background: str
    surface: str
    sidebar: str
    text: str
    muted: str
    grid: str
    border: str
    accent: str
    button: str
    """The accent as a filled button: white words on it are readable. Never on charts."""
    better: str
    worse: str
    brands: tuple[str, ...]
    kinds: tuple[str, ...]
    """Fills for kinds of posts: never taken for a brand."""
    sequential: tuple[str, ...]
    """From nearly nothing to a lot."""
    diverging: tuple[str, ...]

    def tokens(self) -> tuple[str, ...]:
        """Return every colour of charts in a fixed order, the same for all themes."""
        single = (self.background, self.surface, self.sidebar, self.text, self.muted, self.grid, self.border)
        signs = (self.accent, self.better, self.worse)
        return (*single, *signs, *self.brands, *self.kinds, *self.sequential, *self.diverging)


LIGHT = Theme(
    name="light",
    background="#faf9f6",
    surface="#ffffff",
    sidebar="#f2f0ea",
    text="#1b1e28",
    muted="#5d6270",
    grid="#e9e6df",
    border="#dcd8ce",
    accent="#2b3fd6",
    button="#2b3fd6",
    better="#17774a",
    worse="#bd3a2c",
    brands=(
        "#1b7f7b", "#b07d12", "#783a84", "#aa4a29", "#4f91c2", "#23553d", "#d06193", "#4e5664", "#819352", "#683a17",
    ),
    kinds=(
        "#8fb0d9", "#c3d5ec", "#e2a07c", "#f1cdb5", "#b9b5aa", "#dad7ce", "#c79bc4", "#a6c49a", "#e5cd7d", "#9aa0ad",
    ),
    sequential=(
        "#eaecf8", "#dde1f6", "#ccd2f2", "#b6bfee", "#9ba7e8", "#7f8ce1", "#6272da", "#4658d3", "#2f41b8", "#212e8c",
    ),
    diverging=(
        "#8c2318", "#b24a38", "#d07d69", "#e6b3a3", "#f4dfd7", "#d9ebe1", "#a9d2bb", "#72b392", "#3d8f69", "#125c39",
    ),
)  # fmt: skip

DARK = Theme(
    name="dark",
    background="#12141a",
    surface="#1a1d25",
    sidebar="#171a21",
    text="#ecedf1",
    muted="#a0a5b3",
    grid="#2a2e39",
    border="#353a47",
    accent="#8f9dff",
    button="#5462dc",
    better="#55c68d",
    worse="#ff8173",
    brands=(
        "#25cec3", "#daba55", "#ae81b8", "#e0844e", "#a7cff3", "#84a17e", "#f299b8", "#7b808e", "#c4d394", "#a67552",
    ),
    kinds=(
        "#4d74a8", "#33507a", "#b8704a", "#7f4c31", "#77746b", "#55534c", "#8f5f8c", "#5c8350", "#9a8232", "#636a79",
    ),
    sequential=(
        "#282d46", "#2e3554", "#353e66", "#3d4877", "#454f8a", "#535ea3", "#636fbd", "#7682d8", "#a3aefc", "#cbd1ff",
    ),
    diverging=(
        "#ffab9f", "#e8796b", "#bb5548", "#853d34", "#4b2b28", "#20392d", "#28563f", "#347a57", "#4aa576", "#8fe0b4",
    ),
)  # fmt: skip

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def brand_colour(theme: Theme, index: int | str | None, *, own: bool = False) -> str:
    """Return a brand's colour: the accent for the own brand, the muted tone for a brand without a number."""
    if own:
        return theme.accent
    if index is None or not str(index).isdigit():
        return theme.muted
    return theme.brands[int(index) % len(theme.brands)]


def faded(colour: str, alpha: float) -> str:
    """Return a colour with an opacity, as ``rgba(…)``."""
    red, green, blue = _channels(colour)
    return f"rgba({red},{green},{blue},{alpha:g})"


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def ink(colour: str, theme: Theme) -> str:
    """Return a colour for words in it: mixed towards the text colour until small type is readable (4.5 : 1)."""
    for share in range(0, 101, 10):
        mixed = _mix(colour, theme.text, share / 100)
        if min(contrast(mixed, theme.background), contrast(mixed, theme.surface)) >= 4.5:
            return mixed
    return theme.text


def on_fill(fill: str, theme: Theme) -> str:
    """Return the readable one of text and background colour on a filled area."""
    return max((theme.text, theme.surface), key=lambda candidate: contrast(candidate, fill))


def figure_layout(theme: Theme, height: int = HEIGHT) -> dict[str, Any]:
    """Return what all charts have in common. The template is set because importing Streamlit replaces the default."""
    hover = {"bgcolor": theme.surface, "bordercolor": theme.border, "align": "left", "namelength": -1}
    axis = {
        "showgrid": False, "zeroline": False, "showline": False, "ticks": "", "fixedrange": True, "automargin": False,
        "tickfont": {"size": SMALL, "color": theme.muted},
    }  # fmt: skip
    return {
        "template": "none",
        "colorway": list(theme.brands),
        "meta": {"theme": theme.name},
        "height": height,
        "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT_STACK, "size": SIZE, "color": theme.text},
        "hoverlabel": {**hover, "font": {"family": FONT_STACK, "size": SIZE, "color": theme.text}},
        "hovermode": "closest",
        "dragmode": False,
        "showlegend": False,
        "xaxis": axis,
        "yaxis": axis,
    }


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(one: str, other: str, share: float) -> str:
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
