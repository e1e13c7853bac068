"""Scatter charts of a workbook: a mark a brand between two figures, its area a third, lines at the levels to compare with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from xlsxwriter.chart import Chart

from benchmark.charts.native import Native, Series, number_format
from benchmark.charts.theme import LIGHT
from benchmark.reports.workbook_block import Block
from benchmark.reports.workbook_looks import GREY, axes, distances, error_bars, fewer, value_axis
from benchmark.text import t

_HEIGHT: Final = 460
_LARGEST, _LEAST, _USUAL = 30, 5, 9
"""Points across a mark."""


def scatter(block: Block, drawn: Native) -> tuple[Chart, int]:
    """Draw a mark a series, its area the third figure; lines stand at the levels to compare with."""
    chart = block.place.book.add_chart({"type": "scatter"})
    shown = [series for series in fewer(drawn.series) if series.figures and series.x]
    x_form, y_form = ((measure or drawn.measure) for measure in (drawn.measure_x, drawn.measure))
    lines = _levels(drawn, shown)
    names = block.add(t("Brand"), [*(series.name for series in shown), *(name for name, _, _ in lines)])
    across = block.add(
        x_form.unit, [*(series.x[0] for series in shown), *(x for _, x, _ in lines)], number_format(x_form)
    )
    up = block.figures(drawn, y_form.unit, [*(series.figures[0] for series in shown), *(y for _, _, y in lines)])
    if any(series.low for series in shown):
        below, above = distances(
            block,
            drawn,
            [series.figures[0] for series in shown],
            [series.low[0] if series.low else None for series in shown],
            [series.high[0] if series.high else None for series in shown],
        )
    sizes = [series.sizes[0] if series.sizes else None for series in shown]
    if any(sizes):
        form = number_format(drawn.measure_size) if drawn.measure_size else "#,##0"
        block.add(drawn.measure_size.unit if drawn.measure_size else t("Size"), sizes, form)
    largest = max((size for size in sizes if size), default=0)
    for place, series in enumerate(shown):
        size, area = (None if not largest else sizes[place]), 9
        if size is not None:
            area = max(_LEAST, round(_LARGEST * math.sqrt(size / largest)))
        look: dict[str, Any] = {
            "marker": {"type": "circle", "size": area, "border": {"color": LIGHT.surface},
                       "fill": {"color": series.colour, "transparency": 20}},
            "data_labels": {"series_name": True, "value": False, "position": "right", "font": {"size": 9}},
        }  # fmt: skip
        if series.low:
            look["y_error_bars"] = error_bars(below, above, series.colour, 1.0, (place, place))
        chart.add_series({
            "name": names.part(place, place)[:3], "categories": across.part(place, place), "values": up.part(place, place),
            **look,
        })  # fmt: skip
    for line in range(0, len(lines), 2):
        ends = len(shown) + line, len(shown) + line + 1
        chart.add_series({
            "name": names.part(ends[0], ends[0])[:3], "categories": across.part(*ends), "values": up.part(*ends),
            "marker": {"type": "none"}, "line": {"color": GREY, "width": 1, "dash_type": "dash"},
        })  # fmt: skip
    axes(
        chart,
        drawn,
        names=value_axis(x_form, [value for value in across.values if isinstance(value, float)], log=drawn.log_x),
    )
    chart.set_legend({"none": True})
    return chart, _HEIGHT


def _levels(drawn: Native, shown: Sequence[Series]) -> list[tuple[str, float, float]]:
    """Return the ends of the lines at the levels to compare with: name, x, y, two a line."""
    xs = [series.x[0] for series in shown if series.x[0] is not None]
    ys = [series.figures[0] for series in shown if series.figures[0] is not None]
    if not xs or not ys:
        return []
    found = []
    if drawn.reference is not None:
        found += [(drawn.reference.label, x, drawn.reference.value) for x in (min(xs), max(xs))]
    if drawn.reference_x is not None:
        found += [(drawn.reference_x.label, drawn.reference_x.value, y) for y in (min(ys), max(ys))]
    return found
