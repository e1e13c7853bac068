"""The chart card as data: one chart with all that has to travel with it onto a screen, a slide or into a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from benchmark.charts.tiles import Tile

State = Literal["ok", "empty", "failed", "stale"]


@dataclass(frozen=True)
class Card:
    """A chart, its finding and its conditions. Texts are ready to show: safe and in the reader's language."""

    key: str
    """Stable and fit for addresses: ``followers-over-time``."""
    finding: str
    """The title: what the data say, or neutrally what is shown when they cannot tell."""
    definition: str
    """Metric, denominator, period, time zone, coverage and n in one line."""
    footer: str
    """Sources, time of collection and what was left out."""
    figure: go.Figure | None = None
    html: str = ""
    """A table or tiles drawn as HTML in place of a figure; every text in it is escaped already."""
    sentences: tuple[str, ...] = ()
    """What the card says in words alone, a sentence each."""
    tiles: tuple[tuple[str, tuple[Tile, ...]], ...] = ()
    """Figures in large: groups of tiles under a heading, empty where there is one group."""
    table: pd.DataFrame | None = None
    """The figures behind the chart; column names ready to read."""
    state: State = "ok"
    message: str = ""
    """For every state but ``ok``: what is the matter and the next step."""
    method: str = ""
    """How it is computed."""
    subject: str = ""
    """Whose chart it is, for file names: the panel's name."""
    period: tuple[date, date] | None = None
    version: str = ""
    """Which state of the data it shows, for files; empty on a screen, which always shows the present one."""
