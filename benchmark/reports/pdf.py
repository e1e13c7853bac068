"""A report as a PDF file: its page printed, one sheet a page, with charts as vectors and words that can be searched."""

from __future__ import annotations

from benchmark.charts.browser import CannotDraw
from benchmark.charts.export import ExportFailed, browser_available
from benchmark.charts.paper import printed
from benchmark.reports.document import Document
from benchmark.reports.page import page
from benchmark.text import t


def pdf(document: Document) -> bytes:
    """Return the PDF file.

    Raises:
        ExportFailed: there is no browser on this machine, or it failed; the text says what works instead.
    """
    if not browser_available():
        raise ExportFailed(
            t(
                "PDF files need Chrome or Chromium on the machine that runs this. Install it, or choose PowerPoint or the web page,"
                " which need none and can be saved as PDF where they are opened."
            )
        )
    try:
        return printed(page(document))
    except CannotDraw as error:
        raise ExportFailed(
            t("The PDF file could not be printed. Try again; PowerPoint and the web page work meanwhile.")
        ) from error
