"""Write the demo into a store, straight into its tables: brands, runs, follower counts, posts and what was seen of them."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from benchmark.demo import scenario
from benchmark.demo.acting import struck
from benchmark.demo.cast import BACKFILL_DAYS, DAYS, WINDOW_DAYS, Player
from benchmark.store import Store, Transaction
from benchmark.store.vocabulary import KINDS, ORIGINS, POST_COUNTS, code, interactions_sql

_DEMO: Final = code(ORIGINS, "demo")


def directory(store: Store, players: list[Player], first: datetime) -> None:
    """Write the brands, their accounts, the panel, and a rename."""
    with store.transaction() as tx:
        for key, brand in enumerate(scenario.BRANDS, 1):
            tx.execute(
                "INSERT INTO core.brand VALUES ($key, $id, $name, $colour, $at, NULL)",
                {"key": key, "id": f"demo-{brand.handle}", "name": brand.name, "colour": str(key - 1), "at": first},
            )
        tx.execute("INSERT INTO core.panel VALUES (1, 'demo', 'Outdoor brands', 'Europe/Paris', 1, $at)", {"at": first})
        for player in players:
            tx.execute(
                """
                INSERT INTO core.account (account_key, account_id, brand_key, source, native_id, handle, display_name, bio, url,
                    market, role, timezone, status, status_at, added_at, added_by)
                VALUES ($key, $id, $brand, $source, $native, $handle, $name, $bio, $url,
                    $market, $role, 'Europe/Paris', 'ok', $at, $at, 'demo')
                """,
                {
                    "key": player.key,
                    "id": f"{player.place.network}:{player.native_id}",
                    "brand": player.brand_key,
                    "source": player.place.network,
                    "native": player.native_id,
                    "handle": player.handle,
                    "market": player.place.market,
                    "role": player.place.role,
                    "name": player.brand.name,
                    "bio": player.brand.bio,
                    "url": f"https://{player.handle}.example/{player.place.network}",
                    "at": first,
                },
            )
            tx.execute("INSERT INTO core.panel_account VALUES (1, $key)", {"key": player.key})
        name, network, day, handle = scenario.RENAME
        renamed = next(player for player in players if player.is_(name, network))
        change = {
            "key": renamed.key,
            "at": first + timedelta(days=day),
            "before": renamed.brand.handle,
            "after": handle,
        }
        tx.execute("INSERT INTO core.profile_change VALUES ($key, $at, 'handle', $before, $after)", change)
        tx.execute(
            "UPDATE core.account SET handle = $after WHERE account_key = $key", {"key": renamed.key, "after": handle}
        )


def runs(store: Store, players: list[Player], first: datetime) -> None:
    """Write one run a day with the outcome of each account."""
    starts = [first + timedelta(days=day) for day in range(DAYS)]
    runs = pd.DataFrame({"run_key": range(1, DAYS + 1), "started_at": starts})
    rows = [_outcome(player, day, start) for day, start in enumerate(starts) for player in players]
    with store.transaction() as tx:
        tx.frame("runs_frame", runs)
        tx.execute(
            "INSERT INTO core.run SELECT run_key, 'demo-' || run_key, started_at, started_at + INTERVAL 2 MINUTE,"
            " 'schedule', 'done' FROM runs_frame"
        )
        tx.frame("outcomes", pd.DataFrame(rows))
        tx.execute(
            "INSERT INTO core.run_account SELECT run_key, account_key, status, error, message, NULL, 3, 20, window_from,"
            " started_at, finished_at FROM outcomes"
        )


def _outcome(player: Player, day: int, start: datetime) -> dict[str, Any]:
    network, out, days = scenario.OUTAGE
    failed = player.place.network == network and out <= day < out + days
    back = BACKFILL_DAYS if day == 0 else WINDOW_DAYS
    return {
        "run_key": day + 1,
        "account_key": player.key,
        "status": "failed" if failed else "ok",
        "error": "unreachable" if failed else None,
        "message": "The server did not answer." if failed else None,
        "window_from": None if failed else start - timedelta(days=back),
        "started_at": start,
        "finished_at": start + timedelta(minutes=1),
    }


def followers(tx: Transaction, player: Player, first: datetime, read: np.ndarray) -> None:
    """Write the follower counts of an account as its readings saw them; YouTube rounds down."""
    levels = player.levels[read]
    steps = np.ones(len(levels), dtype=np.int64)
    if player.place.network == "youtube":
        steps = 10 ** np.maximum(np.floor(np.log10(levels)).astype(np.int64) - 2, 0)
        levels = levels // steps * steps
    tx.frame(
        "levels",
        pd.DataFrame({"read_at": [first + timedelta(days=int(day)) for day in read], "level": levels, "step": steps}),
    )
    tx.execute(
        "INSERT INTO core.profile_snapshot SELECT $key, read_at, level, step, 0, NULL, NULL, NULL, $origin, NULL"
        " FROM levels ORDER BY read_at",
        {"key": player.key, "origin": _DEMO},
    )


def posts(tx: Transaction, player: Player, written: pd.DataFrame, seen: pd.DataFrame, first: datetime) -> None:
    base = tx.value("SELECT coalesce(max(post_key), 0) FROM core.post_detail") + 1
    frame = written.drop(columns=["pillar", "drawn"]).assign(
        post_key=np.arange(base, base + len(written)),
        native_id=[f"{player.handle}-{number}" for number in range(1, len(written) + 1)],
        published_at=[first + timedelta(days=float(moment)) for moment in written["moment"]],
        kind_code=[code(KINDS, kind) for kind in written["kind"]],
        first_seen_at=[first + timedelta(days=max(0, math.ceil(moment))) for moment in written["moment"]],
        url=[
            f"https://{player.handle}.example/{player.place.network}/{number}" for number in range(1, len(written) + 1)
        ],
    )
    brand, where, gone = scenario.DELETED
    deleted = first + timedelta(days=gone)
    frame["deleted_at"] = [
        deleted if player.is_(brand, where) and place == struck(written) else pd.NaT for place in range(len(written))
    ]
    key = {"key": player.key}
    tx.frame("post_frame", frame)
    tx.frame("seen_frame", seen.assign(post_key=base + seen["place"]) if len(seen) else _no_snapshots())
    tx.execute(
        "INSERT INTO core.post_snapshot SELECT post_key, observed_at, likes, comments AS comments, shares, quotes, views,"
        " hidden, $origin, NULL FROM seen_frame ORDER BY post_key, observed_at",
        {"origin": _DEMO},
    )
    tx.execute(
        f"""
        INSERT INTO core.post
        SELECT f.post_key, $key, f.published_at, f.kind_code, l.likes, l.comments, l.shares, l.quotes, l.views,
               coalesce(l.hidden, 0), {interactions_sql("l.")}, l.read_at, NULL, NULL, NULL, NULL, $origin, f.deleted_at
        FROM post_frame AS f
        LEFT JOIN (FROM seen_frame QUALIFY row_number() OVER (PARTITION BY post_key ORDER BY observed_at DESC) = 1) AS l
            USING (post_key)
        ORDER BY f.published_at
        """,
        key | {"origin": _DEMO},
    )
    tx.execute(
        "INSERT INTO core.post_detail SELECT post_key, $key, native_id, text, url, NULL, 'en', hashtags, NULL, first_seen_at"
        " FROM post_frame ORDER BY published_at",
        key,
    )


def _no_snapshots() -> pd.DataFrame:
    columns = {
        "post_key": "int64",
        "observed_at": "datetime64[us]",
        "read_at": "datetime64[us]",
        **dict.fromkeys(POST_COUNTS, "Int64"),
        "hidden": "uint8",
    }
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
