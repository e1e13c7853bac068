"""Paging ends, and says so when it did not reach the end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sources.errors import LimitReached, NotUnderstood
from sources.paging import pages

Fetch = Callable[[str | None], tuple[str, str | None]]


def chain(cursors: dict[str | None, str | None]) -> tuple[Fetch, list[str | None]]:
    asked: list[str | None] = []

    def fetch(cursor: str | None) -> tuple[str, str | None]:
        asked.append(cursor)
        return f"page after {cursor}", cursors[cursor]

    return fetch, asked


def test_pages_are_followed_to_the_last() -> None:
    fetch, asked = chain({None: "a", "a": "b", "b": None})
    assert list(pages(fetch)) == ["page after None", "page after a", "page after b"]
    assert asked == [None, "a", "b"]


def test_an_empty_cursor_ends_the_list() -> None:
    fetch, _ = chain({None: ""})
    assert len(list(pages(fetch))) == 1


def test_the_next_page_is_not_fetched_before_it_is_wanted() -> None:
    fetch, asked = chain({None: "a", "a": "b", "b": None})
    next(pages(fetch))
    assert asked == [None]


@pytest.mark.parametrize("cursors", [{None: "a", "a": "a"}, {None: "a", "a": "b", "b": "a"}])
def test_a_repeated_cursor_is_an_error_after_the_pages_that_were_new(cursors: dict[str | None, str | None]) -> None:
    fetch, asked = chain(cursors)
    read: list[str] = []
    with pytest.raises(NotUnderstood) as caught:
        read.extend(pages(fetch))
    assert caught.value.code == "repeated_cursor"
    assert len(read) == len(asked) == len(cursors)


def test_more_pages_than_the_limit_never_look_complete() -> None:
    def fetch(cursor: str | None) -> tuple[int, str]:
        number = int(cursor or 0)
        return number, str(number + 1)

    read: list[int] = []
    with pytest.raises(LimitReached) as caught:
        read.extend(pages(fetch, limit=7))
    assert caught.value.code == "too_many_pages"
    assert read == list(range(7))


def test_exactly_as_many_pages_as_the_limit_are_complete() -> None:
    fetch, _ = chain({None: "a", "a": None})
    assert len(list(pages(fetch, limit=2))) == 2
