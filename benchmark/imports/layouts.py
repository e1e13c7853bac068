"""What kind of table a file holds, and where in it the table begins.

- **history**: a row is an account on a day: followers and other totals, page views, mentions; or days of one account only.
- **posts**: a row is a post.
- **wide**: a row is a day, a column is a brand or account, the cells are followers.
- **linkedin**: the export of the competitor analytics of a LinkedIn page: Page, Total Followers, New Followers, Total post
  engagements, Total posts, below a line that may name the period. Only the followers are an observation; the other columns are sums
  of the period. LinkedIn documents neither the line nor the names of the columns; these are the ones that its users' programs read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from benchmark.imports import columns as columns_
from benchmark.imports import counts, dates
from benchmark.imports.columns import Column
from benchmark.imports.sheet import Cell, Row, Sheet, says_something
from benchmark.imports.values import Wrong, is_missing, plain_letters
from benchmark.refusals import Refusal
from benchmark.text import words

Layout = Literal["history", "posts", "wide", "linkedin"]
LAYOUTS: Final[dict[Layout, str]] = {
    "history": words("a history of accounts"),
    "posts": words("a table of posts"),
    "wide": words("followers by day, a column an account"),
    "linkedin": words("the competitor analytics of a LinkedIn page"),
}
TOTALS: Final = ("followers", "following", "posts_total", "views_total")
DAILY: Final = ("page_views", "mentions")
WHO: Final = ("account", "brand", "source")
POST: Final = ("native_id", "url", "text", "kind", "hashtags", "likes", "comments", "shares", "quotes", "views")
_USED: Final[dict[Layout, tuple[str, ...]]] = {
    "history": ("date", *WHO, *TOTALS, *DAILY),
    "linkedin": ("date", *WHO, "followers"),
    "wide": ("date", "source"),
    "posts": ("date", "published_at", *WHO, *POST),
}
_LINKEDIN: Final = frozenset({"new followers", "total post engagements"})
_OWN_TIMES: Final = frozenset({"observed_at", "published_at", "metrics_at"})
"""Columns of this product's own exports, whose times are UTC."""
_SEARCHED = 30
"""Rows in which the header is looked for."""
_TRIED = 50
"""Cells of a column that tell whether it holds figures."""
_DAY_IN_TEXT = re.compile(
    r"\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{4}|[A-Za-zéû]{3,9}\.? \d{1,2}, \d{4}|\d{1,2}(?:er)? [A-Za-zéû]{3,9}\.? \d{4}"
)


@dataclass(frozen=True)
class Table:
    """A table as it is understood."""

    layout: Layout
    columns: tuple[Column, ...]
    """All of the file, those that are left out too."""
    header_row: int
    """0 when the table has none."""
    rows: tuple[int, ...]
    """The number of each row with anything in it."""
    cells: tuple[Row, ...]
    """Those rows."""
    period_end: date | None = None
    """The last day that the lines above the table name."""

    def column(self, field: str) -> Column | None:
        """Return the column of a field."""
        return next((column for column in self.columns if column.field == field), None)

    def of(self, column: Column) -> list[Cell]:
        """Return the cells of a column; rows that end before it have none."""
        place = column.place
        return [row[place] if place < len(row) else None for row in self.cells]

    @property
    def accounts(self) -> tuple[Column, ...]:
        """The columns of a wide table that are accounts."""
        return tuple(column for column in self.columns if column.field == "followers") if self.layout == "wide" else ()


def understand(sheet: Sheet, wishes: Sequence[str], is_name: Callable[[str], bool], today: date) -> Table:
    """Return the table of a file.

    Args:
        sheet: the file's cells.
        wishes: what the user says of its columns; see `columns.asked`.
        is_name: tells whether a header is that of a brand or an account.
        today: no day of the file can be later.

    Raises:
        Refusal: ``map_…``, see there; ``no_rows``; ``no_figures``, also when the user left all of them out.
    """
    table = guessed(sheet)
    table = replace(table, columns=tuple(columns_.asked(table.columns, wishes)))
    layout = _layout(table.columns)
    if layout is None:
        table, layout = _wide(table, is_name), "wide"
    above = [str(cell) for row in sheet.rows[: max(table.header_row - 1, 0)] for cell in row if isinstance(cell, str)]
    period_end = _period_end([*above, sheet.title], today)
    return replace(table, layout=layout, columns=_used(table.columns, layout), period_end=period_end)


def guessed(sheet: Sheet) -> Table:
    """Return the table with its columns as their headers tell, before its kind is decided.

    Raises:
        Refusal: ``no_rows``.
    """
    header = _header_row(sheet.rows)
    headers = _headers(sheet.rows, header)
    first = header if header is not None else -1
    numbered = [(n, row) for n, row in enumerate(sheet.rows[first + 1 :], first + 2) if says_something(row)]
    if not numbered:
        raise Refusal("no_rows")
    rows, cells = zip(*numbered, strict=True)
    found = columns_.guess(headers) if header is not None else _by_content(headers, cells)
    return Table("history", tuple(found), first + 1, rows, cells)


