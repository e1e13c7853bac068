"""Reddit communities and users, through the Data API with approved credentials.

Docs: https://www.reddit.com/dev/api (about, new, submitted, api/info), github.com/reddit-archive/reddit/wiki/OAuth2 (application
    only), …/wiki/JSON, and the Responsible Builder Policy, https://support.reddithelp.com/hc/articles/42728983564564.
Gives: members of a community; its posts, or those of a user, with score, comments and crossposts.
Lacks: views, votes in either direction, shares outside Reddit; a user's followers unless shown; all but the latest 1 000 posts.
Auth: an app token by client id and secret (HTTP Basic, client credentials), fetched anew once when it is refused. Since
    November 2025 new credentials are given out on approval only, for commercial use under a contract.
Limits: 100 calls a minute, averaged over 10; ``X-Ratelimit-*`` with seconds to go. 100 posts a page.
Rounding: members are exact; the score of a post is blurred by Reddit against manipulation and differs by some per cent
    from look to look.
Retention: no number of days; what its author deletes must not be kept, and is marked here once it is no longer listed.

Likes are the score: votes for less votes against, as one number; ``ups`` holds the same number. A score below 0, or one that
the community hides for a while (``hide_score``), counts as unknown. Shares are crossposts.

A community is asked for by its name, which cannot be changed; when the name is gone or somebody else's, by its id (``t5_…``
or ``t2_…``). An unknown community is answered by a redirect to the search, by 404 elsewhere. 403 with a reason is a private,
quarantined or gated community, 404 with reason ``banned`` one that Reddit has closed.

Not confirmed: whether app tokens may look users up by id (then a renamed user is lost), and since when a user's followers are
always told as 0: there 0 counts as withheld. Listings end after about 1 000 posts, of which removed ones are left out, so one
that ends after 500 or more is taken as cut.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sources import parsing as read
from sources.base import Account, Credential, CutShort, Pace, Post, Profile, Source, words
from sources.errors import AccountGone, AccountPrivate, FixCredentials, NotUnderstood, SourceError
from sources.paging import pages
from sources.reddit_links import identify, identify_handle
from sources.reddit_parse import parse_post, parse_profile
from sources.tokens import Token, ask_token, needed, with_token

if TYPE_CHECKING:
    from sources.answer import Answer
    from sources.http import Client

CLIENT_ID, CLIENT_SECRET = "BENCHMARK_REDDIT_CLIENT_ID", "BENCHMARK_REDDIT_CLIENT_SECRET"
POLICY = "https://support.reddithelp.com/hc/articles/42728983564564"
PAGE = 100
CUT_FROM = 500
"""A listing that ends after so many posts has been cut by Reddit."""
_CLOSED = frozenset({"private", "quarantined", "gated", "gold_only", "premium_only", "employees_only"})


def profile(client: Client, account: Account) -> Profile:
    """Look a community or user up by name, else by id."""
    known = not account.native_id.startswith("@")
    name = _name(account)
    if name:
        try:
            found = _about(client, name)
        except AccountGone as error:
            if not known or error.code != "not_found":
                raise
        else:
            if not known or found.native_id == account.native_id:
                return found
    return _about(client, _name_of(client, account.native_id))


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    """Yield posts newest first, down to the first page that holds only older ones."""
    name = _name(account) or _name_of(client, account.native_id)
    of_community = name.startswith("r/")
    path = f"r/{name[2:]}/new" if of_community else f"user/{name[2:]}/submitted"
    order = {} if of_community else {"sort": "new"}

    def fetch(cursor: str | None) -> tuple[list[Mapping[str, Any]], str | None]:
        onward = {"after": cursor} if cursor else {}
        listing = _data(_call(client, path, limit=str(PAGE), **order, **onward), "Listing")
        following = listing.get("after")
        return read.rows(listing.get("children")), read.identifier(following, 64) if following else None

    seen, oldest = 0, None
    for page in pages(fetch):
        posts_read = [post for child in page if (post := _post(child))]
        recent = [post for post in posts_read if post.published_at >= since]
        seen += len(page)
        oldest = min([*(post.published_at for post in posts_read), *([oldest] if oldest else [])], default=None)
        yield from sorted(recent, key=lambda post: post.published_at, reverse=True)
        if posts_read and not recent:
            return
    if seen >= CUT_FROM and oldest is not None and oldest > since:
        yield CutShort(oldest)


def _post(child: Mapping[str, Any]) -> Post | None:
    """The post in a listing; None for a comment or what has been taken away."""
    return None if child.get("kind") == "t1" else parse_post(_data(child, "t3"))


def _about(client: Client, name: str) -> Profile:
    place, bare = ("r", name[2:]) if name.startswith("r/") else ("user", name[2:])
    kind = "t5" if place == "r" else "t2"
    data = _data(_call(client, f"{place}/{bare}/about"), kind)
    if data.get("is_suspended") is True:
        raise AccountGone("suspended", host=_host(client))
    if str(data.get("subreddit_type")) in _CLOSED:
        raise AccountPrivate(host=_host(client))
    return parse_profile(kind, data)


def _name(account: Account) -> str | None:
    """``r/…`` or ``u/…``, as far as it is known."""
    hint = account.native_id if account.native_id.startswith("@") else account.handle
    named = identify_handle(hint) if hint else None
    return named.native_id[1:] if named else None


def _name_of(client: Client, native_id: str) -> str:
    """The present name of an id.

    Raises:
        AccountGone: nothing of this id is there, or nobody may look it up.
    """
    if native_id.startswith("t5_"):
        listing = _data(_call(client, "api/info", id=native_id), "Listing")
        children = [read.mapping(child.get("data")) for child in read.rows(listing.get("children"))]
        names = [f"r/{child.get('display_name')}" for child in children if child.get("name") == native_id]
    else:
        try:
            users = read.mapping(_call(client, "api/user_data_by_account_ids", ids=native_id))
        except FixCredentials as error:
            if error.code != "no_permission":
                raise
            users = {}
        names = [f"u/{read.mapping(users[native_id]).get('name')}"] if native_id in users else []
    if not names:
        raise AccountGone("not_found", host=_host(client))
    named = identify_handle(names[0])
    if named is None:
        raise read.not_understood(names[0])
    return named.native_id[1:]


def _data(body: object, kind: str) -> Mapping[str, Any]:
    """What stands in the wrapper ``{"kind": …, "data": {…}}``."""
    thing = read.mapping(body)
    if thing.get("kind") != kind or not isinstance(thing.get("data"), dict):
        raise read.not_understood(body)
    return read.mapping(thing["data"])


def _call(client: Client, path: str, **params: str) -> Any:
    client_id, secret = needed(client, CLIENT_ID, CLIENT_SECRET)

    def token() -> Token:
        basic = b64encode(f"{client_id}:{secret}".encode()).decode()
        return ask_token(
            client,
            f"{client.root('auth')}/api/v1/access_token",
            CLIENT_SECRET,
            form={"grant_type": "client_credentials"},
            secret_headers={"Authorization": f"Basic {basic}"},
        )

    def call(bearer: str) -> Any:
        answer = client.get(
            f"{client.root()}/{path}",
            params={"raw_json": "1", **params},
            secret_headers={"Authorization": f"Bearer {bearer}"},
            ok=(200, 302, 403, 404),
        )
        if answer.status != 200:
            raise _refusal(answer)
        return answer.json()

    return with_token(client, token, call)


def _refusal(answer: Answer) -> SourceError:
    """What a refusal means: by its reason, else by its status."""
    try:
        reason = str(read.mapping(answer.json()).get("reason"))
    except NotUnderstood:
        reason = ""
    if answer.status == 403 and reason in _CLOSED:
        return AccountPrivate(host=answer.host, reason=reason)
    if answer.status == 403:
        return FixCredentials("no_permission", host=answer.host, setting=CLIENT_ID)
    return AccountGone("suspended" if reason == "banned" else "not_found", host=answer.host)


def _host(client: Client) -> str | None:
    return urlsplit(client.root()).hostname


SOURCE = Source(
    name="reddit",
    label="Reddit",
    docs="https://www.reddit.com/dev/api",
    gives=frozenset({"followers", "posts", "likes", "comments", "shares", "history"}),
    lacks=words(
        "Reddit tells no views and only votes for less votes against, slightly blurred; it lists the latest 1 000 posts, and "
        "gives new keys out on approval only."
    ),
    pace=Pace(per_second=1.5, burst=10, parallel=2),
    roots={"api": "https://oauth.reddit.com", "auth": "https://www.reddit.com"},
    route=words("official API, for approved apps"),
    cost=words("free on approval, a contract for commercial use"),
    profile=profile,
    posts=posts,
    identify=identify,
    identify_handle=identify_handle,
    credentials=(
        Credential(
            setting=CLIENT_ID,
            unlocks=words("Communities and users, together with the client secret."),
            steps=(
                words("Read Reddit's Responsible Builder Policy and ask for access through the form that it links."),
                words("For commercial use, ask for a contract there; without one Reddit does not allow it."),
                words("When Reddit has approved, open reddit.com/prefs/apps and create an app of the type “script”."),
                words("Copy the id under the app's name into BENCHMARK_REDDIT_CLIENT_ID."),
            ),
            url=POLICY,
            required=True,
        ),
        Credential(
            setting=CLIENT_SECRET,
            unlocks=words("The app tokens that go with the client id."),
            steps=(
                words(
                    "Open the same app at reddit.com/prefs/apps and copy its secret into BENCHMARK_REDDIT_CLIENT_SECRET."
                ),
                words("Restart the dashboard."),
            ),
            url="https://www.reddit.com/prefs/apps",
            required=True,
        ),
    ),
    followers_are="members",
    interaction_parts=("likes", "comments", "shares"),
)
