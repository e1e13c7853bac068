"""When tokens end, as their networks told. Settings are named here; their values never come near the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from benchmark.store.database import Store


@dataclass(frozen=True)
class Checked:
    """When the token of a setting ends (UTC), None when its network does not say; and when that was asked."""

    expires_at: datetime | None
    checked_at: datetime


def keep(store: Store, settings: Iterable[str], ends: Mapping[str, datetime], now: datetime) -> None:
    """Replace what is known of these settings."""
    names = list(settings)
    with store.transaction() as tx:
        for name in names:
            tx.execute("DELETE FROM core.token WHERE setting = $name", {"name": name})
            tx.execute(
                "INSERT INTO core.token VALUES ($name, $ends, $now)",
                {"name": name, "ends": ends.get(name), "now": now},
            )


def checked(store: Store) -> dict[str, Checked]:
    """Return what is known, by setting."""
    rows = store.rows("SELECT setting, expires_at, checked_at FROM core.token")
    return {setting: Checked(expires_at, at) for setting, expires_at, at in rows}
