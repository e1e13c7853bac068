"""Threads: profiles and posts of Profile Discovery. See `simulate` and `simulate_meta`."""

from __future__ import annotations

from typing import Any, ClassVar

from loopback import Reply, Request
from simulate import Brand, Written
from simulate_meta import MetaSimulation, asked, refused

from sources.base import Account


class Simulator(MetaSimulation):
    """``fewest``: profiles with fewer followers are not shown."""

    source: ClassVar[str] = "threads"
    setting: ClassVar[str] = "BENCHMARK_THREADS_ACCESS_TOKEN"
    version: ClassVar[str] = "v1.0"
    follows_ids: ClassVar[bool] = False
    has_ids: ClassVar[bool] = False
    essential: ClassVar[frozenset[str]] = frozenset({"id", "timestamp", "data", "username"})

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.fewest = 0

    @property
    def unknown(self) -> Account:
        return Account("@nobody")

    def link(self, brand: Brand) -> str:
        return f"https://www.threads.com/@{brand.handle}"

    def hint(self, brand: Brand) -> Account:
        return self.account(brand)

    def account(self, brand: Brand) -> Account:
        return Account(f"@{brand.handle}", handle=brand.handle)

    def post_id(self, post: Written) -> str:
        return f"1800{post.name}"

    def _answer(self, request: Request) -> Reply:
        name = request.query.get("username")
        brand = next((each for each in self.brands if each.handle == name and each.state == "ok"), None)
        if brand is None or (brand.followers or self.fewest) < self.fewest:
            return refused(24, message="The requested resource does not exist", status=404)
        match self._graph_path(request):
            case ["profile_lookup"]:
                return Reply(self.lookup(brand))
            case ["profile_posts"]:
                shown, paging = self._page(
                    brand.posts, request.query.get("after"), int(request.query.get("limit", "25"))
                )
                listed = [asked(request.query.get("fields", "id"), self.view(brand, post)) for post in shown]
                return Reply({"data": listed, **({"paging": paging} if paging else {})})
            case _:
                return refused(100, message="Unsupported get request, unknown field of the path")

    def lookup(self, brand: Brand) -> dict[str, Any]:
        """The documented answer: no id, and totals of the past 7 days."""
        week = dict.fromkeys(("likes_count", "quotes_count", "replies_count", "reposts_count", "views_count"), 1000000)
        return {
            "username": brand.handle,
            "name": brand.name,
            "profile_picture_url": "https://scontent.cdninstagram.example/anvil.jpg",
            "biography": brand.bio,
            "is_verified": True,
            **({} if brand.followers is None else {"follower_count": brand.followers}),
            **week,
            **brand.extra,
        }

    def view(self, brand: Brand, post: Written) -> dict[str, Any]:
        """A post; it has no counts."""
        kinds = {"image": "IMAGE", "video": "VIDEO", "album": "CAROUSEL_ALBUM"}
        return {
            "id": self.post_id(post),
            "permalink": f"https://www.threads.com/@{brand.handle}/post/{post.name}",
            "text": post.text,
            "timestamp": post.published_at.isoformat(timespec="seconds") + "+0000",
            "media_type": kinds.get(post.kind, "TEXT_POST"),
            "is_quote_post": False,
            **post.extra,
        }
