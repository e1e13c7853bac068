"""Rows of brands, accounts, panels and the audit: plain reads and writes, no rules.

The rules (unique names, one brand an account, restoring) stand in `benchmark.brands` and `benchmark.brands.panels`. Keys count up
under the write lock; public ids are random text that begins with a letter.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import pandas as pd

from benchmark.store.database import Params, Store, Transaction

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SIGNS = _LETTERS + "234567"


class Reader(Protocol):
    """A store, or a transaction that sees its own writes."""

    def rows(self, sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
        """Return all rows."""


@dataclass(frozen=True)
class Brand:
    """A brand as it is stored. ``colour`` is "0" to "9", the place in a theme's list."""

    key: int
    id: str
    name: str
    colour: str
    removed_at: datetime | None


@dataclass(frozen=True)
class AccountRow:
    """An account as it is stored, as far as actions on it need to know."""

    key: int
    id: str
    brand_key: int
    source: str
    native_id: str
    handle: str | None
    url: str | None
    paused_at: datetime | None
    removed_at: datetime | None


@dataclass(frozen=True)
class Panel:
    """A panel as it is stored."""

    key: int
    id: str
    name: str
    timezone: str
    own_brand_key: int | None


@dataclass(frozen=True)
class By:
    """Who acts, and when (UTC)."""

    actor: str
    at: datetime


def new_id() -> str:
    """Return a fresh public id: 12 random signs of ``a-z2-7``, a letter first."""
    return secrets.choice(_LETTERS) + "".join(secrets.choice(_SIGNS) for _ in range(11))


def has_table(reader: Reader, name: str) -> bool:
    """Tell whether there is a table of this name: a backup may have a schema without it."""
    sql = """
        SELECT 1 FROM duckdb_tables()
        WHERE schema_name = 'core' AND table_name = $name AND database_name = current_database()
        """
    return bool(reader.rows(sql, {"name": name}))


def all_brands(reader: Reader) -> list[Brand]:
    """Return every brand, removed ones too, in the order they were made."""
    rows = reader.rows("SELECT brand_key, brand_id, name, colour, removed_at FROM core.brand ORDER BY brand_key")
    return [Brand(*row) for row in rows]


def all_accounts(reader: Reader) -> list[AccountRow]:
    """Return every account, removed ones too, in the order they were added."""
    rows = reader.rows(
        """
        SELECT account_key, account_id, brand_key, source, native_id, handle, url, paused_at, removed_at
        FROM core.account ORDER BY account_key
        """
    )
    return [AccountRow(*row) for row in rows]


def all_panels(reader: Reader) -> list[Panel]:
    """Return every panel; the first one made is the default."""
    rows = reader.rows("SELECT panel_key, panel_id, name, timezone, own_brand_key FROM core.panel ORDER BY panel_key")
    return [Panel(*row) for row in rows]


def insert_brand(tx: Transaction, name: str, colour: str, at: datetime) -> Brand:
    """Store a new brand."""
    brand = Brand(_next(tx, "brand"), new_id(), name, colour, None)
    tx.execute(
        "INSERT INTO core.brand VALUES ($key, $id, $name, $colour, $at, NULL)",
        {"key": brand.key, "id": brand.id, "name": name, "colour": colour, "at": at},
    )
    return brand


def insert_account(tx: Transaction, brand: Brand, columns: Mapping[str, Any], at: datetime) -> int:
    """Store a new account with these columns and return its key."""
    key = _next(tx, "account")
    row = {"account_key": key, "brand_key": brand.key, "status_at": at, "added_at": at, **columns}
    tx.execute(f"INSERT INTO core.account ({', '.join(row)}) VALUES ({', '.join(f'${name}' for name in row)})", row)
    return key


def update(tx: Transaction, table: str, key: int, columns: Mapping[str, Any]) -> None:
    """Set columns of one brand, account or panel. Names of tables and columns are ours, values are bound."""
    sets = ", ".join(f"{name} = ${name}" for name in columns)
    tx.execute(f"UPDATE core.{table} SET {sets} WHERE {table}_key = $the_key", {**columns, "the_key": key})


