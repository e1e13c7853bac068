"""The posts behind lift and best time with their traits, and the lifts of each brand and of a whole panel.

A trait is named ``family:name``: ``kind:video``, ``hashtag:summer``, ``length:short``, ``daypart:3``, ``week:weekend`` and
``tag:<tag_id>`` (pillars, labels and automatic tags).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmark.metrics import queries
from benchmark.metrics.best_time import PARTS
from benchmark.metrics.engagement import sample_sets
from benchmark.metrics.intervals import Floats
from benchmark.metrics.lift import COLUMNS, LEAST_ACCOUNTS, Integers, Truths, combined, lifts, sides
from benchmark.metrics.queries import Reads
from benchmark.metrics.scope import Scope
from benchmark.store.vocabulary import KINDS

LENGTHS: Final = {"short": (0, 100), "medium": (100, 300), "long": (300, 1 << 30)}
"""Characters of a text: from, and up to without."""
_PLACE: Final = ("unit", "brand_id", "source")
_WEEK_DAYS: Final = 7
_MONDAY: Final = np.datetime64("1970-01-05", "D")


@dataclass(frozen=True)
class TraitPosts:
    """Posts that can be compared at equal age, in the order of account and time, and which of them have which trait."""

    values: Floats
    accounts: Integers
    units: Integers
    """Number of each post's brand and network."""
    late: Truths
    kinds: Integers
    months: Integers
    """Local months, growing with time."""
    weeks: Integers
    cells: Integers
    """Cell of the week; see `best_time`."""
    traits: Mapping[str, Truths]
    places: Mapping[int, tuple[str, str]]
    """Brand and network of each number."""

    def part(self, rows: Truths) -> TraitPosts:
        """Return some of the posts."""
        columns = ("values", "accounts", "units", "late", "kinds", "months", "weeks", "cells")
        chosen = {name: getattr(self, name)[rows] for name in columns}
        return replace(self, **chosen, traits={name: mask[rows] for name, mask in self.traits.items()})

    def by_brand(self) -> Iterator[tuple[str, str, TraitPosts]]:
        """Yield each brand and network that has posts, with these."""
        for unit, (brand_id, source) in self.places.items():
            yield brand_id, source, self.part(self.units == unit)


def read(store: Reads, scope: Scope) -> TraitPosts:
    """Return the posts of a scope with their traits."""
    if isinstance(store, queries.Shared):
        return store.once("posts with traits", lambda: _read(store, scope))
    return _read(store, scope)


