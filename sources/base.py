"""The one shape of every source: what it declares, what it is given and what it yields.

A source is a module that ends in ``SOURCE = Source(...)``. Its functions are given a `Client` (see
`sources.http`) and an `Account`; its ``parse_*`` functions are pure. Nothing here knows of a database.

Absence is a value of its own. A count that the network does not have, withholds or did not send is ``None``,
never 0; when the network *withholds* it, its name also stands in ``hidden``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from sources.errors import ImportOnly

if TYPE_CHECKING:
    from sources.http import Client

Kind = Literal["image", "album", "video", "short_video", "text", "link", "live", "poll", "article"]
KINDS: tuple[Kind, ...] = ("image", "album", "video", "short_video", "text", "link", "live", "poll", "article")

Status = Literal["ok", "gone", "private", "suspended", "moved", "import_only"]
Origin = Literal["api", "feed"]

COUNTS = ("likes", "comments", "shares", "quotes", "views")
PROFILE_COUNTS = ("followers", "following", "posts_total", "views_total")

GIVES = (
    "followers", "following", "posts", "likes", "comments", "shares", "quotes", "views", "history", "page_views",
    "mentions",
)  # fmt: skip
"""What a source can give; ``history`` means posts, or daily values, further back than the latest page."""
DAILY = ("page_views", "mentions")
"""The measures of `Day`: attention (views of an article) and mentions by others."""


def words(english: str) -> str:
    """Mark a sentence that a screen will show, so that it can be found for translation. Returns it unchanged."""
    return english


@dataclass(frozen=True)
class Account:
    """The account that a source is asked about.

    ``native_id`` is the network's immutable id, or ``@handle`` in lower case while only the handle is known.
    """

    native_id: str
    handle: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Profile:
    """One look at an account. Times are the caller's: a source does not date what it sees."""

    native_id: str
    handle: str | None = None
    display_name: str | None = None
    bio: str | None = None
    link: str | None = None
    url: str | None = None
    followers: int | None = None
    followers_step: int = 1
    """The true count lies in [followers, followers + step); 1 means exact."""
    following: int | None = None
    posts_total: int | None = None
    views_total: int | None = None
    hidden: frozenset[str] = frozenset()
    status: Status = "ok"
    moved_to: str | None = None
    """A link to the new account when ``status`` is ``moved``."""
    origin: Origin = "api"


@dataclass(frozen=True)
class Post:
    """One published post as it stands now. ``published_at`` is UTC without a zone."""

    native_id: str
    published_at: datetime
    kind: Kind
    text: str | None = None
    url: str | None = None
    thumbnail_url: str | None = None
    lang: str | None = None
    hashtags: tuple[str, ...] = ()
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    quotes: int | None = None
    views: int | None = None
    reactions: Mapping[str, int] | None = None
    hidden: frozenset[str] = frozenset()
    origin: Origin = "api"


@dataclass(frozen=True)
class CutShort:
    """Yielded last by `posts` when the network gave out before ``since``: the reading is full only back to ``at``.

    A feed of the latest 15 entries is cut at its oldest one. ``at`` is None when nothing was read in full.
    """

    at: datetime | None


@dataclass(frozen=True)
class Day:
    """One daily value of an account, such as the page views of an article. ``day`` is in UTC."""

    day: date
    measure: str
    value: int | None


@dataclass(frozen=True)
class Credential:
    """A key or token that a source can use: the setting's name, what it unlocks and the steps to get one."""

    setting: str
    unlocks: str
    steps: tuple[str, ...]
    url: str
    required: bool


@dataclass(frozen=True)
class Price:
    """What a network asks for one resource in US dollars; the same resource on the same UTC day is paid once.

    ``budget`` names the setting that holds the most to spend on a day; ``default_budget`` holds when it is not set.
    """

    profile: float
    post: float
    budget: str
    default_budget: float


@dataclass(frozen=True)
class Quota:
    """How many units a network grants on a day that begins at midnight in ``timezone``; each call costs one."""

    units: int
    timezone: str = "UTC"


