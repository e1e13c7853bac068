"""Small readers of single fields, shared by the ``parse_*`` functions.

A field that is missing, of another type or absurd becomes None (or empty), so that the known fields go on. Only an
id is not optional: without it nothing can be attributed, and the answer counts as not understood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from sources.answer import safe_excerpt
from sources.errors import NotUnderstood
from sources.html_text import plain_text

LARGEST_COUNT = 2**53
"""Beyond this JSON numbers are no longer exact; no network counts that far."""

TEXT_LIMIT = 20_000
_DIGITS = re.compile(r"[0-9]{1,16}")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HASHTAG = re.compile(r"(?<![\w/&#])[#＃](\w*[^\W\d_]\w*)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def count(value: object) -> int | None:
    """A count as a whole number from 0 to 2^53, also when sent as a string of digits; otherwise None."""
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= LARGEST_COUNT else None


def text(value: object, limit: int = TEXT_LIMIT) -> str | None:
    """A text without control characters and outer white space, cut at ``limit``; None when empty or no text."""
    if not isinstance(value, str):
        return None
    whole = value[: 2 * limit].encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair cannot be stored
    return _UNPRINTABLE.sub("", whole.replace("\r\n", "\n")).strip()[:limit].rstrip() or None


def html_text(value: object, limit: int = TEXT_LIMIT) -> str | None:
    """The plain text of a piece of HTML, under the same rules as `text`."""
    return text(plain_text(value), limit) if isinstance(value, str) else None


def identifier(value: object, limit: int = 512) -> str:
    """An id as the network sent it.

    Raises:
        NotUnderstood: it is no text, empty, too long, or holds white space or control characters.
    """
    if isinstance(value, str) and 0 < len(value) <= limit and value.isprintable() and " " not in value:
        return value
    raise not_understood(value)


def mapping(value: object) -> Mapping[str, Any]:
    """The JSON object, or an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> list[Mapping[str, Any]]:
    """The JSON objects of a JSON array; empty in place of anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def web_url(value: object) -> str | None:
    """An http or https address of at most 2 000 characters, else None (``javascript:``, ``data:``, relative)."""
    address = text(value, 2001)
    if address is None or len(address) > 2000 or any(letter in address for letter in " \n\t<>\"'\\"):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:  # an unfinished IPv6 address
        return None
    return address if parts.scheme in ("http", "https") and parts.hostname else None


def language(value: object) -> str | None:
    """A language tag such as ``fr`` or ``pt-BR``, else None."""
    return value if isinstance(value, str) and len(value) <= 35 and _LANGUAGE.fullmatch(value) else None


def hashtags(written: str | None, named: Iterable[object] = (), limit: int = 50) -> tuple[str, ...]:
    """The hashtags of a post, lower-case, without ``#``, each once.

    Args:
        written: the plain text in which they may stand.
        named: those that the network lists itself, which come first.
        limit: how many are kept at most.
    """
    listed = [tag.lstrip("#＃") for tag in (text(name, 100) for name in named) if tag]
    found = _HASHTAG.findall(written or "")
    return tuple(dict.fromkeys(tag.lower() for tag in (*listed, *found) if tag))[:limit]


def not_understood(value: object) -> NotUnderstood:
    """The error for an answer of another form than documented, with the beginning of the part at fault."""
    try:
        excerpt = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        excerpt = repr(type(value))
    return NotUnderstood(excerpt=safe_excerpt(excerpt.encode("utf-8", "replace")))


def rows(value: object) -> list[Mapping[str, Any]]:
    """The JSON objects of an array that has to be there and hold nothing else.

    Raises:
        NotUnderstood: otherwise; a list of which a part was lost must never look complete.
    """
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return value
    raise not_understood(value)
