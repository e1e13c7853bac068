"""Hosts on which many owners have a page each, so that the host's home page, header and footer are not the owner's."""

from __future__ import annotations

from typing import Final

LINK_PAGES: Final = frozenset(
    {
        "allmylinks.com", "beacons.ai", "bento.me", "bio.link", "bio.site", "campsite.bio", "direct.me", "flow.page",
        "hoo.be", "linkin.bio", "linktr.ee", "lnk.bio", "many.link", "milkshake.app", "msha.ke", "nucleus.bio",
        "solo.to", "tap.bio", "taplink.cc",
    }
)  # fmt: skip
"""Pages that are nothing but their owner's links."""
PLATFORMS: Final = frozenset(
    {
        "about.me", "bandcamp.com", "behance.net", "buymeacoffee.com", "crunchbase.com", "dribbble.com", "etsy.com",
        "eventbrite.com", "flickr.com", "github.com", "gitlab.com", "indiegogo.com", "kickstarter.com", "ko-fi.com",
        "medium.com", "patreon.com", "producthunt.com", "sites.google.com", "soundcloud.com", "trustpilot.com", "vimeo.com",
    }
)  # fmt: skip
"""Profiles and shops on somebody else's site."""


def is_link_page(host: str) -> bool:
    """Whether a page there is a list of its owner's links."""
    return _of(host, LINK_PAGES)


def is_shared(host: str) -> bool:
    """Whether a page there says nothing of the host's other pages."""
    return _of(host, LINK_PAGES) or _of(host, PLATFORMS)


def _of(host: str, known: frozenset[str]) -> bool:
    return host.lower().rstrip(".").removeprefix("www.") in known
