"""Instagram business and creator accounts, through Business Discovery of the Graph API.

Docs: https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/business_discovery,
    …/reference/instagram-user, …/reference/instagram-media. See `sources.meta` for the token and the errors.
Gives: followers, following, posts with likes, comments and, of reels, views, back to the first post.
Lacks: shares and saves; stories; personal and age-gated accounts.
Auth: a token of a person or system user with ``instagram_basic``, ``instagram_manage_insights`` and
    ``pages_read_engagement``, in the ``Authorization`` header, and the id of an own professional account that asks.
Limits: 200 calls an hour for each user of the app, told in percent with every answer. 50 posts a call.
Rounding: none, counts are exact. Counts are those on Instagram itself, without the ones of advertisements.
Retention: the terms set no number of days; what is no longer public is to be removed on request.

Accounts are found by name only: one that takes another name is lost, and a name that somebody else took brings another id,
which is never joined. Owners may hide likes, comments and views: the field is then absent and the count withheld; only videos have
views. Which fields are given of others is not documented one by one: one refused by name is dropped and remembered. Programs
in use report that no account and a personal account are refused alike (110, 2207013), so both say the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sources import meta
from sources import parsing as read
from sources.base import Account, Credential, Identity, Kind, Link, Pace, Post, Profile, Source, words
from sources.errors import AccountGone, FixCredentials, SourceError
from sources.times import parse_time

if TYPE_CHECKING:
    from sources.http import Client

OWN_ID = "BENCHMARK_INSTAGRAM_USER_ID"
WEB = "https://www.instagram.com"
BATCH = 50
_ID = re.compile(r"\d{1,20}")
_PROFILE = ("name", "biography", "website", "followers_count", "follows_count", "media_count")
_MEDIA = ("caption", "permalink", "media_type", "media_product_type", "like_count", "comments_count", "view_count")
_KINDS: Mapping[str, Kind] = {"IMAGE": "image", "VIDEO": "video", "CAROUSEL_ALBUM": "album"}
_HOSTS = frozenset({"instagram.com", "m.instagram.com", "instagr.am"})
_PAGES = frozenset(
    {"about", "accounts", "ads", "api", "archive", "ar", "blog", "business", "challenge", "create", "creators", "data",
     "developer", "direct", "directory", "download", "emails", "embed", "explore", "fxcal", "g", "graphql", "hashtag",
     "help", "invites", "legal", "locations", "login", "logout", "nametag", "oauth", "p", "popular", "press", "privacy",
     "qr", "reel", "reels", "safety", "session", "settings", "share", "shop", "shopping", "static", "stories", "support",
     "terms", "topics", "tv", "v", "web", "your_activity"}
)  # fmt: skip
"""First segments of addresses that name no account."""


def profile(client: Client, account: Account) -> Profile:
    """Look an account up by its name, also when its id is known."""

    def call(names: Collection[str]) -> Mapping[str, Any]:
        return _discover(client, account, ",".join(["id,username", *names]))

    found: Mapping[str, Any] = meta.ask_dropping(client, _PROFILE, call)
    return parse_profile(found)


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post]:
    """Yield the account's posts, newest first, down to the first answer that ends with older ones."""
    seen = 0

    def fetch(cursor: str | None) -> Mapping[str, Any]:
        after = f".after({cursor})" if cursor else ""

        def call(names: Collection[str]) -> Mapping[str, Any]:
            media = f"media{after}.limit({BATCH}){{{','.join(['id,timestamp', *names])}}}"
            return _discover(client, account, f"id,media_count,{media}")

        return _media(meta.ask_dropping(client, _MEDIA, call), account, seen)

    for page in meta.listing(client, fetch):
        left_out, seen = meta.dropped(client), seen + len(page)
        found = [parse_media(item, left_out) for item in page]
        yield from (post for post in found if post.published_at >= since)
        if meta.past([post.published_at for post in found], since):
            return


def parse_profile(body: Mapping[str, Any]) -> Profile:
    """Read an ``IG User`` as others may see it."""
    native_id = read.identifier(body.get("id"), 64)
    handle = (read.text(body.get("username"), 100) or "").lower()
    if not _ID.fullmatch(native_id):
        raise read.not_understood(body)
    known = meta.HANDLE.fullmatch(handle) is not None
    return Profile(
        native_id,
        handle=handle if known else None,
        display_name=read.text(body.get("name"), 200),
        bio=read.text(body.get("biography")),
        link=read.web_url(body.get("website")),
        url=f"{WEB}/{handle}/" if known else None,
        followers=read.count(body.get("followers_count")),
        following=read.count(body.get("follows_count")),
        posts_total=read.count(body.get("media_count")),
    )


def parse_media(item: Mapping[str, Any], left_out: Collection[str] = ()) -> Post:
    """Read an ``IG Media``; a count that is absent is withheld, unless it stands in ``left_out``, not asked for.

    Raises:
        NotUnderstood: it has no id or no date.
    """
    native_id, published = read.identifier(item.get("id"), 128), parse_time(item.get("timestamp"))
    if published is None:
        raise read.not_understood(item)
    caption = read.text(item.get("caption"))
    kind = _KINDS.get(str(item.get("media_type")), "image")
    if item.get("media_product_type") == "REELS":
        kind = "short_video"
    sent = {"likes": "like_count", "comments": "comments_count"}
    if kind in ("video", "short_video"):
        sent["views"] = "view_count"
    return Post(
        native_id,
        published_at=published,
        kind=kind,
        text=caption,
        url=read.web_url(item.get("permalink")),
        hashtags=read.hashtags(caption),
        likes=read.count(item.get("like_count")),
        comments=read.count(item.get("comments_count")),
        views=read.count(item.get("view_count")),
        hidden=frozenset(name for name, field in sent.items() if field not in item and field not in left_out),
    )


