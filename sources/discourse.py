"""Discourse forums, through the JSON that every forum gives of its own pages.

Docs: https://docs.discourse.org (``/latest.json``); the names and the order of lists as in the forum's own source
    (``AboutSerializer``, ``TopicQuery``).
Gives: members (``users_count``), topics back to the first one with likes, replies and views.
Lacks: shares; who reads without an account. Topics are written by members, not only by the brand.
Auth: none. A forum may want a sign-in for everything (a redirect to ``/login``, 401, 403): it counts as private. A forum may
    hide its ``/about`` page or its statistics alone: its topics are read then, and its members count as withheld.
Limits: those of the host, usually 200 calls a minute; 30 topics a page. Rounding: none. Retention: no limit is set.

The id of an account is the forum's root (``https://brand.example/forum``). A topic counts as published when it was opened,
its likes are those of all its posts, its comments all posts but the first. Topics are listed by ``order=created``, newest
first; pinned ones may stand in front all the same, so reading ends after a page on which every topic that is not pinned is
older than asked for. Counts of the forum are read under their present names and under those of older forums (``user_count``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from sources import anywhere
from sources import parsing as read
from sources.base import Account, CutShort, Identity, Link, Pace, Post, Profile, Source, words
from sources.discourse_parse import HIDDEN, parse_about, parse_topic, place_of
from sources.errors import AccountGone, AccountPrivate, FixCredentials, LinkNotUnderstood, NotUnderstood, RetryLater
from sources.paging import pages
from sources.pasted import parse

if TYPE_CHECKING:
    from sources.answer import Answer
    from sources.http import Client

_HOSTED = ".discourse.group"
"""Forums that are hosted by the makers of Discourse under a name of theirs."""
_PAGES = frozenset(
    {
        "t", "c", "u", "g", "p", "tag", "tags", "latest", "new", "top", "hot", "unread", "categories", "about", "search",
        "posts", "badges", "groups", "users", "user", "login", "signup", "faq", "tos", "privacy", "guidelines", "docs", "my",
        "session", "about.json", "latest.json", "categories.json", "site.json", "latest.rss", "posts.rss",
    }
)  # fmt: skip
"""First segments of a forum's own pages: what stands before them is its root."""
_SIGN_IN = re.compile(r"/(login|signin|sign_in|sso|session|auth|authorize|oauth2?|saml)(/|$)", re.IGNORECASE)
_GENERATOR = re.compile(r"<meta\s+name=[\"']generator[\"']\s+content=[\"']Discourse\b", re.IGNORECASE)
_REFUSED = (401, 403)


def profile(client: Client, account: Account) -> Profile:
    """Read the forum's name and the number of its members."""
    site = account.native_id.rstrip("/")
    answer = _ask(client, f"{site}/about.json", ok=(200, *_REFUSED))
    if answer.status in _REFUSED:
        if answer.status == 401 or _wants_sign_in(answer):
            raise AccountPrivate(host=answer.host)
        _topics(client, site, 0)  # the page about the forum is closed; its topics tell whether the forum is
        return Profile(site, handle=place_of(site), display_name=place_of(site), link=site, url=site, hidden=HIDDEN)
    body = answer.json()
    if not _tells_about(body):
        raise read.not_understood(body)
    if client.state.get("site") != site:
        site = client.state["site"] = _root(answer.url.partition("?")[0].removesuffix("/about.json"))
    return parse_about(body["about"], site)


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    """Yield the forum's topics, newest first."""
    site = account.native_id.rstrip("/")

    def fetch(cursor: str | None) -> tuple[list[Mapping[str, Any]], str | None]:
        number = int(cursor or 0)
        listing = _topics(client, site, number)
        topics = read.rows(listing.get("topics"))
        full = read.count(listing.get("per_page")) in (None, len(topics))
        return topics, str(number + 1) if topics and (full or listing.get("more_topics_url")) else None

    seen: set[str] = set()
    for page in pages(fetch):
        fresh = {post.native_id: (post, pinned) for post, pinned in (_read(topic, site) for topic in page)}
        if page and fresh.keys() <= seen:
            raise NotUnderstood("repeated_cursor", host=urlsplit(site).hostname)
        for native_id, (post, _) in fresh.items():
            if native_id not in seen and post.published_at >= since:
                yield post
        seen |= fresh.keys()
        in_order = [post.published_at for post, pinned in fresh.values() if not pinned]
        if in_order and max(in_order) < since:
            return


