"""YouTube without a key: the public feed of a channel, and the public page that names a channel's id.

Neither is documented; both are read with care. ``media:starRating@count`` holds the likes; of a much viewed video that
shows none they are unknown rather than 0, since nothing tells hidden likes apart there. Upcoming broadcasts stand among the
videos and cannot be told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sources.base import Account, CutShort, Post, Profile
from sources.errors import AccountGone, FixCredentials, NotUnderstood
from sources.feed_parse import Entry, Feed, parse_feed
from sources.parsing import count, identifier, mapping, text, web_url

if TYPE_CHECKING:
    from sources.http import Client

SETTING = "BENCHMARK_YOUTUBE_API_KEY"
_WEB = "https://www.youtube.com"
_CHANNEL = r"(UC[A-Za-z0-9_-]{22})"
_NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        rf'<link\s[^>]*rel="canonical"[^>]*href="[^"]*/channel/{_CHANNEL}"',
        rf'<meta\s[^>]*itemprop="(?:identifier|channelId)"[^>]*content="{_CHANNEL}"',
        rf'<link\s[^>]*type="application/rss\+xml"[^>]*href="[^"]*channel_id={_CHANNEL}"',
        rf'<meta\s[^>]*property="og:url"[^>]*content="[^"]*/channel/{_CHANNEL}"',
        rf'"externalId":"{_CHANNEL}"',
    )
)
"""Where a channel's page names the channel itself, most reliable first."""
_MUCH_VIEWED = 1000


def profile(client: Client, account: Account) -> Profile:
    """The channel's id and name; subscribers are not public without a key."""
    native_id = channel_id(client, account.native_id)
    hint = account.native_id.removeprefix("@") if account.native_id.startswith("@") else account.handle
    feed = _feed(client, native_id)
    return Profile(
        native_id,
        handle=hint,
        display_name=feed.title,
        url=f"{_WEB}/channel/{native_id}",
        origin="feed",
    )


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    """Yield the latest 15 videos at most, and how far back they reach."""
    found = [parse_entry(entry) for entry in _feed(client, account.native_id).entries if entry.dated]
    found.sort(key=lambda post: post.published_at, reverse=True)
    yield from (post for post in found if post.published_at >= since)
    if not found or found[-1].published_at >= since:
        yield CutShort(found[-1].published_at if found else None)


def shapes(client: Client, native_id: str) -> Mapping[str, bool]:
    """By video id, whether the feed links it as a short."""
    return {post.native_id: post.kind == "short_video" for post in map(parse_entry, _feed(client, native_id).entries)}


def channel_id(client: Client, hint: str) -> str:
    """The id of the channel that a hint names: itself, or what the channel's public page says.

    Raises:
        FixCredentials: ``needs_key``, the page does not name it (a consent page, another layout).
    """
    if re.fullmatch(_CHANNEL, hint):
        return hint
    path = _author(client, hint.removeprefix("video/")) if hint.startswith("video/") else hint
    if re.fullmatch(_CHANNEL, path):
        return path
    page = client.get(f"{client.root('web')}/{path}").text()
    for pattern in _NAMED:
        found = pattern.search(page)
        if found:
            return found[1]
    raise FixCredentials("needs_key", setting=SETTING)


def parse_entry(entry: Entry) -> Post:
    """Read an entry of ``videos.xml``.

    Raises:
        NotUnderstood: it names no video.
    """
    raw = entry.raw
    guid = raw.get("id")
    native_id = raw.get("yt_videoid") or (guid.removeprefix("yt:video:") if isinstance(guid, str) else None)
    short = "/shorts/" in (entry.post.url or "")
    views = count(mapping(raw.get("media_statistics")).get("views"))
    likes = count(mapping(raw.get("media_starrating")).get("count"))
    title, description = text(raw.get("title"), 5000), text(raw.get("summary"), 5000)
    return replace(
        entry.post,
        native_id=identifier(native_id, 64),
        kind="short_video" if short else "video",
        text="\n\n".join(part for part in (title, description) if part) or None,
        likes=None if likes == 0 and (views or 0) >= _MUCH_VIEWED else likes,
        comments=None,
        views=views,
    )


def _author(client: Client, video: str) -> str:
    """The path of the channel that published a video, by oEmbed (https://oembed.com), or its id."""
    asked = {"url": f"{_WEB}/watch?v={video}", "format": "json"}
    answer = client.get(f"{client.root('web')}/oembed", params=asked, ok=(200, 400, 401, 403, 404))
    if answer.status in (400, 404):
        raise AccountGone("not_found", host=answer.host)
    if answer.status != 200:  # its owner forbids embedding
        raise FixCredentials("needs_key", setting=SETTING)
    address = web_url(mapping(answer.json()).get("author_url"))
    path = urlsplit(address).path.strip("/") if address else ""
    if not path:
        raise NotUnderstood(host=answer.host, excerpt=answer.excerpt())
    return path.removeprefix("channel/")


def _feed(client: Client, native_id: str) -> Feed:
    answer = client.get(f"{client.root('web')}/feeds/videos.xml", params={"channel_id": native_id})
    return parse_feed(answer.body, answer.url, client.now(), answer.headers.get("Content-Type", ""))
