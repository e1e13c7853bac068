"""What the networks of Meta have in common: the token, what their errors mean, dropped fields, and pages of lists.

Docs: https://developers.facebook.com/docs/graph-api/guides/error-handling, …/overview/rate-limiting, …/results and
    …/reference/debug_token. The numbers of errors that are not in these pages are those that programs in use meet: 803
    and 100/33 (no such object), 21 (merged), 110 (Instagram), 613 and 80001 to 80014 (limits), 2500 (no token).

The token goes in the header ``Authorization: Bearer``, never in an address: the pages on Graph show it as a parameter, those
on the same servers' newer APIs (WhatsApp, Instagram publishing) and many programs show the header. ``paging.next`` holds
the token in its query, so it is never followed: the next page is asked for with ``cursors.after``.

When a token ends is told by ``debug_token``, documented as a GET whose query holds the token. It is asked by POST with the
token in the body and ``method=get``, which Graph takes for a GET; whether each network still does is not known, so any
refusal only means that the end is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from sources.errors import AccountGone, FixCredentials, NotUnderstood, RetryLater, SourceError
from sources.pace import UNNAMED_PAUSE
from sources.paging import pages
from sources.parsing import count, identifier, mapping, not_understood, rows, text
from sources.signs import usage

if TYPE_CHECKING:
    from sources.answer import Answer
    from sources.http import Client

TOKEN: Final = "BENCHMARK_META_ACCESS_TOKEN"  # noqa: S105  the name of a setting
GRAPH: Final = "https://graph.facebook.com"
VERSION: Final = "v26.0"
HANDLE: Final = re.compile(r"(?!\.)(?!.*\.\.)(?!.*\.$)[a-z0-9._]{1,30}")
"""Names on Instagram and Threads: letters, digits, underscores, and dots that neither begin, end nor follow each other."""
DROPPED_FOR: Final = timedelta(days=30)
"""After this time a field that was refused is asked for again."""

_VERSION = re.compile(r"/v\d+\.\d+\Z")
_CURSOR = re.compile(r"[A-Za-z0-9_=+/.:|~-]{1,4096}")
_MIGRATED = re.compile(r"migrated to page ID (\d{1,20})")
_REFUSALS = (200, 400, 401, 403, 404)
_LIMITS = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
_BUSY = frozenset({1, 2})
_TOKENS = frozenset({102, 104, 190, 2500})
_EXPIRED = 463
_LAST = 3
_LAST_SECOND = 253_402_300_799

Lost = Callable[[int, int, str], SourceError | None]
"""What an error's code, subcode and message mean on one network only; None: what they mean everywhere."""


def token(client: Client, setting: str = TOKEN) -> str:
    """The token in a setting.

    Raises:
        FixCredentials: ``needs_key``, there is none.
    """
    found = client.secret(setting)
    if not found:
        raise FixCredentials("needs_key", setting=setting, host=urlsplit(client.root()).hostname)
    return found


def base(client: Client, version: str = VERSION) -> str:
    """The API's address with its version; a configured address may name another version."""
    root = client.root()
    return root if _VERSION.search(root) else f"{root}/{version}"


def ask(  # noqa: PLR0917  what is asked, with which token, and what a refusal means
    client: Client,
    url: str,
    params: Mapping[str, str],
    setting: str = TOKEN,
    lost: Lost | None = None,
    also: tuple[int, ...] = (),
) -> Any:
    """The JSON object at an address of the Graph API.

    Args:
        client: in whose name.
        url: the address.
        params: sent with it.
        setting: where the token is.
        lost: what errors mean on this network only.
        also: further statuses that are not asked again but raised at once.

    Raises:
        SourceError: by the error's code, else by the status.
    """
    secret = {"Authorization": f"Bearer {token(client, setting)}"}
    answer = client.get(url, params=params, secret_headers=secret, ok=(*_REFUSALS, *also))
    body = _object(answer)
    if answer.status != 200 or (body is not None and "error" in body):
        raise _refusal(answer, mapping(mapping(body).get("error")), setting, client.now(), lost)
    if body is None:
        raise NotUnderstood(host=answer.host, status=answer.status, excerpt=answer.excerpt())
    return body


def ask_dropping(client: Client, optional: Collection[str], call: Callable[[Collection[str]], Any]) -> Any:
    """Call with the optional fields that the network takes: one that it refuses by name is dropped and remembered.

    Args:
        client: in whose name; its memory keeps the dropped fields.
        optional: fields that can be done without.
        call: makes the call with some of them.
    """
    while True:
        gone = dropped(client)
        try:
            return call([name for name in optional if name not in gone])
        except NotUnderstood as error:
            told = re.findall(r"\w+", str(error.params.get("excerpt"))) if error.params.get("graph") == 100 else []
            named = {name for name in optional if name in told and name not in gone}
            if not named:
                raise
            client.state["dropped"] = " ".join([client.now().date().isoformat(), *sorted(gone | named)])