@dataclass(frozen=True)
class Pace:
    """How fast one host may be asked: a bucket of ``burst`` calls refilled at ``per_second``, ``parallel`` at once."""

    per_second: float
    burst: int = 1
    parallel: int = 1


@dataclass(frozen=True)
class Identity:
    """What a pasted text names, as far as it can be told without asking anybody.

    ``native_id`` is the immutable id when the text holds one (``needs_network`` is then False), else ``@handle`` or
    another hint that `profile` of the same source understands.
    """

    source: str
    native_id: str
    url: str
    needs_network: bool = True


@dataclass(frozen=True)
class Link:
    """A pasted address, taken apart once: host in lower case without ``www.``, path segments decoded, query."""

    host: str
    path: tuple[str, ...]
    query: Mapping[str, str]
    url: str
    """The address with scheme and host in normal form and without tracking parameters."""


@dataclass(frozen=True)
class Source:
    """A network or kind of site. Registered in `sources.SOURCES`; the contract suite then runs over it."""

    name: str
    label: str
    docs: str
    gives: frozenset[str]
    lacks: str
    """One sentence: what this source does not give, and why."""
    pace: Pace
    roots: Mapping[str, str]
    """Base addresses by role: ``api``, ``web``, ``auth``. Settings ``BENCHMARK_<SOURCE>_[WEB_|AUTH_]BASE_URL``."""
    profile: Callable[[Client, Account], Profile]
    """`no_route` where no figures can be fetched lawfully: they come by import and by hand."""
    posts: Callable[[Client, Account, datetime], Iterator[Post | CutShort]] | None = None
    daily: Callable[[Client, Account, date], Iterator[Day]] | None = None
    """Whole days only and oldest first, so that a reading that broke off goes on after the last day that is stored."""
    history_from: date | None = None
    """The first day of its daily values: once, all of them are read. None: as far back as posts would be."""
    identify: Callable[[Link], Identity | None] = lambda _link: None
    """Pure: the account that an address of this network names, or None when it is not of this network."""
    identify_handle: Callable[[str], Identity | None] = lambda _text: None
    """Pure: the account that a handle or id (no address) surely names, or None."""
    credentials: tuple[Credential, ...] = ()
    retention_days: int | None = None
    """How long the network's terms let its statistics be kept; None when they set no limit."""
    followers_are: Literal["followers", "subscribers", "members"] = "followers"
    route: str = ""
    """A few words: the way its figures come, such as "official API" or "public feed"."""
    cost: str = ""
    """A few words: what this costs the operator, such as "free" or "free key"."""
    own_only: frozenset[str] = frozenset()
    """What of ``gives`` it gives of the operator's own accounts only, not of competitors'."""
    named_only: bool = False
    """Whether a text is meant for it only when its name is given (``hackernews:anvil``), as any words fit."""
    quota: Quota | None = None
    price: Price | None = None
    expiry: Callable[[Client], Mapping[str, datetime]] | None = None
    """By setting, when its token ends (UTC), as far as the network tells; a setting that is left out is not known."""
    age_days: int = 7
    """The age at which its posts are compared."""
    interaction_parts: tuple[str, ...] = field(default=("likes", "comments", "shares", "quotes"))
    """Which counts make up `interactions` on this network."""

    @property
    def may_have(self) -> frozenset[str]:
        """What its accounts can have: what it gives, or, where nothing can be fetched, what a file can hold."""
        return IMPORTED if self.import_only else self.gives

    @property
    def import_only(self) -> bool:
        """Whether nothing can be fetched lawfully, so that figures come by import and by hand only."""
        return self.profile is no_route


IMPORTED = frozenset({"followers", "following", "posts", "likes", "comments", "shares", "quotes", "views", "history"})
"""What a file can hold of an account."""


def no_route(_client: Client, _account: Account) -> Profile:
    """The profile of a network without a lawful route.

    Raises:
        ImportOnly: always.
    """
    raise ImportOnly
