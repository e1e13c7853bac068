"""Panels: sets of accounts that are compared, each with its time zone and its own brand.

The first panel is made with the first brand. Actions take ids or names; each is one transaction with its audit row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from benchmark.brands import lookup
from benchmark.clock import utcnow
from benchmark.refusals import Refusal, folded, name_of, timezone_of
from benchmark.settings import Settings
from benchmark.store import Store, Transaction, directory
from benchmark.store.directory import By, Panel, Reader
from benchmark.text import t


@dataclass(frozen=True)
class PanelChange:
    """What an action on a panel did: the panel and the ids of the accounts that came or went."""

    panel_id: str
    name: str
    accounts: tuple[str, ...] = ()


def panels(store: Store) -> pd.DataFrame:
    """Return panels: panel_key, panel_id, name, timezone, own_brand_id, created_at, accounts (how many)."""
    return directory.panel_frame(store)


def members(store: Store) -> pd.DataFrame:
    """Return panel_id, panel_key, account_id, account_key of every account that is not removed."""
    return directory.panel_account_frame(store)


def find(reader: Reader, panel: str | None = None) -> Panel:
    """Return a panel by its id or name; without one the default, which is the first.

    Raises:
        Refusal: ``unknown_panel``, also when there is none yet.
    """
    known = directory.all_panels(reader)
    for candidate in known:
        if panel is None or candidate.id == panel:
            return candidate
    for candidate in known:
        if folded(candidate.name) == folded(panel or ""):
            return candidate
    raise Refusal("unknown_panel", panel=panel, known=", ".join(candidate.name for candidate in known))


def ensure(tx: Transaction, at: datetime) -> Panel:
    """Return the default panel, made with the time zone of the settings when there is none."""
    known = directory.all_panels(tx)
    return known[0] if known else directory.insert_panel(tx, t("My panel"), Settings.load().timezone, at)


def create(store: Store, name: str, *, timezone: str | None = None, actor: str) -> PanelChange:
    """Make an empty panel.

    Raises:
        Refusal: ``bad_name``, ``name_taken``, ``bad_timezone``.
    """
    name = name_of(name)
    zone = timezone_of(timezone) if timezone else Settings.load().timezone
    by = By(actor, utcnow())
    with store.transaction() as tx:
        _free(tx, name)
        panel = directory.insert_panel(tx, name, zone, by.at)
        directory.audit(tx, by, "panel.new", panel.id, name)
    return PanelChange(panel.id, name)


def rename(store: Store, panel: str, name: str, *, actor: str) -> PanelChange:
    """Give a panel another name."""
    name = name_of(name)
    with store.transaction() as tx:
        row = find(tx, panel)
        _free(tx, name, besides=row.key)
        directory.update(tx, "panel", row.key, {"name": name})
        directory.audit(tx, By(actor, utcnow()), "panel.rename", row.id, f"{row.name} → {name}")
    return PanelChange(row.id, name)


def set_timezone(store: Store, panel: str | None, timezone: str, *, actor: str) -> PanelChange:
    """Set the zone in which the panel's days begin."""
    zone = timezone_of(timezone)
    with store.transaction() as tx:
        row = find(tx, panel)
        directory.update(tx, "panel", row.key, {"timezone": zone})
        directory.audit(tx, By(actor, utcnow()), "panel.timezone", row.id, f"{row.timezone} → {zone}")
    return PanelChange(row.id, row.name)


def put(store: Store, panel: str | None, subject: str, *, actor: str) -> PanelChange:
    """Put an account, or all accounts of a brand that are not removed, into a panel."""
    by = By(actor, utcnow())
    with store.transaction() as tx:
        row = find(tx, panel)
        wanted = [account for account in lookup.accounts_of(tx, subject) if account.removed_at is None]
        came = tuple(account.id for account in wanted if directory.link(tx, row.key, account.key))
        for account_id in came:
            directory.audit(tx, by, "panel.add", row.id, account_id)
    return PanelChange(row.id, row.name, came)


def drop(store: Store, panel: str | None, subject: str, *, actor: str) -> PanelChange:
    """Take an account, or all accounts of a brand, out of a panel. They are still collected.

    Raises:
        Refusal: ``not_in_panel``, none of them was there.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        row = find(tx, panel)
        wanted = lookup.accounts_of(tx, subject)
        went = tuple(account.id for account in wanted if directory.unlink(tx, row.key, account.key))
        if not went:
            raise Refusal("not_in_panel", name=subject, panel=row.name)
        for account_id in went:
            directory.audit(tx, by, "panel.drop", row.id, account_id)
    return PanelChange(row.id, row.name, went)


def set_own(store: Store, panel: str | None, brand: str | None, *, actor: str) -> PanelChange:
    """Say which brand of a panel is one's own; None: none is."""
    with store.transaction() as tx:
        row = find(tx, panel)
        own = lookup.brand(tx, brand) if brand is not None else None
        directory.update(tx, "panel", row.key, {"own_brand_key": own.key if own else None})
        directory.audit(tx, By(actor, utcnow()), "panel.own", row.id, own.name if own else None)
    return PanelChange(row.id, row.name)


def _free(tx: Transaction, name: str, besides: int | None = None) -> None:
    for other in directory.all_panels(tx):
        if other.key != besides and folded(other.name) == folded(name):
            raise Refusal("name_taken", name=other.name)
