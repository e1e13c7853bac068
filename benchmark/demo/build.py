"""Make the demo database: the scenario played out day by day, as one reading a day would have seen it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmark import clock
from benchmark.demo import scenario
from benchmark.store import Store, StoreError, Transaction, derive
from benchmark.store.vocabulary import KINDS, ORIGINS, POST_COUNTS, code, interactions_sql
from sources import SOURCES

DAYS = 548
"""18 months."""
BACKFILL_DAYS = 120
WINDOW_DAYS = 30
READ_AT = time(6, 10)
_DEMO = code(ORIGINS, "demo")
_COUNTED = [*POST_COUNTS, "hidden"]


@dataclass
class Player:
    """One account of the demo while it is played out."""

    key: int
    brand: scenario.Brand
    brand_key: int
    place: scenario.Place
    levels: np.ndarray = field(default_factory=lambda: np.zeros(0))
    """Followers at each day's reading."""

    @property
    def native_id(self) -> str:
        """The id in the network's own form."""
        handle = self.brand.handle
        return {
            "bluesky": f"did:plc:demo{handle}",
            "mastodon": f"social.example/{self.key}",
            "youtube": f"UCdemo{handle:x<16}",
            "wordpress": f"https://blog.{handle}.example",
        }.get(self.place.network, f"https://{handle}.example/feed.xml")

    def is_(self, brand: str, network: str) -> bool:
        """Return whether something of the scenario happens to this account."""
        return (self.brand.name, self.place.network) == (brand, network)


def is_stale(store: Store, now: datetime | None = None) -> bool:
    """Return whether the demo ends more than a day ago, so that "the last 28 days" would look empty."""
    last = store.value("SELECT max(observed_at) FROM core.profile_snapshot")
    return last is None or (now or clock.utcnow()) - last > timedelta(days=2)


def build(
    path: Path, *, seed: int = 1, last_day: date | None = None, progress: Callable[[int, int], None] | None = None
) -> Path:
    """Make the demo at ``path``, replacing an older one once it is whole. Takes a few seconds.

    Args:
        path: where the database goes.
        seed: seeds everything random.
        last_day: the day of the last reading, default today (UTC).
        progress: called with accounts done and accounts in all.
    """
    # Before today's reading, the demo ends yesterday: it never knows the future.
    read = timedelta(hours=READ_AT.hour, minutes=READ_AT.minute)
    last_day = last_day or (clock.utcnow() - read).date()
    first = datetime.combine(last_day - timedelta(days=DAYS - 1), READ_AT)
    part = path.with_suffix(".building")
    for old in (part, part.with_name(part.name + ".wal")):
        old.unlink(missing_ok=True)
    players = _cast()
    with Store.open(part) as store:
        _directory(store, players, first)
        _runs(store, players, first)
        for number, player in enumerate(players, 1):
            _play(store, player, first, np.random.default_rng([seed, player.key]))
            if progress is not None:
                progress(number, len(players))
        with store.exclusive() as cursor:
            cursor.execute("CHECKPOINT")
    path.with_name(path.name + ".wal").unlink(missing_ok=True)
    return part.replace(path)


def open_fresh(path: Path) -> Store:
    """Open the demo at ``path``, making it first when it is missing, unreadable or stale."""
    if path.exists():
        try:
            store = Store.open(path)
        except StoreError:
            path.unlink()
        else:
            if not is_stale(store):
                return store
            store.close()
    return Store.open(build(path))


def _cast() -> list[Player]:
    pairs = [(brand, place) for brand in scenario.BRANDS for place in brand.places]
    return [Player(key, brand, scenario.BRANDS.index(brand) + 1, place) for key, (brand, place) in enumerate(pairs, 1)]


