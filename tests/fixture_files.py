"""Recorded answers of networks, and every way in which one of their fields can be broken."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "fixtures"
GONE = object()
BROKEN: tuple[Any, ...] = (
    GONE,
    None,
    True,
    "",
    "x" * 100_000,
    "\x00\u202e",
    -5,
    10**18,
    1.5,
    [],
    [None],
    {},
    {"a": [1]},
)


def fixture(name: str) -> Any:
    """The JSON of ``tests/fixtures/<name>``."""
    return json.loads((FOLDER / name).read_text())


def mutations(whole: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every copy of a JSON value with one field broken, and the path of that field."""
    for path in list(_paths(whole)):
        for broken in BROKEN:
            changed = copy.deepcopy(whole)
            inner = changed
            for step in path[:-1]:
                inner = inner[step]
            if broken is not GONE:
                inner[path[-1]] = broken
            elif isinstance(inner, dict):
                del inner[path[-1]]
            else:
                continue
            yield path, changed


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    steps: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*path, step)
        yield from _paths(inner, (*path, step))
