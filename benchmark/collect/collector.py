"""The collector of a process: one run at a time, by hand or by schedule, with a backup after each."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from benchmark.clock import utcnow
from benchmark.collect import plan, schedule
from benchmark.collect.estimate import Estimate, estimates
from benchmark.collect.expiry import ExpiryChecks
from benchmark.collect.keeper import Keeper
from benchmark.collect.progress import Progress
from benchmark.collect.retaining import Retaining
from benchmark.collect.run import Execution, RunResult
from benchmark.settings import Settings
from benchmark.store import Store, StoreError, backups, runs, usage
from benchmark.store.runs import Known, Run
from sources.http import Http

log = logging.getLogger(__name__)

Trigger = Literal["manual", "schedule", "cli"]

RESUME_WITHIN = timedelta(hours=3)
"""An interrupted run is taken up again within this time; later its readings are no longer one look at the market."""
GIVEN_UP_PAUSE = 600.0
"""Seconds before the schedule tries again after a run was given up: the clock is wrong, the disk is full."""


class RunGoing(Exception):
    """There is a run already."""

    def __init__(self, run_id: str, started_at: datetime) -> None:
        super().__init__(run_id, started_at)
        self.run_id = run_id
        self.started_at = started_at


class Collector:
    """Starts runs, in the caller's thread or in the background, and keeps the schedule. One per process."""

    def __init__(
        self, store: Store, settings: Settings, http: Http | None = None, clock: Callable[[], datetime] = utcnow
    ) -> None:
        self._store = store
        self._settings = settings
        self._http = http or Http(settings.http())
        self._clock = clock
        self._lock = threading.Lock()
        self._going: Execution | None = None
        self._queued: set[int] = set()
        self._idle = threading.Event()
        self._idle.set()
        self._held_until = time.monotonic()
        self._closing = threading.Event()
        self._keeper = Keeper(self.tick, self.next_run_at, clock)
        self.last_result: RunResult | None = None
        """How the last run of this process ended."""
        # Nobody else has the database open, so a run that is still marked as going died with its process.
        runs.interrupt_running(store)
        usage.restore(store, self._http.ledger, clock())
        self._expiry = ExpiryChecks()
        self.retaining = Retaining(store, settings, self._http, clock)

    def run(
        self,
        *,
        trigger: Trigger = "manual",
        account_keys: Collection[int] | None = None,
        progress: Callable[[Progress], object] | None = None,
    ) -> RunResult:
        """Collect in this thread and return how it ended. ``account_keys`` None: every active account.

        Raises:
            RunGoing: there is a run already.
            StoreError: the database cannot be used.
        """
        execution = self._begin(trigger, account_keys)
        if execution is None:
            return self._nothing()
        try:
            return self._carry_out(execution, progress)
        finally:
            if following := self._queued_run():
                self._go_on(following)
            else:
                self._rest()

    def start(self, *, trigger: Trigger = "manual", account_keys: Collection[int] | None = None) -> Run:
        """Collect in the background. Returns the run as it begins; its status is ``nothing_to_do`` when no account is due.

        While a run goes on, accounts that are named are queued and follow it (status ``queued``), except for the command
        line, which is told.

        Raises:
            RunGoing: there is a run already.
            StoreError: the database cannot be used.
        """
        try:
            execution = self._begin(trigger, account_keys)
        except RunGoing as going:
            if account_keys is None or trigger == "cli" or not self._queue(account_keys):
                raise
            return Run(0, going.run_id, going.started_at, None, trigger, "queued")
        if execution is None:
            now = self._clock()
            return Run(0, "", now, now, trigger, "nothing_to_do")
        self._go_on(execution)
        return execution.run

    def estimates(self, account_keys: Collection[int] | None = None) -> list[Estimate]:
        """Return what a run of these accounts (None: every active one) will cost, for each network that asks for money."""
        now = self._clock()
        accounts = plan.wanted(plan.active(self._store, self._settings), account_keys, None, now)
        targets = plan.targets(self._settings, accounts, now)
        return estimates(self._store, self._settings, self._http.ledger, targets, now)

    def progress(self) -> Progress | None:
        """Return how far the run has come; None when there is none."""
        going = self._going
        return going.progress() if going else None

    def stop(self) -> None:
        """Let the accounts in hand end, and take no more; what is queued is dropped. Nothing happens when no run is going."""
        with self._lock:
            self._queued.clear()
        if going := self._going:
            going.stop()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until no run is going, nor one queued; tells whether that came about in time."""
        return self._idle.wait(seconds)

    def last_run(self) -> Run | None:
        """Return the latest run, going or ended; None before the first."""
        return runs.last(self._store, before=self._clock()) or runs.last(self._store)

    def next_run_at(self) -> datetime | None:
        """Return when the schedule collects next (UTC), now when something is due; None when it is off or has nothing."""
        accounts = [known for known in plan.active(self._store, self._settings) if known.status not in plan.AWAY]
        instants = self._instants()
        if instants is None or not accounts:
            return None
        now = self._clock()
        earliest = now + timedelta(seconds=max(0.0, self._held_until - time.monotonic()))
        return earliest if plan.wanted(accounts, None, instants.cutoff, now) else max(earliest, instants.next)

    def tick(self) -> Run | None:
        """Do what the day asks for, and start the scheduled run if one is due; called by the schedule's thread."""
        self.retaining.look_daily()
        due = self.next_run_at()
        if due is None or due > self._clock() or self._going is not None:
            return None
        try:
            return self.start(trigger="schedule")
        except RunGoing:
            return None

    def start_schedule(self, *also: Callable[[], object]) -> None:
        """Keep the schedule, what each day asks for, and these deeds at each look, in a thread of its own until `close`."""
        self._keeper.start(*also)

    def close(self) -> None:
        """Stop at once and wait for it: the account in hand is read again by the next run."""
        self._closing.set()
        self._keeper.close()
        if going := self._going:
            going.stop(at_once=True)
        self._idle.wait()
        self.retaining.close()
        usage.save(self._store, self._http.ledger)

    def _begin(self, trigger: str, keys: Collection[int] | None) -> Execution | None:
        with self._lock:
            if self._going is not None:
                raise RunGoing(self._going.run.id, self._going.run.started_at)
            now = self._clock()
            instants = self._instants() if trigger == "schedule" else None
            accounts = plan.wanted(
                plan.active(self._store, self._settings), keys, instants.cutoff if instants else None, now
            )
            interrupted, accounts = self._left_open(accounts, keys, now)
            if not accounts:
                return None
            run = runs.resume(self._store, interrupted) if interrupted else runs.begin(self._store, trigger, now)
            targets = plan.targets(self._settings, accounts, now)
            self._http.new_run()
            self._idle.clear()
            self._going = Execution(self._store, self._http, run, targets, self._clock)
            return self._going

    def _left_open(
        self, accounts: list[Known], keys: Collection[int] | None, now: datetime
    ) -> tuple[Run | None, list[Known]]:
        """Return the interrupted run that these accounts go on with, and those of them that it has not read.

        Not if only other accounts than it read are wanted, nor if its accounts are due again.
        """
        last = runs.last(self._store, before=now)
        if last is None or last.status != "interrupted" or last.started_at < now - RESUME_WITHIN:
            return None, accounts
        done = runs.outcome_keys(self._store, last)
        open_ = [known for known in accounts if known.key not in done]
        named_others = keys is not None and not done <= set(keys)
        return (None, accounts) if named_others or not open_ else (last, open_)

    def _instants(self) -> schedule.Instants | None:
        return schedule.instants(
            self._settings.schedule, self._settings.timezone, runs.first_added(self._store), self._clock()
        )

    def _queue(self, keys: Collection[int]) -> bool:
        with self._lock:
            if self._going is None:
                return False
            self._queued |= set(keys)
            return True

    def _go_on(self, execution: Execution) -> None:
        threading.Thread(target=self._in_background, args=(execution,), name="collector", daemon=True).start()

    def _in_background(self, execution: Execution) -> None:
        """Carry out a run and those that were asked for meanwhile."""
        following: Execution | None = execution
        try:
            while following is not None:
                try:
                    self._carry_out(following)
                except StoreError as error:
                    log.error("the run could not be ended: %s", error)  # noqa: TRY400  the database's own words suffice
                following = self._queued_run()
        finally:
            self._rest()

    def _rest(self) -> None:
        with self._lock:
            if self._going is None:  # nobody began another one meanwhile
                self._idle.set()
        self._keeper.wake()

    def _queued_run(self) -> Execution | None:
        with self._lock:
            keys, self._queued = self._queued, set()
        try:
            return self._begin("manual", keys) if keys and not self._closing.is_set() else None
        except RunGoing:  # somebody was quicker: they follow that one
            self._queue(keys)
            return None
        except StoreError as error:
            log.error("the run could not begin: %s", error)  # noqa: TRY400
            return None

    def _carry_out(self, execution: Execution, progress: Callable[[Progress], object] | None = None) -> RunResult:
        try:
            result = execution.go(progress)
            self._note_use(execution, result)
            if result.error != "clock":
                self.retaining.look()
            if execution.changed:
                result = replace(result, backup_error=self._back_up())
            self.last_result = result
            self._hold_schedule(result)
            return result
        finally:
            self._going = None

    def _note_use(self, execution: Execution, result: RunResult) -> None:
        """Write down what was used, and ask when the tokens end; nothing that a wrong clock would date."""
        ledger = self._http.ledger
        if result.error == "clock":
            ledger.unsaved()
            return
        self._expiry.check(self._store, self._http, execution.sources, self._settings, self._clock())
        usage.save(self._store, ledger)

    def _hold_schedule(self, result: RunResult) -> None:
        """Keep what a run left open from being due at once: wait a while if it was given up, a turn if it was stopped."""
        seconds = GIVEN_UP_PAUSE if result.error else 0.0
        if result.status == "stopped" and (instants := self._instants()) is not None:
            seconds = (instants.next - self._clock()).total_seconds()
        self._held_until = time.monotonic() + seconds

    def _back_up(self) -> str | None:
        """Make the backup that follows a run; a failure is written down and returned, the run stays as it is."""
        try:
            self._store.checkpoint()  # a damaged log then costs no more than the run after it
            backups.rotate_in(self._store)
        except (StoreError, OSError) as error:
            log.error("the backup after the run failed: %s", error)  # noqa: TRY400
            return backups.note_failure(self._store, error, self._clock())
        return None

    def _nothing(self) -> RunResult:
        return RunResult("", "nothing_to_do", now := self._clock(), now)
