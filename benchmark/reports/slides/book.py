"""The figures behind a native chart: the workbook that opens with "Edit data", and the references that the chart makes to it."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from benchmark.charts.labels import plain

SHEET: Final = "Data"
_UNKNOWN_TO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH: Final = date(1899, 12, 30)
DAY_FORMAT: Final = "yyyy\\-mm\\-dd"

Value = str | float | date | None


@dataclass
class Column:
    """One column below its heading."""

    heading: str
    values: Sequence[Value]
    form: str = "General"


@dataclass
class Book:
    """A sheet of columns in the making; each is written once and referred to by its place."""

    columns: list[Column] = field(default_factory=list)

    def add(self, heading: str, values: Sequence[Value], form: str = "General") -> int:
        """Add a column and return its place."""
        self.columns.append(Column(heading, values, form))
        return len(self.columns) - 1

    def heading(self, place: int) -> str:
        """Return the reference to a heading with its text: ``c:strRef``."""
        return _texts(f"{SHEET}!${xl_col_to_name(place)}$1", [self.columns[place].heading])

    def cells(self, place: int, rows: range | None = None) -> str:
        """Return the reference to a column's cells with their values; an unknown one has no point."""
        column = self.columns[place]
        rows = range(len(column.values)) if rows is None else rows
        name, values = xl_col_to_name(place), [column.values[row] for row in rows]
        where = f"{SHEET}!${name}${rows.start + 2}:${name}${rows.stop + 1}"
        if any(isinstance(value, str) for value in values):
            return _texts(where, [value if isinstance(value, str) else "" for value in values])
        return f"<c:numRef><c:f>{where}</c:f><c:numCache>{_numbers(values, column.form)}</c:numCache></c:numRef>"

    def xlsx(self) -> bytes:
        """Return the workbook: figures in full, unknown ones as empty cells, no text that runs as a formula."""
        buffer = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        book = xlsxwriter.Workbook(buffer, options)
        book.set_properties({"created": datetime(2000, 1, 1)})  # the same figures make the same file
        sheet = book.add_worksheet(SHEET)
        for place, column in enumerate(self.columns):
            form = book.add_format({"num_format": column.form})
            sheet.set_column(place, place, 14)
            sheet.write_string(0, place, plain(column.heading, 255))
            for row, value in enumerate(column.values, start=1):
                if isinstance(value, str):
                    sheet.write_string(row, place, plain(value, 400))
                elif isinstance(value, date):
                    sheet.write_number(row, place, serial(value), form)
                elif value is not None:
                    sheet.write_number(row, place, value, form)
        book.close()
        return buffer.getvalue()


def serial(day: date) -> int:
    """Return a day as spreadsheets count them."""
    return (day - _EPOCH).days


def number(value: float) -> str:
    """Return a number in full precision."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 2**53 else repr(float(value))


def literal(values: Sequence[float]) -> str:
    """Return numbers that stand in the chart itself: places, no figures."""
    return f"<c:numLit>{_numbers(values, 'General')}</c:numLit>"


def xml(text: object) -> str:
    """Return text as it stands in XML, for contents and for attributes, without the characters that XML does not know."""
    return escape(_UNKNOWN_TO_XML.sub("", str(text)), {'"': "&quot;"})


def _numbers(values: Sequence[Value], form: str) -> str:
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{number(serial(value) if isinstance(value, date) else float(value))}</c:v></c:pt>'
        for place, value in enumerate(values)
        if value is not None
    )
    return f'<c:formatCode>{xml(form)}</c:formatCode><c:ptCount val="{len(values)}"/>{points}'


def _texts(where: str, texts: Sequence[str]) -> str:
    points = "".join(f'<c:pt idx="{place}"><c:v>{xml(text)}</c:v></c:pt>' for place, text in enumerate(texts))
    return f'<c:strRef><c:f>{where}</c:f><c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache></c:strRef>'
