"""The Brand page's figures: tiles by network with their change, and on how many networks they beat the competitors' median."""

from __future__ import annotations

import html

import pandas as pd

from benchmark.cards import conditions, movement, places, rates, wording
from benchmark.cards.brand_view import Across, brand_of, networks_of, nothing, seen_from
from benchmark.cards.context import Context, network_label
from benchmark.cards.standing import PACE, Figure, comparable, followers_tile, rate_of, tile
from benchmark.charts.card import Card
from benchmark.charts.tiles import Tile, tiles_html
from benchmark.metrics import comparison
from benchmark.text import t

KEY = "brand-figures"
GROWTH = "follower_growth_pct"


def figures(context: Context) -> Card:
    """Return followers, pace and engagement of the brand on each of its networks, each with its change and place."""
    brand = brand_of(context)
    networks = networks_of(context, brand) if brand else ()
    if brand is None or not networks:
        return nothing(context, KEY, t("Figures by network"), t("No account yet. Add one in the sidebar."))
    seen = seen_from(context, brand)
    by_network = {network: _tiles(seen.about(network)) for network in networks}
    body = "".join(
        f'<h4 class="cb-network">{html.escape(network_label(network))}</h4>{tiles_html(tiles)}'
        for network, tiles in by_network.items()
    )
    told = standings(seen, networks)
    return Card(
        key=KEY,
        finding=_finding(context, brand, told),
        definition=wording.join(
            [
                t("Figures by network, never added up"),
                *places.mixed(context),
                wording.period(context.scope),
                t("days in {zone}", zone=context.scope.timezone),
                movement.compared(context),
                places.like_for_like(context),
            ]
        ),
        footer=wording.footer(seen.about(None), *_conditions(seen, networks, told)),
        html=body,
        tiles=tuple((network_label(network), tuple(tiles)) for network, tiles in by_network.items()),
        table=_table(context, brand, by_network),
        method=wording.method(
            "followers", "net_followers", PACE.metric, *dict.fromkeys(rate_of(seen.about(each)).metric for each in networks)
        ),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )  # fmt: skip


def standings(seen: Across, networks: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """Return by figure on how many networks the view's own brand is above the competitors' median, of how many that tell."""
    brand = seen.own or ""
    found = {}
    for name, metric in (("growth", GROWTH), ("pace", PACE.metric), ("rate", "")):
        parts = [comparable(_of(seen.about(network), metric)) for network in networks]
        frame = pd.concat([part[["brand_id", "source", "value"]] for part in parts], ignore_index=True)
        found[name] = comparison.networks_above(frame, brand)
    return found


def _of(seen: Context, metric: str) -> pd.DataFrame:
    return seen.of_network(metric or rate_of(seen).metric)


def _tiles(seen: Context) -> list[Tile]:
    figures: list[Figure] = [PACE]
    if rates.gives_interactions(seen.network):
        figures.append(rate_of(seen))
    tiles = [tile(seen, figure) for figure in figures]
    return [followers_tile(seen), *tiles] if wording.gives_followers(seen.network) else tiles


def _finding(context: Context, brand: str, standing: dict[str, tuple[int, int]]) -> str:
    above, told = standing["growth"]
    if not told:
        return t("{brand}, network by network", brand=context.name(brand))
    return t(
        "{brand} grew more than the competitors' median on {above} of {n} network",
        "{brand} grew more than the competitors' median on {above} of {n} networks",
        brand=context.name(brand),
        above=above,
        n=told,
    )


def _conditions(seen: Across, networks: tuple[str, ...], standing: dict[str, tuple[int, int]]) -> list[str]:
    """Where pace and engagement stand, and what the figures leave out."""
    pace, rate = standing["pace"], standing["rate"]
    said = [
        t(
            "Posts a week: above the competitors' median on {above} of {n} network.",
            "Posts a week: above the competitors' median on {above} of {n} networks.",
            above=pace[0],
            n=pace[1],
        )
        if pace[1]
        else "",
        t(
            "Engagement rate: above the competitors' median on {above} of {n} network, as the posts read have it.",
            "Engagement rate: above the competitors' median on {above} of {n} networks, as the posts read have it.",
            above=rate[0],
            n=rate[1],
        )
        if rate[1]
        else "",
    ]
    limited = [conditions.kept(seen.about(each), seen.scope, seen.before) for each in networks]
    return [*said, places.not_alike(seen.about(None)), *dict.fromkeys(limited)]


def _table(context: Context, brand: str, by_network: dict[str, list[Tile]]) -> pd.DataFrame:
    rows = [(network_label(network), each) for network, tiles in by_network.items() for each in tiles]
    return pd.DataFrame(
        {
            t("Brand"): context.name(brand),
            t("Network"): [network for network, _ in rows],
            t("Figure"): [each.label for _, each in rows],
            t("Value"): [each.exact for _, each in rows],
            t("Change"): [each.change for _, each in rows],
            t("Remarks"): [" · ".join(each.lines) for _, each in rows],
        }
    )
