"""One line of harmless text from whatever came from outside."""

from __future__ import annotations

import re
import unicodedata

_UNBROKEN = "\u00a0\u202f"  # no-break spaces hold a figure and its unit together


def plain(text: object, cap: int = 120) -> str:
    """Return one line of text without invisible characters, at most ``cap`` characters long with its ellipsis."""
    kept = "".join(_visible(character) for character in str(text)[: cap * 8])
    line = re.sub(" +", " ", kept).strip()
    return line if len(line) <= cap else line[: cap - 1].rstrip() + "…"


def _visible(character: str) -> str:
    if character in _UNBROKEN:
        return character
    if character.isspace():
        return " "
    # Cc controls, Cf bidi marks and zero-width signs, Cs lone surrogates, Co private use; XML knows no U+FFFE and U+FFFF
    gone = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"} or ord(character) & 0xFFFE == 0xFFFE
    return "" if gone else character
