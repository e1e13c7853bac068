"""schedule new, list, change, pause, resume, remove, send-now."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from benchmark.brands import lookup, panels
from benchmark.commands.arguments_reports import WEEKDAYS
from benchmark.commands.context import Context
from benchmark.commands.execute import DONE, FAILED
from benchmark.reports import schedules, telling
from benchmark.reports.sending import Sender
from benchmark.store import schedules as rows
from benchmark.store.schedules import Delivery, Schedule
from benchmark.text import t
from benchmark.text.format import moment
from benchmark.text.language import language


def new(ctx: Context, args: argparse.Namespace) -> int:
    """Begin to send a report."""
    wanted = _wanted(
        ctx, args, Schedule("", args.report, args.every, args.hour, args.format, args.lang or language.get())
    )
    made = schedules.new_schedule(ctx.store, wanted, actor=ctx.actor, now=ctx.clock())
    ctx.out.line(
        t(
            "{report} goes {when} to {to}, first on {first}. Reports are sent while the dashboard runs.",
            report=telling.report_name(ctx.store, made.report),
            when=telling.rhythm_words(ctx.store, made),
            to=telling.destination_words(made),
            first=_next(ctx, made),
        )
    )
    ctx.out.document(_told(ctx, made))
    return DONE


def change(ctx: Context, args: argparse.Namespace) -> int:
    """Send a report otherwise."""
    wanted = _wanted(ctx, args, schedules.schedule_of(ctx.store, args.schedule))
    if args.no_folder:
        wanted = replace(wanted, folder=None)
    changed = schedules.change(ctx.store, wanted, actor=ctx.actor, now=ctx.clock())
    said = {
        "report": telling.report_name(ctx.store, changed.report),
        "when": telling.rhythm_words(ctx.store, changed),
        "to": telling.destination_words(changed),
    }
    ctx.out.line(
        t("{report} goes {when} to {to}. It stays paused.", **said)
        if changed.paused
        else t("{report} goes {when} to {to}, next on {next}.", next=_next(ctx, changed), **said)
    )
    ctx.out.document(_told(ctx, changed))
    return DONE


def show(ctx: Context, _args: argparse.Namespace) -> int:
    """List the schedules and how the last sending of each went."""
    found = schedules.all_schedules(ctx.store)
    if not found:
        ctx.out.line(t("No report is sent by itself yet. Begin with schedule new REPORT --to ADDRESS."))
    else:
        header = (t("Id"), t("Report"), t("About"), t("When"), t("To"), t("Next"), t("Last"))
        ctx.out.table(header, [_row(ctx, each) for each in found])
    ctx.out.document([_told(ctx, each) for each in found])
    return DONE


def pause(ctx: Context, args: argparse.Namespace) -> int:
    """Send it no more for now."""
    paused = schedules.pause(ctx.store, args.schedule, actor=ctx.actor, now=ctx.clock())
    ctx.out.line(t("It is paused. To go on: schedule resume {id}", id=paused.id))
    ctx.out.document(_told(ctx, paused))
    return DONE


def resume(ctx: Context, args: argparse.Namespace) -> int:
    """Send it again."""
    resumed = schedules.resume(ctx.store, args.schedule, actor=ctx.actor, now=ctx.clock())
    ctx.out.line(t("It is sent again, next on {time}.", time=_next(ctx, resumed)))
    ctx.out.document(_told(ctx, resumed))
    return DONE


def remove(ctx: Context, args: argparse.Namespace) -> int:
    """End a schedule."""
    removed = schedules.remove(ctx.store, args.schedule, actor=ctx.actor, now=ctx.clock())
    ctx.out.line(t("It is sent no more. What it sent stays in the table report_deliveries."))
    ctx.out.document({"schedule_id": removed.id})
    return DONE


def send_now(ctx: Context, args: argparse.Namespace) -> int:
    """Send its report now."""
    made = schedules.schedule_of(ctx.store, args.schedule)
    sent = Sender(ctx.store, ctx.settings, ctx.clock).send_now(made.id)
    ctx.out.document(_delivery(sent))
    if sent.status != "sent":
        ctx.out.error(telling.problem_of(sent))
        return FAILED
    ctx.out.line(t("{file} was sent to {to}.", file=sent.file_name, to=telling.destination_words(made)))
    if sent.error:
        ctx.out.error(telling.problem_of(sent))
    return FAILED if sent.error else DONE


def _wanted(ctx: Context, args: argparse.Namespace, was: Schedule) -> Schedule:
    """Return a schedule with what is named changed; an empty zone or period stands for the panel's or the report's own."""
    named: dict[str, Any] = {
        "every": args.every,
        "hour": args.hour,
        "format": args.format,
        "language": args.lang,
        "panel_id": panels.find(ctx.store, args.panel).id if args.panel else None,
        "brand_ids": None if args.brand is None else tuple(lookup.brand(ctx.store, name).id for name in args.brand),
        "weekday": args.weekday and WEEKDAYS.index(args.weekday) + 1,
        "month_day": args.month_day,
        "recipients": None if args.to is None else tuple(args.to),
        "folder": args.folder,
    }
    wanted = replace(was, **{name: value for name, value in named.items() if value is not None})
    period = was.period if args.period is None else args.period or None
    timezone = was.timezone if args.timezone is None else args.timezone or None
    return replace(wanted, period=period, timezone=timezone)


def _row(ctx: Context, schedule: Schedule) -> tuple[str, ...]:
    last = _last(ctx, schedule)
    zone = schedules.zone_of(ctx.store, schedule)
    return (
        schedule.id,
        telling.report_name(ctx.store, schedule.report),
        telling.about_words(ctx.store, schedule) or "–",
        telling.rhythm_words(ctx.store, schedule),
        telling.destination_words(schedule),
        t("paused") if schedule.paused else _next(ctx, schedule),
        f"{moment(last.due_at, zone)}: {telling.state_words(last, ctx.clock(), zone)}" if last else "–",
    )


def _last(ctx: Context, schedule: Schedule) -> Delivery | None:
    return next(iter(rows.deliveries(ctx.store, schedule.id, 1)), None)


def _told(ctx: Context, schedule: Schedule) -> dict[str, Any]:
    last = _last(ctx, schedule)
    fields = {name: value for name, value in vars(schedule).items() if name not in ("id", "since")}
    return {
        "schedule_id": schedule.id,
        **fields,
        "timezone": schedules.zone_of(ctx.store, schedule),
        "next_at": schedules.next_at(ctx.store, schedule, ctx.clock()),
        "last": _delivery(last) if last else None,
    }


def _delivery(sent: Delivery) -> dict[str, Any]:
    return {
        **{name: value for name, value in vars(sent).items() if name != "params"},
        "message": telling.problem_of(sent),
    }


def _next(ctx: Context, schedule: Schedule) -> str:
    zone = schedules.zone_of(ctx.store, schedule)
    return moment(schedules.next_at(ctx.store, schedule, ctx.clock()), zone)
