"""One sending of a scheduled report: the file is made, put into its folder, and goes out by mail."""

from __future__ import annotations

import errno
import math
import os
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from pathlib import Path

from benchmark.cards import takeaways
from benchmark.charts.labels import plain
from benchmark.refusals import Refusal
from benchmark.reports import document, formats, mail, schedules
from benchmark.reports.document import Document, NothingToShow
from benchmark.reports.mail import Attachment
from benchmark.reports.wanted import Wanted, wanted
from benchmark.settings import MailServer
from benchmark.store import Store
from benchmark.store.database import DISK_FULL
from benchmark.store.schedules import Schedule
from benchmark.text import t
from benchmark.text.format import day, day_range, moment
from benchmark.view import panels, periods
from benchmark.view.choices import context_of


class Stopped(Exception):
    """The program ends; the report is made again when it is back."""


@dataclass(frozen=True)
class Made:
    """A report as a file, and what its mail says of it."""

    document: Document
    name: str
    mime: str
    content: bytes
    sentences: tuple[str, ...]
    """What stands out, at most three."""


def make(store: Store, schedule: Schedule, now: datetime, stopped: Callable[[], bool] = lambda: False) -> Made:
    """Return a schedule's report over the present data, in the language that holds.

    Raises:
        Refusal: ``unknown_report``, ``report_empty`` when there is nothing to report on, ``report_failed``.
        Stopped: ``stopped`` said so.
    """

    def progress(_done: int, _total: int) -> None:
        if stopped():
            raise Stopped

    today = periods.today(schedules.zone_of(store, schedule))
    days = schedules.days_of(schedule.period, today)
    try:
        found = _wanted(store, schedule, days)
        built = document.build(store, found.report, whole=found.whole, progress=progress, now=now)
        said = tuple(_sentences(store, found, built))
        content = formats.make(schedule.format, built, progress=progress)
    except NothingToShow as error:
        raise Refusal("report_empty") from error
    except formats.ExportFailed as error:
        raise Refusal("report_failed", reason=str(error)) from error
    kind = formats.FORMATS[schedule.format]
    return Made(built, formats.file_name(built, schedule.format), kind.mime, content, said)


def to_folder(root: Path, folder: str, name: str, content: bytes) -> str:
    """Put a file into a folder below ``root``, whole or not at all, and return its name there.

    A file that is there already stays as it is: the new one gets a number behind its name.

    Raises:
        Refusal: ``bad_folder``, a link leads out of the root; ``folder_full``; ``folder_unusable``.
    """
    place = root / folder
    try:
        place.mkdir(parents=True, exist_ok=True)
        if not place.resolve().is_relative_to(root.resolve()):
            raise Refusal("bad_folder", folder=folder)
        part = place / f".{secrets.token_hex(8)}.part"
        try:
            with part.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            taken = _claimed(place, name)
            part.replace(taken)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        code = "folder_full" if error.errno in DISK_FULL else "folder_unusable"
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        raise Refusal(code, folder=str(place), reason=reason) from error
    return taken.name


def by_mail(
    server: MailServer, schedule: Schedule, made: Made, *, due_at: datetime, now: datetime, timezone: str
) -> list[str]:
    """Send a report to its recipients. Returns the addresses that the server refused while it took others.

    ``timezone`` is the one in which the mail tells times.

    Raises:
        Refusal: ``file_too_large`` for a mail, and those of `benchmark.reports.mail.send`.
    """
    most = server.most_megabytes
    if len(made.content) > most * 1_000_000:
        raise Refusal("file_too_large", size=math.ceil(len(made.content) / 1_000_000), most=most)
    if not server.sender:
        raise Refusal("mail_not_set")
    return mail.send(
        server,
        mail.message(
            server,
            schedule.recipients,
            subject(made),
            body(made, timezone),
            Attachment(made.name, made.mime, made.content),
            about=f"{schedule.id}.{due_at:%Y%m%dT%H%M%S}",
            at=now,
        ),
    )


def subject(made: Made) -> str:
    """Return the subject: the report and its days."""
    return t("{report}, {days}", report=plain(made.document.name, 120), days=_days(made.document))


def body(made: Made, timezone: str) -> str:
    """Return the plain text of a mail: what stands out, how it was made."""
    found = made.document
    days = t("{panel}, {days}", panel=plain(found.panel, 100), days=_days(found)) if found.panel else _days(found)
    lines = [plain(found.name, 200), days, ""]
    if made.sentences:
        lines += [t("What stands out:"), *(f"- {plain(each, 600)}" for each in made.sentences), ""]
    elif found.panel:
        lines += [t("No clear difference stands out in this period."), ""]
    observed = found.version.observed_at
    lines += [
        t("The file {file} is attached.", file=made.name),
        t(
            "It was made on {at} ({zone}) from the data version {version}, whose latest figure was observed on {observed}.",
            at=moment(found.made_at, timezone),
            zone=timezone,
            version=found.version.id,
            observed=moment(observed, timezone),
        )
        if observed
        else t("It was made on {at} ({zone}).", at=moment(found.made_at, timezone), zone=timezone),
        t("Each of its pages states its definition, its days and how many figures it rests on."),
        "",
        t("This mail is sent by itself. The Report page of the dashboard changes or stops it, below Schedules."),
    ]
    return "\n".join(lines) + "\n"


def _wanted(store: Store, schedule: Schedule, days: tuple[date, date] | None) -> Wanted:
    if schedule.panel_id is not None and schedule.panel_id not in panels.panels(store):
        raise NothingToShow
    return wanted(store, schedule.report, panel=schedule.panel_id, brands=schedule.brand_ids, days=days)


def _days(found: Document) -> str:
    if not found.periods:
        return day(found.made_at.date())
    return day_range(*_span(found.periods))


def _span(spans: Iterable[tuple[date, date]]) -> tuple[date, date]:
    firsts, lasts = zip(*spans, strict=True)
    return min(firsts), max(lasts)


def _sentences(store: Store, found: Wanted, built: Document) -> list[str]:
    """Return what stands out: the sentences that the report holds, else those of its first view."""
    for sheet in built.sheets:
        if sheet.card is not None and sheet.card.key == takeaways.KEY:
            table = sheet.card.table
            return [] if table is None else [str(each) for each in table.iloc[: takeaways.MOST, 0]]
    first = next((item for item in found.report.items if item.card is not None), None)
    if first is None:
        return []
    view = context_of(store, document.fields_of(first.fields))
    return [each.text for each in takeaways.sentences(view)]


def _claimed(place: Path, name: str) -> Path:
    """Return a free name, taken at once so that nobody else takes it."""
    stem, _, ending = name.rpartition(".")
    for number in count(1):
        path = place / (name if number == 1 else f"{stem}-{number}.{ending}")
        try:
            path.open("xb").close()
        except FileExistsError:
            continue
        return path
    raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))
