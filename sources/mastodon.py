"""Mastodon and the servers that speak its API (Pleroma, Akkoma, GoToSocial, Pixelfed, Friendica…).

Docs: https://docs.joinmastodon.org/methods/accounts/ (lookup, get, statuses) and the entities Account and Status.
Gives: followers, following, posts with favourites, boosts, replies and (since 4.5) quotes, back to the first post.
Lacks: views; servers other than Mastodon leave out fields, which then stay unknown. Replies to others, boosts and posts
    that are neither public nor unlisted are left out.
Auth: none on most servers. Some want a token of an account of theirs for the API (401, or 422 in older versions): setting
    BENCHMARK_MASTODON_TOKENS, sent to the named host only. Without one the account's RSS feed is read (posts without
    counts, the latest 20) and followers come from its ActivityPub actor.
Limits: 300 calls in 5 minutes per server and address. 40 posts a page.
Rounding: none. Owners of some servers hide their followers: glitch-soc sends -1, Pleroma a flag; both are "hidden".
Retention: no limit set by the software; each server has terms of its own.

Every server is asked itself, about its own accounts; so an account is ``host/id``, ids being those of its home server.
A handle's host may be another than the server's: WebFinger tells. An account that has moved is another account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from sources import parsing as read
from sources.base import Account, Credential, CutShort, Identity, Link, Pace, Post, Profile, Source, words
from sources.errors import AccountGone, FixCredentials, LinkNotUnderstood, NotUnderstood
from sources.fediverse import ROOT, UNHELPFUL, USER, Found, actor_profile, base, feed_posts, find
from sources.mastodon_parse import number, parse_post, parse_profile
from sources.paging import pages
from sources.pasted import network_of, parse
from sources.times import parse_time

if TYPE_CHECKING:
    from sources.answer import Answer
    from sources.http import Client

SETTING = "BENCHMARK_MASTODON_TOKENS"
_PAGES = re.compile(r"\d+|[0-9A-Z]{26}|with_replies|media|featured|statuses|feed\.rss")
_NEXT = re.compile(r"<([^<>]*)>\s*(?:;\s*\w+=(?:\"[^\"]*\"|[^\",;\s]*)\s*)*;\s*rel=\"?next\b", re.IGNORECASE)
_ELSEWHERE = ("medium.com", "substack.com", "odysee.com", "rumble.com", "vk.com", "ko-fi.com", "npmjs.com", "note.com")
"""Sites whose profiles look like ``/@name`` and are no Mastodon servers, beside the networks known by their hosts."""
_ASKED = {"limit": "40", "exclude_replies": "true", "exclude_reblogs": "true"}
_SHORTEST_PAGE = 20  # no server's default page is shorter, so a shorter one without a Link header is the last


@dataclass(frozen=True)
class _Place:
    """What is known of an account: its server, its id there, and its handle."""

    host: str
    id: str | None
    handle: str | None

    @classmethod
    def of(cls, account: Account) -> _Place:
        if account.native_id.startswith("@"):
            handle = account.native_id.removeprefix("@")
            return cls(handle.partition("@")[2], None, handle)
        host, _, native_id = account.native_id.partition("/")
        handle = (account.handle or "").removeprefix("@").lower()
        return cls(host, native_id, handle if "@" in handle else None)


def profile(client: Client, account: Account) -> Profile:
    """Look an account up by ``host/id`` or ``@user@host``; without a token where one is wanted, by its actor."""
    place = _Place.of(account)
    try:
        return _looked_up(client, place)
    except FixCredentials as refused:
        home = _open_to_all(client, place, refused)
        handle = place.handle or home.user
        try:
            return actor_profile(client, home, account.native_id, handle)
        except UNHELPFUL:  # it wants signed requests; the feed tells at least that the account is there
            try:
                next(feed_posts(client, home.host, home.user, client.now()), None)
            except UNHELPFUL:
                raise refused from None
            return Profile(account.native_id, handle=handle, url=f"https://{home.host}/@{home.user}", origin="feed")


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    """Yield the account's public posts, newest first; those of its feed when the API wants a token and none is set."""
    place = _Place.of(account)

    def fetch(cursor: str | None) -> tuple[list[Mapping[str, Any]], str | None]:
        path = f"/api/v1/accounts/{place.id}/statuses"
        answer = _get(client, place.host, path, {**_ASKED, **dict(parse_qsl(cursor or ""))})
        page = read.rows(answer.json())
        return page, _next(answer, page, {place.host, urlsplit(base(client, place.host)).netloc}, path)

    try:
        if place.id is None:
            place = _Place.of(Account(_looked_up(client, place).native_id))
        first = fetch(None)
    except FixCredentials as refused:
        home = _open_to_all(client, place, refused)
        try:
            yield from feed_posts(client, home.host, home.user, since)
        except UNHELPFUL:
            raise refused from None
        return
    for page in pages(lambda cursor: fetch(cursor) if cursor else first):
        for status in page:
            written_at = parse_time(status.get("created_at"))
            if written_at is not None and written_at < since and status.get("pinned") is not True:
                return
            post = parse_post(status, str(place.id))
            if post is not None:
                yield post