def brand_lifts(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the lifts within each brand's own accounts on a network, with brand_id and source."""
    if isinstance(store, queries.Shared):
        return store.once("lifts by brand", lambda: _brand_lifts(read(store, scope)))
    return _brand_lifts(read(store, scope))


def panel_lifts(posts: TraitPosts) -> pd.DataFrame:
    """Return the lifts over all accounts of one network, each counting once."""
    return tested(posts, LEAST_ACCOUNTS)


def trait_lift(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the metric of this name: one row a brand, network and trait."""
    found = brand_lifts(store, scope)
    found = found.assign(value=found["ratio"], note=None)
    return with_every_brand(store, scope, found, "few_posts_a_side").sort_values(
        ["brand_id", "source", "trait"], ignore_index=True, kind="stable"
    )


def with_every_brand(store: Reads, scope: Scope, found: pd.DataFrame, too_few: str) -> pd.DataFrame:
    """Return a result with the days of each brand's posts, and with a row that says why for each brand that is not in it."""
    sets = sample_sets(store, "interactions_per_post", scope)
    places = pd.DataFrame(
        [
            (brand, source, item.first_day, item.last_day, item.note)
            for source, own in sets.items()
            for brand, item in own.items()
        ],
        columns=["brand_id", "source", "first_day", "last_day", "why"],
    )
    whole = places.merge(found, on=["brand_id", "source"], how="left")
    why = whole["why"].where(
        whole["why"].isin(["no_posts", "not_covered", "too_young", "hidden", "no_counts", "removed"]), too_few
    )
    return whole.assign(note=whole["note"].where(whole["value"].notna(), why))


def tested(posts: TraitPosts, least_accounts: int) -> pd.DataFrame:
    """Return the lifts of the traits that can be tested."""
    found = lifts(posts.values, posts.accounts, posts.traits, late=posts.late, least_accounts=least_accounts)
    return found[found["ratio"].notna()].reset_index(drop=True)


def _brand_lifts(posts: TraitPosts) -> pd.DataFrame:
    """Return the lifts of each brand: what the accounts say is worked out once for all brands."""
    found = sides(posts.values, posts.accounts, posts.traits, late=posts.late)
    firsts = np.unique(posts.accounts, return_index=True)[1]
    unit = posts.units[firsts]
    rows = [
        combined(found, unit == number, 1).dropna(subset="ratio").assign(brand_id=brand, source=source)
        for number, (brand, source) in posts.places.items()
    ]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=[*COLUMNS, "brand_id", "source"])


def _read(store: Reads, scope: Scope) -> TraitPosts:
    frame = queries.run(store, "trait_posts", scope).sort_values(
        ["account_key", "published_at", "post_key"], ignore_index=True
    )
    local = _local(frame)
    days = local.astype("datetime64[D]")
    hours = (local - days).astype("timedelta64[h]").astype(np.int64)
    weekday = (days - _MONDAY).astype(np.int64) % _WEEK_DAYS
    part = np.searchsorted([first for first, _ in PARTS[1:]], hours, side="right")
    weekend = weekday >= 5
    letters = frame["letters"].to_numpy(np.float64, na_value=np.nan)
    kinds = frame["kind"].to_numpy(np.int64)
    traits = {f"kind:{name}": kinds == code for code, name in enumerate(KINDS, 1)}
    traits |= {f"length:{name}": (letters >= low) & (letters < high) for name, (low, high) in LENGTHS.items()}
    traits |= {f"daypart:{number}": part == number for number in range(len(PARTS))}
    traits["week:weekend"] = weekend
    traits |= _worded(queries.run(store, "trait_words", scope), frame["post_key"].to_numpy(np.int64))
    return TraitPosts(
        values=frame["value"].to_numpy(np.float64),
        accounts=frame["account_key"].to_numpy(np.int64),
        units=frame["unit"].to_numpy(np.int64),
        late=frame["late"].to_numpy(bool),
        kinds=kinds,
        months=local.astype("datetime64[M]").astype(np.int64),
        weeks=(days - _MONDAY).astype(np.int64) // _WEEK_DAYS,
        cells=part + len(PARTS) * weekend,
        traits={name: mask for name, mask in traits.items() if mask.any()},
        places={unit: (brand, source) for unit, brand, source in frame[[*_PLACE]].drop_duplicates().itertuples(index=False)},
    )  # fmt: skip


def _local(frame: pd.DataFrame) -> npt.NDArray[np.datetime64]:
    """Return when the posts were published in their account's own time zone."""
    at = pd.DatetimeIndex(frame["published_at"]).tz_localize("UTC")
    local = at.tz_localize(None).to_numpy("datetime64[us]").copy()
    for zone, rows in frame.groupby("timezone").indices.items():
        local[rows] = at[rows].tz_convert(ZoneInfo(str(zone))).tz_localize(None).to_numpy("datetime64[us]")
    return local


def _worded(used: pd.DataFrame, keys: Integers) -> dict[str, Truths]:
    order = np.argsort(keys)
    masks = {}
    for trait, rows in used.groupby("trait")["post_key"]:
        mask = np.zeros(len(keys), bool)
        mask[order[np.searchsorted(keys[order], rows.to_numpy(np.int64))]] = True
        masks[str(trait)] = mask
    return masks
