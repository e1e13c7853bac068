"""The real servers, installed, started and seeded once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from real import install
from real.bluesky import Network, utcnow
from real.plan import articles, unpublished
from real.processes import Servers
from real.readings import Story, tell
from real.seed import World, populate
from real.wordpress import Journal, Site


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


@pytest.fixture(scope="session")
def story(world: World, journal: Journal, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The product's two readings. Tests of the servers as first seeded run before: this changes them."""
    return tell(world, journal, tmp_path_factory.mktemp("product"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what looks at the servers as first seeded before what lets them change."""
    items.sort(key=lambda item: "story" in getattr(item, "fixturenames", ()))
