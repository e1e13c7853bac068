"""Reads a page for links to accounts, and for the parts in which they stand: header, footer, navigation, an article.

Pure, and fit for pages of any form: one pass without recursion, at most `_READ` characters from the page's beginning and
its end. Parts are told by element, by ``role`` and, as many pages are built of nothing but ``div``, by words in ``class``
and ``id``. Docs: https://html.spec.whatwg.org/#sections, https://microformats.org/wiki/rel-me, https://ogp.me/#type_article
(``article:publisher``), https://developer.x.com/en/docs/x-for-websites/cards (``twitter:site``).
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from sources.discovery import structured
from sources.discovery.mentions import Anchor, Mention, Page, Where, is_sure
from sources.parsing import web_url

if TYPE_CHECKING:
    from sources.answer import Answer

_READ = 500_000
_HEAD = 4096
"""Bytes in which a page names its charset; HTML asks for 1 024."""
_CHARSET = re.compile(rb"""<meta[^>]{1,200}charset\s*=\s*["']?([A-Za-z0-9_:-]{2,40})""", re.IGNORECASE)
_MOST_LINKS = 5_000
"""From sure places, and as many from others."""
_DEEPEST = 1_000
"""Open parts that are kept track of."""
_MOST_BLOCKS = 30
_PARTS = frozenset(
    {"header", "footer", "nav", "article", "main", "section", "aside", "div", "ul", "ol", "p", "blockquote"}
)
_ELEMENTS: dict[str, Where] = {
    "header": "header", "footer": "footer", "nav": "navigation", "article": "content", "blockquote": "content",
}  # fmt: skip
_ROLES: dict[str, Where] = {
    "banner": "header", "contentinfo": "footer", "navigation": "navigation", "article": "content",
}  # fmt: skip
_CONTENT = re.compile(
    r"article|comment|tweet|testimonial|review|byline|biograph|(?:^|[\s_-])(?:authors?|staff|speakers?|partners?|customers?"
    r"|clients?|sponsors?|embed|post|entry|card|modal|blog-?list|news-?list)(?:$|[\s_-])|team-?member"
)
_SITE_FOOTER = re.compile(
    r"(?:site|page|main|global|layout)[_-]?footer|footer[_-]?(?:site|main|global|wrapper)|colophon"
)
"""The site's own footer by its name, whatever it stands in."""
_NAMED: tuple[tuple[re.Pattern[str], Where], ...] = (
    (
        re.compile(r"(?:^|\s)(?!(?:card|post|entry|article|modal|comment|tweet|media)[\w-]*footer)[\w-]*footer"),
        "footer",
    ),
    (re.compile(r"social|follow-?us|(?:^|[\s_-])follow(?:$|[\s_-])"), "social"),
    (re.compile(r"(?:site|page|main|global)-?header|masthead|top-?bar|(?:^|\s)header(?:$|\s)"), "header"),
    (re.compile(r"nav-?bar|(?:^|[\s_-])(?:nav|menu)(?:$|[\s_-])"), "navigation"),
)
_FRAME: tuple[Where, ...] = ("header", "footer")
_METAS: dict[str, Where] = {
    "article:publisher": "publisher", "og:see_also": "publisher", "twitter:site": "site_handle",
    "article:author": "creator", "twitter:creator": "creator", "fediverse:creator": "creator",
}  # fmt: skip
_NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "al:ios:app_name")
_HANDLE = re.compile(r"@?[A-Za-z0-9_]{1,30}")


def read(answer: Answer) -> Page:
    """Read a page. Never fails: a page may be anything."""
    text = _text(answer)
    reader = _Reader(answer.url)
    for piece in (text,) if len(text) <= 2 * _READ else (text[:_READ], text[-_READ:]):
        reader.begin()
        reader.feed(piece)
    data = structured.read(reader.blocks)
    linked = [(address, owner) for link, owner in data.same_as if (address := _absolute(reader.base, link))]
    told: list[Mention] = [Mention(address, "same_as" if owner else "content") for address, owner in linked]
    names = [*(reader.named[name] for name in _NAMES if name in reader.named), *data.names]
    return Page(
        url=answer.url,
        mentions=tuple(dict.fromkeys([*told, *reader.mentions])),
        anchors=tuple(reader.anchors),
        names=tuple(dict.fromkeys(cleaned for name in names if (cleaned := " ".join(name.split())[:200]))),
        title=" ".join(reader.title.split())[:300],
        generator=reader.named.get("generator", "")[:200],
    )


def _text(answer: Answer) -> str:
    """The page's text, by the charset that its header names, else by the one that its ``meta`` element does."""
    named = _CHARSET.search(answer.body[:_HEAD])
    if named is None or "charset" in answer.headers.get("Content-Type", "").lower():
        return answer.text()
    try:
        return answer.body.decode(named[1].decode("ascii"), "replace")
    except (LookupError, ValueError):
        return answer.text()