def insert_panel(tx: Transaction, name: str, timezone: str, at: datetime) -> Panel:
    """Store a new, empty panel."""
    panel = Panel(_next(tx, "panel"), new_id(), name, timezone, None)
    tx.execute(
        "INSERT INTO core.panel VALUES ($key, $id, $name, $timezone, NULL, $at)",
        {"key": panel.key, "id": panel.id, "name": name, "timezone": timezone, "at": at},
    )
    return panel


def link(tx: Transaction, panel_key: int, account_key: int) -> bool:
    """Put an account into a panel. Returns whether it was not there before."""
    bound = {"panel": panel_key, "account": account_key}
    there = "SELECT 1 FROM core.panel_account WHERE panel_key = $panel AND account_key = $account"
    if tx.rows(there, bound):
        return False
    tx.execute("INSERT INTO core.panel_account VALUES ($panel, $account)", bound)
    return True


def unlink(tx: Transaction, panel_key: int, account_key: int) -> bool:
    """Take an account out of a panel. Returns whether it was there."""
    bound = {"panel": panel_key, "account": account_key}
    there = tx.rows("SELECT 1 FROM core.panel_account WHERE panel_key = $panel AND account_key = $account", bound)
    tx.execute("DELETE FROM core.panel_account WHERE panel_key = $panel AND account_key = $account", bound)
    return bool(there)


def audit(tx: Transaction, by: By, action: str, subject: str, detail: str | None = None) -> None:
    """Write down who did what to whom."""
    tx.execute(
        "INSERT INTO core.audit VALUES ($at, $actor, $action, $subject, $detail)",
        {"at": by.at, "actor": by.actor, "action": action, "subject": subject, "detail": detail},
    )


def brand_frame(store: Store) -> pd.DataFrame:
    """Return brands with their keys and the number of accounts that are not removed."""
    return store.query(
        """
        SELECT b.brand_key, b.brand_id, b.name, b.colour, b.created_at, b.removed_at,
               count(a.account_key) FILTER (a.removed_at IS NULL) AS accounts
        FROM core.brand AS b LEFT JOIN core.account AS a USING (brand_key)
        GROUP BY ALL ORDER BY b.brand_key
        """
    )


def account_frame(store: Store) -> pd.DataFrame:
    """Return accounts with their keys, their brand's name and colour, and the latest known followers."""
    return store.query(
        """
        SELECT a.account_key, a.account_id, b.brand_key, b.brand_id, b.name AS brand, b.colour, a.source, a.native_id,
               a.handle, a.display_name, a.bio, a.link, a.url, a.market, a.role, a.timezone, a.status, a.status_at, a.added_at,
               a.added_by, a.paused_at, a.removed_at, a.followers, a.followers_at
        FROM core.account AS a JOIN core.brand AS b USING (brand_key) ORDER BY b.brand_key, a.account_key
        """
    )


def panel_frame(store: Store) -> pd.DataFrame:
    """Return panels with their keys and the number of their accounts that are not removed."""
    return store.query(
        """
        SELECT p.panel_key, p.panel_id, p.name, p.timezone, b.brand_id AS own_brand_id, p.created_at,
               count(a.account_key) FILTER (a.removed_at IS NULL) AS accounts
        FROM core.panel AS p LEFT JOIN core.brand AS b ON b.brand_key = p.own_brand_key
        LEFT JOIN core.panel_account AS m USING (panel_key) LEFT JOIN core.account AS a USING (account_key)
        GROUP BY ALL ORDER BY p.panel_key
        """
    )


def panel_account_frame(store: Store) -> pd.DataFrame:
    """Return which accounts each panel lists: panel_id, panel_key, account_id, account_key; removed accounts are left out."""
    return store.query(
        """
        SELECT p.panel_id, p.panel_key, a.account_id, a.account_key
        FROM core.panel_account AS m JOIN core.panel AS p USING (panel_key) JOIN core.account AS a USING (account_key)
        WHERE a.removed_at IS NULL ORDER BY p.panel_key, a.account_key
        """
    )


def _next(tx: Transaction, table: str) -> int:
    return int(tx.rows(f"SELECT coalesce(max({table}_key), 0) + 1 FROM core.{table}")[0][0])
