"""Stores of any breadth, filled at once: so many brands on so many networks over 27 weeks, with all that is odd in real ones.

Each account has a lot (`LOTS`): most are read daily, some hide their likes, have a gap, came late, wrote nothing, were removed.
The second brand of six or more was never read anywhere, so that no chart may draw it and no finding may name it. Names are
hostile, long, from right to left or alike. The time of all worlds is `NOW`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from card_views import view

from benchmark.cards.context import Context
from benchmark.metrics import Scope
from benchmark.metrics.attention import is_about_brands
from benchmark.planning.annotations import Draft, annotate
from benchmark.planning.objectives import set_objective
from benchmark.store import Store, Transaction
from benchmark.store.vocabulary import KINDS, ORIGINS, POST_COUNTS, code, interactions_sql
from sources import SOURCES

NOW: Final = datetime(2026, 6, 3, 8)
"""A Wednesday; the clocks of Paris went forward within the period before."""
DAYS: Final = 190
UNREAD: Final = 1
"""The place of the brand that was never read, in worlds of several brands."""
NAMES: Final = (
    "Anvil Works",
    "Nobody & Sons <b>unread</b>",
    "<img src=x onerror=alert(1)>",
    "Manufacture nationale d'enclumes et de marteaux de Thiers SA",
    "شركة السندان للصناعات الثقيلة",
    "🔨 Hammer & Söhne 🔥",
    "$x$ ![x](http://evil.example/a.png) $y$",
    "Quench %{y} {name} %s",
    '=HYPERLINK("http://evil.example","x")',
    "Nordic Outdoor Company of Norway",
    "Nordic Outdoor Company of Sweden",
    "鉄床工業株式会社",
    "</script><script>alert(1)</script>",
    "W" * 60,
    "1984",
    'O\'Brien "Quoted" \\ Backslash',
)
SOCIAL: Final = tuple(name for name in SOURCES if not is_about_brands(name))
ABOUT: Final = tuple(name for name in SOURCES if is_about_brands(name))
LOTS: Final = (
    *("usual", "hidden", "usual", "gap", "added", "deleted", "young", "usual", "silent", "zero", "failing"),
    *("usual", "single", "late", "usual", "removed"),
)
AGES: Final = (1, 2, 4, 7, 14, 28)
_FIRST: Final = datetime.combine(NOW.date() - timedelta(days=DAYS - 1), datetime.min.time()) + timedelta(hours=6)
"""The first reading; the others follow daily at the same hour, the last on the day of `NOW`."""
_HIDDEN_LIKES = 1


@dataclass(frozen=True)
class World:
    """A filled store and what there is in it."""

    store: Store
    brands: int
    networks: tuple[str, ...]

    @property
    def path(self) -> Path:
        """The database's file."""
        return self.store.path

    @property
    def unread(self) -> str | None:
        """The name of the brand without any figure."""
        return NAMES[UNREAD] if self.brands > UNREAD else None

    def context(self, network: str | None = None, *, weeks: int = 13) -> Context:
        """Return what a page shows of the last weeks, about a network (default: the first)."""
        rows = self.store.rows("SELECT account_key FROM core.account WHERE removed_at IS NULL ORDER BY 1")
        last = NOW.date()
        start = last - timedelta(days=7 * weeks - 1)
        scope = Scope(tuple(key for (key,) in rows), start, last, "Europe/Paris", NOW)
        network = network or (self.networks[0] if self.networks else None)
        return view(self.store, scope, network, own=brand_id(0))


def brand_id(place: int) -> str:
    """The id of the brand at a place."""
    return f"{'abcdefghij'[place // 10]}{'klmnopqrst'[place % 10]}2345xyz"


def name(place: int) -> str:
    """The name of the brand at a place; from the sixteenth on they begin alike."""
    return NAMES[place] if place < len(NAMES) else f"Competitor brand of the outdoor sector no {place}"


def lot(brand: int, network: int) -> str:
    """What became of a brand's account on a network. The own brand's are as usual, those of `UNREAD` were never read."""
    return "usual" if brand == 0 else "unread" if brand == UNREAD else LOTS[(brand - 2 + 3 * network) % len(LOTS)]


def build(path: Path, brands: int, networks: Sequence[str], *, days: int = DAYS) -> World:
    """Write a world; ``days`` is how many days it was read for, up to `NOW`."""
    store = Store.open(path)
    if brands:
        accounts = _accounts(brands, networks)
        with store.transaction() as tx:
            _directory(tx, brands, accounts)
            _readings(tx, accounts, days)
            _levels(tx, accounts, days)
            _posts(tx, accounts, days)
            _daily(tx, accounts, days)
        _told(store)
    return World(store, brands, tuple(name for name in networks if name in SOCIAL))


