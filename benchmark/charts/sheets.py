"""Tables on the sheets of a workbook: numbers in the form of their column, unknown values empty, no text that runs or links."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from benchmark.charts.labels import plain
from benchmark.text import t

MOST_ROWS: Final = 1_048_575
"""Rows of a sheet below its header."""
LONGEST: Final = 32_767
"""Characters of a cell."""
_WHOLE, _DAY, _MOMENT = "#,##0", 14, 22  # the last two: the reader's own order of day and month
_MOST_DECIMALS: Final = 4
_LARGE: Final = 1000
"""A column that reaches so far and has decimals mixes counts with rates: its whole numbers are counts."""
_NARROWEST, _WIDEST, _LOOKED_AT = 10, 60, 500


@dataclass(frozen=True)
class Written:
    """A table on a sheet."""

    below: int
    """The first row that it leaves free."""
    width: int
    """Characters of all its columns."""


class Forms:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **properties: Any) -> Format:
        """Return the format with these properties of XlsxWriter."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    @property
    def header(self) -> Format:
        """The format of a table's first row."""
        return self.of(bold=True, bottom=1, text_wrap=True, valign="top")


def workbook(buffer: io.BytesIO) -> xlsxwriter.Workbook:
    """Return a new workbook in which a text is only ever a text."""
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return xlsxwriter.Workbook(buffer, {"in_memory": True, **safe, "nan_inf_to_errors": False})


def value_of(value: Any) -> Any:
    """Return a cell's value: None for every kind of unknown, Python's own numbers and dates for numpy's and pandas'."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def column_of(table: pd.DataFrame, place: int) -> list[Any]:
    """Return a column's values; whole numbers that unknown neighbours turned into 12.0 are whole numbers again."""
    values = [value_of(value) for value in table.iloc[:, place].astype(object)]
    numbers = [value for value in values if value is not None]
    if numbers and all(isinstance(value, float) and value.is_integer() for value in numbers):
        return [None if value is None else int(value) for value in values]
    return values


def number_format(title: str, values: Sequence[Any]) -> str:
    """Return the form of a column's figures: counts, percentages, ratios, or as many decimals as its figures have."""
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if all(isinstance(value, int) for value in numbers) and not title.endswith("%"):
        return _WHOLE
    largest = max((abs(value) for value in numbers), default=0)
    decimals = min(
        max((_decimals(float(value)) for value in numbers), default=0), 2 if largest >= 1 else _MOST_DECIMALS
    )
    if title.endswith("%"):
        return f'{_digits("0", max(decimals, 1))}" %"'
    if any(word in title.casefold() for word in (t("ratio"), t("times the"))):
        return f'"×"{_digits("0", max(decimals, 2))}'
    return _digits("#,##0", max(decimals, 2) if decimals else 0)


def write_table(sheet: Worksheet, forms: Forms, table: pd.DataFrame, row: int = 0) -> Written:
    """Write a table with its header in a row, set the columns' widths and let readers filter it."""
    rows, whole = min(len(table), MOST_ROWS - row), 0
    for column, name in enumerate(table.columns):
        title = plain(name, 255)
        values = column_of(table, column)[:rows]
        sheet.write_string(row, column, title, forms.header)
        chosen = _formats(forms, title, values)
        large = any(isinstance(value, float) and abs(value) >= _LARGE for value in values)
        for place, value in enumerate(values, start=row + 1):
            count = large and isinstance(value, float) and value.is_integer()
            write(sheet, place, column, int(value) if count else value, chosen)
        wide = width([title, *values[:_LOOKED_AT]])
        sheet.set_column(column, column, wide)
        whole += wide
    if len(table.columns):
        sheet.autofilter(row, 0, row + rows, len(table.columns) - 1)
    return Written(row + rows + 1, whole)


def write(sheet: Worksheet, row: int, column: int, value: Any, formats: Mapping[type, Format]) -> None:
    """Write a value by its kind; an unknown one leaves its cell empty."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        whole = isinstance(value, int) and abs(value) < 2**53
        sheet.write_number(row, column, value, formats[int if whole else float])
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats[date])
    else:
        sheet.write_string(row, column, plain(value, LONGEST))


def width(values: Sequence[Any]) -> int:
    """Return a column's width in characters."""
    longest = max((len(_shown(value)) for value in values), default=8)
    return min(max(longest + 2, _NARROWEST), _WIDEST)


def _formats(forms: Forms, title: str, values: Sequence[Any]) -> dict[type, Format]:
    form = number_format(title, values)
    figures = forms.of(num_format=form)
    # counts beside rates in one column, as in a list of several metrics
    whole = forms.of(num_format=_WHOLE) if form.startswith("#") else figures
    return {int: whole, float: figures, date: forms.of(num_format=_DAY), datetime: forms.of(num_format=_MOMENT)}


def _decimals(value: float) -> int:
    return next((n for n in range(_MOST_DECIMALS) if abs(round(value, n) - value) < 1e-9), _MOST_DECIMALS)


def _digits(whole: str, decimals: int) -> str:
    return whole + ("." + "0" * decimals if decimals else "")


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return "2026-12-31 23:59"
    return "" if value is None else f"{value:,.2f}" if isinstance(value, float) else str(value)