def _directory(store: Store, players: list[Player], first: datetime) -> None:
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
                    role, timezone, status, status_at, added_at, added_by)
                VALUES ($key, $id, $brand, $source, $native, $handle, $name, $bio, $url,
                    'main', 'Europe/Paris', 'ok', $at, $at, 'demo')
                """,
                {
                    "key": player.key,
                    "id": f"{player.place.network}:{player.native_id}",
                    "brand": player.brand_key,
                    "source": player.place.network,
                    "native": player.native_id,
                    "handle": player.brand.handle,
                    "name": player.brand.name,
                    "bio": player.brand.bio,
                    "url": f"https://{player.brand.handle}.example/{player.place.network}",
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


def _runs(store: Store, players: list[Player], first: datetime) -> None:
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


def _play(store: Store, player: Player, first: datetime, chance: np.random.Generator) -> None:
    source = SOURCES.get(player.place.network)
    read = _read_days(player)
    if player.place.followers:
        player.levels = _levels(player, chance)
    posts = _published(player, first, chance)
    counts = _counted(player, posts, chance)
    snapshots = _seen(player, posts, counts, first, read)
    with store.transaction() as tx:
        if player.place.followers:
            _store_levels(tx, player, first, read)
        _store_posts(tx, player, posts, snapshots, first)
        derive.recompute(
            tx,
            [player.key],
            first + timedelta(days=DAYS - 1),
            ages={player.key: source.age_days if source else derive.DEFAULT_AGE_DAYS},
        )


def _read_days(player: Player) -> np.ndarray:
    network, out, days = scenario.OUTAGE
    all_days = np.arange(DAYS)
    return all_days[(all_days < out) | (all_days >= out + days)] if player.place.network == network else all_days


def _levels(player: Player, chance: np.random.Generator) -> np.ndarray:
    """Followers by day: steady growth, noise with a weekly rhythm, and what the scenario holds."""
    daily = math.log1p(player.brand.growth) / 365
    weekly = 1 + 0.35 * np.cos(2 * np.pi * (np.arange(DAYS) - 2) / 7)
    rates = daily * weekly + chance.normal(0, 1.2 * daily + 0.0002, DAYS)
    brand, start, days, _, lift = scenario.CAMPAIGN
    if player.brand.name == brand:
        rates[start : start + days] += 0.0018 * lift
    brand, network, jump, gain, purge, loss = scenario.PURCHASE
    if player.is_(brand, network):
        rates[jump] += math.log1p(gain)
        rates[purge] += math.log1p(-loss)
    rates[0] = 0
    return np.round(player.place.followers * np.exp(np.cumsum(rates))).astype(np.int64)


def _published(player: Player, first: datetime, chance: np.random.Generator) -> pd.DataFrame:
    """The posts with their moment (days since the first reading), kind and words."""
    pace = player.place.pace / 7
    times: list[float] = []
    brand, start, length, faster, _ = scenario.CAMPAIGN
    hours = np.array(scenario.HOURS) / sum(scenario.HOURS)
    for day in range(-BACKFILL_DAYS, DAYS):
        weekday = (first + timedelta(days=day)).weekday()
        expected = pace * scenario.WEEKDAYS[weekday]
        if player.brand.name == brand and start <= day < start + length:
            expected *= faster
        picked_hours = chance.choice(24, size=chance.poisson(expected), p=hours)
        times.extend(day + (hour + chance.random() - READ_AT.hour - READ_AT.minute / 60) / 24 for hour in picked_hours)
    moments = np.sort(np.array([moment for moment in times if moment < DAYS - 1]))
    kinds = scenario.KINDS[player.place.network]
    picked = chance.choice(list(kinds), size=len(moments), p=np.array(list(kinds.values())))
    tags = [sorted(chance.choice(scenario.HASHTAGS, size=chance.integers(0, 3), replace=False)) for _ in moments]
    words = [
        f"{chance.choice(scenario.OPENINGS)} {chance.choice(scenario.SUBJECTS)}" + "".join(f" #{tag}" for tag in mine)
        for mine in tags
    ]
    return pd.DataFrame({"moment": moments, "kind": picked, "text": words, "hashtags": tags})


def _counted(player: Player, posts: pd.DataFrame, chance: np.random.Generator) -> dict[str, np.ndarray]:
    """What each post reaches in the end, by count: log-normal with a heavy tail, split as the network splits."""
    network = player.place.network
    size = len(posts)
    shape = chance.normal(0, 0.9, size)
    if not player.place.followers:
        final = np.exp(np.log(4 * player.brand.appeal) + shape)
    else:
        day = np.clip(posts["moment"].to_numpy().astype(int), 0, DAYS - 1)
        effect = posts["kind"].map(scenario.KIND_EFFECT).to_numpy()
        final = player.levels[day] ** 0.92 * 2 * scenario.RATE[network] * player.brand.appeal * effect * np.exp(shape)
    brand, start, length, _, lift = scenario.CAMPAIGN
    if player.brand.name == brand:
        during = posts["moment"].between(start, start + length).to_numpy()
        final = np.where(during, final * lift, final)
    counts = {part: chance.poisson(final * share).astype(float) for part, share in scenario.SPLIT[network].items()}
    if network == "youtube":
        counts["views"] = np.round(final * np.exp(chance.normal(3.3, 0.3, size)))
    brand, where, day_of, times = scenario.BACKLASH
    if player.is_(brand, where):
        struck = int(np.argmin(np.abs(posts["moment"].to_numpy() - day_of)))
        counts["comments"][struck] = max(60.0, np.median(counts["comments"]) * times * 2)
    return counts


def _seen(
    player: Player, posts: pd.DataFrame, counts: dict[str, np.ndarray], first: datetime, read: np.ndarray
) -> pd.DataFrame:
    """The counts as each daily reading found them; a row only where one had changed."""
    moments = posts["moment"].to_numpy()
    chunks = []
    for place, moment in enumerate(moments):
        days = read[(read >= moment) & (read <= moment + WINDOW_DAYS)]
        if moment < 0:
            days = np.union1d(read[:1], days)
        brand, where, gone = scenario.DELETED
        if player.is_(brand, where) and place == _struck(posts):
            days = days[days < gone]
        if not len(days):
            continue
        grown = 1 - np.exp(-(((days - moment) / 1.6) ** 0.62))
        rows = {name: np.round(final[place] * grown) for name, final in counts.items()}
        chunks.append(pd.DataFrame({"place": place, "day": days, **rows}))
    names = ["place", "day", *counts]
    seen = pd.concat(chunks, ignore_index=True) if chunks else pd.DataFrame(columns=names, dtype=float)
    for name in POST_COUNTS:
        seen[name] = seen[name] if name in counts else np.nan
    seen["hidden"] = 0
    brand, where, since = scenario.HIDDEN_LIKES
    if player.is_(brand, where):
        hiding = seen["day"] >= since
        seen.loc[hiding, "likes"] = np.nan
        seen.loc[hiding, "hidden"] = 1
    if not counts:
        return seen.iloc[:0]
    last_read = seen.groupby("place")["day"].max()
    before = seen.groupby("place")[_COUNTED].shift()
    same = ((seen[_COUNTED] == before) | (seen[_COUNTED].isna() & before.isna())).all(axis=1)
    seen = seen[~(same & seen["place"].duplicated())].copy()
    seen[list(POST_COUNTS)] = seen[list(POST_COUNTS)].astype("Int64")
    seen["hidden"] = seen["hidden"].astype("uint8")
    seen["observed_at"] = [first + timedelta(days=int(day)) for day in seen["day"]]
    seen["read_at"] = [first + timedelta(days=int(day)) for day in seen["place"].map(last_read)]
    return seen


def _struck(posts: pd.DataFrame) -> int:
    return int(np.argmin(np.abs(posts["moment"].to_numpy() - scenario.BACKLASH[2])))


def _store_levels(tx: Transaction, player: Player, first: datetime, read: np.ndarray) -> None:
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


def _store_posts(tx: Transaction, player: Player, posts: pd.DataFrame, seen: pd.DataFrame, first: datetime) -> None:
    base = tx.value("SELECT coalesce(max(post_key), 0) FROM core.post_detail") + 1
    frame = posts.assign(
        post_key=np.arange(base, base + len(posts)),
        native_id=[f"{player.brand.handle}-{number}" for number in range(1, len(posts) + 1)],
        published_at=[first + timedelta(days=float(moment)) for moment in posts["moment"]],
        kind_code=[code(KINDS, kind) for kind in posts["kind"]],
        first_seen_at=[first + timedelta(days=max(0, math.ceil(moment))) for moment in posts["moment"]],
        url=[
            f"https://{player.brand.handle}.example/{player.place.network}/{number}"
            for number in range(1, len(posts) + 1)
        ],
    )
    brand, where, gone = scenario.DELETED
    deleted = first + timedelta(days=gone)
    frame["deleted_at"] = [
        deleted if player.is_(brand, where) and place == _struck(posts) else pd.NaT for place in range(len(posts))
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
