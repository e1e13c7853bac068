"""What a card is made from: the measured period, the brands with their colours, the network and the theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal, Self

import numpy as np
import pandas as pd

from benchmark.charts.card import Card
from benchmark.charts.theme import LIGHT, Theme
from benchmark.metrics import Scope, compute
from benchmark.metrics.alike import NOTE as NOT_ALIKE
from benchmark.metrics.alike import Alike, alike, completed, restricted
from benchmark.metrics.breaks import Breaks, breaks
from benchmark.metrics.engagement import sample_sets
from benchmark.metrics.queries import Shared
from benchmark.metrics.samples import SampleSet
from benchmark.store import Store
from sources import SOURCES

Denominator = Literal["", "publication", "mean", "end", "views"]
"""What a post's interactions are divided by: as usual on each network (""), or on all of them by the account's followers at
publication, on average over the period, or at its end; or by the post's views."""


@dataclass(frozen=True, eq=False)
class Context:
    """One view of the data. Frames are shared between pages and never changed in place."""

    store: Store
    panel: str
    """The panel's name."""
    scope: Scope
    before: Scope | None
    """The period compared with, or None."""
    compared: str
    """``previous``, ``year`` or ``none``."""
    brands: pd.DataFrame
    """brand_id, name, colour, own: the brands shown, own first."""
    networks: tuple[str, ...]
    """The networks shown that have accounts with followers or posts, in a fixed order."""
    network: str | None = None
    """The network that a card of one network is about; None only when there is none."""
    theme: Theme = LIGHT
    demo: bool = False
    attention: tuple[str, ...] = ()
    """The sources shown that tell of brands which are not there themselves: page views, mentions."""
    over: Denominator = ""
    """What engagement rates are divided by."""
    like: bool = False
    """Like for like: only accounts observed throughout in both periods."""
    options: tuple[tuple[str, str], ...] = ()
    """What one page lets its reader choose beyond that, by name; see `with_options`."""

    @property
    def own(self) -> str | None:
        """The own brand's id when it is shown."""
        ids = self.brands.loc[self.brands["own"], "brand_id"]
        return None if ids.empty else str(ids.iloc[0])

    @cached_property
    def fingerprint(self) -> tuple[object, ...]:
        """What decides every card of this view; equal fingerprints show the same."""
        brands = tuple(self.brands.itertuples(index=False, name=None))
        data = (self.store, self.store.version)
        return (
            *data,
            self.panel,
            self.scope,
            self.before,
            brands,
            self.networks,
            self.attention,
            self.network,
            self.theme.name,
            self.demo,
            self.over,
            self.like,
            self.options,
            breaks(),
        )

    def measured(self, name: str, scope: Scope | None = None) -> pd.DataFrame:
        """Return a metric over the period (or another scope), all networks shown, of the brands shown."""
        wanted = scope or self.scope
        alike = self.alike() if self.like else None
        keys = alike.keys(name) if alike is not None else None
        if alike is None or keys is None:
            return _measured(self.store, self.store.version, name, wanted, breaks())
        found = _measured(self.store, self.store.version, name, restricted(wanted, keys), breaks())
        return completed(found, name, alike.missing(name, wanted.accounts))

    def alike(self) -> Alike | None:
        """Return which accounts were observed throughout in both periods; None when nothing is compared."""
        return _alike(self.store, self.store.version, self.scope, self.before) if self.before else None

    def of_network(self, name: str, scope: Scope | None = None) -> pd.DataFrame:
        """Return a metric of this context's network only, with the brands' name, colour and own beside it."""
        return _of_network(_Named(self, name, scope or self.scope))

    def samples(self, name: str, scope: Scope | None = None) -> Mapping[str, SampleSet]:
        """Return the posts behind a median on this context's network, by brand, for comparisons."""
        narrow = self.narrowed(scope or self.scope)
        return self._sets(name, narrow, self.network or "")

    def readings(self, scope: Scope) -> Shared:
        """Return what is read of a scope, shared by all metrics over it."""
        return _readings(self.store, self.store.version, scope)

    def samples_on(
        self, network: str, name: str, scope: Scope | None = None, among: tuple[str, ...] = ()
    ) -> Mapping[str, SampleSet]:
        """Return the posts behind a median on one network, by brand, read together with those of ``among``, else of all."""
        whole = scope or self.scope
        if among:
            keys = (_accounts(self.store, self.store.version, whole.accounts, other) for other in among)
            whole = replace(whole, accounts=tuple(sorted(key for each in keys for key in each)))
        return self._sets(name, whole, network)

    def _sets(self, name: str, scope: Scope, network: str) -> Mapping[str, SampleSet]:
        found = self.alike() if self.like else None
        keys = found.keys(name) if found is not None else None
        if found is None or keys is None:
            return sample_sets(self.readings(scope), name, scope).get(network, {})
        narrow = restricted(scope, keys)
        missing = [brand for brand, source in found.missing(name, scope.accounts) if source == network]
        sets = sample_sets(self.readings(narrow), name, narrow).get(network, {})
        return sets | {brand: SampleSet(brand, network, note=NOT_ALIKE) for brand in missing}

    def narrowed(self, scope: Scope) -> Scope:
        """Return a scope with the accounts of this context's network only: no metric pools networks."""
        accounts = _accounts(self.store, self.store.version, scope.accounts, self.network or "")
        return replace(scope, accounts=accounts)

    def named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame with name, colour and own of each row's brand, in the order of the brands."""
        places = {brand: place for place, brand in enumerate(self.brands["brand_id"])}
        place = frame["brand_id"].map(places)
        order = np.argsort(place.to_numpy(float, na_value=np.nan), kind="stable")[: int(place.notna().sum())]
        shown = frame.iloc[order].reset_index(drop=True)
        rows = place.iloc[order].to_numpy(int)
        return shown.assign(**{column: self.brands[column].to_numpy()[rows] for column in ("name", "colour", "own")})

    def name(self, brand_id: str) -> str:
        """Return a brand's name."""
        return str(self.brands.loc[self.brands["brand_id"] == brand_id, "name"].iloc[0])

    def about(self, network: str | None) -> Self:
        """Return the same view about another network."""
        return replace(self, network=network)

    def option(self, name: str, default: str = "") -> str:
        """Return what the reader chose on this page, or the default."""
        return dict(self.options).get(name, default)

    def with_options(self, **chosen: str) -> Context:
        """Return the same view with these choices of a page; an empty one is none."""
        whole = {name: value for name, value in (dict(self.options) | chosen).items() if value}
        return replace(self, options=tuple(sorted(whole.items())))

    def themed(self, theme: Theme) -> Context:
        """Return the same view in another theme."""
        return replace(self, theme=theme)

    @property
    def network_label(self) -> str:
        """The network's own name for people."""
        return network_label(self.network)


