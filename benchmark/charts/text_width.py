"""How wide a text will be, so that margins fit and long names are cut or wrapped before anything overlaps.

Advance widths of the shipped typeface in thousandths of the type size, measured at weight 600 (400 is up to 4 % narrower);
the fallback typefaces are within 8 %, which `_SLACK` allows for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_FIRST = 32
# fmt: off
_ADVANCES = (
    260, 248, 357, 696, 560, 739, 696, 186, 259, 259, 399, 560, 240, 327, 240, 420, 560, 560, 560, 560, 560, 560, 560, 560,
    560, 560, 240, 240, 560, 560, 560, 515, 874, 661, 608, 708, 676, 580, 560, 734, 688, 258, 554, 653, 501, 851, 685, 748,
    559, 782, 607, 572, 585, 657, 666, 972, 660, 617, 598, 286, 460, 286, 602, 463, 306, 544, 579, 521, 579, 541, 344, 520,
    559, 239, 239, 550, 273, 838, 559, 574, 579, 579, 420, 471, 360, 559, 530, 752, 534, 530, 471, 268, 267, 268, 560,
)
# fmt: on
_WIDE = 1100  # ideographs, emoji
_OTHER = 640
_SLACK = 1.06


def text_width(text: str, size: float) -> float:
    """Return the width of one line in pixels at a type size in pixels."""
    return sum(_advance(character) for character in text) * size * _SLACK / 1000


def shorten(text: str, pixels: float, size: float) -> str:
    """Return the text, cut with an ellipsis where it is wider than ``pixels``."""
    if text_width(text, size) <= pixels:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > pixels:
        kept = kept[:-1]
    return kept.rstrip(" -–,.;:") + "…"


def shorten_apart(texts: Sequence[str], pixels: float, size: float) -> list[str]:
    """Return the texts cut to ``pixels``; those that would then look alike keep their ends: "Northern To…of Oslo"."""
    cut = [shorten(text, pixels, size) for text in texts]
    whole: dict[str, set[str]] = {}
    for text, short in zip(texts, cut, strict=True):
        whole.setdefault(short, set()).add(text)
    return [
        _ends(text, pixels, size) if len(whole[short]) > 1 else short for text, short in zip(texts, cut, strict=True)
    ]


def _ends(text: str, pixels: float, size: float) -> str:
    """A text with its middle cut out: half of the room for each end."""
    room = pixels - text_width("…", size)
    end = ""
    for character in reversed(text):
        if text_width(character + end, size) > room / 2:
            break
        end = character + end
    end = end.lstrip()
    start = ""
    for character in text[: len(text) - len(end)]:
        if text_width(start + character, size) > room - text_width(end, size):
            break
        start += character
    return f"{start.rstrip()}…{end}"


def wrap(text: str, pixels: float, size: float, lines: int = 12) -> list[str]:
    """Return the text in lines no wider than ``pixels``; breaks inside words only where a word is wider than a line."""
    done: list[str] = []
    current = ""
    for word in _pieces(text, pixels, size):
        candidate = f"{current} {word}" if current else word
        if current and text_width(candidate, size) > pixels:
            done.append(current)
            current = word
        else:
            current = candidate
    done.append(current)
    if len(done) > lines:
        done = [*done[: lines - 1], shorten(" ".join(done[lines - 1 :]), pixels, size)]
    return done


def _pieces(text: str, pixels: float, size: float) -> list[str]:
    pieces: list[str] = []
    for word in re.split(r"[ \t\n]+", text):
        part = ""
        for character in word:
            if part and text_width(part + character, size) > pixels:
                pieces.append(part)
                part = ""
            part += character
        pieces.append(part)
    return pieces


def _advance(character: str) -> int:
    if _FIRST <= (code := ord(character)) < _FIRST + len(_ADVANCES):
        return _ADVANCES[code - _FIRST]
    if unicodedata.combining(character):
        return 0
    base = ord(unicodedata.normalize("NFD", character)[0])
    if base != code and _FIRST <= base < _FIRST + len(_ADVANCES):
        return _ADVANCES[base - _FIRST]
    if character in "\u202f\u2009\u00a0":
        return _ADVANCES[0]
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _OTHER
