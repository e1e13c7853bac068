"""The parts one brand's line is drawn with."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmark.charts.measure import Measure
from benchmark.charts.series import Floats, Mask, Series, exact

_FEW = 16  # observations up to which each is marked


def hover(name: str, measure: Measure, *, dated: bool) -> str:
    """Return the hover template of one brand; ``dated`` adds the day where the box does not head with it."""
    return f"{name}  <b>{measure.template}</b>%{{text}}" + ("<br>%{x|%-d %b %Y}" if dated else "")


def solid(series: Series, stroke: dict[str, Any], text: str, remarks: dict[str, str]) -> dict[str, Any]:
    """Return the line through the observed values, which also carries the hover texts of the others.

    A carried or forecast point stands in it between two breaks: nothing is drawn there, but it can be hovered, once.
    """
    few = _observed(series).sum() <= _FEW
    known = ~np.isnan(series.y)
    apart = np.flatnonzero(known & (series.carried | series.forecast))
    points: dict[str, Any] = {**series.x(), "y": exact(series.y), "hovertemplate": text.replace("%{text}", "")}
    if len(apart):
        breaks = np.sort(np.concatenate([apart, apart + 1]))
        words = [
            remarks["carried"] if c else remarks["forecast"] if f else ""
            for c, f in zip(series.carried, series.forecast, strict=True)
        ]
        points = {
            "x": np.insert(series.x_at(np.arange(len(series.y))), breaks, np.nan),
            "y": exact(np.insert(series.y, breaks, np.nan)),
            "text": np.insert(np.array(words, dtype=object), breaks, "").tolist(),
            "hovertemplate": text,
        }
    return {
        "type": "scatter",
        "mode": "lines+markers" if few and not len(apart) else "lines",
        **points,
        "line": stroke,
        "marker": {"size": 5, "color": stroke["color"]},
        "connectgaps": False,
        "cliponaxis": False,
        "hovertemplate": points["hovertemplate"] + "<extra></extra>",
    }


def stretches(series: Series, mask: Mask, stroke: dict[str, Any]) -> dict[str, Any] | None:
    """Return the line through values of another kind, joined to their observed neighbours, or None without any."""
    known = ~np.isnan(series.y)
    chosen = mask & known
    if not chosen.any():
        return None
    beside = np.zeros_like(chosen)
    beside[:-1] |= chosen[1:]
    beside[1:] |= chosen[:-1]
    indices = np.flatnonzero(chosen | (beside & known))
    breaks = np.flatnonzero(np.diff(indices) > 1) + 1
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.insert(series.x_at(indices), breaks, np.nan),
        "y": exact(np.insert(series.y[indices], breaks, np.nan)),
        "line": stroke,
        "cliponaxis": False,
        "showlegend": False,
        "hoverinfo": "skip",
    }


def dots(series: Series, stroke: dict[str, Any]) -> dict[str, Any] | None:
    """Return a mark for each observation without neighbours, which a line alone would not show."""
    known = ~np.isnan(series.y)
    neighbours = np.zeros_like(known)
    neighbours[:-1] |= known[1:]
    neighbours[1:] |= known[:-1]
    few = _observed(series).sum() <= _FEW
    if few and not (known & ~_observed(series)).any():
        return None  # each observation is marked by the line itself
    alone = np.flatnonzero(_observed(series) & (~neighbours | few))
    if not len(alone):
        return None
    return {
        "type": "scatter",
        "mode": "markers",
        "x": series.x_at(alone),
        "y": exact(series.y[alone]),
        "marker": {"size": 5, "color": stroke["color"]},
        "cliponaxis": False,
        "showlegend": False,
        "hoverinfo": "skip",
    }


def band(series: Series, fill: str) -> dict[str, Any] | None:
    """Return the area from low to high, one closed shape for each run of days that have both."""
    both = np.flatnonzero(~np.isnan(series.low) & ~np.isnan(series.high) & ~np.isnan(series.y))
    if not len(both):
        return None
    xs: list[Floats] = []
    ys: list[Floats] = []
    end = np.array([np.nan])
    for run in np.split(both, np.flatnonzero(np.diff(both) > 1) + 1):
        x = series.x_at(run)
        if len(run) == 1:
            x = x[0] + np.array([-0.3, 0.3]) * 86_400_000
            run = np.repeat(run, 2)  # noqa: PLW2901 - a day alone gets the width of a mark
        xs += [x, x[::-1], end]
        ys += [series.high[run], series.low[run][::-1], end]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.concatenate(xs)[:-1],
        "y": exact(np.concatenate(ys)[:-1]),
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": fill,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _observed(series: Series) -> Mask:
    return ~np.isnan(series.y) & ~series.carried & ~series.forecast
