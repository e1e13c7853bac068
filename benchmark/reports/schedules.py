"""Schedules of reports: what is sent when, to whom; made, changed, paused, ended. `benchmark.reports.sending` carries them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Final, cast

from benchmark.clock import utcnow
from benchmark.refusals import Refusal, mail_address, timezone_of
from benchmark.reports.basket import report_of
from benchmark.reports.formats import FORMATS
from benchmark.reports.ready import KINDS
from benchmark.reports.scheduling import Every, Rhythm, next_due
from benchmark.store import Store, Transaction, directory, holding, schedules
from benchmark.store.directory import By, Reader
from benchmark.store.schedules import Schedule
from benchmark.text import words
from benchmark.view import panels, periods

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "fr": "Français"}
EVERY: Final[Mapping[str, str]] = {
    "day": words("Every day"),
    "week": words("Every week"),
    "month": words("Every month"),
}
PERIODS: Final[Mapping[str, str]] = {name: label for name, label in periods.PERIODS.items() if name != "custom"}
MOST_RECIPIENTS: Final = 50
LONGEST_FOLDER: Final = 200


def all_schedules(reader: Reader) -> list[Schedule]:
    """Return the schedules that hold, paused ones too."""
    return schedules.all_schedules(reader)


def schedule_of(reader: Reader, schedule_id: str) -> Schedule:
    """Return a schedule that holds.

    Raises:
        Refusal: ``unknown_schedule``.
    """
    for each in all_schedules(reader):
        if each.id == schedule_id:
            return each
    raise Refusal("unknown_schedule", name=schedule_id)


def new_schedule(store: Store, wanted: Schedule, *, actor: str, now: datetime | None = None) -> Schedule:
    """Begin to send a report; ``wanted`` has no id yet.

    Raises:
        Refusal: ``unknown_report``, ``unknown_panel``, ``bad_rhythm``, ``bad_format``, ``bad_language``, ``bad_period``,
            ``bad_timezone``, ``bad_recipient``, ``too_many_recipients``, ``bad_folder``, ``nowhere_to_send``.
    """
    by = By(actor, now or utcnow())
    made = replace(_checked(store, wanted), id=directory.new_id(), since=by.at, paused=False)
    with store.transaction(figures=False) as tx:
        schedules.begin_schedule(tx, made, by.at)
        directory.audit(tx, by, "report.schedule", made.id, f"{made.report}: {made.every}")
    return made


def change(store: Store, wanted: Schedule, *, actor: str, now: datetime | None = None) -> Schedule:
    """Send a report otherwise from its next due time on: as ``wanted``, which has the id of one that holds.

    What it sent stays its history, and a paused one stays paused.

    Raises:
        Refusal: ``unknown_schedule``, and those of `new_schedule`.
    """
    by = By(actor, now or utcnow())
    checked = _checked(store, wanted)
    with store.transaction(figures=False) as tx:
        found = schedule_of(tx, wanted.id)
        changed = replace(checked, paused=found.paused, since=found.since)
        return found if changed == found else _renew(tx, changed, by, "report.reschedule")


def pause(store: Store, schedule_id: str, *, actor: str, now: datetime | None = None) -> Schedule:
    """Send it no more for now.

    Raises:
        Refusal: ``unknown_schedule``.
    """
    return _set_paused(store, schedule_id, By(actor, now or utcnow()), paused=True)


def resume(store: Store, schedule_id: str, *, actor: str, now: datetime | None = None) -> Schedule:
    """Send it again from the next due time on; what fell due meanwhile is left out.

    Raises:
        Refusal: ``unknown_schedule``.
    """
    return _set_paused(store, schedule_id, By(actor, now or utcnow()), paused=False)


def remove(store: Store, schedule_id: str, *, actor: str, now: datetime | None = None) -> Schedule:
    """End a schedule; the history of what it sent stays.

    Raises:
        Refusal: ``unknown_schedule``.
    """
    by = By(actor, now or utcnow())
    with store.transaction(figures=False) as tx:
        found = schedule_of(tx, schedule_id)
        holding.end(tx, "report_schedule", schedule_id, by.at)
        directory.audit(tx, by, "report.unschedule", schedule_id, found.report)
    return found


def restore(store: Store, schedule_id: str, *, actor: str, now: datetime | None = None) -> Schedule:
    """Begin a removed schedule again.

    Raises:
        Refusal: ``unknown_schedule``.
    """
    by = By(actor, now or utcnow())
    with store.transaction(figures=False) as tx:
        for each in all_schedules(tx):
            if each.id == schedule_id:
                return each
        found = schedules.removed_schedule(tx, schedule_id)
        if found is None:
            raise Refusal("unknown_schedule", name=schedule_id)
        schedules.begin_schedule(tx, found, by.at)
        directory.audit(tx, by, "report.schedule", schedule_id, found.report)
    return replace(found, since=by.at)


def rhythm_of(store: Store, schedule: Schedule) -> Rhythm:
    """Return when a schedule is due, in its own zone or in that of its panel."""
    return Rhythm(
        cast("Every", schedule.every),
        schedule.hour,
        zone_of(store, schedule),
        schedule.weekday or 1,
        schedule.month_day or 1,
    )


def zone_of(store: Store, schedule: Schedule) -> str:
    """Return the zone whose hours count: the schedule's, else the panel's."""
    if schedule.timezone:
        return schedule.timezone
    there = panels.panels(store)
    panel = schedule.panel_id if schedule.panel_id in there else next(iter(there), None)
    return panels.panel(store, panel).timezone if panel else "UTC"


def next_at(store: Store, schedule: Schedule, now: datetime) -> datetime | None:
    """Return when it is due next (UTC); None while it is paused."""
    return None if schedule.paused else next_due(rhythm_of(store, schedule), max(now, schedule.since))


def days_of(period: str | None, today: date) -> tuple[date, date] | None:
    """Return the days of a name of `PERIODS`; None for the report's own."""
    return None if period is None else periods.period(period, today)


