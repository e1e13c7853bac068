"""A page's table as JSON and Parquet, with how it was counted and which state of the data it came from inside.

The same page over the same data is the same file: nothing of the time at which it was made stands in it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmark.charts.labels import plain
from benchmark.charts.sheets import column_of
from benchmark.reports.document import Document, Sheet


def about(document: Document, page: Sheet) -> dict[str, Any]:
    """Return what has to travel with a page's figures, as JSON holds it; times are UTC."""
    card = page.card
    told: dict[str, Any] = {
        "report": document.name,
        "panel": document.panel,
        "title": page.title,
        "note": page.note,
        "data_version": document.version.id,
        "latest_observation": _time(document.version.observed_at),
        "demo": document.demo,
    }
    if card is not None:
        told |= {
            "card": card.key,
            "network": page.item.network,
            "finding": card.finding,
            "definition": card.definition,
            "period": [day.isoformat() for day in card.period] if card.period else None,
            "footer": card.footer,
            "method": card.method,
            "state": card.state,
            "message": card.message,
        }
    return told


def as_json(document: Document, page: Sheet, table: pd.DataFrame) -> bytes:
    """Return the table as ``{"about": {…}, "columns": […], "rows": [{…}, …]}``; unknown values are null."""
    names = [plain(name, 255) for name in table.columns]
    columns = [[_json(value) for value in column_of(table, place)] for place in range(len(names))]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    told = {"about": about(document, page), "columns": names, "rows": rows}
    return (json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def as_parquet(document: Document, page: Sheet, table: pd.DataFrame) -> bytes:
    """Return the table as Parquet; ``about`` is in the file's metadata. Unknown values are null."""
    arrays = {plain(name, 255): _array(column_of(table, place)) for place, name in enumerate(table.columns)}
    told = json.dumps(about(document, page), ensure_ascii=False)
    buffer = io.BytesIO()
    pq.write_table(pa.table(arrays).replace_schema_metadata({"about": told}), buffer, compression="zstd")
    return buffer.getvalue()


def _array(values: Sequence[Any]) -> pa.Array:
    """Return a column in the one kind of its values; a column of several kinds is text."""
    kinds = {type(value) for value in values if value is not None}
    if not kinds:
        return pa.array(values, pa.string())
    if kinds <= {int, float} and len(kinds) == 2:
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    if len(kinds) == 1 and kinds <= {bool, int, float, str, date, datetime}:
        return pa.array(values)
    return pa.array([None if value is None else str(_json(value)) for value in values], pa.string())


def _json(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _time(at: datetime | None) -> str | None:
    return f"{at.isoformat(timespec='seconds')}Z" if at else None
