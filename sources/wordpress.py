"""WordPress blogs and newsrooms, through the REST API of the site itself, or its feed where the API is closed.

Docs: https://developer.wordpress.org/rest-api/reference/posts/, …/comments/, …/using-the-rest-api/discovery/.
Gives: posts back to the first one, with approved comments (without pingbacks, which the feed's count includes).
Lacks: followers, likes, shares, reach: WordPress does not know them.
Auth: none. A site may close its API or its comments (401, 403, 404); then the feed's latest entries are read, and
    comments count as withheld.
Limits: those of the host; 100 posts or comments a page. Rounding: none. Retention: no limit is set.

The id of an account is the site's root (``https://brand.example/blog``), that of a post its number, also when it comes
by the feed: there it stands in the guid (``?p=17``). Where a site changed its guids, the link names the post, or the
number that the API last gave to that link.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

from sources import anywhere
from sources.base import Account, CutShort, Identity, Link, Pace, Post, Profile, Source, words
from sources.errors import AccountGone, LinkNotUnderstood, NotUnderstood
from sources.feed import entries, fetch
from sources.feed_parse import Entry, Feed, written
from sources.parsing import count, hashtags, html_text, mapping, not_understood, web_url
from sources.pasted import parse
from sources.times import parse_time
from sources.wordpress_api import PER_PAGE, Refusal, ask, find_api, listed

if TYPE_CHECKING:
    from sources.http import Client

_FIELDS = "id,date_gmt,link,title,excerpt,jetpack_featured_media_url"
_REMEMBERED = 60
"""Posts whose number is remembered by their link: more than a feed shows."""


def profile(client: Client, account: Account) -> Profile:
    """Read the site's name and description from its API, else from its feed."""
    api = find_api(client, account.native_id, client.state.get("api"))
    client.state["api"] = api.root if api and api.open else ""
    site = account.native_id.rstrip("/")
    if api is not None and api.open:
        site = site if client.state.get("site") == site else api.site
        client.state["site"] = site
        name, bio = html_text(api.index.get("name")), html_text(api.index.get("description"))
        return Profile(site, handle=_host(site), display_name=name or _host(site), bio=bio, link=site, url=site)
    feed = _feed(client, site)
    return Profile(
        site, handle=_host(site), display_name=feed.title or _host(site), bio=feed.description, link=site, url=site,
        origin="feed",
    )  # fmt: skip


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    """Yield the site's posts, newest first, with their comments; by the feed where the API is closed."""
    site = account.native_id.rstrip("/")
    if "api" not in client.state:
        api = find_api(client, site)
        client.state["api"] = api.root if api and api.open else ""
    try:
        if client.state["api"]:
            yield from _by_api(client, client.state["api"], since)
            return
    except Refusal:
        pass
    yield from _by_feed(client, site, since)


def _by_api(client: Client, root: str, since: datetime) -> Iterator[Post]:
    # `after` is compared with the site's local time, so a day more is asked for.
    after = (since - timedelta(days=1)).isoformat(timespec="seconds")
    links: dict[str, str] = {}
    for page, _ in listed(client, root, "/wp/v2/posts", after=after, _fields=_FIELDS):
        found = [post for item in page if (post := parse_post(item)).published_at >= since]
        protected = {str(item.get("id")) for item in page if mapping(item.get("excerpt")).get("protected") is True}
        counted = _comments(client, root, [post.native_id for post in found if post.native_id not in protected])
        for post in found:
            links.update({post.url: post.native_id} if post.url and len(links) < _REMEMBERED else {})
            if counted is None:
                yield replace(post, hidden=frozenset({"comments"}))
            else:
                yield replace(post, comments=counted.get(post.native_id))
    client.state["ids"] = json.dumps({**_remembered(client), **links}) if links else client.state.get("ids", "")


def _comments(client: Client, root: str, ids: Sequence[str]) -> Mapping[str, int] | None:
    """Approved comments of these posts by post, in as few calls as there are; None when the site withholds them.

    All comments of a page of posts are listed together, 100 a call. Where that takes more calls than there are posts, or a
    comment does not say which post it is of, the total (``X-WP-Total``) is asked post by post.
    """
    counts = Counter(dict.fromkeys(ids, 0))
    if not ids:
        return counts
    try:
        for page, total in listed(client, root, "/wp/v2/comments", post=",".join(ids), _fields="id,post"):
            named = [str(item.get("post")) for item in page]
            if (total is not None and total > PER_PAGE * len(ids)) or not counts.keys() >= set(named):
                return {post: found for post in ids if (found := _total(client, root, post)) is not None}
            counts.update(named)
    except Refusal:
        return None
    return counts


