"""A site with an RSS 2.0 feed, paged as RFC 5005 has it, with validators. See `simulate`."""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from typing import ClassVar

from loopback import Loopback, Reply, Request
from simulate import Brand, Simulation, Written

from sources.base import Account


class Simulator(Simulation):
    """``paging = False`` serves the first page only, as most blogs do."""

    source: ClassVar[str] = "feed"

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.paging = True

    @property
    def unknown(self) -> Account:
        return Account(f"{self.server.url}/nobody/feed.xml")

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        loopback.answer("*", self.answering(self._feed))

    def link(self, brand: Brand) -> str:
        return f"{self.server.url}/{brand.number}/feed.xml"

    def hint(self, brand: Brand) -> Account:
        return Account(self.link(brand))

    def account(self, brand: Brand) -> Account:
        return Account(self.link(brand))

    def post_id(self, post: Written) -> str:
        return f"tag:anvil.example,2026:{post.name}"

    def _feed(self, request: Request) -> Reply:
        brand = next((brand for brand in self.brands if request.path == f"/{brand.number}/feed.xml"), None)
        if brand is None or brand.state == "gone":
            return Reply("gone", 404)
        page = int(request.query.get("page", "1"))
        start = 0 if self.stuck else (page - 1) * self.page_size
        shown = brand.posts[start : start + self.page_size]
        further = self.paging and (self.stuck or start + self.page_size < len(brand.posts))
        onward = f"{self.link(brand)}?page={2 if self.stuck else page + 1}" if further else None
        body = rss(brand, shown, "".join(self.item(post) for post in shown), self.server.url, onward=onward)
        tag = f'"{sha256(body.encode()).hexdigest()[:16]}"'
        if request.headers.get("if-none-match") == tag:
            return Reply(b"", 304, {"ETag": tag})
        return Reply(body, 200, {"Content-Type": "application/rss+xml; charset=utf-8", "ETag": tag})

    def item(self, post: Written) -> str:
        """One ``<item>``."""
        return item(post, self.post_id(post), f"{self.server.url}/{post.name}")


def item(post: Written, guid: str, link: str) -> str:
    """One ``<item>`` as blogs write it; comments by the slash module."""
    comments = "" if post.comments is None else f"<slash:comments>{post.comments}</slash:comments>"
    date = format_datetime(post.published_at.replace(tzinfo=UTC))
    return (
        f'<item><title>{escape(escape(post.text))}</title><link>{link}</link><guid isPermaLink="false">{guid}</guid>'
        f"<pubDate>{date}</pubDate><description>&lt;p&gt;Read on&lt;/p&gt;</description>{comments}</item>"
    )


def rss(
    brand: Brand, posts: list[Written], items: str, home: str, *, onward: str | None = None, generator: str = ""
) -> str:
    """A whole feed."""
    following = f'<atom:link rel="next" href="{escape(onward)}"/>' if onward else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel>'
        f"<title>{escape(escape(brand.name))}</title><link>{home}</link>"
        f"<description>{escape(brand.bio)}</description><generator>{generator}</generator>{following}{items}</channel></rss>"
    )
