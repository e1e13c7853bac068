"""Twitch channels, through the Helix API with an app token.

Docs: https://dev.twitch.tv/docs/api/reference (Get Users, Get Channel Followers, Get Videos), …/docs/authentication
    (client credentials) and the simulator of the official command line, twitchdev/twitch-cli.
Gives: followers; recorded broadcasts, highlights and uploads with their views.
Lacks: likes, comments and shares, which videos do not have; who follows; broadcasts whose recording has ended.
Auth: an app token by client id and secret (client credentials), fetched anew once when it is refused. Both are free; the
    token goes in ``Authorization``, the id in ``Client-Id``.
Limits: 800 points a minute and app, a call here costs 1; ``Ratelimit-*`` headers. 100 videos a page.
Rounding: none, counts are exact.
Retention: the Developer Services Agreement (section II, as developers quote it) lets copies be kept for 24 hours, and for
    longer with Twitch's written permission or that of who holds the rights; so 1 day unless the operator sets more.

Recordings of broadcasts are deleted by Twitch itself: after 60 days for partners, 14 for affiliates, 7 for all others (its
help pages, as others quote them; owners with Turbo or Prime keep them for 60). So a reading counts as full only that
far back, and what is older and missing is not taken for deleted by its owner. Highlights and uploads stay.

Not told by the documents, so both forms are understood: a login that cannot exist is an empty list or status 400; a
channel that is banned or deleted is an empty list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sources import parsing as read
from sources.base import Account, Credential, CutShort, Identity, Link, Pace, Post, Profile, Source, words
from sources.errors import AccountGone
from sources.paging import pages
from sources.times import parse_time
from sources.tokens import Token, ask_token, needed, with_token

if TYPE_CHECKING:
    from sources.http import Client

CLIENT_ID, CLIENT_SECRET = "BENCHMARK_TWITCH_CLIENT_ID", "BENCHMARK_TWITCH_CLIENT_SECRET"
WEB = "https://www.twitch.tv/"
PAGE = 100

_LOGIN = re.compile(r"[a-z0-9][a-z0-9_]{2,24}")
_ID = re.compile(r"[0-9]{1,20}")
_HOSTS = frozenset({"twitch.tv", "m.twitch.tv", "go.twitch.tv", "player.twitch.tv", "dashboard.twitch.tv"})
_BEFORE = frozenset({"popout", "embed", "moderator", "u"})
"""First segments after which the channel's name comes."""
_PAGES = frozenset(
    {"about", "activate", "annual-recap", "bits", "broadcast", "checkout", "clip", "clips", "collections", "communities",
     "creatorcamp", "dashboard", "directory", "downloads", "drops", "event", "events", "following", "friends", "inventory",
     "jobs", "legal", "login", "logout", "manager", "messages", "p", "partner", "payments", "prime", "privacy", "products",
     "redeem", "search", "security", "settings", "signup", "store", "subs", "subscriptions", "team", "turbo", "user",
     "video", "videos", "wallet"}
)  # fmt: skip
"""First segments of addresses that name no channel."""
_KEPT = {"partner": timedelta(days=60), "affiliate": timedelta(days=14)}
_KEPT_AT_LEAST = timedelta(days=7)
_TYPE = "broadcaster_type"
_SIZE = {"%{width}": "320", "%{height}": "180", "{width}": "320", "{height}": "180"}


def profile(client: Client, account: Account) -> Profile:
    """Look a channel up by its id or ``@login``."""
    known = account.native_id
    user = _user(client, **({"login": known[1:]} if known.startswith("@") else {"id": known}))
    client.state[_TYPE] = read.text(user.get(_TYPE), 20) or ""
    found = parse_user(user)
    followers = _call(client, "channels/followers", broadcaster_id=found.native_id)
    return parse_user(user, read.count(followers.get("total")))


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    """Yield the channel's videos, newest first, down to the first page that holds only older ones."""

    def fetch(cursor: str | None) -> tuple[list[Mapping[str, Any]], str | None]:
        onward = {"after": cursor} if cursor else {}
        body = _call(client, "videos", user_id=account.native_id, first=str(PAGE), sort="time", **onward)
        found, paging = read.rows(body.get("data")), body.get("pagination")
        if not isinstance(paging, dict) and len(found) >= PAGE:
            raise read.not_understood(body)  # a list that may go on must not look complete
        following = read.mapping(paging).get("cursor")
        return found, read.identifier(following, 4096) if following else None

    seen = False
    for page in pages(fetch):
        videos = [parse_video(video) for video in page]
        recent = [video for video in videos if video.published_at >= since]
        yield from sorted(recent, key=lambda video: video.published_at, reverse=True)
        seen = seen or bool(videos)
        if videos and not recent:
            break
    if not seen:  # a channel that is gone has no videos either
        _user(client, id=account.native_id)
    kept_from = client.now() - _KEPT.get(client.state.get(_TYPE, ""), _KEPT_AT_LEAST)
    if since < kept_from:
        yield CutShort(kept_from)


def parse_user(user: Mapping[str, Any], followers: int | None = None) -> Profile:
    """Read an item of Get Users, with the total of Get Channel Followers."""
    native_id = read.identifier(user.get("id"), 20)
    if not _ID.fullmatch(native_id):
        raise read.not_understood(native_id)
    login = (read.text(user.get("login"), 25) or "").lower()
    handle = login if _LOGIN.fullmatch(login) else None
    return Profile(
        native_id,
        handle=handle,
        display_name=read.text(user.get("display_name"), 100),
        bio=read.text(user.get("description")),
        url=WEB + handle if handle else None,
        followers=followers,
    )


