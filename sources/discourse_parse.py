"""What Discourse tells of a forum and of its topics, read field by field. See `sources.discourse`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urljoin

from sources import parsing as read
from sources.base import Post, Profile
from sources.times import parse_time

HIDDEN = frozenset({"followers", "posts_total"})
"""What a forum withholds that closes its statistics."""


def parse_about(about: Mapping[str, Any], site: str) -> Profile:
    """Read ``about`` of ``/about.json``."""
    stats = read.mapping(about.get("stats"))
    closed = about.get("can_see_about_stats") is False or not stats
    return Profile(
        site,
        handle=place_of(site),
        display_name=read.text(about.get("title"), 200) or place_of(site),
        bio=read.html_text(about.get("description")),
        link=site,
        url=site,
        followers=None if closed else _either(stats, "users_count", "user_count"),
        posts_total=None if closed else _either(stats, "topics_count", "topic_count"),
        hidden=HIDDEN if closed else frozenset(),
    )


def parse_topic(topic: Mapping[str, Any], site: str) -> Post:
    """Read a topic of ``topic_list``.

    Raises:
        NotUnderstood: it has no number or no date.
    """
    number, opened = read.count(topic.get("id")), parse_time(topic.get("created_at"))
    if number is None or opened is None:
        raise read.not_understood(topic)
    written = read.text(topic.get("title"))
    slug, posted = topic.get("slug"), read.count(topic.get("posts_count"))
    named = f"{quote(slug, safe='-')}/" if isinstance(slug, str) and 0 < len(slug) <= 300 and slug.isprintable() else ""
    return Post(
        str(number),
        published_at=opened,
        kind="text",
        text=written,
        url=f"{site}/t/{named}{number}",
        thumbnail_url=_image(topic.get("image_url"), site),
        hashtags=read.hashtags(written, _tags(topic.get("tags"))),
        likes=read.count(topic.get("like_count")),
        comments=posted - 1 if posted else None,
        views=read.count(topic.get("views")),
    )


def place_of(site: str) -> str:
    """Host and folder of a forum, as people write them."""
    return site.partition("://")[2]


def _either(stats: Mapping[str, Any], *names: str) -> int | None:
    return next((found for name in names if (found := read.count(stats.get(name))) is not None), None)


def _tags(value: object) -> list[object]:
    """The names of tags: texts, or objects in newer forums."""
    return [read.mapping(tag).get("name", tag) for tag in value] if isinstance(value, list) else []


def _image(value: object, site: str) -> str | None:
    try:
        return read.web_url(urljoin(f"{site}/", value)) if isinstance(value, str) and value else None
    except ValueError:
        return None
