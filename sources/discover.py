"""Looks behind a pasted website for the accounts that can be followed there: a WordPress API, a forum, a feed.

Needs the network, at most a dozen calls to the one site. Each way of finding is a function from a page to an Identity
or None, tried in the order of `_WAYS`; further networks are further functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from sources import SOURCES, anywhere
from sources.base import Identity
from sources.discourse import discourse_at, is_discourse
from sources.errors import (
    AccountGone,
    AccountPrivate,
    FixCredentials,
    LinkNotUnderstood,
    NotUnderstood,
    RetryLater,
    SourceError,
)
from sources.feed_parse import Feed, parse_feed
from sources.links import WEBSITE, Resolved
from sources.page_links import PageLinks, page_links
from sources.wordpress_api import Api, find_api

if TYPE_CHECKING:
    from sources.answer import Answer
    from sources.http import Client, Http

_USUAL_FEEDS = ("feed/", "rss.xml", "feed.xml", "atom.xml", "index.xml", "rss", "feed.json")
"""Where feeds stand that no page announces, by how common the software is that puts them there."""
_ANNOUNCED = 3
"""Announced feeds that are tried; sites announce one for each topic after the first."""
_SHUT = (AccountGone, AccountPrivate, FixCredentials, NotUnderstood)
"""Answers that close one door of a site, not all of them."""


@dataclass(frozen=True)
class _Place:
    """A pasted page: what it answered (None when it refused), what it announces, and its feed if it is one."""

    url: str
    answer: Answer | None
    links: PageLinks
    feed: Feed | None


def find(http: Http, resolved: Resolved) -> Identity:
    """Tell the account behind a resolved text, asking the site where it is a website or a feed.

    A blog is one account: its own feed leads to WordPress where that answers.

    Raises:
        LinkNotUnderstood: the text names nothing that can be looked up.
        AccountGone: ``not_found``, the page is not there; ``nothing_found``, it has neither a feed nor WordPress.
        SourceError: the site cannot be reached or refuses (codes as in `sources.http`).
    """
    if resolved.error is not None:
        raise resolved.error
    if resolved.source is None or resolved.identity is None or resolved.url is None:
        raise LinkNotUnderstood("unknown_link")
    known = Identity(resolved.source, resolved.identity, resolved.url, resolved.needs_network)
    if resolved.source not in (WEBSITE, "feed", "wordpress"):
        return known
    client = http.client(SOURCES["feed" if resolved.source == "feed" else "wordpress"])
    place, refusal = _look(client, resolved.url)
    for way in _WAYS[resolved.source]:
        found = way(client, place)
        if found is not None:
            return found
    if refusal is not None:
        raise refusal
    raise AccountGone("nothing_found", host=urlsplit(resolved.url).netloc)


def _look(client: Client, url: str) -> tuple[_Place, SourceError | None]:
    try:
        answer = anywhere.get(
            client, url, headers={"Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"}
        )
    except _SHUT as error:
        return _Place(url, None, PageLinks(), None), error
    except RetryLater as error:
        if error.code != "server_error":
            raise
        return _Place(url, None, PageLinks(), None), error
    place = _placed(client, answer)
    moved = urlsplit(answer.url).netloc != urlsplit(url).netloc and place.feed is not None
    return replace(place, url=url) if moved else place, None


def _placed(client: Client, answer: Answer) -> _Place:
    feed = _as_feed(client, answer)
    return _Place(answer.url, answer, PageLinks() if feed else page_links(answer), feed)


def blog(
    client: Client, answers: Sequence[Answer], root: str, *, linked: Sequence[str] = (), guess: bool = True
) -> Identity | None:
    """Tell the WordPress or the feed behind pages of one site that were read already; ``root`` is the site's.

    What they announce comes first, whichever page it is; then the feeds that they link to (``linked``); then, unless
    there is to be no guessing, the usual places below the first page. An address that this client may not or cannot ask
    is passed over; a site that is down ends the search.
    """

    def linked_feed(client: Client, _place: _Place) -> Identity | None:
        return _first_feed(client, iter(linked))

    places = [_placed(client, answer) for answer in answers] or [_Place(root, None, PageLinks(), None)]
    first = places[0]
    telling: tuple[_Way, ...] = (_announced_wordpress, _own_wordpress, _feed_itself)
    asked: list[tuple[_Way, _Place]] = [(way, place) for way in telling for place in places]
    asked += [(_usual_wordpress, first)] if guess or first.links.from_wordpress else []
    asked += [(_announced_feed, place) for place in places]
    asked += [(linked_feed, first)]
    asked += [(_usual_feed, first)] if guess else []
    for way, place in asked:
        try:
            found = way(client, place)
        except RetryLater as error:
            if error.code != "server_error":
                return None
            continue
        except SourceError:
            continue
        if found is not None:
            return found
    return None


def _announced_wordpress(client: Client, place: _Place) -> Identity | None:
    """The API that the page announces."""
    if place.links.wordpress_api is None:
        return None
    return _wordpress(find_api(client, _site(place.url), place.links.wordpress_api))


def _usual_wordpress(client: Client, place: _Place) -> Identity | None:
    """The API at its usual places: below the page itself and at the host's root."""
    if place.answer is not None and not place.links.from_wordpress and place.links.feeds:
        return None
    sites = [_site(place.url)] if place.links.from_wordpress or place.answer is None else []
    for site in dict.fromkeys([*sites, _root(place.url)]):
        found = _wordpress(find_api(client, site))
        if found is not None:
            return found
    return None


