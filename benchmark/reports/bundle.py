"""A report as a ZIP: per page its pictures (PNG, SVG) and its figures (CSV, JSON, Parquet), with a manifest of all of it.

The entries have fixed times, so that the same report over the same data holds the same tables.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from benchmark.charts import export, paper
from benchmark.charts.browser import CannotDraw
from benchmark.charts.card import Card
from benchmark.charts.compose import footer_of
from benchmark.charts.export import ExportFailed
from benchmark.charts.labels import file_part, plain
from benchmark.charts.theme import LIGHT, Theme
from benchmark.reports.document import Document, Progress, Sheet
from benchmark.reports.page import page as web_page
from benchmark.reports.table_files import about, as_json, as_parquet
from benchmark.text import t
from benchmark.text.format import moment

_MOMENT: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can hold
_DRAW: Final = ("png", "svg")
_MOST_FAILURES: Final = 2
"""Failed pictures after which the browser is left alone: each may have taken its whole time."""


def bundle(document: Document, *, theme: Theme = LIGHT, progress: Progress | None = None) -> bytes:
    """Return a report as a ZIP. Without a browser the pictures are missing, and the README says why.

    Args:
        document: the report.
        theme: the colours of the pictures.
        progress: told after each picture and each page; what it raises stops the work.
    """
    pictures = _Pictures(theme)
    steps = _Steps(sum(1 + pictures.wanted(page.card) for page in document.sheets), progress)
    drawn = pictures.of_pages(document)
    files: dict[str, bytes] = {}
    pages: list[dict[str, Any]] = []
    for number, page in enumerate(document.sheets, start=1):
        stem = _stem(number, page)
        mine = {name: drawn[name] for name in (f"{stem}.png",) if name in drawn}
        mine |= _files(document, page, stem, pictures, steps)
        files |= mine
        pages.append({"number": number, **about(document, page), "files": list(mine)})
        steps.done()
    files["README.txt"] = _readme(document, pictures).encode()
    return _packed({"manifest.json": _manifest(document, pages, files), **files})


class _Steps:
    """Counts what is done and tells of it."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def done(self) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)


class _Pictures:
    """Draws pictures as long as that works, and remembers why some are missing."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.missing: dict[str, str] = {}
        """Why, by file name."""
        self.without_browser = not export.browser_available()
        self._failures = 0

    def wanted(self, card: Card | None) -> int:
        """Return how many pictures a card is drawn in."""
        return 0 if card is None or card.figure is None or self.without_browser else len(_DRAW)

    def of_pages(self, document: Document) -> dict[str, bytes]:
        """Return the pictures of tables, tiles and sentences by file name: as the web page shows them."""
        pages = {
            f"{_stem(number, page)}.png": replace(page, card=replace(page.card, footer=footer_of(page.card)))
            for number, page in enumerate(document.sheets, start=1)
            if page.card is not None and page.card.figure is None and page.card.html
        }
        if not pages or self.without_browser:
            return {}
        try:
            drawn = paper.pictured(web_page(replace(document, sheets=tuple(pages.values()))))
        except CannotDraw:
            self.missing |= dict.fromkeys(
                pages, t("The picture could not be drawn. Try again; the table works meanwhile.")
            )
            return {}
        found = dict(zip(pages, drawn, strict=True))
        too_long = [name for name, picture in found.items() if picture is None]
        self.missing |= dict.fromkeys(too_long, t("It is too long for a picture; the table holds all of it."))
        return {name: picture for name, picture in found.items() if picture is not None}

    def of(self, card: Card, stem: str, steps: _Steps) -> Iterator[tuple[str, bytes]]:
        """Return a card's pictures by file name."""
        for extension in _DRAW[: self.wanted(card)]:
            name = f"{stem}.{extension}"
            picture = self._drawn(card, name, export.png if extension == "png" else export.svg)
            if picture is not None:
                yield name, picture
            steps.done()

    def _drawn(self, card: Card, name: str, draw: Callable[[Card, Theme], bytes]) -> bytes | None:
        """Return a picture; None when it is missing, and remember why."""
        if self._failures >= _MOST_FAILURES:
            self.missing[name] = t("Not tried after the others failed.")
            return None
        try:
            picture = draw(card, self._theme)
        except ExportFailed as error:
            self._failures += 1
            self.missing[name] = str(error)
            return None
        self._failures = 0
        return picture


def _stem(number: int, page: Sheet) -> str:
    """Return a page's part of file names: ``01_follower-growth_bluesky``."""
    key = file_part(page.item.card or page.title, 60) or "page"
    return "_".join(part for part in (f"{number:02}", key, file_part(page.item.network or "", 20)) if part)


def _files(
    document: Document, page: Sheet, stem: str, pictures: _Pictures, steps: _Steps
) -> Iterator[tuple[str, bytes]]:
    card = page.card
    if card is None:
        yield f"{stem}.txt", "\r\n\r\n".join(part for part in (page.title, page.note) if part).encode()
        return
    yield from pictures.of(replace(card, finding=page.title), stem, steps)
    if card.table is not None:
        yield f"{stem}.csv", export.csv(card)
        yield f"{stem}.json", as_json(document, page, card.table)
        yield f"{stem}.parquet", as_parquet(document, page, card.table)


def _manifest(document: Document, pages: list[dict[str, Any]], files: dict[str, bytes]) -> bytes:
    seen = document.version.observed_at
    told = {
        "report": document.name,
        "panel": document.panel,
        "periods": [[day.isoformat() for day in span] for span in document.periods],
        "made_at": f"{document.made_at.isoformat(timespec='seconds')}Z",
        "data_version": document.version.id,
        "latest_observation": f"{seen.isoformat(timespec='seconds')}Z" if seen else None,
        "demo": document.demo,
        "pages": pages,
        "definitions": [{"name": each.name, "text": each.text} for each in document.definitions],
        "sources": [{"name": each.name, "documentation": each.text} for each in document.sources],
        "files": [
            {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in files.items()
        ],
    }
    return (json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def _readme(document: Document, pictures: _Pictures) -> str:
    made, version = t("{moment} UTC", moment=moment(document.made_at)), document.version.id
    lines = [
        plain(document.name, 200),
        t("Made at {moment} from data version {version}.", moment=made, version=version),
        t("Invented demo data.") if document.demo else "",
        t(
            "Each page has its number: pictures as PNG and SVG, figures as CSV, JSON and Parquet. Tables and tiles are "
            "PNG only. manifest.json says how everything was counted and holds the checksum of every file."
        ),
        t("Unknown values are empty in CSV and null in JSON and Parquet. They are never 0."),
        t(
            "The pictures are missing: they need Chrome or Chromium on the machine that runs the dashboard. Install it and "
            "make the file again; the figures are all here."
        )
        if pictures.without_browser
        else "",
        *(t("Missing: {file}. {reason}", file=name, reason=why) for name, why in pictures.missing.items()),
    ]
    return "\r\n".join(line for line in lines if line) + "\r\n"


def _packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # the same on every machine
            stored = name.endswith((".png", ".parquet"))
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()
