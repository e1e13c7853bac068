"""X: users and timelines of its API v2, and the bill that it would write. See `simulate`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from loopback import Answering, Loopback, Reply, Request
from simulate import NOW, Brand, Simulation, Written, without_withheld

from sources.base import Account

TOKEN = "bearer-token-for-tests"
PROBLEMS = "https://api.x.com/2/problems/"
USD = {"user": 0.010, "post": 0.005}
FIELDS = frozenset(
    {"attachments", "created_at", "entities", "lang", "public_metrics", "author_id", "referenced_{}s", "note_{}"}
)
"""Names that ``post.fields`` takes, with the noun of the naming in place of the braces."""


def identity(brand: Brand) -> str:
    """A user's id, made from the brand's number."""
    return str(2_244_994_000 + brand.number)


class Simulator(Simulation):
    """Keeps the books: ``billed`` holds each resource once a UTC day.

    Knobs: ``naming`` ("post" or "tweet", which names parameters and fields have), ``deaf`` (a parameter it does not know is
    passed over instead of refused), ``replies`` (so many replies after each post), ``reach`` (how many of the latest posts
    are looked through when replies are left out), ``today`` (the time by which it bills).
    """

    source: ClassVar[str] = "x"
    essential: ClassVar[frozenset[str]] = frozenset({"data", "meta", "id", "created_at"})

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.secrets = {"BENCHMARK_X_BEARER_TOKEN": TOKEN}
        self.naming = "post"
        self.deaf = False
        self.replies = 0
        self.reach = 800
        self.today: datetime = NOW
        self.billed: dict[tuple[date, str], float] = {}
        self.refusal: tuple[int, dict[str, Any]] | None = None

    @property
    def unknown(self) -> Account:
        return Account("@nobody")

    def bill(self, day: date | None = None) -> float:
        """What a day costs in US dollars."""
        day = day or self.today.date()
        return round(sum(usd for (billed, _), usd in self.billed.items() if billed == day), 6)

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        loopback.answer("/2/users/by", self.answering(self._keyed(self._users)))
        loopback.answer("/2/users", self.answering(self._keyed(self._users)))
        loopback.answer("*", self.answering(self._keyed(self._timeline)))

    def link(self, brand: Brand) -> str:
        return f"https://x.com/{brand.handle}"

    def hint(self, brand: Brand) -> Account:
        return Account(f"@{brand.handle}", handle=brand.handle)

    def account(self, brand: Brand) -> Account:
        return Account(identity(brand), handle=brand.handle)

    def post_id(self, post: Written) -> str:
        return str(int(post.published_at.replace(tzinfo=UTC).timestamp() * 1000) - 1_288_834_974_657 << 22)

    def _keyed(self, answer: Answering) -> Answering:
        def answered(request: Request) -> Reply:
            if self.refusal is not None:
                status, body = self.refusal
                return Reply(body, status, {"Content-Type": "application/problem+json"})
            # a bare request of the tests has no token; a wrong one is refused
            if self.expired or request.headers.get("authorization", f"Bearer {TOKEN}") != f"Bearer {TOKEN}":
                return Reply(_problem("Unauthorized", "Unauthorized", "about:blank", 401), 401)
            return answer(request)

        return answered

    def _charge(self, kind: str, resource: str) -> None:
        self.billed[self.today.date(), f"{kind} {resource}"] = USD[kind]

    def _users(self, request: Request) -> Reply:
        parameter = "usernames" if request.path.endswith("/by") else "ids"
        found, errors = [], []
        for value in request.query.get(parameter, "").split(","):
            brand = self._brand(value)
            if brand is None or brand.state == "suspended":
                errors.append(_missing(parameter, value, brand))
            else:
                self._charge("user", identity(brand))
                found.append(self.user(brand))
        return Reply({**({"data": found} if found else {}), **({"errors": errors} if errors else {})})

    def _brand(self, value: str) -> Brand | None:
        for brand in self.brands:
            if brand.state != "gone" and value.lower() in (identity(brand), brand.handle.lower()):
                return brand
        return None

    def user(self, brand: Brand) -> dict[str, Any]:
        """A user with the fields that `sources.x` asks for."""
        counts = {"followers_count": brand.followers, "following_count": brand.following, "listed_count": 3}
        posted = {f"{self.naming}_count": len(brand.posts) * (1 + self.replies)}
        return {
            "id": identity(brand),
            "name": brand.name,
            "username": brand.handle,
            "description": brand.bio,
            "protected": brand.state == "private",
            "url": "https://t.co/anvil",
            "entities": {"url": {"urls": [{"url": "https://t.co/anvil", "expanded_url": "https://anvil.example/"}]}},
            "public_metrics": without_withheld({**counts, **posted}),
            **brand.extra,
        }

    def _timeline(self, request: Request) -> Reply:
        parts = request.path.strip("/").split("/")
        brand = self._brand(parts[2]) if len(parts) == 4 and parts[3] == "tweets" else None
        asked = request.query
        if brand is None or brand.state in ("suspended", "private"):
            return Reply({"errors": [_missing("id", parts[2] if len(parts) > 2 else "", brand)]})
        wrong = self._wrong(asked)
        if wrong is not None:
            return Reply(_invalid(*wrong), 400)
        rows = self._rows(brand, asked)
        start = 0 if self.stuck else int(asked.get("pagination_token", "t0")[1:])
        end = start + min(int(asked.get("max_results", "10")), self.page_size)
        shown = [self.post(post, f"{self.naming}.fields" in asked) for post in rows[start:end] if post is not None]
        for post in shown:
            self._charge("post", post["id"])
        token = {"next_token": "t0" if self.stuck else f"t{end}"} if self.stuck or end < len(rows) else {}
        return Reply({**({"data": shown} if shown else {}), "meta": {"result_count": len(shown), **token}})

    def _wrong(self, asked: dict[str, str]) -> tuple[str, str] | None:
        """The parameter that the server refuses, and its value."""
        known = {"exclude", "start_time", "until_id", "max_results", "pagination_token", f"{self.naming}.fields"}
        unknown = next((name for name in asked if name not in known), None)
        if unknown is not None and not self.deaf:
            return unknown, asked[unknown]
        fields = asked.get(f"{self.naming}.fields", "id").split(",")
        takes = {name.format(self.naming) for name in FIELDS} | {"id", "text"}
        if not set(fields) <= takes:
            return f"{self.naming}.fields", ",".join(fields)
        if not 5 <= int(asked.get("max_results", "10")) <= 100:
            return "max_results", asked["max_results"]
        return None

    def _rows(self, brand: Brand, asked: dict[str, str]) -> list[Written | None]:
        """What a timeline looks through, newest first; None stands for a reply that is left out."""
        start = datetime.strptime(asked.get("start_time", "2010-11-06T00:00:00Z"), "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007  UTC without a zone
        rows: list[Written | None] = []
        for post in sorted(brand.posts, key=lambda each: each.published_at, reverse=True):
            if post.published_at >= start:
                rows += [post, *[None] * self.replies]
        rows = rows[: self.reach if "replies" in asked.get("exclude", "") else 3200]
        until = int(asked.get("until_id", "0")) or 2**63
        below = next((n for n, row in enumerate(rows) if row is not None and int(self.post_id(row)) < until), len(rows))
        return rows[below:]

    def post(self, post: Written, whole: bool = True) -> dict[str, Any]:
        """A post; without its fields asked for only what is sent always."""
        short = {"id": self.post_id(post), "text": post.text, f"edit_history_{self.naming}_ids": [self.post_id(post)]}
        if not whole:
            return short
        shares = {"post": "repost_count", "tweet": "retweet_count"}[self.naming]
        counts = {
            "like_count": post.likes,
            "reply_count": post.comments,
            shares: post.shares,
            "quote_count": post.quotes,
            "bookmark_count": 1,
            "impression_count": post.views,
        }
        keys = {"image": ["3_1"], "album": ["3_1", "3_2"], "video": ["7_1"]}.get(post.kind)
        attachments = {"media_keys": keys} if keys else {"poll_ids": ["1"]} if post.kind == "poll" else None
        return {
            **short,
            "created_at": post.published_at.isoformat(timespec="milliseconds") + "Z",
            "lang": post.lang,
            "public_metrics": without_withheld(counts),
            **({"attachments": attachments} if attachments else {}),
            **post.extra,
        }


def _problem(title: str, detail: str, kind: str, status: int) -> dict[str, Any]:
    return {"title": title, "detail": detail, "type": kind, "status": status}


def _invalid(parameter: str, value: str) -> dict[str, Any]:
    error = {"parameters": {parameter: [value]}, "message": f"The query parameter [{parameter}] is not one of these."}
    detail = "One or more parameters to your request was invalid."
    return {"errors": [error], **_problem("Invalid Request", detail, f"{PROBLEMS}invalid-request", 400)}


def _missing(parameter: str, value: str, brand: Brand | None) -> dict[str, Any]:
    """The entry of ``errors`` for a user that is not shown."""
    title, detail, kind = "Not Found Error", f"Could not find user with {parameter}: [{value}].", "resource-not-found"
    if brand is not None and brand.state == "suspended":
        title, detail = "Forbidden", f"User has been suspended: [{value}]."
    elif brand is not None:
        title, kind = "Authorization Error", "not-authorized-for-resource"
        detail = f"Sorry, you are not authorized to see the user with {parameter}: [{value}]."
    about = {"value": value, "resource_id": value, "parameter": parameter, "resource_type": "user"}
    return {**about, "title": title, "detail": detail, "type": PROBLEMS + kind}
