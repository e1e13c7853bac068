"""The process that `test_kill` kills: it collects, and says so when it is done."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from collecting import a_source

import benchmark.brands.adding
import benchmark.problems  # noqa: F401
from benchmark.collect import Collector
from benchmark.settings import Settings
from benchmark.store import Store
from sources import SOURCES


def settings_for(db: str, url: str) -> Settings:
    """Settings of a database that collects the source ``alpha`` from a server."""
    SOURCES.setdefault("alpha", a_source("alpha"))
    return Settings(db=db, roots={"alpha.api": url})


def collect(db: str, url: str, say: Connection) -> None:
    """Collect everything, and send the run's id and status once it is over."""
    with Store.open(Path(db)) as store:
        say.send("open")
        result = Collector(store, settings_for(db, url)).run()
    say.send((result.run_id, result.status))
