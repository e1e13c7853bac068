"""What JSON-LD in a page says of its owner: ``sameAs`` links and the name.

Docs: https://schema.org/sameAs, https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents. Sites write it in
many forms: one object, a list, an ``@graph``, nodes within nodes, keys with a ``schema:`` prefix, one link or a list.
Read defensively: what is no JSON, too long or too deep is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

LONGEST = 500_000
"""Characters of one block."""
_MOST_NODES = 20_000
_MOST_LINKS = 500
_OWNER = ("Organization", "Corporation", "Brand", "Business", "Store", "WebSite", "Restaurant", "Hotel", "Airline")
"""Ends of the types that a site's owner has; https://schema.org/Organization has over a hundred below it."""
_OTHERS = frozenset(
    {
        "author", "performer", "organizer", "sponsor", "funder", "member", "memberOf", "employee", "founder", "founders",
        "alumni", "review", "reviews", "itemReviewed", "comment", "contributor", "creator", "actor", "director", "editor",
        "mentions", "itemListElement", "isBasedOn", "citation", "offers", "worksFor", "affiliation", "seller", "byArtist",
    }
)  # fmt: skip
"""Properties behind which other people and companies stand."""
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*$")


@dataclass
class Structured:
    """Links to accounts of the owner (``True``) or of somebody else, and the owner's names."""

    same_as: list[tuple[str, bool]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def read(blocks: list[str]) -> Structured:
    """Read the JSON-LD blocks of one page. Never fails."""
    found = Structured()
    for block in blocks:
        if len(block) > LONGEST:
            continue
        try:
            whole = json.loads(_WRAPPED.sub("", block), strict=False)
        except (ValueError, RecursionError):
            continue
        for node, owner in _nodes(whole):
            _take(node, found, owner=owner)
    return found


def _nodes(whole: Any) -> Iterator[tuple[dict[str, Any], bool]]:
    """Every object, and whether it can be the site's owner by the way that leads to it."""
    waiting: list[tuple[Any, bool]] = [(whole, True)]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value, owner = waiting.pop(0) if len(waiting) < 100 else waiting.pop()
        if isinstance(value, list):
            waiting.extend((each, owner) for each in value[:_MOST_NODES] if isinstance(each, dict | list))
        elif isinstance(value, dict):
            yield value, owner
            for key, each in value.items():
                if isinstance(each, dict | list):
                    waiting.append((each, owner and _bare(key) not in _OTHERS))


def _take(node: dict[str, Any], found: Structured, *, owner: bool) -> None:
    said = {_bare(key): value for key, value in node.items()}
    types = [_bare(each) for each in _texts(said.get("@type"))]
    is_owner = owner and any(each.endswith(_OWNER) for each in types)
    untyped = owner and not types
    for link in _texts(said.get("sameAs")):
        if len(found.same_as) < _MOST_LINKS:
            found.same_as.append((link, is_owner or untyped))
    if is_owner:
        found.names.extend(name for name in _texts(said.get("name"))[:1] if name.strip())


def _texts(value: Any) -> list[str]:
    """The texts in a value, a list of values, or objects with an ``@id`` or ``@value``."""
    values = value if isinstance(value, list) else [value]
    plain = (each.get("@id") or each.get("@value") if isinstance(each, dict) else each for each in values)
    return [each for each in plain if isinstance(each, str)]


def _bare(key: str) -> str:
    return key.rsplit("/", 1)[-1].rsplit("#", 1)[-1].removeprefix("schema:")