def dropped(client: Client) -> set[str]:
    """The fields that the network refused to this account of late; the app may have got the right to them since."""
    day, *names = client.state.get("dropped", "").split() or [""]
    return set(names) if day > (client.now().date() - DROPPED_FOR).isoformat() else set()


def listing(client: Client, fetch: Callable[[str | None], Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """Yield each page of ``fetch(cursor)``, an edge with ``data`` and ``paging``.

    As documented, a list goes on while there is ``paging.next``, also behind an empty page. Nested lists never have it: they go on
    while there is a cursor and the page is not empty. So does a list that never had ``next``; that it has is remembered.
    """

    def page(cursor: str | None) -> tuple[list[Mapping[str, Any]], str | None]:
        edge = fetch(cursor)
        found, paging = rows(edge.get("data")), mapping(edge.get("paging"))
        after = mapping(paging.get("cursors")).get("after")
        if "next" in paging:
            client.state["next"] = "told"
        elif not found or "next" in client.state:
            return found, None
        if after in (None, ""):
            return found, None
        if not _CURSOR.fullmatch(identifier(after, 4096)):
            raise not_understood(after)
        return found, after

    return pages(page)


def past(dates: Sequence[datetime], since: datetime) -> bool:
    """Whether a page, newest first, has come to posts older than ``since``: its last ones are, and not one by chance."""
    return bool(dates) and max(dates[-_LAST:]) < since


def ends(client: Client, setting: str = TOKEN, version: str = VERSION) -> dict[str, datetime]:
    """When the token in a setting ends, by setting; empty when the network does not say, or it never does."""
    secret = client.secret(setting)
    if not secret:
        return {}
    try:
        answer = client.post(
            f"{base(client, version)}/debug_token",
            form={"method": "get"},
            secret_form={"input_token": secret},
            secret_headers={"Authorization": f"Bearer {secret}"},
        )
        told = mapping(mapping(answer.json()).get("data"))
    except RetryLater:
        raise
    except SourceError:
        return {}
    moments = [count(told.get(name)) or 0 for name in ("expires_at", "data_access_expires_at")]
    known = [moment for moment in moments if 0 < moment <= _LAST_SECOND]
    return {setting: datetime.fromtimestamp(min(known), UTC).replace(tzinfo=None)} if known else {}


def _object(answer: Answer) -> Mapping[str, Any] | None:
    """The JSON object of an answer; of a refusal that is none, None."""
    try:
        body = answer.json()
    except NotUnderstood:
        if answer.status == 200:
            raise
        return None
    return body if isinstance(body, dict) else None


def _refusal(
    answer: Answer, error: Mapping[str, Any], setting: str, now: datetime, lost: Lost | None = None
) -> SourceError:
    """What a refusal means and what to do next."""
    code, subcode = count(error.get("code")) or 0, count(error.get("error_subcode")) or 0
    message = text(error.get("message"), 1000) or ""
    found = lost(code, subcode, message) if lost else None
    found = found or _everywhere(code, subcode, message, setting) or _by_status(answer.status, code, setting)
    if isinstance(found, RetryLater) and found.code == "rate_limited":
        told = usage(answer.headers)
        pause = (told.seconds if told else None) or UNNAMED_PAUSE
        return RetryLater("rate_limited", retry_at=now + timedelta(seconds=pause), host=answer.host, graph=code)
    if isinstance(found, NotUnderstood):
        found.params |= {"status": answer.status, "graph": code, "excerpt": answer.excerpt()}
    found.params["host"] = answer.host
    return found


def _everywhere(code: int, subcode: int, message: str, setting: str) -> SourceError | None:
    if code in _LIMITS or code in _BUSY:
        return RetryLater("rate_limited" if code in _LIMITS else "server_error")
    if code in _TOKENS:
        ended = subcode == _EXPIRED or (not subcode and "expired" in message.lower())
        return FixCredentials("key_expired" if ended else "key_rejected", setting=setting)
    if code in (3, 10) or 200 <= code <= 299:
        return FixCredentials("no_permission", setting=setting)
    if code == 803 or (code, subcode) == (100, 33):
        return AccountGone("not_found")
    migrated = _MIGRATED.search(message)
    if code == 21 and migrated:
        return AccountGone("moved", moved_to=f"https://www.facebook.com/{migrated[1]}")
    return None


def _by_status(status: int, code: int, setting: str) -> SourceError:
    if status >= 500:
        return RetryLater("server_error")
    if code or status in (200, 400):
        return NotUnderstood()
    if status == 401:
        return FixCredentials("key_rejected", setting=setting)
    return FixCredentials("no_permission", setting=setting) if status == 403 else AccountGone("not_found")
