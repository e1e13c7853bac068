"""Ground for the tests of import: brands with accounts, files as bytes, and what a database holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from benchmark import brands
from benchmark.imports import planning, reading, storing
from benchmark.imports.people import Target
from benchmark.imports.planning import Ask, Plan
from benchmark.imports.storing import Counts
from benchmark.store import Store
from sources import SOURCES, bluesky
from sources.base import Identity, Profile, no_route

NOW = datetime(2026, 11, 21, 14)
ZONE = "Europe/Paris"
TABLES = (
    "brand", "account", "account_state", "panel", "panel_account", "profile_snapshot", "profile_change", "post", "post_detail",
    "post_snapshot", "account_daily", "run", "run_account", "audit",
)  # fmt: skip


def import_only_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    """LinkedIn and TikTok as networks that nobody may fetch."""
    for name, label in (("linkedin", "LinkedIn"), ("tiktok", "TikTok")):
        made = dataclasses.replace(
            bluesky.SOURCE, name=name, label=label, profile=no_route, posts=None, identify=lambda _link: None,
            identify_handle=lambda _text: None, credentials=(), price=None,
        )  # fmt: skip
        monkeypatch.setitem(SOURCES, name, made)


def add(store: Store, brand: str, source: str = "mastodon", handle: str | None = None) -> int:
    """Add a brand's account without a reading; return its key."""
    name = handle or brand.lower()
    native = f"social.example/{name}" if source == "mastodon" else f"id-{name}"
    url = f"https://social.example/@{name}"
    profile = Profile(native, handle=f"{name}@social.example", display_name=f"{brand} official", url=url)
    return brands.add(
        store, brand, Identity(source, native, url, needs_network=False), profile, actor="test"
    ).account_key


def plan(store: Store, content: bytes | str, *wishes: str, name: str = "file.csv", **said: Any) -> Plan:
    """What a file would do."""
    day: date | None = said.pop("day", None)
    sheet = reading.read(content.encode() if isinstance(content, str) else content, name)
    return planning.plan(store, sheet, Ask(Target(**said), wishes, day), NOW, ZONE)


def bring(store: Store, content: bytes | str, *wishes: str, now: datetime = NOW, **said: Any) -> Counts:
    """Import a file that has nothing against it."""
    made = plan(store, content, *wishes, **said)
    assert not made.errors, [message.sentence for message in made.errors]
    seen = storing.look(store, made)
    done = storing.store_plan(store, made, actor="test", now=now)
    assert seen == done
    return done


def codes(made: Plan) -> list[tuple[str, int | None, str | None]]:
    """What stands against a plan."""
    return [(message.code, message.row, message.column) for message in made.errors]


def everything(store: Store) -> dict[str, list[Any]]:
    """All rows of all tables."""
    return {table: sorted(map(repr, store.rows(f"SELECT * FROM core.{table}"))) for table in TABLES}


def followers(store: Store) -> list[tuple[Any, ...]]:
    """All observations: brand, instant, followers, step, origin."""
    return store.rows(
        "SELECT b.name, observed_at, s.followers, followers_step, s.origin FROM profile_snapshots AS s JOIN accounts USING (account_id) "
        "JOIN brands AS b USING (brand_id) ORDER BY ALL"
    )


def csv(*rows: Sequence[Any]) -> str:
    """Rows as a CSV with semicolons."""
    return "\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in rows) + "\n"
