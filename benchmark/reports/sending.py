"""What of the schedules is due, and sending it: each due time once, however often the program was stopped in between.

A sending that fails follows again after 5 minutes, 30 minutes and 2 hours; a later due time takes its place. Of the times that
passed while the program did not run, the latest is sent and the others are written down as skipped. What was going when the
program died is sent again, for nobody knows whether it arrived; its mail then carries the same id.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from benchmark.clock import utcnow
from benchmark.refusals import Refusal
from benchmark.reports import delivery, mail, schedules
from benchmark.reports.scheduling import Rhythm, dues_between, latest_due, retry_at
from benchmark.settings import Settings
from benchmark.store import Store, StoreError, directory
from benchmark.store import schedules as rows
from benchmark.store.schedules import Delivery, Schedule
from benchmark.text.language import language

log = logging.getLogger(__name__)

_one = threading.Lock()
"""One sending at a time in this process, which alone has the database."""


@dataclass(frozen=True)
class Due:
    """An attempt that is to be made now."""

    schedule: Schedule
    at: datetime
    attempt: int = 1
    file_name: str | None = None
    """The file that an earlier attempt put into the folder already."""


class Sender:
    """Sends what is due. One per process."""

    def __init__(self, store: Store, settings: Settings, clock: Callable[[], datetime] = utcnow) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._closing = threading.Event()

    def begin(self) -> None:
        """Write down as failed what was going when an earlier process died."""
        with self._store.transaction(figures=False) as tx:
            rows.end_interrupted(tx, self._clock())

    def tick(self) -> list[Delivery]:
        """Send everything that is due now and return what came of it; called by the schedule's thread, which goes on."""
        done = []
        try:
            with _one:
                if rows.is_going(self._store):  # not by anybody who holds the lock: its end could not be written down
                    self.begin()
                # looked for anew after each, for meanwhile somebody may have changed or removed the others
                while not self._closing.is_set() and (due := _first_due(self._store, self._clock())):
                    done.append(self._attempt(due))
        except StoreError as error:
            log.error("scheduled reports could not be sent: %s", error)  # noqa: TRY400  the database's own words suffice
        except Exception as bug:  # noqa: BLE001  whatever it was, the schedule goes on
            log.error("scheduled reports stumbled: %s", type(bug).__name__)  # noqa: TRY400  no values
        return done

    def send_now(self, schedule_id: str) -> Delivery:
        """Send a schedule's report now, beside its due times. Returns what came of it.

        Raises:
            Refusal: ``unknown_schedule``.
            StoreError: the database cannot be used.
        """
        with _one:
            return self._attempt(Due(schedules.schedule_of(self._store, schedule_id), self._clock()))

    def close(self) -> None:
        """Send nothing more; a report that is being made or sent is left."""
        self._closing.set()
        mail.hang_up()

    def _attempt(self, due: Due) -> Delivery:
        """Make one attempt and write down how it ended."""
        row = Delivery(directory.new_id(), due.schedule.id, due.at, due.attempt, self._clock(), None, "going")
        with self._store.transaction(figures=False) as tx:
            rows.write_deliveries(tx, [row])
        outcome = _Outcome(file_name=due.file_name)
        token = language.set(due.schedule.language)
        try:
            self._carry_out(due, outcome)
        except Refusal as refusal:
            outcome.failed(Refusal("interrupted") if self._closing.is_set() else refusal)
        except delivery.Stopped:
            outcome.failed(Refusal("interrupted"))
        except StoreError:
            outcome.failed(Refusal("report_failed", reason=""))
            raise
        except Exception as bug:  # noqa: BLE001  it is written down, and tried again
            log.error("a scheduled report could not be made: %s", type(bug).__name__)  # noqa: TRY400  no values
            outcome.failed(Refusal("report_failed", reason=""))
        finally:
            language.reset(token)
            outcome.write(self._store, row.id, self._clock())
        return rows.since(self._store, due.schedule.id, due.at, due.at)[-1]

    def _carry_out(self, due: Due, outcome: _Outcome) -> None:
        made = delivery.make(self._store, due.schedule, self._clock(), self._closing.is_set)
        outcome.size, outcome.version = len(made.content), made.document.version.id
        if due.schedule.folder is not None and outcome.file_name is None:
            root = self._settings.reports_dir
            outcome.file_name = delivery.to_folder(root, due.schedule.folder, made.name, made.content)
        if due.schedule.recipients:
            refused = delivery.by_mail(
                self._settings.mail,
                due.schedule,
                made,
                due_at=due.at,
                now=self._clock(),
                timezone=schedules.zone_of(self._store, due.schedule),
            )
            outcome.file_name = outcome.file_name or made.name
            if refused:  # the others have it: it is not sent again
                outcome.error = Refusal("mail_recipients_some", addresses=", ".join(refused))


@dataclass
class _Outcome:
    """How an attempt went, as far as it has come."""

    file_name: str | None = None
    size: int | None = None
    version: str | None = None
    error: Refusal | None = None
    has_failed: bool = False

    def failed(self, refusal: Refusal) -> None:
        self.error, self.has_failed = refusal, True

    def write(self, store: Store, delivery_id: str, at: datetime) -> None:
        with store.transaction(figures=False) as tx:
            rows.end_delivery(
                tx,
                delivery_id,
                "failed" if self.has_failed else "sent",
                at,
                file_name=self.file_name,
                size=self.size,
                version=self.version,
                error=self.error.code if self.error else None,
                params=self.error.params if self.error else None,
            )


def _first_due(store: Store, now: datetime) -> Due | None:
    """Return the first attempt to make now, and write down what was missed before it as skipped."""
    for schedule in schedules.all_schedules(store):
        if schedule.paused:
            continue
        rhythm = schedules.rhythm_of(store, schedule)
        at = latest_due(rhythm, now)
        if at <= schedule.since:
            continue
        due = _due(schedule, at, rows.since(store, schedule.id, at, now), now)
        if due is not None:
            if due.attempt == 1:
                _skip(store, rhythm, due, now)
            return due
    return None


def next_attempt(tried: list[Delivery]) -> datetime | None:
    """Return when the next attempt follows the last of these failed ones at the same due time; None when none does."""
    last = tried[-1]
    return retry_at(last.attempt, last.finished_at or last.started_at)


def _due(schedule: Schedule, at: datetime, tried: list[Delivery], now: datetime) -> Due | None:
    """Return the attempt to make for a due time; None when it was sent, is going, is to wait, or has failed for good."""
    if any(each.status in ("sent", "going", "skipped") for each in tried):
        return None
    mine = [each for each in tried if each.due_at == at]
    if not mine:
        return Due(schedule, at)
    following = next_attempt(mine)
    if following is None or following > now:
        return None
    put = schedule.folder is not None
    name = next((each.file_name for each in mine if each.file_name), None) if put else None
    return Due(schedule, at, mine[-1].attempt + 1, name)


def _skip(store: Store, rhythm: Rhythm, due: Due, now: datetime) -> None:
    known = rows.last_due_before(store, due.schedule.id, due.at)
    missed = dues_between(rhythm, max(known or due.schedule.since, due.schedule.since), due.at)
    if missed:
        skipped = [Delivery(directory.new_id(), due.schedule.id, at, 0, now, now, "skipped") for at in missed]
        with store.transaction(figures=False) as tx:
            rows.write_deliveries(tx, skipped)
