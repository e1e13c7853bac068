"""What somebody chose, and the view that it makes: panel, period, comparison, accounts, denominator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from benchmark.cards import Context, leaving_out
from benchmark.cards.denominators import CHOICES
from benchmark.charts.theme import LIGHT, Theme
from benchmark.metrics import Scope
from benchmark.metrics.attention import is_about_brands
from benchmark.planning.tags import shown_name
from benchmark.refusals import ROLES
from benchmark.store import Store
from benchmark.view import fields, periods
from benchmark.view.panels import Panel, panel, panels
from sources import SOURCES

if TYPE_CHECKING:
    import pandas as pd

    from benchmark.cards.context import Denominator

NO_MARKET = "none"
Said = Mapping[str, str]
"""The fields of an address with their texts; a field that is not there is empty."""


@dataclass(frozen=True)
class Choices:
    """What the fields say, as far as it is known here; what nobody knows is left aside."""

    period: str
    """A name of `periods.PERIODS`."""
    days: tuple[date, date]
    own_days: tuple[date, date] | None
    """The days the fields name themselves."""
    compared: str
    """A name of `periods.COMPARED`."""
    networks: tuple[str, ...] = ()
    """None means all; so with brands and markets."""
    brands: tuple[str, ...] = ()
    unknown_brands: int = 0
    over: Denominator = ""
    roles: tuple[str, ...] = ()
    """None means the main accounts."""
    markets: tuple[str, ...] = ()
    """As the fields write them, see `slug`."""
    like: bool = False
    without: tuple[str, ...] = ()
    """Ids of the tags whose posts are left out."""


def panel_of(store: Store, said: Said) -> Panel:
    """Return the panel that the fields name, else the first one."""
    names = panels(store)
    return panel(store, (fields.find(names, said.get("panel", "")).keys or tuple(names))[0])


def read(store: Store, chosen: Panel, said: Said) -> Choices:
    """Return what the fields say of a panel."""
    now = periods.today(chosen.timezone)
    own = fields.days(said.get("period", ""), now)
    name = said.get("period", "") if said.get("period") in periods.PERIODS else periods.DEFAULT_PERIOD
    name = "custom" if own else name
    compared = said.get("compare", "")
    roles = fields.known(ROLES, said.get("roles", "")).keys
    choices = Choices(
        period=name,
        days=periods.period(name, now, own),
        own_days=own,
        compared=compared if compared in periods.COMPARED else periods.DEFAULT_COMPARED,
        over=next((each for each in CHOICES if each == said.get("over")), ""),
        roles=() if set(roles) == {"main"} else roles,
        markets=tuple(dict.fromkeys(said.get("markets", "").lower().replace(",", " ").split())),
        like=said.get("like") == "yes",
        without=_without(store, said.get("without", "")),
    )
    accounts = in_view(chosen.accounts, choices)
    brands = fields.find(dict(zip(accounts["brand_id"], accounts["brand"], strict=True)), said.get("brands", ""))
    networks = fields.known(sorted(set(accounts["source"])), said.get("networks", "")).keys
    return Choices(
        **{**choices.__dict__, "networks": networks, "brands": brands.keys, "unknown_brands": brands.unknown}
    )


def _without(store: Store, text: str) -> tuple[str, ...]:
    tags = leaving_out.known(store)
    found = fields.find({tag.id: shown_name(tag) for tag in tags}, text).keys
    return tuple(tag.id for tag in tags if tag.id in found)


def slug(market: str | None) -> str:
    """Return a market as one word of a field."""
    return "-".join(market.lower().replace(",", " ").split()) if market else NO_MARKET


def in_view(accounts: pd.DataFrame, choices: Choices) -> pd.DataFrame:
    """Return a panel's accounts of the chosen roles and markets: by default the main ones of all markets.

    A panel without main accounts shows all it has; markets that no account has any more choose nothing.
    """
    of_roles = accounts[accounts["role"].isin(list(choices.roles or ("main",)))]
    shown = accounts if of_roles.empty else of_roles
    slugs = shown["market"].map(slug)
    there = set(choices.markets) & set(slugs)
    return shown[slugs.isin(list(there))] if there else shown


def context(store: Store, chosen: Panel, choices: Choices, *, theme: Theme = LIGHT, demo: bool = False) -> Context:
    """Return the view that these choices make."""
    shown = in_view(chosen.accounts, choices)
    if choices.networks:
        shown = shown[shown["source"].isin(list(choices.networks))]
    if choices.brands:
        shown = shown[shown["brand_id"].isin(list(choices.brands))]
    keys = tuple(int(key) for key in shown["account_key"])
    scope = Scope(keys, *choices.days, chosen.timezone, periods.now_in_steps(), choices.without)
    before = periods.compared_with(choices.period, scope, choices.compared)
    about = shown["source"].map(is_about_brands).astype(bool)
    names = shown[["brand_id", "brand", "colour", "own"]].rename(columns={"brand": "name"})
    return Context(
        store=store,
        panel=chosen.name,
        scope=scope,
        before=before,
        compared=choices.compared,
        brands=names.drop_duplicates("brand_id").reset_index(drop=True),
        networks=_in_order(shown.loc[~about, "source"]),
        attention=_in_order(shown.loc[about, "source"]),
        theme=theme,
        demo=demo,
        over=choices.over,
        like=choices.like and before is not None,
    )


def context_of(store: Store, said: Said, *, theme: Theme = LIGHT, demo: bool = False) -> Context:
    """Return the view that the fields of an address make; without any panel there is none.

    Raises:
        LookupError: there is no panel.
    """
    if not panels(store):
        raise LookupError("no panel")
    chosen = panel_of(store, said)
    return context(store, chosen, read(store, chosen, said), theme=theme, demo=demo)


def _in_order(networks: pd.Series) -> tuple[str, ...]:
    """The networks there are, in the order of the registry: the social ones before feeds."""
    there = set(networks)
    return (*(name for name in SOURCES if name in there), *sorted(there - set(SOURCES)))
