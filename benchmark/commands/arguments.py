"""The command line's grammar: every command, its arguments and its help."""

from __future__ import annotations

import argparse
from datetime import date
from functools import cache
from typing import Any, Literal, NoReturn, TypeAlias

from benchmark.commands import arguments_reports
from benchmark.refusals import ROLES, TOKEN_DAYS, TOKEN_ROLES
from benchmark.text import t
from benchmark.text.language import language

FORMATS = ("csv", "xlsx", "parquet", "json")


class WrongUse(Exception):
    """The command line is not understood. ``usage`` is the short form of how it goes."""

    def __init__(self, message: str, usage: str) -> None:
        super().__init__(message)
        self.usage = usage


class Parser(argparse.ArgumentParser):
    """A parser that takes no shortened options and leaves it to its caller to end the process."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Refuse at once what a command does not take, so that the command's own usage is told and not that of all commands."""
        found, rest = super().parse_known_args(args, namespace)
        if rest:
            self.error(t("unrecognized arguments: {what}", what=" ".join(rest)))
        return found, rest

    def error(self, message: str) -> NoReturn:
        raise WrongUse(message, self.format_usage().strip())


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001  argparse has no public name for it
"""What ``add_subparsers`` returns."""


def parser() -> Parser:
    """Return the parser of the whole command line, made once for a language: the dashboard carries out many."""
    return _whole(language.get())


@cache
def _whole(_language: str) -> Parser:
    """Make the parser in the reader's language.

    A parsed command carries ``run`` (``module:function`` below `benchmark.commands`); ``opens``: the database, ``tolerant`` (it
    may be unreadable), ``lock`` (nobody else may hold it) or nothing; ``reads`` and ``writes``: which argument is a file of
    the caller's.
    """
    whole = Parser(
        prog="python -m benchmark",
        description=t("Follow what brands and their competitors publish, and compare them."),
        epilog=t("Exit codes: 0 done, 1 something failed, 2 wrong use, 3 no database, 4 a run is going, 130 stopped."),
    )
    _database(whole, default=None)
    commands = whole.add_subparsers(dest="command", metavar=t("COMMAND"), parser_class=Parser)
    _accounts(commands)
    _panels(commands)
    _looking(commands)
    _keeping(commands)
    _import(commands)
    _export(commands)
    arguments_reports.report(commands, _command, _day)
    _sending(commands)
    _tokens(commands)
    _building(commands)
    return whole


def _accounts(commands: Commands) -> None:
    add = _command(commands, "add", "adding:add", t("Add accounts to a brand by links, handles or websites."))
    add.add_argument("brand", metavar=t("BRAND"), help=t("name of the brand, made when it is new, or its id"))
    add.add_argument("links", metavar=t("LINK"), nargs="+", help=t("link, handle, source:handle or website"))
    add.add_argument("--own", action="store_true", help=t("this is the panel's own brand"))
    add.add_argument("--panel", metavar="P", help=t("panel to add to (default: the first)"))
    add.add_argument("--market", metavar="M", help=t("market of the accounts, such as FR"))
    add.add_argument("--role", metavar="R", default="main", help=t("one of: {roles}", roles=", ".join(ROLES)))
    add.add_argument(
        "--only", metavar="NETWORK", nargs="+", help=t("of a website, add only its accounts on these networks")
    )
    add.add_argument(
        "--import-only",
        action="store_true",
        help=t("add accounts of networks whose key is missing too; their figures come by import until it is set"),
    )
    for name, text in {
        "remove": t("Hide brands or accounts; their history stays, and adding again restores them."),
        "pause": t("Stop collecting brands or accounts for now."),
        "resume": t("Collect paused brands or accounts again."),
    }.items():
        changing = _command(commands, name, f"accounts:{name}", text)
        changing.add_argument("subjects", metavar=t("NAME"), nargs="+", help=t("brand, account id, link or handle"))
    rename = _command(commands, "rename", "accounts:rename", t("Give a brand another name."))
    rename.add_argument("brand", metavar=t("BRAND"))
    rename.add_argument("name", metavar=t("NEW_NAME"))
    move = _command(commands, "move", "accounts:move", t("Make an account another brand's, with its history."))
    move.add_argument("account", metavar=t("ACCOUNT"), help=t("account id, link or handle"))
    move.add_argument("brand", metavar=t("BRAND"), help=t("name of the brand, made when it is new, or its id"))
    describe = _command(
        commands,
        "describe",
        "accounts:describe",
        t("Set an account's market, role and time zone; what is not named stays."),
    )
    describe.add_argument("account", metavar=t("ACCOUNT"), help=t("account id, link or handle"))
    describe.add_argument("--market", metavar="M", help=t("market of the account, such as FR; empty for none"))
    describe.add_argument("--role", metavar="R", help=t("one of: {roles}", roles=", ".join(ROLES)))
    describe.add_argument(
        "--timezone", metavar="Z", help=t("zone of its audience, such as Europe/Paris; empty for none")
    )


