"""Which brand a looked-up account most likely belongs to. Pure; the reader decides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from benchmark.brands.previewing import Preview
from benchmark.charts.labels import plain
from benchmark.dashboard.parts.adding_lookup import Line
from benchmark.refusals import LONGEST_NAME, folded
from sources import SOURCES

_SHORTCODE = re.compile(r":[\w-]{1,40}:")
"""Pictures that fediverse names spell out, such as ``:verified:``."""
_SHARED_HOSTS = ("bsky.social", "linktr.ee", "linkin.bio", "youtube.com", "wordpress.com", "substack.com", "medium.com")


def suggest(lines: Sequence[Line], existing: Sequence[str]) -> list[str]:
    """Return a brand's name for each line: one that is there, else the recognised name; empty when nothing is known.

    Lines are one brand when they share a name or a website, and when they were pasted as the own brand's.
    """
    groups = _groups(lines)
    by_name = {folded(name): name for name in existing}
    names: dict[int, str] = {}
    for place, line in enumerate(lines):
        candidates = [lines[other] for other in range(len(lines)) if groups[other] == groups[place]]
        names[place] = _known(candidates, by_name) or next(filter(None, map(_name, candidates)), "")
        names[place] = _known_brand(line) or names[place]
    return [names[place] for place in range(len(lines))]


def _known(lines: Sequence[Line], by_name: dict[str, str]) -> str:
    """The brand that one of these lines is of already, or is called like."""
    for line in lines:
        if found := _known_brand(line):
            return found
    return next((by_name[folded(_name(line))] for line in lines if folded(_name(line)) in by_name), "")


def _known_brand(line: Line) -> str:
    """The brand that has the line's account already, or most of the accounts of the line's website."""
    if line.result is not None and line.result.known_brand:
        return line.result.known_brand
    brands = Counter(each.offer.known_brand for each in line.accounts if each.offer and each.offer.known_brand)
    return str(brands.most_common(1)[0][0]) if brands else ""


def _groups(lines: Sequence[Line]) -> list[int]:
    """The number of the group of each line: lines that share any mark are one."""
    groups = list(range(len(lines)))
    first: dict[str, int] = {}
    for place, line in enumerate(lines):
        for mark in _marks(line):
            if mark in first:
                old, new = groups[place], groups[first[mark]]
                groups = [new if group == old else group for group in groups]
            else:
                first[mark] = place
    return groups


def _marks(line: Line) -> list[str]:
    marks = ["own"] if line.own else []
    if _name(line):
        marks.append(f"name:{folded(_name(line))}")
    hosts = [_host(line.site.site.url)] if line.site is not None and line.site.site is not None else _sites(line.result)
    return marks + [f"site:{host}" for host in hosts]


def _name(line: Line) -> str:
    """The name of an account's owner, without ornaments."""
    if line.site is not None:
        return line.site.name
    found = line.result
    if found is None:
        return ""
    if found.profile is None:
        return _spelled_out(found) if found.import_only or found.lacks_key else ""
    text = found.profile.display_name or (found.profile.handle or "").lstrip("@")
    cleaned = plain(_SHORTCODE.sub(" ", text), LONGEST_NAME)
    return cleaned or _host(found.profile.url)


def _sites(found: Preview | None) -> list[str]:
    """The hosts that are surely the brand's own: its website, and a handle that is a domain."""
    if found is None or found.profile is None or found.identity is None:
        return []
    hosts = [_host(found.profile.link)]
    if found.identity.source in ("wordpress", "discourse", "feed"):
        hosts.append(_host(found.identity.url))
    handle = (found.profile.handle or "").lstrip("@").lower()
    if found.identity.source == "bluesky" and handle.count(".") >= 1:
        hosts.append(handle)
    shared = {host for source in SOURCES.values() for root in source.roots.values() if (host := _host(root))}
    return [host for host in hosts if host and host not in shared and not host.endswith(_SHARED_HOSTS)]


def _host(url: str | None) -> str:
    if not url:
        return ""
    host = urlsplit(url if "://" in url else f"https://{url}").netloc.lower()
    return host.removeprefix("www.").removeprefix("blog.")


def _spelled_out(found: Preview) -> str:
    """A name made of the handle, for an account that nobody was asked about."""
    handle = found.identity.native_id if found.identity else ""
    return re.sub(r"[._-]+", " ", handle[1:]).strip().title() if handle.startswith("@") else ""
