"""A report as a workbook: a sheet of contents, a sheet a page with its table and chart, the definitions and the sources.

Texts are data: no cell holds a formula, and links lead to sheets of the workbook only.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Final

import xlsxwriter

from benchmark.charts import sheets
from benchmark.charts.labels import plain
from benchmark.charts.sheets import Forms
from benchmark.charts.theme import LIGHT
from benchmark.reports.document import Definition, Document
from benchmark.reports.sheet_names import SheetNames, wish_of
from benchmark.reports.workbook_block import Place
from benchmark.reports.workbook_page import link, write_page
from benchmark.text import t
from benchmark.text.format import day_range, moment

_LABELS, _TEXTS = 28, 110
_STATES: Final = 40


def workbook(document: Document) -> bytes:
    """Return a report as an XLSX workbook."""
    buffer = io.BytesIO()
    book = sheets.workbook(buffer)
    forms, names = Forms(book), SheetNames()
    contents = _place(book, forms, names.give(t("Contents")))
    pages = [
        _place(book, forms, names.give(wish_of(number, page))) for number, page in enumerate(document.sheets, start=1)
    ]
    for place, page in zip(pages, document.sheets, strict=True):
        write_page(place, page, contents.name)
    last = [
        _words(_place(book, forms, names.give(heading)), heading, told, contents.name)
        for heading, told in ((t("Definitions"), document.definitions), (t("Sources"), document.sources))
    ]
    _contents(contents, document, [*pages, *last])
    book.set_properties({"title": plain(document.name, 200), "subject": plain(document.panel, 200), "created": document.made_at,
                         "comments": t("Data version {version}", version=document.version.id)})  # fmt: skip
    book.close()
    return buffer.getvalue()


def facts(document: Document) -> list[tuple[str, str]]:
    """Return what is said of a report as a whole: what it is, over which data, made when."""
    seen = document.version.observed_at
    told = [
        (t("Report"), document.name),
        (t("Panel"), document.panel),
        (t("Periods"), "; ".join(day_range(*span) for span in document.periods)),
        (t("Made at"), t("{moment} UTC", moment=moment(document.made_at))),
        (t("Data version"), document.version.id),
        (t("Latest observation"), t("{moment} UTC", moment=moment(seen)) if seen else t("none")),
        (t("Data"), t("Invented demo data.") if document.demo else ""),
    ]
    return [(name, plain(text, 2000)) for name, text in told if text]


def _place(book: xlsxwriter.Workbook, forms: Forms, name: str) -> Place:
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    return Place(book, sheet, forms, name)


def _contents(place: Place, document: Document, others: list[Place]) -> None:
    sheet, bold = place.sheet, place.forms.of(bold=True, valign="top")
    sheet.set_column(0, 0, _LABELS)
    sheet.set_column(1, 1, _TEXTS)
    sheet.set_column(2, 2, _STATES)
    sheet.write_string(0, 0, plain(document.name, 200), place.forms.of(bold=True, font_size=16))
    told = facts(document)
    for row, (name, text) in enumerate(told, start=2):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, text, place.forms.of(text_wrap=True, valign="top"))
    row = len(told) + 3
    for column, title in enumerate((t("Sheet"), t("Title"), t("Remark"))):
        sheet.write_string(row, column, title, place.forms.header)
    remarks = [page.card.message if page.card else "" for page in document.sheets]
    titles = [page.title for page in document.sheets]
    left = len(others) - len(titles)
    for other, title, remark in zip(others, [*titles, *[""] * left], [*remarks, *[""] * left], strict=True):
        row += 1
        link(place, row, 0, other.name, other.name)
        sheet.write_string(row, 1, plain(title, 400), place.forms.of(text_wrap=True, valign="top"))
        if remark:
            sheet.write_string(row, 2, plain(remark, 400), place.forms.of(text_wrap=True, font_color=LIGHT.muted))


def _words(place: Place, heading: str, told: Iterable[Definition], contents: str) -> Place:
    """Write names with their texts below each other."""
    place.sheet.set_column(0, 0, _LABELS + 12)
    place.sheet.set_column(1, 1, _TEXTS)
    place.sheet.write_string(0, 0, heading, place.forms.of(bold=True, font_size=14))
    link(place, 1, 0, contents, t("Contents"))
    bold, wrapped = (place.forms.of(valign="top", text_wrap=True, **more) for more in ({"bold": True}, {}))
    for row, each in enumerate(told, start=3):
        place.sheet.write_string(row, 0, plain(each.name, 400), bold)
        place.sheet.write_string(row, 1, plain(each.text, sheets.LONGEST), wrapped)
    return place
