"""YouTube: channels, uploads and videos of the Data API, the public feed, channel pages, oEmbed. See `simulate`."""

from __future__ import annotations

from html import escape
from typing import Any, ClassVar

from loopback import Answering, Loopback, Reply, Request
from simulate import Brand, Simulation, Written, without_withheld
from youtube_text import FEED, FEED_ENTRY, PAGE

from sources.base import Account

KEY = "key-for-tests"


def channel(brand: Brand) -> str:
    """A channel's id, made from the brand's number."""
    return "UC" + f"{brand.number}".rjust(22, "a")


def rounded(subscribers: int) -> int:
    """Rounded down to 3 significant figures, as the API shows it."""
    unit = int("1" + "0" * max(0, len(str(subscribers)) - 3))
    return subscribers // unit * unit


class Simulator(Simulation):
    """With a key by default; ``secrets`` emptied, the source reads feed and pages instead."""

    source: ClassVar[str] = "youtube"

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.secrets = {"BENCHMARK_YOUTUBE_API_KEY": KEY}
        self.refusal: tuple[int, str] | None = None

    @property
    def unknown(self) -> Account:
        return Account("@nobody")

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        for name, answer in (
            ("channels", self._channels),
            ("playlistItems", self._uploads),
            ("videos", self._videos),
        ):
            loopback.answer(f"/youtube/v3/{name}", self.answering(self._keyed(answer)))
        loopback.answer("/feeds/videos.xml", self.answering(self._feed))
        loopback.answer("/oembed", self.answering(self._oembed))
        loopback.answer("*", self.answering(self._page))

    def roots(self) -> dict[str, str]:
        return {"youtube.api": f"{self.server.url}/youtube/v3", "youtube.web": self.server.url}

    def link(self, brand: Brand) -> str:
        return f"https://www.youtube.com/@{brand.handle}"

    def hint(self, brand: Brand) -> Account:
        return Account(f"@{brand.handle}", handle=brand.handle)

    def account(self, brand: Brand) -> Account:
        return Account(channel(brand), handle=brand.handle)

    def post_id(self, post: Written) -> str:
        return post.name.rjust(11, "v")

    def _keyed(self, answer: Answering) -> Answering:
        def answered(request: Request) -> Reply:
            if self.refusal is not None:
                return _refused(*self.refusal)
            if self.expired:
                return _refused(400, "keyExpired")
            if request.headers.get("x-goog-api-key", KEY) != KEY or "key" in request.query:
                return _refused(400, "keyInvalid")
            return answer(request)

        return answered

    def _brand(self, **named: str | None) -> Brand | None:
        for brand in self.brands:
            known = {channel(brand), "@" + brand.handle, brand.handle}
            if brand.state != "gone" and known & {value for value in named.values() if value}:
                return brand
        return None

    def _channels(self, request: Request) -> Reply:
        asked = request.query
        brand = self._brand(id=asked.get("id"), handle=asked.get("forHandle"), user=asked.get("forUsername"))
        items = [self.resource(brand)] if brand else None
        listed: dict[str, Any] = {"items": items} if items else {}
        return Reply({"kind": "youtube#channelListResponse", "pageInfo": {"totalResults": len(items or [])}, **listed})

    def resource(self, brand: Brand) -> dict[str, Any]:
        """A ``channel``."""
        hidden = brand.followers is None
        shown = {} if hidden else {"subscriberCount": str(rounded(brand.followers or 0))}
        views = sum(post.views or 0 for post in brand.posts)
        counts = {"viewCount": str(views), "videoCount": str(len(brand.posts)), "hiddenSubscriberCount": hidden}
        snippet = {"title": brand.name, "description": brand.bio, "customUrl": f"@{brand.handle}"}
        return {"kind": "youtube#channel", "id": channel(brand), "snippet": snippet, "statistics": {**counts, **shown}}

    def _uploads(self, request: Request) -> Reply:
        brand = self._brand(id="UC" + request.query.get("playlistId", "")[2:])
        if brand is None or not brand.posts:
            return _refused(404, "playlistNotFound")
        start = 0 if self.stuck else int(request.query.get("pageToken", "0"))
        size = min(int(request.query.get("maxResults", "5")), self.page_size)
        shown = [_upload(self.post_id(post), post) for post in brand.posts[start : start + size]]
        further = self.stuck or start + size < len(brand.posts)
        return Reply(
            {"items": shown, **({"nextPageToken": "0" if self.stuck else str(start + size)} if further else {})}
        )

    def _videos(self, request: Request) -> Reply:
        wanted = request.query.get("id", "").split(",")
        posts = [(brand, post) for brand in self.brands for post in brand.posts if self.post_id(post) in wanted]
        return Reply({"kind": "youtube#videoListResponse", "items": [self.view(brand, post) for brand, post in posts]})

    def view(self, brand: Brand, post: Written) -> dict[str, Any]:
        """A ``video``."""
        counts = without_withheld({"likeCount": post.likes, "commentCount": post.comments, "viewCount": post.views})
        snippet = {
            "publishedAt": post.published_at.isoformat(timespec="seconds") + "Z",
            "channelId": channel(brand),
            "title": post.text,
            "description": "",
            "liveBroadcastContent": "none",
            "thumbnails": {"medium": {"url": f"https://i.ytimg.example/{post.name}.jpg"}},
        }
        return {
            "kind": "youtube#video",
            "id": self.post_id(post),
            "snippet": snippet,
            "statistics": {name: str(value) for name, value in counts.items()},
            "contentDetails": {"duration": "PT45S" if post.kind == "short_video" else "PT12M5S"},
            **post.extra,
        }

    def _feed(self, request: Request) -> Reply:
        brand = self._brand(id=request.query.get("channel_id"))
        if brand is None:
            return Reply("gone", 404)
        entries = "".join(self._entry(brand, post) for post in brand.posts[:15])
        body = FEED.format(channel=channel(brand), name=escape(brand.name), entries=entries)
        return Reply(body, 200, {"Content-Type": "text/xml; charset=UTF-8"})

    def _entry(self, brand: Brand, post: Written) -> str:
        likes = "" if post.likes is None else f'<media:starRating count="{post.likes}" average="5.00" min="1" max="5"/>'
        views = "" if post.views is None else f'<media:statistics views="{post.views}"/>'
        return FEED_ENTRY.format(
            id=self.post_id(post),
            form="shorts/" if post.kind == "short_video" else "watch?v=",
            title=escape(post.text),
            published=post.published_at.isoformat(timespec="seconds") + "+00:00",
            channel=channel(brand),
            counts=likes + views,
        )

    def _page(self, request: Request) -> Reply:
        brand = self._brand(handle=request.path.strip("/").split("/")[-1])
        if brand is None:
            return Reply("<!doctype html>404", 404, {"Content-Type": "text/html"})
        return Reply(PAGE.format(channel=channel(brand), name=escape(brand.name)), 200, {"Content-Type": "text/html"})

    def _oembed(self, request: Request) -> Reply:
        video = request.query.get("url", "").rpartition("v=")[2]
        for brand in self.brands:
            if any(self.post_id(post) == video for post in brand.posts):
                return Reply({"author_name": brand.name, "author_url": f"https://www.youtube.com/@{brand.handle}"})
        return Reply("Not Found", 404)


def _upload(video: str, post: Written) -> dict[str, Any]:
    date = post.published_at.isoformat(timespec="seconds") + "Z"
    return {"kind": "youtube#playlistItem", "contentDetails": {"videoId": video, "videoPublishedAt": date}}


def _refused(status: int, reason: str) -> Reply:
    error = {"code": status, "message": "No.", "errors": [{"message": "No.", "domain": "youtube", "reason": reason}]}
    return Reply({"error": error}, status)
