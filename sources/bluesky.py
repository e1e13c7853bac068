"""Bluesky, through the public AppView of the AT Protocol.

Docs: https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed and the lexicons ``app.bsky.actor.defs``,
    ``app.bsky.feed.defs``, ``app.bsky.embed.*``, ``app.bsky.richtext.facet``.
Gives: followers, following, posts with likes, replies, reposts and quotes, back to the account's first post.
Lacks: views; replies to others and to oneself are left out (``filter=posts_no_replies``).
Auth: none. An account labelled ``!no-unauthenticated`` asks not to be shown to people who are not signed in. The API
    answers all the same and leaves it to its clients to comply: we do, the account counts as private and nothing of it
    but its id and handle is kept.
Limits: unpublished; 3 000 calls in 5 minutes on servers we know. 100 posts a page.
Rounding: none, counts are exact.
Retention: the terms set no limit; deletions are seen as posts that are gone.

The id of an account is its DID; handles change. ``createdAt`` is written by the author and may be anything, so a post
counts as published at the earlier of ``createdAt`` and ``indexedAt``, which is also how the server orders the feed. A
post dated back may thus stand anywhere: reading stops at the first item *indexed* before ``since``, or after a page that
holds only older ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sources import parsing as read
from sources.base import Account, CutShort, Identity, Kind, Link, Pace, Post, Profile, Source, words
from sources.errors import AccountGone, AccountPrivate, NotUnderstood
from sources.paging import pages
from sources.times import parse_time

if TYPE_CHECKING:
    from sources.http import Client

WEB = "https://bsky.app/profile/"
# Both patterns follow the syntax of the AT Protocol's specification (atproto.com/specs/handle, /specs/did).
_HANDLE = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
_DID = re.compile(r"(?=.{8,512}$)did:(plc|web):[A-Za-z0-9._:%-]*[A-Za-z0-9._-]")
_POST_URI = re.compile(r"at://(?P<did>did:[^/]+)/app\.bsky\.feed\.post/(?P<key>[A-Za-z0-9._~:-]{1,512})")
_SIGNED_IN_ONLY = "!no-unauthenticated"
_SUSPENDED = frozenset({"AccountTakedown", "AccountSuspended", "RepoTakendown", "RepoSuspended"})
_GONE = frozenset({"AccountDeactivated", "RepoDeactivated", "RepoNotFound", "ActorNotFound"})
_NOBODY = ("profile not found", "actor not found", "unable to resolve handle", "could not find")


def profile(client: Client, account: Account) -> Profile:
    """Look an account up by its DID or ``@handle``."""
    return parse_profile(_call(client, "app.bsky.actor.getProfile", actor=account.native_id.removeprefix("@")))


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    """Yield the account's own posts in the order of its feed, each once, reposts left out."""

    def fetch(cursor: str | None) -> tuple[list[Mapping[str, Any]], str | None]:
        onward = {"cursor": cursor} if cursor else {}
        asked = {"actor": account.native_id, "limit": "100", "filter": "posts_no_replies", **onward}
        body = _call(client, "app.bsky.feed.getAuthorFeed", **asked)
        following = body.get("cursor")
        return read.rows(body.get("feed")), read.identifier(following, 4096) if following else None

    seen: set[str] = set()
    for page in pages(fetch):
        places = []
        for item in page:
            reason = read.mapping(item.get("reason"))
            view, pinned = read.mapping(item.get("post")), str(reason.get("$type")).endswith("#reasonPin")
            indexed = parse_time((reason or view).get("indexedAt"))
            if indexed is not None and indexed < since and not pinned:  # a pinned one stands first, whatever its age
                return
            post = parse_post(view, account.native_id) if pinned or not reason else None
            place = post.published_at if post else indexed
            places += [place] if place and not pinned else []
            if post and post.native_id not in seen:
                seen.add(post.native_id)
                yield post
        if places and max(places) < since:
            return


def parse_profile(body: Mapping[str, Any]) -> Profile:
    """Read ``app.bsky.actor.defs#profileViewDetailed``."""
    did = read.identifier(body.get("did"))
    if not _DID.fullmatch(did):
        raise read.not_understood(body)
    name = read.text(body.get("handle"), 253)
    handle = name.lower() if name and _HANDLE.fullmatch(name.lower()) and name != "handle.invalid" else None
    url = WEB + (handle or did)
    if _signed_in_only(body):
        withheld = frozenset({"followers", "following", "posts_total"})
        return Profile(did, handle=handle, url=url, hidden=withheld, status="private")
    return Profile(
        did,
        handle=handle,
        display_name=read.text(body.get("displayName"), 640),
        bio=read.text(body.get("description")),
        link=read.web_url(body.get("website")),
        url=url,
        followers=read.count(body.get("followersCount")),
        following=read.count(body.get("followsCount")),
        posts_total=read.count(body.get("postsCount")),
    )


