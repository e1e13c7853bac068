"""X, through its API v2, where every look is paid for.

Docs: https://docs.x.com/x-api/users/lookup/introduction, …/posts/timelines/introduction, …/getting-started/pricing, and the
    API's description (https://api.x.com/2/openapi.json).
Gives: followers, following, and the account's own posts with likes, replies, reposts, quotes and views.
Lacks: replies and reposts of the account, and bookmarks. With replies left out X looks through the latest 800 posts
    only (3 200 otherwise), replies among them: who answers much is cut short earlier, which is noticed by how many were
    looked through. Media would be bought one by one, so kinds are told from the post's links and the keys of its media;
    there are no thumbnails but those of links.
Auth: an app's bearer token, sent as a header; X does not tell when it ends.
Limits: money first. $0.010 a user and $0.005 a post, each once a UTC day (which X promises only for the usual case, so
    a bill may differ by a little). ``BENCHMARK_X_BUDGET_USD_PER_DAY`` is kept to; without it 1.00 a day. A page holds
    what the rest of the budget pays for, at least 5 posts; ten profiles' worth is kept back for followers. 300 look-ups
    of users in 15 minutes; ``x-rate-limit-reset`` is followed.
Rounding: none, counts are exact.
Retention: the terms set no limit for counts. What is changed or removed on X has to be changed or removed here within
    24 hours of a request by X or by its author (``erase``).

The id of an account is its number; names change. Which of the names ``post.fields`` (newer) and ``tweet.fields`` X takes
could not be confirmed for every account, so both are tried and both namings of the fields are read. That a suspended
account is told as "Forbidden" inside an answer with status 200 is reported by others, not documented. A post that was
edited gets another id.

A history is bought once. Where the budget ends, the next reading takes the latest 30 days and goes on below what was read
before, however many days that takes; at the end of the history, or of what X gives out, later readings take the latest
30 days only, or since the one before.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sources import x_api
from sources.base import Account, Credential, CutShort, Identity, Link, Pace, Post, Profile, Source, words
from sources.errors import LimitReached
from sources.paging import pages
from sources.times import parse_time
from sources.x_api import SETTING
from sources.x_parse import USERNAME, WEB, parse_post, parse_profile

if TYPE_CHECKING:
    from sources.http import Client

LOOKED_THROUGH = 800
"""So many of an account's latest posts X looks through when replies are left out."""
WINDOW = timedelta(days=30)
OVERLAP = timedelta(days=1)

_HOSTS = frozenset({"x.com", "mobile.x.com", "twitter.com", "mobile.twitter.com", "m.twitter.com"})
_NUMBER = re.compile(r"[0-9]{1,19}")
_PAGES = frozenset(
    {"about", "account", "communities", "compose", "download", "explore", "hashtag", "help", "home", "i", "intent", "jobs",
     "login", "logout", "messages", "notifications", "oauth", "privacy", "search", "settings", "share", "signup", "tos",
     "who_to_follow"}
)  # fmt: skip
"""First segments of addresses that name no account."""


def profile(client: Client, account: Account) -> Profile:
    """Look an account up by its id or ``@handle``; a protected one is private, its followers are public all the same."""
    name = account.native_id.removeprefix("@")
    which = {"usernames": name} if account.native_id.startswith("@") else {"ids": name}
    return parse_profile(x_api.user(client, **which))


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    """Yield the account's own posts, newest first, as far as the day's budget goes.

    Raises:
        LimitReached: ``budget``; the posts that were yielded are paid for and good. The next reading goes on below them.
    """
    start, deep = _start(client, since), client.state.get("deep", "")
    if start > since or not deep.isdecimal():
        oldest, cut = yield from _stretch(client, account, start)
        if cut or "given_out" in client.state:
            client.state["given_out"] = _written(client.now())
        if cut or start > since:
            ends = oldest.published_at if oldest else None
            yield CutShort(ends if cut else start)
        return
    recent = max(since, min(client.now() - WINDOW, (parse_time(client.state.get("read_at")) or since) - OVERLAP))
    oldest, _ = yield from _stretch(client, account, recent)
    client.state["read_at"] = _written(client.now())
    below = min(int(deep), int(oldest.native_id)) if oldest else int(deep)
    yield from _stretch(client, account, since, until_id=str(below))
    del client.state["deep"]
    client.state["given_out"] = _written(client.now())
    yield CutShort(recent)


