"""Which other pages of a site are worth reading for its accounts, told by their links' words and paths."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from sources.discovery.mentions import Anchor
from sources.discovery.visitor import same_site

Kind = str
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("social", r"social-?media|social-?networks|follow-?us|suivez-?nous|reseaux-?sociaux|folge-?uns|siguenos|seguici"),
    ("contact", r"contact|contacts|contact-?us|contactez-?nous|nous-?contacter|kontakt|contacto|contatti|contato"),
    (
        "about",
        r"about|about-?us|a-?propos|qui-?sommes-?nous|ueber-?uns|uber-?uns|unternehmen|quienes-?somos|chi-?siamo|company",
    ),
    ("imprint", r"imprint|impressum|mentions-?legales|legal-?notice|legal|aviso-?legal|note-?legali"),
    ("forum", r"forum|forums|community|discuss|discussions?"),
    ("blog", r"blog|news|newsroom|actualites|aktuelles|noticias|press|presse|magazin|magazine|journal"),
)
_PATTERNS = tuple((kind, re.compile(rf"(?:^|[/\s.])(?:{words})(?:$|[/\s.])")) for kind, words in _KINDS)
_FORUM_HOST = re.compile(r"(?:^|\.)(?:forums?|community|discuss|discourse|talk|board)\.")
_ACCENTS = str.maketrans("àâäáãéèêëíìîïóòôöõúùûüçñ", "aaaaaeeeeiiiiooooouuuucn")
_LONGEST = 120
CONTACT: frozenset[Kind] = frozenset({"contact", "imprint", "social"})


@dataclass(frozen=True)
class Further:
    """A page to read and why."""

    url: str
    kind: Kind


def pages(anchors: Iterable[Anchor], site: str, known: Iterable[str]) -> list[Further]:
    """The further pages, one of each kind, those first on which accounts are surest found; none that is known already."""
    seen = {_key(url) for url in known}
    found: dict[Kind, str] = {}
    for anchor in anchors:
        parts = urlsplit(anchor.url)
        if len(anchor.url) > _LONGEST or parts.query or not same_site(parts.netloc, site) or _key(anchor.url) in seen:
            continue
        kind = _kind(anchor, parts.path)
        if kind is None:
            continue
        better = kind in found and len(parts.path.rstrip("/")) < len(urlsplit(found[kind]).path.rstrip("/"))
        if kind not in found or (better and kind in ("blog", "forum")):
            found[kind] = anchor.url.partition("#")[0]
    return [Further(found[kind], kind) for kind, _ in _KINDS if kind in found]


def is_forum_host(host: str) -> bool:
    """Whether a host calls itself a forum: ``forum.brand.example``, ``community.brand.example``."""
    return bool(_FORUM_HOST.search(host.lower()))


def _kind(anchor: Anchor, path: str) -> Kind | None:
    host = urlsplit(anchor.url).netloc.lower()
    if is_forum_host(host):
        return "forum"
    if host.startswith(("blog.", "news.", "newsroom.", "press.")) and path.strip("/") == "":
        return "blog"
    last = "/".join(part for part in unquote(path).lower().translate(_ACCENTS).split("/") if part)
    last = re.sub(r"[_+ ]", "-", re.sub(r"\.(?:html?|php|aspx?|jsp)$", "", last))
    words = re.sub(r"\s+", "-", " ".join(anchor.words.lower().translate(_ACCENTS).split()))
    short = last.count("/") <= 2
    return next(
        (kind for kind, pattern in _PATTERNS if short and (pattern.search(last) or pattern.fullmatch(words))), None
    )


def _key(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}"
