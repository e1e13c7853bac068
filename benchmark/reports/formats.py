"""The files that a report becomes: one list for the command line, the Report page, schedules and the API."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmark.charts.export import ExportFailed
from benchmark.charts.labels import file_part
from benchmark.reports.document import Document, Progress
from benchmark.text import words

__all__ = ["FORMATS", "TEMPLATE_MEGABYTES", "ExportFailed", "Format", "file_name", "make"]

TEMPLATE_MEGABYTES: Final = 50
"""The largest file whose look slides take over."""


@dataclass(frozen=True)
class Format:
    """One kind of file."""

    label: str
    extension: str
    mime: str
    make: Callable[..., bytes]
    """Takes the document; where ``templated`` a ``template``, and where ``told`` a ``progress``, see the function `make`."""
    templated: bool = False
    told: bool = False


def _maker(name: str) -> Callable[..., bytes]:
    """Return what makes a file: the function of a module's own name, imported when first needed, as a page needs none of it."""

    def made(document: Document, **more: object) -> bytes:
        return bytes(getattr(importlib.import_module(f"benchmark.reports.{name}"), name)(document, **more))

    return made


FORMATS: Final[Mapping[str, Format]] = {
    "pptx": Format(
        words("PowerPoint"),
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _maker("deck"),
        templated=True,
    ),
    "pdf": Format(words("PDF"), "pdf", "application/pdf", _maker("pdf")),
    "html": Format(words("Web page (HTML)"), "html", "text/html", _maker("page")),
    "xlsx": Format(
        words("Excel workbook"),
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _maker("workbook"),
    ),
    "zip": Format(words("Pictures and figures (ZIP)"), "zip", "application/zip", _maker("bundle"), told=True),
}


def make(
    name: str, document: Document, template: bytes | Path | None = None, progress: Progress | None = None
) -> bytes:
    """Return the file of a format of `FORMATS`.

    Args:
        name: of the format.
        document: the report.
        template: a file whose look it takes over, where it is ``templated``.
        progress: told of each step of a file that takes long, where it is ``told``; what it raises stops the work.

    Raises:
        Refusal: ``bad_template``, ``large_template``.
        ExportFailed: it cannot be made; the text says why and what works instead.
    """
    form = FORMATS[name]
    more = {"template": template} if form.templated else {"progress": progress} if form.told else {}
    return form.make(document, **more)


def file_name(document: Document, name: str) -> str:
    """Return a file name of ``[A-Za-z0-9._-]`` in a format of `FORMATS`: the report's name and its days."""
    firsts, lasts = ([span[place] for span in document.periods] for place in (0, 1))
    days = [min(firsts), max(lasts)] if firsts else [document.made_at.date()]
    title = file_part(document.name, 80) or "report"
    return "_".join([title, *(day.isoformat() for day in days)]) + "." + FORMATS[name].extension