def _own_wordpress(client: Client, place: _Place) -> Identity | None:
    """The WordPress that made this feed, if it says so and its API answers."""
    if place.feed is None or "wordpress" not in place.feed.generator.lower() or place.feed.link is None:
        return None
    if urlsplit(place.feed.link).netloc.removeprefix("www.") != urlsplit(place.url).netloc.removeprefix("www."):
        return None
    return _wordpress(find_api(client, place.feed.link))


def _discourse(client: Client, place: _Place) -> Identity | None:
    """The forum that says so in its head."""
    if place.answer is None or not is_discourse(place.answer.text()):
        return None
    return discourse_at(client, place.url)


def _wordpress_by_feed(client: Client, place: _Place) -> Identity | None:
    """A site that was said to be WordPress, but shows strangers its feed only."""
    site = _site(place.url)
    found = _first_feed(client, iter((f"{site}/feed/", f"{site}/?feed=rss2")))
    return Identity("wordpress", site, site, needs_network=False) if found else None


def _feed_itself(_client: Client, place: _Place) -> Identity | None:
    return Identity("feed", place.url, place.url, needs_network=False) if place.feed else None


def _announced_feed(client: Client, place: _Place) -> Identity | None:
    return _first_feed(client, iter(place.links.feeds[:_ANNOUNCED]))


def _usual_feed(client: Client, place: _Place) -> Identity | None:
    bases = dict.fromkeys((_site(place.url) + "/", _root(place.url) + "/"))
    return _first_feed(client, (urljoin(base, name) for base in bases for name in _USUAL_FEEDS))


_Way = Callable[["Client", _Place], Identity | None]
_WEBSITE_WAYS: tuple[_Way, ...] = (
    _announced_wordpress,
    _discourse,
    _own_wordpress,
    _feed_itself,
    _usual_wordpress,
    _announced_feed,
    _usual_feed,
)
_WAYS: dict[str, tuple[_Way, ...]] = {
    WEBSITE: _WEBSITE_WAYS,
    "wordpress": (_announced_wordpress, _own_wordpress, _usual_wordpress, _wordpress_by_feed),
    "feed": (_own_wordpress, _feed_itself, _announced_feed, _usual_feed),
}


def _first_feed(client: Client, addresses: Iterator[str]) -> Identity | None:
    for address in addresses:
        try:
            answer = anywhere.get(client, address)
        except SourceError as error:
            if isinstance(error, RetryLater) and error.code != "server_error":
                raise
            continue
        if _as_feed(client, answer):
            return Identity("feed", address, address, needs_network=False)
    return None


def _as_feed(client: Client, answer: Answer) -> Feed | None:
    try:
        return parse_feed(answer.body, answer.url, client.now(), answer.headers.get("Content-Type", ""))
    except NotUnderstood:
        return None


def _wordpress(api: Api | None) -> Identity | None:
    return Identity("wordpress", api.site, api.site, needs_network=False) if api and api.open else None


def _site(url: str) -> str:
    return url.split("?", 1)[0].rstrip("/")


def _root(url: str) -> str:
    place = urlsplit(url)
    return f"{place.scheme}://{place.netloc}"
