"""Views of small stores for the cards' tests: what a page would hand to a card."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from benchmark.cards import attention, audience, content, engagement, positioning, publishing, top_posts
from benchmark.cards.context import Builder, Context
from benchmark.metrics import Scope
from benchmark.metrics.attention import is_about_brands
from benchmark.store import Store

CARDS: dict[str, Builder] = {
    **audience.CARDS,
    **publishing.CARDS,
    **engagement.CARDS,
    **attention.CARDS,
    **positioning.CARDS,
    **content.CARDS,
    **top_posts.CARDS,
}
NOW = datetime(2026, 6, 1, 8)
"""A day after the period that most of these tests look at: May 2026."""


def view(store: Store, scope: Scope, network: str | None, *, own: str | None = None, demo: bool = False) -> Context:
    """Return a view of a scope's brands, the own one (by its id) first."""
    brands = store.query(
        """
        SELECT brand_id, any_value(b.name) AS name, any_value(b.colour)::INTEGER AS colour, brand_id = $own AS own
        FROM core.brand AS b JOIN core.account AS a USING (brand_key)
        WHERE a.account_key IN (SELECT unnest($accounts::INTEGER[])) GROUP BY ALL ORDER BY own DESC, min(b.brand_key)
        """,
        {"own": own or "", "accounts": list(scope.accounts)},
    )
    networks = store.rows(
        "SELECT DISTINCT source FROM core.account WHERE account_key IN (SELECT unnest($accounts::INTEGER[])) ORDER BY 1",
        {"accounts": list(scope.accounts)},
    )
    there = tuple(name for (name,) in networks)
    return Context(
        store=store,
        panel="Panel",
        scope=scope,
        before=scope.previous(),
        compared="previous",
        brands=brands.astype({"own": bool}) if len(brands) else _nobody(),
        networks=tuple(name for name in there if not is_about_brands(name)),
        attention=tuple(name for name in there if is_about_brands(name)),
        network=network,
        demo=demo,
    )


def _nobody() -> pd.DataFrame:
    return pd.DataFrame({"brand_id": [], "name": [], "colour": [], "own": []}).astype(
        {"brand_id": object, "name": object, "colour": int, "own": bool}
    )