class _Reader(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = base
        self.mentions: list[Mention] = []
        self.anchors: list[Anchor] = []
        self._blocks: list[list[str]] = []
        self.named: dict[str, str] = {}
        self.title = ""
        self._open: list[tuple[str, Where]] = []
        self._counts = {True: 0, False: 0}
        self._into = ""
        """Whose text is being read: ``title``, ``json``, ``a`` or nothing."""

    @property
    def blocks(self) -> list[str]:
        """The page's JSON-LD."""
        return ["".join(block) for block in self._blocks]

    def begin(self) -> None:
        """Read on in another piece of the page."""
        self.reset()
        self._open.clear()
        self._into = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _PARTS:
            if len(self._open) < _DEEPEST:
                self._open.append((tag, _part(tag, values, self._where())))
        elif tag in ("a", "area", "link"):
            self._link(tag, values)
        elif tag == "meta":
            self._meta(values)
        elif tag == "base" and values.get("href"):
            self.base = _absolute(self.base, values["href"]) or self.base
        elif tag == "title" and not self.title:
            self._into = "title"
        elif tag == "script" and "ld+json" in values.get("type", "").lower() and len(self._blocks) < _MOST_BLOCKS:
            self._blocks.append([])
            self._into = "json"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in ("a", "div", "section", "p"):  # ``<div/>`` opens a part all the same, as browsers read it
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("a", "title", "script"):
            self._into = ""
        elif tag in _PARTS:
            for back in range(1, min(len(self._open), 30) + 1):
                if self._open[-back][0] == tag:
                    del self._open[-back:]
                    break

    def handle_data(self, data: str) -> None:
        if self._into == "title":
            self.title = (self.title + data)[:1000]
        elif self._into == "json":
            self._blocks[-1].append(data)
        elif self._into == "a" and self.anchors and len(self.anchors[-1].words) < 100:
            last = self.anchors[-1]
            self.anchors[-1] = Anchor(last.url, f"{last.words} {data[:100]}")

    def _where(self) -> Where:
        return self._open[-1][1] if self._open else "page"

    def _link(self, tag: str, values: dict[str, str]) -> None:
        self._into = "a" if tag == "a" else self._into
        address = _absolute(self.base, values.get("href", "").strip())
        rels = values.get("rel", "").lower().split()
        where = self._where()
        if address is None:
            self._into = "" if self._into == "a" else self._into
            return
        if "me" in rels and where != "content":
            where = "rel_me"
        elif "sameas" in values.get("itemprop", "").lower().split() and where != "content":
            where = "same_as"
        elif tag == "link":
            return
        self._mention(address, where)
        if tag == "a" and len(self.anchors) < _MOST_LINKS:
            said = " ".join((values.get("title", "")[:60], values.get("aria-label", "")[:60]))
            self.anchors.append(Anchor(address, said))

    def _meta(self, values: dict[str, str]) -> None:
        name = (values.get("property") or values.get("name") or "").strip().lower()
        content = values.get("content", "").strip()
        if not content or len(content) > 2000:
            return
        if name in _NAMES or name == "generator":
            self.named.setdefault(name, content)
        if name not in _METAS:
            return
        if name.startswith("twitter:") and _HANDLE.fullmatch(content):
            content = f"https://x.com/{content.removeprefix('@')}"
        elif name == "fediverse:creator" and content.count("@") in (1, 2) and "/" not in content:
            user, _, host = content.removeprefix("@").partition("@")
            content = f"https://{host}/@{user}"
        if "://" in content and (address := _absolute(self.base, content)):
            self._mention(address, _METAS[name])

    def _mention(self, address: str, where: Where) -> None:
        sure = is_sure(where)
        if self._counts[sure] < _MOST_LINKS:
            self._counts[sure] += 1
            self.mentions.append(Mention(address, where))


def _part(tag: str, values: dict[str, str], outer: Where) -> Where:
    """The part that an element opens. Within an article, its own header and footer are its own too."""
    named = f"{values.get('class', '')} {values.get('id', '')}"[:500].strip().lower()
    if named and _SITE_FOOTER.search(named):
        return "footer"
    if outer == "content":
        return outer
    own = _ELEMENTS.get(tag) or _ROLES.get(values.get("role", "").strip().lower())
    if own is None and named:
        own = next((where for pattern, where in _NAMED if pattern.search(named)), None)
        if outer not in _FRAME and own != "footer" and _CONTENT.search(named):
            own = "content"
    return outer if outer in _FRAME and own in ("navigation", "social") else own or outer


def _absolute(base: str, target: str) -> str | None:
    if not target or len(target) > 2000:
        return None
    try:
        return web_url(urljoin(base, target))
    except ValueError:
        return None