def identify(link: Link) -> Identity | None:
    """An account's address, also with a post or story behind its name."""
    if link.host not in _HOSTS or not link.path:
        return None
    first, second = (*link.path, "", "")[:2]
    if first.lower() in ("_u", "stories"):
        return _named(second) if second.lower() != "highlights" else None
    return None if first.lower() in _PAGES else _named(first.removeprefix("@"))


def identify_handle(text: str) -> Identity | None:
    """``@name``; without the sign only the network's name makes it one."""
    return _named(text[1:]) if text.startswith("@") else None


def _named(name: str) -> Identity | None:
    handle = name.lower()
    return Identity("instagram", f"@{handle}", f"{WEB}/{handle}/") if meta.HANDLE.fullmatch(handle) else None


def _discover(client: Client, account: Account, fields: str) -> Mapping[str, Any]:
    """What the own account is shown of another one."""
    host = urlsplit(client.root()).hostname
    meta.token(client)
    own = client.secret(OWN_ID)
    if own is None or not _ID.fullmatch(own):
        raise FixCredentials("key_rejected" if own else "needs_key", setting=OWN_ID, host=host)
    name = account.native_id if account.native_id.startswith("@") else account.handle or ""
    handle = name.removeprefix("@").lower()
    if not meta.HANDLE.fullmatch(handle):
        raise AccountGone("not_found", host=host)
    asked = {"fields": f"business_discovery.username({handle}){{{fields}}}"}
    body = meta.ask(client, f"{meta.base(client)}/{own}", asked, lost=_lost)
    found = body.get("business_discovery")
    if not isinstance(found, dict):
        raise read.not_understood(body)
    return found


def _media(found: Mapping[str, Any], account: Account, seen: int) -> Mapping[str, Any]:
    """The edge with the posts; it is absent where there are none, or none but those that were ``seen``.

    Raises:
        AccountGone: the name is somebody else's by now.
    """
    if read.identifier(found.get("id"), 64) != account.native_id:
        raise AccountGone("not_found")
    edge, total = found.get("media"), read.count(found.get("media_count"))
    if edge is None and total is not None and total <= seen:
        return {"data": []}
    return read.mapping(edge)


def _lost(code: int, subcode: int, message: str) -> SourceError | None:
    """The object of each call is the own account: if that one is not found, the setting is wrong."""
    if code == 110:
        return AccountGone("not_found" if subcode == 2207006 else "personal_account")
    if code == 803 or (code, subcode) == (100, 33) or (code == 100 and "(business_discovery)" in message):
        return FixCredentials("key_rejected", setting=OWN_ID)
    return None


SOURCE = Source(
    name="instagram",
    label="Instagram",
    docs="https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/business-discovery",
    gives=frozenset({"followers", "following", "posts", "likes", "comments", "views", "history"}),
    lacks=words(
        "Instagram tells no shares of others, views of videos only, and nothing of stories or of personal and age-gated "
        "accounts; owners may hide likes, comments and views."
    ),
    pace=Pace(per_second=2.0, burst=10, parallel=2),
    roots={"api": meta.GRAPH},
    route=words("official API, with an own professional account"),
    cost=words("free, app review"),
    profile=profile,
    posts=posts,
    identify=identify,
    identify_handle=identify_handle,
    expiry=meta.ends,
    credentials=(
        Credential(
            setting=meta.TOKEN,
            unlocks=words(
                "Followers and posts of Instagram business and creator accounts, together with the own account's id."
            ),
            steps=(
                words(
                    "On Instagram, switch an account of your own to a professional account and link it to a Facebook page."
                ),
                words("Open developers.facebook.com, sign in, and create an app for your business."),
                words(
                    "Give the app the permissions instagram_basic, instagram_manage_insights and pages_read_engagement; for "
                    "accounts that are not yours Meta reviews it."
                ),
                words(
                    "In the settings of your business portfolio, add a system user and give it the app and the page."
                ),
                words("Generate a token for that system user with the three permissions."),
                words("Copy the token into the setting BENCHMARK_META_ACCESS_TOKEN and restart the dashboard."),
            ),
            url="https://developers.facebook.com/apps",
            required=True,
        ),
        Credential(
            setting=OWN_ID,
            unlocks=words("The professional account of your own in whose name others are looked up."),
            steps=(
                words(
                    "Open the Graph API Explorer with your token and ask for me/accounts?fields=instagram_business_account."
                ),
                words(
                    "Copy the number under instagram_business_account into BENCHMARK_INSTAGRAM_USER_ID and restart the dashboard."
                ),
            ),
            url="https://developers.facebook.com/tools/explorer",
            required=True,
        ),
    ),
    interaction_parts=("likes", "comments"),
)
