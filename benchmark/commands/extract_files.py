"""Extracts as files: CSV, XLSX, Parquet, JSON. Texts are data: no cell is run as a formula, no address becomes a link.

Whole numbers stay whole, unknown is empty (null in JSON), times are UTC; in CSV and JSON they end in Z.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import xlsxwriter

from benchmark.commands.extract import Extract
from benchmark.output import plain_value, to_json
from benchmark.refusals import Refusal
from benchmark.text import t

SHEET_ROWS: Final = 1_048_575
"""Rows that a sheet holds below its header."""
CELL_CHARACTERS: Final = 32_767
FORMULA: Final = r"^[=+\-@\t\r\n＝＋－＠]"
"""What a spreadsheet that opens a CSV takes for the beginning of a formula; full width signs in some editions."""


def write(extract: Extract, form: str, path: Path) -> int:
    """Write an extract in a form of `benchmark.commands.arguments.FORMATS`; return how many rows it has.

    Raises:
        Refusal: ``too_many_rows`` for a sheet.
    """
    _WRITERS[form](extract, path)
    return int(extract.rows.num_rows)


def in_memory(extract: Extract, form: Literal["csv", "parquet"]) -> bytes:
    """Return what the file of an extract would hold."""
    held = io.BytesIO()
    {"csv": _csv, "parquet": _parquet}[form](extract, held)
    return held.getvalue()


def records(rows: pa.Table) -> Iterator[dict[str, Any]]:
    """Return rows as JSON can hold them: unknown is None, times are UTC and end in Z."""
    for batch in rows.to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            yield _record(row, rows.schema)


def _csv(extract: Extract, path: Path | BinaryIO) -> None:
    pa_csv.write_csv(_flat(extract.rows, harmless=True), path)


def _parquet(extract: Extract, path: Path | BinaryIO) -> None:
    about = {"about": json.dumps(plain_value(extract.about), ensure_ascii=False)}
    pq.write_table(extract.rows.replace_schema_metadata(about), path, compression="zstd")


def _json(extract: Extract, path: Path) -> None:
    """One document, written batch by batch: ``{"about": {…}, "columns": […], "rows": [{…}, …]}``."""
    with path.open("w", encoding="utf-8") as file:
        about, columns = to_json(extract.about), json.dumps(extract.rows.column_names)
        file.write(f'{{\n"about": {about},\n"columns": {columns},\n"rows": [')
        separator = "\n"
        for record in records(extract.rows):
            file.write(separator + json.dumps(record, ensure_ascii=False, allow_nan=False))
            separator = ",\n"
        file.write("\n]\n}\n")


def _xlsx(extract: Extract, path: Path) -> None:
    if extract.rows.num_rows > SHEET_ROWS:
        raise Refusal("too_many_rows", rows=extract.rows.num_rows, most=SHEET_ROWS)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True})
        time_form, day_form = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd"))
        sheet = book.add_worksheet(extract.name[:31])
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(extract.rows.column_names):
            sheet.write_string(0, place, name, bold)
        number = 0
        for batch in _flat(extract.rows, harmless=False, text_times=False).to_batches(max_chunksize=10_000):
            for row in batch.to_pylist():
                number += 1
                for place, value in enumerate(row.values()):
                    _cell(sheet, number, place, value, time_form, day_form)
        about = book.add_worksheet(t("About"))
        for line, (name, value) in enumerate(extract.about.items()):
            about.write_string(line, 0, name, bold)
            about.write_string(line, 1, "" if value is None else str(plain_value(value))[:CELL_CHARACTERS])


def _cell(sheet: Any, row: int, column: int, value: Any, time_form: Any, day_form: Any) -> None:  # noqa: PLR0917  a cell and its forms
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        if value == value:  # noqa: PLR0124  NaN differs from itself: unknown stays an empty cell
            sheet.write_number(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, time_form if isinstance(value, datetime) else day_form)
    elif value is not None:
        sheet.write_string(row, column, str(value)[:CELL_CHARACTERS])


def _record(row: Mapping[str, Any], schema: pa.Schema) -> dict[str, Any]:
    return {
        name: plain_value(dict(value) if value is not None and pa.types.is_map(schema.field(name).type) else value)
        for name, value in row.items()
    }


def _flat(rows: pa.Table, *, harmless: bool, text_times: bool = True) -> pa.Table:
    """Return the rows with one plain value a cell: lists joined, maps as JSON, times as text where wanted."""
    columns = {}
    for name in rows.column_names:
        column, kind = rows.column(name), rows.schema.field(name).type
        if pa.types.is_list(kind):
            column = pc.binary_join(column, " ")
        elif pa.types.is_map(kind):
            as_text = [
                None if value is None else json.dumps(dict(value), ensure_ascii=False) for value in column.to_pylist()
            ]
            column = pa.chunked_array([pa.array(as_text, pa.string())])
        elif pa.types.is_timestamp(kind) and text_times:
            column = pc.strftime(column.cast(pa.timestamp("s"), safe=False), format="%Y-%m-%dT%H:%M:%SZ")
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            column = _text(column.cast(pa.string()), harmless=harmless)
        columns[name] = column
    return pa.table(columns)


def _text(column: pa.ChunkedArray, *, harmless: bool) -> pa.ChunkedArray:
    column = pc.replace_substring(column, "\x00", "")
    if not harmless:
        return column
    dangerous = pc.match_substring_regex(column, FORMULA)
    return pc.if_else(dangerous, pc.binary_join_element_wise(pa.scalar("'"), column, pa.scalar("")), column)


_WRITERS: Final[Mapping[str, Callable[[Extract, Path], None]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "json": _json,
}
