"""Rows of scheduled reports and of what became of each sending: plain reads and writes, no rules.

The rules stand in `benchmark.reports.schedules` and `benchmark.reports.sending`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from benchmark.store.database import Transaction
from benchmark.store.directory import Reader, has_table

Status = Literal["going", "sent", "failed", "skipped"]

_SCHEDULE = (
    "schedule_id, report, every, hour, format, language, panel_id, brand_ids, period, weekday, month_day, timezone, recipients, "
    "folder, paused, created_at"
)
_DELIVERY = (
    "delivery_id, schedule_id, due_at, attempt, started_at, finished_at, status, file_name, bytes, error, params, "
    "data_version"
)


@dataclass(frozen=True)
class Schedule:
    """A report that is sent by itself. See the migration for the meaning of each field."""

    id: str
    report: str
    every: str
    hour: int
    format: str
    language: str = "en"
    panel_id: str | None = None
    brand_ids: tuple[str, ...] = ()
    period: str | None = None
    weekday: int | None = None
    month_day: int | None = None
    timezone: str | None = None
    recipients: tuple[str, ...] = ()
    folder: str | None = None
    paused: bool = False
    since: datetime = datetime(1970, 1, 1)
    """From when its due times count, UTC."""


@dataclass(frozen=True)
class Delivery:
    """One attempt to send a report, or a time that was skipped. Times are UTC."""

    id: str
    schedule_id: str
    due_at: datetime
    attempt: int
    started_at: datetime
    finished_at: datetime | None
    status: Status
    file_name: str | None = None
    bytes: int | None = None
    error: str | None = None
    params: str | None = None
    """The particulars of the error as JSON."""
    data_version: str | None = None


def all_schedules(reader: Reader) -> list[Schedule]:
    """Return the schedules that hold, paused ones too, in the order they were made."""
    rows = reader.rows(
        f"SELECT {_SCHEDULE} FROM core.report_schedule WHERE removed_at IS NULL ORDER BY created_at, schedule_id"
    )
    return [_schedule(row) for row in rows]


def removed_schedule(reader: Reader, schedule_id: str) -> Schedule | None:
    """Return the schedule of this id as it stood when it was ended last; None when there never was one."""
    sql = f"""
        SELECT {_SCHEDULE} FROM core.report_schedule WHERE schedule_id = $id AND removed_at IS NOT NULL
        ORDER BY removed_at DESC, created_at DESC LIMIT 1
        """
    rows = reader.rows(sql, {"id": schedule_id})
    return _schedule(rows[0]) if rows else None


def begin_schedule(tx: Transaction, schedule: Schedule, at: datetime) -> None:
    """Store a schedule that holds from now on."""
    row: dict[str, Any] = {
        "schedule_id": schedule.id, "report": schedule.report, "panel_id": schedule.panel_id,
        "brand_ids": list(schedule.brand_ids), "period": schedule.period, "format": schedule.format,
        "language": schedule.language, "every": schedule.every, "weekday": schedule.weekday,
        "month_day": schedule.month_day, "hour": schedule.hour, "timezone": schedule.timezone,
        "recipients": list(schedule.recipients), "folder": schedule.folder, "paused": schedule.paused, "at": at,
    }  # fmt: skip
    tx.execute(
        """
        INSERT INTO core.report_schedule
        VALUES ($schedule_id, $report, $panel_id, $brand_ids, $period, $format, $language, $every, $weekday, $month_day, $hour,
                $timezone, $recipients, $folder, $paused, $at, NULL)
        """,
        row,
    )


def deliveries(reader: Reader, schedule_id: str | None = None, most: int = 100) -> list[Delivery]:
    """Return the latest attempts, of one schedule or of all, the latest first."""
    rows = reader.rows(
        f"""
        SELECT {_DELIVERY} FROM core.report_delivery WHERE $id IS NULL OR schedule_id = $id
        ORDER BY due_at DESC, attempt DESC, started_at DESC LIMIT $most
        """,
        {"id": schedule_id, "most": most},
    )
    return [Delivery(*row) for row in rows]


def since(reader: Reader, schedule_id: str, due_at: datetime, until: datetime) -> list[Delivery]:
    """Return the attempts for this due time and for later ones up to a time, the earliest first."""
    rows = reader.rows(
        f"""
        SELECT {_DELIVERY} FROM core.report_delivery WHERE schedule_id = $id AND due_at BETWEEN $due AND $until
        ORDER BY due_at, attempt, started_at
        """,
        {"id": schedule_id, "due": due_at, "until": until},
    )
    return [Delivery(*row) for row in rows]


def last_due_before(reader: Reader, schedule_id: str, due_at: datetime) -> datetime | None:
    """Return the latest due time earlier than this one of which anything is written down."""
    rows = reader.rows(
        "SELECT max(due_at) FROM core.report_delivery WHERE schedule_id = $id AND due_at < $due",
        {"id": schedule_id, "due": due_at},
    )
    found: datetime | None = rows[0][0]
    return found


def write_deliveries(tx: Transaction, rows: Iterable[Delivery]) -> None:
    """Store attempts that begin, and times that were skipped."""
    for row in rows:
        tx.execute(
            f"""
            INSERT INTO core.report_delivery ({_DELIVERY})
            VALUES ($id, $schedule_id, $due_at, $attempt, $started_at, $finished_at, $status, $file_name, $bytes, $error, $params,
                    $data_version)
            """,
            vars(row),
        )


def held(reader: Reader) -> tuple[Delivery, ...]:
    """Return every attempt; none for a database of a schema without them."""
    if not has_table(reader, "report_delivery"):
        return ()
    return tuple(Delivery(*row) for row in reader.rows(f"SELECT {_DELIVERY} FROM core.report_delivery"))


def carry_over(tx: Transaction, made: Iterable[Delivery]) -> None:
    """Let these attempts stand as they are here, whatever is there of them, where the schema has attempts."""
    kept = list(made)
    if kept and has_table(tx, "report_delivery"):
        ids = {"ids": [each.id for each in kept]}
        tx.execute("DELETE FROM core.report_delivery WHERE list_contains($ids, delivery_id)", ids)
        write_deliveries(tx, kept)


def end_delivery(
    tx: Transaction,
    delivery_id: str,
    status: Status,
    at: datetime,
    *,
    file_name: str | None = None,
    size: int | None = None,
    version: str | None = None,
    error: str | None = None,
    params: Mapping[str, object] | None = None,
) -> None:
    """Write how an attempt ended."""
    tx.execute(
        """
        UPDATE core.report_delivery SET status = $status, finished_at = $at, file_name = $file_name, bytes = $size,
               data_version = $version, error = $error, params = $params
        WHERE delivery_id = $id
        """,
        {
            "id": delivery_id, "status": status, "at": at, "file_name": file_name, "size": size, "version": version,
            "error": error, "params": json.dumps(dict(params), sort_keys=True) if params else None,
        },
    )  # fmt: skip


def is_going(reader: Reader) -> bool:
    """Tell whether an attempt has not ended yet."""
    return bool(reader.rows("SELECT 1 FROM core.report_delivery WHERE status = 'going' LIMIT 1"))


def end_interrupted(tx: Transaction, at: datetime) -> None:
    """Write down as failed what was going when its process died, or whose end could not be written down."""
    tx.execute(
        "UPDATE core.report_delivery SET status = 'failed', finished_at = $at, error = 'interrupted' WHERE status = 'going'",
        {"at": at},
    )


def _schedule(row: tuple[Any, ...]) -> Schedule:
    values: list[Any] = [tuple(value) if isinstance(value, list) else value for value in row]
    return Schedule(*values)
