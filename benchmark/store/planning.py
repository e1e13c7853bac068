"""Rows of annotations, objectives and saved views: plain reads, no rules; those stand in `benchmark.planning`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from benchmark.store.directory import Reader


@dataclass(frozen=True)
class Annotation:
    """A dated remark. Days are local days of the panel, both included; None for panel, brand or source: it holds for all."""

    id: str
    kind: str
    title: str
    note: str | None
    first: date
    last: date
    panel_id: str | None
    brand_id: str | None
    source: str | None

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Objective:
    """A target that somebody set: the figure that a brand's metric on a network is to reach."""

    id: str
    panel_id: str
    brand_id: str
    source: str
    metric: str
    target: float


@dataclass(frozen=True)
class SavedView:
    """A name for an address: the page and what stands after the question mark."""

    id: str
    name: str
    page: str
    query: str


def all_annotations(reader: Reader) -> list[Annotation]:
    """Return the annotations that hold, the latest first."""
    rows = reader.rows(
        """
        SELECT annotation_id, kind, title, note, first_day, last_day, panel_id, brand_id, source
        FROM annotations WHERE removed_at IS NULL ORDER BY first_day DESC, last_day DESC, annotation_id
        """
    )
    return [Annotation(*row) for row in rows]


def all_objectives(reader: Reader) -> list[Objective]:
    """Return the objectives that hold, in the order they were set."""
    rows = reader.rows(
        """
        SELECT objective_id, panel_id, brand_id, source, metric, target
        FROM objectives WHERE removed_at IS NULL ORDER BY created_at, objective_id
        """
    )
    return [Objective(*row) for row in rows]


def all_views(reader: Reader) -> list[SavedView]:
    """Return the saved views that hold, by name."""
    rows = reader.rows(
        "SELECT view_id, name, page, query FROM saved_views WHERE removed_at IS NULL ORDER BY lower(name), view_id"
    )
    return [SavedView(*row) for row in rows]
