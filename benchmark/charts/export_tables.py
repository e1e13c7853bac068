"""A card's figures as CSV and XLSX: first row the header, unknown values empty, no text that runs as a formula."""

from __future__ import annotations

import io
from csv import writer as csv_writer
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from benchmark.charts import sheets
from benchmark.charts.card import Card
from benchmark.charts.labels import cell, plain
from benchmark.text import t
from benchmark.text.language import language

_COMMA = frozenset({"fr", "de", "es", "it", "nl", "pt"})  # languages whose spreadsheets expect 1,5 and ;


def csv(card: Card) -> bytes:
    """Return the figures as CSV that spreadsheets of the reader's language open as they are, with their marks.

    UTF-8 with a mark at its start; in French semicolons and decimal commas. Where the figures come from stands in a last
    column, in the first row only, so that the file stays a plain table.
    """
    table = _table(card)
    comma = language.get() in _COMMA
    header = [cell(plain(name, 255)) for name in table]
    rows = [list(row) for row in zip(*(sheets.column_of(table, place) for place in range(len(header))), strict=True)]
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
    return str(cell(plain(value, sheets.LONGEST) if isinstance(value, str) else value))


def xlsx(card: Card, now: datetime | None = None) -> bytes:
    """Return the figures as a workbook: the figures on one sheet, their definition on another."""
    buffer = io.BytesIO()
    book, table = sheets.workbook(buffer), _table(card)
    figures = book.add_worksheet(plain(t("Figures"), 31))
    sheets.write_table(figures, sheets.Forms(book), table)
    figures.freeze_panes(1, 0)
    _definition(book, card, now or datetime.now(UTC).replace(tzinfo=None), len(table))
    book.set_properties({"title": plain(card.finding, 200), "subject": plain(card.subject, 200)})
    book.close()
    return buffer.getvalue()


def _table(card: Card) -> pd.DataFrame:
    return pd.DataFrame() if card.table is None else card.table.reset_index(drop=True)


def _origin(card: Card) -> str:
    version = t("Data version {version}", version=card.version) if card.version else ""
    parts = (card.finding, card.definition, card.footer, version)
    return " · ".join(plain(part, 2000) for part in parts if part)


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
        (t("Data version"), card.version),
        (t("Exported at"), t("{moment} UTC", moment=now)),
        (t("Left out"), t("{n} row", "{n} rows", n=rows - sheets.MOST_ROWS) if rows > sheets.MOST_ROWS else ""),
    ]
    kept = [(name, text) for name, text in lines if text]
    for row, (name, text) in enumerate(kept):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, plain(text, sheets.LONGEST), wrapped)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
