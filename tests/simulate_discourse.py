"""A Discourse forum: ``/about.json`` and ``/latest.json``. See `simulate`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from zlib import crc32

from loopback import Loopback, Reply, Request
from simulate import Brand, Simulation, Written, without_withheld

from sources.base import Account
from sources.errors import AccountGone, AccountPrivate, RetryLater, SourceError

NOT_LOGGED_IN = {"errors": ["You need to be logged in to do that."], "error_type": "not_logged_in"}


def number(post: Written) -> int:
    """A topic's number, made from its name."""
    return crc32(post.name.encode()) % 1_000_000 + 1


class Simulator(Simulation):
    """Each brand is a forum in a folder named by its number.

    ``login`` "redirect" sends strangers to ``/login``, "refuse" answers 403; ``about`` "closed" answers 403 for the page about
    the forum alone, "silent" tells no statistics; ``old`` uses the names of older forums; ``pinned`` names topics that stand in
    front of every first page.
    """

    source: ClassVar[str] = "discourse"
    errors: ClassVar[Mapping[int, type[SourceError]]] = {
        401: AccountPrivate,
        403: AccountPrivate,
        404: AccountGone,
        429: RetryLater,
        500: RetryLater,
    }
    essential: ClassVar[frozenset[str]] = frozenset({"about", "topic_list", "topics", "id", "created_at"})

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.login = ""
        self.about = ""
        self.old = False
        self.pinned: tuple[str, ...] = ()

    @property
    def unknown(self) -> Account:
        return Account(f"{self.server.url}/nobody")

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        loopback.answer("*", self.answering(self._answer))

    def home(self, brand: Brand) -> str:
        """The forum's root."""
        return f"{self.server.url}/{brand.number}"

    def link(self, brand: Brand) -> str:
        return f"discourse:{self.home(brand)}"

    def hint(self, brand: Brand) -> Account:
        return Account(self.home(brand))

    def account(self, brand: Brand) -> Account:
        return Account(self.home(brand))

    def post_id(self, post: Written) -> str:
        return str(number(post))

    def _answer(self, request: Request) -> Reply:
        brand = next((brand for brand in self.brands if f"{request.path}/".startswith(f"/{brand.number}/")), None)
        if brand is None or brand.state == "gone":
            return Reply("<!doctype html><title>Not found</title>", 404, {"Content-Type": "text/html"})
        return self._of(brand, request.path.removeprefix(f"/{brand.number}") or "/", request)

    def _of(self, brand: Brand, path: str, request: Request) -> Reply:
        if path in ("/login", "/") or path.startswith("/t/"):
            return self._page(brand)
        if self.login == "redirect":
            return Reply(b"", 302, {"Location": f"/{brand.number}/login"})
        if self.login == "refuse" or brand.state == "private":
            return Reply(NOT_LOGGED_IN, 403)
        if path == "/about.json":
            return self._about(brand)
        return self._latest(brand, request)

    def _page(self, brand: Brand) -> Reply:
        head = '<meta name="generator" content="Discourse 3.5.0 - https://github.com/discourse/discourse">'
        feed = f'<link rel="alternate" type="application/rss+xml" href="{self.home(brand)}/latest.rss">'
        return Reply(f"<!doctype html><html><head>{head}{feed}</head></html>", 200, {"Content-Type": "text/html"})

    def _about(self, brand: Brand) -> Reply:
        if self.about == "closed":
            return Reply({"errors": ["You are not permitted to view that."], "error_type": "invalid_access"}, 403)
        told: dict[str, Any] = {"title": brand.name, "description": brand.bio, "version": "3.5.0"}
        if self.about == "silent":
            return Reply({"about": {**told, "can_see_about_stats": False}})
        users, topics = ("user_count", "topic_count") if self.old else ("users_count", "topics_count")
        stats = without_withheld({users: brand.followers, topics: len(brand.posts), "posts_30_days": 4})
        return Reply({"about": {**told, "can_see_about_stats": True, "stats": stats, **brand.extra}})

    def _latest(self, brand: Brand, request: Request) -> Reply:
        page, size = int(request.query.get("page", "0")), self.page_size
        topics = list(brand.posts)
        if request.query.get("order") == "created":
            topics.sort(key=lambda post: post.published_at, reverse=True)
        pinned = [post for post in topics if post.name in self.pinned]
        topics = pinned + [post for post in topics if post not in pinned]
        shown = topics[:size] if self.stuck else topics[page * size : (page + 1) * size]
        listing: dict[str, Any] = {"per_page": size, "topics": [self.view(post) for post in shown]}
        if self.stuck or len(shown) == size:
            listing["more_topics_url"] = f"/latest?order=created&page={page + 1}"
        return Reply({"users": [], "topic_list": listing})

    def view(self, post: Written) -> dict[str, Any]:
        """A topic as ``/latest.json`` shows it."""
        counts = {
            "posts_count": None if post.comments is None else post.comments + 1,
            "views": post.views,
            "like_count": post.likes,
        }
        return {
            "id": number(post),
            "title": post.text,
            "slug": post.name,
            "created_at": post.published_at.isoformat(timespec="milliseconds") + "Z",
            "pinned": post.name in self.pinned,
            "pinned_globally": post.name in self.pinned,
            "closed": False,
            "archetype": "regular",
            "category_id": 4,
            "image_url": None,
            "tags": ["forge"],
            **without_withheld(counts),
            **post.extra,
        }
