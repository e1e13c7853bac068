"""The real servers, installed, started and seeded once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from real import install
from real.bluesky import Network, utcnow
from real.plan import articles, unpublished
from real.processes import Servers
from real.seed import World, populate
from real.wordpress import Article, Site


@dataclass
class Journal:
    """The seeded WordPress: its articles as planned, with their ids in the same order."""

    site: Site
    articles: list[Article]
    ids: list[int]


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Everything installed; what is started through this ends with the tests."""
    install.everything()
    with Servers() as running:
        yield running


@pytest.fixture(scope="session")
def world(servers: Servers) -> World:
    """A Bluesky network with the planned brands."""
    return populate(Network(servers))


@pytest.fixture(scope="session")
def journal(servers: Servers) -> Journal:
    """A WordPress with the planned articles."""
    site = Site(servers)
    now = utcnow().replace(microsecond=0) - timedelta(minutes=1)
    planned = articles(now)
    ids = site.publish(planned)
    site.publish(unpublished(now))
    return Journal(site, planned, ids)
