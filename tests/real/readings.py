"""The whole way through the product: add the brands, collect, let the world change, collect again, keep both databases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmark.store import Store
from real.bluesky import utcnow
from real.plan import (
    ADDED_ARTICLE,
    BELLOWS,
    BRANDS,
    DISCUSSED_ARTICLE,
    HAMMER,
    HUSHED_ARTICLE,
    OWN,
    QUIET,
    RASP,
    SHY,
    TONGS,
    TRASHED_ARTICLE,
)
from real.product import Product, snapshot
from real.seed import World, later
from real.wordpress import Article, Journal


@dataclass(frozen=True)
class Reading:
    """A database as one collection left it, when that ran, and what the command said."""

    db: Path
    began: datetime
    ended: datetime
    said: Any


@dataclass(frozen=True)
class Story:
    """Both readings and the product that made them."""

    product: Product
    first: Reading
    second: Reading
    apart: Path
    """A database like the second, but with four weeks between the readings."""
    world: World
    journal: Journal
    later_journal: Journal
    trashed: str
    """The number of the article that was trashed between the readings."""

    def account(self, brand: str) -> str:
        """The account id of a brand on Bluesky."""
        return f"bluesky:{self.world.brands[brand].person.did}"

    @property
    def blog(self) -> str:
        """The account id of the WordPress."""
        return f"wordpress:{self.journal.site.url}"


def tell(world: World, journal: Journal, folder: Path) -> Story:
    """Use the command line as a user does, with a world that moves on between two collections."""
    settings = {
        "BENCHMARK_BLUESKY_BASE_URL": world.network.appview,
        "BENCHMARK_ALLOW_HOSTS": journal.site.host,
        "BENCHMARK_TIMEZONE": "UTC",
    }
    product = Product(folder / "benchmark.duckdb", settings)
    _add(product, world, journal)
    first = _collect(product, folder / "first.duckdb", ends=0)
    later(world)
    changed = _later(journal)
    second = _collect(product, folder / "second.duckdb", ends=1)
    apart = _weeks_later(first, folder / "apart.duckdb", settings)
    return Story(product, first, second, apart, world, journal, changed, str(journal.ids[TRASHED_ARTICLE]))


def _weeks_later(first: Reading, into: Path, settings: Mapping[str, str]) -> Path:
    """A database whose first reading was made four weeks before the second: the servers' clocks cannot be turned."""
    into.write_bytes(first.db.read_bytes())
    moved = {
        "profile_snapshot": ("observed_at",),
        "run": ("started_at", "finished_at"),
        "run_account": ("started_at", "finished_at", "window_from"),
    }
    with Store.open(into) as store, store.transaction() as tx:
        for table, times in moved.items():
            earlier = ", ".join(f"{name} = {name} - INTERVAL 28 DAY" for name in times)
            tx.execute(f"UPDATE core.{table} SET {earlier}")
    Product(into, settings).json("collect", ends=1)
    return into


def _add(product: Product, world: World, journal: Journal) -> None:
    """Add each brand by another kind of link."""
    people = {brand.name: world.of(brand).person for brand in BRANDS}
    product.run("add", OWN.name, f"https://bsky.app/profile/{people[OWN.name].handle}", journal.site.url, "--own")
    product.run("add", HAMMER.name, f"bluesky:{people[HAMMER.name].handle}")
    product.run("add", QUIET.name, people[QUIET.name].did)
    for brand in (BELLOWS, TONGS, RASP):
        product.run("add", brand.name, f"bsky.app/profile/{people[brand.name].handle}")
    # Whom strangers may not see is refused by name.
    product.run("add", SHY.name, f"bsky.app/profile/{people[SHY.name].handle}", ends=1)


def _collect(product: Product, kept: Path, *, ends: int) -> Reading:
    began = utcnow()
    said = product.json("collect", ends=ends)
    return Reading(snapshot(product.db, kept), began, utcnow(), said)


def _later(journal: Journal) -> Journal:
    """Write, discuss, hush and trash articles; the journal as it then stands."""
    site, ids, articles = journal.site, list(journal.ids), list(journal.articles)
    for _ in range(2):
        site.comment(ids[DISCUSSED_ARTICLE])
    site.comment(ids[DISCUSSED_ARTICLE], approved=False)
    site.remove_comment(ids[HUSHED_ARTICLE])
    site.trash(ids[TRASHED_ARTICLE])
    for place, more in ((DISCUSSED_ARTICLE, 2), (HUSHED_ARTICLE, -1)):
        articles[place] = replace(articles[place], approved=articles[place].approved + more)
    fresh = Article(ADDED_ARTICLE, utcnow().replace(microsecond=0), approved=1)
    ids += site.publish([fresh])
    return Journal(site, [*articles, fresh], ids)
