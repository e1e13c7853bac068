"""Hacker News: on how many stories a phrase, such as a brand's name, stands each day.

Docs: https://hn.algolia.com/api (HN Search, kept by Algolia) and https://www.algolia.com/doc/api-reference/api-parameters/
Gives: stories a day whose title, text or address holds the phrase, as far back as is asked.
Lacks: followers and posts: these are mentions by others. Comments are not counted.
Auth: none.
Limits: 10 000 calls an hour from one address.
Rounding: none.
Retention: none.

A phrase in double quotes is matched as it stands (``advancedSyntax``), without corrected spelling. The total is not
always exact for phrases and authors' names match as well, so the stories themselves are read, at most 1000 a call, and
those counted that hold the phrase. A span of time with more stories than a call gives is cut in halves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sources import phrases
from sources.base import Account, Day, Identity, Link, Pace, Profile, Source, words
from sources.errors import AccountGone, LimitReached
from sources.parsing import count, html_text, mapping, not_understood, rows, text

if TYPE_CHECKING:
    from sources.http import Client

BEGIN = date(2006, 10, 9)
"""The first story."""
PAGE = 1000
MOST_CALLS = 500
"""Calls for one account and run; the next run goes on after the days that are told."""
_FIELDS = "title,url,story_text,created_at_i"


def profile(client: Client, account: Account) -> Profile:
    """Ask for one story, which shows that the search answers; a phrase nobody has written is an account, too.

    Raises:
        AccountGone: the phrase is empty or too short to be searched for.
    """
    phrase = phrases.normalised(account.native_id)
    if phrase is None:
        raise AccountGone("not_found", host="hn.algolia.com")
    if count(mapping(body := _search(client, phrase, {"hitsPerPage": "1"})).get("nbHits")) is None:
        raise not_understood(body)
    return Profile(phrase, display_name=phrase, url=_url(phrase))


def daily(client: Client, account: Account, since: date) -> Iterator[Day]:
    """Yield the mentions of each whole day (UTC) from ``since`` on, oldest first; a day that was read without any is 0.

    Raises:
        LimitReached: ``too_many_pages``; the days before are told.
    """
    phrase = account.native_id
    day = max(since, BEGIN)
    stretches = [(_seconds(day), _seconds(client.now().date()))]
    told: Counter[date] = Counter()
    calls = 0
    while stretches and stretches[-1][0] < stretches[-1][1]:
        if calls == MOST_CALLS:
            raise LimitReached("too_many_pages", host="hn.algolia.com", pages=calls)
        start, end = stretches.pop()
        found = parse_stories(_stories(client, phrase, start, end), phrase, start, end)
        calls += 1
        if found is None:
            middle = _middle(start, end)
            stretches += [(middle, end), (start, middle)]
            continue
        told.update(found)
        while _seconds(day + timedelta(days=1)) <= end:
            yield Day(day, "mentions", told.pop(day, 0))
            day += timedelta(days=1)


def parse_stories(body: object, phrase: str, start: int, end: int) -> list[date] | None:
    """Read the days of the stories that hold the phrase; None when there are more stories than the answer gives.

    Raises:
        NotUnderstood: a story has no time, or was not asked for; none has a title, in which the phrase could stand.
    """
    hits, total = rows(mapping(body).get("hits")), count(mapping(body).get("nbHits"))
    if total is None:
        raise not_understood(body)
    if total > len(hits):
        return None
    if hits and not any(text(hit.get("title")) for hit in hits):
        raise not_understood(hits[0])
    days = []
    for hit in hits:
        at = count(hit.get("created_at_i"))
        if at is None or not start <= at < end:
            raise not_understood(hit)
        if _mentions(hit, phrase):
            days.append(datetime.fromtimestamp(at, UTC).date())
    return days


def identify(link: Link) -> Identity | None:
    """A search on hn.algolia.com, or the stories from one site (``/from?site=``): the site's name is the phrase."""
    if link.host == "news.ycombinator.com" and link.path == ("from",):
        return identify_handle(link.query.get("site", ""))
    if link.host == "hn.algolia.com" and not link.path:
        return identify_handle(link.query.get("q") or link.query.get("query") or "")
    return None


def identify_handle(text: str) -> Identity | None:
    """Any phrase of at least two letters."""
    phrase = phrases.normalised(text)
    if phrase is None or phrase.startswith(("@", "news.ycombinator.com", "hn.algolia.com")):
        return None
    return Identity("hackernews", phrase, _url(phrase), needs_network=False)


def _search(client: Client, phrase: str, more: Mapping[str, str]) -> Any:
    asked = {
        "query": f'"{phrase}"',
        "tags": "story",
        "advancedSyntax": "true",
        "typoTolerance": "false",
        "attributesToRetrieve": _FIELDS,
        "attributesToHighlight": "[]",
        **more,
    }
    return client.get_json(f"{client.root()}/search_by_date", params=asked)


def _stories(client: Client, phrase: str, start: int, end: int) -> Any:
    span = f"created_at_i>={start},created_at_i<{end}"
    return _search(client, phrase, {"numericFilters": span, "hitsPerPage": str(PAGE)})


def _mentions(hit: Mapping[str, Any], phrase: str) -> bool:
    said = (text(hit.get("title"), 1000), html_text(hit.get("story_text")), text(hit.get("url"), 2000))
    return any(phrases.holds(part, phrase) for part in said if part)


def _middle(start: int, end: int) -> int:
    """Where a span is cut: at midnight while it is longer than a day.

    Raises:
        LimitReached: ``too_many_pages``, a single second holds more than a call gives.
    """
    if end - start < 2:
        raise LimitReached("too_many_pages", host="hn.algolia.com", pages=1)
    middle = (start + end) // 2
    midnight = middle - middle % 86_400
    return midnight if start < midnight else middle


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _url(phrase: str) -> str:
    return "https://hn.algolia.com/?" + urlencode({"q": f'"{phrase}"', "sort": "byDate", "type": "story"})


SOURCE = Source(
    name="hackernews",
    label="Hacker News",
    docs="https://hn.algolia.com/api",
    gives=frozenset({"mentions", "history"}),
    lacks=words("Hacker News tells on how many stories a phrase stands; comments are not counted."),
    pace=Pace(per_second=2.0, burst=2),
    roots={"api": "https://hn.algolia.com/api/v1"},
    profile=profile,
    daily=daily,
    identify=identify,
    identify_handle=identify_handle,
    route=words("official search API"),
    cost=words("free"),
    named_only=True,
    interaction_parts=(),
)
