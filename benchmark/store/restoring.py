"""The way back: put a backup in the database's place, or open a database whose log is damaged."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from benchmark.clock import utcnow
from benchmark.store import announcing, api_tokens, backups, contents, expired_backups, schedules, schema, shares
from benchmark.store.announcing import Announcement
from benchmark.store.api_tokens import ApiToken
from benchmark.store.database import (
    DISK_FULL,
    NewerSchemaError,
    StoreError,
    StoreLockedError,
    Transaction,
    connect,
    damage,
    is_open_here,
)
from benchmark.store.schedules import Delivery
from benchmark.store.shares import Share
from benchmark.text import t


@dataclass(frozen=True)
class Restored:
    """What restoring did. ``aside`` is where the replaced database is now; None when there was none."""

    path: Path
    aside: Path | None
    schema: int
    rows: int
    removed: int = 0
    """How many entries of the backup were left out, because they may not be kept any longer."""


@dataclass(frozen=True)
class _Held:
    """What the replaced database says that holds on: removals that were announced, tokens, share links, reports that were sent.

    ``tokens`` and ``shares`` are None when that is not known; those of the backup then hold again, revoked ones too.
    """

    announced: Mapping[str, Announcement] = field(default_factory=dict)
    tokens: tuple[ApiToken, ...] | None = None
    shares: tuple[Share, ...] | None = None
    """Their pages lie beside the database and are not part of a backup."""
    sent: tuple[Delivery, ...] = ()
    """Without these, what was sent after the backup would be sent again."""


@dataclass(frozen=True)
class WalAside:
    """A damaged log that was set aside; the database then holds what was written until ``kept_until`` (UTC)."""

    path: Path
    size: int
    kept_until: datetime

    def sentence(self) -> str:
        """Return what was done and what is lost."""
        return t(
            "The damaged log was set aside as {path}. The database holds what was written until {moment} (UTC); "
            "what came later is lost. Collect again, or restore the latest backup.",
            path=str(self.path),
            moment=self.kept_until,
        )


def restore(
    source: Path, db_path: Path, *, kept: Mapping[str, int] | None = None, now: datetime | None = None
) -> Restored:
    """Put a backup in the place of the database. The replaced one stays beside it under a dated name.

    Nothing is changed before the backup was copied and wholly read; then the new file takes the place in one step. What may
    not be kept any longer does not come back: of the sources whose removal is in force, by what the replaced database or the
    backup itself says, it is removed from the copy first.

    Args:
        source: the backup.
        db_path: the database.
        kept: how many days the statistics of sources are kept.
        now: the present.

    Raises:
        StoreLockedError: somebody has the database open.
        NewerSchemaError: the backup was made by a newer version.
        StoreError: the backup cannot be read, ``differs`` from its own record, or is no database of this program.
    """
    held = _refuse_if_open(db_path)
    db_path.parent.mkdir(parents=True, exist_ok=True)
    part = db_path.with_name(f"{db_path.name}.restoring")
    try:
        _copy_in(source, part)
        version, rows, removed = _prepare(part, source, held, kept or {}, _plain(now))
        backups.sync(part)
        aside = _set_aside(db_path, now or datetime.now(UTC))
        part.replace(db_path)
        backups.sync(db_path.parent)
    except OSError as error:
        raise StoreError(db_path, str(error), "disk" if error.errno in DISK_FULL else "place") from error
    finally:
        for left in (part, _wal(part)):
            left.unlink(missing_ok=True)
    return Restored(db_path, aside, version, rows, removed)


def set_wal_aside(db_path: Path, *, now: datetime | None = None) -> WalAside | None:
    """Rename a log that keeps the database from opening. Returns None when it opens as it is, and changes nothing then.

    Raises:
        StoreLockedError: somebody has the database open.
        StoreError: the database itself cannot be read: restore a backup.
    """
    if is_open_here(db_path):
        raise StoreLockedError(db_path, "it is open in this process")
    try:
        connect(db_path).close()
    except StoreError as error:
        if error.code != "wal":
            raise
    else:
        return None
    wal = _wal(db_path)
    size = wal.stat().st_size
    aside = _dated(wal, now or datetime.now(UTC))
    wal.replace(aside)
    backups.sync(db_path.parent)
    kept_until = datetime.fromtimestamp(db_path.stat().st_mtime, UTC).replace(tzinfo=None)
    connect(db_path).close()
    return WalAside(aside, size, kept_until)


def _plain(now: datetime | None) -> datetime:
    """The present as the store keeps it: UTC without a zone."""
    return now.astimezone(UTC).replace(tzinfo=None) if now and now.tzinfo else now or utcnow()


def _refuse_if_open(db_path: Path) -> _Held:
    """Return what the database says that holds on: nothing when there is none, or none that can be read."""
    if is_open_here(db_path):
        raise StoreLockedError(db_path, "it is open in this process")
    if not db_path.exists():
        return _Held()
    try:
        # opening brings the log into the file as well, so that the file alone can be set aside
        with connect(db_path) as opened:
            reader = Transaction(opened)
            return _Held(
                announcing.announcements(reader),
                api_tokens.held(reader),
                shares.held(reader),
                schedules.held(reader),
            )
    except StoreLockedError:
        raise
    except (StoreError, duckdb.Error):
        return _Held()  # damaged: that is what a backup is restored for


def _copy_in(source: Path, part: Path) -> None:
    if not source.is_file():
        raise StoreError(source, "there is no such file")
    shutil.copyfile(source, part)
    if _wal(source).exists():
        shutil.copyfile(_wal(source), _wal(part))


def _prepare(part: Path, source: Path, before: _Held, kept: Mapping[str, int], now: datetime) -> tuple[int, int, int]:
    """Check the copy of a backup, take out its record and what may not be kept any longer.

    Returns its schema's version, how many rows it held, how many entries were taken out.
    """
    try:
        held = backups.check(part)
        with connect(part) as copy:
            version = _version(copy, held, source)
            own = announcing.announcements(Transaction(copy))
            in_force = announcing.allowed(own, kept, now) | announcing.allowed(before.announced, kept, now)
            removed = expired_backups.remove(copy, in_force, now, before.announced)
            if before.tokens is not None:
                api_tokens.replace(Transaction(copy), before.tokens)
            if before.shares is not None:
                shares.replace(Transaction(copy), before.shares)
            schedules.carry_over(Transaction(copy), before.sent)
            copy.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise damage(source, error) or StoreError(source, str(error)) from error
    except StoreError as error:
        raise type(error)(source, error.detail, error.code) from error
    return version, sum(table.rows for table in held.values()), removed


def _version(copy: duckdb.DuckDBPyConnection, held: contents.Contents, source: Path) -> int:
    if ("main", "schema_migrations") not in held:
        raise StoreError(source, "it is no database of this program")
    version = int(copy.execute("SELECT coalesce(max(version), 0) FROM schema_migrations").fetchall()[0][0])
    if version > max(step.version for step in schema.migrations()):
        raise NewerSchemaError(source, f"schema {version}")
    return version


def _set_aside(db_path: Path, now: datetime) -> Path | None:
    if not db_path.exists():
        return None
    aside = _dated(db_path, now)
    if _wal(db_path).exists():
        _wal(db_path).replace(_wal(aside))
    aside.hardlink_to(db_path)  # so that there is a database at its place at every instant
    return aside


def _dated(path: Path, now: datetime) -> Path:
    """A free name beside a file that says when it was set aside."""
    stem = f"{path.name}.replaced-{now.strftime('%Y%m%dT%H%M%SZ')}"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
    return next(path.with_name(name) for name in names if not path.with_name(name).exists())


def _wal(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")
