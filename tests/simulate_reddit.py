"""A small Reddit: communities, users, listings, look-ups by id, app tokens. See `simulate`."""

from __future__ import annotations

from base64 import b64encode
from calendar import timegm
from typing import Any, ClassVar

from loopback import Loopback, Reply, Request
from simulate import Brand, Written, without_withheld
from simulate_app import CLIENT, SECRET, AppSimulation, form_of

from sources.base import Account

LONGEST = 1000
"""No listing is longer."""


def is_user(brand: Brand) -> bool:
    """Whether the brand is a user, not a community."""
    return bool(brand.extra.get("user"))


def fullname(brand: Brand) -> str:
    """The id, made from the brand's number."""
    return f"t{2 if is_user(brand) else 5}_2q{brand.number:03d}"


def name(brand: Brand) -> str:
    """``r/…`` or ``u/…``."""
    return f"{'u' if is_user(brand) else 'r'}/{brand.handle}"


class Simulator(AppSimulation):
    """``Brand.extra``: ``user`` makes it a user, all else is merged over its data; ``state`` also knows ``quarantined``, ``gated``."""

    source: ClassVar[str] = "reddit"
    lasts: ClassVar[int] = 86_400

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.secrets = {"BENCHMARK_REDDIT_CLIENT_ID": CLIENT, "BENCHMARK_REDDIT_CLIENT_SECRET": SECRET}
        self.users_by_id = True
        """Whether app tokens may look users up by id."""

    @property
    def unknown(self) -> Account:
        return Account("@r/nobody")

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        loopback.answer("/api/v1/access_token", self.answering(self._token))
        no = Reply({"message": "Unauthorized", "error": 401}, 401)
        loopback.answer("*", self.guarded(self._thing, no))

    def roots(self) -> dict[str, str]:
        return {"reddit.api": self.server.url, "reddit.auth": self.server.url}

    def link(self, brand: Brand) -> str:
        return f"https://www.reddit.com/{name(brand)}/"

    def hint(self, brand: Brand) -> Account:
        return Account(f"@{name(brand)}")

    def account(self, brand: Brand) -> Account:
        return Account(fullname(brand), handle=name(brand))

    def post_id(self, post: Written) -> str:
        return f"1{post.name}"

    def _token(self, request: Request) -> Reply:
        basic = b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return Reply({"message": "Unauthorized", "error": 401}, 401)
        if form_of(request) != {"grant_type": "client_credentials"}:
            return Reply({"error": "unsupported_grant_type"}, 200)
        return Reply({**self.give(), "scope": "*"})

    def _thing(self, request: Request) -> Reply:
        assert request.query.get("raw_json") == "1"
        match request.path.strip("/").split("/"):
            case ["api", "info"]:
                found = [brand for brand in self.brands if fullname(brand) == request.query["id"]]
                return _listing([self.about(brand) for brand in found if brand.state != "gone"])
            case ["api", "user_data_by_account_ids"]:
                return self._users(request.query["ids"])
            case ["r" | "user" as place, handle, "about" | "new" | "submitted" as what]:
                brand = self._brand(place, handle)
                return self._refused(brand, place, handle) or self._told(brand, what, request)
        return Reply({"message": "Not Found", "error": 404}, 404)

    def _brand(self, place: str, handle: str) -> Brand:
        there = (brand for brand in self.brands if is_user(brand) == (place == "user"))
        return next((brand for brand in there if brand.handle == handle), Brand(handle, state="gone"))

    def _refused(self, brand: Brand, place: str, handle: str) -> Reply | None:
        if brand.state == "gone" and place == "r" and brand not in self.brands:
            location = f"{self.server.url}/subreddits/search?q={handle}&raw_json=1"
            return Reply("", 302, {"Location": location})
        if brand.state == "gone":
            return Reply({"message": "Not Found", "error": 404}, 404)
        if brand.state == "suspended" and place == "r":
            return Reply({"reason": "banned", "message": "Not Found", "error": 404}, 404)
        if brand.state in ("private", "quarantined", "gated"):
            return Reply({"reason": brand.state, "message": "Forbidden", "error": 403}, 403)
        return None

    def _told(self, brand: Brand, what: str, request: Request) -> Reply:
        if what == "about" and brand.state == "suspended":
            return Reply({"kind": "t2", "data": {"name": brand.handle, "is_suspended": True, "awardee_karma": 0}})
        if what == "about":
            return Reply(self.about(brand))
        posts = brand.posts[:LONGEST]
        after = request.query.get("after", "").removeprefix("t3_")
        start = int(after) if after.isdigit() and not self.stuck else 0
        end = start + min(int(request.query.get("limit", "25")), self.page_size)
        after = "t3_0" if self.stuck else f"t3_{end}"
        return _listing([self.view(brand, post) for post in posts[start:end]], after if end < len(posts) else None)

    def about(self, brand: Brand) -> dict[str, Any]:
        """A ``t5`` or ``t2``."""
        told = {
            "title": brand.name,
            "public_description": brand.bio,
            **without_withheld({"subscribers": brand.followers}),
        }
        extra = {key: value for key, value in brand.extra.items() if key != "user"}
        if is_user(brand):
            page = {"display_name": f"u_{brand.handle}", "subreddit_type": "user", **told}
            data = {"id": fullname(brand)[3:], "name": brand.handle, "total_karma": 4, "is_suspended": False, **extra}
            return {"kind": "t2", "data": {"subreddit": page, **data}}
        data = {"name": fullname(brand), "id": fullname(brand)[3:], "display_name": brand.handle, "over18": False}
        return {
            "kind": "t5",
            "data": {**data, "subreddit_type": "public", "created_utc": 1201233135.0, **told, **extra},
        }

    def _users(self, native_id: str) -> Reply:
        if not self.users_by_id:
            return Reply({"message": "Forbidden", "error": 403}, 403)
        there = [brand for brand in self.brands if fullname(brand) == native_id and brand.state != "gone"]
        if not there:
            return Reply({"message": "Not Found", "error": 404}, 404)
        return Reply({native_id: {"name": there[0].handle, "created_utc": 1.2e9, "link_karma": 7}})

    def view(self, brand: Brand, post: Written) -> dict[str, Any]:
        """A ``t3``."""
        native_id = self.post_id(post)
        counts = {"score": post.likes, "ups": post.likes, "num_comments": post.comments, "num_crossposts": post.shares}
        shown: dict[str, dict[str, Any]] = {
            "image": {"post_hint": "image", "url": "https://i.redd.it/anvil.jpg", "is_self": False},
            "album": {"is_gallery": True, "url": f"https://www.reddit.com/gallery/{native_id}", "is_self": False},
            "video": {"is_video": True, "post_hint": "hosted:video", "is_self": False},
            "link": {"post_hint": "link", "url": "https://anvil.example/", "is_self": False},
        }
        data = {
            "id": native_id,
            "name": f"t3_{native_id}",
            "subreddit": "u_anvil" if is_user(brand) else brand.handle,
            "author": "anvil",
            "title": post.text,
            "selftext": "",
            "is_self": True,
            "created_utc": float(timegm(post.published_at.timetuple())),
            "permalink": f"/r/anvil/comments/{native_id}/anvil/",
            "url": f"https://www.reddit.com/r/anvil/comments/{native_id}/anvil/",
            "thumbnail": "self",
            "over_18": False,
            "hide_score": False,
            "upvote_ratio": 0.97,
            "view_count": None,
            "removed_by_category": None,
            **shown.get(post.kind, {}),
            **without_withheld(counts),
            **post.extra,
        }
        return {"kind": "t3", "data": data}


def _listing(children: list[dict[str, Any]], after: str | None = None) -> Reply:
    data = {
        "after": after,
        "before": None,
        "dist": len(children),
        "modhash": None,
        "geo_filter": "",
        "children": children,
    }
    return Reply({"kind": "Listing", "data": data})
