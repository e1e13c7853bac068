"""Rows of links to frozen reports: plain reads and writes; the rules stand in `benchmark.reports.sharing`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from benchmark.store.database import Transaction
from benchmark.store.directory import Reader, has_table

_COLUMNS = "share_id, title, created_at, created_by, expires_at, revoked_at, data_version, file_name, token_hash"


@dataclass(frozen=True)
class Share:
    """A link to a frozen report. Times are UTC."""

    id: str
    title: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None
    data_version: str
    file_name: str
    token_hash: str = field(repr=False)

    def holds(self, now: datetime) -> bool:
        """Whether the link leads anywhere."""
        return self.revoked_at is None and now < self.expires_at


def all_shares(reader: Reader) -> list[Share]:
    """Return every link there ever was, the latest first."""
    return [Share(*row) for row in reader.rows(f"SELECT {_COLUMNS} FROM core.share ORDER BY created_at DESC, share_id")]


def insert(tx: Transaction, share: Share) -> None:
    """Store a new link."""
    tx.execute(
        f"""
        INSERT INTO core.share ({_COLUMNS})
        VALUES ($id, $title, $created_at, $created_by, $expires_at, $revoked_at, $data_version, $file_name, $token_hash)
        """,
        vars(share),
    )


def revoke(tx: Transaction, share_id: str, at: datetime) -> None:
    """End a link."""
    tx.execute(
        "UPDATE core.share SET revoked_at = $at WHERE share_id = $id AND revoked_at IS NULL", {"id": share_id, "at": at}
    )


def held(reader: Reader) -> tuple[Share, ...] | None:
    """Return every link; None for a database of a schema without them."""
    return tuple(all_shares(reader)) if has_table(reader, "share") else None


def replace(tx: Transaction, links: Iterable[Share]) -> None:
    """Let these links be all there are, where the schema has links."""
    if has_table(tx, "share"):
        tx.execute("DELETE FROM core.share")
        for each in links:
            insert(tx, each)
