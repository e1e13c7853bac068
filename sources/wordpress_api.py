"""Where a WordPress site answers its REST API, and how it is asked there.

Docs: https://developer.wordpress.org/rest-api/using-the-rest-api/discovery/ (``Link`` header and ``<link>`` of
``https://api.w.org/``), …/pagination/ (``X-WP-Total``, ``X-WP-TotalPages``, ``page``, ``per_page`` ≤ 100),
…/global-parameters/ (``_fields``). Sites without pretty permalinks answer at ``/?rest_route=/`` only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from sources import anywhere
from sources.errors import LimitReached, LinkNotUnderstood, NotUnderstood, RetryLater
from sources.parsing import count, mapping, rows
from sources.pasted import parse

if TYPE_CHECKING:
    from sources.answer import Answer
    from sources.http import Client

INDEX = "name,description,home,url,namespaces"
PER_PAGE = 100
_REFUSALS = (400, 401, 403, 404, 405, 406, 410, 415, 451)
_PAGES = 1000


@dataclass(frozen=True)
class Api:
    """An API root (``https://brand.example/wp-json``, ``https://brand.example/?rest_route=/``) and what its index says.

    ``open`` is False when this is WordPress for certain, but its API wants a sign-in.
    """

    root: str
    index: Mapping[str, Any] = field(default_factory=dict)
    open: bool = True

    @property
    def site(self) -> str:
        """The site's root without trailing slash: by its own word, unless that names another host."""
        found = urlsplit(self.root)
        derived = f"{found.scheme}://{found.netloc}{found.path.rstrip('/').removesuffix('/wp-json')}"
        for named in (self.index.get("home"), self.index.get("url")):
            try:
                link = parse(named) if isinstance(named, str) else None
            except LinkNotUnderstood:
                continue
            if link is not None and link.host == found.netloc.removeprefix("www."):
                return link.url.split("?", 1)[0].rstrip("/")
        return derived


def find_api(client: Client, site: str, announced: str | None = None) -> Api | None:
    """Look for the REST API of a site: where it was announced, else at the two usual places below ``site``.

    Returns None when nothing there speaks as WordPress. Failures of the network are raised, refusals are not.
    """
    closed = None
    below = site.split("?", 1)[0].rstrip("/")
    for root in dict.fromkeys(filter(None, (announced, f"{below}/wp-json", f"{below}/?rest_route=/"))):
        api = _probe(client, root)
        if api is not None and api.open:
            return api
        closed = closed or api
    return closed


def ask(client: Client, root: str, route: str, *, ok: tuple[int, ...] = (200,), **params: str) -> Answer:
    """Call a route such as ``/wp/v2/posts`` below an API root of either form."""
    base, _, query = root.partition("?")
    named = dict(parse_qsl(query, keep_blank_values=True))
    if "rest_route" in named:
        return anywhere.get(client, base, params={**named, "rest_route": route, **params}, ok=ok)
    return anywhere.get(client, base.rstrip("/") + route, params=params, ok=ok)


def listed(
    client: Client, root: str, route: str, **params: str
) -> Iterator[tuple[list[Mapping[str, Any]], int | None]]:
    """Yield each page of a collection, without what a page before it held, and the collection's size.

    The size is ``X-WP-Total``, None where a proxy drops it.

    Raises:
        Refusal: the first page was refused.
        NotUnderstood: an answer is no list, or the server repeats a page.
        LimitReached: ``too_many_pages``.
    """
    seen: set[object] = set()
    for number in range(1, _PAGES + 1):
        answer = ask(client, root, route, ok=(200, *_REFUSALS), per_page=str(PER_PAGE), page=str(number), **params)
        if answer.status != 200:
            if number > 1 and answer.status == 400:
                return  # rest_post_invalid_page_number: the list ended
            raise Refusal(answer.status)
        items = rows(answer.json())
        if not items:
            return
        ids = {str(item.get("id")) for item in items}
        if ids and ids <= seen:
            raise NotUnderstood("repeated_cursor", host=answer.host, pages=number)
        fresh = [item for item in items if str(item.get("id")) not in seen]
        seen |= ids
        yield fresh, count(answer.headers.get("X-WP-Total"))
        last = count(answer.headers.get("X-WP-TotalPages"))
        if last is not None and number >= last:
            return
    raise LimitReached("too_many_pages", pages=_PAGES)


class Refusal(Exception):
    """A route that the site does not answer to strangers. ``status`` is that of the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def _probe(client: Client, root: str) -> Api | None:
    try:
        answer = ask(client, root, "/", ok=(200, *_REFUSALS), _fields=INDEX)
        body = mapping(answer.json())
    except NotUnderstood:
        return None
    except RetryLater as error:
        if error.code == "server_error":
            return None
        raise
    if answer.status == 200:
        namespaces = body.get("namespaces")
        return Api(root, body) if isinstance(namespaces, list) and "wp/v2" in namespaces else None
    return Api(root, open=False) if str(body.get("code")).startswith("rest_") and answer.status in (401, 403) else None
