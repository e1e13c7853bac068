"""Links to networks that name no account of the site: share buttons, sign-in, policies, pixels; and links to single posts."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_SHARES = re.compile(
    r"^/(?:[a-z]{2}(?:-[a-z]{2})?/)?"
    r"(?:sharer|share|sharearticle|sharing|intent|dialog|plugins|tr|pin/create|submit|msg/url|cws|login|signup|register"
    r"|oauth|home|hashtag|search|explore|policies|policy|legal|privacy|terms|help|about|embed|widgets?|compose|tweet"
    r"|accounts|v\d+\.\d+/(?:plugins|dialog))(?:[/.]|$)|^/(?:l|sharer|share|home|login)\.php",
    re.IGNORECASE,
)
"""Paths that are the same on many networks; none of them is an account's name on any."""
_POSTS = frozenset(
    {
        "status", "statuses", "p", "reel", "reels", "tv", "post", "posts", "video", "videos", "photo", "photos", "shorts",
        "live", "comments", "pin", "events", "clip", "clips",
    }
)  # fmt: skip


def is_share(url: str) -> bool:
    """Whether a link of a network shares the page, signs in or leads to the network's own pages."""
    return bool(_SHARES.search(urlsplit(url).path or "/"))


def is_post(url: str) -> bool:
    """Whether a link leads to one post, video or event: it names an account, but not as the site's own.

    ``/@brand/videos`` is a tab of the account, ``/brand/videos/123`` a video.
    """
    path = [part.lower() for part in urlsplit(url).path.split("/") if part]
    return any(part in _POSTS for part in path[:-1]) or path[-1:] == ["permalink.php"] or path[:1] == ["watch"]
