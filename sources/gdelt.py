"""GDELT: in how many news articles around the world a phrase, such as a brand's name, stands each day.

Docs: https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/ (DOC 2.0 API, mode ``timelinevolraw``)
Gives: articles a day that hold the phrase, over the last three months.
Lacks: followers and posts: these are mentions by others. Older days; what GDELT does not monitor.
Auth: none.
Limits: one call in 5 seconds.
Rounding: none.
Retention: none.

What the documents leave open is handled as it was seen in answers. Refusals come as plain text, also with status 200. A
single plain word must not stand in quotes, a word with a hyphen or dot has to. Spans of more than a week come by day,
shorter ones by hour or quarter of an hour; a day is summed only when all of its parts are there. ``norm`` is the number
of all articles that were monitored: where it is 0, nothing was, and the day stays unknown. An answer without a
``timeline`` tells of no day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sources import phrases
from sources.base import Account, Day, Identity, Link, Pace, Profile, Source, words
from sources.errors import AccountGone, RetryLater
from sources.parsing import count, mapping, not_understood, rows

if TYPE_CHECKING:
    from sources.answer import Answer
    from sources.http import Client

REACH = timedelta(days=88)
"""The window is three months, of which the shortest has 89 days."""
SHORTEST = timedelta(days=14)
"""Spans of more than a week come by day."""
_PLAIN = re.compile(r"[^\W_]+")
_BUSY = ("limit requests", "too many requests")
_REFUSED = ("too short", "too long", "too common", "illegal character", "parenthe")
_STEPS: Mapping[str, timedelta] = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "30m": timedelta(minutes=30),
    "15m": timedelta(minutes=15),
}
_DAY = timedelta(days=1)


def profile(client: Client, account: Account) -> Profile:
    """Ask for the phrase's last day, which shows that GDELT answers and takes the phrase.

    Raises:
        AccountGone: ``not_found``, the phrase is empty or too short; ``phrase_refused``, GDELT does not search for it.
    """
    phrase = phrases.normalised(account.native_id)
    if phrase is None:
        raise AccountGone("not_found", host="api.gdeltproject.org")
    _timeline(client, phrase, {"timespan": "1d"})
    return Profile(phrase, display_name=phrase, url=_url(phrase))


def daily(client: Client, account: Account, since: date) -> Iterator[Day]:
    """Yield the articles of each whole day (UTC) from ``since`` on, at most three months back, oldest first."""
    today = client.now().date()
    start = max(since, today - REACH)
    asked = min(start, today - SHORTEST)
    span = {"startdatetime": f"{asked:%Y%m%d}000000", "enddatetime": f"{today - _DAY:%Y%m%d}235959"}
    body = _timeline(client, account.native_id, span)
    yield from (day for day in parse_timeline(body) if start <= day.day < today)


def parse_timeline(body: Mapping[str, Any]) -> Iterator[Day]:
    """Read the days of a timeline that are whole, oldest first.

    Raises:
        NotUnderstood: a time cannot be read, or comes twice.
    """
    series = rows(body.get("timeline", []))
    points: dict[datetime, int | None] = {}
    for point in rows(series[0].get("data")) if series else []:
        at = _time(point.get("date"))
        if at is None or at in points:
            raise not_understood(point)
        points[at] = None if point.get("norm") == 0 else _whole(point.get("value"))
    step = _step(mapping(body.get("query_details")).get("date_resolution"), sorted(points))
    if step is None:
        return
    for day in sorted({at.date() for at in points}):
        midnight = datetime(day.year, day.month, day.day)
        parts = [points.get(midnight + n * step) for n in range(_DAY // step)]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            yield Day(day, "mentions", sum(known))


def identify(link: Link) -> Identity | None:
    """The address of a search of the DOC 2.0 API for a plain phrase."""
    if link.host != "api.gdeltproject.org" or link.path != ("api", "v2", "doc", "doc"):
        return None
    asked = link.query.get("query", "")
    return None if re.search(r"[:()]", asked) else identify_handle(asked)


def identify_handle(text: str) -> Identity | None:
    """Any phrase of at least two letters."""
    phrase = phrases.normalised(text)
    if phrase is None or phrase.startswith(("@", "api.gdeltproject.org")):
        return None
    return Identity("gdelt", phrase, _url(phrase), needs_network=False)


def query_for(phrase: str) -> str:
    """The phrase as GDELT takes it: in quotes, unless it is one plain word."""
    return phrase if _PLAIN.fullmatch(phrase) else f'"{phrase}"'


def _timeline(client: Client, phrase: str, span: Mapping[str, str]) -> Mapping[str, Any]:
    asked = {"query": query_for(phrase), "mode": "timelinevolraw", "format": "json", **span}
    answer = client.get(f"{client.root()}/doc", params=asked)
    _refusal(answer)
    body = answer.json()
    if not isinstance(body, dict):
        raise not_understood(body)
    return body


def _refusal(answer: Answer) -> None:
    """Raise what a plain text says; anything else is left to whoever reads the answer."""
    said = answer.text()[:500].strip().lower()
    if said.startswith(("{", "[", "<")):
        return
    if any(sign in said for sign in _BUSY):
        raise RetryLater("rate_limited", host=answer.host)
    if any(sign in said for sign in _REFUSED):
        raise AccountGone("phrase_refused", host=answer.host)


def _time(stamp: object) -> datetime | None:
    """``20261120T000000Z``, or the same in digits only."""
    if not isinstance(stamp, str) or not re.fullmatch(r"\d{8}(T?\d{6}Z?)?", stamp, re.ASCII):
        return None
    digits = re.sub(r"\D", "", stamp).ljust(14, "0")
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S")  # noqa: DTZ007  UTC, as everywhere here
    except ValueError:
        return None


def _whole(value: object) -> int | None:
    return count(int(value) if isinstance(value, float) and value.is_integer() else value)


def _step(named: object, times: list[datetime]) -> timedelta | None:
    """How far the parts lie apart: as the answer says, else the smallest gap; None when it cannot be told."""
    if isinstance(named, str) and named in _STEPS:
        return _STEPS[named]
    smallest = min((after - before for before, after in pairwise(times)), default=None)
    return smallest if smallest in _STEPS.values() else None


def _url(phrase: str) -> str:
    asked = {"query": query_for(phrase), "mode": "artlist", "format": "html", "sort": "datedesc"}
    return "https://api.gdeltproject.org/api/v2/doc/doc?" + urlencode(asked)


SOURCE = Source(
    name="gdelt",
    label="GDELT",
    docs="https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/",
    gives=frozenset({"mentions", "history"}),
    lacks=words("GDELT tells in how many news articles a phrase stands, over the last three months only."),
    pace=Pace(per_second=0.2),
    roots={"api": "https://api.gdeltproject.org/api/v2/doc"},
    profile=profile,
    daily=daily,
    identify=identify,
    identify_handle=identify_handle,
    route=words("official API"),
    cost=words("free"),
    named_only=True,
    interaction_parts=(),
)
