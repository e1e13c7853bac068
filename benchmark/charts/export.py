"""A card as a file: picture or table, with its definition, its dates and its sources in it."""

from __future__ import annotations

import time
from datetime import date
from functools import lru_cache

import plotly.graph_objects as go

from benchmark.charts.browser import BROWSER, CannotDraw, browser_path
from benchmark.charts.card import Card
from benchmark.charts.compose import composed
from benchmark.charts.export_tables import csv, xlsx
from benchmark.charts.labels import file_part
from benchmark.charts.theme import Theme
from benchmark.text import t

__all__ = [
    "ExportFailed",
    "browser_available",
    "client_figure",
    "csv",
    "file_name",
    "no_browser_sentence",
    "png",
    "svg",
    "xlsx",
]

_LOOK_AGAIN_SECONDS = 60


class ExportFailed(Exception):
    """A file could not be made; its text is a sentence for the reader."""


def png(card: Card, theme: Theme, width: int = 1280) -> bytes:
    """Return the whole card as a PNG picture, ``width`` pixels wide on paper and twice as many in the file.

    Raises:
        ExportFailed: no chart, no browser, or it failed.
    """
    return _picture(card, theme, width, "png")


def svg(card: Card, theme: Theme, width: int = 1280) -> bytes:
    """Return the whole card as an SVG picture that carries its typeface.

    Raises:
        ExportFailed: no chart, no browser, or it failed.
    """
    return _picture(card, theme, width, "svg")


def client_figure(card: Card, theme: Theme, width: int = 1000) -> go.Figure:
    """Return the whole card as a figure: the reader's own browser makes a picture of it without one on this machine.

    Raises:
        ExportFailed: the card has no chart.
    """
    if card.figure is None:
        raise ExportFailed(t("There is no chart to export."))
    return composed(card, theme, width)


def browser_available() -> bool:
    """Return whether pictures can be drawn here. Looked up at most once a minute."""
    return _browser(int(time.monotonic() // _LOOK_AGAIN_SECONDS)) is not None


def no_browser_sentence() -> str:
    """Return why PNG and SVG are missing and what to do."""
    return t(
        "SVG files need Chrome or Chromium on the machine that runs this dashboard. "
        "Without it, your own browser makes the PNG."
    )


def file_name(card: Card, extension: str) -> str:
    """Return a file name of ``[A-Za-z0-9._-]``: subject, chart and period."""
    period = [day.isoformat() for day in card.period] if card.period else [date.today().isoformat()]  # noqa: DTZ011 - a name
    parts = [file_part(card.subject), file_part(card.key, 60) or "chart", *period]
    return "_".join(part for part in parts if part) + "." + (file_part(extension, 8) or "bin")


def _picture(card: Card, theme: Theme, width: int, kind: str) -> bytes:
    figure = client_figure(card, theme, width)
    if not browser_available():
        raise ExportFailed(no_browser_sentence())
    try:
        return BROWSER.draw(figure, "png", scale=2) if kind == "png" else BROWSER.draw(figure, "svg")
    except CannotDraw as error:
        raise ExportFailed(t("The picture could not be drawn. Try again; the table works meanwhile.")) from error


@lru_cache(maxsize=1)
def _browser(minute: int) -> str | None:  # noqa: ARG001 - the key that lets the answer age
    return browser_path()
