"""What charts with one row a brand share: order, names, the text beside a missing value, reference lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from benchmark.charts import native
from benchmark.charts.labels import plain, plotly_text
from benchmark.charts.layout import Reference, name_ticks, not_available, note
from benchmark.charts.measure import Measure
from benchmark.charts.text_width import text_width
from benchmark.charts.theme import SIZE, SMALL, Theme, brand_colour, faded, ink

ROW = 32
"""Height of a row in pixels."""
_SPACE = "\u2002"  # keeps a figure off the end of its bar; plotly has no offset for texts


@dataclass(frozen=True)
class Rows:
    """Brands from top to bottom with what is drawn for each."""

    frame: pd.DataFrame
    theme: Theme
    colours: list[str]
    inks: list[str]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.frame)

    @property
    def known(self) -> list[bool]:
        """Which rows have a value."""
        return [bool(known) for known in self.frame["value"].notna()]

    def column(self, name: str) -> list[float | None]:
        """Return a column of numbers, None where it is unknown or the column is absent."""
        if name not in self.frame:
            return [None] * len(self.frame)
        return [None if pd.isna(value) else float(value) for value in self.frame[name]]

    def words(self, name: str) -> list[str]:
        """Return a column of short texts made safe for plotly, empty where unknown."""
        if name not in self.frame:
            return [""] * len(self.frame)
        return ["" if pd.isna(value) else plotly_text(value, 40) for value in self.frame[name]]

    def native(self, kind: native.Kind, measure: Measure, **more: Any) -> native.Native:
        """Return the rows as a native chart with their figures in full."""
        frame, own = self.frame, tuple(bool(one) for one in self.frame["own"])
        whiskers = "low" in frame and "high" in frame
        low, high = (tuple(self.column(end)) if whiskers else () for end in ("low", "high"))
        series = native.Series(measure.unit, tuple(self.column("value")), self.theme.muted, low=low, high=high)
        colours = [brand_colour(self.theme, colour, own=one) for colour, one in zip(frame["colour"], own, strict=True)]
        said: dict[str, Any] = {
            "categories": tuple(native.name(one) for one in frame["name"]),
            "series": (series,),
            "colours": tuple(colours),
            "own": own,
            "notes": tuple("" if pd.isna(one) else plain(one, 40) for one in frame["note"]) if "note" in frame else (),
            "beside": (native.Beside("n", tuple(self.column("n"))),) if "n" in frame else (),
        }
        return native.Native(kind, measure, **(said | more))

    def axis(self) -> tuple[dict[str, Any], int]:
        """Return the vertical axis with the names and the left margin they need."""
        texts, left = name_ticks(self.frame["name"].tolist(), self.inks, self.frame["own"].astype(bool).tolist())
        places = list(range(len(self)))
        axis = {"range": [len(self) - 0.5, -0.5], "tickmode": "array", "tickvals": places, "ticktext": texts}
        return {**axis, "tickfont": {"size": SIZE}, "ticklabelstandoff": 8}, max(left, 40)

    def missing(self) -> list[dict[str, Any]]:
        """Return the words that stand in rows without a value."""
        gaps = [place for place, known in enumerate(self.known) if not known]
        return [
            note(f"<i>{plotly_text(not_available())}</i>", self.theme, x=0, xshift=4, y=at, yref="y") for at in gaps
        ]


def rows_of(frame: pd.DataFrame, theme: Theme, *, ranked: bool, focus: str | None) -> Rows:
    """Return a frame's brands, the largest value first when ranked; those without a value stay at the end."""
    ordered = frame.reset_index(drop=True)
    if ranked:
        ordered = ordered.sort_values(["value", "name"], ascending=[False, True], na_position="last", kind="stable")
    colours, inks = [], []
    for brand_id, colour, own in zip(ordered["brand_id"], ordered["colour"], ordered["own"], strict=True):
        full = brand_colour(theme, colour, own=bool(own))
        dimmed = focus is not None and brand_id != focus
        colours.append(faded(full, 0.3) if dimmed else full)
        inks.append(theme.muted if dimmed else ink(full, theme) if own else theme.text)
    return Rows(ordered, theme, colours, inks)


def value_texts(rows: Rows, measure: Measure) -> tuple[list[str], int]:
    """Return the figure and note beside each row's mark and the pixels the widest needs."""
    labels = measure.labels(rows.column("value"))
    notes = rows.words("note")
    shown = [
        f'{_SPACE}{plotly_text(label)}<span style="color:{rows.theme.muted}">  {extra}</span>'
        if extra
        else _SPACE + plotly_text(label)
        for label, extra in zip(labels, notes, strict=True)
    ]
    widest = max((text_width(f"{a}  {b}" if b else a, SIZE) for a, b in zip(labels, notes, strict=True)), default=0)
    return shown, round(widest) + 16


def figures_beside(rows: Rows, measure: Measure) -> tuple[list[dict[str, Any]], int]:
    """Return the figures in a column at the right, so that they align whatever the intervals do."""
    notes = rows.words("note")
    extras = [word or (f"n {n:.0f}" if n is not None else "") for word, n in zip(notes, rows.column("n"), strict=True)]
    labels = measure.labels(rows.column("value"))
    first = max((text_width(label, SIZE) for label in labels), default=0)
    second = max((text_width(extra, SMALL) for extra in extras), default=0)
    marks = []
    for place, (label, extra) in enumerate(zip(labels, extras, strict=True)):
        at: dict[str, Any] = {"x": 1, "y": place, "yref": "y", "xanchor": "right"}
        figure = note(f"<b>{plotly_text(label)}</b>", rows.theme, **at, xshift=12 + first)
        figure["font"] = {"size": SIZE, "color": rows.inks[place]}
        marks.append(figure)
        if extra:
            marks.append(note(extra, rows.theme, **at, xshift=20 + first + second))
    return marks, round(12 + first + (second + 12 if second else 0))


def row_hover(rows: Rows, measure: Measure) -> list[str]:
    """Return each row's hover text: name, figure in full, interval and n where they are given."""
    texts = []
    parts = (rows.frame["name"], rows.column("value"), rows.column("low"), rows.column("high"), rows.column("n"))
    for name, value, low, high, n in zip(*parts, strict=True):
        lines = [f"{plotly_text(name, 60)}  <b>{plotly_text(measure.text(value))}</b>"]
        if low is not None and high is not None:
            lines.append(plotly_text(f"{measure.text(low)} – {measure.text(high)}"))
        if n is not None:
            lines.append(f"n = {n:.0f}")
        texts.append("<br>".join(lines) + "<extra></extra>")
    return texts


def vertical_reference(reference: Reference | None, theme: Theme) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return a dashed line across all rows and its label above them."""
    if reference is None:
        return [], []
    line = {"color": theme.muted, "width": 1, "dash": "4px,3px"}
    place = {"xref": "x", "x0": reference.value, "x1": reference.value, "yref": "paper", "y0": 0, "y1": 1}
    text = plotly_text(reference.label, 48)
    label = note(text, theme, x=reference.value, xref="x", y=1, yshift=4, yanchor="bottom", xanchor="center")
    return [{"type": "line", "line": line, "layer": "below", **place}], [label] if text else []
