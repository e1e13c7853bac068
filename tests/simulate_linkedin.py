"""LinkedIn: pages, their followers, posts and statistics of its versioned API. See `simulate`."""

from __future__ import annotations

from datetime import UTC
from typing import Any, ClassVar
from urllib.parse import unquote

from loopback import Answering, Loopback, Reply, Request
from simulate import Brand, Simulation, Written, without_withheld

from sources.base import Account

TOKEN = "member-token-for-tests"
MEDIA = {
    "image": {"media": {"id": "urn:li:image:C4E10AQ", "altText": "An anvil"}},
    "album": {"multiImage": {"images": [{"id": "urn:li:image:1"}, {"id": "urn:li:image:2"}]}},
    "video": {"media": {"id": "urn:li:video:C5F10AQ", "title": "Casting"}},
    "link": {"article": {"source": "https://anvil.example/story", "title": "The story"}},
    "poll": {"poll": {"question": "Cast or forged?", "options": [{"text": "Cast"}, {"text": "Forged"}]}},
}


def number(brand: Brand) -> str:
    """An organization's number."""
    return str(2_414_000 + brand.number)


class Simulator(Simulation):
    """``Brand.handle`` is the name in the page's address.

    Knobs: ``administered`` (whether the token's member administers the pages), ``reporting`` (whether the token has the right to
    statistics), ``lookups`` (whether pages may be looked up by number, which the development tier forbids).
    """

    source: ClassVar[str] = "linkedin"
    essential: ClassVar[frozenset[str]] = frozenset({"elements", "paging", "id", "publishedAt"})

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.secrets = {"BENCHMARK_LINKEDIN_ACCESS_TOKEN": TOKEN}
        self.administered = True
        self.reporting = True
        self.lookups = True

    @property
    def unknown(self) -> Account:
        return Account("@nobody")

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        for name, answer in (
            ("organizations", self._organizations),
            ("organizationsLookup", self._lookup),
            ("posts", self._posts),
            ("organizationalEntityShareStatistics", self._statistics),
        ):
            loopback.answer(f"/rest/{name}", self.answering(self._keyed(answer)))
        loopback.answer("*", self.answering(self._keyed(self._size)))

    def link(self, brand: Brand) -> str:
        return f"https://www.linkedin.com/company/{brand.handle}/"

    def hint(self, brand: Brand) -> Account:
        return Account(f"@{brand.handle}", handle=brand.handle)

    def account(self, brand: Brand) -> Account:
        return Account(number(brand), handle=brand.handle)

    def post_id(self, post: Written) -> str:
        kind = "ugcPost" if post.kind == "video" else "share"
        return f"urn:li:{kind}:{_milliseconds(post) << 22}"

    def _keyed(self, answer: Answering) -> Answering:
        def answered(request: Request) -> Reply:
            # a bare request of the tests has no token; a wrong one is refused
            if self.expired:
                return _error(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", 65602)
            if request.headers.get("authorization", f"Bearer {TOKEN}") != f"Bearer {TOKEN}":
                return _error(401, "INVALID_ACCESS_TOKEN", "Invalid access token", 65600)
            return answer(request)

        return answered

    def _brand(self, value: str) -> Brand | None:
        return next((b for b in self.brands if b.state != "gone" and value in (number(b), b.handle)), None)

    def _of(self, name: str) -> Brand | None:
        """The brand that a URN names."""
        return self._brand(name.removeprefix("urn:li:organization:"))

    def page(self, brand: Brand) -> dict[str, Any]:
        """An organization, as those see it who do not administer it."""
        return {
            "id": int(number(brand)),
            "vanityName": brand.handle,
            "localizedName": brand.name,
            "localizedWebsite": "https://anvil.example/",
            "primaryOrganizationType": "NONE",
            **brand.extra,
        }

    def _organizations(self, request: Request) -> Reply:
        brand = self._brand(request.query.get("vanityName", ""))
        found = [self.page(brand)] if brand else []
        return Reply({"paging": {"start": 0, "count": 10, "links": [], "total": len(found)}, "elements": found})

    def _lookup(self, request: Request) -> Reply:
        if not self.lookups:
            return _error(403, "ACCESS_DENIED", "Not enough permissions to access: organizationsLookup.BATCH_GET", 100)
        asked = request.query.get("ids", "").removeprefix("List(").removesuffix(")").split(",")
        found = {value: self.page(brand) for value in asked if (brand := self._brand(value))}
        return Reply({"results": found, "statuses": {}, "errors": {}})

    def _size(self, request: Request) -> Reply:
        place, _, name = request.path.strip("/").partition("/networkSizes/")
        brand = self._of(unquote(name)) if place == "rest" and ":" not in name else None
        if request.query.get("edgeType") != "COMPANY_FOLLOWED_BY_MEMBER":
            return _error(400, "INVALID_VALUE_FOR_FIELD", "edgeType is not one of the values", 0)
        if brand is None:
            return _error(404, "NOT_FOUND", "Organization is inactive", 0)
        return Reply(without_withheld({"firstDegreeSize": brand.followers}))

    def _posts(self, request: Request) -> Reply:
        brand = self._of(request.query.get("author", ""))
        if brand is None:
            return _error(404, "NOT_FOUND", "Organization is inactive", 0)
        if not self.administered:
            return _error(
                403, "ACCESS_DENIED", "Not enough permissions to access: partnerApiPostsExternal.FINDER-author", 100
            )
        start = 0 if self.stuck else int(request.query.get("start", "0"))
        size = min(int(request.query.get("count", "10")), self.page_size)
        rows = sorted(brand.posts, key=lambda post: post.published_at, reverse=True)
        further = self.stuck or start + size < len(rows)
        place = f"/rest/posts?author=urn%3Ali%3Aorganization%3A{number(brand)}&q=author&count={size}"
        link = {"rel": "next", "type": "application/json", "href": f"{place}&start={0 if self.stuck else start + size}"}
        paging = {"start": start, "count": size, "links": [link] if further else [], "total": len(rows)}
        return Reply({"paging": paging, "elements": [self.post(brand, post) for post in rows[start : start + size]]})

    def post(self, brand: Brand, post: Written) -> dict[str, Any]:
        """A post, without its counts; its text is marked up as LinkedIn marks it."""
        return {
            "id": self.post_id(post),
            "author": f"urn:li:organization:{number(brand)}",
            "commentary": post.text.replace("#", "{hashtag|\\#|", 1) + ("}" if "#" in post.text else ""),
            "publishedAt": _milliseconds(post),
            "createdAt": _milliseconds(post),
            "lastModifiedAt": _milliseconds(post) + 1000,
            "lifecycleState": "PUBLISHED",
            "visibility": "PUBLIC",
            "distribution": {"feedDistribution": "MAIN_FEED"},
            **({"content": MEDIA[post.kind]} if post.kind in MEDIA else {}),
            **post.extra,
        }

    def _statistics(self, request: Request) -> Reply:
        brand = self._of(request.query.get("organizationalEntity", ""))
        if brand is None or not self.reporting:
            return _error(
                403, "ACCESS_DENIED", "Not enough permissions to access: organizationalEntityShareStatistics", 100
            )
        found = []
        for parameter, field in (("shares", "share"), ("ugcPosts", "ugcPost")):
            asked = request.query.get(parameter, "").removeprefix("List(").removesuffix(")").split(",")
            for post in brand.posts:
                if self.post_id(post) in asked:
                    counts = {"likeCount": post.likes, "commentCount": post.comments, "shareCount": post.shares}
                    shown = without_withheld({**counts, "impressionCount": post.views, "clickCount": 2})
                    about = {field: self.post_id(post), "organizationalEntity": f"urn:li:organization:{number(brand)}"}
                    found.append({**about, "totalShareStatistics": {**shown, "engagement": 0.02}})
        return Reply({"paging": {"start": 0, "count": 10, "links": []}, "elements": found})


def _milliseconds(post: Written) -> int:
    return int(post.published_at.replace(tzinfo=UTC).timestamp() * 1000)


def _error(status: int, code: str, message: str, service: int) -> Reply:
    return Reply({"status": status, "serviceErrorCode": service, "code": code, "message": message}, status)
