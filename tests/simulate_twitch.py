"""A small Helix API: users, followers' total, videos, app tokens. See `simulate`."""

from __future__ import annotations

from typing import Any, ClassVar

from loopback import Loopback, Reply, Request
from simulate import Brand, Written, without_withheld
from simulate_app import CLIENT, SECRET, AppSimulation, form_of

from sources.base import Account


def user_id(brand: Brand) -> str:
    """A channel's id, made from the brand's number."""
    return str(141_981_000 + brand.number)


class Simulator(AppSimulation):
    """``Brand.extra`` and ``Written.extra`` are merged over a user and a video."""

    source: ClassVar[str] = "twitch"
    lasts: ClassVar[int] = 5_184_000

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.secrets = {"BENCHMARK_TWITCH_CLIENT_ID": CLIENT, "BENCHMARK_TWITCH_CLIENT_SECRET": SECRET}

    @property
    def unknown(self) -> Account:
        return Account("@nobody")

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        loopback.answer("/oauth2/token", self.answering(self._token))
        no = Reply({"error": "Unauthorized", "status": 401, "message": "Invalid OAuth token"}, 401)
        for path, answer in (("users", self._users), ("channels/followers", self._followers), ("videos", self._videos)):
            loopback.answer(f"/helix/{path}", self.guarded(answer, no))

    def roots(self) -> dict[str, str]:
        return {"twitch.api": f"{self.server.url}/helix", "twitch.auth": self.server.url}

    def link(self, brand: Brand) -> str:
        return f"https://www.twitch.tv/{brand.handle}"

    def hint(self, brand: Brand) -> Account:
        return Account(f"@{brand.handle}", handle=brand.handle)

    def account(self, brand: Brand) -> Account:
        return Account(user_id(brand), handle=brand.handle)

    def post_id(self, post: Written) -> str:
        return str(2_000_000_000 + int(post.name.removeprefix("post") or 0))

    def _token(self, request: Request) -> Reply:
        form = form_of(request)
        if form.get("client_id") != CLIENT:
            return Reply({"status": 400, "message": "invalid client"}, 400)
        if form.get("client_secret") != SECRET:
            return Reply({"status": 403, "message": "invalid client secret"}, 403)
        if form.get("grant_type") != "client_credentials":
            return Reply({"status": 400, "message": "missing grant type"}, 400)
        return Reply(self.give())

    def lets_in(self, request: Request) -> bool:
        return super().lets_in(request) and request.headers.get("client-id") == CLIENT

    def _brand(self, named: str | None) -> Brand | None:
        there = (brand for brand in self.brands if brand.state not in ("gone", "suspended"))
        return next((brand for brand in there if named in (user_id(brand), brand.handle)), None)

    def _users(self, request: Request) -> Reply:
        login = request.query.get("login")
        if login is not None and not login.replace("_", "").isalnum():
            message = "Invalid login names, emails or IDs in request"
            return Reply({"error": "Bad Request", "status": 400, "message": message}, 400)
        brand = self._brand(login or request.query.get("id"))
        return Reply({"data": [self.user(brand)] if brand else []})

    def user(self, brand: Brand) -> dict[str, Any]:
        """An item of Get Users."""
        return {
            "id": user_id(brand),
            "login": brand.handle,
            "display_name": brand.name,
            "type": "",
            "broadcaster_type": "affiliate",
            "description": brand.bio,
            "profile_image_url": "https://static-cdn.jtvnw.example/anvil-300x300.png",
            "offline_image_url": "",
            "view_count": 5980557,
            "created_at": "2016-12-14T20:32:28Z",
            **brand.extra,
        }

    def _followers(self, request: Request) -> Reply:
        brand = self._brand(request.query.get("broadcaster_id"))
        if brand is None:
            message = "The ID in broadcaster_id is not valid."
            return Reply({"error": "Bad Request", "status": 400, "message": message}, 400)
        return Reply({**without_withheld({"total": brand.followers}), "data": [], "pagination": {}})

    def _videos(self, request: Request) -> Reply:
        brand = self._brand(request.query.get("user_id"))
        posts = brand.posts if brand else []
        after = request.query.get("after", "")
        start = int(after) if after.isdigit() and not self.stuck else 0
        end = start + min(int(request.query.get("first", "20")), self.page_size)
        onward = {"cursor": "0" if self.stuck else str(end)} if self.stuck or end < len(posts) else {}
        return Reply({"data": [self.view(brand, post) for post in posts[start:end] if brand], "pagination": onward})

    def view(self, brand: Brand, post: Written) -> dict[str, Any]:
        """An item of Get Videos."""
        at = post.published_at.isoformat(timespec="seconds") + "Z"
        return {
            "id": self.post_id(post),
            "stream_id": "40127863165" if post.kind == "live" else None,
            "user_id": user_id(brand),
            "user_login": brand.handle,
            "user_name": brand.name,
            "title": post.text,
            "description": "",
            "created_at": at,
            "published_at": at,
            "url": f"https://www.twitch.tv/videos/{self.post_id(post)}",
            "thumbnail_url": "https://static-cdn.jtvnw.example/cf/anvil/thumb-%{width}x%{height}.jpg",
            "viewable": "public",
            "language": post.lang or "other",
            "type": "archive" if post.kind == "live" else "upload",
            "duration": "3m21s",
            "muted_segments": None,
            **without_withheld({"view_count": post.views}),
            **post.extra,
        }
