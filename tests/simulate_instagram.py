"""Instagram: Business Discovery with a nested, paged list of media. See `simulate` and `simulate_meta`."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from loopback import Reply, Request
from simulate import Brand, Written
from simulate_meta import MetaSimulation, asked, refused

from sources.base import Account

OWN = "17841400000000000"
_DISCOVERY = re.compile(r"business_discovery\.username\(([^(){}]*)\)\{(.*)\}")
_MEDIA = re.compile(r"media(?:\.after\(([^(){}]*)\))?\.limit\((\d+)\)\{([^{}]*)\}")


def user_id(brand: Brand) -> str:
    """An account's id, made from the brand's number."""
    return f"{17_841_401_000_000_000 + brand.number}"


class Simulator(MetaSimulation):
    source: ClassVar[str] = "instagram"
    follows_ids: ClassVar[bool] = False
    essential: ClassVar[frozenset[str]] = frozenset({"id", "timestamp", "data", "business_discovery"})

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.secrets["BENCHMARK_INSTAGRAM_USER_ID"] = OWN
        self.leaves_out_empty = False
        """Whether a list inside an answer is left out when it is empty, as Graph's often are."""

    @property
    def unknown(self) -> Account:
        return Account("@nobody")

    def link(self, brand: Brand) -> str:
        return f"https://www.instagram.com/{brand.handle}/"

    def hint(self, brand: Brand) -> Account:
        return Account(f"@{brand.handle}", handle=brand.handle)

    def account(self, brand: Brand) -> Account:
        return Account(user_id(brand), handle=brand.handle)

    def post_id(self, post: Written) -> str:
        return f"1790{post.name}"

    def _answer(self, request: Request) -> Reply:
        if self._graph_path(request) != [OWN]:
            return refused(100, 33)
        discovery = _DISCOVERY.fullmatch(request.query.get("fields", ""))
        if discovery is None:
            return refused(2500, message="Syntax error")
        brand = next((each for each in self.brands if each.handle == discovery[1] and each.state == "ok"), None)
        if brand is None:
            return refused(110, 2207013)
        found = asked(_MEDIA.sub("", discovery[2]), self.user(brand))
        media = _MEDIA.search(discovery[2])
        if media is not None:
            shown, paging = self._page(brand.posts, media[1], int(media[2]))
            edge: dict[str, Any] = {"data": [asked(media[3], self.view(post)) for post in shown]}
            if paging:
                edge["paging"] = paging
            if brand.posts and not (self.leaves_out_empty and not shown):
                found["media"] = edge
        return Reply({"business_discovery": found, "id": OWN})

    def user(self, brand: Brand) -> dict[str, Any]:
        """An ``IG User`` as others see it."""
        counts = {"followers_count": brand.followers, "follows_count": brand.following}
        return {
            "id": user_id(brand),
            "username": brand.handle,
            "name": brand.name,
            "biography": brand.bio,
            "website": "https://anvil.example/",
            "media_count": len(brand.posts),
            **{name: count for name, count in counts.items() if count is not None},
            **brand.extra,
        }

    def view(self, post: Written) -> dict[str, Any]:
        """An ``IG Media``; counts that its owner hides are left out."""
        counts = {"like_count": post.likes, "comments_count": post.comments, "view_count": post.views}
        kinds = {"video": "VIDEO", "short_video": "VIDEO", "album": "CAROUSEL_ALBUM"}
        return {
            "id": self.post_id(post),
            "caption": post.text,
            "timestamp": post.published_at.isoformat(timespec="seconds") + "+0000",
            "permalink": f"https://www.instagram.com/p/{post.name}/",
            "media_type": kinds.get(post.kind, "IMAGE"),
            "media_product_type": "REELS" if post.kind == "short_video" else "FEED",
            **{name: count for name, count in counts.items() if count is not None},
            **post.extra,
        }
