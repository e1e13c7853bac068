"""What the readers of single cells share: what counts as missing, and how a cell that is no value says so."""

from __future__ import annotations

import unicodedata

from benchmark.imports.sheet import Cell
from benchmark.refusals import Param

_MISSING = frozenset(
    {
        "", "-", "--", "–", "—", "−", "?", ".", "..", "...", "…", "n/a", "na", "#n/a", "n.a.", "n/d", "nd", "n.d.", "nc", "n.c.",
        "nan", "nat", "null", "none", "nil", "unknown", "inconnu", "non disponible", "not available", "missing", "manquant",
    }
)  # fmt: skip


class Wrong(Exception):
    """A cell that does not hold what its column should. ``code`` is one of `benchmark.problems.importing`."""

    def __init__(self, code: str, /, **params: Param) -> None:
        self.code = code
        self.params = params
        super().__init__(code, params)


def is_missing(cell: Cell) -> bool:
    """Tell whether a cell says that there is no value: it is empty, a dash or a word for it. 0 is a value."""
    if cell is None:
        return True
    if isinstance(cell, str):
        return len(cell) < 20 and (not cell or spaced(cell).casefold() in _MISSING)
    return isinstance(cell, float) and cell != cell  # noqa: PLR0124  not a number


def spaced(text: str) -> str:
    """Return a text in its usual signs, with single plain spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def plain_letters(text: str) -> str:
    """Return a text in small letters without accents and with single spaces: how words are compared."""
    parts = unicodedata.normalize("NFKD", spaced(text).casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def unquoted(text: str) -> str:
    """Return a text without the apostrophe that exports put before what a spreadsheet would compute."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@", "\t", "\r", "\n") else text
