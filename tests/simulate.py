"""What every simulator of a network's API is: ``tests/simulate_<source>.py`` with one class ``Simulator``.

A simulator serves brands over a `Loopback` server of its own as the real network would (same paths, fields, paging, errors), so
that ``add`` and ``collect`` run end to end and the contract suite runs over every source. Its shape:

    class Simulator(Simulation):
        source = "bluesky"                    # the name in sources.SOURCES
        def serve(self, loopback) -> None     # registers its answers; brands are read anew at each request, so that
                                              # a test changes a figure or adds a post between two runs
        def roots(self) -> dict[str, str]     # entries for HttpConfig.roots: {"bluesky.api": loopback.url}
        def link(self, brand) -> str          # what a user would paste
        def hint(self, brand) -> Account      # what is known before the first look: native_id is "@handle" or similar
        def account(self, brand) -> Account   # what is known after it: native_id is the immutable id
        def post_id(self, post) -> str        # the native_id that the source gives this post

Brand data goes in as `Brand` and `Written`. A count of None is withheld by the network: the simulator leaves the field
out (or sends what the network sends for hidden). Knobs that the contract suite turns, on the instance:

    fault       a Reply that takes the place of every answer (status 401, 500; HTML with status 200)
    page_size   posts a page; small in tests, so that paging happens
    stuck       paging repeats the same cursor for ever (sources without paging ignore it, `paged` is False)
    mutate      a function over the JSON of every good answer: a field gone, of another type, an unknown value
    headers     sent with every answer (usage headers, Retry-After)
    expired     the token that was given out last, or the key, is refused as the network refuses what has ended; an app token
                that is fetched anew works again
    requests    the requests so far (of the loopback server)

What tells the suite what to expect: class attributes ``paged``, ``errors`` (which error each faulty status becomes;
the default is what sources.http does), ``follows_ids`` (False where the network can only be asked by handle, so that a
renamed account is gone), ``has_ids`` (False where the network tells no id, so that an account stays known by its ``@handle``),
``refreshes`` (an ended app token is fetched anew), ``essential`` (names of fields without which
an answer is not understood), the attribute or property ``unknown`` (a hint that names nobody), and for
HttpConfig ``roots()``, ``allow_hosts()`` and ``secrets``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any, ClassVar

from loopback import Answering, Loopback, Reply, Request

from sources import SOURCES
from sources.base import Account, Kind
from sources.errors import AccountGone, FixCredentials, RetryLater, SourceError
from sources.http import Client, Http, HttpConfig

NOW = datetime(2026, 11, 20, 12)
"""The frozen now of tests that use simulators (UTC)."""


@dataclass
class Written:
    """A post as its network knows it. ``name`` is unique within the brand; simulators derive ids from it."""

    name: str
    published_at: datetime
    text: str = ""
    kind: Kind = "text"
    likes: int | None = 0
    comments: int | None = 0
    shares: int | None = 0
    quotes: int | None = 0
    views: int | None = 0
    lang: str | None = "en"
    extra: dict[str, Any] = field(default_factory=dict)
    """Fields merged over the simulated answer, for what only one network has."""


@dataclass
class Brand:
    """An account as its network knows it. ``number`` seeds its immutable id; ``handle`` may change under it."""

    handle: str
    number: int = 1
    name: str = "Anvil Works"
    bio: str = "We make anvils."
    followers: int | None = 1200
    following: int | None = 80
    posts: list[Written] = field(default_factory=list)
    days: dict[date, int] = field(default_factory=dict)
    """Page views or mentions by day, on networks that tell such."""
    state: str = "ok"
    """ok, gone, private, suspended or moved, as far as the network knows such a thing."""
    extra: dict[str, Any] = field(default_factory=dict)


def brand_with_posts(handle: str = "anvil", number: int = 1, posts: int = 7, newest: datetime = NOW) -> Brand:
    """A brand that wrote one post a day, newest first: ``post0`` an hour before ``newest``, then a day earlier each."""
    written = [
        Written(
            name=f"post{n}",
            published_at=newest - timedelta(hours=1, days=n),
            text=f"Anvil no {n} #anvils",
            likes=10 + n,
            comments=n,
            shares=2 * n,
            quotes=n % 3,
            views=100 * (n + 1),
        )
        for n in range(posts)
    ]
    days = {newest.date() - timedelta(days=n + 1): 40 + n for n in range(posts)}
    return Brand(handle=handle, number=number, posts=written, days=days)


class Simulation:
    """The shared half of every simulator; see the module's docstring for the whole shape."""

    source: ClassVar[str]
    paged: ClassVar[bool] = True
    errors: ClassVar[Mapping[int, type[SourceError]]] = {
        401: FixCredentials,
        403: FixCredentials,
        404: AccountGone,
        429: RetryLater,
        500: RetryLater,
    }
    follows_ids: ClassVar[bool] = True
    has_ids: ClassVar[bool] = True
    refreshes: ClassVar[bool] = False
    essential: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *brands: Brand) -> None:
        self.brands = list(brands)
        self.page_size = 3
        self.fault: Reply | None = None
        self.stuck = False
        self.mutate: Callable[[Any], Any] | None = None
        self.headers: dict[str, str] = {}
        self.expired = False
        self.secrets: dict[str, str] = {}
        self.loopback: Loopback | None = None

    @property
    def unknown(self) -> Account:
        """A hint that names nobody on this network."""
        raise NotImplementedError

    @property
    def requests(self) -> list[Request]:
        """The requests that the server has seen."""
        return self.server.requests

    @property
    def server(self) -> Loopback:
        """The server that `serve` was given."""
        assert self.loopback is not None, "serve() first"
        return self.loopback

    def serve(self, loopback: Loopback) -> None:
        """Answer on this server; subclasses extend it with their paths, each wrapped by `answering`."""
        self.loopback = loopback

    def answering(self, answer: Answering) -> Answering:
        """The answer, unless a fault is set; with what `mutate` and `headers` make of it."""

        def answered(request: Request) -> Reply:
            if self.fault is not None:
                return self.fault
            reply = answer(request)
            body = reply.body
            if self.mutate is not None and reply.status == 200 and isinstance(body, dict | list):
                body = self.mutate(body)
            return Reply(body, reply.status, {**reply.headers, **self.headers})

        return answered

    def allow_hosts(self) -> frozenset[str]:
        """Entries for HttpConfig.allow_hosts."""
        return frozenset({self.server.host})

    def roots(self) -> dict[str, str]:
        """Entries for HttpConfig.roots."""
        return {f"{self.source}.api": self.server.url}

    def link(self, brand: Brand) -> str:
        """What a user would paste for this brand."""
        raise NotImplementedError

    def hint(self, brand: Brand) -> Account:
        """What is known of the brand before its first look."""
        raise NotImplementedError

    def account(self, brand: Brand) -> Account:
        """What is known of the brand after its first look."""
        raise NotImplementedError

    def post_id(self, post: Written) -> str:
        """The native id that the source gives this post."""
        raise NotImplementedError


