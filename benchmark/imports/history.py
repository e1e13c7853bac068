"""Observations of accounts out of a table: totals such as followers, and values of a day such as page views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from benchmark.imports.cells import Cells, Counted, Names, at_noon
from benchmark.imports.layouts import DAILY, TOTALS
from benchmark.imports.messages import Message

_BIG, _AT = pa.int64(), pa.timestamp("us")
TOTALS_SCHEMA = pa.schema(
    [("place", pa.int32()), ("observed_at", _AT), ("followers", _BIG), ("followers_step", _BIG), ("following", _BIG),
     ("posts_total", _BIG), ("views_total", _BIG)]
)  # fmt: skip
DAILY_SCHEMA = pa.schema([("place", pa.int32()), ("day", pa.date32()), ("measure", pa.string()), ("value", _BIG)])
_GATHERED = pa.schema([*TOTALS_SCHEMA, *((name, _BIG) for name in DAILY), ("row", _BIG)])
_FIGURES = (*TOTALS, *DAILY)


class History:
    """Gathers observations; a row that repeats another counts once, one that contradicts another is an error."""

    def __init__(self, cells: Cells, names: Names) -> None:
        self._cells = cells
        self._names = names
        self._parts: list[pa.Table] = []
        self.repeated = 0
        self.empty = 0

    def read(self, source: str | None, day: datetime | None) -> None:
        """Read a table with an account in each row.

        Args:
            source: the network that the layout says.
            day: the instant of the whole file, when no column tells it.
        """
        places = self._names.of_rows(source)
        ats = self._ats(day)
        table = self._cells.table
        self._take(places, ats, {name: self._cells.counts(found) for name in _FIGURES if (found := table.column(name))})

    def read_wide(self) -> None:
        """Read a table with an account in each column."""
        ats = self._ats(None)
        for column in self._cells.table.accounts:
            place = self._names.of_header(column.header)
            self._take([place] * len(ats), ats, {"followers": self._cells.counts(column, header=True)})

    def _ats(self, day: datetime | None) -> Sequence[datetime | None]:
        column = self._cells.table.column("date")
        if column is not None:
            return self._cells.times(column, "no_day")
        if day is None:
            self._cells.errors.add("no_date_column")
        return [day] * len(self._cells.table.rows)

    def _take(
        self, places: Sequence[int | None], ats: Sequence[datetime | None], figures: Mapping[str, Counted]
    ) -> None:
        """Gather the rows whose account and time are known and that tell anything."""
        size = len(ats)
        steps = [1] * size
        for place, step in figures["followers"].steps.items() if "followers" in figures else ():
            steps[place] = step
        columns: dict[str, Any] = {name: found.values for name, found in figures.items()}
        columns |= {"place": places, "observed_at": ats, "followers_step": steps, "row": self._cells.table.rows}
        table = pa.table(
            [
                pa.array(columns[each.name], each.type) if each.name in columns else pa.nulls(size, each.type)
                for each in _GATHERED
            ],
            schema=_GATHERED,
        )
        table = table.filter(pc.and_(pc.is_valid(table["place"]), pc.is_valid(table["observed_at"])))
        told = pc.is_valid(pc.coalesce(*(table[name] for name in _FIGURES)))
        silent = table.filter(pc.invert(told))["row"].to_pylist()
        self.empty += sum(row not in self._cells.errors.rows for row in silent)
        self._parts.append(table.filter(told))

    def gathered(self) -> pa.Table:
        """Return every observation once, in the order of accounts and times; note those that contradict another."""
        table = pa.concat_tables(self._parts) if self._parts else _GATHERED.empty_table()
        table = table.sort_by([("place", "ascending"), ("observed_at", "ascending"), ("row", "ascending")])
        again = table.select(["place", "observed_at"]).to_pandas().duplicated(keep=False).to_numpy()
        if again.any():
            self._compare(table.filter(pa.array(again)).to_pylist())
            first = ~table.select(["place", "observed_at"]).to_pandas().duplicated().to_numpy()
            table = table.filter(pa.array(first))
        return table

    def _compare(self, rows: Sequence[dict[str, Any]]) -> None:
        """Rows of one account and time, beside each other: the same once more, or a contradiction."""
        first: dict[str, Any] = {}
        for row in rows:
            if (row["place"], row["observed_at"]) != (first.get("place"), first.get("observed_at")):
                first = row
            elif {**row, "row": 0} == {**first, "row": 0}:
                self.repeated += 1
            else:
                self._cells.errors.add("differs", row["row"], None, other=first["row"])

    def tables(self) -> tuple[pa.Table, pa.Table]:
        """Return what is stored as observations, and what by day."""
        table = self.gathered()
        told = pc.is_valid(pc.coalesce(*(table[name] for name in TOTALS)))
        return table.filter(told).select(TOTALS_SCHEMA.names), self._daily(table)

    def _daily(self, table: pa.Table) -> pa.Table:
        told: dict[tuple[int, date, str], tuple[int, int]] = {}
        for measure in DAILY:
            rows = table.filter(pc.is_valid(table[measure])).select(["place", "observed_at", measure, "row"])
            for row in rows.to_pylist():
                key = (row["place"], row["observed_at"].date(), measure)
                before = told.setdefault(key, (row[measure], row["row"]))
                if before[0] != row[measure]:
                    self._cells.errors.add("differs", row["row"], None, other=before[1])
        found = [(*key, value) for key, (value, _) in told.items()]
        columns: Sequence[Any] = list(zip(*found, strict=True)) if found else [()] * len(DAILY_SCHEMA)
        return pa.table([list(column) for column in columns], DAILY_SCHEMA)

    def notes(self) -> list[Message]:
        """Return what was passed over."""
        told = []
        if self.repeated:
            told.append(Message("repeated", params={"n": self.repeated}))
        if self.empty:
            told.append(Message("nothing_told", params={"n": self.empty}))
        return told


def of_day(day: date | None) -> datetime | None:
    """Return when a day of the whole file is stored."""
    return at_noon(day) if day is not None else None
