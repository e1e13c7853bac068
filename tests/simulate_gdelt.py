"""GDELT's DOC 2.0 API: timelines of raw counts, refusals in plain text. See `simulate`.

``Brand.days`` says in how many articles the brand's name stands on each day; days that it does not name were monitored
without any.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from loopback import Loopback, Reply, Request
from simulate import NOW, Brand
from simulate_phrases import PhraseSimulation

BUSY = "Please limit requests to one every 5 seconds or contact us for larger queries."


class Simulator(PhraseSimulation):
    """``hours`` answers by the hour; ``silent`` leaves the timeline out."""

    source: ClassVar[str] = "gdelt"
    essential: ClassVar[frozenset[str]] = frozenset({"timeline", "data", "date"})

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.hours = False
        self.silent = False
        self.now = NOW

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        loopback.answer("/api/v2/doc/doc", self.answering(self._doc))

    def roots(self) -> dict[str, str]:
        return {"gdelt.api": f"{self.server.url}/api/v2/doc"}

    def _doc(self, request: Request) -> Reply:
        assert (request.query["mode"], request.query["format"]) == ("timelinevolraw", "json")
        asked = request.query["query"]
        if asked.startswith('"') and asked.strip('"').isalnum():
            return Reply("The specified phrase is too short.", 200, {"Content-Type": "text/html"})
        if not asked.startswith('"') and not asked.isalnum():
            said = "One or more of your keywords contained an illegal character."
            return Reply(said, 200, {"Content-Type": "text/html"})
        if self.silent:
            return Reply({})
        phrase = asked.strip('"')
        brand = next((brand for brand in self.brands if brand.handle == phrase), None)
        step, resolution, points = self._points(request.query)
        data = [
            {"date": f"{at:%Y%m%dT%H%M%SZ}", "value": self._value(brand, at, step), "norm": 100_000 + n}
            for n, at in enumerate(points)
        ]
        details = {"title": asked, "date_resolution": resolution}
        return Reply({"query_details": details, "timeline": [{"series": "Article Count", "data": data}]})

    def _points(self, query: dict[str, str]) -> tuple[timedelta, str, list[datetime]]:
        if "timespan" in query:
            start, end = self.now - timedelta(days=1), self.now
        else:
            start, end = (datetime.strptime(query[name], "%Y%m%d%H%M%S") for name in ("startdatetime", "enddatetime"))  # noqa: DTZ007
            assert start >= self.now - timedelta(days=90), "the window is three months"
        by_day = end - start > timedelta(days=7) and not self.hours
        step = timedelta(days=1) if by_day else timedelta(hours=1)
        at = start.replace(minute=0, second=0, microsecond=0)
        points = []
        while at <= end:
            points.append(at)
            at += step
        return step, "day" if by_day else "hour", points

    def _value(self, brand: Brand | None, at: datetime, step: timedelta) -> Any:
        number = brand.days.get(at.date(), 0) if brand else 0
        if step == timedelta(days=1):
            return number
        return number // 24 + (number % 24 if at.hour == 0 else 0)
