"""Schedules and sendings in words, for the command line and the Report page."""

from __future__ import annotations

from datetime import date, datetime

from babel import dates

from benchmark import problems
from benchmark.charts.labels import plain
from benchmark.reports import schedules
from benchmark.reports.ready import KINDS
from benchmark.reports.sending import next_attempt
from benchmark.store import Store, reports
from benchmark.store.schedules import Delivery, Schedule
from benchmark.text import t
from benchmark.text.format import moment
from benchmark.text.language import language
from benchmark.view import panels


def report_name(store: Store, report: str) -> str:
    """Return what a report is called: a ready-made one's kind, one's own name, or that it is gone."""
    if report in KINDS:
        return t(KINDS[report].label)
    found = next((each.name for each in reports.all_reports(store) if each.id == report), None)
    return plain(found, 80) if found else t("A report that was removed")


def about_words(store: Store, schedule: Schedule) -> str:
    """Return which panel and brands a ready-made report is about, as far as that tells it from others; else empty."""
    there = panels.panels(store)
    panel = [there[schedule.panel_id]] if schedule.panel_id in there and len(there) > 1 else []
    known = dict(store.rows("SELECT brand_id, name FROM brands"))
    brands = [known[each] for each in schedule.brand_ids if each in known]
    return ", ".join(plain(each, 60) for each in (*panel, *brands))


def weekday_name(number: int) -> str:
    """Return a weekday, 1 Monday to 7, in the reader's language."""
    return dates.format_date(date(2026, 6, number), "EEEE", locale=language.get())  # 1 June 2026 was a Monday


def rhythm_words(store: Store, schedule: Schedule) -> str:
    """Return when a schedule is due: every Monday at 08:00 (Europe/Paris)."""
    said = {"hour": f"{schedule.hour:02d}:00", "zone": schedules.zone_of(store, schedule)}
    if schedule.every == "week":
        return t("every {day} at {hour} ({zone})", day=weekday_name(schedule.weekday or 1), **said)
    if schedule.every == "month" and schedule.month_day == 31:
        return t("on the last day of each month at {hour} ({zone})", **said)
    if schedule.every == "month":
        return t("on day {day} of each month at {hour} ({zone})", day=schedule.month_day, **said)
    return t("every day at {hour} ({zone})", **said)


def destination_words(schedule: Schedule) -> str:
    """Return where a schedule's report goes."""
    places = [plain(each, 80) for each in schedule.recipients]
    if schedule.folder is not None:
        folder = plain(schedule.folder, 60)
        places.append(t("folder {folder}", folder=folder) if folder else t("the reports folder"))
    return ", ".join(places)


def state_words(delivery: Delivery, now: datetime, timezone: str) -> str:
    """Return how a sending went, and what follows."""
    if delivery.status == "sent":
        problem = problem_of(delivery)
        return problem or t("Sent")
    if delivery.status == "going":
        return t("Being sent")
    if delivery.status == "skipped":
        return t("Left out: the program did not run, and a later one was due by then.")
    following = next_attempt([delivery])
    if following is not None and following > now:
        again = t("It is tried again at {time} ({zone}).", time=moment(following, timezone), zone=timezone)
        return f"{problem_of(delivery)} {again}"
    return problem_of(delivery)


def problem_of(delivery: Delivery) -> str:
    """Return what went wrong and the next step; empty when nothing did."""
    return problems.stored_sentence(delivery.error, None, delivery.params) if delivery.error else ""
