"""Counts as people and programs write them: ``12 400``, ``12,400``, ``12.400``, ``12,4 k``, ``1.2M``.

Which sign parts decimals and which thousands is decided once for a column, over all its values: where one value shows it, all
the others follow. Where none does, as in a column of nothing but ``1,234``, thousands are meant, as half a follower is none; the
preview then says so. A count that was shortened carries the step in which the true one lies.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from benchmark.imports.sheet import Cell
from benchmark.imports.values import Wrong, is_missing, plain_letters, spaced

LARGEST = 10**13
_FORM = re.compile(r"([0-9](?:[0-9.,' ]*[0-9])?)(?: ?([a-z][a-z' ]*))?")
_GROUPS = re.compile(r"[0-9]{1,3}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
"""Thousands, also in the Indian way: 12,34,567."""
_SHORTENED = {
    1_000: ("k", "tsd", "thousand", "mille", "milliers"),
    1_000_000: ("m", "mio", "mn", "million", "millions"),
    1_000_000_000: ("b", "bn", "g", "md", "mds", "mrd", "milliard", "milliards", "billion", "billions"),
}
_FACTORS = {word: factor for factor, words in _SHORTENED.items() for word in words}
_NOUNS = frozenset(
    {
        "followers",
        "follower",
        "abonnes",
        "abonne",
        "subscribers",
        "subscriber",
        "fans",
        "fan",
        "members",
        "membres",
        "likes",
    }
    | {"views", "vues", "comments", "commentaires", "posts", "publications"}
)
_ABOUT = ("~", "≈", "<", ">", "≥", "≤", "ca.", "env.", "about", "environ", "over", "plus de", "more than")
_SCIENTIFIC = re.compile(r"[0-9.,]+e[+-]?[0-9]+", re.IGNORECASE)

Decimals = Literal[",", "."]


class Count(NamedTuple):
    """A count. The true one lies in [value, value + step); 1 is exact."""

    value: int
    step: int = 1


@dataclass(frozen=True)
class Style:
    """How a column writes its counts. ``unit`` is what its header says a 1 stands for."""

    decimals: Decimals | None = None
    """The sign before decimals; None when no value shows it."""
    unclear: str = ""
    """A value that could be read in two ways while no other one decides."""
    unit: int = 1


def style(cells: Iterable[Cell], unit: int = 1, decimals: Decimals | None = None) -> Style:
    """Decide how a column writes its counts; ``decimals`` is what the user says about it."""
    if decimals is not None:
        return Style(decimals, unit=unit)
    shown: Counter[Decimals] = Counter()
    unclear = ""
    for cell in cells:
        if not isinstance(cell, str) or cell.isdigit():
            continue
        found = _FORM.fullmatch(_tidy(cell))
        if found is None:
            continue
        sign = _evidence(found[1], shortened=bool(found[2]) or unit > 1)
        if sign is not None:
            shown[sign] += 1
        elif not unclear and _is_unclear(found[1]):
            unclear = cell.strip()
    if not shown:
        return Style(None, unclear, unit)
    return Style(shown.most_common(1)[0][0], unit=unit)


def read(cell: Cell, how: Style) -> Count | None:
    """Return the count in a cell, None when it is missing.

    Raises:
        Wrong: ``not_a_number``, ``negative``, ``signed``, ``percent``, ``not_whole``, ``about``, ``scientific``, ``too_many``.
    """
    if isinstance(cell, str):
        if how.unit == 1 and cell.isascii() and cell.isdigit() and len(cell) < 14:
            return Count(int(cell))
        return None if is_missing(cell) else _written(cell, how)
    if cell is None or is_missing(cell):
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise Wrong("not_a_number", value=str(cell))
    if cell < 0:
        raise Wrong("negative", value=str(cell))
    if isinstance(cell, float) and not cell < LARGEST:
        raise Wrong("too_many", value=str(cell))
    shown = format(Decimal(repr(cell)), "f")  # 12.4 in thousands is 12 400, and known to a hundred
    return _scaled(shown.removesuffix(".0"), ".", how.unit, str(cell))


def _written(cell: str, how: Style) -> Count:
    text = _tidy(cell)
    _refuse_what_is_no_count(text, cell)
    found = _FORM.fullmatch(text)
    if found is None:
        raise Wrong("not_a_number", value=cell)
    factor = _factor(found[2] or "", cell) * how.unit
    digits = found[1]
    if not digits.isdigit():
        digits = _without_thousands(digits, how.decimals or _own_decimals(digits, shortened=factor > 1), cell)
    return _scaled(digits, ".", factor, cell)


def _refuse_what_is_no_count(text: str, cell: str) -> None:
    if "%" in text or "‰" in text:
        raise Wrong("percent", value=cell)
    if _SCIENTIFIC.fullmatch(text):
        raise Wrong("scientific", value=cell)
    if re.fullmatch(r"(-|\u2212|\u2013)\s*[0-9].*|\([0-9][^)]*\)", text):
        raise Wrong("negative", value=cell)
    if re.match(r"\+\s*[0-9]", text):
        raise Wrong("signed", value=cell)
    if text.startswith(_ABOUT) or re.fullmatch(r"[0-9].*\+", text):
        raise Wrong("about", value=cell)


def _tidy(cell: str) -> str:
    """Return a text in small letters, with plain spaces and apostrophes."""
    return spaced(cell).replace("\u2019", "'").casefold() if cell.isascii() else plain_letters(cell).replace("’", "'")


def _factor(words: str, cell: str) -> int:
    """Return what the words after a number multiply it by; 1 for what is counted."""
    factor = 1
    for word in words.replace("d'", "").split():
        if word in _FACTORS and factor == 1:
            factor = _FACTORS[word]
        elif word not in _NOUNS:
            raise Wrong("not_a_number", value=cell)
    return factor


def _without_thousands(digits: str, decimals: Decimals, cell: str) -> str:
    """Return digits with at most one point, the thousands' signs taken out.

    Raises:
        Wrong: ``other_style``, it is written in another way than its column; ``not_a_number``.
    """
    whole, point, rest = digits.partition(decimals)
    if whole.isdigit() or _GROUPS.fullmatch(whole):
        if not point or rest.isdigit():
            return "".join(sign for sign in whole if sign.isdigit()) + (f".{rest}" if point else "")
        if _GROUPS.fullmatch(digits):
            raise Wrong("other_style", value=cell)
    code = "other_style" if _evidence(digits, shortened=True) not in (None, decimals) else "not_a_number"
    raise Wrong(code, value=cell)


def _own_decimals(digits: str, *, shortened: bool) -> Decimals:
    """Return the sign before decimals where nothing in the column shows it."""
    if _is_unclear(digits):
        mark: Decimals = "," if "," in digits else "."
        # 1.234 M is never written for 1 234 M, while 1.234 followers can only be a thousand and some
        return mark if shortened else _other(mark)
    return _evidence(digits, shortened=True) or "."


def _evidence(digits: str, *, shortened: bool) -> Decimals | None:
    """Return the sign before decimals as far as this value shows it."""
    marks = [sign for sign in digits if sign in ",."]
    if not marks:
        return None
    last: Decimals = "," if marks[-1] == "," else "."
    if len(set(marks)) == 2 and marks.count(last) == 1:
        return last
    if len(marks) > 1:
        return _other(last) if len(set(marks)) == 1 else None
    whole, _, rest = digits.partition(last)
    if len(rest) != 3 or len(whole) > 3 or " " in whole or "'" in whole or whole == "0":
        return last
    return last if shortened and whole.startswith("0") else None


def _is_unclear(digits: str) -> bool:
    """Tell whether a number could be read in two ways, such as 1,234."""
    return re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", digits) is not None


def _other(sign: Decimals) -> Decimals:
    return "." if sign == "," else ","


def _scaled(digits: str, point: str, factor: int, cell: str) -> Count:
    whole, _, rest = digits.partition(point)
    if factor == 1:
        rest = rest.rstrip("0")
    scale = 10 ** len(rest)
    value, left = divmod(int(whole + rest) * factor, scale)
    if left:
        raise Wrong("not_whole", value=cell)
    if value > LARGEST:
        raise Wrong("too_many", value=cell)
    return Count(value, max(factor // scale, 1))
