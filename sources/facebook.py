"""Facebook pages, through the Graph API.

Docs: https://developers.facebook.com/docs/graph-api/reference/page, …/page/feed, …/page-post, …/pages-api; the names of
    fields are those of the official SDK. See `sources.meta` for the token and the errors.
Gives: followers, posts with reactions (as likes), comments and shares, back to the page's first post.
Lacks: views, which only a page's own staff sees; reactions by kind; personal profiles and groups.
Auth: a token of an app that was reviewed for "Page Public Content Access", in the ``Authorization`` header. With "Page Public
    Metadata Access" alone there are followers and no posts: the posts then end in ``no_permission``.
Limits: 200 calls an hour for each user of the app (system users have limits of their own), told in percent with every
    answer. 50 posts a call, fewer where that is too much for the server (error 1). The page on the feed says that about 600
    posts a year are given, ranked; which ones is not said and cannot be seen from here. Their order is not relied on: the
    server leaves out what is older than asked for.
Rounding: none, counts are exact.
Retention: the terms set no number of days; what is no longer public is to be removed on request.

``followers_count`` counts followers; where it is not given ``fan_count``, the page's likes, stands in for it, but never once
followers were told, since the two differ. A post that nobody shared has no ``shares``: that is what programs in use rely on, no
page of the documentation says so. It is read as 0 only where another post of the same answer has ``shares``; else the count is
unknown. The API tells no kind: it is read from the attachment.
"""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sources import meta
from sources import parsing as read
from sources.base import Account, Credential, Identity, Kind, Link, Pace, Post, Profile, Source, words
from sources.errors import AccountGone, RetryLater, SourceError
from sources.times import parse_time

if TYPE_CHECKING:
    from sources.http import Client

WEB = "https://www.facebook.com"
BATCH, FEWEST = 50, 6
_HOSTS = frozenset(
    {"facebook.com", "fb.com", "m.facebook.com", "mobile.facebook.com", "touch.facebook.com", "mbasic.facebook.com",
     "web.facebook.com", "business.facebook.com", "m.fb.com", "l.facebook.com"}
)  # fmt: skip
_LOCALE = re.compile(r"[a-z]{2}-[a-z]{2}\.facebook\.com")
_USERNAME = re.compile(r"(?=.{1,50}$)(?=.*[a-z])[a-z0-9]+(\.[a-z0-9]+)*")
_ID = re.compile(r"[1-9]\d{4,19}")
_NAME_AND_ID = re.compile(r".+-([1-9]\d{7,19})")
"""A page without a username is addressed by its name and its id."""
_PAGES = frozenset(
    {"about", "ads", "adsmanager", "analytics", "app", "apps", "badges", "bookmarks", "business", "careers", "checkpoint",
     "composer", "developers", "dialog", "directory", "events", "feed", "find-friends", "flx", "friends", "fundraisers",
     "games", "gaming", "groups", "hashtag", "help", "home", "home.php", "index.php", "jobs", "language", "latest", "legal",
     "live", "local", "login", "login.php", "logout.php", "marketplace", "me", "media", "memories", "messages", "messenger",
     "mobile", "movies", "notes", "notifications", "oauth", "offers", "photo", "photo.php", "photos", "places", "plugins",
     "policies", "policy.php", "posts", "privacy", "public", "r.php", "recover", "reel", "reels", "reg", "s", "salegroups", "saved",
     "search", "security", "settings", "share", "share.php", "sharer", "sharer.php", "stories", "terms", "terms.php", "tr",
     "unsupportedbrowser", "v", "video", "video.php", "videos", "watch", "weather", "whatsapp", "zero"}
)  # fmt: skip
"""First segments of addresses that name no page. ``me``, ``app`` and ``search`` are no pages on Graph either."""
_BY_ID = frozenset({"profile.php", "permalink.php", "story.php", "page.php"})
_PROFILE = "id,name,username,link,fan_count,followers_count"
_POST = "id,message,created_time"
_OPTIONAL = (
    "permalink_url", "status_type", "full_picture", "attachments{media_type,type,subattachments.limit(2){media_type}}",
    "shares", "reactions.limit(0).summary(true)", "comments.limit(0).summary(true)",
)  # fmt: skip
_BY_NAME = {re.split(r"[.{]", field)[0]: field for field in _OPTIONAL}


