"""Files as spreadsheets, programs and mischief make them: their cells, or one sentence that says what to do."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmark import problems
from benchmark.imports import reading, sheet, workbook
from benchmark.refusals import Refusal

ROWS = [["Date", "Abonnés"], ["2026-01-03", "12 400"], ["2026-01-04", "12 410"]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def xlsx(rows: Sequence[Sequence[Any]], *, before: int = 0) -> bytes:
    """A workbook with these rows on its first sheet with data, after ``before`` empty ones."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(
        made, {"in_memory": True, "default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
    ) as book:
        for _ in range(before):
            book.add_worksheet()
        page = book.add_worksheet("Figures")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return made.getvalue()


def refused(content: bytes, name: str = "file.csv") -> Refusal:
    with pytest.raises(Refusal) as refusal:
        reading.read(content, name)
    assert problems.sentence(refusal.value).endswith((".", "?"))
    return refusal.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_its_encoding_with_its_separator(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in ROWS) + "\r\n"
    found = reading.read(text.encode(encoding), "history.csv")
    assert [list(row) for row in found.rows] == ROWS
    assert found.delimiter == delimiter


def test_quotes_line_breaks_and_separators_in_cells_are_kept() -> None:
    found = reading.read(b'date;text;likes\n2026-01-03;"a;b ""c""\nd";1,5\n', "p.csv")
    assert found.rows[1] == ["2026-01-03", 'a;b "c"\nd', "1,5"]


def test_decimal_commas_do_not_part_cells() -> None:
    found = reading.read(b"date;followers\n2026-01-03;12,4 k\n2026-01-04;12,5 k\n2026-01-05;12,6 k\n", "p.csv")
    assert found.rows[1] == ["2026-01-03", "12,4 k"]


def test_a_line_that_names_the_separator_is_no_row_of_figures() -> None:
    found = reading.read(b"sep=;\r\ndate;followers\r\n2026-01-03;12\r\n", "p.csv")
    assert [list(row) for row in found.rows] == [[], ["date", "followers"], ["2026-01-03", "12"]]


def test_one_column_is_a_table_too() -> None:
    assert reading.read(b"followers\n12\n", "p.csv").rows == [["followers"], ["12"]]


def test_rows_are_numbered_as_in_a_spreadsheet() -> None:
    found = reading.read(b"a,b\n\n\n1,2\n", "p.csv")
    assert [list(row) for row in found.rows] == [["a", "b"], [], [], ["1", "2"]]


def test_the_first_sheet_with_figures_is_read() -> None:
    rows: list[list[Any]] = [["Date", "Followers"], [datetime(2026, 1, 3), 12400], [], ["n/a", 1.5]]
    found = reading.read(xlsx(rows, before=2), "book.xlsx")
    assert found.title == "Figures"
    assert [tuple(row)[:2] for row in found.rows] == [
        ("Date", "Followers"),
        (datetime(2026, 1, 3), 12400),
        (),
        ("n/a", 1.5),
    ]


def test_what_a_file_is_decides_and_not_its_name() -> None:
    assert reading.read(xlsx(ROWS), "history.csv").title == "Figures"
    assert reading.read(b"date,followers\n2026-01-03,1\n", "history.xlsx").delimiter == ","
    assert reading.read(b"a,b\n1,2\n", "C:\\temp\\..\\x.csv").name == "x.csv"
    assert reading.read(b"a,b\n1,2\n", "../../etc/x.csv").name == "x.csv"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"), (b" \n\t\n", "file_empty"), (b";;;\n;;;\n", "file_empty"), (OLE, "file_old_excel"),
        (b"%PDF-1.7 ...", "file_pdf"), (b"<!DOCTYPE html><table>", "file_html"), (b"  <HTML><body>", "file_html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "file_html"), (b"\x89PNG\r\n\x1a\n\x00\x00", "file_binary"),
        (b"a,b\n1,\x002\n", "file_binary"), (b"a,b\n\x81\x8d,2\n", "file_encoding"), (b'a,b\n1,"2\n3,4\n', "file_quotes"),
        (b'a,b\n1,"2"x\n', "file_quotes"), (b"a,b\n" + b"x" * 100_001 + b",1\n", "file_long_cell"),
        (b"," * 1_000 + b"1\n", "file_columns"), (b"PK\x03\x04 not really", "file_broken"),
        (xlsx([]), "file_empty"), (xlsx(ROWS)[:-200], "file_broken"), (xlsx([["x"] * 1_001]), "file_columns"),
        (b"\xff\xfe" + b"a\x00,", "file_encoding"),
    ],
)  # fmt: skip
def test_what_is_no_table_says_what_to_do(content: bytes, code: str) -> None:
    assert refused(content).code == code


def test_a_million_columns_are_refused_at_once() -> None:
    assert refused(b"a" + b",a" * 999_999 + b"\n").code == "file_columns"


def test_more_rows_or_bytes_than_are_read_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    assert refused(b"a\n1\n2\n").code == "file_rows"
    assert refused(xlsx([["a"], ["1"], ["2"]])).code == "file_rows"
    monkeypatch.setattr(reading, "LARGEST_FILE", 10)
    assert refused(b"a" * 11).code == "file_too_large"
    (tmp_path / "large.csv").write_bytes(b"a" * 11)
    with pytest.raises(Refusal, match="file_too_large"):
        reading.read_file(tmp_path / "large.csv")
    assert sheet.LARGEST_FILE == 200 * 2**20


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/"), part)
    return made.getvalue()


def test_an_archive_is_no_workbook() -> None:
    assert refused(zipped(figures=b"a,b\n1,2\n")).code == "file_zip"


def test_a_zip_bomb_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", 10_000_000)
    bomb = zipped(xl__workbook=b"", xl__sheet=b"0" * 20_000_000)
    assert len(bomb) < 30_000
    assert refused(bomb).code == "file_bomb"
    # a part that unpacks to more than its entry says is cut there, so it is merely broken
    place = bomb.rfind(struct.pack("<I", 20_000_000))
    lying = bomb[:place] + struct.pack("<I", 1000) + bomb[place + 4 :]
    assert refused(lying).code in ("file_broken", "file_bomb")


def test_entities_in_a_workbook_are_not_expanded() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><workbook>&b;</workbook>'
    parts = zipfile.ZipFile(io.BytesIO(xlsx(ROWS)))
    made = {name.replace("/", "__"): parts.read(name) for name in parts.namelist()}
    assert refused(zipped(**{**made, "xl__workbook.xml": laughs})).code == "file_broken"


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_workbook_is_read_or_refused(seed: int) -> None:
    draw = random.Random(seed)
    content = bytearray(xlsx(ROWS * 20))
    for _ in range(draw.randint(1, 8)):
        content[draw.randrange(4, len(content))] = draw.randrange(256)
    with suppress(Refusal):  # and nothing else
        reading.read(bytes(content), "x.xlsx")


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(Refusal):
        assert reading.read(content, "x").rows
