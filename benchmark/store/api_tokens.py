"""Rows of the HTTP API's tokens: plain reads and writes, no rules; those stand in `benchmark.tokens`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from benchmark.store.database import Transaction
from benchmark.store.directory import Reader, has_table

_SELECT = "SELECT token_id, name, role, sha256, created_at, expires_at, revoked_at, last_used_at FROM core.api_token"


@dataclass(frozen=True)
class ApiToken:
    """A token as it is stored; times in UTC."""

    id: str
    name: str
    role: str
    sha256: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Tell whether it opens anything at this time."""
        return self.revoked_at is None and now < self.expires_at


def all_tokens(reader: Reader) -> list[ApiToken]:
    """Return every token, revoked and expired ones too, in the order they were made."""
    return [ApiToken(*row) for row in reader.rows(f"{_SELECT} ORDER BY created_at, token_id")]


def find(reader: Reader, token_id: str) -> ApiToken | None:
    """Return the token of this id."""
    rows = reader.rows(f"{_SELECT} WHERE token_id = $id", {"id": token_id})
    return ApiToken(*rows[0]) if rows else None


def insert(tx: Transaction, token: ApiToken) -> None:
    """Store a new token."""
    row = {
        "id": token.id, "name": token.name, "role": token.role, "sha256": token.sha256, "created": token.created_at,
        "expires": token.expires_at,
    }  # fmt: skip
    tx.execute("INSERT INTO core.api_token VALUES ($id, $name, $role, $sha256, $created, $expires, NULL, NULL)", row)


def revoke(tx: Transaction, token_id: str, at: datetime) -> None:
    """End a token."""
    tx.execute("UPDATE core.api_token SET revoked_at = $at WHERE token_id = $id", {"id": token_id, "at": at})


def used(tx: Transaction, token_id: str, at: datetime) -> None:
    """Write down that a token was used."""
    tx.execute("UPDATE core.api_token SET last_used_at = $at WHERE token_id = $id", {"id": token_id, "at": at})


def held(reader: Reader) -> tuple[ApiToken, ...] | None:
    """Return every token; None for a database of a schema without them."""
    return tuple(all_tokens(reader)) if has_table(reader, "api_token") else None


def replace(tx: Transaction, tokens: Iterable[ApiToken]) -> None:
    """Let these tokens be all there are, where the schema has tokens."""
    if not has_table(tx, "api_token"):
        return
    tx.execute("DELETE FROM core.api_token")
    for token in tokens:
        insert(tx, token)
        row = {"id": token.id, "revoked": token.revoked_at, "used": token.last_used_at}
        tx.execute("UPDATE core.api_token SET revoked_at = $revoked, last_used_at = $used WHERE token_id = $id", row)
