"""Ground for the tests of attention and mentions: brands read end to end by the collector, as a run does it."""

from __future__ import annotations

from typing import Any

from collecting import PlainCollector
from simulate import Brand, Clockwork, Simulation

from benchmark import brands
from benchmark.clock import utcnow
from benchmark.collect import RunResult
from benchmark.settings import Settings
from benchmark.store import Store
from sources import SOURCES
from sources.http import Http


def http_of(simulated: Simulation, settings: Settings) -> Http:
    """The real HTTP layer at today's time, in which waiting takes none."""
    clock = Clockwork(utcnow())
    return Http(settings.http(), monotonic=clock.monotonic, sleep=clock.sleep, utcnow=utcnow)


def settings_of(simulated: Simulation, store: Store, **more: Any) -> Settings:
    """Settings that point at the simulation."""
    given: dict[str, Any] = {"contact": "ops@anvil.example", "schedule": "off", **more}
    return Settings(db=str(store.path), roots=simulated.roots(), allow_hosts=simulated.allow_hosts(), **given)


def add(store: Store, simulated: Simulation, brand: Brand, link: str | None = None) -> str:
    """Look at what is pasted for a brand and add it. Returns its account id."""
    http = http_of(simulated, settings_of(simulated, store))
    seen = brands.preview(http, link or simulated.link(brand), store)
    assert seen.error is None
    assert seen.identity is not None
    return brands.add(store, brand.name, seen.identity, seen.profile, actor="test").account_id


def collect(store: Store, simulated: Simulation, **more: Any) -> RunResult:
    """One run over all accounts."""
    settings = settings_of(simulated, store, **more)
    return PlainCollector(store, settings, http_of(simulated, settings)).run()


def days(store: Store) -> list[tuple[Any, ...]]:
    """What stands in account_daily."""
    return store.rows("SELECT account_id, day, measure, value, origin FROM account_daily ORDER BY ALL")


def daily(simulated: Simulation, *, client: Any, brand: Brand, since: Any) -> dict[Any, int | None]:
    """The days that the source reads, and that they come oldest first and once."""
    read = SOURCES[simulated.source].daily
    assert read is not None
    found = list(read(client, simulated.account(brand), since))
    assert [day.day for day in found] == sorted({day.day for day in found})
    return {day.day: day.value for day in found}
