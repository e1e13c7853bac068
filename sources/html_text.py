"""HTML as networks send it in texts, turned into plain text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_LONGEST = 200_000
_PARAGRAPHS = frozenset({"p", "div", "blockquote", "ul", "ol", "pre", "table", "h1", "h2", "h3", "h4", "h5", "h6"})
_LINES = frozenset({"br", "li", "tr", "dt", "dd", "hr"})
_UNSEEN = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "head"})


class _Reader(HTMLParser):
    """Collects what a reader would see; streaming, so depth of nesting costs nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base class names it
        if tag in _UNSEEN:
            self._unseen.append(tag)
        self._space(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base class names it
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        elif tag in _PARAGRAPHS:
            self._space(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _space(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self.parts.append("\n\n")
        elif tag in _LINES:
            self.parts.append("\n")


def plain_text(html: str) -> str:
    """The text of an HTML fragment: paragraphs apart by an empty line, ``<br>`` a new line, entities decoded.

    Scripts and styles are left out. Text without any markup comes back with its white space collapsed. Only the
    first 200 000 characters are read.
    """
    reader = _Reader()
    reader.feed(html[:_LONGEST])
    reader.close()
    lines = (line.strip() for line in "".join(reader.parts).replace("\xa0", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
