"""The YouTube Data API, with a key. See `sources.youtube` for what it gives and costs.

``search.list`` is never called: it costs 100 units and misses videos. Uploads are listed through the playlist of the same
name, whose id is the channel's with ``UU`` for ``UC``.

What is short: the API does not say it. A video of at most 3 minutes (60 seconds before 15 October 2024, when the limit was
raised) counts as short, unless the channel's feed links it as an ordinary video; that is remembered. Premieres cannot
be told from live broadcasts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sources import youtube_feed
from sources.base import Account, CutShort, Kind, Post, Profile
from sources.errors import AccountGone, FixCredentials, LimitReached, NotUnderstood, RetryLater, SourceError
from sources.paging import pages
from sources.parsing import (
    count,
    hashtags,
    identifier,
    language,
    mapping,
    mappings,
    not_understood,
    rows,
    text,
    web_url,
)
from sources.times import parse_time

if TYPE_CHECKING:
    from sources.answer import Answer
    from sources.http import Client

SETTING = "BENCHMARK_YOUTUBE_API_KEY"
ROOT = "https://www.googleapis.com/youtube/v3"
BATCH = 50
_WEB = "https://www.youtube.com"
_PARTS = "snippet,statistics,contentDetails,liveStreamingDetails"
_DURATION = re.compile(r"P(?:(\d{1,4})D)?T?(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?")
_SHORTS_GREW = datetime(2024, 10, 15)
_REMEMBERED = 300
_MEANT: Mapping[str, tuple[type[SourceError], str]] = {
    "keyInvalid": (FixCredentials, "key_rejected"),
    "keyExpired": (FixCredentials, "key_rejected"),
    "API_KEY_INVALID": (FixCredentials, "key_rejected"),
    "accessNotConfigured": (FixCredentials, "no_permission"),
    "SERVICE_DISABLED": (FixCredentials, "no_permission"),
    "quotaExceeded": (LimitReached, "quota"),
    "dailyLimitExceeded": (LimitReached, "quota"),
    "rateLimitExceeded": (RetryLater, "rate_limited"),
    "userRateLimitExceeded": (RetryLater, "rate_limited"),
}
"""``error.errors[].reason``, or the newer ``error.details[].reason``."""


def profile(client: Client, account: Account) -> Profile:
    """Look a channel up by any of the hints that `sources.youtube.identify` gives."""
    form, _, name = account.native_id.rpartition("/")
    if form == "video":
        listed = _items(_call(client, "videos", part="snippet", id=name))
        which = {"id": identifier(mapping(listed[0].get("snippet")).get("channelId"))}
    elif form == "user":
        which = {"forUsername": name}
    elif form == "c":
        which = {"id": youtube_feed.channel_id(client, account.native_id)}
    elif name.startswith("@"):
        which = {"forHandle": name}
    else:
        which = {"id": name}
    return parse_profile(_items(_call(client, "channels", part="snippet,statistics", **which))[0])


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    """Yield the channel's videos down to the first page of uploads that are all older than ``since``."""
    shapes: Mapping[str, bool] | None = None
    playlist = "UU" + account.native_id.removeprefix("UC")

    def fetch(cursor: str | None) -> tuple[list[Mapping[str, Any]], str | None]:
        onward = {"pageToken": cursor} if cursor else {}
        asked = {"part": "contentDetails", "playlistId": playlist, "maxResults": str(BATCH), **onward}
        body = _call(client, "playlistItems", **asked)
        following = body.get("nextPageToken")
        return rows(body.get("items")), identifier(following, 4096) if following else None

    try:
        for page in pages(fetch):
            uploads = [mapping(item.get("contentDetails")) for item in page]
            recent = [upload for upload in uploads if (parse_time(upload.get("videoPublishedAt")) or since) >= since]
            if uploads and not recent:
                return
            videos = _videos(client, [identifier(upload.get("videoId"), 64) for upload in recent])
            if shapes is None and any(0 < (_seconds(video) or 0) <= 180 for video in videos):
                shapes = _shapes(client, account)
            found = [
                post for video in videos if (post := parse_video(video, shapes or {})) and post.published_at >= since
            ]
            yield from sorted(found, key=lambda post: post.published_at, reverse=True)
    except AccountGone as error:
        if error.params.get("reason") != "playlistNotFound":
            raise
        # A channel without any upload says so, too; one that is gone is no longer listed.
        _items(_call(client, "channels", part="id", id=account.native_id))


def parse_profile(item: Mapping[str, Any]) -> Profile:
    """Read a ``channel`` resource."""
    native_id = identifier(item.get("id"), 64)
    snippet, statistics = mapping(item.get("snippet")), mapping(item.get("statistics"))
    hidden = statistics.get("hiddenSubscriberCount") is True
    followers = None if hidden else count(statistics.get("subscriberCount"))
    custom = text(snippet.get("customUrl"), 100)
    return Profile(
        native_id,
        handle=custom.removeprefix("@").lower() if custom else None,
        display_name=text(snippet.get("title"), 200),
        bio=text(snippet.get("description")),
        url=f"{_WEB}/channel/{native_id}",
        followers=followers,
        followers_step=rounding_step(followers),
        posts_total=count(statistics.get("videoCount")),
        views_total=count(statistics.get("viewCount")),
        hidden=frozenset({"followers"}) if hidden else frozenset(),
    )


