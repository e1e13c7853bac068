"""Makes of all links on a site's pages the list of its accounts: the surest of each network first, each with its why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sources import SOURCES, links
from sources.base import Identity
from sources.discovery import naming, platforms, shares
from sources.discovery.mentions import Mention, Page, Where, is_sure, rank
from sources.discovery.visitor import same_site
from sources.errors import LinkNotUnderstood
from sources.pasted import is_local

MOST_PERHAPS = 5
"""Accounts of one network that are listed besides the sure one."""
_MOST_RESOLVED = 4_000
_OF_THE_HOST: tuple[Where, ...] = (
    "header", "footer", "navigation", "social", "publisher", "site_handle", "same_as", "rel_me",
)  # fmt: skip
"""What on a page of a platform speaks of the platform."""
_SITE_KINDS = ("wordpress", "feed")
"""Sources that are sites themselves: what stands behind this one is looked for, not read from links."""


@dataclass(frozen=True)
class Found:
    """An account, where it was found and on which page.

    ``sure``: the site's own, by where it stands, and the surest of its network; others are for a reader to confirm.
    """

    identity: Identity
    where: Where
    page: str
    sure: bool


@dataclass(frozen=True)
class Unsupported:
    """A link to a network that has no source yet."""

    network: str
    url: str
    where: Where


@dataclass
class Ranking:
    """Collects what pages say; see `listed`."""

    site: str
    """The host of the site."""
    best: dict[tuple[str, str], tuple[Identity, Where, str]] = field(default_factory=dict)
    unsupported: dict[str, Unsupported] = field(default_factory=dict)
    left_out: int = 0
    """Accounts beyond `MOST_PERHAPS`."""
    _seen: dict[tuple[str, Where], None] = field(default_factory=dict)

    def add(self, identity: Identity, where: Where, page: str) -> None:
        """Take an account; of several places the surest counts, of equal ones the first."""
        key = (identity.source, identity.native_id.lower())
        known = self.best.get(key)
        if known is None or rank(where) < rank(known[1]):
            self.best[key] = (known[0] if known else identity, where, page)

    def read(self, page: Page, *, contact: bool = False) -> None:
        """Take every account that a page links to. On a contact page what stands in no part counts for more."""
        for mention in sorted(page.mentions, key=lambda mention: rank(mention.where)):
            where = self._place(mention.where, contact=contact)
            if (mention.url, where) in self._seen or len(self._seen) >= _MOST_RESOLVED:
                continue
            if same_site(urlsplit(mention.url).netloc, self.site) and not urlsplit(mention.url).path.startswith(
                ("/@", "/users/")
            ):
                continue
            self._seen[mention.url, where] = None
            self._resolve(Mention(mention.url, where), page.url)

    def _place(self, where: Where, *, contact: bool) -> Where:
        """What a place means on this kind of page."""
        if platforms.is_shared(self.site):
            if platforms.is_link_page(self.site) and where in ("page", "social", "navigation"):
                return "social"
            return "content" if where in _OF_THE_HOST else where
        return "contact" if contact and where == "page" else where

    def listed(self, name: str) -> tuple[Found, ...]:
        """The accounts, network by network in the registry's order, the sure one first."""
        by_network: dict[str, list[tuple[Identity, Where, str]]] = defaultdict(list)
        for entry in self.best.values():
            by_network[entry[0].source].append(entry)
        found: list[Found] = []
        for network in (name for name in SOURCES if name in by_network):
            ordered = sorted(by_network[network], key=lambda entry: (rank(entry[1]), -self._likeness(entry[0], name)))
            self.left_out += max(0, len(ordered) - 1 - MOST_PERHAPS)
            found.extend(
                Found(identity, where, page, sure=place == 0 and is_sure(where))
                for place, (identity, where, page) in enumerate(ordered[: 1 + MOST_PERHAPS])
            )
        return tuple(found)

    def _likeness(self, identity: Identity, name: str) -> int:
        handle = identity.native_id.removeprefix("@").partition("@")[0].rsplit("/", 1)[-1]
        host = "" if platforms.is_shared(self.site) else naming.main_label(self.site)
        handles = (handle, handle.split(".")[0])
        return max(naming.likeness(each, other) for each in handles for other in (name, host))

    def _resolve(self, mention: Mention, page: str) -> None:
        resolved = links.resolve(mention.url)
        where = mention.where
        error = resolved.error
        network = str(error.params.get("network") or "") if isinstance(error, LinkNotUnderstood) else ""
        if (network or resolved.source in SOURCES) and shares.is_share(mention.url):
            return
        if is_sure(where) and shares.is_post(mention.url):
            where = "page"
        if error is not None:
            if error.code == "not_supported_yet" and is_sure(where) and urlsplit(mention.url).path.strip("/"):
                self.unsupported.setdefault(network, Unsupported(network, mention.url, where))
            return
        if resolved.source is None or resolved.identity is None or resolved.url is None:
            return
        if self._is_account(resolved.source, resolved.identity, resolved.url):
            identity = Identity(resolved.source, resolved.identity, resolved.url, resolved.needs_network)
            self.add(identity, where, page)

    def _is_account(self, source: str, native_id: str, url: str) -> bool:
        if source not in SOURCES or SOURCES[source].named_only or native_id.startswith("video/"):
            return False
        host = urlsplit(url).netloc.removeprefix("www.")
        if is_local(urlsplit(url).hostname or "") and not is_local(urlsplit(f"//{self.site}").hostname or ""):
            return False  # a public page has nothing to say of machines behind our wall
        if source == "mastodon":  # ``/@name`` on the site's own host is a page of it, on a host of its own a server
            return host != self.site.removeprefix("www.")
        return source not in _SITE_KINDS or (source == "wordpress" and host.endswith(".wordpress.com"))
