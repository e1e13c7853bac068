"""From a website to all its accounts: one visit of at most a dozen calls to the one site.

Read are the pasted page, the site's home page and up to four more that their links name as contact, about, imprint, forum or
blog; ``/.well-known/atproto-did``; and what `sources.discover` asks to tell WordPress from a feed. What robots.txt does not
allow is not asked for. Docs: https://atproto.com/specs/handle#handle-resolution (the well-known file).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sources import SOURCES, anywhere, discover, links
from sources.base import Identity
from sources.discovery import further, naming, page, platforms
from sources.discovery.further import CONTACT, Further
from sources.discovery.mentions import Page, is_sure
from sources.discovery.ranking import Found, Ranking, Unsupported
from sources.discovery.visitor import Visitor, same_site
from sources.errors import (
    AccountGone,
    AccountPrivate,
    FixCredentials,
    LimitReached,
    LinkNotUnderstood,
    NotUnderstood,
    Refused,
    RetryLater,
    SourceError,
)
from sources.page_links import PageLinks, page_links

if TYPE_CHECKING:
    from sources.answer import Answer
    from sources.http import Http
    from sources.links import Resolved

MOST_FURTHER = 4
"""Pages read besides the pasted one and the home page."""
_HTML = {"Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"}
_LINKED_FEEDS = 2
"""Feeds that are tried of those that pages link to."""
_DID = ".well-known/atproto-did"


@dataclass(frozen=True)
class Note:
    """Something that was not read, and why."""

    url: str
    error: SourceError


@dataclass(frozen=True)
class Site:
    """What a visit brought. ``title`` is what the brand is most likely called."""

    url: str
    title: str
    found: tuple[Found, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    refused: tuple[Note, ...] = ()
    left_out: int = 0
    """Further accounts that the pages link to, too many to be the site's own."""
    requests: int = 0

    @property
    def sure(self) -> tuple[Found, ...]:
        """The accounts that are surely the site's own, at most one of each network."""
        return tuple(found for found in self.found if found.sure)


def accounts(http: Http, resolved: Resolved, *, stopped: Callable[[], bool] = lambda: False) -> Site:
    """Look at a pasted website for the accounts of its owner.

    Raises:
        LinkNotUnderstood: the text names no website.
        AccountGone: ``not_found``, the page is not there; ``nothing_found``, the site links to no account.
        Refused: ``robots``, the site asks programs not to read the page; ``other_site`` (param ``place``), it leads to
            another site; and those of `sources.http`.
        AccountPrivate: ``closed_site``, the site lets no program in.
        RetryLater, NotUnderstood, LimitReached: as in `sources.http`.
        Stopped: ``stopped`` said so.
    """
    if resolved.error is not None:
        raise resolved.error
    if resolved.url is None:
        raise LinkNotUnderstood("unknown_link")
    visit = _Visit(Visitor(http, SOURCES["wordpress"], resolved.url, stopped))
    return visit.site(resolved.url)


