"""A website pasted once: the accounts it links to, offered for adding, and the adding of those that were chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from benchmark.brands.adding import Added, add
from benchmark.brands.previewing import POSTS, Preview, known_brand, preview, preview_identity
from benchmark.problems import sentence
from benchmark.refusals import Refusal
from benchmark.store import Store, StoreError
from benchmark.text import t
from benchmark.text.plain import plain
from sources import SOURCES, discovery, links
from sources.base import Identity, Profile
from sources.discovery import Found, Site
from sources.errors import FixCredentials, SourceError
from sources.http import Http
from sources.links import Resolved

_KEPT = ("robots", "closed_site", "other_site")


@dataclass(frozen=True)
class Offer:
    """An account that a site links to. ``ticked``: what is added unless the reader says otherwise."""

    found: Found
    ticked: bool
    waits: SourceError | None = None
    """Why it cannot be read for now: its network needs a key that is not set."""
    known_brand: str | None = None
    """The name of the brand that already has this account, as far as can be told before it is looked up."""


@dataclass(frozen=True)
class SitePreview:
    """What stands behind a pasted website. ``error`` says why there is no ``site``."""

    resolved: Resolved
    name: str = ""
    """What the brand is most likely called."""
    site: Site | None = None
    offers: tuple[Offer, ...] = ()
    error: SourceError | None = None

    @property
    def source(self) -> str | None:
        """As `Preview` has it: a website is no network."""
        return self.resolved.source


def site(http: Http, store: Store | None, line: str, *, stopped: Callable[[], bool] = lambda: False) -> SitePreview:
    """Visit a pasted website for its accounts. Nothing is stored.

    Never raises for what a site does; see ``SitePreview.error``.

    Raises:
        Stopped: ``stopped`` said so.
    """
    resolved = links.resolve(line)
    try:
        seen = discovery.accounts(http, resolved, stopped=stopped)
    except SourceError as error:
        return SitePreview(resolved, error=error)
    offers = tuple(_offer(http, store, found) for found in seen.found)
    return SitePreview(resolved, plain(seen.title, 80), seen, offers)


def look(http: Http, line: str, store: Store | None = None) -> Preview | SitePreview:
    """Look behind any pasted text: a website for its accounts, anything else for the one that it names."""
    if links.resolve(line).source == links.WEBSITE:
        return site(http, store, line)
    return preview(http, line, store)


def look_at(http: Http, identity: Identity, store: Store | None = None, *, posts: int = POSTS) -> Preview:
    """Ask a network who an offered account is."""
    return preview_identity(http, links.resolve(identity.url), identity, store, posts=posts)


def add_found(
    store: Store,
    brand_name: str,
    chosen: Iterable[tuple[Identity, Profile | None]],
    *,
    own: bool = False,
    panel: str | None = None,
    market: str | None = None,
    role: str = "main",
    actor: str,
) -> list[Added | Refusal | StoreError]:
    """Add accounts to one brand, each in a transaction of its own: one that fails keeps none of the others from it.

    Nothing is fetched for one without a profile until its network can be asked. The other arguments are those of
    `benchmark.brands.add`, which says what may be refused. Returns what became of each.
    """
    done: list[Added | Refusal | StoreError] = []
    said = {"own": own, "panel": panel, "market": market, "role": role, "actor": actor}
    for identity, profile in chosen:
        try:
            result = add(store, brand_name, identity, profile, import_only=profile is None, **said)  # type: ignore[arg-type]
            done.append(result)  # named as there
        except (Refusal, StoreError) as problem:
            done.append(problem)
    return done


def where_sentence(found: Found) -> str:
    """Return where on its site an account was found."""
    shown = urlsplit(found.page)
    page = plain(f"{shown.netloc.removeprefix('www.')}{shown.path.rstrip('/')}", 80) or t("the site")
    return {
        "pasted": lambda: t("This is the pasted address itself."),
        "same_as": lambda: t("Found in the structured data of {page} (JSON-LD sameAs).", page=page),
        "well_known": lambda: t("Found at {page}, which proves the handle.", page=page),
        "announced": lambda: t("Announced in the head of {page}.", page=page),
        "rel_me": lambda: t("Linked on {page} as its own profile (rel=me).", page=page),
        "publisher": lambda: t("Named as the publisher in the head of {page}.", page=page),
        "site_handle": lambda: t("Named as the site's account in the head of {page}.", page=page),
        "header": lambda: t("Found in the header of {page}.", page=page),
        "footer": lambda: t("Found in the footer of {page}.", page=page),
        "navigation": lambda: t("Found in the navigation of {page}.", page=page),
        "social": lambda: t("Found among the social links of {page}.", page=page),
        "creator": lambda: t("Named as an author in the head of {page}.", page=page),
        "contact": lambda: t("Found in the text of {page}.", page=page),
        "page": lambda: t("Found elsewhere on {page}.", page=page),
        "content": lambda: t("Found in an article or a quotation on {page}: perhaps somebody else's.", page=page),
    }[found.where]()


def unread_sentences(site: Site) -> list[str]:
    """Return which pages the site kept from us and where, a sentence each, none twice; a page that is gone is no news."""
    return list(dict.fromkeys(sentence(note.error) for note in site.refused if note.error.code in _KEPT))


def _offer(http: Http, store: Store | None, found: Found) -> Offer:
    waits = waiting_for(http, found.identity.source)
    known = known_brand(store, found.identity, None)
    return Offer(found, ticked=found.sure and waits is None, waits=waits, known_brand=known)


def waiting_for(http: Http, source: str) -> SourceError | None:
    """Return which key accounts of a network wait for, None when they can be read or their figures come by import."""
    for credential in SOURCES[source].credentials:
        if credential.required and not http.config.secrets.get(credential.setting, "").strip():
            return FixCredentials("needs_key", setting=credential.setting)
    return None
