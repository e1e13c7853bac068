"""Facebook: pages and their posts in the Graph API. See `simulate` and `simulate_meta`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from loopback import Reply, Request
from simulate import Brand, Written
from simulate_meta import MetaSimulation, asked, refused

from sources.base import Account


def page_id(brand: Brand) -> str:
    """A page's id, made from the brand's number."""
    return f"{100_000_000_000_000 + brand.number}"


class Simulator(MetaSimulation):
    """``metadata_only``: the app may read pages, not their posts."""

    source: ClassVar[str] = "facebook"
    essential: ClassVar[frozenset[str]] = frozenset({"id", "created_time", "data"})

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.metadata_only = False
        self.ignores_since = False
        self.most_at_once = 100
        """Posts that the server can gather before it gives up."""

    @property
    def unknown(self) -> Account:
        return Account("@nobody")

    def link(self, brand: Brand) -> str:
        return f"https://www.facebook.com/{brand.handle}"

    def hint(self, brand: Brand) -> Account:
        return Account(f"@{brand.handle}", handle=brand.handle)

    def account(self, brand: Brand) -> Account:
        return Account(page_id(brand), handle=brand.handle)

    def post_id(self, post: Written) -> str:
        owner = next((brand for brand in self.brands if any(each is post for each in brand.posts)), self.brands[0])
        return f"{page_id(owner)}_{post.name}"

    def _answer(self, request: Request) -> Reply:
        node, *edge = self._graph_path(request) or [""]
        brand = next(
            (each for each in self.brands if node in (page_id(each), each.handle) and each.state == "ok"), None
        )
        if brand is None:
            return refused(100, 33) if node.isdigit() else refused(803, status=404)
        if not edge:
            return Reply(asked(request.query["fields"], self.page(brand)))
        if edge != ["posts"]:
            return refused(100, message="(#100) Unknown edge")
        if self.metadata_only:
            return refused(10, status=403)
        limit = int(request.query.get("limit", "25"))
        if limit > self.most_at_once:
            return refused(
                1, message="Please reduce the amount of data you're asking for, then retry your request", status=500
            )
        since = datetime.fromtimestamp(int(request.query.get("since", "0")), UTC).replace(tzinfo=None)
        recent = [post for post in brand.posts if self.ignores_since or post.published_at >= since]
        shown, paging = self._page(recent, request.query.get("after"), limit)
        body: dict[str, Any] = {"data": [asked(request.query["fields"], self.view(post)) for post in shown]}
        if paging:
            further = self.stuck or int(paging["cursors"]["after"][4:]) < len(recent)
            link = {"next": self.next_link(request, paging["cursors"]["after"])} if further else {}
            body["paging"] = paging | link
        return Reply(body)

    def page(self, brand: Brand) -> dict[str, Any]:
        """A ``Page``."""
        counts = {"fan_count": brand.followers, "followers_count": brand.followers}
        return {
            "id": page_id(brand),
            "name": brand.name,
            "username": brand.handle,
            "link": self.link(brand),
            **({} if brand.followers is None else counts),
            **brand.extra,
        }

    def view(self, post: Written) -> dict[str, Any]:
        """A ``PagePost``; one that nobody shared has no ``shares``."""
        media = {"image": "photo", "video": "video", "album": "album", "link": "link"}.get(post.kind)
        told = {
            "reactions": {"data": [], "summary": {"total_count": post.likes, "viewer_reaction": "NONE"}},
            "comments": {
                "data": [],
                "summary": {"order": "ranked", "total_count": post.comments, "can_comment": False},
            },
            "shares": {"count": post.shares},
        }
        given = {
            "reactions": post.likes is not None,
            "comments": post.comments is not None,
            "shares": bool(post.shares),
        }
        native_id = self.post_id(post)
        return {
            "id": native_id,
            "message": post.text,
            "created_time": post.published_at.isoformat(timespec="seconds") + "+0000",
            "permalink_url": f"https://www.facebook.com/{native_id.replace('_', '/posts/')}",
            "status_type": "mobile_status_update" if media is None else "added_photos",
            **({"attachments": {"data": [{"media_type": media, "type": media}]}} if media else {}),
            **{name: value for name, value in told.items() if given[name]},
            **post.extra,
        }
