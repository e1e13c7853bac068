"""Wikipedia: how often people open the article on a brand, day by day.

Docs: https://doc.wikimedia.org/generated-data-platform/aqs/analytics-api/ (page views, troubleshooting) and
    https://www.mediawiki.org/wiki/API:Query, https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy
Gives: page views of the article by people (bots and crawlers left out) on all devices, each day since 1 July 2015.
Lacks: followers and posts: nobody publishes there for a brand. Days without views and days that are not loaded yet are
    both left out of the answers (status 404 when nothing is left), so neither becomes 0 here.
Auth: none; a User-Agent that names a contact is asked for, which is the setting BENCHMARK_CONTACT.
Limits: one call at a time.
Rounding: none.
Retention: none; the figures are in the public domain (CC0).

An article is asked for by its title, and views by way of a redirect count for the redirect. So a pasted title, which may
be a redirect, is looked up first: ``@project/Title`` until then, ``project/Title`` once it is known. An article that becomes
a redirect later has moved: its old title goes on as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from sources.base import Account, Day, Identity, Link, Pace, Profile, Source, words
from sources.errors import AccountGone, RetryLater
from sources.parsing import count, mapping, not_understood, rows, text

if TYPE_CHECKING:
    from sources.http import Client

FIRST_DAY = date(2015, 7, 1)
"""The page views API begins here."""
SPAN = timedelta(days=730)
"""Days asked for in one call; no limit is documented."""

_PROJECT = re.compile(r"([a-z]{2,12}(?:-[a-z]{2,10}){0,3})(?:\.m)?\.wikipedia(?:\.org)?")
_NO_LANGUAGE = frozenset({"www", "meta", "species", "commons", "incubator", "donate", "test"})
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f#<>\[\]{}|\ufffd]")
"""Signs that no title holds (https://www.mediawiki.org/wiki/Manual:Page_title)."""
_LONGEST = 255
_OTHER_PAGES = frozenset(
    {"special", "media", "talk", "user", "user talk", "wikipedia", "wikipedia talk", "wp", "project", "file", "file talk",
     "image", "mediawiki", "template", "template talk", "help", "help talk", "category", "category talk", "portal", "draft",
     "module", "timedtext", "book", "spécial", "discussion", "utilisateur", "utilisatrice", "wikipédia", "fichier", "modèle",
     "catégorie", "portail", "projet", "aide", "spezial", "diskussion", "benutzer", "benutzerin", "datei", "vorlage",
     "kategorie", "hilfe", "especial", "usuario", "discusión", "archivo", "plantilla", "categoría", "speciale", "utente",
     "discussione", "categoria", "speciaal", "gebruiker", "overleg", "bestand", "sjabloon", "categorie"}
)  # fmt: skip
"""Names of namespaces that hold no articles: the English ones work everywhere. The others are told by `profile`."""


def profile(client: Client, account: Account) -> Profile:
    """Look an article up by its title, over redirects.

    Raises:
        AccountGone: there is no such article, or the page is none.
    """
    project, _, title = account.native_id.removeprefix("@").partition("/")
    root = client.root("web").replace("{host}", project)
    asked = {
        "action": "query",
        "format": "json",
        "formatversion": "2",
        "redirects": "1",
        "prop": "description",
        "titles": title.replace("_", " "),
    }
    answer = client.get(f"{root}/w/api.php", params=asked)
    found = parse_page(answer.json(), project, answer.host)
    if account.native_id.startswith("@") or found.native_id == account.native_id:
        return found
    return Profile(account.native_id, url=_url(project, title), status="moved", moved_to=found.url)


def daily(client: Client, account: Account, since: date) -> Iterator[Day]:
    """Yield the views of each whole day from ``since`` on, oldest first; days that the answer lacks are left out."""
    project, _, title = account.native_id.partition("/")
    article = f"{client.root()}/metrics/pageviews/per-article/{project}/all-access/user/{quote(title, safe='')}/daily"
    start, last = max(since, FIRST_DAY), client.now().date() - timedelta(days=1)
    while start <= last:
        end = min(start + SPAN, last)
        answer = client.get(f"{article}/{start:%Y%m%d}/{end:%Y%m%d}", ok=(200, 404))
        if answer.status == 200:
            yield from parse_views(answer.json(), start, end)
        start = end + timedelta(days=1)


def parse_page(body: object, project: str, host: str) -> Profile:
    """Read the answer to a query for one title.

    Raises:
        AccountGone: the title is missing, no title, of another wiki or of no article.
        RetryLater: the wiki asks for fewer calls or is behind.
        NotUnderstood: anything else but a page.
    """
    whole = mapping(body)
    problem = mapping(whole.get("error")).get("code")
    if problem in ("ratelimited", "maxlag", "readonly"):
        raise RetryLater("rate_limited", host=host)
    query = mapping(whole.get("query"))
    if query.get("interwiki"):
        raise AccountGone("not_found", host=host)
    pages = rows(query.get("pages"))
    page: Mapping[str, Any] = pages[0] if len(pages) == 1 else {}
    shown, namespace = text(page.get("title"), 300), page.get("ns")
    if shown is None or isinstance(namespace, bool) or not isinstance(namespace, int):
        raise not_understood(body)
    title = normalised(shown)
    if page.get("missing") or page.get("invalid") or namespace != 0 or title is None:
        raise AccountGone("not_found", host=host)
    return Profile(
        f"{project}/{title}",
        display_name=shown,
        bio=text(page.get("description"), 500),
        url=_url(project, title),
    )


def parse_views(body: object, first: date, last: date) -> Iterator[Day]:
    """Read a time series, oldest first.

    Raises:
        NotUnderstood: a day cannot be read, or is none of those that were asked for.
    """
    found: dict[date, int] = {}
    for item in rows(mapping(body).get("items")):
        day, views = _day(item.get("timestamp")), count(item.get("views"))
        if day is None or not first <= day <= last:
            raise not_understood(item)
        if views is not None:
            found[day] = views
    for day in sorted(found):
        yield Day(day, "page_views", found[day])


def normalised(title: str) -> str | None:
    """The title as Wikipedia keeps it: first letter large, ``_`` for spaces. None when it can be no article's."""
    shown = unicodedata.normalize("NFC", title.partition("#")[0])
    joined = re.sub(r"[\s_]+", "_", shown).lstrip("_:").rstrip("_")
    large = joined[:1].upper()
    whole = (large if len(large) == 1 else joined[:1]) + joined[1:]
    if not whole or not whole.isprintable() or _FORBIDDEN.search(whole) or len(whole.encode()) > _LONGEST:
        return None
    namespace, colon, _ = whole.replace("_", " ").lower().partition(":")
    name = namespace.strip()
    if (colon and (name in _OTHER_PAGES or name.endswith(" talk"))) or set(whole) <= {".", "/"}:
        return None
    return whole


def identify(link: Link) -> Identity | None:
    """An article's address on any language's Wikipedia, mobile or not, as ``/wiki/Title`` or ``?title=Title``."""
    project = _project(link.host)
    if project is None:
        return None
    first = link.path[0].lower() if link.path else ""
    asked = link.query.get("title")
    if first in ("", "w", "index.php"):
        return _identity(project, asked) if asked and link.path[-1:] in ((), ("index.php",)) else None
    language = project.partition(".")[0]
    if first == "wiki" or first.startswith(f"{language}-"):  # zh.wikipedia.org/zh-tw/…: a writing of the same article
        return _identity(project, asked if link.path[1:] == ("index.php",) else "/".join(link.path[1:]))
    return None


def identify_handle(text: str) -> Identity | None:
    """``project/Title``, such as ``en.wikipedia.org/Anvil``."""
    host, slash, title = text.removeprefix("@").partition("/")
    project = _project(host.strip().lower())
    if project is None or not slash or title.lower().startswith(("wiki/", "w/")):
        return None
    return _identity(project, unquote(title))


def _project(host: str) -> str | None:
    found = _PROJECT.fullmatch(host)
    return f"{found[1]}.wikipedia.org" if found and found[1] not in _NO_LANGUAGE else None


def _identity(project: str, title: str | None) -> Identity | None:
    known = normalised(title or "")
    return Identity("wikipedia", f"@{project}/{known}", _url(project, known)) if known else None


def _url(project: str, title: str) -> str:
    path = re.sub(r"\.$", "%2E", quote(title, safe="/:@$()~"))  # a pasted address loses a full stop at its end
    return f"https://{project}/wiki/{path}"


def _day(stamp: object) -> date | None:
    """``2026112000``: year, month, day, hour."""
    if not isinstance(stamp, str) or not re.fullmatch(r"\d{8}(00)?", stamp, re.ASCII):
        return None
    try:
        return date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8]))
    except ValueError:
        return None


SOURCE = Source(
    name="wikipedia",
    label="Wikipedia",
    docs="https://doc.wikimedia.org/generated-data-platform/aqs/analytics-api/",
    gives=frozenset({"page_views", "history"}),
    lacks=words(
        "Wikipedia tells how often an article is opened, not followers or posts; days without views are left out, and "
        "it asks callers to name a contact: set BENCHMARK_CONTACT."
    ),
    pace=Pace(per_second=5.0),
    roots={"api": "https://wikimedia.org/api/rest_v1", "web": "https://{host}"},
    profile=profile,
    daily=daily,
    identify=identify,
    identify_handle=identify_handle,
    history_from=FIRST_DAY,
    route=words("official API"),
    cost=words("free"),
    interaction_parts=(),
)
