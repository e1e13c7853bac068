"""Many small made-up panels in one store, kept as plain rows beside it: what sentences say can be computed anew from the rows.

Each world has brands of its own on one network, with gaps, rounded counts, hidden likes, late and young posts, accounts added in
the middle of the period, posts read for a part of it only. Times are UTC, days are UTC days.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from figures import Figures

from benchmark.metrics import Scope
from benchmark.store import Store

NETWORK = "mastodon"
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
    """One panel; its own brand is the first one, or none."""

    scope: Scope
    own: str | None
    accounts: list[Account] = field(default_factory=list)


def build(store: Store, worlds: int, seed: int) -> list[World]:
    """Write the worlds into a store and return them as rows."""
    rng, figures = np.random.default_rng(seed), Figures(store)
    made = [_world(rng, figures, number) for number in range(worlds)]
    rows = [
        {"account": account.key, "seen_at": datetime.combine(day, datetime.min.time()) + timedelta(hours=10), "followers": count,
         "step": account.step}
        for world in made for account in world.accounts for day, count in account.levels.items()
    ]  # fmt: skip
    with store.transaction() as tx:
        tx.frame("made_levels", pd.DataFrame(rows))
        tx.execute(
            "INSERT INTO core.profile_snapshot (account_key, observed_at, followers, followers_step, hidden, origin)"
            " SELECT account, seen_at, followers, step, 0, 1 FROM made_levels ORDER BY account, seen_at"
        )
    return made


def _world(rng: np.random.Generator, figures: Figures, number: int) -> World:
    brands = [f"{name} {_letters(number)}" for name in _NAMES[: rng.integers(2, len(_NAMES) + 1)]]
    apart, restless = rng.random() < 0.7, rng.random() < 0.5
    accounts = [_account(rng, figures, brand, apart=apart, restless=restless) for brand in brands]
    scope = Scope(tuple(account.key for account in accounts), FIRST, LAST, "UTC", NOW)
    return World(scope, brands[0] if rng.random() < 0.85 else None, accounts)


def _account(rng: np.random.Generator, figures: Figures, brand: str, *, apart: bool, restless: bool) -> Account:
    key = figures.account(brand, NETWORK)
    step = int(rng.choice([1, 1, 1, 100, 1000]))
    levels = _levels(rng, step)
    read_from = _read_from(rng)
    if read_from is not None:
        figures.read(key, NOW - timedelta(hours=3), read_from)
    pace = rng.choice([0.3, 1, 2, 5]) if restless else 2
    posts = _posts(rng, pace, factor=float(rng.choice([1, 1, 1.5, 3])) if apart else 1.0)
    if rng.random() < 0.1:
        posts["followers"] = np.nan
    figures.posts(key, [_row(post) for post in posts.to_dict("records")])
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
    count = rng.poisson(pace * _DAYS / 7)
    moments = np.sort(rng.random(count) * _DAYS)
    half = FIRST - _BEGIN
    later = np.where(moments > half.days, rng.choice([1, 1, 1, 2.5]), 1)
    interactions = rng.poisson(rng.choice([3, 60, 60]) * factor * later * np.exp(rng.normal(0, 0.9, count)))
    young = rng.random(count) < 0.05
    start = datetime.combine(_BEGIN, datetime.min.time())
    return pd.DataFrame(
        {
            "at": [start + timedelta(seconds=int(moment * 86400)) for moment in moments],
            "interactions": interactions.astype(float),
            "at_age": np.where(young, np.nan, np.round(interactions * 0.9)),
            "late": rng.random(count) < rng.choice([0.0, 0.05, 0.5]),
            "hidden": rng.random(count) < rng.choice([0.0, 0.0, 0.05, 0.3]),
            "followers": np.full(count, np.round(np.exp(rng.normal(8.5, 1)))),
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


def _letters(number: int) -> str:
    """A world's name without digits, so that every number in a sentence is a figure."""
    return "".join(chr(ord("a") + digit) for digit in divmod(number, 26))