class _Visit:
    """One visit in progress."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.notes: list[Note] = []
        self.answers: list[Answer] = []
        self.heads: list[tuple[str, PageLinks]] = []
        """What each page announces, by its address."""
        self.pages: list[Page] = []
        self.ranking = Ranking(visitor.site)

    def site(self, url: str) -> Site:
        shared = platforms.is_shared(self.visitor.site)
        refusal = self._front(url, alone=shared)
        if self.pages and not shared:
            for each in self._further():
                self._read(each.url, each.kind)
            self._well_known()
        title = naming.name(self.pages, "" if shared else self.visitor.site)
        if not shared:
            self._blog(url, refusal)
        found = self.ranking.listed(title)
        if not found and not self.ranking.unsupported:
            raise _told(refusal) if refusal else AccountGone("nothing_found", host=self.visitor.site)
        shown = self.pages[0].url if self.pages else url
        return Site(
            url=shown,
            title=title,
            found=found,
            unsupported=tuple(self.ranking.unsupported.values()),
            refused=tuple(self.notes),
            left_out=self.ranking.left_out,
            requests=self.visitor.requests,
        )

    def _front(self, url: str, *, alone: bool) -> SourceError | None:
        """The pasted page and, unless it stands there alone, the home page. Gives why the pasted one could not be read."""
        refusal = self._read(url)
        if isinstance(refusal, RetryLater) and refusal.code != "server_error":
            raise refusal
        if isinstance(refusal, Refused) and refusal.code not in ("robots", "other_site"):
            raise refusal
        home = _root(self.pages[0].url if self.pages else url)
        if not alone and _bare(home) not in (_bare(each.url) for each in self.pages) and _bare(home) != _bare(url):
            self._read(home)
        return refusal

    def _read(self, url: str, kind: str = "") -> SourceError | None:
        """Read a page of this site; a failure is noted, and given back."""
        try:
            answer = self._get(url)
        except SourceError as error:
            if not (isinstance(error, LimitReached) and error.code == "enough"):
                self.notes.append(Note(url, _told(error)))
            return error
        self.answers.append(answer)
        read = page.read(answer)
        self.pages.append(read)
        self.ranking.read(read, contact=kind in CONTACT)
        if self._is_forum(read):
            self.answers.pop()  # its feeds are of its topics, not of a blog
        else:
            self.heads.append((answer.url, page_links(answer)))
        return None

    def _get(self, url: str) -> Answer:
        if not same_site(urlsplit(url).netloc, self.visitor.site):
            raise Refused("other_site", host=self.visitor.site, place=url)
        return anywhere.get(self.visitor, url, headers=_HTML)

    def _further(self) -> list[Further]:
        anchors = [anchor for read in self.pages for anchor in read.anchors]
        return further.pages(anchors, self.visitor.site, (read.url for read in self.pages))[:MOST_FURTHER]

    def _is_forum(self, read: Page) -> bool:
        """A forum says in its head what made it."""
        if "discourse" not in SOURCES or not read.generator.lower().startswith("discourse"):
            return False
        resolved = links.resolve(f"discourse:{read.url}")
        if resolved.identity is None or resolved.url is None:
            return False
        identity = Identity("discourse", resolved.identity, resolved.url, resolved.needs_network)
        self.ranking.add(identity, "announced", read.url)
        return True

    def _well_known(self) -> None:
        """The Bluesky account whose handle is this domain."""
        if "bluesky" not in SOURCES or not self.pages:
            return
        address = _root(self.pages[0].url) + _DID
        try:
            answer = self._get(address)
        except SourceError:
            return
        identity = SOURCES["bluesky"].identify_handle(answer.text()[:200].strip())
        if identity is None or identity.needs_network:
            return
        same = ("bluesky", "@" + urlsplit(address).netloc.removeprefix("www."))
        self.ranking.best.pop(same, None)  # the same account by its handle
        self.ranking.add(identity, "well_known", address)

    def _blog(self, url: str, refusal: SourceError | None) -> None:
        """The WordPress or the feed behind the site, and the feeds that it announces besides."""
        if refusal is not None and not isinstance(
            refusal, AccountPrivate | FixCredentials | NotUnderstood | RetryLater
        ):
            return
        if self.pages and not self.answers:
            return  # nothing but a forum
        lonely = not any(is_sure(where) for _, where, _ in self.ranking.best.values())
        linked = self._linked_feeds()
        blog = discover.blog(self.visitor, self.answers, _root(url), linked=linked, guess=lonely)
        announced = [feed for _, head in self.heads for feed in head.feeds]
        if blog is not None:
            pasted = bool(self.pages) and blog.native_id == self.pages[0].url
            self.ranking.add(blog, "pasted" if pasted else "announced", self._announcer(blog))
        if blog is not None and blog.source == "wordpress":
            announced = [feed for feed in announced if not feed.startswith(blog.url)]
        for number, feed in enumerate(dict.fromkeys(announced)):
            sure = blog is None and number == 0
            self.ranking.add(Identity("feed", feed, feed), "announced" if sure else "page", self._announcer(None))

    def _linked_feeds(self) -> list[str]:
        """Feeds of this site that its pages link to in their text."""
        near = (
            anchor.url
            for read in self.pages
            for anchor in read.anchors
            if same_site(urlsplit(anchor.url).netloc, self.visitor.site)
        )
        feeds = (url for url in dict.fromkeys(near) if links.resolve(url).source == "feed")
        return list(islice(feeds, _LINKED_FEEDS))

    def _announcer(self, blog: Identity | None) -> str:
        for url, head in self.heads:
            if blog is None or blog.native_id in head.feeds or (blog.source == "wordpress" and head.from_wordpress):
                return url
        return self.pages[0].url if self.pages else (blog.url if blog else "")


def _told(error: SourceError) -> SourceError:
    """The error in a site's words: nobody can sign in to a website with a key."""
    if isinstance(error, FixCredentials):
        return AccountPrivate("closed_site", host=error.params.get("host"))
    return error


def _root(url: str) -> str:
    place = urlsplit(url)
    return f"{place.scheme}://{place.netloc}/"


def _bare(url: str) -> str:
    place = urlsplit(url)
    return f"{place.netloc.lower().removeprefix('www.')}{place.path.rstrip('/')}?{place.query}"
