"""The figures behind a chart on its own sheet, in columns to the right of it: every value that is drawn stands in a cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from benchmark.charts.labels import plain
from benchmark.charts.native import Native, number_format
from benchmark.charts.sheets import Forms

Cells = list[str | int]
"""A range as XlsxWriter's charts take it: the sheet's name, then first row, first column, last row, last column."""
DAY: Final = 14
"""The reader's own form of a day."""
_WIDTH: Final = 14


@dataclass(frozen=True)
class Place:
    """A sheet of a workbook that is being written."""

    book: xlsxwriter.Workbook
    sheet: Worksheet
    forms: Forms
    name: str


@dataclass(frozen=True)
class Figures:
    """A column of the block."""

    title: Cells
    cells: Cells
    values: tuple[float | str | date | None, ...] = field(default=(), repr=False)

    def part(self, first: int, last: int) -> Cells:
        """Return the range of some of its rows, both included."""
        name, row, column, *_ = self.cells
        return [name, int(row) + first, column, int(row) + last, column]

    @property
    def formula(self) -> str:
        """The range as error bars take it, from this workbook's own sheet."""
        name, *cells = self.cells
        return f"'{name}'!{xl_range_abs(*cells)}"

    @property
    def known(self) -> list[str | None]:
        """The figures as they stand beside the range for programs that do not look them up."""
        return [f"{value:.16g}" if isinstance(value, int | float) else None for value in self.values]


class Block:
    """Writes columns of figures side by side, below one heading row."""

    def __init__(self, place: Place, row: int, column: int) -> None:
        self.place, self.row, self.first, self.next = place, row, column, column

    def add(self, title: str, values: Iterable[float | str | date | None], form: str | int = "General") -> Figures:
        """Write a column; unknown values leave their cells empty."""
        sheet, forms = self.place.sheet, self.place.forms
        column, known = self.next, tuple(values)
        self.next += 1
        sheet.write_string(self.row, column, plain(title, 255), forms.header)
        sheet.set_column(column, column, _WIDTH)
        chosen = forms.of(num_format=form)
        for row, value in enumerate(known, start=self.row + 1):
            if isinstance(value, str):
                sheet.write_string(row, column, plain(value, 255))
            elif isinstance(value, date):
                sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), chosen)
            elif value is not None:
                sheet.write_number(row, column, value, chosen)
        name, last = self.place.name, self.row + max(len(known), 1)
        return Figures([name, self.row, column], [name, self.row + 1, column, last, column], known)

    def categories(self, drawn: Native, title: str, more: Sequence[str] = ()) -> Figures:
        """Write what the values are of: days or names."""
        days = bool(drawn.categories) and isinstance(drawn.categories[0], date)
        return self.add(title, [*drawn.categories, *more], DAY if days else "General")

    def figures(self, drawn: Native, title: str, values: Iterable[float | None]) -> Figures:
        """Write values of the chart's measure."""
        return self.add(title, values, number_format(drawn.measure))

    @property
    def columns(self) -> tuple[str, str]:
        """The letters of the first and the last column."""
        return xl_col_to_name(self.first), xl_col_to_name(max(self.next - 1, self.first))
