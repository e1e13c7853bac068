"""The Brand page's view: the brand in depth, the one beside it, and both across all networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

import pandas as pd

from benchmark.cards import wording
from benchmark.cards.context import Context
from benchmark.charts.card import Card
from benchmark.metrics import Scope
from benchmark.metrics.samples import SampleSet


class Across(Context):
    """A view whose cards go through all networks: each metric is read once and then cut to a network, never pooled."""

    def narrowed(self, scope: Scope) -> Scope:
        """Return the scope as it is: one reading serves all networks."""
        return scope

    def named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of this context's network with name, colour and own of each row's brand."""
        here = frame if self.network is None else frame[frame["source"] == self.network]
        return super().named(here)

    def samples(self, name: str, scope: Scope | None = None) -> Mapping[str, SampleSet]:
        """Return the posts behind a median on this context's network, by brand."""
        return self.samples_on(self.network or "", name, scope)


def across(context: Context) -> Across:
    """Return the same view for cards that go through all networks."""
    return Across(**{each.name: getattr(context, each.name) for each in fields(context)})


def brand_of(context: Context) -> str | None:
    """Return the brand that the page is about: the one chosen, else the own one, else the first."""
    ids = list(context.brands["brand_id"])
    chosen = context.option("brand")
    return chosen if chosen in ids else context.own or (str(ids[0]) if ids else None)


def beside_of(context: Context) -> str | None:
    """Return the brand beside it: the one chosen, else the strongest competitor; None when there is no other."""
    brand, chosen = brand_of(context), context.option("beside")
    if chosen in set(context.brands["brand_id"]) - {brand}:
        return chosen
    return strongest(context, brand) if brand else None


def strongest(context: Context, brand: str) -> str | None:
    """Return the competitor with most followers on the network where the brand has most; else simply the next brand.

    Followers of different networks are never added up, so one network has to decide.
    """
    levels = context.measured("followers").dropna(subset="value")
    latest = levels[levels["brand_id"].isin(context.brands["brand_id"])].sort_values("day", kind="stable")
    places = latest.drop_duplicates(["brand_id", "source"], keep="last").sort_values("value", ascending=False)
    mine = places[places["brand_id"] == brand]
    for network in mine["source"]:
        others = places[(places["source"] == network) & (places["brand_id"] != brand)]
        if len(others):
            return str(others["brand_id"].iloc[0])
    rest = [str(each) for each in context.brands["brand_id"] if each != brand]
    return rest[0] if rest else None


def seen_from(context: Context, brand: str) -> Across:
    """Return the view as if this brand were the own one, so that competitors are all the others."""
    return across(replace(context, brands=context.brands.assign(own=context.brands["brand_id"] == brand)))


def both(context: Context) -> Context:
    """Return the view of the two brands alone, the page's brand first."""
    wanted = [each for each in (brand_of(context), beside_of(context)) if each is not None]
    shown = context.brands[context.brands["brand_id"].isin(wanted)]
    order = shown["brand_id"].map({each: place for place, each in enumerate(wanted)})
    return replace(context, brands=shown.iloc[order.argsort()].reset_index(drop=True))


def networks_of(context: Context, brand: str) -> tuple[str, ...]:
    """Return the networks shown on which a brand has an account, in their fixed order."""
    coverage = context.measured("coverage")
    there = set(coverage.loc[coverage["brand_id"] == brand, "source"])
    return tuple(network for network in context.networks if network in there)


def nothing(context: Context, key: str, title: str, message: str) -> Card:
    """Return a card across networks that has nothing to show, with the next step."""
    return Card(key, title, wording.join([title, wording.period(context.scope)]), "", state="empty", message=message)
