"""The mix of parts in a whole, one bar of 100 % a brand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from benchmark.charts import native
from benchmark.charts.labels import plain, plotly_text
from benchmark.charts.layout import LEFT_TO_RIGHT, base, note
from benchmark.charts.measure import Measure
from benchmark.charts.rows import Rows, rows_of
from benchmark.charts.text_width import shorten_apart
from benchmark.charts.theme import SIZE, SMALL, Theme, on_fill

_PERCENT = Measure("%", "percent")


def stacked(frame: pd.DataFrame, *, theme: Theme) -> go.Figure:
    """Draw each brand's shares as one bar, labelled inside where there is room, in full on hover.

    Args:
        frame: brand_id, name, colour, own, part, label, share (0 to 100), optionally n (the brand's posts). Brands and
            parts stand in order of appearance; a brand whose shares are all unknown gets words instead of a bar.
        theme: colours; parts take `Theme.kinds`, never a brand's colour.
    """
    brands = frame.groupby("brand_id", sort=False, as_index=False).first()
    brands["value"] = brands["brand_id"].map(frame.groupby("brand_id")["share"].sum(min_count=1))
    rows = rows_of(brands, theme, ranked=False, focus=None)
    height = 52
    layout = base(
        theme, 40 + 8 + height * max(len(rows), 1), {"l": 8, "r": 8, "t": 40, "b": 8},
        barmode="stack", bargap=0.5, showlegend=True, uniformtext={"mode": "hide", "minsize": SMALL},
        annotations=[*rows.missing(), *_names(rows)],
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "traceorder": "normal",
                "font": {"size": SMALL}, "itemclick": False, "itemdoubleclick": False, "itemwidth": 30},
        xaxis={"range": [0, 100], "showticklabels": False},
        yaxis={"range": [len(rows) - 0.68, -0.68], "showticklabels": False},
    )  # fmt: skip
    return native.attach(go.Figure(data=_traces(frame, rows, theme), layout=layout), _native(frame, rows, theme))


def _native(frame: pd.DataFrame, rows: Rows, theme: Theme) -> native.Native:
    series = []
    for number, (_, part) in enumerate(frame.groupby("part", sort=False)):
        shares = dict(zip(part["brand_id"], native.known(part["share"]), strict=True))
        values = tuple(shares.get(brand) for brand in rows.frame["brand_id"])
        fill = theme.kinds[number % len(theme.kinds)]
        series.append(native.Series(native.name(part["label"].iloc[0]), values, fill))
    return rows.native("stacked", _PERCENT, series=tuple(series))


def _names(rows: Rows) -> list[dict[str, Any]]:
    """Return the brands' names above their bars: beside them they would take half of a telephone's width."""
    marks = []
    short = shorten_apart([plain(name) for name in rows.frame["name"]], 260, SIZE)
    for place, count in enumerate(rows.column("n")):
        row = rows.frame.iloc[place]
        text = plotly_text(short[place])
        name = f"<b>{text}</b>" if row["own"] else text
        size = "" if count is None else f'{LEFT_TO_RIGHT}<span style="color:{rows.theme.muted}">  n {count:.0f}</span>'
        mark = note(name + size, rows.theme, x=0, y=place - 0.25, yref="y", yshift=2, yanchor="bottom")
        marks.append({**mark, "font": {"size": SIZE, "color": rows.inks[place]}})
    return marks


def _traces(frame: pd.DataFrame, rows: Rows, theme: Theme) -> list[dict[str, Any]]:
    places = {brand_id: place for place, brand_id in enumerate(rows.frame["brand_id"])}
    names = rows.frame["name"].tolist()
    traces = []
    for number, (_, part) in enumerate(frame.groupby("part", sort=False)):
        fill = theme.kinds[number % len(theme.kinds)]
        label = plotly_text(part["label"].iloc[0], 32)
        shares: list[float | None] = [None] * len(rows)
        for brand_id, share in zip(part["brand_id"], part["share"], strict=True):
            shares[places[brand_id]] = None if pd.isna(share) else float(share)
        traces.append({
            "type": "bar", "orientation": "h", "name": label, "y": list(range(len(rows))), "x": shares,
            "marker": {"color": fill, "line": {"color": theme.surface, "width": 1}},
            "text": ["" if share is None or share < 4 else plotly_text(_PERCENT.ticks([0, round(share)])[1]) for share in shares],
            "textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "constraintext": "inside",
            "insidetextfont": {"size": SIZE, "color": on_fill(fill, theme)},
            "hovertemplate": [
                f"{plotly_text(name, 60)}<br>{label}  <b>{plotly_text(_PERCENT.label(share))}</b><extra></extra>"
                for name, share in zip(names, shares, strict=True)
            ],
        })  # fmt: skip
    return traces