def discourse_at(client: Client, url: str) -> Identity | None:
    """The forum that a page belongs to, if there is one: below the page's own path, or at the host's root.

    A forum that wants a sign-in is one as well; `profile` then says that it is private.

    Raises:
        RetryLater: the site cannot be reached.
    """
    parts = urlsplit(url)
    path = [segment for segment in parts.path.split("/") if segment]
    host = f"{parts.scheme}://{parts.netloc}"
    for site in dict.fromkeys(("/".join([host, *_before_its_pages(path)]), host)):
        root = _forum(client, site)
        if root is not None:
            return Identity("discourse", root, root, needs_network=False)
    return None


def is_discourse(page: str) -> bool:
    """Whether a page names Discourse as its maker in its head."""
    return _GENERATOR.search(page[:200_000]) is not None


def identify(link: Link) -> Identity | None:
    """A forum hosted at ``discourse.group``; any other may stand on any host, which only asking tells."""
    return _identity(link) if link.host.endswith(_HOSTED) and link.host.count(".") == 2 else None


def identify_handle(text: str) -> Identity | None:
    """Any address, if it was said to be a Discourse forum's: its root, also from one of its pages."""
    if text.startswith("@"):
        return None
    try:
        return _identity(parse(text))
    except LinkNotUnderstood:
        return None


def _identity(link: Link) -> Identity:
    host = "/".join(link.url.split("/", 3)[:3]).split("?", 1)[0]
    root = "/".join([host, *(quote(segment, safe="@:~-._") for segment in _before_its_pages(link.path))])
    return Identity("discourse", root, root)


def _before_its_pages(path: Sequence[str]) -> Sequence[str]:
    return path[: next((place for place, segment in enumerate(path) if segment in _PAGES), len(path))]


def _forum(client: Client, site: str) -> str | None:
    """The root of the forum that answers here."""
    try:
        answer = anywhere.get(client, f"{site}/about.json", ok=(200, *_REFUSED))
        body = answer.json() if _is_json(answer) else None
    except (AccountGone, FixCredentials, NotUnderstood):
        return None
    except RetryLater as error:
        if error.code != "server_error":
            raise
        return None
    if answer.status == 200 and _tells_about(body):
        return _root(answer.url.partition("?")[0].removesuffix("/about.json"))
    return _root(site) if _wants_sign_in(answer) or is_discourse(answer.text()) else None


def _read(topic: Mapping[str, Any], site: str) -> tuple[Post, bool]:
    return parse_topic(topic, site), bool(topic.get("pinned") or topic.get("pinned_globally"))


def _topics(client: Client, site: str, page: int) -> Mapping[str, Any]:
    params = {"order": "created", "page": str(page)}
    answer = _ask(client, f"{site}/latest.json", params=params)
    body = answer.json()
    listing = read.mapping(read.mapping(body).get("topic_list"))
    if not isinstance(listing.get("topics"), list):
        raise read.not_understood(body)
    return listing


def _ask(client: Client, url: str, *, ok: tuple[int, ...] = (200,), params: Mapping[str, str] | None = None) -> Answer:
    """Ask the forum.

    Raises:
        AccountPrivate: it wants a sign-in.
    """
    answer = anywhere.get(client, url, params=params, headers={"Accept": "application/json"}, ok=(200, *_REFUSED))
    if _SIGN_IN.search(urlsplit(answer.url).path) or (answer.status not in ok):
        raise AccountPrivate(host=answer.host)
    return answer


def _wants_sign_in(answer: Answer) -> bool:
    """Whether this is how a forum refuses strangers: in words of its own, not those of a server before it."""
    if answer.status not in _REFUSED or not _is_json(answer):
        return False
    try:
        return read.mapping(answer.json()).get("error_type") == "not_logged_in"
    except NotUnderstood:
        return False


def _is_json(answer: Answer) -> bool:
    return answer.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def _tells_about(body: object) -> bool:
    about = read.mapping(body).get("about")
    return isinstance(about, dict) and bool({"stats", "version", "can_see_about_stats"} & about.keys())


def _root(site: str) -> str:
    return site.rstrip("/")


SOURCE = Source(
    name="discourse",
    label="Discourse forum",
    docs="https://docs.discourse.org/",
    gives=frozenset({"followers", "posts", "likes", "comments", "views", "history"}),
    lacks=words(
        "A forum's posts are the topics of all its members, and a forum that wants a sign-in for everything is not read."
    ),
    pace=Pace(per_second=2.0, burst=5, parallel=1),
    roots={"api": anywhere.ROOT},
    route=words("public pages of the forum, as JSON"),
    cost=words("free"),
    profile=profile,
    posts=posts,
    identify=identify,
    identify_handle=identify_handle,
    followers_are="members",
    interaction_parts=("likes", "comments"),
)
