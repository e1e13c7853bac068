"""Hand out the accounts of a run: hosts side by side, a host no more than its pace allows, none to a host that gave out."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmark.collect.plan import Target
from sources.errors import FixCredentials, LimitReached, RetryLater, SourceError

THREADS = 8
"""Most accounts in hand at once, over all hosts."""
_USED_UP = frozenset({"quota", "credits"})
"""What no other account of the network gets either. A budget is no such thing: it may still pay for a cheaper call, and
asking it costs nothing."""


@dataclass
class _Lane:
    """The accounts of one host that are still to be read."""

    waiting: deque[Target] = field(default_factory=deque)
    parallel: int = 1
    active: int = 0


@dataclass(frozen=True)
class Turn:
    """An account to read; with ``problem`` one that is not to be asked, because the same would come of it."""

    target: Target
    problem: SourceError | None = None


class Lanes:
    """The accounts of a run by host. Safe to use from many threads."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self._lanes: dict[str, _Lane] = {}
        self._closed_hosts: dict[str, SourceError] = {}
        self._closed_sources: dict[tuple[str, str], SourceError] = {}
        self._free = threading.Condition()
        self._stopped = False
        for target in targets:
            lane = self._lanes.setdefault(target.host, _Lane(parallel=max(1, target.source.pace.parallel)))
            lane.parallel = min(lane.parallel, max(1, target.source.pace.parallel))
            lane.waiting.append(target)
            if target.wait is not None:
                self._closed_hosts.setdefault(target.host, target.wait)

    @property
    def hosts(self) -> int:
        """How many hosts the run asks."""
        return len(self._lanes)

    def threads(self) -> int:
        """Return how many threads the run can use."""
        return min(THREADS, sum(min(lane.parallel, len(lane.waiting)) for lane in self._lanes.values()))

    def take(self) -> Turn | None:
        """Wait for an account whose host is free and return it; None when there are no more, or the run was stopped."""
        with self._free:
            while not self._stopped and any(lane.waiting for lane in self._lanes.values()):
                free = [lane for lane in self._lanes.values() if lane.waiting and lane.active < lane.parallel]
                if free:
                    lane = max(free, key=lambda each: len(each.waiting) / each.parallel)  # the longest first
                    lane.active += 1
                    target = lane.waiting.popleft()
                    return Turn(target, self._problem(target))
                self._free.wait()
            self._free.notify_all()
            return None

    def done(self, target: Target) -> None:
        """Give the place of an account that was taken free again."""
        with self._free:
            self._lanes[target.host].active -= 1
            self._free.notify_all()

    def met(self, target: Target, error: SourceError) -> None:
        """Learn from an account's error: what would befall the next ones as well is not tried on them.

        A host that said when to come again, or is down, is left alone for this run; a refused key or a used-up quota ends
        the network's accounts on that host. A missing permission may concern one account only (a page for adults, one that is
        not public), so the next ones are asked all the same.
        """
        with self._free:
            if isinstance(error, RetryLater) and error.retry_at is not None:
                self._closed_hosts.setdefault(target.host, error)
            keyed = isinstance(error, FixCredentials) and bool(target.source.credentials)
            if (keyed and error.code != "no_permission") or (
                isinstance(error, LimitReached) and error.code in _USED_UP
            ):
                self._closed_sources.setdefault((target.host, target.source.name), error)

    def stop(self) -> None:
        """Hand out nothing more."""
        with self._free:
            self._stopped = True
            self._free.notify_all()

    def _problem(self, target: Target) -> SourceError | None:
        return self._closed_sources.get((target.host, target.source.name)) or self._closed_hosts.get(target.host)
