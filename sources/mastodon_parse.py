"""Reads the Account and Status entities of Mastodon's API, as Mastodon and the servers that resemble it send them.

Docs: https://docs.joinmastodon.org/entities/Account/ and /entities/Status/. Any field but the id (and a status's date)
may be missing: it is unknown then, never 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sources import parsing as read
from sources.base import Kind, Post, Profile
from sources.fediverse import USER, media_kind
from sources.times import parse_time

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def parse_profile(body: Mapping[str, Any], host: str, handle: str | None = None) -> Profile:
    """Read an Account entity of the server ``host``. ``handle`` is the one already known, kept when given."""
    native_id = f"{host}/{number(body.get('id'))}"
    user = read.text(body.get("username"), 100)
    user = user.lower() if user and USER.fullmatch(user.lower()) else None
    moved = read.mapping(body.get("moved"))
    suspended = body.get("suspended") is True
    flags = read.mapping(body.get("pleroma"))
    hidden = {
        name
        for name, field, flag in (
            ("followers", "followers_count", "hide_followers_count"),
            ("following", "following_count", "hide_follows_count"),
        )
        if body.get(field) == -1 or flags.get(flag) is True
    }
    counted = {} if suspended else body  # a suspended account is emptied: its zeros are not figures
    listed = sorted(read.mappings(body.get("fields")), key=lambda field: not field.get("verified_at"))
    links = (read.web_url(read.html_text(field.get("value"))) for field in listed)
    return Profile(
        native_id,
        handle=handle or (f"{user}@{host}" if user else None),
        display_name=read.text(body.get("display_name"), 500),
        bio=read.html_text(body.get("note")),
        link=next((link for link in links if link), None),
        url=read.web_url(body.get("url")) or (f"https://{host}/@{user}" if user else None),
        followers=None if "followers" in hidden else read.count(counted.get("followers_count")),
        following=None if "following" in hidden else read.count(counted.get("following_count")),
        posts_total=read.count(counted.get("statuses_count")),
        hidden=frozenset(hidden),
        status="suspended" if suspended else "moved" if moved else "ok",
        moved_to=read.web_url(moved.get("url")) if not suspended else None,
    )


def parse_post(status: Mapping[str, Any], account: str) -> Post | None:
    """Read a Status entity; None for boosts, replies to others and posts that are not for everybody.

    Raises:
        NotUnderstood: it has no usable id or no date.
    """
    native_id = number(status.get("id"))
    author = read.mapping(status.get("account")).get("id", account)
    to_others = status.get("in_reply_to_id") is not None and status.get("in_reply_to_account_id") != author
    closed = status.get("visibility", "public") not in ("public", "unlisted", None)
    if status.get("reblog") is not None or to_others or closed:
        return None
    published_at = parse_time(status.get("created_at"))
    if published_at is None:
        raise read.not_understood(status)
    parts = [read.text(status.get("spoiler_text")), read.html_text(status.get("content"))]
    written = read.text("\n\n".join(part for part in parts if part))
    kind, thumbnail = _kind(status)
    return Post(
        native_id,
        published_at=published_at,
        kind=kind,
        text=written,
        url=read.web_url(status.get("url")) or read.web_url(status.get("uri")),
        thumbnail_url=thumbnail,
        lang=read.language(status.get("language")),
        hashtags=read.hashtags(written, [tag.get("name") for tag in read.mappings(status.get("tags"))]),
        likes=read.count(status.get("favourites_count")),
        comments=read.count(status.get("replies_count")),
        shares=read.count(status.get("reblogs_count")),
        quotes=read.count(status.get("quotes_count")),
    )


def number(value: object) -> str:
    """An id: digits on Mastodon, ULID and other texts elsewhere. It goes into addresses, so nothing else passes.

    Raises:
        NotUnderstood: it is no such text.
    """
    found = read.identifier(value)
    if not _ID.fullmatch(found):
        raise read.not_understood(value)
    return found


def _kind(status: Mapping[str, Any]) -> tuple[Kind, str | None]:
    media, card = read.mappings(status.get("media_attachments")), read.mapping(status.get("card"))
    thumbnail = read.web_url((media[0] if media else {}).get("preview_url")) or read.web_url(card.get("image"))
    if read.mapping(status.get("poll")):
        return "poll", thumbnail
    kind = media_kind([str(item.get("type")) for item in media])
    return kind or ("link" if read.web_url(card.get("url")) else "text"), thumbnail
