"""One problem as the sentences see it: who was asked, and every particular as a safe text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from benchmark.text import t
from benchmark.text.format import moment, number
from benchmark.text.plain import plain
from sources import SOURCES
from sources.base import Source

Params = Mapping[str, object]


@dataclass(frozen=True)
class Case:
    """One problem as the sentences see it; every particular is a safe text, empty when it is not known."""

    params: Params
    source: Source | None
    timezone: str = "UTC"

    @property
    def network(self) -> str:
        """The network's name; else the host, else a word for it."""
        if self.source is not None:
            return self.source.label
        return self["host"] or t("The server")

    @property
    def setting(self) -> str:
        """The setting that holds the key in question."""
        named = [c.setting for c in self.source.credentials] if self.source else []
        return self["setting"] or " / ".join(named) or "BENCHMARK_…"

    @property
    def key_url(self) -> str:
        """Where such a key is given out; empty when unknown."""
        for credential in self.source.credentials if self.source else ():
            if not self["setting"] or credential.setting == self["setting"]:
                return credential.url
        return ""

    @property
    def when(self) -> str:
        """When to ask again; empty when the server did not say."""
        at = self.params.get("retry_at")
        if isinstance(at, str):
            try:
                at = datetime.fromisoformat(at)
            except ValueError:
                return ""
        return f"{moment(at, self.timezone)} ({self.timezone})" if isinstance(at, datetime) else ""

    def __getitem__(self, name: str) -> str:
        value = self.params.get(name)
        if value is None:
            return ""
        if isinstance(value, int | float):
            return number(value)
        return plain(value, 200)

    def label(self, name: str) -> str:
        """A parameter that names a network, as people write it."""
        key = str(self.params.get(name) or "")
        return SOURCES[key].label if key in SOURCES else plain(key.capitalize(), 40)
