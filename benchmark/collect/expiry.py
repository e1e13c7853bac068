"""Ask the networks once a day when the tokens in use end, so that a warning comes before a run fails."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from benchmark.settings import Settings
from benchmark.store import Store, credentials
from sources.base import Source
from sources.errors import SourceError
from sources.http import Http

log = logging.getLogger(__name__)

EVERY = timedelta(hours=24)
WARN = timedelta(days=7)
"""A token that ends within this time is warned of."""


class ExpiryChecks:
    """The checks of one process: a new process, which may have new tokens, asks anew."""

    def __init__(self) -> None:
        self._asked: dict[str, datetime] = {}

    def due(self, sources: Iterable[Source], settings: Settings, now: datetime) -> list[Source]:
        """Return the sources with a token in use that were not asked within a day."""
        return [
            source
            for source in {source.name: source for source in sources}.values()
            if source.expiry is not None
            and any(key.setting in settings.secrets for key in source.credentials)
            and not (source.name in self._asked and now - EVERY < self._asked[source.name] <= now)
        ]

    def check(self, store: Store, http: Http, sources: Iterable[Source], settings: Settings, now: datetime) -> None:
        """Ask those due and keep what they say; a network that does not answer is asked again by the next run."""
        for source in self.due(sources, settings, now):
            try:
                ends = source.expiry(http.client(source)) if source.expiry else {}
            except SourceError as error:
                log.info("%s did not say when its token ends: %s", source.name, error.code)
                continue
            except Exception as bug:  # noqa: BLE001  a warning that fails must not take the run's end down with it
                log.error("asking %s when its token ends failed: %s", source.name, type(bug).__name__)  # noqa: TRY400  no values
                continue
            self._asked[source.name] = now
            credentials.keep(store, [key.setting for key in source.credentials], ends, now)
