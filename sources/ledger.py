"""What was asked of each network on each day: calls and money, so that quotas show and budgets are kept.

The ledger lives in the process; who has a database restores the day's figures into it and writes down what is new.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sources.base import Source
from sources.errors import LimitReached


class Entry(NamedTuple):
    """Whose day: the name of the source and the day in the zone in which its quota is renewed (UTC when it has none)."""

    source: str
    day: date


@dataclass(frozen=True)
class Used:
    """Calls made, and millionths of a US dollar spent."""

    calls: int = 0
    micro_usd: int = 0

    def __add__(self, other: Used) -> Used:
        return Used(self.calls + other.calls, self.micro_usd + other.micro_usd)


@dataclass
class Payment:
    """What may be bought, and what was."""

    granted: int
    """The most that may come; who asks for less says so here."""
    resources: set[str] = field(default_factory=set)

    def bought(self, resources: Iterable[str]) -> None:
        """Note the ids of what came; what was paid for earlier on the same day costs nothing."""
        self.resources.update(resources)


class Ledger:
    """Calls and money by source and day. Safe to use from many threads."""

    def __init__(self, budgets: Mapping[str, float] | None = None) -> None:
        """``budgets``: by source, the most to spend on a UTC day in US dollars, where it is not the source's default."""
        self._budgets = dict(budgets or {})
        self._lock = threading.Lock()
        self._total: dict[Entry, Used] = {}
        self._unsaved: dict[Entry, Used] = {}
        self._reserved: dict[Entry, int] = {}
        self._paid: dict[Entry, set[str]] = {}

    def restore(self, known: Mapping[Entry, Used]) -> None:
        """Take over what earlier processes used; what this one used since then and has not been saved stays on top."""
        with self._lock:
            for entry, used in known.items():
                self._total[entry] = used + self._unsaved.get(entry, Used())

    def count(self, source: Source, now: datetime, calls: int = 1) -> None:
        """Note calls."""
        with self._lock:
            self._note(entry_of(source, now), Used(calls))

    @contextmanager
    def paying(  # noqa: PLR0917  a price, how often, and how to tell what was lost
        self,
        source: Source,
        now: datetime,
        each_usd: float,
        wanted: int,
        least: int = 1,
        lost: Callable[[], int] = lambda: 0,
    ) -> Iterator[Payment]:
        """Set money aside for a call, so that the day's budget holds however many calls go on at once.

        The block makes the call and tells `Payment.bought` what came. When it ends without a word nothing was bought;
        when it fails and an answer was lost on the way, all that might have come counts as spent.

        Args:
            source: the network; its ``price`` names the budget.
            now: UTC without a zone.
            each_usd: the price of one resource.
            wanted: how many resources the call may bring; ``Payment.granted`` is how many it may bring at most.
            least: the fewest that make the call worth while.
            lost: counts the answers that were asked for and did not come whole.

        Raises:
            LimitReached: ``budget``, less than ``least`` can be paid for today.
        """
        entry, each = Entry(source.name, now.date()), round(each_usd * 1_000_000)
        granted = self._reserve(source, entry, each, wanted, least)
        payment, before, unseen = Payment(granted), lost(), 0
        try:
            yield payment
        except BaseException:
            unseen = 0 if payment.resources or lost() == before else payment.granted
            raise
        finally:
            with self._lock:  # at once, so that nobody else takes the money for free in between
                self._reserved[entry] = self._reserved.get(entry, 0) - each * granted
                new = payment.resources - self._paid.setdefault(entry, set())
                self._paid[entry] |= new
                self._note(entry, Used(0, each * (len(new) + unseen)))

    def _reserve(self, source: Source, entry: Entry, each: int, wanted: int, least: int) -> int:
        with self._lock:
            budget = round(
                self._budgets.get(source.name, source.price.default_budget if source.price else 0.0) * 1_000_000
            )
            spent = self._total.get(entry, Used()).micro_usd
            left = budget - spent - self._reserved.get(entry, 0)
            granted = min(wanted, max(0, left) // each) if each else wanted
            if granted >= least:
                self._reserved[entry] = self._reserved.get(entry, 0) + each * granted
                return granted
        setting = source.price.budget if source.price else None
        raise LimitReached("budget", budget=budget / 1_000_000, spent=spent / 1_000_000, setting=setting)

    def today(self, source: Source, now: datetime) -> Used:
        """Return what was used on the source's present day."""
        with self._lock:
            return self._total.get(entry_of(source, now), Used())

    def unsaved(self, source: Source | None = None) -> dict[Entry, Used]:
        """Return and forget what was used since this was last asked, of one source or of all.

        Give it back to `restore_unsaved` if it cannot be saved.
        """
        with self._lock:
            taken = {e: used for e, used in self._unsaved.items() if source is None or e.source == source.name}
            for entry in taken:
                del self._unsaved[entry]
            return taken

    def restore_unsaved(self, entries: Mapping[Entry, Used]) -> None:
        """Take back what could not be saved."""
        with self._lock:
            for entry, used in entries.items():
                self._unsaved[entry] = used + self._unsaved.get(entry, Used())

    def _note(self, entry: Entry, used: Used) -> None:
        if used != Used():
            self._total[entry] = self._total.get(entry, Used()) + used
            self._unsaved[entry] = self._unsaved.get(entry, Used()) + used


def entry_of(source: Source, now: datetime) -> Entry:
    """Return the source's day at a time (UTC without a zone)."""
    if source.quota is None:
        return Entry(source.name, now.date())
    return Entry(source.name, now.replace(tzinfo=UTC).astimezone(ZoneInfo(source.quota.timezone)).date())
