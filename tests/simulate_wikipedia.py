"""Wikipedia: titles and redirects of the MediaWiki API, page views by article and day. See `simulate`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from urllib.parse import unquote

from loopback import Loopback, Reply, Request
from simulate import Brand, Simulation, Written

from sources.base import Account

PROJECT = "en.wikipedia.org"


def title(brand: Brand) -> str:
    """The article's title as its address has it."""
    return (brand.handle[:1].upper() + brand.handle[1:]).replace(" ", "_")


class Simulator(Simulation):
    """``Brand.extra["redirects"]`` names titles that lead to the brand's article, ``ns`` another namespace."""

    source: ClassVar[str] = "wikipedia"
    paged: ClassVar[bool] = False
    essential: ClassVar[frozenset[str]] = frozenset({"query", "pages", "ns", "title", "items", "timestamp"})

    @property
    def unknown(self) -> Account:
        return Account(f"@{PROJECT}/Nobody_knows")

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        loopback.answer("/w/api.php", self.answering(self._query))
        loopback.answer("*", self.answering(self._views))

    def roots(self) -> dict[str, str]:
        return {"wikipedia.api": f"{self.server.url}/api/rest_v1", "wikipedia.web": self.server.url}

    def link(self, brand: Brand) -> str:
        return f"https://{PROJECT}/wiki/{title(brand)}"

    def hint(self, brand: Brand) -> Account:
        return Account(f"@{PROJECT}/{title(brand)}")

    def account(self, brand: Brand) -> Account:
        return Account(f"{PROJECT}/{title(brand)}")

    def post_id(self, post: Written) -> str:
        raise NotImplementedError

    def _query(self, request: Request) -> Reply:
        assert (request.query["action"], request.query["format"], request.query["formatversion"]) == (
            "query",
            "json",
            "2",
        )
        asked = request.query["titles"]
        assert "_" not in asked
        named = asked[:1].upper() + asked[1:]
        for brand in self.brands:
            shown = title(brand).replace("_", " ")
            redirects = brand.extra.get("redirects", [])
            if brand.state != "gone" and named in (shown, *redirects):
                page = {
                    "pageid": brand.number,
                    "ns": brand.extra.get("ns", 0),
                    "title": shown,
                    "description": brand.bio,
                }
                query: dict[str, Any] = {"pages": [page]}
                if named != shown and "redirects" in request.query:
                    query["redirects"] = [{"from": named, "to": shown}]
                return Reply({"batchcomplete": True, "query": query})
        return Reply({"batchcomplete": True, "query": {"pages": [{"ns": 0, "title": named, "missing": True}]}})

    def _views(self, request: Request) -> Reply:
        parts = request.path.removeprefix("/api/rest_v1/metrics/pageviews/per-article/").split("/")
        project, access, agent, article, granularity, first, last = parts
        assert (project, access, agent, granularity) == (PROJECT, "all-access", "user", "daily")
        days = next((brand.days for brand in self.brands if title(brand) == unquote(article)), {})
        found = {day: views for day, views in days.items() if _day(first) <= day <= _day(last) and views}
        if not found:
            return Reply({"status": 404, "title": "Not Found", "detail": "The date(s) you used are valid, but …"}, 404)
        items = [
            {
                "project": "en.wikipedia",
                "article": unquote(article),
                "granularity": "daily",
                "timestamp": f"{day:%Y%m%d}00",
                "access": "all-access",
                "agent": "user",
                "views": found[day],
            }
            for day in sorted(found)
        ]
        return Reply({"items": items})


def _day(stamp: str) -> date:
    return datetime.strptime(stamp[:8], "%Y%m%d").date()  # noqa: DTZ007
