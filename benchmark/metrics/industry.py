"""Industry figures that others published, to stand beside one's own where they mean the same.

They are in ``data/industry.csv``, one a line, for anyone to add to; the columns are `FIELDS`. An empty cell says that the source
does not tell. A figure is drawn only beside the metric of the same numerator and denominator. A line that cannot be used is
named with its field; the other lines still hold.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from benchmark.text import t
from sources import SOURCES

PATH: Final = Path(__file__).resolve().parents[2] / "data" / "industry.csv"
FIELDS: Final = (
    *("source", "url", "edition", "data_year", "network", "industry", "metric", "statistic", "unit_of_median"),
    *("n_companies", "size_range", "age", "value", "posts_per_week", "note"),
)
PACE: Final = "posts_per_week"
OURS: Final = {
    "engagement_rate_followers_pct": "engagement_rate_followers_pct",
    "engagement_rate_views_pct": "engagement_rate_views_pct",
    PACE: PACE,
}
"""The metric of ours that has the numerator and denominator of one in the file. Followers are those at publication."""
ACTIVE_PACE: Final = 1.0
"""Posts a week under which accounts on X are taken for inactive: their figures say nothing of those that post."""
STATISTICS: Final = ("median", "mean")
_TOO_MANY: Final = "too many"


@dataclass(frozen=True)
class Figure:
    """One published figure. Empty texts and None: the source does not say."""

    source: str
    url: str
    edition: str
    data_year: int | None
    network: str
    industry: str
    metric: str
    """Ours, see `OURS`."""
    statistic: str
    unit_of_median: str
    n_companies: int | None
    size_range: str
    age: str
    value: float | None
    posts_per_week: float | None
    note: str

    @property
    def inactive(self) -> bool:
        """Whether it is of accounts on X that hardly post."""
        return self.network == "x" and self.posts_per_week is not None and self.posts_per_week < ACTIVE_PACE


@dataclass(frozen=True)
class Fault:
    """Why a line, or the whole file, cannot be used."""

    file: str
    kind: Literal["unreadable", "column", "field"]
    line: int = 0
    field: str = ""
    value: str = ""

    @property
    def sentence(self) -> str:
        """Say it in the reader's language."""
        if self.kind == "unreadable":
            return t("{file} cannot be read as a table of comma-separated values in UTF-8.", file=self.file)
        if self.kind == "column":
            return t("{file} lacks the column {column}.", file=self.file, column=self.field)
        return t(
            "{file}, line {line}: the field {column} cannot be “{value}”.",
            file=self.file, line=str(self.line), column=self.field, value=self.value[:40],
        )  # fmt: skip


@dataclass(frozen=True)
class Industry:
    """What a file of industry figures holds, and what of it cannot be used."""

    figures: tuple[Figure, ...] = ()
    faults: tuple[Fault, ...] = ()

    def of_network(self, network: str | None) -> tuple[Figure, ...]:
        """Return the figures of a network."""
        return tuple(figure for figure in self.figures if figure.network == network)

    def industries(self, network: str | None) -> list[str]:
        """Return the industries that there are figures of on a network, in the order of the file."""
        return list(dict.fromkeys(figure.industry for figure in self.of_network(network)))


@dataclass(frozen=True)
class Beside:
    """The figures of one industry and network for one metric: those to draw, and those named instead."""

    drawn: tuple[Figure, ...]
    inactive: tuple[Figure, ...]
    empty: tuple[Figure, ...]
    others: tuple[str, ...]
    """The metrics of the figures that have another numerator or denominator."""


def industry(path: Path = PATH) -> Industry:
    """Return the figures of the file as it is now; none when there is no file."""
    try:
        state = path.stat()
    except OSError:
        return Industry()
    return _read(path, state.st_mtime_ns, state.st_size)


def version(path: Path = PATH) -> str:
    """Return what differs when the file has changed, for what is kept of it."""
    try:
        return str(path.stat().st_mtime_ns)
    except OSError:
        return ""


def beside(known: Industry, network: str | None, name: str, metric: str) -> Beside:
    """Return the figures of an industry that mean the same as a metric of ours; a pace is told beside any of them."""
    here = [figure for figure in known.of_network(network) if figure.industry == name]
    same = [figure for figure in here if metric in (figure.metric, PACE)]
    value: Callable[[Figure], float | None] = lambda figure: told(figure, metric)  # noqa: E731  named for its three uses
    if metric == PACE:  # an inactive account's pace is what it is
        return Beside(
            tuple(f for f in same if value(f) is not None), (), tuple(f for f in same if value(f) is None), ()
        )
    return Beside(
        tuple(f for f in same if value(f) is not None and not f.inactive),
        tuple(f for f in same if f.inactive),
        tuple(f for f in same if value(f) is None and not f.inactive),
        tuple(dict.fromkeys(figure.metric for figure in here if figure.metric != metric)),
    )


def told(figure: Figure, metric: str) -> float | None:
    """Return what a published figure says of a metric of ours."""
    if metric == PACE and figure.metric != PACE:
        return figure.posts_per_week
    return figure.value if figure.metric == metric else None


@lru_cache(maxsize=4)
def _read(path: Path, changed: int, size: int) -> Industry:  # noqa: ARG001  a changed file is read anew
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, restkey=_TOO_MANY, restval="", strict=True)
            missing = [name for name in FIELDS if name not in (rows.fieldnames or ())]
            if missing:
                return Industry(faults=(Fault(path.name, "column", field=missing[0]),))
            lines = [(rows.line_num, row) for row in rows]
    except (OSError, UnicodeError, csv.Error):
        return Industry(faults=(Fault(path.name, "unreadable"),))
    figures, faults = [], []
    for line, row in lines:
        cells = {name: (row[name] or "").strip() for name in FIELDS}
        wrong = "note" if _TOO_MANY in row else next(_wrong(cells), None)
        if wrong is None:
            figures.append(_figure(cells))
        elif any(cells.values()):
            faults.append(Fault(path.name, "field", line, wrong, cells[wrong]))
    return Industry(tuple(figures), tuple(faults))


def _wrong(cells: Mapping[str, str]) -> Iterator[str]:
    """Yield the fields that cannot be used."""
    rules: dict[str, Callable[[str], bool]] = {
        "source": bool,
        "url": lambda text: not text or text.startswith(("https://", "http://")),
        "data_year": lambda text: not text or (text.isdigit() and 2000 <= int(text) <= 2100),
        "network": lambda text: text in SOURCES,
        "industry": bool,
        "metric": lambda text: text in OURS,
        "statistic": lambda text: text in STATISTICS,
        "n_companies": lambda text: not text or text.isdigit(),
        "value": _is_figure,
        "posts_per_week": _is_figure,
    }
    for field, holds in rules.items():
        if not holds(cells[field]):
            yield field


def _is_figure(text: str) -> bool:
    if not text:
        return True
    try:
        value = float(text)
    except ValueError:
        return False
    return math.isfinite(value) and value >= 0


def _figure(cells: Mapping[str, str]) -> Figure:
    return Figure(
        **{name: cells[name] for name in ("source", "url", "edition", "network", "industry", "statistic")},
        **{name: cells[name] for name in ("unit_of_median", "size_range", "age", "note")},
        metric=OURS[cells["metric"]],
        data_year=int(cells["data_year"]) if cells["data_year"] else None,
        n_companies=int(cells["n_companies"]) if cells["n_companies"] else None,
        value=float(cells["value"]) if cells["value"] else None,
        posts_per_week=float(cells["posts_per_week"]) if cells["posts_per_week"] else None,
    )
