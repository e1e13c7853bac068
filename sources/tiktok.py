"""TikTok accounts, through the Research API: for approved non-profit research only.

Docs: https://developers.tiktok.com/doc/research-api-specs-query-user-info, …/research-api-specs-query-videos,
    …/client-access-token-management, …/tiktok-api-v2-error-handling, …/research-api-faq.
Gives: followers, accounts followed, videos with likes, comments, shares and views, back to the first.
Lacks: saves; an id that stays when an account is renamed. New videos come up to 48 hours late, figures up to 10 days (as
    researchers report), so posts are compared at 28 days.
Auth: an app token by client key and secret (client credentials) that lasts 2 hours, fetched anew once when it is refused.
    Keys are given out for approved research at non-profit institutions, not to companies or agencies.
Limits: 1 000 calls a day, renewed at midnight UTC; 100 videos a page. A query spans 30 days at most, so two years of videos
    take 25 calls at least.
Rounding: none is told.
Retention: the research terms ask that data is refreshed every 15 days and that what is no longer there is deleted (as others
    quote them), so 15 days unless the operator sets more.

The answers hold no id of an account, so its user name is its id: somebody who takes over the name of an account carries on its
series, and a renamed account is gone until it is added anew.

Not confirmed, so read with care: whether ``end_date`` belongs to the span (spans overlap by a day and repeats are left out;
today's videos are seldom there yet);
which message stands for an unknown or private user (status 400 ``invalid_params`` of the look-up counts as unknown, with the
word “private” as private); whether an unknown user is an empty answer instead. Every video counts as short, as lengths
are not told in all versions of the API.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sources import parsing as read
from sources.base import Account, Credential, CutShort, Identity, Link, Pace, Post, Profile, Quota, Source, words
from sources.errors import AccountGone
from sources.paging import pages
from sources.tiktok_call import CLIENT_KEY, CLIENT_SECRET, call
from sources.times import from_epoch

if TYPE_CHECKING:
    from sources.http import Client

WEB = "https://www.tiktok.com/"
PAGE = 100
SPAN = timedelta(days=30)
"""What a query may reach from its first to its last day."""
QUIET = 6
"""So many spans without a video, about half a year, end the reading once as many videos came as the account counts."""

_USER_FIELDS = (
    "display_name,bio_description,avatar_url,is_verified,follower_count,following_count,likes_count,video_count"
)
_VIDEO_FIELDS = (
    "id,video_description,create_time,username,like_count,comment_count,share_count,view_count,hashtag_names"
)
_NAME = re.compile(r"[a-z0-9_.]{1,23}[a-z0-9_]")
_ID = re.compile(r"[0-9]{1,19}")
_HOSTS = frozenset({"tiktok.com", "m.tiktok.com", "us.tiktok.com"})
_TOTAL = "video_count"


def profile(client: Client, account: Account) -> Profile:
    """Look an account up by its user name."""
    name = account.native_id.removeprefix("@")
    return parse_user(_user(client, name), name)


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    """Yield the account's videos by spans of 30 days, the latest first."""
    name = account.native_id.removeprefix("@")
    if _TOTAL not in client.state:
        _user(client, name)
    told = client.state.get(_TOTAL, "")
    total = int(told) if told.isdecimal() else None
    seen: set[str] = set()
    end, quiet = client.now().date(), 0
    while total is None or len(seen) < total or quiet < QUIET:
        start, before = max(end - SPAN, since.date()), len(seen)
        for page in _span(client, name, start, end):
            found = [post for video in page if (post := parse_video(video, name)).native_id not in seen]
            seen.update(post.native_id for post in found)
            recent = [post for post in found if post.published_at >= since]
            yield from sorted(recent, key=lambda post: post.published_at, reverse=True)
        if start <= since.date():
            break
        end, quiet = start, 0 if len(seen) > before else quiet + 1
    if not seen:  # an unknown account may have no videos either
        _user(client, name)


def parse_user(data: Mapping[str, Any], name: str) -> Profile:
    """Read a user info object; it does not repeat the ``name`` that was asked for."""
    return Profile(
        name,
        handle=name,
        display_name=read.text(data.get("display_name"), 200),
        bio=read.text(data.get("bio_description")),
        url=f"{WEB}@{name}",
        followers=read.count(data.get("follower_count")),
        following=read.count(data.get("following_count")),
        posts_total=read.count(data.get(_TOTAL)),
    )


