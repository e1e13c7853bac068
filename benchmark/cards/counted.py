"""Claims on counted figures: they need no test, but must hold beyond rounding bands, day for day, and over days that were read.

Differences that are true but too small to matter in a meeting are not claimed.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Final

import pandas as pd

from benchmark.cards import conditions, growth, wording
from benchmark.cards.claims import Claim, Topic
from benchmark.cards.context import Context
from benchmark.metrics import Scope
from benchmark.metrics.comparison import LEAST_PEERS
from benchmark.text.format import number, percent

MATTERS: Final = 1.25
"""How many times one figure has to be the other to be worth a sentence."""
LEAST_PACE: Final = 0.5
"""Posts a week that two paces have to be apart at least."""
GROWTH, PACE, SHARE = "follower_growth_pct", "posts_per_week", "share_of_engagement_pct"

Frames = dict[str, pd.DataFrame]


def counted(context: Context) -> Iterator[Claim]:
    """Yield the supported claims on counted figures, network by network; every metric is read for all of them at once."""
    growths, shares, totals = (_by_network(context, name) for name in (GROWTH, SHARE, "interactions_total"))
    parts, paces = _by_network(context, "share_of_posts_pct"), _by_network(context, PACE)
    earlier = _by_network(context, PACE, context.before) if context.before else {}
    for network in context.networks:
        if wording.gives_followers(network) and network in growths:
            yield from _growth(context, network, growths[network])
        if network in paces:
            yield from _paces(context.own, network, paces[network])
        if network in earlier and network in paces:
            yield from _pace_change(context, network, paces[network], earlier[network])
        if context.own and network in shares and network in totals and network in parts:
            yield from _share(context.own, network, shares[network], totals[network], parts[network])


def _by_network(context: Context, name: str, scope: Scope | None = None) -> Frames:
    return {str(network): rows for network, rows in context.measured(name, scope).groupby("source")}


def _growth(context: Context, network: str, frame: pd.DataFrame) -> Iterator[Claim]:
    own = context.own
    known = {str(row["brand_id"]): row for row in frame.dropna(subset="value").to_dict("records")}
    span = {brand: conditions.days_between(row["first_day"], row["last_day"]) or context.scope.days
            for brand, row in known.items()}  # fmt: skip
    fastest, whole = growth.fastest(frame), len(known) == len(frame)
    if fastest is not None:
        others = sorted((brand for brand in known if brand != fastest), key=lambda brand: -known[brand]["value"])
        row = known[fastest]
        yield Claim("grew_fastest", network, fastest, GROWTH, row["value"], known[others[0]]["value"], tuple(others),
                    row["n"], days=span[fastest], whole=whole)  # fmt: skip
    if own not in known or fastest == own:
        return
    row, peers = known[own], [known[brand]["value"] for brand in known if brand != own]
    if row["value"] < 0 and row["distinguishable"]:
        yield Claim("lost", network, own, GROWTH, row["value"], n=row["n"], days=span[own])
    middle = median(peers) if len(peers) >= LEAST_PEERS else row["value"]
    if not _apart(row["value"], middle) or percent(row["value"]) == percent(middle):
        return
    side = growth.beside_median(frame.dropna(subset="value"), own)
    if (side > 0 and row["value"] > 0) or (side < 0 and row["value"] >= 0):
        others = [brand for brand in known if brand != own]
        yield Claim("grew_more" if side > 0 else "grew_less", network, own, GROWTH, row["value"], middle, tuple(others),
                    row["n"], days=span[own], whole=whole)  # fmt: skip


def _paces(own: str | None, network: str, frame: pd.DataFrame) -> Iterator[Claim]:
    """Who posts most, and the own brand beside its competitors' median, where everybody was read throughout."""
    known = frame.dropna(subset="value")
    if len(known) < 2 or len(conditions.partly_read(known)):
        return
    pace = dict(zip(known["brand_id"], known["value"], strict=True))
    posts = dict(zip(known["brand_id"], known["n"].tolist(), strict=True))
    first, second = sorted(pace, key=lambda brand: -pace[brand])[:2]
    whole = len(known) == len(frame)
    if _worth(pace[first], pace[second]):
        others = tuple(brand for brand in pace if brand != first)
        yield Claim("posts_most", network, first, PACE, pace[first], pace[second], others, posts[first], whole=whole)
    peers = tuple(brand for brand in pace if brand != own)
    if own is None or own not in pace or len(peers) < LEAST_PEERS:
        return
    middle = median(pace[brand] for brand in peers)
    if _worth(pace[own], middle):
        topic: Topic = "posts_more" if pace[own] > middle else "posts_less"
        yield Claim(topic, network, own, PACE, pace[own], middle, peers, posts[own], whole=whole)


def _pace_change(context: Context, network: str, now: pd.DataFrame, then: pd.DataFrame) -> Iterator[Claim]:
    """The own brand's pace in both periods, when it was read throughout in both."""
    both = pd.concat([rows[(rows["brand_id"] == context.own) & rows["value"].notna()] for rows in (now, then)])
    if context.before is None or len(both) < 2 or len(conditions.partly_read(both)):
        return
    value, before = both["value"].tolist()
    if _worth(value, before):
        yield Claim("pace_changed", network, str(context.own), PACE, value, before, n=int(both["n"].iloc[0]),
                    period=(context.before.start, context.before.end))  # fmt: skip


def _share(own: str, network: str, shares: pd.DataFrame, totals: pd.DataFrame, parts: pd.DataFrame) -> Iterator[Claim]:
    """The own brand's share of interactions beside its share of posts, when both are known of every brand in full."""
    whole = shares["value"].notna().all() and parts["value"].notna().all() and (totals["n"] >= totals["posts"]).all()
    share = dict(zip(shares["brand_id"], shares["value"], strict=True))
    if not whole or own not in share or len(share) < 2 or len(conditions.partly_read(totals)):
        return
    part = dict(zip(parts["brand_id"], parts["value"], strict=True))[own]
    if share[own] > 0 and part > 0 and _apart(share[own], part) and percent(share[own], 0) != percent(part, 0):
        n = int(shares.loc[shares["brand_id"] == own, "n"].iloc[0])
        yield Claim("share", network, own, SHARE, share[own], part, tuple(set(share) - {own}), n)


def _worth(first: float, second: float) -> bool:
    """Whether two paces differ in print and by enough to matter."""
    return number(first, 1) != number(second, 1) and abs(first - second) >= LEAST_PACE and _apart(first, second)


def _apart(first: float, second: float) -> bool:
    smaller, larger = sorted((first, second))
    return larger > 0 and (smaller <= 0 or larger >= MATTERS * smaller)