def _total(client: Client, root: str, post: str) -> int | None:
    answer = ask(client, root, "/wp/v2/comments", ok=(200, 401, 403, 404), post=post, per_page="1", _fields="id")
    return count(answer.headers.get("X-WP-Total")) if answer.status == 200 else None


def _by_feed(client: Client, site: str, since: datetime) -> Iterator[Post | CutShort]:
    if "feed" not in client.state:
        _feed(client, site)
    known = _remembered(client)
    for item in entries(client, client.state["feed"], since):
        yield _numbered(item, known) if isinstance(item, Entry) else item


def _feed(client: Client, site: str) -> Feed:
    """The site's feed, at the first of its usual places that has one; remembered for the next run."""
    usual = [f"{site}/feed/", f"{site}/?feed=rss2"]
    last: AccountGone | NotUnderstood | None = None
    for url in dict.fromkeys(filter(None, (client.state.get("feed"), *usual))):
        try:
            feed = fetch(client, url)
        except (AccountGone, NotUnderstood) as error:
            last = error
            continue
        client.state["feed"] = url
        return feed
    raise last or AccountGone("not_found")


def _numbered(entry: Entry, known: Mapping[str, str]) -> Post:
    """The entry under the post's number, if its guid or what the API said of its link gives it."""
    number = None
    guid = entry.raw.get("id")
    if isinstance(guid, str) and "?" in guid[:500]:
        try:
            number = parse_qs(urlsplit(guid).query.replace("#038;", "")).get("p", [""])[0]
        except ValueError:
            number = None
    if not (number and number.isascii() and number.isdigit()):
        number = known.get(entry.post.url or "") or entry.post.url or entry.post.native_id
    return replace(entry.post, native_id=number)


def parse_post(item: Mapping[str, Any]) -> Post:
    """Read a post of ``/wp/v2/posts``.

    Raises:
        NotUnderstood: it has no number or no date.
    """
    number, published = count(item.get("id")), parse_time(item.get("date_gmt"))
    if number is None or published is None:
        raise not_understood(item)
    title = html_text(mapping(item.get("title")).get("rendered"))
    said = written(title, html_text(mapping(item.get("excerpt")).get("rendered")))
    return Post(
        str(number),
        published_at=published,
        kind="article",
        text=said,
        url=web_url(item.get("link")),
        thumbnail_url=web_url(item.get("jetpack_featured_media_url")),
        hashtags=hashtags(said),
    )


def identify(link: Link) -> Identity | None:
    """An address that only WordPress has: below ``wp-json``, ``wp-content``, or on wordpress.com."""
    for mark in ("wp-json", "wp-content", "wp-admin", "wp-login.php"):
        if mark in link.path:
            return _identity(link, link.path[: link.path.index(mark)])
    if "rest_route" in link.query:
        return _identity(link, link.path)
    if link.host.endswith(".wordpress.com") and link.host.count(".") == 2:
        return _identity(link, ())
    return None


def identify_handle(text: str) -> Identity | None:
    """Any address, if it was said to be a WordPress site's."""
    if text.startswith("@"):
        return None
    try:
        link = parse(text)
    except LinkNotUnderstood:
        return None
    return identify(link) or _identity(link, link.path)


def _identity(link: Link, path: Sequence[str]) -> Identity:
    root = "/".join(link.url.split("/", 3)[:3])
    root = "/".join([root.split("?", 1)[0], *(quote(segment, safe="@:~-._") for segment in path)])
    return Identity("wordpress", root, root)


def _remembered(client: Client) -> dict[str, str]:
    try:
        found = json.loads(client.state.get("ids") or "{}")
    except ValueError:
        return {}
    return {str(link): str(number) for link, number in list(mapping(found).items())[-_REMEMBERED:]}


def _host(site: str) -> str | None:
    return urlsplit(site).netloc or None


SOURCE = Source(
    name="wordpress",
    label="WordPress",
    docs="https://developer.wordpress.org/rest-api/",
    gives=frozenset({"posts", "comments", "history"}),
    lacks=words(
        "A WordPress site counts neither followers nor likes; where its owner closed the API, only the latest posts are read."
    ),
    pace=Pace(per_second=2.0, burst=5, parallel=1),
    roots={"api": anywhere.ROOT},
    route=words("public API of the site, else its feed"),
    cost=words("free"),
    profile=profile,
    posts=posts,
    identify=identify,
    identify_handle=identify_handle,
    interaction_parts=("comments",),
)