def identify(link: Link) -> Identity | None:
    """``https://host/@u``, also with a page or post behind it, ``/@u@otherhost`` and ``/users/u``."""
    first = link.path[0] if link.path else ""
    if first == "users" and len(link.path) == 2:
        user, _, home = link.path[1].partition("@")
    elif first.startswith("@") and (len(link.path) == 1 or _PAGES.fullmatch(link.path[1])):
        user, _, home = first.removeprefix("@").removesuffix(".rss").partition("@")
    else:
        return None
    return _identity(user, home or link.host)


def identify_handle(text: str) -> Identity | None:
    """``@user@host`` or ``user@host``; a name without its server says too little."""
    user, _, host = text.strip().removeprefix("acct:").removeprefix("@").partition("@")
    return _identity(user, host)


def _identity(user: str, host: str) -> Identity | None:
    user = user.lower()
    if not USER.fullmatch(user) or not re.fullmatch(r"[\w.:-]+", host):
        return None
    try:
        home = parse(host).host
    except LinkNotUnderstood:
        return None
    if network_of(home) or any(home == site or home.endswith("." + site) for site in _ELSEWHERE):
        return None
    return Identity("mastodon", f"@{user}@{home}", f"https://{home}/@{user}")


def _looked_up(client: Client, place: _Place) -> Profile:
    """By id; by name on the handle's host; and where that host does not know, on the one that WebFinger names."""
    user = (place.handle or "").partition("@")[0]
    if place.id is not None:
        return parse_profile(_by_id(client, place.host, place.id, user), place.host, place.handle)
    try:
        return parse_profile(_lookup(client, place.host, user), place.host, place.handle)
    except (AccountGone, NotUnderstood):
        home = find(client, place.host, user)
        if home is None or home.host == place.host:
            raise
    return parse_profile(_lookup(client, home.host, home.user), home.host, place.handle)


def _by_id(client: Client, host: str, native_id: str, user: str) -> Mapping[str, Any]:
    """The account with this id. Where a server knows no such call, the handle is looked up, if it still has the id."""
    try:
        return read.mapping(_get(client, host, f"/api/v1/accounts/{number(native_id)}").json())
    except AccountGone:
        body = _lookup(client, host, user) if user else {}
        if body.get("id") != native_id:
            raise
        return body


def _lookup(client: Client, host: str, user: str) -> Mapping[str, Any]:
    return read.mapping(_get(client, host, "/api/v1/accounts/lookup", {"acct": user}).json())


def _open_to_all(client: Client, place: _Place, refused: FixCredentials) -> Found:
    """Where the account's public pages are, when the API refused; raises the refusal when that leads nowhere.

    A token that was sent and rejected is for the operator to mend: nothing is read in its place.
    """
    if _token(client, place.host) is not None or place.handle is None:
        raise refused
    user, _, host = place.handle.partition("@")
    host = host or place.host
    return find(client, host, user) or Found(place.host, user, f"https://{place.host}/users/{user}")


def _get(client: Client, host: str, path: str, params: Mapping[str, str] | None = None) -> Answer:
    token = _token(client, host)
    secret = {"Authorization": f"Bearer {token}"} if token else None
    try:
        answer = client.get(base(client, host) + path, params=params, secret_headers=secret, ok=(200, 422))
    except FixCredentials as refused:
        raise FixCredentials(refused.code, **{**refused.params, "setting": SETTING, "host": host}) from None
    if answer.status == 422:  # how Mastodon before 4.4 says that a method wants a signed-in user
        raise FixCredentials("key_rejected" if token else "needs_key", setting=SETTING, host=host)
    return answer


def _token(client: Client, host: str) -> str | None:
    pairs = (pair.partition("=") for pair in (client.secret(SETTING) or "").split(","))
    return next((token.strip() for name, _, token in pairs if name.strip().lower() == host and token.strip()), None)


def _next(answer: Answer, page: list[Mapping[str, Any]], hosts: set[str], path: str) -> str | None:
    """The query of the next page. The header's address is not followed: only what it asks for, on the same server."""
    header = answer.headers.get("Link")
    if header is None:
        return urlencode({"max_id": number(page[-1].get("id"))}) if len(page) >= _SHORTEST_PAGE else None
    found = _NEXT.search(header)
    if found is None:
        return None
    onward = urlsplit(found[1])
    if (onward.netloc and onward.netloc not in hosts) or not onward.path.endswith(path) or not onward.query:
        raise read.not_understood(header)
    return onward.query


SOURCE = Source(
    name="mastodon",
    label="Mastodon",
    docs="https://docs.joinmastodon.org/methods/accounts/",
    gives=frozenset({"followers", "following", "posts", "likes", "comments", "shares", "quotes", "history"}),
    lacks=words("Mastodon does not count views, and posts that are not public are left out."),
    pace=Pace(per_second=0.9, burst=20, parallel=2),
    roots={"api": ROOT},
    route=words("official API"),
    cost=words("free"),
    profile=profile,
    posts=posts,
    identify=identify,
    identify_handle=identify_handle,
    credentials=(
        Credential(
            setting=SETTING,
            unlocks=words("Counts of likes, boosts and replies on servers that show them to their own users only."),
            steps=(
                words("Sign in on that server and open Preferences, Development, New application."),
                words("Tick only “read” and save; open the application and copy its access token."),
                words("Write it as host=token; several are separated by commas."),
            ),
            url="https://docs.joinmastodon.org/client/token/",
            required=False,
        ),
    ),
)
