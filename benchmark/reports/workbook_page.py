"""One page of a report as a sheet: what it says, how it was counted, the table, its chart beside it and the method below."""

from __future__ import annotations

import textwrap
from typing import Final

from xlsxwriter.worksheet import Worksheet

from benchmark.charts import native
from benchmark.charts.labels import plain
from benchmark.charts.sheets import write_table
from benchmark.charts.theme import LIGHT
from benchmark.reports.document import Sheet
from benchmark.reports.workbook_block import Place
from benchmark.reports.workbook_charts import COLUMNS, Drawn, draw
from benchmark.text import t

_TITLE_LINE, _LINE = 100, 150
_SHORT_NOTE: Final = 2
"""Lines of a note that stand above the table, which stay in view with its header; a longer one stands below."""
_LEAST_COLUMNS: Final = 15
"""Columns of usual width over which lines of text run."""
_WIDE: Final = 130
"""Characters of a table that is as wide as the lines below it."""
_MOST_IN_VIEW: Final = 14
"""Rows that may stay in view without filling the screen."""


def write_page(place: Place, page: Sheet, contents: str) -> None:
    """Write a page; ``contents`` is the name of the sheet that leads to all others."""
    row = _head(place, page, contents)
    card, drawn = page.card, None
    if card is not None and card.table is not None:
        written = write_table(place.sheet, place.forms, card.table, row)
        found = native.of(card.figure)
        if found is not None:
            drawn = draw(place, found, row, len(card.table.columns) + 1, page.title)
        if row < _MOST_IN_VIEW:
            place.sheet.freeze_panes(row + 1, 1)
        # the words below are wider than a narrow table: they begin where the chart ends
        row = max(written.below, drawn.below if drawn and written.width < _WIDE else 0) + 1
    else:
        place.sheet.set_column(0, 0, 30)
    last = _foot(place, page, row, drawn)
    columns = len(card.table.columns) if card is not None and card.table is not None else 0
    _paper(place, last, columns + (COLUMNS if drawn else 0))


def _paper(place: Place, rows: int, columns: int) -> None:
    """Let a page be printed across one sheet of paper, without the chart's figures beside it."""
    place.sheet.set_landscape()
    place.sheet.set_paper(9)  # A4
    place.sheet.fit_to_pages(1, 0)
    place.sheet.print_area(0, 0, rows, max(columns, _LEAST_COLUMNS))


def _head(place: Place, page: Sheet, contents: str) -> int:
    """Write what stands above the table; return the row of the table's header."""
    card, forms = page.card, place.forms
    row = write_lines(place.sheet, 0, page.title, forms.of(bold=True, font_size=14), _TITLE_LINE)
    muted = forms.of(font_color=LIGHT.muted)
    if card is not None:
        row = write_lines(place.sheet, row, card.definition, muted)
        if card.finding != page.title:
            row = write_lines(place.sheet, row, card.finding)
        row = write_lines(place.sheet, row, card.message, forms.of(bold=True, font_color=LIGHT.worse))
    if card is None or _short(page.note):
        row = write_lines(place.sheet, row, page.note, forms.of(italic=True))
    link(place, row, 0, contents, t("Contents"))
    return row + 2


def _foot(place: Place, page: Sheet, row: int, drawn: Drawn | None) -> int:
    """Write what stands below the table; return the row below it."""
    card, bold = page.card, place.forms.of(bold=True)
    if card is None:
        return row
    parts = [
        (t("Chart"), _figures_of(drawn)),
        (t("Note"), "" if _short(page.note) else page.note),
        (t("Sources and collection"), card.footer),
        (t("How it is computed"), card.method),
    ]
    for heading, text in parts:
        if text:
            place.sheet.write_string(row, 0, heading, bold)
            row = write_lines(place.sheet, row + 1, text) + 1
    return row


def _figures_of(drawn: Drawn | None) -> str:
    if drawn is None or drawn.columns is None:
        return ""
    first, last = drawn.columns
    where = t("The chart's figures stand to its right, in columns {first} to {last}.", first=first, last=last)
    if not drawn.left_out:
        return where
    more = t("{n} more is in the table only.", "{n} more are in the table only.", n=drawn.left_out)
    return f"{where} {more}"


def _short(note: str) -> bool:
    return len(_lines(note, _LINE)) <= _SHORT_NOTE


def write_lines(sheet: Worksheet, row: int, text: str, form: object = None, width: int = _LINE) -> int:
    """Write a text over as many rows as it needs, so that it is read without widening a column; return the row below it."""
    for line in _lines(text, width):
        sheet.write_string(row, 0, line, form)
        row += 1
    return row


def _lines(text: str, width: int) -> list[str]:
    paragraphs = [plain(part, 20_000) for part in text.splitlines()]
    return [line for part in paragraphs if part for line in textwrap.wrap(part, width)]


def link(place: Place, row: int, column: int, target: str, text: str) -> None:
    """Write a link to another sheet of the same workbook, the only kind there is."""
    form = place.forms.of(font_color=LIGHT.accent, underline=1)
    place.sheet.write_url(row, column, f"internal:'{target}'!A1", form, plain(text, 250), "")