def rounding_step(followers: int | None) -> int:
    """How much a count that was rounded down to 3 significant figures may hide: 12 400 stands for 12 400 to 12 499."""
    return 1 if not followers else 10 ** max(0, len(str(followers)) - 3)


def parse_video(video: Mapping[str, Any], shapes: Mapping[str, bool]) -> Post | None:
    """Read a ``video`` resource; None for a broadcast that has not begun.

    Args:
        video: the resource.
        shapes: by video id, whether the feed links it as a short.

    Raises:
        NotUnderstood: it has no id or no date.
    """
    native_id, snippet = identifier(video.get("id"), 64), mapping(video.get("snippet"))
    live = mapping(video.get("liveStreamingDetails"))
    upcoming = live.get("scheduledStartTime") and not (live.get("actualStartTime") or live.get("actualEndTime"))
    if snippet.get("liveBroadcastContent") == "upcoming" or upcoming:
        return None
    published = parse_time(snippet.get("publishedAt"))
    if published is None:
        raise not_understood(video)
    statistics = video.get("statistics")
    sent = {"likes": "likeCount", "comments": "commentCount", "views": "viewCount"}
    said = "\n\n".join(part for name in ("title", "description") if (part := text(snippet.get(name), 5000)))
    kind = "live" if live else _kind(native_id, _seconds(video), published, shapes)
    return Post(
        native_id,
        published_at=published,
        kind=kind,
        text=said or None,
        url=f"{_WEB}/shorts/{native_id}" if kind == "short_video" else f"{_WEB}/watch?v={native_id}",
        thumbnail_url=_thumbnail(snippet.get("thumbnails")),
        lang=language(snippet.get("defaultAudioLanguage")) or language(snippet.get("defaultLanguage")),
        hashtags=hashtags(said),
        likes=count(mapping(statistics).get("likeCount")),
        comments=count(mapping(statistics).get("commentCount")),
        views=count(mapping(statistics).get("viewCount")),
        hidden=frozenset(name for name, key in sent.items() if isinstance(statistics, dict) and key not in statistics),
    )


def _thumbnail(pictures: object) -> str | None:
    sizes = (mapping(mapping(pictures).get(size)).get("url") for size in ("medium", "high", "default"))
    return next((url for address in sizes if (url := web_url(address))), None)


def _kind(native_id: str, seconds: int | None, published: datetime, shapes: Mapping[str, bool]) -> Kind:
    if native_id in shapes:
        return "short_video" if shapes[native_id] else "video"
    longest = 180 if published >= _SHORTS_GREW else 60
    return "short_video" if seconds is not None and 0 < seconds <= longest else "video"


def _seconds(video: Mapping[str, Any]) -> int | None:
    """``contentDetails.duration``, an ISO 8601 duration such as ``PT1M30S``."""
    written = mapping(video.get("contentDetails")).get("duration")
    found = _DURATION.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return round(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds())


def _shapes(client: Client, account: Account) -> Mapping[str, bool]:
    """Which videos the feed links as shorts; those it links as ordinary ones are remembered when it drops them."""
    ordinary = client.state.get("ordinary", "").split()
    try:
        seen = youtube_feed.shapes(client, account.native_id)
    except SourceError:  # the feed is a bonus here
        seen = {}
    ordinary = list(dict.fromkeys([*(video for video, short in seen.items() if not short), *ordinary]))[:_REMEMBERED]
    client.state["ordinary"] = " ".join(ordinary)
    return {**dict.fromkeys(ordinary, False), **seen}


def _videos(client: Client, ids: list[str]) -> list[Mapping[str, Any]]:
    """The videos of these ids, at most 50; private and deleted ones are missing from the answer."""
    return rows(_call(client, "videos", part=_PARTS, id=",".join(ids)).get("items")) if ids else []


def _items(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The resources found; a channel that is gone is an empty list, or none at all beside ``totalResults`` 0."""
    items = body.get("items")
    if items is None and mapping(body.get("pageInfo")).get("totalResults") == 0:
        items = []
    if not rows(items):
        raise AccountGone("not_found", host=urlsplit(ROOT).hostname)
    return rows(items)


def _call(client: Client, method: str, **params: str) -> Mapping[str, Any]:
    key = client.secret(SETTING) or ""
    url = f"{client.root()}/{method}"
    answer = client.get(url, params=params, secret_headers={"X-Goog-Api-Key": key}, ok=(200, 400, 403, 404))
    if answer.status != 200:
        raise _refusal(answer)
    body = answer.json()
    if not isinstance(body, dict):
        raise not_understood(body)
    return body


def _refusal(answer: Answer) -> SourceError:
    """What a refusal means: by its reason, else by its status."""
    status, host = answer.status, answer.host
    try:
        error = mapping(mapping(answer.json()).get("error"))
    except NotUnderstood:
        error = {}
    told = [*mappings(error.get("errors")), *mappings(error.get("details")), {"reason": error.get("status")}]
    reasons = [str(item["reason"]) for item in told if isinstance(item.get("reason"), str)]
    if status == 400 and "api key" in str(error.get("message")).lower():
        reasons.insert(0, "keyInvalid")
    meant = next((_MEANT[reason] for reason in reasons if reason in _MEANT), None)
    if meant is None and status in (403, 404):
        meant = (FixCredentials, "no_permission") if status == 403 else (AccountGone, "not_found")
    if meant is None:
        return NotUnderstood(status=status, host=host, excerpt=answer.excerpt())
    kind, code = meant
    return kind(code, host=host, setting=SETTING, reason=reasons[0][:60] if reasons else None)
