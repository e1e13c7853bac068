"""Threads, through the Profile Discovery of its API.

Docs: https://developers.facebook.com/docs/threads/threads-profiles, …/retrieve-and-discover-posts/retrieve-posts and
    …/troubleshooting/debug-access-token. See `sources.meta` for the errors, which follow the Graph API.
Gives: followers, and posts with their text and kind, back to the first one.
Lacks: the counts of single posts. The profile holds totals of likes, quotes, reposts and views over the past 7 days; they are of
    no post in particular and are not kept. Private profiles and those under 100 followers.
Auth: a user's token with ``threads_basic`` and ``threads_profile_discovery``, reviewed for all profiles (before the review only
    those of Meta itself), in the ``Authorization`` header. The documentation shows it as a parameter; programs in use send the
    header. It lasts 60 days; the renewal is documented with the token in the address only, so it is left to the operator.
Limits: 1 000 requests in 24 hours for each user. 50 posts a call.
Rounding: none known.
Retention: the terms set no number of days; what is no longer public is to be removed on request.

The documented answer holds no id, so an account is known by its name; should an id come, it is taken and kept to. A profile that
is renamed is gone, and nothing tells that somebody else took a name. What the API answers for a name that it does not show is not
documented: codes 24 and 100 are taken to say so. When the token ends is asked as described in `sources.meta`; the documentation
asks for a tester's token, so others may be told nothing. Newer pages name the host graph.threads.com; the older one is kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from sources import meta
from sources import parsing as read
from sources.base import Account, Credential, Identity, Kind, Link, Pace, Post, Profile, Quota, Source, words
from sources.errors import AccountGone, SourceError
from sources.times import parse_time

if TYPE_CHECKING:
    from sources.http import Client

TOKEN: Final = "BENCHMARK_THREADS_ACCESS_TOKEN"  # noqa: S105  the name of a setting
VERSION: Final = "v1.0"
WEB: Final = "https://www.threads.com"
BATCH: Final = 50
_OPTIONAL = ("permalink", "text", "media_type", "topic_tag", "link_attachment_url", "poll_attachment")
_KINDS: Mapping[str, Kind] = {"IMAGE": "image", "VIDEO": "video", "CAROUSEL_ALBUM": "album", "AUDIO": "video"}
_ID = re.compile(r"[0-9]{1,20}")
_REPOST = "REPOST_FACADE"
_HOSTS = frozenset({"threads.net", "threads.com"})


def profile(client: Client, account: Account) -> Profile:
    """Look a profile up by its name."""
    handle = _handle(client, account)
    found = parse_profile(_ask(client, "profile_lookup", {"username": handle}))
    if found.handle != handle:
        raise AccountGone("not_found", host=urlsplit(client.root()).hostname)
    known = not account.native_id.startswith("@")
    return replace(found, native_id=account.native_id) if known and found.native_id.startswith("@") else found


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post]:
    """Yield the profile's own posts, newest first, down to the first answer that ends with older ones."""
    handle = _handle(client, account)

    def fetch(cursor: str | None) -> Mapping[str, Any]:
        def call(names: Collection[str]) -> Any:
            onward = {"after": cursor} if cursor else {}
            fields = ",".join(["id,timestamp", *names])
            return _ask(client, "profile_posts", {"username": handle, "fields": fields, "limit": str(BATCH), **onward})

        found: Mapping[str, Any] = meta.ask_dropping(client, _OPTIONAL, call)
        return found

    for page in meta.listing(client, fetch):
        dates = [_published(item) for item in page]
        for item, published in zip(page, dates, strict=True):
            if published >= since and item.get("media_type") != _REPOST:
                yield parse_post(item)
        if meta.past(dates, since):
            return


def parse_profile(body: Mapping[str, Any]) -> Profile:
    """Read the answer of ``profile_lookup``; without an id the name stands for it.

    Raises:
        NotUnderstood: it names nobody.
    """
    handle = (read.text(body.get("username"), 100) or "").lower()
    if not meta.HANDLE.fullmatch(handle):
        raise read.not_understood(body)
    told = body.get("id")
    return Profile(
        told if isinstance(told, str) and _ID.fullmatch(told) else f"@{handle}",
        handle=handle,
        display_name=read.text(body.get("name"), 200),
        bio=read.text(body.get("biography")),
        url=f"{WEB}/@{handle}",
        followers=read.count(body.get("follower_count")),
    )


