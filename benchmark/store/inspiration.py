"""Rows of the posts kept as inspiration: no rules. Another note ends the row that holds and begins another."""

from __future__ import annotations

from datetime import datetime

from benchmark.store.database import Transaction
from benchmark.store.directory import Reader


def note_of(reader: Reader, post_key: int) -> tuple[bool, str | None]:
    """Return whether a post is kept, and with which note."""
    rows = reader.rows(
        "SELECT note FROM core.saved_post WHERE post_key = $post AND removed_at IS NULL", {"post": post_key}
    )
    return (True, rows[0][0]) if rows else (False, None)


def last_note(reader: Reader, post_key: int) -> tuple[bool, str | None]:
    """Return whether a post was ever kept, and with which note last."""
    rows = reader.rows(
        "SELECT note FROM core.saved_post WHERE post_key = $post ORDER BY removed_at DESC NULLS FIRST, saved_at DESC LIMIT 1",
        {"post": post_key},
    )
    return (True, rows[0][0]) if rows else (False, None)


def named(reader: Reader, post_key: int) -> str | None:
    """Return a post's name for the audit: account id and native id. None when there is no such post."""
    rows = reader.rows(
        "SELECT a.account_id || ' ' || d.native_id FROM core.post_detail AS d JOIN core.account AS a USING (account_key) "
        "WHERE d.post_key = $post",
        {"post": post_key},
    )
    return str(rows[0][0]) if rows else None


def begin(tx: Transaction, post_key: int, note: str | None, at: datetime) -> None:
    """Keep a post from now on."""
    tx.execute(
        "INSERT INTO core.saved_post (post_key, note, saved_at) VALUES ($post, $note, $at)",
        {"post": post_key, "note": note, "at": at},
    )


def end(tx: Transaction, post_key: int, at: datetime) -> None:
    """Keep a post no longer."""
    tx.execute(
        "UPDATE core.saved_post SET removed_at = $at WHERE post_key = $post AND removed_at IS NULL",
        {"post": post_key, "at": at},
    )
