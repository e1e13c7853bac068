"""The words of a tag's rule, and how they are found in texts: in one at a time, and by patterns for the database. Pure.

A word or phrase is found where it stands by itself: no letter, mark, digit or underscore touches it. An apostrophe and a hyphen end
a word, so *offre* is in "l'offre". Case and accents do not count (*été* is in "ETE"), nor do ß and ss, œ and oe, æ and ae differ;
between the words of a phrase stands any white space or hyphen. Scripts written without spaces (Chinese, Japanese, Thai, Lao,
Khmer, Burmese) and Korean, whose particles cling to the word, need nothing around a word: there it is found inside others too.

A reading brings a few posts, for which compiling a pattern takes far longer than looking; a changed rule concerns millions, for
which it takes nothing. So there are `Finder` and `patterns`; a test holds both to the same results. The patterns are RE2's, and
hold nothing of the user's but single signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

VERSION: Final = 1
"""Counts up when the same rule finds other posts than before: tags are then worked out anew when the database is opened."""

_LETTERS: Final = tuple(chain(range(0x80, 0x250), range(0x370, 0x530), range(0x1E00, 0x2000)))
"""Latin, Greek and Cyrillic: where marks on a letter are accents and may be left out."""
_PAIRS: Final = {"oe": "œ", "ae": "æ", "ss": "ß"}
_APOSTROPHES: Final = "'’‘ʼ`´"
_HYPHENS: Final = "-‐‑‒–—"
_GAP: Final = r"[\s\x{85}\p{Z}\-‐‑‒–—]+"
_UNSPACED: Final = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3031, 0x3035),
    (0x3040, 0x318F), (0x31F0, 0x31FF), (0x3400, 0x9FFF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFF65, 0xFFDC), (0x20000, 0x3FFFD),
)  # fmt: skip
"""Thai and Lao, Burmese, Korean, Khmer, Japanese, Chinese."""
_OUTSIDE: Final = (
    r"[^\p{L}\p{M}\p{N}_]|["
    + _APOSTROPHES
    + "".join(rf"\x{{{first:X}}}-\x{{{last:X}}}" for first, last in _UNSPACED)
    + "]"
)
_AT_ONCE: Final = 800
"""So many letters one pattern looks for: RE2 finds 1 000 in one pass over a text, and none of 2 000 in any bearable time."""


def _accented() -> dict[str, str]:
    """By letter all that are taken for it."""
    found: dict[str, str] = {"o": "ø", "l": "ł", "d": "đ", "i": "ıİ"}
    for place in _LETTERS:
        letter = chr(place)
        bare = _bare(letter)
        if unicodedata.category(letter) == "Ll" and len(bare) == 1 and bare != letter:
            found[bare] = found.get(bare, "") + letter
    return found


def _bare(text: str) -> str:
    """A text without its accents. Marks of other scripts (a Hindi vowel, a Japanese voicing) make other letters and stay."""
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not "\u0300" <= sign <= "\u036f"))


_ACCENTED: Final = _accented()
_ODD = {
    chr(place): unicodedata.normalize("NFKC", chr(place))
    for place in chain(range(0x1D400, 0x1D800), range(0xFF01, 0xFF5F))
}
ODD: Final = "[" + r"\x{300}-\x{36f}\x{1D400}-\x{1D7FF}\x{FF01}-\x{FF5E}" + "]"
"""Finds letters that are written in an unusual way: accents apart from their letter, bold letters of mathematics, wide ones."""
ODD_SIGNS: Final = "".join(sign for sign, plain in _ODD.items() if len(plain) == 1)
USUAL_SIGNS: Final = "".join(plain for plain in _ODD.values() if len(plain) == 1)
"""The letters that `ODD_SIGNS` stand for, in the same order."""


_GAPS = re.compile(" {2,}")
_ODD_AMONG = re.compile("[\u0300-\u036f\U0001d400-\U0001d7ff\uff01-\uff5e]")
_TO_USUAL = str.maketrans(ODD_SIGNS, USUAL_SIGNS)


class _Folds(dict[int, str]):
    """By sign what stands for it and for all that are taken for the same; worked out when a sign is first met."""

    def __missing__(self, place: int) -> str:
        sign = chr(place)
        if sign in _APOSTROPHES:
            fold = "'"
        elif sign in _HYPHENS or sign in "\t\n\v\f\r\x85" or unicodedata.category(sign)[0] == "Z":
            fold = " "
        else:
            low = next((each for each in (sign.casefold(), sign.lower()) if len(each) == 1), sign)
            fold = _LONE.get(sign) or _BARE.get(low) or low
        self[place] = fold
        return fold


_BARE = {accented: bare for bare, several in _ACCENTED.items() for accented in several} | {"œ": "oe", "æ": "ae"}
_LONE = {"ß": "ss", "ẞ": "ss", "İ": "i"}
_FOLDS = _Folds()


def folded_text(text: str) -> str:
    """Return what texts share in which the same words are found."""
    if _ODD_AMONG.search(text):
        text = unicodedata.normalize("NFC", text).translate(_TO_USUAL)
    return _GAPS.sub(" ", text.translate(_FOLDS))


def folded(word: str) -> str:
    """Return what two words share that find the same posts; empty when there is nothing in it to be found."""
    text = folded_text(unicodedata.normalize("NFC", word)).strip()
    return text if any(unicodedata.category(sign)[0] in "LNS" for sign in text) else ""


class Finder:
    """Tells whether a folded text holds one of some words."""

    def __init__(self, words: tuple[str, ...]) -> None:
        wanted = dict.fromkeys(word for word in map(folded, words) if word)
        self._words = [(word, _needs_an_edge(word[0]), _needs_an_edge(word[-1])) for word in wanted]

    def finds(self, text: str) -> bool:
        """Whether one of the words stands in the text, which was folded by `folded_text`."""
        return any(word in text and _stands(text, word, before, after) for word, before, after in self._words)


@lru_cache(maxsize=256)
def finder(words: tuple[str, ...]) -> Finder:
    """Return the finder of some words, made once."""
    return Finder(words)


def _stands(text: str, word: str, before: bool, after: bool) -> bool:
    place = text.find(word)
    while place >= 0:
        end = place + len(word)
        alone_before = not before or place == 0 or not _needs_an_edge(text[place - 1])
        if alone_before and (not after or end == len(text) or not _needs_an_edge(text[end])):
            return True
        place = text.find(word, place + 1)
    return False


@lru_cache(maxsize=256)
def patterns(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return patterns of which one finds something in a text if and only if it holds one of the words."""
    wanted = dict.fromkeys(word for word in map(folded, words) if word)
    return tuple(_pattern(some) for some in _some_at_a_time(wanted))


