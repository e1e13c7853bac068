"""What is done to brands and accounts that are there: pause, resume, remove, rename, move, describe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from benchmark.brands import lookup
from benchmark.brands.adding import new_brand, said
from benchmark.clock import utcnow
from benchmark.refusals import Refusal, folded, name_of
from benchmark.store import Store, Transaction, directory
from benchmark.store.directory import AccountRow, Brand, By


@dataclass(frozen=True)
class Change:
    """What an action did: the brand it concerned and the ids of the accounts that it changed, none when all were so."""

    brand_id: str
    brand: str
    accounts: tuple[str, ...]


def brands(store: Store) -> pd.DataFrame:
    """Return brands: brand_key, brand_id, name, colour, created_at, removed_at, accounts (how many not removed)."""
    return directory.brand_frame(store)


def accounts(store: Store) -> pd.DataFrame:
    """Return accounts with account_key, brand_id, brand (its name), colour, their profile, states and latest followers."""
    return directory.account_frame(store)


def remove(store: Store, subject: str, *, actor: str) -> Change:
    """Hide a brand with all its accounts, or one account. The history stays; adding again restores.

    Args:
        store: where.
        subject: a brand's id or name, an account's id, link or handle; so in the other actions.
        actor: who asks, for the audit.

    Raises:
        Refusal: ``unknown_subject``; so in the other actions.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        found = lookup.subject(tx, subject)
        rows = [row for row in lookup.accounts_of(tx, subject) if row.removed_at is None]
        change = _mark(tx, found, rows, {"removed_at": by.at}, "account.remove", by)
        if isinstance(found, Brand) and found.removed_at is None:
            directory.update(tx, "brand", found.key, {"removed_at": by.at})
            directory.audit(tx, by, "brand.remove", found.id, found.name)
    return change


def pause(store: Store, subject: str, *, actor: str) -> Change:
    """Stop collecting a brand's accounts, or one account; what is known stays in view."""
    by = By(actor, utcnow())
    with store.transaction() as tx:
        rows = [row for row in lookup.accounts_of(tx, subject) if not (row.paused_at or row.removed_at)]
        return _mark(tx, lookup.subject(tx, subject), rows, {"paused_at": by.at}, "account.pause", by)


def resume(store: Store, subject: str, *, actor: str) -> Change:
    """Collect a paused account, or a brand's paused accounts, again."""
    by = By(actor, utcnow())
    with store.transaction() as tx:
        rows = [row for row in lookup.accounts_of(tx, subject) if row.paused_at and not row.removed_at]
        return _mark(tx, lookup.subject(tx, subject), rows, {"paused_at": None}, "account.resume", by)


def rename(store: Store, brand: str, name: str, *, actor: str) -> Change:
    """Give a brand another name.

    Raises:
        Refusal: ``unknown_brand``, ``bad_name``, ``name_taken`` (also by a removed brand, which adding would restore).
    """
    name = name_of(name)
    with store.transaction() as tx:
        row = lookup.brand(tx, brand)
        for other in directory.all_brands(tx):
            if other.key != row.key and folded(other.name) == folded(name):
                raise Refusal("name_taken", name=other.name)
        if name != row.name:
            directory.update(tx, "brand", row.key, {"name": name})
            directory.audit(tx, By(actor, utcnow()), "brand.rename", row.id, f"{row.name} → {name}")
    return Change(row.id, name, ())


def move(store: Store, account: str, brand_name: str, *, actor: str) -> Change:
    """Make an account another brand's, with all its history; that brand is made when there is none of the name."""
    by = By(actor, utcnow())
    with store.transaction() as tx:
        row = lookup.account(tx, account)
        brand = lookup.brand_named(tx, brand_name) or new_brand(tx, brand_name, by)
        if row.brand_key == brand.key:
            return Change(brand.id, brand.name, ())
        before = lookup.brand_of(tx, row)
        if brand.removed_at:
            directory.update(tx, "brand", brand.key, {"removed_at": None})
        directory.update(tx, "account", row.key, {"brand_key": brand.key})
        directory.audit(tx, by, "account.move", row.id, f"{before.name} → {brand.name}")
    return Change(brand.id, brand.name, (row.id,))


def describe(
    store: Store,
    account: str,
    *,
    market: str | None = None,
    role: str = "main",
    timezone: str | None = None,
    actor: str,
) -> Change:
    """Set what only a user can tell of an account: its market, its role and its time zone; None is unknown."""
    columns = said(market, role, timezone)
    with store.transaction() as tx:
        row = lookup.account(tx, account)
        return _mark(tx, row, [row], columns, "account.describe", By(actor, utcnow()))


def _mark(  # noqa: PLR0917  one line of the table it writes, no more
    tx: Transaction, found: Brand | AccountRow, rows: Iterable[AccountRow], columns: dict[str, Any], action: str, by: By
) -> Change:
    brand = lookup.brand_of(tx, found)
    changed = []
    for row in rows:
        directory.update(tx, "account", row.key, columns)
        directory.audit(tx, by, action, row.id, brand.name)
        changed.append(row.id)
    return Change(brand.id, brand.name, tuple(changed))
