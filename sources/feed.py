"""RSS, Atom and JSON feeds of blogs, newsrooms and podcasts.

Docs: https://www.rssboard.org/rss-specification, RFC 4287 (Atom), RFC 5005 (paging), https://www.jsonfeed.org.
Gives: the latest entries (10 to 50, the whole history where the feed is paged), comments where ``slash:comments`` stands.
Lacks: followers, reach, likes; most feeds have no history and no counts.
Auth: none. Limits: those of courtesy; ETag and Last-Modified are honoured, an unchanged feed costs an empty answer.
Rounding: none. Retention: no limit is set.

The account's id is the feed's address as it was added, also when the feed names another one since. An entry's id is its
guid, else its link, else a digest. An entry without a date in a dated feed is left out. A feed that dates nothing at all
tells only what is new: entries that stood there at the first reading have no known date and are left out, later ones
are dated by the moment they were first seen.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sources import anywhere
from sources.base import Account, CutShort, Identity, Link, Pace, Post, Profile, Source, words
from sources.errors import LinkNotUnderstood
from sources.feed_parse import Entry, Feed, parse_feed
from sources.paging import pages
from sources.parsing import mapping
from sources.pasted import parse
from sources.times import parse_time

if TYPE_CHECKING:
    from sources.http import Client

_LOOKS = re.compile(r"(^|/)(feeds?|rss2?|atom|rdf)$|\.(xml|rss|atom|rdf)$|(^|/)feed\.json$|(^|/)feeds?/", re.IGNORECASE)
_FORMATS = frozenset({"rss", "rss2", "atom", "rdf", "feed"})
_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_SEEN = 300
"""Undated entries whose first sight is remembered."""
_PAGES = 200


def profile(client: Client, account: Account) -> Profile:
    """Read the feed's own title, description and page."""
    feed = fetch(client, account.native_id)
    return Profile(
        native_id=account.native_id,
        handle=urlsplit(account.native_id).hostname,
        display_name=feed.title or urlsplit(account.native_id).hostname,
        bio=feed.description,
        link=feed.link,
        url=feed.link or account.native_id,
        origin="feed",
    )


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    """Yield the feed's entries; an unchanged feed yields none and is read back as far as the last time."""
    for item in entries(client, account.native_id, since):
        yield item.post if isinstance(item, Entry) else item


def entries(client: Client, url: str, since: datetime) -> Iterator[Entry | CutShort]:
    """Yield the entries published since, newest page first, then `CutShort` if the feed reaches no further back.

    A feed that has not changed since the last reading (304) says that nothing was published in between: that stretch,
    and no more, is read then.
    """
    first = _unless_unchanged(client, url, since)
    if first is None:
        yield CutShort(parse_time(client.state.get("read_at")))
        client.state["read_at"] = client.now().isoformat()
        return
    seen: set[str] = set()
    oldest: datetime | None = None
    feed = first
    for feed in pages(lambda older: _page(client, url, older, first), limit=_PAGES):
        dated = _dated(client, feed)
        for entry in sorted(dated, key=lambda item: item.post.published_at, reverse=True):
            if entry.post.native_id in seen:
                continue
            seen.add(entry.post.native_id)
            oldest = min(oldest or entry.post.published_at, entry.post.published_at)
            if entry.post.published_at >= since:
                yield entry
        if oldest is not None and oldest < since:
            break
    whole = (feed is not first and feed.older is None) or (oldest is not None and oldest < since)
    back_to = since if whole else oldest
    client.state.update(read_at=client.now().isoformat(), back_to=back_to.isoformat() if back_to else "")
    client.state["paged"] = "yes" if first.older else ""
    if not whole:
        yield CutShort(oldest or (client.now() if first.entries else None))


def fetch(client: Client, url: str) -> Feed:
    """Read one document of a feed."""
    answer = anywhere.get(client, url, headers={"Accept": _ACCEPT})
    return parse_feed(answer.body, answer.url, client.now(), answer.headers.get("Content-Type", ""))


def _unless_unchanged(client: Client, url: str, since: datetime) -> Feed | None:
    """The feed's first document, or None when it is still the one of the last reading and that reading is enough."""
    back_to = parse_time(client.state.get("back_to"))
    enough = "read_at" in client.state and (not client.state.get("paged") or (back_to is not None and back_to <= since))
    if not enough:
        for name in [name for name in client.state if name.startswith(("etag:", "modified:"))]:
            del client.state[name]
    answer = anywhere.get(client, url, headers={"Accept": _ACCEPT}, conditional=True)
    if answer.not_modified:
        return None
    return parse_feed(answer.body, answer.url, client.now(), answer.headers.get("Content-Type", ""))


def _page(client: Client, url: str, older: str | None, first: Feed) -> tuple[Feed, str | None]:
    """A document and the address of the next older one, as long as it stays on the feed's own host."""
    feed = first if older is None else fetch(client, older)
    following = feed.older
    if following is None or urlsplit(following).netloc != urlsplit(url).netloc:
        return feed, None
    return feed, following


def _dated(client: Client, feed: Feed) -> list[Entry]:
    """The entries whose date is known; in a feed without any dates those that appeared since the first reading."""
    dated = [entry for entry in feed.entries if entry.dated]
    if dated or not feed.entries:
        return dated
    try:
        seen = mapping(json.loads(client.state.get("first_seen", "null")))
    except ValueError:
        seen = {}
    known_before = "first_seen" in client.state
    now = client.now().isoformat() if known_before else ""
    marks = {_mark(entry): str(seen.get(_mark(entry), now)) for entry in feed.entries}
    client.state["first_seen"] = json.dumps(dict(list({**marks, **seen}.items())[:_SEEN]))
    found = ((entry, parse_time(marks[_mark(entry)])) for entry in feed.entries)
    return [replace(entry, post=replace(entry.post, published_at=at), dated=True) for entry, at in found if at]


def _mark(entry: Entry) -> str:
    return hashlib.sha256(entry.post.native_id.encode()).hexdigest()[:12]


def identify(link: Link) -> Identity | None:
    """An address that looks like a feed's: ``/feed``, ``/rss.xml``, ``?feed=rss2``, ``/index.atom``."""
    named = link.query.get("feed") or link.query.get("format")
    if named not in _FORMATS and not _LOOKS.search("/".join(link.path)) and not link.host.endswith("feedburner.com"):
        return None
    return Identity("feed", link.url, link.url)


def identify_handle(text: str) -> Identity | None:
    """Any address, if it was said to be a feed's."""
    if text.startswith("@"):
        return None
    try:
        url = parse(text).url
    except LinkNotUnderstood:
        return None
    return Identity("feed", url, url)


SOURCE = Source(
    name="feed",
    label="RSS or Atom feed",
    docs="https://www.rssboard.org/rss-specification",
    gives=frozenset({"posts", "comments"}),
    lacks=words(
        "A feed shows its latest entries only and counts neither readers nor likes; a few feeds count comments."
    ),
    pace=Pace(per_second=2.0, burst=5, parallel=1),
    roots={"api": anywhere.ROOT},
    route=words("public feed"),
    cost=words("free"),
    profile=profile,
    posts=posts,
    identify=identify,
    identify_handle=identify_handle,
    interaction_parts=("comments",),
)
