"""One run: its accounts over threads, each recorded in a transaction of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmark.collect.clockcheck import verdict
from benchmark.collect.lanes import Lanes, Turn
from benchmark.collect.plan import Target
from benchmark.collect.progress import Progress, Tracker
from benchmark.collect.read import Read, read, unread
from benchmark.refusals import Refusal
from benchmark.store import Store, StoreError, Transaction, runs, usage
from benchmark.store.record import Reading, record
from benchmark.store.runs import Run
from sources.errors import SourceError, Stopped
from sources.http import Http

log = logging.getLogger(__name__)

GRACE = 20.0
"""Seconds that the accounts in hand get to end after a stop."""


@dataclass(frozen=True)
class Problem:
    """An account that could not be read, or only in part."""

    account_id: str
    label: str
    error: str
    message: str


@dataclass(frozen=True)
class RunResult:
    """How a run ended. ``status``: see `benchmark.store.runs`; ``nothing_to_do`` when no account was due.

    ``error`` says why a run was given up: ``clock``, or the code of a `StoreError`. ``backup_error`` is None when the
    backup after the run was made, or none was needed.
    """

    run_id: str
    status: str
    started_at: datetime
    finished_at: datetime
    total: int = 0
    ok: int = 0
    partial: int = 0
    failed: int = 0
    problems: tuple[Problem, ...] = ()
    error: str | None = None
    backup_error: str | None = None


class Execution:
    """A run in progress."""

    def __init__(
        self, store: Store, http: Http, run: Run, targets: Sequence[Target], now: Callable[[], datetime]
    ) -> None:
        self.run = run
        self.changed = False
        """Whether anything was read and stored."""
        self._store = store
        self._http = http
        self._now = now
        self.sources = [target.source for target in targets]
        self._total = len(targets)
        self._lanes = Lanes(targets)
        self._tracker = Tracker(run.id, run.started_at, len(targets))
        self._began = (now(), time.monotonic())
        self._kept = threading.Lock()
        self._held: list[tuple[Target, Read]] = []
        self._dated = False
        self._problems: list[Problem] = []
        self._error: str | None = None
        self._stop_at: float | None = None
        self._moved = threading.Event()

    def progress(self) -> Progress:
        """Return how far the run has come."""
        return self._tracker.snapshot()

    def stop(self, *, at_once: bool = False) -> None:
        """Take no further accounts; those in hand end, within `GRACE` seconds or at once."""
        self._stop_at = time.monotonic() + (0.0 if at_once else GRACE)
        self._tracker.stop()
        self._lanes.stop()

    def go(self, progress: Callable[[Progress], object] | None = None) -> RunResult:
        """Read all accounts and return how it ended."""
        threads = [
            threading.Thread(target=self._work, name=f"collect-{number}", daemon=True)
            for number in range(self._lanes.threads())
        ]
        try:
            for thread in threads:
                thread.start()
            self._watch(threads, progress)
        except BaseException:
            self.stop(at_once=True)
            raise
        finally:
            for thread in threads:
                thread.join()
        return self._end()

    def _watch(self, threads: Sequence[threading.Thread], progress: Callable[[Progress], object] | None) -> None:
        while any(thread.is_alive() for thread in threads):
            if self._moved.wait(0.1):
                self._moved.clear()
                if progress is not None:
                    progress(self.progress())
        if progress is not None:
            progress(self.progress())

    def _work(self) -> None:
        while (turn := self._lanes.take()) is not None:
            try:
                self._account(turn)
            except Stopped:
                log.info("%s was not read: stopped", turn.target.known.id)
            except StoreError as error:
                log.error("the run is given up: %s", error)  # noqa: TRY400  the database's own words suffice
                self._give_up(error.code)
            except Exception as bug:  # noqa: BLE001  a thread that ends unseen would leave the run without a reason
                log.error("the run is given up: %s", type(bug).__name__)  # noqa: TRY400  no values
                self._give_up("bug")
            finally:
                self._lanes.done(turn.target)
                self._moved.set()

    def _account(self, turn: Turn) -> None:
        target = turn.target
        self._tracker.taken(target.label)
        self._moved.set()
        state = runs.states(self._store, target.known.key)
        if turn.problem is not None:
            result = unread(target, turn.problem, state, self._now())
        else:
            client = self._http.client(target.source, state, self._stopped)
            result = read(target, client, self._now)
            if result.error is not None:
                self._lanes.met(target, result.error)
        self._judge(target, result)

    def _judge(self, target: Target, result: Read) -> None:
        """Store a result if the clock that dated it is right; hold it while that is open."""
        with self._kept:
            self._held.append((target, result))
            skews = self._http.clock_skews()
            judged = verdict(skews, more_hosts=len(skews) < self._lanes.hosts and not self._last())
            if judged == "wrong":
                self._give_up("clock")
            if judged != "right" or self._error is not None:
                return
            self._dated = self._dated or bool(skews)
            held, self._held = self._held, []
        for each in held:
            self._keep(*each)

    def _last(self) -> bool:
        snapshot = self._tracker.snapshot()
        return snapshot.done + len(self._held) >= snapshot.total

    def _keep(self, target: Target, result: Read) -> None:
        stored = self._record(target, result)
        outcome = stored.outcome
        self.changed = self.changed or outcome.status != "failed"
        if outcome.error is not None:
            self._problems.append(Problem(target.known.id, target.label, outcome.error, outcome.message or ""))
        self._tracker.ended(well=outcome.status == "ok")

    def _record(self, target: Target, result: Read) -> Reading:
        # Money is written down with what it bought; calls alone can wait for the end of the run.
        spent = self._http.ledger.unsaved(target.source) if target.source.price else {}

        def first(tx: Transaction) -> None:
            profile = result.reading.profile
            usage.add(tx, spent)
            if profile is not None and profile.native_id != target.known.native_id:
                _adopt(tx, target.known.key, profile.native_id)

        try:
            record(self._store, self.run.key, result.reading, first=first)
        except (StoreError, Stopped):
            self._http.ledger.restore_unsaved(spent)
            raise
        except Refusal as refusal:
            error = SourceError(refusal.code, **refusal.params)
        except Exception as bug:  # noqa: BLE001  the collector's edge: what cannot be stored becomes an outcome as well
            log.error("storing %s failed: %s", target.known.id, type(bug).__name__)  # noqa: TRY400  no values
            error = SourceError("bug", type=type(bug).__name__)
        else:
            return result.reading
        self._http.ledger.restore_unsaved(spent)
        state = runs.states(self._store, target.known.key)  # what was learnt with a reading goes with it
        instead = unread(target, error, state, result.reading.observed_at).reading
        record(self._store, self.run.key, instead)
        return instead

    def _stopped(self) -> bool:
        return self._stop_at is not None and time.monotonic() >= self._stop_at

    def _give_up(self, code: str) -> None:
        self._error = self._error or code
        self.stop(at_once=True)

    def _end(self) -> RunResult:
        """Write down how the run ended."""
        finished = self._now()
        if self._error == "clock":
            finished = self._began[0] + timedelta(seconds=time.monotonic() - self._began[1])
            if not self._dated:
                runs.forget(self._store, self.run)
                return self._result("failed", finished, None)
        counted = runs.find(self._store, self.run.id) or self.run
        status = self._status(counted)
        runs.finish(self._store, self.run, status, finished)
        return self._result(status, finished, counted)

    def _status(self, counted: Run) -> str:
        if self._error is not None:
            return "failed"
        if self._tracker.snapshot().done < self._total:
            return "stopped"
        if counted.ok == counted.accounts:
            return "done"
        return "partial" if counted.ok + counted.partial else "failed"

    def _result(self, status: str, finished: datetime, counted: Run | None) -> RunResult:
        return RunResult(
            self.run.id,
            status,
            self.run.started_at,
            finished,
            self._total,
            counted.ok if counted else 0,
            counted.partial if counted else 0,
            counted.failed if counted else 0,
            tuple(self._problems),
            self._error,
        )


def _adopt(tx: Transaction, account_key: int, native_id: str) -> None:
    from benchmark.brands.adding import adopt_identity  # noqa: PLC0415  needed once in an account's life

    adopt_identity(tx, account_key, native_id)