def profile(client: Client, account: Account) -> Profile:
    """Look a page up by its id or ``@username``."""
    body = _ask(client, account.native_id, {"fields": _PROFILE})
    fans = client.state.get("followers") != "followers_count"
    if read.count(body.get("followers_count")) is not None:
        client.state["followers"] = "followers_count"
    return parse_profile(body, fans=fans)


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post]:
    """Yield the page's own posts, newest first, as far back as ``since``."""

    def fetch(cursor: str | None) -> Mapping[str, Any]:
        def call(names: Collection[str]) -> Any:
            fields = ",".join([_POST, *(_BY_NAME[name] for name in names)])
            onward = {"after": cursor} if cursor else {}
            asked = {"fields": fields, "since": str(timegm(since.timetuple())), **onward}
            return _as_many_as_go(client, f"{account.native_id}/posts", asked)

        found: Mapping[str, Any] = meta.ask_dropping(client, _BY_NAME, call)
        return found

    for page in meta.listing(client, fetch):
        told = any("shares" in item for item in page)
        found = [parse_post(item, shares_told=told) for item in page]
        yield from (post for post in found if post.published_at >= since)
        if meta.past([post.published_at for post in found], since):  # a server that pays no heed to the time
            return


def parse_profile(body: Mapping[str, Any], *, fans: bool = True) -> Profile:
    """Read a ``Page``; ``fans``: its likes may stand in for followers that are not given."""
    native_id = read.identifier(body.get("id"), 64)
    if not _ID.fullmatch(native_id):
        raise read.not_understood(body)
    username = read.text(body.get("username"), 100)
    followers = read.count(body.get("followers_count"))
    if followers is None and fans and "followers_count" not in body:
        followers = read.count(body.get("fan_count"))
    return Profile(
        native_id,
        handle=username.lower() if username else None,
        display_name=read.text(body.get("name"), 200),
        url=read.web_url(body.get("link")) or f"{WEB}/{native_id}",
        followers=followers,
    )


def parse_post(item: Mapping[str, Any], *, shares_told: bool = False) -> Post:
    """Read a ``PagePost``; ``shares_told``: the answer tells shares, so a post without them has none.

    Raises:
        NotUnderstood: it has no id or no date.
    """
    native_id, published = read.identifier(item.get("id"), 128), parse_time(item.get("created_time"))
    if published is None:
        raise read.not_understood(item)
    message, url = read.text(item.get("message")), read.web_url(item.get("permalink_url"))
    unshared = 0 if shares_told and "shares" not in item else None
    return Post(
        native_id,
        published_at=published,
        kind=_kind(item, url),
        text=message,
        url=url or f"{WEB}/{native_id}",
        thumbnail_url=read.web_url(item.get("full_picture")),
        hashtags=read.hashtags(message),
        likes=_total(item.get("reactions")),
        comments=_total(item.get("comments")),
        shares=read.count(read.mapping(item.get("shares")).get("count")) if unshared is None else unshared,
    )


def identify(link: Link) -> Identity | None:
    """A page's address, or that of one of its posts, on any of Facebook's hosts."""
    if link.host not in _HOSTS and not _LOCALE.fullmatch(link.host):
        return None
    path = list(link.path)
    first = path[0].lower() if path else ""
    if first in _BY_ID:
        number = link.query.get("id", "")
        return _named(number) if _ID.fullmatch(number) else None
    if first in ("pages", "people"):
        ids = [part for part in path[2:] if _ID.fullmatch(part)]
        return _named(ids[0]) if ids else _with_id(path[-1])
    if first == "p" and len(path) > 1:
        return _with_id(path[1])
    if first == "pg" and len(path) > 1:
        path, first = path[1:], path[1].lower()
    if not path or first in _PAGES or first.endswith(".php"):
        return None
    return _with_id(path[0]) or _named(first.removeprefix("@"))


