"""The one message function.

English is the source and stands where it is used; other languages are catalogs beside this file.

``t("Sentence with {name}.", name="Anvil")`` or, with plural forms, ``t("{n} post", "{n} posts", n=3)``.
Numbers, dates and times among the parameters are formatted for the language; texts are put in as they are, so a caller
that shows a text from outside passes it through `benchmark.charts.labels` first.
"""

from __future__ import annotations

import gettext
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from benchmark.text import format as formatted
from benchmark.text.language import language

Value = str | int | float | date | datetime | None


@lru_cache(maxsize=8)
def _catalog(code: str) -> gettext.NullTranslations:
    return gettext.translation("messages", Path(__file__).parent, [code], fallback=True)


def t(message: str, plural: str | None = None, /, **params: Value) -> str:
    """Return the message in the reader's language with its placeholders filled.

    Args:
        message: English sentence with ``{named}`` placeholders; with ``plural`` the singular form.
        plural: English plural form; the parameter ``n`` then chooses the form.
        **params: values of the placeholders.

    Raises:
        KeyError: a placeholder has no value.
    """
    catalog = _catalog(language.get())
    if plural is None:
        text = catalog.gettext(message)
    else:
        count = params["n"]
        text = catalog.ngettext(message, plural, count if isinstance(count, int) else 2)
    return text.format_map({name: _shown(value) for name, value in params.items()})


def words(english: str) -> str:
    """Mark a text that stands in a declaration and is shown later with ``t(variable)``. Returns it unchanged."""
    return english


def _shown(value: Value) -> str:
    if value is None:
        return formatted.UNKNOWN
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return formatted.moment(value)
    if isinstance(value, date):
        return formatted.day(value)
    return formatted.number(value)
