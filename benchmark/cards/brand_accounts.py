"""Cards of the Brand page on its accounts: who they are, and what of their profiles changed last."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from benchmark.cards import places, wording
from benchmark.cards.account_state import account_state
from benchmark.cards.brand_view import beside_of, brand_of, nothing
from benchmark.cards.context import Context, network_label
from benchmark.charts.card import Card
from benchmark.charts.html_table import Cell, Column, Row, html_table
from benchmark.charts.labels import plain
from benchmark.charts.theme import brand_colour
from benchmark.text import t, words
from benchmark.text.format import compact, moment, number

FIELDS = {
    "handle": words("Handle"),
    "display_name": words("Name"),
    "bio": words("Description"),
    "link": words("Link"),
    "url": words("Address"),
    "status": words("State"),
}
LATEST = 12
"""Changes listed."""
_TEXT = 90
"""Characters of a text before and after a change."""


def accounts(context: Context) -> Card:
    """Return the brand's accounts: network, handle, followers, role, market, state and when each was last read."""
    key, brand = "brand-profiles", brand_of(context)
    if brand is None:
        return nothing(context, key, t("Accounts"), t("No accounts yet. Add one in the sidebar."))
    rows = context.store.query(_ACCOUNTS, {"accounts": list(context.scope.accounts), "brand": brand})
    shown = [_told(context, row) for row in rows.to_dict("records")]
    titles = [t("Account"), t("Network"), t("Followers"), t("Role"), t("Market"), t("State"), t("Last read")]
    figures = {t("Followers")}
    own = context.own == brand
    colour = brand_colour(context.theme, _colour(context, brand), own=own)
    cells = [
        Row([Cell(row["account"], dot=colour, hint=row["id"]), *(Cell(text) for text in _texts(row))]) for row in shown
    ]
    table = pd.DataFrame([[row["account"], *_texts(row)] for row in shown], columns=titles)
    table[t("Followers")] = rows["followers"]
    everywhere = context.about(None)
    return Card(
        key=key,
        finding=t("{brand}: {n} account", "{brand}: {n} accounts", brand=context.name(brand), n=len(rows)),
        definition=wording.join(
            [t("The accounts compared"), t("latest known followers"), t("times in {zone}", zone=context.scope.timezone)]
        ),
        footer=wording.footer(everywhere),
        html=html_table([Column(title, figures=title in figures) for title in titles], cells, t("Accounts")),
        table=table,
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )


def profile_changes(context: Context) -> Card:
    """Return what changed last in the profiles of the brand and of the one beside it."""
    key, title = "brand-profile-changes", t("Last profile changes")
    brands = [each for each in (brand_of(context), beside_of(context)) if each]
    rows = context.store.query(
        _CHANGES, {"accounts": list(context.scope.accounts), "brands": brands, "now": context.scope.now, "most": LATEST}
    )
    if rows.empty:
        names = wording.names(context, brands)
        unseen = t("No change in the profiles of {names} was seen since they are read.", names=names)
        return nothing(context, key, title, unseen)
    zone = context.scope.timezone
    columns = [t("When"), t("Brand"), t("Network"), t("What"), t("Before"), t("After")]
    told = [
        [
            moment(row["observed_at"], zone),
            context.name(str(row["brand_id"])),
            network_label(str(row["source"])),
            t(FIELDS.get(str(row["field"]), str(row["field"]))),
            _text(row["before"]),
            _text(row["after"]),
        ]
        for row in rows.to_dict("records")
    ]
    table = pd.DataFrame(told, columns=columns)
    newest = rows.iloc[0]
    return Card(
        key=key,
        finding=t(
            "Last profile change: {brand} on {network}, {day}",
            brand=context.name(str(newest["brand_id"])),
            network=network_label(str(newest["source"])),
            day=newest["observed_at"].date(),
        ),
        definition=wording.join(
            [t("The {n} latest, of any time", n=LATEST), t("when a reading first saw it"), t("times in {zone}", zone=zone)]
        ),
        footer=wording.footer(context.about(None)),
        html=html_table(
            [Column(each, figures=False) for each in columns], [Row([Cell(text) for text in row]) for row in told], title
        ),
        table=table,
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )  # fmt: skip


def _told(context: Context, row: Mapping[Hashable, Any]) -> dict[str, str]:
    """The texts of an account; what is not known stays a dash."""
    followers = float(row["followers"])
    return {
        "account": plain(row["handle"], 60),
        "id": str(row["account_id"]),
        "network": network_label(str(row["source"])),
        "followers": compact(followers) if pd.notna(followers) else number(None),
        "role": places.role_label(str(row["role"])),
        "market": plain(places.market_label(row["market"]), 40) if isinstance(row["market"], str) else number(None),
        "state": account_state(row),
        "read": moment(row["read_at"], context.scope.timezone) if pd.notna(row["read_at"]) else t("never"),
    }


def _texts(row: Mapping[str, str]) -> list[str]:
    return [row[name] for name in ("network", "followers", "role", "market", "state", "read")]


def _text(value: object) -> str:
    return plain(value, _TEXT) if isinstance(value, str) and value else number(None)


def _colour(context: Context, brand: str) -> int:
    return int(context.brands.loc[context.brands["brand_id"] == brand, "colour"].iloc[0])


_ACCOUNTS = """
WITH tried AS (
    SELECT account_key, arg_max(status, started_at) AS tried, max(started_at) FILTER (status IN ('ok', 'partial')) AS read_at
    FROM core.run_account WHERE account_key IN (SELECT unnest($accounts::INTEGER[])) GROUP BY account_key
)
SELECT a.account_id, a.source, coalesce(a.handle, a.native_id) AS handle, a.followers::DOUBLE AS followers, a.role, a.market,
       a.status, a.paused_at, coalesce(x.tried, '') AS tried, coalesce(x.read_at, a.followers_at) AS read_at
FROM core.account AS a JOIN core.brand AS b USING (brand_key) LEFT JOIN tried AS x USING (account_key)
WHERE a.account_key IN (SELECT unnest($accounts::INTEGER[])) AND b.brand_id = $brand
ORDER BY a.followers DESC NULLS LAST, a.source, a.account_key
"""

_CHANGES = """
SELECT c.observed_at, b.brand_id, a.source, c.field, c.before, c.after
FROM core.profile_change AS c JOIN core.account AS a USING (account_key) JOIN core.brand AS b USING (brand_key)
WHERE c.account_key IN (SELECT unnest($accounts::INTEGER[])) AND b.brand_id IN (SELECT unnest($brands::VARCHAR[]))
  AND c.observed_at <= $now
ORDER BY c.observed_at DESC, a.account_key, c.field LIMIT $most
"""