def parse_post(view: Mapping[str, Any], did: str) -> Post | None:
    """Read ``app.bsky.feed.defs#postView``; None for what is not this account's own post, or a reply.

    Raises:
        NotUnderstood: it has no usable address or no date at all.
        AccountPrivate: its author asks not to be shown to people who are not signed in.
    """
    address = _POST_URI.fullmatch(read.identifier(view.get("uri"), 2048))
    if address is None:
        raise read.not_understood(view.get("uri"))
    record = read.mapping(view.get("record"))
    if address["did"] != did or record.get("reply"):
        return None
    if _signed_in_only(read.mapping(view.get("author"))):
        raise AccountPrivate
    dates = [date for date in (parse_time(record.get("createdAt")), parse_time(view.get("indexedAt"))) if date]
    if not dates:
        raise read.not_understood(view)
    written = read.text(record.get("text"))
    features = [
        feature for facet in read.mappings(record.get("facets")) for feature in read.mappings(facet.get("features"))
    ]
    tags = [feature.get("tag") for feature in features if str(feature.get("$type")).endswith("#tag")]
    listed, languages = record.get("tags"), record.get("langs")
    embed = read.mapping(view.get("embed")) or read.mapping(record.get("embed"))
    kind, thumbnail = _kind(embed)
    return Post(
        address["key"],
        published_at=min(dates),
        kind=kind,
        text=written,
        url=f"{WEB}{did}/post/{address['key']}",
        thumbnail_url=thumbnail,
        lang=read.language(languages[0]) if isinstance(languages, list) and languages else None,
        hashtags=read.hashtags(written, [*tags, *(listed if isinstance(listed, list) else [])]),
        likes=read.count(view.get("likeCount")),
        comments=read.count(view.get("replyCount")),
        shares=read.count(view.get("repostCount")),
        quotes=read.count(view.get("quoteCount")),
    )


def identify(link: Link) -> Identity | None:
    """``bsky.app/profile/<handle or DID>``, also of a post."""
    if link.host != "bsky.app" or len(link.path) < 2 or link.path[0] != "profile":
        return None
    return identify_handle(link.path[1])


def identify_handle(text: str) -> Identity | None:
    """``did:plc:…``, ``did:web:…``, ``@name.bsky.social`` or, if it was meant for Bluesky, any domain."""
    if _DID.fullmatch(text):
        return Identity("bluesky", text, WEB + text, needs_network=False)
    handle = text.removeprefix("@").lower()
    if not _HANDLE.fullmatch(handle) or handle == "handle.invalid":
        return None
    return Identity("bluesky", f"@{handle}", WEB + handle)


def _call(client: Client, method: str, **params: str) -> Mapping[str, Any]:
    root = client.root().removesuffix("/xrpc")
    answer = client.get(f"{root}/xrpc/{method}", params=params, ok=(200, 400))
    body = answer.json()
    if answer.status == 200 and isinstance(body, dict):
        return body
    raise _refusal(body, urlsplit(root).netloc)


def _refusal(body: object, host: str) -> AccountGone | NotUnderstood:
    """What an HTTP 400 says: the protocol names most errors by ``error``, some only by ``message``."""
    error, message = str(read.mapping(body).get("error")), str(read.mapping(body).get("message")).lower()
    if error in _SUSPENDED:
        return AccountGone("suspended", host=host)
    if error in _GONE or message.startswith(_NOBODY):
        return AccountGone("not_found", host=host)
    return read.not_understood(body)


def _signed_in_only(view: Mapping[str, Any]) -> bool:
    return any(
        label.get("val") == _SIGNED_IN_ONLY and not label.get("neg") for label in read.mappings(view.get("labels"))
    )


def _kind(embed: Mapping[str, Any]) -> tuple[Kind, str | None]:
    """The kind of post that an embed makes, and its thumbnail. A quoted post alone is text."""
    match str(embed.get("$type")).removesuffix("#view"):
        case "app.bsky.embed.images":
            images = read.mappings(embed.get("images"))
            thumbnail = read.web_url(images[0].get("thumb")) if images else None
            return ("album" if len(images) > 1 else "image"), thumbnail
        case "app.bsky.embed.video":
            return "video", read.web_url(embed.get("thumbnail"))
        case "app.bsky.embed.external":
            return "link", read.web_url(read.mapping(embed.get("external")).get("thumb"))
        case "app.bsky.embed.recordWithMedia":
            return _kind(read.mapping(embed.get("media")))
        case _:
            return "text", None


SOURCE = Source(
    name="bluesky",
    label="Bluesky",
    docs="https://docs.bsky.app/docs/category/http-reference",
    gives=frozenset({"followers", "following", "posts", "likes", "comments", "shares", "quotes", "history"}),
    lacks=words("Bluesky does not publish how often a post was seen, and replies are not counted as posts."),
    pace=Pace(per_second=5, burst=10, parallel=4),
    roots={"api": "https://public.api.bsky.app"},
    route=words("official API"),
    cost=words("free"),
    profile=profile,
    posts=posts,
    identify=identify,
    identify_handle=identify_handle,
)
