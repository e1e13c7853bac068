"""Paging: a cut list must never look complete, and a server that repeats a cursor must not hold a run forever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from sources.errors import LimitReached, NotUnderstood

T = TypeVar("T")


def pages(fetch: Callable[[str | None], tuple[T, str | None]], *, limit: int = 2000) -> Iterator[T]:
    """Yield each page of ``fetch(cursor)``, which gives a page and the next cursor; None or "" ends the list.

    Raises:
        NotUnderstood: ``repeated_cursor``, the server sent a cursor it had sent before.
        LimitReached: ``too_many_pages``, there is more after ``limit`` pages.
    """
    cursor: str | None = None
    seen: set[str] = set()
    for _ in range(limit):
        page, cursor = fetch(cursor)
        yield page
        if not cursor:
            return
        if cursor in seen:
            raise NotUnderstood("repeated_cursor", pages=len(seen) + 1)
        seen.add(cursor)
    raise LimitReached("too_many_pages", pages=limit)
