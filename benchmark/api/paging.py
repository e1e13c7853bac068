"""Cursors: where the next page goes on, as a text that says nothing to its reader.

A page begins after a row's key, not after a number of rows, so that what is appended meanwhile neither doubles nor hides a row that
was there. A cursor belongs to one question: with other filters it is refused.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from benchmark.api.parameters import Parameter, Text, Whole
from benchmark.api.problem import Problem
from benchmark.commands.extract_files import records
from benchmark.output import plain_value
from benchmark.text import t, words

LIMIT: Final = Parameter("limit", Whole(1, 1000), words("The most rows of one answer."), default=100)
AFTER: Final = Parameter(
    "after",
    Text(2000),
    words("Where to go on: what the answer before called next; the other parameters stay the same."),
)
PAGING: Final = (LIMIT, AFTER)
_NOT_ASKED: Final = ("after", "limit", "format")

Key = list[Any]


def cursor(operation: str, values: Mapping[str, Any], key: Sequence[Any]) -> str:
    """Return the cursor of what comes after a row's key."""
    said = json.dumps([_question(operation, values), plain_value(list(key))], separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def key_of(operation: str, values: Mapping[str, Any], length: int) -> Key | None:
    """Return the key after which a page begins, of so many values; None for the first page.

    Raises:
        Problem: the cursor is none, or one of another question.
    """
    given = values.get("after")
    if given is None:
        return None
    try:
        question, key = json.loads(base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True))
    except (ValueError, TypeError, RecursionError):
        question, key = "", None
    fits = isinstance(key, list) and len(key) == length and all(isinstance(part, str | int | None) for part in key)
    if question != _question(operation, values) or not fits:
        raise wrong_cursor()
    return list(key)


def wrong_cursor() -> Problem:
    """Return the answer to a cursor that leads nowhere."""
    return Problem(
        422,
        "bad_cursor",
        t(
            "The parameter after does not belong to this question. Leave it out to begin again, or follow the answer's next."
        ),
    )


def part(rows: pa.Table, names: Sequence[str], after: Key | None, limit: int) -> tuple[pa.Table, Key | None]:
    """Return the rows that follow a key, in the order of their keys, and the last one's key when there are more.

    Raises:
        Problem: the cursor's key is not of these columns.
    """
    keys = [tuple(record[name] for name in names) for record in records(rows.select(list(names)))]
    try:
        order = sorted(range(len(keys)), key=lambda place: _sortable(keys[place]))
        if after is not None:
            beyond = _sortable(after)
            order = [place for place in order if _sortable(keys[place]) > beyond]
    except TypeError as error:
        raise wrong_cursor() from error
    taken = order[:limit]
    more = list(keys[taken[-1]]) if taken and len(order) > limit else None
    return rows.take(pa.array(taken, pa.int64())), more


def _sortable(key: Sequence[Any]) -> tuple[tuple[bool, Any], ...]:
    return tuple((value is not None, 0 if value is None else value) for value in key)


def _question(operation: str, values: Mapping[str, Any]) -> str:
    asked = sorted((name, str(plain_value(value))) for name, value in values.items() if name not in _NOT_ASKED)
    return hashlib.sha256(repr((operation, asked)).encode()).hexdigest()[:16]
