"""Calls of LinkedIn's versioned API. See `sources.linkedin`.

Names of things (URNs) stand percent-encoded in paths and lists, as version 2 of its protocol wants them, while the brackets
and commas of a list stand as they are; so the questions are written out here instead of being made of parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

from sources import parsing as read
from sources.errors import AccountGone, FixCredentials, NotUnderstood

if TYPE_CHECKING:
    from sources.answer import Answer
    from sources.http import Client

SETTING = "BENCHMARK_LINKEDIN_ACCESS_TOKEN"
VERSION = "202607"
"""The version that is asked for: July 2026. LinkedIn serves each for at least a year, this one until July 2027 at least,
and refuses it afterwards with status 426. The next ones: learn.microsoft.com/linkedin/marketing/versioning."""
BATCH = 50
"""Posts a page; LinkedIn takes 100, but their names all stand in the address of the question for their counts."""


def page_named(client: Client, name: str) -> Mapping[str, Any]:
    """The page of a name.

    Raises:
        AccountGone: there is none.
    """
    answer = _ask(client, f"organizations?q=vanityName&vanityName={quote(name, safe='')}")
    found = read.rows(_json(answer).get("elements"))
    if not found:
        raise AccountGone("not_found", host=answer.host)
    same = (page for page in found if str(page.get("vanityName")).casefold() == name.casefold())
    return next(same, found[0])


def page_numbered(client: Client, number: str) -> Mapping[str, Any]:
    """What LinkedIn tells of a page; nothing where it does not tell, as in the development tier."""
    answer = _ask(client, f"organizationsLookup?ids=List({number})", ok=(200, 400, 403, 404))
    return read.mapping(read.mapping(_json(answer).get("results")).get(number)) if answer.status == 200 else {}


def followers(client: Client, number: str) -> object:
    """How many follow a page, as LinkedIn sends it.

    Raises:
        AccountGone: there is no such page.
    """
    return _json(_ask(client, f"networkSizes/{urn(number)}?edgeType=COMPANY_FOLLOWED_BY_MEMBER")).get("firstDegreeSize")


def posts(client: Client, number: str, start: str) -> tuple[list[Mapping[str, Any]], str | None] | None:
    """A page of posts and where the next one starts; None when the token's member does not administer the page."""
    asked = f"author={urn(number)}&q=author&count={BATCH}&start={start}&sortBy=CREATED"
    answer = _ask(client, f"posts?{asked}", ok=(200, 403), headers={"X-RestLi-Method": "FINDER"})
    if answer.status == 403:
        return None
    body = _json(answer)
    found = read.rows(body.get("elements"))
    return found, _next(body, int(start), len(found))


def statistics(client: Client, number: str, names: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """What LinkedIn counts of posts, by their names; those that it leaves out are not told, nor any without the right."""
    lists: dict[str, list[str]] = {"shares": [], "ugcPosts": []}
    for name in names:
        lists["ugcPosts" if name.startswith("urn:li:ugcPost:") else "shares"].append(quote(name, safe=""))
    wanted = "".join(f"&{kind}=List({','.join(listed)})" for kind, listed in lists.items() if listed)
    asked = f"q=organizationalEntity&organizationalEntity={urn(number)}{wanted}"
    answer = _ask(client, f"organizationalEntityShareStatistics?{asked}", ok=(200, 403))
    if answer.status == 403:
        return {}
    counts = {}
    for each in read.rows(_json(answer).get("elements")):
        named = each.get("share") or each.get("ugcPost")
        if isinstance(named, str):
            counts[named] = read.mapping(each.get("totalShareStatistics"))
    return counts


def urn(number: str) -> str:
    """The name of a page, as it stands in addresses."""
    return quote(f"urn:li:organization:{number}", safe="")


def _ask(
    client: Client, question: str, ok: tuple[int, ...] = (200,), headers: Mapping[str, str] | None = None
) -> Answer:
    """Ask; a status 403 passes only where LinkedIn itself says that a right is missing."""
    token = client.secret(SETTING)
    if token is None:
        raise FixCredentials("needs_key", host=urlsplit(client.root()).hostname, setting=SETTING)
    answer = client.get(
        f"{client.root()}/rest/{question}",
        headers={"LinkedIn-Version": VERSION, "X-Restli-Protocol-Version": "2.0.0", **(headers or {})},
        secret_headers={"Authorization": f"Bearer {token}"},
        ok={*ok, 401, 403},
    )
    if answer.status in (401, 403):
        told = _told(answer)
        if answer.status == 401:
            code = "key_expired" if "expired" in told else "key_rejected"
            raise FixCredentials(code, host=answer.host, setting=SETTING)
        if 403 not in ok or not ("access_denied" in told or "permission" in told):
            raise FixCredentials("no_permission", host=answer.host, setting=SETTING)
    return answer


def _told(answer: Answer) -> str:
    """What an error says: ``code`` and ``message``, in lower case."""
    try:
        error = read.mapping(answer.json())
    except NotUnderstood:
        return ""
    return f"{error.get('code')} {error.get('message')}".lower()


def _json(answer: Answer) -> Mapping[str, Any]:
    body = answer.json()
    if not isinstance(body, dict):
        raise read.not_understood(body)
    return body


def _next(body: Mapping[str, Any], start: int, found: int) -> str | None:
    """Where the next page starts: where its link says, else after a full page."""
    paging = body.get("paging")
    if not isinstance(paging, dict):
        raise read.not_understood(body)
    links = paging.get("links")
    if not isinstance(links, list):
        return str(start + found) if found >= BATCH else None
    following = next((link for link in read.mappings(links) if link.get("rel") == "next"), None)
    if following is None:
        return None
    place = parse_qs(urlsplit(str(following.get("href"))[:4000]).query).get("start", [""])[0]
    return place if place.isascii() and place.isdecimal() and len(place) < 10 else str(start + found)
