"""Which markets and which kinds of accounts a card's figures are of; where they are mixed, its definition line says so."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import pandas as pd
from babel import Locale

from benchmark.cards.context import Context
from benchmark.charts.labels import plain
from benchmark.metrics.alike import subject_of
from benchmark.store import Store
from benchmark.text import t, words
from benchmark.text.format import day_range
from benchmark.text.language import language
from sources import SOURCES

_NAMED: Final = 3
"""Markets named in a definition line; more are counted."""
ROLE_NAMES: Final = {
    "main": words("Main accounts"),
    "service": words("Customer service"),
    "employer": words("Employer"),
    "sub-brand": words("Sub-brands"),
}


def role_label(role: str) -> str:
    """Return what accounts of a role are called."""
    return t(ROLE_NAMES.get(role, role))


def market_label(market: str | None) -> str:
    """Return a market's name: that of the country where it is the code of one."""
    if not market:
        return t("No market said")
    names = Locale.parse(language.get()).territories
    return str(names.get(market, market)) if len(market) == 2 and market.isalpha() else market


def mixed(context: Context) -> list[str]:
    """Return the items of a definition line that name mixed markets, and accounts that are not the main ones."""
    found = _told(context.store, context.store.version, context.scope.accounts, context.network or "")
    markets = sorted({market_label(market) for market, _ in found if market})
    roles = sorted({role for _, role in found}, key=list(ROLE_NAMES).index)
    items = []
    if len(markets) == 2:
        items.append(t("{first} and {second} mixed", first=plain(markets[0], 40), second=plain(markets[1], 40)))
    elif len(markets) > 2:
        named = ", ".join(plain(market, 40) for market in markets[:_NAMED])
        items.append(
            t("{n} markets mixed: {names}", n=len(markets), names=named if len(markets) <= _NAMED else f"{named} …")
        )
    if roles not in ([], ["main"]):
        items.append(t("accounts: {roles}", roles=", ".join(role_label(role) for role in roles)))
    return items


def like_for_like(context: Context, metric: str = "") -> str:
    """Return the item of a definition line that says how many accounts are compared like for like; nothing when all are.

    Without a metric it tells of both subjects: growth, and what rests on posts.
    """
    found = context.alike() if context.like else None
    if found is None or context.before is None:
        return ""
    days = day_range(context.before.start, context.before.end)
    counts = [_counts(context, found.accounts, subject) for subject in _subjects(metric)]
    told = [(used, of) for used, of in counts if of]
    if not told:
        return ""
    if len(set(told)) == 1:
        return t("like for like with {days}: {used} of {n} account", "like for like with {days}: {used} of {n} accounts",
                 days=days, used=told[0][0], n=told[0][1])  # fmt: skip
    (posts, posting), (grown, growing) = told
    return t(
        "like for like with {days}: posts of {posts} of {posting}, growth of {grown} of {growing} accounts",
        days=days, posts=posts, posting=posting, grown=grown, growing=growing,
    )  # fmt: skip


def not_alike(context: Context, metric: str = "") -> str:
    """Return the sentence that names the brands of which accounts are left out like for like, with how many."""
    found = context.alike() if context.like else None
    if found is None:
        return ""
    accounts = _here(context, found.accounts)
    left = pd.Series(data=False, index=accounts.index)
    for subject in _subjects(metric):
        left |= _gives(accounts, subject) & ~accounts[subject]
    if not left.any():
        return ""
    out = accounts.assign(out=left).groupby("brand_id")["out"].agg(["sum", "size"])
    shown = set(context.brands["brand_id"])
    items = [
        t(
            "{name} ({out} of {n} account)",
            "{name} ({out} of {n} accounts)",
            name=context.name(str(brand)),
            out=int(n),
            n=int(of),
        )
        for brand, n, of in out[out["sum"] > 0].itertuples()
        if brand in shown
    ]
    return t("Left out, as not observed throughout in both periods: {names}.", names=", ".join(items)) if items else ""


def _subjects(metric: str) -> list[str]:
    """What of an account a metric rests on; a card of several metrics on both."""
    return [subject for subject in ((subject_of(metric),) if metric else ("posts", "followers")) if subject]


def _counts(context: Context, accounts: pd.DataFrame, subject: str) -> tuple[int, int]:
    """How many accounts are alike in a subject, of those whose network tells of it."""
    here = _here(context, accounts)
    asked = here[_gives(here, subject)]
    return int(asked[subject].sum()), len(asked)


def _here(context: Context, accounts: pd.DataFrame) -> pd.DataFrame:
    return accounts[accounts["source"] == context.network] if context.network else accounts


def _gives(accounts: pd.DataFrame, subject: str) -> pd.Series:
    there = [source not in SOURCES or subject in SOURCES[source].may_have for source in accounts["source"]]
    return pd.Series(there, index=accounts.index, dtype=bool)


@lru_cache(maxsize=64)
def _told(store: Store, version: int, keys: tuple[int, ...], network: str) -> frozenset[tuple[str | None, str]]:  # noqa: ARG001  version is the key
    """The markets and roles of a view's accounts on a network, or on all."""
    sql = """
        SELECT DISTINCT market, role FROM core.account
        WHERE account_key IN (SELECT unnest($keys::INTEGER[])) AND ($network = '' OR source = $network)
        """
    return frozenset((market, role) for market, role in store.rows(sql, {"keys": list(keys), "network": network}))
