"""Many small made-up data sets in one store, kept as plain rows beside it: what sentences say can be computed anew from the rows.

Each world, a network of a panel, has gaps, rounded counts, hidden likes, late and young posts, accounts added in the middle of the
period, posts read for a part of it only. Times are UTC, days are UTC days. Names hold no digit, so that every number in a
sentence is a figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import numpy as np
import pandas as pd
from figures import INSERT_POSTS, Figures, typed

from benchmark.metrics import Scope
from benchmark.store import Store

NETWORKS = ("bluesky", "mastodon", "instagram", "facebook", "x")
"""Networks whose posts are compared at 7 days of age by followers at publication."""
FIRST, LAST = date(2026, 3, 2), date(2026, 5, 31)
SPAN = (LAST - FIRST).days + 1
NOW = datetime(2026, 6, 20, 8)
_BEGIN = FIRST - timedelta(days=SPAN + 10)
_DAYS = (NOW.date() - _BEGIN).days
_NAMES = ("Anvil", "Bolt", "Cog", "Dowel", "Ember", "Flint", "Gasket")


@dataclass
class Account:
    """One brand's account: what was observed of it."""

    key: int
    brand: str
    step: int
    levels: dict[date, int]
    """Followers read at 10:00 of a day."""
    posts: pd.DataFrame
    """at, interactions, at_age (NaN: young), late, hidden, followers (NaN: those of today)."""
    read_from: datetime | None
    """From when its posts were read, up to the end; None: never."""


@dataclass
class World:
    """One network of a panel."""

    network: str
    accounts: list[Account]


@dataclass
class Panel:
    """Some brands on five networks; the own brand is the first one, or there is none."""

    scope: Scope
    own: str | None
    worlds: dict[str, World]
    """By network."""


def build(store: Store, panels: int, seed: int) -> list[Panel]:
    """Write the panels into a store and return them as rows."""
    rng, keys = np.random.default_rng(seed), count(1)
    made = [_panel(rng, keys, number) for number in range(panels)]
    placed = [
        (world.network, account) for panel in made for world in panel.worlds.values() for account in world.accounts
    ]
    accounts = [account for _, account in placed]
    figures = Figures(store)
    posts = [
        figures._post(account.key, **_row(post)) for account in accounts for post in account.posts.to_dict("records")
    ]
    columns = ["k", "source", "brand", "back"]
    rows = pd.DataFrame([(a.key, network, a.brand, a.read_from) for network, a in placed], columns=columns)
    with store.transaction() as tx:
        tx.frame("made_accounts", rows)
        tx.execute(
            "INSERT INTO core.brand SELECT min(k), brand, brand, '0', TIMESTAMP '2025-01-01', NULL FROM made_accounts GROUP BY brand"
        )
        tx.execute(
            "INSERT INTO core.account (account_key, account_id, brand_key, source, native_id, role, status, status_at, added_at,"
            " added_by, followers) SELECT k, source || ':' || k, min(k) OVER (PARTITION BY brand), source, k, 'main', 'ok', TIMESTAMP '2025-01-01',"
            " TIMESTAMP '2025-01-01', 'test', 1000 FROM made_accounts"
        )
        tx.execute(
            "INSERT INTO core.run_account SELECT 1, k, 'ok', NULL, NULL, NULL, 1, 0, back, $at, $at FROM made_accounts"
            " WHERE back IS NOT NULL",
            {"at": NOW - timedelta(hours=3)},
        )
        tx.frame("written", typed(pd.DataFrame(posts)))
        tx.execute(INSERT_POSTS)
        tx.frame("made_levels", _level_rows(accounts))
        tx.execute(
            "INSERT INTO core.profile_snapshot (account_key, observed_at, followers, followers_step, hidden, origin)"
            " SELECT account, seen_at, followers, step, 0, 1 FROM made_levels ORDER BY account, seen_at"
        )
    return made


def _level_rows(accounts: list[Account]) -> pd.DataFrame:
    rows = [
        (account.key, datetime.combine(day, datetime.min.time()) + timedelta(hours=10), count, account.step)
        for account in accounts
        for day, count in account.levels.items()
    ]
    return pd.DataFrame(rows, columns=["account", "seen_at", "followers", "step"])


