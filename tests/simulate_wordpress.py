"""A WordPress site: index, posts and comments of its REST API, its feed, its front page. See `simulate`."""

from __future__ import annotations

from typing import Any, ClassVar
from zlib import crc32

from loopback import Loopback, Reply, Request
from simulate import Brand, Simulation, Written
from simulate_feed import item, rss

from sources.base import Account


def number(post: Written) -> int:
    """A post's number, made from its name."""
    return crc32(post.name.encode()) % 1_000_000 + 1


class Simulator(Simulation):
    """Each brand is a site in a folder named by its number.

    ``closed`` answers the API with 401 and leaves the feed open; ``pretty`` False answers at ``?rest_route=`` only;
    ``bare`` drops the ``X-WP-`` headers, as some proxies do.
    """

    source: ClassVar[str] = "wordpress"

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.closed = False
        self.pretty = True
        self.bare = False

    @property
    def unknown(self) -> Account:
        return Account(f"{self.server.url}/nobody")

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        loopback.answer("*", self.answering(self._answer))

    def home(self, brand: Brand) -> str:
        """The site's root."""
        return f"{self.server.url}/{brand.number}"

    def link(self, brand: Brand) -> str:
        return self.home(brand)

    def hint(self, brand: Brand) -> Account:
        return Account(self.home(brand))

    def account(self, brand: Brand) -> Account:
        return Account(self.home(brand))

    def post_id(self, post: Written) -> str:
        return str(number(post))

    def _answer(self, request: Request) -> Reply:
        brand = next((brand for brand in self.brands if f"{request.path}/".startswith(f"/{brand.number}/")), None)
        if brand is None or brand.state == "gone":
            return Reply("<!doctype html><title>Not found</title>", 404, {"Content-Type": "text/html"})
        path = request.path.removeprefix(f"/{brand.number}").rstrip("/")
        if path.startswith("/wp-json") and self.pretty:
            return self._api(brand, path.removeprefix("/wp-json") or "/", request)
        if path == "" and "rest_route" in request.query:
            return self._api(brand, request.query["rest_route"].rstrip("/") or "/", request)
        if path == "/feed" or (path == "" and request.query.get("feed") == "rss2"):
            return self._feed(brand)
        if path == "":
            return self._front(brand)
        return Reply("<!doctype html><title>Not found</title>", 404, {"Content-Type": "text/html"})

    def _front(self, brand: Brand) -> Reply:
        api = f"{self.home(brand)}/wp-json/" if self.pretty else f"{self.home(brand)}/?rest_route=/"
        feed = f'<link rel="alternate" type="application/rss+xml" title="Feed" href="{self.home(brand)}/feed/" />'
        page = f'<!doctype html><html><head>{feed}<meta name="generator" content="WordPress 6.8" /></head></html>'
        return Reply(page, 200, {"Content-Type": "text/html", "Link": f'<{api}>; rel="https://api.w.org/"'})

    def _feed(self, brand: Brand) -> Reply:
        shown = brand.posts[:10]
        home = self.home(brand)
        items = "".join(item(post, f"{home}/?p={number(post)}", f"{home}/{post.name}/") for post in shown)
        body = rss(brand, shown, items, home, generator="https://wordpress.org/?v=6.8")
        return Reply(body, 200, {"Content-Type": "application/rss+xml; charset=UTF-8"})

    def _api(self, brand: Brand, route: str, request: Request) -> Reply:
        if self.closed:
            return _refused("rest_login_required", 401)
        if route == "/":
            home = self.home(brand)
            about = {"name": brand.name, "description": brand.bio, "home": home, "url": home}
            return Reply({**about, "namespaces": ["oembed/1.0", "wp/v2"], **brand.extra})
        if route == "/wp/v2/posts":
            after = request.query.get("after", "")
            wanted = [post for post in brand.posts if post.published_at.isoformat() > after]
            return self._page([self.view(brand, post) for post in wanted], request)
        if route == "/wp/v2/comments":
            return self._comments(brand, request)
        return _refused("rest_no_route", 404)

    def _comments(self, brand: Brand, request: Request) -> Reply:
        asked = request.query.get("post", "").split(",")
        posts = [post for post in brand.posts if str(number(post)) in asked]
        if any(post.comments is None for post in posts):
            return _refused("rest_cannot_read", 401)
        listed = [
            {"id": number(post) * 1000 + n, "post": number(post)} for post in posts for n in range(post.comments or 0)
        ]
        return self._page(listed, request, size=int(request.query.get("per_page", "10")))

    def _page(self, items: list[dict[str, Any]], request: Request, size: int | None = None) -> Reply:
        size = min(size or self.page_size, 100)
        page = 1 if self.stuck else int(request.query.get("page", "1"))
        total = -(-len(items) // size)
        if page > max(total, 1):
            return _refused("rest_post_invalid_page_number", 400)
        counted = {"X-WP-Total": str(len(items)), "X-WP-TotalPages": "9999" if self.stuck else str(total)}
        return Reply(items[(page - 1) * size : page * size], 200, {} if self.bare else counted)

    def view(self, brand: Brand, post: Written) -> dict[str, Any]:
        """A post as ``/wp/v2/posts`` shows it to strangers."""
        return {
            "id": number(post),
            "date_gmt": post.published_at.isoformat(timespec="seconds"),
            "link": f"{self.home(brand)}/{post.name}/",
            "title": {"rendered": post.text},
            "excerpt": {"rendered": "<p>Read on &hellip;</p>\n", "protected": False},
            **post.extra,
        }


def _refused(code: str, status: int) -> Reply:
    return Reply({"code": code, "message": "Sorry.", "data": {"status": status}}, status)