def _some_at_a_time(words: Iterable[str]) -> Iterable[list[str]]:
    some: list[str] = []
    for word in words:
        if some and sum(map(len, some)) + len(word) > _AT_ONCE:
            yield some
            some = []
        some.append(word)
    if some:
        yield some


def _pattern(words: Sequence[str]) -> str:
    """One pattern for several words, those with the same edges together: what stands at an edge is long to say."""
    by_edges: dict[tuple[bool, bool], list[str]] = {}
    for word in words:
        by_edges.setdefault((_needs_an_edge(word[0]), _needs_an_edge(word[-1])), []).append(_spelled(word))
    parts = []
    for (before, after), spelled in by_edges.items():
        opens, closes = rf"(?:\A|{_OUTSIDE})" if before else "", rf"(?:\z|{_OUTSIDE})" if after else ""
        parts.append(f"{opens}(?:{'|'.join(spelled)}){closes}")
    return f"(?i)(?:{'|'.join(parts)})"


@lru_cache(maxsize=4096)
def _needs_an_edge(sign: str) -> bool:
    """Whether a sign belongs to a word, so that another one can only end or begin beside it where there is none."""
    in_a_word = unicodedata.category(sign)[0] in "LMN" or sign == "_"
    return in_a_word and not any(first <= ord(sign) <= last for first, last in _UNSPACED)


def _spelled(word: str) -> str:
    """A folded word as a pattern of all its spellings."""
    said, place = [], 0
    while place < len(word):
        pair = word[place : place + 2]
        said.append(f"(?:{_sign(pair[0])}{_sign(pair[1])}|{_PAIRS[pair]})" if pair in _PAIRS else _sign(word[place]))
        place += 2 if pair in _PAIRS else 1
    return "".join(said)


def _sign(sign: str) -> str:
    if sign == " ":
        return _GAP
    if sign == "'":
        return f"[{_APOSTROPHES}]"
    if sign in _ACCENTED:
        return f"[{sign}{_ACCENTED[sign]}]"
    return f"\\{sign}" if sign.isascii() and not sign.isalnum() and sign != "_" else sign
