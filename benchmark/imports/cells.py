"""The cells of a table's columns as values: each read once, and what is wrong with one noted with its row and column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from benchmark.imports import counts, dates
from benchmark.imports.columns import Column
from benchmark.imports.dates import When
from benchmark.imports.layouts import Table
from benchmark.imports.messages import Message, Messages
from benchmark.imports.people import People, Target, Who
from benchmark.imports.sheet import Cell
from benchmark.imports.values import Wrong, is_missing
from benchmark.refusals import Refusal

NOON = time(10, 30)
"""UTC at which a bare day is stored: everywhere between UTC-10 and UTC+13 it is then that day."""
_SLACK = timedelta(minutes=5)


class Counted(NamedTuple):
    """A column of counts. ``steps`` holds those that are not 1, by place."""

    values: list[int | None]
    steps: dict[int, int]


class Cells:
    """Reads the columns of one table."""

    def __init__(self, table: Table, now: datetime, timezone: str) -> None:
        self.table = table
        self.now = now
        self.zone = ZoneInfo(timezone)
        self.today = now.replace(tzinfo=UTC).astimezone(self.zone).date()
        self.errors = Messages()
        self.notes: list[Message] = []

    def counts(self, column: Column, *, header: bool = False) -> Counted:
        """Return a column of counts; ``header`` tells that its header is a name, which has no say in the notes."""
        cells = self.table.of(column)
        decimals: counts.Decimals | None = {"comma": ",", "point": "."}.get(column.variant or "")  # type: ignore[assignment]
        how = counts.style(cells, column.unit, decimals)
        if how.unclear:
            self.notes.append(Message("thousands", None, column.label, {"value": how.unclear}))
        found = Counted([None] * len(cells), {})
        for place, cell in enumerate(cells):
            try:
                count = counts.read(cell, how)
            except Wrong as wrong:
                self.errors.wrong(wrong, self.table.rows[place], column.label)
                continue
            if count is not None:
                found.values[place] = count.value
                if count.step > 1:
                    found.steps[place] = count.step
        if found.steps and not header:
            self.notes.append(Message("rounded", None, column.label, {"value": str(cells[next(iter(found.steps))])}))
        return found

    def times(self, column: Column, missing: str | None) -> list[datetime | None]:
        """Return a column of days and times as UTC.

        Args:
            column: the column.
            missing: the code of the error where a cell is empty; None where it may be.
        """
        cells = self.table.of(column)
        order: dates.Order | None = column.variant if column.variant in ("dmy", "mdy") else None  # type: ignore[assignment]
        how = dates.style(cells, self.today, order)
        if how.unclear:
            self.errors.add("unclear_dates", None, column.label, value=how.unclear)
            return [None] * len(cells)
        read: dict[Cell, When | Wrong | None] = {}
        for cell in cells:
            if cell not in read:
                try:
                    read[cell] = dates.read(cell, how)
                except Wrong as wrong:
                    read[cell] = wrong
        bare = dates.are_bare_days(when for when in read.values() if not isinstance(when, Wrong))
        settled = {cell: self._settled(when, str(cell), column, bare=bare) for cell, when in read.items()}
        return self._told(column, cells, settled, missing)

    def _told(
        self, column: Column, cells: Sequence[Cell], settled: dict[Cell, datetime | Wrong | None], missing: str | None
    ) -> list[datetime | None]:
        found: list[datetime | None] = []
        for row, cell in zip(self.table.rows, cells, strict=True):
            at = settled[cell]
            if isinstance(at, Wrong):
                self.errors.wrong(at, row, column.label)
                at = None
            elif at is None and missing is not None:
                self.errors.add(missing, row, column.label)
            found.append(at)
        return found

    def _settled(self, when: When | Wrong | None, cell: str, column: Column, *, bare: bool) -> datetime | Wrong | None:
        """Return the UTC instant at which something is stored."""
        if when is None or isinstance(when, Wrong):
            return when
        if bare:
            late = when.at.date() > self.today
            return Wrong("future", value=cell) if late else at_noon(when.at.date())
        at = when.at
        if not when.zoned:
            zone = ZoneInfo(column.zone) if column.zone else self.zone
            try:
                at = at.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
            except OverflowError:
                return Wrong("not_a_date", value=cell)
        return Wrong("future", value=cell) if at > self.now + _SLACK else at

    def texts(self, field: str) -> list[str] | None:
        """Return a column of texts, empty where nothing stands; None when there is no such column."""
        column = self.table.column(field)
        if column is None:
            return None
        read: dict[Cell, str] = {}
        cells = self.table.of(column)
        for cell in cells:
            if cell not in read:
                read[cell] = "" if is_missing(cell) else _as_text(cell)
        return [read[cell] for cell in cells]

    def widths(self) -> None:
        """Note the rows that have more in them than the header has columns."""
        width = len(self.table.columns)
        for row, cells in zip(self.table.rows, self.table.cells, strict=True):
            if len(cells) > width and any(not is_missing(cell) for cell in cells[width:]):
                self.errors.add("many_cells", row, None, cells=len(cells), columns=width)


def at_noon(day: date) -> datetime:
    """Return when a bare day is stored."""
    return datetime.combine(day, NOON)


def _as_text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


class Names:
    """Finds the account of each row; ``accounts`` are those that were found, in the order of the file."""

    def __init__(self, people: People, target: Target, cells: Cells) -> None:
        self._people = people
        self._target = target
        self._cells = cells
        self._places: dict[Who, int] = {}
        self._known: dict[tuple[str, str, str], int | Wrong] = {}
        self._unknown: dict[str, int] = {}

    @property
    def accounts(self) -> tuple[Who, ...]:
        """Whom the file is about."""
        return tuple(self._places)

    def of_rows(self, source: str | None) -> list[int | None]:
        """Return for each row the place of its account, None where something is wrong; ``source`` is what the layout says."""
        cells = self._cells
        columns = [cells.texts(name) for name in ("account", "brand", "source")]
        rows = cells.table.rows
        if self._target.whole:
            return [self._whole(columns)] * len(rows)
        if columns[0] is None and columns[1] is None:
            cells.errors.add("no_whom")
            return [None] * len(rows)
        empty = [""] * len(rows)
        accounts, brands, sources = (column or empty for column in columns)
        named = cells.table.column("account") or cells.table.column("brand")
        label = named.label if named else ""
        return [
            self._place((account, brand, network), source, row, label)
            for row, account, brand, network in zip(rows, accounts, brands, sources, strict=True)
        ]

    def of_header(self, header: str) -> int | None:
        """Return the place of the account that a column of a wide table is called after."""
        return self._place((header, "", ""), None, None, header)

    def tell_unknown(self) -> None:
        """Note in one message who is not known."""
        if self._unknown:
            row = min(self._unknown.values())
            self._cells.errors.add("unknown_names", row or None, None, names=", ".join(self._unknown))

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names that are nobody's."""
        return tuple(self._unknown)

    def _whole(self, columns: Sequence[list[str] | None]) -> int:
        who = self._people.whole(self._target)
        for column in columns[:2]:
            named = list(dict.fromkeys(name.casefold() for name in column or () if name))
            if len(named) > 1:
                raise Refusal("whole_differs", names=", ".join(named[:5]), account=who.account)
        return self._places.setdefault(who, len(self._places))

    def _place(self, name: tuple[str, str, str], source: str | None, row: int | None, label: str) -> int | None:
        if name not in self._known:
            try:
                network = self._people.source(name[2]) if name[2] else self._target.source or source
                who = self._people.find(name[0], name[1], network)
                self._known[name] = self._places.setdefault(who, len(self._places))
            except Wrong as wrong:
                self._known[name] = wrong
        found = self._known[name]
        if not isinstance(found, Wrong):
            return found
        if found.code == "unknown":
            self._unknown.setdefault(str(found.params["value"]), row or 0)
        else:
            self._cells.errors.add(found.code, row, label, **found.params)
        return None
