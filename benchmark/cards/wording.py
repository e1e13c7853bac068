"""Texts that many cards share: the definition line, the footer, what was left out, the method.

A definition line is a list of whole items joined by a middle dot: what, when, where, how well covered, how many.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from benchmark.cards.context import Context, network_label
from benchmark.metrics import METRICS, Scope
from benchmark.text import t
from benchmark.text.format import day_range
from sources import SOURCES

_SEPARATOR = " · "


def join(items: Iterable[str]) -> str:
    """Return whole items as one line."""
    return _SEPARATOR.join(item for item in items if item)


def definition(context: Context, what: str, *more: str) -> str:
    """Return a definition line: what is shown, the network, the period, the time zone, and more items."""
    network = context.network_label if context.network else ""
    zone = t("days in {zone}", zone=context.scope.timezone)
    return join([what, network, period(context.scope), zone, *more])


def period(scope: Scope) -> str:
    """Return the days of a scope."""
    return day_range(scope.start, scope.end)


def coverage(context: Context) -> str:
    """Return how many days of the period were observed, over the brands of this network."""
    frame = context.of_network("coverage")
    days = frame["days"].max() if len(frame) else 0
    if not days or pd.isna(days):
        return t("not observed in this period")
    least, most = frame["value"].fillna(0).min(), frame["value"].fillna(0).max()
    if least == most:
        return t("{seen} of {n} day observed", "{seen} of {n} days observed", seen=int(most), n=int(days))
    return t(
        "{least} to {most} of {n} day observed", "{least} to {most} of {n} days observed",
        least=int(least), most=int(most), n=int(days),
    )  # fmt: skip


def post_coverage(context: Context) -> str:
    """Return how many days of the period the posts were read for, over the brands of this network."""
    frame = context.of_network("coverage")
    days = frame["days"].max() if len(frame) else 0
    if not days or pd.isna(days):
        return t("posts not read for this period")
    least, most = (round(edge(frame["post_days"].fillna(0))) for edge in (min, max))
    if least == most:
        return t("posts of {seen} of {n} day read", "posts of {seen} of {n} days read", seen=most, n=int(days))
    return t(
        "posts of {least} to {most} of {n} day read", "posts of {least} to {most} of {n} days read",
        least=least, most=most, n=int(days),
    )  # fmt: skip


def footer(context: Context, *left_out: str, metric: str | None = None) -> str:
    """Return the footer: sources, when they were last read, and what was left out."""
    networks = [context.network] if context.network else list(context.networks)
    labels = ", ".join(network_label(network) for network in networks)
    frame = context.measured("freshness")
    reads = frame.loc[frame["source"].isin(networks), "read_at"].dropna()
    collected = (
        t("Source: {networks}, read {moment} (UTC).", networks=labels, moment=reads.max().to_pydatetime())
        if len(reads)
        else t("Source: {networks}, not read yet.", networks=labels)
    )
    kind = t(METRICS[metric].source) + "." if metric else ""
    demo = t("Invented demo data.") if context.demo else ""
    return " ".join(item for item in (demo, collected, *left_out, kind) if item)


def method(*names: str) -> str:
    """Return the definitions of metrics, each a paragraph."""
    return "\n\n".join(f"{t(METRICS[name].label)}: {t(METRICS[name].description)}" for name in names)


def names(context: Context, brand_ids: Iterable[str], most: int = 4) -> str:
    """Return the names of brands as a list for a sentence, cut after a few."""
    known = [context.name(brand_id) for brand_id in brand_ids]
    if len(known) <= most:
        return ", ".join(known)
    return t("{names} and {n} more", "{names} and {n} more", names=", ".join(known[:most]), n=len(known) - most)


def label(metric: str) -> str:
    """Return a metric's name for people."""
    return t(METRICS[metric].label)


def gives_followers(network: str | None) -> bool:
    """Return whether a network shows how many follow an account."""
    return network in SOURCES and "followers" in SOURCES[network].gives
