"""Ready-made reports: the weekly benchmark, the monthly review, one brand's portrait and two brands head to head.

They are made anew each time from what is followed; a copy of one can be kept and changed like any other report, and its days
move on with the calendar as theirs do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from benchmark.cards import Context
from benchmark.charts.labels import plain
from benchmark.reports.document import NothingToShow
from benchmark.store import Store
from benchmark.store.reports import Item, Report
from benchmark.text import t, words
from benchmark.view import fields, panels
from benchmark.view.choices import context_of

MOST_NETWORKS: Final = 5
"""Networks that a ready-made report goes through: those of its brand first."""


@dataclass(frozen=True)
class Ready:
    """A kind of ready-made report."""

    label: str
    period: str
    """A name of `periods.PERIODS`: the days it is about."""
    brands: int = 0
    """How many brands are chosen for it."""


_QUARTER: Final = "last-13-weeks"
"""Enough posts for most comparisons."""
KINDS: Final[Mapping[str, Ready]] = {
    "weekly": Ready(words("Weekly benchmark"), "last-week"),
    "monthly": Ready(words("Monthly review"), "last-month"),
    "portrait": Ready(words("Portrait of a brand"), _QUARTER, brands=1),
    "head-to-head": Ready(words("Head to head"), _QUARTER, brands=2),
}

_WEEKLY: Final = (
    *("own-figures", "follower-growth", "posts-per-week", "engagement-rate", "share-of-engagement"),
    "top-posts",
)
_MONTHLY: Final = (
    *("own-figures", "positioning", "followers-over-time", "follower-growth", "posts-per-week", "post-mix", "engagement-rate"),
    *("share-of-engagement", "why-ahead", "top-posts"),
)  # fmt: skip
_PORTRAIT: Final = ("brand-followers", "brand-posts-by-week", "brand-formats")
_PAIR: Final = ("followers-over-time", "follower-growth", "posts-per-week", "post-mix", "engagement-rate")


def ready(
    store: Store,
    kind: str,
    *,
    panel: str | None = None,
    brands: Sequence[str] = (),
    days: tuple[date, date] | None = None,
) -> Report:
    """Return a ready-made report over what is followed now.

    Args:
        store: the data.
        kind: a name of `KINDS`.
        panel: a panel's id, default the first one.
        brands: ids of the brands it is about; default the own one, and the strongest competitor beside it.
        days: the first and the last day, default those of its kind.

    Raises:
        KeyError: there is no such kind.
        NothingToShow: there is no panel, or nothing in it.
    """
    made = KINDS[kind]
    there = panels.panels(store)
    panel = panel or next(iter(there), None)
    if panel is None:
        raise NothingToShow
    said = {"panel": fields.named(there, panel), "period": fields.span(*days) if days else made.period}
    context = context_of(store, said)
    if context.brands.empty:
        raise NothingToShow
    items = _ITEMS[kind](context, said, _chosen(context, brands, made.brands))
    return Report("", _name(context, made, brands), tuple(items))


def _name(context: Context, made: Ready, brands: Sequence[str]) -> str:
    names = " – ".join(plain(context.name(brand), 40) for brand in _chosen(context, brands, made.brands))
    return t("{report}: {names}", report=t(made.label), names=names or plain(context.panel, 60))


def _chosen(context: Context, brands: Sequence[str], wanted: int) -> list[str]:
    """Return the brands it is about: those named, else the own one, else in the order of the panel."""
    there = [str(brand) for brand in context.brands["brand_id"]]
    order = dict.fromkeys(
        [*(brand for brand in brands if brand in there), *([context.own] if context.own else []), *there]
    )
    return list(order)[:wanted]


def _networks(context: Context, brand: str | None) -> list[str]:
    """Return the networks to go through: the brand's own first."""
    seen = context.measured("coverage")
    own = set(seen.loc[seen["brand_id"] == brand, "source"]) if brand else set(context.networks)
    return sorted(context.networks, key=lambda name: name not in own)[: min(MOST_NETWORKS, len(own) or MOST_NETWORKS)]


def _weekly(context: Context, said: Mapping[str, str], _: Sequence[str]) -> list[Item]:
    return [_card("takeaways", said), *_through(context, said, _WEEKLY, context.own), _card("presence", said)]


def _monthly(context: Context, said: Mapping[str, str], _: Sequence[str]) -> list[Item]:
    return [_card("takeaways", said), *_through(context, said, _MONTHLY, context.own), _card("presence", said)]


def _portrait(context: Context, said: Mapping[str, str], brands: Sequence[str]) -> list[Item]:
    about = {"brand": brands[0]}
    whole = [_card(key, said, options=about) for key in ("brand-figures", "brand-profiles", "brand-objectives")]
    return [*whole, *_through(context, said, _PORTRAIT, brands[0], about)]


def _pair(context: Context, said: Mapping[str, str], brands: Sequence[str]) -> list[Item]:
    names = dict(zip(context.brands["brand_id"], context.brands["name"], strict=True))
    both = {**said, "brands": " ".join(fields.named(names, brand) for brand in brands)}
    about = {"brand": brands[0], "beside": brands[1]} if len(brands) > 1 else {"brand": brands[0]}
    return [_card("brand-beside", said, options=about), *_through(context, both, _PAIR, brands[0])]


_ITEMS: Final = {"weekly": _weekly, "monthly": _monthly, "portrait": _portrait, "head-to-head": _pair}


def _through(
    context: Context,
    said: Mapping[str, str],
    keys: Sequence[str],
    brand: str | None,
    options: Mapping[str, str] | None = None,
) -> list[Item]:
    return [_card(key, said, network, options) for network in _networks(context, brand) for key in keys]


def _card(
    key: str, said: Mapping[str, str], network: str | None = None, options: Mapping[str, str] | None = None
) -> Item:
    return Item("", key, urlencode(said), network, tuple(sorted((options or {}).items())))
