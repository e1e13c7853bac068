"""Calls of the X API: what each may cost, which names its parameters have, what its refusals mean. See `sources.x`.

X renamed "tweets" to "posts" in 2026, in parameters and in fields. Which name of ``post.fields`` the server takes is tried
once, the newer first, and remembered for the account; fields are understood under both names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from sources import parsing as read
from sources.base import Price
from sources.errors import AccountGone, AccountPrivate, FixCredentials, LimitReached, NotUnderstood, SourceError

if TYPE_CHECKING:
    from sources.answer import Answer
    from sources.http import Client
    from sources.ledger import Payment

SETTING = "BENCHMARK_X_BEARER_TOKEN"
PRICE = Price(profile=0.010, post=0.005, budget="BENCHMARK_X_BUDGET_USD_PER_DAY", default_budget=1.0)
"""The default buys the profiles of ten brands and 180 posts a day: enough to try it, too little to hurt."""
FEWEST, MOST = 5, 100
"""Posts that X lets a page hold."""
HELD_BACK = 20
"""So many posts' worth of the budget (ten profiles) is never spent on posts, so that the posts of the accounts that come
first do not take the followers of the last ones."""

_USER_FIELDS = "description,entities,protected,public_metrics,url"
_POST_FIELDS = {
    "post": ("post.fields", "attachments,created_at,entities,lang,note_post,public_metrics"),
    "tweet": ("tweet.fields", "attachments,created_at,entities,lang,note_tweet,public_metrics"),
}
_SENT_ALWAYS = frozenset({"id", "text", "edit_history_post_ids", "edit_history_tweet_ids"})
_EARLIEST = datetime(2010, 11, 6)
"""The earliest ``start_time`` that X takes."""


def user(client: Client, **which: str) -> Mapping[str, Any]:
    """Buy the look at one user.

    Args:
        client: in whose name.
        which: ``usernames`` or ``ids``, of one user.

    Raises:
        AccountGone: ``not_found`` or ``suspended``.
        LimitReached: ``budget`` or ``credits``.
    """
    path = "users/by" if "usernames" in which else "users"
    with client.paying(PRICE.profile, 1) as payment:
        answer = _ask(client, path, {**which, "user.fields": _USER_FIELDS})
        if answer.status == 400:
            raise _refusal(answer)
        with _counted(payment, "user", 1):
            body = _object(answer)
            found = read.rows(body.get("data") or [])
            payment.bought(_named("user", found))
    if found:
        return found[0]
    raise _unlisted(body, answer.host) or read.not_understood(body)


def page(
    client: Client, user_id: str, since: datetime, **onward: str
) -> tuple[list[Mapping[str, Any]], str | None, int]:
    """Buy a page of a user's own posts: the posts, the token of the next page, and how many were asked for.

    Raises:
        AccountPrivate: only approved followers may read them.
        LimitReached: ``budget``, the day's budget no longer pays for a page; ``credits``.
    """
    for name in sorted(_POST_FIELDS, key=lambda each: each != client.state.get("naming")):
        parameter, fields = _POST_FIELDS[name]
        asked = {
            "exclude": "replies,retweets",
            "start_time": f"{max(since, _EARLIEST):%Y-%m-%dT%H:%M:%SZ}",
            parameter: fields,
            **onward,
        }
        with client.paying(PRICE.post, MOST + HELD_BACK, FEWEST + HELD_BACK) as payment:
            size = payment.granted = payment.granted - HELD_BACK
            answer = _ask(client, f"users/{user_id}/tweets", {**asked, "max_results": str(size)})
            if answer.status == 400:
                continue
            with _counted(payment, "post", size):
                body = _object(answer)
                found = _posts(body, answer.host)
                payment.bought(_named("post", found))
        if found and all(post.keys() <= _SENT_ALWAYS for post in found):
            continue  # it did not know the parameter and passed over it
        if found:
            client.state["naming"] = name
        token = read.mapping(body.get("meta")).get("next_token")
        return found, read.identifier(token, 4096) if token else None, size
    raise _refusal(answer)


def _ask(client: Client, path: str, params: Mapping[str, str]) -> Answer:
    """Ask; the answer has status 200, or 400 for a parameter that X does not know."""
    token = client.secret(SETTING)
    if token is None:
        raise FixCredentials("needs_key", host=urlsplit(client.root()).hostname, setting=SETTING)
    answer = client.get(
        f"{client.root()}/2/{path}",
        params=params,
        secret_headers={"Authorization": f"Bearer {token}"},
        ok=(200, 400, 402, 403),
    )
    if answer.status in (402, 403):
        raise _refusal(answer)
    return answer


def _object(answer: Answer) -> Mapping[str, Any]:
    body = answer.json()
    if not isinstance(body, dict):
        raise read.not_understood(body)
    return body


def _posts(body: Mapping[str, Any], host: str) -> list[Mapping[str, Any]]:
    """The posts of a page; a page that lacks its end, or says it holds posts and shows none, must not look complete."""
    if "data" in body:
        if not isinstance(body.get("meta"), dict):
            raise read.not_understood(body)
        return read.rows(body["data"])
    refused = _unlisted(body, host)
    if refused is not None:
        raise refused
    if read.count(read.mapping(body.get("meta")).get("result_count")) != 0:
        raise read.not_understood(body)
    return []


@contextmanager
def _counted(payment: Payment, kind: str, asked: int) -> Iterator[None]:
    """Count all that was asked for as bought when the answer cannot be understood: it may have been billed."""
    try:
        yield
    except NotUnderstood:
        if not payment.resources:
            payment.bought(f"{kind}:unread:{uuid4()}" for _ in range(asked))
        raise


def _named(kind: str, found: Iterable[Mapping[str, Any]]) -> list[str]:
    return [f"{kind}:{item.get('id')}" for item in found]


def _unlisted(body: Mapping[str, Any], host: str) -> SourceError | None:
    """Why X shows nothing in an answer with status 200: it says so in ``errors``."""
    for error in read.mappings(body.get("errors")):
        told = " ".join(str(error.get(name, "")) for name in ("title", "detail", "type")).lower()
        if "suspended" in told or "forbidden" in told:
            return AccountGone("suspended", host=host)
        if "not-authorized" in told or "not authorized" in told or "authorization error" in told:
            return AccountPrivate("private", host=host)
        if "not-found" in told or "not found" in told or "could not find" in told:
            return AccountGone("not_found", host=host)
    return None


def _refusal(answer: Answer) -> SourceError:
    """What another status than 200 means; the answer is a problem (RFC 9457) with ``title``, ``detail`` and ``type``."""
    try:
        problem = read.mapping(answer.json())
    except NotUnderstood:
        problem = {}
    kind, host = str(problem.get("type")), answer.host
    if answer.status == 402 or kind.endswith("/credits"):
        return LimitReached("credits", host=host, setting=SETTING)
    if answer.status == 403:
        return FixCredentials("no_permission", host=host, setting=SETTING)
    return _unlisted(problem, host) or NotUnderstood(status=answer.status, host=host, excerpt=answer.excerpt())
