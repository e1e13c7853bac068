"""One picture of a whole card: finding, definition, chart, footer. For files, slides and the browser's own image button."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import plotly.graph_objects as go

from benchmark.charts.card import Card
from benchmark.charts.labels import plain, plotly_text
from benchmark.charts.text_width import wrap
from benchmark.charts.theme import SMALL, THEMES, Theme, ink, on_fill
from benchmark.text import t

_EDGE = 24
_TITLE, _DEFINITION = 22, 14
_LEGEND_ROW = 19
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b|rgba\(\d+,\d+,\d+,")


def composed(card: Card, theme: Theme, width: int = 1280, now: datetime | None = None) -> go.Figure:
    """Return the card as one figure of a fixed width, coloured for ``theme`` whatever theme its chart was made for.

    Raises:
        ValueError: the card has no chart.
    """
    if card.figure is None:
        raise ValueError("a card without a chart has no picture")
    figure = recoloured(card.figure, theme)
    inner = width - 2 * _EDGE
    title = wrap(plain(card.finding, 400), inner, _TITLE, lines=4)
    definition = wrap(plain(card.definition, 600), inner, _DEFINITION, lines=5) if card.definition else []
    footer = wrap(footer_of(card, now), inner, SMALL, lines=6)
    head = _EDGE + len(title) * 28 + 6 + len(definition) * 19 + 14
    foot = len(footer) * 16 + 14 + 16
    margin = figure.layout.margin
    legend = _legend_room(figure, inner)
    left, right = margin.l + _EDGE, margin.r + _EDGE
    top, bottom = margin.t + head + legend[0], margin.b + foot + legend[1]
    reserved = (figure.layout.meta or {}).get("legend", 0)
    height = figure.layout.height - reserved + head + foot + sum(legend)
    plot = height - top - bottom
    if figure.layout.legend.y is not None and figure.layout.legend.y < 0:
        figure.layout.legend.y = -48 / plot
    over = top - _EDGE
    heading = "<br>".join(f"<b>{plotly_text(line, 400)}</b>" for line in title)
    figure.add_annotation(_block(heading, _TITLE, theme.text, left, over))
    small = "<br>".join(plotly_text(line, 600) for line in definition)
    figure.add_annotation(_block(small, _DEFINITION, theme.muted, left, over - len(title) * 28 - 6))
    figure.add_annotation(_footer_block(footer, theme, left, bottom))
    figure.update_layout(
        width=width, height=height, autosize=False, margin={"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        paper_bgcolor=theme.surface, plot_bgcolor=theme.surface,
    )  # fmt: skip
    return figure


def recoloured(figure: go.Figure, theme: Theme) -> go.Figure:
    """Return a copy of a chart in another theme: every colour is a token of its theme and is swapped for its counterpart."""
    meta = figure.layout.meta
    made = THEMES.get(meta.get("theme", "") if isinstance(meta, dict) else "")
    if made is None or made.name == theme.name:
        return go.Figure(figure)
    # words in a brand's colour are mixed towards the text colour; their tones come first, the plain tokens win
    words = zip((made.accent, *made.brands), (theme.accent, *theme.brands), strict=True)
    swap = {ink(old, made): ink(new, theme) for old, new in words}
    swap |= {
        key: value for old, new in zip(made.tokens(), theme.tokens(), strict=True) for key, value in _pairs(old, new)
    }

    def change(value: Any) -> Any:
        if isinstance(value, str):
            return _COLOUR.sub(lambda found: swap.get(found.group(0).lower(), found.group(0)), value)
        if isinstance(value, dict):
            return {key: change(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [change(item) for item in value]
        return value

    changed = change(figure.to_dict())
    for trace in changed["data"]:
        if "insidetextfont" in trace:  # light on dark may have become dark on light
            trace["insidetextfont"]["color"] = on_fill(trace["marker"]["color"], theme)
    for mark in changed["layout"].get("annotations", ()):
        mark["font"]["color"] = ink(mark["font"]["color"], theme)
    changed["layout"]["meta"] = {**meta, "theme": theme.name}
    return go.Figure(changed)


def _pairs(old: str, new: str) -> list[tuple[str, str]]:
    def rgba(colour: str) -> str:
        return f"rgba({int(colour[1:3], 16)},{int(colour[3:5], 16)},{int(colour[5:7], 16)},"

    return [(old, new), (rgba(old), rgba(new))]


def footer_of(card: Card, now: datetime | None = None) -> str:
    """Return what stands below a picture: the card's footer, when it was exported and from which state of the data."""
    day = (now or datetime.now(UTC)).date()
    exported = t("Exported {day}.", day=day)
    if card.version:
        exported = t("Exported {day}, data version {version}.", day=day, version=card.version)
    return " ".join(part for part in (plain(card.footer, 600), exported) if part)


def _block(text: str, size: int, colour: str, left: float, above: float) -> dict[str, Any]:
    """Return a text at the picture's left edge, ``above`` pixels over the plot's top."""
    return {
        "text": text, "showarrow": False, "xref": "paper", "yref": "paper", "x": 0, "y": 1, "xshift": _EDGE - left, "yshift": above,
        "xanchor": "left", "yanchor": "top", "align": "left", "borderpad": 0, "font": {"size": size, "color": colour},
    }  # fmt: skip


def _footer_block(lines: list[str], theme: Theme, left: float, bottom: float) -> dict[str, Any]:
    text = "<br>".join(plotly_text(line, 600) for line in lines)
    return _block(text, SMALL, theme.muted, left, 0) | {"y": 0, "yshift": 16 - bottom, "yanchor": "bottom"}


def _legend_room(figure: go.Figure, inner: int) -> tuple[int, int]:
    """Return the pixels a legend needs above and below the plot at this width."""
    if not figure.layout.showlegend:
        return 0, 0
    names = [trace for trace in figure.data if trace.showlegend is not False]
    wide = inner - figure.layout.margin.l - figure.layout.margin.r
    rows = -(-len(names) // max(1, int(wide // 150)))
    if figure.layout.legend.y >= 1:
        return (rows - 1) * _LEGEND_ROW, 0
    return 0, rows * _LEGEND_ROW + 16