class Clockwork:
    """Time that passes only by sleeping."""

    def __init__(self, now: datetime = NOW) -> None:
        self.seconds = 1000.0
        self._started = now - timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def utcnow(self) -> datetime:
        return self._started + timedelta(seconds=self.seconds)


def http_for(simulation: Simulation, **settings: Any) -> Http:
    """The real HTTP layer, pointed at a simulated network, without any waiting."""
    clock = Clockwork()
    given: dict[str, Any] = {
        "user_agent": "tests (ops@anvil.example)",
        "roots": simulation.roots(),
        "allow_hosts": simulation.allow_hosts(),
        "secrets": simulation.secrets,
        "retries": 1,
        **settings,
    }
    return Http(
        HttpConfig(**given), monotonic=clock.monotonic, sleep=clock.sleep, utcnow=clock.utcnow, random=lambda: 0.5
    )


def client_for(simulation: Simulation, **settings: Any) -> Client:
    """A client of the simulation's source."""
    return http_for(simulation, **settings).client(SOURCES[simulation.source])


def without_withheld(counts: Mapping[str, int | None]) -> dict[str, int]:
    """The counts that the network tells."""
    return {name: value for name, value in counts.items() if value is not None}


def simulator(source: str, *brands: Brand) -> Simulation:
    """The simulator of this source with these brands; every registered source must have one."""
    made = import_module(f"simulate_{source}").Simulator(*brands)
    assert isinstance(made, Simulation)
    return made
