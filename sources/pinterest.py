"""Pinterest: accounts that are kept by file import and by hand.

Docs: https://developers.pinterest.com/docs/api/v5/.
Gives: nothing by itself. The API tells an account's figures to its owner only, after an app review.
Lacks: every figure of competitors; nothing on the public pages may be read by a program.
Auth: none is asked for. Limits: nobody is asked. Rounding: none. Retention: no limit is set.

The id of an account is its name (``@name``), as nobody is asked for the number behind it.
"""

from __future__ import annotations

import re

from sources.base import Identity, Link, Pace, Source, no_route, words
from sources.pasted import network_of

WEB = "https://www.pinterest.com/"
_NAME = re.compile(r"[a-z0-9_]{3,30}")
_NO_NAMES = frozenset(
    {
        "pin", "pins", "ideas", "search", "today", "business", "login", "signup", "topics", "explore", "videos", "categories",
        "settings", "discover", "about", "password", "source", "news_hub", "convert", "pin-builder", "shopping", "homefeed",
        "resource", "_tools",
    }
)  # fmt: skip
"""First segments of Pinterest's own pages."""


def identify(link: Link) -> Identity | None:
    """``pinterest.com/name`` on any of its domains, also of a board; pins and ``pin.it`` name no account by themselves."""
    if network_of(link.host) != "pinterest" or link.host == "pin.it" or not link.path:
        return None
    return _identity(link.path[0])


def identify_handle(text: str) -> Identity | None:
    """``@name``, if it was meant for Pinterest."""
    return _identity(text[1:]) if text.startswith("@") else None


def _identity(text: str) -> Identity | None:
    name = text.lower()
    if not _NAME.fullmatch(name) or name in _NO_NAMES:
        return None
    return Identity("pinterest", f"@{name}", f"{WEB}{name}/")


SOURCE = Source(
    name="pinterest",
    label="Pinterest",
    docs="https://developers.pinterest.com/docs/api/v5/",
    gives=frozenset(),
    lacks=words(
        "Pinterest tells an account's figures to its owner only; competitors' figures come by file import and by hand."
    ),
    pace=Pace(per_second=1.0),
    roots={},
    route=words("file import"),
    cost=words("free"),
    profile=no_route,
    identify=identify,
    identify_handle=identify_handle,
)
