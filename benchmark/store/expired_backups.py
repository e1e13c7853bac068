"""Remove from backups what may not be kept any longer: each is written anew, verified and put in its place in one step.

That goes for the backups in the folder beside the database, and for databases that a restore set aside. What is in them is
checked against its record first, so that writing anew never makes a damaged backup look sound; a damaged one is left alone and
named. Backups that somebody keeps elsewhere are out of reach: restoring one removes what is due then.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb

from benchmark.store import announcing, backups, contents, retention
from benchmark.store.announcing import Announcement
from benchmark.store.database import StoreError, Transaction, connect, damage

log = logging.getLogger(__name__)

WORKING = ".rewriting"
"""Ends the names of files that are being made; what is left of them belongs to a process that was killed."""
MEMORY = "400MB"
"""What the work may take beside the open database."""


@dataclass
class Rewritten:
    """What was done to the backups of a database."""

    files: list[Path] = field(default_factory=list)
    damaged: list[Path] = field(default_factory=list)
    figures: int = 0


def places(db_path: Path) -> list[Path]:
    """Return the files that may hold what is removed from a database: its backups, and what restoring set aside."""
    folder = db_path.parent / backups.FOLDER
    aside = db_path.parent.glob(f"{db_path.name}.replaced-*")
    return sorted([*folder.glob(f"{db_path.stem}-*.duckdb"), *(path for path in aside if path.suffix != ".wal")])


def rewrite_all(
    db_path: Path,
    kept: Mapping[str, int],
    now: datetime,
    *,
    progress: Callable[[int, int], object] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Rewritten:
    """Remove from every backup what is due of these sources.

    Args:
        db_path: the database whose backups are meant.
        kept: days by source, of the sources whose removal is in force.
        now: the present, UTC.
        progress: called with files done and files in all.
        stopped: asked before each file.
    """
    done, files = Rewritten(), places(db_path)
    for left in [each for folder in {file.parent for file in files} for each in folder.glob(f"*{WORKING}*")]:
        shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
    for number, path in enumerate(files):
        if stopped():
            break
        if progress is not None:
            progress(number, len(files))
        try:
            figures = rewrite(path, kept, now)
        except (StoreError, OSError) as error:
            log.warning("the backup %s could not be written anew: %s", path.name, error)
            done.damaged.append(path)
        else:
            done.figures += figures
            done.files += [path] if figures else []
    return done


def rewrite(path: Path, kept: Mapping[str, int], now: datetime) -> int:
    """Remove from one backup what is due, and return how many entries that were; 0 leaves the file as it is.

    Raises:
        StoreError: it cannot be read, or is not what its record says; it is as it was.
    """
    if not kept or Path(f"{path}.wal").exists() or not _anything_due(path, kept, now):
        return 0
    work, fresh = path.with_name(f"{path.name}{WORKING}"), path.with_name(f"{path.name}{WORKING}.new")
    try:
        shutil.copyfile(path, work)
        backups.check(work)
        with _reading(work, path), closing(connect(work, MEMORY)) as opened:
            figures = remove(opened, kept, now)
            backups.copy(opened, fresh)
        if path.exists():  # the rotation may have dropped it meanwhile
            shutil.copystat(path, fresh)  # it is still the backup of that time
            fresh.replace(path)
            backups.sync(path.parent)
    finally:
        for left in (work, fresh):
            for file in (left, left.with_name(f"{left.name}.wal")):
                file.unlink(missing_ok=True)
    return figures


def remove(
    opened: duckdb.DuckDBPyConnection,
    kept: Mapping[str, int],
    now: datetime,
    announced: Mapping[str, Announcement] | None = None,
) -> int:
    """Remove what is due from an open copy of a database, and its record, which no longer holds. Returns how many entries.

    Args:
        opened: the copy.
        kept: days by source, of the sources whose removal is in force.
        now: the present, UTC.
        announced: what another database announced, which this one is to know too.
    """
    opened.execute("BEGIN")
    tx = Transaction(opened)
    announcing.carry_over(tx, announced or {})
    gone = 0
    for source, days in sorted(kept.items()):
        went = retention.remove(tx, source, days, now)
        gone += went.total
        if went.total and source in announcing.announcements(tx):
            announcing.note_removal(tx, source, days, went.cutoff, now)
    opened.execute(f"DROP TABLE IF EXISTS main.{contents.RECORD}")
    opened.execute("COMMIT")
    return gone


def _anything_due(path: Path, kept: Mapping[str, int], now: datetime) -> bool:
    with _reading(path, path), closing(connect(path, MEMORY, read_only=True)) as opened:
        return bool(retention.due(Transaction(opened), kept, now))


@contextmanager
def _reading(path: Path, told: Path) -> Iterator[None]:
    """What is wrong with a file becomes a `StoreError` about the backup that it is made from."""
    try:
        yield
    except duckdb.Error as error:
        raise damage(path, error) or StoreError(told, str(error)) from error
