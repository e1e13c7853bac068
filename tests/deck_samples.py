"""Cards of every kind of drawing over invented brands, made without a store: their figures are known to the last digit."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from benchmark.charts.bars import bars
from benchmark.charts.boxes import boxes
from benchmark.charts.card import Card
from benchmark.charts.cells import cells
from benchmark.charts.columns import columns_over_time
from benchmark.charts.curve import curves
from benchmark.charts.dots import dots
from benchmark.charts.factors import Factor, waterfalls
from benchmark.charts.heatmap import calendar, heatmap
from benchmark.charts.layout import Event, Reference
from benchmark.charts.lines import lines
from benchmark.charts.measure import Measure
from benchmark.charts.scatter import Medians, bubbles
from benchmark.charts.stacked import stacked
from benchmark.charts.theme import LIGHT
from benchmark.charts.week_parts import week_parts
from benchmark.reports.document import Definition, Document, Sheet
from benchmark.store.data_version import DataVersion
from benchmark.store.reports import Item

EVIL: Final = (
    "=cmd|' /C calc'!A0", "@SUM(1+1)", "<script>alert(1)</script>", "\u202eevil\x00\x07\ufffe name", "![x](http://evil.example)", "🔨" * 40,
    "W" * 500, "&amp;\"'<>]]>", "{0} %s _x000D_", "شركة السندان للصناعات الثقيلة", "鉄床工業株式会社" * 9, "-1+1",
)  # fmt: skip
MONDAY: Final = date(2026, 3, 2)
VERSION: Final = DataVersion("0123456789ab", datetime(2026, 6, 3, 6))
COUNT, PERCENT, RATIO = Measure("posts"), Measure("%", "percent"), Measure("", "ratio")


def names(count: int) -> list[str]:
    return [
        EVIL[place] if place < len(EVIL) else f"Competitor brand of the outdoor sector no {place}"
        for place in range(count)
    ]


def rows(count: int, values: Any, **more: Any) -> pd.DataFrame:
    return pd.DataFrame({"brand_id": [f"b{place}" for place in range(count)], "name": names(count), "colour": [place % 10 for place in range(count)],
                         "own": [not place for place in range(count)], "value": values, **more})  # fmt: skip


def figures(count: int) -> list[float]:
    """Figures of 16 digits, the third one 0 and the last unknown where there are several."""
    made = [math.pi * 100 / (place + 1) for place in range(count)]
    if count > 2:
        made[2], made[-1] = 0.0, math.nan
    return made


def over_time(count: int, step: int, periods: int) -> pd.DataFrame:
    days = [MONDAY + timedelta(days=step * place) for place in range(periods)]
    levels = np.array(figures(count))
    frames = [rows(count, levels * (1 + place / 50) + place).assign(day=day) for place, day in enumerate(days)]
    made = pd.concat(frames).sort_values(["brand_id", "day"], kind="stable")
    return made.assign(
        value=made["value"].mask(made["day"].eq(days[periods // 2])),
        carried=made["day"].eq(days[1]),
        forecast=made["day"].ge(days[-2]),
    )


@cache
def drawings(count: int) -> dict[str, go.Figure]:
    values = figures(count)
    known = [1.0 if math.isnan(value) or not value else value for value in values]
    spread = {
        "low": [value * 0.8 for value in values],
        "high": [value * 1.3 for value in values],
        "n": list(range(7, 7 + count)),
    }
    parts = pd.DataFrame({"part": ["x", "y"], "label": ["Images", "Videos with a very long name of their kind"]})
    shares = (
        rows(count, values, n=7)
        .merge(parts, how="cross")
        .assign(share=lambda frame: np.where(frame["part"] == "x", 30.25, 69.75))
    )
    tenths = {
        name: [value * factor for value in known]
        for name, factor in (("p10", 0.2), ("p25", 0.5), ("p75", 2.0), ("p90", 5.0))
    }
    half = {
        "row": [0, 0, 1],
        "column": [0, 1, 0],
        "value": [2.5, 0.4, np.nan],
        "n": [9, 8, 1],
        "clear": [True, False, False],
    }
    ratios = rows(count, known).assign(f=known, g=[1 / value for value in known], note=None)
    days = pd.DataFrame(
        {"day": [MONDAY + timedelta(days=place) for place in range(363)], "value": [place % 7 for place in range(363)]}
    )
    hours = pd.DataFrame({"weekday": [0, 6], "hour": [0, 23], "value": [0.0, 5.0]})
    median = Reference(50.0, "competitors' median (of 27 of 37)")
    event = [Event(MONDAY + timedelta(days=3), "Campaign <b>x</b>")]
    return {
        "lines": lines(over_time(count, 1, 30), theme=LIGHT, measure=COUNT, reference=median, events=event),
        "log": lines(over_time(count, 7, 60), theme=LIGHT, measure=COUNT, log=True, every="week"),
        "columns": columns_over_time(over_time(count, 7, 13), theme=LIGHT, measure=COUNT),
        "bars": bars(rows(count, values, note="few posts"), theme=LIGHT, measure=COUNT, reference=median),
        "whiskers": bars(rows(count, values, **spread), theme=LIGHT, measure=PERCENT),
        "dots": dots(rows(count, values, **spread), theme=LIGHT, measure=PERCENT, reference=median),
        "ratios": dots(rows(count, known, **{end: spread[end] if end == "n" else known for end in spread}), theme=LIGHT, measure=RATIO,
                       reference=Reference(1, "equal"), log=True),
        "boxes": boxes(rows(count, known, low=known, high=known, **tenths), theme=LIGHT, measure=PERCENT),
        "stacked": stacked(shares, theme=LIGHT),
        "curves": curves(pd.concat([rows(count, known).assign(hours=hours) for hours in (6.0, 24.0, 168.0)]), theme=LIGHT, measure=COUNT),
        "factors": waterfalls(ratios, [Factor("f", "Reach"), Factor("g", "Pace")], theme=LIGHT),
        "bubbles": bubbles(rows(count, values, x=known, size=known), theme=LIGHT, x=COUNT, y=PERCENT, size=COUNT, medians=Medians(9.0, 40.0)),
        "rings": bubbles(rows(count, values, x=known, size=np.nan, **spread), theme=LIGHT, x=COUNT, y=PERCENT, size=COUNT),
        "hours": heatmap(hours, theme=LIGHT, measure=COUNT),
        "days": calendar(days, theme=LIGHT, measure=COUNT),
        "parts of the week": week_parts(pd.DataFrame(half), theme=LIGHT, measure=RATIO, rows=["Weekday", "Weekend"], columns=["a", "b"], tell=True),
        "cells": cells(shares.assign(value=20.0, second=12.5), theme=LIGHT, measure=PERCENT, said=("a", "b"), legend=""),
    }  # fmt: skip


def card(key: str = "k", figure: go.Figure | None = None, **more: Any) -> Card:
    made = Card(
        key, f"What {key} tell", "Posts a week, 2 March – 31 May 2026, days in Europe/Paris, 90 of 91 days read, n = 1,234",
        "Source: YouTube, read 3 June 2026, 08:00. " + "Left out: some accounts whose counts are hidden. " * 3, figure, method="Counted: by day.",
    )  # fmt: skip
    return replace(made, **more)


def sheet(one: Card | None, *, title: str = "", note: str = "") -> Sheet:
    return Sheet(Item("x", one.key if one else None), title or (one.finding if one else ""), note, one)


def document(
    *sheets: Sheet, name: str = "Weekly benchmark", demo: bool = False, words: str = "How many follow an account."
) -> Document:
    return Document(
        name, "Peers", ((MONDAY, date(2026, 5, 31)),), datetime(2026, 6, 3, 8), VERSION, demo=demo, sheets=sheets,
        definitions=(Definition("Followers", words),), sources=(Definition("YouTube", "https://docs.example/api"),),
    )  # fmt: skip


def every_kind(count: int) -> Document:
    """A report with a page of every drawing, a table, words, and the states that show nothing."""
    drawn = [
        sheet(card(key, figure), note="What this means for us. " * (place % 3 * 3))
        for place, (key, figure) in enumerate(drawings(count).items())
    ]
    wide = pd.DataFrame({"Brand": names(count), **{f"Figure no {place} of this table": figures(count) for place in range(14)},
                         "Day": MONDAY, "Remark": ["A remark that takes more than a line of its cell" if place % 2 else None for place in range(count)]})  # fmt: skip
    others = [
        sheet(card("tables", html="<p>", table=wide)),
        sheet(card("long tables", html="<p>", table=pd.concat([wide[["Brand", "Day"]]] * 80))),
        sheet(card("empty", state="empty", message="No posts were read. Choose a longer period.")),
        sheet(card("failed", state="failed", message="The figures could not be computed. Reload the page.")),
        sheet(card("stale", figure=drawings(1)["bars"], state="stale", message="The last reading failed.")),
        sheet(None, title="Next steps", note="One.\n" + "Two is longer. " * 200),
        sheet(card("titles"), title="A title that goes on and on " * 14),
    ]
    return document(*drawn, *others, demo=True, words="A long definition. " * 100)
