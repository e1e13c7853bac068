"""What a file would do: whom it is about, what would be stored for each, and everything that stands against it.

Planning reads and changes nothing. A plan with errors is never stored, not even in part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from benchmark.imports import history, layouts, posts
from benchmark.imports.cells import Cells, Names
from benchmark.imports.columns import Column
from benchmark.imports.history import History
from benchmark.imports.layouts import Layout, Table
from benchmark.imports.messages import Message
from benchmark.imports.people import People, Target, Who
from benchmark.imports.posts import Posts
from benchmark.imports.sheet import Sheet
from benchmark.imports.values import is_missing
from benchmark.refusals import Refusal
from benchmark.store import Store
from sources import SOURCES

SHOWN_ROWS = 5


@dataclass(frozen=True)
class Ask:
    """What the user says beside the file."""

    target: Target = field(default_factory=Target)
    wishes: tuple[str, ...] = ()
    """Of columns; see `benchmark.imports.columns.asked`."""
    day: date | None = None
    """Of the whole file, where no column tells one."""


@dataclass(frozen=True)
class Figures:
    """What would be stored; ``place`` counts the plan's accounts."""

    totals: pa.Table
    daily: pa.Table
    posts: pa.Table

    @property
    def rows(self) -> int:
        """How many."""
        return int(self.totals.num_rows + self.daily.num_rows + self.posts.num_rows)


@dataclass(frozen=True)
class Share:
    """What of the file is one account's."""

    who: Who
    observations: int
    """Days with totals or daily values."""
    posts: int
    first: date | None
    last: date | None
    followers: int | None
    """The last ones told."""


@dataclass(frozen=True)
class Plan:
    """What a file would do."""

    file: str
    layout: Layout
    columns: tuple[Column, ...]
    examples: tuple[str, ...]
    """For each column the first cell that says something."""
    sample: tuple[tuple[str, ...], ...]
    """The first rows as they stand in the file."""
    header_row: int
    rows: int
    accounts: tuple[Who, ...]
    figures: Figures
    errors: tuple[Message, ...]
    """The first ones."""
    error_count: int
    refused_rows: int
    notes: tuple[Message, ...]
    unknown: tuple[str, ...] = ()
    """Names that are nobody's."""

    @property
    def ready(self) -> bool:
        """Whether it can be stored."""
        return self.error_count == 0 and self.figures.rows > 0

    def shares(self) -> list[Share]:
        """Return what of the file is whose."""
        return [_share(self.figures, place, who) for place, who in enumerate(self.accounts)]


def plan(store: Store, sheet: Sheet, ask: Ask, now: datetime, timezone: str) -> Plan:
    """Return what a file would do.

    Args:
        store: whose brands and accounts count.
        sheet: the file's cells.
        ask: what the user says beside it.
        now: UTC; nothing later is taken.
        timezone: of times without one.

    Raises:
        Refusal: the table as a whole is not understood, or what the user says does not fit it.
    """
    target = ask.target
    if target.source is not None and target.source not in SOURCES:
        raise Refusal("unknown_network", network=target.source)
    people = People(store)
    table = layouts.understand(sheet, ask.wishes, people.is_name, now.date())
    cells = Cells(table, now, timezone)
    names = Names(people, target, cells)
    cells.widths()
    figures, notes = _read(store, cells, names, ask)
    names.tell_unknown()
    if not figures.rows and not cells.errors.count:
        cells.errors.add("file_empty", file=sheet.name)
    told = (*_of_columns(table, sheet), *cells.notes, *notes, *_of_accounts(names.accounts))
    return Plan(
        sheet.name, table.layout, table.columns, tuple(_example(table, column) for column in table.columns),
        tuple(tuple(_shown(cell) for cell in row) for row in table.cells[:SHOWN_ROWS]), table.header_row, len(table.rows),
        names.accounts, figures, tuple(cells.errors.kept), cells.errors.count, len(cells.errors.rows), told, names.unknown,
    )  # fmt: skip


