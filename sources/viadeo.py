"""Viadeo: accounts that are kept by file import and by hand.

Docs: none any more; https://fr.wikipedia.org/wiki/Viadeo tells what became of the network.
Gives: nothing by itself. The network was sold in 2016 and has no interface since.
Lacks: every figure; what was noted down in its time can be imported.
Auth: none is asked for. Limits: nobody is asked. Rounding: none. Retention: no limit is set.

The id of an account is the name of its company page (``@name``), as nobody is asked for the number behind it.
"""

from __future__ import annotations

import re

from sources.base import Identity, Link, Pace, Source, no_route, words

WEB = "https://www.viadeo.com/fr/company/"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?")
_LANGUAGE = re.compile(r"[a-z]{2}")


def identify(link: Link) -> Identity | None:
    """``viadeo.com/fr/company/name`` in any language and below any country's host; people's pages name no brand."""
    if link.host != "viadeo.com" and not link.host.endswith(".viadeo.com"):
        return None
    path = link.path[1:] if link.path and _LANGUAGE.fullmatch(link.path[0]) else link.path
    return _identity(path[1]) if len(path) > 1 and path[0] == "company" else None


def identify_handle(text: str) -> Identity | None:
    """``@name``, if it was meant for Viadeo."""
    return _identity(text[1:]) if text.startswith("@") else None


def _identity(text: str) -> Identity | None:
    name = text.lower()
    return Identity("viadeo", f"@{name}", WEB + name) if _NAME.fullmatch(name) else None


SOURCE = Source(
    name="viadeo",
    label="Viadeo",
    docs="https://fr.wikipedia.org/wiki/Viadeo",
    gives=frozenset(),
    lacks=words(
        "Viadeo was sold in 2016 and gives figures to nobody; what you noted down comes by file import and by hand."
    ),
    pace=Pace(per_second=1.0),
    roots={},
    route=words("file import"),
    cost=words("free"),
    profile=no_route,
    identify=identify,
    identify_handle=identify_handle,
    named_only=True,
)
