"""Claims on counted figures: they need no test, but must hold beyond rounding bands, day for day, and over days that were read.

Differences that are true but too small to matter in a meeting are not claimed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from benchmark.cards import conditions, growth, wording
from benchmark.cards.claims import Claim
from benchmark.cards.context import Context
from benchmark.text.format import number, percent

MATTERS: Final = 1.25
"""How many times one figure has to be the other to be worth a sentence."""
LEAST_PEERS: Final = 3
"""With two peers there is nothing to take a median of."""


def counted(context: Context) -> Iterator[Claim]:
    """Yield the supported claims on counted figures of the context's network."""
    if wording.gives_followers(context.network):
        yield from _growth(context)
    yield from _pace(context)
    yield from _share(context)


def _growth(context: Context) -> Iterator[Claim]:
    network, metric, own = context.network or "", "follower_growth_pct", context.own
    frame = context.on(network, metric)
    known = frame.dropna(subset="value")
    fastest, whole = growth.fastest(frame), len(known) == len(frame)
    if fastest is not None:
        row = known[known["brand_id"] == fastest].iloc[0]
        others = known.loc[known["brand_id"] != fastest].sort_values("value", ascending=False)
        yield Claim("grew_fastest", network, fastest, metric, float(row["value"]), float(others.iloc[0]["value"]),
                    tuple(others["brand_id"]), int(row["n"]), days=_span(row, context), whole=whole)  # fmt: skip
    mine = known[known["brand_id"] == own]
    if mine.empty:
        return
    row = mine.iloc[0]
    if row["value"] < 0 and row["distinguishable"]:
        yield Claim("lost", network, str(own), metric, float(row["value"]), n=int(row["n"]), days=_span(row, context))
    peers = known[known["brand_id"] != own]
    side = growth.beside_median(known, str(own)) if len(peers) >= LEAST_PEERS else 0
    median = float(peers["value"].median()) if side else 0.0
    if not side or not _apart(float(row["value"]), median) or percent(row["value"]) == percent(median):
        return
    if (side > 0 and row["value"] > 0 and fastest != own) or (side < 0 and row["value"] >= 0):
        yield Claim("grew_more" if side > 0 else "grew_less", network, str(own), metric, float(row["value"]), median,
                    tuple(peers["brand_id"]), int(row["n"]), days=_span(row, context), whole=whole)  # fmt: skip


def _pace(context: Context) -> Iterator[Claim]:
    network, metric, own = context.network or "", "posts_per_week", context.own
    frame = context.on(network, metric)
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    if len(known) > 1 and conditions.partly_read(known).empty:
        yield from _paces(network, known, own, whole=len(known) == len(frame))
    mine = known[known["brand_id"] == own]
    if context.before is None or mine.empty:
        return
    earlier = context.on(network, metric, context.before)
    before = earlier[(earlier["brand_id"] == own) & earlier["value"].notna()]
    both = pd.concat([mine, before])
    if before.empty or len(conditions.partly_read(both)):
        return
    now, then = (float(value) for value in both["value"])
    if _worth(now, then):
        yield Claim("pace_changed", network, str(own), metric, now, then, n=int(mine.iloc[0]["n"]),
                    period=(context.before.start, context.before.end))  # fmt: skip


def _paces(network: str, known: pd.DataFrame, own: str | None, *, whole: bool) -> Iterator[Claim]:
    metric, first, second = "posts_per_week", known.iloc[0], known.iloc[1]
    if _worth(float(first["value"]), float(second["value"])):
        others = tuple(known["brand_id"].iloc[1:])
        yield Claim("posts_most", network, str(first["brand_id"]), metric, float(first["value"]), float(second["value"]),
                    others, int(first["n"]), whole=whole)  # fmt: skip
    mine, peers = known[known["brand_id"] == own], known[known["brand_id"] != own]
    if mine.empty or len(peers) < LEAST_PEERS:
        return
    value, median = float(mine.iloc[0]["value"]), float(peers["value"].median())
    if _worth(value, median) and (value < median or first["brand_id"] != own):
        yield Claim("posts_more" if value > median else "posts_less", network, str(own), metric, value, median,
                    tuple(peers["brand_id"]), int(mine.iloc[0]["n"]), whole=whole)  # fmt: skip


def _share(context: Context) -> Iterator[Claim]:
    """The own brand's share of interactions beside its share of posts, when both are known of every brand in full."""
    network, own = context.network or "", context.own
    shares, totals = context.on(network, "share_of_engagement_pct"), context.on(network, "interactions_total")
    posts = context.on(network, "share_of_posts_pct")
    if own not in set(shares["brand_id"]) or len(shares) < 2 or len(conditions.partly_read(totals)):
        return
    if shares["value"].isna().any() or posts["value"].isna().any() or (totals["n"] < totals["posts"]).any():
        return
    mine = shares[shares["brand_id"] == own].iloc[0]
    share, part = float(mine["value"]), float(posts.loc[posts["brand_id"] == own, "value"].iloc[0])
    if share > 0 and part > 0 and _apart(share, part) and percent(share, 0) != percent(part, 0):
        others = tuple(shares.loc[shares["brand_id"] != own, "brand_id"])
        yield Claim("share", network, str(own), "share_of_engagement_pct", share, part, others, int(mine["n"]))


def _worth(first: float, second: float) -> bool:
    """Whether two paces differ in print and by enough to matter."""
    return number(first, 1) != number(second, 1) and _apart(first, second)


def _apart(first: float, second: float) -> bool:
    smaller, larger = sorted((first, second))
    return larger > 0 and (smaller <= 0 or larger >= MATTERS * smaller)


def _span(row: pd.Series, context: Context) -> int:
    return conditions.days_between(row["first_day"], row["last_day"]) or context.scope.days
