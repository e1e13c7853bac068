"""A brand's website on loopback, as its owner's web agency built it: pages that a test sets, robots.txt, a list of what was asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from loopback import Loopback, Reply, Request

PAGE = "<!doctype html><html><head>{head}</head><body>{body}</body></html>"

NETWORKS = {
    "facebook": "https://www.facebook.com/anvil",
    "instagram": "https://www.instagram.com/anvil/",
    "x": "https://x.com/anvil",
    "linkedin": "https://www.linkedin.com/company/anvil/",
    "youtube": "https://www.youtube.com/@anvil",
    "bluesky": "https://bsky.app/profile/anvil.bsky.social",
    "mastodon": "https://social.example/@anvil",
    "threads": "https://www.threads.com/@anvil",
    "tiktok": "https://www.tiktok.com/@anvil",
    "telegram": "https://t.me/anvil",
    "twitch": "https://www.twitch.tv/anvil",
    "wikipedia": "https://en.wikipedia.org/wiki/Anvil_Works",
}
"""A profile of the brand on each of twelve networks, as sites link to them."""


def link(url: str, words: str = "", more: str = "") -> str:
    """An anchor."""
    return f'<a href="{url}" {more}>{words}</a>'


@dataclass
class Site:
    """Pages by path; what is not there answers 404. ``asked``: the paths so far."""

    server: Loopback
    pages: dict[str, Reply] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.server.answer("*", self._answer)

    def put(self, path: str, body: str = "", head: str = "", headers: dict[str, str] | None = None) -> None:
        """Set an HTML page."""
        said = {"Content-Type": "text/html; charset=utf-8", **(headers or {})}
        self.pages[path] = Reply(PAGE.format(head=head, body=body), 200, said)

    def raw(self, path: str, body: str | bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        """Set any other answer."""
        self.pages[path] = Reply(body, status, headers or {})

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def asked(self) -> list[str]:
        return [request.path for request in self.server.requests]

    def _answer(self, request: Request) -> Reply:
        return self.pages.get(request.path) or Reply("not here", 404)


def brand_page(title: str = "Anvil Works | Tools that last", **links: str) -> tuple[str, str]:
    """Head and body of a home page whose footer links to these networks."""
    body = "<main><h1>Anvils</h1></main><footer>" + "".join(link(url, network) for network, url in links.items())
    return f"<title>{title}</title>", body + "</footer>"