def parse_video(video: Mapping[str, Any], name: str) -> Post:
    """Read a video object. Its id is a whole number, sent as number or text.

    Raises:
        NotUnderstood: it has no id or no date.
    """
    number, published = _number(video.get("id")), from_epoch(video.get("create_time"))
    if number is None or published is None:
        raise read.not_understood(video)
    said = read.text(video.get("video_description"))
    named = video.get("hashtag_names")
    return Post(
        str(number),
        published_at=published,
        kind="short_video",
        text=said,
        url=f"{WEB}@{name}/video/{number}",
        hashtags=read.hashtags(said, named if isinstance(named, list) else ()),
        likes=read.count(video.get("like_count")),
        comments=read.count(video.get("comment_count")),
        shares=read.count(video.get("share_count")),
        views=read.count(video.get("view_count")),
    )


def identify(link: Link) -> Identity | None:
    """``/@name``, also of a video, picture or live page; short links (``vm.tiktok.com``) name nobody."""
    if link.host not in _HOSTS or not link.path or not link.path[0].startswith("@"):
        return None
    return identify_handle(link.path[0])


def identify_handle(text: str) -> Identity | None:
    """``@name``: 2 to 24 letters, digits, underscores and full stops, no full stop at the end."""
    name = text.removeprefix("@").lower()
    if not text.startswith("@") or not _NAME.fullmatch(name):
        return None
    return Identity("tiktok", f"@{name}", f"{WEB}@{name}")


def _user(client: Client, name: str) -> Mapping[str, Any]:
    data = call(client, "research/user/info/", _USER_FIELDS, {"username": name})
    if not data:
        raise AccountGone("not_found", host=urlsplit(client.root()).hostname)
    total = read.count(data.get(_TOTAL))
    client.state[_TOTAL] = "" if total is None else str(total)
    return data


def _span(client: Client, name: str, start: date, end: date) -> Iterator[list[Mapping[str, Any]]]:
    """The pages of one query."""
    asked = {
        "query": {"and": [{"operation": "EQ", "field_name": "username", "field_values": [name]}]},
        "start_date": f"{start:%Y%m%d}",
        "end_date": f"{end:%Y%m%d}",
        "max_count": PAGE,
    }
    search: dict[str, str] = {}

    def fetch(cursor: str | None) -> tuple[list[Mapping[str, Any]], str | None]:
        onward = {"cursor": int(cursor), **search} if cursor else {}
        data = call(client, "research/video/query/", _VIDEO_FIELDS, {**asked, **onward})
        more, following = data.get("has_more"), read.count(data.get("cursor"))
        if not isinstance(more, bool) or (more and following is None):
            raise read.not_understood(data)
        search.update({"search_id": str(data["search_id"])} if data.get("search_id") else {})
        return read.rows(data.get("videos")), str(following) if more else None

    return pages(fetch)


def _number(value: object) -> int | None:
    """An id of up to 63 bits, which is larger than any count."""
    if isinstance(value, str) and _ID.fullmatch(value):
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63 else None


SOURCE = Source(
    name="tiktok",
    label="TikTok",
    docs="https://developers.tiktok.com/doc/research-api-specs-query-videos",
    gives=frozenset({"followers", "following", "posts", "likes", "comments", "shares", "views", "history"}),
    lacks=words(
        "TikTok gives keys out for approved non-profit research only; its figures come up to ten days late, and a renamed "
        "account has to be added anew. Without a key, import files or enter figures by hand."
    ),
    pace=Pace(per_second=2, burst=4, parallel=2),
    roots={"api": "https://open.tiktokapis.com/v2", "auth": "https://open.tiktokapis.com/v2"},
    route=words("official API, for approved research"),
    cost=words("free for approved non-profit research"),
    quota=Quota(1000),
    retention_days=15,
    age_days=28,
    profile=profile,
    posts=posts,
    identify=identify,
    identify_handle=identify_handle,
    credentials=(
        Credential(
            setting=CLIENT_KEY,
            unlocks=words("Any public account's followers and videos, together with the client secret."),
            steps=(
                words(
                    "Read on developers.tiktok.com/products/research-api who may apply: researchers at non-profit bodies."
                ),
                words("Apply there with your research proposal and wait for TikTok's approval."),
                words("Open the approved project under “Manage apps” and show its client key."),
                words("Copy the client key into BENCHMARK_TIKTOK_CLIENT_KEY."),
            ),
            url="https://developers.tiktok.com/products/research-api/",
            required=True,
        ),
        Credential(
            setting=CLIENT_SECRET,
            unlocks=words("The app tokens that go with the client key."),
            steps=(
                words("Open the same project and show its client secret."),
                words("Copy it into BENCHMARK_TIKTOK_CLIENT_SECRET and restart the dashboard."),
            ),
            url="https://developers.tiktok.com/products/research-api/",
            required=True,
        ),
    ),
    interaction_parts=("likes", "comments", "shares"),
)
