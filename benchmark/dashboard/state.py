"""What the reader chose, as the address tells it: the demo or the real data, panel, period, comparison, networks, brands.

Every filter is a widget bound to the address (see `benchmark.dashboard.sidebar`); this module turns their values into a
`Context`. Nothing here draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from benchmark import clock
from benchmark.cards import Context
from benchmark.charts.theme import THEMES
from benchmark.metrics import Scope
from benchmark.store import Store
from benchmark.text import words

PERIODS = {
    "28d": words("Last 28 days"),
    "13w": words("Last 13 weeks"),
    "26w": words("Last 26 weeks"),
    "52w": words("Last 52 weeks"),
    "month": words("This month"),
    "last-month": words("Last month"),
    "year": words("This year"),
    "custom": words("Own dates"),
}
DAYS = {"28d": 28, "13w": 91, "26w": 182, "52w": 364}
COMPARED = {
    "previous": words("Previous period"),
    "year": words("Same period last year"),
    "none": words("No comparison"),
}


@dataclass(frozen=True)
class Panel:
    """The chosen panel and the accounts in it."""

    panel_id: str
    name: str
    timezone: str
    accounts: pd.DataFrame
    """account_key, account_id, brand_id, brand, colour, own, source, handle: active accounts, own brand first."""


def panels(store: Store) -> dict[str, str]:
    """Return the panels' names by id, oldest first."""
    return dict(store.rows("SELECT panel_id, name FROM core.panel ORDER BY created_at, panel_key"))


def has_accounts(store: Store) -> bool:
    """Return whether anything is followed (or was: a removed brand can be restored on the Data page)."""
    return bool(store.value("SELECT count(*) FROM core.account WHERE removed_at IS NULL"))


def panel(store: Store, panel_id: str) -> Panel:
    """Return a panel with its accounts; removed brands and accounts are not in it."""
    ((name, zone),) = store.rows("SELECT name, timezone FROM core.panel WHERE panel_id = $panel", {"panel": panel_id})
    accounts = store.query(
        """
        SELECT a.account_key, a.account_id, b.brand_id, b.name AS brand, b.colour::INTEGER AS colour,
               coalesce(b.brand_key = p.own_brand_key, false) AS own, a.source, a.handle
        FROM core.panel AS p JOIN core.panel_account USING (panel_key) JOIN core.account AS a USING (account_key)
        JOIN core.brand AS b ON b.brand_key = a.brand_key
        WHERE p.panel_id = $panel AND a.removed_at IS NULL AND b.removed_at IS NULL
        ORDER BY own DESC, b.created_at, b.brand_key, a.account_key
        """,
        {"panel": panel_id},
    )
    return Panel(panel_id, name, zone, accounts)


def today(timezone: str) -> date:
    """Return the present day in a zone."""
    return pd.Timestamp(clock.utcnow(), tz="UTC").tz_convert(ZoneInfo(timezone)).date()


def period(name: str, now: date, own_dates: tuple[date, date] | None = None) -> tuple[date, date]:
    """Return the first and last day of a named period that ends today."""
    if name == "custom" and own_dates:
        return own_dates
    if name == "month":
        return now.replace(day=1), now
    if name == "last-month":
        last = now.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    if name == "year":
        return now.replace(month=1, day=1), now
    return now - timedelta(days=DAYS.get(name, 91) - 1), now


def context(
    store: Store, chosen: Panel, days: tuple[date, date], compared: str, networks: list[str], brands: list[str]
) -> Context:
    """Return the view that these choices make. Empty lists mean all."""
    accounts = chosen.accounts
    shown = (
        accounts[
            (accounts["source"].isin(networks) if networks else True)
            & (accounts["brand_id"].isin(brands) if brands else True)
        ]
        if networks or brands
        else accounts
    )
    # Up to the next five minutes, so that figures can be kept between clicks and nothing just observed is left out.
    now = pd.Timestamp(clock.utcnow()).ceil("5min").to_pydatetime()
    scope = Scope(tuple(int(key) for key in shown["account_key"]), days[0], days[1], chosen.timezone, now)
    before = {"previous": scope.previous, "year": scope.year_before}.get(compared)
    return Context(
        store=store,
        panel=chosen.name,
        scope=scope,
        before=before() if before else None,
        compared=compared,
        brands=shown[["brand_id", "brand", "colour", "own"]]
        .rename(columns={"brand": "name"})
        .drop_duplicates("brand_id")
        .reset_index(drop=True),
        networks=tuple(dict.fromkeys(sorted(shown["source"]))),
        theme=THEMES.get(st.context.theme.type or "light", THEMES["light"]),
    )
