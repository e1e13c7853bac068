"""Safe text: names and posts from outside, made harmless for the surface that shows them.

Each surface has its own escaping; a text is escaped once, where it is shown. Everywhere control, bidirectional and
zero-width characters go, white space becomes one space and the length is capped.
"""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date
from typing import Any

from benchmark.text.plain import plain

__all__ = ["cell", "file_part", "html_text", "markdown_text", "plain", "plotly_text"]

_ZERO_WIDTH_SPACE = "\u200b"
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")  # every ASCII punctuation sign may stand behind a backslash in CommonMark
_AUTOLINK = re.compile(r"(:|@|www)", re.IGNORECASE)  # directives, icons and bare addresses survive backslashes
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?: [\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+)*"
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # full width ones run in some editions


def plotly_text(text: object, cap: int = 120) -> str:
    """Return text for titles, ticks, annotations and hover boxes of plotly, which renders tags and links."""
    # "%{y}" in a hover template and "$x$" where MathJax is loaded would be computed; as entities they are text
    # plotly reads numbered entities and a few named ones, not &quot;
    escaped = html.escape(plain(text, cap), quote=True).replace("&quot;", "&#34;")
    return escaped.replace("{", "&#123;").replace("$", "&#36;")


def markdown_text(text: object, cap: int = 400) -> str:
    """Return text for a markdown surface, where pictures load from outside and ``$`` starts a formula."""
    escaped = _MARKDOWN.sub(r"\\\1", plain(text, cap))
    return _AUTOLINK.sub(rf"\1{_ZERO_WIDTH_SPACE}", escaped)


def html_text(text: object, cap: int = 1600) -> str:
    """Return text for the inside of HTML elements; words that run from right to left do not turn the figures beside them round."""
    return _RIGHT_TO_LEFT.sub(r"<bdi>\g<0></bdi>", html.escape(plain(text, cap)))


def file_part(text: object, cap: int = 40) -> str:
    """Return a part of a file name: ``[a-z0-9-]``, accents dropped; empty when nothing readable is left."""
    ascii_text = unicodedata.normalize("NFKD", plain(text, 400)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower())[:cap].strip("-")


def cell(value: Any) -> Any:
    """Return a table cell for CSV: text that a spreadsheet would run as a formula gets a leading apostrophe."""
    if value is None or isinstance(value, int | float | date):
        return value
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.startswith(_FORMULA) else text
