"""The shapes of what a page says: links to accounts and where they stand, from the surest place to the least sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Where = Literal[
    "pasted", "same_as", "well_known", "announced", "rel_me", "publisher", "site_handle", "header", "footer",
    "navigation", "social", "creator", "contact", "page", "content",
]  # fmt: skip
"""Where a link stands. ``same_as``: structured data of the owner; ``announced``: a feed or API in the page's head;
``publisher`` and ``site_handle``: meta elements for Facebook and X; ``social``: a block that says so; ``contact``: the
contact or imprint page; ``content``: an article, a comment, somebody's portrait, an embedded post."""

_RANKS: dict[Where, int] = {
    "pasted": 0, "same_as": 0, "well_known": 0, "announced": 0, "rel_me": 1, "publisher": 1, "site_handle": 2,
    "header": 3, "footer": 3, "social": 3, "navigation": 3, "contact": 6, "page": 7, "creator": 8, "content": 9,
}  # fmt: skip
assert set(_RANKS) == set(get_args(Where))  # noqa: S101  the two lists are one
_SURE = 3


def rank(where: Where) -> int:
    """How sure a place makes it that the account is the site's own; 0 is the surest."""
    return _RANKS[where]


def is_sure(where: Where) -> bool:
    """Whether what stands there is the site's own account by all that pages are built like."""
    return _RANKS[where] <= _SURE


@dataclass(frozen=True)
class Mention:
    """An address, absolute, and where it stands."""

    url: str
    where: Where


@dataclass(frozen=True)
class Anchor:
    """A link to a page, with the words that a reader sees."""

    url: str
    words: str


@dataclass(frozen=True)
class Page:
    """What one page says. ``names``: what the site calls itself, the surest first."""

    url: str
    mentions: tuple[Mention, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    names: tuple[str, ...] = ()
    title: str = ""
    generator: str = ""