def _panel(rng: np.random.Generator, keys: Iterator[int], number: int) -> Panel:
    brands = [f"{name} {chr(ord('a') + number // 26)}{chr(ord('a') + number % 26)}" for name in _NAMES]
    worlds = {network: _world(rng, keys, brands, network) for network in NETWORKS}
    accounts = tuple(account.key for world in worlds.values() for account in world.accounts)
    return Panel(Scope(accounts, FIRST, LAST, "UTC", NOW), brands[0] if rng.random() < 0.85 else None, worlds)


def _world(rng: np.random.Generator, keys: Iterator[int], brands: list[str], network: str) -> World:
    here = brands[: rng.integers(2, len(brands) + 1)] if rng.random() < 0.9 else brands[1:4]
    apart, restless = rng.random() < 0.7, rng.random() < 0.5
    return World(network, [_account(rng, next(keys), brand, apart=apart, restless=restless) for brand in here])


def _account(rng: np.random.Generator, key: int, brand: str, *, apart: bool, restless: bool) -> Account:
    step = int(rng.choice([1, 1, 1, 100, 1000]))
    levels, read_from = _levels(rng, step), _read_from(rng)
    pace = rng.choice([0.3, 1, 2, 5]) if restless else 2
    posts = _posts(rng, pace, factor=float(rng.choice([1, 1, 1.5, 3])) if apart else 1.0)
    if rng.random() < 0.1:
        posts["followers"] = np.nan
    return Account(key, brand, step, levels, posts, read_from)


def _levels(rng: np.random.Generator, step: int) -> dict[date, int]:
    drift, size = rng.normal(0.0006, 0.001), np.exp(rng.normal(8.5, 1))
    true = size * np.exp(np.cumsum(drift + rng.normal(0, 0.0008, _DAYS)))
    seen = rng.random(_DAYS) < rng.choice([1.0, 0.9, 0.4])
    if rng.random() < 0.25:
        hole = rng.integers(0, _DAYS - 20)
        seen[hole : hole + rng.integers(3, 40)] = False
    if rng.random() < 0.1:
        seen[: rng.integers(SPAN, SPAN + 40)] = False
    if rng.random() < 0.05:
        seen[:] = False
    counts = (true // step * step).astype(int)
    return {_BEGIN + timedelta(days=int(day)): int(counts[day]) for day in np.flatnonzero(seen)}


def _read_from(rng: np.random.Generator) -> datetime | None:
    start = datetime.combine(_BEGIN, datetime.min.time())
    choice = rng.random()
    if choice < 0.05:
        return None
    late = rng.integers(SPAN, SPAN + 60) if choice < 0.2 else rng.integers(10, 30) if choice < 0.35 else 0
    return start + timedelta(days=int(late))


def _posts(rng: np.random.Generator, pace: float, *, factor: float) -> pd.DataFrame:
    size = rng.poisson(pace * _DAYS / 7)
    moments = np.sort(rng.random(size) * _DAYS)
    half = FIRST - _BEGIN
    later = np.where(moments > half.days, rng.choice([1, 1, 1, 2.5]), 1)
    interactions = rng.poisson(rng.choice([3, 60, 60]) * factor * later * np.exp(rng.normal(0, 0.9, size)))
    young = rng.random(size) < 0.05
    start = datetime.combine(_BEGIN, datetime.min.time())
    return pd.DataFrame(
        {
            "at": [start + timedelta(seconds=int(moment * 86400)) for moment in moments],
            "interactions": interactions.astype(float),
            "at_age": np.where(young, np.nan, np.round(interactions * 0.9)),
            "late": rng.random(size) < rng.choice([0.0, 0.05, 0.5]),
            "hidden": rng.random(size) < rng.choice([0.0, 0.0, 0.05, 0.3]),
            "followers": np.full(size, np.round(np.exp(rng.normal(8.5, 1)))),
        }
    )


def _row(post: dict[Any, Any]) -> dict[str, Any]:
    young, current = np.isnan(post["at_age"]), np.isnan(post["followers"])
    if post["hidden"]:
        return {"at": post["at"].to_pydatetime(), "comments": 1, "hidden": ["likes"], "basis": "current" if current else "observed",
                "followers": None if current else int(post["followers"])}  # fmt: skip
    return {
        "at": post["at"].to_pydatetime(),
        "likes": int(post["interactions"]),
        "age": "young" if young else "late" if post["late"] else "at_age",
        "at_age": None if young else float(post["at_age"]),
        "followers": None if current else int(post["followers"]),
        "basis": "current" if current else "observed",
    }
