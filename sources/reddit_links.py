"""Which community or user a pasted text of Reddit names. Pure; see `sources.reddit`."""

from __future__ import annotations

import re

from sources.base import Identity, Link

WEB = "https://www.reddit.com/"

_COMMUNITY = re.compile(r"[a-z0-9][a-z0-9_]{1,20}")
_USER = re.compile(r"[a-z0-9_-]{3,20}")
_SHORT = re.compile(r"[@/]?([ru])/([^/]+)")
_OWN_PAGE = "u_"
"""A user's own page is a community of this name."""
_ALL = frozenset({"all", "popular", "friends", "mod", "random", "randnsfw", "myrandom", "subreddits", "dashboard"})
"""Communities that are none: lists over many."""


def identify(link: Link) -> Identity | None:
    """``/r/…``, ``/user/…`` and ``/u/…``, with whatever follows, on any of Reddit's hosts; not ``redd.it``."""
    if link.host != "reddit.com" and not link.host.endswith(".reddit.com"):
        return None
    form, name = ([part.lower() for part in link.path] + ["", ""])[:2]
    return _named("u" if form == "user" else form, name)


def identify_handle(text: str) -> Identity | None:
    """``r/name`` or ``u/name``, also with ``/`` or ``@`` in front."""
    found = _SHORT.fullmatch(text.lower().rstrip("/"))
    return _named(found[1], found[2]) if found else None


def _named(form: str, name: str) -> Identity | None:
    if form == "r" and name.startswith(_OWN_PAGE):
        form, name = "u", name.removeprefix(_OWN_PAGE)
    if form == "r" and _COMMUNITY.fullmatch(name) and name not in _ALL:
        return Identity("reddit", f"@r/{name}", f"{WEB}r/{name}/")
    if form == "u" and _USER.fullmatch(name) and name != "me":
        return Identity("reddit", f"@u/{name}", f"{WEB}user/{name}/")
    return None
