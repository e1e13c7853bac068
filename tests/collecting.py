"""Ground for the collector's tests: brands on a loopback server, read by a small source of the tests' own.

The source asks ``/<network>/profile/<id>`` and ``/<network>/posts/<id>?page=…`` and is registered under any name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from loopback import Loopback, Reply, Request

from benchmark.clock import utcnow
from benchmark.collect import Collector
from benchmark.settings import Settings
from benchmark.store import Store
from sources import SOURCES
from sources.base import Account, CutShort, Day, Pace, Post, Profile, Source
from sources.client import Client
from sources.errors import AccountPrivate

QUICK = Pace(per_second=10_000.0, burst=1000, parallel=2)
BEGIN = datetime(2026, 1, 1)


def _profile(client: Client, account: Account) -> Profile:
    body = client.get_json(f"{client.root()}/{client.source.name}/profile/{account.native_id.removeprefix('@')}")
    if body.get("bug"):
        raise ZeroDivisionError
    if body.get("status") == "private":
        raise AccountPrivate
    client.state["seen"] = str(body["followers"])
    return Profile(body["id"], handle=body["handle"], display_name=body["handle"], followers=body["followers"])


def _posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    page: str | None = "0"
    while page is not None:
        body = client.get_json(f"{client.root()}/{client.source.name}/posts/{account.native_id}", params={"page": page})
        for post in body["posts"]:
            at = datetime.fromisoformat(post["at"])
            if at < since:
                return
            yield Post(post["id"], at, "image", text=post["id"], likes=post["likes"], comments=0)
        page = body["next"]
        if page is None and body.get("cut"):
            yield CutShort(at)


def _daily(client: Client, account: Account, since: date) -> Iterator[Day]:
    yield Day(max(since, client.now().date() - timedelta(days=1)), "page_views", 7)


def a_source(name: str, **more: Any) -> Source:
    """A source that reads `World`s under this name."""
    given: dict[str, Any] = {
        "name": name,
        "label": name.title(),
        "docs": "https://docs.example",
        "gives": frozenset({"followers", "posts", "likes", "history"}),
        "lacks": "Nothing.",
        "pace": QUICK,
        "roots": {"api": "https://api.example"},
        "profile": _profile,
        "posts": _posts,
    } | more
    return Source(**given)


class PlainCollector(Collector):
    """A collector whose runs no backup follows: each costs more than a small run itself. Tests of that have `Collector`."""

    def _back_up(self) -> None:
        """Make none."""


@dataclass
class Brand:
    """What the network knows of an account."""

    id: str
    handle: str
    followers: int = 100
    posts: list[tuple[str, datetime, int]] = field(default_factory=list)
    """Name, time, likes; newest first."""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """A loopback server with brands on networks, a store that lists them, and settings that point at the server."""

    server: Loopback
    brands: dict[str, Brand] = field(default_factory=dict)
    """By ``network/id``; a handle finds them too."""
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    """By path: answers that come first, each once."""
    always: dict[str, Reply] = field(default_factory=dict)
    page: int = 3

    def __post_init__(self) -> None:
        self.server.answer("*", self._answer)

    def settings(self, folder: Path, *networks: str, **more: Any) -> Settings:
        """Settings with the roots of these networks on the server."""
        roots = {f"{network}.api": self.server.url for network in networks}
        return Settings(db=str(folder / "benchmark.duckdb"), roots=roots, **more)

    def calls(self, beginning: str = "") -> list[str]:
        """The paths asked so far that begin so."""
        return [request.path for request in self.server.requests if request.path.startswith(beginning)]

    def _answer(self, request: Request) -> Reply:
        if queued := self.replies.get(request.path):
            return queued.pop(0)
        if request.path in self.always:
            return self.always[request.path]
        network, kind, name = request.path.strip("/").split("/", 2)
        if f"/{network}" in self.always:
            return self.always[f"/{network}"]
        brand = self.brands.get(f"{network}/{name}") or next(
            (brand for key, brand in self.brands.items() if key.startswith(network) and brand.handle == name), None
        )
        if brand is None:
            return Reply({"error": "no such account"}, 404)
        if kind == "profile":
            return Reply({"id": brand.id, "handle": brand.handle, "followers": brand.followers, **brand.extra})
        first = int(request.query["page"])
        part = brand.posts[first : first + self.page]
        more = first + self.page < len(brand.posts)
        posts = [{"id": name, "at": at.isoformat(), "likes": likes} for name, at, likes in part]
        return Reply({"posts": posts, "next": str(first + self.page) if more else None, **brand.extra})


def brand_with_posts(number: int, posts: int = 4, newest: datetime | None = None) -> Brand:
    """A brand that wrote one post a day."""
    newest = newest or utcnow().replace(hour=0, minute=0, second=0, microsecond=0)
    written = [(f"p{n}", newest - timedelta(days=n), 10 * number + n) for n in reversed(range(posts))]
    return Brand(f"id{number}", f"brand{number}", 100 * number, written[::-1])


def list_accounts(store: Store, *accounts: str, added_at: datetime = BEGIN) -> None:
    """Store accounts given as ``network/id`` (``network/@handle``), each under a brand of its own; keys from 1."""
    with store.transaction() as tx:
        for key, name in enumerate(accounts, 1):
            source, _, native_id = name.partition("/")
            tx.execute(
                "INSERT INTO core.brand VALUES ($key, $id, $name, '0', $at, NULL)",
                {"key": key, "id": f"b{key}", "name": f"Brand {key}", "at": added_at},
            )
            tx.execute(
                "INSERT INTO core.account (account_key, account_id, brand_key, source, native_id, role, status, status_at,"
                " added_at, added_by) VALUES ($key, $id, $key, $source, $native, 'main', 'ok', $at, $at, 'test')",
                {"key": key, "id": f"{source}:{native_id}", "source": source, "native": native_id, "at": added_at},
            )


def register(monkeypatch: Any, *sources: Source) -> None:
    """Make sources known for a test."""
    for source in sources:
        monkeypatch.setitem(SOURCES, source.name, source)
