"""What a web page announces about itself in its head: feeds, a WordPress API, its own address.

Pure. `sources.discover` stands on it; a further kind of link (a brand's accounts in the page's foot) is a further
field here. The WordPress announcements: https://developer.wordpress.org/rest-api/using-the-rest-api/discovery/.
Feed autodiscovery: https://www.rssboard.org/rss-autodiscovery.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from sources.parsing import web_url

if TYPE_CHECKING:
    from sources.http import Answer

_READ = 600_000
"""Characters of a page that are looked at; heads end long before."""
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_WORDPRESS_API = "https://api.w.org/"
_COMMENTS_FEED = re.compile(r"/comments/feed|feed=comments|[/-]comments?\b.*\.(?:xml|rss)", re.IGNORECASE)
_HEADER_LINK = re.compile(r"<([^<>]{1,2000})>\s*;([^<]{0,500})")


@dataclass(frozen=True)
class PageLinks:
    """``wordpress_api`` is the announced API root; ``feeds`` the announced feeds in order, without those of comments."""

    wordpress_api: str | None = None
    feeds: tuple[str, ...] = ()
    canonical: str | None = None
    from_wordpress: bool = False
    """Whether the page shows traces of WordPress, announced or not."""


@dataclass
class _Found:
    api: str | None = None
    feeds: list[str] = field(default_factory=list)
    canonical: str | None = None
    generator: str = ""


class _Head(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = base
        self.found = _Found()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "base" and values.get("href"):
            self.base = _absolute(self.base, values["href"]) or self.base
        elif tag == "meta" and values.get("name", "").lower() == "generator":
            self.found.generator += values.get("content", "")[:200].lower()
        elif tag == "link":
            self._link(values.get("rel", "").lower().split(), values)

    def _link(self, rels: list[str], values: dict[str, str]) -> None:
        address = _absolute(self.base, values.get("href", ""))
        if address is None:
            return
        kind = values.get("type", "").lower().split(";")[0].strip()
        if _WORDPRESS_API in rels:
            self.found.api = self.found.api or address
        elif "canonical" in rels:
            self.found.canonical = self.found.canonical or address
        elif "alternate" in rels and kind in _FEEDS and not _COMMENTS_FEED.search(address):
            self.found.feeds.append(address)


def page_links(answer: Answer) -> PageLinks:
    """Read a page's announcements from its ``Link`` header and its HTML. Never fails: a page may be anything."""
    page = answer.text()[:_READ]
    head = _Head(answer.url)
    head.feed(page)
    api = next(
        (url for url, rel in _header_links(answer) if f'"{_WORDPRESS_API}"' in rel or f"={_WORDPRESS_API}" in rel), None
    )
    traces = api or head.found.api or "wordpress" in head.found.generator
    return PageLinks(
        wordpress_api=api or head.found.api,
        feeds=tuple(dict.fromkeys(head.found.feeds)),
        canonical=head.found.canonical,
        from_wordpress=bool(traces) or "/wp-content/" in page or "/wp-includes/" in page,
    )


def _header_links(answer: Answer) -> list[tuple[str, str]]:
    found = _HEADER_LINK.findall(answer.headers.get("Link", "")[:10_000])
    return [(url, rel) for target, rel in found if (url := _absolute(answer.url, target))]


def _absolute(base: str, target: str) -> str | None:
    try:
        return web_url(urljoin(base, target.strip())) if target else None
    except ValueError:
        return None
