"""Cards of which traits of posts go with more interactions: over the panel, and for the own brand. Associations, not causes."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from benchmark.cards import rates, told, traits, wording
from benchmark.cards.context import Context
from benchmark.charts.card import Card
from benchmark.charts.dots import dots
from benchmark.charts.layout import Reference
from benchmark.charts.measure import Measure
from benchmark.metrics import lift_posts
from benchmark.metrics.lift import LEAST_ACCOUNTS, SMALLEST_SIDE
from benchmark.text import t
from benchmark.text.format import ratio

_DRAWN: Final = 12
"""Rows of the chart; all traits stand in the table."""


def lift(context: Context) -> Card:
    """Return what traits are associated with over all accounts shown on the network."""
    scope = context.narrowed(context.scope)
    reading = context.readings(scope)
    posts = lift_posts.read(reading, scope)
    accounts = len(np.unique(posts.accounts))
    title = t("What goes with more interactions")
    if accounts < LEAST_ACCOUNTS:
        few = t(
            "This takes comparable posts of at least {least} accounts on one network; there is {n}. Add a competitor, or choose a "
            "longer period.",
            "This takes comparable posts of at least {least} accounts on one network; there are {n}. Add a competitor, or choose a "
            "longer period.",
            least=LEAST_ACCOUNTS,
            n=accounts,
        )
        return wording.empty(context, "lift", title, few)
    found = lift_posts.panel_lifts(posts)
    counted = t(
        "{n} post of {accounts} accounts", "{n} posts of {accounts} accounts", n=len(posts.values), accounts=accounts
    )
    return _card(context, "lift", title, found, counted, brand="")


def lift_own(context: Context) -> Card:
    """Return what traits are associated with in the own brand's posts."""
    title = t("What goes with more interactions for your brand")
    if context.own is None:
        message = t("No brand of this panel is marked as your own. Mark one on the Data page to see its traits.")
        return wording.empty(context, "lift-own", title, message)
    brand = context.name(context.own)
    title = t("What goes with more interactions for {brand}", brand=brand)
    scope = context.narrowed(context.scope)
    reading = context.readings(scope)
    posts = lift_posts.read(reading, scope)
    own = [unit for unit, (brand_id, _) in posts.places.items() if brand_id == context.own]
    posts = posts.part(np.isin(posts.units, own))
    found = lift_posts.tested(posts, 1)
    n = len(posts.values)
    counted = t("{n} post of {brand}", "{n} posts of {brand}", n=n, brand=brand)
    return _card(context, "lift-own", title, found, counted, brand=brand)


def _card(context: Context, key: str, title: str, found: pd.DataFrame, counted: str, *, brand: str) -> Card:
    if found.empty:
        few = t(
            "No trait has {side} posts with it and {side} without it that can be compared yet. Choose a longer period.",
            side=SMALLEST_SIDE,
        )
        return wording.empty(context, key, title, few)
    named = found.assign(name=[traits.label(context.store, trait) for trait in found["trait"]])
    drawn = named.sort_values(["associated", "p", "trait"], ascending=[False, True, True]).head(_DRAWN)
    drawn = drawn.assign(brand_id=drawn["trait"], value=drawn["ratio"], own=drawn["associated"], colour=None)
    return wording.card(
        context,
        key,
        _finding(named, brand),
        "trait_lift",
        what=t("Interactions at {days} days, posts with a trait ÷ without it", days=rates.age(context.network)),
        figure=dots(
            drawn[["brand_id", "name", "colour", "own", "value", "low", "high", "n"]],
            theme=context.theme,
            measure=Measure(t("times the interactions"), "ratio"),
            reference=Reference(1.0, t("no difference")),
            log=True,
        ),
        table=_table(named),
        coverage=wording.join([counted, t("95 % interval"), t("times of day in each account's own time zone")]),
        left_out=_left_out(named),
    )


def _finding(named: pd.DataFrame, brand: str) -> str:
    """Return the title. It names a trait only on stronger evidence than the chart's colours need, as it is read alone."""
    clear = named[named["p_adjusted"] <= told.LEVEL].sort_values("p_adjusted", kind="stable")
    if clear.empty:
        return _open(named, brand)
    more = clear[clear["ratio"] > 1]
    first = (more if len(more) else clear).iloc[0]
    if brand:
        return t(
            "{trait}: associated with {ratio} the interactions of {brand}'s other posts",
            trait=first["name"], ratio=ratio(first["ratio"]), brand=brand,
        )  # fmt: skip
    return t(
        "{trait}: associated with {ratio} the interactions of other posts",
        trait=first["name"],
        ratio=ratio(first["ratio"]),
    )


def _open(named: pd.DataFrame, brand: str) -> str:
    hints = int(named["associated"].sum())
    if hints:
        return t(
            "{n} of {total} traits may be associated with more or fewer interactions",
            "{n} of {total} traits may be associated with more or fewer interactions",
            n=hints,
            total=len(named),
        )
    if brand:
        return t("No trait of {brand}'s posts is clearly associated with more or fewer interactions", brand=brand)
    return t("No trait is clearly associated with more or fewer interactions")


def _left_out(named: pd.DataFrame) -> list[str]:
    clear = int(named["associated"].sum())
    grey = t(
        "{n} trait was tested, {clear} stands out; grey ones are not clear.",
        "{n} traits were tested, {clear} stand out; grey ones are not clear.",
        n=len(named),
        clear=clear,
    )
    more = t("The chart shows the {drawn} clearest, the table all.", drawn=_DRAWN) if len(named) > _DRAWN else ""
    return [grey, more, t("An association is no cause.")]


def _table(named: pd.DataFrame) -> pd.DataFrame:
    table = named.sort_values("ratio", ascending=False, kind="stable").round(
        {"ratio": 3, "low": 3, "high": 3, "p": 4, "p_adjusted": 4}
    )
    table["associated"] = [t("yes") if clear else t("not clear") for clear in table["associated"]]
    columns = ["name", "ratio", "low", "high", "associated", "n", "without", "accounts", "p", "p_adjusted"]
    return table[columns].rename(
        columns={
            "name": t("Trait"),
            "ratio": t("Ratio"),
            "low": t("From (95 %)"),
            "high": t("To (95 %)"),
            "associated": t("Associated"),
            "n": t("Posts with it"),
            "without": t("Posts without it"),
            "accounts": t("Accounts"),
            "p": t("p"),
            "p_adjusted": t("p, adjusted for the number of traits"),
        }
    )
