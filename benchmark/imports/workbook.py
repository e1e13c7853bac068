"""The cells of an XLSX workbook, read as a stream; a workbook that unpacks to absurd sizes is refused before it is opened."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from benchmark.imports.sheet import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Row, Sheet, is_empty
from benchmark.refusals import Refusal

LARGEST_UNPACKED = 600 * 2**20
"""Bytes of all parts: a sheet of a million rows takes about as much. `zipfile` never unpacks more than a part declares."""
MOST_PARTS = 5_000
_BROKEN = (
    ArithmeticError, AttributeError, EOFError, InvalidFileException, LookupError, NotImplementedError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What a damaged workbook makes its reader raise; an XML error is a SyntaxError."""


def read(content: bytes, name: str) -> Sheet:
    """Return the cells of the first worksheet that holds any.

    Raises:
        Refusal: ``file_zip``, no workbook; ``file_bomb``; ``file_broken``; ``file_columns``; ``file_rows``.
    """
    try:
        _check(content, name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which are of no concern here
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            try:
                return _first(book, name)
            finally:
                book.close()
    except _BROKEN as error:
        raise Refusal("file_broken", file=name) from error


def _check(content: bytes, name: str) -> None:
    """Look at the parts before anything is unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        infos = parts.infolist()
        if not any(info.filename.lower().startswith("xl/") for info in infos):
            raise Refusal("file_zip", file=name)
        if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
            raise Refusal("file_bomb", file=name)
        for info in infos:
            if info.filename.lower().endswith((".xml", ".rels")):
                with parts.open(info) as part:
                    if b"<!DOCTYPE" in part.read(2_000):  # no spreadsheet writes one; entities multiply behind it
                        raise Refusal("file_broken", file=name)


def _first(book: Any, name: str) -> Sheet:
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what the file says of its size need not be so
        rows = list(_rows(sheet))
        if rows:
            return Sheet(name, rows, title=str(sheet.title))
    raise Refusal("file_empty", file=name)


def _rows(sheet: Any) -> Iterator[Row]:
    """Yield the rows down to the last one that is not empty."""
    waiting = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MOST_ROWS + 1:
            raise Refusal("file_rows", most=MOST_ROWS)
        if not any(cell is not None for cell in cells):
            waiting += 1
            continue
        row = cells if len(cells) <= MOST_COLUMNS else _narrowed(cells, number)
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row):
            raise Refusal("file_long_cell", row=number, most=LONGEST_CELL)
        yield from ((),) * waiting
        waiting = 0
        yield row


def _narrowed(row: Row, number: int) -> Row:
    """Cut what is empty beyond the columns that are read."""
    width = max(place for place, cell in enumerate(row, 1) if not is_empty(cell))
    if width > MOST_COLUMNS:
        raise Refusal("file_columns", row=number, columns=width, most=MOST_COLUMNS)
    return row[:MOST_COLUMNS]
