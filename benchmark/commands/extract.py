"""Extracts: the public tables and the metrics as Arrow tables, cut to a panel and to local days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from benchmark.brands import panels
from benchmark.metrics import METRICS, Scope, compute
from benchmark.refusals import Refusal
from benchmark.settings import Settings
from benchmark.store import Store
from benchmark.store.data_version import present_version
from benchmark.store.directory import Panel
from benchmark.text import t

DEFAULT_DAYS: Final = 30
_LOCAL_DAYS: Final = frozenset({"first_day", "last_day", "day", "week", "ready_on"})
"""Columns of figures that hold a day of the panel's zone."""
_IN_PANEL: Final = "account_id IN (SELECT account_id FROM panel_accounts WHERE panel_id = $panel)"


@dataclass(frozen=True)
class Table:
    """A public table: the column that dates its rows, and which rows belong to a panel."""

    time: str | None
    panel: str = _IN_PANEL
    order: str = "ALL"


TABLES: Final[Mapping[str, Table]] = {
    "brands": Table(None, f"brand_id IN (SELECT brand_id FROM accounts WHERE {_IN_PANEL})", "created_at, brand_id"),
    "accounts": Table(None, order="added_at, account_id"),
    "panels": Table(None, "panel_id = $panel", "created_at, panel_id"),
    "panel_accounts": Table(None, "panel_id = $panel"),
    "profile_snapshots": Table("observed_at", order="account_id, observed_at, origin"),
    "profile_changes": Table("observed_at", order="account_id, observed_at, field"),
    "posts": Table("published_at", order="account_id, published_at, native_id"),
    "post_snapshots": Table("observed_at", order="account_id, native_id, observed_at, origin"),
    "account_daily": Table("day", order="account_id, day, measure"),
    "runs": Table("started_at", f"run_id IN (SELECT run_id FROM run_accounts WHERE {_IN_PANEL})", "started_at, run_id"),
    "run_accounts": Table("started_at", order="started_at, account_id"),
    "tags": Table(None, "true", "created_at, tag_id"),
    "post_tags": Table(None, order="account_id, native_id, tag_id"),
    "annotations": Table(None, "coalesce(panel_id = $panel, true)", "first_day, annotation_id"),
    "objectives": Table(None, "panel_id = $panel", "created_at, objective_id"),
    "saved_views": Table(None, "true", "created_at, view_id"),
    "reports": Table(None, "true", "created_at, report_id"),
    "report_items": Table(None, "true", "report_id, place"),
    "report_schedules": Table(None, "panel_id = $panel", "created_at, schedule_id"),
    "report_deliveries": Table("due_at", "true", "due_at, delivery_id"),
    "shares": Table(None, "true", "created_at, share_id"),
    "saved_posts": Table(None, order="saved_at, account_id, native_id"),
    "source_usage": Table("day", f"source IN (SELECT source FROM accounts WHERE {_IN_PANEL})", "day, source"),
}
"""The tables of the store that users are promised, as views over its private schema."""


@dataclass(frozen=True)
class Span:
    """Local days of a zone, both included; None leaves that end open."""

    first: date | None
    last: date | None
    timezone: str

    def instants(self) -> tuple[datetime, datetime]:
        """Return the UTC instants, without a zone, from the first midnight to the one after the last day."""
        start = self._midnight(self.first) if self.first else datetime(1, 1, 1)
        end = self._midnight(self.last + timedelta(days=1)) if self.last else datetime(9999, 12, 31)
        return start, end

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self.timezone)).astimezone(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Narrowed:
    """Which rows of a table are wanted beyond those of a panel and of days. Conditions are ours, their values are bound."""

    conditions: tuple[str, ...] = ()
    bound: Mapping[str, Any] = field(default_factory=dict)
    most: int | None = None


@dataclass(frozen=True)
class Extract:
    """Rows with what has to travel with them: how they were counted, for whom and when."""

    name: str
    rows: pa.Table
    about: dict[str, Any] = field(default_factory=dict)


_ALL: Final = Narrowed()


def table(store: Store, name: str, span: Span, panel: Panel | None, narrowed: Narrowed = _ALL) -> Extract:
    """Return a public table's rows in its order, those of a panel, of a span of days and so on where these are given."""
    declared = TABLES[name]
    conditions = list(narrowed.conditions)
    bound = dict(narrowed.bound)
    if panel is not None:
        conditions.append(declared.panel)
        bound["panel"] = panel.id
    if declared.time is not None and (span.first or span.last):
        # account_daily counts in whole UTC days as the networks give them
        days = (span.first or date.min, span.last or date.max)
        first, last = days if declared.time == "day" else span.instants()
        upper = "<=" if declared.time == "day" else "<"
        conditions.append(f"{declared.time} >= $first AND {declared.time} {upper} $last")
        bound |= {"first": first, "last": last}
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    limit = "" if narrowed.most is None else f" LIMIT {narrowed.most:d}"
    rows = store.arrow(f"SELECT * FROM {name}{where} ORDER BY {declared.order}{limit}", bound)
    return Extract(name, rows, _about(store, span, panel) | {"table": name, "times": "UTC"})


def metric(
    store: Store, name: str, span: Span, panel: Panel, now: datetime, *, without: tuple[str, ...] = ()
) -> Extract:
    """Return a metric's figures over the days of a panel, each row with its brand's name and its unit.

    ``without``: ids of the tags whose posts are left out.
    """
    declared = METRICS[name]
    accounts = store.rows(
        """
        SELECT account_key FROM core.panel_account JOIN core.account USING (account_key)
        WHERE panel_key = $panel AND removed_at IS NULL ORDER BY account_key
        """,
        {"panel": panel.key},
    )
    keys, first, last = tuple(row[0] for row in accounts), span.first or date.min, span.last or date.max
    scope = Scope(keys, first, last, panel.timezone, now, without)
    frame = compute(store, name, scope)
    named = dict(store.rows("SELECT brand_id, name FROM brands"))
    frame.insert(1, "brand", frame["brand_id"].map(named).astype("str"))
    about = {
        "metric": name,
        "label": t(declared.label),
        "definition": t(declared.description),
        "unit": declared.unit,
        "source": t(declared.source),
    }
    rows = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    for place, column in enumerate(rows.schema):
        if column.name in _LOCAL_DAYS:  # a midnight without its zone would pass for one of UTC
            rows = rows.set_column(place, column.name, rows.column(place).cast(pa.date32(), safe=False))
    rows = rows.append_column("metric", pa.array([name] * len(frame), pa.string()))
    rows = rows.append_column("unit", pa.array([declared.unit] * len(frame), pa.string()))
    return Extract(name, rows, about | _about(store, span, panel) | {"computed_at": now})


def default_zone(store: Store, settings: Settings) -> str:
    """Return the zone of the first panel; that of the settings while there is none."""
    try:
        return panels.find(store).timezone
    except Refusal:
        return settings.timezone


def default_span(panel: Panel, first: date | None, last: date | None, now: datetime) -> Span:
    """Return the days of a metric: where nothing is said, the last `DEFAULT_DAYS` up to today in the panel's zone."""
    last = last or now.replace(tzinfo=UTC).astimezone(ZoneInfo(panel.timezone)).date()
    return Span(first or last - timedelta(days=DEFAULT_DAYS - 1), last, panel.timezone)


def _about(store: Store, span: Span, panel: Panel | None) -> dict[str, Any]:
    version = present_version(store)
    return {
        "data_version": version.id,
        "latest_observation": version.observed_at,
        "panel": panel.name if panel else None,
        "from": span.first,
        "to": span.last,
        "timezone": span.timezone,
    }
