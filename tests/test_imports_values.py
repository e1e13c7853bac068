"""Counts and days as people and programs write them; one spelling a row."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmark.imports import counts, dates
from benchmark.imports.counts import Count
from benchmark.imports.dates import When
from benchmark.imports.sheet import Cell
from benchmark.imports.values import Wrong

TODAY = date(2026, 11, 21)

COUNTS: list[tuple[Cell, int, int]] = [
    ("0", 0, 1), ("12400", 12400, 1), ("12 400", 12400, 1), ("12\u202f400", 12400, 1), ("12\u00a0400", 12400, 1),
    ("12\u2009400", 12400, 1), ("12,400", 12400, 1), ("12.400", 12400, 1), ("1'234'567", 1234567, 1), ("1’234", 1234, 1),
    ("1,234,567", 1234567, 1), ("1.234.567", 1234567, 1), ("12,34,567", 1234567, 1), ("1,234.00", 1234, 1),
    ("1.234,00", 1234, 1), ("12 400,0", 12400, 1), ("  980 ", 980, 1), ("12,4 k", 12400, 100), ("12.4k", 12400, 100),
    ("12,4 K", 12400, 100), ("12k", 12000, 1000), ("1.2M", 1200000, 100000), ("1,2 M", 1200000, 100000),
    ("1.234M", 1234000, 1000), ("0.5k", 500, 100), ("3 mio", 3000000, 1000000), ("2 millions", 2000000, 1000000),
    ("1,2 Md", 1200000000, 100000000), ("1.5bn", 1500000000, 100000000), ("12,4 milliers", 12400, 100),
    ("12 400 abonnés", 12400, 1), ("1.2M followers", 1200000, 100000), ("1 million d’abonnés", 1000000, 1000000),
    ("１２４００", 12400, 1), (980, 980, 1), (12400.0, 12400, 1), ("12.400k", 12400, 1),
]  # fmt: skip

MISSING: list[Cell] = [
    None,
    "",
    " ",
    "-",
    "–",
    "—",
    "n/a",
    "N/A",
    "#N/A",
    "n.d.",
    "NC",
    "null",
    "NaN",
    "…",
    float("nan"),
    "non disponible",
]

NO_COUNTS = {
    "-5": "negative", "−5": "negative", "– 12": "negative", "(12)": "negative", "-1,234": "negative", "+5": "signed",
    "+1 234": "signed", "4,2 %": "percent", "12%": "percent", "3 ‰": "percent", "12.5": "not_whole", "1,234.5": "not_whole",
    "1 234,50": "not_whole", "1,23456": "not_whole", "~12k": "about", ">10": "about", "10k+": "about", "environ 12": "about",
    "1.2E+05": "scientific", "1e5": "scientific", "abc": "not_a_number", "12 40": "not_a_number", "1,234,5": "not_a_number",
    "1..2": "not_a_number", "12,": "not_a_number", "12 x": "not_a_number", "٣": "not_a_number",
    "99999999999999999999": "too_many", "20000 bn": "too_many", "<b>12</b>": "about", "=1+1": "not_a_number", "12k k": "not_a_number",
}  # fmt: skip


@pytest.mark.parametrize(("cell", "value", "step"), COUNTS, ids=[repr(each[0]) for each in COUNTS])
def test_a_count_is_read_with_its_step(cell: Cell, value: int, step: int) -> None:
    assert counts.read(cell, counts.style([cell])) == Count(value, step)


@pytest.mark.parametrize("cell", MISSING, ids=repr)
def test_a_missing_count_is_none_and_not_zero(cell: Cell) -> None:
    assert counts.read(cell, counts.style([cell])) is None


@pytest.mark.parametrize(("cell", "code"), NO_COUNTS.items())
def test_what_is_no_count_says_why(cell: str, code: str) -> None:
    with pytest.raises(Wrong) as wrong:
        counts.read(cell, counts.style([cell]))
    assert wrong.value.code == code
    assert wrong.value.params["value"] == cell


@pytest.mark.parametrize(
    ("cell", "code"), [(-3, "negative"), (0.042, "not_whole"), (True, "not_a_number"), (datetime(2026, 1, 3), "not_a_number"),
                       (float("inf"), "too_many"), (1e300, "too_many")],
)  # fmt: skip
def test_a_workbooks_cell_that_is_no_count_says_why(cell: Cell, code: str) -> None:
    with pytest.raises(Wrong) as wrong:
        counts.read(cell, counts.style([cell]))
    assert wrong.value.code == code


def _column(*cells: Cell, unit: int = 1) -> list[int | str | None]:
    how = counts.style(cells, unit)
    read: list[int | str | None] = []
    for cell in cells:
        try:
            found = counts.read(cell, how)
        except Wrong as wrong:
            read.append(wrong.code)
        else:
            read.append(found.value if found else None)
    return read


def test_one_value_that_shows_the_style_decides_for_its_column() -> None:
    assert _column("1.234", "12,5 k") == [1234, 12500]
    assert _column("1,234", "12.5 k") == [1234, 12500]
    assert _column("1,234 k", "12,5 k") == [1234, 12500]
    assert _column("1,234", "1.234,00") == ["not_whole", 1234]
    assert _column("1.234", "1,234.5k") == ["not_whole", 1234500]


def test_a_value_in_another_style_than_its_column_is_wrong() -> None:
    assert _column("1.234.567,0", "2.345.678,0", "1,234,567.0") == [1234567, 2345678, "other_style"]


def test_only_an_unclear_column_is_told() -> None:
    assert counts.style(["1,234", "980"]).unclear == "1,234"
    assert not counts.style(["1,234", "1,234,567"]).unclear
    assert not counts.style(["1234", "980", None, 12]).unclear
    assert not counts.style(["1,234"], decimals=".").unclear


def test_a_header_in_thousands_multiplies_and_keeps_the_step() -> None:
    how = counts.style(["12,4", "980"], unit=1000)
    assert counts.read("12,4", how) == Count(12400, 100)
    assert counts.read("980", how) == Count(980000, 1000)
    assert counts.read(12.4, how) == Count(12400, 100)
    assert counts.read(12, how) == Count(12000, 1000)


@given(st.integers(0, 10**12), st.sampled_from([",", ".", " ", "\u202f", "'"]))
def test_every_grouped_number_reads_back(value: int, mark: str) -> None:
    assert _column(f"{value:,}".replace(",", mark), "1234567") == [value, 1234567]


@given(st.text(max_size=40))
def test_any_text_is_a_count_missing_or_wrong(text: str) -> None:
    try:
        found = counts.read(text, counts.style([text]))
    except Wrong:
        return
    assert found is None or (found.value >= 0 and found.step >= 1)


DAYS: list[tuple[Cell, datetime]] = [
    ("2026-01-03", datetime(2026, 1, 3)), ("2026/1/3", datetime(2026, 1, 3)), ("2026.01.03", datetime(2026, 1, 3)),
    ("20260103", datetime(2026, 1, 3)), ("13/01/2026", datetime(2026, 1, 13)), ("01/13/2026", datetime(2026, 1, 13)),
    ("13-01-2026", datetime(2026, 1, 13)), ("03.01.2026", datetime(2026, 1, 3)), ("5/5/2026", datetime(2026, 5, 5)),
    ("13/01/26", datetime(2026, 1, 13)), ("3 janv. 2026", datetime(2026, 1, 3)), ("3 janvier 2026", datetime(2026, 1, 3)),
    ("1er février 2026", datetime(2026, 2, 1)), ("3 déc. 2025", datetime(2025, 12, 3)), ("31 août 2026", datetime(2026, 8, 31)),
    ("lun. 5 janv. 2026", datetime(2026, 1, 5)), ("mar. 3 mars 2026", datetime(2026, 3, 3)),
    ("samedi 3 janvier 2026", datetime(2026, 1, 3)), ("Jan 3, 2026", datetime(2026, 1, 3)),
    ("January 3rd, 2026", datetime(2026, 1, 3)), ("Sept 3, 2026", datetime(2026, 9, 3)),
    ("Monday, January 5, 2026", datetime(2026, 1, 5)), ("3 Jan 2026", datetime(2026, 1, 3)), ("3-Jan-26", datetime(2026, 1, 3)),
    ("2026-Jan-03", datetime(2026, 1, 3)), ("46025", datetime(2026, 1, 3)), (46025, datetime(2026, 1, 3)),
    (46025.0, datetime(2026, 1, 3)), (date(2026, 1, 3), datetime(2026, 1, 3)), (datetime(2026, 1, 3), datetime(2026, 1, 3)),
    (20260103, datetime(2026, 1, 3)), ("05/12/2026", datetime(2026, 5, 12)), ("2026-01-03 14:05", datetime(2026, 1, 3, 14, 5)),
    ("03.01.2026 14h05", datetime(2026, 1, 3, 14, 5)), ("1/13/2026 2:05 PM", datetime(2026, 1, 13, 14, 5)),
    ("3 janv. 2026 à 14:05", datetime(2026, 1, 3, 14, 5)), ("3 janv. 2026, 14 h", datetime(2026, 1, 3, 14)),
    ("46025.5", datetime(2026, 1, 3, 12)),
]  # fmt: skip

INSTANTS = {
    "2026-01-03T14:05:00Z": datetime(2026, 1, 3, 14, 5), "2026-01-03T14:05:00.250Z": datetime(2026, 1, 3, 14, 5, 0, 250000),
    "2026-01-03T14:05:00+02:00": datetime(2026, 1, 3, 12, 5), "2026-01-03 14:05 UTC": datetime(2026, 1, 3, 14, 5),
    "13/01/2026 01:05 +0200": datetime(2026, 1, 12, 23, 5), "3 Jan 2026 14:05 GMT+1": datetime(2026, 1, 3, 13, 5),
    "1767398400": datetime(2026, 1, 3), "1767398400000": datetime(2026, 1, 3),
}  # fmt: skip

NO_DAYS = {
    "hello": "not_a_date", "2026-02-30": "not_a_date", "31/04/2026": "not_a_date", "13/13/2026": "not_a_date", "12": "not_a_date",
    "2026-01": "month_only", "January 2026": "month_only", "2026-01-03 14:05 CET": "unknown_zone", "1826-01-01": "too_early",
    "03/01/2026": "unclear_date", "3 foo 2026": "not_a_date", "2026-01-03 25:00": "not_a_date", "Jan 40, 2026": "not_a_date",
    "00/00/2026": "not_a_date", "=TODAY()": "not_a_date", "13/01/2026 14:05 PM": "not_a_date", "13/01/0000": "too_early",
}  # fmt: skip


@pytest.mark.parametrize(("cell", "at"), DAYS, ids=[repr(each[0]) for each in DAYS])
def test_a_day_is_read(cell: Cell, at: datetime) -> None:
    assert dates.read(cell, dates.style([cell], TODAY)) == When(at)


@pytest.mark.parametrize(("cell", "at"), INSTANTS.items())
def test_an_instant_is_read_as_utc(cell: str, at: datetime) -> None:
    found = dates.read(cell, dates.style([cell], TODAY))
    assert found is not None
    assert found.zoned
    assert found.at.replace(microsecond=0) == at.replace(microsecond=0)


@pytest.mark.parametrize(("cell", "code"), NO_DAYS.items())
def test_what_is_no_day_says_why(cell: str, code: str) -> None:
    with pytest.raises(Wrong) as wrong:
        dates.read(cell, dates.style([cell], TODAY))
    assert wrong.value.code in (code, "not_a_date" if code == "too_early" else code)


def _order(*cells: Cell) -> str | None:
    return dates.style(cells, TODAY).order


def test_the_order_of_day_and_month_is_decided_by_the_column() -> None:
    assert _order("03/01/2026", "13/01/2026") == "dmy"
    assert _order("03/01/2026", "01/13/2026") == "mdy"
    assert _order("03.01.2026", "04.01.2026") == "dmy"
    assert _order("03/04/2026", "05/12/2026") == "mdy"  # 5 December is still to come
    assert _order("03/04/2026", "12/05/2026") == "dmy"
    assert dates.style(["03/04/2026", "05/04/2026"], TODAY).unclear == "03/04/2026"
    assert not dates.style(["04/04/2026", "05/05/2026"], TODAY).unclear
    assert dates.read("03/04/2026", dates.style(["03/04/2026"], TODAY, "mdy")) == When(datetime(2026, 3, 4))


def test_a_column_that_a_spreadsheet_has_turned_round_in_part_is_wrong() -> None:
    how = dates.style([datetime(2026, 2, 1), "13/01/2026"], TODAY)
    with pytest.raises(Wrong, match="mixed_dates"):
        dates.read("13/01/2026", how)


@given(
    st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%B %d, %Y", "%Y%m%d"]),
)
def test_every_written_day_reads_back(day: date, form: str) -> None:
    text = day.strftime(form)
    assert dates.read(text, dates.style([text], TODAY)) == When(datetime(day.year, day.month, day.day))


@given(st.text(max_size=40))
def test_any_text_is_a_day_missing_or_wrong(text: str) -> None:
    try:
        found = dates.read(text, dates.style([text], TODAY))
    except Wrong:
        return
    assert found is None or found.at.year >= dates.FIRST_YEAR
