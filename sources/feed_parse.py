"""RSS, Atom, RDF and JSON Feed, read from bytes that were already fetched.

feedparser (https://feedparser.readthedocs.io) reads the XML kinds; it resolves no outside entity and is never given an
address. JSON Feed: https://www.jsonfeed.org/version/1.1/. Paged feeds: RFC 5005 (``next``, ``prev-archive``).
A feed that breaks off before its end is refused: half a list must not look like a whole one.
"""

from __future__ import annotations

import calendar
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from sources.answer import safe_excerpt
from sources.base import Kind, Post
from sources.errors import NotUnderstood
from sources.parsing import count, hashtags, html_text, language, mapping, mappings, text, web_url
from sources.times import parse_time

_ENDS = (b"</rss>", b"</feed>", b":rdf>", b"</rdf>", b"</channel>")
_SUMMARY = 2000
_ID = 400


@dataclass(frozen=True)
class Entry:
    """One entry as a `Post`, whose date may be unknown yet (then ``dated`` is False and its date is ``now``)."""

    post: Post
    dated: bool
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Feed:
    """What one document of a feed says. ``older`` is where its further history stands, if it names one."""

    title: str | None
    description: str | None
    link: str | None
    generator: str
    older: str | None
    entries: tuple[Entry, ...]


def parse_feed(body: bytes, url: str, now: datetime, content_type: str = "") -> Feed:
    """Read a feed of any kind. ``url`` resolves its relative links; dates after ``now`` count as now.

    Raises:
        NotUnderstood: this is no feed, or it breaks off before its end.
    """
    start = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return _json_feed(body, url, now)
    if b"\x00" not in body[:200] and not any(end in body[-2000:].lower() for end in _ENDS):
        raise _refused(body)
    try:
        parsed = feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-type": content_type or "application/xml"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, OSError) as error:
        raise _refused(body) from error  # what feedparser lets through on documents that are beyond repair
    if not parsed.get("version") and not parsed.get("entries"):
        raise _refused(body)
    about = dict(parsed.get("feed") or {})  # feedparser's own kind of dict guesses at keys that are missing
    links = {str(link.get("rel")): link.get("href") for link in reversed(mappings(about.get("links")))}
    entries = tuple(_entry(dict(entry), url, now) for entry in parsed.get("entries", []))
    return Feed(
        title=html_text(about.get("title")),
        description=html_text(about.get("subtitle")),
        link=_absolute(url, about.get("link")),
        generator=text(about.get("generator")) or "",
        older=_absolute(url, links.get("next") or links.get("prev-archive")),
        entries=entries,
    )


def _entry(entry: Mapping[str, Any], url: str, now: datetime) -> Entry:
    published = next(
        (moment for name in ("published", "created", "updated") if (moment := _moment(entry.get(f"{name}_parsed")))),
        None,
    )
    title, summary = html_text(entry.get("title")), html_text(entry.get("summary"))
    link = _absolute(url, entry.get("link"))
    enclosures = [item for item in mappings(entry.get("links")) if item.get("rel") == "enclosure"]
    if entry.get("guidislink") and link is None:
        link = web_url(entry.get("id"))
    said = written(title, summary)
    post = Post(
        native_id=_identity(entry.get("id"), link, said, str(published)),
        published_at=min(published or now, now),
        kind=_kind(enclosures),
        text=said,
        url=link,
        thumbnail_url=_thumbnail([*mappings(entry.get("media_thumbnail")), *enclosures], url),
        lang=language(mapping(entry.get("title_detail")).get("language")),
        hashtags=hashtags(said),
        comments=count(entry.get("slash_comments")),
        origin="feed",
    )
    return Entry(post, published is not None, entry)


def _json_feed(body: bytes, url: str, now: datetime) -> Feed:
    try:
        about = mapping(json.loads(body.decode("utf-8-sig")))
    except (ValueError, RecursionError) as error:
        raise _refused(body) from error
    if "jsonfeed.org" not in str(about.get("version"))[:100] or not isinstance(about.get("items"), list):
        raise _refused(body)
    return Feed(
        title=text(about.get("title")),
        description=text(about.get("description")),
        link=_absolute(url, about.get("home_page_url")),
        generator="",
        older=_absolute(url, about.get("next_url")),
        entries=tuple(_json_entry(item, url, now) for item in mappings(about["items"])),
    )


def _json_entry(item: Mapping[str, Any], url: str, now: datetime) -> Entry:
    published = parse_time(item.get("date_published")) or parse_time(item.get("date_modified"))
    body = text(item.get("summary")) or text(item.get("content_text")) or html_text(item.get("content_html"))
    said = written(text(item.get("title")), body)
    link = _absolute(url, item.get("url"))
    identity = item.get("id")
    post = Post(
        native_id=_identity(str(identity) if isinstance(identity, int) else identity, link, said, str(published)),
        published_at=min(published or now, now),
        kind="article",
        text=said,
        url=link,
        thumbnail_url=_absolute(url, item.get("image")),
        lang=language(item.get("language")),
        hashtags=hashtags(said),
        origin="feed",
    )
    return Entry(post, published is not None, item)


def _identity(guid: object, link: str | None, said: str | None, published: str) -> str:
    """The entry's own id, else its link, else a digest of what it says."""
    named = text(guid) or link
    if named and len(named) <= _ID and named.isprintable():
        return named
    whole = named or f"{said}\n{published}"
    return "sha256:" + hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:32]


def _kind(enclosures: Iterable[Mapping[str, Any]]) -> Kind:
    return "video" if any(str(item.get("type")).startswith("video/") for item in enclosures) else "article"


def _thumbnail(named: Iterable[Mapping[str, Any]], url: str) -> str | None:
    pictures = [item for item in named if str(item.get("type", "image/")).startswith("image/")]
    return _absolute(url, pictures[0].get("url") or pictures[0].get("href")) if pictures else None


def written(title: str | None, summary: str | None) -> str | None:
    """The text of an article: its title, and below it what it begins with."""
    if title and summary and not summary.startswith(title):
        return f"{title}\n\n{summary[:_SUMMARY]}"
    return title or (summary[:_SUMMARY] if summary else None)


def _absolute(base: str, value: object) -> str | None:
    try:
        return web_url(urljoin(base, value)) if isinstance(value, str) and value else None
    except ValueError:
        return None


def _moment(parsed: object) -> datetime | None:
    """A `time.struct_time` in UTC, as feedparser gives it."""
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC).replace(tzinfo=None)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _refused(body: bytes) -> NotUnderstood:
    return NotUnderstood(reason="no_feed", excerpt=safe_excerpt(body))
