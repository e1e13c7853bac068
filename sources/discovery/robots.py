"""What a site's robots.txt lets us read, and how fast.

Docs: RFC 9309 (groups by product token, ``Allow`` and ``Disallow`` with ``*`` and ``$``, the longest rule wins, ``Allow``
at a tie). ``Crawl-delay`` is no part of it, but many sites write it and Python's `urllib.robotparser` reads it too; like
there a robots.txt that is itself refused (401, 403) means that nothing may be read, and one that is missing, everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

LONGEST = 512_000
"""Bytes that are read; RFC 9309 asks for at least 500 KiB."""
_MOST_RULES = 5_000
_TOKEN = re.compile(r"[a-z_-]+")
_DELAY = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")
_WILD = 20
"""Stars of one rule; more of them no honest site needs."""


@dataclass
class _Group:
    tokens: set[str] = field(default_factory=set)
    rules: list[tuple[str, bool]] = field(default_factory=list)
    delay: float = 0.0


@dataclass(frozen=True)
class Robots:
    """The rules that are meant for us. ``delay``: seconds that are to lie between two calls, 0 when none are asked for."""

    rules: tuple[tuple[str, bool], ...] = ()
    """Path pattern, and whether it allows."""
    delay: float = 0.0

    def allows(self, path: str) -> bool:
        """Whether a path, with its query, may be read."""
        wanted = _normal(path or "/")
        length, allowed = -1, True
        for pattern, allows in self.rules:
            if len(pattern) >= length and _matches(pattern, wanted) and (len(pattern) > length or allows):
                length, allowed = len(pattern), allows
        return allowed or wanted == "/robots.txt"


EVERYTHING = Robots()
NOTHING = Robots((("/", False),))


def read(body: bytes, status: int, user_agent: str) -> Robots:
    """Read a robots.txt for a program of this User-Agent. Never fails: what is no rule is passed over."""
    if status in (401, 403):
        return NOTHING
    if status != 200:
        return EVERYTHING
    groups = _groups(body[:LONGEST].decode("utf-8-sig", "replace"))
    mine = _TOKEN.match(user_agent.lower())
    ours = [group for group in groups if mine and mine[0] in group.tokens]
    chosen = ours or [group for group in groups if "*" in group.tokens]
    return Robots(
        tuple(rule for group in chosen for rule in group.rules)[:_MOST_RULES],
        max((group.delay for group in chosen), default=0.0),
    )


def _groups(text: str) -> list[_Group]:
    groups: list[_Group] = []
    open_for_tokens = False
    for name, value in _lines(text):
        if name == "user-agent":
            if not open_for_tokens:
                groups.append(_Group())
            token = _TOKEN.match(value.lower())
            groups[-1].tokens.add("*" if value == "*" else token[0] if token else "")
            open_for_tokens = True
        elif groups and name in ("allow", "disallow", "crawl-delay"):
            open_for_tokens = False
            if name == "crawl-delay":
                groups[-1].delay = float(value) if _DELAY.fullmatch(value) else groups[-1].delay
            elif value and value.count("*") <= _WILD:
                groups[-1].rules.append((_normal(value), name == "allow"))
    return groups


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in re.split(r"[\r\n]+", text):
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def _normal(path: str) -> str:
    """One spelling for a path, so that ``%7E`` and ``~`` are the same; an encoded slash stays one."""
    return "%2F".join(quote(unquote(part), safe="/*$?=&;:@!'(),+~") for part in re.split("%2[fF]", path))


def _matches(pattern: str, path: str) -> bool:
    """Whether the pattern fits the path's beginning; told by looking for the pieces between the stars, one by one."""
    ends = pattern.endswith("$")
    pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(pieces[0]):
        return False
    place = len(pieces[0])
    for number, piece in enumerate(pieces[1:], 2):
        if ends and number == len(pieces):
            return path.endswith(piece) and len(path) - len(piece) >= place
        found = path.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return not ends or place == len(path)
