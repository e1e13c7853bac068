"""Write small, known histories into a store, so that every figure can be checked by hand.

Times are UTC as ISO text: ``"2026-05-01 10:00"``; a bare day means 10:00 UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from benchmark.metrics import Scope
from benchmark.store import Store
from benchmark.store.vocabulary import (
    AGE_BASES,
    FOLLOWERS_BASES,
    KINDS,
    ORIGINS,
    POST_COUNTS,
    PROFILE_COUNTS,
    code,
    interactions_sql,
    mask,
)

Moment = str | date | datetime
NOON_ENOUGH = time(10)


def moment(at: Moment) -> datetime:
    """Return a UTC time without a zone."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at) if len(at) > 10 else date.fromisoformat(at)
    return at if isinstance(at, datetime) else datetime.combine(at, NOON_ENOUGH)


def days(first: str, last: str) -> list[date]:
    """Return all days from the first to the last."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]


class Figures:
    """Builds brands, accounts, observations, readings and posts in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.accounts: list[int] = []
        self._brands: dict[str, int] = {}
        self._posts = 0
        self._runs = 0

    def scope(self, start: str, end: str, *, timezone: str = "UTC", now: Moment | None = None, accounts: Sequence[int] | None = None) -> Scope:  # fmt: skip
        """Return a scope over all accounts (or the given ones); now is by default 30 days after the end."""
        last = date.fromisoformat(end)
        return Scope(
            tuple(self.accounts if accounts is None else accounts),
            date.fromisoformat(start),
            last,
            timezone,
            moment(now or last + timedelta(days=30)),
        )

    def account(
        self, brand: str, source: str = "mastodon", *, timezone: str | None = None, followers: int | None = None
    ) -> int:
        """Add an account, and its brand when it is new; the brand's id is its name."""
        key = len(self.accounts) + 1
        with self.store.transaction() as tx:
            if brand not in self._brands:
                self._brands[brand] = len(self._brands) + 1
                tx.execute(
                    "INSERT INTO core.brand VALUES ($key, $name, $name, '0', TIMESTAMP '2026-01-01', NULL)",
                    {"key": self._brands[brand], "name": brand},
                )
            tx.execute(
                """
                INSERT INTO core.account (account_key, account_id, brand_key, source, native_id, role, timezone, status, status_at,
                                          added_at, added_by, followers, followers_at)
                VALUES ($key, $source || ':' || $key, $brand, $source, $key, 'main', $timezone, 'ok', TIMESTAMP '2026-01-01',
                        TIMESTAMP '2026-01-01', 'test', $followers, CASE WHEN $followers IS NOT NULL THEN TIMESTAMP '2026-06-01' END)
                """,
                {
                    "key": key,
                    "source": source,
                    "brand": self._brands[brand],
                    "timezone": timezone,
                    "followers": followers,
                },
            )
        self.accounts.append(key)
        return key

    def followers(self, account: int, counts: Mapping[Any, int | None], *, step: int = 1, origin: str = "api") -> None:
        """Add observations by moment. A count of None is one that the network withheld."""
        withheld = mask(PROFILE_COUNTS, ("followers",))
        with self.store.transaction() as tx:
            tx.execute(
                """
                INSERT INTO core.profile_snapshot (account_key, observed_at, followers, followers_step, hidden, origin)
                SELECT $account, observed_at, followers, $step, if(followers IS NULL, $withheld, 0), $origin
                FROM (SELECT unnest($at::TIMESTAMP[]) AS observed_at, unnest($followers::BIGINT[]) AS followers)
                """,
                {"account": account, "at": [moment(at) for at in counts], "followers": list(counts.values()), "step": step,
                 "withheld": withheld, "origin": code(ORIGINS, origin)},
            )  # fmt: skip

    def daily(
        self, account: int, first: str, values: Sequence[int | None], *, measure: str = "mentions", origin: str = "api"
    ) -> None:
        """Add daily values from a day on. A value of None is a day that the network does not tell."""
        start = date.fromisoformat(first)
        with self.store.transaction() as tx:
            tx.execute(
                """
                INSERT INTO core.account_daily
                SELECT $account, $first + number::INTEGER, $measure, value, $at, $origin, NULL
                FROM (SELECT unnest($values::BIGINT[]) AS value, unnest(range(len($values::BIGINT[]))) AS number)
                WHERE value IS NOT NULL
                """,
                {"account": account, "first": start, "measure": measure, "values": list(values), "at": moment(start),
                 "origin": code(ORIGINS, origin)},
            )  # fmt: skip

    def read(
        self, account: int, at: Moment, back_to: Moment | None, *, status: str = "ok", error: str | None = None
    ) -> None:
        """Add a reading of the account's posts back to a moment (None: they were not read in full)."""
        self._runs += 1
        with self.store.transaction() as tx:
            tx.execute(
                "INSERT INTO core.run VALUES ($run, $run, $at, $at, 'test', 'done')",
                {"run": self._runs, "at": moment(at)},
            )
            tx.execute(
                "INSERT INTO core.run_account VALUES ($run, $account, $status, $error, NULL, NULL, 1, 0, $back_to, $at, $at)",
                {"run": self._runs, "account": account, "status": status, "error": error, "at": moment(at),
                 "back_to": None if back_to is None else moment(back_to)},
            )  # fmt: skip

    def readings(self, account: int, windows: Mapping[Any, Moment]) -> None:
        """Add good readings, by moment with how far back they reach; at once, which is much cheaper than one by one."""
        first = self._runs + 1
        self._runs += len(windows)
        known = {
            "account": account,
            "runs": list(range(first, self._runs + 1)),
            "at": [moment(at) for at in windows],
            "back_to": [moment(back_to) for back_to in windows.values()],
        }
        with self.store.transaction() as tx:
            tx.execute(
                """
                INSERT INTO core.run SELECT run, run, moment, moment, 'test', 'done'
                FROM (SELECT unnest($runs::BIGINT[]) AS run, unnest($at::TIMESTAMP[]) AS moment)
                """,
                {name: known[name] for name in ("runs", "at")},
            )
            tx.execute(
                """
                INSERT INTO core.run_account SELECT run, $account, 'ok', NULL, NULL, NULL, 1, 0, back_to, moment, moment
                FROM (SELECT unnest($runs::BIGINT[]) AS run, unnest($at::TIMESTAMP[]) AS moment, unnest($back_to::TIMESTAMP[]) AS back_to)
                """,
                known,
            )

    def posts(self, account: int, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add posts; see `post` for their fields."""
        if not rows:
            return
        found = [self._post(account, **row) for row in rows]
        with self.store.transaction() as tx:
            if len(found) > _FEW:
                tx.frame("written", typed(pd.DataFrame(found)))
                tx.execute(INSERT_POSTS)
                return
            for row in found:
                tx.execute(INSERT_POST, row)

    def post(self, account: int, at: Moment, **fields: Any) -> None:
        """Add a post with its current counts.

        ``age``: at_age, late, young or None; ``at_age``: the interactions then, by default the current ones;
        ``followers`` and ``basis``: observed, interpolated, current; ``hidden``: names of withheld counts.
        """
        self.posts(account, [{"at": at, **fields}])

    def aged_post(self, account: int, at: Moment, likes: Mapping[float, int | None], *, read_until: float = 40) -> None:
        """Add a post with a snapshot of its likes at ages in days (None: withheld then); it was last read at an age too."""
        start = moment(at)
        latest = [count for _, count in sorted(likes.items())][-1]
        fields: dict[str, Any] = {"hidden": ["likes"]} if latest is None else {"likes": latest}
        self.post(account, at, read_until=start + timedelta(days=read_until), **fields)
        rows = [
            {
                "post": self._posts,
                "at": start + timedelta(days=age),
                "likes": count,
                "hidden": 1 if count is None else 0,
            }
            for age, count in sorted(likes.items())
        ]
        with self.store.transaction() as tx:
            for row in rows:
                tx.execute(
                    "INSERT INTO core.post_snapshot (post_key, observed_at, likes, hidden, origin) VALUES ($post, $at, $likes, $hidden, 1)",
                    row,
                )

    def _post(
        self,
        account: int,
        at: Moment,
        *,
        kind: str = "image",
        hidden: Sequence[str] = (),
        age: str | None = "at_age",
        at_age: float | None = None,
        followers: int | None = 1000,
        basis: str = "observed",
        origin: str = "api",
        deleted_at: Moment | None = None,
        read_until: Moment | None = None,
        **counts: int | None,
    ) -> dict[str, Any]:
        self._posts += 1
        return {
            "post": self._posts,
            "account": account,
            "at": moment(at),
            "kind": code(KINDS, kind),
            "hidden": mask(POST_COUNTS, hidden),
            "followers": None if basis == "current" else followers,
            "followers_basis": code(FOLLOWERS_BASES, basis),
            "age_basis": None if age is None else code(AGE_BASES, age),
            "at_age": at_age,
            "origin": code(ORIGINS, origin),
            "deleted_at": None if deleted_at is None else moment(deleted_at),
            "read_until": None if read_until is None else moment(read_until),
            **dict.fromkeys(POST_COUNTS),
            **counts,
        }


def typed(posts: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `Figures._post` as they are inserted."""
    other = {"at_age": "Float64", "deleted_at": "datetime64[us]", "read_until": "datetime64[us]"}
    whole = [str(column) for column in posts if column != "at" and column not in other]
    return posts.astype({**dict.fromkeys(whole, "Int64"), **other})


_FEW = 8
"""Posts that are inserted one by one: a frame is dear to make."""
_TYPES = {"at": "TIMESTAMP", "at_age": "DOUBLE", "deleted_at": "TIMESTAMP", "read_until": "TIMESTAMP"}
_COLUMNS = (
    *(
        "post",
        "account",
        "at",
        "kind",
        "hidden",
        "followers",
        "followers_basis",
        "age_basis",
        "at_age",
        "origin",
        "deleted_at",
    ),
    *("read_until", *POST_COUNTS),
)
INSERT_POSTS = f"""
INSERT INTO core.post
SELECT w.post, w.account, w.at, w.kind, w.likes, w.comments, w.shares, w.quotes, w.views, w.hidden, w.interactions,
       CASE WHEN w.hidden > 0 OR coalesce(w.likes, w.comments, w.shares, w.quotes, w.views) IS NOT NULL
            THEN coalesce(w.read_until, w.at + INTERVAL 20 DAY) END, w.followers, w.followers_basis,
       CASE WHEN w.age_basis IN (1, 2) THEN coalesce(w.at_age, w.interactions) END,
       CASE WHEN w.interactions IS NOT NULL THEN w.age_basis END, w.origin, w.deleted_at
FROM (SELECT *, {interactions_sql()} AS interactions FROM written) AS w
"""
_ONE = ", ".join(f'${name}::{_TYPES.get(name, "BIGINT")} AS "{name}"' for name in _COLUMNS)
INSERT_POST = INSERT_POSTS.replace("FROM written", f"FROM (SELECT {_ONE})")
