"""What the reader chose, made into the view that pages show: panel, period, comparison, networks, brands.

The choices come from the address (see `benchmark.dashboard.address`); nothing here draws. What is read of the database is
kept until the data change, so that a page that is drawn again asks nothing for its frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from benchmark import clock
from benchmark.cards import Context
from benchmark.charts.theme import THEMES
from benchmark.dashboard.sidebar_more import More, in_view
from benchmark.metrics import Scope
from benchmark.metrics.attention import is_about_brands
from benchmark.store import Store
from benchmark.text import words
from sources import SOURCES

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
DEFAULT_PERIOD = "13w"
DAYS = {"28d": 28, "13w": 91, "26w": 182, "52w": 364}
COMPARED = {
    "previous": words("Previous period"),
    "year": words("Same period last year"),
    "none": words("No comparison"),
}
DEFAULT_COMPARED = "previous"
_USUAL = More()


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
    return now - timedelta(days=DAYS.get(name, DAYS[DEFAULT_PERIOD]) - 1), now


def compared_with(name: str, scope: Scope, compared: str) -> Scope | None:
    """Return the period that a view is compared with; None for none.

    The one before a calendar month is the calendar month before, and before the days of this month so far the same days of that.
    """
    if compared == "year":
        return scope.year_before()
    if compared != "previous":
        return None
    whole = scope.is_month and name != "month"
    return scope.month_before(whole=whole) if whole or name == "month" else scope.previous()


def now_in_steps() -> datetime:
    """Return the next five minutes: figures are kept between clicks and nothing just observed is left out."""
    moment: datetime = pd.Timestamp(clock.utcnow()).ceil("5min").to_pydatetime()
    return moment


def context(  # noqa: PLR0917  one place builds it, in the order of the sidebar
    store: Store,
    chosen: Panel,
    days: tuple[date, date],
    compared: str,
    networks: Sequence[str] = (),
    brands: Sequence[str] = (),
    *,
    more: More = _USUAL,
    without: tuple[str, ...] = (),
    period_name: str = "custom",
    demo: bool = False,
) -> Context:
    """Return the view that these choices make. No networks or no brands chosen means all."""
    shown = in_view(chosen.accounts, more)
    if networks:
        shown = shown[shown["source"].isin(list(networks))]
    if brands:
        shown = shown[shown["brand_id"].isin(list(brands))]
    keys = tuple(int(key) for key in shown["account_key"])
    scope = Scope(keys, days[0], days[1], chosen.timezone, now_in_steps(), without)
    before = compared_with(period_name, scope, compared)
    about = shown["source"].map(is_about_brands).astype(bool)
    names = shown[["brand_id", "brand", "colour", "own"]].rename(columns={"brand": "name"})
    return Context(
        store=store,
        panel=chosen.name,
        scope=scope,
        before=before,
        compared=compared,
        brands=names.drop_duplicates("brand_id").reset_index(drop=True),
        networks=_in_order(shown.loc[~about, "source"]),
        attention=_in_order(shown.loc[about, "source"]),
        theme=THEMES.get(st.context.theme.type or "light", THEMES["light"]),
        demo=demo,
        over=more.over,
        like=more.like and before is not None,
    )


def _in_order(networks: pd.Series) -> tuple[str, ...]:
    """The networks there are, in the order of the registry: the social ones before feeds."""
    there = set(networks)
    return (*(name for name in SOURCES if name in there), *sorted(there - set(SOURCES)))
