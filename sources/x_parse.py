"""Users and posts of the X API, read under both the newer and the older names of their fields. See `sources.x`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from sources import parsing as read
from sources.base import Kind, Post, Profile
from sources.times import parse_time

WEB = "https://x.com"
USERNAME = re.compile(r"[A-Za-z0-9_]{1,15}")
_ID = re.compile(r"[0-9]{1,19}")
_OWN_MEDIA = re.compile(r"https://(?:twitter|x)\.com/.*/status/[0-9]+/(?P<kind>photo|video)/[0-9]+")
_OWN_PAGES = re.compile(r"https://(?:www\.|mobile\.)?(?:twitter|x)\.com/", re.IGNORECASE)
_ARTICLE = re.compile(r"https://(?:twitter|x)\.com/i/article/", re.IGNORECASE)
_MOVING = ("7_", "13_", "16_")
"""How the keys of videos, broadcast clips and animated pictures begin; those of photos begin with ``3_``. Seen, not
documented: it only decides where the post's links do not."""


def parse_profile(user: Mapping[str, Any]) -> Profile:
    """Read a user."""
    native_id = identity(user.get("id"))
    name = read.text(user.get("username"), 50)
    handle = name if name and USERNAME.fullmatch(name) else None
    counts = read.mapping(user.get("public_metrics"))
    entities = read.mapping(user.get("entities"))
    linked = read.mappings(read.mapping(entities.get("url")).get("urls"))
    return Profile(
        native_id,
        handle=handle,
        display_name=read.text(user.get("name"), 200),
        bio=_written(user.get("description")),
        link=next((url for each in linked if (url := read.web_url(each.get("expanded_url")))), None)
        or read.web_url(user.get("url")),
        url=f"{WEB}/{handle}" if handle else f"{WEB}/i/user/{native_id}",
        followers=read.count(counts.get("followers_count")),
        following=read.count(counts.get("following_count")),
        posts_total=_either(counts, "post_count", "tweet_count"),
        status="private" if user.get("protected") is True else "ok",
    )


def parse_post(post: Mapping[str, Any], handle: str | None = None) -> Post:
    """Read a post.

    Raises:
        NotUnderstood: it has no id or no date.
    """
    native_id = identity(post.get("id"))
    published = parse_time(post.get("created_at"))
    if published is None:
        raise read.not_understood(post)
    note = read.mapping(post.get("note_post")) or read.mapping(post.get("note_tweet"))
    written = _written(note.get("text")) or _written(post.get("text"))
    entities = [read.mapping(part.get("entities")) for part in (note, post)]
    tags = [tag.get("tag") for part in entities for tag in read.mappings(part.get("hashtags"))]
    links = [link for part in entities for link in read.mappings(part.get("urls"))]
    counts = read.mapping(post.get("public_metrics"))
    pictures = [picture for link in links for picture in read.mappings(link.get("images"))]
    return Post(
        native_id,
        published_at=published,
        kind=_kind(read.mapping(post.get("attachments")), links),
        text=written,
        url=f"{WEB}/{handle or 'i'}/status/{native_id}",
        thumbnail_url=next((url for picture in pictures if (url := read.web_url(picture.get("url")))), None),
        lang=_language(post.get("lang")),
        hashtags=read.hashtags(written, tags),
        likes=read.count(counts.get("like_count")),
        comments=read.count(counts.get("reply_count")),
        shares=_either(counts, "repost_count", "retweet_count"),
        quotes=read.count(counts.get("quote_count")),
        views=read.count(counts.get("impression_count")),
    )


def identity(value: object) -> str:
    """The id of a user or post: up to 19 digits, as text.

    Raises:
        NotUnderstood: it is something else.
    """
    if isinstance(value, str) and _ID.fullmatch(value):
        return value
    raise read.not_understood(value)


def _either(counts: Mapping[str, Any], newer: str, older: str) -> int | None:
    found = read.count(counts.get(newer))
    return read.count(counts.get(older)) if found is None else found


def _written(value: object) -> str | None:
    """A text of X; ``&``, ``<`` and ``>`` come escaped."""
    return read.text(unescape(value)) if isinstance(value, str) else None


def _language(value: object) -> str | None:
    """A language; X also tells what is none: ``und``, ``zxx``, ``qme`` (media only), ``qht`` (hashtags only)."""
    found = read.language(value)
    return None if found is None or found in ("und", "zxx") or re.fullmatch(r"q[a-t][a-z]", found) else found


def _kind(attachments: Mapping[str, Any], links: list[Mapping[str, Any]]) -> Kind:
    """What kind of post it is, told without buying its media."""
    addresses = [url for link in links if (url := read.web_url(link.get("expanded_url")))]
    listed = attachments.get("media_keys")
    keys = [key for key in listed if isinstance(key, str)] if isinstance(listed, list) else []
    shown = {found["kind"] for url in addresses if (found := _OWN_MEDIA.fullmatch(url))}
    if attachments.get("poll_ids"):
        return "poll"
    if keys or shown:
        if "video" in shown or any(key.startswith(_MOVING) for key in keys):
            return "video"
        return "album" if len(keys) > 1 else "image"
    if any(_ARTICLE.match(url) for url in addresses):
        return "article"
    return "link" if any(not _OWN_PAGES.match(url) for url in addresses) else "text"