def _panels(commands: Commands) -> None:
    panel = commands.add_parser("panel", help=t("List and change panels, the sets of compared accounts."))
    actions = panel.add_subparsers(dest="action", metavar=t("ACTION"), required=True, parser_class=Parser)
    _command(actions, "list", "panel:show", t("List the panels and whom they compare."))
    new = _command(actions, "new", "panel:new", t("Make an empty panel."))
    new.add_argument("name", metavar=t("NAME"))
    new.add_argument("--timezone", metavar="Z", help=t("zone in which its days begin, such as Europe/Paris"))
    for name, text in {
        "add": t("Put brands or accounts into a panel."),
        "drop": t("Take them out of a panel."),
    }.items():
        changing = _command(actions, name, f"panel:{name}", text)
        changing.add_argument("panel", metavar=t("PANEL"))
        changing.add_argument("subjects", metavar=t("NAME"), nargs="+", help=t("brand, account id, link or handle"))
    own = _command(actions, "own", "panel:own", t("Say which brand is one's own in a panel."))
    own.add_argument("panel", metavar=t("PANEL"))
    own.add_argument("brand", metavar=t("BRAND"))
    zone = _command(actions, "timezone", "panel:timezone", t("Set the zone in which a panel's days begin."))
    zone.add_argument("panel", metavar=t("PANEL"))
    zone.add_argument("timezone", metavar=t("ZONE"), help=t("such as Europe/Paris"))


def _looking(commands: Commands) -> None:
    resolve = _command(
        commands,
        "resolve",
        "offline:resolve",
        t("Tell whom links and handles name, without asking anybody."),
        opens="nothing",
    )
    resolve.add_argument("links", metavar=t("LINK"), nargs="+")
    _command(
        commands,
        "sources",
        "offline:sources",
        t("List the networks, what they give and what they need."),
        opens="nothing",
    )
    collect = _command(commands, "collect", "collecting:collect", t("Read all active accounts now."))
    collect.add_argument("--source", metavar="S", help=t("only this network"))
    collect.add_argument("--brand", metavar="B", help=t("only this brand"))
    _command(commands, "status", "status:status", t("Show each account: last success, followers, errors and remedies."))
    doctor = _command(
        commands, "doctor", "doctor:doctor", t("Check the installation and say what needs attention."), opens="tolerant"
    )
    doctor.add_argument("--repair", action="store_true", help=t("set a damaged log aside, so that the database opens"))


def _keeping(commands: Commands) -> None:
    _command(commands, "demo", "keeping:demo", t("Make the demo database anew, beside the real one."), opens="nothing")
    backup = _command(commands, "backup", "keeping:backup", t("Write a verified copy of the database."), writes="out")
    backup.add_argument("out", metavar=t("FILE"))
    restore = _command(
        commands,
        "restore",
        "keeping:restore",
        t("Put a backup in the database's place."),
        opens="lock",
        reads="backup",
    )
    restore.add_argument("backup", metavar=t("FILE"))
    kept = _command(
        commands,
        "retention",
        "retaining:retention",
        t("Say which statistics may not be kept for ever, when they go, and remove them."),
    )
    how = kept.add_mutually_exclusive_group()
    how.add_argument("--dry-run", action="store_true", help=t("say what is due now, and change nothing"))
    how.add_argument(
        "--now", action="store_true", help=t("remove now what is due, without waiting for its announced day")
    )
    _command(commands, "migrate", "keeping:migrate", t("Bring the database to this version's form."))


