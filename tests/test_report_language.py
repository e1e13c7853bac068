"""A report is in its reader's language throughout: every text of a file went through the one message function."""

from __future__ import annotations

import gettext
import html
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import openpyxl
import pytest
from deck_checks import charts, texts
from worlds import World, build

from benchmark import text
from benchmark.cards import wording
from benchmark.reports import document
from benchmark.reports.document import Document
from benchmark.reports.formats import make
from benchmark.reports.ready import ready
from benchmark.text.language import language
from sources import SOURCES

MARKED = re.compile("⟦[^⟦⟧]*[⟧…]")
"""Or cut, as the names of sheets are."""
LANGUAGE = "fr"
DATA: Final = {
    *("Brand", "The", "wide", "panel", "Post", "what", "made"),  # names, posts and links
    *("mars", "avr", "mai", "juin"),  # days
    *(word for source in SOURCES.values() for word in source.label.split()),
    "Data",  # the sheet that a chart refers to
}
"""What is no message of ours."""


class _Marked(gettext.NullTranslations):
    """A language in which every message stands between marks."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    """A report of every kind of page in that language."""
    world: World = build(tmp_path_factory.mktemp("language") / "world.duckdb", 3, ("bluesky",))
    with world.store.transaction() as tx:
        tx.execute("UPDATE core.brand SET name = 'Brand ' || brand_key")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "_catalog", lambda _code: _Marked())
        token = language.set(LANGUAGE)
        wording._defined.cache_clear()
        try:
            days = (date(2026, 3, 5), date(2026, 6, 3))
            yield document.build(world.store, ready(world.store, "monthly", days=days), whole=False)
        finally:
            language.reset(token)
            wording._defined.cache_clear()
    world.store.close()


def unmarked(found: Iterable[object]) -> set[str]:
    """The words that no message holds."""
    left: set[str] = set()
    for each in found:
        said = re.sub(r"https?://\S+", " ", str(each))
        while MARKED.search(said):
            said = MARKED.sub(" ", said)
        left |= set(re.findall(r"(?<![\w#/.])[A-Za-z]{3,}(?![\w/.])", said))
    return left - DATA


def test_slides(told: Document) -> None:
    made = make("pptx", told)
    assert not unmarked(texts(made))
    assert not unmarked(heading for chart in charts(made) for heading, _ in chart.columns)


def test_workbook(told: Document) -> None:
    book = openpyxl.load_workbook(io.BytesIO(make("xlsx", told)))
    # a text runs over several rows of its column
    columns = (
        " ".join(cell.value for cell in column if isinstance(cell.value, str))
        for sheet in book
        for column in sheet.iter_cols()
    )
    assert not unmarked(columns)


def test_page(told: Document) -> None:
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", make("html", told).decode(), flags=re.DOTALL)
    assert not unmarked(html.unescape(part) for part in re.findall(r">([^<]+)<", page))
