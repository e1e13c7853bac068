"""The files that a report becomes: one list for the command line, the Report page, schedules and the API."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmark.charts.export import ExportFailed
from benchmark.charts.labels import file_part
from benchmark.reports.document import Document
from benchmark.text import words

__all__ = ["FORMATS", "ExportFailed", "Format", "file_name", "make"]


@dataclass(frozen=True)
class Format:
    """One kind of file. ``make`` takes the document and, where ``templated``, a file whose look it takes over."""

    label: str
    extension: str
    mime: str
    make: Callable[[Document, Path | None], bytes]
    templated: bool = False


def _plain(name: str, function: str) -> Callable[[Document, Path | None], bytes]:
    """Return a maker without templates. What makes a file is imported when the first one is made: a page needs none of it."""

    def made(document: Document, _template: Path | None) -> bytes:
        return bytes(_maker(name, function)(document))

    return made


def _deck(document: Document, template: Path | None) -> bytes:
    return bytes(_maker("deck", "deck")(document, template))


def _maker(name: str, function: str) -> Callable[..., bytes]:
    found: Callable[..., bytes] = getattr(importlib.import_module(f"benchmark.reports.{name}"), function)
    return found


FORMATS: Final[Mapping[str, Format]] = {
    "pptx": Format(
        words("PowerPoint"),
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _deck,
        templated=True,
    ),
    "pdf": Format(words("PDF"), "pdf", "application/pdf", _plain("pdf", "pdf")),
    "html": Format(words("Web page (HTML)"), "html", "text/html", _plain("page", "page")),
    "xlsx": Format(
        words("Excel workbook"),
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _plain("workbook", "workbook"),
    ),
    "zip": Format(words("Pictures and figures (ZIP)"), "zip", "application/zip", _plain("bundle", "bundle")),
}


def make(name: str, document: Document, template: Path | None = None) -> bytes:
    """Return the file of a format of `FORMATS`.

    Raises:
        ExportFailed: it cannot be made; the text says why and what works instead.
    """
    return FORMATS[name].make(document, template)


def file_name(document: Document, name: str) -> str:
    """Return a file name of ``[A-Za-z0-9._-]`` in a format of `FORMATS`: the report's name and its days."""
    firsts, lasts = ([span[place] for span in document.periods] for place in (0, 1))
    days = [min(firsts), max(lasts)] if firsts else [document.made_at.date()]
    title = file_part(document.name, 80) or "report"
    return "_".join([title, *(day.isoformat() for day in days)]) + "." + FORMATS[name].extension
