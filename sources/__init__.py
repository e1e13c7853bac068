"""The registry of sources. A new network is one module and one line here."""

from __future__ import annotations

from sources import (
    bluesky,
    discourse,
    facebook,
    feed,
    gdelt,
    hackernews,
    instagram,
    linkedin,
    mastodon,
    pinterest,
    reddit,
    telegram,
    threads,
    tiktok,
    twitch,
    viadeo,
    wikipedia,
    wordpress,
    x,
    youtube,
)
from sources.base import Source

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        bluesky.SOURCE,
        mastodon.SOURCE,
        youtube.SOURCE,
        twitch.SOURCE,
        telegram.SOURCE,
        x.SOURCE,
        reddit.SOURCE,
        linkedin.SOURCE,
        tiktok.SOURCE,
        wordpress.SOURCE,
        discourse.SOURCE,
        facebook.SOURCE,
        instagram.SOURCE,
        threads.SOURCE,
        feed.SOURCE,
        wikipedia.SOURCE,
        hackernews.SOURCE,
        gdelt.SOURCE,
        pinterest.SOURCE,
        viadeo.SOURCE,
    )
}
