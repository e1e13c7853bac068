"""The grammar of the commands that write, send and share reports."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from benchmark.text import t

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
REPORT_FORMATS = ("pptx", "pdf", "html", "xlsx", "zip")
"""Those of `benchmark.reports.formats`, which is not imported for a line of help."""
READY_MADE = ("weekly", "monthly", "portrait", "head-to-head")
Command = Callable[..., argparse.ArgumentParser]
"""`benchmark.commands.arguments`' way to make a command among others."""


def report(commands: Any, command: Command, day: Callable[[str], date]) -> None:
    """Add what writes a report to a file."""
    new = command(
        commands,
        "report",
        "reporting:report",
        t("Write a report of charts with their definitions to a file."),
        reads="template",
        writes="out",
    )
    new.add_argument("--format", choices=REPORT_FORMATS, required=True)
    new.add_argument("--out", metavar="FILE", required=True)
    new.add_argument(
        "--report",
        metavar="NAME",
        default="weekly",
        help=t("one of {kinds}, or one put together on the Report page (default: weekly)", kinds=", ".join(READY_MADE)),
    )
    new.add_argument(
        "--brand",
        metavar="B",
        action="append",
        default=[],
        help=t("whom portrait is about, or the two of head-to-head (given twice)"),
    )
    new.add_argument("--panel", metavar="P", help=t("panel (default: the first, or that of the report)"))
    for name, text in {"--from": t("first day, YYYY-MM-DD"), "--to": t("last day, included")}.items():
        new.add_argument(name, metavar="D", dest=name.strip("-") + "_day", type=day, help=text)
    new.add_argument("--template", metavar="T", help=t("a PowerPoint file whose look the slides take over"))
    new.add_argument("--lang", choices=("en", "fr"), help=t("language of the file (default: the terminal's)"))
    new.add_argument("--demo", action="store_true", help=t("of the demo's invented brands"))


def schedules(actions: Any, command: Command) -> None:
    """Add what is done with schedules of reports."""
    new = command(actions, "new", "schedule:new", t("Send a report by itself, by mail or to a folder."))
    _report(new)
    _how(new)
    new.set_defaults(
        every="week", weekday="monday", month_day=1, hour=8, format="pptx", to=[], brand=[], period="", timezone=""
    )
    change = command(
        actions, "change", "schedule:change", t("Change when, how or where a report is sent; what is not named stays.")
    )
    change.add_argument("schedule", metavar="ID")
    _how(change)
    change.add_argument("--no-folder", action="store_true", help=t("put it into no folder any more"))
    command(actions, "list", "schedule:show", t("List the schedules, when they are due and how the last sending went."))
    for name, text in {
        "pause": t("Send a report no more for now."),
        "resume": t("Send it again, from the next due time on."),
        "remove": t("End a schedule; the history of what it sent stays."),
        "send-now": t("Send its report now, beside its due times."),
    }.items():
        changing = command(actions, name, f"schedule:{name.replace('-', '_')}", text)
        changing.add_argument("schedule", metavar="ID")


def shares(actions: Any, command: Command) -> None:
    """Add what is done with links to frozen reports."""
    new = command(
        actions, "new", "share:new", t("Freeze a report and print the link to it; it is told only this once.")
    )
    _report(new)
    _about(new)
    new.set_defaults(brand=[])
    new.add_argument("--days", metavar="N", type=int, help=t("how long it holds, 1 to 365 (default: 30)"))
    command(actions, "list", "share:show", t("List the links and when they end."))
    revoke = command(actions, "revoke", "share:revoke", t("End a link at once."))
    revoke.add_argument("share", metavar="ID")


def _report(new: argparse.ArgumentParser) -> None:
    new.add_argument(
        "report", metavar=t("REPORT"), help=t("weekly, monthly, portrait, head-to-head, or one of your own")
    )


def _about(new: argparse.ArgumentParser) -> None:
    """Add what a report is about, each without a default."""
    new.add_argument("--panel", metavar="P", help=t("the panel it is about; by default the first, or the report's own"))
    new.add_argument("--brand", metavar="B", action="append", help=t("a brand it is about; may be repeated"))
    new.add_argument(
        "--period", metavar="D", help=t("last-week, last-month, 28d, 13w and others; empty for the report's own")
    )
    new.add_argument("--lang", metavar="L", help=t("en or fr (default: the terminal's)"))


def _how(new: argparse.ArgumentParser) -> None:
    """Add how a report is sent, each without a default."""
    _about(new)
    new.add_argument("--every", choices=("day", "week", "month"))
    new.add_argument("--weekday", choices=WEEKDAYS, help=t("of a weekly one; monday where nothing is said"))
    new.add_argument("--month-day", metavar="N", type=int, help=t("of a monthly one, 1 to 31; 31 is always the last"))
    new.add_argument("--hour", metavar="H", type=int, help=t("0 to 23; 8 where nothing is said"))
    new.add_argument("--timezone", metavar="Z", help=t("zone of the hour; empty for that of the panel"))
    new.add_argument("--format", choices=REPORT_FORMATS)
    new.add_argument("--to", metavar=t("ADDRESS"), nargs="*", help=t("mail addresses"))
    new.add_argument("--folder", metavar="F", help=t("a folder below the reports folder; . is that folder itself"))
