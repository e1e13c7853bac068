"""What a site's brand is most likely called, from what its pages say and from its address."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sources.discovery.mentions import Page

_BREAKS = re.compile(r"\s+[|–—·•»:-]\s+|\s*[|»•]\s*|:\s+")
_LONGEST = 60
_NO_NAMES = frozenset(
    {"home", "homepage", "startseite", "accueil", "welcome", "inicio", "index", "www", "shop", "blog"}
)


def name(pages: Iterable[Page], host: str) -> str:
    """The brand's name: as the site says it, else the part of a title that resembles the address, else the address.

    Without a ``host`` (its name says nothing of the brand) the title comes first.
    """
    pages = list(pages)
    label = main_label(host)
    said = [_clean(each) for page in pages for each in page.names]
    parts = [_clean(part) for page in pages for part in _BREAKS.split(page.title)]
    if not host:
        said, parts = parts, said
    for candidates in (said, parts):
        for each in candidates:
            if each and likeness(each, label) > 0:
                return each
    fitting = [each for each in (*said, *parts) if each and each.lower() not in _NO_NAMES]
    nameless = label == host  # an IP number says nothing
    return fitting[0] if fitting and (nameless or fitting[0] in said) else label.capitalize() or host


def main_label(host: str) -> str:
    """The label of a host that is the brand's: ``brand`` of ``www.brand.co.uk``."""
    if not host:
        return host
    labels = host.lower().partition(":")[0].removeprefix("www.").split(".")
    if len(labels) == 1 or labels[-1].isdigit():
        return host
    short = len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) <= 3
    return labels[-3] if short else labels[-2]


def likeness(one: str, other: str) -> int:
    """How alike two names are: 2 the same letters and digits, 1 one within the other, 0 neither."""
    first, second = (re.sub(r"[\W_]+", "", each.casefold()) for each in (one, other))
    if not first or not second:
        return 0
    if first == second:
        return 2
    short, long = sorted((first, second), key=len)
    return 1 if len(short) >= 3 and short in long else 0


def _clean(text: str) -> str:
    cut = " ".join(text.split())
    parts = [part for part in _BREAKS.split(cut) if part]
    if len(cut) > _LONGEST and parts:
        cut = parts[0]
    return cut[:_LONGEST].strip(" -–—|·:")
