"""A polite visitor of one site: reads what its robots.txt allows, at the pace it asks for, and leaves it for no other.

Two hosts are of one site when they are the same but for ``www.``, or when one is a subdomain of the other
(``blog.brand.example`` and ``brand.example``). That takes ``a.shop.example`` for a part of ``shop.example``; for hosts
that are known to house strangers side by side (``SHARED``) and for suffixes such as ``co.uk`` it does not. A page on an
IP number or on a port of its own is of the same site only on exactly that host and port.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from sources.addresses import Target, target
from sources.client import Client
from sources.discovery import robots
from sources.discovery.robots import Robots
from sources.errors import AccountGone, FixCredentials, LimitReached, NotUnderstood, Refused, RetryLater

if TYPE_CHECKING:
    from sources.base import Source
    from sources.http import Http

MOST_REQUESTS: Final = 12
"""Of one visit, robots.txt and redirects included."""
LONGEST_DELAY: Final = 5.0
"""Seconds of a Crawl-delay that are honoured; a site that asks for longer pauses gets fewer visits instead."""
LONGEST_VISIT: Final = 25.0
"""Seconds that the pauses of one visit may take together."""
SHARED: Final = frozenset(
    {
        "blogspot.com", "bsky.social", "carrd.co", "free.fr", "github.io", "gitlab.io", "herokuapp.com", "jimdofree.com",
        "medium.com", "myshopify.com", "netlify.app", "notion.site", "pages.dev", "square.site", "squarespace.com",
        "substack.com", "tumblr.com", "vercel.app", "web.app", "webflow.io", "weebly.com", "wixsite.com", "wordpress.com",
    }
)  # fmt: skip
"""Hosts below which every name is somebody else's."""
_SECOND_LEVELS: Final = frozenset({"ac", "co", "com", "edu", "gov", "net", "or", "org"})


def same_site(one: str, other: str) -> bool:
    """Whether two hosts, each with its port if it names one, belong to one site; see the module's rule."""
    first, second = sorted((_bare(one), _bare(other)), key=len)
    if first == second:
        return True
    labels = first.split(".")
    public = first in SHARED or len(labels) < 2 or (len(labels) == 2 and labels[0] in _SECOND_LEVELS)
    return second.endswith(f".{first}") and not public and not any(label.isdigit() for label in labels[-1:])


def _bare(host: str) -> str:
    return host.lower().rstrip(".").removeprefix("www.")


class Visitor(Client):
    """A client that asks one site only.

    Before an address is called, be it the first or one that a redirect names:

    Raises:
        Refused: ``other_site`` (param ``place``: the address that is not of this site), ``robots`` (param ``path``).
        LimitReached: ``enough``, this visit has made all its calls.
    """

    def __init__(self, http: Http, source: Source, url: str, stopped: Callable[[], bool]) -> None:
        super().__init__(http, source, {}, stopped)
        self.site = urlsplit(url).netloc
        self.left = MOST_REQUESTS
        self.disallowed: list[str] = []
        """Addresses that robots.txt kept us from."""
        self._robots: dict[tuple[str, str, int], Robots] = {}
        self._asking = False

    def permit(self, place: Target) -> None:
        """See the class. The host's robots.txt is read first, once."""
        parts = urlsplit(place.url)
        if not same_site(parts.netloc, self._dialled()):
            raise Refused("other_site", host=self.site, place=place.url)
        if not self._asking:
            rules = self._robots.get(place.origin)
            if rules is None:
                rules = self._robots[place.origin] = self._read_robots(place)
            if not rules.allows(f"{parts.path}?{parts.query}" if parts.query else parts.path):
                self.disallowed.append(place.url)
                raise Refused("robots", host=place.host, path=parts.path or "/")
        if self.left <= 0:
            raise LimitReached("enough", host=place.host)
        self.left -= 1

    def _dialled(self) -> str:
        """The host that is really called: a configured root stands in for all."""
        root = urlsplit(self.root()).netloc
        return self.site if "{" in root else root

    def _read_robots(self, place: Target) -> Robots:
        scheme, _, rest = place.url.partition("://")
        self._asking = True
        try:
            answer = self.get(f"{scheme}://{urlsplit('//' + rest).netloc}/robots.txt", ok=(200, 401, 403, 404, 410))
        except (AccountGone, FixCredentials, NotUnderstood, Refused):
            return robots.EVERYTHING
        except LimitReached as error:
            if error.code == "enough":
                raise
            return robots.NOTHING  # a robots.txt of many megabytes
        except RetryLater:
            self._robots[place.origin] = robots.NOTHING  # RFC 9309: a site whose rules cannot be had is left alone
            raise
        finally:
            self._asking = False
        rules = robots.read(answer.body, answer.status, self._http.config.user_agent)
        if urlsplit(answer.url).path == "/robots.txt":
            self._robots[target(answer.url).origin] = rules  # of the host that a redirect led to, such as www.
        if rules.delay:
            delay = min(rules.delay, LONGEST_DELAY)
            self._http.lane(place, self.source).space(delay)
            self.left = min(self.left, max(3, int(LONGEST_VISIT / delay)))
        return rules
