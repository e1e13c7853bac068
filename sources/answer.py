"""What a server answered, and the strict reading of its JSON.

JSON is read as RFC 8259 means it, and stricter where a figure could be invented: NaN and Infinity, numbers that no
64-bit field holds, and objects that name a key twice are refused.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

from sources.errors import NotUnderstood
from sources.redact import redact

EXCERPT_BYTES: Final = 2048
LARGEST_INTEGER: Final = 2**63 - 1
DEEPEST: Final = 200
"""Levels of nesting; answers of real networks stay below 30."""

_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NOT_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))
_SURROGATE: Final = re.compile(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")
_ESCAPE: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)


class Headers(Mapping[str, str]):
    """Header fields of an answer; names in any case."""

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields = {name.lower(): (name, value) for name, value in fields}

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._fields.values())

    def __len__(self) -> int:
        return len(self._fields)


@dataclass(frozen=True, repr=False)
class Answer:
    """One answer, read to its end and decompressed. ``url`` is the address that gave it, after redirects."""

    status: int
    headers: Mapping[str, str]
    """Names in any case; a field that came several times is one value, joined by commas."""
    body: bytes
    url: str

    def __post_init__(self) -> None:
        if not isinstance(self.headers, Headers):
            object.__setattr__(self, "headers", Headers(self.headers.items()))

    def __repr__(self) -> str:
        return f"Answer({self.status}, {self.host!r}, {len(self.body)} bytes)"

    @property
    def host(self) -> str:
        """The host that answered."""
        return urlsplit(self.url).hostname or ""

    @property
    def not_modified(self) -> bool:
        """Nothing new since the answer whose validators were sent (status 304); the body is empty."""
        return self.status == 304

    def text(self) -> str:
        """The body as text, by the charset that the server names, else UTF-8; what cannot be read becomes U+FFFD."""
        named = _CHARSET.search(self.headers.get("Content-Type", ""))
        try:
            return self.body.decode(named.group(1) if named else "utf-8-sig", "replace")
        except (LookupError, ValueError):
            return self.body.decode("utf-8-sig", "replace")

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            NotUnderstood: it is none, or holds what no figure can be read from: NaN, 1e999, whole numbers beyond
                64 bits, a key named twice, more than 200 levels. Param ``excerpt``: its beginning.
        """
        try:
            return _strict_json(self.body)
        except (ValueError, RecursionError) as error:
            reason = error.args[0] if isinstance(error, _NotPlain) else "no_json"
        raise NotUnderstood("not_understood", host=self.host, status=self.status, reason=reason, excerpt=self.excerpt())

    def excerpt(self) -> str:
        """The beginning of the body, at most 2 kB of printable text and without any secret."""
        return safe_excerpt(self.body)


class _NotPlain(ValueError):
    """JSON by its grammar, but nothing to read figures from."""


def safe_excerpt(body: bytes) -> str:
    """At most 2 kB (as UTF-8) from the beginning, without control, invisible or direction-changing characters."""
    text = redact(body[: 8 * EXCERPT_BYTES].decode("utf-8-sig", "replace"))
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return text.encode()[:EXCERPT_BYTES].decode("utf-8", "ignore")


def _strict_json(body: bytes) -> Any:
    if _depth(body) > DEEPEST:
        raise _NotPlain("too_deep")
    text = body.decode("utf-8-sig")
    if _SURROGATE.search(text):
        # Networks cut texts in the middle of an emoji; half a character cannot be stored, so it becomes U+FFFD.
        text = _ESCAPE.sub(lambda found: r"\ufffd" if found["lone"] else found[0], text)
    return json.loads(
        text, parse_int=_integer, parse_float=_decimal, parse_constant=_constant, object_pairs_hook=_object
    )


def _depth(body: bytes) -> int:
    """The deepest nesting, told without the parser's own recursion."""
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return 0
    depth = deepest = 0
    for bracket in _STRINGS.sub(b"", body).translate(None, _NOT_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _integer(digits: str) -> int:
    value = int(digits) if len(digits) <= 20 else LARGEST_INTEGER + 1
    if abs(value) > LARGEST_INTEGER:
        raise _NotPlain("number_too_large")
    return value


def _decimal(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _NotPlain("number_too_large")
    return value


def _constant(_name: str) -> NoReturn:
    raise _NotPlain("not_a_number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotPlain("repeated_key")
    return found
