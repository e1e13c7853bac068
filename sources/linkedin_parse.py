"""Pages and posts of LinkedIn. See `sources.linkedin`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sources import parsing as read
from sources.base import Kind, Post, Profile

WEB = "https://www.linkedin.com"
_NUMBER = re.compile(r"[0-9]{1,19}")
_POST = re.compile(r"urn:li:(?:share|ugcPost):[0-9]{1,19}")
_HASHTAG = re.compile(r"\{hashtag\|\\?#\|([^{}|]{0,200})\}")
_MENTION = re.compile(r"@\[((?:[^\[\]\\]|\\.){0,200})\]\(urn:li:[A-Za-z0-9:_-]{0,200}\)")
_ESCAPED = re.compile(r"\\([\\|{}@\[\]()<>#*_~])")
_LATEST = 4_102_444_800_000
"""The year 2100 in milliseconds; what is later is no time."""
_MEDIA: Mapping[str, Kind] = {"image": "image", "video": "video", "document": "album"}
"""A document is shown as pages to swipe through, as an album is."""


def parse_profile(number: str, page: Mapping[str, Any], followers: object) -> Profile:
    """Read a page, of which only the number and the followers are sure to be told."""
    handle = read.text(page.get("vanityName"), 100)
    return Profile(
        number,
        handle=handle.lower() if handle else None,
        display_name=read.text(page.get("localizedName"), 200),
        link=read.web_url(page.get("localizedWebsite")),
        url=f"{WEB}/company/{number}",
        followers=read.count(followers),
    )


def organization(value: object) -> str:
    """The number of an organization, as text.

    Raises:
        NotUnderstood: it is something else.
    """
    number = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(number, str) and _NUMBER.fullmatch(number):
        return number
    raise read.not_understood(value)


def parse_post(item: Mapping[str, Any]) -> Post | None:
    """Read a post, yet without counts; None for one that does not stand on the page: a draft, a mere advertisement, a repost.

    Raises:
        NotUnderstood: it has no name or no date.
    """
    native_id = read.identifier(item.get("id"), 100)
    if not _POST.fullmatch(native_id):
        raise read.not_understood(item)
    shown = item.get("lifecycleState", "PUBLISHED") == "PUBLISHED"
    advertised = read.mapping(item.get("adContext")).get("isDsc") is True
    written = readable(item.get("commentary"))
    if not shown or advertised or (item.get("reshareContext") and not written):
        return None
    published = _moment(item.get("publishedAt")) or _moment(item.get("createdAt"))
    if published is None:
        raise read.not_understood(item)
    content = read.mapping(item.get("content"))
    return Post(
        native_id,
        published_at=published,
        kind=_kind(content),
        text=written,
        url=f"{WEB}/feed/update/{native_id}",
        hashtags=read.hashtags(written),
    )


def counted(post: Post, statistics: Mapping[str, Any]) -> Post:
    """A post with its counts; likes are reactions of any kind."""
    return replace(
        post,
        likes=read.count(statistics.get("likeCount")),
        comments=read.count(statistics.get("commentCount")),
        shares=read.count(statistics.get("shareCount")),
        views=read.count(statistics.get("impressionCount")),
    )


def readable(commentary: object) -> str | None:
    """A text without the marks of LinkedIn's "little text": hashtags, mentions and escaped signs as a reader sees them."""
    if not isinstance(commentary, str):
        return None
    text = _HASHTAG.sub(r"#\1", commentary[: 2 * read.TEXT_LIMIT])
    return read.text(_ESCAPED.sub(r"\1", _MENTION.sub(r"\1", text)))


def _moment(value: object) -> datetime | None:
    """Milliseconds since 1970."""
    milliseconds = read.count(value)
    if not milliseconds or milliseconds > _LATEST:
        return None
    return datetime(1970, 1, 1) + timedelta(milliseconds=milliseconds)


def _kind(content: Mapping[str, Any]) -> Kind:
    if "multiImage" in content or "carousel" in content:
        return "album"
    if "poll" in content:
        return "poll"
    article = read.mapping(content.get("article"))
    if article:
        source = read.web_url(article.get("source")) or ""
        return "article" if "linkedin.com/pulse/" in source else "link"
    named = str(read.mapping(content.get("media")).get("id")).split(":")
    return _MEDIA.get(named[2], "text") if named[:2] == ["urn", "li"] and len(named) > 3 else "text"
