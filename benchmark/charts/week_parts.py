"""Weekday and weekend by parts of the day, one cell each: ratios where something stands out, else only how many posts there are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from benchmark.charts import native
from benchmark.charts.labels import plain, plotly_text
from benchmark.charts.layout import base, not_available, note
from benchmark.charts.measure import Measure
from benchmark.charts.text_width import text_width
from benchmark.charts.theme import SIZE, SMALL, Theme, on_fill

_CELL = 56
_REACH = math.log(2.5)
"""2.5 times the usual, or a part of 2.5, has the strongest tone."""


def week_parts(
    frame: pd.DataFrame, *, theme: Theme, measure: Measure, rows: Sequence[str], columns: Sequence[str], tell: bool
) -> go.Figure:
    """Draw cells of a week.

    Args:
        frame: row and column (places), value (a ratio, NaN where nothing can be said), n, clear.
        theme: colours.
        measure: how the ratio is written.
        rows: names of the rows.
        columns: names of the columns.
        tell: whether some cell stands out. Otherwise tones would only invite to see something in noise: none is drawn.
    """
    left = max(round(max(text_width(name, SMALL) for name in rows)) + 16, 40)
    cells = [_Cell(each, theme, measure, tell=tell) for each in frame.to_dict("records")]
    grid = np.full((len(rows), len(columns)), np.nan)
    hovers = [
        [f"{plotly_text(f'{row}, {column}')}  {plotly_text(not_available())}" for column in columns] for row in rows
    ]
    for cell in cells:
        grid[cell.row, cell.column] = cell.tone
        hovers[cell.row][cell.column] = f"{plotly_text(f'{rows[cell.row]}, {columns[cell.column]}')}  {cell.hover}"
    trace = {
        "type": "heatmap", "z": grid, "x": list(range(len(columns))), "y": list(range(len(rows))), "xgap": 3, "ygap": 3,
        "zmin": -1, "zmax": 1, "showscale": False, "hoverongaps": False, "text": hovers,
        "hovertemplate": "%{text}<extra></extra>",
        "colorscale": [[index / (len(_scale(theme)) - 1), colour] for index, colour in enumerate(_scale(theme))]
        if tell else [[0, theme.grid], [1, theme.grid]],
    }  # fmt: skip
    layout = base(
        theme, 12 + _CELL * len(rows) + 32, {"l": left, "r": 4, "t": 12, "b": 32},
        annotations=[mark for cell in cells for mark in cell.words()],
        shapes=[cell.frame() for cell in cells if cell.clear],
        xaxis={"range": [-0.5, len(columns) - 0.5], "tickmode": "array", "tickvals": list(range(len(columns))),
               "ticktext": [plotly_text(name) for name in columns], "tickangle": 0, "tickfont": {"size": SMALL}},
        yaxis={"range": [len(rows) - 0.5, -0.5], "tickmode": "array", "tickvals": list(range(len(rows))),
               "ticktext": [plotly_text(name) for name in rows], "ticklabelstandoff": 6},
    )  # fmt: skip
    return native.attach(go.Figure(data=[trace], layout=layout), _native(cells, measure, rows, columns))


def _native(cells: Sequence[_Cell], measure: Measure, rows: Sequence[str], columns: Sequence[str]) -> native.Native:
    placed = {(cell.row, cell.column): cell.native() for cell in cells}
    grid = tuple(
        tuple(placed.get((row, column), native.Tinted(None)) for column in range(len(columns)))
        for row in range(len(rows))
    )
    names = [tuple(plain(one, 60) for one in which) for which in (columns, rows)]
    return native.Native("grid", measure, names[0], rows=names[1], cells=grid, measure_second=Measure("n"))


def _scale(theme: Theme) -> tuple[str, ...]:
    return theme.diverging


class _Cell:
    """One cell as it is drawn."""

    def __init__(self, each: dict[Any, Any], theme: Theme, measure: Measure, *, tell: bool) -> None:
        self.row, self.column, self.theme = int(each["row"]), int(each["column"]), theme
        self.clear = tell and bool(each["clear"])
        value, self.n = float(each["value"]), int(each["n"])
        self.value = value
        self.told = tell and math.isfinite(value)
        self.tone = max(-1.0, min(1.0, math.log(value) / _REACH)) if self.told else math.nan if tell else 0.0
        self.figure = measure.text(value) if self.told else ""
        said = measure.text(value) if math.isfinite(value) else not_available()
        self.hover = f"<b>{plotly_text(said)}</b><br>n = {self.n}"

    def words(self) -> list[dict[str, Any]]:
        """Return the ratio and n; where nothing is told only n."""
        ink = self._ink()
        at = {"x": self.column, "y": self.row, "xref": "x", "yref": "y", "xanchor": "center", "align": "center"}
        n = note(f"n {self.n}", self.theme, **at, yshift=-9 if self.told else 0)
        n["font"] = {"size": SMALL, "color": ink if self.told else self.theme.muted}
        if not self.told:
            return [n]
        text = plotly_text(self.figure)
        figure = note(f"<b>{text}</b>" if self.clear else text, self.theme, **at, yshift=8)
        figure["font"] = {"size": SIZE, "color": ink}
        return [figure, n]

    def native(self) -> native.Tinted:
        """Return the cell as it stands in a table."""
        if not self.told:
            return native.Tinted(None, second=float(self.n))
        scale = _scale(self.theme)
        fill = scale[round((self.tone + 1) / 2 * (len(scale) - 1))]
        return native.Tinted(self.value, fill, self._ink(), float(self.n), strong=self.clear)

    def frame(self) -> dict[str, Any]:
        """Return the line around a cell that stands out."""
        half = 0.485
        line = {"color": self.theme.text, "width": 2}
        return {"type": "rect", "x0": self.column - half, "x1": self.column + half, "y0": self.row - half,
                "y1": self.row + half, "line": line, "fillcolor": "rgba(0,0,0,0)"}  # fmt: skip

    def _ink(self) -> str:
        if not self.told:
            return self.theme.muted
        scale = _scale(self.theme)
        return on_fill(scale[round((self.tone + 1) / 2 * (len(scale) - 1))], self.theme)
