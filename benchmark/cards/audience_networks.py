"""Followers, net change and growth of every brand on every network side by side; nothing is summed across networks."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from benchmark.cards import changes, wording
from benchmark.cards.context import Context, network_label
from benchmark.cards.standing import Record
from benchmark.charts.card import Card
from benchmark.charts.html_table import Cell, Column, Row, html_table
from benchmark.charts.theme import brand_colour
from benchmark.metrics import note_text
from benchmark.text import t
from benchmark.text.format import compact, number, percent


def audience_by_network(context: Context) -> Card:
    """Return the table of all brands and networks that show followers."""
    key, title = "audience-by-network", t("All networks side by side")
    networks = [name for name in context.networks if wording.gives_followers(name)]
    everywhere = replace(context, network=None, networks=tuple(networks))
    if not networks:
        return wording.empty(everywhere, key, title, t("None of these networks shows follower counts."))
    known = _known(context)
    columns = [Column(t("Brand"), figures=False), *(Column(network_label(network)) for network in networks)]
    rows, table = [], []
    for brand in context.brands.to_dict("records"):
        brand_id, colour = str(brand["brand_id"]), brand_colour(context.theme, brand["colour"], own=bool(brand["own"]))
        found = [known.get((brand_id, network)) for network in networks]
        if not any(found):
            continue
        first = Cell(str(brand["name"]), dot=colour)
        rows.append(Row([first, *(_cell(each) for each in found)], own=bool(brand["own"])))
        table += [
            {"name": brand["name"], "network": network_label(network), **_plain(each)}
            for network, each in zip(networks, found, strict=True)
            if each is not None
        ]
    said = [changes.sentence(context.about(network), "net_followers") for network in networks]
    figures = pd.DataFrame(table, columns=["name", "network", "followers", "net", "growth", "low", "high", "note"])
    return Card(
        key=key,
        finding=title,
        definition=wording.join([
            t("Followers, net new followers and growth"),
            wording.period(context.scope),
            t("days in {zone}", zone=context.scope.timezone),
        ]),
        footer=wording.footer(
            everywhere,
            t("Networks are not added up: who follows on two of them would count twice."),
            *dict.fromkeys(each for each in said if each),
        ),
        html=html_table(columns, rows, title),
        table=wording.titled(
            figures, network=t("Network"), followers=t("Followers"), net=t("Net new followers"), growth=t("Growth, %"),
            low=t("Lowest growth, %"), high=t("Highest growth, %"), note=t("Remark"),
        ),
        method=wording.method("followers", "net_followers", "follower_growth_pct"),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )  # fmt: skip


def _known(context: Context) -> dict[tuple[str, str], Record]:
    """Return level, net change and growth by brand and network, and what is to be said of them; one reading for all networks."""

    def rows(metric: str) -> dict[tuple[str, str], Record]:
        return {(str(row["brand_id"]), str(row["source"])): row for row in context.measured(metric).to_dict("records")}

    levels, nets = rows("catch_up"), rows("net_followers")
    known = {}
    for place, row in rows("follower_growth_pct").items():
        unknown = "" if wording.known(levels[place]["followers"]) else note_text(levels[place])
        known[place] = row | {
            "followers": levels[place]["followers"],
            "net": nets[place]["value"],
            "said": note_text(row) or unknown,
        }
    return known


def _cell(row: Record | None) -> Cell:
    if row is None:
        return Cell(t("absent"), tone="muted")
    if not wording.known(row["followers"]) and not wording.known(row["value"]):
        return Cell(t("not available"), tone="muted", hint=row["said"])
    return Cell(compact(row["followers"]), sub=_change(row), hint=row["said"])


def _change(row: Record) -> str:
    if not wording.known(row["net"]):
        return t("change unknown")
    net = number(row["net"], 0, signed=True)
    if not wording.known(row["value"]):
        return net
    return t("{net} ({growth})", net=net, growth=percent(row["value"], signed=True))


def _plain(row: Record) -> Record:
    return {
        "followers": row["followers"],
        "net": row["net"],
        "growth": row["value"],
        "low": row["low"],
        "high": row["high"],
        "note": row["said"],
    }
