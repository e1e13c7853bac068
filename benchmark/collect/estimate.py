"""What the next run will cost where a network asks for money, told before it begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from benchmark.collect.plan import Target
from benchmark.settings import Settings
from benchmark.store import Store
from benchmark.text import t
from benchmark.text.format import number
from sources.base import Source
from sources.ledger import Ledger


@dataclass(frozen=True)
class Estimate:
    """The expected cost of a run on one network in US dollars, and what the day's budget leaves.

    ``usd`` counts each account's profile and as many posts as are known in the window that is read; ``first`` accounts
    were never read, so that their posts are not known and come on top, up to the budget.
    """

    source: Source
    usd: float
    first: int
    budget: float
    left: float

    def sentence(self) -> str:
        """Return what the next run costs, and what today's budget leaves for it."""
        shown = {"usd": number(self.usd, 2), "left": number(self.left, 2), "budget": number(self.budget, 2)}
        if self.first:
            return t(
                "{network}: the next run costs about {usd} US dollars and the posts of {n} account that was never read; "
                "of today's budget of {budget} US dollars {left} are left.",
                "{network}: the next run costs about {usd} US dollars and the posts of {n} accounts that were never read; "
                "of today's budget of {budget} US dollars {left} are left.",
                n=self.first,
                network=self.source.label,
                **shown,
            )
        return t(
            "{network}: the next run costs about {usd} US dollars; of today's budget of {budget} US dollars {left} are left.",
            network=self.source.label,
            **shown,
        )


def estimates(
    store: Store, settings: Settings, ledger: Ledger, targets: Iterable[Target], now: datetime
) -> list[Estimate]:
    """Return the estimate of each paid network among the accounts to be read."""
    by_source: dict[str, list[Target]] = {}
    for target in targets:
        by_source.setdefault(target.source.name, []).append(target)
    found = []
    for name, each in by_source.items():
        source, price = each[0].source, each[0].source.price
        if price is None:
            continue
        posts = sum(_posts(store, target) for target in each)
        budget = settings.budgets.get(name, price.default_budget)
        spent = ledger.today(source, now).micro_usd / 1_000_000
        first = sum(target.known.read_at is None for target in each)
        usd = price.profile * len(each) + price.post * posts
        found.append(Estimate(source, usd, first, budget, max(0.0, budget - spent)))
    return found


def _posts(store: Store, target: Target) -> int:
    """The posts that are known in the window that is read."""
    return int(
        store.value(
            "SELECT count(*) FROM core.post WHERE account_key = $key AND published_at >= $since",
            {"key": target.known.key, "since": target.since},
        )
    )
