"""A small Bluesky AppView: profiles, author feeds in the server's order, its errors. See `simulate`."""

from __future__ import annotations

from typing import Any, ClassVar

from loopback import Loopback, Reply, Request
from simulate import Brand, Simulation, Written, without_withheld

from sources.base import Account


def did(brand: Brand) -> str:
    """24 letters of base32, made from the brand's number."""
    return "did:plc:" + f"{brand.number:b}".replace("0", "a").replace("1", "b").rjust(24, "a")


def handle(brand: Brand) -> str:
    """A domain; a name without a dot is one of Bluesky's own."""
    return brand.handle if "." in brand.handle else f"{brand.handle}.bsky.social"


def written_time(post: Written) -> str:
    """The time as the AppView writes it."""
    return post.published_at.isoformat(timespec="milliseconds") + "Z"


class Simulator(Simulation):
    """``Brand.extra["reposts"]`` names posts that the brand reposted; ``state`` also knows ``deactivated``."""

    source: ClassVar[str] = "bluesky"

    @property
    def unknown(self) -> Account:
        return Account("@nobody.example")

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        loopback.answer("/xrpc/app.bsky.actor.getProfile", self.answering(self._profile))
        loopback.answer("/xrpc/app.bsky.feed.getAuthorFeed", self.answering(self._feed))

    def link(self, brand: Brand) -> str:
        return f"https://bsky.app/profile/{handle(brand)}"

    def hint(self, brand: Brand) -> Account:
        return Account(f"@{handle(brand)}")

    def account(self, brand: Brand) -> Account:
        return Account(did(brand), handle=handle(brand))

    def post_id(self, post: Written) -> str:
        return f"3k{post.name}"

    def _brand(self, request: Request) -> Brand | Reply:
        actor = request.query.get("actor", "")
        found = next((brand for brand in self.brands if actor in (handle(brand), did(brand))), None)
        if found is None or found.state == "gone":
            return _refused("InvalidRequest", "Profile not found")
        if found.state == "suspended":
            return _refused("AccountTakedown", "Account has been suspended")
        if found.state == "deactivated":
            return _refused("AccountDeactivated", "Account is deactivated")
        return found

    def _profile(self, request: Request) -> Reply:
        brand = self._brand(request)
        if isinstance(brand, Reply):
            return brand
        counts = without_withheld({"followersCount": brand.followers, "followsCount": brand.following})
        about = {"displayName": brand.name, "description": brand.bio, "postsCount": len(brand.posts), **counts}
        return Reply({**_author(brand), **about, **{k: v for k, v in brand.extra.items() if k != "reposts"}})

    def _feed(self, request: Request) -> Reply:
        brand = self._brand(request)
        if isinstance(brand, Reply):
            return brand
        if self.stuck:
            return Reply({"feed": self._items(brand)[: self.page_size], "cursor": "again"})
        size = min(int(request.query.get("limit", "50")), self.page_size)
        start = int(request.query.get("cursor", "0"))
        items = self._items(brand)
        onward = {"cursor": str(start + size)} if start + size < len(items) else {}
        return Reply({"feed": items[start : start + size], **onward})

    def _items(self, brand: Brand) -> list[dict[str, Any]]:
        """Feed items in the order of the earlier of the two dates, as the AppView sorts them."""
        items = [{"post": self.view(brand, post)} for post in brand.posts]
        for name in brand.extra.get("reposts", []):
            post = next(post for post in brand.posts if post.name == name)
            reason = {"$type": "app.bsky.feed.defs#reasonRepost", "by": _author(brand), "indexedAt": written_time(post)}
            items.append({"post": self.view(brand, post), "reason": reason})
        return sorted(items, key=_place, reverse=True)

    def view(self, brand: Brand, post: Written) -> dict[str, Any]:
        """``app.bsky.feed.defs#postView``."""
        moment = written_time(post)
        extra = dict(post.extra)
        record = {
            "$type": "app.bsky.feed.post",
            "createdAt": moment,
            "text": post.text,
            **({"langs": [post.lang]} if post.lang else {}),
            **extra.pop("record", {}),
        }
        counts = {
            "likeCount": post.likes,
            "replyCount": post.comments,
            "repostCount": post.shares,
            "quoteCount": post.quotes,
        }
        embeds: dict[str, dict[str, Any]] = {
            "image": {"$type": "app.bsky.embed.images#view", "images": [{"alt": ""}]},
            "album": {"$type": "app.bsky.embed.images#view", "images": [{"alt": ""}, {"alt": ""}]},
            "video": {"$type": "app.bsky.embed.video#view", "playlist": "https://video.example/a.m3u8"},
            "link": {"$type": "app.bsky.embed.external#view", "external": {"uri": "https://anvil.example/"}},
        }
        embed = {"embed": embeds[post.kind]} if post.kind in embeds else {}
        return {
            "uri": f"at://{did(brand)}/app.bsky.feed.post/{self.post_id(post)}",
            "cid": "bafyreia",
            "author": _author(brand),
            "record": record,
            "indexedAt": moment,
            **embed,
            **without_withheld(counts),
            **extra,
        }


def _author(brand: Brand) -> dict[str, Any]:
    label = {"src": did(brand), "val": "!no-unauthenticated", "cts": "1970-01-01T00:00:00.000Z"}
    labels = [label] if brand.state == "private" else []
    return {"did": did(brand), "handle": handle(brand), "displayName": brand.name, "labels": labels}


def _place(item: dict[str, Any]) -> str:
    post = item["post"]
    return str(min(post["record"]["createdAt"], post["indexedAt"]))


def _refused(error: str, message: str) -> Reply:
    return Reply({"error": error, "message": message}, status=400)
