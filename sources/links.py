"""What a pasted text names: a link, a handle, an id, ``source:handle`` or a bare domain.

Pure and offline; never raises. The patterns of a network live in its own module (``identify``, ``identify_handle``);
here texts are cleaned, routed by host, and told apart where several networks could be meant. ``identify_handle`` is
asked as "if this text were meant for you, whom would it name?"; what can be said without the network's name being
given is decided here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sources import SOURCES
from sources.base import Identity, Link
from sources.errors import LinkNotUnderstood
from sources.pasted import MAX_LENGTH, NETWORK_HOSTS, is_domain, is_printable, mixes_scripts, network_of, parse

WEBSITE = "website"
"""The ``source`` of a page that belongs to no known network; `sources.discover` looks what stands behind it."""

_EDGES = " \t\r\n\f\v\u00a0\u200b\u200e\u200f\u2060\ufeff<>\"'`“”«»„(){}|;,*"
_PREFIX = re.compile(r"^([A-Za-z]{1,20}):(?!//)\s*(\S.*)$", re.DOTALL)
_NAMES = frozenset({*NETWORK_HOSTS.values(), "discourse", "gdelt", "mastodon", "youtube", WEBSITE})
_OWN_FORMS = {
    "bluesky": re.compile(r"at://([^/]*)(?:/.*)?", re.IGNORECASE | re.DOTALL),
    "feed": re.compile(r"feed://(.*)", re.IGNORECASE | re.DOTALL),
    "reddit": re.compile(r"/?([ru]/[A-Za-z0-9_-]+)/?"),
}
"""Texts that are written so for one network only, and what of them names the account."""
_ONE_NAMED_HOSTS = (".bsky.social",)
"""Domains whose subdomains are handles, not websites."""


@dataclass(frozen=True)
class Resolved:
    """What a text names. ``identity`` is the native id or a hint that the source's `profile` understands.

    ``error`` is None when one account (or a website to look behind) is named. ``candidates`` are what else it may be:
    for an ambiguous handle the accounts to choose from, for a website what `sources.discover.find` tries.
    """

    input: str
    source: str | None = None
    identity: str | None = None
    url: str | None = None
    needs_network: bool = False
    candidates: tuple[Identity, ...] = ()
    error: LinkNotUnderstood | None = None


def resolve(text: str) -> Resolved:
    """Tell what a pasted text names. Codes of ``error``: those of `LinkNotUnderstood`, ``not_supported_yet``."""
    if len(text) > MAX_LENGTH:
        return Resolved(text, error=LinkNotUnderstood("unknown_link"))
    cleaned = _clean(text)
    try:
        return _resolve(text, cleaned)
    except LinkNotUnderstood as error:
        return Resolved(text, error=error)


def resolve_lines(text: str) -> list[Resolved]:
    """Tell what each line names, in order. Links side by side on a line are several; repeats are left out."""
    found: dict[tuple[str, str], Resolved] = {}
    for token in dict.fromkeys(_tokens(text)):
        resolved = resolve(token)
        key = ("", token) if resolved.identity is None else (str(resolved.source), _without_www(resolved.identity))
        found.setdefault(key, resolved)
    return list(found.values())


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for line in text.splitlines():
        parts = [part for part in re.split(r"[\s,;]+", line) if part.strip(_EDGES)]
        named = dict.fromkeys(parts)
        apart = len(parts) > 1 and all(re.search(r"[.@:]", part) or resolve(part).identity for part in named)
        whole = line.strip()
        tokens.extend(named if apart else [whole] if whole.strip(_EDGES) else [])
    return tokens


def _clean(text: str) -> str:
    cleaned = text.strip(_EDGES)
    if cleaned.count("(") > cleaned.count(")") and text.partition(cleaned)[2].startswith(")"):
        cleaned += ")"  # it belongs to the address: …/wiki/Anvil_(company)
    return cleaned.rstrip(".!") if re.search(r"[A-Za-z0-9/][.!]+$", cleaned) else cleaned


def _resolve(text: str, cleaned: str) -> Resolved:
    if not cleaned:
        raise LinkNotUnderstood("unknown_link")
    if not is_printable(cleaned):
        raise LinkNotUnderstood("bad_handle" if cleaned.startswith("@") else "bad_address")
    prefix = _PREFIX.match(cleaned)
    if prefix and (prefix[1].lower() in SOURCES or prefix[1].lower() in _NAMES):
        return _named(text, prefix[1].lower(), prefix[2].strip())
    if cleaned.lower().startswith("acct:"):
        return _handle(text, "@" + cleaned[5:].lstrip("@"))
    for source, form in _OWN_FORMS.items():
        if found := form.fullmatch(cleaned):
            return _named(text, source, found[1])
    if _is_address(cleaned):
        return _address(text, parse(cleaned))
    return _handle(text, cleaned)


def _is_address(text: str) -> bool:
    if text.startswith("@") or text.lower().startswith("did:") or re.search(r"\s", text):
        return False
    start = re.split(r"[/?#]", text, maxsplit=1)[0]
    if "://" in text or "/" in text or text.startswith("["):
        return True
    if "@" in start:
        return False
    return "." in start or start.lower().startswith("localhost")


def _named(text: str, source: str, rest: str) -> Resolved:
    """``source:handle``, ``source:@handle``, ``source:link``."""
    if source == WEBSITE:
        return _website(text, parse(rest))
    if source not in SOURCES:
        raise LinkNotUnderstood("not_supported_yet", network=source)
    if mixes_scripts(rest):
        raise LinkNotUnderstood("look_alike", network=source)
    known = SOURCES[source]
    identity = known.identify_handle(rest)
    if identity is None and not rest.startswith("@"):
        identity = known.identify(parse(rest)) if _is_address(rest) else known.identify_handle("@" + rest)
    if identity is None:
        raise LinkNotUnderstood("bad_handle", network=source)
    return _one(text, identity)


def _address(text: str, link: Link) -> Resolved:
    network = network_of(link.host)
    if network is not None:
        if network not in SOURCES:
            raise LinkNotUnderstood("not_supported_yet", network=network)
        identity = SOURCES[network].identify(link)
        if identity is None:
            raise LinkNotUnderstood("unknown_link", network=network)
        return _one(text, identity)
    if not link.path and link.host.endswith(_ONE_NAMED_HOSTS):
        return _handle(text, link.host)
    for source in SOURCES.values():
        identity = source.identify(link)
        if identity is not None:
            return _one(text, identity)
    return _website(text, link)


def _website(text: str, link: Link) -> Resolved:
    """A page of no known network, with what to look for there."""
    candidates = [Identity(name, link.url, link.url) for name in ("wordpress", "feed") if name in SOURCES]
    if not link.path and is_domain(link.host):
        candidates += filter(None, [_claim("bluesky", link.host)])
    return Resolved(text, WEBSITE, link.url, link.url, needs_network=True, candidates=tuple(candidates))


def _handle(text: str, handle: str) -> Resolved:
    """A handle or id without an address: certain only when it holds an id or names its server."""
    if mixes_scripts(handle):
        raise LinkNotUnderstood("look_alike")
    asked = [source for source in SOURCES.values() if not source.named_only]
    claims = [claim for source in asked if (claim := source.identify_handle(handle)) is not None]
    sure = [claim for claim in claims if not claim.needs_network]
    if not sure and _names_its_server(handle):
        sure = [claim for claim in claims if claim.source in ("bluesky", "mastodon")]
    if len(sure) == 1:
        return _one(text, sure[0])
    if handle.startswith("@") and "." not in handle:
        hosted = (_claim("bluesky", handle + host) for host in _ONE_NAMED_HOSTS)
        claims = [*filter(None, hosted), *claims]
    if not claims:
        raise LinkNotUnderstood("bad_handle" if handle.startswith("@") else "unknown_link")
    return Resolved(text, candidates=tuple(claims), error=LinkNotUnderstood("ambiguous", handle=handle[:100]))


def _names_its_server(handle: str) -> bool:
    """``name.bsky.social`` and ``@user@host`` can be of one network only; ``user@host`` may be a mail address."""
    return handle.lower().endswith(_ONE_NAMED_HOSTS) or bool(re.match(r"@[^@]+@", handle))


def _claim(source: str, handle: str) -> Identity | None:
    """Whom a handle would name if it were meant for this source."""
    return SOURCES[source].identify_handle(handle) if source in SOURCES else None


def _one(text: str, identity: Identity) -> Resolved:
    return Resolved(text, identity.source, identity.native_id, identity.url, identity.needs_network)


def _without_www(identity: str) -> str:
    return identity.replace("://www.", "://", 1)