def identify_handle(text: str) -> Identity | None:
    """``@username`` or ``@id``; without the sign only the network's name makes it one."""
    return _named(text[1:].lower()) if text.startswith("@") else None


def _named(name: str) -> Identity | None:
    if _ID.fullmatch(name):
        return Identity("facebook", name, f"{WEB}/{name}", needs_network=False)
    known = _USERNAME.fullmatch(name) and name not in _PAGES
    return Identity("facebook", f"@{name}", f"{WEB}/{name}") if known else None


def _with_id(slug: str) -> Identity | None:
    found = _NAME_AND_ID.fullmatch(slug)
    return _named(found[1]) if found else None


def _as_many_as_go(client: Client, path: str, params: Mapping[str, str]) -> Any:
    """A page of a list, in halves as long as the server cannot gather so much (error 1); the size is remembered."""
    size = read.count(client.state.get("batch")) or BATCH
    while True:
        try:
            return _ask(client, path, {**params, "limit": str(size)}, also=(500,))
        except RetryLater as error:
            if error.code != "server_error" or size <= FEWEST:
                raise
        size //= 2
        client.state["batch"] = str(size)


def _ask(client: Client, path: str, params: Mapping[str, str], also: tuple[int, ...] = ()) -> Any:
    url = f"{meta.base(client)}/{quote(path.removeprefix('@'), safe='/')}"
    return meta.ask(client, url, params, lost=_lost, also=also)


def _lost(code: int, _subcode: int, message: str) -> SourceError | None:
    """A field that a page has is refused for a person."""
    return AccountGone("personal_account") if code == 100 and "node type (User)" in message else None


def _total(edge: object) -> int | None:
    return read.count(read.mapping(read.mapping(edge).get("summary")).get("total_count"))


def _kind(item: Mapping[str, Any], url: str | None) -> Kind:
    """By the first attachment, else by what the page did."""
    listed = read.mappings(read.mapping(item.get("attachments")).get("data"))
    first = listed[0] if listed else {}
    shape = f"{first.get('media_type')} {first.get('type')}".lower()
    parts = read.mappings(read.mapping(first.get("subattachments")).get("data"))
    status = str(item.get("status_type"))
    if "/reel/" in (url or "") or "reel" in shape:
        return "short_video"
    if "live" in shape:
        return "live"
    if "album" in shape or len(parts) > 1:
        return "album"
    if "video" in shape or (not listed and status == "added_video"):
        return "video"
    if "photo" in shape or "cover" in shape or "profile_media" in shape or (not listed and status == "added_photos"):
        return "image"
    return "link" if listed or status == "shared_story" else "text"


SOURCE = Source(
    name="facebook",
    label="Facebook",
    docs="https://developers.facebook.com/docs/graph-api/reference/page",
    gives=frozenset({"followers", "posts", "likes", "comments", "shares", "history"}),
    lacks=words(
        "Facebook does not tell others how often a page's post was seen, and shows nothing of personal profiles and groups; "
        "all reactions count as likes."
    ),
    pace=Pace(per_second=2.0, burst=10, parallel=2),
    roots={"api": meta.GRAPH},
    route=words("official API, after a review of your app"),
    cost=words("free, app review"),
    profile=profile,
    posts=posts,
    identify=identify,
    identify_handle=identify_handle,
    expiry=meta.ends,
    credentials=(
        Credential(
            setting=meta.TOKEN,
            unlocks=words("Followers and posts of Facebook pages, and with a second setting Instagram."),
            steps=(
                words("Open developers.facebook.com, sign in, and create an app for your business."),
                words("In the app's dashboard, complete the verification of your business."),
                words(
                    "Under “App Review”, request “Page Public Content Access”; with “Page Public Metadata Access” alone there "
                    "are followers and no posts."
                ),
                words("When Meta has granted it, open the settings of your business portfolio and add a system user."),
                words("Give that system user your app, and generate a token for it."),
                words("Copy the token into the setting BENCHMARK_META_ACCESS_TOKEN and restart the dashboard."),
            ),
            url="https://developers.facebook.com/apps",
            required=True,
        ),
    ),
    interaction_parts=("likes", "comments", "shares"),
)
