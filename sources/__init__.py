"""The registry of sources. A new network is one module and one line here."""

from __future__ import annotations

from sources import feed, wordpress
from sources.base import Source

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        wordpress.SOURCE,
        feed.SOURCE,
    )
}