def _header_row(rows: Sequence[Row]) -> int | None:
    """Return the place of the header: the row with the most known headers, else the first row if it holds words only."""
    best, known = None, 0
    for place, row in enumerate(rows[:_SEARCHED]):
        found = sum(isinstance(cell, str) and columns_.is_known(cell) for cell in row)
        if found > known:
            best, known = place, found
    if best is not None:
        return best
    first = next((place for place, row in enumerate(rows) if says_something(row)), None)
    if first is None or any(_is_value(cell) for cell in rows[first]):
        return None
    return first


def _is_value(cell: Cell) -> bool:
    return not is_missing(cell) and (not isinstance(cell, str) or _is_count(cell) or _is_day(cell))


def _headers(rows: Sequence[Row], header: int | None) -> list[str]:
    if header is None:
        return [""] * max((len(row) for row in rows[:_SEARCHED]), default=0)
    found = ["" if cell is None else " ".join(str(cell).split()) for cell in rows[header]]
    while found and not found[-1]:
        found.pop()
    return found


def _by_content(headers: Sequence[str], cells: Sequence[Row]) -> list[Column]:
    """A table without a header: its one column of days and its one column of figures speak for themselves."""
    guessed = [Column(place, "") for place in range(len(headers))]
    shown = [[row[place] for row in cells[:_TRIED] if place < len(row)] for place in range(len(headers))]
    days = [place for place, column in enumerate(shown) if column and all(_is_day(cell) for cell in column)]
    figures = [place for place, column in enumerate(shown) if place not in days and any(_is_count(c) for c in column)]
    if len(days) == 1 and len(figures) == 1:
        guessed[days[0]] = replace(guessed[days[0]], field="date")
        guessed[figures[0]] = replace(guessed[figures[0]], field="followers")
    return guessed


def _layout(found: Sequence[Column]) -> Layout | None:
    fields = {column.field for column in found}
    known = {plain_letters(column.header) for column in found}
    if fields & {"account", "brand"} and "total followers" in known and known & _LINKEDIN:
        return "linkedin"
    if "published_at" in fields or (fields & {*POST} - {"url"} and not fields & {*TOTALS, *DAILY}):
        return "posts"
    return "history" if fields & {*TOTALS, *DAILY} else None


def _used(found: Sequence[Column], layout: Layout) -> tuple[Column, ...]:
    """Leave out what is no part of this kind of table; a day or a link can mean two things."""
    fields = {column.field for column in found}
    result = []
    for each in found:
        column, field = each, each.field
        if layout == "posts" and field == "date" and "published_at" not in fields:
            field = "published_at"
        if layout in ("history", "linkedin") and field == "url" and "account" not in fields:
            field = "account"
        if column.header in _OWN_TIMES and any(other.header == "account_id" for other in found):
            column = replace(column, zone="UTC")
        used = field in _USED[layout] or (layout == "wide" and field == "followers")
        result.append(replace(column, field=field if used else None))
    return tuple(result)


def _wide(table: Table, is_name: Callable[[str], bool]) -> Table:
    """Return the table with its unknown columns of figures as accounts.

    Raises:
        Refusal: ``no_figures``; ``unknown_column_names``, some of these columns are called like nobody.
    """
    free = [column for column in table.columns if column.field is None and not column.said and column.header]
    free = [column for column in free if not columns_.is_known(column.header) and _holds_counts(table.of(column))]
    if not free or table.column("date") is None:
        labels = ", ".join(column.label for column in table.columns[:_SEARCHED])
        raise Refusal("no_figures", columns=labels)
    unknown = [column.header for column in free if not is_name(column.header)]
    if unknown:
        raise Refusal("unknown_column_names", names=", ".join(unknown))
    places = {column.place for column in free}
    return replace(
        table, columns=tuple(replace(c, field="followers") if c.place in places else c for c in table.columns)
    )


def _holds_counts(cells: Sequence[Cell]) -> bool:
    told = [cell for cell in cells if not is_missing(cell)][:_TRIED]
    return sum(map(_is_count, told)) * 2 > len(told)


def _is_count(cell: Cell) -> bool:
    try:
        return counts.read(cell, counts.style([cell])) is not None
    except Wrong:
        return False


def _is_day(cell: Cell) -> bool:
    if isinstance(cell, int | float | bool):
        return False  # more likely a count
    try:
        return dates.read(cell, dates.Style("dmy")) is not None
    except Wrong as wrong:
        return (
            wrong.code == "not_a_date"
            and isinstance(cell, str)
            and re.fullmatch(r"\d\d?/\d\d?/\d{4}", cell) is not None
        )


def _period_end(texts: Sequence[str], today: date) -> date | None:
    """Return the last day named above the table; None when there is none, or it can be read in two ways."""
    found = [day for text in texts for day in _DAY_IN_TEXT.findall(text)]
    how = dates.style(found, today)
    days = []
    for day in found:
        try:
            when = dates.read(day, how)
        except Wrong:
            return None
        if when is not None:
            days.append(when.at.date())
    return max(days, default=None)