def guessed(store: Store, sheet: Sheet, now: datetime) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """Return the columns as they are guessed, and the first cell of each that says something, whatever is wrong with the table.

    Raises:
        Refusal: ``no_rows``.
    """
    try:
        table = layouts.understand(sheet, (), People(store).is_name, now.date())
    except Refusal as refusal:
        if refusal.code == "no_rows":
            raise
        table = layouts.guessed(sheet)
    return table.columns, tuple(_example(table, column) for column in table.columns)


def _read(store: Store, cells: Cells, names: Names, ask: Ask) -> tuple[Figures, list[Message]]:
    table = cells.table
    source = "linkedin" if table.layout == "linkedin" else None
    if table.layout == "posts":
        found = Posts(cells, names, lambda: _links(store, names.accounts))
        found.read(source)
        return Figures(_none(history.TOTALS_SCHEMA), _none(history.DAILY_SCHEMA), found.table()), found.notes()
    seen = History(cells, names)
    notes = []
    day = ask.day or table.period_end
    if table.layout == "wide":
        seen.read_wide()
    else:
        seen.read(source, history.of_day(day))
    if table.column("date") is None and day is not None:
        if ask.day is None:
            notes.append(Message("period_end", params={"day": day.isoformat()}))
        if day > cells.today:
            cells.errors.add("future", value=day.isoformat())
    totals, daily = seen.tables()
    return Figures(totals, daily, _none(posts.SCHEMA)), [*notes, *seen.notes()]


def _links(store: Store, accounts: Sequence[Who]) -> Mapping[tuple[int, str], str]:
    """Return the ids of the posts that are there, by place of their account and link."""
    places = {who.key: place for place, who in enumerate(accounts) if who.key is not None}
    rows = store.rows(
        "SELECT account_key, url, native_id FROM core.post_detail WHERE url IS NOT NULL AND account_key IN (SELECT unnest($keys))",
        {"keys": list(places)},
    )
    return {(places[key], url): native_id for key, url, native_id in rows}


def _of_columns(table: Table, sheet: Sheet) -> list[Message]:
    told = []
    if sheet.encoding == "cp1252":
        told.append(Message("windows_letters"))
    unused = [column.label for column in table.columns if column.field is None and not column.said]
    if unused:
        told.append(Message("left_out", params={"columns": ", ".join(unused)}))
    return told


def _of_accounts(accounts: Sequence[Who]) -> list[Message]:
    told = []
    for who in accounts:
        if who.key is None:
            if who.brand_is_new:
                told.append(Message("new_brand", params={"brand": who.brand}))
            told.append(Message("new_account", params={"brand": who.brand, "source": who.source}))
    return told


def _example(table: Table, column: Column) -> str:
    return next((_shown(cell) for cell in table.of(column) if not is_missing(cell)), "")


def _shown(cell: object) -> str:
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)[:200]


def _share(figures: Figures, place: int, who: Who) -> Share:
    def mine(table: pa.Table) -> pa.Table:
        return table.filter(pc.equal(table["place"], place))

    totals, daily, written = mine(figures.totals), mine(figures.daily), mine(figures.posts)
    days: list[date] = []
    for table, column in ((totals, "observed_at"), (daily, "day"), (written, "published_at")):
        if table.num_rows:
            ends = pc.min_max(table[column]).as_py()
            days += [end.date() if isinstance(end, datetime) else end for end in ends.values()]
    told = totals.filter(pc.is_valid(totals["followers"]))
    followers = told["followers"][told.num_rows - 1].as_py() if told.num_rows else None
    posts_there = written.num_rows and len(pc.unique(written["native_id"]))
    count = totals.num_rows + daily.num_rows
    return Share(who, count, posts_there, min(days, default=None), max(days, default=None), followers)


def _none(schema: pa.Schema) -> pa.Table:
    return schema.empty_table()
