"""How each network stands: ready or not, read when, failing why, used how much today, its tokens valid until when.

What the Data page and ``doctor`` both say about a network comes from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from benchmark.collect.expiry import WARN
from benchmark.settings import Settings
from benchmark.store import Store, credentials
from benchmark.store.freshness import AccountFreshness, account_freshness
from benchmark.text import t
from benchmark.text.format import day, number
from sources import SOURCES
from sources.base import Credential, Source
from sources.ledger import Ledger, Used

Ready = Literal["ready", "more", "needs_key", "import_only"]


@dataclass(frozen=True)
class TokenEnd:
    """When the token in a setting ends (UTC)."""

    setting: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """How one network stands. ``accounts`` are those neither removed nor paused."""

    source: Source
    ready: Ready
    missing: tuple[Credential, ...]
    """Keys that are not set, the required ones first."""
    accounts: int
    failing: tuple[AccountFreshness, ...]
    """Accounts whose last reading failed."""
    success_at: datetime | None
    """When any of its accounts was read last (UTC)."""
    used: Used
    budget: float | None
    """US dollars a day; None where nothing is asked for."""
    tokens: tuple[TokenEnd, ...]

    def used_sentence(self) -> str:
        """Return what was used today, of how much."""
        if self.budget is not None:
            return t(
                "Spent today: {spent} of {budget} US dollars, in {n} call.",
                "Spent today: {spent} of {budget} US dollars, in {n} calls.",
                n=self.used.calls,
                spent=number(self.used.micro_usd / 1_000_000, 2),
                budget=number(self.budget, 2),
            )
        if self.source.quota is not None:
            return t(
                "Used today: {n} of {units} calls that the network grants a day.",
                n=self.used.calls,
                units=self.source.quota.units,
            )
        return t("Used today: {n} call.", "Used today: {n} calls.", n=self.used.calls)

    def token_sentences(self, now: datetime) -> list[str]:
        """Return when the tokens end, a sentence each."""
        return [_token(self.source, token, now) for token in self.tokens]

    def warnings(self, now: datetime) -> list[str]:
        """Return what will stop this network soon and what to do: tokens that end within a week or have ended."""
        return [_token(self.source, token, now) for token in self.tokens if token.at - now < WARN]


def standings(store: Store, settings: Settings, ledger: Ledger, now: datetime) -> list[Standing]:
    """Return how every registered network stands: those in use first, then those ready, by name."""
    rows = account_freshness(store)
    ends = credentials.checked(store)
    found = []
    for source in SOURCES.values():
        known = [
            TokenEnd(key.setting, at)
            for key in source.credentials
            if key.setting in settings.secrets and key.setting in ends and (at := ends[key.setting].expires_at)
        ]
        found.append(_standing(source, rows, settings, ledger.today(source, now), known))
    order = {"ready": 0, "more": 0, "needs_key": 1, "import_only": 2}
    return sorted(found, key=lambda each: (not each.accounts, order[each.ready], each.source.label.casefold()))


def _standing(
    source: Source, rows: Sequence[AccountFreshness], settings: Settings, used: Used, tokens: Sequence[TokenEnd]
) -> Standing:
    unset = (key for key in source.credentials if key.setting not in settings.secrets)
    missing = sorted(unset, key=lambda key: not key.required)
    own = [row for row in rows if row.source == source.name and row.paused_at is None]
    read = [row.success_at for row in own if row.success_at is not None]
    return Standing(
        source,
        _ready(source, missing),
        tuple(missing),
        len(own),
        tuple(row for row in own if row.outcome == "failed"),
        max(read, default=None),
        used,
        settings.budgets.get(source.name, source.price.default_budget) if source.price else None,
        tuple(tokens),
    )


def _ready(source: Source, missing: Sequence[Credential]) -> Ready:
    if source.import_only:
        return "import_only"
    if any(key.required for key in missing):
        return "needs_key"
    return "more" if missing else "ready"


def _token(source: Source, token: TokenEnd, now: datetime) -> str:
    shown = {"network": source.label, "setting": token.setting, "day": day(token.at.date())}
    if token.at <= now:
        return t(
            "{network}: the token in {setting} ended on {day}. Make a new one, put it into the setting and restart.",
            **shown,
        )
    if token.at - now < WARN:
        return t(
            "{network}: the token in {setting} ends on {day}. Renew it before, put it into the setting and restart.",
            **shown,
        )
    return t("{network}: the token in {setting} is valid until {day}.", **shown)


def failures(standing: Standing, timezone: str) -> list[tuple[str, list[str]]]:
    """Return why accounts could not be read: each sentence once, with the brands it befell."""
    from benchmark import problems  # noqa: PLC0415  only who has a problem pays for its sentences

    by_sentence: dict[str, list[str]] = {}
    for row in standing.failing:
        said = problems.stored_sentence(row.error or "failed", row.source, row.params, timezone=timezone)
        by_sentence.setdefault(said, []).append(row.brand)
    return list(by_sentence.items())


def record(standing: Standing, now: datetime) -> dict[str, object]:
    """Return a network's standing as JSON holds it; of keys only their names."""
    return {
        "name": standing.source.name,
        "ready": standing.ready,
        "missing": [key.setting for key in standing.missing],
        "accounts": standing.accounts,
        "failing": [row.account_id for row in standing.failing],
        "success_at": standing.success_at.isoformat() if standing.success_at else None,
        "calls_today": standing.used.calls,
        "usd_today": standing.used.micro_usd / 1_000_000,
        "quota": standing.source.quota.units if standing.source.quota else None,
        "budget": standing.budget,
        "tokens": {token.setting: token.at.isoformat() for token in standing.tokens},
        "warnings": standing.warnings(now),
    }