def parse_video(video: Mapping[str, Any]) -> Post:
    """Read an item of Get Videos; type ``archive`` is the recording of a broadcast.

    Raises:
        NotUnderstood: it has no id or no date.
    """
    native_id = read.identifier(video.get("id"), 64)
    published = parse_time(video.get("published_at")) or parse_time(video.get("created_at"))
    if published is None:
        raise read.not_understood(video)
    said = "\n\n".join(part for name in ("title", "description") if (part := read.text(video.get(name), 5000)))
    return Post(
        native_id,
        published_at=published,
        kind="live" if video.get("type") == "archive" else "video",
        text=said or None,
        url=f"{WEB}videos/{native_id}",
        thumbnail_url=_thumbnail(video.get("thumbnail_url")),
        lang=read.language(video.get("language")),
        hashtags=read.hashtags(said),
        views=read.count(video.get("view_count")),
    )


def identify(link: Link) -> Identity | None:
    """A channel's address, with whatever page of it follows. A video's or clip's own address names no channel."""
    if link.host not in _HOSTS:
        return None
    first, second = (*link.path, "", "")[:2]
    if link.host == "player.twitch.tv":
        return identify_handle("@" + link.query.get("channel", ""))
    if first.lower() in _BEFORE:
        return identify_handle("@" + second)
    if link.host == "dashboard.twitch.tv" or first.lower() in _PAGES:
        return None
    return identify_handle("@" + first)


def identify_handle(text: str) -> Identity | None:
    """``@login``: 3 to 25 letters, digits and underscores; new ones have 4 at least."""
    login = text.removeprefix("@").lower()
    if not text.startswith("@") or not _LOGIN.fullmatch(login):
        return None
    return Identity("twitch", f"@{login}", WEB + login)


def _user(client: Client, **named: str) -> Mapping[str, Any]:
    """The one user of this login or id."""
    users = read.rows(_call(client, "users", **named).get("data"))
    if not users:
        raise AccountGone("not_found", host=urlsplit(client.root()).hostname)
    return users[0]


def _call(client: Client, method: str, **params: str) -> Mapping[str, Any]:
    client_id, secret = needed(client, CLIENT_ID, CLIENT_SECRET)

    def token() -> Token:
        given = {"client_id": client_id, "client_secret": secret}
        url = f"{client.root('auth')}/oauth2/token"
        return ask_token(client, url, CLIENT_SECRET, form={"grant_type": "client_credentials"}, secret_form=given)

    def call(bearer: str) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {bearer}", "Client-Id": client_id}
        url = f"{client.root()}/{method}"
        answer = client.get(url, params=params, secret_headers=headers, ok=(200, 400))
        body = answer.json()
        if answer.status == 400:
            raise _refusal(body, method, answer.host)
        if not isinstance(body, dict):
            raise read.not_understood(body)
        return body

    return with_token(client, token, call)


def _refusal(body: object, method: str, host: str) -> Exception:
    """What status 400 says: of users, that no login or id can look like this one."""
    said = str(read.mapping(body).get("message")).lower()
    if method == "users" and ("login" in said or "id" in said.split()):
        return AccountGone("not_found", host=host)
    return read.not_understood(body)


def _thumbnail(address: object) -> str | None:
    """The picture's address, with a size in place of ``%{width}`` and ``%{height}``."""
    if not isinstance(address, str):
        return None
    for sign, size in _SIZE.items():
        address = address.replace(sign, size)
    return read.web_url(address)


SOURCE = Source(
    name="twitch",
    label="Twitch",
    docs="https://dev.twitch.tv/docs/api/reference",
    gives=frozenset({"followers", "posts", "views", "history"}),
    lacks=words(
        "Videos on Twitch have no likes, comments or shares, Twitch deletes recordings of broadcasts after 7 to 60 days, "
        "and its terms let figures be kept for longer than a day only with permission."
    ),
    pace=Pace(per_second=5, burst=10, parallel=4),
    roots={"api": "https://api.twitch.tv/helix", "auth": "https://id.twitch.tv"},
    route=words("official API"),
    cost=words("free key"),
    retention_days=1,
    profile=profile,
    posts=posts,
    identify=identify,
    identify_handle=identify_handle,
    credentials=(
        Credential(
            setting=CLIENT_ID,
            unlocks=words("Followers and videos of any channel, together with the client secret."),
            steps=(
                words("Sign in at dev.twitch.tv/console with any Twitch account that has two-factor authentication."),
                words("Open “Applications” and press “Register Your Application”."),
                words("Enter any name, the redirect URL https://localhost and the category “Analytics Tool”."),
                words("Choose the client type “Confidential” and press “Create”."),
                words("Press “Manage” beside the application and copy the client ID into BENCHMARK_TWITCH_CLIENT_ID."),
            ),
            url="https://dev.twitch.tv/console/apps",
            required=True,
        ),
        Credential(
            setting=CLIENT_SECRET,
            unlocks=words("The app tokens that go with the client ID."),
            steps=(
                words("Open the same application in the console and press “New Secret”."),
                words("Copy what is shown at once, as it is not shown again, into BENCHMARK_TWITCH_CLIENT_SECRET."),
                words("Restart the dashboard."),
            ),
            url="https://dev.twitch.tv/console/apps",
            required=True,
        ),
    ),
    interaction_parts=(),
)
