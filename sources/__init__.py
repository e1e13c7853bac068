"""The registry of sources. A new network is one module and one line here."""

from __future__ import annotations

from sources.base import Source

SOURCES: dict[str, Source] = {}
