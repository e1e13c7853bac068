"""The figures behind a chart as an HTML table: readable, and each figure in full in its cell's ``data-value``."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from benchmark.charts.labels import html_text
from benchmark.text import t
from benchmark.text.format import UNKNOWN, day, moment, number

MOST_ROWS: Final = 1000
"""Rows shown; a workbook holds all of them."""


def figures_table(table: pd.DataFrame, caption: str) -> str:
    """Return the table; unknown values are dashes."""
    kinds = ["figures" if pd.api.types.is_numeric_dtype(kind) else "words" for kind in table.dtypes]
    head = "".join(
        f'<th scope="col" class="{kind}">{html_text(str(name), 200)}</th>'
        for name, kind in zip(table.columns, kinds, strict=True)
    )
    rows = "".join(
        f"<tr>{''.join(_cell(value, kind) for value, kind in zip(row, kinds, strict=True))}</tr>"
        for row in table.head(MOST_ROWS).astype(object).itertuples(index=False, name=None)
    )
    more = len(table) - MOST_ROWS
    left = t("{n} row more stands in the workbook.", "{n} rows more stand in the workbook.", n=more) if more > 0 else ""
    return (
        f'<div class="cb-scroll" tabindex="0"><table class="cb-table"><caption>{html_text(caption, 400)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        + (f"<p>{html_text(left)}</p>" if left else "")
    )


def _cell(value: Any, kind: str) -> str:
    if hasattr(value, "item"):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
        return f'<td class="{kind}">{UNKNOWN}</td>'
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<td class="{kind}" data-value="{value!r}">{_number(value)}</td>'
    if isinstance(value, datetime):
        return f'<td class="{kind}">{html_text(moment(value))}</td>'
    if isinstance(value, date):
        return f'<td class="{kind}">{html_text(day(value))}</td>'
    return f'<td class="{kind}">{html_text(str(value), 400)}</td>'


def _number(value: float) -> str:
    """Return a number with the figures that matter: a small share does not become 0.00."""
    size = abs(value)
    if isinstance(value, int) or size >= 1 or size == 0:
        return number(value)
    return number(value, min(8, 2 - math.floor(math.log10(size))))