Builder = Callable[[Context], Card]


def network_label(source: str | None) -> str:
    """Return a network's name for people."""
    return SOURCES[source].label if source in SOURCES else (source or "–")


class _Named:
    """A metric of a context's network under what decides it, so that cards share it."""

    def __init__(self, context: Context, name: str, scope: Scope) -> None:
        self.context, self.name, self.scope = context, name, scope
        self._identity = (*context.fingerprint, name, scope)

    def __hash__(self) -> int:
        return hash(self._identity)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Named) and self._identity == other._identity


@lru_cache(maxsize=1024)
def _of_network(asked: _Named) -> pd.DataFrame:
    return asked.context.named(asked.context.measured(asked.name, asked.context.narrowed(asked.scope)))


@lru_cache(maxsize=512)
def _measured(store: Store, version: int, name: str, scope: Scope, changes: Breaks) -> pd.DataFrame:  # noqa: ARG001  keys
    return compute(_readings(store, version, scope), name, scope)


@lru_cache(maxsize=16)
def _alike(store: Store, version: int, now: Scope, before: Scope) -> Alike:  # noqa: ARG001  a new version asks anew
    return alike(store, now, before)


@lru_cache(maxsize=48)
def _readings(store: Store, version: int, scope: Scope) -> Shared:  # noqa: ARG001  a new version asks anew
    """What the metrics of one scope have in common is read once."""
    return Shared(store)


@lru_cache(maxsize=64)
def _accounts(store: Store, version: int, keys: tuple[int, ...], network: str) -> tuple[int, ...]:  # noqa: ARG001  as above
    sql = "SELECT account_key FROM core.account WHERE source = $network AND account_key IN (SELECT unnest($keys::INTEGER[]))"
    return tuple(sorted(key for (key,) in store.rows(sql, {"network": network, "keys": list(keys)})))


def forget() -> None:
    """Drop everything kept, for measurements."""
    for kept in (_of_network, _measured, _alike, _readings, _accounts):
        kept.cache_clear()
