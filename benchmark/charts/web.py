"""Charts in a web page of our own: plotly's script from the installed package, and figures as data inside that page."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from benchmark.charts.layout import plotly_config


@cache
def script() -> str:
    """Return plotly's script; it asks nothing of anybody."""
    return str(get_plotlyjs())


def figure_data(figure: go.Figure) -> str:
    """Return a chart as JSON that may stand in a script element."""
    return _inside(str(figure.to_json()))


def settings() -> str:
    """Return plotly's settings for the charts of a page as JSON that may stand in a script element."""
    return inside_script(plotly_config())


def inside_script(value: Any) -> str:
    """Return JSON that may stand in a script element: no sign in it ends the element or begins a comment."""
    return _inside(json.dumps(value, ensure_ascii=False, sort_keys=True))


def _inside(text: str) -> str:
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
