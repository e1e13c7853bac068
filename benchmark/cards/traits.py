"""The names of the traits that posts are compared by, for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from functools import lru_cache
from typing import Final

from babel import dates

from benchmark.cards import wording
from benchmark.charts.labels import plain
from benchmark.metrics.best_time import PARTS
from benchmark.planning import shown_name, tags_in
from benchmark.store import Store
from benchmark.text import t, words
from benchmark.text.language import language

_NAME: Final = 40
_LENGTHS: Final = {"short": words("Short text"), "medium": words("Medium text"), "long": words("Long text")}


def label(store: Store, trait: str) -> str:
    """Return what a trait is called beside its figure."""
    family, _, name = trait.partition(":")
    if family == "kind":
        return wording.kind_label(name)
    if family == "hashtag":
        return plain(f"#{name}", _NAME)
    if family == "length":
        return t(_LENGTHS[name])
    if family == "daypart":
        return t("Posted {hours}", hours=hours(int(name)))
    if family == "week":
        return t("On weekends")
    return t("Tag: {tag}", tag=plain(tag_names(store).get(name, name), _NAME))


def hours(part: int) -> str:
    """Return the hours of a part of the day: 09:00–12:00."""
    first, last = PARTS[part]
    return f"{_clock(first)}–{_clock(last)}"


def tag_names(store: Store) -> Mapping[str, str]:
    """Return the names of the tags that hold in the reader's language, by id."""
    return _tag_names(store, store.version, language.get())


@lru_cache(maxsize=8)
def _tag_names(store: Store, version: int, code: str) -> Mapping[str, str]:  # noqa: ARG001  version and language are the key
    return {tag.id: shown_name(tag) for tag in sorted(tags_in(store), key=lambda tag: (tag.purpose, tag.key))}


def _clock(hour: int) -> str:
    # The end of a day is 24:00 in every language of the product; a time of day cannot say it.
    return "24:00" if hour == 24 else dates.format_time(time(hour), "HH:mm", locale=language.get())
