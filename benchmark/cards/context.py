"""What a card is made from: the measured period, the brands with their colours, the network and the theme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from benchmark.charts.card import Card
from benchmark.charts.theme import LIGHT, Theme
from benchmark.metrics import Scope, compute
from benchmark.store import Store
from sources import SOURCES


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
    """The networks shown that have accounts, in a fixed order."""
    network: str | None = None
    """The network that a card of one network is about; None only when there is none."""
    theme: Theme = LIGHT
    demo: bool = False

    @property
    def own(self) -> str | None:
        """The own brand's id when it is shown."""
        ids = self.brands.loc[self.brands["own"], "brand_id"]
        return None if ids.empty else str(ids.iloc[0])

    @property
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
            self.network,
            self.theme.name,
            self.demo,
        )

    def measured(self, name: str, scope: Scope | None = None) -> pd.DataFrame:
        """Return a metric over the period (or another scope), all networks shown, of the brands shown."""
        return _measured(self.store, self.store.version, name, scope or self.scope)

    def of_network(self, name: str, scope: Scope | None = None) -> pd.DataFrame:
        """Return a metric of this context's network only, with the brands' name, colour and own beside it."""
        frame = self.measured(name, scope)
        return self.named(frame[frame["source"] == self.network])

    def named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame with name, colour and own of each row's brand, in the order of the brands."""
        # By place instead of a merge: every card asks for several named frames, and a merge takes milliseconds each.
        order = {brand: place for place, brand in enumerate(self.brands["brand_id"])}
        places = np.array([order.get(brand, -1) for brand in frame["brand_id"]], dtype=np.intp)
        rows = np.argsort(places, kind="stable")
        rows = rows[places[rows] >= 0]
        joined = frame.iloc[rows].reset_index(drop=True)
        beside = self.brands.drop(columns="brand_id").iloc[places[rows]].reset_index(drop=True)
        return joined.assign(**{str(column): beside[column] for column in beside})

    def name(self, brand_id: str) -> str:
        """Return a brand's name."""
        return str(self.brands.loc[self.brands["brand_id"] == brand_id, "name"].iloc[0])

    def about(self, network: str | None) -> Context:
        """Return the same view about another network."""
        return replace(self, network=network)

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


@lru_cache(maxsize=512)
def _measured(store: Store, version: int, name: str, scope: Scope) -> pd.DataFrame:  # noqa: ARG001  version is the key
    return compute(store, name, scope)
