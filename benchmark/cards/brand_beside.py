"""The Brand page's comparison: the brand, the one beside it and the competitors' median, network by network, with verdicts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmark.cards import conditions, places, rates, wording
from benchmark.cards.brand_lines import Line, corrected, lines_of
from benchmark.cards.brand_view import Across, beside_of, brand_of, networks_of, nothing, seen_from
from benchmark.cards.context import Context
from benchmark.cards.standing import PACE, rate_of
from benchmark.charts.card import Card
from benchmark.charts.html_table import Cell, Column, Row, html_table
from benchmark.text import t

KEY = "brand-beside"


def beside(context: Context) -> Card:
    """Return the figures of both brands side by side, and the competitors' median."""
    brand, other = brand_of(context), beside_of(context)
    title = t("Side by side")
    if brand is None or other is None:
        nobody = t("There is no other brand to compare with. Add a competitor in the sidebar.")
        return nothing(context, KEY, title, nobody)
    seen = seen_from(context, brand)
    theirs = networks_of(context, other)
    common = [network for network in networks_of(context, brand) if network in theirs]
    names = context.name(brand), context.name(other)
    if not common:
        nowhere = t("{brand} and {other} are on no network together.", brand=names[0], other=names[1])
        return nothing(context, KEY, title, nowhere)
    lines = corrected([line for network in common for line in lines_of(seen.about(network), brand, other)])
    columns = [
        Column(t("Figure"), figures=False),
        *(Column(name) for name in names),
        Column(t("Difference"), figures=False),
        Column(t("Competitors' median")),
    ]
    return Card(
        key=KEY,
        finding=_finding(names, lines),
        definition=wording.join(
            [
                t("{brand} beside {other}", brand=names[0], other=names[1]),
                *places.mixed(context),
                wording.period(context.scope),
                t("days in {zone}", zone=context.scope.timezone),
                t("median of {brand}'s competitors, without {brand}", brand=names[0]),
            ]
        ),
        footer=wording.footer(seen.about(None), *_left_out(names, lines)),
        html=html_table(columns, [_row(line) for line in lines], title),
        table=_table(names, lines),
        method="\n\n".join(
            [
                wording.method("followers", "follower_growth_pct", PACE.metric, *_rates_of(seen, common)),
                t(
                    "Counted figures stand as they are. A difference in growth is told when the rounding bands leave no other "
                    "choice, one in engagement from the posts of both (MOVER), allowing for the number of networks (Holm)."
                ),
            ]
        ),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )


def _rates_of(seen: Across, networks: list[str]) -> list[str]:
    given = [network for network in networks if rates.gives_interactions(network)]
    return list(dict.fromkeys(rate_of(seen.about(network)).metric for network in given))


def _finding(names: tuple[str, str], lines: list[Line]) -> str:
    rated = [line for line in lines if line.judged is not None and line.judged.reason is None]
    ahead, behind = (sum(line.sign == sign for line in rated) for sign in (1, -1))
    if ahead and behind:
        return t(
            "{brand}'s posts engage clearly more than {other}'s on {ahead} of {n} networks, clearly less on {behind}",
            brand=names[0], other=names[1], ahead=ahead, behind=behind, n=len(rated),
        )  # fmt: skip
    if ahead or behind:
        more = t(
            "{brand}'s posts engage clearly more than {other}'s on {k} of {n} network",
            "{brand}'s posts engage clearly more than {other}'s on {k} of {n} networks",
            brand=names[0], other=names[1], k=ahead, n=len(rated),
        )  # fmt: skip
        less = t(
            "{brand}'s posts engage clearly less than {other}'s on {k} of {n} network",
            "{brand}'s posts engage clearly less than {other}'s on {k} of {n} networks",
            brand=names[0], other=names[1], k=behind, n=len(rated),
        )  # fmt: skip
        return more if ahead else less
    if not rated:
        return t("{brand} beside {other}", brand=names[0], other=names[1])
    return t("{brand} beside {other}: no clear difference in engagement", brand=names[0], other=names[1])


def _row(line: Line) -> Row:
    return Row(
        [
            Cell(line.label, sub=line.network),
            Cell(line.first, strong=line.sign > 0, hint=line.hints[0]),
            Cell(line.second, strong=line.sign < 0, hint=line.hints[1]),
            Cell(line.verdict, tone="" if line.sign else "muted"),
            Cell(line.median),
        ]
    )


def _table(names: tuple[str, str], lines: list[Line]) -> pd.DataFrame:
    first, second = names if names[0] != names[1] else (names[0], f"{names[1]} (2)")
    return pd.DataFrame(
        {
            t("Network"): [line.network for line in lines],
            t("Figure"): [line.label for line in lines],
            first: [line.value for line in lines],
            second: [line.other for line in lines],
            t("Difference"): [line.verdict for line in lines],
            t("Competitors' median"): [line.median for line in lines],
        }
    ).round(3)


def _left_out(names: tuple[str, str], lines: list[Line]) -> list[str]:
    why = [
        t("{name}, {figure} on {network} ({reason})", name=name, figure=line.label, network=line.network, reason=hint)
        for line in lines
        for name, value, hint in zip(names, (line.value, line.other), line.hints, strict=True)
        if np.isnan(value) and hint
    ]
    bold = t("Bold: the higher figure, where the difference is sure.")
    return [bold, t("Without a figure: {names}.", names=conditions.listed(why, 6)) if why else ""]
