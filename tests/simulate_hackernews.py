"""HN Search: stories by phrase and time, newest first, at most ``most`` a call. See `simulate`.

``Brand.days`` says how many stories hold the brand's name on each day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

from loopback import Loopback, Reply, Request
from simulate import Brand
from simulate_phrases import PhraseSimulation


class Simulator(PhraseSimulation):
    """``most`` is how many stories the search gives at all; ``strangers`` are found though they do not hold the phrase."""

    source: ClassVar[str] = "hackernews"
    essential: ClassVar[frozenset[str]] = frozenset({"hits", "nbHits", "created_at_i"})

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.most = 1000
        self.strangers: list[dict[str, Any]] = []

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        loopback.answer("/api/v1/search_by_date", self.answering(self._search))

    def roots(self) -> dict[str, str]:
        return {"hackernews.api": f"{self.server.url}/api/v1"}

    def _search(self, request: Request) -> Reply:
        phrase = request.query["query"]
        assert (phrase[0], phrase[-1]) == ('"', '"')
        assert (request.query["tags"], request.query["typoTolerance"]) == ("story", "false")
        start, end = _span(request.query.get("numericFilters", ""))
        found = [hit for hit in self._stories(phrase.strip('"')) if start <= hit["created_at_i"] < end]
        size = min(int(request.query["hitsPerPage"]), self.most)
        shown = sorted(found, key=lambda hit: -hit["created_at_i"])[:size]
        return Reply({"hits": shown, "nbHits": len(found), "page": 0, "hitsPerPage": size, "exhaustiveNbHits": False})

    def _stories(self, phrase: str) -> Iterator[dict[str, Any]]:
        for brand in self.brands:
            if brand.handle == phrase:
                for day, number in brand.days.items():
                    midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
                    for n in range(number):
                        yield {
                            "objectID": f"{midnight}{n}",
                            "created_at_i": midnight + n * 1000,
                            "title": f"Show HN: {brand.handle.title()} no {n}",
                            "url": None,
                            "story_text": None,
                        }
        yield from self.strangers


def _span(filters: str) -> tuple[int, int]:
    found = re.fullmatch(r"created_at_i>=(\d+),created_at_i<(\d+)", filters)
    return (int(found[1]), int(found[2])) if found else (0, 2**53)
