"""A small Mastodon server: lookup, statuses with Link headers, WebFinger, actors and feeds. See `simulate`."""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime
from html import escape
from typing import Any, ClassVar

from loopback import Loopback, Reply, Request
from simulate import Brand, Simulation, Written, without_withheld

from sources.base import Account


class Simulator(Simulation):
    """``Brand.handle`` is the name without the server.

    Knobs: ``token``, without which the API answers 401; ``open_actors``, whether actors are shown to everybody;
    ``other_host``, the host that WebFinger sends those to whose handles are on ``handle_host``.
    """

    source: ClassVar[str] = "mastodon"

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.token: str | None = None
        self.open_actors = True

    @property
    def host(self) -> str:
        """The server's name, as it stands in handles and ids."""
        return self.server.host

    @property
    def unknown(self) -> Account:
        return Account(f"@nobody@{self.host}")

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        loopback.answer("*", self.answering(self._route))

    def link(self, brand: Brand) -> str:
        return f"{self.server.url}/@{brand.handle}"

    def hint(self, brand: Brand) -> Account:
        return Account(f"@{brand.handle}@{self.host}")

    def account(self, brand: Brand) -> Account:
        return Account(f"{self.host}/{number(brand)}", handle=f"{brand.handle}@{self.host}")

    def post_id(self, post: Written) -> str:
        return str(int(post.published_at.replace(tzinfo=UTC).timestamp() * 1000) << 16)

    def _route(self, request: Request) -> Reply:
        parts = request.path.strip("/").split("/")
        if request.path == "/.well-known/webfinger":
            return self._webfinger(request)
        if parts[:3] == ["api", "v1", "accounts"]:
            return self._api(request, parts[3:])
        if parts[0] == "users":
            return self._actor(parts)
        if parts[0].startswith("@") and parts[0].endswith(".rss"):
            return self._rss(self._named(parts[0][1:-4]))
        return Reply("<!doctype html><title>Not found</title>", 404, {"Content-Type": "text/html"})

    def _named(self, name: str) -> Brand | None:
        return next((brand for brand in self.brands if brand.handle == name and brand.state != "gone"), None)

    def _api(self, request: Request, parts: list[str]) -> Reply:
        if self.token is not None and request.headers.get("authorization") != f"Bearer {self.token}":
            return Reply({"error": "This method requires an authenticated user"}, 401)
        if parts == ["lookup"]:
            brand = self._named(request.query.get("acct", ""))
        else:
            brand = next((one for one in self.brands if number(one) == parts[0] and one.state != "gone"), None)
        if brand is None:
            return Reply({"error": "Record not found"}, 404)
        return self._statuses(request, brand) if parts[-1] == "statuses" else Reply(self.entity(brand))

    def entity(self, brand: Brand) -> dict[str, Any]:
        """The Account entity."""
        counts = {"followers_count": brand.followers, "following_count": brand.following}
        states: dict[str, dict[str, Any]] = {
            "suspended": {"suspended": True, "display_name": "", "note": ""},
            "moved": {"moved": {"id": "99", "acct": "anvil@new.example", "url": "https://new.example/@anvil"}},
        }
        return {
            "id": number(brand),
            "username": brand.handle,
            "acct": brand.handle,
            "display_name": brand.name,
            "note": f"<p>{escape(brand.bio)}</p>",
            "url": self.link(brand),
            "statuses_count": len(brand.posts),
            "fields": [],
            **without_withheld(counts),
            **states.get(brand.state, {}),
            **brand.extra,
        }

    def _statuses(self, request: Request, brand: Brand) -> Reply:
        size = min(int(request.query.get("limit", "20")), self.page_size)
        rest = sorted(brand.posts, key=lambda post: post.published_at, reverse=True)
        if "max_id" in request.query and not self.stuck:
            rest = [post for post in rest if int(self.post_id(post)) < int(request.query["max_id"])]
        page = rest[:size]
        if not page:
            return Reply([])
        root = f"{self.server.url}{request.path}"
        onward = f'<{root}?limit={size}&max_id={self.post_id(page[-1])}>; rel="next"'
        backward = f'<{root}?min_id={self.post_id(page[0])}>; rel="prev"'
        links = [onward, backward] if len(page) == size else [backward]
        return Reply([self.status(brand, post) for post in page], headers={"Link": ", ".join(links)})

    def status(self, brand: Brand, post: Written) -> dict[str, Any]:
        """The Status entity."""
        counts = {"favourites_count": post.likes, "replies_count": post.comments, "reblogs_count": post.shares}
        media = {"image": ["image"], "album": ["image", "image"], "video": ["video"]}.get(post.kind, [])
        return {
            "id": self.post_id(post),
            "created_at": post.published_at.isoformat(timespec="milliseconds") + "Z",
            "in_reply_to_id": None,
            "spoiler_text": "",
            "visibility": "public",
            "language": post.lang,
            "url": f"{self.link(brand)}/{self.post_id(post)}",
            "content": f"<p>{escape(post.text)}</p>",
            "reblog": None,
            "account": {"id": number(brand), "acct": brand.handle},
            "media_attachments": [{"type": name} for name in media],
            "tags": [],
            "card": {"url": "https://anvil.example/"} if post.kind == "link" else None,
            "poll": {"id": "1"} if post.kind == "poll" else None,
            **without_withheld({**counts, "quotes_count": post.quotes}),
            **post.extra,
        }

    def _webfinger(self, request: Request) -> Reply:
        name = request.query.get("resource", "").removeprefix("acct:").partition("@")[0]
        brand = self._named(name)
        if brand is None:
            return Reply({"error": "not found"}, 404)
        actor = {"rel": "self", "type": "application/activity+json", "href": f"{self.server.url}/users/{name}"}
        return Reply({"subject": request.query["resource"], "links": [actor]})

    def _actor(self, parts: list[str]) -> Reply:
        brand = self._named(parts[1])
        if brand is None:
            return Reply({"error": "Not Found"}, 404)
        if not self.open_actors:
            return Reply({"error": "Request not signed"}, 401)
        root = f"{self.server.url}/users/{brand.handle}"
        if len(parts) > 2:
            total = brand.followers if parts[2] == "followers" else brand.following
            return Reply(
                {"type": "OrderedCollection", "first": f"{root}?page=1", **without_withheld({"totalItems": total})}
            )
        urls = {name: f"{root}/{name}" for name in ("followers", "following", "outbox")}
        about = {"type": "Organization", "name": brand.name, "summary": f"<p>{escape(brand.bio)}</p>"}
        return Reply({"id": root, "preferredUsername": brand.handle, "url": self.link(brand), **about, **urls})

    def _rss(self, brand: Brand | None) -> Reply:
        if brand is None:
            return Reply("", 404)
        items = "".join(
            f"<item><guid isPermaLink='true'>{self.link(brand)}/{self.post_id(post)}</guid>"
            f"<link>{self.link(brand)}/{self.post_id(post)}</link>"
            f"<pubDate>{format_datetime(post.published_at.replace(tzinfo=UTC))}</pubDate>"
            f"<description>{escape(f'<p>{escape(post.text)}</p>')}</description></item>"
            for post in sorted(brand.posts, key=lambda post: post.published_at, reverse=True)[: self.page_size]
        )
        body = f"<?xml version='1.0'?><rss version='2.0'><channel><title>{escape(brand.name)}</title>{items}</channel></rss>"
        return Reply(body, headers={"Content-Type": "application/rss+xml; charset=utf-8"})


def number(brand: Brand) -> str:
    """The account's id on its server."""
    return str(109_000 + brand.number)
