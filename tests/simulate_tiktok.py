"""A small Research API: user info, video queries by spans of days, app tokens. See `simulate`."""

from __future__ import annotations

from calendar import timegm
from datetime import date
from typing import Any, ClassVar

from loopback import Loopback, Reply, Request
from simulate import Brand, Written, without_withheld
from simulate_app import CLIENT, SECRET, AppSimulation, form_of, json_of

from sources.base import Account

OK = {"code": "ok", "message": "", "log_id": "202605031200009012"}


def refused(code: str, status: int, message: str = "") -> Reply:
    """An error as the API sends it."""
    return Reply({"data": {}, "error": {**OK, "code": code, "message": message}}, status)


class Simulator(AppSimulation):
    """``Brand.extra["video_count"]`` is what the account counts, if not the number of its videos."""

    source: ClassVar[str] = "tiktok"
    follows_ids: ClassVar[bool] = False
    lasts: ClassVar[int] = 7200

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.secrets = {"BENCHMARK_TIKTOK_CLIENT_KEY": CLIENT, "BENCHMARK_TIKTOK_CLIENT_SECRET": SECRET}
        self.end_included = True
        self.searches: list[str] = []

    @property
    def unknown(self) -> Account:
        return Account("@nobody")

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        loopback.answer("/v2/oauth/token/", self.answering(self._token))
        no = refused("access_token_invalid", 401, "The access token is invalid or not found in the request.")
        loopback.answer("/v2/research/user/info/", self.guarded(self._user, no))
        loopback.answer("/v2/research/video/query/", self.guarded(self._videos, no))

    def roots(self) -> dict[str, str]:
        return {"tiktok.api": f"{self.server.url}/v2", "tiktok.auth": f"{self.server.url}/v2"}

    def link(self, brand: Brand) -> str:
        return f"https://www.tiktok.com/@{brand.handle}"

    def hint(self, brand: Brand) -> Account:
        return Account(f"@{brand.handle}")

    def account(self, brand: Brand) -> Account:
        return Account(brand.handle, handle=brand.handle)

    def post_id(self, post: Written) -> str:
        return str(7_000_000_000_000_000_000 + int(post.name.removeprefix("post")))

    def _token(self, request: Request) -> Reply:
        sent = {"client_key": CLIENT, "client_secret": SECRET, "grant_type": "client_credentials"}
        if form_of(request) != sent:
            described = "Client key or secret is incorrect."
            return Reply({"error": "invalid_client", "error_description": described, "log_id": "1"}, 401)
        return Reply({**self.give(), "token_type": "Bearer"})

    def _brand(self, name: str) -> Brand | None:
        there = (brand for brand in self.brands if brand.state not in ("gone", "suspended"))
        return next((brand for brand in there if brand.handle == name), None)

    def _user(self, request: Request) -> Reply:
        name = json_of(request)["username"]
        brand = self._brand(name)
        if brand is None:
            return refused("invalid_params", 400, f"username is invalid: {name}")
        if brand.state == "private":
            return refused("invalid_params", 400, f"user {name} is private")
        counts = {"follower_count": brand.followers, "following_count": brand.following}
        told = {"display_name": brand.name, "bio_description": brand.bio, "is_verified": False, "likes_count": 271}
        more = {"avatar_url": "https://p16.example/a.jpg", "video_count": len(brand.posts), **brand.extra}
        return Reply({"data": {**told, **more, **without_withheld(counts)}, "error": OK})

    def _videos(self, request: Request) -> Reply:
        asked = json_of(request)
        first, last = (date.fromisoformat(asked[name]) for name in ("start_date", "end_date"))
        (condition,) = asked["query"]["and"]
        if not 0 <= (last - first).days <= 30 or condition["operation"] != "EQ" or asked["max_count"] > 100:
            return refused("invalid_params", 400, "Invalid query")
        brand = self._brand(condition["field_values"][0])
        posts = [post for post in brand.posts if self._between(first, post, last)] if brand else []
        start = 0 if self.stuck else asked.get("cursor", 0)
        search = asked.get("search_id")
        if asked.get("cursor") and search not in self.searches:
            return refused("invalid_params", 400, f"Search Id {search} is invalid or expired")
        if search is None:
            search = str(7_201_388_525_814_961_000 + len(self.searches))
            self.searches.append(search)
        end = start + min(asked["max_count"], self.page_size)
        more = self.stuck or end < len(posts)
        videos = [self.view(brand, post) for post in posts[start:end] if brand]
        data = {"videos": videos, "cursor": end, "search_id": search, "has_more": more}
        return Reply({"data": {**data, "cursor": 100 if self.stuck else end}, "error": OK})

    def _between(self, first: date, post: Written, last: date) -> bool:
        day = post.published_at.date()
        return first <= day <= last if self.end_included else first <= day < last

    def view(self, brand: Brand, post: Written) -> dict[str, Any]:
        """A video object."""
        counts = {"like_count": post.likes, "comment_count": post.comments, "share_count": post.shares}
        counts["view_count"] = post.views
        return {
            "id": int(self.post_id(post)),
            "video_description": post.text,
            "create_time": timegm(post.published_at.timetuple()),
            "username": brand.handle,
            "hashtag_names": ["anvils"],
            **without_withheld(counts),
            **post.extra,
        }
