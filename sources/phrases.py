"""Phrases as accounts: what people write of a brand is found by a search for its name.

The account's id is the phrase in one normal form, so that ``Anvil  Works`` and ``"anvil works"`` are one account.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 100
SHORTEST = 2
"""Letters and digits; a shorter text is found everywhere."""
_QUOTES = re.compile(r"[\"“”„«»]")
_WORDS = re.compile(r"\w+|[+#$]")


def normalised(text: str) -> str | None:
    """The phrase in lower case, composed (NFC), with single spaces and without quotes; None when it is none."""
    whole = unicodedata.normalize("NFC", _QUOTES.sub(" ", text)).casefold()
    phrase = unicodedata.normalize("NFC", " ".join(whole.split()))
    signs = sum(sign.isalnum() for sign in phrase)
    if signs < SHORTEST or len(phrase) > LONGEST or not phrase.isprintable() or "://" in phrase:
        return None
    return phrase


def words_of(text: str) -> list[str]:
    """The words of a text in lower case and without accents; ``+``, ``#`` and ``$`` are words too (``c #``)."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return _WORDS.findall("".join(sign for sign in bare if not unicodedata.combining(sign)))


def holds(text: str, phrase: str) -> bool:
    """Whether the words of the phrase stand in the text, next to each other."""
    wanted, said = words_of(phrase), words_of(text)
    size = len(wanted)
    return any(said[at : at + size] == wanted for at in range(len(said) - size + 1)) if wanted else False
