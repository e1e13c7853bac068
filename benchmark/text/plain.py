"""One line of harmless text from whatever came from outside."""

from __future__ import annotations

import unicodedata


def plain(text: object, cap: int = 120) -> str:
    """Return one line of text without invisible characters, at most ``cap`` characters long with its ellipsis."""
    kept = "".join(_visible(character) for character in str(text)[: cap * 8])
    line = " ".join(kept.split())
    return line if len(line) <= cap else line[: cap - 1].rstrip() + "…"


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    # Cc controls, Cf bidi marks and zero-width signs, Cs lone surrogates, Co private use
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"} else character
