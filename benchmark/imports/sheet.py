"""A table as a file holds it, before anything is understood: cells by row, and how the file was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | datetime | date | time | timedelta | None
Row = Sequence[Cell]

LARGEST_FILE = 200 * 2**20
MOST_COLUMNS = 1_000
MOST_ROWS = 1_000_000
LONGEST_CELL = 100_000
"""Characters; a spreadsheet holds a third of that in a cell."""


@dataclass(frozen=True)
class Sheet:
    """The cells of a file. ``rows[0]`` is row 1, as a spreadsheet counts; empty rows count too."""

    name: str
    """The file's own name, without its folder."""
    rows: Sequence[Row]
    title: str = ""
    """Of the worksheet; empty for CSV."""
    encoding: str = ""
    """Of the text; empty for workbooks."""
    delimiter: str = ""
    """Between cells; empty for workbooks."""


def says_something(row: Row) -> bool:
    """Tell whether any cell of a row holds more than white space."""
    return any(
        (not isinstance(cell, str) or not cell.isspace()) if cell else cell is not None and cell != "" for cell in row
    )


def is_empty(cell: Cell) -> bool:
    """Tell whether nothing stands in a cell but white space."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
