"""The fields of an address: every filter as a short text that people can read, keep and edit.

A brand stands as ``anvil-works.k3x2p7``: its name for people, the beginning of its id so that a renamed brand is still found.
What a field holds and nobody knows is left aside and counted (`Chosen.unknown`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from benchmark.charts.labels import file_part
from benchmark.refusals import folded

FIELDS = (
    *("panel", "period", "compare", "networks", "brands", "network", "mentions", "markets", "roles", "over", "without"),
    *("like", "industry"),
    *("scale", "brand", "beside", "event", "sort", "kinds", "tags", "search", "report"),
)
_ID_PART = 6
"""Signs of an id in the address: 26 × 32^5 ids, and a name beside it."""


@dataclass(frozen=True)
class Chosen:
    """What a field names among what there is, in the order of the field."""

    keys: tuple[str, ...]
    unknown: int = 0
    """How many entries name nothing that is here (any more)."""


def named(names: Mapping[str, str], key: str) -> str:
    """Return how the address names something that has an id and a name."""
    return ".".join(part for part in (file_part(names[key]), key[:_ID_PART]) if part)


def find(names: Mapping[str, str], value: str) -> Chosen:
    """Return the ids that a field's text names, among ids with their names."""
    keys: list[str] = []
    unknown = 0
    for word in value.replace(",", " ").split():
        key = _find(names, word)
        if key is None:
            unknown += 1
        elif key not in keys:
            keys.append(key)
    return Chosen(tuple(keys), unknown)


def known(keys: Iterable[str], value: str) -> Chosen:
    """Return which of these plain names a field's text holds."""
    words = dict.fromkeys(value.lower().replace(",", " ").split())
    there = set(keys)
    return Chosen(tuple(word for word in words if word in there), sum(word not in there for word in words))


def days(value: str, latest: date) -> tuple[date, date] | None:
    """Return the days of ``2026-10-01..2026-11-20``, cut at ``latest``; None when it is no such span."""
    first, dots, last = value.partition("..")
    if not dots:
        return None
    try:
        start, end = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
    except ValueError:
        return None
    start, end = min(start, end), min(max(start, end), latest)
    return (start, end) if start <= end and start.year >= latest.year - 30 else None


def span(first: date, last: date) -> str:
    """Return two days as the address writes them."""
    return f"{first.isoformat()}..{last.isoformat()}"


def _find(names: Mapping[str, str], word: str) -> str | None:
    if word in names:
        return word
    slug, _, start = word.rpartition(".")
    if len(start) >= _ID_PART:
        found = [key for key in names if key.startswith(start)]
        if len(found) == 1:
            return found[0]
    wanted = folded(slug or word)
    exact = [key for key, name in names.items() if file_part(name) == wanted]
    found = exact or [key for key, name in names.items() if file_part(name).startswith(wanted)]
    return found[0] if len(found) == 1 else None
