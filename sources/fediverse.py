"""What any ActivityPub server says of an account to anybody: WebFinger, the actor, the RSS feed.

Docs: WebFinger is RFC 7033; https://www.w3.org/TR/activitypub/ (actor, followers collection);
https://docs.joinmastodon.org/spec/activitypub/ and /spec/webfinger/. Servers that want signed requests answer 401 to
the actor as well; the feed, where there is one, is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sources import parsing as read
from sources.base import CutShort, Kind, Post, Profile
from sources.errors import AccountGone, FixCredentials, LinkNotUnderstood, NotUnderstood
from sources.feed_parse import Entry, parse_feed
from sources.pasted import parse

if TYPE_CHECKING:
    from sources.http import Client

ROOT = "https://{host}"
"""Stands for every server; a configured root takes the place of all of them."""

USER = re.compile(r"(?=.{1,100}$)[a-z0-9_]+([.-]+[a-z0-9_]+)*")
"""Mastodon's own pattern for user names, lower case."""

UNHELPFUL = (AccountGone, FixCredentials, NotUnderstood)
"""What a server says that does not offer something; anything else (unreachable, limits) is not swallowed."""

_ACTIVITY = {"Accept": "application/activity+json"}
_FEEDS = ("/@{user}.rss", "/@{user}/feed.rss", "/users/{user}/feed.rss")
"""Mastodon, GoToSocial, Pleroma and Akkoma."""


@dataclass(frozen=True)
class Found:
    """Where an account really lives: its server, its name there and its actor's address."""

    host: str
    user: str
    actor: str


def base(client: Client, host: str) -> str:
    """Scheme and host to ask for what is on ``host``."""
    root = client.root()
    return client.address(host) if root == ROOT else root


def find(client: Client, host: str, user: str) -> Found | None:
    """Ask the handle's host by WebFinger where the account lives; None when it does not say."""
    try:
        answer = client.get_json(
            f"{base(client, host)}/.well-known/webfinger",
            params={"resource": f"acct:{user}@{host}"},
            headers={"Accept": "application/jrd+json"},
        )
    except UNHELPFUL:
        return None
    body = read.mapping(answer)
    for link in read.mappings(body.get("links")):
        address = read.web_url(link.get("href"))
        if link.get("rel") == "self" and address and "json" in str(link.get("type")):
            try:
                home = parse(address).host
            except LinkNotUnderstood:
                return None
            named = str(body.get("subject")).removeprefix("acct:").partition("@")[0].lower()
            return Found(home, named if USER.fullmatch(named) else user, address)
    return None


def actor_profile(client: Client, found: Found, native_id: str, handle: str) -> Profile:
    """Read an account's actor and how many follow it.

    Raises:
        SourceError: the server does not show actors to everybody.
    """
    actor = _document(client, found.host, found.actor)
    if actor.get("type") not in ("Person", "Service", "Organization", "Application", "Group"):
        raise read.not_understood(actor)
    moved_to = read.web_url(actor.get("movedTo"))
    suspended = actor.get("suspended") is True
    followers, following = (
        (None, None)
        if suspended
        else (_total(client, found.host, actor.get(name)) for name in ("followers", "following"))
    )
    return Profile(
        native_id,
        handle=handle,
        display_name=read.text(actor.get("name"), 500),
        bio=read.html_text(actor.get("summary")),
        url=read.web_url(actor.get("url")),
        followers=followers,
        following=following,
        status="suspended" if suspended else "moved" if moved_to else "ok",
        moved_to=moved_to,
        origin="feed",
    )


def feed_posts(client: Client, host: str, user: str, since: datetime) -> Iterator[Post | CutShort]:
    """Yield the posts of an account's feed, without counts; cut short at the oldest when it ends after ``since``.

    Raises:
        AccountGone: there is no feed.
    """
    body, url = _feed(client, host, user)
    entries = [entry for entry in parse_feed(body, url, client.now()).entries if entry.dated]
    found = sorted((_post(entry) for entry in entries), key=lambda post: post.published_at, reverse=True)
    yield from (post for post in found if post.published_at >= since)
    if not found or found[-1].published_at >= since:
        yield CutShort(found[-1].published_at if found else None)


def media_kind(types: Sequence[str]) -> Kind | None:
    """The kind of a post by the types of its media; None when it has none that is known.

    A looping ``gifv`` counts as an image, as in Mastodon's own feeds; audio is played like a video.
    """
    kinds: dict[str, Kind] = {"image": "image", "gifv": "image", "video": "video", "audio": "video"}
    known = [kinds[name] for name in types if name in kinds]
    return "album" if len(known) > 1 else known[0] if known else None


def _feed(client: Client, host: str, user: str) -> tuple[bytes, str]:
    for path in _FEEDS:
        answer = client.get(base(client, host) + path.format(user=user), ok=(200, 404, 406))
        if answer.status == 200:
            return answer.body, answer.url
    raise AccountGone("not_found", host=host)


def _post(entry: Entry) -> Post:
    """Mastodon's feed links a status by its id, so posts of feed and API are the same posts."""
    native_id = read.identifier((entry.post.url or "").rstrip("/").rpartition("/")[2], 200)
    media = read.mappings(entry.raw.get("media_content"))
    kind = media_kind([str(item.get("medium")) for item in media])
    written = read.html_text(entry.raw.get("summary"))
    tags = [tag.get("term") for tag in read.mappings(entry.raw.get("tags"))]
    thumbnail = entry.post.thumbnail_url or (read.web_url(media[0].get("url")) if kind in ("image", "album") else None)
    return replace(
        entry.post,
        native_id=native_id,
        kind=kind or "text",
        text=written,
        hashtags=read.hashtags(written, tags),
        thumbnail_url=thumbnail,
        comments=None,
    )


def _total(client: Client, host: str, collection: object) -> int | None:
    """``totalItems`` of a collection, given whole or by its address; None when the server does not tell.

    A server that hides the count sends none, or 0 and no first page.
    """
    body = read.mapping(collection)
    address = read.web_url(collection)
    if address is not None:
        try:
            body = _document(client, host, address)
        except UNHELPFUL:
            return None
    total = read.count(body.get("totalItems"))
    return total if total or "first" in body else None


def _document(client: Client, host: str, address: str) -> Mapping[str, Any]:
    """An ActivityPub document; one that names another server than the account's own is refused."""
    parts = urlsplit(address)
    if parts.netloc.lower().removeprefix("www.") != host:
        raise read.not_understood(address)
    query = f"?{parts.query}" if parts.query else ""
    body = client.get_json(f"{base(client, host)}{parts.path}{query}", headers=_ACTIVITY)
    if not isinstance(body, dict):
        raise read.not_understood(body)
    return body
