"""From the bytes of a file to its cells: CSV in the encodings and with the separators that spreadsheets write, and XLSX.

Whatever is not a table is refused with a sentence that says what to do, before any of it is looked at: what a file *is* decides,
not what its name ends in.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from benchmark.imports import workbook
from benchmark.imports.sheet import LARGEST_FILE, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Row, Sheet, says_something
from benchmark.refusals import Refusal

_ZIP, _OLD_EXCEL, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_PAGE = re.compile(r"\s*<(!doctype|html|head|body|table|\?xml|svg)\b", re.IGNORECASE)
_BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_SAYS_SEPARATOR = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 200
_SAMPLE = 200_000


def read_file(path: Path, name: str | None = None) -> Sheet:
    """Return the cells of a file; see `read`.

    Raises:
        Refusal: see `read`.
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise Refusal("file_too_large", size=_megabytes(size), most=_megabytes(LARGEST_FILE))
    return read(path.read_bytes(), name or path.name)


def read(content: bytes, name: str) -> Sheet:
    """Return the cells of a file.

    Args:
        content: all of its bytes.
        name: what it is called, for messages; its ending decides nothing.

    Raises:
        Refusal: a code that begins with ``file_``; the file is not a table that can be read.
    """
    name = own_name(name)
    if len(content) > LARGEST_FILE:
        raise Refusal("file_too_large", size=_megabytes(len(content)), most=_megabytes(LARGEST_FILE))
    if not content.strip():
        raise Refusal("file_empty", file=name)
    if content.startswith(_OLD_EXCEL):
        raise Refusal("file_old_excel", file=name)
    if content.startswith(_PDF):
        raise Refusal("file_pdf", file=name)
    sheet = workbook.read(content, name) if content.startswith(_ZIP) else _read_csv(content, name)
    if not any(map(says_something, sheet.rows)):
        raise Refusal("file_empty", file=name)
    return sheet


def own_name(path: str) -> str:
    """Return the last part of a path of whatever system."""
    return PureWindowsPath(PurePosixPath(path).name).name or os.path.basename(path)  # noqa: PTH119  "." and ".." stay


def _read_csv(content: bytes, name: str) -> Sheet:
    text, encoding = _decoded(content, name)
    if _PAGE.match(text):
        raise Refusal("file_html", file=name)
    if _BINARY.search(text):
        raise Refusal("file_binary", file=name)
    said = _SAYS_SEPARATOR.fullmatch(text[: text.find("\n") if "\n" in text[:20] else 20].strip())
    delimiter = said[1] if said else _delimiter(text)
    rows = list(_rows(text, delimiter))
    if said:
        rows[0] = []  # Excel's own line; the rows below keep their numbers
    return Sheet(name, rows, encoding=encoding, delimiter=delimiter)


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    """Return the text and the name of its encoding: by its mark, else UTF-8, else UTF-16, else Windows-1252."""
    encoding = next((encoding for mark, encoding in _BOMS if content.startswith(mark)), None) or _unmarked_utf16(
        content
    )
    for candidate in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            return content.decode(candidate), candidate
        except UnicodeDecodeError:
            continue
    raise Refusal("file_encoding", file=name)


def _unmarked_utf16(content: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of what spreadsheets write is 0."""
    head = content[:2000]
    if len(head) < 4 or b"\x00" not in head:
        return None
    even, odd = head[::2].count(0) / len(head[::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.7 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 and odd < 0.1 else None


def _delimiter(text: str) -> str:
    """Return what parts the cells: what makes the most rows of the same, largest number of cells."""

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = Counter(width for row in _sample(text, delimiter) if (width := len(row)) > 1)
        if not widths:
            return 0, 0
        width, rows = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
        return rows, width

    return max(_DELIMITERS, key=evenness)


def _sample(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=delimiter)
    try:
        for _, row in zip(range(_SAMPLE_ROWS), reader, strict=False):
            yield row
    except csv.Error:
        return


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            if len(row) > MOST_COLUMNS:
                raise Refusal("file_columns", row=number, columns=len(row), most=MOST_COLUMNS)
            if number > MOST_ROWS:
                raise Refusal("file_rows", most=MOST_ROWS)
            yield row
    except csv.Error as error:
        long = "field larger" in str(error)
        raise Refusal("file_long_cell" if long else "file_quotes", row=number + 1, most=LONGEST_CELL) from error


def _megabytes(size: int) -> int:
    return -(-size // 2**20)
