"""A page's HTML as a tree to look things up in by class: for networks whose public pages are all there is.

Forgiving as browsers are, and flat in cost: nothing here calls itself, so depth of nesting does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

LONGEST = 4_000_000
"""Characters of a page that are read."""
_EMPTY = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_UNSEEN = frozenset({"script", "style", "template", "noscript"})
_DEEPEST = 1000
"""Open elements; what is nested deeper hangs on the last of them."""


@dataclass
class Node:
    """An element: its attributes, and its children in order, texts among them."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """The names in its ``class``."""
        return frozenset(self.attributes.get("class", "").split())

    def walk(self) -> Iterator[Node | str]:
        """Yield everything inside in the order of the page: elements before what they hold, and texts."""
        waiting: list[Node | str] = self.children[::-1]
        while waiting:
            part = waiting.pop()
            yield part
            if isinstance(part, Node):
                waiting.extend(reversed(part.children))

    def all(self, name: str) -> list[Node]:
        """The elements inside that have this class."""
        return [part for part in self.walk() if isinstance(part, Node) and name in part.classes]

    def first(self, name: str) -> Node | None:
        """The first element inside that has this class."""
        return next((part for part in self.walk() if isinstance(part, Node) and name in part.classes), None)

    def text(self) -> str:
        """What a reader sees of it: white space collapsed, ``<br>`` a new line."""
        parts = []
        for part in self.walk():
            if isinstance(part, str):
                parts.append(re.sub(r"[ \t\r\n\f\xa0]+", " ", part))
            elif part.tag == "br":
                parts.append("\n")
        return "\n".join(line.strip() for line in "".join(parts).split("\n")).strip()

    def own_text(self) -> str:
        """Its text without that of the elements inside."""
        return " ".join("".join(part for part in self.children if isinstance(part, str)).split())


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _EMPTY and len(self._open) < _DEEPEST:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        if self._open[-1].tag not in _UNSEEN:
            self._open[-1].children.append(data)


def tree(page: str) -> Node:
    """The page as a tree; never fails, whatever the text is."""
    builder = _Builder()
    builder.feed(page[:LONGEST])
    builder.close()
    return builder.root
