"""A card's figures as CSV and XLSX: first row the header, unknown values empty, no text that runs as a formula."""

from __future__ import annotations

import io
import math
from csv import writer as csv_writer
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from benchmark.charts.card import Card
from benchmark.charts.labels import cell, plain
from benchmark.text import t
from benchmark.text.language import language

_MOST_ROWS = 1_048_575  # rows of a sheet below its header
_LONGEST = 32_767  # characters of a spreadsheet's cell
_COMMA = frozenset({"fr", "de", "es", "it", "nl", "pt"})  # languages whose spreadsheets expect 1,5 and ;


def csv(card: Card) -> bytes:
    """Return the figures as CSV that spreadsheets of the reader's language open as they are, with their marks.

    UTF-8 with a mark at its start; in French semicolons and decimal commas. Where the figures come from stands in a last
    column, in the first row only, so that the file stays a plain table.
    """
    table = _table(card)
    comma = language.get() in _COMMA
    header = [cell(plain(name, 255)) for name in table]
    rows = [list(row) for row in zip(*(_column(table, place) for place in range(len(header))), strict=True)]
    if rows:
        header.append(cell(t("Definition and source")))
        rows[0].append(_origin(card))
        rows[1:] = [[*row, None] for row in rows[1:]]
    buffer = io.StringIO()
    writer = csv_writer(buffer, delimiter=";" if comma else ",", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_csv_cell(value, comma=comma) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _csv_cell(value: Any, *, comma: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value).replace(".", ",") if comma else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return str(cell(plain(value, _LONGEST) if isinstance(value, str) else value))


def _column(table: pd.DataFrame, place: int) -> list[Any]:
    """Return a column's values; whole numbers that unknown neighbours turned into 12.0 are whole numbers again."""
    values = [_value(value) for value in table.iloc[:, place]]
    numbers = [value for value in values if value is not None]
    if numbers and all(isinstance(value, float) and value.is_integer() for value in numbers):
        return [None if value is None else int(value) for value in values]
    return values


def xlsx(card: Card, now: datetime | None = None) -> bytes:
    """Return the figures as a workbook: the figures on one sheet, their definition on another."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, {**options, "nan_inf_to_errors": False})
    table = _table(card)
    _figures(book, table)
    _definition(book, card, now or datetime.now(UTC).replace(tzinfo=None), len(table))
    book.set_properties({"title": plain(card.finding, 200), "subject": plain(card.subject, 200)})
    book.close()
    return buffer.getvalue()


def _table(card: Card) -> pd.DataFrame:
    return pd.DataFrame() if card.table is None else card.table.reset_index(drop=True)


def _origin(card: Card) -> str:
    parts = (card.finding, card.definition, card.footer)
    return " · ".join(plain(part, 2000) for part in parts if part)


def _value(value: Any) -> Any:
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


def _figures(book: xlsxwriter.Workbook, table: pd.DataFrame) -> None:
    sheet = book.add_worksheet(plain(t("Figures"), 31))
    header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {
        int: book.add_format({"num_format": "#,##0"}),
        float: book.add_format({"num_format": "#,##0.00"}),
        date: book.add_format({"num_format": 14}),  # the reader's own order of day and month
        datetime: book.add_format({"num_format": 22}),
    }
    for column, name in enumerate(table.columns):
        values = _column(table, column)[:_MOST_ROWS]
        sheet.write_string(0, column, plain(name, 255), header)
        for row, value in enumerate(values, start=1):
            _write(sheet, row, column, value, formats)
        longest = max((len(_shown(value)) for value in [str(name), *values[:500]]), default=8)
        sheet.set_column(column, column, min(max(longest + 2, 10), 60))
    sheet.freeze_panes(1, 0)
    if len(table.columns):
        sheet.autofilter(0, 0, min(len(table), _MOST_ROWS), len(table.columns) - 1)


def _write(sheet: Worksheet, row: int, column: int, value: Any, formats: dict[type, Format]) -> None:
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
        sheet.write_string(row, column, plain(value, _LONGEST))


def _shown(value: Any) -> str:
    return "" if value is None else f"{value:,.2f}" if isinstance(value, float) else str(value)


def _definition(book: xlsxwriter.Workbook, card: Card, now: datetime, rows: int) -> None:
    sheet = book.add_worksheet(plain(t("Definition"), 31))
    bold, wrapped = (
        book.add_format({"bold": True, "valign": "top"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    first, last = card.period or (None, None)
    lines = [
        (t("Title"), card.finding),
        (t("Definition"), card.definition),
        (t("Period"), t("{first} to {last}", first=first, last=last) if card.period else ""),
        (t("How it is computed"), card.method),
        (t("Sources and collection"), card.footer),
        (t("Panel"), card.subject),
        (t("Exported at"), t("{moment} UTC", moment=now)),
        (t("Left out"), t("{n} row", "{n} rows", n=rows - _MOST_ROWS) if rows > _MOST_ROWS else ""),
    ]
    kept = [(name, text) for name, text in lines if text]
    for row, (name, text) in enumerate(kept):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, plain(text, _LONGEST), wrapped)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