def parse_post(item: Mapping[str, Any]) -> Post:
    """Read a post; its counts are told to nobody but its author.

    Raises:
        NotUnderstood: it has no id or no date.
    """
    written, tag = read.text(item.get("text")), read.text(item.get("topic_tag"), 100)
    kind = _KINDS.get(str(item.get("media_type")), "text")
    if kind == "text" and item.get("poll_attachment"):
        kind = "poll"
    elif kind == "text" and read.web_url(item.get("link_attachment_url")):
        kind = "link"
    return Post(
        read.identifier(item.get("id"), 128),
        published_at=_published(item),
        kind=kind,
        text=written,
        url=read.web_url(item.get("permalink")),
        hashtags=read.hashtags(written, [tag] if tag else []),
    )


def identify(link: Link) -> Identity | None:
    """A profile's address, also that of one of its posts."""
    if link.host not in _HOSTS or not link.path:
        return None
    return identify_handle(link.path[0])


def identify_handle(text: str) -> Identity | None:
    """``@name``; without the sign only the network's name makes it one."""
    handle = text[1:].lower()
    if not text.startswith("@") or not meta.HANDLE.fullmatch(handle):
        return None
    return Identity("threads", f"@{handle}", f"{WEB}/@{handle}")


def ends(client: Client) -> Mapping[str, datetime]:
    """When the token ends, where Threads says so."""
    return meta.ends(client, TOKEN, VERSION)


def _ask(client: Client, path: str, params: Mapping[str, str]) -> Any:
    return meta.ask(client, f"{meta.base(client, VERSION)}/{path}", params, TOKEN, _lost)


def _handle(client: Client, account: Account) -> str:
    name = account.native_id if account.native_id.startswith("@") else account.handle or ""
    handle = name.removeprefix("@").lower()
    if not meta.HANDLE.fullmatch(handle):
        raise AccountGone("not_found", host=urlsplit(client.root()).hostname)
    return handle


def _lost(code: int, _subcode: int, message: str) -> SourceError | None:
    """A name that is not shown: nobody's, private, or with too few followers."""
    return AccountGone("not_public") if code == 24 or (code == 100 and "field" not in message) else None


def _published(item: Mapping[str, Any]) -> datetime:
    published = parse_time(item.get("timestamp"))
    if published is None:
        raise read.not_understood(item)
    return published


SOURCE = Source(
    name="threads",
    label="Threads",
    docs="https://developers.facebook.com/docs/threads/threads-profiles",
    gives=frozenset({"followers", "posts", "history"}),
    lacks=words(
        "Threads tells nobody but the author how often a post was liked, answered or seen, and shows no profile that is "
        "private or has fewer than 100 followers."
    ),
    pace=Pace(per_second=1.0, burst=5, parallel=1),
    roots={"api": "https://graph.threads.net"},
    route=words("official API, after a review of your app"),
    cost=words("free, app review"),
    profile=profile,
    posts=posts,
    identify=identify,
    identify_handle=identify_handle,
    expiry=ends,
    quota=Quota(1000),
    credentials=(
        Credential(
            setting=TOKEN,
            unlocks=words("Followers and posts of public Threads profiles with at least 100 followers."),
            steps=(
                words(
                    "Open developers.facebook.com, sign in, and create an app with the use case “Access the Threads API”."
                ),
                words("In the use case, add the permissions threads_basic and threads_profile_discovery."),
                words(
                    "Under “App Review”, request threads_profile_discovery; before that only Meta's own profiles are shown."
                ),
                words("Add your Threads account as a tester and generate a token for it in the use case's settings."),
                words(
                    "Exchange it for a long-lived token; that one lasts 60 days and has to be renewed before it ends."
                ),
                words("Copy the token into the setting BENCHMARK_THREADS_ACCESS_TOKEN and restart the dashboard."),
            ),
            url="https://developers.facebook.com/apps",
            required=True,
        ),
    ),
    interaction_parts=(),
)