def _accounts(brands: int, networks: Sequence[str]) -> pd.DataFrame:
    """One account a brand and network, and a second one of the fourth brand on the first network."""
    pairs = [(brand, place) for brand in range(brands) for place in range(len(networks))]
    pairs += [(3, 0)] if brands > 3 else []
    frame = pd.DataFrame(pairs, columns=["brand", "place"])
    frame.insert(0, "account", range(1, len(frame) + 1))
    sources = [networks[place] for place in frame["place"]]
    return frame.assign(
        again=frame.duplicated(["brand", "place"]),
        source=sources,
        lot=["usual" if again else lot(*pair) for pair, again in zip(pairs, frame.duplicated(["brand", "place"]), strict=True)],
        imported=[SOURCES[source].import_only for source in sources],
        followed=[SOURCES[source].import_only or "followers" in SOURCES[source].gives for source in sources],
        posting=[SOURCES[source].import_only or "posts" in SOURCES[source].gives for source in sources],
        removed=lambda frame: frame["lot"] == "removed",
    )  # fmt: skip


def _directory(tx: Transaction, brands: int, accounts: pd.DataFrame) -> None:
    places = range(brands)
    named = pd.DataFrame(
        {"key": [place + 1 for place in places], "id": map(brand_id, places), "name": map(name, places)}
    )
    tx.frame("named", named)
    tx.execute(
        "INSERT INTO core.brand SELECT key, id, name, ((key - 1) % 10)::VARCHAR, $at, NULL FROM named ORDER BY key",
        {"at": _FIRST},
    )
    tx.frame("accounts_frame", accounts)
    tx.execute(
        """
        INSERT INTO core.account (account_key, account_id, brand_key, source, native_id, handle, url, role, timezone, market, status,
                                  status_at, added_at, added_by, removed_at)
        SELECT account, source || ':' || account, brand + 1, source, account::VARCHAR, '@account' || account,
               'https://' || source || '.example/' || account, CASE WHEN again THEN 'service' ELSE 'main' END,
               CASE WHEN brand % 7 = 6 THEN 'America/New_York' END,
               CASE brand % 3 WHEN 1 THEN 'France' WHEN 2 THEN 'United Kingdom' END, 'ok', $at, $at, 'test', CASE WHEN removed THEN $at + INTERVAL 100 DAY END
        FROM accounts_frame
        """,
        {"at": _FIRST},
    )
    tx.execute(
        "INSERT INTO core.profile_change SELECT account, $at + account * INTERVAL 1 HOUR, 'bio', 'We make <b>anvils</b>',"
        " '<script>alert(1)</script> $x$' FROM accounts_frame WHERE account % 3 = 1",
        {"at": _FIRST},
    )
    tx.execute("INSERT INTO core.panel VALUES (1, 'wide', 'The wide panel', 'Europe/Paris', 1, $at)", {"at": _FIRST})
    tx.execute("INSERT INTO core.panel_account SELECT 1, account FROM accounts_frame")
    tx.execute("INSERT INTO core.panel VALUES (2, 'few', 'A few of them', 'America/New_York', 1, $at)", {"at": _FIRST})
    tx.execute("INSERT INTO core.panel_account SELECT 2, account FROM accounts_frame WHERE brand < 3")


def _read_days(account_lot: str, days: int) -> np.ndarray:
    """On which days of `DAYS` an account was read."""
    every = np.arange(DAYS - days, DAYS)
    read = {
        "unread": every[:0],
        "gap": every[(every < 140) | (every >= 152)],
        "added": every[every >= DAYS - 35],
        "failing": every[every < DAYS - 20],
        "single": every[-1:],
        "removed": every[every < 100],
    }
    return read.get(account_lot, every)


def _moments(days: pd.Series) -> np.ndarray:
    """Moments from days since the first reading."""
    offsets: np.ndarray = (days.to_numpy(float) * 86_400e6).astype("timedelta64[us]")
    return np.datetime64(_FIRST, "us") + offsets


def _by_day(accounts: pd.DataFrame, days: int) -> pd.DataFrame:
    """One row an account and day on which it was read."""
    read = [_read_days(one, days) for one in accounts["lot"]]
    rows = accounts.loc[accounts.index.repeat([len(one) for one in read])].reset_index(drop=True)
    return rows.assign(day=np.concatenate([np.empty(0), *read]).astype(int))


