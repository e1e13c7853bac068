"""Reading of Reddit's things: ``t2`` users, ``t5`` communities, ``t3`` posts. Pure; see `sources.reddit`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sources import parsing as read
from sources.base import Kind, Post, Profile
from sources.times import from_epoch

WEB = "https://www.reddit.com"
_ID = re.compile(r"t[25]_[a-z0-9]{1,13}")
_NAME = re.compile(r"[A-Za-z0-9_-]{2,30}")
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp)$", re.IGNORECASE)
_HOSTED_IMAGES = "https://i.redd.it/"


def parse_profile(kind: str, data: Mapping[str, Any]) -> Profile:
    """Read the ``data`` of a community (``t5``) or user (``t2``).

    Raises:
        NotUnderstood: it has no id or no name.
    """
    native_id = read.identifier(data.get("name") if kind == "t5" else f"t2_{data.get('id')}", 20)
    name = data.get("display_name") if kind == "t5" else data.get("name")
    if not _ID.fullmatch(native_id) or not isinstance(name, str) or not _NAME.fullmatch(name):
        raise read.not_understood(data)
    page = data if kind == "t5" else read.mapping(data.get("subreddit"))
    followers = read.count(page.get("subscribers"))
    withheld = kind == "t2" and followers == 0
    return Profile(
        native_id,
        handle=f"{'r' if kind == 't5' else 'u'}/{name.lower()}",
        display_name=read.text(page.get("title"), 200) or name,
        bio=read.text(page.get("public_description")),
        url=f"{WEB}/r/{name}/" if kind == "t5" else f"{WEB}/user/{name}/",
        followers=None if withheld else followers,
        hidden=frozenset({"followers"}) if withheld else frozenset(),
    )


def parse_post(data: Mapping[str, Any]) -> Post | None:
    """Read the ``data`` of a ``t3``; None for what moderators or its author have taken away, and for advertisements.

    Raises:
        NotUnderstood: it has no id or no date.
    """
    native_id = read.identifier(data.get("id"), 20)
    published = from_epoch(data.get("created_utc"))
    if published is None:
        raise read.not_understood(data)
    if read.text(data.get("removed_by_category")) or data.get("promoted") is True:
        return None
    said = "\n\n".join(part for name in ("title", "selftext") if (part := read.text(data.get(name), 10_000)))
    permalink = read.text(data.get("permalink"), 500)
    blurred = data.get("hide_score") is True
    return Post(
        native_id,
        published_at=published,
        kind=_kind(data),
        text=said or None,
        url=read.web_url(f"{WEB}{permalink}")
        if permalink and permalink.startswith("/")
        else f"{WEB}/comments/{native_id}/",
        thumbnail_url=None if data.get("over_18") else read.web_url(data.get("thumbnail")),
        hashtags=read.hashtags(said),
        likes=None if blurred else read.count(data.get("score")),
        comments=read.count(data.get("num_comments")),
        shares=read.count(data.get("num_crossposts")),
        hidden=frozenset({"likes"}) if blurred else frozenset(),
    )


def _kind(data: Mapping[str, Any]) -> Kind:
    """What a post shows; a crosspost shows what its original does."""
    originals = read.mappings(data.get("crosspost_parent_list"))
    shown = originals[0] if originals else data
    hint, address = shown.get("post_hint"), read.text(shown.get("url"), 2000) or ""
    if isinstance(shown.get("poll_data"), dict):
        return "poll"
    if shown.get("is_gallery") is True:
        return "album"
    if shown.get("is_video") is True or hint in ("hosted:video", "rich:video"):
        return "video"
    if hint == "image" or address.startswith(_HOSTED_IMAGES) or _IMAGE.search(address):
        return "image"
    return "text" if shown.get("is_self") is True else "link"
