"""The panels and the accounts in them, kept until the data change: a page that is drawn again asks nothing for its frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from benchmark.store import Store


@dataclass(frozen=True)
class Panel:
    """The chosen panel and the accounts in it."""

    panel_id: str
    name: str
    timezone: str
    accounts: pd.DataFrame
    """account_key, account_id, brand_id, brand, colour, own, source, handle, market (None unsaid), role: active accounts, own
    brand first."""

    @property
    def own_brand(self) -> str | None:
        """The name of the own brand; None when the panel has none in view."""
        own = self.accounts.loc[self.accounts["own"], "brand"]
        return None if own.empty else str(own.iloc[0])


def panels(store: Store) -> dict[str, str]:
    """Return the panels' names by id, oldest first."""
    return {panel_id: each.name for panel_id, each in _panels(store, store.version).items()}


def has_accounts(store: Store) -> bool:
    """Return whether anything is followed; what was removed comes back by adding it again."""
    return any(not each.accounts.empty for each in _panels(store, store.version).values())


def panel(store: Store, panel_id: str) -> Panel:
    """Return a panel with its accounts; removed brands and accounts are not in it."""
    return _panels(store, store.version)[panel_id]


@lru_cache(maxsize=8)
def _panels(store: Store, version: int) -> dict[str, Panel]:  # noqa: ARG001  version is the key
    """All panels in one query."""
    frame = store.query(
        """
        SELECT p.panel_id, p.name AS panel, p.timezone, a.account_key, a.account_id, b.brand_id, b.name AS brand,
               b.colour::INTEGER AS colour, coalesce(b.brand_key = p.own_brand_key, false) AS own, a.source, a.handle,
               a.market, coalesce(a.role, 'main') AS role
        FROM core.panel AS p
        LEFT JOIN (core.panel_account AS m
                   JOIN core.account AS a ON a.account_key = m.account_key AND a.removed_at IS NULL
                   JOIN core.brand AS b ON b.brand_key = a.brand_key AND b.removed_at IS NULL)
               ON m.panel_key = p.panel_key
        ORDER BY p.panel_key, own DESC, b.created_at, b.brand_key, a.account_key
        """
    )
    found = {}
    for panel_id, rows in frame.groupby("panel_id", sort=False):
        first = rows.iloc[0]
        accounts = rows.dropna(subset="account_key").drop(columns=["panel_id", "panel", "timezone"])
        accounts = accounts.astype({"account_key": "int64", "colour": "int64", "market": object}).reset_index(drop=True)
        accounts["market"] = accounts["market"].where(accounts["market"].notna(), None)
        found[str(panel_id)] = Panel(str(panel_id), str(first["panel"]), str(first["timezone"]), accounts)
    return found