def _readings(tx: Transaction, accounts: pd.DataFrame, days: int) -> None:
    """The runs; the failing ones failed after they had worked."""
    collected = accounts[~accounts["imported"]]
    good = _by_day(collected, days).assign(status="ok")
    broken = collected[collected["lot"] == "failing"].merge(
        pd.DataFrame({"day": range(max(DAYS - 20, DAYS - days), DAYS)}), how="cross"
    )
    rows = pd.concat([good, broken.assign(status="failed")], ignore_index=True)
    first = rows.groupby("account")["day"].transform("min") == rows["day"]
    rows = rows.assign(moment=_moments(rows["day"]), back=np.where(first, 120, 30))
    tx.frame("readings", rows)
    tx.execute(
        "INSERT INTO core.run SELECT DISTINCT day + 1, 'run' || day, moment, moment + INTERVAL 2 MINUTE, 'schedule', 'done' FROM readings"
    )
    tx.execute(
        """
        INSERT INTO core.run_account
        SELECT day + 1, account, status, CASE status WHEN 'failed' THEN 'unreachable' END, NULL, NULL, 3, 20,
               CASE WHEN posting AND status = 'ok' THEN moment - back * INTERVAL 1 DAY END, moment, moment FROM readings
        """
    )


def _levels(tx: Transaction, accounts: pd.DataFrame, days: int) -> None:
    """Followers: steady growth with noise, from hundreds to millions; YouTube rounds them down to three figures."""
    rows = _by_day(accounts[accounts["followed"]], days)
    chance = np.random.default_rng(11)
    start = 400 * 3.0 ** (rows["brand"] % 9)
    pace = 0.0001 * (rows["brand"] % 13 - 2)
    level = start * np.exp(pace * rows["day"]) + chance.normal(0, 0.0004, len(rows)) * start
    level = level.where(rows["lot"] != "zero", np.maximum(0, rows["day"] - 150)).round().astype("int64")
    step = np.where(rows["source"] == "youtube", 10 ** np.maximum(np.floor(np.log10(level + 1)) - 2, 0), 1).astype(
        "int64"
    )
    origin = np.where(rows["imported"], code(ORIGINS, "import"), code(ORIGINS, "api"))
    tx.frame("levels", rows.assign(moment=_moments(rows["day"]), level=level // step * step, step=step, origin=origin))
    tx.execute(
        "INSERT INTO core.profile_snapshot (account_key, observed_at, followers, followers_step, hidden, origin)"
        " SELECT account, moment, level, step, 0, origin FROM levels ORDER BY account, moment"
    )
    tx.execute(
        "UPDATE core.account SET followers = l.level, followers_at = l.moment"
        " FROM (FROM levels QUALIFY row_number() OVER (PARTITION BY account ORDER BY moment DESC) = 1) AS l WHERE l.account = account_key"
    )


def _posts(tx: Transaction, accounts: pd.DataFrame, days: int) -> None:
    rows = _published(accounts[accounts["posting"] & (accounts["lot"] != "silent")], days)
    tx.frame("made", rows)
    tx.execute(
        f"""
        INSERT INTO core.post
        SELECT m.post, m.account, m.moment, m.kind, m.likes, m.comments, m.shares, m.quotes, m.views, m.hidden, m.interactions, m.seen,
               m.level, m.followers_basis, CASE m.age_basis WHEN 1 THEN m.interactions * 0.9 WHEN 2 THEN m.interactions END,
               CASE WHEN m.interactions IS NOT NULL THEN m.age_basis END, m.origin,
               CASE WHEN m.lot = 'deleted' AND m.post % 5 = 0 THEN m.moment + INTERVAL 9 DAY END
        FROM (SELECT *, {interactions_sql()} AS interactions FROM made) AS m ORDER BY m.account, m.moment
        """
    )
    tx.execute(
        """
        INSERT INTO core.post_detail
        SELECT post, account, 'post' || post, text, 'https://' || source || '.example/p/' || post, NULL, 'en',
               list_slice(['outdoor', 'winter'], 1, (post % 3)::INTEGER), NULL, seen
        FROM made
        """
    )
    for age in AGES:
        grown = f"(1 - exp(-power({age} / 1.6, 0.62)))"
        counts = ", ".join(f"round({one} * {grown})::BIGINT" for one in POST_COUNTS)
        tx.execute(
            f"INSERT INTO core.post_snapshot SELECT post, moment + INTERVAL {age} DAY, {counts}, hidden, origin, NULL FROM made"
            f" WHERE NOT imported AND moment + INTERVAL {age} DAY BETWEEN first_read AND seen AND counted"
        )


def _published(accounts: pd.DataFrame, days: int) -> pd.DataFrame:
    """Posts as they stand now: up to 120 days before the first reading, their counts log-normal."""
    chance = np.random.default_rng(12)
    accounts = accounts[[len(_read_days(one, days)) > 0 for one in accounts["lot"]]]
    read = [_read_days(one, days) for one in accounts["lot"]]
    accounts = accounts.assign(first=[days[0] for days in read], last=[days[-1] for days in read])
    span = (accounts["last"] - accounts["first"] + 119).clip(upper=220)
    pace = 0.5 + ((accounts["brand"] * 5 + 4) % 11) * 0.9
    number = (span / 7 * pace).astype(int).clip(lower=1).mask(accounts["lot"].isin(["single", "young"]), 1)
    rows = accounts.loc[accounts.index.repeat(number)].reset_index(drop=True)
    size = len(rows)
    late = np.where(rows["lot"] == "young", rows["last"] - 2, rows["last"] - 1)
    back = np.repeat(span.to_numpy(), number) * ~rows["lot"].isin(["young", "single"])
    day = late - chance.random(size) * back
    final = 2 + 40 * 1.6 ** (rows["brand"] % 6) * np.exp(chance.normal(0, 0.9, size))
    age = rows["source"].map({name: source.age_days for name, source in SOURCES.items()})
    rows = rows.assign(
        post=np.arange(1, size + 1), moment=_moments(day), kind=_kinds(rows["source"], chance), seen=_moments(rows["last"]),
        first_read=_moments(rows["first"]), hidden=0,
        text=[f"Post {number}: <b>what</b> we made $x$ #outdoor" + (" #ad" if number % 17 == 0 else "") for number in range(size)],
        origin=np.where(rows["imported"], code(ORIGINS, "import"), code(ORIGINS, "api")),
        **_counts(rows, final, chance),
    )  # fmt: skip
    hiding = (rows["lot"] == "hidden") & rows["likes"].notna() & (day > DAYS - 60)
    rows.loc[hiding, "likes"] = pd.NA
    rows.loc[hiding, "hidden"] = _HIDDEN_LIKES
    known = (day >= rows["first"]) & rows["followed"]
    observed = 400 * 3.0 ** (rows["brand"] % 9)
    young = rows["last"] - day < age
    return rows.assign(
        counted=rows[list(POST_COUNTS)].notna().any(axis=1),
        level=observed.round().astype("Int64").where(known),
        followers_basis=np.where(known, 1, 3),
        age_basis=np.where(young, 3, np.where((rows["lot"] == "late") | (day < rows["first"] - age), 2, 1)),
    )


def _kinds(sources: pd.Series, chance: np.random.Generator) -> np.ndarray:
    usual = chance.choice([code(KINDS, kind) for kind in ("image", "video", "text", "link", "album")], len(sources))
    return np.where(sources.isin(["feed", "wordpress"]), code(KINDS, "article"), usual)


def _counts(rows: pd.DataFrame, final: pd.Series, chance: np.random.Generator) -> dict[str, pd.Series]:
    """The counts that each network gives, NA where it gives none."""
    parts = {"likes": 0.8, "comments": 0.1, "shares": 0.08, "quotes": 0.02, "views": 25.0}
    counts: dict[str, Any] = {}
    for part, share in parts.items():
        giving = [name for name in SOURCES if SOURCES[name].import_only or part in SOURCES[name].gives]
        gives = rows["source"].isin(giving)
        counts[part] = pd.Series(chance.poisson(final * share), index=rows.index).astype("Int64").where(gives)
    return counts


def _daily(tx: Transaction, accounts: pd.DataFrame, days: int) -> None:
    """Page views and mentions; every eleventh day is not told."""
    rows = _by_day(accounts[accounts["source"].isin(ABOUT)], days)
    rows = rows[rows["day"] % 11 != rows["brand"] % 11]
    measure = np.where(rows["source"] == "wikipedia", "page_views", "mentions")
    value = np.random.default_rng(13).poisson(3 + rows["brand"] % 5 * 20)
    day = [date.fromordinal(_FIRST.toordinal() + number - 1) for number in rows["day"]]
    tx.frame("told", rows.assign(measure=measure, value=value, on_day=day, moment=_moments(rows["day"])))
    tx.execute("INSERT INTO core.account_daily SELECT account, on_day::DATE, measure, value, moment, 1, NULL FROM told")


def _told(store: Store) -> None:
    """What people put beside the figures: a campaign, a key moment, an outage, a target."""
    own, panel = brand_id(0), "wide"
    for draft in (
        Draft("campaign", "Spring <b>sale</b> $x$", date(2026, 4, 6), date(2026, 4, 19), brand=own),
        Draft("moment", "Fair of the sector", date(2026, 5, 5), date(2026, 5, 7)),
        Draft("outage", "No answers", date(2026, 5, 20), date(2026, 5, 21), network="bluesky"),
    ):
        annotate(store, draft, actor="test")
    for metric in ("posts_per_week", "followers"):
        set_objective(store, panel, own, "bluesky", metric, 3.0, actor="test")
    with store.transaction() as tx:  # known ids, as of the brands
        tx.execute("UPDATE core.annotation SET annotation_id = kind || '2345'")