def _stretch(
    client: Client, account: Account, start: datetime, **until: str
) -> Generator[Post, None, tuple[Post | None, bool]]:
    """Yield the posts down to a time; return the oldest one, and whether X gave out before that time."""
    looked_through = 0

    def fetch(cursor: str | None) -> tuple[list[Mapping[str, Any]], str | None]:
        nonlocal looked_through
        onward = {"pagination_token": cursor} if cursor else {}
        found, following, size = x_api.page(client, account.native_id, start, **until, **onward)
        looked_through += size
        return found, following

    oldest: Post | None = None
    try:
        for page in pages(fetch):
            for item in page:
                post = parse_post(item, account.handle)
                oldest = post if oldest is None or post.published_at < oldest.published_at else oldest
                if post.published_at >= start:
                    yield post
    except LimitReached:
        if oldest is not None and start < client.now() - WINDOW - OVERLAP:
            client.state |= {"deep": oldest.native_id, "read_at": _written(client.now())}
        raise
    return oldest, looked_through >= LOOKED_THROUGH and (oldest.published_at if oldest else client.now()) > start


def _start(client: Client, since: datetime) -> datetime:
    """How far back is worth its money: X gives out nothing older than what an earlier reading came to the end of."""
    given_out = parse_time(client.state.get("given_out"))
    if given_out is None:
        return since
    return max(since, min(client.now() - WINDOW, given_out - OVERLAP))


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def identify(link: Link) -> Identity | None:
    """``x.com/<name>``, also of a post; ``x.com/i/user/<id>``; what "follow" buttons link to."""
    if link.host not in _HOSTS or not link.path:
        return None
    first, second, third = (*link.path, "", "")[:3]
    number = third if (first, second) == ("i", "user") else link.query.get("user_id", "")
    if first in ("i", "intent") and _NUMBER.fullmatch(number):
        return Identity("x", number, f"{WEB}/i/user/{number}", needs_network=False)
    if first == "intent":
        return identify_handle("@" + link.query.get("screen_name", ""))
    if first.lower() in _PAGES:
        return None
    return identify_handle("@" + first.removeprefix("@"))


def identify_handle(text: str) -> Identity | None:
    """``@name``."""
    name = text.removeprefix("@").lower()
    if not text.startswith("@") or not USERNAME.fullmatch(name):
        return None
    return Identity("x", f"@{name}", f"{WEB}/{name}")


SOURCE = Source(
    name="x",
    label="X",
    docs="https://docs.x.com/x-api/introduction",
    gives=frozenset({"followers", "following", "posts", "likes", "comments", "shares", "quotes", "views", "history"}),
    lacks=words(
        "X charges for every account and post that is read, and gives out at most the latest 800 posts of an account; "
        "its replies and reposts are left out."
    ),
    pace=Pace(per_second=0.5, burst=30, parallel=2),
    roots={"api": "https://api.x.com"},
    route=words("official API"),
    cost=words("paid per account and post"),
    profile=profile,
    posts=posts,
    identify=identify,
    identify_handle=identify_handle,
    credentials=(
        Credential(
            setting=SETTING,
            unlocks=words("Followers and posts of any public account on X, paid per read."),
            steps=(
                words("Open console.x.com and sign in with an X account of your company."),
                words("Accept the developer agreement and describe your use: comparing public figures of brands."),
                words("Create an app."),
                words("Buy credits for the app; 5 US dollars are enough to begin with."),
                words("Open the app's keys and tokens, and generate its bearer token."),
                words("Copy the token into the setting BENCHMARK_X_BEARER_TOKEN."),
                words(
                    "If 1 US dollar a day is not what you want to spend, set BENCHMARK_X_BUDGET_USD_PER_DAY to another amount."
                ),
                words("Restart the dashboard."),
            ),
            url="https://console.x.com",
            required=True,
        ),
    ),
    price=x_api.PRICE,
)
