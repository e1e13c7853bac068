"""The HTML page and the PDF of a report: whole, harmless, the same each time, asking nobody."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pypdf
import pytest
from browser_app import chrome
from playwright.sync_api import Browser
from report_worlds import Frozen, hostile, report
from worlds import NOW, name

from benchmark import clock
from benchmark.charts import paper
from benchmark.charts.browser import browser_path
from benchmark.charts.labels import plain
from benchmark.reports import pdf as pdf_module
from benchmark.reports.document import Document, build
from benchmark.reports.formats import ExportFailed, make
from benchmark.store import Store

__all__ = ["chrome"]

needs_browser = pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", Frozen)
        with hostile(tmp_path_factory.mktemp("page")) as made:
            yield made


@pytest.fixture(scope="module")
def document(store: Store) -> Document:
    return build(store, report(), now=NOW)


@pytest.fixture(scope="module")
def page(document: Document) -> str:
    return make("html", document).decode()


def joined(text: str) -> str:
    """The text with every kind of space as one."""
    return re.sub(r"\s+", " ", text)


class Parts(HTMLParser):
    """The elements of a page and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside not in ("script", "style"):
            self.words.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for each, attributes in self.elements if each == tag]


def test_every_page_of_the_report_is_there_with_what_it_says(document: Document, page: str) -> None:
    parts = Parts(page)
    words = joined("".join(parts.words))
    for sheet in document.sheets:
        for text in (sheet.title, sheet.note, *((sheet.card.definition, sheet.card.footer) if sheet.card else ())):
            assert joined(text) in words
    for each in (*document.definitions, *document.sources):
        assert joined(each.name) in words
        assert joined(each.text) in words
    assert document.version.id in words
    figures = [sheet for sheet in document.sheets if sheet.card and sheet.card.figure is not None]
    assert len([each for each in parts.named("div") if each.get("class") == "chart"]) == len(figures) == 5


def test_each_figure_stands_in_full_in_its_table(document: Document, page: str) -> None:
    shown = set(re.findall(r'data-value="([^"]+)"', page))
    tables = [sheet.card.table for sheet in document.sheets if sheet.card and sheet.card.table is not None]
    for table in tables:
        for column in table.select_dtypes("number"):
            assert {repr(value) for value in table[column].dropna().tolist()[:1000]} <= shown
    assert sum(int(table.isna().to_numpy().sum()) for table in tables) > 0, "a world where something is unknown"
    assert "nan" not in shown


def test_texts_from_outside_stay_texts(page: str) -> None:
    parts = Parts(page)
    # plotly, the page's own script, the settings, five charts
    assert len(parts.named("script")) == 8
    assert all(each["src"] and each["src"].startswith("data:") for each in parts.named("img"))
    assert not any(name.startswith("on") for _, attributes in parts.elements for name in attributes)
    assert not parts.named("iframe")
    assert not parts.named("link")
    assert "\u202e" not in page


def test_the_page_forbids_itself_every_request(page: str) -> None:
    (policy,) = [
        each["content"] or ""
        for each in Parts(page).named("meta")
        if each.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "http" not in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert {"name": "robots", "content": "noindex"} in Parts(page).named("meta")


def test_the_same_report_over_the_same_data_is_the_same_file(store: Store, page: str) -> None:
    assert make("html", build(store, report(), now=NOW)).decode() == page


@pytest.mark.browser
def test_in_a_browser_it_asks_nobody_and_nothing_fails(chrome: Browser, page: str, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(page, encoding="utf-8")
    context = chrome.new_context(viewport={"width": 1440, "height": 1000})
    view = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    view.on("request", lambda request: asked.append(request.url))
    view.on("console", lambda message: said.append(message.text))
    view.on("pageerror", lambda error: said.append(str(error)))
    view.on("dialog", lambda dialog: said.append(dialog.message))
    view.goto(file.as_uri())
    for chart in view.locator(".chart").all():  # each is drawn when it comes into view
        chart.scroll_into_view_if_needed()
        chart.locator(".main-svg").first.wait_for()
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [file.as_uri()]
    assert said == []
    for width in (1440, 390):
        view.set_viewport_size({"width": width, "height": 900})
        assert view.evaluate("document.documentElement.scrollWidth") <= width
    assert name(4) in (view.locator("body").text_content() or "")
    assert view.locator(".modebar-btn").count() == 0
    context.close()


@needs_browser
@pytest.mark.browser
def test_a_pdf_has_a_page_for_each_sheet_words_that_are_found_and_no_picture(document: Document) -> None:
    read = pypdf.PdfReader(io.BytesIO(make("pdf", document)))
    assert len(read.pages) == len(document.sheets) + 2, "the cover before, the definitions after"
    assert read.metadata is not None
    assert read.metadata.title == plain(document.name, 400)
    pages = [joined(each.extract_text()) for each in read.pages]
    for sheet, text in zip(document.sheets, pages[1:], strict=False):
        assert sheet.title[:30] in text
    assert f"2 / {len(pages)}" in pages[1]
    assert document.version.id in pages[3]
    growth = next(sheet.card for sheet in document.sheets if sheet.card and sheet.card.key == "follower-growth")
    assert growth.table is not None
    chart = pages[1 + next(place for place, sheet in enumerate(document.sheets) if sheet.card is growth)]
    assert "Anvil Works" in chart
    assert pd.to_numeric(growth.table.iloc[:, 1]).notna().any()
    assert not any(each.images for each in read.pages)


def test_without_a_browser_a_pdf_says_what_works_instead(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "browser_available", lambda: False)
    with pytest.raises(ExportFailed, match="Chrome or Chromium"):
        make("pdf", document)


def test_a_browser_that_fails_is_a_sentence_too(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    async def died(_address: str) -> bytes:
        raise OSError("it died")

    monkeypatch.setattr(pdf_module, "browser_available", lambda: True)
    monkeypatch.setattr(paper, "browser_path", lambda: "/bin/false")
    monkeypatch.setattr(paper, "_print", died)
    with pytest.raises(ExportFailed, match="Try again"):
        make("pdf", document)