def _import(commands: Commands) -> None:
    text = t("Store figures of a CSV or XLSX file, all of them or none.")
    made = _command(commands, "import", "importing:import_file", text, reads="file")
    made.add_argument("file", metavar=t("FILE"))
    made.add_argument("--account", metavar="A", help=t("whom the whole file is about: account id, link or handle"))
    made.add_argument("--brand", metavar="B", help=t("or a brand, with its network"))
    made.add_argument("--source", metavar="S", help=t("the network of all rows, such as linkedin"))
    made.add_argument(
        "--map",
        metavar="COL=FIELD",
        action="append",
        default=[],
        help=t(
            "what a column is (its header or letter), such as B=followers, Date=date:dmy, or Notes=- to leave it out"
        ),
    )
    made.add_argument("--day", metavar="D", type=_day, help=t("the day of the whole file, where no column tells it"))
    made.add_argument("--dry-run", action="store_true", help=t("show what it would do and store nothing"))


def _export(commands: Commands) -> None:
    export = _command(commands, "export", "exporting:export", t("Write a table or a metric to a file."), writes="out")
    export.add_argument("what", metavar=t("TABLE|METRIC"), help=t("a wrong name lists the right ones"))
    for name, text in {"--from": t("first day, YYYY-MM-DD"), "--to": t("last day, included")}.items():
        export.add_argument(name, metavar="D", dest=name.strip("-") + "_day", type=_day, help=text)
    export.add_argument("--panel", metavar="P", help=t("panel: its accounts and its time zone"))
    export.add_argument("--format", choices=FORMATS, required=True)
    export.add_argument("--out", metavar="FILE", required=True)


def _sending(commands: Commands) -> None:
    schedule = commands.add_parser("schedule", help=t("Send reports by themselves, by mail or to a folder."))
    actions = schedule.add_subparsers(dest="action", metavar=t("ACTION"), required=True, parser_class=Parser)
    arguments_reports.schedules(actions, _command)
    share = commands.add_parser("share", help=t("Make, list and revoke links to frozen reports."))
    actions = share.add_subparsers(dest="action", metavar=t("ACTION"), required=True, parser_class=Parser)
    arguments_reports.shares(actions, _command)


def _tokens(commands: Commands) -> None:
    token = commands.add_parser("token", help=t("Make, list and revoke the tokens of the HTTP API."))
    actions = token.add_subparsers(dest="action", metavar=t("ACTION"), required=True, parser_class=Parser)
    new = _command(actions, "new", "tokens:new", t("Make a token and print it; it is told only this once."))
    new.add_argument("name", metavar=t("NAME"), help=t("what uses it, such as a spreadsheet"))
    new.add_argument(
        "--role", choices=TOKEN_ROLES, default="viewer", help=t("an editor also adds accounts and starts runs")
    )
    new.add_argument(
        "--days",
        metavar="N",
        type=int,
        default=TOKEN_DAYS,
        help=t("how long it lasts (default: {days})", days=TOKEN_DAYS),
    )
    _command(actions, "list", "tokens:show", t("List the tokens, and when they end and were last used."))
    revoke = _command(actions, "revoke", "tokens:revoke", t("End a token at once."))
    revoke.add_argument("name", metavar=t("NAME"), help=t("its name or id"))


def _building(commands: Commands) -> None:
    new = _command(
        commands,
        "new-source",
        "scaffold:new_source",
        t("Write the files of a new network, with a simulator and tests that pass."),
        opens="nothing",
    )
    new.add_argument("name", metavar=t("NAME"), help=t("2 to 20 letters a to z, such as acme"))
    new.add_argument("--label", metavar="L", help=t("the network's name as people write it (default: NAME)"))


def _command(
    commands: Commands,
    name: str,
    run: str,
    text: str,
    *,
    opens: Literal["database", "tolerant", "lock", "nothing"] = "database",
    reads: str | None = None,
    writes: str | None = None,
) -> Parser:
    made: Parser = commands.add_parser(name, help=text, description=text)
    _database(made, default=argparse.SUPPRESS)
    made.add_argument("--json", action="store_true", help=t("print one JSON document and nothing else"))
    made.set_defaults(run=run, opens=opens, reads=reads, writes=writes)
    return made


def _database(part: Parser, default: Any) -> None:
    part.add_argument(
        "--db", metavar="PATH", default=default, help=t("the database (default: the setting BENCHMARK_DB)")
    )


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 1970 <= day.year <= 2200:
        raise argparse.ArgumentTypeError(t("{text} is no day; write it as 2026-11-20.", text=text[:40]))
    return day
