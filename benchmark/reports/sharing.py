"""Frozen reports behind links that cannot be guessed: made, listed, revoked, found again, and removed when their time is over.

A frozen report is a file of its own beside the database, ``<database>.shares/<id>.html.gz``, which only the owner's user can read.
It keeps the figures and texts of its day whatever the database forgets later. Therefore it stands for no longer than statistics of
the networks that are followed may be kept, counted from its day, and its file goes as soon as the link ends. `doctor` names those
that are left over, and those that hold longer than may be kept by now.

The link's random part has 192 bits and is told once; the database keeps its SHA-256, which needs no salt against guessing that many
bits.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
import logging
import os
import re
import secrets
import threading
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from benchmark.charts.labels import plain
from benchmark.clock import utcnow
from benchmark.refusals import Refusal
from benchmark.reports import formats
from benchmark.reports.document import Document
from benchmark.store import Store, StoreError, directory, shares
from benchmark.store.database import DISK_FULL
from benchmark.store.directory import By, Reader
from benchmark.store.shares import Share
from sources import SOURCES

log = logging.getLogger(__name__)

DAYS: Final = 30
"""How long a link holds when nothing is said."""
MOST_DAYS: Final = 365
TOKEN_BYTES: Final = 24
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{32}")
_ENDING: Final = ".html.gz"

_making: Final = threading.Lock()
"""Held from a file to its row, so that no file is taken for left over meanwhile."""


@dataclass(frozen=True)
class Made:
    """A new link. ``path`` follows the dashboard's address; it can be told only now."""

    share: Share
    path: str = field(repr=False)


def all_shares(reader: Reader) -> list[Share]:
    """Return every link there ever was, the latest first."""
    return shares.all_shares(reader)


def share(
    store: Store,
    document: Document,
    *,
    days: int | None = None,
    kept: Mapping[str, int] | None = None,
    actor: str,
    now: datetime | None = None,
) -> Made:
    """Freeze a report and make a link to it.

    Args:
        store: whose data it shows; the file lies beside it.
        document: the report with its cards built.
        days: how long it holds; default 30, or as long as its statistics may be kept when that is shorter.
        kept: by network, of those whose statistics may not be kept for ever: how many days they may.
        actor: who, for the list and the audit.
        now: the present, UTC.

    Raises:
        Refusal: ``bad_share_days``; ``share_too_long``; ``share_full``.
        ExportFailed: the page cannot be made.
    """
    by = By(actor, now or utcnow())
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made_id = directory.new_id()
    made = Share(
        id=made_id,
        title=plain(document.name, 200),
        created_at=by.at,
        created_by=actor,
        expires_at=by.at + timedelta(days=_days(store, days, kept or {})),
        revoked_at=None,
        data_version=document.version.id,
        file_name=made_id + _ENDING,
        token_hash=_hash(token),
    )
    page = formats.make("html", document)
    with _making:
        _write(folder(store) / made.file_name, page)
        with store.transaction(figures=False) as tx:
            shares.insert(tx, made)
            directory.audit(tx, by, "report.share", made.id, made.title)
    return Made(made, f"/share/{token}")


def revoke(store: Store, share_id: str, *, actor: str, now: datetime | None = None) -> Share:
    """End a link at once and remove its file.

    Raises:
        Refusal: ``unknown_share``.
    """
    by = By(actor, now or utcnow())
    with store.transaction(figures=False) as tx:
        found = next((each for each in shares.all_shares(tx) if each.id == share_id and each.holds(by.at)), None)
        if found is None:
            raise Refusal("unknown_share", name=share_id)
        shares.revoke(tx, share_id, by.at)
        directory.audit(tx, by, "report.unshare", share_id, found.title)
    with suppress(OSError):  # `tidy` comes by later
        (folder(store) / found.file_name).unlink(missing_ok=True)
    return found


def opened(store: Store, token: str, now: datetime | None = None) -> bytes | None:
    """Return the page behind a link; None alike for one that never was, that ended, or whose file is gone."""
    wanted, there = _hash(token if _TOKEN.fullmatch(token) else ""), shares.all_shares(store)
    # every row is compared, in full, so that the time taken tells nothing
    right = [each for each in there if hmac.compare_digest(each.token_hash, wanted)]
    found = next((each for each in right if each.holds(now or utcnow())), None)
    if found is None:
        return None
    try:
        return gzip.decompress((folder(store) / found.file_name).read_bytes())
    except (OSError, EOFError, zlib.error):
        return None


def tidy(store: Store, now: datetime | None = None) -> int:
    """Remove the files that no link leads to any more, and what a crash left behind. Returns how many."""
    with _making:
        return sum(_removed(path) for path in left_over(store, now))


def keep_tidy(store: Store) -> None:
    """Do so at each look of the schedule's thread, which goes on whatever happens."""
    try:
        tidy(store)
    except (StoreError, OSError) as error:
        log.error("ended frozen reports could not be removed: %s", type(error).__name__)  # noqa: TRY400  the next look tries again


def left_over(store: Store, now: datetime | None = None) -> list[Path]:
    """Return the files of frozen reports that no link leads to any more."""
    if not folder(store).is_dir():
        return []
    holding = {each.file_name for each in shares.all_shares(store) if each.holds(now or utcnow())}
    return sorted(path for path in folder(store).iterdir() if path.name not in holding)


def folder(store: Store) -> Path:
    """Return where the frozen reports of a database lie."""
    return Path(f"{store.path}.shares")


def longest(store: Store, kept: Mapping[str, int]) -> tuple[int, tuple[str, ...]]:
    """Return how many days a link may hold, and the networks whose statistics make it fewer than a year."""
    followed = {source for (source,) in store.rows("SELECT DISTINCT source FROM accounts WHERE removed_at IS NULL")}
    limits = {name: days for name, days in kept.items() if name in followed and days < MOST_DAYS}
    most = min(limits.values(), default=MOST_DAYS)
    return most, tuple(name for name, days in limits.items() if days == most)


def outliving(store: Store, kept: Mapping[str, int], now: datetime) -> list[Share]:
    """Return the links that hold and were made for longer than one may hold now."""
    most = timedelta(days=longest(store, kept)[0])
    return [each for each in shares.all_shares(store) if each.holds(now) and each.expires_at - each.created_at > most]


def _days(store: Store, wanted: int | None, kept: Mapping[str, int]) -> int:
    most, networks = longest(store, kept)
    if wanted is None:
        return min(DAYS, most)
    if not 1 <= wanted <= MOST_DAYS:
        raise Refusal("bad_share_days", most=MOST_DAYS)
    if wanted > most:
        labels = ", ".join(SOURCES[name].label if name in SOURCES else name for name in networks)
        raise Refusal("share_too_long", most=most, networks=labels)
    return wanted


def _write(path: Path, page: bytes) -> None:
    """Write a page, whole or not at all, for the owner's eyes only."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(gzip.compress(page, mtime=0))
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        if error.errno in DISK_FULL:
            raise Refusal("share_full", folder=str(path.parent)) from error
        raise


def _removed(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
