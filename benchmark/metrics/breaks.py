"""Days on which a network changed what a count means: figures from before and after are not comparable.

They stand in ``data/metric_breaks.csv``, one a line, for anyone to add to: network, metric (what is counted), date (the first day
of the new count), what_changed, url (where it is documented), and what_changed_<language> for other languages. The file is read
once, and again when it changes. A line that cannot be used is named with its field; the other lines still hold.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pandas as pd

from benchmark.metrics.catalog import METRICS
from benchmark.metrics.metric import FOLLOWER_COUNTS
from benchmark.metrics.scope import Scope
from benchmark.text import t
from benchmark.text.language import language
from sources import SOURCES

PATH: Final = Path(__file__).resolve().parents[2] / "data" / "metric_breaks.csv"
COUNTS: Final = ("followers", "views", "likes", "comments", "shares", "quotes")
"""What a break can be about."""
NOTE: Final = "break"
"""The first part of the note of a figure that spans a break; after the colon stands the day."""
FIELDS: Final = ("network", "metric", "date", "what_changed", "url")

_GROWN: Final = ("net_followers", "net_followers_weekly", "follower_growth_pct", "avg_weekly_growth_pct", "catch_up")
_TOO_MANY: Final = "too many"
_OF_INTERACTIONS: Final = ("likes", "comments", "shares", "quotes")


@dataclass(frozen=True)
class Break:
    """One change of one network. ``day`` is the first of the new way of counting."""

    source: str
    count: str
    day: date
    what_changed: str
    url: str
    translations: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        """What changed, in the reader's language where it is told in it."""
        return dict(self.translations).get(language.get(), self.what_changed)


@dataclass(frozen=True)
class Breaks:
    """What a file of breaks holds, and a sentence for each line that cannot be used."""

    known: tuple[Break, ...] = ()
    faults: tuple[str, ...] = ()

    def between(self, source: str, metric: str, first: date, last: date) -> list[Break]:
        """Return the changes of what a metric rests on that lie after ``first`` and not after ``last``, by day."""
        counts = counted(metric)
        return [b for b in self.known if b.source == source and b.count in counts and first < b.day <= last]


def breaks(path: Path = PATH) -> Breaks:
    """Return the breaks of the file as it is now; none when there is no file."""
    try:
        state = path.stat()
    except OSError:
        return Breaks()
    return _read(path, state.st_mtime_ns, state.st_size)


def counted(metric: str) -> tuple[str, ...]:
    """Return which counts a metric rests on: a change of one of them breaks it."""
    of_followers = METRICS[metric].source == FOLLOWER_COUNTS or "followers" in metric
    followers = ("followers",) if of_followers else ()
    views = ("views",) if metric.startswith("views") or "rate_views" in metric else ()
    engaged = _OF_INTERACTIONS if "interactions" in metric or "engagement" in metric else ()
    return (*followers, *views, *engaged)


def noted(frame: pd.DataFrame, name: str, scope: Scope) -> pd.DataFrame:
    """Return a metric's result with a note at each growth that is computed across a break."""
    if name not in _GROWN or frame.empty:
        return frame
    found = breaks()
    if not any(b.count == "followers" and b.day <= scope.end for b in found.known):
        return frame
    figure = "pace" if "pace" in frame else "value"
    notes = [
        _note(found, name, row["source"], row["first_day"], row["last_day"]) if pd.notna(row[figure]) else None
        for row in frame[["source", figure, "first_day", "last_day"]].to_dict("records")
    ]
    spanning = pd.Series(notes, index=frame.index, dtype=object)
    return frame.assign(
        note=spanning.where(spanning.notna(), frame["note"]).astype(object).replace({float("nan"): None})
    )


def latest(source: str, count: str, until: date) -> date | None:
    """Return the first day of a network's present way of counting, as of a day; None when it never changed."""
    days = [b.day for b in breaks().known if (b.source, b.count) == (source, count) and b.day <= until]
    return max(days, default=None)


def _note(found: Breaks, metric: str, source: str, first: Any, last: Any) -> str | None:
    if pd.isna(first) or pd.isna(last):
        return None
    crossed = found.between(source, metric, first.date(), last.date())
    return f"{NOTE}:{crossed[-1].day.isoformat()}" if crossed else None


@lru_cache(maxsize=4)
def _read(path: Path, changed: int, size: int) -> Breaks:  # noqa: ARG001  a changed file is read anew
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, restkey=_TOO_MANY, restval="")
        missing = [name for name in FIELDS if name not in (rows.fieldnames or ())]
        if missing:
            return Breaks(faults=(t("{file} lacks the column {column}.", file=path.name, column=missing[0]),))
        known, faults = [], []
        for row in rows:
            cells = {name: (cell or "").strip() for name, cell in row.items() if name != _TOO_MANY}
            wrong = ("url", _too_many()) if _TOO_MANY in row else next(_wrong(cells), None)
            if wrong is not None:
                field, what = wrong
                faults.append(
                    t(
                        "{file}, line {line}, {field}: {what}",
                        file=path.name,
                        line=rows.line_num,
                        field=field,
                        what=what,
                    )
                )
            else:
                known.append(_break(cells))
    return Breaks(tuple(sorted(known, key=lambda each: each.day)), tuple(faults))


def _wrong(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a line: field and sentence."""
    yield from ((name, t("This is empty.")) for name in FIELDS if not cells[name])
    if cells["network"] not in SOURCES:
        yield "network", t("There is no network {name}.", name=cells["network"][:40])
    if cells["metric"] not in COUNTS:
        yield "metric", t("It is one of {names}.", names=", ".join(COUNTS))
    try:
        date.fromisoformat(cells["date"])
    except ValueError:
        yield "date", t("A date is written like {example}.", example="2025-03-31")
    if not cells["url"].startswith("https://"):
        yield "url", t("It begins with https://.")


def _too_many() -> str:
    return t("There are more cells than columns. Put a text with a comma in quotes.")


def _break(cells: Mapping[str, str]) -> Break:
    prefix = "what_changed_"
    others = {name.removeprefix(prefix): text for name, text in cells.items() if name.startswith(prefix) and text}
    day = date.fromisoformat(cells["date"])
    return Break(cells["network"], cells["metric"], day, cells["what_changed"], cells["url"], tuple(others.items()))