def _set_paused(store: Store, schedule_id: str, by: By, *, paused: bool) -> Schedule:
    with store.transaction(figures=False) as tx:
        found = schedule_of(tx, schedule_id)
        if found.paused == paused:
            return found
        return _renew(tx, replace(found, paused=paused), by, "report.pause" if paused else "report.resume")


def _renew(tx: Transaction, changed: Schedule, by: By, action: str) -> Schedule:
    """End the row of a schedule that holds, and begin the changed one in its place."""
    holding.end(tx, "report_schedule", changed.id, by.at)
    schedules.begin_schedule(tx, changed, by.at)
    directory.audit(tx, by, action, changed.id, f"{changed.report}: {changed.every}")
    return replace(changed, since=by.at)


def _checked(store: Store, wanted: Schedule) -> Schedule:
    """Return it as it is stored."""
    if wanted.format not in FORMATS:
        raise Refusal("bad_format", format=wanted.format, formats=", ".join(FORMATS))
    if wanted.language not in LANGUAGES:
        raise Refusal("bad_language", language=wanted.language, languages=", ".join(LANGUAGES))
    if wanted.period is not None and wanted.period not in PERIODS:
        raise Refusal("bad_period", period=wanted.period, periods=", ".join(PERIODS))
    recipients = recipients_of(wanted.recipients)
    folder = None if wanted.folder is None else folder_of(wanted.folder)
    if not recipients and folder is None:
        raise Refusal("nowhere_to_send")
    return replace(
        _with_rhythm(wanted),
        report=wanted.report if wanted.report in KINDS else report_of(store, wanted.report).id,
        panel_id=_panel(store, wanted.panel_id),
        timezone=timezone_of(wanted.timezone) if wanted.timezone else None,
        recipients=recipients,
        folder=folder,
    )


def _with_rhythm(wanted: Schedule) -> Schedule:
    weekday = (wanted.weekday or 1) if wanted.every == "week" else None
    month_day = (wanted.month_day or 1) if wanted.every == "month" else None
    known = wanted.every in EVERY and 0 <= wanted.hour <= 23
    if not (known and 1 <= (weekday or 1) <= 7 and 1 <= (month_day or 1) <= 31):
        raise Refusal("bad_rhythm")
    return replace(wanted, weekday=weekday, month_day=month_day)


def _panel(store: Store, panel_id: str | None) -> str | None:
    there = panels.panels(store)
    if panel_id is not None and panel_id not in there:
        raise Refusal("unknown_panel", panel=panel_id, known=", ".join(there.values()))
    return panel_id


def recipients_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return addresses, each once.

    Raises:
        Refusal: ``bad_recipient``, ``too_many_recipients``.
    """
    found = []
    for text in texts:
        address = mail_address(text)
        if address is None:
            raise Refusal("bad_recipient", address=text)
        found.append(address)
    if len(found) > MOST_RECIPIENTS:
        raise Refusal("too_many_recipients", most=MOST_RECIPIENTS)
    return tuple(dict.fromkeys(found))


def folder_of(text: str) -> str:
    """Return a folder below the reports folder: names joined by ``/``, empty for that folder itself.

    Raises:
        Refusal: ``bad_folder``, it leads elsewhere or holds signs that some disk does not take.
    """
    path = PurePosixPath(text.strip())
    fits = all(
        name.strip(" .") == name and not set(name) & set('\\:*?"<>|') and name.isprintable() for name in path.parts
    )
    if path.is_absolute() or not fits or len(text) > LONGEST_FOLDER:
        raise Refusal("bad_folder", folder=text)
    return "" if path == PurePosixPath() else str(path)
