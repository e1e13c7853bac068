"""A live look at what a pasted text names, before anything is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from benchmark.brands import lookup
from benchmark.clock import utcnow
from benchmark.store import Store, usage
from sources import SOURCES, discover, links
from sources.base import Account, CutShort, Identity, Post, Profile, Source
from sources.errors import FixCredentials, SourceError
from sources.http import Client, Http
from sources.links import Resolved

POSTS = 5
_LOOK_BACK = timedelta(days=365)


@dataclass(frozen=True)
class Preview:
    """What stands behind a pasted text. ``error`` says why there is no profile, ``posts_error`` why there are no posts."""

    resolved: Resolved
    identity: Identity | None = None
    profile: Profile | None = None
    posts: tuple[Post, ...] = ()
    error: SourceError | None = None
    posts_error: SourceError | None = None
    known_brand: str | None = None
    """The name of the brand that already has this account; a removed or paused one would be restored."""
    import_only: bool = False
    """Nobody was asked, as this network has no route: the account can be added, and its figures come by import."""

    @property
    def source(self) -> str | None:
        """The network asked, or the one that the text names."""
        return self.identity.source if self.identity else self.resolved.source

    @property
    def lacks_key(self) -> bool:
        """Whether only a key is missing: the account can be added all the same, for figures that come by import."""
        missing = isinstance(self.error, FixCredentials) and self.error.code == "needs_key"
        return missing and self.identity is not None


def preview(http: Http, line: str, store: Store | None = None, *, posts: int = POSTS) -> Preview:
    """Ask the network whom a text names: the profile and the latest posts. Nothing of them is stored.

    Never raises for what a network does; see ``Preview.error``.
    """
    resolved = links.resolve(line)
    if resolved.error is not None or resolved.source is None or resolved.identity is None:
        return Preview(resolved, error=resolved.error)
    try:
        identity = discover.find(http, resolved)
    except SourceError as error:
        return Preview(resolved, error=error)
    return preview_identity(http, resolved, identity, store, posts=posts)


def preview_identity(
    http: Http, resolved: Resolved, identity: Identity, store: Store | None = None, *, posts: int = POSTS
) -> Preview:
    """Ask the network about an account that is known to be meant, as `preview` does.

    Where every post that is read costs money, posts are left out.
    """
    source = SOURCES[identity.source]
    if source.import_only:
        return Preview(resolved, identity, known_brand=known_brand(store, identity, None), import_only=True)
    client = http.client(source)
    try:
        profile = source.profile(client, Account(identity.native_id, url=identity.url))
    except SourceError as error:
        return Preview(resolved, identity, error=error)
    finally:
        if source.price and store is not None:
            usage.save(store, http.ledger)  # budgets hold over processes, also if this one is killed
    latest, posts_error = _latest(source, client, profile, 0 if source.price else posts)
    return Preview(resolved, identity, profile, latest, None, posts_error, known_brand(store, identity, profile))


def known_brand(store: Store | None, identity: Identity, profile: Profile | None) -> str | None:
    """Return the name of the brand that already has this account."""
    if store is None:
        return None
    native_id = profile.native_id if profile else identity.native_id
    found = lookup.account_of(store, identity.source, native_id, identity.url)
    return lookup.brand_of(store, found).name if found else None


def _latest(
    source: Source, client: Client, profile: Profile, count: int
) -> tuple[tuple[Post, ...], SourceError | None]:
    if source.posts is None or count == 0 or profile.status != "ok":
        return (), None
    account = Account(profile.native_id, handle=profile.handle, url=profile.url)
    found: list[Post] = []
    reading: Iterator[Post | CutShort] = source.posts(client, account, utcnow() - _LOOK_BACK)
    try:
        found.extend(islice((post for post in reading if isinstance(post, Post)), count))
    except SourceError as error:
        return tuple(found), error
    return tuple(found), None
