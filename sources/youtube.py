"""YouTube channels, through the Data API with a key, through the public feed without one.

Docs: https://developers.google.com/youtube/v3/docs/channels, …/playlistItems, …/videos, …/errors and the API's discovery
    document. The feed (``/feeds/videos.xml``) is public, but not documented.
Gives: with a key subscribers, views and videos of the channel, every video with views, likes and comments. Without: the
    15 latest videos with views and likes.
Lacks: shares; without a key also subscribers, comments and anything older.
Auth: an API key, free, sent as the header ``X-Goog-Api-Key``. `sources.youtube_api` reads with it, `sources.youtube_feed`
    without.
Limits: 10 000 units a day, renewed at midnight Pacific time; each call here costs 1, 50 videos take 2.
Rounding: subscribers are rounded down to 3 significant figures; counts of videos are exact.
Retention: the terms let statistics of other people's channels be kept for 30 days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from sources import youtube_api, youtube_feed
from sources.base import Account, Credential, CutShort, Identity, Link, Pace, Post, Profile, Quota, Source, words

if TYPE_CHECKING:
    from sources.http import Client

SETTING = youtube_api.SETTING
WEB = "https://www.youtube.com"

_HOSTS = frozenset(
    {"youtube.com", "m.youtube.com", "music.youtube.com", "gaming.youtube.com", "youtu.be", "youtube-nocookie.com"}
)
_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{22}")
_LISTED = re.compile(r"U[CU][A-Za-z0-9_-]{22}")
"""A channel, or the playlist of its uploads."""
_VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")
_HANDLE = re.compile(r"@[^\W_](?:[\w.·-]{1,28})\w")
"""Letters of one script, digits, and between them ``_ - . ·``; 3 to 30 characters (support.google.com/youtube/answer/11585688)."""
_NAME = re.compile(r"[\w.-]{1,100}")
_PAGES = frozenset(
    {"about", "account", "ads", "attribution_link", "creators", "feed", "gaming", "hashtag", "howyoutubeworks", "jobs",
     "kids", "live_chat", "logout", "movies", "music", "new", "oembed", "paid_memberships", "playlists", "podcasts",
     "post", "premium", "profile", "redirect", "reporthistory", "results", "sharing", "shopping", "signin", "sports",
     "t", "trends", "tv", "upload", "yt"}
)  # fmt: skip
"""First segments of addresses that name no channel."""


def profile(client: Client, account: Account) -> Profile:
    """Look a channel up by its id, ``@handle``, ``user/…``, ``c/…`` or one of its videos, ``video/…``."""
    if client.secret(SETTING):
        return youtube_api.profile(client, account)
    return youtube_feed.profile(client, account)


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    """Yield the channel's public videos, newest first; without a key the latest 15 only."""
    if client.secret(SETTING):
        return youtube_api.posts(client, account, since)
    return youtube_feed.posts(client, account, since)


def identify(link: Link) -> Identity | None:
    """A channel's or a video's address, on any of YouTube's hosts."""
    if link.host not in _HOSTS:
        return None
    first, second = (*link.path, "", "")[:2]
    listed = link.query.get("channel_id") or link.query.get("list") or link.query.get("playlist_id") or ""
    match first.lower():
        case _ if link.host == "youtu.be":
            hint = f"video/{first}"
        case "watch" | "shorts" | "live" | "embed" | "v" | "e":
            hint = f"video/{second or link.query.get('v', '')}"
        case "channel":
            hint = second
        case "c" | "user":
            hint = f"{first.lower()}/{second}"
        case "feeds" | "playlist":
            hint = "UC" + listed[2:] if _LISTED.fullmatch(listed) else f"user/{link.query.get('user', '')}"
        case name if name and not name.startswith("@") and (name in _PAGES or len(link.path) > 1):
            return None
        case name:
            hint = first if name.startswith("@") else f"c/{first}"
    return identify_handle(hint)


def identify_handle(text: str) -> Identity | None:
    """A channel's id, ``@handle``, ``user/name``, ``c/name``, or ``video/id`` for the channel that a video is of."""
    if _CHANNEL.fullmatch(text):
        return Identity("youtube", text, f"{WEB}/channel/{text}", needs_network=False)
    if _HANDLE.fullmatch(text):
        return Identity("youtube", text.lower(), f"{WEB}/{text.lower()}")
    form, _, name = text.partition("/")
    if form in ("c", "user") and _NAME.fullmatch(name):
        return Identity("youtube", f"{form}/{name.lower()}", f"{WEB}/{form}/{name.lower()}")
    if form == "video" and _VIDEO.fullmatch(name):
        return Identity("youtube", text, f"{WEB}/watch?v={name}")
    return None


SOURCE = Source(
    name="youtube",
    label="YouTube",
    docs="https://developers.google.com/youtube/v3/docs",
    gives=frozenset({"followers", "posts", "likes", "comments", "views", "history"}),
    lacks=words(
        "YouTube rounds subscribers down to three figures and tells no shares; without a key there are no subscribers, "
        "no comments and only the latest 15 videos."
    ),
    pace=Pace(per_second=5.0, burst=5, parallel=2),
    roots={"api": youtube_api.ROOT, "web": WEB},
    route=words("official API, public feed without a key"),
    cost=words("free key, or none"),
    profile=profile,
    posts=posts,
    identify=identify,
    identify_handle=identify_handle,
    credentials=(
        Credential(
            setting=SETTING,
            unlocks=words("Subscribers, comments and all videos instead of the latest 15."),
            steps=(
                words("Open console.cloud.google.com and sign in with any Google account; no payment is asked for."),
                words("At the top, choose “New project”, give it a name such as “Benchmark” and create it."),
                words("Open “APIs & Services”, then “Library”, search for “YouTube Data API v3” and press “Enable”."),
                words("Open “APIs & Services”, then “Credentials”, press “Create credentials” and choose “API key”."),
                words("Under “API restrictions” restrict the key to “YouTube Data API v3” and save."),
                words("Copy the key into the setting BENCHMARK_YOUTUBE_API_KEY and restart the dashboard."),
            ),
            url="https://console.cloud.google.com/apis/library/youtube.googleapis.com",
            required=False,
        ),
    ),
    quota=Quota(10_000, "America/Los_Angeles"),
    retention_days=30,
    followers_are="subscribers",
    age_days=28,
    interaction_parts=("likes", "comments"),
)
